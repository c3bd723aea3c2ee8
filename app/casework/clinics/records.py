"""Who came to a clinic: taken in as heard, what was done, which dates she was told, her sheet.

It is short-term limited service: a conflict that is known is asked, no check is forced, and nobody
of it stands in the name index until it becomes a case; then the full check runs.
"""

from datetime import datetime
from typing import Annotated, Any
from uuid import UUID

from pydantic import BaseModel, ConfigDict, Field, StringConstraints
from sqlalchemy import select

from app.casework import adding, cases, counting, holding, staff, tasks
from app.casework.adding import NewDeadline
from app.casework.casefiles import expect, open_file, sound
from app.casework.clinics import days
from app.casework.clinics.days import STAGE
from app.casework.deadlines import Day
from app.casework.intake import calls, inquiries
from app.casework.intake.heard import Heard, NewCall
from app.casework.policy import LEGAL
from app.casework.tasks import NewTask
from app.casework.typed import Long, Short, Words
from app.clock import local
from app.db.desk import Desk
from app.errors import NotFound, Refused
from app.models import Case, ClinicRecord, Deadline, Inquiry
from app.words import N_, translator

SERVED = "case.serve"
LEFT_OUT = "out"  # how the name index answers: not at all
CHECK_IT = N_("Check against the paper or the portal what a volunteer told: %(title)s")
ON_PAPER = "Told on the day, on the clinic's paper sheet."
HANDED_ON = N_("This clinic's record was handed on. The intake team has it now.")


class NewVisit(Heard):
    """Somebody who came to a clinic, as the form or a program sends her."""

    phone: Short = Field(default="", repr=False)
    may_leave: bool | None = Field(default=None, description="Whether a message may be left.")
    words: Words = Field(default="", repr=False)
    known_conflict: bool | None = Field(
        default=None, description="Whether she knows of anybody on the other side who came here."
    )
    conflict_words: Short = Field(default="", repr=False)

    @property
    def call(self) -> NewCall:
        """The same as a call that she made herself."""
        known = self.model_dump(include=set(Heard.model_fields))
        return NewCall(
            **known,
            phone=self.phone,
            may_leave=self.may_leave,
            relation="self",
            caller_language=self.speaks,
            words=self.words,
        )


class NewSheet(NewVisit):
    """A sheet of paper, typed in afterwards: who came, what was done, which dates were told."""

    service: Long = Field(default="", repr=False)
    sheet: bool = Field(default=False, description="A sheet with the dates was given along.")
    dates: list["SheetDate"] = Field(default_factory=list, max_length=3, repr=False)
    dates_sure: bool = Field(default=False, description="Each day was read from the paper twice.")


class SheetDate(BaseModel):
    """A date on a sheet of paper."""

    model_config = ConfigDict(extra="forbid", frozen=True, hide_input_in_errors=True)

    title: Annotated[Short, StringConstraints(min_length=1)] = Field(repr=False)
    due: Day = Field(repr=False)
    fatal: bool = False


class NewService(BaseModel):
    """What was done for her, in which language her sheet is, and whether she has it."""

    model_config = ConfigDict(extra="forbid", frozen=True, hide_input_in_errors=True)

    version: int
    service: Annotated[Long, StringConstraints(min_length=1)] = Field(repr=False)
    language: Short = ""
    sheet: bool = Field(default=False, description="She was given her printed sheet.")


class NewTold(BaseModel):
    """A date that she was told: hers from now on, on her sheet."""

    model_config = ConfigDict(extra="forbid", frozen=True, hide_input_in_errors=True)

    title: Annotated[Short, StringConstraints(min_length=1)] = Field(repr=False)
    due: Day = Field(repr=False)
    sure: Day | None = Field(default=None, repr=False)
    fatal: bool = False
    why: Long = Field(default="", repr=False, description="How it was told, and why it is hers.")


class ToldView(BaseModel):
    """A date on her sheet."""

    model_config = ConfigDict(frozen=True)

    id: UUID
    title: str = Field(repr=False)
    due: Day = Field(repr=False)
    fatal: bool
    whose: str


class RecordLine(BaseModel):
    """A record in the list of a clinic."""

    model_config = ConfigDict(frozen=True)

    case_id: UUID
    number: str
    name: str = Field(repr=False)
    taken_at: datetime
    taken_by: str
    served: bool
    sheet: bool


class ClinicRecordView(RecordLine):
    """All of one record."""

    clinic_id: UUID
    version: int
    stage: str
    heard: Heard = Field(repr=False)
    unconfirmed: list[str]
    phone: str = Field(repr=False)
    may_leave: bool | None
    words: str = Field(repr=False)
    known_conflict: bool | None
    conflict_words: str = Field(repr=False)
    service: str = Field(repr=False)
    language: str
    served_by: str
    served_at: datetime | None
    sheet_at: datetime | None
    dates: list[ToldView] = Field(repr=False)


def take(desk: Desk, clinic_id: UUID, new: NewVisit) -> UUID:
    """Take somebody in at a clinic; return the id of her file, which the day's people read.

    Raises:
        NotFound: There is no such clinic that one is in.
        Refused: It is over.
    """
    clinic, call = days.running(desk, clinic_id), new.call
    case = Case(
        number=cases.fresh_number(),
        title="",
        opened_on=local(desk.now, desk.who.zone).date(),
        lead_id=clinic.opened_by,
        stage=STAGE,
        found_as=LEFT_OUT,
        heard=calls.unread_numbers(call),
    )
    case.backup_id = cases.default_backup(desk, case)
    gifts = holding.open_to(desk, case, [clinic_id], [])
    subject, _ = calls.enter_people(desk, case, call)
    heard = call.of_person.model_dump(mode="json")
    inquiry = Inquiry(
        case_id=case.id,
        heard=heard,
        taken_at=desk.now,
        taken_by=desk.who.id,
        owner_id=clinic.opened_by,
    )
    record = ClinicRecord(
        case_id=case.id,
        clinic_id=clinic_id,
        known_conflict=new.known_conflict,
        conflict_words=new.conflict_words,
        language=new.speaks,
    )
    desk.db.add_all([inquiry, record])
    desk.db.flush()
    written = calls.write(desk, case.id, call)
    rows = {
        "persons": [str(subject.id)],
        "inquiries": [str(inquiry.id)],
        "calls": [str(written.id)],
        "clinic_records": [str(record.id)],
    }
    named = [str(gift.to.id) for gift in gifts if gift.to.kind == "person"]
    inquiries.done(desk, inquiry, inquiries.TAKEN, rows=rows, named=named)
    calls.set_dates(desk, case, inquiry, call.of_person)
    return case.id


def type_in(desk: Desk, clinic_id: UUID, new: NewSheet) -> UUID:
    """Type in a sheet of paper: all that it says, in one save; return the id of the file.

    Raises:
        NotFound: There is no such clinic that one is in.
        Refused: It was handed on.
        Unsure: A day may be a slip.
    """
    visit = NewVisit.model_validate(new.model_dump(include=set(NewVisit.model_fields)))
    case_id = take(desk, clinic_id, visit)
    if new.service:
        done = {"version": _record(desk, case_id).version, "service": new.service}
        done |= {"language": new.speaks, "sheet": new.sheet}
        serve(desk, case_id, NewService.model_validate(done))
    for each in new.dates:
        sure = each.due if new.dates_sure else None
        told = NewTold(title=each.title, due=each.due, fatal=each.fatal, sure=sure, why=ON_PAPER)
        tell(desk, case_id, told)
    return case_id


def serve(desk: Desk, case_id: UUID, wanted: NewService) -> None:
    """Note what was done for somebody, and that she has her sheet.

    Raises:
        Conflict: Somebody saved since.
        NotFound: No such record here.
        Refused: It was handed on.
    """
    _, record = _open(desk, case_id)
    expect(record, wanted.version, one(desk, case_id))
    record.service, record.language = wanted.service, wanted.language
    record.served_by, record.served_at = desk.who.id, desk.now
    if wanted.sheet and record.sheet_at is None:
        record.sheet_at, record.sheet_by = desk.now, desk.who.id
    elif not wanted.sheet:
        record.sheet_at, record.sheet_by = None, None
    inquiries.done(desk, inquiries.row_of(desk, case_id), SERVED)


def tell(desk: Desk, case_id: UUID, new: NewTold) -> UUID:
    """Enter a date that somebody was told: hers, on her sheet, without reminders to us.

    What a volunteer told is checked by whoever answers for the day, before it is over.

    Raises:
        NotFound: No such record here.
        Refused: It was handed on, or the date cannot be cured and nobody says why it is hers.
        Unsure: The day may be a slip.
    """
    case, _ = _open(desk, case_id)
    wanted: dict[str, Any] = new.model_dump()
    row = adding.keep(desk, case, NewDeadline(case_id=case_id, whose="told", **wanted))
    if desk.who.role not in LEGAL:
        _have_checked(desk, case, new)
    return row.id


def _have_checked(desk: Desk, case: Case, told: NewTold) -> None:
    """Have whoever answers for the day check a date that a volunteer told, on the same day."""
    if case.lead_id not in tasks.able(desk, case.id):
        return
    words, today = translator(desk.who.locale), counting.today(desk, desk.who.zone)
    said = words.gettext(CHECK_IT, title=told.title)[:200]
    new = NewTask(case_id=case.id, words=said, holder_id=case.lead_id, due_on=today)
    tasks.add(desk, new)


def of_clinic(desk: Desk, clinic_id: UUID) -> list[RecordLine]:
    """Return the records of a clinic that open here, the newest first; a few statements."""
    rows = days.records_of(desk, clinic_id)
    known, names = inquiries.read(desk, [row.case_id for row in rows]), staff.names(desk)
    found = [_line(row, known[row.case_id], names) for row in rows if row.case_id in known]
    return sorted(found, key=lambda each: each.taken_at, reverse=True)


def one(desk: Desk, case_id: UUID) -> ClinicRecordView:
    """Return a record, also one that was handed on.

    Raises:
        NotFound: No such record here.
    """
    case = open_file(desk, case_id)
    record, known = _record(desk, case_id), inquiries.read(desk, [case_id])
    if case_id not in known:
        raise NotFound
    taken, names = known[case_id], staff.names(desk)
    heard, first = Heard.model_validate(taken.row.heard), taken.calls[0]
    return ClinicRecordView(
        **_line(record, taken, names).model_dump(),
        clinic_id=record.clinic_id,
        version=record.version,
        stage=case.stage,
        heard=heard,
        unconfirmed=heard.unconfirmed,
        phone=first.phone,
        may_leave=first.may_leave,
        words=first.words,
        known_conflict=record.known_conflict,
        conflict_words=record.conflict_words,
        service=record.service,
        language=record.language,
        served_by=names.get(record.served_by, "") if record.served_by else "",
        served_at=record.served_at,
        sheet_at=record.sheet_at,
        dates=_dates(desk, case_id),
    )


def _open(desk: Desk, case_id: UUID) -> tuple[Case, ClinicRecord]:
    case = open_file(desk, case_id)
    record = _record(desk, case_id)
    if case.stage != STAGE:
        raise Refused(HANDED_ON)
    return case, record


def _record(desk: Desk, case_id: UUID) -> ClinicRecord:
    rows = desk.db.scalars(select(ClinicRecord).where(ClinicRecord.case_id == case_id))
    found = sound(desk, rows)
    if not found:
        raise NotFound
    return found[0]


def _dates(desk: Desk, case_id: UUID) -> list[ToldView]:
    rows = sound(desk, desk.db.scalars(select(Deadline).where(Deadline.case_id == case_id)))
    found = [
        ToldView(id=row.id, title=row.title, due=row.safe, fatal=row.fatal, whose=row.whose)
        for row in rows
        if row.status == "open" and row.safe is not None
    ]
    return sorted(found, key=lambda each: (each.due, each.title))


def _line(record: ClinicRecord, taken: inquiries.Taken, names: dict[UUID, str]) -> RecordLine:
    return RecordLine(
        case_id=record.case_id,
        number=taken.number,
        name=Heard.model_validate(taken.row.heard).name,
        taken_at=taken.row.taken_at,
        taken_by=names.get(taken.row.taken_by, ""),
        served=record.served_at is not None,
        sheet=record.sheet_at is not None,
    )
