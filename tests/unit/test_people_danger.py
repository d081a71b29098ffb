""" "I am worried about this": two people, a note for exactly those two, three ways it ends, nothing sent to anybody."""

from __future__ import annotations

import uuid
from dataclasses import dataclass

import pytest
from django.core import mail
from django.test import Client
from django.urls import reverse

from kithbridge.people import vault
from kithbridge.people.actions import danger, notes, pages
from kithbridge.people.actions.danger import NotRaised
from kithbridge.people.keyring.models import Wrap
from kithbridge.people.models import Message, Role, Worry
from kithbridge.people.queries import danger as queries
from kithbridge.people.queries.roles import readers_of_asks
from kithbridge.reach.actions import asking, ending, handing
from kithbridge.reach.models import Ask
from kithbridge.web.clock import this_week
from kithbridge.web.once import new_form_id
from kithbridge.web.record.models import Entry
from tests.builders import (
    DATABASES,
    THRESHOLD,
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
class House:
    site: Site
    jo: Member
    cass: Member
    ask: uuid.UUID

    def raise_worry(self, **more: object) -> uuid.UUID | None:
        given = {
            "key": self.jo.key,
            "kind": "ask",
            "about": self.ask,
            "second": self.site.deputy.key.owner,
            "text": "She said he takes them off her.",
            "form_id": new_form_id(),
            **more,
        }
        return danger.raise_worry(**given)  # type: ignore[arg-type]


def ask_for(page: Page | None = None) -> uuid.UUID:
    asked = asking.ask(
        readers=[member.pk for member in readers_of_asks()],
        chosen={"fine": 1},
        form_id=new_form_id(),
        page=page.key if page else None,
    )
    return asked.ask


@pytest.fixture
def house() -> House:
    site = furnish_site()
    jo, cass = (make_member(name, circle=site.circle) for name in ("Jo", "Cass"))
    return House(site, jo, cass, ask_for())


class TestRaising:
    def test_the_page_shows_threshold_numbers_and_the_second_person(self, house: House, client: Client) -> None:
        sign_in(client, house.jo)
        page = client.get(reverse("worry_new", args=["ask", house.ask])).content.decode()
        assert THRESHOLD in page
        assert 'href="tel:999"' in page
        assert "Maeve" in page
        assert "Ms Adeyemi" in page
        assert "sends nothing to anybody" in page
        assert "She cannot take it back" in page

    def test_is_sealed_to_exactly_two(self, house: House) -> None:
        number = house.raise_worry()
        row = Worry.objects.get(pk=number)
        for member in (house.jo, house.site.deputy):
            assert "takes them off her" in vault.read(member.key, row, "note")
        for member in (house.cass, house.site.lead):
            with pytest.raises(vault.CannotOpen):
                vault.read(member.key, row, "note")
        assert Wrap.objects.filter(item=number).count() == 2

    def test_is_recorded_and_sends_nothing(self, house: House) -> None:
        house.raise_worry()
        assert Entry.objects.filter(kind="worry raised").count() == 1
        assert Entry.objects.get(kind="worry raised").role == "team"
        assert mail.outbox == [] if hasattr(mail, "outbox") else True

    def test_ends_with_its_weeks(self, house: House) -> None:
        row = Worry.objects.get(pk=house.raise_worry())
        assert row.week == str(this_week())
        assert row.ends == str(this_week() + 26)

    def test_the_ask_is_passed_on_only_when_ticked(self, house: House) -> None:
        deputy = house.site.deputy.key
        house.raise_worry()
        assert vault.readable(deputy, [house.ask]) == set()
        house.raise_worry(share=True)
        assert vault.readable(deputy, [house.ask]) == {house.ask}

    def test_sent_twice_is_written_once(self, house: House) -> None:
        form = new_form_id()
        assert house.raise_worry(form_id=form) is not None
        assert house.raise_worry(form_id=form) is None
        assert Worry.objects.count() == 1
        assert Wrap.objects.filter(item=Worry.objects.get().pk).count() == 2

    @pytest.mark.parametrize(
        ("more", "why"),
        [
            ({"text": "  "}, "empty"),
            ({"text": "x" * 501}, "long"),
            ({"second": uuid.uuid4()}, "second"),
            ({"about": uuid.uuid4()}, "gone"),
            ({"kind": "nothing"}, "gone"),
        ],
    )
    def test_refuses(self, house: House, more: dict[str, object], why: str) -> None:
        with pytest.raises(NotRaised, match=why):
            house.raise_worry(**more)
        assert not Worry.objects.exists()

    def test_the_second_person_is_not_a_peer_and_not_herself(self, house: House) -> None:
        with pytest.raises(NotRaised, match="second"):
            house.raise_worry(second=house.cass.key.owner)
        lead = house.site.lead
        vault.share(house.jo.key, house.ask, lead.key.owner)
        with pytest.raises(NotRaised, match="second"):
            house.raise_worry(key=lead.key, second=lead.key.owner)
        assert house.raise_worry(key=lead.key) is not None

    def test_not_about_what_she_does_not_hold(self, house: House) -> None:
        with pytest.raises(NotRaised, match="gone"):
            house.raise_worry(key=house.site.lead.key)

    def test_the_form_keeps_what_was_written(self, house: House, client: Client) -> None:
        sign_in(client, house.jo)
        where = reverse("worry_new", args=["ask", house.ask])
        answer = client.post(where, {"note": "he waits outside", "form_id": new_form_id()})
        assert answer.status_code == 422
        assert "he waits outside" in answer.content.decode()
        sent = {"note": "he waits outside", "second": str(house.site.deputy.key.owner)}
        done = client.post(where, {**sent, "form_id": new_form_id()}, follow=True)
        assert "he waits outside" in done.content.decode()
        assert "Not decided yet. Ms Adeyemi writes down how it ends" in done.content.decode()

    def test_an_unknown_subject_is_not_there(self, house: House, client: Client) -> None:
        sign_in(client, house.jo)
        for kind, about in (("ask", uuid.uuid4()), ("page", uuid.uuid4()), ("x", house.ask)):
            assert client.get(reverse("worry_new", args=[kind, about])).status_code == 404

    def test_about_a_page_that_wrote(self, house: House) -> None:
        page = make_page()
        with pytest.raises(NotRaised, match="gone"):
            house.raise_worry(kind="page", about=page.key.owner)
        notes.write(key=page.key, text="help", readers=[house.jo.key.owner], form_id=new_form_id())
        row = Worry.objects.get(pk=house.raise_worry(kind="page", about=page.key.owner, share=True))
        assert row.about == page.key.owner
        message = Message.objects.get()
        assert vault.readable(house.site.deputy.key, [message.pk]) == {message.pk}

    def test_not_for_other_roles(self, house: House, client: Client) -> None:
        sign_in(client, make_member("Wren", Role.FACILITATOR))
        for name, args in (("worries", []), ("worry_new", ["ask", house.ask])):
            assert client.get(reverse(name, args=args)).status_code == 404


class TestDeciding:
    def test_the_second_person_decides_once(self, house: House, client: Client) -> None:
        number = house.raise_worry()
        sign_in(client, house.site.deputy)
        listed = client.get(reverse("worries")).content.decode()
        assert "waits for you" in listed
        page = client.get(reverse("worry", args=[number])).content.decode()
        for words in ("takes them off her", "Stay and talk", "Tell her first, then pass on", "Pass on now"):
            assert words in page
        form = {"outcome": "stay", "note": "We talk again on Thursday.", "form_id": new_form_id()}
        done = client.post(reverse("worry", args=[number]), form, follow=True).content.decode()
        assert "We talk again on Thursday." in done
        assert "It cannot be changed" in done
        again = client.post(reverse("worry", args=[number]), {**form, "outcome": "pass"})
        assert again.status_code == 422
        assert "decided already" in again.content.decode()
        assert Worry.objects.get().outcome == "stay"
        assert Entry.objects.filter(kind="worry decided").count() == 1

    def test_both_read_how_it_ended_and_nobody_else(self, house: House) -> None:
        number = house.raise_worry()
        assert number is not None
        danger.decide(key=house.site.deputy.key, worry=number, outcome="tell", text="She said yes.")
        for member in (house.jo, house.site.deputy):
            found = queries.one_worry(member.key, number)
            assert found is not None
            assert found.how == "She said yes."
        assert queries.one_worry(house.cass.key, number) is None
        assert queries.worries_of(house.cass.key) == []

    @pytest.mark.parametrize(
        ("more", "why"),
        [({"outcome": ""}, "outcome"), ({"outcome": "report"}, "outcome"), ({"text": ""}, "empty")],
    )
    def test_refuses(self, house: House, more: dict[str, str], why: str) -> None:
        number = house.raise_worry()
        assert number is not None
        with pytest.raises(NotRaised, match=why):
            danger.decide(
                **{"key": house.site.deputy.key, "worry": number, "outcome": "stay", "text": "x", **more}  # type: ignore[arg-type]
            )

    def test_who_raised_it_does_not_decide_alone(self, house: House) -> None:
        number = house.raise_worry()
        assert number is not None
        for key in (house.jo.key, house.cass.key, house.site.lead.key):
            with pytest.raises(NotRaised, match="gone"):
                danger.decide(key=key, worry=number, outcome="stay", text="x")

    def test_others_do_not_see_that_it_exists(self, house: House, client: Client) -> None:
        number = house.raise_worry()
        sign_in(client, house.cass)
        assert client.get(reverse("worry", args=[number])).status_code == 404
        assert "No worries are shared with you" in client.get(reverse("worries")).content.decode()

    def test_somebody_else_is_called_in_when_the_second_person_has_left(self, house: House, client: Client) -> None:
        number = house.raise_worry()
        Worry.objects.update(second=None)
        Wrap.objects.filter(holder=vault.holder(house.site.deputy.key.owner)).delete()
        sign_in(client, house.jo)
        assert "has left before it was decided" in client.get(reverse("worry", args=[number])).content.decode()
        client.post(reverse("worry", args=[number]), {"second": str(house.site.lead.key.owner)})
        assert number is not None
        danger.decide(key=house.site.lead.key, worry=number, outcome="stay", text="Talked.")
        assert Wrap.objects.filter(item=number).count() == 2


class TestReadingWhatItIsAbout:
    def test_the_second_person_reads_it_when_it_was_shared_and_does_no_more(self, house: House, client: Client) -> None:
        number = house.raise_worry(share=True)
        sign_in(client, house.site.deputy)
        where = reverse("ask_open", args=[house.ask])
        assert where in client.get(reverse("worry", args=[number])).content.decode()
        page = client.get(where).content.decode()
        assert "1 × Fine and short kit" in page
        assert "I handed it out" not in page
        form = {"q_fine": "1", "area": "coast", "form_id": new_form_id()}
        assert client.post(reverse("ask_hand_over", args=[house.ask]), form).status_code == 404
        assert Ask.objects.get(pk=house.ask).state == Ask.State.OPEN

    def test_not_when_it_was_not(self, house: House, client: Client) -> None:
        number = house.raise_worry()
        sign_in(client, house.site.deputy)
        assert "Read what it is about" not in client.get(reverse("worry", args=[number])).content.decode()
        assert client.get(reverse("ask_open", args=[house.ask])).status_code == 404

    def test_a_thread(self, house: House, client: Client) -> None:
        page = make_page()
        notes.write(key=page.key, text="he is outside", readers=[house.jo.key.owner], form_id=new_form_id())
        number = house.raise_worry(kind="page", about=page.key.owner, share=True)
        sign_in(client, house.site.deputy)
        where = reverse("talk", args=[page.key.owner])
        assert where in client.get(reverse("worry", args=[number])).content.decode()
        thread = client.get(where).content.decode()
        assert "he is outside" in thread
        assert "Send it to her page" not in thread


def test_the_first_page_says_that_one_waits(house: House, client: Client) -> None:
    sign_in(client, house.site.deputy)
    assert "None waits for you" in client.get(reverse("team_home")).content.decode()
    house.raise_worry()
    assert "1 waits for you" in client.get(reverse("team_home")).content.decode()


class TestForgetting:
    def test_the_ask_ends(self, house: House) -> None:
        house.raise_worry()
        handing.hand_over(
            key=house.cass.key,
            ask=house.ask,
            given={"fine": 1},
            missing={},
            area="coast",
            form_id=new_form_id(),
        )
        assert Worry.objects.get().about is None

    def test_with_a_page_it_hangs_on_the_page_until_that_ends(self, house: House) -> None:
        page = make_page()
        ask = ask_for(page)
        house.raise_worry(about=ask)
        ending.end_rows([])
        handing.hand_over(key=house.cass.key, ask=ask, given={"fine": 1}, missing={}, area="coast", form_id=new_form_id())
        assert Worry.objects.get().about == page.key.owner
        receipt = pages.take_everything_back(key=page.key)
        assert receipt.danger_until == str(this_week() + 26)
        row = Worry.objects.get()
        assert row.about is None
        assert "takes them off her" in vault.read(house.jo.key, row, "note")
        assert Ask.objects.get(pk=ask).state == Ask.State.ENDED
