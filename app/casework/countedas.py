"""As what one case counts in reports: its funder's codes, or that its lead leaves it out."""

from datetime import date
from typing import Literal
from uuid import UUID

from pydantic import BaseModel, ConfigDict, Field

from app.casework import audit, counting, forgood, problems, staff
from app.casework.casefiles import expect_case, open_file
from app.casework.problems import CLOSINGS, PROBLEMS, Code
from app.casework.typed import Long
from app.db.desk import Desk
from app.errors import Refused
from app.models import Case
from app.words import N_

COUNT = "case.count"
NOT_CLOSED = N_("This case is open. What was done in it is said once it is closed.")
LEAD_ONLY = N_("Whoever leads the case leaves it out, or has it counted again.")
WHY = N_("Say why it is left out; the people of the case read it.")


class CountAs(BaseModel):
    """As what a case counts; whatever is left out of it is emptied."""

    model_config = ConfigDict(extra="forbid", frozen=True, hide_input_in_errors=True)

    version: int
    problem: Code = Field(default="", description="A code of the office's own list.")
    closed_as: Code = Field(default="", description="Such a code, of a case that is closed.")
    counted: Literal["yes", "no"] = "yes"
    reason: Long = Field(default="", repr=False)


class CountedView(BaseModel):
    """As what a case counts, and the codes that can be chosen."""

    model_config = ConfigDict(frozen=True)

    id: UUID
    number: str
    version: int
    closed_on: date | None
    problem: str
    closed_as: str
    counted: str = Field(description="Yes, or no where its lead leaves it out.")
    reason: str = Field(repr=False)
    left_out_by: str
    sealed: bool = Field(description="A sealed case is counted nowhere, whatever is chosen.")
    lead: bool = Field(description="Whether whoever asks leads the case.")
    problems: dict[str, str]
    closings: dict[str, str]


def of(desk: Desk, case_id: UUID) -> CountedView:
    """Return as what a case counts.

    Raises:
        NotFound: No such case here.
    """
    case = open_file(desk, case_id)
    out = case.uncounted or {}
    names = staff.names(desk, [UUID(out["by"])]) if out else {}
    opened, closed = _days(desk, case)
    return CountedView(
        id=case.id,
        number=case.number,
        version=case.version,
        closed_on=case.closed_on,
        problem=case.problem,
        closed_as=case.closed_as,
        counted="no" if out else "yes",
        reason=out.get("why", ""),
        left_out_by=next(iter(names.values()), ""),
        sealed=bool(case.sealed),
        lead=case.lead_id == desk.who.id,
        problems=problems.of_office(desk, PROBLEMS).on(closed or opened),
        closings=problems.of_office(desk, CLOSINGS).on(closed) if closed else {},
    )


def choose(desk: Desk, case_id: UUID, wanted: CountAs) -> CountedView:
    """Say as what a case counts, or that it counts nowhere.

    Raises:
        Conflict: Somebody saved since.
        NotFound: No such case here.
        Refused: A code is not on the office's list, the case is not closed, nobody said why it is
            left out, or she does not lead it, or reads it for a while only.
    """
    case = open_file(desk, case_id)
    forgood.require(desk, case_id)
    expect_case(desk, case, wanted.version, lambda: of(desk, case_id))
    _require_codes(desk, case, wanted)
    _leave_out(desk, case, wanted)
    case.problem, case.closed_as = wanted.problem, wanted.closed_as
    desk.db.flush()
    audit.note(desk, COUNT, case.id, counted=not case.uncounted)
    return of(desk, case_id)


def _require_codes(desk: Desk, case: Case, wanted: CountAs) -> None:
    opened, closed = _days(desk, case)
    if wanted.problem != case.problem:
        problems.require(desk, wanted.problem, closed or opened)
    if wanted.closed_as and closed is None:
        raise Refused(fields={"closed_as": NOT_CLOSED})
    if wanted.closed_as != case.closed_as and closed:
        problems.require(desk, wanted.closed_as, closed, CLOSINGS, named="closed_as")


def _leave_out(desk: Desk, case: Case, wanted: CountAs) -> None:
    is_out = wanted.counted == "no"
    if is_out == bool(case.uncounted):
        return
    if case.lead_id != desk.who.id:
        raise Refused(fields={"counted": LEAD_ONLY})
    if is_out and not wanted.reason:
        raise Refused(fields={"reason": WHY})
    told = {"why": wanted.reason, "by": str(desk.who.id), "at": desk.now.isoformat()}
    case.uncounted = told if is_out else None


def _days(desk: Desk, case: Case) -> tuple[date, date | None]:
    """Return the day by which an open case's codes are read, and that of a closed one."""
    return counting.today(desk, desk.who.zone), case.closed_on
