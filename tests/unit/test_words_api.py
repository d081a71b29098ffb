"""The check for machines: a text or a file in, findings out, nothing kept; and the list in force."""

from __future__ import annotations

import json

import pytest
from django.test import Client

from kithbridge.words import api, checking, lists
from tests.builders import DATABASES, furnish_site, quick_kdf  # noqa: F401

pytestmark = DATABASES
TEXT = "😀 Mum is a heroin addict. She failed to attend the clinic."


@pytest.fixture(autouse=True)
def site():
    return furnish_site()


def check(client: Client, kind: str = "application/json", **sent: object):
    return client.post("/api/words/check", json.dumps(sent), content_type=kind)


def test_a_text_in_and_findings_out(client: Client):
    answer = check(client, text=TEXT)
    assert answer.status_code == 200
    said = answer.json()
    assert said["list"] == lists.lexicon_in_force().version
    assert len(said["findings"]) == 2
    for one in said["findings"]:
        assert TEXT[one["start"] : one["end"]] == one["text"]
        assert TEXT.encode("utf-16-le")[2 * one["start_utf16"] : 2 * one["end_utf16"]].decode("utf-16-le") == one["text"]
        assert one["replace_start"] <= one["start"] <= one["end"] <= one["replace_end"]
        assert {"entry", "level", "contested", "reason", "alternatives", "disagree", "sources"} <= set(one)
        assert one["reason"]
        assert one["contested"] is False


def test_contested_words_come_only_when_asked_for(client: Client):
    text = "We asked the service users."
    assert check(client, text=text).json()["findings"] == []
    (one,) = check(client, text=text, level="contested").json()["findings"]
    assert one["contested"] is True
    assert one["disagree"]


def test_it_keeps_nothing_and_sets_no_cookie(client: Client):
    answer = check(client, text=TEXT)
    assert not answer.cookies
    assert answer.headers["Cache-Control"] == "no-store"


def test_no_key_of_a_form_is_needed():
    assert check(Client(enforce_csrf_checks=True), text=TEXT).status_code == 200


@pytest.mark.parametrize(
    ("sent", "status"),
    [
        ("nonsense", 422),
        ("{}", 422),
        ('{"text": 7}', 422),
        ('{"text": "x", "level": "loud"}', 422),
        ('{"text": "x", "genre": "poem"}', 422),
        ("[" * 10_000, 422),
        ('{"text": "\\ud800"}', 422),
    ],
)
def test_what_cannot_be_read_is_refused_without_saying_it_back(client: Client, sent: str, status: int):
    answer = client.post("/api/words/check", sent.replace("nonsense", "marrow nonsense"), content_type="application/json")
    assert answer.status_code == status
    assert answer.json()["problem"]
    assert "marrow" not in answer.content.decode()


def test_the_kind_must_be_named(client: Client):
    assert check(client, kind="text/plain", text=TEXT).status_code == 415
    assert client.post("/api/words/check", {"text": TEXT}).status_code == 415
    assert client.post("/api/words/check/file", b"x", content_type="image/png").status_code == 415


def test_too_long_is_refused_and_the_longest_is_not(client: Client):
    around = len(json.dumps({"text": ""}))
    assert check(client, text="a" * (api.MOST_JSON - around)).status_code == 200
    assert check(client, text="a" * (api.MOST_JSON - around + 1)).status_code == 413


def test_a_third_at_once_is_told_so(client: Client):
    with checking.one_of_two(), checking.one_of_two():
        answer = check(client, text=TEXT)
    assert answer.status_code == 503
    assert answer.headers["Retry-After"] == "2"
    assert check(client, text=TEXT).status_code == 200


def test_a_turn_comes_back_after_a_refusal(client: Client):
    for _ in range(checking.AT_ONCE + 1):
        assert check(client, text=7).status_code == 422
    assert check(client, text=TEXT).status_code == 200


@pytest.mark.parametrize(
    ("kind", "data"),
    [
        ("text/plain", b"She is a heroin addict.\n"),
        ("text/markdown", b"# Visit\n\nShe is a heroin addict.\n\n> a heroin addict\n"),
        ("text/html", b"<p>She is a heroin addict.</p><blockquote>a heroin addict</blockquote>"),
        ("application/x-subrip", b"1\n00:00:01,000 --> 00:00:03,000\nShe is a heroin addict.\n"),
        ("text/vtt", b"WEBVTT\n\n00:01.000 --> 00:03.000\nShe is a heroin addict.\n"),
    ],
)
def test_a_file(client: Client, kind: str, data: bytes):
    answer = client.post("/api/words/check/file", data, content_type=kind)
    assert answer.status_code == 200, answer.content
    said = answer.json()
    (one,) = said["findings"]
    assert said["text"][one["start"] : one["end"]] == one["text"]
    assert one["where"]


def test_a_file_is_looked_at_as_its_address_says(client: Client):
    where = "/api/words/check/file"
    plain, contested = ({"data": b"The service user is an addict.", "content_type": "text/plain"} for _n in range(2))
    found = {one["term"] for one in client.post(f"{where}?level=default", **plain).json()["findings"]}  # type: ignore[arg-type]
    more = {one["term"] for one in client.post(where, **contested).json()["findings"]}  # type: ignore[arg-type]
    assert found < more
    wrong = client.post(f"{where}?level=loud", **plain)  # type: ignore[arg-type]
    assert wrong.status_code == 422
    assert "contested" in wrong.json()["problem"]


def test_of_very_many_findings_the_first_come_and_how_many_follow(client: Client, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(api, "MOST_FINDINGS", 2)
    said = client.post("/api/words/check", {"text": "An addict. An addict. An addict."}, content_type="application/json").json()
    assert (len(said["findings"]), said["more"]) == (2, 1)
    few = client.post("/api/words/check", {"text": "An addict."}, content_type="application/json").json()
    assert "more" not in few


def test_a_file_that_cannot_be_read_says_why(client: Client):
    docx = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
    answer = client.post("/api/words/check/file", b"no zip at all", content_type=docx)
    assert answer.status_code == 400
    assert answer.json()["problem"]


def test_a_file_that_is_too_large(client: Client, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(checking, "MOST_BYTES", 1000)
    assert client.post("/api/words/check/file", b"a" * 1001, content_type="text/plain").status_code == 413


def test_the_list_as_json_and_as_a_table(client: Client):
    found = client.get("/api/words/list.json")
    assert found.headers["Content-Type"] == "application/json"
    assert "heroin" in json.dumps(json.loads(found.content))
    table = client.get("/api/words/list.tsv")
    assert table.headers["Content-Type"].startswith("text/tab-separated-values")
    assert table.content.decode().count("\n") >= len(lists.lexicon_in_force().entries)
    assert found.headers["Cache-Control"] == table.headers["Cache-Control"] == "public, max-age=300"


@pytest.mark.parametrize("method", ["get", "put", "patch", "delete"])
def test_a_check_is_only_ever_sent(client: Client, method: str):
    assert getattr(client, method)("/api/words/check").status_code == 405
    assert getattr(client, method)("/api/words/check/file").status_code == 405


def test_its_description_says_what_to_send(client: Client):
    paths = client.get("/api/openapi.json").json()["paths"]
    asked = paths["/api/words/check"]["post"]["requestBody"]["content"]["application/json"]["schema"]
    assert set(asked["properties"]) == {"text", "level", "genre"}
    assert set(api.ENDINGS) == set(paths["/api/words/check/file"]["post"]["requestBody"]["content"])
    assert {"/api/words/list.json", "/api/words/list.tsv"} <= set(paths)


@pytest.mark.parametrize("text", ["", "plain", "a😀b", "😀😀", "é\u0301😀x"])
def test_offsets_for_javascript(text: str):
    units = api.utf16(text, ())
    assert [units(n) for n in range(len(text) + 1)] == [len(text[:n].encode("utf-16-le")) // 2 for n in range(len(text) + 1)]


def test_a_check_that_fails_says_so_without_the_text(client: Client, monkeypatch: pytest.MonkeyPatch):
    def fails(_self: object, text: str, **_more: object) -> None:
        raise KeyError(text)

    monkeypatch.setattr(checking.Checker, "check", fails)
    answer = check(client, text=TEXT)
    assert answer.status_code == 500
    assert "The fault is ours" in answer.json()["problem"]
    assert "heroin" not in answer.content.decode()
