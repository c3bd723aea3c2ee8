"""Closing a case, and opening it again: with what each proceeding came to, and its papers' way.

Nothing of it is destroyed by that, and nobody reads it less. A case with an open date is not
closed: a date is filed, moved or said to be not needed first.
"""

from datetime import date, datetime
from typing import Any, Literal
from uuid import UUID

from pydantic import BaseModel, ConfigDict, Field
from sqlalchemy import select

from app.casework import audit, counting, filed, forgood, proceedings, staff
from app.casework.casefiles import expect_case, open_file, sound
from app.casework.filed import FilingView
from app.casework.proceedings import Outcome, ProceedingView
from app.casework.typed import Long
from app.clock import instant
from app.db.desk import Desk
from app.errors import Refused
from app.models import Case, Deadline, Hearing, Proceeding, Schedule
from app.words import N_

Originals = Literal["returned", "none", "kept"]
Retention = Literal["usual", "child", "order", "funder", "other"]
OPEN_DATES = N_(
    "Dates of this case are still open. File each, move it to another case, or say that it is not "
    "needed; a hearing to come is held, moved or cancelled first."
)
NO_OUTCOME = N_("Say of each proceeding what came of it.")
CLOSED_ALREADY = N_("This case is closed already.")
NOT_CLOSED = N_("This case is open.")


class ProceedingEnd(BaseModel):
    """What came of one proceeding."""

    model_config = ConfigDict(extra="forbid", frozen=True, hide_input_in_errors=True)

    proceeding_id: UUID
    outcome: Outcome


class Closing(BaseModel):
    """How a case is closed: what came of it, the originals, how long the file is kept."""

    model_config = ConfigDict(extra="forbid", frozen=True, hide_input_in_errors=True)

    version: int
    outcomes: list[ProceedingEnd] = Field(default_factory=list, max_length=50)
    originals: Originals
    originals_note: Long = Field(default="", repr=False)
    retention: Retention
    keep_until: date | None = None
    note: Long = Field(default="", repr=False)


class Reopening(BaseModel):
    """Why a closed case is opened again."""

    model_config = ConfigDict(extra="forbid", frozen=True, hide_input_in_errors=True)

    version: int
    reason: Long = Field(min_length=1, repr=False)


class ClosingView(BaseModel):
    """One time that a case was closed, and opened again."""

    model_config = ConfigDict(frozen=True)

    on: date
    by: str
    originals: str
    originals_note: str = Field(repr=False)
    retention: str
    keep_until: date | None
    note: str = Field(repr=False)
    reopened_at: datetime | None
    reopened_by: str
    reopened_why: str = Field(repr=False)


class CaseEnd(BaseModel):
    """What stands between a case and its end, and how it was closed before."""

    model_config = ConfigDict(frozen=True)

    id: UUID
    version: int
    number: str
    closed_on: date | None
    open_dates: int
    awaited: list[FilingView] = Field(
        default_factory=list, repr=False, description="Filings that wait for an answer."
    )
    proceedings: list[ProceedingView] = Field(repr=False)
    closings: list[ClosingView] = Field(repr=False)


def of(desk: Desk, case_id: UUID) -> CaseEnd:
    """Return what must be said to close a case, or how it was closed.

    Raises:
        NotFound: No such case here.
    """
    case = open_file(desk, case_id)
    return CaseEnd(
        id=case.id,
        version=case.version,
        number=case.number,
        closed_on=case.closed_on,
        open_dates=_open_dates(desk, case_id),
        awaited=[each for each in filed.of_case(desk, case_id) if each.is_awaited],
        proceedings=proceedings.of_case(desk, case_id),
        closings=views(desk, case),
    )


def close(desk: Desk, case_id: UUID, wanted: Closing) -> CaseEnd:
    """Close a case: each proceeding has its outcome and is over, the file has a retention class.

    Raises:
        Conflict: Somebody saved since.
        NotFound: No such case here.
        Refused: It is closed, has open dates or a proceeding without outcome, or whoever sits
            here reads it for a while only.
    """
    case = open_file(desk, case_id)
    forgood.require(desk, case_id)
    expect_case(desk, case, wanted.version, lambda: of(desk, case_id))
    if case.closed_on is not None:
        raise Refused(CLOSED_ALREADY)
    if _open_dates(desk, case_id):
        raise Refused(fields={"open_dates": OPEN_DATES})
    today = counting.today(desk, desk.who.zone)
    ended = _end_proceedings(desk, case_id, wanted, today)
    known = wanted.model_dump(mode="json", exclude={"version", "outcomes"})
    told = {"on": today.isoformat(), "by": str(desk.who.id), **known}
    case.closed_on, case.closings = today, [*(case.closings or []), told]
    desk.db.flush()
    audit.note(desk, "case.close", case.id, rows={"proceedings": ended} if ended else {})
    return of(desk, case_id)


def reopen(desk: Desk, case_id: UUID, wanted: Reopening) -> CaseEnd:
    """Open a closed case again; its proceedings stay as they ended until somebody changes them.

    Raises:
        Conflict: Somebody saved since.
        NotFound: No such case here.
        Refused: It is open, or whoever sits here reads it for a while only.
    """
    case = open_file(desk, case_id)
    forgood.require(desk, case_id)
    expect_case(desk, case, wanted.version, lambda: of(desk, case_id))
    if case.closed_on is None:
        raise Refused(NOT_CLOSED)
    *before, last = case.closings or [{}]
    again = {"at": desk.now.isoformat(), "by": str(desk.who.id), "why": wanted.reason}
    case.closed_on, case.closings = None, [*before, last | {"reopened": again}]
    desk.db.flush()
    audit.note(desk, "case.reopen", case.id)
    return of(desk, case_id)


def views(desk: Desk, case: Case) -> list[ClosingView]:
    """Return how an open case was closed before, the newest first; no statement where never."""
    kept: list[dict[str, Any]] = list(reversed(case.closings or []))
    told = {each["by"] for row in kept for each in (row, row.get("reopened") or row)}
    names = staff.names(desk, {UUID(each) for each in told}) if told else {}
    return [_view(row, names) for row in kept]


def _view(row: dict[str, Any], names: dict[UUID, str]) -> ClosingView:
    again = row.get("reopened") or {}
    return ClosingView(
        on=row["on"],
        by=names.get(UUID(row["by"]), ""),
        originals=row["originals"],
        originals_note=row["originals_note"],
        retention=row["retention"],
        keep_until=row["keep_until"],
        note=row["note"],
        reopened_at=again.get("at"),
        reopened_by=names.get(UUID(again["by"]), "") if again else "",
        reopened_why=again.get("why", ""),
    )


def _open_dates(desk: Desk, case_id: UUID) -> int:
    due = sound(desk, desk.db.scalars(select(Deadline).where(Deadline.case_id == case_id)))
    heard = sound(desk, desk.db.scalars(select(Hearing).where(Hearing.case_id == case_id)))
    ahead = [row for row in heard if row.status == "set"]
    coming = sum(instant(row.starts, row.tz) > desk.now for row in ahead)
    # One that was changed outside Amparo may be open: nobody knows.
    hurt = sum(isinstance(row, Deadline | Hearing) for row in desk.damaged.values())
    known = {row.id for row in (*due, *heard)} | {row.id for row in desk.damaged.values()}
    reminded = select(Schedule.id).where(Schedule.case_id == case_id, Schedule.open)
    gone = set(desk.db.scalars(reminded)) - known  # taken away, and reminded of
    return sum(row.status == "open" for row in due) + coming + hurt + len(gone)


def _end_proceedings(desk: Desk, case_id: UUID, wanted: Closing, today: date) -> list[str]:
    """Write what came of each proceeding; one that had its outcome keeps it unless told anew."""
    rows = sound(desk, desk.db.scalars(select(Proceeding).where(Proceeding.case_id == case_id)))
    told = {each.proceeding_id: each.outcome for each in wanted.outcomes}
    if told.keys() - {row.id for row in rows}:
        raise Refused(fields={"outcomes": proceedings.NOT_HERE})
    if any(not (told.get(row.id) or row.outcome) for row in rows):
        raise Refused(fields={"outcomes": NO_OUTCOME})
    changed = [row for row in rows if row.id in told or row.concluded_on is None]
    for row in changed:
        row.outcome = told.get(row.id) or row.outcome
        row.concluded_on, row.stage = row.concluded_on or row.decided_on or today, "over"
    desk.db.flush()
    return [str(row.id) for row in changed]
