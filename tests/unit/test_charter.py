"""The charter: every public rule once, what nobody decided, what no group can change, and the same on paper."""

from __future__ import annotations

import datetime as dt
import re
import shutil
import subprocess
from pathlib import Path
from uuid import uuid4

import pytest

from kithbridge.engines.language.reading import grade
from kithbridge.people import charter_pdf
from kithbridge.rules import Readers, all_rules, enact, explain
from kithbridge.rules.charter import FLOORS, charter
from kithbridge.web import clock, record
from kithbridge.web.record import chain
from tests.builders import DATABASES, make_member, quick_kdf  # noqa: F401
from tests.decisions import decide, words_of_tests  # noqa: F401

pytestmark = DATABASES
KEY = "asks.live_weeks"


@pytest.fixture(autouse=True)
def written_anew(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(charter_pdf, "_written", ("", b""))


def test_every_rule_stands_once_under_its_heading():
    found = charter()
    keys = [line.key for section in found.sections for line in section.rules]
    assert sorted(keys) == sorted(one.key for one in all_rules() if one.readers is Readers.EVERYBODY)
    assert [section.title for section in found.sections] == [
        "If you ask us for something",
        "If you work with us",
        "If you decide with us",
        "Numbers and words",
    ]
    assert found.counted == f"There are {len(keys)} rules. Nobody has decided any of them yet."
    assert [line.key for line in found.undecided] == keys


def test_what_was_decided_leaves_the_list_of_what_was_not():
    enact.found(key="messages.live_weeks", value=6, by=make_member("Maeve").member.pk, role="team")
    decide(KEY, 4)
    found = charter()
    undecided = {line.key for line in found.undecided}
    assert KEY not in undecided
    assert "messages.live_weeks" in undecided
    assert found.counted == f"There are {len(undecided) + 1} rules. {len(undecided)} of them have not been decided by anybody yet."
    line = next(line for section in found.sections for line in section.rules if line.key == KEY)
    assert line.since.startswith("Since the week of ")


def test_pauses_are_counted_in_words():
    assert charter().pauses == "The steering group has never stopped a decision."
    for n, key in enumerate((KEY, "messages.live_weeks"), start=1):
        leads = [uuid4(), uuid4()]
        enact.pause(
            decision=decide(key, 4).pk, ground="law", office="the trustees", reason="A court said so.", weeks=2, leads=leads, role="lead"
        )
        times = "once" if n == 1 else "2 times"
        assert charter().pauses == f"The steering group has stopped a decision {times}. “What has changed” says why."
    with clock.at(clock.now() + dt.timedelta(weeks=9)):
        assert "2 times" in charter().pauses


def test_what_no_group_can_change():
    found = charter()
    text = " ".join(f"{floor.said} {floor.reason}" for floor in found.floors)
    for word in ("8 weeks", "4 weeks", "12 weeks", "in danger", "children", "take back", "Fewer than five", "use now", "two who took part"):
        assert word in text
    assert "%(" not in text
    assert len(found.floors) == len(FLOORS)
    limited = {one.key for one in explain.told(Readers.EVERYBODY) if one.floor is not None or one.ceiling is not None}
    assert {limit.key for limit in found.fixed} == limited
    assert all(limit.said and limit.reason for limit in found.fixed)
    assert grade(text) <= 6


def test_the_head_of_the_record_stands_there():
    decide(KEY, 4)
    chain.link()
    assert charter().head == record.head() != chain.FIRST


# --- On paper ---------------------------------------------------------------------------------------------
def test_the_pdf_is_tagged_and_says_its_language_and_title():
    pdf = charter_pdf.pages(charter(), "Tarrowby Bridge")
    assert pdf.startswith(b"%PDF-1.7")
    for mark in (b"/StructTreeRoot", b"/MarkInfo", b"/Lang(en-GB)", b"/DisplayDocTitle true", b"pdfuaid:part"):
        assert mark in pdf.replace(b"/Lang (", b"/Lang("), mark
    tags = set(re.findall(rb"/S\s*/(\w+)", pdf))
    assert {b"H1", b"H2", b"Table", b"TH", b"TD", b"L", b"P"} <= tags
    # Nothing in it leads anywhere or is loaded.
    assert b"/JavaScript" not in pdf
    assert b"/URI" not in pdf


@pytest.mark.skipif(shutil.which("pdftotext") is None, reason="no pdftotext here (Debian: apt install poppler-utils)")
def test_the_pdf_says_what_the_page_says(tmp_path: Path):
    decide(KEY, 4, voices=[("quote", "living", "MARKER words of somebody")])
    file = tmp_path / "charter.pdf"
    found = charter()
    file.write_bytes(charter_pdf.pages(found, "Tarrowby Bridge"))
    text = subprocess.run(["pdftotext", "-raw", str(file), "-"], capture_output=True, text=True, check=True).stdout
    flat = "".join(text.split())
    told = [line.sentence for section in found.sections for line in section.rules] + [floor.said for floor in found.floors]
    assert [one for one in told if "".join(one.split()) not in flat] == []
    assert "Since the week of" in text
    assert found.head in flat
    assert "MARKER" not in text


def test_the_pdf_is_written_anew_only_when_a_word_changed(monkeypatch: pytest.MonkeyPatch):
    compiled = []
    real = charter_pdf.typeset
    monkeypatch.setattr(charter_pdf, "typeset", lambda template, told, day: compiled.append(told["mark"]) or real(template, told, day))
    first = charter_pdf.pages(charter(), "A")
    assert charter_pdf.pages(charter(), "A") == first
    assert len(compiled) == 1
    decide(KEY, 4)
    assert charter_pdf.pages(charter(), "A") != first
    charter_pdf.pages(charter(), "Another name")
    assert len(compiled) == 3


def test_strange_words_stay_words(monkeypatch: pytest.MonkeyPatch):
    """What a group calls itself is text, never a command of the typesetter."""
    strange = '#panic("x") *bold* \\ $ ` " é 女 <label> @ref // no'
    assert charter_pdf.pages(charter(), strange).startswith(b"%PDF")
