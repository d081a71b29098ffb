"""What a phone without signal gives out as text is brought in by somebody of the team: once each, whatever happened to the text."""

from __future__ import annotations

from base64 import b64encode
from collections.abc import Callable
from datetime import timedelta
from textwrap import wrap
from typing import Any
from urllib.parse import quote
from uuid import UUID, uuid4

import pytest
from django.test import Client

from kithbridge.engines import event_box
from kithbridge.engines.handout import Said, write
from kithbridge.people.models import Role
from kithbridge.reach.actions import event_keys, ledger, pasting
from kithbridge.reach.actions.arriving import Sent, take_sent
from kithbridge.reach.models import Aside, Event, Stock
from kithbridge.web.clock import today
from kithbridge.web.home import MissingSecretsError
from kithbridge.web.record.models import Count
from tests.builders import DATABASES, Member, furnish_site, make_member, quick_kdf, sign_in  # noqa: F401
from tests.pressing import filled, words_on

pytestmark = DATABASES
ADDRESS = "/t/phones/notes"


@pytest.fixture
def jo() -> Member:
    site = furnish_site()
    return make_member("Jo", Role.PEER, circle=site.circle)


def note(**more: Any) -> Sent:
    """One event as a phone locks it and keeps it."""
    number = str(uuid4())
    given: dict[str, Any] = {"kind": "out", "item": "fine", "n": 1, "day": today(), "area": "coast"}
    inside = write(Said(**{**given, **more}))
    text = str(inside).replace("'", '"').ljust(160)
    return Sent(number, b64encode(event_box.seal(event_keys.newest().public, number, text)).decode())


def as_text(*notes: Sent) -> str:
    """As `phone/give.js` writes it."""
    return f"{len(notes)} notes.\n" + "".join(one.number.replace("-", "") + "\n" + one.box + ".\n" for one in notes)


def out() -> int:
    return sum(Event.objects.filter(kind="out", undone=False).values_list("n", flat=True))


def test_it_is_counted_and_says_how_many(jo: Member) -> None:
    notes = [note(), note(n=2), note(kind="none")]
    assert pasting.bring(key=jo.key, text=as_text(*notes)) == pasting.Brought(3, 0, 0, 0)
    assert out() == 3
    assert Count.objects.get(kind="notes of a phone brought in").n == 1


def test_brought_twice_and_sent_by_the_phone_too_it_counts_once(jo: Member) -> None:
    """The numbers are the phone's own, so whichever way comes first is the one that counts."""
    first, second, third = note(), note(), note()
    take_sent([first], event_keys.opening())
    assert pasting.bring(key=jo.key, text=as_text(first, second)) == pasting.Brought(1, 1, 0, 0)
    assert pasting.bring(key=jo.key, text=as_text(first, second)) == pasting.Brought(0, 2, 0, 0)
    ok, held = take_sent([second, third], event_keys.opening())
    assert (set(ok), held) == ({second.number, third.number}, [])
    assert out() == 3
    assert Count.objects.get(kind="notes of a phone brought in").n == 1, "what brings nothing new is no act"


MANGLED: dict[str, Callable[[str], str]] = {
    "other line ends": lambda text: text.replace("\n", "\r\n"),
    "no line ends": lambda text: text.replace("\n", ""),
    "lines broken anywhere": lambda text: "\n".join(wrap(text.replace("\n", " "), 31)),
    "words around it": lambda text: f"Hello Maeve. Here it is:\n{text}Love from me",
    "twice in one text": lambda text: text + text,
    "no-break spaces": lambda text: text.replace("\n", "\u00a0\n"),
}


@pytest.mark.parametrize("how", MANGLED)
def test_what_an_app_does_to_the_text_does_no_harm(jo: Member, how: str) -> None:
    came = pasting.bring(key=jo.key, text=MANGLED[how](as_text(note(), note())))
    assert (came.new, came.before, came.held, out()) == (2, 0, 0, 2)


def test_cut_off_it_says_how_many_are_missing_and_takes_the_rest(jo: Member) -> None:
    notes = [note(), note(), note()]
    text = as_text(*notes)
    assert pasting.bring(key=jo.key, text=text[: len(text) - 40]) == pasting.Brought(2, 0, 0, 1)
    assert pasting.bring(key=jo.key, text=text) == pasting.Brought(1, 2, 0, 0)
    assert not Aside.objects.exists()


def test_a_bad_one_stops_no_other(jo: Member) -> None:
    bad = note()
    other = Sent(str(uuid4()), bad.box)  # under another number it does not open
    assert pasting.bring(key=jo.key, text=as_text(note(), other, note(day=today() - timedelta(weeks=40)))) == pasting.Brought(1, 0, 2, 0)
    assert Aside.objects.count() == 2


def test_it_may_say_no_more_than_a_phone(jo: Member) -> None:
    """Whoever brings it in could have written it: so it fills no hub, packs nothing and counts no sums."""
    came = pasting.bring(key=jo.key, text=as_text(note(kind="in", place="hub"), note(said="sum", n=500)))
    assert came == pasting.Brought(0, 0, 2, 0)
    assert not Stock.objects.exists()
    assert out() == 0


@pytest.mark.parametrize("text", ["", "12 notes.", "Hello.", "0" * 32 + ".", "." * 5000])
def test_what_is_no_such_text(jo: Member, text: str) -> None:
    with pytest.raises(pasting.CannotBring, match="nothing"):
        pasting.bring(key=jo.key, text=text)


def test_more_than_one_part_is_refused_whole(jo: Member, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pasting, "MOST_NOTES", 2)
    with pytest.raises(pasting.CannotBring, match="many"):
        pasting.bring(key=jo.key, text=as_text(note(), note(), note()))
    assert out() == 0


def test_a_long_text_is_read_in_no_time(jo: Member) -> None:
    """Nothing in it makes reading slow: blanks, and what nearly is a note."""
    assert pasting._read("-" * 130_000 + " " * 130_000 + "notes" * 9 + ".") == ([], 0)


class TestThePage:
    def test_it_works(self, jo: Member, client: Client) -> None:
        sign_in(client, jo)
        assert ADDRESS in client.get("/t/phones").content.decode()
        text = as_text(note(), note())
        address, sent = filled(client.get(ADDRESS).content.decode(), "Bring it in", text=text)
        answer = client.post(address, sent)
        assert answer.status_code == 302
        assert "2 notes were taken." in words_on(client.get(answer.headers["Location"]).content.decode())
        again = client.post(address, sent)
        assert "2 had come before and count once." in words_on(client.get(again.headers["Location"]).content.decode())
        assert out() == 2

    def test_cut_off(self, jo: Member, client: Client) -> None:
        sign_in(client, jo)
        answer = client.post(ADDRESS, {"text": as_text(note(), note())[:-30]})
        assert "1 is missing: the text was cut off." in words_on(client.get(answer.headers["Location"]).content.decode())

    def test_what_is_none_stays_in_the_field(self, jo: Member, client: Client) -> None:
        sign_in(client, jo)
        answer = client.post(ADDRESS, {"text": "just words"})
        assert answer.status_code == 422
        page = answer.content.decode()
        assert "There is no note in this. Nothing was taken." in page
        assert "just words</textarea>" in page

    def test_the_keys_are_not_to_be_had(self, jo: Member, client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
        def gone() -> None:
            raise MissingSecretsError("gone")

        sign_in(client, jo)
        text = as_text(note())
        monkeypatch.setattr(event_keys, "opening", gone)
        answer = client.post(ADDRESS, {"text": text})
        assert answer.status_code == 422
        assert "try again later" in answer.content.decode()
        assert not ledger.known([UUID(text.split()[2])])

    def test_an_address_typed_by_hand_says_nothing_odd(self, jo: Member, client: Client) -> None:
        sign_in(client, jo)
        assert "0 notes were taken." in words_on(client.get(f"{ADDRESS}?new=-5&held=x").content.decode())

    def test_who_neither_hands_out_nor_leads_has_no_such_page(self, jo: Member, client: Client) -> None:
        sign_in(client, make_member("Bron", Role.SAFEGUARDING_DEPUTY))
        assert client.get(ADDRESS).status_code == 404


def test_as_much_as_a_part_holds_goes_through_a_form(jo: Member, client: Client) -> None:
    """Four hundred notes (`MOST` in phone/give.js), as a browser sends them."""
    sign_in(client, jo)
    one = note()
    text = as_text(*(Sent(str(uuid4()), one.box) for _ in range(399)), one)
    answer = client.post(ADDRESS, "text=" + quote(text.replace("\n", "\r\n")), content_type="application/x-www-form-urlencoded")
    assert answer.headers["Location"] == f"{ADDRESS}?new=1&before=0&held=399&missing=0"
