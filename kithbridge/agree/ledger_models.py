"""What we spend on people's time: a ledger without names. Nothing in it is ever edited.

Payment      one line: week, as what, what for, how much, in which form, and a receipt number drawn at random
PaymentAsked a large one that waits for a second lead
PayRate      what an hour or a day is worth, from which week; an older rate stays

A line that was wrong is countered by another line. What was promised for later is settled by another line. A receipt number tells no
order and stands on paper that she may keep or throw away; who got which is written down nowhere.
"""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from kithbridge.web.fields import Holds, held, iso_week, key

__all__ = ["Form", "Length", "PayRate", "Payee", "Payment", "PaymentAsked", "What"]

MONEY = "6 years after the end of its financial year, as accounts must be"
WAITS = "until a second lead agrees, at most 2 weeks"
HIGHEST_PENCE = 1_000_000  # ten thousand pounds: beyond it somebody typed a nought too many


class Payee(models.TextChoices):
    """As what somebody gave her time. A constituency or a job, never a person."""

    LIVING = "living", _("uses now")
    LIVED = "lived", _("used before")
    FAMILY = "family", _("partner or family")
    PEER = "peer", _("peer")
    TEAM = "team", _("of the team")
    OTHER = "other", _("somebody else")


class What(models.TextChoices):
    """What the time was for."""

    SITTING = "sitting", _("sitting in a group that decides")
    TALK = "talk", _("taking part in a talk")
    INTERVIEW = "interview", _("an interview")
    TRYING = "trying", _("trying something out")
    READING = "reading", _("reading something")
    SHIFT = "shift", _("a hand-out shift")
    TRAINING = "training", _("training")
    HARD_DAY = "hard_day", _("talk after a hard day")
    TRAVEL = "travel", _("travel or childcare")
    OTHER = "other", _("something else")


class Form(models.TextChoices):
    """In which form; she picks it."""

    CASH = "cash", _("cash")
    VOUCHER = "voucher", _("voucher")
    THINGS = "things", _("things")
    LATER = "later", _("later")


class Length(models.TextChoices):
    """How long, for a rate."""

    HALF_HOUR = "half_hour", _("half an hour")
    HOUR = "hour", _("an hour")
    TWO_HOURS = "two_hours", _("two hours")
    HALF_DAY = "half_day", _("half a day")
    DAY = "day", _("a day")
    PIECE = "piece", _("a task, however long")


class Payment(models.Model):
    id = key(until=MONEY)
    week = iso_week(Holds.TALLY, what="ISO week", until=MONEY)
    role = held(models.CharField(max_length=8, choices=Payee.choices), Holds.TALLY, what="as what, never who", until=MONEY)
    what = held(models.CharField(max_length=10, choices=What.choices), Holds.TALLY, what="what the time was for", until=MONEY)
    stopped = held(models.BooleanField(default=False), Holds.TALLY, what="that she stopped and was paid all the same", until=MONEY)
    pence = held(models.IntegerField(), Holds.TALLY, what="how much, in pence; below nought it takes a line back", until=MONEY)
    form = held(models.CharField(max_length=8, choices=Form.choices), Holds.TALLY, what="cash, voucher, things or later", until=MONEY)
    receipt = held(models.CharField(max_length=9, unique=True), Holds.TECHNICAL, what="a number drawn at random", until=MONEY)
    counters = held(
        models.OneToOneField("self", on_delete=models.CASCADE, null=True, related_name="countered"),
        Holds.TALLY,
        what="which line it takes back",
        until=MONEY,
    )
    settles = held(
        models.ForeignKey("self", on_delete=models.CASCADE, null=True, related_name="settlements"),
        Holds.TALLY,
        what="which promise it pays",
        until=MONEY,
    )

    class Meta:
        indexes = [models.Index(fields=["week"], name="payment_week")]
        constraints = [
            models.CheckConstraint(condition=Q(role__in=Payee.values), name="payment_role"),
            models.CheckConstraint(condition=Q(what__in=What.values), name="payment_what"),
            models.CheckConstraint(condition=Q(form__in=Form.values), name="payment_form"),
            models.CheckConstraint(
                condition=Q(counters__isnull=True, pence__gt=0, pence__lte=HIGHEST_PENCE)
                | Q(counters__isnull=False, pence__lt=0, pence__gte=-HIGHEST_PENCE),
                name="payment_amount",
            ),
            models.CheckConstraint(condition=Q(settles__isnull=True) | ~Q(form="later"), name="payment_settles_really"),
            models.CheckConstraint(
                condition=(Q(counters__isnull=True) | ~Q(counters=F("id"))) & (Q(settles__isnull=True) | ~Q(settles=F("id"))),
                name="payment_of_another",
            ),
        ]


class PaymentAsked(models.Model):
    id = key(until=WAITS)
    week = iso_week(Holds.TALLY, what="week of the payment", until=WAITS)
    asked = iso_week(Holds.STAFF, what="week it was asked for", until=WAITS)
    role = held(models.CharField(max_length=8, choices=Payee.choices), Holds.TALLY, what="as what, never who", until=WAITS)
    what = held(models.CharField(max_length=10, choices=What.choices), Holds.TALLY, what="what the time was for", until=WAITS)
    stopped = held(models.BooleanField(default=False), Holds.TALLY, what="that she stopped", until=WAITS)
    pence = held(models.PositiveIntegerField(), Holds.TALLY, what="how much, in pence", until=WAITS)
    form = held(models.CharField(max_length=8, choices=Form.choices), Holds.TALLY, what="in which form", until=WAITS)
    asked_by = held(models.UUIDField(), Holds.STAFF, what="who of the team asked", until=WAITS)


class PayRate(models.Model):
    """A rate from a week on. Of several for the same work and length the newest week holds, and in it the newest edition."""

    id = key(until="kept")
    role = held(models.CharField(max_length=8, choices=Payee.choices, blank=True), Holds.PUBLIC, what="for whom; empty: all", until="kept")
    length = held(models.CharField(max_length=10, choices=Length.choices), Holds.PUBLIC, what="for how long", until="kept")
    week = iso_week(Holds.PUBLIC, what="first week it holds", until="kept")
    edition = held(models.PositiveSmallIntegerField(default=1), Holds.PUBLIC, what="which writing-down for that week", until="kept")
    pence = held(models.PositiveIntegerField(null=True), Holds.PUBLIC, what="how much, in pence; empty: no rate any more", until="kept")
    source = held(models.CharField(max_length=200), Holds.PUBLIC, what="who published it, and when", until="kept")
    link = held(models.CharField(max_length=200, blank=True), Holds.PUBLIC, what="where it can be read", until="kept")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["role", "length", "week", "edition"], name="pay_rate_once"),
            models.CheckConstraint(condition=Q(length__in=Length.values), name="pay_rate_length"),
            models.CheckConstraint(condition=Q(role__in=["", *Payee.values]), name="pay_rate_role"),
            models.CheckConstraint(condition=Q(pence__isnull=True) | Q(pence__gt=0, pence__lte=HIGHEST_PENCE), name="pay_rate_amount"),
        ]
