"""What browser tests stand on: one house for each worker, visitors with and without script, and a watch over all they load."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Page, ViewportSize

from tests.browser.house import House, Neutral

COOKIE = "__Host-k"
PHONE: ViewportSize = {"width": 360, "height": 720}
# The policy's refusals reach the console by themselves; this catches those that do not.
VIOLATIONS = "addEventListener('securitypolicyviolation', e => console.error('policy: ' + e.violatedDirective + ' ' + e.blockedURI))"


@dataclass
class Watch:
    """What a context asked for from elsewhere, and what it complained about."""

    house: House
    elsewhere: list[str] = field(default_factory=list)
    complaints: list[str] = field(default_factory=list)
    allowed: str = ""

    def over(self, context: BrowserContext) -> None:
        context.on("request", lambda request: self._asked(request.url))
        context.on("console", self._said)
        context.on("weberror", lambda error: self.complaints.append(str(error.error)))

    def _asked(self, url: str) -> None:
        ours = urlsplit(url).netloc == urlsplit(self.house.address).netloc
        if not ours and not (self.allowed and url.startswith(self.allowed)):
            self.elsewhere.append(url)

    def _said(self, message: ConsoleMessage) -> None:
        # A page that answers 400 or 404 on purpose says so in the console.
        on_purpose = "the server responded with a status of 4" in message.text or "status of 503" in message.text
        if message.type in ("error", "warning") and not on_purpose:
            self.complaints.append(f"{message.text} ({message.location.get('url', '')})")


@pytest.fixture(scope="session")
def house(tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    with House(Path(tmp_path_factory.mktemp("house"))) as made:
        yield made


@pytest.fixture(scope="session")
def neutral(house: House) -> Iterator[Neutral]:
    """Where "Leave now" goes to."""
    with Neutral(house.visits) as site:
        house.hand("facts", values={"leave_to": site.address})
        yield site


Visitor = Callable[..., BrowserContext]


@pytest.fixture
def visitor(browser: Browser, house: House, neutral: Neutral) -> Iterator[Visitor]:
    """Makes private windows. `token`: the cookie of a visit that is open already. Afterwards nothing may have come from
    elsewhere, and nothing may have been refused or have failed.
    """
    watch = Watch(house, allowed=neutral.address)
    made: list[BrowserContext] = []

    def make(*, script: bool = True, token: str = "", **more: Any) -> BrowserContext:
        options = {"viewport": PHONE, "base_url": house.address} | more
        context = browser.new_context(java_script_enabled=script, **options)
        context.set_default_timeout(15_000)
        context.add_init_script(VIOLATIONS)
        watch.over(context)
        if token:
            sign_in(context, token)
        made.append(context)
        return context

    yield make
    for context in made:
        context.close()
    assert watch.elsewhere == []
    assert watch.complaints == []


class Window:
    """One private window for many visits, which is quicker than one for each: only styles and scripts stay from one to the next."""

    def __init__(self, browser: Browser, house: House, neutral: Neutral) -> None:
        self._browser = browser
        self._watch = Watch(house, allowed=neutral.address)
        self._page: Page | None = None

    def page(self, token: str = "") -> Page:
        """An empty page of a small phone, with the cookie of this visit and no other."""
        if self._page is None:
            context = self._browser.new_context(base_url=self._watch.house.address)
            context.set_default_timeout(15_000)
            context.add_init_script(VIOLATIONS)
            self._watch.over(context)
            self._page = context.new_page()
        self._page.goto("about:blank")
        self._page.set_viewport_size(PHONE)
        self._page.emulate_media(color_scheme="light")
        self._page.context.clear_cookies()
        if token:
            sign_in(self._page.context, token)
        return self._page

    def wrong(self) -> list[str]:
        """What it asked for from elsewhere since the last time, and what was refused or failed."""
        found = [f"from elsewhere: {url}" for url in self._watch.elsewhere] + self._watch.complaints
        self._watch.elsewhere.clear()
        self._watch.complaints.clear()
        return found

    def close(self) -> None:
        """The next page is of a new window."""
        if self._page is not None:
            self._page.context.close()
            self._page = None


@pytest.fixture(scope="class")
def window(browser: Browser, house: House, neutral: Neutral) -> Iterator[Window]:
    made = Window(browser, house, neutral)
    yield made
    made.close()


@pytest.fixture(params=[True, False], ids=["script", "no-script"])
def script(request: pytest.FixtureRequest) -> bool:
    return bool(request.param)


@pytest.fixture
def page(visitor: Visitor, script: bool) -> Page:
    """An empty window, once with script and once without."""
    return visitor(script=script).new_page()


def sign_in(context: BrowserContext, token: str) -> None:
    """Put a visit's cookie into a window."""
    context.add_cookies(
        [{"name": COOKIE, "value": token, "url": "https://localhost/", "secure": True, "httpOnly": True, "sameSite": "Strict"}]
    )


def arrived(page: Page) -> None:
    """A press waits until the next page begins to come; what is read at once must wait until all of it is there."""
    page.wait_for_load_state("domcontentloaded")


def main_text(page: Page) -> str:
    """What the page says, without what stands on every page."""
    arrived(page)
    return page.locator("main").inner_text()


def path(page: Page) -> str:
    """Which address of this site is open, without what stands behind the question mark."""
    arrived(page)
    return urlsplit(page.url).path


def press_leave(page: Page) -> float:
    """Press "Leave now" where it stands, as a thumb does; returns when."""
    box = page.get_by_role("link", name="Leave now").bounding_box()
    assert box is not None
    pressed = time.monotonic()
    page.mouse.click(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)
    return pressed
