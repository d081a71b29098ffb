"""A result as its page says it: sentences, bars, groups, the map. Nothing here knows more than `results` reads.

Offers: `Shown`, `shown(talk)`.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from itertools import chain, groupby

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from kithbridge.agree import queries, results
from kithbridge.agree.context import first_words
from kithbridge.agree.map import Drawing, Point, drawn
from kithbridge.agree.models import Conversation
from kithbridge.agree.results import Band, Groups, Line, Result, Told
from kithbridge.agree.rules import MEASURES

OURS = ("nearly all", "most")
LETTERS = "ABCDEFGHIJ"
MIDDLE = 0
PLAIN = ("one_side", "heard")
KINDS = ("common", "most", "differs", "against", "fewer", *PLAIN)  # in the order of the page


@dataclass(frozen=True)
class Bar:
    """From where to where, of 100."""

    low: int
    wide: int


@dataclass(frozen=True)
class Part:
    """What is told of some kinds of people."""

    who: str
    said: str
    reach: str


@dataclass(frozen=True)
class Said:
    """One sentence and what is told of it. `mark`: its number on this page and its map, counted from the top."""

    number: int
    text: str
    said: str = ""
    reach: str = ""
    bar: Bar | None = None
    parts: list[Part] = field(default_factory=list)
    bridges: bool = False
    mark: int = 0


@dataclass(frozen=True)
class Lot:
    """Sentences of which the same is told: it is said once, with one bar, and they stand below."""

    said: str
    reach: str
    bar: Bar | None
    sentences: list[Said]

    @property
    def many(self) -> int:
        return len(self.sentences)


@dataclass(frozen=True)
class Row:
    """One line of the table with everything."""

    text: str
    who: str
    agree: str
    against: str


@dataclass(frozen=True)
class Alike:
    """One group that thinks alike."""

    name: str
    people: str
    agree: list[str]
    against: list[str]


@dataclass(frozen=True)
class Place:
    """Where a sentence lies on the map, in words."""

    number: int
    text: str
    place: str


@dataclass(frozen=True)
class Shown:
    """All that the page says."""

    short: str
    people: str
    heard_only: bool
    common: list[Lot]
    most: list[Lot]
    against: list[Lot]
    differs: list[Lot]
    fewer: list[Lot]
    bridged: bool
    one_side: list[Said]
    heard: list[Said]
    table: list[Row]
    own_words: list[str]
    apart: str
    beside: str
    measure: str
    drowned: bool
    first: str
    groups: list[Alike]
    map: Drawing | None
    sides: str
    places: list[Place]
    hidden: list[tuple[str, int]]

    @property
    def reaches(self) -> bool:
        """Whether any bar is drawn."""
        return any(lot.bar for lot in (*self.common, *self.most, *self.against, *self.differs, *self.fewer))


# --- One sentence ---------------------------------------------------------------------------------------
def agree_words(word: str) -> str:
    return {
        "nearly all": _("Nearly all agree."),
        "most": _("More than half agree."),
        "split": _("About half agree."),
        "few": _("Fewer than half agree."),
        "nearly nobody": _("Hardly anybody agrees."),
        "differs": _("It is not the same for all kinds of people."),
    }.get(word, "")


def against_words(word: str) -> str:
    return {
        "nearly all": _("Nearly all are against it."),
        "most": _("More than half are against it."),
        "split": _("About half are against it."),
        "nearly nobody": _("Hardly anybody is against it."),
    }.get(word, "")


def _reach(band: Band) -> str:
    """How far it could lie, in whole tenths, never narrower than what is stored."""
    if band.word == "untold":
        return ""
    said = {0: _("none of us"), 10: _("all of us")}
    low, high = (said.get(tenths, _("%(n)d in 10") % {"n": tenths}) for tenths in (band.low // 10, -(-band.high // 10)))
    return _("If all of us had tapped, it could be anywhere from %(low)s to %(high)s.") % {"low": low, "high": high}


def _bar(band: Band) -> Bar | None:
    return None if band.word == "untold" else Bar(band.low, band.high - band.low)


def _who(told: Told) -> str:
    return ", ".join(_("“%(voice)s”") % {"voice": voice} for voice in told.roles)


def _side(told: Told, against: bool) -> Band:
    return told.disagree if against else told.agree


def _text(one: Line) -> str:
    return one.text or _("(Whoever wrote this sentence has taken it back.)")


def _said(one: Line, *, against: bool = False) -> Said:
    """The sentence with its words, on the side that says more."""
    words: Callable[[str], str] = against_words if against else agree_words
    if one.said == "mixed":
        return Said(one.number, _text(one), _("Opinions are mixed. Too few tapped it to say more."))
    band = _side(one.whole, against)
    other = "" if against else against_words(one.whole.disagree.word) if one.whole.disagree.word == "nearly nobody" else ""
    alike = len({_side(part, against).word for part in one.parts}) == 1
    parts = [Part(_who(part), words(_side(part, against).word), _reach(_side(part, against))) for part in one.parts]
    return Said(
        one.number,
        _text(one),
        " ".join(filter(None, (words(band.word), other))),
        _reach(band),
        _bar(band),
        [] if alike else parts,
        one.bridges,
    )


def _kind(one: Line) -> str:
    """Under which heading it stands."""
    if one.said == "heard":
        return "heard"
    if one.met == "yes":
        return "common"
    if one.said == "not mixed":
        return "one_side"
    if one.said == "mixed" or one.whole.agree.word in ("split", "differs"):
        return "differs"
    if one.whole.agree.word in OURS:
        return "most"
    return "against" if one.whole.disagree.word in OURS else "fewer"


def _spans(band: Band) -> str:
    return "" if band.word == "untold" else _("%(low)d to %(high)d") % {"low": band.low, "high": band.high}


def _rows(found: Result) -> list[Row]:
    rows = []
    for one in found.lines:
        if one.said == "words":
            everybody = Row(_text(one), _("everybody"), _spans(one.whole.agree), _spans(one.whole.disagree))
            rows += [everybody, *(Row(_text(one), _who(part), _spans(part.agree), _spans(part.disagree)) for part in one.parts)]
    return rows


# --- The order of the page ------------------------------------------------------------------------------
def _in_order(lines: list[Said]) -> list[Said]:
    """What reaches highest first, what is told in no bar last; among equals what is liked on every side."""
    return sorted(lines, key=lambda one: (one.bar is None, -one.bar.low if one.bar else 0, one.said, not one.bridges, one.number))


def _lots(lines: list[Said]) -> list[Lot]:
    """Sentences that stand in order, put together where the same is told of them."""
    found = groupby(lines, key=lambda one: (one.said, one.reach, one.bar))
    return [Lot(*told, list(sentences)) for told, sentences in found]


def _short(under: dict[str, list[Said]], drowned: bool) -> str:
    """What came out, in one or two sentences: they stand first. "" where no sentence can be told of."""
    many, agreed, most, differs = sum(map(len, under.values())), *(len(under[kind]) for kind in ("common", "most", "differs"))
    if agreed:
        said = [_("We agree on %(n)d of %(many)d sentences.") % {"n": agreed, "many": many}]
    elif most and not drowned:
        said = [_("More than half agree with %(n)d of %(many)d sentences.") % {"n": most, "many": many}]
    else:
        said = []
    if differs:
        said.append(_("On %(n)d we differ.") % {"n": differs})
    return " ".join(said)


# --- Groups and the map ---------------------------------------------------------------------------------
def _between(span: tuple[int, int]) -> str:
    return _("About %(low)d to %(high)d people.") % {"low": span[0], "high": span[1]}


def _groups(found: Groups, texts: dict[int, str]) -> list[Alike]:
    return [
        Alike(
            _("Group %(letter)s") % {"letter": LETTERS[at]},
            _between(group.people),
            [texts[number] for number, side in group.marks if side == "agree" and number in texts],
            [texts[number] for number, side in group.marks if side == "disagree" and number in texts],
        )
        for at, group in enumerate(found.groups[: len(LETTERS)])
    ]


def _place(x: int, y: int) -> str:
    """Where on the map, in words."""
    if (x, y) == (MIDDLE, MIDDLE):
        return _("in the middle")
    across = _("right") if x > MIDDLE else _("left") if x < MIDDLE else ""
    up = _("up") if y > MIDDLE else _("down") if y < MIDDLE else ""
    steps = [(across, abs(x)), (up, abs(y))]
    return ", ".join(_("%(way)s %(steps)d") % {"way": way, "steps": many} for way, many in steps if way)


def _sides(found: Groups) -> str:
    """Which of two groups leans left on the map and which right, by the sentences each agrees with more; "" where that is not plain."""
    across = {number: x for number, x, _y in found.map}
    leans = []
    for group in found.groups:
        places = [across[number] for number, side in group.marks if side == "agree" and number in across]
        leans.append(sum(places) / len(places) if places else 0.0)
    if len(leans) != 2 or min(leans) >= MIDDLE or max(leans) <= MIDDLE:
        return ""
    left, right = (LETTERS[leans.index(lean)] for lean in (min(leans), max(leans)))
    said = _("To the left lies what group %(left)s agrees with more, to the right what group %(right)s agrees with more.")
    return " ".join((said % {"left": left, "right": right}, _("What lies between does not part them. Up and down tells less.")))


def _map(found: Groups, kinds: dict[int, str], marks: dict[int, int]) -> Drawing:
    points = [Point(marks[number], x, y, kinds[number]) for number, x, y in found.map if number in marks]
    return drawn(points, fields=found.density)


# --- All of it ------------------------------------------------------------------------------------------
def _people(found: Result) -> str:
    low, high = found.people
    if found.heard_only:
        return _("Fewer than %(n)d people were counted.") % {"n": high + 1}
    return _("%(low)d to %(high)d people were counted.") % {"low": low, "high": high}


def _apart(found: Result) -> str:
    """Which kinds of people are told apart, said once; "" where everybody is told as one."""
    kinds = sorted({_who(part) for one in found.lines for part in one.parts})
    if not kinds:
        return ""
    return _("We looked apart at: %(kinds)s. Where nothing else stands, it is alike.") % {"kinds": _("; and ").join(kinds)}


def _beside(found: Result) -> str:
    low, high = found.beside
    if not low:
        return ngettext("It was fewer than %(n)d person.", "It was fewer than %(n)d people, or nobody.", high + 1) % {"n": high + 1}
    return _("It was about %(low)d to %(high)d people, or fewer people more than once.") % {"low": low, "high": high}


def shown(talk: Conversation) -> Shown | None:
    """None while there is nothing to show."""
    found = results.result(talk)
    if found is None:
        return None
    under: dict[str, list[Said]] = {kind: [] for kind in KINDS}
    kinds = {one.number: _kind(one) for one in found.lines}
    for one in found.lines:
        kind = kinds[one.number]
        under[kind].append(Said(one.number, _text(one)) if kind in PLAIN else _said(one, against=kind == "against"))
    under = {kind: _in_order(lines) for kind, lines in under.items()}
    marks = {one.number: at for at, one in enumerate(chain(*under.values()), 1)}
    under = {kind: [replace(one, mark=marks[one.number]) for one in lines] for kind, lines in under.items()}
    texts = {one.number: one.text for one in found.lines if one.text}
    groups = found.groups
    places = sorted((marks[number], number, x, y) for number, x, y in groups.map if number in texts) if groups else []
    return Shown(
        short=_short(under, found.drowned),
        people=_people(found),
        heard_only=found.heard_only,
        common=_lots(under["common"]),
        most=_lots(under["most"]),
        against=_lots(under["against"]),
        differs=_lots(under["differs"]),
        fewer=_lots(under["fewer"]),
        one_side=under["one_side"],
        heard=under["heard"],
        bridged=any(one.bridges for lines in under.values() for one in lines),
        table=_rows(found),
        own_words=[_("“%(own)s” (%(voice)s)") % {"own": own, "voice": voice} for voice, own in found.own_words],
        apart=_apart(found),
        beside=_beside(found),
        measure=_("We say that we agree when %(when)s.") % {"when": MEASURES[talk.measure]},
        drowned=found.drowned,
        first=_("First it was open to %(who)s, then to everybody.") % {"who": first_words(talk)},
        groups=_groups(groups, texts) if groups else [],
        map=_map(groups, kinds, marks) if groups and groups.map else None,
        sides=_sides(groups) if groups else "",
        places=[Place(mark, texts[number], _place(x, y)) for mark, number, x, y in places],
        hidden=queries.record_of_hidden(talk),
    )
