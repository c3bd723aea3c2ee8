"""The browser itself."""

import http.server
import threading
from collections.abc import Iterator
from functools import partial
from pathlib import Path

import pytest
from playwright.sync_api import Error, Page


@pytest.fixture
def small_site(tmp_path: Path) -> Iterator[str]:
    """One page, served on the loopback."""
    (tmp_path / "index.html").write_text(
        "<meta charset=utf-8><title>Amparo</title><h1>Buenos días</h1>", "utf-8"
    )
    handler = partial(http.server.SimpleHTTPRequestHandler, directory=str(tmp_path))
    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        yield f"http://127.0.0.1:{server.server_port}"
        server.shutdown()
        thread.join()


def test_the_browser_shows_text_with_fonts(
    browser_page: Page, small_site: str, tmp_path: Path
) -> None:
    """A page of this machine is laid out with letters of some size."""
    browser_page.goto(small_site)
    browser_page.screenshot(path=tmp_path / "page.png")
    heading = browser_page.locator("h1")
    box = heading.bounding_box()
    assert heading.inner_text() == "Buenos días"
    assert box is not None
    assert box["height"] > 10


def test_the_browser_reaches_nobody_else(browser_page: Page) -> None:
    """A name outside this machine is not even looked up."""
    with pytest.raises(Error, match="ERR_NAME_NOT_RESOLVED"):
        browser_page.goto("http://outside.example.org/")
