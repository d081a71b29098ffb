"""Closing: what counts, what may be shown, and that afterwards nothing ties a vote to anybody."""

from __future__ import annotations

import itertools
import json

import pytest
from django.db import connections

from kithbridge.agree import counting, links, offers, queries, results, routing
from kithbridge.agree.actions import closing, paper, reading, voting
from kithbridge.agree.actions.paper import Filled
from kithbridge.agree.actions.refused import Refused
from kithbridge.agree.models import Ballot, Conversation, Statement, Vote, Voter
from kithbridge.people import vault
from kithbridge.people.keyring.models import LinkKey, Tombstone
from kithbridge.people.vault import Key
from kithbridge.web import once
from tests.builders import DATABASES, make_page, quick_kdf  # noqa: F401 - autouse
from tests.unit.agree.talked import Talked, begin, closes, others

pytestmark = DATABASES


@pytest.fixture
def talked() -> Talked:
    routing.forget()
    return begin()


def now(talk: Conversation) -> Conversation:
    """The row as it stands."""
    return Conversation.objects.get(pk=talk.pk)


def at_close(talk: Conversation) -> results.Result:
    found = results.result(closes(talk))
    assert found is not None
    return found


# --- What is shown --------------------------------------------------------------------------------------
def test_under_eight_they_were_heard(talked: Talked) -> None:
    others(talked.talk, [{0: 1, 1: -1}] * 7)
    found = at_close(talked.talk)
    assert found.heard_only
    assert found.people == (0, 7)
    assert {line.said for line in found.lines} == {"heard"}
    assert found.groups is None


def test_words_and_common_ground(talked: Talked) -> None:
    others(talked.talk, [{0: 1, 1: -1 if n % 2 else 1, 2: 0} for n in range(30)])
    rows = queries.shown(talked.talk)
    found = at_close(talked.talk)
    agreed, split = found.line(rows[0].number), found.line(rows[1].number)
    assert agreed is not None
    assert split is not None
    assert (agreed.whole.agree.word, split.whole.agree.word) == ("most", "split")
    assert agreed.text == rows[0].text
    assert found.people == (30, 34)


def test_passing_is_an_answer_and_no_answer_is_none(talked: Talked) -> None:
    others(talked.talk, [{0: 0} for _ in range(20)])
    Voter.objects.create(conversation=talked.talk, tag="0" * 64, voice="living", counted=True)
    found = at_close(talked.talk)
    assert found.people == (20, 24), "who joined and said nothing is not counted"


def test_where_services_are_most_nothing_is_called_agreed(talked: Talked) -> None:
    others(talked.talk, [{0: -1}] * 8, voice="living")
    others(talked.talk, [{0: 1}] * 60, voice="worker")
    found = at_close(talked.talk)
    assert found.drowned
    assert found.agreed == ()


def test_where_those_it_is_about_are_told_apart_services_may_be_more(talked: Talked) -> None:
    others(talked.talk, [{0: 1}] * 30, voice="living")
    others(talked.talk, [{0: 1}] * 60, voice="worker")
    found = at_close(talked.talk)
    assert not found.drowned
    assert [line.number for line in found.agreed] == [queries.shown(talked.talk)[0].number]


def test_by_role_only_where_a_role_is_large(talked: Talked) -> None:
    others(talked.talk, [{0: 1}] * 20, voice="living")
    others(talked.talk, [{0: -1}] * 20, voice="worker")
    rows = queries.shown(talked.talk)
    line = at_close(talked.talk).line(rows[0].number)
    assert line is not None
    assert {(part.roles[0], part.agree.word) for part in line.parts} == {("I use drugs now", "most"), ("I work in a service", "few")}


def test_opinion_groups_where_the_gate_passes(talked: Talked) -> None:
    from kithbridge.agree.actions import stating

    for n in range(12):
        number = stating.seed(key=talked.site.lead.key, conversation=talked.talk, text=f"More {'abcdefghijkl'[n]}.", form_id=f"m{n}")
        reading.read_and_show(key=talked.jo.key, statement=number)
    sides = [{at: 1 if at < 8 else -1 for at in range(16)}] * 14 + [{at: -1 if at < 8 else 1 for at in range(16)}] * 12
    others(talked.talk, sides)
    found = at_close(talked.talk)
    assert found.groups is not None
    assert [group.people for group in found.groups.groups] == [(5, 14), (5, 14)]
    assert len(found.groups.map) == 16
    assert json.loads(json.dumps(now(talked.talk).result)) == now(talked.talk).result


def test_no_groups_where_there_are_none(talked: Talked) -> None:
    others(talked.talk, [{0: 1, 1: 1, 2: 1, 3: 1}] * 25)
    assert at_close(talked.talk).groups is None


def test_own_words_only_where_enough_used_them(talked: Talked) -> None:
    others(talked.talk, [{0: 1}] * 9, voice="other", own_word="Grandmother")
    others(talked.talk, [{0: 1}] * 8, voice="other", own_word="Auntie")
    found = at_close(talked.talk)
    assert found.own_words == (("somebody else", "Grandmother"),)
    assert "Auntie" not in json.dumps(now(talked.talk).result)


def test_own_words_do_not_tell_whether_one_more_used_them(talked: Talked) -> None:
    """Four slips filled with a word would show whether she calls herself that; and where nearly everybody did, it is nobody's secret."""
    others(talked.talk, [{0: 1}] * 8, voice="other", own_word="Grandmother")
    others(talked.talk, [{0: 1}] * 12)
    assert at_close(talked.talk).own_words == ()


def test_own_words_are_not_told_of_few(talked: Talked) -> None:
    others(talked.talk, [{0: 1}] * 16, voice="other", own_word="Grandmother")
    assert at_close(talked.talk).own_words == ()


def test_own_words_stand_as_most_spelled_them(talked: Talked) -> None:
    others(talked.talk, [{0: 1}] * 16, voice="other", own_word="grandmother")
    others(talked.talk, [{0: 1}], voice="other", own_word="GRANDMOTHER!")
    assert at_close(talked.talk).own_words == (("somebody else", "grandmother"),)


def test_the_same_votes_in_another_order_make_the_same(talked: Talked) -> None:
    others(talked.talk, [{at: (n + at) % 3 - 1 for at in range(4)} for n in range(24)])
    first = counting.counted(talked.talk)
    kept = list(Vote.objects.values())
    Vote.objects.all().delete()
    Vote.objects.bulk_create([Vote(**one) for one in reversed(kept)])
    assert counting.counted(talked.talk) == first


def test_a_statement_taken_back_later_is_not_quoted(talked: Talked) -> None:
    others(talked.talk, [{0: 1}] * 20)
    row = queries.shown(talked.talk)[0]
    closes(talked.talk)
    row.delete()
    found = results.result(now(talked.talk))
    assert found is not None
    line = found.line(row.number)
    assert line is not None
    assert line.text == ""
    assert line not in found.agreed


def test_a_statement_is_evidence_in_bands(talked: Talked) -> None:
    others(talked.talk, [{0: 1}] * 20)
    row = queries.shown(talked.talk)[0]
    assert offers.how_it_went([row.pk]) == {}, "nothing before it has closed"
    closes(talked.talk)
    assert offers.how_it_went([row.pk])[row.pk].text == f"“{row.text}” (most agree)"


# --- Nothing ties -----------------------------------------------------------------------------------
def test_after_the_close_every_link_is_gone(talked: Talked) -> None:
    talk, page = talked.talk, make_page()
    secret = links.hers(page.key, talk)
    voting.join(conversation=talk, secret=secret, voice="living", form_id="f")
    voting.vote(conversation=talk, secret=secret, statement=queries.shown(talk)[0].pk, choice=-1)
    tag, before = links.tag(talk, secret), list(LinkKey.objects.all())
    paper.ballots(key=talked.jo.key, conversation=talk, number=3, form_id="b")
    closes(talk)
    assert [table.objects.count() for table in (Voter, Vote, Ballot, LinkKey)] == [0, 0, 0, 0]
    assert not Statement.objects.exclude(same="").exists()
    assert Tombstone.objects.filter(item=talk.pk, holder="").exists()
    assert tag not in json.dumps(list(Conversation.objects.values()), default=str)
    with pytest.raises(links.NoLink):
        links.tag(talk, secret)
    assert voting.taking(talk, key=page.key).tag == ""
    # A keyring that is brought back brings no key back: nobody can make one under that number again.
    LinkKey.objects.bulk_create(before)
    from kithbridge.people.backups import ending

    ending.end_again(ending.own_stones())
    assert not LinkKey.objects.exists()
    with pytest.raises(links.NoLink):
        links.make(talk)


def everything() -> str:
    """All that the lasting databases hold, as text."""
    found = []
    for alias in ("default", "keyring"):
        with connections[alias].cursor() as cursor:
            for table in connections[alias].introspection.table_names(cursor):
                cursor.execute(f"SELECT * FROM {connections[alias].ops.quote_name(table)}")  # noqa: S608 - tables of our own
                found.append(repr(cursor.fetchall()))
    return "".join(found)


def test_searched_for_in_every_table(talked: Talked) -> None:
    talk, page = talked.talk, make_page()
    secret = links.hers(page.key, talk)
    voting.join(conversation=talk, secret=secret, voice="kin", own_word="Gran of three", form_id="f")
    voting.vote(conversation=talk, secret=secret, statement=queries.shown(talk)[0].pk, choice=-1)
    planted = [links.tag(talk, secret), Vote.objects.get().pk, "Gran of three"]
    assert [one in everything() for one in planted] == [True] * 3, "the search finds what is there"
    closes(talk)
    assert [one for one in planted if one in everything()] == []


def test_a_backup_from_before_ties_nothing_once_its_epoch_is_over(talked: Talked) -> None:
    from kithbridge.people import epoch, rotation
    from kithbridge.people.backups.taking import tried

    before = list(LinkKey.objects.values_list("item", "holder", "epoch", "box"))
    assert tried(before, dict(epoch.epochs().keys)) == (1, 0)
    closes(talked.talk)
    rotation.rotate()
    assert tried(before, dict(epoch.epochs().keys)) == (0, 1)


@pytest.mark.parametrize("state", ["first", "all", "closed"])
def test_brought_back_without_its_key_it_stops(talked: Talked, state: str) -> None:
    others(talked.talk, [{0: 1}] * 9)
    Conversation.objects.filter(pk=talked.talk.pk).update(state=state)
    LinkKey.objects.all().delete()
    links.drop_old()
    assert closing.close_due() == 1
    assert (now(talked.talk).state, now(talked.talk).result, Vote.objects.count()) == ("stopped", None, 0)


def test_stopped_half_way_it_goes_on_from_there(talked: Talked, monkeypatch: pytest.MonkeyPatch) -> None:
    others(talked.talk, [{0: 1}] * 9)
    with monkeypatch.context() as patch:
        patch.setattr(counting, "counted", lambda _talk: (_ for _ in ()).throw(RuntimeError("killed")))
        with pytest.raises(RuntimeError):
            closes(talked.talk)
    assert (now(talked.talk).state, now(talked.talk).result) == ("closed", None)
    assert Vote.objects.count() == 9
    assert closing.close_due() == 1
    assert now(talked.talk).result is not None


def test_a_process_that_held_the_key_forgets_it(talked: Talked) -> None:
    links.tag(talked.talk, b"p")
    assert any(item == talked.talk.pk for _folder, item in links._kept)
    LinkKey.objects.all().delete()
    links.drop_old()
    assert not any(item == talked.talk.pk for _folder, item in links._kept)


def test_the_key_moves_with_the_epoch(talked: Talked) -> None:
    from kithbridge.people import rotation

    tag = links.tag(talked.talk, b"p")
    was = LinkKey.objects.get().epoch
    rotation.rotate()
    links._kept.clear()
    assert LinkKey.objects.get().epoch > was
    assert links.tag(talked.talk, b"p") == tag


# --- Paper ----------------------------------------------------------------------------------------------
def pile(talk: Conversation, codes: list[str], choice: int = 1, text: str = "") -> list[Filled]:
    first = queries.shown(talk)[0].pk
    return [Filled(code, "living", {first: choice}, text) for code in codes]


def test_a_pile_counts_once_in_any_order(talked: Talked) -> None:
    talk, key = talked.talk, talked.jo.key
    codes = paper.ballots(key=key, conversation=talk, number=6, form_id="b")
    assert paper.ballots(key=key, conversation=talk, number=6, form_id="b") == []
    first = paper.type_in(key=key, conversation=talk, ballots=pile(talk, codes[:5]), form_id="p")
    assert (first.taken, first.refused) == (5, ())
    assert paper.type_in(key=key, conversation=talk, ballots=pile(talk, codes[:5]), form_id="p").taken == 0
    again = paper.type_in(key=key, conversation=talk, ballots=pile(talk, list(reversed(codes)), choice=-1), form_id="q")
    assert (again.taken, again.refused) == (0, tuple((place, "code") for place in range(2, 7)))
    assert sorted(Vote.objects.values_list("choice", flat=True)) == [1] * 5
    assert Voter.objects.filter(counted=True).count() == 5


def test_one_good_ballot_among_four_that_cannot_count_is_no_pile(talked: Talked) -> None:
    talk, key = talked.talk, talked.jo.key
    codes = paper.ballots(key=key, conversation=talk, number=5, form_id="b")
    alone = pile(talk, [codes[0], *["2222 2222"] * 4], text="A place to wash.")
    assert paper.type_in(key=key, conversation=talk, ballots=alone, form_id="p").taken == 0
    assert not Voter.objects.exists()
    assert not Vote.objects.exists()
    assert not Statement.objects.filter(origin="paper").exists()
    assert paper.type_in(key=key, conversation=talk, ballots=pile(talk, codes), form_id="p").taken == 5, "put right, the same form is taken"


def test_a_code_twice_in_one_pile(talked: Talked) -> None:
    codes = paper.ballots(key=talked.jo.key, conversation=talked.talk, number=5, form_id="b")
    typed = paper.type_in(key=talked.jo.key, conversation=talked.talk, ballots=pile(talked.talk, [*codes, codes[0].upper()]), form_id="p")
    assert (typed.taken, typed.refused) == (0, ((6, "code"),))
    assert Ballot.objects.count() == 5


def test_what_stands_below_a_ballot_waits_for_two(talked: Talked) -> None:
    codes = paper.ballots(key=talked.jo.key, conversation=talked.talk, number=5, form_id="b")
    filled = [*pile(talked.talk, codes[:3], text="A place to wash."), *pile(talked.talk, codes[3:], text="x" * 300)]
    typed = paper.type_in(key=talked.jo.key, conversation=talked.talk, ballots=filled, form_id="p")
    assert (typed.taken, typed.refused) == (0, ((4, "text"), (5, "text")))
    assert queries.waiting(talked.site.lead.key) == []
    filled[3:] = pile(talked.talk, codes[3:])
    assert paper.type_in(key=talked.jo.key, conversation=talked.talk, ballots=filled, form_id="q").taken == 5
    assert [one.text for one in queries.waiting(talked.site.lead.key)] == ["A place to wash."]
    assert Statement.objects.get(origin="paper").words is not None


@pytest.mark.parametrize(("n", "why"), [(0, "few"), (4, "few"), (201, "many")])
def test_a_pile_of_one_would_show_whose_it_is(talked: Talked, n: int, why: str) -> None:
    with pytest.raises(Refused) as problem:
        paper.type_in(key=talked.jo.key, conversation=talked.talk, ballots=pile(talked.talk, ["2222 2222"] * n), form_id="p")
    assert problem.value.why == why


def test_ballots_that_cannot_be_read_keep_their_codes(talked: Talked) -> None:
    talk = talked.talk
    codes = paper.ballots(key=talked.jo.key, conversation=talk, number=5, form_id="b")
    other = Key(owner=talk.pk, kind="page", private=b"x", lookup="", generation=1).owner
    wrong = [
        Filled(codes[0], "boss", {queries.shown(talk)[0].pk: 1}),
        Filled(codes[1], "living", {other: 1}),
        Filled(codes[2], "living", {queries.shown(talk)[0].pk: 5}),
        Filled(codes[3], "living", {}),
        Filled("", "living", {queries.shown(talk)[0].pk: 1}),
    ]
    typed = paper.type_in(key=talked.jo.key, conversation=talk, ballots=wrong, form_id="p")
    assert typed.taken == 0
    assert [why for _place, why in typed.refused] == ["voice", "number", "number", "nothing", "code"]
    assert Ballot.objects.count() == 5


def test_paper_before_and_after(talked: Talked) -> None:
    codes = paper.ballots(key=talked.jo.key, conversation=talked.talk, number=5, form_id="b")
    stale = Conversation.objects.get(pk=talked.talk.pk)
    closes(talked.talk)
    for talk, number in itertools.product((stale, talked.talk), (5,)):
        with pytest.raises(Refused, match="closed"):
            paper.ballots(key=talked.jo.key, conversation=talk, number=number, form_id=once.new_form_id())
        with pytest.raises((Refused, vault.CannotOpen)):
            paper.type_in(key=talked.jo.key, conversation=talk, ballots=pile(talk, codes), form_id=once.new_form_id())
