"""The brief for a supplier: tagged, in a language, with page numbers; and nothing in it that must not leave."""

from __future__ import annotations

import json
import re
import zlib

import pytest

from kithbridge.people import facts
from kithbridge.reach import brief, rounds
from tests.builders import DATABASES, quick_kdf  # noqa: F401 - autouse
from tests.unit.test_reach_rounds import Group, begin, briefed, furnish, mark, say, theme

pytestmark = DATABASES


@pytest.fixture
def group() -> Group:
    return furnish()


def streams(pdf: bytes) -> bytes:
    """Everything in the file, unpacked."""
    parts = [pdf]
    for packed in re.findall(rb"stream\r?\n(.*?)\r?\nendstream", pdf, re.S):
        try:
            parts.append(zlib.decompress(packed))
        except zlib.error:
            continue
    return b"\n".join(parts)


def test_it_is_tagged_named_and_in_a_language(group: Group) -> None:
    told = rounds.told(briefed(group))
    assert told is not None
    pdf = brief.pages(told, facts.fact("group"))
    inside = streams(pdf)
    assert pdf.startswith(b"%PDF-")
    assert b"/MarkInfo" in inside
    assert b"/Lang" in inside
    assert b"pdfuaid" in inside
    assert b"/StructTreeRoot" in inside
    assert b"What people who use it say" in inside or "What people who use it say".encode("utf-16-be") in inside


def test_the_same_brief_is_the_same_file(group: Group) -> None:
    told = rounds.told(briefed(group))
    assert told is not None
    assert brief.pages(told, "Group") == brief.pages(told, "Group")
    assert brief.file_name(told) == f"brief-{told.row.given}.pdf"


def test_what_goes_into_it_is_what_the_page_says_and_no_more(group: Group, monkeypatch: pytest.MonkeyPatch) -> None:
    row = begin()
    answers = [say(group, text="MARKER in the back of the hand") for _ in range(13)]
    mark(group, answers, theme(group, row, "Too long"))
    mark(group, answers[:4], theme(group, row, "It shows", "shows"))
    theme(group, row, "Read by one", agreed=False)
    seen: list[str] = []
    monkeypatch.setattr(brief, "typeset", lambda _template, told, _day: seen.append(json.dumps(told)) or b"")
    brief.pages(rounds.draft(row), "Tarrowby Bridge")
    told = seen[0]
    assert "Too long" in told
    assert "10 to 19" in told
    assert "fewer than 10" in told
    for kept in ("MARKER", "Read by one", "13", "Coast", "Jo", "slip", str(answers[0].pk)):
        assert kept not in told, kept


def test_a_sign_the_fonts_do_not_have_still_gives_a_file(group: Group) -> None:
    row = begin()
    mark(group, [say(group), say(group)], theme(group, row, "It 😀 shows"))
    assert brief.pages(rounds.draft(row), "Group").startswith(b"%PDF-")
