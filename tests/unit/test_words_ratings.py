"""How a word is heard: taps, slips, paper cards; what is shown of it and when."""

from __future__ import annotations

import random
from collections import Counter
from itertools import pairwise

import pytest
from django.test import Client

from kithbridge.engines.language import lexicon
from kithbridge.people.actions import slips
from kithbridge.people.models import Role
from kithbridge.web import clock, once
from kithbridge.words import bars, lists, queries
from kithbridge.words.actions import hearing, reopening
from kithbridge.words.actions.hearing import Line
from kithbridge.words.actions.telling import CannotTell
from kithbridge.words.models import Bar, Heard, Told
from tests.builders import DATABASES, Member, Site, decide, furnish_site, make_member, quick_kdf, sign_in  # noqa: F401 - autouse
from tests.pressing import words_on

pytestmark = DATABASES
ENTRY = lexicon.starter().entries[0]
TERM = ENTRY.id
SENSE = lists.sense_of(ENTRY)
SAID = {"role": "now", "where": "notes", "how": "hurts"}


@pytest.fixture
def site() -> Site:
    return furnish_site()


@pytest.fixture
def jo(site: Site) -> Member:
    return make_member("Jo", Role.PEER, circle=site.circle)


def hear(**more: object) -> hearing.Outcome:
    return hearing.hear(**{"term": TERM, **SAID, "form_id": once.new_form_id(), **more})  # type: ignore[arg-type]


def slip(n: int = 1) -> list[str]:
    return slips.make(number=n, role=Role.LEAD, form_id=once.new_form_id())


def pile(jo: Member, *lines: tuple[str, str, int], term: str = TERM) -> int:
    cards = [Line(role, "notes", how, n) for role, how, n in lines]
    return hearing.type_in(key=jo.key, term=term, lines=cards, form_id=once.new_form_id())


# --- One tap --------------------------------------------------------------------------------------------
def test_a_tap_is_one_more_in_a_tally_and_no_row_of_its_own(site: Site) -> None:
    for _n in range(3):
        assert not hear().counted
    row = Heard.objects.get()
    assert (row.version.term, row.role, row.where, row.how, row.counted, row.n) == (TERM, "now", "notes", "hurts", False, 3)
    assert not Told.objects.exists()


def test_the_same_form_counts_once(site: Site) -> None:
    form = once.new_form_id()
    for _n in range(2):
        hear(form_id=form)
    assert Heard.objects.get().n == 1


def test_with_a_slip_it_counts_and_the_slip_is_used_up(site: Site) -> None:
    code = slip()[0]
    assert hear(slip=code).counted
    with pytest.raises(CannotTell, match="slip"):
        hear(slip=code)
    assert [(row.counted, row.n) for row in Heard.objects.all()] == [(True, 1)]


def test_one_slip_counts_for_several_words_once_each_within_an_hour(site: Site) -> None:
    other = lexicon.starter().entries[1].id
    first = hear(slip=slip()[0])
    assert hear(term=other, carry=first.carry).counted
    assert not hear(term=other, carry=first.carry).counted
    assert not hear(term=other, carry=first.carry.replace(first.carry[:4], "ffff")).counted
    counted = {row.version.term: row.n for row in Heard.objects.filter(counted=True)}
    assert counted == {TERM: 1, other: 1}
    with clock.at(clock.now() + clock_hour()):
        assert not hear(term=lexicon.starter().entries[-1].id, carry=first.carry).counted


def clock_hour() -> object:
    import datetime as dt

    return dt.timedelta(seconds=hearing.CARRIED_SECONDS + 1)


@pytest.mark.parametrize(("field", "value"), [("role", "nobody"), ("where", "moon"), ("how", "loud"), ("term", "KB9999999")])
def test_what_cannot_be_is_refused_and_nothing_is_counted(site: Site, field: str, value: str) -> None:
    with pytest.raises(CannotTell, match="gone" if field == "term" else field):
        hear(**{field: value})
    assert not Heard.objects.exists()


def test_a_place_that_is_not_asked_is_refused(site: Site) -> None:
    decide("words.where", ["me", "news"])
    with pytest.raises(CannotTell, match="where"):
        hear()
    assert not hear(where="me").counted


# --- What is shown --------------------------------------------------------------------------------------
def test_a_bar_is_shown_from_the_smallest_number_on(jo: Member) -> None:
    pile(jo, ("now", "hurts", 9))
    assert not Bar.objects.exists()
    pile(jo, ("now", "fine", 1))
    shown = {one.role: one for one in bars.shown(SENSE, 1)}
    assert (shown["now"].n, shown["now"].said) == (10, "fine 1 · it hurts 9")
    assert shown["before"].parts == ()


def test_a_bar_moves_only_when_enough_more_have_spoken(jo: Member) -> None:
    pile(jo, ("now", "hurts", 10))
    for _n in range(9):
        pile(jo, ("now", "fine", 1))
        assert Bar.objects.get().n == 10
    pile(jo, ("now", "fine", 1))
    assert (Bar.objects.get().n, Bar.objects.get().fine) == (20, 10)


def test_who_looks_before_and_after_cannot_see_one_answer(jo: Member, client: Client) -> None:
    pile(jo, ("now", "hurts", 10))
    address = f"/w/l/{TERM.lower()}"
    before = client.get(address).content
    hear(slip=slip()[0], how="fine")
    assert client.get(address).content == before


def test_roles_are_never_merged_in_what_is_shown(jo: Member) -> None:
    pile(jo, ("now", "hurts", 6), ("before", "hurts", 6))
    assert not any(one.parts for one in bars.shown(SENSE, 1))
    assert bars.standing(SENSE).kind == "open"


def test_what_comes_without_a_slip_stands_apart_and_has_no_weight(site: Site) -> None:
    for _n in range(10):
        hear()
    assert not any(one.parts for one in bars.shown(SENSE, 1))
    assert [one.n for one in bars.shown(SENSE, 1, counted=False) if one.parts] == [10]
    assert bars.standing(SENSE).kind == "open"


def test_a_rule_that_asks_for_more_hides_a_bar_again(jo: Member) -> None:
    pile(jo, ("now", "hurts", 10))
    decide("words.fewest", 15)
    assert not any(one.parts for one in bars.shown(SENSE, 1))


def test_no_count_of_people_is_shown_below_what_holds_for_all_figures(jo: Member) -> None:
    decide("words.fewest", 5)
    pile(jo, ("now", "hurts", 9))
    assert not Bar.objects.exists()
    decide("figures.smallest", 5)
    pile(jo, ("now", "hurts", 1))
    assert Bar.objects.get().n == 10


def test_the_page_says_it_in_words_and_as_a_table(jo: Member, client: Client) -> None:
    pile(jo, ("now", "hurts", 7), ("now", "fine", 5), ("work", "fine", 10))
    page = words_on(client.get(f"/w/l/{TERM.lower()}").content.decode())
    assert "fine 5 · it hurts 7" in page
    assert "fewer than 10" in page
    assert "Of 12 mothers who use or used drugs, 5 say that it is fine and 7 that it hurts" in page


# --- Paper ----------------------------------------------------------------------------------------------
@pytest.mark.parametrize("lines", [(), (("now", "hurts", 0),), (("now", "hurts", -1),), (("now", "hurts", 201),)])
def test_a_pile_that_cannot_be_is_refused(jo: Member, lines: tuple[tuple[str, str, int], ...]) -> None:
    with pytest.raises(CannotTell, match="pile"):
        pile(jo, *lines)
    assert not Heard.objects.exists()


def test_a_pile_is_typed_in_on_the_page_and_once_only(jo: Member, client: Client) -> None:
    sign_in(client, jo)
    sent = {"form_id": once.new_form_id(), "i": TERM.lower(), "role_0": "before", "where_0": "me", "never_0": "4", "grates_0": "2"}
    assert client.post("/t/w/pile", sent).headers["Location"] == "/t/w?done=pile"
    assert client.post("/t/w/pile", sent).headers["Location"] == "/t/w?done=nothing"
    assert {(row.how, row.n) for row in Heard.objects.filter(counted=True)} == {("never", 4), ("grates", 2)}


@pytest.mark.parametrize(("field", "value"), [("i", ""), ("role_0", ""), ("where_0", ""), ("never_0", "many")])
def test_what_was_typed_stays_when_a_pile_is_refused(jo: Member, client: Client, field: str, value: str) -> None:
    sign_in(client, jo)
    sent = {
        "form_id": once.new_form_id(),
        "i": TERM.lower(),
        "role_0": "now",
        "where_0": "me",
        "never_0": "4",
        "grates_0": "37",
        field: value,
    }
    answer = client.post("/t/w/pile", sent)
    assert answer.status_code == 422
    assert 'value="37"' in answer.content.decode()
    assert not Heard.objects.exists()


# --- Asked again ----------------------------------------------------------------------------------------
def test_what_was_said_before_stands_beside_the_new_turn(jo: Member) -> None:
    pile(jo, ("now", "hurts", 12))
    assert bars.standing(SENSE).kind == "avoid"
    assert reopening.reopen(sense=SENSE, why="again")
    assert bars.standing(SENSE).kind == "open"
    pile(jo, ("now", "fine", 10))
    now, before = queries.turns_of(SENSE)
    assert (now.standing.kind, before.standing.kind) == ("note", "avoid")
    assert (now.n, now.bars[0].n, before.bars[0].n) == (2, 10, 12)


def test_nothing_is_opened_that_nobody_has_spoken_of(site: Site) -> None:
    assert not reopening.reopen(sense=SENSE, why="again")
    assert bars.turn_of(SENSE) == 1


def test_another_reason_does_not_make_it_another_word_and_another_form_does() -> None:
    assert lists.sense_of(ENTRY._replace(why="Because.", level="slur")) == SENSE
    assert lists.sense_of(ENTRY._replace(forms=(*ENTRY.forms, "another"))) != SENSE


# --- The pages ------------------------------------------------------------------------------------------
def opened(client: Client) -> dict[str, str]:
    answer = client.get(f"/w/i/h?i={TERM.lower()}&v=1")
    assert answer.status_code == 200
    return {"form_id": once.new_form_id(), "i": TERM.lower(), **SAID}


def test_the_notice_stands_before_the_form_and_knows_the_word(site: Site, client: Client) -> None:
    answer = client.get(f"/w/i/h?i={TERM.lower()}")
    assert answer.headers["Location"] == f"/n/how?to=word_hear&i={TERM.lower()}"
    assert f"/w/i/h?v=1&amp;i={TERM.lower()}" in client.get(answer.headers["Location"]).content.decode()


def test_somebody_taps_and_hears_that_it_does_not_count(site: Site, client: Client) -> None:
    page = words_on(client.post("/w/i/h", opened(client)).content.decode())
    assert "It is shown apart. A paper slip from one of us makes it count" in page
    assert Heard.objects.get().n == 1


def test_with_a_slip_the_next_word_counts_too(site: Site, client: Client) -> None:
    answer = client.post("/w/i/h", {**opened(client), "slip": slip()[0]})
    carry = answer.context["outcome"].carry
    other = answer.context["next_words"][0]["term"]
    form = client.post("/w/i/h", {"act": "open", "i": other, "carry": carry, "role": "now", "where": "me"})
    assert "counts for this word, too" in words_on(form.content.decode())
    client.post("/w/i/h", {**SAID, "form_id": once.new_form_id(), "i": other, "carry": carry})
    assert Heard.objects.filter(counted=True).count() == 2


@pytest.mark.parametrize(("left_out", "said"), [("how", "how you hear it"), ("where", "where you heard it"), ("role", "who you are")])
def test_what_is_missing_is_named_and_the_rest_stays(site: Site, client: Client, left_out: str, said: str) -> None:
    sent = opened(client)
    del sent[left_out]
    answer = client.post("/w/i/h", sent)
    page = answer.content.decode()
    assert (answer.status_code, page.count(" checked")) == (400, 2)
    assert said in page


def test_a_word_that_is_not_on_the_list_leads_to_the_list(site: Site, client: Client) -> None:
    assert client.get("/w/i/h?i=nothing&v=1").headers["Location"] == "/w/l"
    assert client.post("/w/i/h", {"i": "nothing"}).headers["Location"] == "/w/l"


def test_a_flood_is_stopped_and_a_slip_still_gets_in(site: Site, client: Client) -> None:
    decide("asks.per_hour", 20)
    for _n in range(20):
        hear()
    answer = client.post("/w/i/h", opened(client))
    assert "Too much came in at once" in answer.content.decode()
    with_slip = hear(slip=slip()[0])
    assert with_slip.counted
    # A slip that was used opens the door for further words, never again for the same one.
    assert hear(term=lexicon.starter().entries[1].id, carry=with_slip.carry).counted
    with pytest.raises(CannotTell, match="busy"):
        hear(term=lexicon.starter().entries[1].id, carry=with_slip.carry)


@pytest.mark.parametrize("seed", range(4))
def test_whatever_comes_a_bar_never_tells_of_fewer_than_may_be_shown(jo: Member, seed: int) -> None:
    draw = random.Random(seed)
    shown: dict[str, list[int]] = {}
    said: Counter[str] = Counter()
    for _step in range(25):
        role, how, n = draw.choice(["now", "before"]), draw.choice(["fine", "hurts", "never"]), draw.choice([1, 1, 2, 6])
        pile(jo, (role, how, n))
        said[role] += n
        for bar in Bar.objects.all():
            steps = shown.setdefault(bar.role, [0])
            steps += [bar.n] if bar.n != steps[-1] else []
            assert sum(bar.wheres.values()) == bar.n
    for role, steps in shown.items():
        assert all(later - before >= 10 for before, later in pairwise(steps))
        assert 0 <= said[role] - steps[-1] < 10
