"""Asking: what may not be brought, ways of handing over, somebody else who does it, and two words that can be cancelled."""

from __future__ import annotations

import gzip
import json
import re
from pathlib import Path
from uuid import uuid4

import pytest
from django.test import Client

from kithbridge import web
from kithbridge.engines import sealing
from kithbridge.engines.language.reading import grade
from kithbridge.people import vault
from kithbridge.reach import queries
from kithbridge.reach.actions import asking, handing, saying
from kithbridge.reach.models import Ask, Item, Tally
from kithbridge.web import home, once
from tests.builders import DATABASES, Member, Page, Site, decide, furnish_site, make_member, make_page, quick_kdf, sign_in  # noqa: F401
from tests.pressing import filled, press, words_on
from tests.unit.test_reading_pages import read_aloud

pytestmark = DATABASES


class Furnished:
    """A site with two who read asks, and a thing we may not bring: nobody has written a ground for it."""

    def __init__(self) -> None:
        self.site: Site = furnish_site()
        self.jo: Member = make_member("Jo", circle=self.site.circle)
        self.cass: Member = make_member("Cass", circle=self.site.circle)
        Item.objects.create(key="pipe", label="Glass pipe", picture="smoke", order=9, grounds=True)

    @property
    def readers(self) -> list:
        return [self.jo.member.pk, self.cass.member.pk]

    def ask(self, page: Page | None = None, **more) -> asking.Asked:
        chosen = more.pop("chosen", {"fine": 1})
        return asking.ask(readers=self.readers, chosen=chosen, form_id=once.new_form_id(), page=page.key if page else None, **more)

    def words(self, asked: asking.Asked) -> queries.Words:
        return queries.words_of(vault.read(self.jo.key, Ask.objects.get(pk=asked.ask), "words"))


@pytest.fixture
def here() -> Furnished:
    return Furnished()


def html(response) -> str:
    return response.content.decode()


def code_on(response) -> str:
    return re.search(r'class="code">([^<]+)<', html(response)).group(1)


def ask_page(client: Client):
    return client.get("/n/ask?v=1")


# --- What we may not bring -----------------------------------------------------------------------------
def test_what_we_may_not_bring_is_no_picture_and_can_be_ticked(here, client):
    page = html(ask_page(client))
    assert 'value="pipe"' in page
    assert 'name="one" value="pipe"' not in page
    assert "We may not bring this" in page


def test_it_goes_with_the_ask_and_is_no_item_of_it(here, client):
    press(client, ask_page(client), "Foil", may_not=["pipe"])
    said = json.loads(vault.read(here.jo.key, Ask.objects.get(), "words"))
    assert (said["items"], said["may_not"]) == ({"foil": 1}, ["pipe"])


def test_wanting_only_that_is_an_ask_too(here, client):
    assert press(client, ask_page(client), "Ask", may_not=["pipe"]).status_code == 200
    opened = queries.opened_ask(here.jo.key, Ask.objects.get().pk)
    assert (opened.words.may_not, opened.may_not) == (("pipe",), ("Glass pipe",))


def test_what_we_may_bring_cannot_be_smuggled_in_there_nor_the_other_way(here):
    words = here.words(here.ask(chosen={"pipe": 2, "fine": 1}, may_not=["foil", "nothing", "pipe"]))
    assert (words.items, words.may_not) == ({"fine": 1}, ("pipe",))


def test_nothing_is_said_where_there_is_nothing_we_may_not_bring(here, client):
    Item.objects.filter(key="pipe").update(grounds=False)
    assert "We may not bring this" not in html(ask_page(client))


def test_the_peer_sees_it(here, client):
    asked = here.ask(may_not=["pipe"])
    sign_in(client, here.jo)
    assert "what we may not bring: Glass pipe" in words_on(html(client.get(f"/t/asks/{asked.ask}")))


# --- Ways ----------------------------------------------------------------------------------------------
def test_without_words_nothing_is_asked_and_nothing_taken(here, client):
    assert 'name="way"' not in html(ask_page(client))
    assert here.words(here.ask(way="meet")).way == ""


def test_who_has_words_picks_one_of_the_groups_ways(here, client):
    page = make_page()
    page.enter(client)
    shown = html(ask_page(client))
    assert set(re.findall(r'name="way" value="(\w+)"', shown)) == {"meet", "other"}
    done = press(client, ask_page(client), "Foil", way="other")
    assert done.status_code == 200
    sign_in(client, here.jo)
    assert "She would like somebody else to fetch it for her" in words_on(html(client.get(f"/t/asks/{Ask.objects.get().pk}")))


def test_a_way_the_group_has_not_is_left_out(here):
    assert here.words(here.ask(make_page(), way="door")).way == ""
    decide("asks.ways", ["door"])
    assert here.words(here.ask(make_page(), way="door")).way == "door"


@pytest.mark.parametrize(("places", "offered"), [(False, ["meet"]), (True, ["meet", "place"])])
def test_leaving_it_somewhere_needs_the_rule_on_places_too(here, places, offered):
    decide("asks.ways", ["meet", "place"])
    decide("asks.places", places)
    assert asking.ways_for(make_page().key) == offered
    assert asking.ways_for(None) == []


# --- Somebody else does it -----------------------------------------------------------------------------
def test_right_after_asking_she_hears_of_two_sets_a_card_learning_and_help(here, client):
    said = words_on(html(press(client, ask_page(client), "Fine and short kit", flag="other_does")))
    for must in ("two sets in two colours", "a card for both", "do it yourself", "not your choice"):
        assert must in said


def test_nobody_else_hears_of_it(here, client):
    assert "two colours" not in words_on(html(press(client, ask_page(client), "Fine and short kit")))


def test_the_notes_after_asking_are_for_exactly_what_she_asked(here, client):
    done = html(press(client, ask_page(client), "Naloxone"))
    address = re.search(r'href="(/n/notes\?i=[^"]+)"', done).group(1)
    said = words_on(html(client.get(address.replace("&amp;", "&"))))
    assert "It wears off in 20 to 40 minutes" in said
    assert "New needle and syringe" not in said


# --- Two words that can be cancelled -------------------------------------------------------------------
def test_new_words_from_the_page_after_asking_and_the_old_ones_are_gone(here, client):
    asked = press(client, ask_page(client), "Foil")
    first = code_on(asked)
    anew = press(client, asked, "Cancel these words")
    second = code_on(anew)
    assert second != first
    sign_in(client, here.jo)
    shown = html(client.get(f"/t/asks/{Ask.objects.get().pk}"))
    assert second in shown
    assert first not in shown


def test_the_same_press_again_draws_no_third_pair(here, client):
    asked = press(client, ask_page(client), "Foil")
    assert code_on(press(client, asked, "Cancel these words")) == code_on(press(client, asked, "Cancel these words"))


def test_a_reloaded_page_after_asking_shows_the_words_that_hold(here, client):
    page = ask_page(client)
    asked = press(client, page, "Foil")
    anew = press(client, asked, "Cancel these words")
    assert code_on(press(client, page, "Foil")) == code_on(anew)


def test_the_ask_is_taken_back_from_the_page_after_asking(here, client):
    asked = press(client, ask_page(client), "Foil")
    gone = press(client, asked, "Cancel it all")
    assert gone.headers["Location"] == "/n/code?done=back"
    row = Ask.objects.get()
    assert (row.state, row.words) == ("ended", None)
    assert "Taken back" in words_on(html(client.get(gone.headers["Location"])))
    assert press(client, asked, "Cancel it all").headers["Location"] == "/n/code?done=gone"
    assert press(client, asked, "Cancel these words").headers["Location"] == "/n/code?done=gone"


def test_once_it_hangs_on_a_page_only_that_page_cancels(here, client):
    asked = press(client, ask_page(client), "Foil")
    page = make_page()
    Ask.objects.update(page_id=page.key.owner)
    was = Ask.objects.get().pick
    for button in ("Cancel these words", "Cancel it all"):
        assert press(client, asked, button).headers["Location"] == "/n/code?done=gone"
    assert (Ask.objects.get().state, Ask.objects.get().pick) == ("open", was)
    page.enter(client)
    assert press(client, client.get("/n/code"), "Cancel these words").headers["Location"] == "/n/code?done=new"
    assert asking.pick_code(Ask.objects.get().pk) in html(client.get("/n/code?done=new"))
    assert asking.pick_code(Ask.objects.get().pk) != code_on(asked)
    assert press(client, client.get("/n/code"), "Cancel it all").headers["Location"] == "/n/code?done=back"
    assert Ask.objects.get().state == "ended"


def test_with_her_page_open_the_page_after_asking_cancels_too(here, client):
    make_page().enter(client)
    asked = press(client, ask_page(client), "Foil")
    assert code_on(press(client, asked, "Cancel these words")) == asking.pick_code(Ask.objects.get().pk) != code_on(asked)
    assert press(client, asked, "Cancel it all").headers["Location"] == "/n/code?done=back"


def test_two_words_typed_cancel_nothing(here, client):
    asked = here.ask()
    assert "<form" not in words_on(html(client.get("/n/code")))
    assert not re.search(r'<input type="text"', html(client.get("/n/code")))
    for sent in ({"code": asked.code}, {"tie": asked.code}, {"ask": str(asked.ask)}, {"ask": str(asked.ask), "tie": "x." + "0" * 32}, {}):
        for act in ("new", "back"):
            assert client.post("/n/code", {**sent, act: "1"}).headers["Location"] == "/n/code?done=gone"
    assert (Ask.objects.get().state, asking.pick_code(asked.ask)) == ("open", asked.code)


def test_somebody_elses_page_cancels_nothing(here, client):
    asked = here.ask(make_page())
    make_page().enter(client)
    for act in ("new", "back"):
        assert client.post("/n/code", {"ask": str(asked.ask), act: "1"}).headers["Location"] == "/n/code?done=gone"
    assert (Ask.objects.get().state, asking.pick_code(asked.ask)) == ("open", asked.code)


@pytest.mark.parametrize("bad", ["\x00", "0" * 5_000, "é.é", "." * 300, "00000000-0000-4000-8000-000000000000"])
def test_garbage_cancels_nothing(here, client, bad):
    here.ask()
    for name in ("ask", "tie", "form_id"):
        assert client.post("/n/code", {name: bad, "new": "1"}).headers["Location"] == "/n/code?done=gone"


def test_no_two_open_asks_have_the_same_words(here, monkeypatch):
    """With a list of two pairs, the second ask and new words take what is free."""
    pairs = ["copper kettle", "amber anchor"]
    monkeypatch.setattr(sealing, "pick_code", lambda _key, *, ask_id, n=0: pairs[n % 2])
    first, second = here.ask(), here.ask()
    assert {first.code, second.code} == set(pairs)
    asking.take_back_by_tie(tie=second.tie)
    assert saying.new_words(ask=first.ask, tie=first.tie, form_id=once.new_form_id()) == second.code


def test_the_words_are_worked_out_and_not_stored(here):
    asked = here.ask()
    saying.new_words(ask=asked.ask, tie=asked.tie, form_id=once.new_form_id())
    row = Ask.objects.get()
    assert asking.pick_code(row.pk) == sealing.pick_code(home.secrets().pepper, ask_id=row.pk.bytes, n=row.pick)
    assert row.pick > 0


def test_a_peer_draws_new_ones_with_her_where_she_has_no_page(here, client):
    asked = here.ask()
    sign_in(client, here.jo)
    address = f"/t/asks/{asked.ask}"
    done = press(client, client.get(address), "Draw new words for her")
    assert done.headers["Location"] == f"{address}?done=words"
    assert asked.code not in html(client.get(address))


def test_a_peer_does_not_where_she_has_a_page_or_where_she_holds_nothing(here, client):
    hers, none = here.ask(make_page()), here.ask()
    stranger = make_member("Fern", circle=here.site.circle)
    for member, ask in ((here.jo, hers.ask), (stranger, none.ask), (here.jo, uuid4())):
        with pytest.raises(saying.NotHers):
            saying.new_words_for(key=member.key, ask=ask, form_id=once.new_form_id())
    sign_in(client, here.jo)
    assert "Draw new words" not in html(client.get(f"/t/asks/{hers.ask}"))
    assert client.post(f"/t/asks/{hers.ask}/words").status_code == 410


def test_her_own_list_says_the_way_and_what_we_may_not_bring(here, client):
    page = make_page()
    page.enter(client)
    here.ask(page, may_not=["pipe"], way="meet")
    said = words_on(html(client.get("/n/last")))
    assert "we may not bring: Glass pipe" in said
    assert "we meet where you say" in said


def test_what_was_ticked_comes_back_when_it_did_not_go_through(here, client):
    make_page().enter(client)
    again = press(client, ask_page(client), "Foil", reader=None, may_not=["pipe"], way="other")
    assert again.status_code == 400
    _, sent = filled(html(again), "Ask")
    assert (sent["may_not"], sent["way"]) == (["pipe"], ["other"])


# --- Counted when it ends ------------------------------------------------------------------------------
def counted() -> set[tuple[str, str, int]]:
    return set(Tally.objects.filter(area_id="coast").values_list("kind", "item_id", "quantity"))


def test_what_we_may_not_bring_is_counted_when_things_go_out(here):
    asked = here.ask(may_not=["pipe"], area="coast")
    handing.hand_over(key=here.jo.key, ask=asked.ask, given={"fine": 1}, missing={}, area="coast", form_id=once.new_form_id())
    assert counted() == {("out", "fine", 1), ("asked", "fine", 1), ("may_not", "pipe", 1)}


def test_and_when_an_ask_for_it_alone_is_closed(here):
    asked = here.ask(chosen={}, may_not=["pipe"], area="coast")
    handing.close(key=here.jo.key, work_name="Jo", ask=asked.ask, text="", form_id=once.new_form_id())
    assert counted() == {("may_not", "pipe", 1)}


def test_taken_back_it_counts_nothing(here):
    asked = here.ask(may_not=["pipe"], area="coast")
    asking.take_back_by_tie(tie=asked.tie)
    assert counted() == set()


# --- Plain, and light ----------------------------------------------------------------------------------
def test_the_pages_after_asking_are_plain(here, client):
    asked = press(client, ask_page(client), "Foil", flag="other_does", may_not=["pipe"])
    anew = press(client, asked, "Cancel these words")
    assert grade(read_aloud(html(asked))) <= 6
    assert grade(read_aloud(html(anew)) + read_aloud(html(client.get("/")))) <= 6


def test_with_a_full_menu_the_page_and_its_style_weigh_at_most_14_kb(here, client):
    for n in range(24):
        Item.objects.create(key=f"thing-{n}", label=f"Thing number {n}", plain=f"What it is, in line {n}.", picture="else", order=n)
    style = (Path(web.__file__).parent / "static" / "web" / "kith.css").read_bytes()
    assert len(gzip.compress(ask_page(client).content, 9)) + len(gzip.compress(style, 9)) <= 14 * 1024
