"""A lead orders the menu: with script the page stays where it is, without it the same forms work."""

from __future__ import annotations

from playwright.sync_api import Page

from tests.browser.conftest import arrived, path, sign_in
from tests.browser.house import House


def names(page: Page) -> list[str]:
    arrived(page)
    return [text.strip() for text in page.locator("ul.cards h2, ul.brought b").all_inner_texts()]


def test_one_place_up(page: Page, house: House, script: bool) -> None:
    sign_in(page.context, house.hand("opened", work_name="Maeve"))
    page.goto("/t/menu?order")
    before = names(page)
    if script:
        page.evaluate("document.body.dataset.stays = 'yes'")
    page.get_by_role("button", name="One place up").last.click()
    page.wait_for_function("last => [...document.querySelectorAll('ul.cards h2')].at(-1).innerText.trim() !== last", arg=before[-1])
    assert names(page) == [*before[:-2], before[-1], before[-2]]
    assert path(page) == "/t/menu"
    if script:
        assert page.evaluate("document.body.dataset.stays") == "yes"  # the page was not loaded anew


def test_a_name_that_is_there_already_says_so_in_place(page: Page, house: House) -> None:
    sign_in(page.context, house.hand("opened", work_name="Maeve"))
    page.goto("/t/menu")
    page.fill("#label", names(page)[0])
    page.get_by_role("button", name="We carry this").click()
    page.get_by_text("Nothing was changed").wait_for()
    assert path(page) == "/t/menu"
