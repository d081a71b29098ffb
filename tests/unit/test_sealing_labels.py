"""Labels that open nothing: handles and pick codes."""

from __future__ import annotations

import hashlib
import hmac
import itertools
from collections.abc import Sequence
from importlib import resources

import pytest

from kithbridge.engines.sealing import handle, pick_code

KEY = b"k" * 32
# Given names and words for time: a handle that reads like a person or an appointment would say too much.
NAMES = {"amber", "april", "daisy", "heather", "holly", "iris", "ivy", "jasmine", "june", "lily", "may", "olive", "robin", "rose"}
TIMES = {"monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday", "january", "august"}
STREET = {"brown", "white", "crystal", "glass", "snow", "spoon", "foil", "pipe", "needle", "cooker", "cotton", "scales"}


def words(name: str) -> list[str]:
    text = resources.files("kithbridge.engines.sealing").joinpath("data", f"{name}.txt").read_text(encoding="utf-8")
    return [word for line in text.splitlines() if not line.startswith("#") for word in line.split()]


def edits(one: str, other: str) -> int:
    row = list(range(len(other) + 1))
    for i, a in enumerate(one, 1):
        last, row[0] = row[0], i
        for j, b in enumerate(other, 1):
            last, row[j] = row[j], min(row[j] + 1, row[j - 1] + 1, last + (a != b))
    return row[-1]


@pytest.mark.parametrize(
    ("name", "least", "apart"),
    [("handle_first", 120, 2), ("handle_second", 160, 2), ("pick_first", 128, 3), ("pick_second", 200, 3)],
)
def test_lists_are_long_enough_and_heard_apart(name: str, least: int, apart: int) -> None:
    found = words(name)
    assert len(found) == len(set(found)) >= least
    assert not [pair for pair in itertools.combinations(found, 2) if edits(*pair) < apart]
    assert not set(found) & (NAMES | TIMES | STREET)


def test_a_handle_is_two_words_in_capitals() -> None:
    assert handle(choice=lambda offered: offered[0]) == "Apricot Acorn"
    assert all(len(handle().split()) == 2 and handle().istitle() for _ in range(200))


def test_a_handle_never_says_one_word_twice() -> None:
    drawn = iter(["plum", "plum", "quiet", "heron"])

    def choice(offered: Sequence[str]) -> str:
        word = next(drawn)
        assert word in offered
        return word

    assert handle(choice=choice) == "Quiet Heron"


def test_a_pick_code_is_the_same_again_and_another_for_another_ask_key_or_try() -> None:
    code = pick_code(KEY, ask_id=b"one")
    assert code == pick_code(KEY, ask_id=b"one")
    others = {pick_code(KEY, ask_id=b"two"), pick_code(b"l" * 32, ask_id=b"one"), pick_code(KEY, ask_id=b"one", n=1)}
    assert code not in others
    assert len(others) == 3


def test_a_pick_code_is_hmac_sha256_halved() -> None:
    digest = hmac.new(KEY, b"kb1:pick" + bytes(4) + b"one", hashlib.sha256).digest()
    first, second = words("pick_first"), words("pick_second")
    expected = (
        first[int.from_bytes(digest[:16], "big") % len(first)],
        second[int.from_bytes(digest[16:], "big") % len(second)],
    )
    assert pick_code(KEY, ask_id=b"one") == " ".join(expected)


def test_tries_reach_a_free_code_soon() -> None:
    assert len({pick_code(KEY, ask_id=b"one", n=n) for n in range(1_000)}) > 950


@pytest.mark.parametrize(("key", "n"), [(b"", 0), (b"k" * 15, 0), (KEY, -1), (KEY, 2**32)])
def test_a_short_key_or_a_try_out_of_range_is_refused(key: bytes, n: int) -> None:
    with pytest.raises(ValueError, match="16 bytes"):
        pick_code(key, ask_id=b"one", n=n)
