"""Signing in: words, then a second step; nothing opens in between."""

from __future__ import annotations

import datetime as dt

import pytest
from django.test import Client
from django.urls import reverse

from kithbridge.engines import sealing
from kithbridge.people import visit
from kithbridge.people.actions import factors, opening
from kithbridge.people.models import Role
from kithbridge.people.sessions.models import Session
from kithbridge.web import clock
from tests.builders import DATABASES, Member, fill_facts, make_member, make_page, quick_kdf, sign_in  # noqa: F401

pytestmark = DATABASES

MOMENT = dt.datetime(2026, 11, 3, 10, 0, tzinfo=clock.LONDON)


@pytest.fixture
def jo() -> Member:
    return make_member("Jo", Role.PEER)


def give_words(client: Client, member: Member, words: str | None = None) -> object:
    return client.post(reverse("team_sign_in"), {"work_name": member.work_name, "words": words or member.typed})


def test_it_works(client: Client, jo: Member) -> None:
    response = give_words(client, jo)
    cookie = client.cookies[visit.COOKIE]
    assert response.headers["Location"] == reverse("team_cookie")
    assert cookie["secure"]
    assert cookie["httponly"]
    assert cookie["samesite"] == "Strict"
    assert cookie["path"] == "/"
    assert not cookie["max-age"]
    assert not cookie["expires"]
    assert not cookie["domain"]
    waiting = cookie.value
    assert client.get(reverse("team_cookie")).headers["Location"] == reverse("team_second")
    page = client.get(reverse("team_second"))
    assert page.status_code == 200
    assert page.headers["Cache-Control"] == "no-store"
    assert client.post(reverse("team_second"), {"code": jo.code()}).headers["Location"] == reverse("team_home")
    assert client.cookies[visit.COOKIE].value != waiting
    assert visit.resume(waiting) is None
    assert b"Jo" in client.get(reverse("team_home")).content


def test_slips_and_short_forms_are_read(client: Client, jo: Member) -> None:
    typed = " ".join(word[:3].upper() for word in jo.words)
    assert client.post(reverse("team_sign_in"), {"work_name": " jO ", "words": typed}).headers["Location"] == reverse("team_cookie")


@pytest.mark.parametrize("wrong", ["words", "name", "few", "empty", "binary", "huge", "no name"])
def test_wrong_words_answer_alike_and_write_nothing_back(client: Client, jo: Member, wrong: str) -> None:
    other = " ".join(sealing.WordList.load().draw(8))
    sent = {
        "words": {"work_name": "Jo", "words": other},
        "name": {"work_name": "Nobody Here", "words": jo.typed},
        "few": {"work_name": "Jo", "words": " ".join(jo.words[:7])},
        "empty": {"work_name": "Jo", "words": ""},
        "binary": {"work_name": "Jo\x00\ud7ff", "words": "\x00\x01"},
        "huge": {"work_name": "J" * 5_000, "words": "apple " * 5_000},
        "no name": {"work_name": "", "words": jo.typed},
    }[wrong]
    response = client.post(reverse("team_sign_in"), sent)
    assert response.status_code == 302
    assert response.headers["Location"] == reverse("team_sign_in") + "?no"
    assert visit.COOKIE not in client.cookies
    page = client.get(response.headers["Location"])
    assert b"That did not open" in page.content
    assert " ".join(jo.words[:3]).encode() not in page.content
    assert b'value="Jo' not in page.content


def test_right_and_wrong_words_take_the_same_steps(jo: Member) -> None:
    with opening.traced() as right:
        assert opening.open_team(work_name="Jo", words=jo.typed)
    with opening.traced() as wrong:
        assert opening.open_team(work_name="Jo", words="nobody has these") is None
    assert right == wrong != []


def test_neighbours_words_open_no_team_door(client: Client, jo: Member) -> None:
    page = make_page()
    response = client.post(reverse("team_sign_in"), {"work_name": "Jo", "words": page.typed})
    assert response.headers["Location"].endswith("?no")


def test_busy_says_so_and_keeps_nothing(client: Client, jo: Member, monkeypatch: pytest.MonkeyPatch) -> None:
    def busy(**_given: object) -> None:
        raise sealing.Busy

    monkeypatch.setattr(opening, "open_team", busy)
    response = give_words(client, jo)
    assert response.status_code == 503
    assert b"Too many at once" in response.content
    assert " ".join(jo.words[:3]).encode() not in response.content


def test_a_cookie_that_does_not_come_back_is_said_plainly(client: Client, jo: Member) -> None:
    give_words(client, jo)
    response = Client().get(reverse("team_cookie"))
    assert response.status_code == 400
    assert b"did not keep the sign-in" in response.content


def test_waiting_opens_nothing(client: Client, jo: Member) -> None:
    give_words(client, jo)
    for name in ("team_home", "team_me", "team_codes", "team_list", "team_facts", "team_circles", "team_factor_add"):
        assert client.get(reverse(name)).status_code == 302
    for name in ("team_codes", "team_words", "team_leave", "team_everywhere", "team_factor_begin", "team_factor_end"):
        assert client.post(reverse(name)).status_code == 403
    assert factors.factors_of(jo.key.owner)
    assert visit.resume(client.cookies[visit.COOKIE].value)


def test_who_has_a_second_step_adds_none_while_waiting(client: Client, jo: Member) -> None:
    """With the words alone nobody may bring a second step of her own."""
    give_words(client, jo)
    assert client.get(reverse("team_factor_first")).headers["Location"] == reverse("team_second")
    assert client.post(reverse("team_factor_first"), {"code": "123456"}).headers["Location"] == reverse("team_second")
    for name in ("team_factor_first_begin", "team_factor_first_end"):
        assert client.post(reverse(name), {}, content_type="application/json").status_code == 400
    assert len(factors.factors_of(jo.key.owner)) == 1


@pytest.mark.parametrize("code", ["000000", "", "12345", "1234567", "abcdef", "１２３４５６", "'; --"])
def test_a_wrong_code_opens_nothing(client: Client, jo: Member, code: str) -> None:
    with clock.at(MOMENT):
        give_words(client, jo)
        if code == jo.code():
            pytest.skip("the one right code in a million")
        assert client.post(reverse("team_second"), {"code": code}).headers["Location"].endswith("?no")
        assert client.get(reverse("team_home")).status_code == 302


def test_codes_one_step_off_are_right_two_are_not(jo: Member) -> None:
    with clock.at(MOMENT):
        early, now = jo.code(), MOMENT
    with clock.at(now + dt.timedelta(seconds=30)):
        factors.check_totp(key=jo.key, code=early)
    with clock.at(now + dt.timedelta(seconds=300)):
        late = jo.code()
    with clock.at(now + dt.timedelta(seconds=360)), pytest.raises(factors.WrongCode):
        factors.check_totp(key=jo.key, code=late)


def test_a_code_works_once_over_two_clients(jo: Member) -> None:
    one, two = Client(), Client()
    with clock.at(MOMENT):
        give_words(one, jo)
        give_words(two, jo)
        assert one.post(reverse("team_second"), {"code": jo.code()}).headers["Location"] == reverse("team_home")
        assert two.post(reverse("team_second"), {"code": jo.code()}).headers["Location"].endswith("?no")
        assert two.get(reverse("team_home")).status_code == 302


def test_too_many_wrong_codes_close_the_visit(client: Client, jo: Member) -> None:
    give_words(client, jo)
    for _ in range(factors.TRIES_AN_HOUR):
        client.post(reverse("team_second"), {"code": "not one"})
    response = client.post(reverse("team_second"), {"code": jo.code()})
    assert response.status_code == 429
    assert not Session.objects.exists()


def test_a_spare_code_works_once(client: Client, jo: Member) -> None:
    spare = factors.new_spares(key=jo.key)[3]
    give_words(client, jo)
    assert client.post(reverse("team_second"), {"spare": spare.upper().replace("-", " ")}).headers["Location"] == reverse("team_home")
    other = Client()
    give_words(other, jo)
    assert other.post(reverse("team_second"), {"spare": spare}).headers["Location"].endswith("?no")


def test_somebody_elses_spare_code_does_not_fit(client: Client, jo: Member) -> None:
    spare = factors.new_spares(key=make_member("Cass").key)[0]
    give_words(client, jo)
    assert client.post(reverse("team_second"), {"spare": spare}).headers["Location"].endswith("?no")


def test_waiting_ends_after_five_minutes(client: Client, jo: Member) -> None:
    with clock.at(MOMENT):
        give_words(client, jo)
    with clock.at(MOMENT + dt.timedelta(minutes=5, seconds=2)):
        assert client.get(reverse("team_second")).headers["Location"] == reverse("team_sign_in")
        assert client.post(reverse("team_second"), {"code": jo.code()}).status_code == 403


def test_signing_out_ends_the_row(client: Client, jo: Member) -> None:
    fill_facts()
    token = sign_in(client, jo)
    assert client.get(reverse("team_home")).status_code == 200
    client.post(reverse("team_sign_out"))
    assert visit.resume(token) is None
    assert not Session.objects.exists()


def test_signing_in_again_ends_the_visit_before(client: Client, jo: Member) -> None:
    token = sign_in(client, jo)
    give_words(client, jo)
    assert visit.resume(token) is None


def test_who_is_signed_in_is_led_on(client: Client, jo: Member) -> None:
    sign_in(client, jo)
    assert client.get(reverse("team_sign_in")).headers["Location"] == reverse("team_home")
