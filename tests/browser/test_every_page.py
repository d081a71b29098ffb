"""Every page: axe finds nothing in light and dark, on a phone and on a computer; nothing scrolls sideways or hides."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from django.urls import Resolver404, URLPattern, URLResolver, get_resolver, resolve

from tests.browser.conftest import Visitor, path
from tests.browser.house import House
from tests.browser.looking import look
from tests.browser.places import NEIGHBOUR, TEAM, Place, token

# What these answer is no page: they take a form or a script's question, send a sound, or lead on.
NO_PAGES = {
    *("alert_out", "alert_end", "estimate_off", "picture_file", "team_phone_name", "team_phone_off", "team_phones_off"),
    *("phone_send", "phone_outbox", "phone_script", "phone_begin", "phone_worker", "phone_style", "phone_pictures"),
    *("phone_icon", "phone_icon_drawn", "phone_manifest"),
    *("recording", "leave", "favicon", "robots", "health", "leave_everywhere"),
    *("team_sign_out", "team_everywhere", "team_call_back", "team_reset", "team_learned", "team_factor_remove", "team_sound_keep"),
    "team_hold",
    "team_exchange_out",
    *("team_circle_add", "team_circle_remove", "team_circle_asks", "team_circle_close"),
    *("ask_not_me", "ask_hand_over", "ask_answer", "ask_pass_on", "ask_words", "ask_close", "talk_answer", "talk_refuse", "talk_lost"),
    *("round_move", "round_theme", "round_give_out", "round_brief_file", "theme_act"),
    *("stock_place_change", "stock_waste", "stock_back", "stock_pack", "supply_settle"),
    *("order_change", "order_send", "order_drop", "lot_recall", "lot_end_recall"),
    *("team_second_begin", "team_second_end", "team_factor_first_begin", "team_factor_first_end"),
    *("team_factor_begin", "team_factor_end"),
    *("check_words", "check_words_in_file", "words_list_json", "words_list_tsv"),
    *("word_file", "words_offered", "word_freeze"),
    *("how_we_work_pdf", "api-root", "openapi-json", "read_charter", "read_changes", "read_why", "read_rules", "read_inventory"),
}
LOST = "There is no page here"


class _EveryPage:
    """One class for each side, so that two processes share the work."""

    looked_at: set[str]

    def look_at(self, visitor: Visitor, house: House, place: Place) -> list[str]:
        page = visitor(token=token(place, house)).new_page()
        try:
            place.get_there(page, house)
            wrong = look(page)
            if (LOST in page.content()) != (place.name == "no such page") or "Something broke" in page.content():
                wrong.append(f"another page than meant: {page.url}")
            self.looked_at |= name_of(path(page))
            return wrong
        finally:
            place.put_back(house)


def name_of(address: str) -> set[str]:
    try:
        return {str(resolve(address).url_name)}
    except Resolver404:
        return set()


def addresses(patterns: list[URLPattern | URLResolver], before: str = "") -> Iterator[tuple[str, str]]:
    """Every address with its name."""
    for one in patterns:
        here = before + str(one.pattern)
        if isinstance(one, URLResolver):
            yield from addresses(one.url_patterns, here)
        else:
            yield here, str(one.name)


def left_out(looked_at: set[str], *, team: bool) -> set[str]:
    """Addresses of one side at which nobody has looked."""
    side = {name for address, name in addresses(get_resolver().url_patterns) if address.startswith("t/") == team}
    return side - NO_PAGES - looked_at


class TestNeighbour(_EveryPage):
    looked_at: set[str] = set()

    @pytest.mark.parametrize("place", NEIGHBOUR, ids=lambda place: place.name)
    def test_page(self, visitor: Visitor, house: House, place: Place) -> None:
        assert self.look_at(visitor, house, place) == []

    def test_none_is_left_out(self) -> None:
        """A new page must be written into `tests.browser.places`, or it fails here."""
        if len(self.looked_at) < 3:
            pytest.skip("only some pages were looked at")
        assert left_out(self.looked_at, team=False) == set()


class TestTeam(_EveryPage):
    looked_at: set[str] = set()

    @pytest.mark.parametrize("place", TEAM, ids=lambda place: place.name)
    def test_page(self, visitor: Visitor, house: House, place: Place) -> None:
        assert self.look_at(visitor, house, place) == []

    def test_none_is_left_out(self) -> None:
        if len(self.looked_at) < 3:
            pytest.skip("only some pages were looked at")
        assert left_out(self.looked_at, team=True) == set()


BROKEN = """<main><h1>One</h1><h1>Two</h1><img src=x><button style='height:20px'>x</button><p style="color:#ccc;width:2000px">pale</p>
<p style="height:900px">low</p></main>
<nav class=bar style="position:fixed;bottom:0;height:300px" aria-label="Help and leaving"></nav>"""


def test_what_is_wrong_is_seen(visitor: Visitor) -> None:
    page = visitor(bypass_csp=True).new_page()
    page.goto("/about")
    page.evaluate("html => { document.body.innerHTML = html }", BROKEN)
    said = "\n".join(look(page))
    for fault in ("image-alt", "color-contrast", "scrolls sideways", "under the bar", "small target", "not one tap", "2 main"):
        assert fault in said
