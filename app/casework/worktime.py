"""The time that work on a case took: minutes, the day, what it was, and for which funder's code."""

from datetime import date
from typing import Annotated, Final, Literal

from pydantic import BaseModel, ConfigDict, Field

from app.casework import counting, problems
from app.casework.problems import Code
from app.casework.typed import Short
from app.db.desk import Desk
from app.errors import Refused
from app.models import Note
from app.words import N_

Activity = Literal[
    "", "advice", "preparing", "drafting", "research", "hearing", "call", "visit", "travel",
    "file", "supervision", "other",
]  # fmt: skip
Minutes = Annotated[int, Field(ge=1, le=24 * 60)]
STILL_TO_COME: Final = N_("This day is still to come. Write what was done.")


class Worked(BaseModel):
    """How long somebody worked, on which day, and at what; today where no day is said."""

    model_config = ConfigDict(extra="forbid", frozen=True, hide_input_in_errors=True)

    minutes: Minutes
    worked_on: date | None = None
    activity: Activity = ""
    problem: Code = Field(default="", description="A code of the office's own list.")


class WorkedView(BaseModel):
    """The time of a note, as a page or a program sees it."""

    model_config = ConfigDict(frozen=True)

    minutes: int
    worked_on: date
    activity: str
    problem: Short


def write(desk: Desk, row: Note, time: Worked) -> None:
    """Write the time into a note that is being saved; the deed that calls it notes it.

    Raises:
        Refused: The day is still to come, or the office's list has no such code on that day.
    """
    today = counting.today(desk, desk.who.zone)
    on = time.worked_on or today
    if on > today:
        raise Refused(fields={"worked_on": STILL_TO_COME})
    if time.problem != row.problem or on != row.worked_on:
        problems.require(desk, time.problem, on)
    row.minutes, row.worked_on, row.activity = time.minutes, on, time.activity
    row.problem = time.problem


def view(row: Note) -> WorkedView | None:
    """Return the time of a note, where it has any."""
    if not row.minutes or row.worked_on is None:
        return None
    return WorkedView(
        minutes=row.minutes,
        worked_on=row.worked_on,
        activity=row.activity,
        problem=row.problem,
    )
