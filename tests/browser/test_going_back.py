"""Back and Reload in a real browser, which may keep no page of ours: what was typed comes again."""

import re
from collections.abc import Callable, Iterator
from datetime import timedelta

import httpx2
import pytest
from playwright.sync_api import Dialog, Page, Response, Route, expect

from app.clock import local, system_clock
from tests.browser.test_first_day import sign_in
from tests.support.office import ZONE, Office
from tests.support.offices import (  # noqa: F401 - fixtures
    office,
    postgresql_office,
    sqlite_office,
)
from tests.support.one_engine import engine_name  # noqa: F401 - above the database
from tests.support.running import Running, running

ONE_CASE = re.compile(r"/cases/[0-9a-f-]{36}$")


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
    with page.expect_response(lambda answer: "Witness" in (answer.request.post_data or "")):
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


def _typed(place: Running, page: Page, address: str) -> None:
    """Sign in and open a form, with whatever the browser asks on leaving it answered by yes."""
    page.on("dialog", lambda dialog: dialog.accept())
    sign_in(place, page, "alma")
    page.goto(f"{place.url}{address}")


def _lock(place: Running) -> None:
    """Lock the office, as its supervisor at another machine."""
    fields = ("email", "password", "code")
    with httpx2.Client(base_url=f"{place.url}/api/v1", trust_env=False, timeout=60) as program:
        typed = dict(zip(fields, place.credentials("carmen"), strict=True))
        assert program.post("/session", json=typed).status_code == 200
        typed = dict(zip(fields, place.credentials("carmen"), strict=True))
        del typed["email"]
        assert program.post("/lockdown", json=typed).status_code == 204


def _keeps(word: str) -> Callable[[Response], bool]:
    """Return what tells the answer to a page that sent this word to be kept."""
    return lambda answer: "/begun/" in answer.url and word in (answer.request.post_data or "")


def test_a_half_typed_case_comes_again(at_work: Running, browser_page: Page) -> None:
    """Words, a choice and a tick; what is saved comes empty the next time."""
    page = browser_page
    _typed(at_work, page, "/cases/new")
    page.fill("[name=given_names]", "Xochiquetzal")
    page.select_option("[name=language]", "es")
    page.check("[name=named_only]")
    with page.expect_response(_keeps("station")):
        page.fill("[name=note]", "She called from\nthe station.")
    for again in (page.reload, lambda: _away_and_back(at_work, page)):
        again()
        expect(page.locator("[name=given_names]")).to_have_value("Xochiquetzal")
        expect(page.locator("[name=language]")).to_have_value("es")
        expect(page.locator("[name=named_only]")).to_be_checked()
        expect(page.locator("[name=note]")).to_have_value("She called from\nthe station.")
    page.click("form[action='/cases'] button[data-save]")
    page.wait_for_url(ONE_CASE)
    page.goto(f"{at_work.url}/cases/new")
    expect(page.locator("[name=given_names]")).to_have_value("")


def test_a_half_typed_deadline_comes_again(at_work: Running, browser_page: Page) -> None:
    """By rule with its count, then one typed; the form that was typed into is the open one."""
    page, case = browser_page, at_work.office.open_case()
    held = local(system_clock(), ZONE).date() + timedelta(days=90)
    _typed(at_work, page, f"/deadlines/new?case={case.id}")
    page.select_option("[name=rule]", "eoir.ic.filing.individual.nondetained")
    with page.expect_response(_keeps(held.isoformat())):
        page.fill("[name='inputs.hearing_date']", held.isoformat())
    for again in (page.reload, lambda: _away_and_back(at_work, page)):
        again()
        expect(page.locator("[name='inputs.hearing_date']")).to_have_value(held.isoformat())
        expect(page.locator("#h-count")).to_be_visible()
    page.click("button[value=yes]")
    page.locator("summary").filter(has_text="A date I know").click()
    page.check("[name=fatal]")
    with page.expect_response(_keeps("Witness")):
        page.fill("[name=title]", "Witness list")
    _away_and_back(at_work, page)
    expect(page.locator("[name=title]")).to_have_value("Witness list")
    expect(page.locator("[name=title]")).to_be_visible()
    expect(page.locator("[name=fatal]")).to_be_checked()


def test_a_half_typed_note_comes_again(at_work: Running, browser_page: Page) -> None:
    """On the page of its case, and of no other; what is saved at once by its keys is not kept."""
    page, case = browser_page, at_work.office.open_case()
    other = at_work.office.open_case()
    _typed(at_work, page, f"/cases/{case.id}")
    with page.expect_response(_keeps("Marzipan")):
        page.fill("[name=text]", "Marzipan observatory")
    for again in (page.reload, lambda: _away_and_back(at_work, page)):
        again()
        expect(page.locator("[name=text]")).to_have_value("Marzipan observatory")
    page.goto(f"{at_work.url}/cases/{other.id}")
    expect(page.locator("[name=text]")).to_have_value("")
    page.goto(f"{at_work.url}/cases/{case.id}")
    page.fill("[name=text]", "Marzipan observatory, at noon")
    page.press("[name=text]", "Control+Enter")
    expect(page.locator("[role=status]")).to_contain_text("The note is saved")
    page.reload()
    expect(page.locator("[name=text]")).to_have_value("")
    assert page.evaluate("sessionStorage.length") == 0
    assert "Marzipan" not in page.evaluate("JSON.stringify(localStorage)")


def _away_and_back(at_work: Running, page: Page) -> None:
    page.goto(f"{at_work.url}/today")
    page.go_back()


def test_what_was_saved_does_not_come_again(at_work: Running, browser_page: Page) -> None:
    """Back after a saved case shows an empty form: nobody's note goes into the next client's."""
    page = browser_page
    _typed(at_work, page, "/cases/new")
    page.fill("[name=given_names]", "Xochiquetzal")
    page.select_option("[name=language]", "es")
    page.select_option("[name=detained]", "true")
    page.check("[name=named_only]")
    page.fill("[name=note]", "She called from the station.")
    page.click("form[action='/cases'] button[data-save]")
    page.wait_for_url(ONE_CASE)
    page.go_back()
    for name in ("given_names", "language", "detained", "note"):
        expect(page.locator(f"[name={name}]")).to_have_value("")
    expect(page.locator("[name=named_only]")).not_to_be_checked()


def test_a_saved_note_does_not_come_again(at_work: Running, browser_page: Page) -> None:
    """Back after saving shows the box empty, so that Save cannot make the same note twice."""
    page, case = browser_page, at_work.office.open_case()
    _typed(at_work, page, f"/cases/{case.id}")
    page.fill("[name=text]", "Marzipan observatory")
    page.click("form[action='/notes'] button[data-save]")
    expect(page.locator("[role=status]")).to_contain_text("The note is saved")
    page.go_back()
    expect(page.locator("[name=text]")).to_have_value("")


def test_signing_out_asks_before_it_loses_words(at_work: Running, browser_page: Page) -> None:
    """The button and Esc twice alike; the page is blank while it is asked."""
    page, case = browser_page, at_work.office.open_case()
    sign_in(at_work, page, "alma")
    page.goto(f"{at_work.url}/cases/{case.id}")
    with page.expect_response(_keeps("Marzipan")):
        page.fill("[name=text]", "Marzipan observatory")
    asked = []

    def no(dialog: Dialog) -> None:
        asked.append(dialog.type)
        dialog.dismiss()

    page.once("dialog", no)
    page.keyboard.press("Escape")
    page.keyboard.press("Escape")
    expect(page.locator("[name=text]")).to_have_value("Marzipan observatory")
    page.wait_for_function("() => !document.body.hidden")
    assert asked == ["confirm"]
    page.on("dialog", lambda dialog: dialog.accept())
    page.reload()
    expect(page.locator("[name=text]")).to_have_value("Marzipan observatory")
    page.keyboard.press("Escape")
    page.keyboard.press("Escape")
    expect(page.get_by_role("heading", name="You have a half-typed note")).to_be_visible()
    page.click("text=Go on with the note")
    page.fill("[name=text]", "Marzipan observatory again")
    page.keyboard.press("Escape")
    page.keyboard.press("Escape")
    expect(page.get_by_role("heading", name="Sign in")).to_be_visible()
    assert page.locator("[role=status]").count() == 0


def test_leaving_in_a_hurry_asks_nothing_where_nothing_is_typed(
    at_work: Running, browser_page: Page
) -> None:
    """Esc twice is the sign-in page."""
    page = browser_page
    sign_in(at_work, page, "alma")
    page.keyboard.press("Escape")
    page.keyboard.press("Escape")
    expect(page.get_by_role("heading", name="Sign in")).to_be_visible()


def test_an_open_page_is_blank_once_the_office_is_locked(
    at_work: Running, browser_page: Page
) -> None:
    """It shows no client any more and leads to the sign-in; what was typed waits there."""
    page, case = browser_page, at_work.office.open_case()
    _typed(at_work, page, f"/cases/{case.id}")
    with page.expect_response(_keeps("Marzipan")):
        page.fill("[name=text]", "Marzipan observatory")
    page.evaluate("document.dispatchEvent(new Event('visibilitychange'))")
    expect(page.locator("h1")).to_be_visible()
    _lock(at_work)
    page.route("**/sign-in", lambda route: route.abort("aborted"))  # it stays, to be looked at
    with page.expect_request("**/sign-in"):
        page.evaluate("document.dispatchEvent(new Event('visibilitychange'))")
    expect(page.locator("main")).to_be_hidden()
    page.unroute("**/sign-in")
    page.goto(f"{at_work.url}/sign-in")
    expect(page.locator("main")).to_contain_text("What you had half typed is kept for you")


def test_a_button_pressed_again_while_the_answer_is_awaited_sends_once(
    at_work: Running, browser_page: Page
) -> None:
    """A slow line and an impatient hand make one date, not two."""
    page, case = browser_page, at_work.office.open_case()
    _typed(at_work, page, f"/deadlines/new?case={case.id}")
    page.click("summary >> nth=-1")
    for name, value in {"title": "Send the brief", "due": "2027-07-06", "why": "Ordered"}.items():
        page.fill(f"details[open] [name={name}]", value)
    sent: list[Route] = []

    def hold(route: Route) -> None:
        sent.append(route)

    page.route(f"{at_work.url}/deadlines", hold)
    twice = "button => { button.click(); setTimeout(() => button.click(), 150); }"
    page.locator("details[open] [data-save]").evaluate(twice)
    page.wait_for_timeout(500)
    assert len(sent) == 1
    sent[0].continue_()
    expect(page.get_by_role("heading", name="Send the brief")).to_be_visible()
