"""Decisions for tests, enacted as a room would hand them over.

    from tests.decisions import decide, WORDS
    decide("asks.live_weeks", 4, voices=[("quote", "living", "Two weeks is short.")])
    declare_only(monkeypatch, rule, ...)     these rules and no others

`WORDS` holds what was said, by reference; taking a reference out of it is taking the words back.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator, Sequence
from typing import Any
from uuid import UUID, uuid4

import pytest

from kithbridge.engines.week import Week
from kithbridge.rules import Constituency, Rule, enact, evidence, state
from kithbridge.rules.enact import Confirmed, Decided, Piece
from kithbridge.rules.evidence import Words
from kithbridge.rules.models import Decision
from kithbridge.web.clock import this_week

SOURCE = "test"
WORDS: dict[UUID, Words] = {}


@pytest.fixture(autouse=True)
def words_of_tests() -> Iterator[None]:
    """The room that holds the words of these tests."""
    evidence.register(SOURCE, lambda refs: {ref: WORDS[ref] for ref in refs if ref in WORDS})
    yield
    WORDS.clear()


def declare_only(monkeypatch: pytest.MonkeyPatch, *rules: Rule) -> None:
    """For the length of the test these rules are declared and no others."""
    declared = sys.modules["kithbridge.rules.declare"]
    monkeypatch.setattr(declared, "_rules", {})
    for one in rules:
        declared.declare(one)
    state.forget()


def decide(
    key: str,
    value: Any,
    *,
    voices: Sequence[tuple[str, str, str]] = (),
    outcome: dict[str, str] | None = None,
    method: str = "majority",
    objections: Sequence[str] = (),
    begins: int = 0,
    trial_until: str = "",
) -> Decision:
    """Enact a decision, confirmed by two; returns its record."""
    pieces = []
    for kind, role, text in voices:
        ref = uuid4()
        WORDS[ref] = Words(text)
        pieces.append(Piece(kind, role, SOURCE, ref))
    week: Week = this_week() + begins
    row = enact.enact(
        Decided(
            id=uuid4(),
            key=key,
            value=value,
            method=method,
            asked=[Constituency.LIVING, Constituency.WORK],
            outcome={"living": "more than 50"} if outcome is None else outcome,
            quorum=True,
            carried=True,
            confirmed=[Confirmed("one", Constituency.LIVING), Confirmed("two", Constituency.WORK)],
            recorder="nobody",
            based_on=state.newest(key),
            week=week,
            trial_until=trial_until,
            looks_at="Whether asks are closed later." if trial_until else "",
            says_who="The reference group." if trial_until else "",
            objections=objections,
            evidence=pieces,
        )
    )
    assert row.decision is not None
    return row.decision
