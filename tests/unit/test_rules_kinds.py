"""Every kind of value: what is typed comes back, what fits stays, limits and protection have an order, and nothing else gets in."""

from __future__ import annotations

import json
import math
from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kithbridge.rules.declare import Group, Protects, Rule, declare
from kithbridge.rules.kinds import (
    DAYS,
    LONGEST_LIST,
    LONGEST_TABLE,
    Choice,
    Duration,
    Kind,
    ListOf,
    Number,
    Share,
    Table,
    Text,
    Unfit,
    WeekSchedule,
    YesNo,
    readable,
)

OPTIONS = {"peer": "peers", "lead": "leads", "work": "people who work here"}
PLAIN = st.text(st.characters(codec="utf-8", exclude_categories=["C", "Z"], include_characters=" "), min_size=1, max_size=30)
WORDS = PLAIN.map(str.strip).filter(bool)


def clock_times() -> st.SearchStrategy[int]:
    return st.integers(0, 24 * 60 - 1)


def told(minute: int) -> str:
    return f"{minute // 60:02}:{minute % 60:02}"


@st.composite
def days(draw: st.DrawFn) -> list[str]:
    """Spans of one day in any order that do not overlap."""
    cuts = sorted(draw(st.sets(clock_times(), max_size=8)))
    spans = [f"{told(begin)}-{told(end)}" for begin, end in zip(cuts[::2], cuts[1::2], strict=False)]
    return draw(st.permutations(spans))


SCHEDULES = st.dictionaries(st.sampled_from(DAYS), days())
NUMBERS = st.integers(-(10**9) + 1, 10**9 - 1)
TABLE = Table({"what": Text(40), "n": Number("kits"), "who": ListOf(OPTIONS), "open": YesNo()})
CELLS = st.fixed_dictionaries(
    {
        "what": WORDS.filter(lambda text: "|" not in text),
        "n": NUMBERS,
        "who": st.lists(st.sampled_from(sorted(OPTIONS)), unique=True),
        "open": st.booleans(),
    }
)
# Each kind with values that a file or a form might hold for it.
KINDS: dict[str, tuple[Kind, st.SearchStrategy[Any]]] = {
    "number": (Number("kits"), NUMBERS),
    "share": (Share(), st.integers(0, 100)),
    "duration": (Duration("days"), st.integers(0, 10**9 - 1)),
    "yes or no": (YesNo(), st.booleans()),
    "choice": (Choice(OPTIONS), st.sampled_from(sorted(OPTIONS))),
    "text": (Text(), WORDS),
    "list of options": (ListOf(OPTIONS), st.lists(st.sampled_from(sorted(OPTIONS)), max_size=8)),
    "list of words": (ListOf(), st.lists(WORDS.filter(lambda text: "," not in text), max_size=8)),
    "week schedule": (WeekSchedule(), SCHEDULES),
    "table": (TABLE, st.lists(CELLS, max_size=6)),
}
ANYTHING = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=20) | st.sampled_from([*OPTIONS, *DAYS, "10:00-12:00"]),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=6) | st.sampled_from(DAYS), inner, max_size=4),
    max_leaves=12,
)
each = pytest.mark.parametrize("name", KINDS)


@each
@given(data=st.data())
def test_what_fits_comes_back_as_it_was_typed(name: str, data: st.DataObject) -> None:
    kind, values = KINDS[name]
    value = kind.fit(data.draw(values))
    assert kind.parse(kind.typed(value)) == value
    assert kind.parse(f"  {kind.typed(value)}\n") == value


@each
@given(data=st.data())
def test_what_fits_once_fits_again_and_survives_being_stored(name: str, data: st.DataObject) -> None:
    kind, values = KINDS[name]
    value = kind.fit(data.draw(values))
    assert kind.fit(value) == value
    assert kind.fit(json.loads(json.dumps(value))) == value
    # PostgreSQL keeps keys in an order of its own.
    assert kind.fit(json.loads(json.dumps(value, sort_keys=True))) == value
    assert kind.shown(value).strip()


def refused_in_words(fit: Callable[[Any], Any], given_value: Any) -> Any:
    """What fits; None for what is refused with a sentence that can be shown."""
    said = ""
    try:
        return fit(given_value)
    except Unfit as refusal:
        said = str(refusal)
    assert said.isprintable()
    assert said.endswith((".", "16:00"))
    return None


@each
@given(value=ANYTHING)
@settings(max_examples=200)
def test_whatever_is_given_either_fits_for_good_or_is_refused_in_words(name: str, value: Any) -> None:
    kind, _values = KINDS[name]
    fit = refused_in_words(kind.fit, value)
    if fit is not None:
        assert kind.fit(fit) == fit
        assert kind.parse(kind.typed(fit)) == fit
        json.dumps(fit, allow_nan=False)


@each
@given(text=st.text(max_size=40))
@settings(max_examples=200)
def test_whatever_is_typed_either_fits_or_is_refused_in_words(name: str, text: str) -> None:
    kind, _values = KINDS[name]
    fit = refused_in_words(kind.parse, text)
    if fit is not None:
        assert kind.fit(fit) == fit


NOT_NUMBERS = [
    *(True, False, None, 1.0, 0.5, math.nan, math.inf, [], [1], {}, {"n": 1}, b"1"),
    *(10**9, -(10**9), 10**400, "1e3", "NaN", "inf", "0x10", "1_000", "1,000", "1 000", "٣", "²", "1.0", "--1", "", "1\n2", "\x001", "one"),
]


@pytest.mark.parametrize("value", NOT_NUMBERS, ids=lambda value: repr(value)[:12])
@pytest.mark.parametrize("kind", [Number("kits"), Share(), Duration("weeks")], ids=lambda kind: kind.name)
def test_no_whole_number(kind: Kind, value: Any) -> None:
    with pytest.raises(Unfit, match=r"^(This must be a whole number|A length of time|This must be a share)"):
        kind.fit(value)


REFUSED = {
    "a share above all": (Share(), 101, "a share from 0 to 100"),
    "a share below nothing": (Share(), "-1", "a share from 0 to 100"),
    "a time below nothing": (Duration("days"), -1, "less than nothing"),
    "one for yes": (YesNo(), 1, "yes or no"),
    "maybe": (YesNo(), "maybe", "yes or no"),
    "an option nobody knows": (Choice(OPTIONS), "boss", "one of: peer, lead, work"),
    "a list for an option": (Choice(OPTIONS), ["peer"], "one of"),
    "a dictionary for an option": (Choice(OPTIONS), {"peer": 1}, "one of"),
    "no text": (Text(), "   ", "a text of at most"),
    "a long text": (Text(10), "x" * 11, "at most 10 letters"),
    "two lines": (Text(), "one\ntwo", "on one line"),
    "a sign that rings": (Text(), "ding\x07", "a text"),
    "a sign that turns the line round": (Text(), "a\u202eb", "a text"),
    "half a sign": (Text(), "\ud800", "a text"),
    "nothing at all": (Text(), None, "a text"),
    "a number for a text": (Text(), 3, "a text"),
    "a text for a list": (ListOf(OPTIONS), "peer", "must be a list"),
    "a part nobody knows": (ListOf(OPTIONS), ["peer", "boss"], "boss is not known here"),
    "a part that is no text": (ListOf(OPTIONS), ["peer", ["lead"]], "must be a list"),
    "too many parts": (ListOf(), [str(n) for n in range(LONGEST_LIST + 1)], "must be a list"),
    "a part with a comma": (ListOf(), ["a,b"], "without a comma"),
    "a part of blanks": (ListOf(), ["  "], "short text"),
    "a long part": (ListOf(), ["x" * 61], "short text"),
    "too few parts": (ListOf(OPTIONS, fewest=1), [], "at least 1"),
    "a day nobody knows": (WeekSchedule(), {"moonday": []}, "days with hours"),
    "hours that are no list": (WeekSchedule(), {"mon": "10:00-12:00"}, "days with hours"),
    "an hour after midnight": (WeekSchedule(), {"mon": ["23:00-24:00"]}, "days with hours"),
    "hours with other digits": (WeekSchedule(), {"mon": ["1٠:00-12:00"]}, "days with hours"),
    "hours that end first": (WeekSchedule(), {"mon": ["12:00-10:00"]}, "end after they begin"),
    "hours without length": (WeekSchedule(), {"mon": ["12:00-12:00"]}, "end after they begin"),
    "hours twice": (WeekSchedule(), {"mon": ["10:00-12:00", "11:00-13:00"]}, "must not overlap"),
    "a table that is none": (TABLE, {"what": "x"}, "must be a table"),
    "a line without a column": (TABLE, [{"what": "x"}], "Each line needs: what | n | who | open"),
    "a line that is a list": (TABLE, [["x", 1, [], True]], "Each line needs"),
    "a cell of another kind": (TABLE, [{"what": "x", "n": True, "who": [], "open": True}], "whole number"),
    "a cell that would end it": (TABLE, [{"what": "x|y", "n": 1, "who": [], "open": True}], "no sign | inside"),
    "an empty line": (Table({"who": ListOf(OPTIONS)}), [{"who": []}], "must hold something"),
    "too many lines": (Table({"n": Number()}), [{"n": 1}] * (LONGEST_TABLE + 1), "must be a table"),
}


@pytest.mark.parametrize("case", REFUSED)
def test_refused(case: str) -> None:
    kind, value, says = REFUSED[case]
    with pytest.raises(Unfit) as refusal:
        kind.fit(value)
    assert says in str(refusal.value)


def test_typed_wrongly() -> None:
    for kind, text, says in [
        (TABLE, "x | 1", "Each line needs: what | n | who | open"),
        (WeekSchedule(), "monkey 10:00-12:00", "days with hours"),
        (WeekSchedule(), "10:00-12:00", "days with hours"),
        (Number(), "", "a whole number"),
    ]:
        with pytest.raises(Unfit) as refusal:
            kind.parse(text)
        assert says in str(refusal.value)


def test_typed_as_people_do() -> None:
    assert Share().parse(" 60 % ") == 60
    assert YesNo().parse("YES") is True
    assert WeekSchedule().parse("Monday 10:00-12:00; THU 14:00-16:00;") == {"mon": ["10:00-12:00"], "thu": ["14:00-16:00"]}
    assert ListOf(OPTIONS).parse("lead,, peer , lead") == ["lead", "peer"]
    assert TABLE.parse("foil | 3 | peer, lead | yes\n\n") == [{"what": "foil", "n": 3, "who": ["peer", "lead"], "open": True}]


def test_what_is_said_back_cannot_steer_a_terminal() -> None:
    with pytest.raises(Unfit) as refusal:
        ListOf(OPTIONS).fit(["\x1b[2J\x1b]0;boss\x07" + "x" * 500])
    assert "\x1b" not in str(refusal.value)
    assert len(str(refusal.value)) < 120
    assert readable("a\x00b\u2028c") == "a?b?c"


# --- limits and protection -------------------------------------------------------------------------------
ORDERED = ["number", "share", "duration", "yes or no", "week schedule", "table"]


@pytest.mark.parametrize("name", ORDERED)
@given(data=st.data())
def test_a_limit_parts_values_in_two(name: str, data: st.DataObject) -> None:
    """Nothing is below and above the same limit, and what is below it stays below a higher one."""
    kind, values = KINDS[name]
    value = kind.fit(data.draw(values))
    limits = st.integers(0, 7 * 24 * 60) if name in ("week schedule", "table") else values
    low, high = sorted([data.draw(limits), data.draw(limits)])
    assert not (kind.below(value, low) and kind.above(value, high))
    assert not (kind.below(value, low) and kind.above(value, low))
    assert kind.below(value, high) or not kind.below(value, low)
    assert kind.above(value, low) or not kind.above(value, high)
    if name not in ("week schedule", "table"):
        assert not kind.below(low, low)
        assert not kind.above(high, high)


@given(st.sets(st.sampled_from(sorted(OPTIONS))), st.sets(st.sampled_from(sorted(OPTIONS))))
def test_limits_of_lists_and_choices(value: set[str], limit: set[str]) -> None:
    kind = ListOf(OPTIONS)
    assert kind.below(sorted(value), sorted(limit)) == bool(limit - value)
    assert kind.above(sorted(value), sorted(limit)) == bool(value - limit)
    for one in value:
        assert Choice(OPTIONS).below(one, limit) == Choice(OPTIONS).above(one, limit) == (one not in limit)


WAYS = {name: ["less", "more"] for name in ("number", "share", "duration", "list of options", "list of words")} | {
    "yes or no": ["yes", "no"]
}


@pytest.mark.parametrize(("name", "way"), [(name, way) for name, ways in WAYS.items() for way in ways])
@given(data=st.data())
def test_safer_is_a_strict_order(name: str, way: str, data: st.DataObject) -> None:
    kind, values = KINDS[name]
    one, two, three = (kind.fit(data.draw(values)) for _ in range(3))
    assert not kind.safer(one, one, way)
    assert not (kind.safer(one, two, way) and kind.safer(two, one, way))
    if kind.safer(one, two, way) and kind.safer(two, three, way):
        assert kind.safer(one, three, way)
    if not name.startswith("list"):
        assert kind.safer(one, two, way) or kind.safer(two, one, way) or one == two
    other = {"less": "more", "more": "less", "yes": "no", "no": "yes"}[way]
    assert kind.safer(one, two, way) == kind.safer(two, one, other)


@each
@given(data=st.data())
def test_where_no_way_is_safer_nothing_is(name: str, data: st.DataObject) -> None:
    kind, values = KINDS[name]
    one, two = kind.fit(data.draw(values)), kind.fit(data.draw(values))
    assert not kind.safer(one, two, "")
    if name not in WAYS:
        assert not any(kind.safer(one, two, way) for way in ("less", "more", "yes", "no"))


# --- declarations that contradict themselves -------------------------------------------------------------
def declared(**other: Any) -> Rule:
    told: dict[str, Any] = {"floor": 1, "ceiling": 5, "floor_reason": "because"}
    parts = {
        "key": "test.rule",
        "group": Group.ASKING,
        "question": "How many?",
        "kind": Number("kits"),
        "default": 2,
        "sentence": "{value}.",
    }
    return Rule(**{**parts, "protects": Protects.MOTHERS, **told, **other})


@pytest.mark.parametrize(
    ("other", "says"),
    [
        ({"default": "two"}, "does not fit its kind"),
        ({"default": "2"}, "not written as its kind stores it"),
        ({"default": 0}, "below its floor"),
        ({"default": 6}, "above its ceiling"),
        ({"floor_reason": ""}, "has no reason"),
        ({"safer": "left"}, "no way that protection can lie"),
        ({"key": "test.a_very_long_name_of_a_rule"}, "longer than"),
        ({"key": "asks.live_weeks"}, "declared twice"),
    ],
)
def test_a_declaration_that_contradicts_itself(other: dict[str, Any], says: str) -> None:
    from kithbridge.rules import all_rules

    before = len(all_rules())
    with pytest.raises(ValueError, match=says):
        declare(declared(**other))
    assert len(all_rules()) == before


def test_every_declared_default_may_be_decided() -> None:
    from kithbridge.rules import all_rules

    for one in all_rules():
        assert one.refusal(one.default) == "", one.key
        assert one.kind.parse(one.kind.typed(one.default)) == one.default, one.key
        assert "{value}" not in one.said(one.default), one.key
