"""What matters keep: something that should change, from the first wording to the effect.

Matter, Alternative            what should change, and the ways to do it, side by side
Origin                         a statement or piece of evidence it comes from: a reference, never the words
Comment, Amendment             what those who sit or work here say of it, and other wordings of one part
Sounding, Asked, Pile          which alternatives those who sit could live with; nothing ties a seat to an answer
Put                            an alternative that was put to the reference group, and what became of it
Task, Move                     what is to be done, by which job, until when; each other date with its reason
Effect, Changed, Spoken        what changed, and whether those it is for say so: tallies, and that somebody has answered

What somebody writes under secret words is locked until two of us with different jobs have read it (`Waits`).
"""

from __future__ import annotations

from typing import Any

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from kithbridge.agree.models import Voice
from kithbridge.people.deciding.models import Seat
from kithbridge.web.fields import Holds, held, iso_week, key, sealed

__all__ = [
    "Alternative", "Amendment", "Answer", "Asked", "Changed", "Comment", "Effect", "Live", "Matter", "Move", "Origin", "Part", "Pile",
    "Put", "Sounding", "Spoken", "Stage", "State", "Task", "TaskState", "Way",
]  # fmt: skip

WAITING = "until two have read it; hidden: rule agree.hidden_weeks"
WHILE_SOUNDING = "until the sounding closes"


class State(models.TextChoices):
    """Where a matter stands."""

    DRAFT = "draft", _("being written")
    TALKING = "talking", _("being talked about")
    ASKED = "asked", _("put to the reference group")
    DECIDED = "decided", _("decided")
    DROPPED = "dropped", _("taken back")


class Stage(models.TextChoices):
    """Whether what was written is shown."""

    WAITING = "waiting", _("waits for two readers")
    SHOWN = "shown", _("shown")
    HIDDEN = "hidden", _("not shown")
    GONE = "gone", _("taken back")


class Part(models.TextChoices):
    """The parts of a matter for which other words can be proposed."""

    TITLE = "title", _("What it is called")
    WHAT = "what", _("What should change")
    COST = "cost", _("What it costs")
    WHO_ACTS = "who_acts", _("Who must act")
    RISKS = "risks", _("What could go wrong")
    TEXT = "text", _("One of the ways to do it")


class Live(models.TextChoices):
    """An answer to one alternative in a sounding."""

    LIVE = "live", _("I could live with it")
    NOT = "not", _("I could not")
    NONE = "none", _("I do not say")


class TaskState(models.TextChoices):
    PLANNED = "planned", _("opens when it is decided")
    OPEN = "open", _("to be done")
    DONE = "done", _("done")
    DROPPED = "dropped", _("not done any more")


class Answer(models.TextChoices):
    """Did it change?"""

    YES = "yes", _("Yes")
    PARTLY = "partly", _("In part")
    NOT_YET = "not yet", _("Not yet")
    UNKNOWN = "unknown", _("I cannot tell")


class Way(models.TextChoices):
    """How somebody showed that she counts."""

    SAID = "said", _("she said it: with the code of her statement")
    SLIP = "slip", _("with a slip")
    OPEN = "open", _("without a slip: heard, never in a result")


def _member(what: str, until: str) -> Any:
    return held(models.UUIDField(null=True, blank=True), Holds.STAFF, what=what, until=until)


class Waits(models.Model):
    """What two of us with different jobs read before anybody else does. What the team writes itself is shown at once."""

    stage = held(models.CharField(max_length=8, choices=Stage.choices), Holds.PUBLIC, what="whether it is shown", until="kept")
    by = held(models.CharField(max_length=24), Holds.PUBLIC, what="as what its writer sits, or her job", until="kept")
    week = iso_week(Holds.PUBLIC, what="week it was written", until="kept")
    words = sealed(what="what was written, until two have read it", until=WAITING)
    back = held(models.CharField(max_length=64, blank=True), Holds.TECHNICAL, what="hash of the code that takes it back", until="kept")
    first_reader = _member("who read it first and would show it", "until a second has read it")
    written_by = _member("who of the team wrote it", "kept; she takes her name with her")
    reason = held(models.CharField(max_length=12, blank=True), Holds.PUBLIC, what="why it is not shown", until="kept")
    answer = held(models.CharField(max_length=200, blank=True), Holds.STAFF, what="what we say to its writer", until=WAITING)

    class Meta:
        abstract = True


def _words(what: str, longest: int | None = None) -> Any:
    column: Any = models.TextField(blank=True) if longest is None else models.CharField(max_length=longest, blank=True)
    return held(column, Holds.PUBLIC, what=what, until="kept")


class Matter(Waits):
    """Something that should change."""

    id = key(until="kept")
    number = held(models.PositiveIntegerField(unique=True), Holds.PUBLIC, what="its number in addresses", until="kept")
    state = held(models.CharField(max_length=8, choices=State.choices, default=State.DRAFT), Holds.PUBLIC, what="state", until="kept")
    title = _words("what it is called", 120)
    for_whom = held(models.CharField(max_length=12), Holds.PUBLIC, what="whom it is for: they decide", until="kept")
    what, cost = _words("what should change"), _words("what it costs")
    who_acts, risks = _words("who must act"), _words("what could go wrong")
    turn = held(models.PositiveSmallIntegerField(default=1), Holds.PUBLIC, what="which time it is talked about", until="kept")
    talked_since = iso_week(Holds.PUBLIC, what="week since which it is talked about, this time", until="kept", null=True, blank=True)
    because = _words("why it was taken back or opened again")
    last_by = held(models.CharField(max_length=24, blank=True), Holds.PUBLIC, what="whose words came last: job or seat", until="kept")

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(state__in=["draft", "talking", "asked", "decided", "dropped"]), name="matter_state"),
            models.CheckConstraint(condition=Q(stage__in=["waiting", "shown", "hidden", "gone"]), name="matter_stage"),
            models.CheckConstraint(condition=~Q(stage="shown") | Q(title__gt=""), name="matter_shown_has_words"),
            models.CheckConstraint(condition=Q(stage="shown") | Q(title="", what=""), name="matter_unread_is_locked"),
        ]


class Alternative(models.Model):
    """One way to do it, side by side with others: text, and perhaps other values for rules."""

    id = key(until="kept")
    matter = held(models.ForeignKey(Matter, on_delete=models.CASCADE, related_name="alternatives"), Holds.PUBLIC, what="of", until="kept")
    place = held(models.PositiveSmallIntegerField(), Holds.PUBLIC, what="its letter: 1 is A", until="kept")
    text = _words("what would be done")
    changes = held(models.JSONField(default=list), Holds.PUBLIC, what="rules and the values they would have", until="kept")
    dropped = held(models.BooleanField(default=False), Holds.PUBLIC, what="whether it was taken back", until="kept")
    week = iso_week(Holds.PUBLIC, what="week it was written", until="kept")
    by = held(models.CharField(max_length=24), Holds.PUBLIC, what="job of its writer, or as what she sits", until="kept")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["matter", "place"], name="alternative_place_once"),
            models.CheckConstraint(condition=Q(text__gt=""), name="alternative_has_words"),
        ]


class Origin(models.Model):
    """A statement or piece of evidence a matter comes from. The words stand in the room that holds them, as long as they may."""

    id = key(until="kept")
    matter = held(models.ForeignKey(Matter, on_delete=models.CASCADE, related_name="origins"), Holds.PUBLIC, what="of", until="kept")
    kind = held(models.CharField(max_length=12), Holds.PUBLIC, what="what kind of evidence", until="kept")
    role = held(models.CharField(max_length=24), Holds.PUBLIC, what="the role of whoever spoke", until="kept")
    source = held(models.CharField(max_length=24), Holds.TECHNICAL, what="which room holds the words", until="kept")
    ref = held(models.UUIDField(), Holds.TECHNICAL, what="random number under which the room knows them", until="kept")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["matter", "source", "ref"], name="origin_once")]


class Comment(Waits):
    """What somebody who sits or works here says of a matter."""

    id = key(until="kept")
    matter = held(models.ForeignKey(Matter, on_delete=models.CASCADE, related_name="comments"), Holds.PUBLIC, what="of", until="kept")
    text = held(models.TextField(blank=True), Holds.PUBLIC, what="the words, once they may be shown", until="until taken back")

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(stage__in=["waiting", "shown", "hidden", "gone"]), name="comment_stage"),
            models.CheckConstraint(condition=Q(stage="shown", text__gt="") | (~Q(stage="shown") & Q(text="")), name="comment_words"),
        ]


class Amendment(Waits):
    """Another wording of one part. The writer of the matter takes it, or says why not."""

    class Outcome(models.TextChoices):
        OPEN = "open", _("proposed")
        TAKEN = "taken", _("taken")
        REFUSED = "refused", _("not taken")

    id = key(until="kept")
    matter = held(models.ForeignKey(Matter, on_delete=models.CASCADE, related_name="amendments"), Holds.PUBLIC, what="of", until="kept")
    alternative = held(
        models.ForeignKey(Alternative, on_delete=models.CASCADE, null=True, blank=True), Holds.PUBLIC, what="of which way", until="kept"
    )
    part = held(models.CharField(max_length=8, choices=Part.choices), Holds.PUBLIC, what="which part", until="kept")
    old = held(models.TextField(blank=True), Holds.PUBLIC, what="how it read", until="kept")
    new = held(models.TextField(blank=True), Holds.PUBLIC, what="how it would read", until="until taken back")
    outcome = held(
        models.CharField(max_length=8, choices=Outcome.choices, default=Outcome.OPEN), Holds.PUBLIC, what="what became of it", until="kept"
    )
    because = _words("why it was not taken")

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(stage__in=["waiting", "shown", "hidden", "gone"]), name="amendment_stage"),
            models.CheckConstraint(condition=Q(stage="shown", new__gt="") | (~Q(stage="shown") & Q(new="")), name="amendment_words"),
            models.CheckConstraint(condition=~Q(outcome="refused") | Q(because__gt=""), name="amendment_refused_says_why"),
            models.CheckConstraint(
                condition=Q(part="text", alternative__isnull=False) | (~Q(part="text") & Q(alternative__isnull=True)), name="amendment_part"
            ),
        ]


class Sounding(models.Model):
    """Those who sit say which alternatives they could live with, before one is put to them."""

    id = key(until="kept")
    matter = held(models.ForeignKey(Matter, on_delete=models.CASCADE, related_name="soundings"), Holds.PUBLIC, what="of", until="kept")
    week = iso_week(Holds.PUBLIC, what="week it was opened", until="kept")
    closes = held(models.DateField(null=True), Holds.STAFF, what="last day; empty: it has closed", until=WHILE_SOUNDING)
    shown = held(models.JSONField(default=dict), Holds.PUBLIC, what="how it went, in bands; nothing under five answers", until="kept")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["matter"], condition=Q(closes__isnull=False), name="one_open_sounding_a_matter"),
        ]


class Asked(models.Model):
    """A seat that was asked, and whether it has answered; not what. Rows of one sounding are always written together."""

    id = key(until=WHILE_SOUNDING)
    sounding = held(models.ForeignKey(Sounding, on_delete=models.CASCADE), Holds.TECHNICAL, what="of", until=WHILE_SOUNDING)
    seat = held(models.ForeignKey(Seat, on_delete=models.CASCADE), Holds.TECHNICAL, what="which seat was asked", until=WHILE_SOUNDING)
    done = held(models.BooleanField(default=False), Holds.TECHNICAL, what="whether it has answered", until=WHILE_SOUNDING)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["sounding", "seat"], name="sounding_asked_once")]


class Pile(models.Model):
    """How often an answer was given; not by whom."""

    id = key(until=WHILE_SOUNDING)
    sounding = held(models.ForeignKey(Sounding, on_delete=models.CASCADE), Holds.TECHNICAL, what="of", until=WHILE_SOUNDING)
    alternative = held(models.ForeignKey(Alternative, on_delete=models.CASCADE), Holds.TALLY, what="which way", until=WHILE_SOUNDING)
    constituency = held(models.CharField(max_length=8), Holds.TALLY, what="of which group of people", until=WHILE_SOUNDING)
    choice = held(models.CharField(max_length=4, choices=Live.choices), Holds.TALLY, what="which answer", until=WHILE_SOUNDING)
    n = held(models.PositiveIntegerField(default=0), Holds.TALLY, what="how often", until=WHILE_SOUNDING)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["sounding", "alternative", "constituency", "choice"], name="sounding_pile_once")]


class Put(models.Model):
    """An alternative before the reference group: one question for each rule it changes, or one about doing. The decision has its number."""

    class Came(models.TextChoices):
        OPEN = "open", _("being decided")
        ENACTED = "enacted", _("decided")
        FELL = "fell", _("not decided")
        DROPPED = "dropped", _("taken back before it was decided")

    id = key(what="number of the proposal, and of the decision that came of it", until="kept")
    matter = held(models.ForeignKey(Matter, on_delete=models.CASCADE, related_name="puts"), Holds.PUBLIC, what="of", until="kept")
    alternative = held(
        models.ForeignKey(Alternative, on_delete=models.CASCADE, related_name="puts"), Holds.PUBLIC, what="way", until="kept"
    )
    rule = held(models.CharField(max_length=60, blank=True), Holds.PUBLIC, what="which rule; empty: it is about doing", until="kept")
    week = iso_week(Holds.PUBLIC, what="week it was put", until="kept")
    turn = held(models.PositiveSmallIntegerField(), Holds.PUBLIC, what="which time the matter was talked about", until="kept")
    came = held(models.CharField(max_length=8, choices=Came.choices, default=Came.OPEN), Holds.PUBLIC, what="what came of it", until="kept")
    because = held(models.CharField(max_length=10, blank=True), Holds.PUBLIC, what="why it came to nothing", until="kept")


class Task(models.Model):
    """What is to be done after a decision: by which job, until which week."""

    id = key(until="kept")
    matter = held(models.ForeignKey(Matter, on_delete=models.CASCADE, related_name="tasks"), Holds.PUBLIC, what="of", until="kept")
    alternative = held(models.ForeignKey(Alternative, on_delete=models.CASCADE), Holds.PUBLIC, what="of which way", until="kept")
    decision = held(models.UUIDField(null=True, blank=True), Holds.PUBLIC, what="of which decision", until="kept")
    what = _words("what is to be done", 300)
    owner = held(models.CharField(max_length=80), Holds.PUBLIC, what="which job or office does it; never a name", until="kept")
    weeks = held(models.PositiveSmallIntegerField(), Holds.PUBLIC, what="how many weeks it was given", until="kept")
    due = held(models.CharField(max_length=8, blank=True), Holds.PUBLIC, what="week by which it is done; empty: not open yet", until="kept")
    state = held(models.CharField(max_length=8, choices=TaskState.choices), Holds.PUBLIC, what="state", until="kept")
    came = _words("what came of it, in one sentence", 300)
    ended = held(models.CharField(max_length=8, blank=True), Holds.PUBLIC, what="week it was done or dropped", until="kept")

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(state__in=["planned", "open", "done", "dropped"]), name="task_state"),
            models.CheckConstraint(condition=~Q(state__in=["done", "dropped"]) | Q(came__gt=""), name="task_ended_says_what_came"),
            models.CheckConstraint(condition=~Q(state="open") | Q(due__gt=""), name="task_open_has_a_week"),
        ]


class Move(models.Model):
    """A task got another week, for a reason that everybody can read."""

    id = key(until="kept")
    task = held(models.ForeignKey(Task, on_delete=models.CASCADE, related_name="moves"), Holds.PUBLIC, what="of", until="kept")
    place = held(models.PositiveSmallIntegerField(), Holds.PUBLIC, what="first, second, ...", until="kept")
    was, now = iso_week(Holds.PUBLIC, what="week it was", until="kept"), iso_week(Holds.PUBLIC, what="week it is", until="kept")
    week = iso_week(Holds.PUBLIC, what="week it was moved", until="kept")
    reason = _words("why", 300)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["task", "place"], name="move_place_once")]


class Effect(models.Model):
    """What changed because of a decision, as the team says; those it is for are asked whether it did."""

    id = key(until="kept")
    matter = held(models.ForeignKey(Matter, on_delete=models.CASCADE, related_name="effects"), Holds.PUBLIC, what="of", until="kept")
    decision = held(models.UUIDField(), Holds.PUBLIC, what="of which decision", until="kept")
    task = held(models.ForeignKey(Task, on_delete=models.CASCADE, null=True, blank=True), Holds.PUBLIC, what="of which task", until="kept")
    text = _words("what changed")
    by = held(models.CharField(max_length=24), Holds.PUBLIC, what="job of its writer", until="kept")
    week = iso_week(Holds.PUBLIC, what="week it was written", until="kept")
    turn = held(models.PositiveSmallIntegerField(), Holds.PUBLIC, what="which time the matter was talked about", until="kept")
    shown = held(
        models.JSONField(default=dict), Holds.PUBLIC, what="what they say, in bands; moves only when enough more have spoken", until="kept"
    )
    shown_at = held(models.PositiveIntegerField(default=0), Holds.TALLY, what="how many had counted then", until="kept")
    reopened = held(models.BooleanField(default=False), Holds.PUBLIC, what="whether their answers opened the matter again", until="kept")

    class Meta:
        constraints = [models.CheckConstraint(condition=Q(text__gt=""), name="effect_has_words")]


class Changed(models.Model):
    """How often it was said that it changed, or not. A tally: no row says who said so."""

    id = key(until="kept")
    effect = held(models.ForeignKey(Effect, on_delete=models.CASCADE, related_name="said"), Holds.TALLY, what="what", until="kept")
    voice = held(models.CharField(max_length=8, choices=Voice.choices), Holds.TALLY, what="as what it was said", until="kept")
    way = held(models.CharField(max_length=4, choices=Way.choices), Holds.TALLY, what="with a code, a slip, or neither", until="kept")
    answer = held(models.CharField(max_length=8, choices=Answer.choices), Holds.TALLY, what="the answer", until="kept")
    n = held(models.PositiveIntegerField(default=0), Holds.TALLY, what="how many", until="kept")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["effect", "voice", "way", "answer"], name="changed_once"),
            models.CheckConstraint(condition=Q(answer__in=["yes", "partly", "not yet", "unknown"]), name="changed_answer"),
            models.CheckConstraint(condition=Q(way__in=["said", "slip", "open"]), name="changed_way"),
        ]


class Spoken(models.Model):
    """That somebody has answered about an effect, not what: under a hash that only her own key, or the code of her statement, can make."""

    UNTIL = "26 weeks after the effect was written"

    id = held(models.CharField(max_length=64, primary_key=True), Holds.TECHNICAL, what="hash of effect and person", until=UNTIL)
    effect = held(models.ForeignKey(Effect, on_delete=models.CASCADE), Holds.TECHNICAL, what="about what", until=UNTIL)
