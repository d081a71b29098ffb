"""The check where people write: with script and without, on a phone; nothing of the text stays anywhere."""

from __future__ import annotations

import gzip

from playwright.sync_api import Page, Response

from tests.browser.conftest import Visitor, main_text, path, sign_in
from tests.browser.house import House

TEXT = "Home visit 😀.\n\nMum is a heroin addict. She failed to attend the clinic.\n\nThe children talked about school."
MOST_BYTES = 14 * 1024


def look(page: Page, text: str = TEXT) -> None:
    page.goto("/w/")
    page.fill("#text", text)
    page.get_by_role("button", name="Look at it").click()
    page.locator(".written").wait_for()


def text_of(page: Page) -> str:
    """What the form would send."""
    return page.locator("#text").input_value()


def first_wording(page: Page) -> str:
    return page.locator("button[name=take]").first.inner_text().strip()


def test_one_tap_takes_a_wording_and_one_takes_it_back(page: Page, script: bool) -> None:
    look(page)
    words = first_wording(page)
    assert page.locator("mark").count() == 2
    page.locator("button[name=take]").first.click()
    page.get_by_role("button", name="Undo the last").wait_for()
    taken = text_of(page)
    assert words in taken
    assert "The children talked about school." in taken
    page.get_by_role("button", name="Undo the last").click()
    page.locator(".written").wait_for()
    assert text_of(page).strip() == TEXT
    assert path(page) == "/w/"


def test_with_script_nothing_is_sent_for_a_tap_and_the_server_agrees_afterwards(visitor: Visitor) -> None:
    page = visitor().new_page()
    look(page)
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    for number in (1, 2):
        page.locator(f"#text-f{number} button[name=take]").first.click()
    assert asked == []
    assert page.locator("mark.taken").count() == 2
    assert page.locator("[data-taken]").inner_text() == "Taken: 2"
    taken = text_of(page)
    page.get_by_role("button", name="Look again").last.click()
    page.locator(".written").wait_for()
    assert text_of(page) == taken
    assert "Before: 2 words to look at." in main_text(page)
    page.get_by_role("button", name="Undo the last").click()
    page.get_by_role("button", name="Undo the last").click()
    assert text_of(page).strip() == TEXT


def test_a_second_tap_on_the_same_wording_puts_her_own_words_back(visitor: Visitor) -> None:
    page = visitor().new_page()
    look(page)
    button = page.locator("#text-f1 button[name=take]").first
    button.click()
    assert button.get_attribute("aria-pressed") == "true"
    button.click()
    assert button.get_attribute("aria-pressed") == "false"
    assert text_of(page).strip() == TEXT
    page.get_by_role("button", name="Undo the last").click()
    assert button.get_attribute("aria-pressed") == "true"


def test_what_somebody_wrote_herself_is_kept(page: Page) -> None:
    look(page)
    words = first_wording(page)
    page.get_by_text("Change it yourself").click()
    page.fill("#text", "One line more.\n" + TEXT)
    page.locator("button[name=take]").first.click()
    page.get_by_role("button", name="Undo the last").wait_for()
    assert text_of(page).startswith("One line more.\n")
    assert words in text_of(page)


def test_a_mark_leads_to_its_card_and_back(page: Page) -> None:
    look(page)
    page.locator("mark a").first.click()
    assert page.url.endswith("#text-f1")
    page.locator("#text-f1 h3 a").click()
    assert page.url.endswith("#text-m1")


def test_copying_needs_script_and_copies_the_text_as_it_is(visitor: Visitor) -> None:
    page = visitor(permissions=["clipboard-read", "clipboard-write"]).new_page()
    look(page)
    page.locator("button[name=take]").first.click()
    page.get_by_role("button", name="Copy my text").click()
    page.get_by_role("button", name="Copied").wait_for()
    assert page.evaluate("navigator.clipboard.readText()") == text_of(page)
    still = visitor(script=False).new_page()
    look(still)
    assert not still.get_by_role("button", name="Copy my text").is_visible()


def test_a_file_is_picked_and_looked_at(page: Page) -> None:
    page.goto("/w/")
    page.set_input_files("#file", {"name": "visit.txt", "mimeType": "text/plain", "buffer": TEXT.encode()})
    page.get_by_role("button", name="Look at it").click()
    page.locator(".written").wait_for()
    assert page.locator("mark").count() == 2


def test_nothing_stays_on_the_phone(visitor: Visitor) -> None:
    window = visitor()
    page = window.new_page()
    look(page)
    assert page.evaluate("[localStorage.length, sessionStorage.length]") == [0, 0]
    assert [cookie["name"] for cookie in window.cookies()] == ["__Host-c"]
    assert page.title() == "Notes"


def test_the_server_keeps_no_trace(page: Page, house: House) -> None:
    """What was pasted and what was sent as a file is in no file of the group's home, nor in its volatile folder."""
    look(page, "Marrowmarker is a heroin addict.")
    page.goto("/w/")
    page.set_input_files("#file", {"name": "marrow.txt", "mimeType": "text/plain", "buffer": b"Marrowmarker is a heroin addict.\n" * 3000})
    page.get_by_role("button", name="Look at it").click()
    page.locator(".written").wait_for()
    there = [one for one in house.folder.rglob("*") if one.is_file()]
    assert len(there) > 5
    assert not [one for one in there if b"arrowmarker" in one.read_bytes()]


def test_the_page_fits_into_one_flight(page: Page) -> None:
    weights: dict[str, int] = {}

    def weigh(answer: Response) -> None:
        weights[answer.url] = len(gzip.compress(answer.body(), 9))

    page.on("response", weigh)
    page.goto("/w/")
    page.wait_for_load_state("networkidle")
    assert sum(weights.values()) <= MOST_BYTES, weights


def test_a_warning_is_looked_at_first_and_then_sent(visitor: Visitor, house: House, script: bool) -> None:
    context = visitor(script=script)
    sign_in(context, str(house.hand("opened", work_name="Jo")))
    page = context.new_page()
    page.goto("/t/alerts")
    page.locator("input[name=grade]").first.check()
    page.fill("#text", "A heroin addict died of strong tablets.")
    page.fill("#source", "Tarrowby laboratory")
    page.get_by_role("button", name="Look at the words first").click()
    page.locator("mark").first.wait_for()
    words = first_wording(page)
    page.locator("button[name=take]").first.click()
    page.locator(f"text={words}").first.wait_for()
    page.get_by_role("button", name="Put it before somebody else").click()
    assert path(page) == "/t/alerts"
    assert words.lower() in main_text(page).lower()
