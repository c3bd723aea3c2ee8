"""What a program can tell of WCAG 2.2 AA, on each page in each of its states, and at 320 pixels.

The rules are those of axe-core, which `axe-playwright-python` brings along. Every run looks at a
part of the samples in each look; `--thorough` looks at all of them in all.
"""

import mimetypes
import re
from importlib.resources import files
from typing import Any, Final, Literal, NamedTuple

import pytest
from playwright.sync_api import Page, Route, ViewportSize

from app.web import pages
from tests.house.page_samples import samples
from tests.house.sample import Sample

AXE: Final = files("axe_playwright_python").joinpath("axe.min.js").read_text(encoding="utf-8")
RULES: Final = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]
PLACE: Final = "http://127.0.0.1/"
NARROW: Final = ViewportSize(width=320, height=900)  # WCAG 2.2, 1.4.10: reflow
WIDE: Final = ViewportSize(width=1280, height=900)
ONE_IN: Final = 40
SCRIPT: Final = re.compile(r"<script[^>]*></script>")


class Look(NamedTuple):
    """How somebody sees the pages."""

    name: str
    scheme: Literal["light", "dark"]
    locale: str
    direction: str


LOOKS: Final = [
    Look("light", "light", "en", "ltr"),
    Look("dark", "dark", "en", "ltr"),
    Look("spanish", "light", "es", "ltr"),
    Look("right_to_left", "dark", "es", "rtl"),
]


@pytest.mark.parametrize("look", LOOKS, ids=[each.name for each in LOOKS])
def test_pages_hurt_no_rule_and_fit_a_narrow_screen(
    look: Look, browser_page: Page, request: pytest.FixtureRequest
) -> None:
    """A part of a page, which htmx puts in, stands in a bare page of its own."""
    every = list(samples())
    if not request.config.getoption("thorough"):
        every = every[LOOKS.index(look) :: ONE_IN]
    browser_page.emulate_media(color_scheme=look.scheme)
    shown: dict[str, str] = {}
    browser_page.route("**/*", lambda route: _serve(route, shown))
    hurt = []
    for sample in every:
        shown["page"] = _page(sample, look)
        browser_page.goto(PLACE)
        browser_page.evaluate(AXE)
        asked = {"resultTypes": ["violations"], "runOnly": RULES}
        told: dict[str, Any] = browser_page.evaluate("asked => axe.run(document, asked)", asked)
        hurt += [(sample[0], each["id"], each["nodes"][0]["html"]) for each in told["violations"]]
        browser_page.set_viewport_size(NARROW)
        over = "document.documentElement.scrollWidth - document.documentElement.clientWidth"
        if browser_page.evaluate(over) > 0:
            hurt.append((sample[0], "wider than the screen", ""))
        browser_page.set_viewport_size(WIDE)
    assert hurt == []


def _page(sample: Sample, look: Look) -> str:
    _, template, context = sample
    page = SCRIPT.sub("", pages.render(template, look.locale, **context))
    if "<html" not in page:
        style = pages.static_url("amparo.css")
        head = f'<title>Amparo</title><link rel="stylesheet" href="{style}">'
        page = f"<ul>{page}</ul>" if page.lstrip().startswith("<li") else page
        page = f'<!doctype html><html lang="{look.locale}">{head}<main>{page}</main></html>'
    return page.replace("<html ", f'<html dir="{look.direction}" ', 1)


def _serve(route: Route, shown: dict[str, str]) -> None:
    """Answer with the page that is shown, or with a file that the product serves."""
    name = route.request.url.removeprefix(PLACE).partition("?")[0]
    if not name:
        route.fulfill(body=shown["page"], content_type="text/html; charset=utf-8")
    elif name.startswith("static/"):
        kept = pages.STATIC / name.removeprefix("static/")
        route.fulfill(body=kept.read_bytes(), content_type=mimetypes.guess_type(kept)[0])
    else:
        route.fulfill(status=404, body="")
