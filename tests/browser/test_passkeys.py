"""A passkey in a real browser, with the device that Chromium's own tools stand in for."""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from playwright.sync_api import BrowserContext, Page, Request, expect

from tests.support.office import PASSPHRASE, Office
from tests.support.offices import (  # noqa: F401 - fixtures
    engine_name,
    office,
    postgresql_office,
    sqlite_office,
)
from tests.support.running import Running, running

BY_PASSKEY = "Sign in with a passkey"


@pytest.fixture
def at_work(office: Office) -> Iterator[Running]:  # noqa: F811 - the fixture
    """The office at work."""
    with running(office) as place:
        yield place


@contextmanager
def device(context: BrowserContext, page: Page, *, secrets: bool) -> Iterator[None]:
    """Put a device beside the browser that recognises whoever touches it."""
    tools = context.new_cdp_session(page)
    tools.send("WebAuthn.enable")
    options: dict[str, Any] = {
        "protocol": "ctap2",
        "ctap2Version": "ctap2_1",
        "transport": "usb",
        "hasResidentKey": True,
        "hasUserVerification": True,
        "isUserVerified": True,
        "automaticPresenceSimulation": True,
        "hasPrf": secrets,
    }
    tools.send("WebAuthn.addVirtualAuthenticator", {"options": options})
    yield
    tools.detach()


def test_a_passkey_is_added_signs_in_and_opens_her_keys(
    at_work: Running, browser_page: Page, browser_context: BrowserContext
) -> None:
    """With passphrase and passkey; then, where she said so, with the passkey alone; then never."""
    page, url = browser_page, at_work.url.replace("127.0.0.1", "localhost")
    sent: list[str] = []

    def hear(request: Request) -> None:
        sent.append(request.post_data or "")

    page.on("request", hear)
    with device(browser_context, page, secrets=True):
        page.goto(f"{at_work.url}/sign-in")
        expect(page.get_by_role("button", name=BY_PASSKEY)).to_have_count(0)  # a number, no name
        _signs_in(page, url, at_work)
        _add(page, url, at_work)
        expect(page.locator("main")).to_contain_text("opens my keys without my passphrase")
        for passphrase in (PASSPHRASE, ""):
            _sign_out(page)
            _by_passkey(page, at_work, passphrase)
            expect(page).to_have_url(re.compile("/today$"))
        page.goto(f"{url}/passkeys")
        expect(page.locator("main")).to_contain_text("last used")
        assert not any("clientExtensionResults" in each for each in sent)
        _take_away(page)
        _sign_out(page)
        _by_passkey(page, at_work, PASSPHRASE)
        expect(page.locator("[role=alert]").first).to_contain_text("not one of this account")


def test_a_device_without_secrets_is_a_second_factor_only(
    at_work: Running, browser_page: Page, browser_context: BrowserContext
) -> None:
    """She is told on the page, and adds it without the tick; a stopped device says so too."""
    page, url = browser_page, at_work.url.replace("127.0.0.1", "localhost")
    _signs_in(page, url, at_work)
    with device(browser_context, page, secrets=False):
        _add(page, url, at_work, ends=False)
        expect(page.locator("[data-passkey-closed]")).to_be_visible()
        page.uncheck("[name=opens]")
        page.get_by_role("button", name="Add the passkey").click()
        expect(page.locator("main")).to_contain_text("not used yet")


def _add(page: Page, url: str, at_work: Running, *, ends: bool = True) -> None:
    page.goto(f"{url}/passkeys")
    page.fill("[name=place]", "key ring")
    form = page.locator("form[data-new-passkey]")
    _, passphrase, code = at_work.credentials("alma")
    form.locator("[name=password]").fill(passphrase)
    form.locator("[name=code]").fill(code)
    page.check("[name=opens]")
    page.get_by_role("button", name="Add the passkey").click()
    if ends:
        expect(page.locator("main")).to_contain_text("The passkey is added.")


def _signs_in(page: Page, url: str, at_work: Running) -> None:
    """Sign in with passphrase and code."""
    page.goto(f"{url}/sign-in")
    typed = zip(("email", "password", "code"), at_work.credentials("alma"), strict=True)
    for name, value in typed:
        page.fill(f"[name={name}]", value)
    page.click("button[data-save]")
    expect(page).to_have_url(re.compile("/today$"))


def _by_passkey(page: Page, at_work: Running, passphrase: str) -> None:
    page.fill("[name=email]", at_work.office.people["alma"].email)
    page.fill("[name=password]", passphrase)
    page.get_by_role("button", name=BY_PASSKEY).click()


def _take_away(page: Page) -> None:
    page.get_by_text("Take it away").first.click()
    page.locator("details[open] [name=password]").fill(PASSPHRASE)
    page.get_by_role("button", name="Take it away, proved with a passkey").click()
    expect(page.locator("main")).to_contain_text("You have none.")


def _sign_out(page: Page) -> None:
    page.locator("details.menu summary").click()
    page.locator("#sign-out button").click()
    expect(page).to_have_url(re.compile("/sign-in"))
