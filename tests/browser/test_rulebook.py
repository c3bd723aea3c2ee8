"""The rulebook in a real browser: found while typing, tried, counted into a case, and copied."""

import re
from collections.abc import Iterator
from datetime import timedelta

import pytest
from playwright.sync_api import Page, expect

from app.clock import local, system_clock
from tests.browser.test_first_day import open_a_case, sign_in
from tests.support.office import ZONE, Office
from tests.support.offices import (  # noqa: F401 - fixtures
    office,
    postgresql_office,
    sqlite_office,
)
from tests.support.one_engine import engine_name  # noqa: F401 - above the database
from tests.support.running import Running, running

APPEAL, PFR = "eoir.bia.appeal", "fed.pfr"
COPIED = """() => new Promise((done) => document.addEventListener(
    "copy", () => done(getSelection().toString()), { once: true }))"""


@pytest.fixture
def at_work(office: Office) -> Iterator[Running]:  # noqa: F811 - the fixture
    """The office at work."""
    with running(office) as place:
        yield place


def test_from_the_rulebook_into_a_case(at_work: Running, browser_page: Page) -> None:
    """Find a rule while typing, try it, record a decision, take one date, copy its count."""
    page = browser_page
    sign_in(at_work, page, "alma")
    find_and_try(at_work, page)
    case_url = open_a_case(at_work, page)
    record_a_decision(at_work, page, case_url)
    page.get_by_role("link", name="Appeal to the Board of Immigration Appeals").first.click()
    copy_the_count(page)


def find_and_try(at_work: Running, page: Page) -> None:
    """The list narrows as words come; a rule answers in its place, and no address tells of it."""
    page.goto(f"{at_work.url}/rules")
    page.fill("#f-q", "1003.38(b)")
    expect(page.locator("#found [data-row]")).to_have_count(2)
    expect(page).to_have_url(re.compile("/rules$"))
    page.fill("#f-q", "qwerty")
    expect(page.locator("#found")).to_contain_text("No rule is found")
    page.fill("#f-q", "waive appeal 1003.38(b)")
    page.locator(f"#found a[href='/rules/{APPEAL}']").click()
    expect(page).to_have_url(re.compile(f"/rules/{APPEAL}$"))
    page.fill("[name='inputs.trigger_date']", "2026-11-24")
    page.keyboard.press("Control+Enter")
    expect(page.locator("#answer")).to_contain_text("Thu, Dec 24, 2026")
    expect(page).to_have_url(re.compile(f"/rules/{APPEAL}$"))


def record_a_decision(at_work: Running, page: Page, case_url: str) -> None:
    """The dates come as it is typed; what is taken opens, and one save enters it."""
    day = local(system_clock(), ZONE).date() - timedelta(days=1)
    page.goto(case_url)
    page.locator(".deeds a", has_text="What happened?").click()
    page.select_option("#f-event", "decision")
    page.fill("#f-on", day.isoformat())
    page.locator("#f-on").blur()
    taken = page.locator(f"[name='dates.{APPEAL}.choice']")
    expect(taken).to_be_visible()
    taken.select_option("take")
    expect(page.locator(f"[name='dates.{APPEAL}.inputs.custody']")).to_be_visible()
    page.locator(f"[name='dates.{PFR}.choice']").select_option("leave")
    expect(page.locator(f"[name='dates.{PFR}.reason']")).to_be_visible()
    page.fill(f"[name='dates.{PFR}.reason']", "There is no final order yet")
    page.fill("#f-others", "Nobody but the judge decided")
    page.click("button[data-save]")
    expect(page).to_have_url(case_url)
    expect(page.locator("main")).to_contain_text("The dates are saved")
    expect(page.locator("main")).to_contain_text("There is no final order yet")


def copy_the_count(page: Page) -> None:
    """The button is there with the script, and what it copies is the text of the box."""
    page.locator("summary", has_text="The count as text").click()
    copied = page.evaluate_handle(f"() => ({{ text: ({COPIED})() }})")
    page.locator("[data-copy]").click()
    text = copied.evaluate("(kept) => kept.text")
    assert text.startswith("COMPUTATION OF TIME")
    assert text == page.locator("#count-text").input_value()
    expect(page.locator("[data-copy] + [role=status]")).to_be_visible()


def test_a_mistyped_day_is_corrected(at_work: Running, browser_page: Page) -> None:
    """What a corrected day moves is shown as it is typed, and saved once it was seen."""
    page = browser_page
    sign_in(at_work, page, "alma")
    case_id = open_a_case(at_work, page).rpartition("/")[2]
    today = local(system_clock(), ZONE).date()
    mistyped, right = (today - timedelta(days=days) for days in (1, 8))
    page.goto(f"{at_work.url}/deadlines/new?case={case_id}")
    page.select_option("#f-rule", APPEAL)
    page.fill("[name='inputs.trigger_date']", mistyped.isoformat())
    page.locator("[name='inputs.trigger_date']").blur()
    expect(page.locator("#h-count")).to_be_visible()
    page.locator("details[open] button[data-save]").click()
    page.get_by_role("link", name="Correct what it counts from").click()
    seen = page.locator("[name='seen']").input_value()
    page.fill("[name='inputs.trigger_date']", right.isoformat())
    page.locator("[name='inputs.trigger_date']").blur()
    expect(page.locator("[name='seen']")).not_to_have_value(seen)
    page.fill("#f-reason", "The order is a week older")
    page.click("button[data-save]")
    expect(page.locator("main")).to_contain_text("The correction is saved")
    expect(page.locator("main")).to_contain_text("The order is a week older")
