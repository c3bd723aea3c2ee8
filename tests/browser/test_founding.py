"""An office is founded: from the command on a new machine to the founder's first day."""

import re
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, ViewportSize, expect

from app.clock import system_clock
from app.crypto.totp import code_at
from tests.support.console import Console

PASSPHRASE = "nine lanterns under the stairs"
TYPED = {
    "office": "Clínica Jurídica del Puerto",
    "name": "Inés Marroquín",
    "address": "ines@puerto.example.org",
    "passphrase": PASSPHRASE,
    "again": PASSPHRASE,
    "custodian_1": "Inés Marroquín",
    "custodian_2": "Tomás Xol",
    "custodian_3": "Pilar Otero",
    "place_1": "at home, with the passports",
}
DESKTOP: ViewportSize = {"width": 1280, "height": 860}
PHONE: ViewportSize = {"width": 390, "height": 844}


@pytest.fixture
def machine(tmp_path: Path) -> Console:
    """A new machine on which nothing of Amparo ran yet."""
    folder = tmp_path / "machine"
    folder.mkdir()
    return Console(folder)


def test_an_office_is_founded(machine: Console, browser_page: Page, tmp_path: Path) -> None:
    """The command's link, one form, papers that print whole, and a first sign-in."""
    page, link = browser_page, machine.set_up_link()
    with machine.serving():
        page.goto(link)
        fill(page)
        page.screenshot(path=tmp_path / "form.png", full_page=True)
        page.click("button[data-save]")
        expect(page.locator("h1")).to_have_text("The office is founded. Print this page now.")
        for name, size in (("desktop", DESKTOP), ("phone", PHONE)):
            page.set_viewport_size(size)
            page.screenshot(path=tmp_path / f"papers-{name}.png", full_page=True)
            assert page.evaluate("document.documentElement.scrollWidth") <= size["width"]
        page.pdf(path=tmp_path / "papers.pdf", format="Letter")
        assert pages_of(tmp_path / "papers.pdf") == 4  # the founder's, and one a custodian
        secret = page.locator("code.secret").inner_text()
        page.get_by_role("link", name="I have printed it: sign in").click()
        page.fill("[name=email]", TYPED["address"])
        page.fill("[name=password]", PASSPHRASE)
        page.fill("[name=code]", code_at(secret, system_clock()))
        page.click("button[data-save]")
        expect(page).to_have_url(re.compile("/today$"))
        page.goto(link)
        expect(page.locator("main")).to_contain_text("This link opens nothing")


def test_an_office_is_founded_without_scripts_and_in_spanish(
    machine: Console, browser: Browser, tmp_path: Path
) -> None:
    """Whoever switched scripts off, and reads Spanish, gets the same papers."""
    link = machine.set_up_link()
    context = browser.new_context(java_script_enabled=False, locale="es-US", viewport=PHONE)
    page = context.new_page()
    with machine.serving():
        page.goto(link)
        expect(page.locator("h1")).to_have_text("Una oficina nueva")
        fill(page, again="otra frase de contraseña")
        page.click("button[data-save]")
        expect(page.locator("[role=alert]")).to_contain_text("Las dos no son iguales")
        page.screenshot(path=tmp_path / "form-es.png", full_page=True)
        page.fill("[name=passphrase]", PASSPHRASE)
        page.fill("[name=again]", PASSPHRASE)
        page.click("button[data-save]")
        expect(page.locator("h1")).to_have_text(
            "La oficina está fundada. Imprima esta página ahora."
        )
        page.screenshot(path=tmp_path / "papers-es.png", full_page=True)
        assert page.locator("ol.groups").count() == 5
        page.pdf(path=tmp_path / "papers-es.pdf", format="Letter")
        assert pages_of(tmp_path / "papers-es.pdf") == 4
    context.close()


def fill(page: Page, **changed: str) -> None:
    """Type what set-up asks."""
    for name, value in (TYPED | changed).items():
        page.fill(f"[name={name}]", value)
    page.check("[name=outside_3]")


def pages_of(pdf: Path) -> int:
    """Return how many sheets a print has."""
    return len(re.findall(rb"/Type\s*/Page\b", pdf.read_bytes()))
