"""With which weight each statement is drawn next.

Offers: `weights(conversation, statements)`; `forget()` for tests.

The weights are those of engines/opinion/priorities.py. Whoever loads a page a thousand times reads them off what she is shown. Made anew
with every vote, they would tell a man who waits until one person has voted what she said. So they are made once there are `FROM` answers,
then only when there are twice as many as the last time, and from sums with noise in them: one vote more or less is lost in it. Before
that all are drawn alike. What came since the last time is drawn like a statement that nobody has answered.
"""

from __future__ import annotations

import time
from collections.abc import Sequence
from random import SystemRandom
from uuid import UUID

from django.db.models import Count

from kithbridge.agree.models import Choice, Conversation, Vote

KEPT_SECONDS = 10.0
FROM = 256
# Of the noise on each sum (two-sided exponential): between two sums that differ by one vote, what is shown is 1.13 times as likely at most.
NOISE = 8.0

_draw = SystemRandom()
# When it was looked at, from how many answers on it is made anew, weights, weight of what is newer.
_kept: dict[UUID, tuple[float, int, dict[UUID, float], float]] = {}


def forget() -> None:
    """The next weights are made anew."""
    _kept.clear()


def weights(conversation: Conversation, statements: Sequence[UUID]) -> dict[UUID, float]:
    """Statement -> weight above 0."""
    looked, due, found, newer = _kept.get(conversation.pk, (float("-inf"), FROM, dict[UUID, float](), 1.0))
    now = time.monotonic()
    if now - looked > KEPT_SECONDS:
        counts = _counts(statements)
        total = sum(counts.values())
        while total >= due:
            due *= 2
            found = {}
        if not found and due > FROM:
            *made, newer = _made(counts, statements)
            found = dict(zip(statements, made, strict=True))
        _kept[conversation.pk] = (now, due, found, newer)
    return {one: found.get(one, newer) for one in statements}


def _counts(statements: Sequence[UUID]) -> dict[tuple[UUID, int], int]:
    rows = Vote.objects.filter(statement__in=statements).values_list("statement", "choice").annotate(n=Count("pk")).order_by()
    return {(statement, choice): n for statement, choice, n in rows}


def _noisy(n: int) -> int:
    return max(0, round(n + NOISE * (_draw.expovariate(1.0) - _draw.expovariate(1.0))))


def _made(counts: dict[tuple[UUID, int], int], statements: Sequence[UUID]) -> list[float]:
    """Of each statement, and last of one that nobody has answered."""
    # Large, and wanted here alone of all pages: it comes in with the first weights, not with the site.
    import numpy as np

    from kithbridge.engines.opinion.priorities import priorities
    from kithbridge.engines.opinion.tallies import Tallies

    agree, disagree, passed = (
        np.array([[*(_noisy(counts.get((one, choice), 0)) for one in statements), 0]])
        for choice in (Choice.AGREE, Choice.DISAGREE, Choice.PASS)
    )
    nothing = np.zeros(len(statements) + 1)
    made: list[float] = priorities(Tallies(agree, disagree, agree + disagree + passed), nothing, nothing.astype(bool)).tolist()
    return made
