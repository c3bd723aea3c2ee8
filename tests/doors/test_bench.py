"""The bench measures all that it names, and a page's statements do not grow with the office."""

from bench import history, office, promises, size
from bench.__main__ import PAGES, measured
from tests.doors.visitors import Doors
from tests.support.one_engine import on_sqlite

FEW, MANY = 3, 9


@on_sqlite
def test_every_page_is_measured_and_none_grows(doors: Doors) -> None:
    """A small office, and the same three times as large; each page answers and its cost counts."""
    few = {row["page"]: row for row in measured(doors.office, doors.app, range(FEW), 2)}
    many = {row["page"]: row for row in measured(doors.office, doors.app, range(FEW, MANY), 2)}
    assert few.keys() == many.keys() == {page for page, _ in PAGES}
    assert all(row["statements"] > 0 and row["bytes"] > 0 for row in few.values())
    grown = [page for page in few if many[page]["statements"] > few[page]["statements"]]
    assert grown == []


def test_the_promises_are_measured(doors: Doors) -> None:
    """At a tiny size each figure is there, and what must not grow with the grants does not."""
    figures = promises.measured(doors.office, 4, 3)
    assert promises.MOST.keys() <= figures.keys()
    assert all(figure > 0 for figure in figures.values())
    few, many = "statements with 1 unused grant", "statements with all of them"
    assert figures[few] == figures[many]


def test_the_history_of_a_long_record_is_measured() -> None:
    """A record of some hundred entries, asked as the page asks."""
    row = history.asked(300)
    assert row["entries"] == 300
    assert row["s"] > 0


@on_sqlite
def test_an_office_at_full_size_is_measured(doors: Doors) -> None:
    """Five of its cases, made and asked as the bench does: each row answers and its cost counts."""
    office.fill(doors.office, 5)
    rows = list(size.measured(doors.office, doors.app, 2))
    assert len({row["what"] for row in rows}) == len(rows)
    assert all(row["statements"] > 0 and row["opens"] > 0 for row in rows)
