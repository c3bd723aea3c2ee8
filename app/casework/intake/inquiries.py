"""Inquiries: what a page or a program sees of one, and the row of an open one."""

from collections.abc import Collection, Mapping
from datetime import date, datetime
from typing import Any, NamedTuple
from uuid import UUID

from pydantic import BaseModel, ConfigDict, Field
from sqlalchemy import select

from app.casework import access, audit, staff
from app.casework.casefiles import expect, open_file, sound
from app.casework.intake import order
from app.casework.intake.heard import Heard
from app.casework.register import register
from app.clock import local
from app.db.desk import Desk
from app.errors import Refused
from app.models import Call, Case, Hearing, Inquiry, Person
from app.words import N_

OPEN, ENDED = "inquiry", "ended"
TAKEN, CALLED, STEPPED, PUT = "case.inquire", "case.call", "case.step", "case.put"
CHECKED, DECIDED, ACCEPTED, CLOSED = "case.check", "case.decide", "case.accept", "case.close"
REOPENED, PASSED, PROMISED = "case.inquire_again", "case.owner", "case.promise"
NO_CALL = N_("Nobody called about this case: it was opened as one. Its own page shows it.")
OVER = N_("This inquiry has ended. Open it again if somebody is to be called back.")


class TakenCall(BaseModel):
    """One call, as it was taken."""

    model_config = ConfigDict(frozen=True)

    id: UUID
    at: datetime
    taken_by: str
    caller: str = Field(repr=False)
    phone: str = Field(repr=False)
    may_leave: bool | None
    may_say: bool | None
    relation: str = Field(repr=False)
    language: str
    words: str = Field(repr=False)
    told: list[str]
    date_told: str = Field(repr=False)


class LastView(BaseModel):
    """The last thing that was done, by whom and when."""

    model_config = ConfigDict(frozen=True)

    what: str
    by: str
    at: datetime


class StepView(BaseModel):
    """A step of the old-order checklist."""

    model_config = ConfigDict(frozen=True)

    step: str
    by: str
    at: datetime | None


class EndView(BaseModel):
    """How an inquiry ended."""

    model_config = ConfigDict(frozen=True)

    how: str
    to: str = Field(repr=False)
    why: str = Field(repr=False)
    told: str = Field(repr=False, description="The date that the caller was told, and how.")
    by: str
    at: datetime


class InquiryLine(BaseModel):
    """An inquiry on the board."""

    model_config = ConfigDict(frozen=True)

    case_id: UUID
    version: int
    number: str
    name: str = Field(repr=False)
    place: str = Field(repr=False)
    phone: str = Field(repr=False, description="Of whoever called last, to call back.")
    caller: str = Field(repr=False)
    language: str
    may_leave: bool | None
    may_say: bool | None
    owner: str
    mine: bool
    taken_at: datetime
    taken_by: str
    calls: int
    last: LastView
    call_back_at: datetime | None
    late: bool
    reasons: list[str]
    put: str = Field(description="Where a person put it: first, later, or empty for the rule.")
    put_by: str
    put_why: str = Field(repr=False)
    steps_left: int


class InquiryView(InquiryLine):
    """All of one inquiry."""

    stage: str
    heard: Heard = Field(repr=False)
    unconfirmed: list[str]
    calls_taken: list[TakenCall] = Field(repr=False)
    steps: list[StepView]
    ended: EndView | None
    dates: int = Field(description="Open dates and hearings that run in it.")
    zone: str = Field(exclude=True)


class Taken(NamedTuple):
    """What the rows of an inquiry say: file number, calls from the oldest on, next hearing."""

    row: Inquiry
    number: str
    calls: list[Call]
    hearing: datetime | None


def listed(desk: Desk) -> list[InquiryLine]:
    """Return the open inquiries that one can read, in call-back order; a few statements.

    One statement where no call was taken in a case that was given to her: each that was ever called
    about has a row.
    """
    mine = select(Inquiry.id).where(Inquiry.case_id.in_(access.choosing(desk)))
    if desk.db.scalar(mine.limit(1)) is None:
        return []
    ids = {each for each, row in register(desk).items() if row.plain["stage"] == OPEN}
    if not ids:
        return []
    known, names = read(desk, ids), staff.names(desk)
    lines = [_line(desk, each, names) for each in known.values()]
    return sorted(lines, key=lambda line: order.place(line.put, line.reasons, line.taken_at))


class CallBacks(NamedTuple):
    """Whom one promised to call by the end of today, and how many calls of colleagues are late."""

    mine: list[InquiryLine]
    others_late: int


def call_backs(desk: Desk) -> CallBacks:
    """Return the calls that were promised for today or before; as many statements as `listed`."""
    promised = [each for each in listed(desk) if each.call_back_at is not None]
    today = local(desk.now, desk.who.zone).date()
    mine = [each for each in promised if each.mine and _day(desk, each) <= today]
    mine.sort(key=lambda each: (each.call_back_at or desk.now, each.case_id))
    return CallBacks(mine, sum(each.late and not each.mine for each in promised))


def _day(desk: Desk, line: InquiryLine) -> date:
    return local(line.call_back_at or desk.now, desk.who.zone).date()


def read(desk: Desk, case_ids: Collection[UUID]) -> dict[UUID, Taken]:
    """Return inquiries of cases that open, with their calls; as many statements however many."""
    opened, today = access.reach(desk, case_ids), local(desk.now, desk.who.zone).date()
    rows = sound(desk, desk.db.scalars(select(Inquiry).where(Inquiry.case_id.in_(opened))))
    calls: dict[UUID, list[Call]] = {}
    for call in sound(desk, desk.db.scalars(select(Call).where(Call.case_id.in_(opened)))):
        if not call.taken_out:
            calls.setdefault(call.case_id, []).append(call)
    heard = sound(desk, desk.db.scalars(select(Hearing).where(Hearing.case_id.in_(opened))))
    files = sound(desk, desk.db.scalars(select(Case).where(Case.id.in_(opened))))
    numbers = {case.id: case.number for case in files}
    return {
        row.case_id: Taken(
            row,
            numbers.get(row.case_id, ""),
            sorted(calls.get(row.case_id, []), key=lambda call: call.at),
            order.next_hearing((each for each in heard if each.case_id == row.case_id), today),
        )
        for row in rows
    }


def one(desk: Desk, case_id: UUID) -> InquiryView:
    """Return one inquiry, also one that ended or became a case.

    Raises:
        NotFound: No such case here.
        Refused: Nobody called about it: it was opened as a case.
    """
    case = open_file(desk, case_id)
    found = read(desk, [case_id]).get(case_id)
    if found is None:
        raise Refused(NO_CALL)
    row, names = found.row, staff.names(desk)
    heard = Heard.model_validate(row.heard)
    ended = row.ended and EndView(**_by(row.ended, names))
    return InquiryView(
        **_line(desk, found, names).model_dump(),
        stage=case.stage,
        heard=heard,
        unconfirmed=heard.unconfirmed,
        calls_taken=[_call(call, names) for call in found.calls],
        steps=steps(row, names),
        ended=ended,
        dates=order.open_dates(desk, case_id),
        zone=desk.who.zone,
    )


def open_inquiry(desk: Desk, case_id: UUID, version: int | None = None) -> tuple[Case, Inquiry]:
    """Return an open inquiry with its case.

    Raises:
        Conflict: Somebody saved since.
        NotFound: No such case here.
        Refused: It has ended, or nobody called about it.
    """
    case, row = open_file(desk, case_id), row_of(desk, case_id)
    if version is not None:
        expect(row, version, one(desk, case_id))
    if case.stage != OPEN:
        raise Refused(OVER)
    return case, row


def row_of(desk: Desk, case_id: UUID) -> Inquiry:
    """Return what was heard of a case that is open here.

    Raises:
        Refused: Nobody called about it.
    """
    row = desk.db.scalars(select(Inquiry).where(Inquiry.case_id == case_id)).one_or_none()
    if row is None:
        raise Refused(NO_CALL)
    return row


def done(desk: Desk, row: Inquiry, what: str, **detail: Any) -> int:  # noqa: ANN401 - as `audit.note`
    """Note a deed at an inquiry, and that it was the last; return its number."""
    row.last = {"what": what, "at": desk.now.isoformat(), "by": str(desk.who.id)}
    desk.db.flush()
    return audit.note(desk, what, row.case_id, **detail)


def steps(row: Inquiry, names: Mapping[UUID, str]) -> list[StepView]:
    """Return the old-order checklist; empty where nobody spoke of an old order."""
    if not Heard.model_validate(row.heard).ordered_before:
        return []
    known = row.steps or {}
    return [
        StepView(**_by(known[step], names))
        if step in known
        else StepView(step=step, by="", at=None)
        for step in order.STEPS
    ]


def _line(desk: Desk, taken: Taken, names: Mapping[UUID, str]) -> InquiryLine:
    row, number, calls, hearing = taken
    heard, latest, put = (
        Heard.model_validate(row.heard),
        calls[-1] if calls else None,
        row.put or {},
    )
    last = row.last or {"what": TAKEN, "at": row.taken_at.isoformat(), "by": str(row.taken_by)}
    return InquiryLine(
        case_id=row.case_id,
        version=row.version,
        number=number,
        name=heard.name,
        place=heard.last_seen,
        phone=latest.phone if latest else "",
        caller=latest.caller if latest else "",
        language=(latest.language if latest else "") or heard.speaks,
        may_leave=latest.may_leave if latest else None,
        may_say=latest.may_say if latest else None,
        owner=names.get(row.owner_id, ""),
        mine=row.owner_id == desk.who.id,
        taken_at=row.taken_at,
        taken_by=names.get(row.taken_by, ""),
        calls=len(calls),
        last=LastView(**_by(last, names)),
        call_back_at=row.call_back_at,
        late=row.call_back_at is not None and row.call_back_at <= desk.now,
        reasons=order.reasons(heard, hearing, local(desk.now, desk.who.zone)),
        put=put.get("where", ""),
        put_by=names.get(UUID(put["by"]), "") if put else "",
        put_why=put.get("why", ""),
        steps_left=sum(each.at is None for each in steps(row, names)),
    )


def subject(desk: Desk, case_id: UUID) -> Person | None:
    """Return whom an inquiry that is open here is about."""
    rows = sound(desk, desk.db.scalars(select(Person).where(Person.case_id == case_id)))
    return next((row for row in rows if row.role == "client"), None)


def _call(call: Call, names: Mapping[UUID, str]) -> TakenCall:
    plain = {name: getattr(call, name) for name in TakenCall.model_fields if name != "taken_by"}
    return TakenCall(**plain, taken_by=names.get(call.taken_by, ""))


def _by(told: Mapping[str, Any], names: Mapping[UUID, str]) -> dict[str, Any]:
    """Return what was kept of a deed, with the name of whoever did it."""
    return {**told, "by": names.get(UUID(told["by"]), "")}
