"""What must hold on every page, whoever sees it. Offers `look(page)`, which returns what is wrong, one line each."""

from __future__ import annotations

from axe_playwright_python.base import AXE_SCRIPT
from playwright.sync_api import Page

from tests.short import SHORT

# (width, height, theme): a small phone, which is also a computer's window at 400 %, and a computer.
# Every rule once in each width and once in each theme; between them the one rule that theme and width can change together.
LOOKS = (
    (320, 640, "light", "{}"),
    (320, 640, "dark", "{runOnly: ['color-contrast']}"),
    (1280, 800, "dark", "{}"),
    (1280, 800, "light", "{runOnly: ['color-contrast']}"),
)
# Short: each width and each theme once; what a width can change is asked on the phone, and colours in both.
if SHORT:
    LOOKS = ((320, 640, "light", "{}"), (1280, 800, "dark", "{runOnly: ['color-contrast']}"))

SIDEWAYS = "document.documentElement.scrollWidth"
# At the end of the page nothing may lie under the bar at the bottom, and the last link must be reachable.
UNDER_THE_BAR = """() => {
  const bar = document.querySelector('.bar');
  if (getComputedStyle(bar).position !== 'fixed' || bar.getBoundingClientRect().top < innerHeight / 2) return '';
  scrollTo(0, document.documentElement.scrollHeight);
  const top = bar.getBoundingClientRect().top;
  const last = [...document.querySelectorAll('main *, footer *')].filter(one => !one.closest('.vh') && one.checkVisibility());
  const low = last.find(one => one.getBoundingClientRect().bottom > top + 1);
  scrollTo(0, 0);
  return low ? low.outerHTML.slice(0, 90) : '';
}"""
SMALL_TARGETS = """() => ['main a', 'main button', 'main input', 'main select', 'main summary', '.bar a', '.nav a', '.nav button']
  .flatMap(kind => [...document.querySelectorAll(kind)])
  .filter(one => one.checkVisibility() && !one.closest('.vh') && !one.matches('[type=hidden]'))
  .map(one => [one, (one.closest('label') || one).getBoundingClientRect()])
  .filter(([one, box]) => box.height < 47 && getComputedStyle(one).display !== 'inline')
  .map(([one, box]) => `${Math.round(box.height)} px: ${one.outerHTML.slice(0, 80)}`)"""


def look(page: Page) -> list[str]:
    """axe in both themes and widths, no scrolling sideways, nothing under the bar, targets of 48 px, help and leaving there."""
    page.wait_for_load_state("domcontentloaded")
    wrong = []
    page.evaluate(AXE_SCRIPT)
    for width, height, theme, rules in LOOKS:
        page.set_viewport_size({"width": width, "height": height})
        page.emulate_media(color_scheme=theme)  # type: ignore[arg-type]
        found = page.evaluate(f"axe.run(document, Object.assign({{resultTypes: ['violations']}}, {rules}))")
        wrong += [
            f"axe, {width} px, {theme}: {one['id']}: {node['target']} {node['html'][:90]}"
            for one in found["violations"]
            for node in one["nodes"]
        ]
        if page.evaluate(SIDEWAYS) > width:
            wrong.append(f"{width} px: scrolls sideways to {page.evaluate(SIDEWAYS)} px")
        if under := page.evaluate(UNDER_THE_BAR):
            wrong.append(f"{width} px: under the bar: {under}")
        if theme == "light":
            wrong += [f"{width} px: small target, {one}" for one in page.evaluate(SMALL_TARGETS)]
    bar = page.get_by_role("navigation", name="Help and leaving")
    # The phone's own pages keep their help page with them, so that it opens without signal.
    helps = "/o/help" if "/o/" in page.url else "/help/"
    if [link.get_attribute("href") for link in bar.get_by_role("link").all()] != [helps, "/leave"]:
        wrong.append("help or leaving is not one tap away")
    if page.locator("h1").count() != 1:
        wrong.append(f"{page.locator('h1').count()} main headings")
    return wrong
