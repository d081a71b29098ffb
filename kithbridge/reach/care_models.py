"""Safer-use notes, and warnings.

Card     one note on an item and a situation: what guidance says, or what mothers say
Alert    a drug alert: graded, with its source and its end, given out by two people
"""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from kithbridge.web.fields import Holds, held, iso_week, key

__all__ = ["Alert", "Card"]


class Card(models.Model):
    """One note, shown beside exactly the items that somebody chose."""

    class Side(models.TextChoices):
        GUIDANCE = "guide", _("guidance says")
        MOTHERS = "mothers", _("mothers say")

    class When(models.TextChoices):
        ALWAYS = "always", _("always")
        ALONE = "alone", _("when you are alone")
        HURRY = "hurry", _("when you are in a hurry")
        OTHER = "other", _("when somebody else does it for you")
        PREGNANT = "unborn", _("when you are pregnant")
        HOME = "home", _("when there are children at home")

    key = held(models.CharField(max_length=40, primary_key=True), Holds.PUBLIC, what="short key", until="kept")
    kind = held(
        models.CharField(max_length=10),
        Holds.PUBLIC,
        what="kind of item it belongs to; empty: all",
        until="kept",
    )
    item = held(
        models.ForeignKey("reach.Item", on_delete=models.CASCADE, null=True, blank=True, related_name="cards"),
        Holds.PUBLIC,
        what="item",
        until="kept",
    )
    when = held(models.CharField(max_length=7, choices=When.choices, default=When.ALWAYS), Holds.PUBLIC, what="situation", until="kept")
    side = held(models.CharField(max_length=7, choices=Side.choices), Holds.PUBLIC, what="who says it", until="kept")
    text = held(models.TextField(), Holds.PUBLIC, what="the note", until="kept")
    source = held(models.CharField(max_length=200, blank=True), Holds.PUBLIC, what="where it comes from", until="kept")
    link = held(models.CharField(max_length=200, blank=True), Holds.PUBLIC, what="where it can be read", until="kept")
    dated = held(models.CharField(max_length=10, blank=True), Holds.PUBLIC, what="year or month of the source", until="kept")
    checked_by = held(
        models.CharField(max_length=80, blank=True), Holds.PUBLIC, what="office of whoever checked it; empty: nobody yet", until="kept"
    )
    checked = iso_week(Holds.PUBLIC, what="week it was checked", until="kept", blank=True, null=True)
    on = held(models.BooleanField(default=True), Holds.PUBLIC, what="whether it is shown", until="kept")
    order = held(models.PositiveSmallIntegerField(default=0), Holds.PUBLIC, what="place in lists", until="kept")
    first = held(
        models.ForeignKey("people.TeamMember", on_delete=models.SET_NULL, null=True, blank=True, related_name="+"),
        Holds.STAFF,
        what="who wrote down what mothers say",
        until="while she is in the team",
    )
    second = held(
        models.ForeignKey("people.TeamMember", on_delete=models.SET_NULL, null=True, blank=True, related_name="+"),
        Holds.STAFF,
        what="who read it before it was shown",
        until="while she is in the team",
    )
    agreed = held(
        models.BooleanField(default=False),
        Holds.PUBLIC,
        what="whether two have read what mothers say; it is not shown before",
        until="kept",
    )

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(first__isnull=True) | Q(second__isnull=True) | ~Q(first=models.F("second")), name="card_by_two"
            ),
            models.CheckConstraint(
                condition=Q(checked__isnull=True, checked_by="") | (Q(checked__isnull=False) & ~Q(checked_by="")), name="card_checked_whole"
            ),
            models.CheckConstraint(condition=Q(side="mothers") | Q(first__isnull=True, second__isnull=True), name="card_written_by"),
        ]


class Alert(models.Model):
    """A warning about what is around, until its last week. One person writes it, another gives it out."""

    class Grade(models.TextChoices):
        SHARE = "share", _("for information")
        WARN = "warn", _("warning")
        URGENT = "urgent", _("danger now")

    id = key(until="kept")
    grade = held(models.CharField(max_length=6, choices=Grade.choices), Holds.PUBLIC, what="how grave it is", until="kept")
    text = held(models.TextField(), Holds.PUBLIC, what="what is known and what to do", until="kept")
    source = held(models.CharField(max_length=200), Holds.PUBLIC, what="who found it out", until="kept")
    week = iso_week(Holds.PUBLIC, what="week it was written", until="kept")
    ends = iso_week(Holds.PUBLIC, what="last week in which it is shown", until="kept")
    first = held(
        models.ForeignKey("people.TeamMember", on_delete=models.SET_NULL, null=True, related_name="+"),
        Holds.STAFF,
        what="who wrote it",
        until="while she is in the team",
    )
    second = held(
        models.ForeignKey("people.TeamMember", on_delete=models.SET_NULL, null=True, blank=True, related_name="+"),
        Holds.STAFF,
        what="who gave it out",
        until="while she is in the team",
    )
    given_out = held(models.BooleanField(default=False), Holds.PUBLIC, what="whether it is shown", until="kept")
    ended = held(models.BooleanField(default=False), Holds.PUBLIC, what="whether it was ended early", until="kept")

    class Meta:
        constraints = [
            models.CheckConstraint(condition=~Q(first=models.F("second")), name="alert_by_two"),
            models.CheckConstraint(condition=~Q(source="") & ~Q(text=""), name="alert_names_its_source"),
        ]
