"""Taking part, on paper and on a page: limits and guards at their very edge."""

from __future__ import annotations

import datetime as dt
import hashlib
import hmac
import re
from dataclasses import replace

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from kithbridge.agree import again, counting, links, queries, routing
from kithbridge.agree.actions import closing, paper, reading, returning, stating, voting
from kithbridge.agree.actions.paper import Filled
from kithbridge.agree.actions.refused import Refused
from kithbridge.agree.models import Ballot, Conversation, Statement, Vote, Voter
from kithbridge.engines.opinion import analyse
from kithbridge.engines.opinion.representative import Representative
from kithbridge.engines.week import Week
from kithbridge.people import vault, visit
from kithbridge.people.keyring.models import Wrap
from kithbridge.people.models import Role
from kithbridge.web import clock, once
from kithbridge.web.home import secrets
from tests.builders import DATABASES, make_member, make_page, quick_kdf  # noqa: F401 - autouse
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


def test_what_is_stored_of_a_ballot_is_another_hash_in_each_talk(talked: Talked) -> None:
    elsewhere = opened(talked.site.lead, talked.jo, question="Where should it be?")
    assert paper._hash(talked.talk, "2345 6789") == paper._hash(talked.talk, "23456789") != paper._hash(elsewhere, "2345 6789")


def below(talked: Talked, text: str) -> list[Filled]:
    """Five ballots on which nothing but this is written."""
    codes = paper.ballots(key=talked.jo.key, conversation=talked.talk, number=5, form_id="b")
    return [Filled(code, "living", {}, text) for code in codes]


def test_what_stands_below_five_ballots_is_locked_once(talked: Talked) -> None:
    """A key of a row that is never written opens nothing, and nobody would end it."""
    ballots, before = below(talked, "A bench outside."), set(Wrap.objects.values_list("item", flat=True))
    assert paper.type_in(key=talked.jo.key, conversation=talked.talk, ballots=ballots, form_id="p").taken == 5
    assert set(Wrap.objects.values_list("item", flat=True)) - before == {Statement.objects.get(origin="paper").pk}


def test_what_somebody_said_at_this_moment_a_ballot_does_not_say_again(talked: Talked, monkeypatch: pytest.MonkeyPatch) -> None:
    ballots, act = below(talked, "A bench outside."), vault.act

    def a_moment_later(*given: object) -> object:
        monkeypatch.setattr(vault, "act", act)
        say(talked, "a BENCH outside")
        return act(*given)  # type: ignore[arg-type]

    monkeypatch.setattr(vault, "act", a_moment_later)
    assert paper.type_in(key=talked.jo.key, conversation=talked.talk, ballots=ballots, form_id="p").taken == 5
    assert list(Statement.objects.filter(stage="waiting").values_list("origin", flat=True)) == ["hers"]


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


def test_a_mark_that_was_made_for_something_else_does_not_go_on(talked: Talked) -> None:
    secret = links.of_slip(talked.talk, "2345 6789")
    other = hmac.new(secrets().pepper, links.carry(secret).encode(), hashlib.sha256).hexdigest()[:32]
    assert again.opened(f"{again.again(secret).partition(again.SIGN)[0]}{again.SIGN}{other}") == ""


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


# --- What one alone cannot do -----------------------------------------------------------------------------
def test_nobody_takes_away_what_is_shown_by_asking_for_other_words(talked: Talked) -> None:
    row = queries.shown(talked.talk)[0]
    with pytest.raises(Refused, match="gone"):
        reading.ask_other_words(key=talked.jo.key, statement=row.pk, answer="Say it more shortly.")
    assert row in queries.shown(talked.talk)


def test_whoever_hid_it_does_not_ask_for_other_words_once_its_writer_objects(talked: Talked) -> None:
    kept = say(talked, "Somewhere to wash.")
    reading.hide(key=talked.jo.key, statement=kept.statement, reason="other", answer="It is not about this.")
    assert returning.object_to(code=kept.code)
    with pytest.raises(Refused, match="yours"):
        reading.ask_other_words(key=talked.jo.key, statement=kept.statement, answer="Say it more shortly.")
    assert Statement.objects.get(pk=kept.statement).stage == "waiting"


def test_two_of_one_job_do_not_settle_that_it_stays(talked: Talked) -> None:
    cass, row = make_member("Cass", Role.PEER, circle=talked.site.circle), queries.shown(talked.talk)[0]
    reading.hide(key=talked.jo.key, statement=row.pk, reason="hurts", answer="It hurts people.")
    with pytest.raises(Refused, match="same"):
        reading.read_and_show(key=cass.key, statement=row.pk)
    assert [one.row for one in queries.flagged(talked.site.lead.key)] == [row]


def test_whoever_reads_for_us_no_more_is_no_second_reader(talked: Talked) -> None:
    """Without a job hers would be another than the first reader's."""
    row, kept = queries.shown(talked.talk)[0], say(talked, "Somewhere to wash.")
    reading.hide(key=talked.site.lead.key, statement=row.pk, reason="hurts", answer="It hurts people.")
    reading.read_and_show(key=talked.site.lead.key, statement=kept.statement)
    talked.jo.member.roles.all().delete()
    for act in (
        lambda: reading.hide(key=talked.jo.key, statement=row.pk, reason="hurts", answer="It hurts people."),
        lambda: reading.read_and_show(key=talked.jo.key, statement=row.pk),
        lambda: reading.read_and_show(key=talked.jo.key, statement=kept.statement),
    ):
        with pytest.raises(Refused, match="gone"):
            act()
    assert Statement.objects.get(pk=kept.statement).stage == "waiting"
    assert row in queries.shown(talked.talk)


def test_what_somebody_would_hide_who_reads_for_us_no_more_another_begins_to_hide(talked: Talked) -> None:
    row = queries.shown(talked.talk)[0]
    reading.hide(key=talked.jo.key, statement=row.pk, reason="hurts", answer="It hurts people.")
    talked.jo.member.roles.all().delete()
    assert not reading.hide(key=talked.site.lead.key, statement=row.pk, reason="hurts", answer="It hurts people.")
    assert row in queries.shown(talked.talk)


def test_what_was_hidden_is_not_shown_by_those_who_come_after(talked: Talked) -> None:
    kept = say(talked, "Somewhere to wash.")
    reading.hide(key=talked.jo.key, statement=kept.statement, reason="other", answer="It is not about this.")
    with pytest.raises(Refused, match="gone"):
        reading.read_and_show(key=talked.site.lead.key, statement=kept.statement)
    assert Statement.objects.get(pk=kept.statement).first_reader is None


def test_what_one_would_hide_is_not_told_as_hidden(talked: Talked) -> None:
    reading.hide(key=talked.jo.key, statement=queries.shown(talked.talk)[0].pk, reason="hurts", answer="It hurts people.")
    assert queries.record_of_hidden(talked.talk) == []


def test_what_one_would_hide_its_writer_is_not_told(talked: Talked) -> None:
    kept = say(talked, "Somewhere to wash.")
    for key in (talked.jo.key, talked.site.lead.key):
        reading.read_and_show(key=key, statement=kept.statement)
    reading.hide(key=talked.jo.key, statement=kept.statement, reason="hurts", answer="It hurts people.")
    told = returning.became(kept.code)
    assert told is not None
    assert (told.stage, told.reason, told.answer) == ("shown", "", "")


def test_what_one_has_read_is_not_among_what_somebody_would_hide(talked: Talked) -> None:
    reading.read_and_show(key=talked.jo.key, statement=say(talked, "A lamp at the door.").statement)
    assert queries.flagged(talked.site.lead.key) == queries.flagged(talked.jo.key) == []


# --- In which order ---------------------------------------------------------------------------------------
def test_sentences_stand_in_the_order_of_their_drawn_numbers(talked: Talked) -> None:
    """Not in that of their keys, which follow from forms."""
    backwards = sorted(queries.shown(talked.talk), key=lambda row: str(row.pk), reverse=True)
    for number, row in enumerate(backwards, start=1):
        Statement.objects.filter(pk=row.pk).update(number=number)
    assert queries.shown(talked.talk) == backwards


def test_open_talks_stand_first_then_closed_ones_then_stopped_ones(talked: Talked) -> None:
    for number, state in enumerate(("draft", "closed", "stopped"), start=2):
        row = opened(talked.site.lead, talked.jo, question=f"Question {number}?")
        Conversation.objects.filter(pk=row.pk).update(state=state)
    assert [row.state for row in queries.conversations()] == ["all", "closed", "stopped"]
    assert [row.state for row in queries.conversations(drafts=True)] == ["draft", "all", "closed", "stopped"]


# --- What is over -----------------------------------------------------------------------------------------
@pytest.mark.parametrize("state", ["closed", "stopped"])
def test_of_a_talk_that_is_over_nothing_shown_is_hidden_any_more(talked: Talked, state: str) -> None:
    row = queries.shown(talked.talk)[0]
    Conversation.objects.filter(pk=talked.talk.pk).update(state=state, stopped="It is over." if state == "stopped" else "")
    for key in (talked.site.lead.key, talked.jo.key):
        with pytest.raises(Refused, match="gone"):
            reading.hide(key=key, statement=row.pk, reason="other", answer="It is not about this.")
    assert row in queries.shown(talked.talk)


def test_of_a_talk_that_is_over_nothing_is_shown_objected_to_or_asked_of_readers(talked: Talked) -> None:
    waits, hidden, row = say(talked, "Somewhere to wash."), say(talked, "A lamp at the door."), queries.shown(talked.talk)[0]
    reading.hide(key=talked.jo.key, statement=hidden.statement, reason="other", answer="It is not about this.")
    reading.hide(key=talked.jo.key, statement=row.pk, reason="hurts", answer="It hurts people.")
    Conversation.objects.filter(pk=talked.talk.pk).update(state="closed")
    with pytest.raises(Refused, match="state"):
        reading.read_and_show(key=talked.jo.key, statement=waits.statement)
    assert not returning.object_to(code=hidden.code)
    assert queries.flagged(talked.site.lead.key) == []


def test_a_draft_has_no_address(talked: Talked) -> None:
    Conversation.objects.filter(pk=talked.talk.pk).update(state="draft")
    assert queries.one(talked.talk.number) is None


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


def test_whoever_comes_after_the_close_hears_that_it_is_closed(talked: Talked) -> None:
    talk = closes(talked.talk)
    with pytest.raises(Refused, match="closed"):
        stating.say(
            voter=voting.taking(talk, key=make_page().key), conversation=talk, text="A lamp.", readers=[], form_id=once.new_form_id()
        )


def test_what_she_writes_bears_what_she_takes_part_as_by_now(talked: Talked) -> None:
    key, found = make_page().key, []
    for voice in ("living", "lived"):
        voting.join(conversation=talked.talk, secret=links.hers(key, talked.talk), voice=voice, form_id=once.new_form_id())
        found.append(voting.taking(talked.talk, key=key))
    readers = [one.pk for one in stating.readers_now()]
    kept = stating.say(voter=found[0], conversation=talked.talk, text="A lamp.", readers=readers, form_id=once.new_form_id())
    assert Statement.objects.get(pk=kept.statement).voice == "lived"


def test_a_form_sent_again_is_answered_also_when_the_hour_is_used_up(talked: Talked, monkeypatch: pytest.MonkeyPatch) -> None:
    key, same = make_page().key, once.new_form_id()
    kept = say(talked, "A lamp at the door.", key, same)
    monkeypatch.setattr(visit, "spend", lambda *_what, **_most: False)
    assert say(talked, "A lamp at the door.", key, same) == kept


@pytest.mark.parametrize("origin", ["hers", "paper"])
def test_what_the_team_writes_never_passes_for_what_others_said(talked: Talked, origin: str) -> None:
    told = {"key": talked.jo.key, "conversation": talked.talk, "form_id": once.new_form_id(), "origin": origin}
    assert Statement.objects.get(pk=stating.seed(text="A bench outside.", **told)).origin == "seed"  # type: ignore[arg-type]


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


def test_votes_without_a_slip_are_in_no_result(talked: Talked) -> None:
    """They can be two hundred pages of one person."""
    others(talked.talk, [{0: 1}] * 20)
    for _n in range(9):
        secret, _joined = join(talked.talk)
        voting.vote(conversation=talked.talk, secret=secret, statement=queries.shown(talked.talk)[0].pk, choice=-1)
    told = closes(talked.talk).result
    assert told is not None
    assert (told["people"], told["beside"]) == ([20, 24], [5, 9])


# --- Opinion groups ---------------------------------------------------------------------------------------
@pytest.fixture
def two_minds() -> Talked:
    """Thirteen against thirteen, in everything: two groups that the gate lets pass."""
    found = begin(sentences=tuple(f"Sentence number {n}." for n in range(16)))
    others(found.talk, [{at: 1 if (at < 8) == (person < 13) else -1 for at in range(16)} for person in range(26)])
    return found


def found_instead(monkeypatch: pytest.MonkeyPatch, change: object) -> None:
    """The engine finds what it does, but for this."""
    engine = analyse.analyse
    monkeypatch.setattr(analyse, "analyse", lambda votes: change(engine(votes)))  # type: ignore[operator]


def test_a_group_of_four_is_told_by_nobody_even_if_the_engine_finds_it(two_minds: Talked, monkeypatch: pytest.MonkeyPatch) -> None:
    def small(found: analyse.Analysis) -> analyse.Analysis:
        first, second = found.groups
        return replace(found, groups=(replace(first, rows=first.rows[:4]), second))

    found_instead(monkeypatch, small)
    told = closes(two_minds.talk).result
    assert told is not None
    assert (told["people"], told["groups"], told["bridging"]) == ([25, 29], None, [])


@pytest.mark.parametrize(("agree", "best", "told"), [(True, True, True), (True, False, True), (False, False, True), (False, True, False)])
def test_what_a_group_agrees_with_most_is_no_mark_of_being_against_it(
    two_minds: Talked, monkeypatch: pytest.MonkeyPatch, agree: bool, best: bool, told: bool
) -> None:
    number = queries.shown(two_minds.talk)[0].number
    mark = Representative(number, agree, 12, 12, 0.9, 2.0, 1.0, 0.0, best)
    found_instead(monkeypatch, lambda found: replace(found, representative={found.groups[0].id: (mark,)}))
    groups = (closes(two_minds.talk).result or {})["groups"]["groups"]
    assert sorted(len(group["marks"]) for group in groups) == [0, int(told)]


def test_nobody_comes_in_or_votes_once_its_weeks_are_over_and_she_can_still_leave(talked: Talked) -> None:
    secret, _joined = join(talked.talk)
    statement = queries.shown(talked.talk)[0].pk
    with clock.at(clock.now() + dt.timedelta(weeks=20)):
        assert talked.talk.state != "closed", "nobody has closed it yet"
        with pytest.raises(Refused, match="closed"):
            voting.vote(conversation=talked.talk, secret=secret, statement=statement, choice=1)
        with pytest.raises(Refused, match="closed"):
            join(talked.talk)
        voting.leave(conversation=talked.talk, secret=secret)
    assert not Voter.objects.exists()
