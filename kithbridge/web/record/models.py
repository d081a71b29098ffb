"""Rows of the event record."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from kithbridge.web.fields import Holds, held, iso_week, key

UNTIL = "3 years, by weekly segments; then only a segment's closing hash"


class Entry(models.Model):
    """One act, or one closed week's count of acts. Chained once the linker has seen it."""

    id = key(until=UNTIL)
    week = iso_week(Holds.STAFF, what="the week of the act", until=UNTIL)
    kind = held(models.CharField(max_length=60), Holds.STAFF, what="what was done", until=UNTIL)
    role = held(
        models.CharField(max_length=40),
        Holds.STAFF,
        what="the role of whoever did it; roles held by fewer than 3 are merged",
        until=UNTIL,
    )
    ref = held(
        models.CharField(max_length=64, blank=True),
        Holds.TECHNICAL,
        what="hash of what it was done to",
        until=UNTIL,
    )
    n = held(models.PositiveIntegerField(default=1), Holds.TALLY, what="how many such acts", until=UNTIL)
    segment = held(
        models.CharField(max_length=8, null=True),
        Holds.TECHNICAL,
        what="the week's segment of the chain",
        until=UNTIL,
    )
    position = held(models.PositiveIntegerField(null=True), Holds.TECHNICAL, what="place in the segment", until=UNTIL)
    hash = held(models.CharField(max_length=64, blank=True), Holds.TECHNICAL, what="hash of the chain", until=UNTIL)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["segment", "position"], name="entry_place"),
            models.CheckConstraint(
                condition=Q(segment__isnull=True, position__isnull=True, hash="")
                | (Q(segment__isnull=False, position__isnull=False) & ~Q(hash="")),
                name="entry_linked_whole",
            ),
        ]


class Segment(models.Model):
    """A week of the chain: where it began and, once the next has begun, its closing hash."""

    week = held(models.CharField(max_length=8, primary_key=True), Holds.TECHNICAL, what="the segment's week", until="kept")
    opens = held(models.CharField(max_length=64), Holds.TECHNICAL, what="hash before its first entry", until="kept")
    closes = held(models.CharField(max_length=64, blank=True), Holds.TECHNICAL, what="hash of its last entry", until="kept")
    entries = held(models.PositiveIntegerField(default=0), Holds.TALLY, what="how many entries it has", until="kept")
    dropped = held(models.BooleanField(default=False), Holds.TECHNICAL, what="whether its entries' time is over", until="kept")


class Count(models.Model):
    """How often something happened this week, by role: acts of neighbours, who have no entry of their own."""

    id = key(until="the end of the week")
    week = iso_week(Holds.TALLY, what="the week", until="the end of the week, then one entry")
    kind = held(models.CharField(max_length=60), Holds.TALLY, what="what was done", until="the end of the week")
    role = held(models.CharField(max_length=40), Holds.TALLY, what="role, merged when small", until="the end of the week")
    n = held(models.PositiveIntegerField(default=0), Holds.TALLY, what="how often", until="the end of the week")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["week", "kind", "role"], name="count_once")]
