"""Safer-use notes: what is shown beside which things, who may write what, and that two must have read what mothers say."""

from __future__ import annotations

import re
from urllib.parse import parse_qs

import pytest
from django.db import IntegrityError, transaction
from django.test import Client
from hypothesis import given
from hypothesis import strategies as st

from kithbridge.engines.language.reading import grade
from kithbridge.people.access import Caller
from kithbridge.people.demo import Cast
from kithbridge.people.models import Role
from kithbridge.reach import cards, demo_cards
from kithbridge.reach.actions import cards as acts
from kithbridge.reach.models import Alert, Card, Item, Lot, Recipe, RecipeLine
from kithbridge.reach.register_cards import cards_card
from kithbridge.reach.starting_cards import STARTING
from kithbridge.web import once
from kithbridge.web.clock import this_week
from tests.builders import DATABASES, furnish_site, make_member, quick_kdf, sign_in  # noqa: F401
from tests.pressing import press, words_on

pytestmark = DATABASES
WORDS = acts.Words(text="Breathe out first.", kind="injecting", source="A source", dated="2025", link="https://example.org/")
SAID = acts.Words(text="I sit on the edge of the bath.", kind="injecting")


def html(response) -> str:
    return response.content.decode()


@pytest.fixture
def site():
    return furnish_site()


@pytest.fixture
def jo(site):
    return make_member("Jo", circle=site.circle)


@pytest.fixture
def cass(site):
    return make_member("Cass", circle=site.circle)


def things(*keys: str) -> list[Item]:
    return list(Item.objects.filter(key__in=keys))


def before_her(key: str) -> str:
    """What somebody who has the note before her sends along."""
    card = cards.one(key)
    return cards.words(card) if card else ""


def texts(sections: list[cards.Section]) -> str:
    return " ".join(note.text for section in sections for note in (*section.mothers, *section.guidance))


# --- What a new site has -------------------------------------------------------------------------------
def test_a_new_site_has_guidance_and_nothing_that_mothers_said():
    assert Card.objects.count() == 0
    assert len(cards.every()) == len(STARTING) >= 30
    assert {card.side for card in cards.every()} == {Card.Side.GUIDANCE}


@pytest.mark.parametrize("start", STARTING, ids=lambda start: start.key)
def test_each_says_where_it_was_read_and_when_and_fits(start):
    assert start.source.title
    assert start.source.link.startswith(("http://", "https://"))
    assert re.search(r"\b20\d\d$", start.source.dated)
    card = cards.one(start.key)
    assert card is not None
    card.full_clean(exclude=["checked", "kind"])
    assert len(card.text) <= acts.LONGEST_TEXT
    assert grade(card.text) <= 8


def test_no_two_have_the_same_key():
    assert len({start.key for start in STARTING}) == len(STARTING)


def test_all_together_they_are_plain():
    assert grade("\n".join(str(start.text) for start in STARTING)) <= 6


@pytest.mark.parametrize("kind", ["injecting", "smoking", "overdose", "disposal"])
def test_every_kind_has_notes_of_its_own(kind):
    assert sum(start.kind == kind for start in STARTING) >= 5


@pytest.mark.parametrize("when", list(cards.SITUATIONS))
def test_every_situation_has_notes(when):
    assert sum(start.when == when for start in STARTING) >= 3


NEVER = r"\b(kill\w*|poison\w*|clean|dirty|addict\w*|abus\w*|victim\w*|withdraw\w*|habit|simply|just|please)\b"


def test_none_uses_a_word_that_never_stands_on_a_page():
    for start in STARTING:
        assert not re.search(NEVER, str(start.text), re.IGNORECASE), start.key


def test_a_child_has_swallowed_something_names_999_and_111_and_blames_nobody():
    said = str(next(start.text for start in STARTING if start.key == "all-home-swallowed"))
    assert "999" in said
    assert "111" in said
    assert "Do not make them sick" in said
    assert "Ring first" in said


# --- Beside exactly the things chosen ------------------------------------------------------------------
def test_only_notes_of_the_kinds_chosen(site):
    said = texts(cards.beside(things("naloxone"), []))
    assert "wears off in 20 to 40 minutes" in said
    assert "New needle" not in said
    assert cards.beside([], []) == []


def test_situations_come_first_and_only_those_tapped(site):
    found = cards.beside(things("fine"), [Card.When.HURRY.value, Card.When.PREGNANT.value])
    assert [section.when for section in found] == ["hurry", "unborn", "always"]


def test_a_note_on_one_thing_is_not_shown_beside_another_of_its_kind(site):
    Item.objects.filter(key__in=["fine", "foil"]).update(kind="injecting")
    acts.guide(card="", words=acts.Words(text="For fine ones.", item="fine", source="A", dated="2025"), form_id=once.new_form_id())
    assert "For fine ones." in texts(cards.beside(things("fine"), []))
    assert "For fine ones." not in texts(cards.beside(things("foil"), []))


def test_a_kit_has_the_notes_of_its_parts(site):
    kit = Item.objects.create(key="night", label="Night bag", kind="kit", picture="gift", order=9)
    recipe = Recipe.objects.create(kit=kit, version=1, week=str(this_week()))
    RecipeLine.objects.create(recipe=recipe, item_id="naloxone", quantity=1)
    assert "wears off in 20 to 40 minutes" in texts(cards.beside([kit], []))


def test_what_is_off_is_not_shown(site):
    acts.switch(card="ovd-wears", on=False)
    assert "wears off in 20" not in texts(cards.beside(things("naloxone"), []))
    acts.switch(card="ovd-wears", on=True)
    assert "wears off in 20" in texts(cards.beside(things("naloxone"), []))


# --- The page ------------------------------------------------------------------------------------------
def test_the_page_stands_side_by_side_with_source_year_and_check(site, client):
    page = client.get("/n/notes?" + cards.query(["fine"]))
    said = words_on(html(page))
    assert "Mothers say Nobody has said anything yet." in said
    assert "NICE PH52: needle and syringe programmes , 2014. Nobody qualified has checked this yet." in said
    acts.check(card="inj-new", office="nurse of the needle service", read=before_her("inj-new"))
    assert "Checked by nurse of the needle service, this week." in words_on(html(client.get("/n/notes?" + cards.query(["fine"]))))


def test_the_address_tells_nothing(site, client):
    page = html(client.get("/n/notes"))
    address = cards.query(["naloxone", "fine"], list(cards.SITUATIONS))
    assert not re.search("naloxone|fine|alone|unborn|home|other|hurry", address)
    assert "<title>Notes</title>" in page
    for item in Item.objects.all():
        assert f"/n/notes?{cards.query([item.key])}" in page


def test_a_tap_ticks_a_situation_and_another_unticks_it(site, client):
    first = html(client.get("/n/notes?" + cards.query(["naloxone"])))
    address = re.search(r'class="chip" href="([^"#]+)#say">I am alone', first).group(1).replace("&amp;", "&")
    ticked = html(client.get(address))
    assert "✓ I am alone" in ticked
    back = re.search(r'class="chip" href="([^"#]+)#say" aria-current="true">✓ I am alone', ticked).group(1).replace("&amp;", "&")
    assert "✓" not in html(client.get(back))
    assert "naloxone" in back or cards.mark("naloxone") in back


@given(st.sets(st.sampled_from(list(cards.SITUATIONS))), st.lists(st.text(max_size=30), max_size=20))
def test_an_address_reads_back_to_the_same_situations_and_things(whens, keys):
    read = parse_qs(cards.query(keys, whens))
    assert cards.whens_of(read.get("s", [])) == [when for when in cards.SITUATIONS if when in whens]
    assert read.get("i", []) == [cards.mark(key) for key in keys]


@pytest.mark.parametrize("query", ["i=nothing&s=99", "i=&s=", "i=%00&s=-1", "s=" + "1" * 500, "i=fine"])
def test_what_is_no_thing_and_no_situation_is_left_out(site, client, query):
    assert client.get("/n/notes?" + query).status_code == 200


def test_a_question_leads_to_an_ask_or_to_a_note(site, client):
    from tests.builders import make_page

    assert 'href="/n/ask"' in html(client.get("/n/notes"))
    make_page().enter(client)
    assert 'href="/n/write"' in html(client.get("/n/notes"))


# --- Guidance, by a lead -------------------------------------------------------------------------------
def test_a_changed_text_loses_its_check(site):
    acts.check(card="inj-new", office="pharmacy lead", read=before_her("inj-new"))
    before = cards.one("inj-new")
    words = acts.Words(text=before.text + " More.", kind=before.kind, when=before.when, source=before.source, dated=before.dated)
    acts.guide(card="inj-new", words=words, form_id=once.new_form_id())
    after = cards.one("inj-new")
    assert (after.text.endswith("More."), after.checked_by, after.checked) == (True, "", None)


def test_the_same_text_again_keeps_its_check(site):
    acts.check(card="inj-new", office="pharmacy lead", read=before_her("inj-new"))
    row = cards.one("inj-new")
    words = acts.Words(text=row.text, kind=row.kind, when=row.when, source=row.source, link=row.link, dated=row.dated)
    acts.guide(card="inj-new", words=words, form_id=once.new_form_id())
    assert cards.one("inj-new").checked_by == "pharmacy lead"


def test_a_starting_note_is_a_row_from_its_first_change_on(site):
    acts.check(card="inj-new", office="pharmacy lead", read=before_her("inj-new"))
    assert Card.objects.count() == 1
    assert len(cards.every()) == len(STARTING)


@pytest.mark.parametrize(
    ("change", "why"),
    [
        ({"text": "  "}, "text"),
        ({"text": "x" * 601}, "text"),
        ({"when": "sunday"}, "place"),
        ({"kind": "weapons"}, "place"),
        ({"item": "nothing"}, "place"),
        ({"source": ""}, "source"),
        ({"dated": ""}, "source"),
        ({"link": "javascript:alert(1)"}, "source"),
        ({"source": "x" * 201}, "source"),
    ],
)
def test_guidance_that_does_not_fit_is_refused(site, change, why):
    from dataclasses import replace

    with pytest.raises(acts.Unfit) as problem:
        acts.guide(card="", words=replace(WORDS, **change), form_id=once.new_form_id())
    assert problem.value.why == why
    assert Card.objects.count() == 0


def test_a_form_sent_twice_makes_one_note(site):
    form = once.new_form_id()
    for _ in range(2):
        acts.guide(card="", words=WORDS, form_id=form)
    assert Card.objects.count() == 1


def test_checks_name_an_office_in_a_few_words(site):
    for office in ("", "x" * 81):
        with pytest.raises(acts.Unfit, match="office"):
            acts.check(card="inj-new", office=office, read=before_her("inj-new"))


@pytest.mark.parametrize("key", ["", "nothing"])
def test_there_is_no_such_note(site, jo, key):
    for act in (
        lambda: acts.check(card=key, office="x", read=before_her(key)),
        lambda: acts.agree(key=jo.key, card=key, read=before_her(key)),
        lambda: acts.switch(card=key, on=False),
    ):
        with pytest.raises(acts.Unfit, match="gone"):
            act()


# --- What mothers say: two must have read it -----------------------------------------------------------
def test_it_is_shown_when_somebody_else_has_read_it(site, jo, cass):
    key = acts.say(key=jo.key, card="", words=SAID, form_id=once.new_form_id())
    assert "edge of the bath" not in texts(cards.beside(things("fine"), []))
    with pytest.raises(acts.Unfit, match="same"):
        acts.agree(key=jo.key, card=key, read=before_her(key))
    assert "edge of the bath" not in texts(cards.beside(things("fine"), []))
    acts.agree(key=cass.key, card=key, read=before_her(key))
    assert "edge of the bath" in texts(cards.beside(things("fine"), []))


def test_where_its_writer_has_left_somebody_stands_for_it_anew(site, jo, cass):
    """She may be back under another name, and would then be both."""
    key = acts.say(key=jo.key, card="", words=SAID, form_id=once.new_form_id())
    Card.objects.filter(key=key).update(first=None)
    with pytest.raises(acts.Unfit, match="left"):
        acts.agree(key=cass.key, card=key, read=before_her(key))
    acts.say(key=cass.key, card=key, words=SAID, form_id=once.new_form_id())
    assert cards.one(key).first_id == cass.member.pk
    acts.agree(key=jo.key, card=key, read=before_her(key))
    assert "edge of the bath" in texts(cards.beside(things("fine"), []))


def test_other_words_wait_again_and_for_another_one(site, jo, cass):
    key = acts.say(key=jo.key, card="", words=SAID, form_id=once.new_form_id())
    acts.agree(key=cass.key, card=key, read=before_her(key))
    acts.say(key=cass.key, card=key, words=acts.Words(text="Other words.", kind="injecting"), form_id=once.new_form_id())
    row = cards.one(key)
    assert (row.agreed, row.first_id, row.second_id) == (False, cass.member.pk, None)
    with pytest.raises(acts.Unfit, match="same"):
        acts.agree(key=cass.key, card=key, read=before_her(key))


def test_what_is_agreed_to_is_what_was_read(site, jo, cass, client):
    """Whoever wrote it could otherwise put other words there while the second reads, and show them alone."""
    key = acts.say(key=jo.key, card="", words=SAID, form_id=once.new_form_id())
    sign_in(client, cass)
    before = client.get(f"/t/cards/{key}")
    acts.say(key=jo.key, card=key, words=acts.Words(text="Words that nobody else read.", kind="injecting"), form_id=once.new_form_id())
    answer = press(client, before, "I have read it")
    assert answer.status_code == 422
    assert "changed these words while you read" in html(answer)
    assert not cards.one(key).agreed
    assert press(client, client.get(f"/t/cards/{key}"), "I have read it").status_code == 302
    assert cards.one(key).agreed


def test_a_check_is_of_the_words_that_were_read(site):
    was = before_her("inj-new")
    acts.guide(card="inj-new", words=WORDS, form_id=once.new_form_id())
    with pytest.raises(acts.Unfit, match="other"):
        acts.check(card="inj-new", office="pharmacy lead", read=was)


def test_the_database_takes_no_note_read_by_its_writer(site, jo):
    with pytest.raises(IntegrityError), transaction.atomic():
        Card.objects.create(key="x", side="mothers", text="x", first=jo.member, second=jo.member, agreed=True)


def test_guidance_cannot_be_slipped_in_as_what_mothers_say(site, jo):
    with pytest.raises(acts.Unfit, match="gone"):
        acts.say(key=jo.key, card="inj-new", words=SAID, form_id=once.new_form_id())
    with pytest.raises(acts.Unfit, match="gone"):
        acts.agree(key=jo.key, card="inj-new", read=before_her("inj-new"))


# --- The team's pages ----------------------------------------------------------------------------------
def test_a_peer_writes_what_mothers_say_and_another_shows_it(site, jo, cass, client):
    sign_in(client, jo)
    done = press(client, client.get("/t/cards/new"), "Keep it", text="I sit on the edge of the bath.", about="injecting:", when="always")
    page = client.get(done.headers["Location"])
    assert "You wrote it down" in html(page)
    assert "I have read it" not in html(page)
    other = Client()
    sign_in(other, cass)
    assert "Waits for a second reader" in html(other.get("/t/cards"))
    shown = press(other, other.get(done.headers["Location"].partition("?")[0]), "I have read it")
    assert "Read by two" in html(other.get(shown.headers["Location"]))
    assert "edge of the bath" in html(Client().get("/n/notes?" + cards.query(["fine"])))


def test_what_does_not_fit_comes_back_with_what_was_typed(site, jo, client):
    sign_in(client, jo)
    again = press(client, client.get("/t/cards/new"), "Keep it", text="Slowly.", about="weapons:", when="always")
    assert again.status_code == 422
    assert "Slowly." in html(again)
    assert Card.objects.count() == 0


def test_a_peer_reads_guidance_and_changes_none(site, jo, client):
    sign_in(client, jo)
    page = html(client.get("/t/cards/inj-new"))
    assert "<textarea" not in page
    for act in ("save", "check", "off"):
        assert client.post("/t/cards/inj-new", {"act": act, "text": "x", "office": "x"}).status_code == 404
    assert Card.objects.count() == 0


def test_a_lead_changes_checks_and_takes_off(site, client):
    sign_in(client, site.lead)
    address = "/t/cards/inj-new"
    press(client, client.get(address), "She has checked", office="pharmacy lead")
    assert "Checked by pharmacy lead, this week." in html(client.get(address))
    press(client, client.get(address), "Keep the change", text="New each time.", about="injecting:", when="always")
    assert "Nobody qualified has checked this yet." in html(client.get(address))
    press(client, client.get(address), "Do not show it")
    assert "It is not shown." in html(client.get(address))
    press(client, client.get(address), "Show it again")
    assert cards.one("inj-new").on
    made = press(
        client, client.get("/t/cards/new?side=guide"), "Keep it", text="Rest.", source="A source", dated="2025", about=":", when="always"
    )
    assert cards.one(re.search(r"/t/cards/([\w-]+)", made.headers["Location"]).group(1)).side == Card.Side.GUIDANCE


def test_a_lead_is_told_what_is_wrong(site, client):
    sign_in(client, site.lead)
    wrong = press(client, client.get("/t/cards/inj-new"), "Keep the change", source="", about="injecting:", when="always")
    assert wrong.status_code == 422
    assert "needs a source" in html(wrong)
    assert press(client, client.get("/t/cards/inj-new"), "She has checked", office=" ").status_code == 422
    assert client.get("/t/cards/nothing").status_code == 404


# --- The invented area ---------------------------------------------------------------------------------
def test_the_demo_says_of_each_note_that_it_is_invented(site, jo, cass):
    shanice = make_member("Shanice", circle=site.circle)
    cast = Cast(team={"Jo": jo.key, "Cass": cass.key, "Shanice": shanice.key})
    for ago in (demo_cards.SAID_WEEK, demo_cards.CHECKED_WEEK, 1, demo_cards.WAITING_WEEK):
        demo_cards.week(cast, ago)
    said = Card.objects.filter(side="mothers")
    assert said.count() == len(demo_cards.SAID) + 1
    assert set(said.values_list("source", flat=True)) == {demo_cards.INVENTED}
    assert said.filter(agreed=False).count() == 1
    assert grade("\n".join(said.values_list("text", flat=True))) <= 6
    assert Card.objects.filter(checked_by=demo_cards.OFFICE).count() == len(demo_cards.CHECKED)


# --- Warnings ------------------------------------------------------------------------------------------
def test_a_warning_that_stands_and_a_lot_called_back_come_first(site, client):
    week = this_week()
    Alert.objects.create(grade="warn", text="Strong tablets about.", source="A lab", week=str(week), ends=str(week + 1), given_out=True)
    for item in ("naloxone", "foil"):
        Lot.objects.create(item_id=item, code=f"{item}-7", recalled=str(week), recall="Bring it back.", recall_ends=str(week + 2))
    said = words_on(html(client.get("/n/notes?" + cards.query(["naloxone"]))))
    assert "Strong tablets about." in said
    assert "number naloxone-7: do not use it Bring it back." in said
    assert "foil-7" not in said
    assert said.index("Strong tablets") < said.index("Guidance says")


# --- The card on the team's first page -----------------------------------------------------------------
def test_it_says_what_waits_and_for_a_lead_what_is_not_checked(site, jo, cass):
    acts.say(key=jo.key, card="", words=SAID, form_id=once.new_form_id())

    def said_to(member, role):
        return cards_card(Caller(side="team", key=member.key, roles=frozenset([role])))

    assert said_to(jo, Role.PEER).said == "None waits."
    assert said_to(cass, Role.PEER).said == "1 waits for a second reader."
    assert said_to(site.lead, Role.LEAD).said == f"1 waits for a second reader. {len(STARTING)} are not checked."
    assert said_to(site.deputy, Role.SAFEGUARDING_DEPUTY) is None
