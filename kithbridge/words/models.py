"""What the living list keeps.

TermVersion   one entry as it once read; never changed, never deleted
WordList      a frozen list: number, hash, what it rests on
Member        that a frozen list holds a version
Difference    what a frozen list has otherwise than the one it rests on
DraftLine     what the next list will have otherwise
Heard, Bar    how often a word was heard how; what of it is shown
Reopened      that people are asked again
Told          what somebody told us about a word, locked; some of it is shown once two have read it

A rating is a tally: no row says who heard what.
"""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from kithbridge.web.fields import Holds, held, iso_week, key, sealed

__all__ = ["Bar", "Difference", "DraftLine", "Heard", "Hearer", "How", "Member", "Reopened", "TermVersion", "Told", "Where", "WordList"]

TOLD = "rule words.live_weeks, or until it is taken back with the code; shown words: until then"


class Hearer(models.TextChoices):
    """As what somebody hears a word; she chooses it herself."""

    NOW = "now", _("a mother who uses drugs now")
    BEFORE = "before", _("a mother who used drugs before")
    FAMILY = "family", _("family or friend")
    INSIDE = "inside", _("a person in prison")
    WORK = "work", _("I hear it at work")
    OTHER = "other", _("somebody else")


# The word is about them: they decide what it does. Counted together, and shown apart (never merged).
LIVING = (Hearer.NOW, Hearer.BEFORE)


class How(models.TextChoices):
    """How somebody hears a word."""

    FINE = "fine", _("fine")
    DEPENDS = "depends", _("it depends")
    GRATES = "grates", _("it grates")
    HURTS = "hurts", _("it hurts")
    NEVER = "never", _("never say it")


class Where(models.TextChoices):
    """Where somebody heard it."""

    ME = "me", _("about me")
    NOTES = "notes", _("in my notes")
    NEWS = "news", _("in the news")
    PEER = "peer", _("from one of us")


class TermVersion(models.Model):
    """An entry of the list as its canonical text (engines/language/lexicon). A change is a new version."""

    id = key(until="kept")
    term = held(models.CharField(max_length=20), Holds.PUBLIC, what="number of the entry", until="kept")
    text = held(models.TextField(), Holds.PUBLIC, what="the entry", until="kept")
    hash = held(models.CharField(max_length=64), Holds.TECHNICAL, what="hash of the entry", until="kept")
    sense = held(models.CharField(max_length=64), Holds.TECHNICAL, what="hash of what is rated: forms and when it is meant", until="kept")
    week = iso_week(Holds.PUBLIC, what="week it was written", until="kept")
    origin = held(models.CharField(max_length=20), Holds.PUBLIC, what="from the software, the team, or another list", until="kept")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["term", "hash"], name="term_version_once")]


class WordList(models.Model):
    """A list that does not change any more. Which one holds is the rule words.list."""

    id = key(until="kept")
    number = held(models.PositiveIntegerField(unique=True), Holds.PUBLIC, what="number of the list", until="kept")
    hash = held(models.CharField(max_length=64), Holds.PUBLIC, what="hash of all its entries", until="kept")
    before = held(models.CharField(max_length=40), Holds.PUBLIC, what="the list it rests on", until="kept")
    week = iso_week(Holds.PUBLIC, what="week it was frozen", until="kept")


class Member(models.Model):
    id = key(until="kept")
    list = held(models.ForeignKey(WordList, on_delete=models.PROTECT, related_name="members"), Holds.PUBLIC, what="list", until="kept")
    version = held(models.ForeignKey(TermVersion, on_delete=models.PROTECT, related_name="+"), Holds.PUBLIC, what="entry", until="kept")
    place = held(models.PositiveIntegerField(), Holds.PUBLIC, what="its place in the list", until="kept")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["list", "version"], name="member_once")]


class Difference(models.Model):
    """What a frozen list has otherwise than the one it rests on. Kept, since the list of the software changes with the software."""

    id = key(until="kept")
    list = held(models.ForeignKey(WordList, on_delete=models.PROTECT, related_name="differences"), Holds.PUBLIC, what="list", until="kept")
    term = held(models.CharField(max_length=20), Holds.PUBLIC, what="number of the entry", until="kept")
    was = held(
        models.ForeignKey(TermVersion, on_delete=models.PROTECT, null=True, related_name="+"),
        Holds.PUBLIC,
        what="how it read",
        until="kept",
    )
    now = held(
        models.ForeignKey(TermVersion, on_delete=models.PROTECT, null=True, related_name="+"),
        Holds.PUBLIC,
        what="how it reads",
        until="kept",
    )

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["list", "term"], name="difference_once"),
            models.CheckConstraint(condition=Q(was__isnull=False) | Q(now__isnull=False), name="difference_says_something"),
        ]


class DraftLine(models.Model):
    """One difference between the list that holds and the next one. No version: the entry is taken off."""

    UNTIL = "until the list is frozen; the version stays"

    id = key(until=UNTIL)
    term = held(models.CharField(max_length=20, unique=True), Holds.PUBLIC, what="number of the entry", until=UNTIL)
    version = held(
        models.ForeignKey(TermVersion, on_delete=models.PROTECT, null=True, related_name="+"),
        Holds.PUBLIC,
        what="how it will read",
        until=UNTIL,
    )
    role = held(models.CharField(max_length=24), Holds.STAFF, what="job of whoever wrote it", until=UNTIL)
    week = iso_week(Holds.PUBLIC, what="week it was written", until=UNTIL)


class Heard(models.Model):
    """How often a word was heard so. A tally: no row for a person, no day, no week."""

    id = key(until="kept")
    version = held(models.ForeignKey(TermVersion, on_delete=models.PROTECT, related_name="heard"), Holds.TALLY, what="entry", until="kept")
    turn = held(models.PositiveSmallIntegerField(), Holds.TALLY, what="which time people were asked", until="kept")
    role = held(models.CharField(max_length=8, choices=Hearer.choices), Holds.TALLY, what="as what she hears it", until="kept")
    where = held(models.CharField(max_length=8, choices=Where.choices), Holds.TALLY, what="where it was heard", until="kept")
    how = held(models.CharField(max_length=8, choices=How.choices), Holds.TALLY, what="how it is heard", until="kept")
    counted = held(models.BooleanField(), Holds.TALLY, what="with a slip or on a paper card", until="kept")
    n = held(models.PositiveIntegerField(default=0), Holds.TALLY, what="how many", until="kept")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["version", "turn", "role", "where", "how", "counted"], name="heard_once"),
            models.CheckConstraint(condition=Q(role__in=Hearer.values, where__in=Where.values, how__in=How.values), name="heard_words"),
        ]


def _many(what: str) -> models.PositiveIntegerField[int, int]:
    return held(models.PositiveIntegerField(default=0), Holds.TALLY, what=what, until="kept")


class Bar(models.Model):
    """What is shown of one role. It moves only when enough more have spoken: else whoever looks before and after sees one answer."""

    id = key(until="kept")
    term = held(models.CharField(max_length=20), Holds.TALLY, what="number of the entry", until="kept")
    sense = held(models.CharField(max_length=64), Holds.TECHNICAL, what="hash of what is rated", until="kept")
    turn = held(models.PositiveSmallIntegerField(), Holds.TALLY, what="which time people were asked", until="kept")
    role = held(models.CharField(max_length=8, choices=Hearer.choices), Holds.TALLY, what="as what they hear it", until="kept")
    counted = held(models.BooleanField(), Holds.TALLY, what="with a slip or on a paper card", until="kept")
    fine, depends, grates = _many("heard as fine"), _many("depends"), _many("grates")
    hurts, never = _many("hurts"), _many("never")
    me, notes, news, peer = _many("about me"), _many("in notes"), _many("in the news"), _many("from one of us")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["sense", "turn", "role", "counted"], name="bar_once"),
            models.CheckConstraint(
                condition=Q(fine=F("me") + F("notes") + F("news") + F("peer") - F("depends") - F("grates") - F("hurts") - F("never")),
                name="bar_adds_up",
            ),
        ]

    @property
    def hows(self) -> dict[str, int]:
        """How it is heard -> how many, in order."""
        return {how: int(getattr(self, how)) for how in How.values}

    @property
    def wheres(self) -> dict[str, int]:
        """Where it was heard -> how many, in order."""
        return {where: int(getattr(self, where)) for where in Where.values}

    @property
    def n(self) -> int:
        """How many it shows."""
        return sum(self.hows.values())


class Reopened(models.Model):
    """People are asked again about a word. What was said before stands beside it."""

    class Why(models.TextChoices):
        OWNED = "owned", _("somebody said: I own this word")
        AGAIN = "again", _("somebody asked to look at this again")

    id = key(until="kept")
    sense = held(models.CharField(max_length=64), Holds.TECHNICAL, what="hash of what is rated", until="kept")
    turn = held(models.PositiveSmallIntegerField(), Holds.PUBLIC, what="which time people are asked", until="kept")
    week = iso_week(Holds.PUBLIC, what="week it was opened again", until="kept")
    why = held(models.CharField(max_length=8, choices=Why.choices), Holds.PUBLIC, what="why", until="kept")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["sense", "turn"], name="reopened_once")]


class Told(models.Model):
    """What somebody told us about a word. Nothing leads to her; the code on her screen takes it back."""

    class Kind(models.TextChoices):
        HEARD = "heard", _("how somebody hears it")
        OWNED = "owned", _("I own this word")
        AGAIN = "again", _("look at this again")
        NEW = "new", _("a word that is missing")
        CHANGE = "change", _("say it otherwise")
        OFF = "off", _("take it off the list")

    id = key(until=TOLD)
    kind = held(models.CharField(max_length=8, choices=Kind.choices), Holds.TECHNICAL, what="what kind", until=TOLD)
    term = held(models.CharField(max_length=20, blank=True), Holds.TECHNICAL, what="number of the entry", until=TOLD)
    week = iso_week(Holds.TECHNICAL, what="week it was said", until=TOLD)
    back = held(models.CharField(max_length=64), Holds.TECHNICAL, what="hash of the code that takes it back", until=TOLD)
    words = sealed(what="what was said", until=TOLD)
    first = held(
        models.ForeignKey("people.TeamMember", on_delete=models.SET_NULL, null=True, blank=True, related_name="+"),
        Holds.STAFF,
        what="who read it first and would show it",
        until="until a second has read it",
    )
    asked = held(models.BooleanField(default=False), Holds.TECHNICAL, what="whether people are asked again because of it", until=TOLD)
    done = held(models.BooleanField(default=False), Holds.STAFF, what="whether the team has dealt with it", until=TOLD)
    shown = held(models.TextField(blank=True), Holds.PUBLIC, what="her words, once two have read them and she agreed", until=TOLD)
    role = held(
        models.CharField(max_length=8, choices=Hearer.choices, blank=True),
        Holds.PUBLIC,
        what="as what she said them, when shown",
        until=TOLD,
    )

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["back"], name="told_code_once"),
            models.CheckConstraint(condition=Q(kind__in=["heard", "owned", "again", "new", "change", "off"]), name="told_kind"),
            models.CheckConstraint(condition=Q(shown="") | ~Q(role=""), name="told_shown_with_role"),
        ]
