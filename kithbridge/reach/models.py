"""What the room reach stores: the catalogue, areas, asks and tallies.

The rest of the room's tables stand beside it and are read from here: `ledger_models` (events and what they add up to), `supply_models`
(kits, places, lots, orders), `phone_models` (phones that work without signal), `round_models` (equipment rounds) and `care_models`
(safer-use notes, warnings).
"""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from kithbridge.people.models import Circle, Neighbour
from kithbridge.web.fields import Holds, held, iso_week, key, sealed

ASK = "until handed over, at most rule asks.live_weeks"


class Item(models.Model):
    """Something the group brings: a single thing, or a kit (`kind` is KIT) made of others by its recipe (`supply_models.Recipe`).

    Its key never changes and is never used for something else: a phone that was away for months may still name it.
    What came with a later version has its default in the database too: the program before it goes on adding rows until it is stopped.
    """

    class Kind(models.TextChoices):
        KIT = "kit", _("kit")
        INJECTING = "injecting", _("for injecting")
        SMOKING = "smoking", _("for smoking")
        OVERDOSE = "overdose", _("against overdose")
        DISPOSAL = "disposal", _("bins")
        TESTING = "testing", _("tests")
        HOME = "home", _("for the home")
        GIFT = "gift", _("gift")
        NOTE = "note", _("note by hand")
        INFO = "info", _("cards")
        OTHER = "other", _("other")

    class Counts(models.TextChoices):
        """Sets = fixed needles + the smaller of barrels and loose needles (`engines/handout`)."""

        NO = "", _("does not count")
        SET = "set", _("syringe with its needle")
        BARREL = "barrel", _("barrel without needle")
        NEEDLE = "needle", _("loose needle")

    key = held(models.CharField(max_length=30, primary_key=True), Holds.PUBLIC, what="short key", until="kept")
    label = held(models.CharField(max_length=60), Holds.PUBLIC, what="plain words", until="kept")
    plain = held(models.CharField(max_length=200, blank=True), Holds.PUBLIC, what="what it is", until="kept")
    picture = held(models.CharField(max_length=20), Holds.PUBLIC, what="which drawing", until="kept")
    order = held(models.PositiveSmallIntegerField(default=0), Holds.PUBLIC, what="place in the group's order", until="kept")
    on = held(models.BooleanField(default=True), Holds.PUBLIC, what="whether the group carries it", until="kept")
    alone = held(
        models.BooleanField(default=True, db_default=True),
        Holds.PUBLIC,
        what="whether it can be asked for by itself, or comes in kits only",
        until="kept",
    )
    kind = held(
        models.CharField(max_length=10, choices=Kind.choices, default=Kind.OTHER, db_default=Kind.OTHER),
        Holds.PUBLIC,
        what="what kind of thing it is",
        until="kept",
    )
    neutral = held(
        models.CharField(max_length=24, blank=True, default="", db_default=""),
        Holds.STAFF,
        what="what a peer's screen calls it",
        until="kept",
    )
    unit = held(models.CharField(max_length=20, default="each", db_default="each"), Holds.PUBLIC, what="what one of it is", until="kept")
    counts = held(
        models.CharField(max_length=6, choices=Counts.choices, default=Counts.NO, db_default=Counts.NO, blank=True),
        Holds.PUBLIC,
        what="whether it counts as a syringe set, a barrel or a loose needle",
        until="kept",
    )
    dated = held(
        models.BooleanField(default=False, db_default=False), Holds.STAFF, what="whether lot and expiry are written down", until="kept"
    )
    women = held(models.BooleanField(default=False, db_default=False), Holds.PUBLIC, what="whether it was made with women", until="kept")
    must = held(
        models.BooleanField(default=False, db_default=False), Holds.PUBLIC, what="whether we never want to be without it", until="kept"
    )
    grounds = held(
        models.BooleanField(default=False, db_default=False),
        Holds.PUBLIC,
        what="whether it is off until a ground for supplying it is written down",
        until="kept",
    )
    pack = held(
        models.PositiveSmallIntegerField(default=1, db_default=1),
        Holds.STAFF,
        what="how many are in one pack of the supplier",
        until="kept",
    )
    takes = held(
        models.PositiveSmallIntegerField(default=0, db_default=0), Holds.PUBLIC, what="how many syringes a bin takes", until="kept"
    )
    replaces = held(
        models.ForeignKey("self", on_delete=models.SET_NULL, null=True, blank=True, related_name="+"),
        Holds.PUBLIC,
        what="which item it took the place of",
        until="kept",
    )
    options = held(
        models.CharField(max_length=200, blank=True, default="", db_default=""),
        Holds.PUBLIC,
        what="sizes and colours there are",
        until="kept",
    )
    note = held(
        models.CharField(max_length=200, blank=True, default="", db_default=""),
        Holds.STAFF,
        what="the group's own note on it",
        until="kept",
    )
    code = held(
        models.CharField(max_length=40, blank=True, default="", db_default=""), Holds.STAFF, what="the supplier's order code", until="kept"
    )


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
    pick = held(
        models.PositiveIntegerField(default=0, db_default=0),
        Holds.TECHNICAL,
        what="a random number: which two words go with it; 0 once it has ended",
        until=ASK,
    )
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
        MAY_NOT = "may_not", "asked, may not"
        BACK = "back", "came back"
        WASTE = "waste", "wasted"

    id = key(until="kept")
    week = iso_week(Holds.TALLY, what="ISO week", until="kept")
    area = held(models.ForeignKey(Area, on_delete=models.PROTECT), Holds.TALLY, what="area", until="kept")
    item = held(models.ForeignKey(Item, on_delete=models.PROTECT), Holds.TALLY, what="item", until="kept")
    kind = held(
        models.CharField(max_length=8, choices=Kind.choices), Holds.TALLY, what="out, asked, missing, may not, back, wasted", until="kept"
    )
    quantity = held(models.PositiveBigIntegerField(default=0), Holds.TALLY, what="how many", until="kept")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["week", "area", "item", "kind"], name="tally_once")]
        indexes = [models.Index(fields=["week", "kind", "item", "area", "quantity"], name="tally_picture")]


from kithbridge.reach.care_models import *  # noqa: E402, F403 - one app, its tables in several files
from kithbridge.reach.ledger_models import *  # noqa: E402, F403
from kithbridge.reach.phone_models import *  # noqa: E402, F403
from kithbridge.reach.round_models import *  # noqa: E402, F403
from kithbridge.reach.supply_models import *  # noqa: E402, F403
