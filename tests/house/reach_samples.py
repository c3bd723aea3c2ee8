"""Invented contexts for the pages of how telephones reach the server."""

from collections.abc import Iterator
from types import SimpleNamespace as View
from typing import Any

from app.casework.reach import ReachView, TestView
from tests.house.page_views import INSTANT, ME, ZONE
from tests.house.sample import SENTENCE, Sample

UNSAID = ReachView(how="", proved_at=None, base_url="http://127.0.0.1:8000", is_local=True)
OWED = UNSAID.model_copy(update={"how": "private"})


def samples() -> Iterator[Sample]:
    """Yield the page for each way, proved or not, and the page behind the test mail's link."""
    supervises = View(**vars(ME) | {"role": "supervising_attorney"})
    here: dict[str, Any] = {"me": supervises, "section": "office", "tz": ZONE}
    proved = {"how": "public", "proved_at": INSTANT, "is_local": False}
    yield "reach-unsaid", "reach/one.html", here | {"view": UNSAID, "errors": {"how": SENTENCE}}
    yield "reach-owed", "reach/one.html", here | {"view": OWED, "refused": SENTENCE}
    yield "reach-proved", "reach/one.html", here | {"view": UNSAID.model_copy(update=proved)}
    old = UNSAID.model_copy(update=proved | {"is_old": True})
    yield "reach-old", "reach/one.html", here | {"view": old}
    office = {"view": UNSAID.model_copy(update={"how": "office"})}
    yield "reach-office", "reach/one.html", here | office
    yield "reach-office-phone", "reach/one.html", here | office | {"office_phone": "555-0100"}
    asked = {"test": TestView(is_answered=False, asks_where=True), "refused": SENTENCE}
    yield "tested", "reach/tested.html", asked | {"office_phone": "555-0100"}
    inside = {"test": TestView(is_answered=False, asks_where=False)}
    yield "tested-inside", "reach/tested.html", inside
    done = {"test": TestView(is_answered=True, asks_where=True)}
    yield "tested-answered", "reach/tested.html", done
    yield "reached", "reach/arrived.html", {"is_proved": False, "refused": SENTENCE}
    yield "reached-proved", "reach/arrived.html", {"is_proved": True}
