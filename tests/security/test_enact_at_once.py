"""Several enact at the same moment: exactly one does, the others are told why not; and whoever only reads sees it within a second.

Threads with connections of their own, then real processes; on SQLite and PostgreSQL.
"""

from __future__ import annotations

import os
import threading
from collections import Counter
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
from django.db import connections

from kithbridge import rules
from kithbridge.people.deciding.actions import answering, moving, proposing
from kithbridge.people.deciding.models import Answered, Ballot, Proposal, Stage
from kithbridge.people.models import Role
from kithbridge.rules import enact, proof, state
from kithbridge.rules.enact import Decided, Refused
from kithbridge.rules.models import Decision, Version
from kithbridge.web import once
from tests import sitting
from tests.builders import make_member, quick_kdf  # noqa: F401
from tests.security import enacting

BOTH = pytest.mark.django_db(transaction=True, databases=["default", "keyring", "volatile"])
KEY, THREADS, BAR_SECONDS = "asks.live_weeks", 6, 1.0


def together(acts: list[Callable[[], Any]]) -> list[str]:
    """Each in a thread with connections of its own, all at once. What came of each: the refusal's name, or "done"."""
    ready = threading.Barrier(len(acts))

    def one(act: Callable[[], Any]) -> str:
        try:
            ready.wait(timeout=30)
            return "done" if act() is not False else "not yet"
        except Refused as refusal:
            return type(refusal).__name__
        finally:
            connections.close_all()

    with ThreadPoolExecutor(len(acts)) as pool:
        return list(pool.map(one, acts))


def enacting_of(given: Decided) -> Callable[[], Version]:
    return lambda: enact.enact(given)


@BOTH
class TestThreads:
    def test_of_different_decisions_about_one_rule_one_holds(self) -> None:
        enact.begin()
        given = [sitting.decided(KEY, 3 + n) for n in range(THREADS)]
        assert Counter(together([enacting_of(one) for one in given])) == {"done": 1, "Overtaken": THREADS - 1}
        state.forget()
        assert Decision.objects.get().value == rules.value(KEY)
        assert proof.check().problems == []

    def test_the_same_decision_from_everywhere_is_enacted_once(self) -> None:
        given = sitting.decided(KEY, 5)
        assert Counter(together([enacting_of(given)] * THREADS)) == {"done": 1, "AlreadyDone": THREADS - 1}
        assert Version.objects.count() == 1

    def test_rules_that_have_nothing_to_do_with_each_other_are_all_enacted(self) -> None:
        keys = [one.key for one in rules.all_rules()][:THREADS]
        given = [sitting.decided(key, rules.rule(key).default) for key in keys]
        assert together([enacting_of(one) for one in given]) == ["done"] * THREADS
        assert sorted(Version.objects.values_list("n", flat=True)) == list(range(1, THREADS + 1))

    def test_one_for_now_and_one_for_later(self) -> None:
        now = sitting.decided(KEY, 5)
        later = sitting.decided(KEY, 6, week=now.week + 2)
        assert sorted(together([enacting_of(now), enacting_of(later)])) == ["Overtaken", "done"]
        assert Version.objects.count() == 1

    def test_two_confirm_at_the_same_moment(self) -> None:
        group = sitting.seat(living=6)["living"]
        week = str(sitting.this_week())
        row = Proposal.objects.create(key=KEY, value=5, stage=Stage.WRITTEN, origin="here", week=week, begins=week)
        answering.begin_asking(row)
        sitting.answer_all(row.pk, group)
        Proposal.objects.filter(pk=row.pk).update(stage=Stage.CONFIRMING)
        found = together([lambda key=key: sitting.confirm(row.pk, key) for key in group[:2]])
        assert sorted(found) == ["done", "not yet"]
        assert (Version.objects.count(), sitting.row_of(row.pk).stage) == (1, Stage.ENACTED)

    def test_everybody_answers_at_the_same_moment_and_each_counts_once(self) -> None:
        group = sitting.seat(living=THREADS, lived=1)["living"]
        week = str(sitting.this_week())
        row = Proposal.objects.create(key=KEY, value=5, stage=Stage.WRITTEN, origin="here", week=week, begins=week)
        answering.begin_asking(row)
        acts = [lambda key=key: answering.answer(key=key, proposal=row.pk, choice="yes") for key in group]
        assert together(acts) == ["done"] * THREADS
        assert Ballot.objects.get(constituency="living", choice="yes").n == THREADS
        assert Answered.objects.filter(done=True).count() == THREADS
        assert sitting.row_of(row.pk).stage == Stage.ADVISING

    def test_one_seat_that_answers_from_two_phones_answers_once(self) -> None:
        key = sitting.seat(living=6)["living"][0]
        week = str(sitting.this_week())
        row = Proposal.objects.create(key=KEY, value=5, stage=Stage.WRITTEN, origin="here", week=week, begins=week)
        answering.begin_asking(row)
        acts = [lambda choice=choice: answering.answer(key=key, proposal=row.pk, choice=choice) for choice in ("yes", "no", "abstain")]
        assert Counter(together(acts)) == {"done": 1, "AlreadyDone": 2}
        assert sum(Ballot.objects.values_list("n", flat=True)) == 1

    def test_two_propose_for_one_rule(self) -> None:
        jo = make_member("Jo", Role.PEER)
        acts = [
            lambda value=value: proposing.propose(rule=KEY, value=value, by=jo.key, form_id=once.new_form_id()) for value in (4, 5, 6, 7)
        ]
        assert Counter(together(acts)) == {"done": 1, "Overtaken": 3}
        assert Proposal.objects.count() == 1

    def test_many_ticks_move_on_once(self) -> None:
        group = sitting.seat(living=6)["living"]
        week = str(sitting.this_week())
        row = Proposal.objects.create(key=KEY, value=5, stage=Stage.WRITTEN, origin="here", week=week, begins=week)
        answering.begin_asking(row)
        sitting.answer_all(row.pk, group[:5])
        Proposal.objects.filter(pk=row.pk).update(closes="2020-01-01")
        assert together([moving.move_on] * THREADS) == ["done"] * THREADS
        assert sitting.row_of(row.pk).stage == Stage.OBJECTING


# --- real processes ----------------------------------------------------------------------------------------------
@pytest.fixture(params=["sqlite", pytest.param("postgres", marks=pytest.mark.postgres)])
def content(request: pytest.FixtureRequest) -> Iterator[str]:
    """ "" for SQLite, or the address of an empty PostgreSQL database."""
    if request.param == "postgres":
        from tests.security.test_planted import a_database

        yield a_database(f"at_once_{os.getpid()}")
    elif os.environ.get("KITHBRIDGE_TEST_PART") == "postgres":
        pytest.skip("the SQLite part runs this")
    else:
        yield ""


@pytest.mark.slow
def test_processes(tmp_path: Path, content: str) -> None:
    enacting.make(tmp_path, content)
    number = str(uuid4())
    same = enacting.at_once(tmp_path, [{"key": KEY, "value": 4, "id": number}] * 3, content)
    assert Counter(one.get("refused", "done") for one in same) == {"done": 1, "AlreadyDone": 2}
    others = enacting.at_once(tmp_path, [{"key": KEY, "value": 5 + n, "id": str(uuid4())} for n in range(3)], content)
    assert Counter(one.get("refused", "done") for one in others) == {"done": 1, "Overtaken": 2}
    later = enacting.at_once(tmp_path, [{"key": KEY, "value": 4 + n, "id": str(uuid4()), "later": 2} for n in range(2)], content)
    assert Counter(one.get("refused", "done") for one in later) == {"done": 1, "Overtaken": 1}
    after = enacting.at_once(tmp_path, [{"key": KEY, "value": 8, "id": str(uuid4())}], content)
    assert "begins later" in after[0]["says"]


@pytest.mark.slow
def test_a_process_that_only_reads_sees_it_within_a_second(tmp_path: Path, content: str) -> None:
    """Measured again when a busy machine let the reader wait for its turn: what is too slow is so each time."""
    enacting.make(tmp_path, content)
    for _ in range(3):
        seconds = enacting.seen_after(tmp_path, 5, content)
        print(f"seen after at most {max(seconds):.2f} s: {', '.join(f'{one:.2f}' for one in seconds)}")
        assert len(seconds) == 5
        if max(seconds) <= BAR_SECONDS:
            break
        enacting.at_once(tmp_path, [{"key": KEY, "value": 2, "id": str(uuid4())}], content)
    assert max(seconds) <= BAR_SECONDS
