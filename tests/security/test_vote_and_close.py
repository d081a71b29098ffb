"""Votes and the close at the same moment: every vote that was confirmed is counted, and none is taken afterwards.

Threads with connections of their own; on SQLite and on PostgreSQL (`./kith test postgres`).
"""

from __future__ import annotations

import datetime as dt
import itertools
import threading
import time
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from uuid import UUID

import pytest
from django.db import connection, connections

from kithbridge.agree import counting, links, queries
from kithbridge.agree.actions import closing, reading, returning, standing, stating, voting
from kithbridge.agree.actions.refused import Refused
from kithbridge.agree.models import Conversation, Vote, Voter
from kithbridge.engines.week import Week
from kithbridge.people.models import Slip
from kithbridge.people.vault import Key
from kithbridge.web import clock, once
from tests.builders import quick_kdf  # noqa: F401 - autouse
from tests.unit.agree.talked import begin, slip

BOTH = pytest.mark.django_db(transaction=True, databases=["default", "keyring", "volatile"])
PEOPLE, CLOSERS, LONGEST_SECONDS, PAUSE_SECONDS = 10, 2, 60, 0.03


def _people(talk: Conversation) -> list[bytes]:
    keys = [Key(owner=UUID(int=n), kind="page", private=bytes([n]) * 32, lookup="", generation=1) for n in range(1, PEOPLE + 1)]
    secrets = [links.hers(key, talk) for key in keys]
    for secret in secrets:
        voting.join(conversation=talk, secret=secret, voice="living", slip=slip(), form_id=once.new_form_id())
    return secrets


@BOTH
def test_what_was_confirmed_is_counted_and_nothing_comes_after(monkeypatch: pytest.MonkeyPatch) -> None:
    talk = begin(sentences=tuple(f"Sentence {'abcdefghijklmnopqrstuvwxyz'[n]}." for n in range(26))).talk
    people, statements = _people(talk), [row.pk for row in queries.shown(talk)]
    over = clock.now() + dt.timedelta(weeks=20)
    under_way, counted = threading.Event(), []
    real = counting.counted

    def watched(conversation: Conversation) -> dict[str, object]:
        counted.append(set(Vote.objects.values_list("pk", flat=True)))
        return real(conversation)

    monkeypatch.setattr(counting, "counted", watched)
    confirmed: dict[bytes, list[UUID]] = {secret: [] for secret in people}
    tags = {secret: links.tag(talk, secret) for secret in people}
    numbers = {secret: {one: links.vote_id(talk, tags[secret], one) for one in statements} for secret in people}

    def votes(secret: bytes) -> str:
        try:
            # Round and round, so that all are under way whenever it closes.
            until = time.monotonic() + LONGEST_SECONDS
            for at in itertools.takewhile(lambda _at: time.monotonic() < until, itertools.count()):
                statement = statements[at % len(statements)]
                voting.vote(conversation=talk, secret=secret, statement=statement, choice=1)
                confirmed[secret].append(statement)
                if at == 3:
                    under_way.set()
                time.sleep(PAUSE_SECONDS)  # without it somebody holds the row at any moment, and it closes when all have had enough
        except Refused as problem:
            return problem.why
        finally:
            connections.close_all()
        return "all"

    def closes() -> str:
        try:
            assert under_way.wait(60)
            # Its weeks are over for whoever closes it, and not yet for those who vote: as in the first second of a week.
            with clock.at(over):
                return closing.move(Conversation.objects.get(pk=talk.pk)).state
        finally:
            connections.close_all()

    with ThreadPoolExecutor(PEOPLE + CLOSERS) as pool:
        voters = [pool.submit(votes, secret) for secret in people]
        closers = [pool.submit(closes) for _ in range(CLOSERS)]
        ends = Counter(one.result() for one in voters)
        assert [one.result() for one in closers] == ["closed"] * CLOSERS
    assert set(ends) <= {"all", "closed"}
    expected = {numbers[secret][statement] for secret in people for statement in confirmed[secret]}
    assert counted[0] == expected
    assert ends["closed"] > 0, "nobody was voting any more when it closed: this run proves nothing"
    talk.refresh_from_db()
    voted = sum(1 for secret in people if confirmed[secret])
    assert talk.result["people"] == ([voted // 5 * 5, voted // 5 * 5 + 4] if voted >= 8 else [0, 7])
    assert (Vote.objects.count(), Voter.objects.count()) == (0, 0)


@BOTH
def test_one_person_from_many_phones_is_one_vote_each() -> None:
    talk = begin().talk
    secret, statement = _people(talk)[0], queries.shown(talk)[0].pk
    ready = threading.Barrier(8)

    def votes(choice: int) -> None:
        try:
            ready.wait(30)
            for _ in range(5):
                voting.vote(conversation=talk, secret=secret, statement=statement, choice=choice)
        finally:
            connections.close_all()

    with ThreadPoolExecutor(8) as pool:
        list(pool.map(votes, [1, -1, 0, 1, -1, 0, 1, -1]))
    assert Vote.objects.count() == 1


@BOTH
def test_one_slip_from_many_phones_is_one_voter() -> None:
    talk, code = begin().talk, slip()
    ready = threading.Barrier(8)

    def join(at: int) -> str:
        key = Key(owner=UUID(int=at), kind="page", private=bytes([at]) * 32, lookup="", generation=1)
        try:
            ready.wait(30)
            secret = links.hers(key, talk)
            return str(voting.join(conversation=talk, secret=secret, voice="living", slip=code, form_id=once.new_form_id()).counted)
        except Refused as problem:
            return problem.why
        finally:
            connections.close_all()

    with ThreadPoolExecutor(8) as pool:
        found = Counter(pool.map(join, range(1, 9)))
    assert found == {"True": 1, "slip": 7}
    assert Voter.objects.filter(counted=True).count() == 1
    assert not Slip.objects.exists()


@BOTH
def test_votes_do_not_wait_for_each_other() -> None:
    """On PostgreSQL two hold the conversation at once; only closing waits."""
    if connection.vendor != "postgresql":
        pytest.skip("on SQLite one writes at a time")
    from django.db import transaction

    talk = begin().talk
    inside = threading.Barrier(2)

    def hold() -> bool:
        try:
            with transaction.atomic():
                standing.shared(talk)
                inside.wait(10)
            return True
        finally:
            connections.close_all()

    with ThreadPoolExecutor(2) as pool:
        assert list(pool.map(lambda _n: hold(), range(2))) == [True, True]


@BOTH
@pytest.mark.parametrize("act", ["take back", "hide"])
def test_what_is_taken_back_or_hidden_while_it_closes_waits_in_no_ring(act: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """Whoever holds the statement's row must not wait for a row that closing holds, which waits for the statement's."""
    there = begin()
    talk, jo, lead = there.talk, there.jo.key, there.site.lead.key
    secret = _people(talk)[0]
    readers = [one.pk for one in stating.readers_now()]
    taking = voting.Taking(talk, links.tag(talk, secret), Voter.objects.get(tag=links.tag(talk, secret)), secret)
    kept = stating.say(voter=taking, conversation=talk, text="A lamp.", readers=readers, form_id=once.new_form_id())
    for key in (jo, lead):
        reading.read_and_show(key=key, statement=kept.statement)
    voting.vote(conversation=talk, secret=secret, statement=kept.statement, choice=1)
    if act == "hide":
        reading.hide(key=jo, statement=kept.statement, reason="names", answer="A name is in it.")
    Conversation.objects.filter(pk=talk.pk).update(until=str(Week.parse(str(talk.until)) - 9))
    locked, votes_gone = threading.Event(), threading.Event()
    pause, drop = standing.two_jobs if act == "hide" else returning.danger.forget_about, links.drop

    def with_the_row(*asked: object) -> object:
        locked.set()
        votes_gone.wait(2)  # never, when the conversation is held
        return pause(*asked)

    def dropped(conversation: Conversation) -> object:
        votes_gone.set()
        return drop(conversation)

    if act == "hide":
        monkeypatch.setattr(standing, "two_jobs", with_the_row)
    else:
        monkeypatch.setattr(returning.danger, "forget_about", with_the_row)
    monkeypatch.setattr(links, "drop", dropped)

    def acts() -> bool:
        try:
            if act == "hide":
                return reading.hide(key=lead, statement=kept.statement, reason="names", answer="A name is in it.")
            return returning.take_back(code=kept.code)
        finally:
            connections.close_all()

    def closes() -> dict[str, object]:
        try:
            assert locked.wait(30)
            return closing.move(Conversation.objects.get(pk=talk.pk)).result
        finally:
            connections.close_all()

    with ThreadPoolExecutor(2) as pool:
        first, second = pool.submit(acts), pool.submit(closes)
        assert first.result(60)
        result = second.result(60)
    assert kept.statement not in {row.pk for row in queries.shown(talk)}
    numbers = {one["number"] for one in result["statements"]}  # type: ignore[attr-defined]
    assert numbers == {row.number for row in queries.shown(talk)}, "what went before it was counted stands in no result"
