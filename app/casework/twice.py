"""A rule that is entered of which the case has an open date: one decision, or two?

A second date by the same rule is right for a second decision. For the same one it leaves a date
that rings until somebody closes it, and whoever closes the wrong one loses the other.
"""

from collections.abc import Mapping
from datetime import date
from typing import NamedTuple
from uuid import UUID

from sqlalchemy import select

from app.casework import deadlines, doubts
from app.casework.casefiles import Label, sound
from app.casework.deadlines import DeadlineView
from app.db.desk import Desk
from app.errors import Unsure
from app.models import Deadline
from app.words import N_

ANOTHER = "another"  # what says so, among the days that a person is sure of
OPEN_ALREADY = N_(
    "This case has an open date by this rule. Is this another decision? If it is the same, correct "
    "what that date counts from instead."
)


class Entered(NamedTuple):
    """The rule that is entered, or one of its clocks, and of what."""

    rule: str
    part: str = ""
    proceeding: str = ""
    hearing_id: UUID | None = None


def ask(desk: Desk, case_id: UUID, entered: Entered, sure: Mapping[str, date]) -> None:
    """Let a rule be entered that has no open date in a case, or for another decision.

    Raises:
        Unsure: It has one, and nobody said that this is another decision.
    """
    due = max((row.due for row in _standing(desk, case_id, entered)), default=None)
    if due is not None and sure.get(ANOTHER) != due:
        confirm, value = f"sure_of.{ANOTHER}", due.isoformat()
        doubts.ask(desk, Unsure([OPEN_ALREADY], field="rule", confirm=confirm, value=value))


def by_clock(desk: Desk, case: Label) -> dict[tuple[str, str], list[DeadlineView]]:
    """Return the open dates of a case by rule and clock, each with the last one first."""
    rows = sound(desk, desk.db.scalars(select(Deadline).where(Deadline.case_id == case.case_id)))
    opened = [row for row in rows if row.rule and row.status == "open"]
    clocks = {row.id: (row.rule, _part(row)) for row in opened}
    found: dict[tuple[str, str], list[DeadlineView]] = {}
    views = deadlines.views(desk, opened, {case.case_id: case}, waiting=())
    for view in sorted(views, key=lambda each: each.due, reverse=True):
        found.setdefault(clocks[view.id], []).append(view)
    return found


def shown(desk: Desk, case: Label, entered: Entered) -> list[DeadlineView]:
    """Return the open dates of a case by a rule that is entered, the last one first."""
    views = deadlines.views(
        desk, _standing(desk, case.case_id, entered), {case.case_id: case}, waiting=()
    )
    return sorted(views, key=lambda each: each.due, reverse=True)


def _standing(desk: Desk, case_id: UUID, entered: Entered) -> list[Deadline]:
    """Return the open rows; those of another proceeding or hearing are of another decision.

    One that names no proceeding may be of any.
    """
    rows = desk.db.scalars(select(Deadline).where(Deadline.case_id == case_id))
    return [
        row
        for row in sound(desk, rows)
        if (row.rule, row.status) == (entered.rule, "open")
        and _part(row) == entered.part
        and not _differ(row.proceeding, entered.proceeding)
        and not _differ(row.hearing_id, entered.hearing_id)
    ]


def _differ(one: object, other: object) -> bool:
    return bool(one and other and one != other)


def _part(row: Deadline) -> str:
    return str(((row.result or {}).get("en") or {}).get("part") or "")
