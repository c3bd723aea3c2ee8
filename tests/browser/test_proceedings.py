"""A bond beside a removal in a real browser: granted, and the case closed."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Page, expect

from tests.browser.test_first_day import open_a_case, sign_in
from tests.support.office import Office
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


@pytest.mark.parametrize("engine_name", ["sqlite"], indirect=True)
def test_a_bond_is_granted_beside_a_removal_and_the_case_closed(
    at_work: Running, browser_page: Page
) -> None:
    """Neither writes over the other; the case ends with what came of each."""
    page = browser_page
    sign_in(at_work, page, "alma")
    case_url = open_a_case(at_work, page)
    _enter(page, case_url, "removal", "New Orleans", "R. Delacroix")
    _enter(page, case_url, "bond", "Jena", "L. Prudhomme")
    page.click("summary:has-text('Change what is known')")
    page.fill("[name='bond.amount']", "5000")
    page.select_option("[name='bond.result']", "granted")
    page.select_option("[name=outcome]", "bond_granted")
    page.click("button[data-save]")
    page.goto(case_url)
    strips = page.locator("section[aria-labelledby=h-proceedings] li")
    expect(strips).to_have_count(2)
    expect(strips.nth(0)).to_contain_text("R. Delacroix")
    expect(strips.nth(0)).not_to_contain_text("bond granted")
    expect(strips.nth(1)).to_contain_text("$5,000")
    _close(page, case_url)
    expect(page.locator("main")).to_contain_text("This case is closed, since")


def _enter(page: Page, case_url: str, kind: str, court: str, judge: str) -> None:
    page.goto(case_url)
    page.click("text=New proceeding")
    page.select_option("[name=kind]", kind)
    page.fill("[name=court]", court)
    page.fill("[name=judge]", judge)
    page.click("button[data-save]")
    expect(page.locator("h1")).to_contain_text(kind.capitalize())


def _close(page: Page, case_url: str) -> None:
    """Close it; one proceeding without outcome is asked for first."""
    page.goto(f"{case_url}/closing")
    page.check("[name=originals][value=none]")
    page.select_option("[name=retention]", "usual")
    page.click("button[data-save]")
    expect(page.locator("#wrong")).to_contain_text("Say of each proceeding what came of it.")
    page.locator("select[name^='outcome.']").nth(0).select_option("terminated")
    page.click("button[data-save]")
