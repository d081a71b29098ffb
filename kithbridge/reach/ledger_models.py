"""Hand-outs as events, and what they add up to.

Event      what happened: never changed, never deleted one by one; no person, no phone, no day
Seen       that an event has been taken (a keyed hash of the number the phone gave it), so that sending twice counts once
Aside      an event that could not be counted: kept for the lead
PickUp     that a pick code was used, so that two phones at one pick-up are seen
MonthTally, Reached, Stock   sums, folded in the transaction that takes the event
"""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from kithbridge.web.fields import Holds, held, iso_week, key

__all__ = ["Aside", "Event", "MonthTally", "PickUp", "Reached", "Seen", "Stock"]

SINGLE = "rule handouts.live_weeks; the sums stay"
# A day may lie 31 days ahead and 26 weeks back: sent again up to 31 weeks after it came first, an event could still be counted.
RESEND = "32 weeks, longer than what is sent again could be counted"
ASIDE = "until a lead has looked at it, at most 26 weeks"


class Event(models.Model):
    """One thing that happened: a hand-out, a count, a supply. Its number is drawn here and is not the one the phone knew.

    Areas, items, places and lots stand as their keys, so that no reference can fail.
    """

    class Kind(models.TextChoices):
        OUT = "out", _("handed out")
        ASKED = "asked", _("asked for")
        NONE = "none", _("asked, had none")
        MAY_NOT = "maynot", _("asked, may not")
        BACK = "back", _("came back")
        WASTE = "waste", _("wasted")
        PASSED = "passed", _("wanted to be passed on")
        COUNT = "count", _("counted")
        IN = "in", _("came in")
        PACK = "pack", _("packed into kits")
        MOVE = "move", _("went to another place")
        GONE = "gone", _("went back to the supplier")

    id = key(until=SINGLE)
    kind = held(models.CharField(max_length=6, choices=Kind.choices), Holds.TALLY, what="what happened", until=SINGLE)
    week = iso_week(Holds.TALLY, what="ISO week", until=SINGLE)
    area = held(models.CharField(max_length=30, blank=True, default=""), Holds.TALLY, what="area", until=SINGLE)
    item = held(models.CharField(max_length=30, blank=True, default=""), Holds.TALLY, what="item or kit", until=SINGLE)
    recipe = held(models.PositiveSmallIntegerField(default=0), Holds.TALLY, what="version of the kit's recipe; 0 for a thing", until=SINGLE)
    n = held(models.PositiveIntegerField(default=1), Holds.TALLY, what="how many; for a count, how many were there", until=SINGLE)
    change = held(models.BigIntegerField(default=0), Holds.TALLY, what="what a count changed", until=SINGLE)
    place = held(models.CharField(max_length=30, blank=True, default=""), Holds.TALLY, what="hub or bag it left or came to", until=SINGLE)
    to = held(models.CharField(max_length=30, blank=True, default=""), Holds.TALLY, what="hub or bag it went on to", until=SINGLE)
    lot = held(models.UUIDField(null=True, blank=True), Holds.TALLY, what="lot, where somebody named it", until=SINGLE)
    said = held(
        models.CharField(max_length=8, blank=True, default=""),
        Holds.TALLY,
        what="for how many others (a band), how passing on went, or that it is a sum and no single hand-out",
        until=SINGLE,
    )
    skewed = held(
        models.BooleanField(default=False),
        Holds.TALLY,
        what="whether its day could not be, so that it stands in the week it came",
        until=SINGLE,
    )
    undone = held(models.BooleanField(default=False), Holds.TALLY, what="whether a later event took it back", until=SINGLE)

    class Meta:
        indexes = [
            models.Index(fields=["week", "kind"], name="event_week"),
            # Half a year of millions is not read through for the few whose day could not be.
            models.Index(fields=["week"], condition=Q(skewed=True), name="event_skewed"),
        ]


class Seen(models.Model):
    """An event was taken. The hash tells nothing about the phone or the day."""

    digest = held(
        models.CharField(max_length=43, primary_key=True), Holds.TECHNICAL, what="keyed hash of the number the phone gave", until=RESEND
    )
    week = iso_week(Holds.TECHNICAL, what="week it came in", until=RESEND)
    event = held(
        models.UUIDField(null=True, blank=True), Holds.TECHNICAL, what="the event it became, so that it can be undone", until=RESEND
    )

    class Meta:
        indexes = [models.Index(fields=["week"], name="seen_week")]


class Aside(models.Model):
    """An event that could not be counted. What it says opens with the server's event key."""

    class Why(models.TextChoices):
        UNREADABLE = "unread", _("it cannot be opened")
        NO_KEY = "nokey", _("it is locked to a key that we do not have now")
        MALFORMED = "form", _("it does not say what it should")
        UNKNOWN_ITEM = "item", _("it names a thing we do not know")
        UNKNOWN_AREA = "area", _("it names an area we do not know")
        UNKNOWN_PLACE = "place", _("it names a bag we do not know")
        OLD = "old", _("it is older than half a year")
        FUTURE = "future", _("its day has not come yet")
        TOO_MANY = "many", _("it names a very large number")
        TOO_LONG = "long", _("it is too long")

    id = key(until=ASIDE)
    week = iso_week(Holds.TECHNICAL, what="week it came in", until=ASIDE)
    why = held(models.CharField(max_length=6, choices=Why.choices), Holds.STAFF, what="why it was not counted", until=ASIDE)
    digest = held(models.CharField(max_length=43, unique=True), Holds.TECHNICAL, what="keyed hash of its number", until=ASIDE)
    box = held(models.BinaryField(max_length=2000), Holds.TECHNICAL, what="the event, locked to the server's event key", until=ASIDE)


class PickUp(models.Model):
    """A pick code was used. Twice: two phones wrote down one pick-up, and a lead looks."""

    digest = held(
        models.CharField(max_length=43, primary_key=True), Holds.TECHNICAL, what="keyed hash of the two words and a thing", until="8 weeks"
    )
    week = iso_week(Holds.TECHNICAL, what="week it was first used", until="8 weeks")
    times = held(models.PositiveSmallIntegerField(default=1), Holds.TECHNICAL, what="how often it was used", until="8 weeks")
    seen = held(models.BooleanField(default=False), Holds.TECHNICAL, what="whether a lead has looked", until="8 weeks")


class MonthTally(models.Model):
    """The tallies of a month: the ISO weeks whose Thursday lies in it."""

    id = key(until="kept")
    month = held(models.CharField(max_length=7), Holds.TALLY, what="month, such as 2026-11", until="kept")
    area = held(models.ForeignKey("reach.Area", on_delete=models.PROTECT), Holds.TALLY, what="area", until="kept")
    item = held(models.ForeignKey("reach.Item", on_delete=models.PROTECT), Holds.TALLY, what="item", until="kept")
    kind = held(models.CharField(max_length=8), Holds.TALLY, what="out, asked, missing, may not, back, wasted", until="kept")
    quantity = held(models.PositiveBigIntegerField(default=0), Holds.TALLY, what="how many", until="kept")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["month", "area", "item", "kind"], name="month_tally_once")]
        # A picture reads these alone, without the table: a month from the first, many months added up from the second, which needs no
        # sorting (bar 5: benchmarks/reach_ten_million.py).
        indexes = [
            models.Index(fields=["month", "kind", "item", "area", "quantity"], name="month_tally_picture"),
            models.Index(fields=["kind", "item", "area", "month", "quantity"], name="month_tally_years"),
        ]


class Reached(models.Model):
    """Counts of a week and area that belong to no item."""

    class Kind(models.TextChoices):
        HAND_OUTS = "handouts", _("hand-outs")
        FOR_1 = "for_1", _("for one other person")
        FOR_2 = "for_2_4", _("for 2 to 4 others")
        FOR_5 = "for_5_9", _("for 5 to 9 others")
        FOR_10 = "for_10", _("for 10 others or more")
        WENT = "went", _("wanted to be passed on: went")
        NO_ONE = "noone", _("wanted to be passed on: no one there")
        NOT_DARED = "notdared", _("wanted to be passed on: did not dare")

    id = key(until="kept")
    week = iso_week(Holds.TALLY, what="ISO week", until="kept")
    area = held(models.ForeignKey("reach.Area", on_delete=models.PROTECT), Holds.TALLY, what="area", until="kept")
    kind = held(models.CharField(max_length=8, choices=Kind.choices), Holds.TALLY, what="what was counted", until="kept")
    quantity = held(models.PositiveBigIntegerField(default=0), Holds.TALLY, what="how many", until="kept")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["week", "area", "kind"], name="reached_once")]


class Stock(models.Model):
    """How many of an item, and of which lot, lie at a place. Below 0: more went out than came in, and somebody should count."""

    id = key(until="kept")
    place = held(models.ForeignKey("reach.Place", on_delete=models.PROTECT), Holds.STAFF, what="hub or bag", until="kept")
    item = held(models.ForeignKey("reach.Item", on_delete=models.PROTECT), Holds.STAFF, what="item", until="kept")
    lot = held(models.ForeignKey("reach.Lot", on_delete=models.PROTECT, null=True, blank=True), Holds.STAFF, what="lot", until="kept")
    quantity = held(models.BigIntegerField(default=0), Holds.STAFF, what="how many lie there", until="kept")
    counted = iso_week(Holds.STAFF, what="week somebody last counted it", until="kept", blank=True, null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["place", "item", "lot"], condition=Q(lot__isnull=False), name="stock_once"),
            models.UniqueConstraint(fields=["place", "item"], condition=Q(lot__isnull=True), name="stock_once_without_lot"),
        ]
