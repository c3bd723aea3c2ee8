"""A real browser, driven by Playwright, that can reach nothing but this machine."""

from __future__ import annotations

import os
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Page, sync_playwright

from tests.support.browser import SWITCHES, find_browser

WAIT_MS = 15_000


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """One browser for all tests of a worker."""
    found = find_browser()
    with pytest.MonkeyPatch.context() as patch:
        if found.node_libraries:
            patch.setenv("LD_LIBRARY_PATH", found.node_libraries)
        playwright = sync_playwright().start()
    shown = playwright.chromium.launch(
        executable_path=found.executable,
        args=SWITCHES,
        # Root has no user namespaces to build the sandbox from, and only our own pages open.
        chromium_sandbox=False,
        env={**os.environ, **found.environment},
    )
    yield shown
    shown.close()
    playwright.stop()


@pytest.fixture
def browser_context(browser: Browser) -> Iterator[BrowserContext]:
    """A visitor of her own: no cookies, English, the time of New York."""
    context = browser.new_context(
        locale="en-US",
        timezone_id="America/New_York",
        viewport={"width": 1280, "height": 860},
        reduced_motion="reduce",
    )
    context.set_default_timeout(WAIT_MS)
    yield context
    context.close()


@pytest.fixture
def browser_page(browser_context: BrowserContext) -> Iterator[Page]:
    """A page of her own; the test fails if a script breaks or the content policy is hurt."""
    page = browser_context.new_page()
    complaints: list[str] = []

    def hear(message: ConsoleMessage) -> None:
        # An answer of 4xx is the business of the test that provokes it.
        if message.type == "error" and not message.text.startswith("Failed to load resource"):
            complaints.append(message.text)

    page.on("console", hear)
    page.on("pageerror", lambda error: complaints.append(str(error)))
    yield page
    page.close()
    assert complaints == [], "the browser's console complained"
