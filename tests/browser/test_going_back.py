"""Back and Reload in a real browser, which may keep no page of ours: what was typed comes again."""

from collections.abc import Iterator
from datetime import timedelta

import pytest
from playwright.sync_api import Page, expect

from app.clock import local, system_clock
from tests.browser.test_first_day import sign_in
from tests.support.office import ZONE, Office
from tests.support.offices import (  # noqa: F401 - fixtures
    engine_name,
    office,
    postgresql_office,
    sqlite_office,
)
from tests.support.running import Running, running


@pytest.fixture
def at_work(office: Office) -> Iterator[Running]:  # noqa: F811 - the fixture
    """The office at work."""
    with running(office) as place:
        yield place


def test_a_half_filled_hearing_comes_again(at_work: Running, browser_page: Page) -> None:
    """The facts, what was decided of a counted date, and a date typed beside it."""
    page, case = browser_page, at_work.office.open_case()
    held = local(system_clock(), ZONE).date() + timedelta(days=90)
    page.on("dialog", lambda dialog: dialog.accept())
    sign_in(at_work, page, "alma")
    page.goto(f"{at_work.url}/hearings/new?case={case.id}")
    page.select_option("[name=kind]", "individual")
    for name, value in {"on": held.isoformat(), "at": "08:30", "judge": "Ito"}.items():
        page.fill(f"[name={name}]", value)
    page.locator("[name=judge]").blur()
    page.select_option("[name=follow_choice]", "leave")
    page.fill("[name=follow_reason]", "A joint motion stands")
    page.locator("[name=typed_title]").first.fill("Witness list")
    with page.expect_response("**/hearings/preview"):
        page.locator("[name=typed_title]").first.blur()
    for again in (page.reload, lambda: _away_and_back(at_work, page)):
        again()
        expect(page.locator("[name=judge]")).to_have_value("Ito")
        expect(page.locator("[name=on]")).to_have_value(held.isoformat())
        expect(page.locator("[name=follow_choice]")).to_have_value("leave")
        expect(page.locator("[name=follow_reason]")).to_have_value("A joint motion stands")
        expect(page.locator("[name=typed_title]").first).to_have_value("Witness list")
    page.click("button[value=yes]")
    expect(page.locator("[name=judge]")).to_have_value("")


def _away_and_back(at_work: Running, page: Page) -> None:
    page.goto(f"{at_work.url}/today")
    page.go_back()
