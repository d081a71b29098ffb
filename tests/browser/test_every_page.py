"""Every page: axe finds nothing in light and dark, on a phone and on a computer; nothing scrolls sideways or hides."""

from __future__ import annotations

import gzip

import pytest
from django.urls import URLPattern, URLResolver, get_resolver
from playwright.sync_api import Page

from tests.browser.conftest import Visitor
from tests.browser.house import House
from tests.browser.looking import look
from tests.browser.places import NEIGHBOUR, TEAM, Place, token

FIRST_PAGE_BYTES = 14 * 1024
NAMES = [place.name for place in (*NEIGHBOUR, *TEAM)]


def seen(visitor: Visitor, house: House, place: Place) -> list[str]:
    page = visitor(token=token(place, house)).new_page()
    try:
        place.get_there(page, house)
        return look(page)
    finally:
        place.put_back(house)


# Two classes, so that two processes share the work.
class TestNeighbour:
    @pytest.mark.parametrize("place", NEIGHBOUR, ids=lambda place: place.name)
    def test_page(self, visitor: Visitor, house: House, place: Place) -> None:
        assert seen(visitor, house, place) == []


class TestTeam:
    @pytest.mark.parametrize("place", TEAM, ids=lambda place: place.name)
    def test_page(self, visitor: Visitor, house: House, place: Place) -> None:
        assert seen(visitor, house, place) == []


BROKEN = """<main><h1>One</h1><h1>Two</h1><img src=x><a href=/>x</a><p style="color:#ccc;width:2000px">pale</p><p>low</p></main>
<nav class=bar style="position:fixed;bottom:0;height:300px" aria-label="Help and leaving"></nav>"""


def test_what_is_wrong_is_seen(visitor: Visitor) -> None:
    page = visitor(bypass_csp=True).new_page()
    page.goto("/about")
    page.evaluate("html => { document.body.innerHTML = html }", BROKEN)
    said = "\n".join(look(page))
    for fault in ("image-alt", "color-contrast", "scrolls sideways", "under the bar", "small target", "not one tap", "2 main"):
        assert fault in said
