"""Joining and signing in with a real browser: without script by a code app, with script by a passkey."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pyotp
import pytest

from kithbridge.people.actions import team
from kithbridge.people.models import Factor, Role
from kithbridge.web import clock, once
from tests.builders import make_member, quick_kdf  # noqa: F401

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

pytestmark = [
    pytest.mark.browser,
    pytest.mark.django_db(transaction=True, databases=["default", "keyring", "volatile"]),
]


@pytest.fixture
def site(live_server: Any, settings: Any) -> str:
    """The address as people type it: passkeys work on localhost, not on 127.0.0.1."""
    settings.ADDRESS = live_server.url.replace("127.0.0.1", "localhost")
    return str(settings.ADDRESS)


def join(page: Page, site: str, name: str) -> str:
    """From the link to the second step; her words."""
    invited = team.invite(work_name=name, roles=[Role.PEER], form_id=once.new_form_id())
    page.goto(f"{site}/t/join/{invited.token}")
    page.click("text=Show me my words")
    page.wait_for_load_state("domcontentloaded")
    words = " ".join("".join(word.split()) for word in page.locator("ol.words li span").all_inner_texts())
    page.fill("#words", words)
    page.click("text=Make my keys")
    page.wait_for_url("**/t/factor/new")
    return words


def sign_in(page: Page, name: str, words: str) -> None:
    page.click("nav >> text=Sign out")
    page.fill("#work_name", name)
    page.fill("#words", words)
    page.click("button:text('Sign in')")
    page.wait_for_url("**/t/second")


def test_without_script_by_a_code_app(browser: Browser, site: str) -> None:
    context = browser.new_context(java_script_enabled=False, viewport={"width": 320, "height": 640})
    page = context.new_page()
    words = join(page, site, "Jo")
    page.click("text=The letters, to type in")
    app = pyotp.TOTP("".join(page.locator("p.code").inner_text().split()))
    assert page.locator("text=Make a passkey").is_hidden()
    page.fill("#code", app.at(clock.unix()))
    page.click("text=Keep this app")
    page.wait_for_url("**/t/me/codes")
    page.click("text=Show me ten new codes")
    spare = page.locator("ol.words li").first.inner_text()
    sign_in(page, "Jo", words)
    page.click("text=Use a spare code")
    page.fill("#spare", spare)
    page.click("text=Use it up and open")
    page.wait_for_url(f"{site}/t/")
    cookies = {cookie["name"]: cookie for cookie in context.cookies()}
    assert cookies["__Host-k"]["httpOnly"]
    assert cookies["__Host-k"]["expires"] == -1
    context.close()


def test_by_a_passkey(browser: Browser, site: str) -> None:
    context = browser.new_context()
    page = context.new_page()
    troubles: list[str] = []
    page.on("console", lambda message: troubles.append(message.text))
    page.on("pageerror", lambda problem: troubles.append(str(problem)))
    device = context.new_cdp_session(page)
    device.send("WebAuthn.enable")
    options = {"protocol": "ctap2", "transport": "internal", "hasResidentKey": True, "hasUserVerification": True}
    options |= {"isUserVerified": True, "automaticPresenceSimulation": True}
    device.send("WebAuthn.addVirtualAuthenticator", {"options": options})
    words = join(page, site, "Cass")
    page.click("text=Make a passkey")
    page.wait_for_url("**/t/me/codes")
    assert [factor.kind for factor in Factor.objects.all()] == ["passkey"]
    sign_in(page, "Cass", words)
    page.click("text=Use my passkey")
    page.wait_for_url(f"{site}/t/")
    # The same device once more is refused by the browser; the page says so and stays.
    page.goto(f"{site}/t/me/factor")
    page.click("text=Make a passkey")
    page.wait_for_selector("text=The passkey was not made")
    assert troubles == []
    context.close()
