"""The doors in a real browser, which sends its own Origin and keeps its own cookies."""

import socket
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
import uvicorn
from playwright.sync_api import Page, expect

from app.main import build
from tests.doors.visitors import Doors
from tests.support.office import HandClock, Office, Person, copied, house_in
from tests.support.offices import sqlite_office  # noqa: F401 - a fixture


@pytest.fixture
def served(
    sqlite_office: tuple[Path, dict[str, Person]],  # noqa: F811 - the fixture of that name
    tmp_path: Path,
) -> Iterator[tuple[str, Doors]]:
    """A small office that a browser can reach, and its address."""
    template, people = sqlite_office
    clock = HandClock()
    with socket.create_server(("127.0.0.1", 0)) as listening:
        address = f"http://127.0.0.1:{listening.getsockname()[1]}"
        folder = copied(template, tmp_path / "office")
        house = house_in(folder, clock, base_url=address)
        doors = Doors(Office(house, clock, dict(people)))
        config = uvicorn.Config(build(house), log_config=None, access_log=False, lifespan="off")
        server = uvicorn.Server(config)
        thread = threading.Thread(target=server.run, kwargs={"sockets": [listening]})
        thread.start()
        yield address, doors
        server.should_exit = True
        thread.join()
    house.engine.dispose()


def _sign_in(page: Page, address: str, doors: Doors) -> None:
    page.goto(f"{address}/today")
    for name, typed in doors.credentials("alma").items():
        page.fill(f"[name={name}]", typed)
    page.click("form[action='/sign-in'] button")
    expect(page.get_by_role("heading", name="Must not be missed")).to_be_visible()


def test_a_browser_gets_through_the_guards(served: tuple[str, Doors], browser_page: Page) -> None:
    """With no referrer a browser sends `Origin: null` from our own forms; they still work."""
    address, doors = served
    _sign_in(browser_page, address, doors)
    browser_page.goto(f"{address}/cases/new")
    browser_page.fill("[name=family_name]", "Quiñones Tema")
    browser_page.click("button.main[data-save]")
    expect(browser_page.get_by_role("heading", name="Quiñones Tema")).to_be_visible()
    browser_page.wait_for_load_state()  # before that nobody listens to keys
    browser_page.keyboard.press("Escape")
    browser_page.keyboard.press("Escape")
    expect(browser_page.get_by_role("heading", name="Sign in")).to_be_visible()
    browser_page.goto(f"{address}/today")
    expect(browser_page).to_have_url(f"{address}/sign-in")


def test_escape_closes_the_menu_and_twice_still_leaves(
    served: tuple[str, Doors], browser_page: Page
) -> None:
    """Whoever came into the menu with the keyboard stands at its button again."""
    address, doors = served
    _sign_in(browser_page, address, doors)
    menu, button = browser_page.locator("details.menu"), browser_page.locator(".menu summary")
    button.focus()
    browser_page.keyboard.press("Enter")
    browser_page.keyboard.press("Tab")
    expect(menu).to_have_attribute("open", "")
    browser_page.keyboard.press("Escape")
    expect(menu).not_to_have_attribute("open", "")
    expect(button).to_be_focused()
    browser_page.wait_for_timeout(700)  # longer than two presses that belong together
    browser_page.keyboard.press("Enter")
    browser_page.keyboard.press("Escape")
    browser_page.keyboard.press("Escape")
    expect(browser_page.get_by_role("heading", name="Sign in")).to_be_visible()


def test_the_calendar_is_turned_and_a_hearing_begun_by_keys(
    served: tuple[str, Doors], browser_page: Page
) -> None:
    """`j` turns to the next week and `t` back; `n` begins a hearing on the day with the cursor."""
    address, doors = served
    _sign_in(browser_page, address, doors)
    browser_page.get_by_role("navigation", name="Main").get_by_text("Calendar").click()
    heading = browser_page.get_by_role("heading", level=1)
    expect(heading).to_contain_text("Sun, Apr 18, 2027")
    for key, first in (("j", "Apr 19"), ("j", "Apr 26"), ("k", "Apr 19"), ("t", "Apr 12")):
        browser_page.wait_for_load_state()
        browser_page.keyboard.press(key)
        expect(heading).to_contain_text(f"Mon, {first}, 2027")
    browser_page.set_viewport_size({"width": 320, "height": 700})
    wide = "document.documentElement.scrollWidth - document.documentElement.clientWidth"
    assert browser_page.evaluate(wide) == 0
    browser_page.wait_for_load_state()
    browser_page.get_by_role("link", name="Fri 16").focus()
    browser_page.keyboard.press("n")
    expect(browser_page.get_by_role("heading", name="New hearing")).to_be_visible()
    expect(browser_page.locator("[name=on]")).to_have_value("2027-04-16")
    assert "2027" not in browser_page.url
