"""The bench measures every page it names, and a page's statements do not grow with the office."""

from bench.__main__ import PAGES, measured
from tests.doors.visitors import Doors

FEW, MANY = 3, 9


def test_every_page_is_measured_and_none_grows(doors: Doors) -> None:
    """A small office, and the same three times as large; each page answers and its cost counts."""
    few = {row["page"]: row for row in measured(doors.office, doors.app, range(FEW), 2)}
    many = {row["page"]: row for row in measured(doors.office, doors.app, range(FEW, MANY), 2)}
    assert few.keys() == many.keys() == {page for page, _ in PAGES}
    assert all(row["statements"] > 0 and row["bytes"] > 0 for row in few.values())
    grown = [page for page in few if many[page]["statements"] > few[page]["statements"]]
    assert grown == []
