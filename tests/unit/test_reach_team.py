"""What peers do with asks, hand-outs, notes and tallies."""

from __future__ import annotations

import contextlib
import json
import threading
import uuid
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass

import pytest
from django.db import connections
from django.test import Client
from django.urls import reverse
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from kithbridge.people import facts, vault
from kithbridge.people.actions import notes, pages
from kithbridge.people.keyring.models import Wrap
from kithbridge.people.models import Due, LastLook, Message, Role
from kithbridge.people.queries.roles import readers_of_asks
from kithbridge.reach import picturing, queries, tallying
from kithbridge.reach.actions import asking, handing
from kithbridge.reach.actions.handing import NotDone
from kithbridge.reach.models import Ask, MonthTally, NotMe, Tally
from kithbridge.web.clock import this_week
from kithbridge.web.once import new_form_id
from kithbridge.web.record.models import Count, Entry
from tests.builders import (
    DATABASES,
    Member,
    Page,
    Site,
    furnish_site,
    make_member,
    make_page,
    quick_kdf,
    sign_in,
)

__all__ = ["quick_kdf"]
pytestmark = DATABASES


@dataclass
class Peers:
    site: Site
    jo: Member
    shanice: Member
    cass: Member


def furnish() -> Peers:
    site = furnish_site()
    return Peers(site, *(make_member(name, circle=site.circle) for name in ("Jo", "Shanice", "Cass")))


@pytest.fixture
def peers() -> Peers:
    return furnish()


@pytest.fixture
def jo(peers: Peers, client: Client) -> Client:
    sign_in(client, peers.jo)
    return client


def ask_for(*readers: Member, page: Page | None = None, **more: object) -> uuid.UUID:
    people = [reader.member.pk for reader in readers] or [member.pk for member in readers_of_asks()]
    facts_of = {"chosen": {"fine": 2, "naloxone": 1}, "area": "coast", "text": "please at the back door", **more}
    asked = asking.ask(readers=people, page=page.key if page else None, form_id=new_form_id(), **facts_of)  # type: ignore[arg-type]
    return asked.ask


def tally() -> dict[tuple[str, str, str], int]:
    lines = Tally.objects.filter(quantity__gt=0).values_list("area", "item", "kind", "quantity")
    return {(area, item, kind): n for area, item, kind, n in lines}


class TestTheList:
    def test_shows_area_and_kind_only(self, jo: Client) -> None:
        ask_for()
        page = jo.get(reverse("asks")).content.decode()
        assert "1 open." in page
        assert "Coast and villages" in page
        assert "Fine and short kit, Naloxone" in page
        assert "back door" not in page
        assert "Oldest: this week" in page

    def test_leaves_out_what_is_not_sealed_to_her(self, peers: Peers, jo: Client) -> None:
        ask_for(peers.shanice, peers.cass)
        assert "No open asks that you can read" in jo.get(reverse("asks")).content.decode()

    def test_opening_it_is_a_look(self, jo: Client) -> None:
        LastLook.objects.all().delete()
        assert facts.nobody_answering()
        jo.get(reverse("asks"))
        assert not facts.nobody_answering()

    def test_not_for_other_roles(self, peers: Peers, client: Client) -> None:
        sign_in(client, make_member("Wren", Role.FACILITATOR))
        assert client.get(reverse("asks")).status_code == 404


class TestNotMe:
    def test_her_key_goes_and_the_others_still_have_it(self, peers: Peers, jo: Client) -> None:
        ask = ask_for()
        answer = jo.post(reverse("ask_not_me", args=[ask]), follow=True)
        assert "The others still have it" in answer.content.decode()
        assert vault.readable(peers.jo.key, [ask]) == set()
        assert vault.readable(peers.cass.key, [ask]) == {ask}
        assert NotMe.objects.get().member_id == peers.jo.key.owner
        assert not Due.objects.exists()

    def test_not_when_too_few_would_be_left(self, peers: Peers, jo: Client) -> None:
        ask = ask_for(peers.jo, peers.cass)
        answer = jo.post(reverse("ask_not_me", args=[ask]))
        assert answer.status_code == 409
        assert "pass it on, then say" in answer.content.decode()
        assert vault.readable(peers.jo.key, [ask]) == {ask}
        assert not NotMe.objects.exists()

    def test_not_for_somebody_who_does_not_hold_it(self, peers: Peers) -> None:
        ask = ask_for(peers.shanice, peers.cass)
        with pytest.raises(NotDone, match="gone"):
            handing.not_me(key=peers.jo.key, ask=ask)

    def test_is_not_passed_back_to_her(self, peers: Peers) -> None:
        ask = ask_for()
        handing.not_me(key=peers.jo.key, ask=ask)
        with pytest.raises(NotDone, match="here"):
            handing.pass_on(key=peers.cass.key, ask=ask, to=peers.jo.key.owner)


class TestCarry:
    def test_what_others_hold_passes_to_them(self, peers: Peers, jo: Client) -> None:
        shared, few = ask_for(), ask_for(peers.jo, peers.cass)
        page = make_page()
        note = notes.write(
            key=page.key,
            text="hello",
            readers=[peers.jo.key.owner, peers.cass.key.owner, peers.shanice.key.owner],
            form_id=new_form_id(),
        )
        assert note is not None
        said = jo.post(reverse("asks_carry")).content.decode()
        assert "2 passed to the others" in said
        assert "1 stays with you" in said
        assert vault.readable(peers.jo.key, [shared, few, note.pk]) == {few}
        assert vault.readable(peers.cass.key, [shared, few, note.pk]) == {shared, few, note.pk}
        assert not NotMe.objects.exists()

    def test_nothing_happens_by_looking(self, peers: Peers, jo: Client) -> None:
        ask = ask_for()
        assert "Nobody asks why" in jo.get(reverse("asks_carry")).content.decode()
        assert vault.readable(peers.jo.key, [ask]) == {ask}


class TestOneAsk:
    def test_opens_with_her_key(self, jo: Client) -> None:
        ask = ask_for()
        page = jo.get(reverse("ask_open", args=[ask])).content.decode()
        assert "please at the back door" in page
        assert asking.pick_code(ask) in page
        assert "She has no page" in page

    def test_says_kindly_that_it_ended(self, peers: Peers, jo: Client) -> None:
        ask = ask_for()
        handing.hand_over(key=peers.cass.key, ask=ask, given={"fine": 2}, missing={}, area="coast", form_id=new_form_id())
        answer = jo.get(reverse("ask_open", args=[ask]))
        assert answer.status_code == 410
        assert "Somebody was quicker" in answer.content.decode()

    def test_does_not_tell_an_ask_of_others_from_none_at_all(self, peers: Peers, jo: Client) -> None:
        ask = ask_for(peers.shanice, peers.cass)
        other, none = (jo.get(reverse("ask_open", args=[number])) for number in (ask, uuid.uuid4()))
        assert other.status_code == none.status_code == 404
        assert "Nothing here opens with your key" in other.content.decode()

    def test_pressed_comes_with_what_to_do(self, peers: Peers, jo: Client) -> None:
        ask = ask_for(peers.jo, peers.cass, flags=["pressed"])
        page = jo.get(reverse("ask_open", args=[ask])).content.decode()
        assert "see her alone" in page
        assert reverse("worry_new", args=["ask", ask]) in page
        assert "pressed" not in jo.get(reverse("asks")).content.decode()


class TestHandOver:
    def test_shreds_the_words_and_keeps_numbers(self, peers: Peers, jo: Client) -> None:
        ask = ask_for()
        answer = jo.post(
            reverse("ask_hand_over", args=[ask]),
            {"q_fine": "2", "q_naloxone": "1", "m_naloxone": "1", "area": "coast", "form_id": new_form_id()},
            follow=True,
        )
        assert "What was asked is off every list" in answer.content.decode()
        row = Ask.objects.get(pk=ask)
        assert (row.state, row.label, row.words, row.page_id) == ("ended", None, None, None)
        assert not Wrap.objects.filter(item=ask).exists()
        assert tally() == {
            ("coast", "fine", "out"): 2,
            ("coast", "fine", "asked"): 2,
            ("coast", "naloxone", "asked"): 1,
            ("coast", "naloxone", "missing"): 1,
        }
        assert Count.objects.get(kind="handed over").n == 1

    def test_sent_twice_counts_once(self, peers: Peers, jo: Client) -> None:
        ask, form = ask_for(), new_form_id()
        for _ in range(2):
            answer = jo.post(
                reverse("ask_hand_over", args=[ask]),
                {"q_fine": "2", "area": "coast", "form_id": form},
                follow=True,
            )
            assert answer.status_code == 200
        assert tally()["coast", "fine", "out"] == 2

    def test_a_second_peer_is_told_and_nothing_counts_twice(self, peers: Peers, client: Client) -> None:
        ask = ask_for()
        handing.hand_over(key=peers.jo.key, ask=ask, given={"fine": 2}, missing={}, area="coast", form_id=new_form_id())
        before = tally()
        sign_in(client, peers.cass)
        answer = client.post(reverse("ask_hand_over", args=[ask]), {"q_fine": "2", "area": "coast", "form_id": new_form_id()})
        assert answer.status_code == 410
        assert "Nothing was counted twice" in answer.content.decode()
        assert tally() == before

    @pytest.mark.parametrize(
        ("fields", "said"),
        [
            ({"q_fine": "2"}, "Choose the area first"),
            ({"q_fine": "2", "area": "nowhere"}, "Choose the area first"),
            ({"q_fine": "many", "area": "coast"}, "Use 0 to 200"),
            ({"q_fine": "-1", "area": "coast"}, "Use 0 to 200"),
            ({"q_fine": "9999999", "area": "coast"}, "Use 0 to 200"),
            ({"q_fine": "0", "area": "coast"}, "No number yet"),
            ({"q_nothing": "1", "area": "coast"}, "No number yet"),
        ],
    )
    def test_refuses_and_keeps_the_ask(self, jo: Client, fields: dict[str, str], said: str) -> None:
        ask = ask_for()
        answer = jo.post(reverse("ask_hand_over", args=[ask]), {"form_id": new_form_id(), **fields})
        assert answer.status_code == 422
        assert said in answer.content.decode()
        assert Ask.objects.get(pk=ask).state == Ask.State.OPEN
        assert tally() == {}

    def test_not_by_somebody_who_does_not_hold_it(self, peers: Peers) -> None:
        ask = ask_for(peers.shanice, peers.cass)
        with pytest.raises(NotDone, match="gone"):
            handing.hand_over(
                key=peers.jo.key,
                ask=ask,
                given={"fine": 1},
                missing={},
                area="coast",
                form_id=new_form_id(),
            )
        assert tally() == {}

    def test_a_refusal_leaves_the_form_usable(self, peers: Peers) -> None:
        ask, form = ask_for(), new_form_id()
        with pytest.raises(NotDone, match="area"):
            handing.hand_over(key=peers.jo.key, ask=ask, given={"fine": 1}, missing={}, area="", form_id=form)
        assert not handing.hand_over(key=peers.jo.key, ask=ask, given={"fine": 1}, missing={}, area="coast", form_id=form).again

    def test_words_alone_can_be_handed_over(self, peers: Peers) -> None:
        ask = ask_for(chosen={}, extras=["talk"])
        handing.hand_over(key=peers.jo.key, ask=ask, given={}, missing={}, area="coast", form_id=new_form_id())
        assert Ask.objects.get(pk=ask).state == Ask.State.ENDED


class Killed(Exception):
    """The process ended at this statement."""


@contextlib.contextmanager
def killed_at(nth: int) -> Iterator[list[int]]:
    """Every statement to content and keyring is counted; the nth does not happen."""
    seen = [0]

    def wrapper(execute: Callable[..., object], *args: object) -> object:
        seen[0] += 1
        if seen[0] == nth:
            raise Killed
        return execute(*args)

    with connections["default"].execute_wrapper(wrapper), connections["keyring"].execute_wrapper(wrapper):
        yield seen


@pytest.mark.django_db(transaction=True, databases=["default", "keyring", "volatile"])
def test_killed_at_every_statement_a_hand_over_happened_whole_or_not_at_all() -> None:
    peers = furnish()
    nth, ended_early = 0, 0
    while True:
        nth += 1
        Tally.objects.all().delete()
        ask, form = ask_for(), new_form_id()

        def hand(ask: uuid.UUID = ask, form: str = form) -> None:
            given = {"fine": 2, "naloxone": 1}
            handing.hand_over(key=peers.jo.key, ask=ask, given=given, missing={}, area="coast", form_id=form)

        with killed_at(nth) as seen, contextlib.suppress(Killed):
            hand()
        done = seen[0] < nth
        vault.finish_due()
        if Ask.objects.get(pk=ask).state == Ask.State.OPEN:
            assert tally() == {}
            assert queries.opened_ask(peers.jo.key, ask).words.items == {"fine": 2, "naloxone": 1}
        else:
            ended_early += not done
            assert not Wrap.objects.filter(item=ask).exists()
        hand()
        assert tally()["coast", "fine", "out"] == 2
        assert tally()["coast", "naloxone", "out"] == 1
        assert not Wrap.objects.filter(item=ask).exists()
        assert not Due.objects.exists()
        if done:
            break
    assert nth > 15
    assert ended_early > 0, "the shredding was never interrupted"


@pytest.mark.django_db(transaction=True, databases=["default", "keyring", "volatile"])
def test_two_peers_at_once_count_once() -> None:
    peers = furnish()
    for _round in range(3):
        Tally.objects.all().delete()
        ask = ask_for()
        both, told = threading.Barrier(2), []

        def hand(
            peer: Member,
            ask: uuid.UUID = ask,
            both: threading.Barrier = both,
            told: list[str] = told,
        ) -> None:
            try:
                both.wait()
                handing.hand_over(key=peer.key, ask=ask, given={"fine": 2}, missing={}, area="coast", form_id=new_form_id())
                told.append("done")
            except NotDone as problem:
                told.append(problem.why)
            finally:
                connections.close_all()

        threads = [threading.Thread(target=hand, args=[peer]) for peer in (peers.jo, peers.cass)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        assert sorted(told) == ["done", "gone"]
        assert tally()["coast", "fine", "out"] == 2
        assert not Wrap.objects.filter(item=ask).exists()


class TestAnswer:
    def test_goes_to_her_page_and_to_whom_is_ticked(self, peers: Peers, jo: Client) -> None:
        page = make_page()
        ask = ask_for(page=page)
        answer = jo.post(
            reverse("ask_answer", args=[ask]),
            {"text": "On Thursday.", "reader": [str(peers.cass.key.owner)], "form_id": new_form_id()},
            follow=True,
        )
        assert "It waits on her page" in answer.content.decode()
        message = Message.objects.get()
        assert json.loads(vault.read(page.key, message, "body"))["by"] == "Jo"
        assert queries.holders_of(message) == [peers.cass.member, peers.jo.member]

    def test_an_empty_one_is_not_sent(self, jo: Client) -> None:
        ask = ask_for(page=make_page())
        answer = jo.post(reverse("ask_answer", args=[ask]), {"text": "  ", "form_id": new_form_id()})
        assert answer.status_code == 422
        assert not Message.objects.exists()

    def test_a_long_one_is_given_back(self, jo: Client) -> None:
        ask = ask_for(page=make_page())
        answer = jo.post(reverse("ask_answer", args=[ask]), {"text": "x" * 5_000, "form_id": new_form_id()})
        assert answer.status_code == 422
        assert "x" * 5_000 in answer.content.decode()

    def test_not_without_a_page(self, jo: Client) -> None:
        ask = ask_for()
        assert jo.post(reverse("ask_answer", args=[ask]), {"text": "hello"}).status_code == 422
        assert not Message.objects.exists()

    def test_one_page_of_forms_does_not_take_one_act_for_another(self, peers: Peers, jo: Client) -> None:
        page = make_page()
        ask, form = ask_for(page=page), new_form_id()
        for text in ("On Thursday.", "On Friday, sorry.", "On Friday, sorry."):
            jo.post(reverse("ask_answer", args=[ask]), {"text": text, "form_id": form})
        assert Message.objects.count() == 2
        jo.post(reverse("ask_hand_over", args=[ask]), {"q_fine": "2", "area": "coast", "form_id": form})
        assert Ask.objects.get(pk=ask).state == Ask.State.ENDED
        assert tally()["coast", "fine", "out"] == 2


class TestPassOn:
    def test_one_more_can_read_it_and_it_is_recorded(self, peers: Peers, jo: Client) -> None:
        ask = ask_for(peers.jo, peers.cass)
        ann = make_member("Ann", circle=peers.site.circle)
        answer = jo.post(reverse("ask_pass_on", args=[ask]), {"to": str(ann.key.owner)}, follow=True)
        assert "Passed on" in answer.content.decode()
        assert queries.opened_ask(ann.key, ask).words.text == "please at the back door"
        assert Entry.objects.filter(kind="ask passed on").count() == 1

    @pytest.mark.parametrize("to", ["", "nobody", "5d1f7c0e-8a4b-4f6e-9b1d-2f4c6a8e0b3d"])
    def test_only_to_somebody_of_the_circle(self, peers: Peers, jo: Client, to: str) -> None:
        ask = ask_for(peers.jo, peers.cass)
        assert jo.post(reverse("ask_pass_on", args=[ask]), {"to": to}).status_code == 422
        assert not Entry.objects.filter(kind="ask passed on").exists()

    def test_not_outside_the_circle(self, peers: Peers) -> None:
        ask = ask_for(peers.jo, peers.cass)
        with pytest.raises(NotDone, match="here"):
            handing.pass_on(key=peers.jo.key, ask=ask, to=peers.site.deputy.key.owner)

    def test_not_by_somebody_who_does_not_hold_it(self, peers: Peers) -> None:
        ask = ask_for(peers.jo, peers.cass)
        with pytest.raises(NotDone, match="gone"):
            handing.pass_on(key=peers.shanice.key, ask=ask, to=peers.shanice.key.owner)

    def test_never_to_one_she_left_out(self, peers: Peers, jo: Client) -> None:
        ask = ask_for(peers.jo, peers.shanice)
        assert peers.cass.work_name not in jo.get(reverse("ask_open", args=[ask])).content.decode()
        answer = jo.post(reverse("ask_pass_on", args=[ask]), {"to": str(peers.cass.key.owner)})
        assert answer.status_code == 422
        assert "She left that one out" in answer.content.decode()
        assert vault.readable(peers.cass.key, [ask]) == set()


class TestClose:
    def test_without_a_page_it_is_counted_as_asked(self, peers: Peers, jo: Client) -> None:
        ask = ask_for()
        jo.post(reverse("ask_close", args=[ask]), {"form_id": new_form_id()})
        assert Ask.objects.get(pk=ask).state == Ask.State.ENDED
        assert tally() == {("coast", "fine", "asked"): 2, ("coast", "naloxone", "asked"): 1}

    def test_with_a_page_she_is_told_first(self, peers: Peers, jo: Client) -> None:
        page = make_page()
        ask = ask_for(page=page)
        refused = jo.post(reverse("ask_close", args=[ask]), {"form_id": new_form_id()})
        assert refused.status_code == 422
        assert "Tell her first" in refused.content.decode()
        assert Ask.objects.get(pk=ask).state == Ask.State.OPEN
        form = new_form_id()
        for _ in range(2):
            jo.post(reverse("ask_close", args=[ask]), {"answer": "We have none.", "form_id": form})
        assert Ask.objects.get(pk=ask).state == Ask.State.ENDED
        assert json.loads(vault.read(page.key, Message.objects.get(), "body"))["text"] == "We have none."

    def test_where_no_area_was_said_nothing_is_guessed(self, peers: Peers) -> None:
        ask = ask_for(area="")
        handing.close(key=peers.jo.key, work_name="Jo", ask=ask, text="", form_id=new_form_id())
        assert tally() == {}


class TestHandOut:
    def test_one_tap_one_out_and_undo(self, jo: Client) -> None:
        form = {"tap": "out:fine", "area": "coast", "form_id": new_form_id()}
        answer = jo.post(reverse("hand_out"), form)
        assert "Counted: 1 Fine and short kit out, Coast and villages" in answer.content.decode()
        assert tally() == {("coast", "fine", "out"): 1}
        again = jo.post(reverse("hand_out"), form)
        assert "Nothing was counted twice" in again.content.decode()
        assert tally() == {("coast", "fine", "out"): 1}
        token = answer.context["undo"]
        assert "Taken back: 1" in jo.post(reverse("hand_out"), {"undo": token, "area": "coast"}).content.decode()
        assert tally() == {}
        assert jo.post(reverse("hand_out"), {"undo": token, "area": "coast"}).status_code == 422
        assert tally() == {}

    def test_more_at_once_and_had_none(self, jo: Client) -> None:
        jo.post(reverse("hand_out"), {"tap": "out:fine:5", "area": "coast", "form_id": new_form_id()})
        jo.post(reverse("hand_out"), {"tap": "missing:foil", "area": "coast", "form_id": new_form_id()})
        assert tally() == {("coast", "fine", "out"): 5, ("coast", "foil", "missing"): 1}

    @pytest.mark.parametrize(
        "fields",
        [
            {"tap": "out:fine"},
            {"tap": "out:fine", "area": "nowhere"},
            {"tap": "out:none", "area": "coast"},
            {"tap": "asked:fine", "area": "coast"},
            {"tap": "out:fine:0", "area": "coast"},
            {"tap": "out:fine:-3", "area": "coast"},
            {"tap": "out:fine:1e9", "area": "coast"},
            {"tap": "out:fine:201", "area": "coast"},
            {"undo": "made-up", "area": "coast"},
            {"undo": "", "area": "coast"},
            {},
        ],
    )
    def test_refuses(self, jo: Client, fields: dict[str, str]) -> None:
        answer = jo.post(reverse("hand_out"), {"form_id": new_form_id(), **fields})
        assert answer.status_code == 422
        assert "Nothing was" in answer.content.decode() or "No number yet" in answer.content.decode()
        assert tally() == {}

    def test_undo_never_goes_below_nothing(self, peers: Peers) -> None:
        token = handing.count(key=peers.jo.key, kind="out", item="fine", n=5, area="coast", form_id=new_form_id())
        Tally.objects.update(quantity=3)
        handing.undo(key=peers.jo.key, token=token)
        assert tally() == {}
        with pytest.raises(NotDone, match="undo"):
            handing.undo(key=peers.jo.key, token=token)


STEP = st.tuples(
    st.sampled_from(["out", "missing", "undo", "again"]),
    st.sampled_from(["tarrowby", "coast"]),
    st.sampled_from(["fine", "naloxone", "foil"]),
    st.integers(1, 200),
)


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(steps=st.lists(STEP, max_size=12))
def test_tallies_add_up(peers: Peers, steps: list[tuple[str, str, str, int]]) -> None:
    """Whatever is tapped, taken back or sent again: the lines are the sum of the taps that stand."""
    Tally.objects.all().delete()
    MonthTally.objects.all().delete()
    expected: Counter[tuple[str, str, str]] = Counter()
    taps: list[tuple[tuple[str, str, str], int, str, str]] = []
    for act, area, item, n in steps:
        if act in ("out", "missing"):
            form = new_form_id()
            token = handing.count(key=peers.jo.key, kind=act, item=item, n=n, area=area, form_id=form)
            expected[area, item, act] += n
            taps.append(((area, item, act), n, token, form))
        elif taps and act == "undo":
            line, many, token, _form = taps.pop()
            handing.undo(key=peers.jo.key, token=token)
            expected[line] -= many
        elif taps:
            line, many, _token, form = taps[-1]
            assert not handing.count(key=peers.jo.key, kind=line[2], item=line[1], n=many, area=line[0], form_id=form)
    assert tally() == +expected
    week, month = tallying.beside(tallying.newest())[0].all, picturing.month(picturing.running())
    for kind in ("out", "missing"):
        many = sum(n for key, n in expected.items() if key[2] == kind)
        assert getattr(week, kind) == many
        assert sum(n for key, n in month.items() if key[2] == kind) == many


def test_weeks_fall_into_exactly_one_month() -> None:
    weeks = [str(week) for name in picturing.until(picturing.running(), 6) for week in picturing.weeks_of(name)]
    assert len(weeks) == len(set(weeks))
    assert str(this_week()) in weeks
    assert 24 <= len(weeks) <= 27


class TestTallies:
    def test_shows_picture_and_table(self, peers: Peers, jo: Client) -> None:
        handing.count(key=peers.jo.key, kind="out", item="fine", n=12, area="coast", form_id=new_form_id())
        for by in ("week", "month"):
            page = jo.get(reverse("tallies") + f"?by={by}").content.decode()
            assert "12 out" in page
            assert '<td class="num">12</td>' in page

    @pytest.mark.parametrize("p", ["2020-W01", "x", "2026-W99", "'"])
    def test_an_unknown_period_is_the_newest(self, jo: Client, p: str) -> None:
        assert jo.get(reverse("tallies"), {"p": p}).context["period"].name == str(this_week())

    def test_only_for_whom_the_rule_names(self, peers: Peers, client: Client) -> None:
        sign_in(client, peers.site.deputy)
        assert client.get(reverse("tallies")).status_code == 404


class TestTalks:
    def test_lists_opens_marks_and_answers(self, peers: Peers, jo: Client) -> None:
        page = make_page()
        both = [peers.jo.key.owner, peers.cass.key.owner]
        notes.write(key=page.key, text="are you there", readers=both, form_id=new_form_id())
        notes.write(key=page.key, text="for cass", readers=[peers.cass.key.owner], form_id=new_form_id())
        assert "1 new" in jo.get(reverse("talks")).content.decode()
        opened = jo.get(reverse("talk", args=[page.key.owner])).content.decode()
        assert "are you there" in opened
        assert "for cass" not in opened
        assert "1 more note is not shared with you" in opened
        assert "1 new" not in jo.get(reverse("talks")).content.decode()
        jo.post(
            reverse("talk_answer", args=[page.key.owner]),
            {"text": "Yes.", "reader": [str(peers.cass.key.owner)], "form_id": new_form_id()},
        )
        reply = Message.objects.get(from_team=True)
        assert json.loads(vault.read(peers.cass.key, reply, "body"))["text"] == "Yes."

    def test_nothing_of_a_page_that_did_not_write_to_her(self, peers: Peers, jo: Client) -> None:
        page = make_page()
        notes.write(key=page.key, text="for cass", readers=[peers.cass.key.owner], form_id=new_form_id())
        assert page.key.owner.hex not in jo.get(reverse("talks")).content.decode().replace("-", "")
        assert jo.get(reverse("talk", args=[page.key.owner])).status_code == 404
        assert jo.post(reverse("talk_answer", args=[page.key.owner]), {"text": "hi"}).status_code == 404
        assert Message.objects.count() == 1

    def test_an_empty_answer_is_not_sent(self, peers: Peers, jo: Client) -> None:
        page = make_page()
        notes.write(key=page.key, text="hello", readers=[peers.jo.key.owner], form_id=new_form_id())
        assert jo.post(reverse("talk_answer", args=[page.key.owner]), {"text": " "}).status_code == 422
        assert Message.objects.count() == 1


def test_taking_everything_back_ends_her_asks(peers: Peers) -> None:
    page = make_page()
    ask = ask_for(page=page)
    pages.take_everything_back(key=page.key)
    assert Ask.objects.get(pk=ask).state == Ask.State.ENDED
    assert not Wrap.objects.filter(item=ask).exists()
    assert tally() == {}


def test_the_first_page_says_how_many_are_open(jo: Client) -> None:
    ask_for()
    assert "1 open. Oldest: this week." in jo.get(reverse("team_home")).content.decode()
