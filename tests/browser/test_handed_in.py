"""A paper from the front door to the calendar, in a real browser: handed in, taken, told."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Page, expect

from tests.browser.test_documents import drop
from tests.browser.test_first_day import open_a_case, sign_in
from tests.support.office import Office
from tests.support.offices import (  # noqa: F401 - fixtures
    office,
    postgresql_office,
    sqlite_office,
)
from tests.support.one_engine import engine_name  # noqa: F401 - above the database
from tests.support.running import Running, running

TEXT = "The clerk called: the hearing is set for July."


@pytest.fixture
def at_work(office: Office) -> Iterator[Running]:  # noqa: F811 - the fixture
    """The office at work."""
    with running(office) as place:
        yield place


def test_a_call_becomes_a_hearing(at_work: Running, browser_page: Page) -> None:
    """Olga cannot open the case and hands it in; Alma sees it on Today and enters it."""
    page = browser_page
    sign_in(at_work, page, "alma")
    case_url = open_a_case(at_work, page)
    number = page.locator("#h-case + .line .what").inner_text()
    _sign_out(page)
    _hand_in(at_work, page, number)
    _enter_the_hearing(at_work, page)
    page.goto(case_url)
    expect(page.locator("section[aria-labelledby=h-notes]")).to_contain_text(TEXT)
    expect(page.locator("section[aria-labelledby=h-handed]")).to_have_count(0)


def _hand_in(at_work: Running, page: Page, number: str) -> None:
    """Hand in with a wrong number, and with the right one, by the keyboard."""
    sign_in(at_work, page, "olga")
    page.click("nav a[href='/handed-in']")
    page.fill("[name=number]", "QQQQ-QQQ")
    page.fill("[name=text]", TEXT)
    page.fill("[name=on]", "2027-07-06")
    page.fill("[name=at]", "09:30")
    page.keyboard.press("Control+Enter")
    expect(page.locator("#wrong")).to_contain_text("Nothing can be handed in for this")
    expect(page.locator("[name=text]")).to_have_value(TEXT)
    page.fill("[name=number]", number.lower())
    page.keyboard.press("Control+Enter")
    expect(page.locator("main")).to_contain_text("It is handed in.")
    expect(page.locator("[name=text]")).to_have_value("")
    page.get_by_role("link", name="Send files for it").click()
    drop(page, ["letter.pdf", "envelope.pdf"])
    expect(page.locator("section[aria-labelledby=h-documents]")).to_contain_text("2 files")
    _sign_out(page)


def _enter_the_hearing(at_work: Running, page: Page) -> None:
    """From Today to the form, which is filled, and to the calendar."""
    sign_in(at_work, page, "alma")
    page.click("section[aria-labelledby=h-handed] a.what")
    expect(page.locator(".said")).to_contain_text(TEXT)
    for name in ("letter.pdf", "envelope.pdf"):
        expect(page.get_by_role("link", name=name)).to_have_count(1)
    page.click("text=As a hearing")
    expect(page.locator("[name=on]")).to_have_value("2027-07-06")
    expect(page.locator("[name=at]")).to_have_value("09:30")
    page.select_option("[name=kind]", "master")
    page.click("button[data-save]")
    expect(page.locator("main")).to_contain_text("Jul 6, 2027")


def _sign_out(page: Page) -> None:
    page.click("details.menu summary")
    page.click("#sign-out button")
    expect(page.locator("[name=password]")).to_be_visible()
