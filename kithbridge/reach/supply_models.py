"""What kits are made of, on what ground things are supplied, and where they lie.

Basis                  by whom a thing may be supplied, and on what ground this group does
Recipe, RecipeLine     what a kit is made of; a version is never changed
Place, Lot             hubs and bags; lots with their expiry
Packed                 what went into the kits of a week, and of which lot
Supply, SupplyLine     things on their way from a place to another, until somebody says what came
Order, OrderLine       what the supplier is asked for
Estimate               how many people a figure is compared with, and who says so
"""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from kithbridge.web.fields import Holds, held, iso_week, key

__all__ = ["Basis", "Estimate", "Lot", "Order", "OrderLine", "Packed", "Place", "Recipe", "RecipeLine", "Supply", "SupplyLine"]


class Basis(models.Model):
    """On what ground this group supplies an item in a nation. "None" switches the item off everywhere."""

    class Ground(models.TextChoices):
        ANYBODY = "anybody", _("anybody may supply it")
        OWN = "own", _("our own standing")
        SERVICE = "service", _("engaged by a service")
        CLINICIAN = "clinic", _("a pharmacist or nurse supplies it")
        POLICE = "police", _("agreed with the police")
        NONE = "none", _("none")

    id = key(until="kept")
    item = held(models.ForeignKey("reach.Item", on_delete=models.CASCADE, related_name="bases"), Holds.PUBLIC, what="item", until="kept")
    nation = held(models.CharField(max_length=20), Holds.PUBLIC, what="nation it holds in", until="kept")
    who = held(models.CharField(max_length=200, blank=True), Holds.PUBLIC, what="by whom it may be supplied", until="kept")
    ground = held(models.CharField(max_length=8, choices=Ground.choices), Holds.PUBLIC, what="on what ground this group does", until="kept")
    checked_by = held(models.CharField(max_length=80, blank=True), Holds.PUBLIC, what="the office that checked it", until="kept")
    checked = iso_week(Holds.PUBLIC, what="week it was checked", until="kept", blank=True, null=True)
    until = iso_week(Holds.PUBLIC, what="week it must be checked again", until="kept", blank=True, null=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["item", "nation"], name="basis_once")]


class Recipe(models.Model):
    """One version of what a kit is made of. A hand-out names the version, so that the past keeps its meaning."""

    id = key(until="kept")
    kit = held(models.ForeignKey("reach.Item", on_delete=models.CASCADE, related_name="recipes"), Holds.PUBLIC, what="kit", until="kept")
    version = held(models.PositiveSmallIntegerField(), Holds.PUBLIC, what="version, from 1", until="kept")
    week = iso_week(Holds.PUBLIC, what="week it was made", until="kept")
    why = held(models.CharField(max_length=200, blank=True), Holds.PUBLIC, what="what changed", until="kept")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["kit", "version"], name="recipe_once")]


class RecipeLine(models.Model):
    id = key(until="kept")
    recipe = held(models.ForeignKey(Recipe, on_delete=models.CASCADE, related_name="lines"), Holds.PUBLIC, what="recipe", until="kept")
    item = held(models.ForeignKey("reach.Item", on_delete=models.PROTECT, related_name="+"), Holds.PUBLIC, what="item", until="kept")
    quantity = held(models.PositiveSmallIntegerField(), Holds.PUBLIC, what="how many", until="kept")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["recipe", "item"], name="recipe_line_once")]


class Place(models.Model):
    """Where things lie: a hub, or a peer's bag. Bags have colours, not owners."""

    class Kind(models.TextChoices):
        HUB = "hub", _("hub")
        BAG = "bag", _("bag")

    key = held(models.CharField(max_length=30, primary_key=True), Holds.STAFF, what="short key", until="kept")
    label = held(models.CharField(max_length=30), Holds.STAFF, what="its colour or a plain word", until="kept")
    kind = held(models.CharField(max_length=3, choices=Kind.choices), Holds.STAFF, what="hub or bag", until="kept")
    order = held(models.PositiveSmallIntegerField(default=0), Holds.STAFF, what="place in lists", until="kept")
    on = held(models.BooleanField(default=True), Holds.STAFF, what="whether it is used", until="kept")
    resting = held(models.BooleanField(default=False), Holds.STAFF, what="whether it cannot be carried for now", until="kept")


class Lot(models.Model):
    """One lot of an item. A recalled lot is named on every page and every bag."""

    id = key(until="kept")
    item = held(models.ForeignKey("reach.Item", on_delete=models.PROTECT, related_name="lots"), Holds.STAFF, what="item", until="kept")
    code = held(models.CharField(max_length=40), Holds.PUBLIC, what="lot number on the pack", until="kept")
    expires = held(models.DateField(null=True, blank=True), Holds.STAFF, what="last day on which it may be used", until="kept")
    recalled = iso_week(Holds.PUBLIC, what="week it was recalled", until="kept", blank=True, null=True)
    recall = held(models.CharField(max_length=200, blank=True), Holds.PUBLIC, what="what is wrong and what to do", until="kept")
    recall_ends = iso_week(Holds.PUBLIC, what="last week in which the line is shown", until="kept", blank=True, null=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["item", "code"], name="lot_once")]


class Packed(models.Model):
    """How many of a thing, and of which lot, went into the kits that were packed in a week. No place and nobody: a call back needs neither.

    Written when it is packed and never changed: a packing that is taken back leaves its line, because one kit looked at too many is better
    than one too few.
    """

    id = key(until="kept")
    week = iso_week(Holds.STAFF, what="week they were packed, which is the number on the kit", until="kept")
    kit = held(models.ForeignKey("reach.Item", on_delete=models.PROTECT, related_name="+"), Holds.STAFF, what="kit", until="kept")
    item = held(models.ForeignKey("reach.Item", on_delete=models.PROTECT, related_name="+"), Holds.STAFF, what="thing inside", until="kept")
    lot = held(models.CharField(max_length=32, blank=True), Holds.STAFF, what="its lot; empty: nobody knows which", until="kept")
    quantity = held(models.PositiveBigIntegerField(), Holds.STAFF, what="how many went in", until="kept")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["week", "kit", "item", "lot"], name="packed_once")]


class Order(models.Model):
    """What the supplier is asked for."""

    class State(models.TextChoices):
        DRAFT = "draft", _("being written")
        SENT = "sent", _("sent")
        DONE = "done", _("came")
        DROPPED = "dropped", _("dropped")

    id = key(until="kept")
    week = iso_week(Holds.STAFF, what="week it was written", until="kept")
    state = held(
        models.CharField(max_length=7, choices=State.choices, default=State.DRAFT), Holds.STAFF, what="how far it is", until="kept"
    )
    supplier = held(models.CharField(max_length=60, blank=True), Holds.STAFF, what="supplier", until="kept")


class OrderLine(models.Model):
    id = key(until="kept")
    order = held(models.ForeignKey(Order, on_delete=models.CASCADE, related_name="lines"), Holds.STAFF, what="order", until="kept")
    item = held(models.ForeignKey("reach.Item", on_delete=models.PROTECT, related_name="+"), Holds.STAFF, what="item", until="kept")
    suggested = held(models.PositiveIntegerField(), Holds.STAFF, what="packs by the rule", until="kept")
    packs = held(models.PositiveIntegerField(), Holds.STAFF, what="packs ordered", until="kept")
    size = held(models.PositiveSmallIntegerField(default=1), Holds.STAFF, what="how many in a pack", until="kept")
    reason = held(models.CharField(max_length=200), Holds.STAFF, what="the rule's reason in one sentence", until="kept")
    override = held(models.CharField(max_length=200, blank=True), Holds.STAFF, what="why somebody ordered otherwise", until="kept")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["order", "item"], name="order_line_once")]


class Supply(models.Model):
    """Things on their way: from the supplier (no place) or a place to a place, until whoever gets them says what came."""

    class State(models.TextChoices):
        SENT = "sent", _("on its way")
        DIFFERENT = "differ", _("something differs")
        DONE = "done", _("came")

    id = key(until="kept")
    week = iso_week(Holds.STAFF, what="week it was sent", until="kept")
    came = iso_week(Holds.STAFF, what="week somebody said what came", until="kept", blank=True, null=True)
    state = held(models.CharField(max_length=6, choices=State.choices, default=State.SENT), Holds.STAFF, what="how far it is", until="kept")
    origin = held(
        models.ForeignKey(Place, on_delete=models.PROTECT, null=True, blank=True, related_name="+"),
        Holds.STAFF,
        what="from where",
        until="kept",
    )
    to = held(models.ForeignKey(Place, on_delete=models.PROTECT, related_name="+"), Holds.STAFF, what="to where", until="kept")
    order = held(
        models.ForeignKey(Order, on_delete=models.SET_NULL, null=True, blank=True, related_name="supplies"),
        Holds.STAFF,
        what="order it answers",
        until="kept",
    )


class SupplyLine(models.Model):
    id = key(until="kept")
    supply = held(models.ForeignKey(Supply, on_delete=models.CASCADE, related_name="lines"), Holds.STAFF, what="supply", until="kept")
    item = held(models.ForeignKey("reach.Item", on_delete=models.PROTECT, related_name="+"), Holds.STAFF, what="item", until="kept")
    lot = held(
        models.ForeignKey(Lot, on_delete=models.PROTECT, null=True, blank=True, related_name="+"), Holds.STAFF, what="lot", until="kept"
    )
    sent = held(models.PositiveIntegerField(), Holds.STAFF, what="how many were sent", until="kept")
    came = held(models.PositiveIntegerField(null=True, blank=True), Holds.STAFF, what="how many came", until="kept")
    settled = held(models.CharField(max_length=200, blank=True), Holds.STAFF, what="how a difference was settled", until="kept")


class Estimate(models.Model):
    """A number from outside that a figure is compared with, always as a range with its source."""

    class Kind(models.TextChoices):
        INJECT = "inject", _("people who inject")
        DEATHS = "deaths", _("deaths from opioids in a year")

    id = key(until="kept")
    kind = held(models.CharField(max_length=8, choices=Kind.choices), Holds.PUBLIC, what="what is estimated", until="kept")
    area = held(
        models.ForeignKey("reach.Area", on_delete=models.PROTECT, null=True, blank=True),
        Holds.PUBLIC,
        what="area; empty: all of it",
        until="kept",
    )
    low = held(models.PositiveIntegerField(), Holds.PUBLIC, what="at least", until="kept")
    high = held(models.PositiveIntegerField(), Holds.PUBLIC, what="at most", until="kept")
    year = held(models.PositiveSmallIntegerField(), Holds.PUBLIC, what="year it is for", until="kept")
    source = held(models.CharField(max_length=200), Holds.PUBLIC, what="who says so", until="kept")
    entered = iso_week(Holds.PUBLIC, what="week a lead wrote it down", until="kept", blank=True, null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=models.Q(low__lte=models.F("high")), name="estimate_from_low_to_high"),
            models.CheckConstraint(condition=~models.Q(source=""), name="estimate_says_who"),
            models.UniqueConstraint(fields=["kind", "area", "year"], condition=models.Q(area__isnull=False), name="estimate_once"),
            models.UniqueConstraint(fields=["kind", "year"], condition=models.Q(area__isnull=True), name="estimate_once_for_all"),
        ]
