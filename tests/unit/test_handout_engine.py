"""One thing that happened: read, dated, taken apart; and what counts as a syringe set (bar 7)."""

from __future__ import annotations

import datetime as dt
import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kithbridge.engines import handout
from kithbridge.engines.handout import Future, Malformed, Old, Said, explode, read, sets, when, write
from kithbridge.engines.week import Week

TODAY = dt.date(2026, 11, 22)
OUT = {"v": 1, "k": "out", "i": "fine", "n": 1, "d": "2026-11-22", "a": "coast"}

keys = st.from_regex(r"[a-z0-9][a-z0-9_-]{0,29}", fullmatch=True)
anything = st.one_of(st.none(), st.booleans(), st.integers(), st.floats(), st.text(max_size=50), st.lists(st.integers(), max_size=2))


@st.composite
def events(draw: st.DrawFn) -> Said:
    kind = draw(st.sampled_from(sorted(handout.HAPPENED)))
    bands = {"out": ["", handout.SUM, *handout.BANDS], "passed": list(handout.PASSED)}.get(kind, [""])
    said = draw(st.sampled_from(bands))
    place = draw(keys)
    return Said(
        kind,
        "" if kind == "passed" else draw(keys),
        draw(st.integers(1 if kind == "pack" else 0, 99)),
        draw(st.integers(1, handout.most_of(kind, said))),
        draw(st.dates()),
        draw(keys) if kind in handout.OF_AN_AREA else "",
        place if kind in handout.OF_A_PLACE or draw(st.booleans()) else "",
        "to-" + place[:20] if kind == "move" else "",
        said,
        draw(st.sampled_from(["", "otter maple"])),
        "",
        draw(st.sampled_from(["", "a1b2"])),
        draw(st.integers(0, 10**6)),
    )


class TestReadAndWrite:
    @given(events())
    def test_are_inverses(self, said: Said) -> None:
        assert read(json.loads(json.dumps(write(said)))) == said

    @given(events())
    def test_an_event_stays_small(self, said: Said) -> None:
        assert len(json.dumps(write(said), separators=(",", ":"))) <= 280  # 400 bytes with the box around it

    @given(st.dictionaries(st.sampled_from("vkirndaptsxucq"), anything))
    def test_whatever_comes_is_read_or_refused(self, inside: dict[str, Any]) -> None:
        try:
            said = read({"v": 1, **inside})
        except Malformed:
            return
        assert handout.whole(said)

    @pytest.mark.parametrize(
        "change",
        [
            {"v": 2},
            {"k": "sold"},
            {"k": ["out"]},
            {"i": ""},
            {"i": "Robert'); DROP"},
            {"i": "x" * 31},
            {"n": 0},
            {"n": -1},
            {"n": 1.5},
            {"n": True},
            {"n": "2"},
            {"d": None},
            {"d": "22.11.2026"},
            {"d": "2026-02-30"},
            {"d": "20261122"},
            {"a": ""},
            {"s": "7"},
            {"s": 1},
            {"r": -1},
            {"x": "w" * 61},
            {"k": "move", "p": "hub", "t": ""},
            {"k": "move", "p": "hub", "t": "hub"},
            {"k": "pack", "p": "hub", "r": 0},
            {"k": "count", "p": ""},
            {"k": "passed", "s": ""},
            {"k": "undo"},
            {"k": "rest", "p": ""},
        ],
    )
    def test_what_does_not_say_what_it_should_is_malformed(self, change: dict[str, Any]) -> None:
        with pytest.raises(Malformed) as refused:
            read({**OUT, **change})
        assert refused.value.why == "form"

    @pytest.mark.parametrize(
        ("change", "most"), [({}, 200), ({"k": "passed", "s": "went"}, 200), ({"s": "sum"}, 10_000), ({"k": "in", "p": "hub"}, 10_000)]
    )
    def test_a_very_large_number_is_told_apart(self, change: dict[str, Any], most: int) -> None:
        assert read({**OUT, **change, "n": most}).n == most
        with pytest.raises(Malformed) as refused:
            read({**OUT, **change, "n": most + 1})
        assert refused.value.why == "many"

    def test_a_count_may_find_nothing(self) -> None:
        assert read({**OUT, "k": "count", "p": "hub", "n": 0}).n == 0

    def test_a_newer_phone_may_say_more(self) -> None:
        assert read({**OUT, "z": [1, 2]}).item == "fine"

    def test_words_of_a_pick_code_are_read_as_people_write_them(self) -> None:
        assert read({**OUT, "x": "  Otter-Maple "}).code == "otter maple"


class TestWhen:
    @pytest.mark.parametrize("back", [-1, 0, 1, 6, 31])
    def test_a_day_that_can_be_is_believed(self, back: int) -> None:
        day = TODAY - dt.timedelta(days=back)
        assert when(day, TODAY) == (Week.of(day), False)

    @pytest.mark.parametrize("back", [32, 100, 182, -2, -31])
    def test_a_day_that_is_off_stands_in_the_week_it_came(self, back: int) -> None:
        assert when(TODAY - dt.timedelta(days=back), TODAY) == (Week.of(TODAY), True)

    def test_half_a_year_back_and_a_month_ahead_are_the_ends(self) -> None:
        with pytest.raises(Old):
            when(TODAY - dt.timedelta(days=183), TODAY)
        with pytest.raises(Future):
            when(TODAY + dt.timedelta(days=32), TODAY)

    @given(st.dates(dt.date(2020, 1, 1), dt.date(2030, 1, 1)), st.dates(dt.date(2020, 1, 1), dt.date(2030, 1, 1)))
    def test_never_a_week_that_is_not_near(self, day: dt.date, today: dt.date) -> None:
        try:
            week, _skewed = when(day, today)
        except (Old, Future):
            return
        assert -5 <= week - Week.of(today) <= 1


class TestExplode:
    def test_a_kit_is_itself_and_its_parts(self) -> None:
        assert explode("kit", 3, [("needle", 10), ("wipes", 10)]) == {"kit": 3, "needle": 30, "wipes": 30}

    def test_a_thing_is_itself(self) -> None:
        assert explode("foil", 2) == {"foil": 2}

    @given(keys, st.integers(-9, 9), st.lists(st.tuples(keys, st.integers(1, 50)), max_size=5))
    def test_taking_away_is_the_inverse_of_adding(self, item: str, n: int, lines: list[tuple[str, int]]) -> None:
        more, less = explode(item, n, lines), explode(item, -n, lines)
        assert {one: more[one] + less[one] for one in more} == dict.fromkeys(more, 0)


class TestSets:
    @pytest.mark.parametrize(
        ("fixed", "barrels", "needles", "expected", "why"),
        [
            (0, 0, 0, 0, "nothing"),
            (10, 0, 0, 10, "fixed needles are sets"),
            (0, 10, 10, 10, "a barrel and a needle are one set, not two"),
            (0, 10, 20, 10, "loose needles do not count: the barrels do"),
            (0, 10, 3, 3, "unless there are fewer needles than barrels"),
            (0, 10, 0, 0, "barrels without any needle are no sets"),
            (0, 0, 500, 0, "needles alone are none"),
            (7, 10, 4, 11, "fixed and loose together"),
            (7, 4, 10, 11, "fixed and barrels together"),
            (100, 1, 100, 101, "a needle too many adds nothing"),
        ],
    )
    def test_golden(self, fixed: int, barrels: int, needles: int, expected: int, why: str) -> None:
        assert sets(fixed, barrels, needles) == expected, why

    @given(*[st.integers(0, 10**6)] * 3)
    def test_never_more_than_can_be_used(self, fixed: int, barrels: int, needles: int) -> None:
        found = sets(fixed, barrels, needles)
        assert fixed <= found <= fixed + barrels
        assert found <= fixed + needles
        assert sets(fixed, barrels + 1, needles + 1) == found + 1

    def test_less_than_nothing_is_refused(self) -> None:
        with pytest.raises(ValueError, match="no such number"):
            sets(1, -1, 0)
