"""What the simple form keeps while something is being decided. Who answered and what was answered are two tables that nothing ties."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from kithbridge.web.fields import Holds, held, iso_week, key

WHILE_DECIDED = "until it is decided or dropped"
WHILE_SEATED = "until she leaves, her weeks are over and no objection of hers is open, or her page ends"
CONSTITUENCIES = ["living", "lived", "work"]
WHO = "hash of the page that sits; tells nothing without the pepper"


class Stage(models.TextChoices):
    """Where a proposal stands."""

    WRITTEN = "written"
    ANSWERING = "answering"
    ADVISING = "advising"
    OBJECTING = "objecting"
    CONFIRMING = "confirming"
    ENACTED = "enacted"
    FELL = "fell"
    DROPPED = "dropped"


OPEN = (Stage.WRITTEN, Stage.ANSWERING, Stage.ADVISING, Stage.OBJECTING, Stage.CONFIRMING)


class Willing(models.Model):
    """Somebody said yes: the lot may fall on her. She proved with a paper slip that she is one person."""

    id = key(until="until the lot falls on her, or she takes it back")
    who = held(models.CharField(max_length=32, unique=True), Holds.TECHNICAL, what=WHO, until="until the lot falls on her")
    constituency = held(models.CharField(max_length=8), Holds.TECHNICAL, what="as what she would sit", until="until the lot falls on her")

    class Meta:
        constraints = [models.CheckConstraint(condition=Q(constituency__in=CONSTITUENCIES), name="willing_as")]


class Seat(models.Model):
    """A seat in the reference group. Nobody's name, and not published."""

    id = key(until=WHILE_SEATED)
    who = held(models.CharField(max_length=32, unique=True), Holds.TECHNICAL, what=WHO, until=WHILE_SEATED)
    constituency = held(models.CharField(max_length=8), Holds.TECHNICAL, what="as what she sits", until=WHILE_SEATED)
    by_lot = held(models.BooleanField(), Holds.TECHNICAL, what="whether the lot fell on her", until=WHILE_SEATED)
    ends = iso_week(Holds.TECHNICAL, what="last week of the seat", until=WHILE_SEATED)

    class Meta:
        constraints = [models.CheckConstraint(condition=Q(constituency__in=CONSTITUENCIES), name="seat_as")]


class SeatCode(models.Model):
    """A one-time code on paper for a seat that is not filled by lot."""

    hash = held(models.CharField(max_length=64, primary_key=True), Holds.TECHNICAL, what="hash of the code", until="until used, 4 weeks")
    week = iso_week(Holds.TECHNICAL, what="week it was made", until="until used, 4 weeks")


class Proposal(models.Model):
    """Another value for one rule, or something to do, on its way from being written down to being enacted."""

    id = key(until="kept while open; then until the sweep, the decision stays")
    key = held(models.CharField(max_length=60, blank=True), Holds.PUBLIC, what="which rule; empty: it is about doing", until=WHILE_DECIDED)
    words = held(
        models.CharField(max_length=300, blank=True, default="", db_default=""),
        Holds.PUBLIC,
        what="where there is no rule: what people are asked",
        until=WHILE_DECIDED,
    )
    for_whom = held(
        models.CharField(max_length=12, blank=True, default="", db_default=""),
        Holds.PUBLIC,
        what="where there is no rule: whom it is for",
        until=WHILE_DECIDED,
    )
    matter = held(
        models.UUIDField(null=True, blank=True), Holds.PUBLIC, what="which matter of the room agree it belongs to", until=WHILE_DECIDED
    )
    value = held(models.JSONField(), Holds.PUBLIC, what="the value proposed", until=WHILE_DECIDED)
    stage = held(models.CharField(max_length=10, choices=Stage.choices), Holds.PUBLIC, what="where it stands", until=WHILE_DECIDED)
    written_by = held(models.UUIDField(null=True), Holds.STAFF, what="who of the team wrote it down", until=WHILE_DECIDED)
    origin = held(models.CharField(max_length=8), Holds.PUBLIC, what="from here, or from another group's charter", until=WHILE_DECIDED)
    week = iso_week(Holds.PUBLIC, what="the week it was written down", until=WHILE_DECIDED)
    begins = iso_week(Holds.PUBLIC, what="first week in which it would hold", until=WHILE_DECIDED)
    trial_weeks = held(
        models.PositiveSmallIntegerField(default=0), Holds.PUBLIC, what="how long a trial lasts; 0: no trial", until=WHILE_DECIDED
    )
    looks_at = held(models.TextField(blank=True), Holds.PUBLIC, what="for a trial: what will be looked at", until=WHILE_DECIDED)
    says_who = held(models.CharField(max_length=200, blank=True), Holds.PUBLIC, what="who says if a trial worked", until=WHILE_DECIDED)
    based_on = held(
        models.PositiveIntegerField(default=0), Holds.PUBLIC, what="which change of the rule people were asked about", until=WHILE_DECIDED
    )
    method = held(models.CharField(max_length=8, blank=True), Holds.PUBLIC, what="consent or majority", until=WHILE_DECIDED)
    asked = held(models.JSONField(default=list), Holds.PUBLIC, what="which groups of people are asked", until=WHILE_DECIDED)
    closes = held(models.DateField(null=True), Holds.STAFF, what="last day of this stage", until=WHILE_DECIDED)
    round = held(models.PositiveSmallIntegerField(default=1), Holds.PUBLIC, what="asked for the first or second time", until=WHILE_DECIDED)
    outcome = held(models.JSONField(default=dict), Holds.PUBLIC, what="how it went, in bands", until=WHILE_DECIDED)
    quorum = held(models.BooleanField(default=False), Holds.PUBLIC, what="whether enough answered", until=WHILE_DECIDED)
    carried = held(models.BooleanField(default=False), Holds.PUBLIC, what="whether enough said yes", until=WHILE_DECIDED)
    fell_because = held(models.CharField(max_length=10, blank=True), Holds.PUBLIC, what="why it came to nothing", until=WHILE_DECIDED)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["key"], condition=Q(stage__in=OPEN, key__gt=""), name="one_open_proposal_a_rule"),
            models.CheckConstraint(
                condition=Q(key="", words__gt="", for_whom__gt="") | Q(key__gt="", words="", for_whom=""),
                name="proposal_about_rule_or_doing",
            ),
            models.CheckConstraint(condition=Q(stage__in=Stage.values), name="proposal_stage"),
        ]


class Saying(models.Model):
    """Words that somebody agreed to have shown as evidence, in public, until she takes them back. No name beside them."""

    UNTIL = "until whoever said it takes it back"

    id = key(until=UNTIL)
    text = held(models.TextField(), Holds.PUBLIC, what="the words", until=UNTIL)
    said_by = held(models.CharField(max_length=200, blank=True), Holds.PUBLIC, what="for guidance: who published it, when", until=UNTIL)
    url = held(models.CharField(max_length=200, blank=True), Holds.PUBLIC, what="for guidance: where it can be read", until=UNTIL)
    back = held(models.CharField(max_length=64, blank=True), Holds.TECHNICAL, what="hash of the slip that takes it back", until=UNTIL)
    written_by = held(models.UUIDField(null=True), Holds.STAFF, what="who of the team typed it", until="until somebody else has read it")
    shown = held(models.BooleanField(default=False), Holds.PUBLIC, what="whether a second person has read it", until=UNTIL)


class Piece(models.Model):
    """A piece of evidence of a proposal: a reference, kind and role; the words stand elsewhere."""

    id = key(until=WHILE_DECIDED)
    proposal = held(
        models.ForeignKey(Proposal, on_delete=models.CASCADE, related_name="pieces"),
        Holds.PUBLIC,
        what="which proposal",
        until=WHILE_DECIDED,
    )
    kind = held(models.CharField(max_length=12), Holds.PUBLIC, what="what kind of evidence", until=WHILE_DECIDED)
    role = held(models.CharField(max_length=24), Holds.PUBLIC, what="the role of whoever spoke", until=WHILE_DECIDED)
    source = held(models.CharField(max_length=24), Holds.TECHNICAL, what="which room holds the words", until=WHILE_DECIDED)
    ref = held(models.UUIDField(), Holds.TECHNICAL, what="random number of the words", until=WHILE_DECIDED)


class Answered(models.Model):
    """A seat that was asked, and whether it has answered; not what. Who takes a seat later is asked about the next proposal.

    Rows of one proposal are always written together, and so are its ballots: what a database notes beside a row (on PostgreSQL the
    number of the transaction that wrote it) then ties no seat to an answer.
    """

    id = key(until=WHILE_DECIDED)
    proposal = held(models.ForeignKey(Proposal, on_delete=models.CASCADE), Holds.TECHNICAL, what="which proposal", until=WHILE_DECIDED)
    seat = held(
        models.ForeignKey(Seat, on_delete=models.CASCADE), Holds.TECHNICAL, what="which seat was asked", until="until it is decided"
    )
    done = held(models.BooleanField(default=False), Holds.TECHNICAL, what="whether it has answered", until="until it is decided")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["proposal", "seat"], name="answered_once")]


class Ballot(models.Model):
    """How often an answer was given; not by whom."""

    id = key(until="until answering closes")
    proposal = held(models.ForeignKey(Proposal, on_delete=models.CASCADE), Holds.TECHNICAL, what="which proposal", until="until it closes")
    constituency = held(
        models.CharField(max_length=8),
        Holds.TALLY,
        what="of which group of people; together in a small group",
        until="until answering closes",
    )
    choice = held(models.CharField(max_length=8), Holds.TALLY, what="which answer", until="until answering closes")
    n = held(models.PositiveIntegerField(default=0), Holds.TALLY, what="how often", until="until answering closes")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["proposal", "constituency", "choice"], name="ballot_once")]


class Objection(models.Model):
    """A seat objects, for one of a few reasons."""

    id = key(until=WHILE_DECIDED)
    proposal = held(models.ForeignKey(Proposal, on_delete=models.CASCADE), Holds.TECHNICAL, what="which proposal", until=WHILE_DECIDED)
    seat = held(models.ForeignKey(Seat, on_delete=models.CASCADE), Holds.TECHNICAL, what="which seat", until=WHILE_DECIDED)
    ground = held(models.CharField(max_length=8), Holds.PUBLIC, what="why", until=WHILE_DECIDED)
    round = held(models.PositiveSmallIntegerField(default=1), Holds.PUBLIC, what="the first or second asking", until=WHILE_DECIDED)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["proposal", "seat", "round"], name="object_once"),
            models.CheckConstraint(condition=Q(ground__in=["harm", "unheard", "wrong", "unclear"]), name="objection_ground"),
        ]


class Confirmation(models.Model):
    """A seat that took part says: it was taken as it is recorded."""

    id = key(until=WHILE_DECIDED)
    proposal = held(models.ForeignKey(Proposal, on_delete=models.CASCADE), Holds.TECHNICAL, what="which proposal", until=WHILE_DECIDED)
    seat = held(models.ForeignKey(Seat, on_delete=models.CASCADE), Holds.TECHNICAL, what="which seat", until=WHILE_DECIDED)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["proposal", "seat"], name="confirm_once")]


class ByTwo(models.Model):
    """What one lead asks for and a second must agree to: an urgent change, or a pause the steering group wants."""

    UNTIL = "until a second lead agrees, at most a week"

    id = key(until=UNTIL)
    kind = held(models.CharField(max_length=8), Holds.STAFF, what="urgent change or pause", until=UNTIL)
    key = held(models.CharField(max_length=60, blank=True), Holds.STAFF, what="which rule; empty: something to do", until=UNTIL)
    decision = held(models.UUIDField(null=True), Holds.STAFF, what="for a pause: which decision", until=UNTIL)
    value = held(models.JSONField(null=True), Holds.PUBLIC, what="for an urgent change: the value", until=UNTIL)
    weeks = held(models.PositiveSmallIntegerField(), Holds.STAFF, what="for how long", until=UNTIL)
    ground = held(models.CharField(max_length=8, blank=True), Holds.STAFF, what="law, danger or money", until=UNTIL)
    office = held(models.CharField(max_length=80, blank=True), Holds.STAFF, what="which office asks for it", until=UNTIL)
    reason = held(models.TextField(), Holds.PUBLIC, what="the public reason", until=UNTIL)
    asked_by = held(models.UUIDField(), Holds.STAFF, what="the first lead", until=UNTIL)
    ends = held(models.DateField(), Holds.STAFF, what="when it lapses", until=UNTIL)

    class Meta:
        constraints = [models.CheckConstraint(condition=Q(kind__in=["urgent", "pause"]), name="by_two_kind")]
