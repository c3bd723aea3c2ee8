"""A colleague joins an office, and its custodians' papers are typed back."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, ViewportSize, expect

from app.clock import system_clock
from app.crypto.totp import code_at
from tests.support.office import Office
from tests.support.offices import (  # noqa: F401 - fixtures
    engine_name,
    office,
    postgresql_office,
    sqlite_office,
)
from tests.support.running import Running, running

HERS = "marimba under a wet tarpaulin"
PHONE: ViewportSize = {"width": 390, "height": 844}


@pytest.fixture
def at_work(office: Office) -> Iterator[Running]:  # noqa: F811 - the fixture
    """The office at work."""
    with running(office) as place:
        yield place


def test_a_colleague_joins_by_her_mail(
    at_work: Running, browser_page: Page, browser: Browser, tmp_path: Path
) -> None:
    """Invited by Carmen, her link in a mail, twelve digits on two screens, one press, signed in."""
    carmen = browser_page
    sign_in(carmen, at_work.url, *at_work.credentials("carmen"))
    expect(carmen.locator("main")).to_contain_text("3 de 3 papeles de custodios aún sin comprobar")
    shot(carmen, tmp_path / "today-debt.png")
    invite(carmen, at_work.url)
    shot(carmen, tmp_path / "link.png")
    rosa = browser.new_context(viewport=PHONE).new_page()
    rosa.goto(link_mailed(at_work))
    for name, value in {"passphrase": HERS, "again": HERS, "place_1": "at home"}.items():
        rosa.fill(f"[name={name}]", value)
    shot(rosa, tmp_path / "join.png")
    rosa.click("button[data-save]")
    number = rosa.locator(".digits").inner_text()
    shot(rosa, tmp_path / "arrived.png")
    assert rosa.evaluate("document.documentElement.scrollWidth") <= PHONE["width"]
    secret = rosa.locator("code.secret").inner_text()
    carmen.goto(f"{at_work.url}/colleagues")
    carmen.get_by_role("link", name="Rosa Itzep").click()
    expect(carmen.locator(".digits")).to_have_text(number)
    shot(carmen, tmp_path / "colleague.png")
    form = carmen.locator("form[action$=certification]")
    _, passphrase, digits = at_work.credentials("carmen")
    form.locator("[name=password]").fill(passphrase)
    form.locator("[name=code]").fill(digits)
    form.locator("button.main").click()
    expect(carmen.locator("main")).to_contain_text("Trabaja aquí")
    code = code_at(secret, system_clock())
    sign_in(rosa, at_work.url, "rosa@office.example.org", HERS, code)
    rosa.context.close()


def test_a_custodian_types_her_paper_back(
    at_work: Running, browser_page: Page, tmp_path: Path
) -> None:
    """A slip is told with its group; typed right, her paper is green."""
    page, kit = browser_page, at_work.office.kits[0]
    sign_in(page, at_work.url, *at_work.credentials("carmen"))
    page.goto(f"{at_work.url}/custodians")
    page.locator("summary", has_text="Escribir este papel").first.click()
    page.fill("#f-0", kit[:-1] + ("A" if kit[-1] != "A" else "B"))
    page.locator("form[action='/custodians/0'] button").click()
    expect(page.locator("#f-0-error")).to_contain_text("El grupo 14 no es como está impreso")
    shot(page, tmp_path / "slip.png")
    page.fill("#f-0", kit.lower())
    page.locator("form[action='/custodians/0'] button").click()
    expect(page.locator("[role=status]")).to_contain_text("El papel de Carmen está completo")
    expect(page.locator(".tag.calm")).to_have_count(1)
    shot(page, tmp_path / "kits.png")
    page.goto(f"{at_work.url}/codes")
    shot(page, tmp_path / "codes.png")


def invite(page: Page, url: str) -> None:
    """Invite Rosa."""
    page.goto(f"{url}/colleagues")
    page.fill("form.sheet [name=name]", "Rosa Itzep")
    page.fill("form.sheet [name=address]", "rosa@office.example.org")
    page.select_option("[name=role]", "paralegal")
    page.select_option("[name=locale]", "en")
    page.click("form.sheet button[data-save]")
    expect(page.locator("main code")).to_contain_text("/join/")


def shot(page: Page, path: Path) -> None:
    """Keep how a page looks, whole."""
    page.screenshot(path=path, full_page=True)


def sign_in(page: Page, url: str, email: str, passphrase: str, code: str) -> None:
    """Sign in."""
    page.goto(f"{url}/sign-in")
    page.fill("[name=email]", email)
    page.fill("[name=password]", passphrase)
    page.fill("[name=code]", code)
    page.click("button[data-save]")
    expect(page).to_have_url(re.compile("/today$"))


def link_mailed(at_work: Running) -> str:
    """Return the link in the newest mail to Rosa."""
    raw = at_work.mail_to_address("rosa@office.example.org").raw.replace("=\n", "")
    found = re.search(r"http\S+/join/[\w-]+", raw)
    assert found is not None
    assert "Rosa Itzep" not in raw
    return found[0]
