"""Whoever has forgotten her passphrase types forty letters from paper, and keeps them."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Page, expect

from app.clock import system_clock
from app.crypto.totp import code_at
from tests.support.office import Office
from tests.support.offices import (  # noqa: F401 - fixtures
    engine_name,
    office,
    postgresql_office,
    sqlite_office,
)
from tests.support.running import Running, running

HERS = "marimba under a wet tarpaulin"


@pytest.fixture
def at_work(office: Office) -> Iterator[Running]:  # noqa: F811 - the fixture
    """The office at work."""
    with running(office) as place:
        yield place


def test_no_wrong_letter_or_digit_costs_what_was_typed(
    at_work: Running, browser_page: Page
) -> None:
    """A slip in the code is told with its group before anything is sent; wrong digits keep it all.

    The last of the three tries opens: her next printed code is shown, in letters to print.
    """
    page, alma = browser_page, at_work.office.people["alma"]
    groups, sent = alma.codes[1].lower().split("-"), []
    page.on("request", lambda asked: sent.append(asked.method) if asked.method == "POST" else None)
    page.goto(f"{at_work.url}/forgotten")
    page.fill("#f-email", alma.email)
    paper = page.locator("#f-paper")
    slip = ("2" if groups[2][0] != "2" else "3") + groups[2][1:]
    paper.press_sequentially(" ".join((*groups[:2], slip)))
    expect(page.locator("#f-paper-error")).to_contain_text("Group 3 is not as printed")
    expect(paper).to_have_attribute("aria-describedby", "f-paper-error f-paper-hint")
    paper.press_sequentially(" " + " ".join(groups[3:]))
    typed = {"code": "000000", "passphrase": HERS, "again": HERS}
    for name, value in typed.items():
        page.fill(f"#f-{name}", value)
    page.click("button.main")
    expect(paper).to_be_focused()
    assert sent == []
    paper.fill(" ".join(groups))
    expect(page.locator("#f-paper-error")).to_have_count(0)
    page.click("button.main")
    expect(page.locator("#wrong")).to_contain_text("the printed code or the six digits")
    expect(page.locator("#wrong")).to_be_focused()
    for name, value in (typed | {"paper": " ".join(groups), "email": alma.email}).items():
        expect(page.locator(f"#f-{name}")).to_have_value(value)
    page.fill("#f-code", code_at(alma.totp_secret, system_clock()))
    page.click("button.main")
    expect(page.locator("main")).to_contain_text("The printed code that you typed is used up.")
    expect(page.locator("main[data-once] button[data-print]")).to_be_visible()
    assert sent == ["POST", "POST"]
