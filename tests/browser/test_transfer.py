"""A man is taken by night from Louisiana to Texas: what that changes, in a real browser."""

import re
from collections.abc import Iterator
from datetime import timedelta

import pytest
from playwright.sync_api import Page, expect

from app.casework import cases, detention, facilities, proceedings, scheduling
from app.casework.detention import NewDetention
from app.casework.facilities import NewFacility
from app.casework.proceedings import NewProceeding
from app.casework.scheduling import NewHearing
from app.clock import local, system_clock
from tests.browser.test_first_day import save, sign_in
from tests.support.office import ZONE, Office
from tests.support.offices import (  # noqa: F401 - fixtures
    engine_name,
    office,
    postgresql_office,
    sqlite_office,
)
from tests.support.running import Running, running

JENA = {"name": "Jena", "court": "JNA", "booking": "By fax", "hours_ahead": 24}
EL_PASO = {"name": "El Paso", "court": "ELP", "booking": "By e-mail"}


def _tuesday(after: int) -> str:
    day = local(system_clock(), ZONE).date() + timedelta(days=after)
    return (day + timedelta(days=(1 - day.weekday()) % 7)).isoformat()


@pytest.fixture
def at_work(office: Office) -> Iterator[Running]:  # noqa: F811 - the fixture
    """The office at work: a man in Jena, his removal and his bond there, a master hearing."""
    office.clock.now = system_clock()
    with office.writing("alma") as desk:
        jena = facilities.add(desk, NewFacility.model_validate(JENA)).id
        facilities.add(desk, NewFacility.model_validate(EL_PASO))
    case_id = office.open_case("alma", client={"given_names": "Teo", "family_name": "Ajú"}).id
    removal = {"case_id": case_id, "kind": "removal", "court": "JNA", "judge": "R. Delacroix"}
    bond = {"case_id": case_id, "kind": "bond", "court": "JNA", "judge": "L. Prudhomme"}
    with office.writing("alma") as desk:
        his = cases.one(desk, case_id).people[0].id
        held = {"person_id": his, "facility_id": jena, "found": True}
        detention.add(desk, NewDetention.model_validate(held))
        kept = [proceedings.add(desk, NewProceeding.model_validate(p)) for p in (removal, bond)]
        hearing = {"case_id": case_id, "starts": f"{_tuesday(40)}T09:00", "kind": "individual"}
        hearing |= {"court": "JNA", "judge": "R. Delacroix", "custody": "detained"}
        hearing |= {"proceeding": str(kept[0].id)}
        scheduling.schedule_hearing(desk, NewHearing.model_validate(hearing))
    with running(office) as place:
        yield place


@pytest.mark.parametrize("engine_name", ["sqlite"], indirect=True)  # a browser tells none apart
def test_what_a_night_transfer_changes(at_work: Running, browser_page: Page) -> None:
    """His wife calls; both places and zones stand until somebody knows; then the court follows."""
    page = browser_page
    sign_in(at_work, page, "alma")
    case_url = _the_case(at_work, page)
    _his_wife_calls(page, case_url)
    _both_places_stand(page, case_url)
    _what_somebody_learned(page, case_url)
    _the_court_moved_it(page, case_url)
    page.goto(case_url)
    strips = page.locator("section[aria-labelledby=h-proceedings] li")
    expect(strips.nth(0)).to_contain_text("El Paso")
    expect(strips.nth(1)).to_contain_text("L. Prudhomme")  # the bond stays where it was asked for


def _the_case(at_work: Running, page: Page) -> str:
    page.goto(f"{at_work.url}/cases")
    page.click("text=Ajú")
    return page.url


def _his_wife_calls(page: Page, case_url: str) -> None:
    """Where he is now, only heard: Jena ends as a transfer, and ten things are asked."""
    page.goto(case_url)
    page.click("a:has-text('Held elsewhere now?')")
    page.select_option("[name=facility_id]", label="El Paso")
    page.fill("[name=how]", "He called his wife from a number in Texas")
    page.click("button[data-save]")
    expect(page.locator("h1")).to_contain_text("El Paso")
    expect(page.locator("main")).to_contain_text("Brought from")
    changes = page.locator("section[aria-labelledby=h-changes]")
    expect(changes.locator(".tag.amber")).to_have_count(10)
    for word in ("circuit", "bond", "habeas"):
        expect(changes).to_contain_text(re.compile(word, re.IGNORECASE))


def _both_places_stand(page: Page, case_url: str) -> None:
    """9:00 in Jena is 8:00 in El Paso; the hearing itself has not moved."""
    page.goto(case_url)
    hearings = page.locator("section[aria-labelledby=h-hearings]")
    expect(hearings).to_contain_text("transferred: where is it heard?")
    expect(hearings).to_contain_text(re.compile("Jena.*9:00.*El Paso.*8:00"))


def _what_somebody_learned(page: Page, case_url: str) -> None:
    """Each answer has its source; what is not known stays open."""
    page.goto(case_url)
    page.click("a:has-text('transfer: 10 questions open')")
    for question, answer in (("hearing_where", "El Paso, by notice"), ("circuit", "Fifth, both")):
        page.click("summary:has-text('Answer one')")
        page.select_option("[name=question]", question)
        page.fill("[name=answer]", answer)
        page.fill("[name=source]", "Clerk in El Paso")
        page.click("button:has-text('Save the answer')")
        expect(page.locator("section[aria-labelledby=h-changes]")).to_contain_text(answer)
    expect(page.locator("section[aria-labelledby=h-changes] .tag.amber")).to_have_count(8)


def _the_court_moved_it(page: Page, case_url: str) -> None:
    """The new setting is counted before it is saved, and the removal asks to follow it."""
    page.goto(case_url)
    page.click("section[aria-labelledby=h-hearings] a.when >> nth=0")
    page.click("summary:has-text('The court moved this hearing')")
    form = page.locator("form:has([name=replaces])")
    typed = {"on": _tuesday(33), "at": "09:00", "court": "ELP", "judge": "M. Ybarra"}
    for name, value in (typed | {"reason": "Venue after transfer"}).items():
        form.locator(f"[name={name}]").fill(value)
    form.locator("[name=reason]").blur()
    expect(page.locator("#counted")).to_contain_text("Earlier than the setting it replaces")
    page.locator("#counted [name=follow_due]").first.fill(_tuesday(20))  # as the court ordered
    page.locator("#counted [name=follow_reason]").first.fill("Order of the court")
    save(page, form, page.locator("h2#h-chain"))
    apart = page.locator("section[aria-labelledby=h-apart]")
    expect(apart).to_contain_text("R. Delacroix")
    expect(apart).to_contain_text("M. Ybarra")
    apart.locator("button").click()
    expect(page.locator("main")).to_contain_text("M. Ybarra")
    expect(page.locator("section[aria-labelledby=h-apart]")).to_have_count(0)
