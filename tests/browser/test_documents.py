"""Documents in a real browser: many sent at once, dropped, paused, refused, cut off, taken up."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Locator, Page, Route, expect

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
    page.go_back()
    _drop_and_pause(page, listed)
    page.get_by_role("link", name="Filings to send").click()
    _put_in_order(page)


def drop(page: Page, names: list[str]) -> None:
    """Drop files with these names beside the field, anywhere on the page."""
    carried = page.evaluate_handle(
        """names => {
            const carried = new DataTransfer();
            for (const name of names) {
                carried.items.add(new File(["%PDF-1.7\\n", name.repeat(20000)], name));
            }
            return carried;
        }""",
        names,
    )
    for event in ("dragover", "drop"):
        page.dispatch_event("h1", event, {"dataTransfer": carried})


def _drop_and_pause(page: Page, listed: Locator) -> None:
    """Drop three files, pause while the first is on its way, and go on: each is there once."""
    held: list[Route] = []

    def hold_the_first(route: Route) -> None:
        if held:
            route.continue_()
        else:
            held.append(route)

    page.route("**/content", hold_the_first)
    with page.expect_request("**/content"):
        drop(page, ["one.pdf", "two.pdf", "three.pdf"])
    sending = page.locator("[data-documents]")
    expect(sending.get_by_label("All files together")).to_be_visible()
    sending.get_by_role("button", name="Pause").click()
    expect(sending.get_by_text("waits")).to_have_count(3)
    sending.get_by_role("button", name="Go on").click()
    for name in ("one.pdf", "two.pdf", "three.pdf"):
        expect(listed.get_by_role("link", name=name, exact=True)).to_have_count(1)


def _put_in_order(page: Page) -> None:
    """Drag the last exhibit before the first; what was dragged is saved as by an arrow."""
    page.fill("[name=title]", "Evidence")
    for name in ("one.pdf", "two.pdf", "three.pdf"):
        page.get_by_label(name).check()
    page.get_by_role("button", name="Begin the filing").click()
    exhibits = page.locator("[data-order] .what a")
    before = exhibits.all_inner_texts()
    page.set_viewport_size({"width": 1280, "height": 1600})  # at an edge a long list moves along
    first, last = (page.locator("[data-grip]").nth(at).bounding_box() for at in (0, 2))
    assert first is not None
    assert last is not None
    page.mouse.move(last["x"] + 5, last["y"] + 5)
    page.mouse.down()
    page.mouse.move(first["x"] + 5, first["y"] - 5, steps=5)
    page.mouse.up()
    expect(exhibits).to_have_text([before[2], before[0], before[1]])
    page.get_by_role("button", name="Move up: Tab B").click()
    expect(exhibits).to_have_text([before[0], before[2], before[1]])
    expect(page).to_have_url(re.compile("#exhibit-0$"))


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
