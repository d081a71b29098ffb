"""What the pages of equipment rounds read. Nothing here changes anything.

Offers
------
named(text)                       a thing by what stands for it in an address
asked_now(item), being_asked()    the round in which an item is asked about now
stage(row), steps(row), when(week) how far a round is, for people
Line, Told, draft(row), told(row) a round as others may see it: themes of two readers, bands of those who were heard
beside(first, second)             two rounds of one item, theme by theme
history(item), with_history()     every round of an item, for everybody
said_in(key, row), said_apart(key), opened(key, answer)   answers that this person holds
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import dataclass, field
from uuid import UUID

from django.db.models import Count, Q
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from kithbridge.engines.week import Week
from kithbridge.people import lifetimes, vault
from kithbridge.people.queries import figures
from kithbridge.people.queries.page import ends_words, week_words
from kithbridge.people.vault import Key
from kithbridge.reach.bands import Band, band, width
from kithbridge.reach.cards import mark
from kithbridge.reach.models import Answer, Item, Mark, Round, Theme
from kithbridge.rules.explain import date_words
from kithbridge.web.clock import this_week

State = Round.State
# Under this a theme would be one person's sentence: it stays with the team.
FEWEST_ANSWERS = 2
WITHOUT_YEAR = 26  # weeks
LIKE = {
    "works": _("It works"),
    "hurts": _("It hurts"),
    "shows": _("It shows"),
    "breaks": _("It breaks or leaks"),
}
WISH = {
    "finer": _("finer"),
    "shorter": _("shorter"),
    "longer": _("longer"),
    "quiet": _("no noise"),
    "plain": _("plain to look at"),
    "easy": _("easier to open or use"),
    "less": _("fewer in one bag"),
}


def named(text: str) -> Item | None:
    """A thing by what stands for it in an address (`cards.mark`: it tells nothing to who looks at a history), or by its key."""
    return next((item for item in Item.objects.all() if text in (item.pk, mark(item.pk))), None) if text else None


# --- How far it is --------------------------------------------------------------------------------------
def stage(row: Round) -> str:
    """The state as it is this week: what is asked no longer is being read."""
    return State.READING if row.state == State.ASKING and row.ends < str(this_week()) else row.state


def asked_now(item: str) -> Round | None:
    """The round in which this item is asked about now."""
    return being_asked().get(item)


def being_asked() -> dict[str, Round]:
    """Item key -> its round, for every item that is asked about now."""
    rows = Round.objects.filter(state=State.ASKING, ends__gte=str(this_week())).select_related("item")
    return {row.item_id: row for row in rows}


def when(week: str) -> str:
    """A week of a round in words; with its year where it is long ago."""
    if abs(this_week() - Week.parse(str(week))) <= WITHOUT_YEAR:
        return week_words(week)
    return _now("the week of %(day)s") % {"day": date_words(Week.parse(str(week)).monday())}


WAY = (State.ASKING, State.READING, State.BRIEF, State.PROPOSED, State.SAMPLE, State.DECIDED)


@dataclass(frozen=True)
class Step:
    """One stone of the way a round goes."""

    label: str
    done: bool
    here: bool


def steps(row: Round) -> list[Step]:
    """The way of a round; a dropped one has none."""
    now = stage(row)
    if now not in WAY:
        return []
    here = WAY.index(State(now))
    return [Step(str(one.label), n < here or now == State.DECIDED, n == here) for n, one in enumerate(WAY)]


# --- What leaves the team -------------------------------------------------------------------------------
@dataclass(frozen=True)
class Line:
    """One theme and how many said so. `theme`: its number."""

    side: str
    label: str
    band: Band
    theme: UUID

    @property
    def same(self) -> tuple[str, str]:
        """What tells whether two rounds speak of one thing."""
        return self.side, " ".join(self.label.casefold().split()).rstrip(".")


@dataclass(frozen=True)
class Told:
    """A round as others may see it. Roles are merged; there is no area in it and no answer."""

    row: Round
    heard: Band
    lines: tuple[Line, ...] = ()

    @property
    def questions(self) -> list[str]:
        return [line for line in self.row.question.splitlines() if line.strip()]

    @property
    def sides(self) -> list[tuple[str, list[Line]]]:
        """Kind of theme in words -> its lines; kinds without any are left out."""
        found = [(str(side.label), [line for line in self.lines if line.side == side]) for side in Theme.Side]
        return [(label, lines) for label, lines in found if lines]

    @property
    def hidden(self) -> bool:
        """Whether any figure is too small to be shown."""
        return self.heard.hidden or any(line.band.hidden for line in self.lines)


def _ordered(lines: Iterable[Line]) -> tuple[Line, ...]:
    # By band, then by the alphabet: the order says no more than the bands do.
    return tuple(sorted(lines, key=lambda line: (-line.band.low, line.label)))


def leaving(row: Round) -> dict[UUID, int]:
    """Theme -> how many who count said so: themes that two have read and that do not rest on one answer alone."""
    counted = Count("marks", filter=Q(marks__answer__counted=True))
    found = row.themes.filter(agreed=True).annotate(answers=Count("marks"), counted=counted)
    return {theme.pk: theme.counted for theme in found if theme.answers >= FEWEST_ANSWERS}


def counted_in(row: Round) -> int:
    """How many answers of this round count."""
    return row.answers.filter(counted=True).count()


def draft(row: Round) -> Told:
    """The brief as it would be if it were given out now."""
    least, counts = figures.smallest(), leaving(row)
    lines = [Line(theme.side, theme.label, band(counts[theme.pk], least), theme.pk) for theme in row.themes.filter(pk__in=counts)]
    return Told(row, band(counted_in(row), least), _ordered(lines))


def told(row: Round) -> Told | None:
    """The brief as it was given out; None before. What was taken back since changes no word of it."""
    if row.given is None or row.heard is None or row.least is None:
        return None
    wide = width(row.least)
    lines = [Line(one.side, one.label, Band(one.heard, wide), one.pk) for one in row.themes.all() if one.heard is not None]
    return Told(row, Band(row.heard, wide), _ordered(lines))


# --- Two rounds beside each other -----------------------------------------------------------------------
BAR = 460  # of the 480 that a chart is wide


@dataclass(frozen=True)
class Bar:
    """A band as a bar: solid up to its lower end, outlined up to its upper end."""

    solid: int
    outline: int


@dataclass(frozen=True)
class Pair:
    """One theme in both rounds; None where nobody spoke of it in that round."""

    side: str
    label: str
    first: Band | None
    second: Band | None
    first_bar: Bar | None = None
    second_bar: Bar | None = None


@dataclass(frozen=True)
class Beside:
    first: Told
    second: Told
    pairs: tuple[Pair, ...]


def _bar(one: Band | None, most: int) -> Bar | None:
    if one is None:
        return None
    solid = round(one.low / most * BAR)
    return Bar(solid, round(one.high / most * BAR) - solid)


def beside(first: Told, second: Told) -> Beside:
    """The same themes matched by their words."""
    both = [{line.same: line for line in one.lines} for one in (first, second)]
    keys = list(dict.fromkeys([*both[0], *both[1]]))
    order = list(Theme.Side.values)
    most = max([line.band.high for one in (first, second) for line in one.lines], default=1)
    pairs = []
    for same in sorted(keys, key=lambda one: order.index(one[0])):
        label = next(one[same].label for one in both if same in one)
        old, new = (one[same].band if same in one else None for one in both)
        pairs.append(Pair(str(Theme.Side(same[0]).label), label, old, new, _bar(old, most), _bar(new, most)))
    return Beside(first, second, tuple(pairs))


# --- The whole history of an item -----------------------------------------------------------------------
@dataclass(frozen=True)
class Chapter:
    """One round in the history of an item, as everybody may read it.

    number : first, second round of its row of rounds
    asked : whether it is asked about now
    told : what was heard, once it was given out
    beside : this round and the one before it
    last : whether no later round goes on from it; the decision of a row of rounds stands in its last one
    """

    row: Round
    number: int
    began: str
    until: str
    asked: bool
    questions: list[str]
    told: Told | None
    beside: Beside | None
    ended: str
    last: bool

    @property
    def dropped(self) -> bool:
        return self.row.state == State.DROPPED


def _number(row: Round) -> int:
    return 1 + (_number(row.before) if row.before else 0)


def _chapter(row: Round, last: bool) -> Chapter:
    mine, before = told(row), told(row.before) if row.before else None
    return Chapter(
        row,
        _number(row),
        when(row.week),
        when(row.ends),
        stage(row) == State.ASKING,
        [line for line in row.question.splitlines() if line.strip()],
        mine,
        beside(before, mine) if before and mine else None,
        when(row.ended) if row.ended else "",
        last,
    )


def history(item: str) -> list[Chapter]:
    """Every round of an item, the oldest first."""
    rows = list(Round.objects.filter(item=item).select_related("before", "item").prefetch_related("themes"))
    gone_on = {row.before_id for row in rows if row.state != State.DROPPED}
    return [_chapter(row, row.pk not in gone_on) for row in sorted(rows, key=lambda row: (str(row.week), _number(row)))]


def with_history() -> list[tuple[Item, Round]]:
    """Every item that was ever asked about, with its newest round."""
    found: dict[str, tuple[Item, Round]] = {}
    for row in Round.objects.select_related("item", "before"):
        known = found.get(row.item_id)
        if known is None or (str(row.week), _number(row)) > (str(known[1].week), _number(known[1])):
            found[row.item_id] = (row.item, row)
    return [found[key] for key in sorted(found, key=lambda key: (found[key][0].order, key))]


# --- Answers, for those who hold them -------------------------------------------------------------------
@dataclass(frozen=True)
class Said:
    """One answer, opened.

    open_one : heard, not counted
    marks : themes it carries
    left_out : whom she unticked; it is never passed on to them
    """

    row: Answer
    like: tuple[str, ...] = ()
    wish: tuple[str, ...] = ()
    text: str = field(default="", repr=False)
    since: str = ""
    gone: str = ""
    marks: frozenset[UUID] = frozenset()
    left_out: frozenset[UUID] = frozenset()

    @property
    def open_one(self) -> bool:
        return not self.row.counted


def in_words(inside: str) -> tuple[tuple[str, ...], tuple[str, ...], str]:
    """What stands in a seal: what it was like, what should be different, her own words."""
    words = json.loads(inside)
    like = tuple(str(LIKE[one]) for one in words.get("like", []) if one in LIKE)
    wish = tuple(str(WISH[one]) for one in words.get("wish", []) if one in WISH)
    return like, wish, str(words.get("text", ""))


def _opened(rows: Iterable[Answer], bodies: dict[UUID, str]) -> list[Said]:
    kept = [row for row in rows if row.pk in bodies]
    marks: dict[UUID, set[UUID]] = {}
    for answer, theme in Mark.objects.filter(answer__in=[row.pk for row in kept]).values_list("answer", "theme"):
        marks.setdefault(answer, set()).add(theme)
    found = []
    for row in sorted(kept, key=lambda row: (str(row.week), str(row.pk))):
        like, wish, text = in_words(bodies[row.pk])
        left_out = frozenset(UUID(one) for one in json.loads(bodies[row.pk]).get("left_out", []))
        gone = ends_words(row.week, lifetimes.of("equipment.live_weeks", str(row.week)))
        found.append(Said(row, like, wish, text, week_words(row.week), gone, frozenset(marks.get(row.pk, ())), left_out))
    return found


def said_in(key: Key, row: Round) -> list[Said]:
    """The answers of a round that are sealed to her, the oldest first."""
    rows = list(Answer.objects.filter(round=row).select_related("item"))
    return _opened(rows, vault.read_many(key, rows, "words"))


def said_apart(key: Key) -> list[Said]:
    """What was said about things without a round and is sealed to her."""
    rows = list(Answer.objects.filter(round=None).select_related("item"))
    return _opened(rows, vault.read_many(key, rows, "words"))


def opened(key: Key, answer: UUID) -> Said | None:
    """One answer, or None: there is none, or she does not hold it."""
    rows = list(Answer.objects.filter(pk=answer).select_related("item", "round"))
    return next(iter(_opened(rows, vault.read_many(key, rows, "words"))), None)
