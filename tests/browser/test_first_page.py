"""The first page is small, loads nothing else, and keeps nothing."""

from __future__ import annotations

import gzip

from playwright.sync_api import Page

from tests.browser.conftest import Visitor

MOST_BYTES = 14 * 1024


def gzipped(page: Page, address: str) -> dict[str, int]:
    """Everything one visit asks for: address and bytes as they travel."""
    asked: dict[str, int] = {}
    page.on("response", lambda answer: asked.update({answer.url: len(gzip.compress(answer.body(), 9))}))
    page.goto(address)
    page.wait_for_load_state("networkidle")
    return asked


def test_the_first_page_fits_into_one_flight(page: Page) -> None:
    asked = gzipped(page, "/")
    assert sum(asked.values()) <= MOST_BYTES, asked
    assert len(asked) <= 3, asked


def test_the_first_page_keeps_nothing_on_her_phone(visitor: Visitor) -> None:
    window = visitor()
    page = window.new_page()
    page.goto("/")
    assert window.cookies() == []
    assert page.evaluate("[localStorage.length, sessionStorage.length]") == [0, 0]
    assert page.title() == "Notes"
