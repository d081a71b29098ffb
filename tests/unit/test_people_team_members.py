"""The team page: roles, leaving, a lost second factor."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from uuid import uuid4

import pytest
from django.test import Client
from django.urls import reverse

from kithbridge.people import facts, vault, visit
from kithbridge.people.actions import factors, notes, team
from kithbridge.people.keyring.models import Person, Tombstone, Wrap
from kithbridge.people.models import (
    CircleMember,
    Due,
    Factor,
    FactorReset,
    Message,
    RecoveryCode,
    Role,
    RoleHeld,
    TeamMember,
)
from kithbridge.people.queries import team as known
from kithbridge.web import clock, once
from kithbridge.web.record.models import Entry
from tests.builders import DATABASES, Member, Site, furnish_site, make_member, make_page, quick_kdf, sign_in  # noqa: F401

pytestmark = DATABASES


@dataclass
class Team:
    site: Site
    jo: Member
    cass: Member


@pytest.fixture
def people() -> Team:
    site = furnish_site()
    return Team(site, make_member("Jo", circle=site.circle), make_member("Cass", circle=site.circle))


@pytest.fixture
def boss(client: Client, people: Team) -> Client:
    sign_in(client, people.site.lead)
    return client


def note_to(*readers: Member) -> Message:
    message = notes.write(key=make_page().key, text="hello", readers=[one.key.owner for one in readers], form_id=once.new_form_id())
    assert message is not None
    return message


def test_it_works(boss: Client, people: Team) -> None:
    page = boss.get(reverse("team_list")).content.decode()
    assert all(name in page for name in ("Maeve", "Jo", "Cass", "Ms Adeyemi", "safeguarding deputy", "Peers"))
    jo = people.jo.member.pk
    answer = boss.post(reverse("team_member", args=[jo]), {"role": ["peer", "facilitator"]})
    assert answer.headers["Location"] == reverse("team_member", args=[jo])
    assert set(RoleHeld.objects.filter(member=jo).values_list("role", flat=True)) == {"peer", "facilitator"}
    assert Entry.objects.filter(kind="role given: facilitator", role="team").count() == 1


@pytest.mark.parametrize("role", [Role.PEER, Role.FACILITATOR, Role.RESEARCHER, Role.SAFEGUARDING_LEAD])
def test_nobody_but_a_lead(client: Client, people: Team, role: Role) -> None:
    other = make_member("Wren", role)
    sign_in(client, other)
    number = people.jo.member.pk
    for name, args in (("team_list", []), ("team_member", [number]), ("team_leaves", [number])):
        assert client.get(reverse(name, args=args)).status_code == 404
    for name in ("team_member", "team_leaves", "team_reset"):
        assert client.post(reverse(name, args=[number]), {"role": ["lead"], "act": "ask"}).status_code == 404
    assert TeamMember.objects.filter(pk=number).exists()
    assert not FactorReset.objects.exists()


def test_somebody_who_is_not_there(boss: Client) -> None:
    assert boss.get(reverse("team_member", args=[uuid4()])).status_code == 404
    assert boss.post(reverse("team_leaves", args=[uuid4()])).status_code == 404


def test_somebody_without_any_role_would_rather_leave(boss: Client, people: Team) -> None:
    answer = boss.post(reverse("team_member", args=[people.jo.member.pk]), {})
    assert answer.status_code == 400
    assert b"tick at least one role" in answer.content
    assert RoleHeld.objects.filter(member=people.jo.member).exists()


def test_the_last_lead_stays_a_lead(boss: Client, people: Team) -> None:
    maeve = people.site.lead.member.pk
    sent = {"role": ["safeguarding_lead"]}
    answer = boss.post(reverse("team_member", args=[maeve]), sent)
    assert answer.status_code == 409
    assert b"at least one lead must stay" in answer.content
    team.set_roles(member=people.jo.member.pk, roles=[Role.PEER, Role.LEAD])
    assert boss.post(reverse("team_member", args=[maeve]), sent).status_code == 302


def test_the_last_lead_cannot_leave(boss: Client, people: Team) -> None:
    for name, args in (("team_leaves", [people.site.lead.member.pk]), ("team_leave", [])):
        answer = boss.post(reverse(name, args=args))
        assert answer.status_code == 409
    assert TeamMember.objects.filter(work_name="Maeve").exists()


def test_without_safeguarding_the_site_closes_and_that_is_said_first(boss: Client, people: Team) -> None:
    deputy = people.site.deputy.member.pk
    answer = boss.post(reverse("team_member", args=[deputy]), {"role": ["peer"]})
    assert answer.status_code == 409
    assert b"the site closes" in answer.content
    assert facts.missing() == []
    assert boss.post(reverse("team_member", args=[deputy]), {"role": ["peer"], "sure": "1"}).status_code == 302
    assert facts.missing()
    assert b"the site closes" not in boss.get(reverse("team_leaves", args=[deputy])).content


def test_a_deputy_who_is_also_the_lead_does_not_count(people: Team) -> None:
    maeve = people.site.lead.member.pk
    assert known.would_close(people.site.deputy.member.pk, [])
    team.set_roles(member=maeve, roles=[Role.LEAD, Role.SAFEGUARDING_LEAD, Role.SAFEGUARDING_DEPUTY])
    assert known.would_close(people.site.deputy.member.pk, [])


def test_leaving_takes_everything_along(boss: Client, people: Team) -> None:
    jo, message = people.jo, note_to(people.jo, people.cass)
    factors.new_spares(key=jo.key)
    token = visit.start(jo.key, visit.Stage.TEAM)
    assert vault.read(jo.key, message, "body")
    answer = boss.post(reverse("team_leaves", args=[jo.member.pk]))
    assert answer.headers["Location"] == reverse("team_list")
    owner = jo.key.owner
    assert not TeamMember.objects.filter(pk=owner).exists()
    for model in (RoleHeld, Factor, RecoveryCode, CircleMember):
        assert not model.objects.filter(member_id=owner).exists()
    assert not Person.objects.filter(owner=owner).exists()
    assert not Wrap.objects.filter(holder=vault.holder(owner)).exists()
    assert Tombstone.objects.filter(item=owner).exists()
    assert not Due.objects.exists()
    assert visit.resume(token) is None
    with pytest.raises(vault.CannotOpen):
        vault.read(jo.key, message, "body")
    assert vault.read(people.cass.key, message, "body")
    assert Client().post(reverse("team_sign_in"), {"work_name": "Jo", "words": jo.typed}).headers["Location"].endswith("?no")


def test_what_would_be_left_is_said_first(boss: Client, people: Team) -> None:
    note_to(people.jo)
    note_to(people.jo, people.cass)
    note_to(people.cass, people.site.lead)
    assert known.if_gone(people.jo.member.pk) == known.Impact(alone=1, few=1)
    page = boss.get(reverse("team_leaves", args=[people.jo.member.pk])).content
    assert b"1 locked thing would be left" in page
    assert b"1 would have fewer than 2 readers" in page
    assert known.unread() == 0
    team.leave(member=people.jo.member.pk)
    assert known.unread() == 1
    assert b"1 locked thing can be opened by nobody" in boss.get(reverse("team_list")).content


def test_a_member_leaves_by_herself(client: Client, people: Team) -> None:
    sign_in(client, people.jo)
    assert b"Leave now, for good" in client.get(reverse("team_leave")).content
    answer = client.post(reverse("team_leave"))
    assert answer.status_code == 200
    assert b"You have left" in answer.content
    assert not TeamMember.objects.filter(work_name="Jo").exists()
    assert client.get(reverse("team_home")).status_code == 302


def test_a_lead_who_takes_herself_out_is_signed_out(boss: Client, people: Team) -> None:
    team.set_roles(member=people.jo.member.pk, roles=[Role.LEAD])
    answer = boss.post(reverse("team_leaves", args=[people.site.lead.member.pk]))
    assert answer.headers["Location"] == reverse("team_sign_in")


# --- A lost second factor ------------------------------------------------------------------------------


@pytest.fixture
def bron(people: Team) -> Member:
    return make_member("Bron", Role.LEAD)


def test_two_leads_take_a_second_step_off(boss: Client, people: Team, bron: Member) -> None:
    jo = people.jo.member.pk
    factors.new_spares(key=people.jo.key)
    token = visit.start(people.jo.key, visit.Stage.TEAM)
    boss.post(reverse("team_reset", args=[jo]), {"act": "ask"})
    assert b"I agree" not in boss.get(reverse("team_member", args=[jo])).content
    other = Client()
    sign_in(other, bron)
    assert b"Maeve asks for the second step of Jo" in other.get(reverse("team_home")).content
    assert b"I agree" in other.get(reverse("team_member", args=[jo])).content
    other.post(reverse("team_reset", args=[jo]), {"act": "agree"})
    assert not Factor.objects.filter(member=jo).exists()
    assert not RecoveryCode.objects.filter(member=jo).exists()
    assert not FactorReset.objects.exists()
    assert visit.resume(token) is None
    hers = Client()
    hers.post(reverse("team_sign_in"), {"work_name": "Jo", "words": people.jo.typed})
    assert hers.get(reverse("team_second")).headers["Location"] == reverse("team_factor_first")


def test_one_lead_alone_cannot(boss: Client, people: Team, bron: Member) -> None:
    jo = people.jo.member.pk
    boss.post(reverse("team_reset", args=[jo]), {"act": "agree"})
    boss.post(reverse("team_reset", args=[jo]), {"act": "ask"})
    assert boss.post(reverse("team_reset", args=[jo]), {"act": "agree"}).status_code == 409
    assert Factor.objects.filter(member=jo).exists()


def test_not_by_the_one_it_is_for(people: Team, bron: Member) -> None:
    factors.ask_reset(by=people.site.lead.key.owner, member=bron.key.owner)
    with pytest.raises(factors.NotTheSecond):
        factors.agree_reset(by=bron.key.owner, member=bron.key.owner)


def test_a_reset_lapses_after_a_week(people: Team, bron: Member) -> None:
    factors.ask_reset(by=people.site.lead.key.owner, member=people.jo.key.owner)
    with clock.at(clock.now() + dt.timedelta(days=7, minutes=1)), pytest.raises(factors.NotTheSecond):
        factors.agree_reset(by=bron.key.owner, member=people.jo.key.owner)
    assert Factor.objects.filter(member=people.jo.member).exists()


def test_a_reset_can_be_called_off(boss: Client, people: Team, bron: Member) -> None:
    jo = people.jo.member.pk
    boss.post(reverse("team_reset", args=[jo]), {"act": "ask"})
    boss.post(reverse("team_reset", args=[jo]), {"act": "drop"})
    with pytest.raises(factors.NotTheSecond):
        factors.agree_reset(by=bron.key.owner, member=jo)
