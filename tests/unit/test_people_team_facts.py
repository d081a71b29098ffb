"""Facts, notice and recordings."""

from __future__ import annotations

import datetime as dt

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from kithbridge.people import facts
from kithbridge.people.models import Fact, Notice, Recording, Role
from kithbridge.web import clock, once
from tests.builders import DATABASES, FACTS, Member, furnish_site, make_member, quick_kdf, sign_in  # noqa: F401

pytestmark = DATABASES


@pytest.fixture
def lead() -> Member:
    return make_member("Maeve", Role.LEAD)


@pytest.fixture
def boss(client: Client, lead: Member) -> Client:
    sign_in(client, lead)
    return client


def test_it_works(boss: Client) -> None:
    page = boss.get(reverse("team_facts")).content.decode()
    assert "Missing before the site may open" in page
    assert "Days on which the team reads" in page
    with clock.at(dt.datetime(2026, 11, 3, 9, tzinfo=clock.LONDON)):
        answer = boss.post(reverse("team_facts"), FACTS)
        assert answer.headers["Location"].endswith("?saved")
    page = boss.get(answer.headers["Location"]).content.decode()
    assert "Set on 3 November 2026" in page
    assert "Monday and Thursday" in page
    assert facts.fact("nation") == "England"


def test_only_what_changed_gets_a_new_day(boss: Client) -> None:
    with clock.at(dt.datetime(2026, 11, 3, 9, tzinfo=clock.LONDON)):
        boss.post(reverse("team_facts"), FACTS)
    with clock.at(dt.datetime(2026, 11, 9, 9, tzinfo=clock.LONDON)):
        boss.post(reverse("team_facts"), {**FACTS, "reading_days": "Tuesday"})
    assert Fact.objects.get(key="reading_days").set_on == dt.date(2026, 11, 9)
    assert Fact.objects.get(key="nation").set_on == dt.date(2026, 11, 3)


def test_an_empty_value_takes_a_fact_off_and_the_site_closes(boss: Client) -> None:
    boss.post(reverse("team_facts"), FACTS)
    boss.post(reverse("team_facts"), {"complaints": " "})
    assert not Fact.objects.filter(key="complaints").exists()
    assert any("complain" in gap for gap in facts.missing())


@pytest.mark.parametrize(
    ("key", "value"),
    [
        ("leave_to", "javascript:alert(1)"),
        ("leave_to", "bbc.co.uk"),
        ("number_legal", "0808 157 0003"),
        ("number_legal", "Legal advice: soon"),
        ("dpia", "x" * 2_001),
    ],
)
def test_what_cannot_stand_sets_nothing_and_loses_nothing(boss: Client, key: str, value: str) -> None:
    answer = boss.post(reverse("team_facts"), {"group": "Bridge", key: value})
    page = answer.content.decode()
    assert answer.status_code == 400
    assert "Nothing was set yet" in page
    assert 'value="Bridge"' in page
    assert not Fact.objects.exists()


@pytest.mark.parametrize("role", [Role.PEER, Role.SAFEGUARDING_LEAD, Role.RESEARCHER])
def test_nobody_but_a_lead(client: Client, lead: Member, role: Role) -> None:
    sign_in(client, make_member("Jo", role))
    for name in ("team_facts", "team_notice", "team_sound"):
        assert client.get(reverse(name)).status_code == 404
    assert client.post(reverse("team_facts"), FACTS).status_code == 404
    assert client.post(reverse("team_notice"), {"lines": "a", "threshold": "b"}).status_code == 404
    assert client.post(reverse("team_sound_keep", args=["notice"]), {"remove": "1"}).status_code == 404
    assert not Fact.objects.exists()


def test_the_notice_begins_from_a_marked_text(boss: Client) -> None:
    page = boss.get(reverse("team_notice")).content.decode()
    assert "This is a text to start from" in page
    assert "We do not ask your name." in page
    assert "Then two of us decide" in page
    assert not Notice.objects.exists()


def test_each_change_is_a_new_version(boss: Client) -> None:
    sent = {"lines": "One\r\nTwo", "threshold": "When", "checked_by": "", "form_id": once.new_form_id()}
    assert boss.post(reverse("team_notice"), sent).status_code == 302
    assert boss.post(reverse("team_notice"), sent).status_code == 302, "a form sent twice makes no second version"
    boss.post(reverse("team_notice"), {**sent, "lines": "Three", "form_id": once.new_form_id()})
    assert list(Notice.objects.order_by("version").values_list("version", "lines")) == [(1, "One\nTwo"), (2, "Three")]
    page = boss.get(reverse("team_notice")).content.decode()
    assert "Three" in page
    assert "Version 2 is in force" in page
    assert "This is a text to start from" not in page


@pytest.mark.parametrize(
    "sent", [{"lines": "", "threshold": "x"}, {"lines": "x", "threshold": " "}, {"lines": "x" * 20_001, "threshold": "x"}]
)
def test_a_notice_that_cannot_stand(boss: Client, sent: dict[str, str]) -> None:
    answer = boss.post(reverse("team_notice"), sent)
    assert answer.status_code == 400
    assert b"What you wrote is still here" in answer.content
    assert not Notice.objects.exists()


MP3_FRAME = b"\xff\xfb\x10\x00" + b"\x55" * (144_000 * 32 // 44_100 - 4)


def upload(data: bytes, name: str = "voice.mp3") -> dict[str, object]:
    return {"sound": SimpleUploadedFile(name, data, content_type="audio/mpeg")}


def test_a_recording_is_kept_without_its_labels(boss: Client) -> None:
    label = b"ID3\x04\x00\x00\x00\x00\x00\x20" + b"Maeve's phone".ljust(32, b"\0")
    tail = b"TAG" + b"Tarrowby".ljust(125, b"\0")
    answer = boss.post(reverse("team_sound_keep", args=["notice"]), upload(label + MP3_FRAME * 8 + tail))
    assert answer.headers["Location"].endswith("?saved=notice")
    kept = Recording.objects.get(slug="notice")
    assert bytes(kept.sound) == MP3_FRAME * 8
    assert kept.kind == "audio/mpeg"
    assert b"<audio" in boss.get(reverse("team_sound")).content
    boss.post(reverse("team_sound_keep", args=["notice"]), {"remove": "1"})
    assert not Recording.objects.exists()


@pytest.mark.parametrize(
    ("data", "said"),
    [
        (b"", b"no file came"),
        (b"<html><script>alert(1)</script>", b"not an MP3"),
        (b"MZ" + bytes(4_000), b"not an MP3"),
        (MP3_FRAME * 1 + b"PK\x03\x04" * 100, b"not an MP3"),
        (MP3_FRAME * 25_000, b"larger than 2 MB"),
        (MP3_FRAME * 50_000, b"no file came"),
        (b"OggS" + bytes(40), b"damaged"),
        (b"\x00\x00\x00\x18ftypM4A " + bytes(5), b"damaged"),
    ],
    ids=["empty", "html", "program", "one frame", "too large", "far too large", "ogg", "mp4"],
)
def test_what_is_no_recording_is_refused(boss: Client, data: bytes, said: bytes) -> None:
    answer = boss.post(reverse("team_sound_keep", args=["breath"]), upload(data))
    assert answer.status_code == 400
    assert said in answer.content
    assert not Recording.objects.exists()


def test_a_page_that_has_no_recording(boss: Client) -> None:
    assert boss.post(reverse("team_sound_keep", args=["other"]), upload(MP3_FRAME * 8)).status_code == 404


def test_no_file_at_all(boss: Client) -> None:
    assert boss.post(reverse("team_sound_keep", args=["breath"])).status_code == 400


def test_nothing_is_missing_on_a_furnished_site(client: Client) -> None:
    site = furnish_site()
    sign_in(client, site.lead)
    page = client.get(reverse("team_facts")).content
    assert b"at least 2 people in it" in page
    assert b"A second lead, or a sealed letter" in page
    make_member("Bron", Role.LEAD, circle=site.circle)
    make_member("Jo", Role.PEER, circle=site.circle)
    assert b"Nothing is missing" in client.get(reverse("team_facts")).content
