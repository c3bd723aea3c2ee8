"""A detained father with two children, and a conflict behind a screen, in a real browser."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, expect

from app.casework import people, practice
from app.casework.people import NewPerson
from app.clock import system_clock
from tests.browser.test_first_day import sign_in
from tests.support.office import Office, id_of
from tests.support.offices import (  # noqa: F401 - fixtures
    engine_name,
    office,
    postgresql_office,
    sqlite_office,
)
from tests.support.running import Running, running

FATHER = {"given_names": "Eusebio", "family_name": "Tzoc", "second_name": "Ixcoy"}
# A colleague's client, who is afraid of him: nobody but her people may learn that she is one.
HER = {"given_names": "Catarina", "family_name": "Velásquez"}
OF_HERS = ("Catarina", "Velásquez", "Protection order of June")
CHILDREN = ("Mateo", "Lucía")


@pytest.fixture
def at_work(office: Office) -> Iterator[Running]:  # noqa: F811 - the fixture
    """The office at work: Alma's client has him for adversary, and a screen keeps Carmen away."""
    office.clock.now = system_clock()
    with office.writing("carmen") as desk:
        practice.make_intake(desk)
    screen = {"screened": [id_of(office, "carmen")], "screen_reason": "She knows the family"}
    hers = office.open_case(
        "alma", client=HER, title=OF_HERS[2], named_only=True, backup_id=id_of(office, "bruno"),
        **screen,
    )  # fmt: skip
    he = {"case_id": hers.id, "role": "adverse", "given_names": "Eusebio"}
    with office.writing("alma") as desk:
        people.add(desk, NewPerson.model_validate(he | {"family_name": "Tzoc Ixcoy"}))
    with running(office) as place:
        yield place


@pytest.mark.parametrize("engine_name", ["sqlite"], indirect=True)  # a browser tells none apart
def test_a_conflict_behind_a_screen_says_whom_to_ask_and_no_more(
    at_work: Running, browser_page: Page, browser: Browser
) -> None:
    """Who checks learns a name to ask; whom the screen keeps away learns nothing; then a family."""
    page = browser_page
    sign_in(at_work, page, "ivo")
    _his_brother_calls(at_work, page)
    inquiry = _checked(page)
    _carmen_learns_nothing(at_work, browser, inquiry)
    _it_becomes_a_case(page, inquiry)
    context = browser.new_context(locale="en-US")
    bruno = context.new_page()
    sign_in(at_work, bruno, "bruno")
    _two_riders(bruno, inquiry.replace("/intake/", "/cases/"))
    expect(bruno.locator("main")).to_contain_text("Eusebio")
    expect(bruno.locator("main").get_by_text("Family member on the case")).to_have_count(2)
    context.close()


def _his_brother_calls(at_work: Running, page: Page) -> None:
    page.goto(f"{at_work.url}/intake/new")
    typed = {"caller": "Andrés", "phone": "555-0166", "relation": "brother", **FATHER}
    for name, value in typed.items():
        page.fill(f"[name={name}]", value)
    page.check("#f-detained-true")
    page.fill("[name=last_seen]", "Field office, Jackson")
    page.keyboard.press("Control+Enter")
    expect(page.locator("[role=status]")).to_contain_text("The call is saved")


def _checked(page: Page) -> str:
    """Ivo checks: one colleague to ask, and not a word about whom or why."""
    page.goto(page.url.rsplit("/", 1)[0])
    page.click("text=Eusebio Tzoc Ixcoy")
    page.locator("form[action$='/check'] button[type=submit]").click()
    main = page.locator("main")
    expect(main).to_contain_text("Possible match; ask Alma.")
    _names_nothing_of_hers(page)
    page.check("#f-decision-pending")
    page.click("text=Save the decision")
    expect(page.locator("h2[id^=h-check] .tag.amber")).to_be_visible()
    return page.url.split("?", maxsplit=1)[0]


def _names_nothing_of_hers(page: Page) -> None:
    shown = page.content()
    for secret in OF_HERS:
        assert secret not in shown


def _carmen_learns_nothing(at_work: Running, browser: Browser, inquiry: str) -> None:
    """The same record, read by whom the screen keeps away: as if there were no such case."""
    context = browser.new_context(locale="en-US")
    page = context.new_page()
    sign_in(at_work, page, "carmen")
    page.goto(inquiry)
    record = page.locator("section:has(> h2[id^=h-check])")
    expect(record).to_contain_text("Ivo")
    expect(record.locator(".notice")).to_have_count(0)
    expect(record).not_to_contain_text("Alma")
    _names_nothing_of_hers(page)
    context.close()


def _it_becomes_a_case(page: Page, inquiry: str) -> None:
    """The check waits for Alma; why the case cannot wait is written down."""
    page.goto(inquiry)
    page.click("summary:has-text('It becomes a case')")
    page.select_option("[name=lead_id]", label="Bruno")
    page.fill("[name=pending_why]", "He may be flown out tonight")
    page.click("button:has-text('Make it a case')")
    expect(page.locator("[role=status]")).to_contain_text("It is a case now")


def _two_riders(page: Page, case_url: str) -> None:
    """Bruno puts his two children on the case: one detained with him, one at home."""
    for name in CHILDREN:
        page.goto(case_url)
        page.click("text=Add a person")
        page.select_option("[name=role]", "rider")
        page.fill("[name=given_names]", name)
        page.fill("[name=family_name]", "Tzoc")
        page.select_option("[name=detained]", "true" if name == "Mateo" else "false")
        page.click("button[data-save]")
        expect(page.locator("main")).to_contain_text(name)
    page.goto(case_url)
