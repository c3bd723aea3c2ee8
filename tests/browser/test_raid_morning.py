"""A raid at a plant: fourteen calls before eleven, two about the same man, in a real browser."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Page, expect

from app.casework import practice
from app.casework.intake import calls
from app.casework.intake.heard import NewCall
from tests.browser.test_first_day import sign_in
from tests.support.office import Office
from tests.support.offices import (  # noqa: F401 - fixtures
    engine_name,
    office,
    postgresql_office,
    sqlite_office,
)
from tests.support.running import Running, running

NAMES = ("Ana", "Beto", "Celia", "Delfino", "Elsa", "Fidel", "Gloria", "Hilario", "Irma", "Jacinto")
OF_HIM = {"given_names": "Juan Carlos", "family_name": "Pérez Xol"}
WIFE = {"caller": "Marta", "phone": "555-0142", "relation": "wife", **OF_HIM}
SISTER = {"caller": "Lucía", "given_names": "Juan Carlos", "family_name": "Peres Xol"}


@pytest.fixture
def at_work(office: Office) -> Iterator[Running]:  # noqa: F811 - the fixture
    """The office at work, with an intake team that took eleven calls by eight."""
    with office.writing("carmen") as desk:
        practice.make_intake(desk)
    with office.writing("ivo") as desk:
        for name in NAMES:
            calls.take(desk, NewCall(given_names=name))
    with running(office) as place:
        yield place


@pytest.mark.parametrize("engine_name", ["sqlite"], indirect=True)  # a browser tells none apart
def test_fourteen_calls_are_thirteen_inquiries(at_work: Running, browser_page: Page) -> None:
    """By the keyboard; what is half-typed survives a reload; the first is who is on the bus."""
    page = browser_page
    sign_in(at_work, page, "ivo")
    page.goto(f"{at_work.url}/intake/new")
    _the_wife_calls(page)
    _a_half_typed_call_stays(page)
    _the_sister_calls(page)
    _the_board(page)
    _the_first_of_them(page)
    expect(page.locator("ol.rows > li")).to_have_count(1 + len(NAMES))


def _the_wife_calls(page: Page) -> None:
    """She is asked five questions; an old order says at once what to say next."""
    _type(page, WIFE)
    card = page.locator(".card", has_text="An old order can be carried out today")
    expect(card).to_be_hidden()
    page.check("#f-ordered_before-true")
    expect(card).to_be_visible()
    page.check("#f-problem-detained")
    expect(page.locator("[name='answers.facility']")).to_be_visible()
    expect(page.locator("[name='answers.in_absentia']")).to_be_hidden()
    _save(page)


def _a_half_typed_call_stays(page: Page) -> None:
    """Another telephone rings: the first call waits in its tab, also over a reload."""
    with page.expect_response("**/begun/call-1"):
        page.fill("[name=given_names]", "Lidia")
    page.click("main a[data-leaves] >> text=Open inquiries")
    page.click("main a[data-key=n]")
    expect(page.locator("[name=given_names]")).to_have_value("")
    page.click("nav[aria-label='Calls that are half-typed'] a")
    page.reload()
    expect(page.locator("[name=given_names]")).to_have_value("Lidia")
    page.check("[name=moving]")
    _save(page)


def _the_sister_calls(page: Page) -> None:
    """What was taken is shown while she spells him otherwise, and one key attaches her call."""
    _type(page, SISTER)
    expect(page.locator("#known")).to_contain_text("by Ivo: Juan Carlos Pérez Xol")
    page.keyboard.press("F2")
    expect(page.locator("[role=status]")).to_contain_text("The call is saved")


def _the_board(page: Page) -> None:
    """Thirteen, who is being moved before whom was ordered removed before."""
    page.goto(page.url.rsplit("/", 1)[0])
    rows = page.locator("ol.rows > li")
    expect(rows).to_have_count(2 + len(NAMES))
    expect(rows.nth(0)).to_contain_text("Lidia")
    expect(rows.nth(1)).to_contain_text("Juan Carlos Pérez Xol")
    expect(rows.nth(1)).to_contain_text("2 calls")


def _the_first_of_them(page: Page) -> None:
    """His page begins with today's steps; checked and decided, he is a case of Alma's."""
    page.click("text=Juan Carlos Pérez Xol")
    expect(page.locator("#h-steps")).to_be_visible()
    page.locator("button", has_text="Done").first.click()
    expect(page.locator("[role=status]")).to_contain_text("It is noted")
    page.locator("form[action$='/check'] button[type=submit]").click()
    expect(page.locator("main")).to_contain_text("Nothing found among the names")
    page.check("#f-decision-none")
    page.click("text=Save the decision")
    page.select_option("[name=lead_id]", label="Alma")
    page.click("text=Make it a case")
    expect(page.locator("[role=status]")).to_contain_text("It is a case now")


def _type(page: Page, typed: dict[str, str]) -> None:
    for name, value in typed.items():
        page.fill(f"[name={name}]", value)


def _save(page: Page) -> None:
    page.keyboard.press("Control+Enter")
    expect(page.locator("[role=status]")).to_contain_text("The call is saved")
    expect(page.locator("[name=given_names]")).to_have_value("")
