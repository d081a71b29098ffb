"""Invitation and joining: a link works once; nothing is stored before the words are typed back."""

from __future__ import annotations

import datetime as dt
import re

import pyotp
import pytest
from django.test import Client
from django.urls import reverse

from kithbridge.engines import sealing
from kithbridge.people import visit
from kithbridge.people.actions import opening, team
from kithbridge.people.keyring.models import Person, Wrap
from kithbridge.people.models import CircleMember, Factor, Invitation, RecoveryCode, Role, TeamMember
from kithbridge.people.queries import team as known
from kithbridge.web import clock, once
from kithbridge.web.record.models import Entry
from tests.builders import DATABASES, furnish_site, make_member, quick_kdf, sign_in  # noqa: F401

pytestmark = DATABASES
FOLDED = re.compile(r'name="folded" value="([^"]+)"')


def link(**more: object) -> str:
    return team.invite(**{"work_name": "Jo", "roles": [Role.PEER], "form_id": once.new_form_id(), **more}).token


def words_on(page: str) -> list[str]:
    return ["".join(pair) for pair in re.findall(r"<li><span><b>(\w+)</b>(\w*)</span></li>", page)]


def shown(client: Client, token: str, name: str = "Jo") -> tuple[str, list[str]]:
    """Choose a name; the folded field and the words of the page that follows."""
    page = client.post(reverse("team_join", args=[token]), {"work_name": name}).content.decode()
    return FOLDED.search(page)[1], words_on(page)


def test_it_works_from_the_link_to_the_first_page(client: Client) -> None:
    site = furnish_site()
    boss, jo = Client(), client
    sign_in(boss, site.lead)
    made = boss.post(
        reverse("team_invite"),
        {"work_name": "Jo", "role": ["peer"], "circle": str(site.circle.pk), "form_id": once.new_form_id()},
    )
    token = re.search(r"/t/join/([\w-]+)<", made.content.decode())[1]
    assert b"not your legal name" in jo.get(reverse("team_join", args=[token])).content.lower()
    folded, words = shown(jo, token)
    assert len(words) == 8
    assert not TeamMember.objects.filter(work_name="Jo").exists()
    assert Person.objects.count() == 2
    answer = jo.post(reverse("team_join", args=[token]), {"folded": folded, "words": " ".join(words)})
    assert answer.headers["Location"] == reverse("team_cookie")
    member = TeamMember.objects.get(work_name="Jo")
    assert [one.role for one in member.roles.all()] == ["peer"]
    assert CircleMember.objects.filter(circle=site.circle, member=member).exists()
    # Nothing opens before a second step stands.
    assert jo.get(reverse("team_home")).status_code == 302
    assert jo.get(reverse("team_second")).headers["Location"] == reverse("team_factor_first")
    page = jo.get(reverse("team_factor_first")).content.decode()
    assert "<svg" in page
    assert "style=" not in page
    secret = "".join(re.search(r'<p class="code">([A-Z2-7 ]+)</p>', page)[1].split())
    sent = {"folded": FOLDED.search(page)[1], "code": pyotp.TOTP(secret).at(clock.unix())}
    assert jo.post(reverse("team_factor_first"), sent).headers["Location"] == reverse("team_codes")
    assert jo.get(reverse("team_home")).status_code == 200
    page = jo.post(reverse("team_codes")).content.decode()
    codes = re.findall(r"<li>(\w{5}-\w{5})</li>", page)
    assert len(set(codes)) == 10
    assert RecoveryCode.objects.filter(member=member).count() == 10
    stored = "".join(RecoveryCode.objects.values_list("hash", flat=True))
    assert not any(code in stored or code.replace("-", "") in stored for code in codes)
    assert bytes(Factor.objects.get(member=member).secret)[:1] == b"\x01"
    assert secret.encode() not in bytes(Factor.objects.get(member=member).secret)


def test_the_code_that_set_a_step_up_does_not_open_with_it(client: Client) -> None:
    token = link()
    key = team.join(token=token, work_name="Jo", words=team.draw_words())
    secret = pyotp.random_base32()
    from kithbridge.people.actions import factors

    code = pyotp.TOTP(secret).at(clock.unix())
    factors.add_totp(key=key, secret=secret, code=code)
    with pytest.raises(factors.WrongCode):
        factors.check_totp(key=key, code=code)


def test_other_words_make_nothing(client: Client) -> None:
    token = link()
    folded, words = shown(client, token)
    answer = client.post(reverse("team_join", args=[token]), {"folded": folded, "words": " ".join(reversed(words))})
    assert answer.status_code == 400
    assert words_on(answer.content.decode()) == words
    assert not TeamMember.objects.exists()
    assert not Person.objects.exists()
    assert known.invitation(token)


def test_a_folded_field_of_another_link_or_an_hour_ago_does_not_open(client: Client) -> None:
    one, two = link(), link(work_name="Cass")
    folded, words = shown(client, one)
    sent = {"folded": folded, "words": " ".join(words)}
    assert client.post(reverse("team_join", args=[two]), sent).status_code == 400
    assert client.post(reverse("team_join", args=[one]), {**sent, "folded": folded[:-8] + "AAAAAAA="}).status_code == 400
    with clock.at(clock.now() + dt.timedelta(minutes=61)):
        assert b"more than an hour" in client.post(reverse("team_join", args=[one]), sent).content
    assert not TeamMember.objects.exists()


def test_a_used_link_is_over(client: Client) -> None:
    token = link()
    folded, words = shown(client, token)
    sent = {"folded": folded, "words": " ".join(words)}
    client.post(reverse("team_join", args=[token]), sent)
    again = Client()
    assert again.get(reverse("team_join", args=[token])).status_code == 410
    assert again.post(reverse("team_join", args=[token]), sent).status_code == 410
    assert TeamMember.objects.count() == 1
    assert not Invitation.objects.exists()


def test_two_who_join_by_one_link_at_once_are_one(client: Client) -> None:
    token = link()
    team.join(token=token, work_name="Jo", words=team.draw_words())
    with pytest.raises(team.NoInvitation):
        team.join(token=token, work_name="Cass", words=team.draw_words())
    assert Person.objects.count() == TeamMember.objects.count() == 1


def test_a_join_that_fails_late_leaves_no_keys(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    token = link()

    def broken(*_given: object, **_more: object) -> None:
        raise RuntimeError

    monkeypatch.setattr("kithbridge.people.actions.team.record.note", broken)
    with pytest.raises(RuntimeError):
        team.join(token=token, work_name="Jo", words=team.draw_words())
    assert not Person.objects.exists()
    assert not Wrap.objects.exists()
    assert not TeamMember.objects.exists()
    assert known.invitation(token)


def test_a_join_that_was_cut_off_goes_on_with_the_same_words() -> None:
    token, words = link(), team.draw_words()
    cut_off = team._new_keys(opening.derive(sealing.team_secret("Jo", words)))
    key = team.join(token=token, work_name="Jo", words=words)
    assert key.owner == cut_off.owner == TeamMember.objects.get().pk
    assert Person.objects.count() == 1


@pytest.mark.parametrize("how", ["late", "called back", "never"])
def test_a_link_that_is_over(client: Client, how: str) -> None:
    token = link()
    if how == "late":
        Invitation.objects.update(until=clock.unix() - 1)
    elif how == "called back":
        team.call_back(invitation=Invitation.objects.get().pk)
    else:
        token = "nobody-made-this"
    response = client.get(reverse("team_join", args=[token]))
    assert response.status_code == 410
    assert b"Nothing was kept" in response.content
    assert client.post(reverse("team_join", args=[token]), {"work_name": "Jo"}).status_code == 410


@pytest.mark.parametrize("name", ["", "   ", "x" * 41, "J\x07o", "JO", "ｊｏ"])
def test_a_name_that_cannot_be_or_is_taken(client: Client, name: str) -> None:
    make_member("Jo")
    token = link(work_name="")
    response = client.post(reverse("team_join", args=[token]), {"work_name": name})
    assert response.status_code == 400
    assert b"folded" not in response.content


def test_busy_while_joining_keeps_her_words_on_the_page(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    token = link()
    folded, words = shown(client, token)

    def busy(_secret: str) -> None:
        raise sealing.Busy

    monkeypatch.setattr(team, "derive", busy)
    response = client.post(reverse("team_join", args=[token]), {"folded": folded, "words": " ".join(words)})
    assert response.status_code == 503
    assert words_on(response.content.decode()) == words
    assert known.invitation(token)


def test_only_leads_invite(client: Client) -> None:
    jo = make_member("Jo")
    sign_in(client, jo)
    assert client.post(reverse("team_invite"), {"role": ["lead"]}).status_code == 404
    assert Client().post(reverse("team_invite"), {"role": ["lead"]}).status_code == 403
    assert not Invitation.objects.exists()


def test_an_invitation_needs_a_role_and_is_made_once(client: Client) -> None:
    boss = make_member("Maeve", Role.LEAD)
    sign_in(client, boss)
    sent = {"work_name": "Jo", "role": ["peer", "god"], "form_id": once.new_form_id()}
    assert client.post(reverse("team_invite"), {**sent, "role": ["god"]}).status_code == 400
    assert client.post(reverse("team_invite"), sent).status_code == 200
    assert client.post(reverse("team_invite"), sent).status_code == 409
    made = Invitation.objects.get()
    assert made.jobs == "peer"
    assert len(made.hash) == 64


def test_the_token_is_not_stored(client: Client) -> None:
    token = link()
    made = Invitation.objects.get()
    assert token not in f"{made.hash}{made.work_name}{made.jobs}"
    assert made.until > clock.unix()


def test_the_operator_invites_the_first_lead_only() -> None:
    made = team.invite_first(work_name="Maeve")
    team.join(token=made.token, work_name="Maeve", words=team.draw_words())
    with pytest.raises(team.LastLead):
        team.invite_first(work_name="Another")
    assert Entry.objects.filter(kind="invited into the team", role="operator").count() == 1


def test_joining_on_a_phone_that_somebody_is_signed_in_on_ends_her_visit(client: Client) -> None:
    token = sign_in(client, make_member("Maeve", Role.LEAD))
    invited = link()
    folded, words = shown(client, invited)
    client.post(reverse("team_join", args=[invited]), {"folded": folded, "words": " ".join(words)})
    assert visit.resume(token) is None
