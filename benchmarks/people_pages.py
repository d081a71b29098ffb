"""Pages of the ground floor in numbers: weights as they travel, what axe finds, how fast "Leave now" is.

    .venv/bin/python benchmarks/people_pages.py            all pages, 20 presses on "Leave now" with script and without
    .venv/bin/python benchmarks/people_pages.py --quick    the first pages and 5 presses

Starts the real server on a home of its own in the temporary folder and looks at it with Debian's Chromium. Nothing else of the
machine is touched. Bytes are those of gzip -9 over HTML, stylesheet and script, without headers.
"""

from __future__ import annotations

import argparse
import gzip
import os
import platform
import shutil
import statistics
import sys
import tempfile
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from playwright.sync_api import Browser, Page, sync_playwright

from tests.browser.conftest import VIOLATIONS, press_leave, sign_in
from tests.browser.house import House, Neutral
from tests.browser.looking import AXE_SCRIPT, LOOKS
from tests.browser.places import NEIGHBOUR, TEAM, Place, token

BAR_FIRST, BAR_SCRIPT, BAR_LEAVE = 14 * 1024, 1024, 300
FLAGS = ["--disable-gpu", "--disable-background-networking", "--disable-component-update", "--no-first-run"]


def open_place(browser: Browser, house: House, place: Place) -> tuple[Page, dict[str, int]]:
    """The page, and every address it loaded last with its bytes."""
    context = browser.new_context(base_url=house.address, viewport={"width": 320, "height": 640})
    context.add_init_script(VIOLATIONS)
    if given := token(place, house):
        sign_in(context, given)
    page = context.new_page()
    loaded: dict[str, int] = {}
    page.on("request", lambda request: loaded.clear() if request.is_navigation_request() else None)

    def note(answer) -> None:
        if answer.status < 300 or answer.status >= 400:
            loaded[answer.url] = len(gzip.compress(answer.body(), 9))

    page.on("response", note)
    place.get_there(page, house)
    page.wait_for_load_state("networkidle")
    return page, dict(loaded)


def findings(page: Page) -> int:
    """axe's violations over both widths and both themes, every rule each time."""
    page.evaluate(AXE_SCRIPT)
    total = 0
    for width, height, theme, _rules in LOOKS:
        page.set_viewport_size({"width": width, "height": height})
        page.emulate_media(color_scheme=theme)
        total += page.evaluate("axe.run().then(found => found.violations.length)")
    return total


def leaving(browser: Browser, house: House, times: int, *, script: bool) -> list[float]:
    """Milliseconds from the press until the neutral site is asked for; the visit is gone by then, or it counts as failed."""
    taken = []
    with Neutral(house.visits) as neutral:
        house.hand("facts", values={"leave_to": neutral.address})
        for _ in range(times):
            house.end_visits()
            context = browser.new_context(base_url=house.address, java_script_enabled=script)
            sign_in(context, house.hand("page")["token"])
            page = context.new_page()
            page.goto("/n/")
            pressed = press_leave(page)
            page.wait_for_url(neutral.address)
            arrived, visits = neutral.arrivals[-1]
            taken.append((arrived - pressed) * 1000 if visits == 0 else float("inf"))
            context.close()
    return taken


def say_leaving(name: str, taken: list[float]) -> None:
    p95 = sorted(taken)[max(0, round(len(taken) * 0.95) - 1)]
    print(f"{name:<40} {statistics.median(taken):>6.0f} {p95:>6.0f} {max(taken):>6.0f}    {BAR_LEAVE}")


def main() -> int:
    options = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    options.add_argument("--quick", action="store_true")
    quick = options.parse_args().quick
    chromium = os.environ.get("KITHBRIDGE_CHROMIUM") or shutil.which("chromium")
    if chromium is None:
        print("no Chromium here (Debian: apt install chromium)", file=sys.stderr)
        return 2
    with tempfile.TemporaryDirectory() as folder, House(Path(folder)) as house, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium, args=FLAGS, chromium_sandbox=os.geteuid() != 0)
        print(f"Python {platform.python_version()}, Chromium {browser.version}, {os.cpu_count()} cores, load {os.getloadavg()[0]:.1f}\n")
        print(f"{'page':<40} {'HTML':>7} {'in all':>7} {'asked':>6} {'axe x 4':>8}")
        for place in NEIGHBOUR[:6] if quick else (*NEIGHBOUR, *TEAM):
            try:
                page, loaded = open_place(browser, house, place)
                html = loaded.get(page.url, 0)
                print(f"{place.name:<40} {html:>7,} {sum(loaded.values()):>7,} {len(loaded):>6} {findings(page):>8}", flush=True)
                page.context.close()
            finally:
                place.put_back(house)
        own = Path(__file__).resolve().parent.parent / "kithbridge/web/static/web"
        print(f"\nbars: first page {BAR_FIRST:,} bytes in all, axe 0. gzip -9:", end="")
        for name in ("kith.css", "leave.js", "passkey.js"):
            print(f"  {name} {len(gzip.compress((own / name).read_bytes(), 9)):,}", end="")
        print(f" (leave.js: bar {BAR_SCRIPT:,})\n\n{'Leave now: press to elsewhere, ms':<40} {'median':>6} {'p95':>6} {'most':>6}    bar")
        for script in (True, False):
            times = 5 if quick else 20
            say_leaving("with script" if script else "without script", leaving(browser, house, times, script=script))
        browser.close()
    return 0


if __name__ == "__main__":
    sys.exit(main())
