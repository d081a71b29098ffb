"""Leave now: the visit is over before anything else happens, and nothing brings it back."""

from __future__ import annotations

import gzip
import os

import pytest
from playwright.sync_api import BrowserContext, Page

from tests.browser.conftest import Visitor, main_text, path, press_leave, sign_in
from tests.browser.house import PROJECT, House, Neutral

SECRET = "By the blue door."
MOST_BYTES = 1024
# On a machine that does nothing else; CI's do much else at once.
MOST_SECONDS = 0.3 * (3 if os.environ.get("CI") == "true" else 1)
LEAVE_JS = PROJECT / "kithbridge/web/static/web/leave.js"
with_script = pytest.mark.parametrize("script", [True], indirect=True, ids=["script"])


@pytest.fixture
def window(visitor: Visitor, house: House, script: bool) -> BrowserContext:
    """A window in which her page is open, with something on it that nobody should see."""
    house.end_visits()
    made = house.hand("page")
    house.hand("write", page=made["id"], text=SECRET)
    return visitor(script=script, token=made["token"])


@pytest.fixture
def open_page(window: BrowserContext) -> Page:
    """Start, sign-in page, her page, what she wrote: four entries in the history."""
    page = window.new_page()
    for address in ("/", "/help/", "/n/", "/n/copy"):
        page.goto(address)
    assert SECRET in main_text(page)
    return page


def leave(page: Page, neutral: Neutral) -> None:
    page.get_by_role("link", name="Leave now").click()
    page.wait_for_url(neutral.address)


def told(page: Page) -> bool:
    """Whether anything of her page is before the eyes."""
    return SECRET in page.content() or "Your words were used" in page.content()


def test_the_visit_is_gone_before_she_is_elsewhere(open_page: Page, house: House, neutral: Neutral) -> None:
    assert house.visits() == 1
    before = len(neutral.arrivals)
    pressed = press_leave(open_page)
    open_page.wait_for_url(neutral.address)
    ((arrived, visits),) = neutral.arrivals[before:]
    assert visits == 0
    assert arrived - pressed <= MOST_SECONDS
    assert "__Host-k" not in {one["name"] for one in open_page.context.cookies()}


def test_back_forward_and_reload_show_nothing(open_page: Page, neutral: Neutral, house: House) -> None:
    leave(open_page, neutral)
    seen = []
    for _ in range(4):
        open_page.go_back()
        seen.append(path(open_page))
        assert not told(open_page)
        open_page.reload()
        assert not told(open_page)
    for _ in range(4):
        open_page.go_forward()
        assert not told(open_page)
    assert set(seen) <= {"/n/in", "/help/", "/", "blank"}
    assert "/n/in" in seen


def test_every_tab_is_left_at_once(open_page: Page, neutral: Neutral) -> None:
    other = open_page.context.new_page()
    other.goto("/n/last")
    assert SECRET in main_text(other)
    leave(open_page, neutral)
    other.reload()
    assert path(other) == "/n/in"
    assert SECRET not in other.content()


def test_a_form_in_the_other_tab_does_nothing_any_more(open_page: Page, neutral: Neutral) -> None:
    other = open_page.context.new_page()
    other.goto("/n/last")
    leave(open_page, neutral)
    other.get_by_role("button", name="Take it back").click()
    other.wait_for_load_state("domcontentloaded")
    assert other.locator("#w").count() + other.get_by_text("That did not send").count() >= 1
    assert SECRET not in other.content()


def test_a_page_of_the_team_is_left_the_same_way(visitor: Visitor, house: House, neutral: Neutral, script: bool) -> None:
    house.end_visits()
    page = visitor(script=script, token=house.hand("opened", work_name="Maeve")).new_page()
    page.goto("/t/")
    assert house.visits() == 1
    leave(page, neutral)
    assert house.visits() == 0
    page.go_back()
    assert path(page) in ("/t/in", "blank")


@with_script
def test_three_times_shift(open_page: Page, house: House, neutral: Neutral) -> None:
    for key in ("Shift", "Shift", "a", "Shift", "Shift"):
        open_page.keyboard.press(key)
    assert house.visits() == 1
    open_page.keyboard.press("Shift")
    open_page.wait_for_url(neutral.address)
    assert house.visits() == 0


@with_script
def test_with_script_her_page_is_out_of_the_history(open_page: Page, neutral: Neutral) -> None:
    entries = open_page.evaluate("history.length")
    leave(open_page, neutral)
    assert open_page.evaluate("history.length") == entries
    open_page.go_back()
    assert path(open_page) == "/n/in"  # her page, which asks for words now; what was open when she left is in no entry


@with_script
def test_the_page_is_covered_at_once(open_page: Page, neutral: Neutral) -> None:
    press_and_look = "() => { document.querySelector('a.leave').click(); return getComputedStyle(document.body).visibility }"
    assert open_page.evaluate(press_and_look) == "hidden"
    open_page.wait_for_url(neutral.address)


def test_looking_ahead_ends_nothing(window: BrowserContext, house: House) -> None:
    page = window.new_page()
    page.goto("/n/")
    for headers in ({"Sec-Purpose": "prefetch"}, {"Sec-Purpose": "prefetch;prerender"}, {"Purpose": "prefetch"}):
        assert window.request.get("/leave", headers=headers, max_redirects=0).status == 204
    assert window.request.head("/leave").status == 204
    assert house.visits() == 1


def test_a_real_prefetch_ends_nothing(visitor: Visitor, house: House) -> None:
    house.end_visits()
    window = visitor(token=house.hand("page")["token"], bypass_csp=True)
    page = window.new_page()
    page.goto("/n/")
    with page.expect_response("**/leave") as answer:
        page.evaluate("document.head.append(Object.assign(document.createElement('link'), {rel: 'prefetch', href: '/leave'}))")
    assert answer.value.status == 204
    assert house.visits() == 1


@with_script
def test_what_a_phone_has_not_sent_yet_stays(open_page: Page, neutral: Neutral) -> None:
    """A peer's outbox lies in IndexedDB: leaving takes cookies, never storage."""
    opening = "new Promise(done => { const o = indexedDB.open('outbox', 1); o.onupgradeneeded = () => o.result.createObjectStore('e');"
    open_page.evaluate(
        opening + "o.onsuccess = () => { const t = o.result.transaction('e', 'readwrite'); t.objectStore('e').put('one', 1);"
        "t.oncomplete = () => { o.result.close(); done(); } } })"
    )
    leave(open_page, neutral)
    open_page.goto("/")
    kept = open_page.evaluate(
        opening + "o.onsuccess = () => { const q = o.result.transaction('e').objectStore('e').get(1);"
        "q.onsuccess = () => { o.result.close(); done(q.result); } } })"
    )
    assert kept == "one"


def test_who_is_not_signed_in_leaves_too(page: Page, neutral: Neutral) -> None:
    page.goto("/help/")
    leave(page, neutral)


def test_somebody_elses_link_can_only_end_the_visit(window: BrowserContext, house: House, neutral: Neutral) -> None:
    """From another site the cookie does not come along (SameSite=Strict), so the visit does not even end."""
    page = window.new_page()
    page.goto(neutral.address)
    sign_in(window, house.hand("page")["token"])
    before = house.visits()
    page.set_content(f"<a href='{house.address}/leave'>a link</a>")
    page.get_by_text("a link").click()
    page.wait_for_url(neutral.address)
    assert house.visits() == before


def test_the_script_is_small() -> None:
    assert len(gzip.compress(LEAVE_JS.read_bytes(), 9)) <= MOST_BYTES
