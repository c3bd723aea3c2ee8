"""One attorney's morning in a real browser, and that nothing of it lies readable anywhere."""

import base64
import os
import re
import zlib
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from playwright.sync_api import Locator, Page, expect

from app.casework import reach
from app.casework.reach import NewReach
from app.casework.reminders import mails, weekly
from app.clock import local, system_clock
from tests.support.office import ZONE, Office
from tests.support.offices import (  # noqa: F401 - fixtures
    engine_name,
    office,
    postgresql_office,
    sqlite_office,
)
from tests.support.running import Running, running

# Twenty and more unmistakable values, as a person types them.
CLIENT = {
    "given_names": "Xochiquetzal",
    "family_name": "Quetzalcoatlán Ñuflo",
    "a_number": "999 471 826",
    "phone": "555-0173",
    "title": "Canary Vessel Matter",
    "note": "Marzipan observatory, told in confidence.",
}
HEARING = {
    "judge": "Canary Judge Pemberwick",
    "place": "Room Zanzibar 4417",
    "interpreter": "Interpreter Quillfeather",
    "learned": "Learned through Hummingbird portal",
}
TYPED = {"title": "Deliver the tangerine affidavit", "why": "The walrus clerk said so on the phone"}


@pytest.fixture
def at_work(office: Office) -> Iterator[Running]:  # noqa: F811 - the fixture
    """The office at work."""
    with running(office) as place:
        yield place


def test_an_attorneys_morning(at_work: Running, browser_page: Page, tmp_path: Path) -> None:
    """Sign in, open a case, set a hearing, see what follows, be reminded, say "seen"."""
    page = browser_page
    sign_in(at_work, page, "alma")
    expect(page).to_have_title("Today · Amparo")
    case_url = open_a_case(at_work, page)
    set_a_hearing(at_work, page, case_url)
    type_a_deadline(at_work, page, case_url)
    letter = at_work.mail_to("alma")
    assert_names_nothing(letter.raw)
    link = re.search(r"http\S+/r/\S+", letter.raw)
    assert link is not None
    page.goto(link[0])
    page.click("button[value=seen]")
    expect(page.locator("main")).to_contain_text("Your office knows that you have seen this")
    answer_the_weeks_test(at_work, page)
    assert_canaries_are_nowhere(at_work, tmp_path)


def open_a_case(at_work: Running, page: Page) -> str:
    """Take in a client by the short form, and return the case's address."""
    page.goto(f"{at_work.url}/cases/new")
    for name, value in CLIENT.items():
        page.fill(f"[name={name}]", value)
    page.click("button[data-save]")
    expect(page.locator("main")).to_contain_text("Quetzalcoatlán")
    return page.url


def set_a_hearing(at_work: Running, page: Page, case_url: str) -> None:
    """Put a hearing on the calendar, seeing what follows before it is saved."""
    held = local(system_clock(), ZONE).date() + timedelta(days=33)
    page.goto(f"{at_work.url}/hearings/new?case={case_url.rsplit('/', 1)[-1]}")
    page.select_option("[name=kind]", "individual")
    page.select_option("[name=custody]", "non_detained")
    typed = {"on": held.isoformat(), "at": "08:30", "court": "NYC", **HEARING}
    for name, value in typed.items():
        page.fill(f"[name={name}]", value)
    page.locator("[name=learned]").blur()
    follow = page.locator("[name=follow_rule]")
    expect(follow).to_have_value("eoir.ic.filing.individual.nondetained")
    expect(page.locator("#counted")).to_contain_text("file by")
    save(page, page, page.locator("h2#h-deadlines"))
    expect(page).to_have_url(re.compile("/hearings/[0-9a-f-]{36}$"))


def type_a_deadline(at_work: Running, page: Page, case_url: str) -> None:
    """Type a date without any rule, due tomorrow, so that a reminder is owed at once."""
    due = local(system_clock(), ZONE).date() + timedelta(days=1)
    page.goto(f"{at_work.url}/deadlines/new?case={case_url.rsplit('/', 1)[-1]}")
    page.locator("summary", has_text="A date I know").click()
    form = page.locator("form", has=page.locator("[name=mode][value=typed]"))
    form.locator("[name=title]").fill(TYPED["title"])
    form.locator("[name=why]").fill(TYPED["why"])
    form.locator("[name=due]").fill(due.isoformat())
    form.locator("[name=at]").fill("16:47")
    save(page, form, page.locator("h1", has_text=TYPED["title"]))


def answer_the_weeks_test(at_work: Running, page: Page) -> None:
    """The week's test mail as it arrives: its link opens on a telephone, and one press answers."""
    with at_work.office.night(writes=True) as desk:
        reach.choose(desk, NewReach(how="private"))
        person, window = at_work.office.people["alma"].id, mails.window_of(desk.house, desk.now)
        mails.test(desk, person, window + 2, desk.now)
    letter = at_work.mail_to("alma", about="weekly test")
    assert_names_nothing(letter.raw)
    link = re.search(r"http\S+/r/\S+/test", letter.raw)
    assert link is not None
    page.set_viewport_size({"width": 360, "height": 740})
    page.goto(link[0])
    button = page.get_by_role("button", name="I am outside the office, and it opens")
    expect(button).to_be_in_viewport()
    button.click()
    expect(page.get_by_role("heading", name="It works")).to_be_visible()
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    with at_work.office.night() as desk:
        assert reach.view(desk).proved_at is not None
        assert weekly.unanswered(desk) in {None, 0}


def save(page: Page, form: Page | Locator, saved: Locator) -> None:
    """Save a form whose day counts from today, and say that it is meant where that is asked."""
    asked = page.get_by_role("checkbox", name=re.compile("^Yes, "))
    form.locator("button[data-save]").click()
    expect(saved.or_(asked)).to_be_visible()
    if asked.is_visible():  # a weekend or a holiday
        asked.check()
        form.locator("button[data-save]").click()
    expect(saved).to_be_visible()


def sign_in(at_work: Running, page: Page, name: str) -> None:
    """Sign in as one of the people."""
    email, passphrase, code = at_work.credentials(name)
    page.goto(f"{at_work.url}/sign-in")
    page.fill("[name=email]", email)
    page.fill("[name=password]", passphrase)
    page.fill("[name=code]", code)
    page.click("button[data-save]")
    expect(page).to_have_url(re.compile("/today$"))


def assert_names_nothing(raw: str) -> None:
    """A mail holds none of what was typed."""
    for canary in canaries():
        assert canary.encode() not in raw.encode()


def canaries() -> list[str]:
    """Return every planted value, dates in several spellings among them."""
    held = local(system_clock(), ZONE).date() + timedelta(days=33)
    due = local(system_clock(), ZONE).date() + timedelta(days=1)
    dates = [
        spelled
        for day in (held, due)
        for spelled in (
            f'"{day.isoformat()}',
            f"{day.isoformat()}T",
            f"{day:%m/%d/%Y}",
            f"{day:%B} {day.day}, {day.year}",
        )
    ]
    typed = [*CLIENT.values(), *HEARING.values(), *TYPED.values()]
    words = ["Quetzalcoatl", "999471826", "A999-471-826", "Pemberwick", "walrus", "16:47"]
    return [*typed, *words, "eoir.ic.filing", "Filings before an individual", *dates]


def assert_canaries_are_nowhere(at_work: Running, folder: Path) -> None:
    """Look for each value in every file, dump and mail, in several encodings; expect none."""
    planted = canaries()
    assert len(planted) >= 20
    places = dict(everything_stored(at_work, folder))
    assert len(places) >= 3
    for place, content in places.items():
        for canary in planted:
            for spelled in spellings(canary):
                assert spelled not in content, f"a planted value lies readable in {place}"


def spellings(canary: str) -> Iterator[bytes]:
    """Return the bytes a value may hide in."""
    plain = canary.encode()
    yield plain
    yield canary.encode("utf-16-le")
    yield plain.hex().encode()
    yield base64.b64encode(plain)[: len(plain) // 3 * 4]
    yield canary.encode("unicode_escape")


def everything_stored(at_work: Running, folder: Path) -> Iterator[tuple[str, bytes]]:
    """Give what lies on disk, in the tables, in the mails and in the environment."""
    house = at_work.office.house
    for path in folder.rglob("*"):
        if path.is_file() and path.suffix != ".png":
            yield str(path.relative_to(folder)), path.read_bytes()
    with house.engine.connect() as connection:
        sqlite = connection.dialect.name == "sqlite"
        for table in (
            "cases",
            "persons",
            "hearings",
            "deadlines",
            "notes",
            "schedule",
            "marks",
            "mail",
            "links",
            "grants",
            "case_keys",
            "staff",
            "audit",
            "settings",
        ):
            rows = connection.exec_driver_sql(f"SELECT * FROM {table}").fetchall()
            cells = [
                cell if isinstance(cell, bytes) else str(cell).encode()
                for row in rows
                for cell in row
            ]
            assert cells or table in {"links", "marks"}, f"{table} is empty on sqlite: {sqlite}"
            yield f"table {table}", b"\n".join(cells) + b"".join(map(inflated, cells))
    yield "mails", "\n".join(letter.raw for letter in at_work.mailbox.letters()).encode()
    yield "environment", repr(dict(os.environ)).encode()


def inflated(cell: bytes) -> bytes:
    """Return what a compressed cell would hold; nothing where it is none."""
    try:
        return zlib.decompress(cell)
    except zlib.error:
        return b""
