"""Equipment rounds: what is asked about an item, what was said, and what came of it.

Round    one round of questions about an item, its answer from the supplier and its end
Answer   what somebody said about an item in use, inside a round or at any time; sealed
Theme    what the peer team reads out of the answers of a round
Mark     that an answer carries a theme
Voice    that somebody of the team has said hers in a round: keeps one person's answer from counting twice

What is counted leaves only as bands (`rounds.Band`): the lower end is kept, the counts themselves go with the answers.
"""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from kithbridge.web.fields import Holds, held, iso_week, key, sealed

__all__ = ["Answer", "Mark", "Round", "Theme", "Voice"]

SAID = "rule equipment.live_weeks; her own end it at once"


class Round(models.Model):
    """A round about one item with a supplier. A second round names the first."""

    class State(models.TextChoices):
        ASKING = "asking", _("being asked")
        READING = "reading", _("being read")
        BRIEF = "brief", _("with the supplier")
        PROPOSED = "change", _("a change is proposed")
        SAMPLE = "sample", _("samples are tried")
        DECIDED = "decided", _("decided")
        DROPPED = "dropped", _("dropped")

    id = key(until="kept")
    item = held(models.ForeignKey("reach.Item", on_delete=models.PROTECT, related_name="rounds"), Holds.PUBLIC, what="item", until="kept")
    before = held(
        models.ForeignKey("self", on_delete=models.PROTECT, null=True, blank=True, related_name="after"),
        Holds.PUBLIC,
        what="round before",
        until="kept",
    )
    supplier = held(models.CharField(max_length=60), Holds.PUBLIC, what="supplier", until="kept")
    question = held(models.TextField(), Holds.PUBLIC, what="what is asked, a line each", until="kept")
    state = held(
        models.CharField(max_length=8, choices=State.choices, default=State.ASKING), Holds.PUBLIC, what="how far it is", until="kept"
    )
    week = iso_week(Holds.PUBLIC, what="week it began", until="kept")
    ends = iso_week(Holds.PUBLIC, what="last week in which it is asked", until="kept")
    given = iso_week(Holds.PUBLIC, what="week the supplier's brief was given out", until="kept", blank=True, null=True)
    least = held(
        models.PositiveSmallIntegerField(null=True, blank=True),
        Holds.PUBLIC,
        what="the smallest count that was shown then, and the width of a band",
        until="kept",
    )
    heard = held(
        models.PositiveIntegerField(null=True, blank=True), Holds.PUBLIC, what="how many were heard: lower end of the band", until="kept"
    )
    proposal = held(models.TextField(blank=True), Holds.PUBLIC, what="the change that was proposed", until="kept")
    sample = held(models.TextField(blank=True), Holds.PUBLIC, what="the samples that were tried", until="kept")
    decision = held(models.TextField(blank=True), Holds.PUBLIC, what="what was decided and why", until="kept")
    ended = iso_week(Holds.PUBLIC, what="week it was decided or dropped", until="kept", blank=True, null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(given__isnull=True, least__isnull=True, heard__isnull=True)
                | Q(given__isnull=False, least__isnull=False, heard__isnull=False),
                name="round_given_whole",
            ),
            models.CheckConstraint(condition=Q(ended__isnull=True) | ~Q(decision=""), name="round_ended_says_why"),
        ]


class Answer(models.Model):
    """What somebody said about an item in use. Where she has a page it is hers, and she can take it back."""

    class Role(models.TextChoices):
        MOTHER = "mother", _("somebody who uses it")
        PEER = "peer", _("a peer")

    id = key(until=SAID)
    item = held(models.ForeignKey("reach.Item", on_delete=models.PROTECT, related_name="+"), Holds.TECHNICAL, what="item", until=SAID)
    round = held(
        models.ForeignKey(Round, on_delete=models.SET_NULL, null=True, blank=True, related_name="answers"),
        Holds.TECHNICAL,
        what="round",
        until=SAID,
    )
    page = held(
        models.ForeignKey("people.Neighbour", on_delete=models.SET_NULL, null=True, blank=True, related_name="+"),
        Holds.TECHNICAL,
        what="her page, if she has one",
        until=SAID,
    )
    circle = held(
        models.ForeignKey("people.Circle", on_delete=models.SET_NULL, null=True), Holds.STAFF, what="circle it was written to", until=SAID
    )
    week = iso_week(Holds.TECHNICAL, what="week it was said", until=SAID)
    role = held(models.CharField(max_length=6, choices=Role.choices), Holds.TECHNICAL, what="role it was said in", until=SAID)
    counted = held(
        models.BooleanField(default=False),
        Holds.TECHNICAL,
        what="whether it counts (a slip, or a peer signed in) or is heard only",
        until=SAID,
    )
    words = sealed(what="what was said", until=SAID)

    class Meta:
        constraints = [models.CheckConstraint(condition=Q(page__isnull=True) | Q(role="mother"), name="answer_page_is_hers")]


class Theme(models.Model):
    """What several answers say, in the peer team's words."""

    class Side(models.TextChoices):
        WORKS = "works", _("works")
        HURTS = "hurts", _("hurts or fails")
        SHOWS = "shows", _("shows or gives away")
        WANTS = "wants", _("is wanted")

    id = key(until="kept")
    round = held(models.ForeignKey(Round, on_delete=models.CASCADE, related_name="themes"), Holds.STAFF, what="round", until="kept")
    side = held(models.CharField(max_length=5, choices=Side.choices), Holds.PUBLIC, what="what kind of theme", until="kept")
    label = held(
        models.CharField(max_length=120),
        Holds.PUBLIC,
        what="the theme in a few words of the peer team; shown to others once two have read it and it was given out",
        until="kept",
    )
    heard = held(
        models.PositiveIntegerField(null=True, blank=True),
        Holds.PUBLIC,
        what="how many said so: lower end of the band; empty until it was given out, and where it was left out",
        until="kept",
    )
    first = held(
        models.ForeignKey("people.TeamMember", on_delete=models.SET_NULL, null=True, related_name="+"),
        Holds.STAFF,
        what="who wrote it down",
        until="while she is in the team",
    )
    second = held(
        models.ForeignKey("people.TeamMember", on_delete=models.SET_NULL, null=True, blank=True, related_name="+"),
        Holds.STAFF,
        what="who read it and agreed",
        until="while she is in the team",
    )
    agreed = held(models.BooleanField(default=False), Holds.STAFF, what="whether two have read it", until="kept")


class Mark(models.Model):
    id = key(until=SAID)
    theme = held(models.ForeignKey(Theme, on_delete=models.CASCADE, related_name="marks"), Holds.TECHNICAL, what="theme", until=SAID)
    answer = held(models.ForeignKey(Answer, on_delete=models.CASCADE, related_name="marks"), Holds.TECHNICAL, what="answer", until=SAID)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["theme", "answer"], name="mark_once")]


class Voice(models.Model):
    """Somebody of the team has said hers in this round: the next one is heard and not counted. Nothing leads to her answer."""

    SPEAKING = "until the supplier's brief is given out, or the round ends"
    id = key(until=SPEAKING)
    round = held(models.ForeignKey(Round, on_delete=models.CASCADE, related_name="+"), Holds.TECHNICAL, what="round", until=SPEAKING)
    mark = held(models.CharField(max_length=64), Holds.TECHNICAL, what="hash of the round, made with her own key", until=SPEAKING)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["round", "mark"], name="voice_once")]
