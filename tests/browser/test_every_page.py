"""Every page: axe finds nothing in light and dark, on a phone and on a computer; nothing scrolls sideways or hides."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.urls import Resolver404, URLPattern, URLResolver, get_resolver, resolve

from tests.browser.conftest import Visitor, Window, path
from tests.browser.house import House
from tests.browser.looking import look
from tests.browser.places import NEIGHBOUR, TEAM, Place, token

# What these answer is no page: they take a form or a script's question, send a sound, or lead on.
NO_PAGES = {
    *("alert_out", "alert_end", "estimate_off", "picture_file", "team_phone_name", "team_phone_off", "team_phones_off"),
    *("phone_send", "phone_outbox", "phone_script", "phone_begin", "phone_worker", "phone_style", "phone_pictures"),
    *("phone_icon", "phone_icon_drawn", "phone_manifest", "phone_give_script"),
    *("recording", "leave", "favicon", "robots", "health", "leave_everywhere"),
    *("team_sign_out", "team_everywhere", "team_call_back", "team_reset", "team_learned", "team_factor_remove", "team_sound_keep"),
    "team_hold",
    *("team_exchange_out", "pay_export", "pay_out", "pay_large", "pay_back", "conversation_read_out"),
    *("team_circle_add", "team_circle_remove", "team_circle_asks", "team_circle_close"),
    *("ask_not_me", "ask_hand_over", "ask_answer", "ask_pass_on", "ask_words", "ask_close", "talk_answer", "talk_refuse", "talk_lost"),
    *("round_move", "round_theme", "round_give_out", "round_brief_file", "theme_act", "said_own_back"),
    *("stock_place_change", "stock_waste", "stock_back", "stock_pack", "supply_settle"),
    *("order_change", "order_send", "order_drop", "lot_recall", "lot_end_recall"),
    *("team_second_begin", "team_second_end", "team_factor_first_begin", "team_factor_first_end"),
    *("team_factor_begin", "team_factor_end"),
    *("check_words", "check_words_in_file", "words_list_json", "words_list_tsv"),
    *("word_file", "words_offered", "word_freeze"),
    *("said_done_rss", "said_done_pdf"),
    *("how_we_work_pdf", "api-root", "openapi-json", "read_charter", "read_changes", "read_why", "read_rules", "read_inventory"),
}
LOST = "There is no page here"


class _EveryPage:
    """One class for her side and two for the team's, so that two processes share the work."""

    looked_at: set[str]

    def look_at(self, window: Window, house: House, place: Place) -> list[str]:
        page = window.page(token(place, house))
        fresh = True
        try:
            place.get_there(page, house)
            wrong = look(page)
            if (LOST in page.content()) != (place.name == "no such page") or "Something broke" in page.content():
                wrong.append(f"another page than meant: {page.url}")
            self.looked_at |= name_of(path(page))
            # The phone's own pages leave a worker and its store in the window.
            fresh = path(page).startswith("/o/")
            return wrong + window.wrong()
        finally:
            if fresh:
                window.close()
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


@pytest.fixture(scope="session")
def told(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder that both processes of a run see."""
    own = tmp_path_factory.getbasetemp()
    folder = (own.parent if "PYTEST_XDIST_WORKER" in os.environ else own) / "looked-at"
    folder.mkdir(exist_ok=True)
    return folder


class TestNeighbour(_EveryPage):
    looked_at: set[str] = set()

    @pytest.mark.parametrize("place", NEIGHBOUR, ids=lambda place: place.name)
    def test_page(self, window: Window, house: House, place: Place) -> None:
        assert self.look_at(window, house, place) == []

    def test_none_is_left_out(self) -> None:
        """A new page must be written into `tests.browser.places`, or it fails here."""
        if len(self.looked_at) < 3:
            pytest.skip("only some pages were looked at")
        assert left_out(self.looked_at, team=False) == set()


HALF = len(TEAM) // 2


def of_both_halves(mine: str, looked_at: set[str], told: Path) -> set[str] | None:
    """What both halves of the team's pages have looked at; None while the other half is not done: then it asks."""
    (told / f"{mine}.new").write_text("\n".join(looked_at), encoding="utf-8")
    (told / f"{mine}.new").rename(told / mine)
    halves = [told / name for name in ("first", "second")]
    return set().union(*(half.read_text(encoding="utf-8").split() for half in halves)) if all(half.exists() for half in halves) else None


class _Team(_EveryPage):
    half: str

    def none_is_left_out(self, told: Path) -> None:
        if len(self.looked_at) < 3:
            pytest.skip("only some pages were looked at")
        both = of_both_halves(self.half, self.looked_at, told)
        assert both is None or left_out(both, team=True) == set()


class TestTeam(_Team):
    half = "first"
    looked_at: set[str] = set()

    @pytest.mark.parametrize("place", TEAM[:HALF], ids=lambda place: place.name)
    def test_page(self, window: Window, house: House, place: Place) -> None:
        assert self.look_at(window, house, place) == []

    def test_none_is_left_out(self, told: Path) -> None:
        self.none_is_left_out(told)


class TestTeamToo(_Team):
    half = "second"
    looked_at: set[str] = set()

    @pytest.mark.parametrize("place", TEAM[HALF:], ids=lambda place: place.name)
    def test_page(self, window: Window, house: House, place: Place) -> None:
        assert self.look_at(window, house, place) == []

    def test_none_is_left_out(self, told: Path) -> None:
        self.none_is_left_out(told)


def test_whichever_half_is_done_last_asks(tmp_path: Path) -> None:
    assert of_both_halves("first", {"team_home"}, tmp_path) is None
    assert of_both_halves("second", {"asks"}, tmp_path) == {"team_home", "asks"}
    assert left_out({"team_home", "asks"}, team=True) >= {"stock", "team_me"}


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


def test_what_a_window_must_not_do_is_told_once(window: Window) -> None:
    page = window.page()
    page.goto("/about")
    page.evaluate("fetch('https://elsewhere.invalid/').catch(() => 0)")
    assert any("elsewhere.invalid" in one for one in window.wrong())
    assert window.wrong() == []
    window.close()
    assert window.page("a" * 43).context.cookies("https://localhost/")[0]["value"] == "a" * 43
    assert window.page().context.cookies() == []
