"""What the room reach stores: what is on the menu, asks, and tallies of what went out."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from kithbridge.people.models import Circle, Neighbour
from kithbridge.web.fields import Holds, held, iso_week, key, sealed

ASK = "until handed over, at most rule asks.live_weeks"


class Item(models.Model):
    """Something the group brings."""

    key = held(models.CharField(max_length=30, primary_key=True), Holds.PUBLIC, what="short key", until="kept")
    label = held(models.CharField(max_length=60), Holds.PUBLIC, what="plain words", until="kept")
    plain = held(models.CharField(max_length=200, blank=True), Holds.PUBLIC, what="what it is", until="kept")
    picture = held(models.CharField(max_length=20), Holds.PUBLIC, what="which drawing", until="kept")
    order = held(models.PositiveSmallIntegerField(default=0), Holds.PUBLIC, what="place in the group's order", until="kept")
    on = held(models.BooleanField(default=True), Holds.PUBLIC, what="whether the group carries it", until="kept")


class Area(models.Model):
    """An area that tallies are kept for: at least 20,000 people."""

    key = held(models.CharField(max_length=30, primary_key=True), Holds.PUBLIC, what="short key", until="kept")
    label = held(models.CharField(max_length=60), Holds.PUBLIC, what="what people call it", until="kept")
    order = held(models.PositiveSmallIntegerField(default=0), Holds.PUBLIC, what="place in lists", until="kept")


class Ask(models.Model):
    """Somebody asked for things. What and where is sealed; the row says only that it is open, and since which week."""

    class State(models.TextChoices):
        OPEN = "open"
        ENDED = "ended"

    id = key(until=ASK)
    page = held(
        models.ForeignKey(Neighbour, on_delete=models.SET_NULL, null=True, blank=True, related_name="asks"),
        Holds.TECHNICAL,
        what="her page, if she has one",
        until=ASK,
    )
    circle = held(models.ForeignKey(Circle, on_delete=models.SET_NULL, null=True), Holds.STAFF, what="circle it was written to", until=ASK)
    state = held(
        models.CharField(max_length=5, choices=State.choices, default=State.OPEN),
        Holds.TECHNICAL,
        what="open or ended",
        until=ASK,
    )
    week = iso_week(Holds.TECHNICAL, what="week it was asked", until=ASK)
    label = sealed(what="area and kind, for the list the peers see", until=ASK)
    words = sealed(what="what was asked for, and anything she said", until=ASK)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(state="open", label__isnull=False, words__isnull=False)
                | Q(state="ended", label__isnull=True, words__isnull=True, page__isnull=True),
                name="ask_ended_is_empty",
            )
        ]


class NotMe(models.Model):
    """A peer said "not me" to an ask before opening it. Gone with the ask."""

    id = key(until=ASK)
    ask = held(models.ForeignKey(Ask, on_delete=models.CASCADE, related_name="not_me"), Holds.TECHNICAL, what="ask", until=ASK)
    member = held(models.ForeignKey("people.TeamMember", on_delete=models.CASCADE, related_name="+"), Holds.STAFF, what="peer", until=ASK)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["ask", "member"], name="not_me_once")]


class Tally(models.Model):
    """How many of an item went out in a week and an area. No row per hand-out, no person."""

    class Kind(models.TextChoices):
        OUT = "out", "handed out"
        ASKED = "asked", "asked for"
        MISSING = "missing", "asked, had none"

    id = key(until="kept")
    week = iso_week(Holds.TALLY, what="ISO week", until="kept")
    area = held(models.ForeignKey(Area, on_delete=models.PROTECT), Holds.TALLY, what="area", until="kept")
    item = held(models.ForeignKey(Item, on_delete=models.PROTECT), Holds.TALLY, what="item", until="kept")
    kind = held(models.CharField(max_length=8, choices=Kind.choices), Holds.TALLY, what="out, asked or missing", until="kept")
    quantity = held(models.PositiveIntegerField(default=0), Holds.TALLY, what="how many", until="kept")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["week", "area", "item", "kind"], name="tally_once")]
