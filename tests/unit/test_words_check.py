"""The page of the check: a text goes in, what was heard comes out, one tap takes a wording; nothing of it stays."""

from __future__ import annotations

import gzip
import re
import threading
from html import unescape
from pathlib import Path

import pytest
from django.conf import settings
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connections, transaction
from django.test import Client

from kithbridge.engines.language import lexicon
from kithbridge.words import checking, demo_texts, lists
from kithbridge.words.models import Bar, Hearer
from tests.builders import DATABASES, furnish_site, quick_kdf  # noqa: F401
from tests.pressing import forms, press, words_on

pytestmark = DATABASES
TEXT = "Mum is a heroin addict.\r\nShe failed to attend the clinic.\r\n"
WRITTEN = TEXT.replace("\r\n", "\n")


@pytest.fixture(autouse=True)
def site():
    return furnish_site()


def look(client: Client, text: str = TEXT, **more: str):
    return client.post("/w/", {"text": text, "level": "default", "genre": "", **more})


def written(html: str) -> str:
    """The text as the page shows it, without the labels of its marks."""
    (found,) = re.findall(r'(?s)<div class="written"[^>]*>(.*?)</div>', html)
    return unescape(re.sub(r"<[^>]+>", "", re.sub(r"(?s)<small>.*?</small>", "", found)))


def carried(response) -> str:
    """The text in the field of the form, as a browser would send it."""
    (form,) = [one for one in forms(response.content.decode()) if one.values("text")]
    return form.values("text")[0]


def test_the_page_asks_for_a_text_or_a_file(client: Client):
    page = client.get("/w/")
    assert page.status_code == 200
    shown = words_on(page.content.decode())
    assert "Nothing you paste is kept." in shown
    assert "Or a file" in shown
    assert page.headers["Cache-Control"] == "no-store"
    assert "<title>Notes</title>" in page.content.decode()


def test_the_page_with_its_style_and_script_fits_into_14_kb(client: Client):
    weight = len(gzip.compress(client.get("/w/").content))
    here = Path(__file__).resolve().parents[2] / "kithbridge"
    for part in ("web/static/web/kith.css", "web/static/web/leave.js", "words/static/words/check.css", "words/static/words/check.js"):
        weight += len(gzip.compress((here / part).read_bytes()))
    assert weight < 14_000


def test_what_was_heard_stands_beside_the_text(client: Client):
    page = look(client)
    assert page.status_code == 200
    html = page.content.decode()
    assert written(html) == WRITTEN
    assert html.count("<mark ") == html.count('<li class="card') == 2
    for label in re.findall(r"<small>(.*?)</small>", html):
        assert re.match(r"\d+ \w+", label), "a mark says its number and its level in words"
    assert "2 words to look at." in words_on(html)
    assert page.headers["Cache-Control"] == "no-store"
    assert checking.lists.lexicon_in_force().version in html


def test_a_text_with_nothing_in_it_says_what_that_does_not_mean(client: Client):
    shown = words_on(look(client, "She came at ten and we talked about school.").content.decode())
    assert "Nothing found." in shown
    assert "That does not make it kind." in shown


def test_taking_is_one_press_and_so_is_undoing(client: Client):
    page = look(client)
    (form,) = [one for one in forms(page.content.decode()) if one.values("text")]
    button = next(one for one in form.buttons if one.name == "take")
    took = press(client, page, button.label)
    assert took.status_code == 200
    assert button.label in carried(took)
    assert carried(took).replace(button.label, "", 1) != WRITTEN
    assert "Before: 2 words to look at." in words_on(took.content.decode())
    assert carried(press(client, took, "Undo the last")) == WRITTEN


def test_taking_finds_its_word_again_when_somebody_wrote_before_it(client: Client):
    page = look(client)
    (form,) = [one for one in forms(page.content.decode()) if one.values("text")]
    button = next(one for one in form.buttons if one.name == "take")
    took = press(client, page, button.label, text="New first line.\r\n" + TEXT)
    assert carried(took).startswith("New first line.\n")
    assert button.label in carried(took)


@pytest.mark.parametrize("sent", ["0-4-0-KB999", "nonsense", "1-2", "0-4-99999-KB001", "-1-4-0-KB001"])
def test_a_choice_that_is_none_changes_nothing(client: Client, sent: str):
    page = look(client, take=sent)
    assert page.status_code == 200
    assert carried(page) == WRITTEN


@pytest.mark.parametrize("steps", ["", "[]", "nonsense", "[[1,2]]", '[[0,"x","never there"]]', "[" * 3000, '{"a":1}', '[[-5,"a","b"]]'])
def test_steps_that_lead_nowhere_are_left_out(client: Client, steps: str):
    page = look(client, steps=steps, undo="1")
    assert page.status_code == 200
    assert carried(page) == WRITTEN


def test_contested_words_show_both_sides_and_are_never_an_error(client: Client):
    text = "We asked the service users what they think."
    assert "Nothing found." in words_on(look(client, text).content.decode())
    shown = words_on(look(client, text, level="contested").content.decode())
    assert "Some say:" in shown
    assert "Others say:" in shown
    assert "Nobody says this is wrong. You choose." in shown
    assert "1 that people disagree about." in shown
    assert "to look at." not in shown


def test_every_card_leads_to_the_page_of_its_word_in_a_window_of_its_own(client: Client):
    links = re.findall(r'<a href="(/w/l/[^"]+)" target="_blank" rel="noopener">', look(client, level="contested").content.decode())
    assert links
    for link in links:
        assert client.get(link).status_code == 200, link


def test_what_hearers_said_stands_on_the_card(client: Client):
    word = lists.found("KB061")
    assert word is not None
    told = "Of 20 mothers who use or used drugs, 14 say it hurts or should never be said, 4 say it is fine."
    assert told not in words_on(look(client).content.decode())
    with transaction.atomic():
        counts = {"fine": 2, "depends": 1, "hurts": 4, "never": 3, "notes": 10}
        for role in (Hearer.NOW, Hearer.BEFORE):
            Bar.objects.create(sense=lists.sense_of(word), term=word.id, turn=1, role=role, counted=True, **counts)
    assert told in words_on(look(client).content.decode())


def test_the_same_word_again_is_told_once(client: Client):
    html = look(client, "She failed to attend. Then he failed to attend. They failed to attend on Monday.").content.decode()
    assert html.count('<li class="card') == 3
    assert html.count("It puts a fault before the facts.") == 1
    assert html.count('<a href="#text-f1">As number 1 says.</a>') == 2
    assert html.count("did not come") >= 3, "each has its own wordings"


def test_the_page_says_whose_list_it_is_before_and_after(client: Client):
    for page in (client.get("/w/"), look(client)):
        assert "nobody has voted on it" in words_on(page.content.decode())


def test_markup_in_a_text_is_text(client: Client):
    text = '<script>alert(1)</script> "a heroin addict" & <b>heroin addict</b>'
    html = look(client, text).content.decode()
    assert "<script>alert" not in html
    assert written(html) == text


def test_empty_lines_at_the_beginning_stay(client: Client):
    assert carried(look(client, "\r\n\r\nShe is a heroin addict.")) == "\n\nShe is a heroin addict."


def test_many_findings_come_a_page_at_a_time(client: Client):
    page = look(client, "She is a heroin addict. " * 70)
    html = page.content.decode()
    assert html.count("<mark ") == 70
    assert html.count('<li class="card') == 60
    more = press(client, page, "Show 10 more")
    assert more.content.decode().count('<li class="card') == 10
    assert 'id="text-f61"' in more.content.decode()


# --- Refusals ------------------------------------------------------------------------------------------
def test_nothing_to_look_at(client: Client):
    page = look(client, "  \r\n")
    assert page.status_code == 400
    assert "There is nothing to look at yet." in words_on(page.content.decode())


def test_too_long_a_text_is_given_back(client: Client, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(checking, "MOST_CARRIED", 100)
    page = look(client, "She came. " * 20)
    assert page.status_code == 413
    assert "over 100 signs" in words_on(page.content.decode())
    assert "She came. She came." in page.content.decode()


def test_what_no_form_can_hold_is_refused_in_words(client: Client):
    assert look(client, "a" * checking.MOST_CARRIED).status_code == 200
    page = look(client, "a" * settings.DATA_UPLOAD_MAX_MEMORY_SIZE)
    assert page.status_code == 413
    assert "That was too long" in words_on(page.content.decode())


def test_a_third_at_once_is_told_so_and_keeps_her_text(client: Client):
    with checking.one_of_two(), checking.one_of_two():
        page = look(client)
    assert page.status_code == 503
    assert page.headers["Retry-After"]
    assert "Press again in a moment." in words_on(page.content.decode())
    assert carried(page) == WRITTEN
    assert look(client).status_code == 200


def test_without_the_key_of_the_form_nothing_happens():
    strict = Client(enforce_csrf_checks=True)
    page = strict.post("/w/", {"text": TEXT})
    assert page.status_code == 403
    assert "heroin addict" in page.content.decode(), "her text is given back"


# --- Nothing is kept -----------------------------------------------------------------------------------
def _statements(client: Client, act) -> list[str]:
    """Every statement of every database while `act` runs."""
    said: list[str] = []

    def watch(execute, sql, params, many, context):
        said.append(f"{sql} {params}")
        return execute(sql, params, many, context)

    with (
        connections["default"].execute_wrapper(watch),
        connections["keyring"].execute_wrapper(watch),
        connections["volatile"].execute_wrapper(watch),
    ):
        act()
    return said


def test_no_statement_writes_or_holds_a_word_of_it(client: Client):
    said = _statements(client, lambda: look(client, "Marrowmarker is a heroin addict."))
    assert not [one for one in said if "arrowmarker" in one]
    assert not [one for one in said if re.match(r"\s*(INSERT|UPDATE|DELETE|REPLACE)", one)]


def test_nothing_is_written_anywhere(client: Client, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]):
    import builtins
    import os
    import tempfile

    look(client)  # what is imported or built once has been
    opened: list[str] = []
    real = builtins.open

    def watched(file, mode="r", *rest, **more):
        if any(sign in str(mode) for sign in "wax+"):
            opened.append(str(file))
        return real(file, mode, *rest, **more)

    monkeypatch.setattr(builtins, "open", watched)
    monkeypatch.setattr(tempfile, "_mkstemp_inner", lambda *given: opened.append("temporary file"))
    monkeypatch.setattr(os, "mkdir", lambda *given, **named: opened.append("folder"))
    assert look(client, "Marrowmarker is a heroin addict.").status_code == 200
    sent = SimpleUploadedFile("marrow.txt", b"Marrowmarker is a heroin addict. " * 90_000)
    assert client.post("/w/", {"file": sent}).status_code in (400, 413)
    assert opened == []
    out, err = capfd.readouterr()
    assert "arrowmarker" not in out + err


def test_nothing_stays_in_memory_for_the_next(client: Client):
    look(client, "Marrowmarker is a heroin addict.")
    assert "arrowmarker" not in look(client).content.decode()
    assert "arrowmarker" not in client.get("/w/").content.decode()


def test_no_address_carries_text(client: Client):
    html = look(client).content.decode()
    assert not re.search(r'(?:href|action)="[^"]*addict', html)
    assert 'method="get"' not in html.lower()


# --- The demo ------------------------------------------------------------------------------------------
def test_examples_are_offered_in_the_demo_only(client: Client, monkeypatch: pytest.MonkeyPatch):
    assert "Try one" not in client.get("/w/").content.decode()
    assert demo_texts.LETTER[:40] not in client.get("/w/?try=letter").content.decode()
    monkeypatch.setattr(settings, "DEMO", True)
    assert "Try one" in words_on(client.get("/w/").content.decode())
    for example in demo_texts.EXAMPLES:
        page = client.get(f"/w/?try={example.key}")
        assert carried(page) == example.text
        assert "Invented." in words_on(page.content.decode())
        assert example.text.split("\n")[0].endswith("Invented.")
    assert client.get("/w/?try=nothing").status_code == 200


@pytest.mark.parametrize("example", demo_texts.EXAMPLES, ids=lambda one: one.key)
def test_each_example_has_something_to_look_at(client: Client, example: demo_texts.Example):
    page = look(client, example.text, genre=example.genre)
    assert page.content.decode().count("<mark ") >= 4


def test_a_claim_in_quote_marks_in_a_case_note_is_shown_softly(client: Client):
    text = 'She was "non-compliant" with the plan.'
    html = look(client, text, genre="case").content.decode()
    assert html.count("<mark ") == 1
    assert "Are these your own words?" in words_on(html)
    assert "to look at." not in words_on(html)
    assert look(client, text, genre="news").content.decode().count("<mark ") == 0


def test_a_list_that_names_unknown_rules_does_not_close_the_page(client: Client, monkeypatch: pytest.MonkeyPatch):
    entry = lexicon.starter().entries[0]
    newer = lexicon.Lexicon((entry._replace(only=("a-rule-of-later",)),))
    monkeypatch.setattr(checking.lists, "lexicon_in_force", lambda: newer)
    page = look(client)
    assert page.status_code == 200
    assert lexicon.starter().version in page.content.decode()


def test_checks_at_once_answer_alike(client: Client):
    answers: list[int] = []

    def one() -> None:
        with checking.one_of_two():
            answers.append(len(checking.look("She is a heroin addict. " * 50).findings))

    threads = [threading.Thread(target=one) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert answers == [50, 50]


@pytest.mark.parametrize("path", ["/w/", "/w/offered"])
def test_when_the_check_fails_at_a_text_it_stays_in_the_form_and_nowhere_else(
    client: Client, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture, path: str
):
    def fails(_self: object, text: str, **_more: object) -> None:
        raise KeyError(text)

    monkeypatch.setattr(checking.Checker, "check", fails)
    answer = client.post(path, {"text": WRITTEN, "wording": '{"fields":["text"],"to":"/w/","act":"Send"}'})
    page = answer.content.decode()
    assert "The fault is ours" in page
    assert WRITTEN in unescape(page)
    assert "heroin" not in caplog.text


def test_when_the_check_fails_at_a_file_that_is_said(client: Client, monkeypatch: pytest.MonkeyPatch):
    def fails(*_given: object, **_more: object) -> None:
        raise RecursionError

    monkeypatch.setattr(checking.Checker, "check", fails)
    answer = client.post("/w/", {"file": SimpleUploadedFile("note.txt", WRITTEN.encode())})
    assert answer.status_code == 500
    assert "We could not look at this file" in answer.content.decode()
