"""Six tasks of an office, done by hand in a real browser, and how much of a hand each took."""

import re
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from playwright.sync_api import Locator, Page, expect

from app.casework import absences, adding, covers
from app.casework.absences import NewAbsence
from app.casework.adding import NewDeadline
from app.casework.covers import NewCover
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

COUNTED = Path(__file__).parents[2] / "docs" / "CLICKS.md"
ROW = re.compile(r"^\| ([a-z][^|]+?) \| (\d+) \| (\d+) \| (\d+) \|", re.MULTILINE)


class Hand:
    """One person's hand: what it clicks, which keys it presses, how many fields it fills."""

    def __init__(self, page: Page) -> None:
        self.page = page
        self.counts = [0, 0, 0]
        self.took: dict[str, tuple[int, ...]] = {}

    def click(self, what: str | Locator) -> None:
        """Click."""
        (self.page.locator(what) if isinstance(what, str) else what).click()
        self.counts[0] += 1

    def key(self, *keys: str) -> None:
        """Press keys, one after another."""
        for key in keys:
            self.page.keyboard.press(key)
            self.counts[1] += 1

    def types(self, words: str) -> None:
        """Type into what has the focus."""
        self.page.keyboard.type(words)
        self.counts[2] += 1

    def fills(self, field: str, value: str) -> None:
        """Fill a field."""
        self.page.fill(field, value)
        self.counts[2] += 1

    def chooses(self, field: str, value: str) -> None:
        """Choose from a list."""
        self.page.focus(field)
        self.page.select_option(field, value)
        self.counts[2] += 1

    def did(self, task: str) -> None:
        """Say that a task is done, and begin the next."""
        self.took[task], self.counts = tuple(self.counts), [0, 0, 0]


@pytest.fixture
def at_work(office: Office) -> Iterator[Running]:  # noqa: F811 - the fixture
    """The office at work: a case with a date of tomorrow, and Bruno away, covered by Alma."""
    today = local(system_clock(), ZONE).date()
    with running(office) as place:
        case = place.office.open_case("alma", backup_id=office.people["carmen"].id).id
        due = (today + timedelta(days=1)).isoformat()
        facts = {"case_id": case, "title": "Brief", "due": due, "sure": due, "fatal": True}
        with place.office.writing("alma") as desk:
            adding.add(desk, NewDeadline.model_validate(facts))
        with place.office.writing("bruno") as desk:
            covers.name(desk, NewCover(cover_id=office.people["alma"].id))
            absences.declare(desk, NewAbsence(until=today + timedelta(days=3)))
        yield place


@pytest.mark.parametrize("engine_name", ["sqlite"], indirect=True)
def test_six_tasks_take_as_many_clicks_and_keys_as_the_table_says(
    at_work: Running, browser_page: Page
) -> None:
    """By keyboard where there is a key: what the table of the docs says is what a hand did."""
    page, hand = browser_page, Hand(browser_page)
    sign_in(at_work, page, "alma")
    _find(hand)
    _set_a_hearing(hand)
    at_work.mail_to("alma")
    page.goto(f"{at_work.url}/today")
    _acknowledge(hand)
    _hand_over(hand)
    _print_the_week(hand)
    page.goto(f"{at_work.url}/today")
    page.keyboard.press("Escape")
    page.keyboard.press("Escape")  # locks
    expect(page).to_have_url(re.compile("/sign-in"))
    sign_in(at_work, page, "carmen")
    _who_covers(hand)
    table = ROW.findall(COUNTED.read_text(encoding="utf-8"))
    assert {task: tuple(map(int, counts)) for task, *counts in table} == hand.took


def _find(hand: Hand) -> None:
    hand.key("/")
    hits = hand.page.locator("#hits")
    expect(hits).to_be_visible()
    over, under = hits.bounding_box(), hand.page.locator("#find").bounding_box()
    assert over is not None
    assert under is not None
    assert over["y"] >= under["y"] + under["height"]  # what is typed is seen
    hand.types("kinones")
    expect(hits.locator("a")).to_contain_text("Quiñones")
    hand.key("ArrowDown", "Enter")
    expect(hand.page).to_have_url(re.compile("/cases/[0-9a-f-]{36}$"))
    hand.did("find a client by a misspelt name")


def _set_a_hearing(hand: Hand) -> None:
    page, held = hand.page, local(system_clock(), ZONE).date() + timedelta(days=60)
    held += timedelta(days=(2 - held.weekday()) % 7)
    hand.key("n")
    hand.chooses("[name=kind]", "individual")
    hand.chooses("[name=custody]", "non_detained")
    for name, value in {"on": held.isoformat(), "at": "08:30", "court": "NYC"}.items():
        hand.fills(f"[name={name}]", value)
    page.locator("[name=court]").blur()
    expect(page.locator("#counted")).to_contain_text("file by")
    hand.key("Control+Enter")
    expect(page.locator("h2#h-deadlines")).to_be_visible()
    hand.did("add a hearing with its deadlines")


def _acknowledge(hand: Hand) -> None:
    row = hand.page.locator("[data-row]", has_text="Brief").first
    expect(row.locator("[data-key=s]")).to_be_visible()
    for _ in range(20):
        hand.key("j")
        if row.evaluate("row => row === document.activeElement"):
            break
    hand.key("s")
    expect(row.locator("[data-key=s]")).to_have_count(0)
    hand.did("acknowledge")


def _hand_over(hand: Hand) -> None:
    page = hand.page
    hand.click(page.locator("a.what", has_text="Brief").first)
    hand.click(page.locator("summary", has_text="Change the date, whose it is"))
    dina = page.locator("[name=responsible_id] option", has_text="Dina").first
    hand.chooses("[name=responsible_id]", dina.get_attribute("value") or "")
    hand.key("Control+Enter")
    expect(page.locator("main [role=status]")).to_be_visible()
    expect(page.locator("dl.facts").first).to_contain_text("Dina")
    hand.did("hand a deadline over")


def _print_the_week(hand: Hand) -> None:
    page = hand.page
    page.evaluate("window.print = () => { document.body.dataset.printed = 'yes'; }")
    hand.key("g", "t")
    hand.click("a[href='/docket']")
    page.evaluate("window.print = () => { document.body.dataset.printed = 'yes'; }")
    hand.click("main [data-print]")
    expect(page.locator("body")).to_have_attribute("data-printed", "yes")
    hand.did("print the week")


def _who_covers(hand: Hand) -> None:
    hand.key("g", "s")
    away = hand.page.locator("section", has=hand.page.locator("#h-away"))
    expect(away).to_contain_text("Bruno")
    expect(away).to_contain_text("le cubre Alma")  # she reads Spanish
    hand.did("see who covers tomorrow")
