"""Taking part, on paper and on a page: limits and guards at their very edge."""

from __future__ import annotations

import datetime as dt
import re

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from kithbridge.agree import again, counting, links, queries, routing
from kithbridge.agree.actions import closing, paper, reading, stating, voting
from kithbridge.agree.actions.paper import Filled
from kithbridge.agree.actions.refused import Refused
from kithbridge.agree.models import Ballot, Conversation, Vote, Voter
from kithbridge.engines.week import Week
from kithbridge.web import clock, once
from tests.builders import DATABASES, make_page, quick_kdf  # noqa: F401 - autouse
from tests.unit.agree.talked import SENTENCES, Talked, begin, closes, opened, others, slip
from tests.unit.agree.test_statements import say

pytestmark = DATABASES


@pytest.fixture
def talked() -> Talked:
    return begin()


def join(talk: Conversation, voice: str = "living", **more: str) -> tuple[bytes, voting.Joined]:
    """Her secret, made with the key of a page of her own, and what she was told."""
    secret = links.hers(make_page().key, talk)
    return secret, voting.join(conversation=talk, secret=secret, voice=voice, form_id=once.new_form_id(), **more)


# --- A slip -----------------------------------------------------------------------------------------------
def test_the_slip_she_adds_later_makes_her_count_and_stays(talked: Talked) -> None:
    secret, joined = join(talked.talk)
    assert not joined.counted
    assert voting.join(conversation=talked.talk, secret=secret, voice="lived", slip=slip(), form_id=once.new_form_id()).counted
    assert list(Voter.objects.values_list("voice", "counted")) == [("lived", True)]


def test_a_slip_that_does_not_work_is_said_also_to_whoever_takes_part_already(talked: Talked) -> None:
    secret, _joined = join(talked.talk)
    with pytest.raises(Refused, match="slip"):
        voting.join(conversation=talked.talk, secret=secret, voice="lived", slip="2345 6789", form_id=once.new_form_id())
    assert list(Voter.objects.values_list("voice", "counted")) == [("living", False)]


def test_her_own_word_can_be_forty_letters_long(talked: Talked) -> None:
    join(talked.talk, own_word="x" * voting.OWN_WORD)
    assert Voter.objects.get().own_word == "x" * 40


# --- Another conversation ---------------------------------------------------------------------------------
def test_a_sentence_of_another_talk_is_not_voted_on_from_here(talked: Talked) -> None:
    elsewhere = opened(talked.site.lead, talked.jo, question="Where should it be?", sentences=("By the sea.", "In the town.", "On a bus."))
    secret, _joined = join(talked.talk)
    with pytest.raises(Refused, match="gone"):
        voting.vote(conversation=talked.talk, secret=secret, statement=queries.shown(elsewhere)[0].pk, choice=1)
    assert not Vote.objects.exists()


# --- Paper ------------------------------------------------------------------------------------------------
def filled(talk: Conversation, codes: list[str], **choices: int) -> list[Filled]:
    first = queries.shown(talk)[0].pk
    return [Filled(code, "living", {first: choices.get("choice", 1)}) for code in codes]


def test_a_ballot_of_another_talk_does_not_count_here(talked: Talked) -> None:
    elsewhere = opened(talked.site.lead, talked.jo, question="Where should it be?", sentences=("By the sea.", "In the town.", "On a bus."))
    codes = paper.ballots(key=talked.jo.key, conversation=elsewhere, number=5, form_id="b")
    typed = paper.type_in(key=talked.jo.key, conversation=talked.talk, ballots=filled(talked.talk, codes), form_id="p")
    assert (typed.taken, {why for _place, why in typed.refused}) == (0, {"code"})
    assert Ballot.objects.filter(conversation=elsewhere).count() == 5


def test_a_box_beside_a_sentence_that_is_hidden_by_now_is_no_vote(talked: Talked) -> None:
    talk = talked.talk
    codes, row = paper.ballots(key=talked.jo.key, conversation=talk, number=5, form_id="b"), queries.shown(talk)[0]
    ballots = filled(talk, codes)
    for key in (talked.site.lead.key, talked.jo.key):
        reading.hide(key=key, statement=row.pk, reason="other", answer="It is not about this.")
    typed = paper.type_in(key=talked.jo.key, conversation=talk, ballots=ballots, form_id="p")
    assert (typed.taken, {why for _place, why in typed.refused}) == (0, {"number"})
    assert not Vote.objects.exists()


def written_in(asked: CaptureQueriesContext, table: str) -> list[str]:
    """The numbers of the rows that were written into a table, in the order in which they were written."""
    said = [one["sql"] for one in asked if one["sql"].startswith(f'INSERT INTO "{table}"')]
    return [number for sql in said for number in re.findall(r"[(,] ?\('?([0-9a-f-]{32,36})'", sql.replace("VALUES ", "VALUES,"))]


@pytest.mark.sqlite
def test_rows_are_written_in_the_order_of_drawn_numbers_not_in_that_of_the_pile(talked: Talked) -> None:
    talk, rows = talked.talk, queries.shown(talked.talk)
    codes = paper.ballots(key=talked.jo.key, conversation=talk, number=12, form_id="b")
    ballots = [Filled(code, "living", {row.pk: 1 for row in rows}) for code in codes]
    with CaptureQueriesContext(connection) as asked:
        assert paper.type_in(key=talked.jo.key, conversation=talk, ballots=ballots, form_id="p").taken == 12
    for table, n in (("agree_voter", 12), ("agree_vote", 48)):
        found = written_in(asked, table)
        assert len(found) == n, table
        assert found == sorted(found), table


@pytest.mark.parametrize(("number", "printed"), [(0, False), (1, True), (200, True), (201, False)])
def test_one_to_two_hundred_ballots_are_printed_at_once(talked: Talked, number: int, printed: bool) -> None:
    if printed:
        assert len(paper.ballots(key=talked.jo.key, conversation=talked.talk, number=number, form_id="b")) == number
    else:
        with pytest.raises(Refused, match="number"):
            paper.ballots(key=talked.jo.key, conversation=talked.talk, number=number, form_id="b")
    assert Ballot.objects.count() == (number if printed else 0)


def test_a_pile_sent_again_says_nothing_of_its_codes(talked: Talked) -> None:
    codes = paper.ballots(key=talked.jo.key, conversation=talked.talk, number=5, form_id="b")
    for taken in (5, 0):
        typed = paper.type_in(key=talked.jo.key, conversation=talked.talk, ballots=filled(talked.talk, codes), form_id="p")
        assert (typed.taken, typed.refused) == (taken, ())


# --- Secrets and what is drawn ----------------------------------------------------------------------------
def test_one_slip_is_another_secret_in_each_talk_and_none_of_a_ballot(talked: Talked) -> None:
    elsewhere = opened(talked.site.lead, talked.jo, question="Where should it be?")
    found = {make(talk, "2345 6789") for make in (links.of_slip, links.of_ballot) for talk in (talked.talk, elsewhere)}
    assert len({secret[1:] for secret in found}) == 4, "nobody is followed from one talk to the other"


@pytest.mark.parametrize("mark", ["", "é", "0" * 32])
def test_what_carries_a_slip_on_is_nothing_with_another_mark(talked: Talked, mark: str) -> None:
    secret = links.of_slip(talked.talk, "2345 6789")
    assert again.opened(again.again(secret)) == links.carry(secret)
    inside = again.again(secret).partition(again.SIGN)[0]
    assert again.opened(f"{inside}{again.SIGN}{mark}") == again.opened(f"{inside}{mark}") == ""
    assert again.opened(f"{inside}{again.SIGN}{links.carry(secret).partition('.')[2]}") == "", (
        "what reads does not go on, nor the other way"
    )


def test_what_is_drawn_next_follows_the_weights(talked: Talked, monkeypatch: pytest.MonkeyPatch) -> None:
    rows, key = queries.shown(talked.talk), make_page().key
    voting.join(conversation=talked.talk, secret=links.hers(key, talked.talk), voice="living", form_id=once.new_form_id())
    taking = voting.taking(talked.talk, key=key)
    for wanted in rows:
        monkeypatch.setattr(queries.routing, "weights", lambda _talk, _all, wanted=wanted: {row.pk: float(row == wanted) for row in rows})
        assert {queries.next_for(taking).statement for _n in range(5)} == {wanted}


def test_noise_takes_away_as_well_as_it_adds_and_never_goes_below_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    drawn = iter([1.0, 0.0, 0.0, 1.0, 0.0, 9.0])
    monkeypatch.setattr(routing._draw, "expovariate", lambda _rate: next(drawn))
    assert [routing._noisy(100), routing._noisy(100), routing._noisy(10)] == [108, 92, 0]


def test_what_nobody_has_read_waits_for_no_second(talked: Talked) -> None:
    say(talked, "Somewhere to wash.")
    reading.read_and_show(key=talked.jo.key, statement=say(talked, "A lamp at the door.").statement)
    assert [one.text for one in queries.with_second(talked.jo.key)] == ["A lamp at the door."]
    assert queries.with_second(talked.site.lead.key) == []


# --- What is over -----------------------------------------------------------------------------------------
@pytest.mark.parametrize("state", ["closed", "stopped"])
def test_of_a_talk_that_is_over_nothing_shown_is_hidden_any_more(talked: Talked, state: str) -> None:
    row = queries.shown(talked.talk)[0]
    Conversation.objects.filter(pk=talked.talk.pk).update(state=state, stopped="It is over." if state == "stopped" else "")
    for key in (talked.site.lead.key, talked.jo.key):
        with pytest.raises(Refused, match="gone"):
            reading.hide(key=key, statement=row.pk, reason="other", answer="It is not about this.")
    assert row in queries.shown(talked.talk)


def test_what_was_stopped_at_this_moment_is_not_closed_by_whoever_looked_before(talked: Talked) -> None:
    stale = Conversation.objects.get(pk=talked.talk.pk)
    Conversation.objects.filter(pk=talked.talk.pk).update(state="stopped", stopped="It is over.")
    with clock.at(dt.datetime.combine((Week.parse(str(stale.until)) + 1).monday(), dt.time(12), tzinfo=dt.UTC)):
        closing.move(stale)
    found = Conversation.objects.get(pk=talked.talk.pk)
    assert (found.state, found.result) == ("stopped", None)


def test_what_would_close_is_what_closes(talked: Talked) -> None:
    first = opened(talked.site.lead, talked.jo, question="Where should it be?", to_all=False)
    for after, would in ((first.first_until, 0), (first.until, 2)):
        with clock.at(dt.datetime.combine((Week.parse(str(after)) + 1).monday(), dt.time(12), tzinfo=dt.UTC)):
            if after == first.first_until:
                Conversation.objects.filter(pk=talked.talk.pk).update(until=first.until)
            assert closing.close_due(dry_run=True) == would
            assert closing.close_due() == would


# --- Written ----------------------------------------------------------------------------------------------
def test_whoever_has_neither_words_nor_slip_writes_nothing(talked: Talked) -> None:
    nobody = voting.taking(talked.talk)
    readers = [one.pk for one in stating.readers_now()]
    with pytest.raises(Refused, match="words"):
        stating.say(voter=nobody, conversation=talked.talk, text="A lamp.", readers=readers, form_id=once.new_form_id())


def test_what_stands_there_the_team_does_not_write_again_after_the_opening(talked: Talked) -> None:
    with pytest.raises(Refused, match="there"):
        stating.seed(key=talked.jo.key, conversation=talked.talk, text=SENTENCES[0].upper(), form_id=once.new_form_id())


# --- What leaves ------------------------------------------------------------------------------------------
def test_bridges_are_liked_for_sure_at_most_five_and_in_the_order_of_numbers() -> None:
    assert counting._bridges([7, 3, 5], [0.2, -0.1, 0.4]) == [5, 7]
    assert counting._bridges([1, 2], [0.0, -1.0]) == []
    assert counting._bridges(range(1, 9), [0.8, 0.1, 0.7, 0.6, 0.1, 0.5, 0.9, 0.1]) == [1, 3, 4, 6, 7]


@pytest.mark.parametrize(("n", "told"), [(0, [0, 7]), (7, [0, 7]), (8, [5, 9]), (9, [5, 9]), (10, [10, 14]), (200, [200, 204])])
def test_how_many_were_heard_beside(n: int, told: list[int]) -> None:
    assert counting._beside(n) == told


@pytest.mark.parametrize(
    ("roles", "drowned"),
    [
        ({"living": 10, "worker": 10}, False),
        ({"living": 10, "worker": 11}, True),
        ({"living": 9, "lived": 9, "worker": 40}, False),
        ({"living": 9, "lived": 7, "worker": 40}, True),
        ({"living": 17, "worker": 40}, False),
    ],
)
def test_where_services_are_more_than_half_and_those_it_is_about_cannot_be_told_apart(roles: dict[str, int], drowned: bool) -> None:
    assert counting._drowned(roles) is drowned


def test_whoever_joined_and_said_nothing_is_nobody_who_voted(talked: Talked) -> None:
    others(talked.talk, [{0: 1}] * 19)
    others(talked.talk, [{}] * 6)
    for _n in range(8):
        join(talked.talk)
    told = closes(talked.talk).result
    assert told is not None
    assert (told["people"], told["beside"]) == ([15, 19], [0, 7])
