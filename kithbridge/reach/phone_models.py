"""Phones that peers hand out with while there is no signal."""

from __future__ import annotations

from django.db import models

from kithbridge.web.fields import Holds, held, iso_week, key

__all__ = ["Phone"]

WHILE = "until taken off, or its owner leaves"


class Phone(models.Model):
    """A phone that may send hand-outs. Nothing that it sends keeps a link to it."""

    id = key(until=WHILE)
    member = held(
        models.ForeignKey("people.TeamMember", on_delete=models.CASCADE, related_name="phones"),
        Holds.STAFF,
        what="whose it is",
        until=WHILE,
    )
    label = held(models.CharField(max_length=30, blank=True), Holds.STAFF, what="what she calls it", until=WHILE)
    digest = held(models.CharField(max_length=64, unique=True), Holds.TECHNICAL, what="hash of its token", until=WHILE)
    event_key = held(models.CharField(max_length=8, blank=True), Holds.TECHNICAL, what="which event key it last used", until=WHILE)
    heard = iso_week(Holds.STAFF, what="week we last heard of it", until=WHILE)
    off = held(models.BooleanField(default=False), Holds.STAFF, what="taken off: it forgets when it next calls", until=WHILE)
