"""By keyboard alone: the skip link first, every act reachable and visibly in focus; nothing moves when motion is not wanted."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import Visitor, sign_in
from tests.browser.house import House

FOCUSABLE = """() => ['a[href]', 'button', 'input:not([type=hidden])', 'select', 'textarea', 'summary', 'audio', '[tabindex="0"]']
  .flatMap(kind => [...document.querySelectorAll(kind)])
  .filter(one => one.checkVisibility() && one.tabIndex >= 0 && !one.disabled).length"""
IN_FOCUS = """() => {
  const one = document.activeElement;
  if (!one || one === document.body) return null;
  const box = one.getBoundingClientRect(), style = getComputedStyle(one.matches('.chip.bare input') ? one.nextElementSibling : one);
  const bar = document.querySelector('.bar').getBoundingClientRect();
  const covered = !one.closest('.bar') && bar.top > innerHeight / 2 && box.top >= bar.top;
  return {
    what: one.outerHTML.slice(0, 80),
    // A player draws the ring inside itself.
    ring: one.matches('audio') || style.outlineStyle !== 'none' && parseFloat(style.outlineWidth) >= 3,
    seen: box.bottom > 0 && box.top < innerHeight && !covered,
  };
}"""


def tab_through(page: Page) -> list[dict[str, object]]:
    """What comes into focus, from the top until it begins anew."""
    stops: list[dict[str, object]] = []
    for _ in range(200):
        page.keyboard.press("Tab")
        here = page.evaluate(IN_FOCUS)
        if here is None:
            break
        stops.append(here)
    return stops


@pytest.mark.parametrize("address", ["/", "/n/how", "/n/ask?v=1", "/n/", "/n/write?v=1", "/help/1"])
def test_every_act_by_keyboard(visitor: Visitor, house: House, address: str) -> None:
    window = visitor(token=house.hand("page")["token"])
    page = window.new_page()
    page.goto(address)
    expected = page.evaluate(FOCUSABLE)
    stops = tab_through(page)
    assert "#main" in str(stops[0]["what"])
    assert [stop["what"] for stop in stops if not stop["ring"]] == []
    assert [stop["what"] for stop in stops if not stop["seen"]] == []
    radios_left_out = page.evaluate(
        "(() => { const all = [...document.querySelectorAll('input[type=radio]')].filter(one => one.checkVisibility());"
        "return all.length - new Set(all.map(one => one.name)).size })()"
    )
    assert len(stops) >= expected - radios_left_out


def test_the_skip_link_is_seen_and_skips(page: Page) -> None:
    page.goto("/help/")
    page.keyboard.press("Tab")
    skip = page.get_by_role("link", name="Skip to the page")
    box = skip.bounding_box()
    assert box is not None
    assert box["width"] > 100
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.closest('main') !== null")


def test_three_taps_by_keyboard(page: Page) -> None:
    page.goto("/")
    for label in ("See what we bring", "Go on"):
        page.get_by_role("link", name=label).focus()
        page.keyboard.press("Enter")
        page.wait_for_load_state()
    page.get_by_role("button", name="Foil").focus()
    page.keyboard.press("Enter")
    page.wait_for_selector(".code")


def test_enter_in_a_field_asks_for_nothing_by_itself(page: Page) -> None:
    """Enter in a text field presses the first button of a form: that must not be the first thing on the menu."""
    page.goto("/n/ask?v=1")
    page.get_by_label("Somebody to talk to").focus()
    page.keyboard.press("Enter")
    expect(page.get_by_role("status")).to_contain_text("Nothing was ticked yet")


def test_nothing_moves_when_motion_is_not_wanted(visitor: Visitor, house: House) -> None:
    page = visitor(reduced_motion="reduce").new_page()
    sign_in(page.context, house.hand("page")["token"])
    for address in ("/", "/n/ask?v=1", "/n/", "/help/"):
        page.goto(address)
        moving = page.evaluate(
            "[...document.querySelectorAll('*')].filter(one => { const s = getComputedStyle(one);"
            "return (s.animationName !== 'none' && parseFloat(s.animationDuration) > 0.01) || parseFloat(s.transitionDuration) > 0.01"
            "|| s.scrollBehavior === 'smooth' }).length"
        )
        assert moving == 0
