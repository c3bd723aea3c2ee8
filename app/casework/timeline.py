"""Everything of a case on one line of time, the newest on top: of one proceeding, or of all."""

from collections.abc import Iterable, Iterator
from datetime import date
from typing import Any, TypeVar
from uuid import UUID

from pydantic import BaseModel, ConfigDict, Field
from sqlalchemy import select

from app.casework import closing, criminal_cases, deadlines, hearings, proceedings, stays
from app.casework.casefiles import labels, open_file, sound
from app.casework.deadlines import DeadlineView
from app.casework.hearings import HearingView
from app.casework.proceedings import ProceedingView
from app.casework.stays import DetentionView
from app.db.desk import Desk
from app.models import Case, CaseRow, CriminalCase, Filing

R = TypeVar("R", bound=CaseRow)


class Happening(BaseModel):
    """One thing on the line: what, on which day, and where to read more."""

    model_config = ConfigDict(frozen=True)

    on: date
    at: str = ""
    tz: str = ""
    what: str = Field(description="The kind of thing, as a code.")
    code: str = Field(default="", description="More of what it was, as a code.")
    text: str = Field(default="", repr=False)
    noun: str = Field(default="", description="What it leads to, such as `hearings`.")
    id: UUID | None = None
    status: str = Field(default="", description="Of a hearing or a deadline, how it stands.")
    struck: bool = Field(default=False, description="It was moved, cancelled or is not needed.")
    proceeding_id: UUID | None = None


class TimeLine(BaseModel):
    """The line, of one proceeding or of all."""

    model_config = ConfigDict(frozen=True)

    case_id: UUID
    number: str
    of: UUID | None
    proceedings: list[ProceedingView] = Field(repr=False)
    lines: list[Happening] = Field(repr=False)


def of_case(desk: Desk, case_id: UUID, proceeding_id: UUID | None = None) -> TimeLine:
    """Return a case's line of time; of one proceeding what names it.

    Raises:
        NotFound: No such case here.
    """
    case, known = open_file(desk, case_id), labels(desk, {case_id})
    records = proceedings.of_case(desk, case_id)
    found = list(_of_file(desk, case)) if case_id not in desk.damaged else []
    found += _of_hearings(hearings.of_case(desk, case_id, known))
    found += _of_deadlines(deadlines.of_case(desk, case_id, known))
    for record in records:
        found += _of_proceeding(record)
    for stay in stays.of_case(desk, case_id):
        found += _of_stay(stay)
    for filing in _rows(desk, Filing, case_id):
        found += _of_filing(filing)
    for criminal in _rows(desk, CriminalCase, case_id):
        found += _of_criminal_case(criminal)
    lines = sorted(found, key=lambda each: (each.on, each.at), reverse=True)
    if proceeding_id is not None:
        lines = [each for each in lines if each.proceeding_id == proceeding_id]
    return TimeLine(
        case_id=case_id,
        number=known[case_id].number,
        of=proceeding_id,
        proceedings=records,
        lines=lines,
    )


def _rows(desk: Desk, model: type[R], case_id: UUID) -> list[R]:
    """Return the rows of a case that is open here, without the names beside them; one statement."""
    return sound(desk, desk.db.scalars(select(model).where(model.case_id == case_id)))


def _of_file(desk: Desk, case: Case) -> Iterator[Happening]:
    yield Happening(on=case.opened_on, what="opened")
    for each in closing.views(desk, case):
        yield Happening(on=each.on, what="closed", code=each.retention)
        if each.reopened_at:
            yield Happening(on=each.reopened_at.date(), what="reopened", text=each.reopened_why)


def _of_stay(stay: DetentionView) -> Iterator[Happening]:
    known: dict[str, Any] = {"text": stay.place, "noun": "detentions", "id": stay.id}
    yield Happening(on=stay.since or stay.entered_at.date(), what="held", **known)
    if stay.until:
        yield Happening(on=stay.until, what="held_until", code=stay.ended, **known)


def _of_hearings(found: Iterable[HearingView]) -> Iterator[Happening]:
    for heard in found:
        yield Happening(
            on=heard.starts.date(),
            at=heard.starts.strftime("%H:%M"),
            tz=heard.tz,
            what="hearing",
            code=heard.kind,
            text=heard.court_name,
            noun="hearings",
            id=heard.id,
            status=heard.status,
            struck=heard.status in {"moved", "cancelled"},
            proceeding_id=heard.proceeding_id,
        )


def _of_deadlines(found: Iterable[DeadlineView]) -> Iterator[Happening]:
    for due in found:
        is_filed = due.status == "filed" and due.filed_on is not None
        yield Happening(
            on=due.filed_on if is_filed and due.filed_on else due.file_by,
            at="" if is_filed else due.at,
            tz=due.tz,
            what="filed" if is_filed else "due",
            code=due.means,
            text=due.title,
            noun="deadlines",
            id=due.id,
            status=due.status,
            struck=due.status in {"not_needed", "moved"},
            proceeding_id=due.proceeding_id,
        )


def _of_proceeding(row: ProceedingView) -> Iterator[Happening]:
    known: dict[str, Any] = {"noun": "proceedings", "id": row.id, "proceeding_id": row.id}
    days = {
        "served": (row.served_on, ""),
        "begun": (row.filed_on, ""),
        "decided": (row.decided_on, row.outcome),
        "over": (row.concluded_on, row.outcome),
        "bond_requested": (row.bond.requested_on if row.bond else None, ""),
        "bond_appealed": (row.bond.appealed_on if row.bond else None, ""),
        "bond_posted": (row.bond.posted_on if row.bond else None, ""),
        "bond_ended": (row.bond.ended_on if row.bond else None, ""),
    }
    for what, (on, code) in days.items():
        if on is not None:
            yield Happening(on=on, what=what, code=code, text=row.kind, **known)
    for each in row.of_record:
        began = each.accepted_on or each.filed_on
        if began:
            yield Happening(on=began, what="appeared", code=each.form, text=each.name, **known)
        if each.ended_on:
            code = each.ended or "over"
            yield Happening(on=each.ended_on, what="let_go", code=code, text=each.name, **known)


def _of_filing(row: Filing) -> Iterator[Happening]:
    known: dict[str, Any] = {"noun": "filings", "id": row.id, "proceeding_id": row.proceeding_id}
    days = {
        "accrued": (row.accrued_on, ""),
        "submitted": (row.filed_on or row.received_on, ""),
        "fingerprints": (row.biometrics_on, ""),
        "answered": (row.decided_on, row.outcome),
        "runs_out": (row.valid_until, ""),
    }
    for what, (on, code) in days.items():
        if on is not None:
            yield Happening(on=on, what=what, code=code, text=row.kind, **known)


def _of_criminal_case(row: CriminalCase) -> Iterator[Happening]:
    known: dict[str, Any] = {"text": row.court, "noun": "criminal-cases", "id": row.id}
    if row.arrested_on:
        yield Happening(on=row.arrested_on, what="arrested", **known)
    for each in criminal_cases.charges_of(row):
        if each.disposed_on:
            code = each.disposition
            yield Happening(on=each.disposed_on, what="disposed", code=code, **known)
