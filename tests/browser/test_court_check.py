"""A hearing that the court moved earlier, found by pasting its list, in a real browser."""

import re
from collections.abc import Iterator
from datetime import date, timedelta

import pytest
from playwright.sync_api import Page, expect

from app.casework import scheduling
from app.casework.scheduling import NewHearing
from app.clock import local, system_clock
from tests.browser.test_first_day import save, sign_in
from tests.support.office import CLIENT, ZONE, Office
from tests.support.offices import (  # noqa: F401 - fixtures
    engine_name,
    office,
    postgresql_office,
    sqlite_office,
)
from tests.support.running import Running, running


def _a_tuesday(after: int) -> date:
    day = local(system_clock(), ZONE).date() + timedelta(days=after)
    return day + timedelta(days=(1 - day.weekday()) % 7)


@pytest.fixture
def at_work(office: Office) -> Iterator[Running]:  # noqa: F811 - the fixture
    """The office at work, with a merits hearing a year off."""
    client = CLIENT | {"a_number": "999-000-111", "language": "es", "phone": "555-0134"}
    case = office.open_case(client=client).id
    facts = {"kind": "individual", "custody": "non_detained", "court": "NYC", "judge": "Roe"}
    new = {"case_id": case, "starts": f"{_a_tuesday(400)}T13:00", **facts}
    with office.writing() as desk:
        scheduling.schedule_hearing(desk, NewHearing.model_validate(new))
    with running(office) as place:
        yield place


@pytest.mark.parametrize("engine_name", ["sqlite"], indirect=True)
def test_a_hearing_moved_earlier_is_found_and_carried_through(
    at_work: Running, browser_page: Page
) -> None:
    """Paste, see it in red, look at what follows, save, call the client, stamp it as the same."""
    page, earlier = browser_page, _a_tuesday(10)
    sign_in(at_work, page, "alma")
    page.goto(f"{at_work.url}/court-check")
    listed = f"A999-000-111\t{earlier:%m/%d/%Y}\t8:30 AM\tIndividual\tJudge Roe\tIn-Person"
    page.fill("[name=text]", f"My hearings\n{listed}\n")
    page.click("form[action='/court-check'] button[data-save]")
    expect(page.locator("#sum")).to_contain_text(re.compile(r"different:\s*1"))
    expect(page.locator("section.loud .tag.red").first).to_contain_text("earlier")
    page.click("text=The court moved it: look at what follows")
    counted = page.locator("#counted")
    expect(counted).to_contain_text("Earlier than the setting it replaces")
    expect(counted).to_contain_text("is counted anew")
    save(page, page, page.locator("h2#h-told"))
    expect(page.locator("#h-hearing ~ span")).to_contain_text("NOT CONFIRMED")
    page.goto(f"{at_work.url}/today")
    calls = page.locator("section", has=page.locator("#h-calls"))
    calls.get_by_role("button", name="Knows").click()
    expect(calls).to_contain_text("Undo")
    page.goto(f"{at_work.url}/court-check")  # what was pasted waits
    page.click("text=Stamp 1 hearing as the same")
    expect(page.locator("main")).to_contain_text("They are stamped with your name")
