"""What conversations keep while they run, and what is left when they have closed.

Conversation     a question, who may take part when, and, once it has closed, what may be shown of it
Statement        one sentence to agree or disagree with; locked until two of us have read it
Ballot           a one-time code on paper that was not typed in yet
Voter            somebody who takes part, under a hash that only her own key can make; gone at close
Vote             one answer under a hash; nothing in the row says whose; gone at close

A vote's number is a hash of the conversation's link key, the voter and the statement (`agree/links.py`). The link key lies in the keyring
under the week's key, like the keys of what is sealed, and is destroyed at close: from the next week on no copy of any age ties two votes
together.
"""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from kithbridge.web.fields import Holds, held, iso_week, key, sealed

__all__ = ["CONSTITUENCY", "OPEN", "Ballot", "Choice", "Conversation", "State", "Statement", "Voice", "Vote", "Voter"]

WHILE_OPEN = "until the conversation closes"
WAITING = "until it is taken back with the code; hidden: rule agree.hidden_weeks"
BOTH_READ = "until a second has read it"


class Voice(models.TextChoices):
    """As what somebody takes part; she chooses it herself."""

    LIVING = "living", _("I use drugs now")
    LIVED = "lived", _("I used drugs before")
    PARTNER = "partner", _("I am a father or a partner")
    KIN = "kin", _("I raise the children of family or friends")
    PEER = "peer", _("I work as a peer")
    WORKER = "worker", _("I work in a service")
    MANAGER = "manager", _("I run a service")
    PAYER = "payer", _("I decide about money for services")
    OTHER = "other", _("somebody else")


# Which constituency of the rules each one speaks for ("" : heard, and asked as nobody's).
CONSTITUENCY: dict[str, str] = {
    "living": "living",
    "lived": "lived",
    "partner": "",
    "kin": "",
    "peer": "work",
    "worker": "work",
    "manager": "work",
    "payer": "work",
    "other": "",
}


class State(models.TextChoices):
    """Where a conversation stands."""

    DRAFT = "draft", _("being prepared")
    FIRST = "first", _("open to those it is about")
    ALL = "all", _("open to everybody")
    CLOSED = "closed", _("closed")
    STOPPED = "stopped", _("stopped")


OPEN = (State.FIRST, State.ALL)


class Choice(models.IntegerChoices):
    """An answer to a statement."""

    AGREE = 1, _("Agree")
    DISAGREE = -1, _("Disagree")
    PASS = 0, _("Pass")


SECOND_STOPS = "until a second stops it, she takes it back, or it closes"


class Conversation(models.Model):
    id = key(until="kept")
    number = held(models.PositiveIntegerField(unique=True), Holds.PUBLIC, what="its number in addresses", until="kept")
    question = held(models.CharField(max_length=200), Holds.PUBLIC, what="the question", until="kept")
    about = held(models.TextField(blank=True), Holds.PUBLIC, what="what it is for, and what will be done with it", until="kept")
    state = held(models.CharField(max_length=8, choices=State.choices, default=State.DRAFT), Holds.PUBLIC, what="state", until="kept")
    first = held(models.JSONField(default=list), Holds.PUBLIC, what="to whom the first round is open", until="kept")
    week = iso_week(Holds.PUBLIC, what="week it was opened; of a draft, written", until="kept")
    first_until = iso_week(Holds.PUBLIC, what="last week of the first round", until="kept")
    until = iso_week(Holds.PUBLIC, what="last week in which people take part", until="kept")
    first_weeks = held(models.PositiveSmallIntegerField(default=2), Holds.PUBLIC, what="weeks of the first round", until="kept")
    all_weeks = held(models.PositiveSmallIntegerField(default=2), Holds.PUBLIC, what="weeks open to everybody", until="kept")
    measure = held(models.CharField(max_length=20), Holds.PUBLIC, what="what counts as common ground, fixed when it opened", until="kept")
    opened_by = held(models.UUIDField(null=True), Holds.STAFF, what="who of the team would open it", until="until a second opens it")
    result = held(models.JSONField(null=True), Holds.PUBLIC, what="what may be shown, made once at close", until="kept")
    stop_by = held(models.UUIDField(null=True, blank=True), Holds.STAFF, what="who of the team would stop it", until=SECOND_STOPS)
    stop_why = held(
        models.CharField(max_length=300, blank=True, default="", db_default=""),
        Holds.PUBLIC,
        what="why, in words for everybody",
        until=SECOND_STOPS,
    )
    stopped = held(models.TextField(blank=True), Holds.PUBLIC, what="why it was stopped", until="kept")

    class Meta:
        constraints = [models.CheckConstraint(condition=Q(state__in=State.values), name="conversation_state")]


class Statement(models.Model):
    class Stage(models.TextChoices):
        WAITING = "waiting", _("waits for two readers")
        SHOWN = "shown", _("shown")
        HIDDEN = "hidden", _("hidden")
        OTHERWISE = "reworded", _("other words were asked for")

    class Reason(models.TextChoices):
        NAMES = "names", _("it names somebody")
        HURTS = "hurts", _("it hurts people")
        OTHER = "other", _("it is not about this")
        SAID = "said", _("it was said already")
        UNCLEAR = "unclear", _("it is not clear")
        DANGER = "danger", _("somebody may be in danger")

    class Origin(models.TextChoices):
        SEED = "seed", _("from the team, to begin with")
        HERS = "hers", _("from somebody who takes part")
        PAPER = "paper", _("from a paper ballot")
        THEME = "theme", _("from what was told before, with consent")

    id = key(until="kept once shown; hidden: rule agree.hidden_weeks")
    conversation = held(
        models.ForeignKey(Conversation, on_delete=models.CASCADE, related_name="statements"), Holds.PUBLIC, what="where", until="kept"
    )
    number = held(models.PositiveIntegerField(), Holds.PUBLIC, what="its number, drawn, so that it tells no order", until="kept")
    stage = held(models.CharField(max_length=8, choices=Stage.choices), Holds.PUBLIC, what="stage", until="kept")
    origin = held(models.CharField(max_length=8, choices=Origin.choices), Holds.PUBLIC, what="where it comes from", until="kept")
    voice = held(models.CharField(max_length=8, choices=Voice.choices, blank=True), Holds.TALLY, what="as what it was said", until="kept")
    week = iso_week(Holds.TECHNICAL, what="week it was written, last touched", until="kept")
    words = sealed(what="what was written", until=WAITING)
    same = held(
        models.CharField(max_length=64, blank=True),
        Holds.TECHNICAL,
        what="hash under the conversation's key, so that the same words are taken once",
        until=WHILE_OPEN,
    )
    back = held(models.CharField(max_length=64, blank=True), Holds.TECHNICAL, what="hash of the code that takes it back", until="kept")
    first_reader = held(
        models.ForeignKey("people.TeamMember", on_delete=models.SET_NULL, null=True, blank=True, related_name="+"),
        Holds.STAFF,
        what="who read it first and would show it, or hide what is shown",
        until=BOTH_READ,
    )
    hidden_by = held(
        models.ForeignKey("people.TeamMember", on_delete=models.SET_NULL, null=True, blank=True, related_name="+"),
        Holds.STAFF,
        what="who hid it: when whoever wrote it objects, others read it",
        until="until others have read it, or its words are gone",
    )
    objected = held(models.BooleanField(default=False), Holds.TECHNICAL, what="whether its writer objected, once", until="kept")
    text = held(models.TextField(blank=True), Holds.PUBLIC, what="the words, once two have read them", until="until taken back")
    reason = held(models.CharField(max_length=12, blank=True), Holds.PUBLIC, what="why it is hidden", until="kept")
    answer = held(models.CharField(max_length=200, blank=True), Holds.STAFF, what="what we say to whoever wrote it", until=WAITING)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["conversation", "number"], name="statement_number_once"),
            models.CheckConstraint(condition=Q(stage__in=["waiting", "shown", "hidden", "reworded"]), name="statement_stage"),
            models.CheckConstraint(condition=~Q(stage="shown") | ~Q(text=""), name="statement_shown_has_words"),
            models.CheckConstraint(condition=Q(stage="shown") | Q(text=""), name="statement_unread_is_locked"),
            models.CheckConstraint(condition=~Q(stage="hidden") | ~Q(reason=""), name="statement_hidden_says_why"),
        ]


class Voter(models.Model):
    """Somebody who takes part. The tag is made from her own key or her paper code and cannot be made without it."""

    id = key(until=WHILE_OPEN)
    conversation = held(models.ForeignKey(Conversation, on_delete=models.CASCADE), Holds.TECHNICAL, what="where", until=WHILE_OPEN)
    tag = held(models.CharField(max_length=64, unique=True), Holds.TECHNICAL, what="hash that only she can make", until=WHILE_OPEN)
    voice = held(models.CharField(max_length=8, choices=Voice.choices), Holds.TALLY, what="as what she takes part", until=WHILE_OPEN)
    own_word = held(models.CharField(max_length=40, blank=True), Holds.TALLY, what="her own word for it", until=WHILE_OPEN)
    counted = held(models.BooleanField(default=False), Holds.TALLY, what="with a slip", until=WHILE_OPEN)
    written = held(models.PositiveSmallIntegerField(default=0), Holds.TECHNICAL, what="how many statements she wrote", until=WHILE_OPEN)

    class Meta:
        constraints = [models.CheckConstraint(condition=Q(voice__in=Voice.values), name="voter_voice")]


class Vote(models.Model):
    """One answer. The same voter and statement make the same number: sent twice it is one vote, sent otherwise it is the new one."""

    id = held(models.CharField(max_length=32, primary_key=True), Holds.TECHNICAL, what="hash of voter and statement", until=WHILE_OPEN)
    statement = held(models.ForeignKey(Statement, on_delete=models.CASCADE), Holds.TALLY, what="statement", until=WHILE_OPEN)
    choice = held(models.SmallIntegerField(choices=Choice.choices), Holds.TALLY, what="the answer", until=WHILE_OPEN)

    class Meta:
        constraints = [models.CheckConstraint(condition=Q(choice__in=[-1, 0, 1]), name="vote_choice")]


class Ballot(models.Model):
    """A paper ballot that was printed and not typed in yet. Nobody notes who got which."""

    UNTIL = "until it is typed in, or the conversation closes"

    id = key(until=UNTIL)
    conversation = held(models.ForeignKey(Conversation, on_delete=models.CASCADE), Holds.TECHNICAL, what="where", until=UNTIL)
    code = held(models.CharField(max_length=64, unique=True), Holds.TECHNICAL, what="hash of the code printed on it", until=UNTIL)


from kithbridge.agree import matter_models as matter_models  # noqa: E402 - below, since they point at what stands above; its State is another
from kithbridge.agree.ledger_models import *  # noqa: E402, F403 - one app, its tables in several files
