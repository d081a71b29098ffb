"""Her own page: new words, second factors, spare codes, signing out."""

from __future__ import annotations

import re

import pyotp
import pytest
from django.test import Client
from django.urls import reverse

from kithbridge.people import vault, visit
from kithbridge.people.actions import factors, notes, team
from kithbridge.people.models import Factor, RecoveryCode, TeamMember
from kithbridge.web import clock, once
from kithbridge.web.record.models import Entry
from tests.builders import DATABASES, Member, make_member, make_page, quick_kdf, sign_in  # noqa: F401

pytestmark = DATABASES
FOLDED = re.compile(r'name="folded" value="([^"]+)"')


@pytest.fixture
def jo() -> Member:
    return make_member("Jo")


@pytest.fixture
def hers(client: Client, jo: Member) -> Client:
    sign_in(client, jo)
    return client


def words_on(page: str) -> list[str]:
    return ["".join(pair) for pair in re.findall(r"<li><span><b>(\w+)</b>(\w*)</span></li>", page)]


def test_it_works(hers: Client) -> None:
    page = hers.get(reverse("team_me")).content.decode()
    assert "Jo" in page
    assert "peer" in page
    assert "Code app" in page
    assert "0 spare codes left" in page


def test_nobody_who_is_not_signed_in(jo: Member) -> None:
    for name in ("team_me", "team_words", "team_codes", "team_factor_add", "team_leave"):
        assert Client().get(reverse(name)).headers["Location"] == reverse("team_sign_in")
    page = Client()
    make_page().enter(page)
    assert page.get(reverse("team_me")).status_code == 302


def test_new_words_open_what_the_old_ones_opened(hers: Client, jo: Member) -> None:
    message = notes.write(key=make_page().key, text="hello", readers=[jo.key.owner], form_id=once.new_form_id())
    old, other = hers.cookies[visit.COOKIE].value, visit.start(jo.key, visit.Stage.TEAM)
    page = hers.post(reverse("team_words")).content.decode()
    words, folded = words_on(page), FOLDED.search(page)[1]
    assert visit.resume(other), "nothing dies before the new words were typed"
    answer = hers.post(reverse("team_words"), {"folded": folded, "words": " ".join(word[:3] for word in words)})
    assert answer.headers["Location"] == reverse("team_me") + "?fresh"
    assert visit.resume(old) is None
    assert visit.resume(other) is None
    assert b"Your new words are in force" in hers.get(answer.headers["Location"]).content
    found = visit.resume(hers.cookies[visit.COOKIE].value)
    assert found
    assert "hello" in vault.read(found[0], message, "body")
    assert factors.secrets_of(found[0], "totp")
    stranger = Client()
    assert stranger.post(reverse("team_sign_in"), {"work_name": "Jo", "words": jo.typed}).headers["Location"].endswith("?no")
    sent = {"work_name": "Jo", "words": " ".join(words)}
    assert stranger.post(reverse("team_sign_in"), sent).headers["Location"] == reverse("team_cookie")


def test_new_words_pressed_twice_are_one_act(jo: Member) -> None:
    words = team.draw_words()
    one = team.new_words(key=jo.key, work_name="Jo", words=words)
    two = team.new_words(key=jo.key, work_name="Jo", words=words)
    assert one == two
    assert Entry.objects.filter(kind="new passphrase").count() == 1
    with pytest.raises(vault.CannotOpen):
        team.new_words(key=jo.key, work_name="Jo", words=team.draw_words())


def test_new_words_typed_otherwise_change_nothing(hers: Client, jo: Member) -> None:
    page = hers.post(reverse("team_words")).content.decode()
    answer = hers.post(reverse("team_words"), {"folded": FOLDED.search(page)[1], "words": jo.typed})
    assert answer.status_code == 400
    assert words_on(answer.content.decode()) == words_on(page)
    assert visit.resume(hers.cookies[visit.COOKIE].value)


def test_somebody_elses_folded_words_do_not_open(hers: Client) -> None:
    other = Client()
    sign_in(other, make_member("Cass"))
    page = other.post(reverse("team_words")).content.decode()
    sent = {"folded": FOLDED.search(page)[1], "words": " ".join(words_on(page))}
    answer = hers.post(reverse("team_words"), sent)
    assert answer.status_code == 200
    assert words_on(answer.content.decode()) != words_on(page)


def test_another_code_app(hers: Client, jo: Member) -> None:
    page = hers.get(reverse("team_factor_add")).content.decode()
    secret = "".join(re.search(r'<p class="code">([A-Z2-7 ]+)</p>', page)[1].split())
    sent = {"folded": FOLDED.search(page)[1], "code": "000000"}
    wrong = hers.post(reverse("team_factor_add"), sent)
    assert wrong.status_code == 400
    assert "".join(secret) in "".join(wrong.content.decode().split())
    sent["code"] = pyotp.TOTP(secret).at(clock.unix())
    assert hers.post(reverse("team_factor_add"), sent).headers["Location"] == reverse("team_me")
    assert len(factors.secrets_of(jo.key, "totp")) == 2


def test_the_last_second_step_stays(hers: Client, jo: Member) -> None:
    first = Factor.objects.get(member=jo.member).pk
    answer = hers.post(reverse("team_factor_remove", args=[first]))
    assert b"cannot be taken off" in hers.get(answer.headers["Location"]).content
    second = factors.add(key=jo.key, kind="totp", secret={"secret": pyotp.random_base32()})
    hers.post(reverse("team_factor_remove", args=[first]))
    assert [one.pk for one in factors.factors_of(jo.key.owner)] == [second.pk]


def test_somebody_elses_second_step_cannot_be_taken_off(hers: Client, jo: Member) -> None:
    factors.add(key=jo.key, kind="totp", secret={"secret": pyotp.random_base32()})
    other = make_member("Cass")
    number = Factor.objects.get(member=other.member).pk
    hers.post(reverse("team_factor_remove", args=[number]))
    assert Factor.objects.filter(pk=number).exists()


def test_new_spare_codes_make_the_old_void(hers: Client, jo: Member) -> None:
    old = factors.new_spares(key=jo.key)
    page = hers.post(reverse("team_codes")).content.decode()
    assert len(set(re.findall(r"<li>(\w{5}-\w{5})</li>", page))) == 10
    assert RecoveryCode.objects.filter(member=jo.member).count() == 10
    with pytest.raises(factors.WrongCode):
        factors.use_spare(key=jo.key, code=old[0])
    assert re.findall(r"<li>(\w{5}-\w{5})</li>", hers.get(reverse("team_codes")).content.decode()) == []


def test_signing_out_everywhere(hers: Client, jo: Member) -> None:
    other = visit.start(jo.key, visit.Stage.TEAM)
    assert hers.post(reverse("team_everywhere")).headers["Location"] == reverse("team_sign_in")
    assert visit.resume(other) is None
    assert hers.get(reverse("team_me")).status_code == 302


def test_a_member_who_is_gone_has_no_page(hers: Client, jo: Member) -> None:
    TeamMember.objects.all().delete()
    assert hers.get(reverse("team_me")).status_code == 302
