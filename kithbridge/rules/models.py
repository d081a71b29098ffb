"""What is kept of rules: every change, the decision behind it, its evidence, and pauses. All of it is only ever added to.

Written by `rules/enact.py` alone (a test reads the whole source for other writers).
"""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from kithbridge.web.fields import Holds, held, iso_week, key

KEPT = "kept: the past of the rules never changes"
EVIDENCE_KINDS = ["quote", "statement", "theme", "observation", "figure", "guidance", "document"]
VALUE = "the value; of a rule that only the team may read, shown to the team alone"


class Edition(models.Model):
    """One row: where the rules stand. Every change moves it, so that each process knows when to read again."""

    row = held(models.CharField(max_length=8, primary_key=True), Holds.TECHNICAL, what="the one row", until="kept")
    mark = held(models.UUIDField(), Holds.TECHNICAL, what="another random number after every change", until="kept")
    n = held(models.PositiveIntegerField(default=0), Holds.PUBLIC, what="how many changes there were", until="kept")
    began = iso_week(Holds.PUBLIC, what="the week the group began", until="kept")


class Decision(models.Model):
    """The public record of one decision, about a rule or about something to do. Bands and words, never counts of people; no names."""

    id = key(until=KEPT)
    key = held(models.CharField(max_length=60, blank=True), Holds.PUBLIC, what="which rule; empty: it is about doing", until=KEPT)
    words = held(
        models.CharField(max_length=300, blank=True, default="", db_default=""),
        Holds.PUBLIC,
        what="of a decision about doing: what people were asked",
        until=KEPT,
    )
    for_whom = held(
        models.CharField(max_length=12, blank=True, default="", db_default=""),
        Holds.PUBLIC,
        what="of a decision about doing: whom it is for",
        until=KEPT,
    )
    until = held(
        models.CharField(max_length=8, blank=True, default="", db_default=""),
        Holds.PUBLIC,
        what="of a decision about doing: last week of a trial",
        until=KEPT,
    )
    value = held(models.JSONField(), Holds.PUBLIC, what=VALUE, until=KEPT)
    before = held(models.JSONField(), Holds.PUBLIC, what="the value before", until=KEPT)
    method = held(models.CharField(max_length=12), Holds.PUBLIC, what="by consent, by majority, or urgent by two leads", until=KEPT)
    week = iso_week(Holds.PUBLIC, what="the week it was taken", until=KEPT)
    asked = held(models.JSONField(), Holds.PUBLIC, what="which groups of people were asked", until=KEPT)
    outcome = held(models.JSONField(), Holds.PUBLIC, what="how it went, in bands; empty where fewer than five decided", until=KEPT)
    objections = held(models.JSONField(), Holds.PUBLIC, what="which kinds of objection there were", until=KEPT)
    confirmed = held(models.JSONField(), Holds.PUBLIC, what="of which groups of people those were who confirmed it", until=KEPT)
    reason = held(models.TextField(blank=True), Holds.PUBLIC, what="why it was urgent", until=KEPT)
    looks_at = held(models.TextField(blank=True), Holds.PUBLIC, what="for a trial: what will be looked at", until=KEPT)
    says_who = held(models.CharField(max_length=200, blank=True), Holds.PUBLIC, what="for a trial: who says if it worked", until=KEPT)
    head = held(models.CharField(max_length=64), Holds.PUBLIC, what="the newest link of the event record on that day", until=KEPT)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(method__in=["consent", "majority", "urgent"]), name="decision_method"),
            models.CheckConstraint(
                condition=Q(key="", words__gt="", for_whom__gt="") | Q(key__gt="", words="", for_whom="", until=""),
                name="decision_about_rule_or_doing",
            ),
        ]


class Version(models.Model):
    """One change of one rule: a decision's, or a founding choice."""

    id = key(until=KEPT)
    n = held(models.PositiveIntegerField(unique=True), Holds.PUBLIC, what="its place among all changes and pauses", until=KEPT)
    key = held(models.CharField(max_length=60), Holds.PUBLIC, what="which rule", until=KEPT)
    value = held(models.JSONField(), Holds.PUBLIC, what=VALUE, until=KEPT)
    how = held(models.CharField(max_length=10), Holds.PUBLIC, what="founding, decision, trial or urgent", until=KEPT)
    week = iso_week(Holds.PUBLIC, what="first week in which it holds", until=KEPT)
    until = held(models.CharField(max_length=8, blank=True), Holds.PUBLIC, what="last week in which it holds, if it ends", until=KEPT)
    decision = held(
        models.OneToOneField(Decision, on_delete=models.PROTECT, null=True, related_name="version"),
        Holds.PUBLIC,
        what="the decision behind it",
        until=KEPT,
    )
    chosen_by = held(
        models.UUIDField(null=True), Holds.STAFF, what="who of the team chose it to begin with", until="kept; she takes her name with her"
    )

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(how__in=["founding", "decision", "trial", "urgent"]), name="version_how"),
            models.CheckConstraint(
                condition=Q(how="founding", decision__isnull=True, chosen_by__isnull=False)
                | (~Q(how="founding") & Q(decision__isnull=False, chosen_by__isnull=True)),
                name="version_has_its_decision",
            ),
            models.CheckConstraint(condition=Q(how__in=["founding", "decision"], until="") | Q(until__gt=""), name="version_ends"),
        ]


class Pause(models.Model):
    """The steering group stopped a decision for some weeks, with its public reason; it never sets another value."""

    id = key(until=KEPT)
    n = held(models.PositiveIntegerField(unique=True), Holds.PUBLIC, what="its place among all changes and pauses", until=KEPT)
    decision = held(
        models.OneToOneField(Decision, on_delete=models.PROTECT, related_name="pause"),
        Holds.PUBLIC,
        what="which decision; each can be paused once",
        until=KEPT,
    )
    week = iso_week(Holds.PUBLIC, what="first week of the pause", until=KEPT)
    until = iso_week(Holds.PUBLIC, what="last week of the pause", until=KEPT)
    ground = held(models.CharField(max_length=8), Holds.PUBLIC, what="law, danger or money", until=KEPT)
    office = held(models.CharField(max_length=80), Holds.PUBLIC, what="which office asked for it", until=KEPT)
    reason = held(models.TextField(), Holds.PUBLIC, what="the reason, in public", until=KEPT)

    class Meta:
        constraints = [models.CheckConstraint(condition=Q(ground__in=["law", "danger", "money"]), name="pause_ground")]


class Evidence(models.Model):
    """What a decision rests on: a reference, never the words. What somebody takes back disappears; the decision stands."""

    id = key(until=KEPT)
    decision = held(
        models.ForeignKey(Decision, on_delete=models.PROTECT, related_name="evidence"), Holds.PUBLIC, what="of which decision", until=KEPT
    )
    kind = held(models.CharField(max_length=12), Holds.PUBLIC, what="what kind of evidence", until=KEPT)
    role = held(models.CharField(max_length=24), Holds.PUBLIC, what="the role of whoever spoke", until=KEPT)
    consent = held(models.CharField(max_length=12), Holds.PUBLIC, what="how it may be shown", until=KEPT)
    source = held(models.CharField(max_length=24), Holds.TECHNICAL, what="which room holds the words", until=KEPT)
    ref = held(models.UUIDField(), Holds.TECHNICAL, what="random number under which the room knows them", until=KEPT)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(kind__in=EVIDENCE_KINDS), name="evidence_kind"),
        ]
