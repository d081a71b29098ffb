"""The neighbour's pages are plain: Flesch-Kincaid grade 6 at most over 100 words, item names left out (GROUND section 13)."""

from __future__ import annotations

import re
from html.parser import HTMLParser

import pytest
from django.test import Client

from kithbridge.engines.language.reading import grade
from kithbridge.people.models import Role
from kithbridge.reach.models import Item
from tests.builders import DATABASES, furnish_site, make_member, make_page, quick_kdf  # noqa: F401 - autouse

pytestmark = DATABASES
HIGHEST = 6.0
FEWEST_WORDS = 100
OPEN = [
    "/",
    "/n/how",
    "/n/recall",
    "/n/ask?v=1",
    "/n/in",
    "/help/",
    "/how-we-work",
    "/held",
    "/about",
    "/who",
    "/others",
    "/n/without",
    "/n/code",
    "/n/notes",
    "/n/notes?i=033d3c&i=a2219f&s=1&s=2&s=3&s=4&s=5",
    "/why/asks.live_weeks",
    "/w/",
    "/w/l",
    "/w/ls",
    "/w/l/kb001",
    "/w/i/h?v=1&i=kb001",
    "/w/i/o?v=1&i=kb001",
    "/w/i/s?v=1",
    "/w/i/s?v=1&i=kb001",
    "/w/b",
    "/talks/paid",
]
DOORS = [f"/help/{number}" for number in range(1, 8)]
HERS = ["/n/", "/n/read", "/n/write?v=1", "/n/last", "/n/copy", "/n/new-words", "/n/away"]
BLOCKS = {"p", "li", "h1", "h2", "h3", "dt", "dd", "td", "th", "legend", "label", "button", "a", "summary", "caption", "title"}


class Reader(HTMLParser):
    """The text of a page as read aloud: blocks end a sentence; drawings, and the record behind a tap on "What we hold", are left out."""

    def __init__(self, skipped: set[str]) -> None:
        super().__init__()
        self.parts: list[str] = []
        self.silent = 0
        self.skipped = skipped

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.silent += tag in self.skipped
        if tag in BLOCKS:
            self.parts.append("\n")

    def handle_endtag(self, tag: str) -> None:
        self.silent -= tag in self.skipped
        if tag in BLOCKS:
            self.parts.append("\n")

    def handle_data(self, text: str) -> None:
        if not self.silent:
            self.parts.append(text)


def read_aloud(html: str, path: str = "") -> str:
    reader = Reader({"svg", "script", "style", "title"} | ({"details"} if path == "/held" else set()))
    reader.feed(html)
    text = "".join(reader.parts)
    for label in Item.objects.values_list("label", flat=True):
        text = text.replace(label, "")
    return re.sub(r"[ \t]+", " ", text)


def grade_of(client: Client, path: str) -> tuple[float, int]:
    answer = client.get(path)
    assert answer.status_code == 200, path
    text = read_aloud(answer.content.decode(), path)
    words = len(re.findall(r"[A-Za-z’']+", text))
    if words < FEWEST_WORDS:
        # Too short to grade alone: read it together with the start page.
        text += "\n" + read_aloud(client.get("/").content.decode())
    return grade(text), words


@pytest.mark.parametrize("path", [*OPEN, *DOORS])
def test_open_pages_are_plain(path: str) -> None:
    furnish_site()
    found, words = grade_of(Client(), path)
    assert found <= HIGHEST, f"{path}: grade {found:.1f} over {words} words"


@pytest.mark.parametrize("path", HERS)
def test_her_pages_are_plain(path: str) -> None:
    site = furnish_site()
    make_member("Jo", Role.PEER, circle=site.circle)
    client = Client()
    make_page().enter(client)
    found, words = grade_of(client, path)
    assert found <= HIGHEST, f"{path}: grade {found:.1f} over {words} words"
