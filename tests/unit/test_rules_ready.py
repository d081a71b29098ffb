"""Who may be offered as a reader: a job that may open asks, second steps, what must be learned. And pages whose words are lost."""

from __future__ import annotations

import pytest
from django.test import Client
from hypothesis import given
from hypothesis import strategies as st

from kithbridge.engines import sealing
from kithbridge.people import facts, vault
from kithbridge.people.actions import lost, notes, team, training
from kithbridge.people.models import Factor, Message, Neighbour, Role, TeamMember, Training
from kithbridge.people.queries import ready
from kithbridge.people.queries.roles import readers_of_asks
from kithbridge.people.views.opening import read_typed
from kithbridge.reach.actions import asking
from kithbridge.rules.enact import PastLimit
from kithbridge.web import once
from kithbridge.web.record.models import Entry
from tests.builders import DATABASES, Member, Page, Site, decide, furnish_site, make_member, make_page, quick_kdf, sign_in  # noqa: F401 - autouse

pytestmark = DATABASES


@pytest.fixture
def site() -> Site:
    return furnish_site()


@pytest.fixture
def jo(site: Site) -> Member:
    return make_member("Jo", Role.PEER, circle=site.circle)


def names() -> list[str]:
    return [member.work_name for member in readers_of_asks()]


# --- Readers ---------------------------------------------------------------------------------------------
def test_who_has_no_second_step_is_not_offered(site: Site) -> None:
    invited = team.invite(roles=(Role.PEER,), circle=site.circle.pk, form_id=once.new_form_id())
    key = team.join(token=invited.token, work_name="Fern", words=team.draw_words())
    assert names() == []
    assert [gap.rule for gap in ready.gaps(TeamMember.objects.get(pk=key.owner))] == ["team.factors"]


def test_somebody_in_the_circle_without_the_job_is_not_offered(site: Site) -> None:
    make_member("Rowan", Role.RESEARCHER, circle=site.circle)
    assert names() == []


@pytest.mark.parametrize("value", [["lead"], ["peer", "researcher"], ["peer", "facilitator"]])
def test_peers_read_and_who_counts_never_does(site: Site, value: list[str]) -> None:
    with pytest.raises(PastLimit):
        decide("asks.openers", value)


def test_what_is_missing_stands_before_opening(site: Site, jo: Member) -> None:
    make_member("Cass", Role.PEER, circle=site.circle)
    assert not [gap for gap in facts.before_opening() if "circle" in gap]
    decide("team.training", ["danger"])
    assert [gap for gap in facts.before_opening() if "ready to read" in gap]


def test_a_lead_ticks_what_was_learned(site: Site, jo: Member, client: Client) -> None:
    decide("team.training", ["danger", "locks"])
    sign_in(client, site.lead)
    address = f"/t/team/{jo.member.pk}"
    assert "when we act on a danger" in client.get(address).content.decode()
    assert "reads nothing new yet" in client.get(f"/t/circles/{site.circle.pk}").content.decode()
    sent = {"learned": ["danger", "locks", "flying"], "form_id": once.new_form_id()}
    assert client.post(f"{address}/learned", sent).status_code == 302
    assert set(Training.objects.values_list("training", flat=True)) == {"danger", "locks"}
    assert names() == ["Jo"]
    assert "reads nothing new yet" not in client.get(f"/t/circles/{site.circle.pk}").content.decode()
    client.post(f"{address}/learned", {"form_id": once.new_form_id()})
    assert names() == []


def test_trainings_are_recorded_once_and_go_with_her(site: Site, jo: Member) -> None:
    training.set_learned(member=jo.member.pk, learned=["danger"])
    training.set_learned(member=jo.member.pk, learned=["danger"])
    assert Entry.objects.filter(kind="trainings set").count() == 1
    team.leave(member=jo.member.pk)
    assert not Training.objects.exists()


def test_nobody_but_a_lead_ticks(jo: Member, client: Client) -> None:
    sign_in(client, jo)
    assert client.post(f"/t/team/{jo.member.pk}/learned", {"learned": "danger"}).status_code == 404
    assert not Training.objects.exists()


def test_she_is_told_what_she_lacks(jo: Member, client: Client) -> None:
    sign_in(client, jo)
    assert "you lack" not in client.get("/t/me").content.decode()
    decide("team.factors", 2)
    assert "1 more second step" in client.get("/t/me").content.decode()


def test_what_was_sealed_to_her_before_still_opens(jo: Member) -> None:
    """A rule decides who is offered, not what was written before."""
    asked = asking.ask(readers=[jo.member.pk], chosen={"fine": 1}, form_id=once.new_form_id()).ask
    decide("team.training", ["danger"])
    assert asked in vault.readable(jo.key, [asked])


def test_the_list_of_readers_costs_the_same_for_many(site: Site, django_assert_max_num_queries: object) -> None:
    for n in range(4):
        make_member(f"Peer {n}", Role.PEER, circle=site.circle)
    names()
    with django_assert_max_num_queries(5):  # type: ignore[operator]
        assert len(names()) == 4
    assert Factor.objects.count() == 6


# --- How many words --------------------------------------------------------------------------------------
@given(st.integers(7, 9), st.booleans(), st.booleans())
def test_words_are_read_however_many_there_were_when_they_were_drawn(n: int, shortened: bool, numbered: bool) -> None:
    words = sealing.WordList.load().draw(n)
    typed = [word[:3] if shortened else word for word in words]
    text = " ".join(f"{place}. {word}" for place, word in enumerate(typed, 1)) if numbered else " ".join(typed)
    assert read_typed(text).words == words


def test_old_words_go_on_working_when_more_are_drawn(client: Client) -> None:
    page = make_page()
    decide("words.count", 8)
    assert len(make_page().words) == 8
    assert client.post("/n/in", {"w": page.typed, "form_id": once.new_form_id()}).headers["Location"].endswith("?in=y")


@pytest.mark.parametrize("n", [6, 10])
def test_no_group_can_have_fewer_or_more(n: int) -> None:
    with pytest.raises(PastLimit):
        decide("words.count", n)


# --- Lost words ------------------------------------------------------------------------------------------
def written(page: Page, *readers: Member) -> None:
    notes.write(key=page.key, text="hello", readers=[one.member.pk for one in readers], form_id=once.new_form_id())


def test_one_of_us_ends_a_page_that_she_says_is_lost(jo: Member, client: Client) -> None:
    page = make_page()
    written(page, jo)
    asked = asking.ask(readers=[jo.member.pk], chosen={"fine": 1}, form_id=once.new_form_id(), page=page.key).ask
    decide("words.lost", "end")
    sign_in(client, jo)
    address = f"/t/talks/{page.key.owner}"
    assert "End her old page" in client.get(address).content.decode()
    refused = client.post(f"{address}/lost", {"form_id": once.new_form_id()})
    assert refused.status_code == 422
    assert Neighbour.objects.filter(pk=page.key.owner).exists()
    done = client.post(f"{address}/lost", {"said": "1", "form_id": once.new_form_id()})
    assert done.headers["Location"].endswith("?done=ended")
    assert not Neighbour.objects.filter(pk=page.key.owner).exists()
    assert not Message.objects.exists()
    assert vault.readable(jo.key, [asked]) == set()
    assert Client().post("/n/in", {"w": page.typed, "form_id": once.new_form_id()}).headers["Location"].endswith("?no")
    assert Entry.objects.filter(kind="page with lost words ended").count() == 1


def test_a_second_press_finds_nothing(jo: Member, client: Client) -> None:
    page = make_page()
    written(page, jo)
    decide("words.lost", "end")
    sign_in(client, jo)
    sent = {"said": "1", "form_id": once.new_form_id()}
    assert client.post(f"/t/talks/{page.key.owner}/lost", sent).status_code == 302
    assert client.post(f"/t/talks/{page.key.owner}/lost", sent).status_code == 404


def test_not_without_a_decision(jo: Member, client: Client) -> None:
    page = make_page()
    written(page, jo)
    with pytest.raises(lost.NotEnded):
        lost.end_page(key=jo.key, page=page.key.owner)
    assert Neighbour.objects.filter(pk=page.key.owner).exists()


def test_not_by_somebody_who_reads_nothing_of_it(site: Site, jo: Member, client: Client) -> None:
    page = make_page()
    written(page, jo)
    decide("words.lost", "end")
    sign_in(client, make_member("Wren", Role.PEER))
    assert client.post(f"/t/talks/{page.key.owner}/lost", {"said": "1"}).status_code == 404
    assert Neighbour.objects.filter(pk=page.key.owner).exists()
