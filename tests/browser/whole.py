"""Presses that wait until the next page is there with its style sheets.

Playwright goes on as soon as a page begins to come. What is read at once is then read from half a page, or from one whose second style
sheet is still on its way: on a busy machine a test fails once in a thousand runs, without anything being wrong.
"""

from __future__ import annotations

import functools
from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import Locator, Page

PRESSES = ((Locator, "click"), (Locator, "check"), (Locator, "press"), (Locator, "wait_for"), (Page, "click"), (Page, "wait_for_selector"))


def make_presses_wait(patch: pytest.MonkeyPatch) -> None:
    """From now on every press, and every wait for something, ends when the page is whole."""
    for owner, name in PRESSES:
        patch.setattr(owner, name, _waiting(getattr(owner, name)))


def _waiting(press: Callable[..., Any]) -> Callable[..., Any]:
    @functools.wraps(press)
    def waiting(self: Locator | Page, *args: Any, **more: Any) -> Any:
        result = press(self, *args, **more)
        page = self if isinstance(self, Page) else self.page
        if not page.is_closed():
            page.wait_for_load_state("load")
        return result

    return waiting
