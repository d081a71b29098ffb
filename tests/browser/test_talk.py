"""Taking part in a conversation on a phone: one thumb, with script and without, with words or with a slip alone."""

from __future__ import annotations

import gzip

import pytest
from playwright.sync_api import Page, Response

from tests.browser.conftest import Visitor, main_text, path, sign_in
from tests.browser.house import House

MOST_BYTES = 14 * 1024
LOOKS = """all => all.map(one => {
  const look = getComputedStyle(one);
  return [look.backgroundColor, look.borderColor, look.color, look.fontSize, one.offsetHeight, one.offsetWidth].join();
})"""


@pytest.fixture
def there(house: House) -> dict[str, str]:
    found: dict[str, str] = house.hand("talk")
    return found


def begin(page: Page, there: dict[str, str], slip: str = "") -> None:
    page.goto(there["as"])
    page.get_by_label("I use drugs now").check()
    if slip:
        page.fill("#slip", slip)
    page.get_by_role("button", name="Begin").click()
    page.get_by_role("button", name="Agree", exact=False).first.wait_for()


def tap(page: Page, label: str) -> str:
    """Tap, and return the sentence it was about."""
    sentence = page.locator("h1").inner_text()
    page.get_by_role("button", name=label, exact=True).click()
    page.wait_for_load_state("domcontentloaded")
    return sentence


def left(page: Page) -> int:
    return int(page.locator(".way b").inner_text().split()[0])


def with_words(visitor: Visitor, house: House, script: bool) -> Page:
    context = visitor(script=script)
    sign_in(context, str(house.hand("page")["token"]))
    return context.new_page()


def test_one_tap_for_each_sentence_until_none_is_left(visitor: Visitor, house: House, there: dict[str, str], script: bool) -> None:
    page = with_words(visitor, house, script)
    begin(page, there)
    seen, before = set(), left(page)
    while page.locator(".way").count():
        seen.add(tap(page, "Agree"))
        if page.locator(".way").count():
            assert left(page) == before - 1
            before -= 1
    assert len(seen) >= 9
    assert "That is all for now" in main_text(page)
    assert path(page) == there["open"]


def test_the_three_answers_weigh_the_same_and_reach_the_thumb(visitor: Visitor, house: House, there: dict[str, str]) -> None:
    """None of them is larger, filled or more coloured than another; all stand above the bar on a small phone."""
    context = visitor(viewport={"width": 320, "height": 640})
    sign_in(context, str(house.hand("page")["token"]))
    page = context.new_page()
    begin(page, there)
    buttons = page.locator(".taps button")
    looks = buttons.evaluate_all(LOOKS)
    assert len(looks) == 3
    assert len(set(looks)) == 1
    assert all(box["height"] >= 48 for box in (buttons.nth(n).bounding_box() or {"height": 0} for n in range(3)))
    assert page.evaluate("document.documentElement.scrollWidth") <= 320


def test_a_tap_is_changed_by_one_step_back(visitor: Visitor, house: House, there: dict[str, str], script: bool) -> None:
    page = with_words(visitor, house, script)
    begin(page, there)
    sentence = tap(page, "Agree")
    page.get_by_role("link", name="Back to the one before").click()
    assert page.locator("h1").inner_text() == sentence
    assert "Here you tapped: Agree" in main_text(page)
    tap(page, "Disagree")
    page.get_by_role("link", name="What I tapped").click()
    assert f"{sentence}\nDisagree" in main_text(page).replace("\n\n", "\n")


def test_a_slip_alone_stands_in_no_address_and_not_on_the_phone(visitor: Visitor, house: House, there: dict[str, str]) -> None:
    window = visitor()
    page = window.new_page()
    visited: list[str] = []
    page.on("request", lambda request: visited.append(request.url))
    begin(page, there, slip=str(house.hand("slip")))
    sentence = tap(page, "Pass")
    carried = page.locator("input[name=carry]").first.input_value()
    assert len(carried) > 40
    page.get_by_role("button", name="What I tapped").click()
    assert sentence in main_text(page)
    assert not [address for address in visited if carried in address]
    assert page.evaluate("[localStorage.length, sessionStorage.length]") == [0, 0]
    assert [cookie["name"] for cookie in window.cookies()] == ["__Host-c"]


def test_reloading_the_page_after_a_tap_changes_nothing(visitor: Visitor, house: House, there: dict[str, str]) -> None:
    context = visitor()
    page = context.new_page()
    begin(page, there, slip=str(house.hand("slip")))
    tap(page, "Agree")
    before = left(page)
    page.reload()
    assert left(page) == before


def test_say_it_your_way_and_see_what_became_of_it(visitor: Visitor, house: House, there: dict[str, str], script: bool) -> None:
    page = with_words(visitor, house, script)
    begin(page, there)
    page.get_by_role("link", name="Say it your way").click()
    page.fill("#text", f"Somebody laughs with us, {'with' if script else 'without'} script.")
    page.get_by_role("button", name="Say it", exact=True).click()
    code = page.locator(".code").inner_text()
    page.goto("/n/talk/code")
    page.fill("#code", code)
    page.get_by_role("button", name="Look", exact=True).click()
    assert "It waits to be read" in main_text(page)
    page.get_by_role("button", name="Take it back").click()
    assert "Gone" in main_text(page)


def test_titles_say_nothing_and_the_page_fits_into_one_flight(visitor: Visitor, house: House, there: dict[str, str]) -> None:
    weights: dict[str, int] = {}

    def weigh(answer: Response) -> None:
        if answer.status == 200:
            weights[answer.url] = len(gzip.compress(answer.body(), 9))

    page = with_words(visitor, house, True)
    begin(page, there)
    page.on("response", weigh)
    page.goto(there["open"])
    page.wait_for_load_state("networkidle")
    assert page.title() == "Notes"
    assert sum(weights.values()) <= MOST_BYTES, weights


def test_by_keyboard_alone(visitor: Visitor, house: House, there: dict[str, str]) -> None:
    page = with_words(visitor, house, True)
    begin(page, there)
    before = left(page)
    page.get_by_role("button", name="Disagree").focus()
    page.keyboard.press("Enter")
    page.wait_for_load_state("domcontentloaded")
    page.wait_for_function("n => document.querySelector('.way b')?.innerText.startsWith(n)", arg=str(before - 1))
    assert left(page) == before - 1


def test_the_result_is_the_same_on_paper(visitor: Visitor, there: dict[str, str]) -> None:
    page = visitor().new_page()
    page.goto(there["closed"])
    page.emulate_media(media="print")
    assert page.get_by_role("heading", name="Groups that think alike").is_visible()
    assert not page.get_by_role("link", name="Leave now").is_visible()
    assert not page.get_by_role("link", name="All talks").is_visible()
