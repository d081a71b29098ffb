"""A neighbour's journeys in a real browser, each with script and without."""

from __future__ import annotations

import re
from dataclasses import dataclass

import pytest
from playwright.sync_api import Page, expect

from kithbridge.engines.sealing import WordList
from tests.browser.conftest import Visitor, arrived, main_text, path, sign_in
from tests.browser.house import House

DOORS = 5


@dataclass
class Taps:
    """Presses what is named and counts."""

    page: Page
    n: int = 0

    def on(self, label: str, *, button: bool = False) -> None:
        self.page.get_by_role("button" if button else "link", name=label).first.click()
        self.n += 1


def ask_for_one(page: Page, item: str = "Fine and short kit") -> str:
    """From the start page to the two words; returns them."""
    page.goto("/")
    taps = Taps(page)
    taps.on("See what we bring")
    taps.on("Go on")
    taps.on(item, button=True)
    code = page.locator(".code").inner_text()
    assert (taps.n, len(code.split())) == (3, 2)
    return code


def shown_words(page: Page) -> list[str]:
    arrived(page)
    return [re.sub(r"\W", "", word) for word in page.locator(".words li").all_inner_texts()]


def give(page: Page, words: str, label: str) -> None:
    page.fill("#w", words)
    page.get_by_role("button", name=label).click()


def one_letter_wrong(word: str) -> str:
    """The word with its last letter but one replaced."""
    return word[:-2] + ("q" if word[-2] != "q" else "x") + word[-1]


def test_three_taps_to_the_two_words(page: Page) -> None:
    ask_for_one(page)
    assert "Read by: " in main_text(page)
    assert "__Host-k" not in {one["name"] for one in page.context.cookies()}


def test_whom_she_unticks_is_not_among_those_who_read(page: Page) -> None:
    page.goto("/n/ask?v=1")
    page.get_by_label("Jo").uncheck()
    page.get_by_role("button", name="Naloxone").click()
    assert "Read by: Cass, Shanice" in main_text(page)


def test_who_is_pressed_chooses_two(page: Page) -> None:
    page.goto("/n/ask?v=1")
    page.get_by_label("I am being pressed").check()
    page.get_by_role("button", name="Foil").click()
    expect(page.get_by_role("status")).to_contain_text("only two of us should read this")
    ticked = page.locator("[name=reader]:checked")
    while ticked.count() > 2:
        ticked.last.uncheck()
    page.get_by_role("button", name="Ask", exact=True).click()
    said = main_text(page)
    assert "Say these two words" in said
    assert sum(name in said for name in ("Jo", "Shanice", "Cass")) == 2


def test_more_than_one_thing_and_something_in_words(page: Page) -> None:
    page.goto("/n/ask?v=1")
    page.get_by_text("More than one").click()
    page.locator("fieldset", has_text="Naloxone").locator("label", has_text="2").click()
    page.get_by_label("Somebody to talk to").check()
    page.get_by_label("Coast and villages").check()
    page.fill("#text", "near the lamp")
    page.get_by_role("button", name="Ask", exact=True).click()
    expect(page.locator(".code")).to_be_visible()


def test_words_from_the_first_ask_to_her_page_and_back_out(page: Page, house: House) -> None:
    """Offered, shown, practised; her page; new words, which shut the old window; everything taken back."""
    code = ask_for_one(page)
    page.get_by_role("button", name="Give me words").click()
    words = shown_words(page)
    assert len(words) == 7
    give(page, " ".join(words), "Try them")
    assert path(page) == "/n/"
    assert code in main_text(page)
    assert "used 1 time this week" in main_text(page)

    page.get_by_role("link", name="New words now").click()
    old = page.context.cookies()
    page.get_by_role("button", name="Give me new words").click()
    fresh = shown_words(page)
    assert set(fresh) != set(words)
    give(page, " ".join(word[:3] for word in fresh), "Try them")
    assert code in main_text(page)
    mine = page.context.cookies()
    page.context.add_cookies([one for one in old if one["name"] == "__Host-k"])
    page.goto("/n/")
    assert path(page) == "/n/in"
    page.context.add_cookies([one for one in mine if one["name"] == "__Host-k"])

    page.goto("/n/")
    page.get_by_role("link", name="Take it all back").click()
    page.get_by_role("button", name="Take it all back").click()
    expect(page.locator("h1")).to_have_text("It is taken back")
    assert "Counts" in main_text(page)
    page.goto("/n/in")
    give(page, " ".join(fresh), "Open my page")
    expect(page.get_by_role("status")).to_contain_text("did not open a page")


@pytest.fixture(scope="module")
def real_page(house: House) -> dict[str, str]:
    """One page whose words work, for the tests about typing them."""
    return house.hand("page", real=True)


@pytest.mark.parametrize("how", ["three letters", "slips"])
def test_how_the_words_may_be_typed(page: Page, real_page: dict[str, str], house: House, how: str) -> None:
    words = real_page["words"].split()
    typed = [word[:3].upper() for word in words] if how == "three letters" else [one_letter_wrong(word) for word in words]
    page.goto("/")
    page.get_by_role("link", name="I have words").click()
    give(page, ", ".join(typed), "Open my page")
    assert path(page) == "/n/"


def test_wrong_words_get_a_hint_and_are_not_written_back(page: Page) -> None:
    drawn = " ".join(WordList.load().draw(7))
    page.goto("/n/in")
    give(page, drawn, "Open my page")
    expect(page.get_by_role("status")).to_contain_text("Try the whole words")
    assert page.locator("#w").input_value() == ""


@pytest.fixture
def her(page: Page, house: House) -> dict[str, str]:
    """A page of hers that is open in the window."""
    made = house.hand("page")
    sign_in(page.context, made["token"])
    return made


def test_there_is_something_it_opens_and_goes_on_a_tap(page: Page, her: dict[str, str], house: House) -> None:
    house.hand("answer", page=her["id"], text="We come on Monday.")
    page.goto("/n/")
    expect(page.locator("h1")).to_have_text("There is something for you")
    assert "Monday" not in main_text(page)
    page.get_by_role("link", name="Open it").click()
    assert "We come on Monday." in main_text(page)
    page.get_by_role("link", name="Gone now").click()
    expect(page.locator("h1")).to_have_text("Nothing new for you")


def test_what_is_open_closes_by_itself(page: Page, her: dict[str, str], house: House) -> None:
    """The minute itself is not waited for: the header's number is made one second on its way."""
    house.hand("answer", page=her["id"], text="We come on Monday.")
    said: list[str] = []

    def sooner(route) -> None:
        answer = route.fetch()
        said.append(answer.headers["refresh"])
        route.fulfill(response=answer, headers=answer.headers | {"refresh": answer.headers["refresh"].replace("60", "1", 1)})

    page.route("**/n/read", sooner)
    page.goto("/n/read")
    assert said == ["60; url=/n/"]
    page.wait_for_url("**/n/")
    assert "Monday" not in main_text(page)


def test_she_writes_keeps_and_takes_back(page: Page, her: dict[str, str], house: House) -> None:
    page.goto("/n/")
    page.get_by_role("link", name="Write to us").click()
    assert page.url.endswith("/n/how?to=write")
    page.get_by_role("link", name="Go on").click()
    for text in ("A plain bag.", "Thursday is better."):
        page.goto("/n/write")
        page.fill("#text", text)
        page.get_by_role("button", name="Send it").click()
    page.get_by_role("link", name="Look at it").click()
    page.locator(".slip", has_text="Thursday").get_by_role("button", name="Take it back").click()
    assert "Thursday" not in main_text(page)
    page.locator(".slip", has_text="plain bag").get_by_role("button", name="Keep it").click()
    expect(page.locator(".none")).to_have_text("There is nothing here.")
    page.get_by_role("link", name="To my page").click()
    page.get_by_role("link", name="All that is yours").click()
    assert "A plain bag." in main_text(page)
    assert "Thursday" not in main_text(page)


def test_leaving_on_every_phone(page: Page, visitor: Visitor, her: dict[str, str], house: House) -> None:
    other = visitor(token=her["token"]).new_page()
    other.goto("/n/")
    page.goto("/n/")
    page.get_by_role("button", name="Leave on every phone").click()
    assert path(page) == "/"
    other.reload()
    assert path(other) == "/n/in"


def test_a_form_sent_after_the_visit_ended_goes_on_after_signing_in(page: Page, real_page: dict[str, str], house: House) -> None:
    page.goto("/n/in")
    give(page, real_page["words"], "Open my page")
    page.goto("/n/write?v=1")
    page.get_by_label("Cass").uncheck()
    page.fill("#text", "A long night’s words.")
    house.end_visits()
    page.get_by_role("button", name="Send it").click()
    assert "What you wrote is still here" in main_text(page)
    assert page.get_by_label("What you wrote").input_value() == "A long night’s words."
    give(page, real_page["words"], "Open my page and send it")
    assert page.get_by_label("What you wrote").input_value() == "A long night’s words."
    page.get_by_role("button", name="Send it").click()
    page.get_by_role("link", name="All that is yours").click()
    assert "A long night’s words." in main_text(page)


def test_help_opens_every_door(page: Page, house: House) -> None:
    page.goto("/")
    page.get_by_role("navigation", name="Help and leaving").get_by_role("link", name="Help right now").click()
    addresses = [door.get_attribute("href") or "" for door in page.get_by_role("navigation", name="Five doors").get_by_role("link").all()]
    assert len(addresses) == DOORS
    for address in addresses:
        page.goto(address)
        assert page.locator("a.ring[href^='tel:']").count() >= 1
        assert page.locator("audio[controls]").count() == 1
        sound = page.locator("audio").get_attribute("src") or ""
        assert page.request.get(sound).headers["content-type"].startswith("audio/")


def test_the_notice_can_be_heard(page: Page) -> None:
    page.goto("/n/how")
    player = page.locator("audio[controls]")
    assert player.get_attribute("preload") == "none"
    assert player.get_attribute("src") == "/r/notice"
