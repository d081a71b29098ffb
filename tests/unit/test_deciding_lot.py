"""The lot: never more seats than there are, never the same person twice, room for people who use now, nobody alone among workers."""

from __future__ import annotations

import random
from collections import Counter

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from kithbridge.people.deciding import lot

NAMES = ["living", "lived", "work"]
WILLING = st.fixed_dictionaries({name: st.integers(0, 12) for name in NAMES})
TAKEN = st.fixed_dictionaries({name: st.integers(0, 5) for name in NAMES})
SEATS, SHARES, SEEDS = st.integers(3, 25), st.integers(34, 100), st.integers(0, 10**6)


def people(how_many: dict[str, int]) -> dict[str, list[str]]:
    return {name: [f"{name} {n}" for n in range(count)] for name, count in how_many.items() if count}


@given(WILLING, TAKEN, SEATS, SHARES, SEEDS)
def test_what_always_holds(willing, taken, seats, use_now, seed) -> None:
    drawn = lot.draw(people(willing), taken, seats=seats, use_now=use_now, rng=random.Random(seed))
    free = max(0, seats - sum(taken.values()))
    assert len(drawn) <= free
    assert len({who for who, _name in drawn}) == len(drawn)
    assert all(who.startswith(name + " ") for who, name in drawn)
    sit = Counter(taken) + Counter(name for _who, name in drawn)
    kept = lot.wanted_living(seats, use_now)
    # Seats for people who use now are given to nobody else, however few of them said yes.
    others = sit["lived"] + sit["work"]
    assert others <= max(seats - kept, taken["lived"] + taken["work"])
    if any(name == "work" for _who, name in drawn):
        assert sit["work"] <= sit["living"] + sit["lived"]


@given(WILLING, SEATS, SHARES, SEEDS)
def test_nobody_is_left_out_who_could_sit(willing, seats, use_now, seed) -> None:
    """From an empty table: whoever is left would take a kept seat, or make workers the most, or found no seat."""
    drawn = Counter(name for _who, name in lot.draw(people(willing), {}, seats=seats, use_now=use_now, rng=random.Random(seed)))
    kept = lot.wanted_living(seats, use_now)
    if sum(drawn.values()) < seats:
        assert drawn["living"] == willing["living"]
        room_for_others = drawn["lived"] + drawn["work"] < seats - kept
        if room_for_others:
            assert drawn["lived"] == willing["lived"]
            assert drawn["work"] == willing["work"] or drawn["work"] == drawn["living"] + drawn["lived"]


@given(WILLING, TAKEN, SEATS, SHARES, SEEDS)
def test_the_same_chance_gives_the_same_seats(willing, taken, seats, use_now, seed) -> None:
    def once() -> list[tuple[str, str]]:
        return lot.draw(people(willing), taken, seats=seats, use_now=use_now, rng=random.Random(seed))

    assert once() == once()


def test_everybody_of_a_constituency_has_the_same_chance() -> None:
    """2,000 draws of 3 out of 6: each falls on each of them about half of the time."""
    fallen: Counter[str] = Counter()
    for seed in range(2_000):
        drawn = lot.draw(people({"living": 6}), {}, seats=3, use_now=100, rng=random.Random(seed))
        fallen.update(who for who, _name in drawn)
    assert sum(fallen.values()) == 6_000
    assert all(900 < fallen[f"living {n}"] < 1_100 for n in range(6)), fallen


@given(SEATS, st.integers(50, 100), st.integers(0, 30))
def test_at_least_the_share_by_lot_is_left_for_the_lot(seats, by_lot, taken_by_code) -> None:
    free = lot.free_by_code(seats=seats, by_lot=by_lot, taken_by_code=taken_by_code)
    assume(taken_by_code <= seats)
    assert free >= 0
    if free:
        assert 100 * (seats - taken_by_code - free) >= by_lot * seats


@pytest.mark.parametrize(("seats", "use_now", "kept"), [(9, 50, 5), (9, 34, 4), (3, 34, 2), (10, 50, 5), (25, 100, 25)])
def test_kept_for_people_who_use_now_is_rounded_up(seats, use_now, kept) -> None:
    assert lot.wanted_living(seats, use_now) == kept


def test_only_workers_said_yes() -> None:
    assert lot.draw(people({"work": 9}), {}, seats=9, use_now=34, rng=random.Random(1)) == []
