"""What a legal hold stores: which things are kept longer, who of the leads said so, and what was set aside under it.

Offers: `Hold`, `Kept`. Part of `people.models`; docs/adr/0011-legal-hold.md says why.
"""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from kithbridge.web.fields import Holds, held, iso_week, key, sealed

HELD = "until two leads lift the hold"
MEMBER = "people.TeamMember"


class Hold(models.Model):
    """Named things that no sweep, no lifetime and no act of the team ends. One lead asks, a second agrees; two lift it."""

    class Kind(models.TextChoices):
        PAGE = "page", _("a page: its notes, its asks, and worries about it")
        THREAD = "thread", _("the notes of a page")
        ASK = "ask", _("one ask")
        WORRIES = "worries", _("all notes about a danger")
        TALLIES = "tallies", _("the tallies")
        RECORD = "record", _("the event record")

    NAMED = (Kind.PAGE, Kind.THREAD, Kind.ASK)

    id = key(until=HELD)
    kind = held(models.CharField(max_length=8, choices=Kind.choices), Holds.STAFF, what="what kind of thing is kept longer", until=HELD)
    thing = held(models.UUIDField(null=True), Holds.TECHNICAL, what="which page or ask", until=HELD)
    ground = held(models.CharField(max_length=200), Holds.STAFF, what="which law or order asks for it, without names", until=HELD)
    silent = held(models.BooleanField(default=False), Holds.STAFF, what="whether the order forbids saying so", until=HELD)
    asked_by = held(
        models.ForeignKey(MEMBER, on_delete=models.SET_NULL, null=True, related_name="+"), Holds.STAFF, what="first lead", until=HELD
    )
    asked_on = held(models.DateField(), Holds.STAFF, what="the day the first lead asked; it lapses after seven", until=HELD)
    agreed_by = held(
        models.ForeignKey(MEMBER, on_delete=models.SET_NULL, null=True, related_name="+"), Holds.STAFF, what="second lead", until=HELD
    )
    since = iso_week(Holds.STAFF, what="the week it came into force; empty while a second lead has not agreed", until=HELD, null=True)
    lift_by = held(
        models.ForeignKey(MEMBER, on_delete=models.SET_NULL, null=True, related_name="+"),
        Holds.STAFF,
        what="the lead who asked for it to be lifted",
        until=HELD,
    )
    lift_on = held(models.DateField(null=True), Holds.STAFF, what="the day that was asked; it lapses after seven", until=HELD)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(kind__in=["page", "thread", "ask", "worries", "tallies", "record"]), name="hold_kind"),
            models.CheckConstraint(
                condition=Q(kind__in=["page", "thread", "ask"], thing__isnull=False)
                | Q(kind__in=["worries", "tallies", "record"], thing__isnull=True),
                name="hold_named",
            ),
            models.CheckConstraint(condition=~Q(ground=""), name="hold_ground"),
            models.CheckConstraint(condition=Q(agreed_by__isnull=True) | ~Q(agreed_by=F("asked_by")), name="hold_two"),
            models.CheckConstraint(condition=Q(lift_on__isnull=True) | Q(since__isnull=False), name="hold_lift_after"),
        ]


class Kept(models.Model):
    """Something whose time is over or whose work is done, out of every list, still locked as it was: a hold keeps it."""

    UNTIL = "until two leads lift the hold, or until she takes it back"
    id = key(what="the number it always had", until=UNTIL)
    page = held(
        models.ForeignKey("people.Neighbour", on_delete=models.SET_NULL, null=True, related_name="+"),
        Holds.TECHNICAL,
        what="her page, if she has one",
        until=UNTIL,
    )
    label = held(models.CharField(max_length=40), Holds.TECHNICAL, what="what it was: an ask or a note", until=UNTIL)
    by_her = held(models.BooleanField(), Holds.TECHNICAL, what="whether she wrote it", until=UNTIL)
    week = iso_week(Holds.TECHNICAL, what="week it was written", until=UNTIL)
    first_part = sealed(what="its first locked column, as it was", until=UNTIL)
    second_part = sealed(what="its second locked column, as it was, where there was one", until=UNTIL)

    class Meta:
        constraints = [models.CheckConstraint(condition=Q(first_part__isnull=False), name="kept_whole")]
