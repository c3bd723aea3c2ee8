"""Documents in a real browser: many sent at once, one refused, one cut off and taken up again."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Page, Route, expect

from tests.browser.test_first_day import open_a_case, sign_in
from tests.support.office import Office
from tests.support.offices import office, sqlite_office  # noqa: F401 - fixtures
from tests.support.one_engine import engine_name  # noqa: F401 - a fixture
from tests.support.papers import pdf
from tests.support.running import Running, running

PDF = b"%PDF-1.7\n" + bytes(range(256)) * 4_000


@pytest.fixture
def at_work(office: Office) -> Iterator[Running]:  # noqa: F811 - the fixture
    """The office at work."""
    with running(office) as place:
        yield place


def test_files_are_sent_one_after_the_other_and_taken_up_where_they_were_cut_off(
    at_work: Running, browser_page: Page, tmp_path: Path
) -> None:
    """What is refused says why; what was cut off waits for a key; all the rest is in the list."""
    page = browser_page
    sign_in(at_work, page, "alma")
    page.goto(f"{open_a_case(at_work, page)}/documents")
    for name, content in (("order.pdf", PDF), ("run.pdf", b"MZ" + bytes(9_000)), ("b.pdf", PDF)):
        (tmp_path / name).write_bytes(content)
    _send_with_a_break(page, [tmp_path / "order.pdf", tmp_path / "run.pdf"])
    listed = page.locator("section[aria-labelledby=h-documents]")
    expect(listed).to_contain_text("order.pdf")  # beside what says why the other was refused
    page.reload()
    expect(listed).to_contain_text("Order or decision")
    page.set_input_files("#f-camera", tmp_path / "b.pdf")
    expect(listed).to_contain_text("the same file is here twice")
    listed.get_by_role("link", name="b.pdf").click()
    versions = page.locator("section[aria-labelledby=h-versions]")
    expect(versions).to_be_visible()  # the page of the list has such a field too
    page.set_input_files("#f-files", tmp_path / "order.pdf")
    expect(versions).to_contain_text("version 2")
    with page.expect_download() as saved:
        versions.locator("a.what").first.click()
    assert saved.value.suggested_filename == "order.pdf"
    assert Path(saved.value.path()).read_bytes() == PDF


def test_pages_are_turned_by_keys_and_by_links(
    at_work: Running, browser_page: Page, tmp_path: Path
) -> None:
    """Each is a picture that the browser shows; words that are found lead to their page."""
    page = browser_page
    sign_in(at_work, page, "alma")
    page.goto(f"{open_a_case(at_work, page)}/documents")
    (tmp_path / "order.pdf").write_bytes(pdf("Quetzaltenango", pages=2))
    page.set_input_files("#f-files", tmp_path / "order.pdf")
    listed = page.locator("section[aria-labelledby=h-documents]")
    listed.get_by_role("link", name="Look at it here").click()
    shown = page.locator("figure img")
    assert shown.evaluate("image => image.decode().then(() => image.naturalWidth)") == 1_400
    page.keyboard.press("ArrowRight")
    page.wait_for_url("**/pages/2")
    expect(page.get_by_role("link", name="Next page")).to_have_count(0)
    assert shown.evaluate("image => image.decode().then(() => image.naturalWidth)") == 1_400
    page.keyboard.press("ArrowLeft")
    page.wait_for_url("**/pages/1")
    page.get_by_role("link", name="About this document").click()
    page.get_by_role("link", name="All documents of the case").click()
    page.fill("#f-words", "quetzal 2")
    page.keyboard.press("Enter")
    page.get_by_role("link", name="Page 2").click()
    page.wait_for_url("**/pages/2")


def _send_with_a_break(page: Page, files: list[Path]) -> None:
    """Send files of which the first is cut off, and go on by the keyboard."""
    left: list[Route] = []

    def cut_off(route: Route) -> None:
        if not left:
            left.append(route)
            route.abort("connectionreset")
        else:
            route.continue_()

    page.route("**/content", cut_off)
    page.select_option("[name=kind]", "order")
    page.set_input_files("#f-files", files)
    expect(page.locator("[data-sending]")).to_contain_text("cut off")
    expect(page.get_by_role("button", name="Try again")).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.locator("[data-sending]")).to_contain_text("not taken")
    expect(page.locator("[data-status]")).to_contain_text("1")
    expect(page.locator("main")).not_to_contain_text("No document yet")
