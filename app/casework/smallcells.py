"""Figures that may leave the office: no count from 1 to 10, and none that can be worked out.

A line is counts in a fixed order, and their total. Each small count is hidden, and with them the
last count of the line that is not small, so that subtracting what is shown from the total gives
their sum only. The total is shown where that sum leaves every small count free to be anything from
1 to 10; else it is hidden too. Nothing else of the table is added up across lines, unless each line
shows its total. Whoever knows this rule learns from a published line no more than that a count is
small (where the total is hidden: that not all of them are 10).
"""

from collections.abc import Sequence
from typing import Final, NamedTuple

LEAST: Final = 11  # the smallest count that is shown; zero is shown too

Shown = int | None


class Line(NamedTuple):
    """Counts and their total as they may be shown; None where one is hidden."""

    counts: list[Shown]
    total: Shown


def is_small(count: int) -> bool:
    """Tell whether a count points to too few people."""
    return 0 < count < LEAST


def line(counts: Sequence[int]) -> Line:
    """Return one line as it may leave the office."""
    small = [at for at, count in enumerate(counts) if is_small(count)]
    if not small:
        return Line(list(counts), sum(counts))
    large = [at for at, count in enumerate(counts) if count >= LEAST]
    gone = {*small, *large[-1:]}
    together = sum(counts[at] for at in gone)
    is_free = bool(large) and together >= (LEAST - 1) * len(small) + LEAST
    shown = [None if at in gone else count for at, count in enumerate(counts)]
    return Line(shown, sum(counts) if is_free else None)


def table(rows: Sequence[Sequence[int]]) -> tuple[list[Line], Shown]:
    """Return a table as it may leave the office, with the total of all where each line has one."""
    lines = [line(each) for each in rows]
    totals = [each.total for each in lines if each.total is not None]
    return lines, sum(totals) if len(totals) == len(lines) else None
