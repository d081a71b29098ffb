"""Her pages of deciding, and taking words back: each works, then each refusal by name."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable
from uuid import UUID

import pytest
from django.test import Client

from kithbridge import rules
from kithbridge.agree.deciding.views import cannot_sit
from kithbridge.engines.language.reading import grade
from kithbridge.people.deciding.actions import answering, moving, proposing, seats, two_leads
from kithbridge.people.deciding.actions.seats import CannotSit
from kithbridge.people.deciding.models import Ballot, Objection, Proposal, Saying, Seat, SeatCode, Willing
from kithbridge.rules import enact, explain
from kithbridge.web import clock, once
from tests.builders import DATABASES, make_page, quick_kdf  # noqa: F401
from tests.pressing import press
from tests.seated import Sitting, agreed, confirming, decided, hers, of, proposed, seat, shown, slip, with_group, without_group, written
from tests.unit.test_reading_pages import HIGHEST, read_aloud

NOBODY = UUID("00000000-0000-4000-8000-000000000000")

pytestmark = DATABASES


@pytest.fixture
def house() -> Sitting:
    return without_group()


@pytest.fixture
def sitting() -> Sitting:
    return with_group()


# --- /n/decide: somebody who does not sit ----------------------------------------------------------------
def test_before_any_field_comes_the_notice(house: Sitting) -> None:
    client = Client()
    make_page().enter(client)
    assert client.get("/n/decide").headers["Location"] == "/n/how?to=decide"
    assert b"/n/decide?v=1" in client.get("/n/how?to=decide").content
    assert client.get("/n/decide?v=1").status_code == 200


def test_she_says_yes_with_a_slip_and_takes_it_back(house: Sitting) -> None:
    client = hers(make_page())
    page = client.get("/n/decide")
    assert "a number made from your page, with a lock on it" in shown(page)
    code = slip()
    assert press(client, page, "Yes, I would", slip=code, sits_as="living").headers["Location"] == "/n/decide"
    page = client.get("/n/decide")
    assert "You said yes. You would sit as one of: people who use now." in shown(page)
    assert Willing.objects.get().constituency == "living"
    assert press(client, page, "Take my yes back").status_code == 302
    assert not Willing.objects.exists()
    assert "Yes, I would" in shown(client.get("/n/decide"))


@pytest.mark.parametrize(("sits_as", "code", "said"), [("living", "2222 2222", "That slip did not work."), (None, "", "Choose first")])
def test_a_yes_that_is_refused_keeps_what_was_typed(house: Sitting, sits_as: str | None, code: str, said: str) -> None:
    client = hers(make_page())
    answer = press(client, client.get("/n/decide"), "Yes, I would", slip=code or (typed := slip()), sits_as=sits_as)
    assert answer.status_code == 400
    assert said in shown(answer)
    assert f'value="{code or typed}"'.encode() in answer.content
    assert not Willing.objects.exists()


def test_a_slip_says_yes_once(house: Sitting) -> None:
    code = slip()
    for page, status in ((make_page(), 302), (make_page(), 400)):
        client = hers(page)
        assert press(client, client.get("/n/decide"), "Yes, I would", slip=code, sits_as="lived").status_code == status
    assert Willing.objects.count() == 1


def test_who_may_not_sit_is_not_offered_a_seat(house: Sitting) -> None:
    enact.begin()
    two_leads.choose(rule="deciding.may_sit", value=["living"], by=house.site.lead.key, form_id=once.new_form_id())
    client = hers(make_page())
    page = client.get("/n/decide")
    assert b'value="work"' not in page.content
    assert press(client, page, "Yes, I would", slip=slip(), sits_as="work").status_code == 400


def test_too_many_codes_in_an_hour(house: Sitting, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(seats, "TRIES_PER_HOUR", 1)
    client, code = hers(make_page()), slip()
    press(client, client.get("/n/decide"), "Yes, I would", slip="2222 2222", sits_as="living")
    answer = press(client, client.get("/n/decide"), "Yes, I would", slip=code, sits_as="living")
    assert "Too many codes were tried on this site this hour. Nothing was used up." in shown(answer)


def test_a_seat_code_gives_a_seat(house: Sitting) -> None:
    client, code = hers(make_page()), seats.make_code(form_id=once.new_form_id())
    assert press(client, client.get("/n/decide"), "Take the seat", code=code, sits_as="lived").status_code == 302
    page = client.get("/n/decide")
    assert "Nothing is asked of you now." in shown(page)
    assert "You sit as one of: people who used before." in shown(page)
    assert not Seat.objects.get().by_lot


def test_a_wrong_seat_code_is_kept_on_the_page(house: Sitting) -> None:
    client = hers(make_page())
    answer = press(client, client.get("/n/decide"), "Take the seat", code="3333 3333", sits_as="lived")
    assert answer.status_code == 400
    assert "That code did not work." in shown(answer)
    assert b'value="3333 3333"' in answer.content
    assert not Seat.objects.exists()


def test_a_seat_code_when_all_are_taken_still_works_later(sitting: Sitting) -> None:
    SeatCode.objects.create(hash=seats.sayings.hash_of("4444 4444", "seat"), week=str(clock.this_week()))
    client = hers(make_page())
    answer = press(client, client.get("/n/decide"), "Take the seat", code="4444 4444", sits_as="living")
    assert answer.status_code == 400
    assert "Those seats are taken just now." in shown(answer)
    assert SeatCode.objects.exists()


def test_somebody_who_sits_gives_her_seat_back(sitting: Sitting) -> None:
    client = hers(sitting.living)
    assert press(client, client.get("/n/decide"), "Give my seat back").status_code == 302
    assert Seat.objects.count() == 8
    assert "Yes, I would" in shown(client.get("/n/decide"))


def test_somebody_who_sits_cannot_sit_twice(sitting: Sitting) -> None:
    answer = hers(sitting.living).post("/n/decide", {"act": "slip", "slip": slip(), "sits_as": "lived"})
    assert (answer.status_code, Seat.objects.count()) == (400, 9)
    assert "You have a seat." in shown(answer)


# --- What is open, one question --------------------------------------------------------------------------
def test_what_is_open_stands_there_her_turn_first(sitting: Sitting) -> None:
    proposed(sitting)
    proposed(sitting, "deciding.seats", 10, text="Nine is few.")
    hidden = proposed(sitting, "asks.per_hour", 130, ask=False, text="Not asked yet.")
    living, lived = hers(sitting.living), hers(sitting.pages["lived"][0])
    answering.answer(key=sitting.living.key, proposal=Proposal.objects.get(key="asks.most_each").pk, choice="yes")
    text = shown(living.get("/n/decide"))
    assert text.index("How many seats does") < text.index("How many of one thing")
    assert "Your turn" in text
    assert "You have answered" in text
    assert "Not your turn now" in shown(lived.get("/n/decide")), "those it is for answer first"
    assert str(rules.rule("asks.per_hour").question) not in text
    assert living.get(f"/n/decide/{hidden.pk}").status_code == 404


def test_a_question_says_all_before_it_is_answered(sitting: Sitting) -> None:
    row = proposed(sitting)
    text = shown(hers(sitting.living).get(f"/n/decide/{row.pk}"))
    for part in (
        "One ask can hold up to 3 of each thing.",
        "One ask can hold up to 10 of each thing.",
        "As soon as it is decided and confirmed.",
        "One is not enough.",
        "somebody who uses now: 1 piece",
        "Nobody can find your answer again, so it cannot be changed.",
    ):
        assert part in text, part


@pytest.mark.parametrize(("label", "choice"), [("Yes", "yes"), ("No", "no"), ("I leave it to the others", "abstain")])
def test_she_answers_once(sitting: Sitting, label: str, choice: str) -> None:
    row = proposed(sitting)
    client = hers(sitting.living)
    question = client.get(f"/n/decide/{row.pk}")
    assert len({len(value) for value in re.findall(r'name="choice" value="([^"]*)"', question.content.decode())}) == 1
    assert press(client, question, label).headers["Location"] == f"/n/decide/{row.pk}"
    assert {pile.choice: pile.n for pile in Ballot.objects.filter(constituency="living", n__gt=0)} == {choice: 1}
    text = shown(client.get(f"/n/decide/{row.pk}"))
    assert "You have answered." in text
    assert "What do you say?" not in text
    again = press(client, question, label)
    assert again.status_code == 409
    assert "You have answered. Nobody can find your answer again" in shown(again)
    assert sum(Ballot.objects.values_list("n", flat=True)) == 1


def test_no_answer_is_no_answer(sitting: Sitting) -> None:
    row = proposed(sitting)
    for choice in ("", "maybe", "live"):
        answer = hers(sitting.living).post(f"/n/decide/{row.pk}", {"act": "answer", "choice": choice})
        assert answer.status_code == 400
        assert "Choose one of the answers." in shown(answer)


def test_whose_turn_it_is_not_is_told_so(sitting: Sitting) -> None:
    row = proposed(sitting)
    answer = hers(sitting.pages["lived"][0]).post(f"/n/decide/{row.pk}", {"act": "answer", "choice": "yes"})
    assert answer.status_code == 400
    assert "You are not asked now." in shown(answer)


def test_whoever_does_not_sit_sees_no_question(sitting: Sitting) -> None:
    row = proposed(sitting)
    client = hers(make_page())
    for answer in (client.get(f"/n/decide/{row.pk}"), client.post(f"/n/decide/{row.pk}", {"act": "answer", "choice": "yes"})):
        assert answer.headers["Location"] == "/n/decide"
    assert not Ballot.objects.filter(n__gt=0).exists()


def test_a_question_that_is_not_there(sitting: Sitting) -> None:
    client = hers(sitting.living)
    assert client.get(f"/n/decide/{NOBODY}").status_code == 404
    assert client.post(f"/n/decide/{NOBODY}", {"act": "answer", "choice": "yes"}).status_code == 404


def test_a_small_group_reads_what_consent_means(house: Sitting) -> None:
    house.pages = seat(["living"] * 3 + ["lived"])
    row = proposed(house)
    text = shown(hers(house.living).get(f"/n/decide/{row.pk}"))
    assert "One “no” stops it." in text
    assert "I can live with it" in text


def test_she_objects_for_one_of_four_reasons(sitting: Sitting) -> None:
    row = agreed(sitting)
    client = hers(sitting.living)
    page = client.get(f"/n/decide/{row.pk}")
    assert page.content.count(b'name="ground"') == 4
    refused = press(client, page, "Object", ground=None)
    assert refused.status_code == 400
    assert "Say which of the reasons it is." in shown(refused)
    assert press(client, page, "Object", ground="harm").status_code == 302
    assert Objection.objects.get().ground == "harm"
    assert "You have objected." in shown(client.get(f"/n/decide/{row.pk}"))


def test_asked_a_second_time_it_says_what_was_said_against_it(sitting: Sitting) -> None:
    row = agreed(sitting)
    answering.objects(key=sitting.living.key, proposal=row.pk, ground="unclear")
    Proposal.objects.filter(pk=row.pk).update(closes=clock.today() - dt.timedelta(days=1))
    moving.move_on()
    text = shown(hers(sitting.pages["living"][1]).get(f"/n/decide/{row.pk}"))
    assert "This is asked a second time." in text
    assert "it is not clear what it means" in text


def test_nothing_to_object_to_while_people_answer(sitting: Sitting) -> None:
    row = proposed(sitting)
    answer = hers(sitting.living).post(f"/n/decide/{row.pk}", {"act": "object", "ground": "harm"})
    assert "There is nothing to object to now." in shown(answer)


def test_with_the_second_confirmation_it_works(sitting: Sitting) -> None:
    row = confirming(sitting)
    ticks = {"took_part": "1", "did_not_write": "1"}
    first, second = hers(sitting.living), hers(sitting.pages["lived"][0])
    page = first.get(f"/n/decide/{row.pk}")
    assert "Everybody together: more than half said yes." in shown(page), "fewer than five used before: bands only together"
    assert press(first, page, "Confirm it", **ticks).status_code == 302
    assert "You have confirmed it." in shown(first.get(f"/n/decide/{row.pk}"))
    assert rules.value("asks.most_each") == 3
    press(second, second.get(f"/n/decide/{row.pk}"), "Confirm it", **ticks)
    assert rules.value("asks.most_each") == 10
    assert "Decided. It works." in shown(second.get(f"/n/decide/{row.pk}"))


@pytest.mark.parametrize("ticked", ["took_part", "did_not_write", ""])
def test_a_confirmation_needs_both_ticks_and_keeps_the_one(sitting: Sitting, ticked: str) -> None:
    row = confirming(sitting)
    client = hers(sitting.living)
    answer = press(client, client.get(f"/n/decide/{row.pk}"), "Confirm it", **({ticked: "1"} if ticked else {}))
    assert answer.status_code == 400
    assert "Tick both" in shown(answer)
    assert len(re.findall(r'type="checkbox"[^>]* checked', answer.content.decode())) == bool(ticked)


def test_only_who_took_part_confirms(sitting: Sitting) -> None:
    row = proposed(sitting)
    answer = hers(sitting.living).post(f"/n/decide/{row.pk}", {"act": "confirm", "took_part": "1", "did_not_write": "1"})
    assert answer.status_code == 400
    assert "Only those who took part can confirm it" in shown(answer)


def test_a_trial_says_how_it_ends(sitting: Sitting) -> None:
    row = proposing.propose(
        rule="asks.most_each", value=6, by=sitting.jo.key, form_id=once.new_form_id(), begins=3, trial_weeks=8,
        looks_at="Whether kits run out.", says_who="The peers.",
    )  # fmt: skip
    assert row is not None
    text = shown(of(sitting.jo).get(f"/t/decide/{row.pk}"))
    assert "It is a trial for 8 weeks. Then it ends by itself." in text
    assert f"From {explain.week_words(clock.this_week() + 3)}." in text


# --- /back -----------------------------------------------------------------------------------------------
def test_words_are_taken_back_with_the_slip_by_anybody(sitting: Sitting, client: Client) -> None:
    row, code = written(sitting)
    assert "I was ashamed" in shown(of(sitting.jo).get(f"/t/decide/{row.pk}"))
    answer = press(client, client.get("/back"), "Take them back", code=code.upper().replace(" ", "-"))
    assert answer.headers["Location"] == "/back?gone"
    assert "Your words are gone." in shown(client.get("/back?gone"))
    text = shown(of(sitting.jo).get(f"/t/decide/{row.pk}"))
    assert "I was ashamed" not in text
    assert "These words were taken back." in text
    assert "a mother: 1 piece" in text, "her role still counts"


@pytest.mark.parametrize("code", ["", "2222 2222", "not a code at all"])
def test_a_code_that_no_words_have(sitting: Sitting, client: Client, code: str) -> None:
    written(sitting)
    answer = press(client, client.get("/back?gone") and client.get("/back"), "Take them back", code=code)
    assert answer.status_code == 400
    assert "No words have this code." in shown(answer)
    assert f'value="{code}"'.encode() in answer.content
    assert Saying.objects.count() == 1


# --- Plain enough ----------------------------------------------------------------------------------------
def grade_of(client: Client, path: str) -> float:
    answer = client.get(path)
    assert answer.status_code == 200, path
    return grade(read_aloud(answer.content.decode(), path))


def test_somebody_who_thinks_about_it_reads_plain_words(house: Sitting, client: Client) -> None:
    assert grade_of(hers(make_page()), "/n/decide") <= HIGHEST
    for path in ("/back", "/back?gone"):
        assert grade_of(client, path) <= HIGHEST, path


@pytest.mark.parametrize("stage", [proposed, agreed, confirming, decided])
def test_somebody_who_decides_reads_plain_words(sitting: Sitting, stage: Callable[[Sitting], Proposal]) -> None:
    row, client = stage(sitting), hers(sitting.living)
    for path in ("/n/decide", f"/n/decide/{row.pk}"):
        assert grade_of(client, path) <= HIGHEST, path


@pytest.mark.parametrize("reason", ["slip", "code", "who", "already", "full", "busy"])
def test_a_refusal_is_plain(reason: str) -> None:
    assert grade(cannot_sit(CannotSit(reason))) <= HIGHEST
