"""The team signs in: a code without script, a passkey with it."""

from __future__ import annotations

import time

import pyotp
import pytest
from playwright.sync_api import CDPSession, Page, expect

from tests.browser.conftest import Visitor, arrived, path
from tests.browser.house import House

AUTHENTICATOR = {
    "protocol": "ctap2",
    "transport": "internal",
    "hasResidentKey": True,
    "hasUserVerification": True,
    "isUserVerified": True,
    "automaticPresenceSimulation": True,
}


def code_of(secret: str) -> str:
    """The code of the moment; waits for the next half minute when this one is about to end."""
    app = pyotp.TOTP(secret)
    if app.interval - time.time() % app.interval < 2:
        time.sleep(2)
    return app.now()


def first_step(page: Page, name: str, words: str) -> None:
    page.goto("/t/in")
    page.fill("#work_name", name)
    page.fill("#words", words)
    page.get_by_role("button", name="Sign in").click()
    assert path(page) == "/t/second"


@pytest.fixture(scope="module")
def fern(house: House) -> dict[str, str]:
    """A peer whose words work."""
    return house.hand("member", work_name="Fern")


def test_words_and_a_code(page: Page, house: House, script: bool) -> None:
    """With script and without: two people, as a code works once."""
    name = "Jo" if script else "Maeve"
    first_step(page, name, house.team[name]["words"])
    page.goto("/t/")
    assert path(page) == "/t/second"  # her words alone open nothing
    page.fill("#code", code_of(house.team[name]["totp"]))
    page.get_by_role("button", name="Open").click()
    assert path(page) == "/t/"
    page.get_by_role("button", name="Sign out").first.click()
    page.goto("/t/")
    assert path(page) == "/t/in"


def test_a_wrong_code_opens_nothing(page: Page, house: House, fern: dict[str, str]) -> None:
    first_step(page, "Fern", fern["words"])
    page.fill("#code", "000000" if pyotp.TOTP(fern["totp"]).now() != "000000" else "111111")
    page.get_by_role("button", name="Open").click()
    expect(page.get_by_role("status").first).to_contain_text("did not fit")
    page.goto("/t/")
    assert path(page) == "/t/second"


def virtual_key(page: Page) -> CDPSession:
    session = page.context.new_cdp_session(page)
    session.send("WebAuthn.enable")
    session.send("WebAuthn.addVirtualAuthenticator", {"options": AUTHENTICATOR})
    return session


def test_a_passkey_is_made_and_signs_in(visitor: Visitor, house: House, fern: dict[str, str]) -> None:
    page = visitor(token=house.hand("opened", work_name="Fern")).new_page()
    session = virtual_key(page)
    page.goto("/t/me/factor")
    page.get_by_role("button", name="Make a passkey").click()
    page.wait_for_url("**/t/me")
    expect(page.get_by_role("heading", name="Passkey")).to_be_visible()
    page.get_by_role("button", name="Sign out here").click()

    first_step(page, "Fern", fern["words"])
    page.get_by_role("button", name="Use my passkey").click()
    page.wait_for_url("**/t/")
    session.detach()


def test_another_phones_passkey_does_not(visitor: Visitor, house: House, fern: dict[str, str]) -> None:
    page = visitor().new_page()
    virtual_key(page)
    first_step(page, "Fern", fern["words"])
    page.get_by_role("button", name="Use my passkey").click()
    expect(page.locator("[data-said]")).to_be_visible()
    page.goto("/t/")
    assert path(page) == "/t/second"


def test_from_the_link_to_the_spare_codes(page: Page, house: House, script: bool) -> None:
    """Joining: a work-name, eight words typed back, a code app, ten spare codes."""
    page.goto(f"/t/join/{house.hand('invite', work_name='')}")
    page.fill("#work_name", f"Linnet {script}")
    page.get_by_role("button", name="Show me my words").click()
    arrived(page)
    words = [word.replace(" ", "") for word in page.locator(".words li").all_inner_texts()]
    page.fill("#words", " ".join(words))
    page.get_by_role("button", name="Make my keys").click()
    assert path(page) == "/t/factor/new"
    letters = page.locator(".code").text_content() or ""
    page.fill("#code", code_of(letters.replace(" ", "").strip()))
    page.get_by_role("button", name="Keep this app").click()
    assert path(page) == "/t/me/codes"
    page.get_by_role("button", name="Show me ten new codes").click()
    arrived(page)
    assert page.locator(".words li").count() == 10
