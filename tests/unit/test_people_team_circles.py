"""Circles: joining never opens the past; leaving shuts it at once and needs no key."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import uuid4

import pytest
from django.test import Client
from django.urls import reverse

from kithbridge.people import vault, visit
from kithbridge.people.actions import circles, notes
from kithbridge.people.keyring.models import Tombstone
from kithbridge.people.models import Circle, CircleMember, Message, Role
from kithbridge.people.queries.roles import asks_circle, readers_of_asks
from kithbridge.web import once
from tests.builders import DATABASES, Member, Site, furnish_site, make_member, make_page, quick_kdf, sign_in  # noqa: F401

pytestmark = DATABASES


@dataclass
class Team:
    site: Site
    jo: Member
    cass: Member
    shanice: Member


@pytest.fixture
def people() -> Team:
    site = furnish_site()
    return Team(site, *(make_member(name, circle=site.circle) for name in ("Jo", "Cass", "Shanice")))


@pytest.fixture
def boss(client: Client, people: Team) -> Client:
    sign_in(client, people.site.lead)
    return client


def note() -> Message:
    """Written to whoever reads asks now."""
    readers = [member.pk for member in readers_of_asks()]
    message = notes.write(key=make_page().key, text="hello", readers=readers, form_id=once.new_form_id())
    assert message is not None
    return message


def test_it_works(boss: Client, people: Team) -> None:
    page = boss.get(reverse("team_circles")).content.decode()
    assert "Peers" in page
    assert "Cass, Jo, Shanice" in page
    answer = boss.post(reverse("team_circles"), {"name": "Leads"})
    made = Circle.objects.get(name="Leads")
    assert answer.headers["Location"] == reverse("team_circle", args=[made.pk])
    assert not made.reads_asks
    boss.post(reverse("team_circle_add", args=[made.pk]), {"member": str(people.jo.member.pk)})
    assert made.members.get().member_id == people.jo.member.pk
    assert b"Jo" in boss.get(reverse("team_circle", args=[made.pk])).content


@pytest.mark.parametrize("role", [Role.PEER, Role.FACILITATOR, Role.RESEARCHER, Role.SAFEGUARDING_DEPUTY])
def test_nobody_but_a_lead(client: Client, people: Team, role: Role) -> None:
    other = make_member("Wren", role)
    sign_in(client, other)
    number, sent = people.site.circle.pk, {"member": str(other.member.pk), "name": "Mine", "sure": "1"}
    assert client.get(reverse("team_circles")).status_code == 404
    assert client.post(reverse("team_circles"), sent).status_code == 404
    for name in ("add", "remove", "asks", "close"):
        assert client.post(reverse(f"team_circle_{name}", args=[number]), sent).status_code == 404
    assert CircleMember.objects.count() == 3


def test_a_lead_outside_the_circle_reads_nothing(people: Team) -> None:
    message = note()
    with pytest.raises(vault.CannotOpen):
        vault.read(people.site.lead.key, message, "body")


def test_exactly_one_circle_gets_the_asks(boss: Client, people: Team) -> None:
    boss.post(reverse("team_circles"), {"name": "Evenings", "asks": "1"})
    assert [circle.name for circle in Circle.objects.filter(reads_asks=True)] == ["Evenings"]
    boss.post(reverse("team_circle_asks", args=[people.site.circle.pk]))
    assert [circle.name for circle in Circle.objects.filter(reads_asks=True)] == ["Peers"]
    assert asks_circle() == people.site.circle


def test_joining_never_opens_the_past(boss: Client, people: Team) -> None:
    before = note()
    wren = make_member("Wren")
    boss.post(reverse("team_circle_add", args=[people.site.circle.pk]), {"member": str(wren.member.pk)})
    with pytest.raises(vault.CannotOpen):
        vault.read(wren.key, before, "body")
    assert "hello" in vault.read(wren.key, note(), "body")


def test_leaving_shuts_what_was_written_to_this_circle_only(boss: Client, people: Team) -> None:
    here = note()
    circles.make(name="Evenings", reads_asks=True)
    evenings = Circle.objects.get(name="Evenings")
    for one in (people.jo, people.cass):
        circles.add(circle=evenings.pk, member=one.member.pk)
    there = note()
    token = visit.start(people.jo.key, visit.Stage.TEAM)
    answer = boss.post(reverse("team_circle_remove", args=[people.site.circle.pk]), {"member": str(people.jo.member.pk)})
    assert answer.status_code == 302
    with pytest.raises(vault.CannotOpen):
        vault.read(people.jo.key, here, "body")
    assert Tombstone.objects.filter(item=here.pk, holder=vault.holder(people.jo.key.owner)).exists()
    assert "hello" in vault.read(people.jo.key, there, "body")
    assert "hello" in vault.read(people.cass.key, here, "body")
    assert visit.resume(token) is None, "her devices are signed out"
    with pytest.raises(vault.Ended):
        vault.share(people.cass.key, here.pk, people.jo.key.owner)


def test_too_few_readers_must_be_said_twice(boss: Client, people: Team) -> None:
    number = people.site.circle.pk
    circles.leave(circle=number, member=people.shanice.member.pk)
    message = note()
    sent = {"member": str(people.jo.member.pk)}
    answer = boss.post(reverse("team_circle_remove", args=[number]), sent)
    assert answer.status_code == 409
    assert b"has 1 in it" in answer.content
    assert b"1 would have fewer than 2 readers" in answer.content
    assert vault.read(people.jo.key, message, "body")
    assert boss.post(reverse("team_circle_remove", args=[number]), {**sent, "sure": "1"}).status_code == 302
    answer = boss.post(reverse("team_circle_remove", args=[number]), {"member": str(people.cass.member.pk)})
    assert answer.status_code == 409
    assert b"1 locked thing would be left that nobody" in answer.content


def test_what_one_alone_could_read_warns_even_in_a_full_circle(people: Team) -> None:
    notes.write(key=make_page().key, text="for Jo", readers=[people.jo.key.owner], form_id=once.new_form_id())
    with pytest.raises(circles.TooFew) as caught:
        circles.leave(circle=people.site.circle.pk, member=people.jo.member.pk)
    assert caught.value.impact.alone == 1
    assert caught.value.readers == 2


def test_leaving_twice_or_from_outside_changes_nothing(boss: Client, people: Team) -> None:
    token = visit.start(people.site.deputy.key, visit.Stage.TEAM)
    circles.leave(circle=people.site.circle.pk, member=people.site.deputy.member.pk)
    assert CircleMember.objects.count() == 3
    assert visit.resume(token)


@pytest.mark.parametrize("member", ["", "nobody", "2ad40193-54f1-45d9-89d2-63420397e8fd"])
def test_nobody_chosen(boss: Client, people: Team, member: str) -> None:
    for name in ("add", "remove"):
        answer = boss.post(reverse(f"team_circle_{name}", args=[people.site.circle.pk]), {"member": member})
        assert answer.status_code == 400
        assert b"choose somebody" in answer.content


@pytest.mark.parametrize("name", ["", "  ", "peers", "PEERS", "x" * 61])
def test_a_name_that_cannot_be(boss: Client, name: str) -> None:
    assert boss.post(reverse("team_circles"), {"name": name}).status_code == 400
    assert Circle.objects.count() == 1


def test_only_an_empty_circle_without_asks_closes(boss: Client, people: Team) -> None:
    boss.post(reverse("team_circle_close", args=[people.site.circle.pk]))
    assert Circle.objects.filter(pk=people.site.circle.pk).exists()
    spare = circles.make(name="Spare")
    boss.post(reverse("team_circle_close", args=[spare.pk]))
    assert not Circle.objects.filter(pk=spare.pk).exists()


def test_a_circle_that_is_not_there(boss: Client) -> None:
    assert boss.get(reverse("team_circle", args=[uuid4()])).status_code == 404
