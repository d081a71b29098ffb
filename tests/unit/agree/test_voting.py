"""Taking part: joining, voting, voting otherwise, leaving. Tallies are exact whatever is sent how often."""

from __future__ import annotations

from collections import Counter
from random import SystemRandom
from uuid import UUID, uuid4

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from kithbridge.agree import links, queries, routing
from kithbridge.agree.actions import closing, reading, standing, stating, stopping, voting
from kithbridge.agree.actions.refused import Refused
from kithbridge.agree.models import Choice, Conversation, Statement, Vote, Voter
from kithbridge.engines import sealing
from kithbridge.people.actions import opening, pages, team
from kithbridge.people.models import Slip
from kithbridge.people.vault import Key
from kithbridge.web import once
from kithbridge.web.record.models import Count
from tests.builders import DATABASES, make_page, quick_kdf  # noqa: F401 - autouse
from tests.unit.agree.talked import Talked, begin, closes, others, slip, stop

pytestmark = DATABASES


@pytest.fixture
def talked() -> Talked:
    routing.forget()
    return begin()


def join(talk: Conversation, key: Key | None = None, voice: str = "living", **more: str) -> bytes:
    """Her secret, after she has joined."""
    secret = links.hers(key, talk) if key is not None else b""
    joined = voting.join(conversation=talk, secret=secret, voice=voice, form_id=more.pop("form_id", once.new_form_id()), **more)
    return secret or links.carried(joined.carry)


def refused(call: object, why: str) -> None:
    with pytest.raises(Refused) as problem:
        call()  # type: ignore[operator]
    assert problem.value.why == why


def tally() -> Counter[int]:
    return Counter(Vote.objects.values_list("choice", flat=True))


# --- It works -------------------------------------------------------------------------------------------
def test_she_joins_with_her_words_and_votes(talked: Talked) -> None:
    talk, page = talked.talk, make_page()
    secret = join(talk, page.key)
    first, second = queries.shown(talk)[:2]
    voting.vote(conversation=talk, secret=secret, statement=first.pk, choice=Choice.AGREE)
    voting.vote(conversation=talk, secret=secret, statement=second.pk, choice=Choice.PASS)
    assert queries.answered(voting.taking(talk, key=page.key)) == {first.pk: 1, second.pk: 0}
    assert not Voter.objects.get().counted


def test_with_a_slip_alone_she_counts_and_comes_back_with_it(talked: Talked) -> None:
    talk, code = talked.talk, slip()
    joined = voting.join(conversation=talk, voice="living", slip=code, form_id=once.new_form_id())
    assert joined.counted
    again = voting.join(conversation=talk, voice="lived", slip=code.upper(), form_id=once.new_form_id())
    assert again.carry == joined.carry
    assert Voter.objects.get().voice == "lived"
    assert voting.taking(talk, carry=joined.carry).now


def test_a_page_that_voted_without_a_slip_adds_one_later(talked: Talked) -> None:
    talk, page = talked.talk, make_page()
    secret = join(talk, page.key)
    voting.vote(conversation=talk, secret=secret, statement=queries.shown(talk)[0].pk, choice=1)
    assert voting.join(conversation=talk, secret=secret, voice="living", slip=slip(), form_id=once.new_form_id()).counted
    assert (Voter.objects.count(), Vote.objects.count(), Slip.objects.count()) == (1, 1, 0)


def test_she_changes_her_mind_and_no_trace_is_left(talked: Talked) -> None:
    talk = talked.talk
    secret = join(talk, make_page().key)
    for choice in (1, -1, 0, -1):
        voting.vote(conversation=talk, secret=secret, statement=queries.shown(talk)[0].pk, choice=choice)
    assert tally() == {-1: 1}
    assert not Count.objects.filter(kind__contains="vote").exists(), "no live sums in the event record"


def test_she_leaves_and_all_her_votes_go(talked: Talked) -> None:
    talk, page = talked.talk, make_page()
    others(talk, [{0: 1, 1: 1}])
    secret = join(talk, page.key)
    for row in queries.shown(talk):
        voting.vote(conversation=talk, secret=secret, statement=row.pk, choice=-1)
    assert voting.leave(conversation=talk, secret=secret)
    assert tally() == {1: 2}
    assert not voting.leave(conversation=talk, secret=secret)
    assert queries.answered(voting.taking(talk, key=page.key)) == {}


def test_with_her_page_her_votes_go(talked: Talked) -> None:
    talk, page, other = talked.talk, make_page(), make_page()
    statement = queries.shown(talk)[0]
    for one in (page, other):
        voting.vote(conversation=talk, secret=join(talk, one.key), statement=statement.pk, choice=Choice.AGREE)
    pages.take_everything_back(key=page.key)
    assert (Voter.objects.count(), Vote.objects.count()) == (1, 1)
    assert voting.taking(talk, key=other.key).voter is not None


def test_new_words_carry_her_votes_along(talked: Talked) -> None:
    talk, page = talked.talk, make_page()
    first, second = queries.shown(talk)[:2]
    secret = join(talk, page.key, slip=slip())
    for statement, choice in ((first, Choice.AGREE), (second, Choice.DISAGREE)):
        voting.vote(conversation=talk, secret=secret, statement=statement.pk, choice=choice)
    words = pages.draw()
    pages.new_words(key=page.key, words=words)
    key = opening.unlock(opening.derive(sealing.normalise(words)), "page")
    assert key is not None
    taking = voting.taking(talk, key=key)
    assert taking.voter is not None
    assert taking.voter.counted
    assert queries.answered(taking) == {first.pk: 1, second.pk: -1}
    assert voting.taking(talk, key=page.key).voter is None, "the old words find nothing"
    voting.vote(conversation=talk, secret=links.hers(key, talk), statement=first.pk, choice=Choice.PASS)
    assert (Voter.objects.count(), Vote.objects.count()) == (1, 2)


def test_a_new_passphrase_carries_the_votes_of_one_of_the_team_along(talked: Talked) -> None:
    talk, jo = talked.talk, talked.jo
    statement = queries.shown(talk)[0]
    voting.vote(conversation=talk, secret=join(talk, jo.key, voice="peer"), statement=statement.pk, choice=Choice.DISAGREE)
    words = team.draw_words()
    for _press in range(2):
        fresh = team.new_words(key=jo.key, work_name=jo.work_name, words=words)
    assert queries.answered(voting.taking(talk, key=fresh)) == {statement.pk: -1}
    assert voting.taking(talk, key=jo.key).voter is None
    assert (Voter.objects.count(), Vote.objects.count()) == (1, 1)


def test_a_vote_writes_nothing_that_others_share(talked: Talked) -> None:
    talk = talked.talk
    secret, row = join(talk, make_page().key), queries.shown(talk)[0]
    with CaptureQueriesContext(
        connection,
    ) as asked:
        voting.vote(conversation=talk, secret=secret, statement=row.pk, choice=1)
    written = [one["sql"] for one in asked if one["sql"].split()[0] in ("INSERT", "UPDATE", "DELETE")]
    assert len(written) == 1
    assert "agree_vote" in written[0]
    assert len(asked) <= 8


# --- The tag --------------------------------------------------------------------------------------------
def test_nothing_stored_ties_a_vote_to_her(talked: Talked) -> None:
    talk, page = talked.talk, make_page()
    secret = join(talk, page.key)
    voting.vote(conversation=talk, secret=secret, statement=queries.shown(talk)[0].pk, choice=1)
    voter, vote = Voter.objects.get(), Vote.objects.get()
    stored = {str(value) for row in (voter, vote) for value in row.__dict__.values()}
    assert not stored & {str(page.key.owner), secret.hex(), page.key.private.hex()}
    assert links.hers(page.key, Conversation(id=uuid4())) != secret, "another conversation is another secret"
    assert voting.taking(talk, key=make_page().key).voter is None


def test_a_capability_that_was_not_given_is_none(talked: Talked) -> None:
    joined = voting.join(conversation=talked.talk, voice="living", slip=slip(), form_id=once.new_form_id())
    inside, _dot, mark = joined.carry.partition(".")
    for forged in ("", ".", "zz.zz", f"{inside}.{mark[::-1]}", f"{'0' * len(inside)}.{mark}", f"{inside}.é", f".{mark}"):
        assert links.carried(forged) == b""


# --- Refusals -------------------------------------------------------------------------------------------
def test_neither_words_nor_slip(talked: Talked) -> None:
    refused(lambda: voting.join(conversation=talked.talk, voice="living", form_id="f"), "words")
    refused(lambda: voting.vote(conversation=talked.talk, secret=b"", statement=uuid4(), choice=1), "words")


@pytest.mark.parametrize("code", ["2345 6789", "x", "   -"])
def test_a_slip_nobody_printed(talked: Talked, code: str) -> None:
    key = make_page().key
    why = "slip" if code.strip(" -") else "words"
    refused(lambda: voting.join(conversation=talked.talk, voice="living", slip=code, form_id="f"), why)
    refused(lambda: join(talked.talk, key, slip=code), "slip")
    assert not Voter.objects.exists()


@pytest.mark.parametrize("voice", ["", "boss", "LIVING"])
def test_an_unknown_voice(talked: Talked, voice: str) -> None:
    refused(lambda: join(talked.talk, make_page().key, voice=voice), "voice")


def test_a_team_sign_in_speaks_for_its_work(talked: Talked) -> None:
    refused(lambda: join(talked.talk, talked.jo.key, voice="living"), "voice")
    join(talked.talk, talked.jo.key, voice="peer")
    assert Voter.objects.get().voice == "peer"


def test_her_own_word_is_short_and_clean(talked: Talked) -> None:
    refused(lambda: join(talked.talk, make_page().key, own_word="x" * 41), "word")
    join(talked.talk, make_page().key, own_word="  a\u202eunt\u200b ")
    assert Voter.objects.get().own_word == "aunt"


def test_who_has_not_joined(talked: Talked) -> None:
    secret = links.hers(make_page().key, talked.talk)
    refused(lambda: voting.vote(conversation=talked.talk, secret=secret, statement=queries.shown(talked.talk)[0].pk, choice=1), "join")


@pytest.mark.parametrize("choice", [2, -2, 10])
def test_a_choice_that_there_is_not(talked: Talked, choice: int) -> None:
    secret = join(talked.talk, make_page().key)
    refused(
        lambda: voting.vote(conversation=talked.talk, secret=secret, statement=queries.shown(talked.talk)[0].pk, choice=choice), "choice"
    )


def test_a_statement_that_is_not_shown(talked: Talked) -> None:
    talk, secret = talked.talk, join(talked.talk, make_page().key)
    refused(lambda: voting.vote(conversation=talk, secret=secret, statement=uuid4(), choice=1), "gone")
    row = queries.shown(talk)[0]
    for key in (talked.site.lead.key, talked.jo.key):
        reading.hide(key=key, statement=row.pk, reason="other", answer="It is not about this.")
    refused(lambda: voting.vote(conversation=talk, secret=secret, statement=row.pk, choice=1), "gone")


def test_the_first_round_is_for_those_it_is_about() -> None:
    talk = begin(to_all=False).talk
    refused(lambda: join(talk, make_page().key, voice="lived"), "not yet")
    refused(lambda: join(talk, make_page().key, voice="worker"), "not yet")
    assert [standing.open_to(talk, voice) for voice in ("worker", "lived", "partner", "living")] == [False, False, False, True]
    secret = join(talk, make_page().key, voice="living")
    row = queries.shown(talk)[0]
    voting.vote(conversation=talk, secret=secret, statement=row.pk, choice=1)
    Voter.objects.update(voice="worker")
    refused(lambda: voting.vote(conversation=talk, secret=secret, statement=row.pk, choice=-1), "not yet")
    assert tally() == {1: 1}


# --- Stuffing, sent twice, too late ---------------------------------------------------------------------
def test_two_hundred_pages_of_one_person_move_nothing(talked: Talked) -> None:
    talk = talked.talk
    others(talk, [{0: 1, 1: 1} for _ in range(20)])
    for n in range(200):
        key = Key(owner=uuid4(), kind="page", private=n.to_bytes(32), lookup="", generation=1)
        secret = join(talk, key)
        voting.vote(conversation=talk, secret=secret, statement=queries.shown(talk)[0].pk, choice=-1)
    result = closes(talk).result
    first = next(one for one in result["statements"] if one["number"] == queries.shown(talk)[0].number)
    assert result["people"] == [20, 24]
    assert result["beside"] == [200, 204]
    assert first["whole"]["agree"][0] == "most"


def test_one_set_of_words_is_one_voter_however_often(talked: Talked) -> None:
    talk, key = talked.talk, make_page().key
    row = queries.shown(talk)[0]
    for _ in range(50):
        voting.vote(conversation=talk, secret=join(talk, key), statement=row.pk, choice=1)
    assert (Voter.objects.count(), tally()) == (1, {1: 1})


def test_one_slip_is_one_voter(talked: Talked) -> None:
    talk, code = talked.talk, slip()
    join(talk, make_page().key, slip=code)
    refused(lambda: join(talk, make_page().key, slip=code), "slip")
    refused(lambda: voting.join(conversation=talk, voice="living", slip=code, form_id="f"), "slip")
    assert Voter.objects.filter(counted=True).count() == 1


def test_a_second_slip_of_hers_is_not_used_up(talked: Talked) -> None:
    key, first, second = make_page().key, slip(), slip()
    join(talked.talk, key, slip=first)
    join(talked.talk, key, slip=second)
    assert Slip.objects.count() == 1


def test_an_old_form_sent_again_does_not_change_back(talked: Talked) -> None:
    key = make_page().key
    join(talked.talk, key, voice="living", form_id="first")
    join(talked.talk, key, voice="lived")
    join(talked.talk, key, voice="living", form_id="first")
    assert Voter.objects.get().voice == "lived"


def test_after_the_close_nothing_is_taken(talked: Talked) -> None:
    talk, page = talked.talk, make_page()
    secret = join(talk, page.key)
    row = queries.shown(talk)[0]
    stale = Conversation.objects.get(pk=talk.pk)
    closes(talk)
    for row_of in (stale, talk):
        refused(lambda row_of=row_of: voting.vote(conversation=row_of, secret=secret, statement=row.pk, choice=1), "closed")
        refused(lambda row_of=row_of: join(row_of, page.key), "closed")
        refused(lambda row_of=row_of: voting.leave(conversation=row_of, secret=secret), "closed")
    assert not Vote.objects.exists()


def test_between_the_two_steps_of_closing_nothing_is_taken(talked: Talked) -> None:
    talk = talked.talk
    secret = join(talk, make_page().key)
    Conversation.objects.filter(pk=talk.pk).update(state="closed")
    refused(lambda: voting.vote(conversation=talk, secret=secret, statement=queries.shown(talk)[0].pk, choice=1), "closed")
    talk.refresh_from_db()
    assert closing.move(talk).result is not None


# --- The next statement ---------------------------------------------------------------------------------
def test_every_statement_comes_once_and_then_none(talked: Talked) -> None:
    talk, key = talked.talk, make_page().key
    secret, seen = join(talk, key), []
    while (following := queries.next_for(voting.taking(talk, key=key))).statement is not None:
        assert following.left == 4 - len(seen)
        seen.append(following.statement.pk)
        voting.vote(conversation=talk, secret=secret, statement=following.statement.pk, choice=1)
    assert sorted(seen) == sorted(row.pk for row in queries.shown(talk))


def cast(row: Statement, choice: int, n: int) -> None:
    """So many votes, of whomever."""
    Vote.objects.bulk_create(Vote(id=uuid4().hex, statement=row, choice=choice) for _ in range(n))


def test_before_many_votes_all_are_drawn_alike_and_then_by_priority(talked: Talked, monkeypatch: pytest.MonkeyPatch) -> None:
    talk, key = talked.talk, make_page().key
    join(talk, key)
    rows = queries.shown(talk)
    numbers = [row.pk for row in rows]
    monkeypatch.setattr(routing, "NOISE", 0.0)
    assert set(routing.weights(talk, numbers).values()) == {1.0}
    cast(rows[0], 1, routing.FROM // 2)
    cast(rows[1], 0, routing.FROM // 2)
    routing.forget()
    weights = routing.weights(talk, numbers)
    assert weights[rows[2].pk] > weights[rows[0].pk] > weights[rows[1].pk], "unseen first; then what is agreed with before what is passed"
    taking = voting.taking(talk, key=key)
    drawn = Counter(queries.next_for(taking, draw=SystemRandom()).statement.pk for _ in range(300))  # type: ignore[union-attr]
    assert drawn[rows[1].pk] < drawn[rows[2].pk]


def test_what_is_drawn_next_does_not_tell_how_one_person_voted(talked: Talked, monkeypatch: pytest.MonkeyPatch) -> None:
    """Whoever loads a page a thousand times reads the weights: just before and just after she has voted they are the same."""
    talk, now = talked.talk, [1_000.0]
    monkeypatch.setattr(routing.time, "monotonic", lambda: now[0])
    rows = queries.shown(talk)

    def after(row: Statement, choice: int, n: int) -> dict[UUID, float]:
        cast(row, choice, n)
        now[0] += 2 * routing.KEPT_SECONDS
        return routing.weights(talk, [one.pk for one in rows])

    alike = after(rows[0], 1, 12)
    assert set(alike.values()) == {1.0}
    assert after(rows[0], -1, 1) == alike
    large = after(rows[1], 1, routing.FROM)
    assert large != alike
    assert after(rows[1], -1, 1) == large
    assert after(rows[0], 0, routing.FROM // 2) == large
    Vote.objects.filter(statement=rows[0]).delete()
    assert after(rows[2], 1, 1) == large, "that somebody left moves nothing either"
    assert after(rows[1], 0, 2 * routing.FROM) != large


def test_the_weights_have_noise_in_them(talked: Talked) -> None:
    """Two processes, or a server that was started anew, must not tell one vote by what differs."""
    talk, rows = talked.talk, queries.shown(talked.talk)
    cast(rows[0], 1, 100)
    cast(rows[1], -1, 160)
    found = set()
    for _start in range(8):
        routing.forget()
        found.add(routing.weights(talk, [one.pk for one in rows])[rows[0].pk])
    assert len(found) > 3


def test_a_sentence_that_is_new_is_drawn_as_one_that_nobody_has_answered(talked: Talked) -> None:
    talk, rows = talked.talk, queries.shown(talked.talk)
    cast(rows[0], 1, routing.FROM)
    old = routing.weights(talk, [one.pk for one in rows])
    again = routing.weights(talk, [*(one.pk for one in rows), new := uuid4()])
    assert {one: again[one] for one in old} == old
    assert again[new] > 4 * again[rows[0].pk]


def test_a_statement_taken_back_takes_its_votes_along(talked: Talked) -> None:
    talk, key = talked.talk, make_page().key
    secret = join(talk, key)
    readers = [one.pk for one in stating.readers_now()]
    kept = stating.say(voter=voting.taking(talk, key=key), conversation=talk, text="A sofa.", readers=readers, form_id="s")
    for reader in (talked.site.lead.key, talked.jo.key):
        reading.read_and_show(key=reader, statement=kept.statement)
    voting.vote(conversation=talk, secret=secret, statement=kept.statement, choice=1)
    assert stating.take_back(code=kept.code)
    assert not Vote.objects.exists()
    assert not Statement.objects.filter(pk=kept.statement).exists()


def test_stopped_without_a_result(talked: Talked) -> None:
    talk = talked.talk
    others(talk, [{0: 1}])
    stop(talk, talked.site.lead.key, talked.jo.key)
    talk.refresh_from_db()
    assert (talk.state, talk.result, Voter.objects.count(), Vote.objects.count()) == ("stopped", None, 0, 0)
    assert not links.there(talk)
    refused(lambda: stopping.would_stop(key=talked.site.lead.key, conversation=talk, reason="again"), "state")
