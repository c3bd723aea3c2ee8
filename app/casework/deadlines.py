"""Deadlines: counting or typing them, changing, filing, acknowledging."""

from collections.abc import Collection, Iterable, Mapping
from datetime import date
from typing import Annotated, Any, Literal
from uuid import UUID

from pydantic import (
    AfterValidator,
    BaseModel,
    ConfigDict,
    Field,
    StringConstraints,
    model_validator,
)
from sqlalchemy import select

from app.casework import audit, counting, reminders, schedule, staff
from app.casework.casefiles import Label, expect, labels, open_file, open_row, stretch
from app.casework.counting import ProposalView
from app.casework.people import Short
from app.casework.schedule import When
from app.db.desk import Desk
from app.errors import Refused
from app.models import Case, Deadline, Hearing
from app.words import N_

Long = Annotated[str, StringConstraints(strip_whitespace=True, max_length=2_000)]
Hour = Annotated[str, StringConstraints(pattern=r"^(([01]\d|2[0-3]):[0-5]\d)?$")]
Whose = Literal["ours", "told"]
EARLIEST, LAST = date(1900, 1, 1), date(2199, 12, 31)  # beyond lies a slip of the keys


def in_reach(day: date) -> date:
    """Return a day that a case may have to do with."""
    if not EARLIEST <= day <= LAST:
        raise ValueError(N_("Check the year."))
    return day


Day = Annotated[date, AfterValidator(in_reach)]


class DeadlineFacts(BaseModel):
    """What is said about a deadline, however its date came about."""

    model_config = ConfigDict(extra="forbid", frozen=True, hide_input_in_errors=True)

    title: Short = Field(default="", repr=False)
    due: Day | None = Field(default=None, repr=False)
    at: Hour = Field(default="", repr=False)
    tz: str | None = None
    why: Long = Field(default="", repr=False)
    whose: Whose = "ours"
    fatal: bool = False
    responsible_id: UUID | None = None
    proceeding: Short = ""
    override_reason: Long = Field(default="", repr=False)


class NewDeadline(DeadlineFacts):
    """A deadline to be added: by a rule and its inputs, or typed with a date."""

    case_id: UUID
    rule: Short = ""
    inputs: dict[str, Any] | None = Field(default=None, repr=False)

    @model_validator(mode="after")
    def _rule_or_date(self) -> "NewDeadline":
        if not self.rule and (not self.title or self.due is None):
            raise ValueError(N_("Give a date and say what is due, or choose a rule."))
        return self


class DeadlineChange(DeadlineFacts):
    """What changes; whatever is left out stays."""

    version: int


class Completion(BaseModel):
    """How a deadline ended."""

    model_config = ConfigDict(extra="forbid", frozen=True, hide_input_in_errors=True)

    version: int | None = None
    outcome: Literal["filed", "not_needed"] = "filed"
    note: Annotated[str, StringConstraints(strip_whitespace=True, max_length=2_000)] = Field(
        default="", repr=False
    )
    on: Day | None = None


class DeadlineView(BaseModel):
    """A deadline as a page or a program sees it."""

    model_config = ConfigDict(frozen=True)

    id: UUID
    case_id: UUID
    version: int
    case_number: str
    client_name: str = Field(repr=False)
    title: str = Field(repr=False)
    file_by: date
    due: date
    latest: date | None
    at: str
    tz: str
    fatal: bool
    whose: str
    status: str
    overtaken: bool
    government: bool
    days_left: int
    business_days_left: int | None
    responsible_id: UUID
    responsible_name: str
    proceeding: str
    hearing_id: UUID | None
    rule: str
    rule_title: str
    rule_version: int | None
    reviewed: bool
    consequence: str
    confidence: str
    steps: list[dict[str, str]]
    warnings: list[dict[str, str]]
    readings: list[dict[str, str]]
    inputs: dict[str, Any] = Field(repr=False)
    why: str = Field(repr=False)
    override_reason: str = Field(repr=False)
    filed_on: date | None
    filed_note: str = Field(repr=False)
    waiting_ack: bool
    history: list[dict[str, str]] = Field(repr=False)


def preview(desk: Desk, case_id: UUID, rule: str, inputs: Mapping[str, object]) -> ProposalView:
    """Return what a rule would say, for a case that one can open; nothing is written.

    Raises:
        NotFound: No such case here.
        Refused: No such rule, or an input is not of its form.
    """
    open_file(desk, case_id)
    return counting.propose(desk, rule, inputs)


def add(desk: Desk, new: NewDeadline) -> DeadlineView:
    """Add a deadline with its reminders.

    Raises:
        NotFound: No such case here.
        Refused: The rule gives no date and none was typed, or a changed date has no reason.
    """
    case = open_file(desk, new.case_id)
    row = enter(desk, case, new)
    number = audit.note(desk, "deadline.add", row.id, rule=row.rule)
    keep_schedule(desk, row, number)
    return one(desk, row.id)


def enter(desk: Desk, case: Case, new: NewDeadline, *, hearing_id: UUID | None = None) -> Deadline:
    """Write a deadline's row; the deed that calls it notes it and keeps the schedule."""
    row = Deadline(
        case_id=case.id,
        whose=new.whose,
        why=new.why,
        at=new.at,
        proceeding=new.proceeding,
        hearing_id=hearing_id,
        responsible_id=new.responsible_id or case.lead_id,
        history=[],
    )
    if new.rule:
        _count(desk, row, new)
    else:
        _type(desk, row, new)
    desk.db.add(row)
    desk.db.flush()
    return row


def _count(desk: Desk, row: Deadline, new: NewDeadline) -> None:
    proposal = counting.propose(desk, new.rule, new.inputs or {}, new.tz)
    counted = proposal.due is not None
    if not counted and new.due is None:
        raise Refused(
            None,
            {"due": N_("The law gives no one date here. Type the date you found, and why.")},
        )
    if counted and new.due is not None and new.due != proposal.due and not new.override_reason:
        raise Refused(
            fields={"override_reason": N_("Say why the date differs from the counted one.")}
        )
    row.rule, row.inputs, row.result = new.rule, new.inputs or {}, proposal.answers
    row.title = new.title or proposal.title
    row.tz = proposal.tz
    row.fatal = proposal.fatal or new.fatal
    row.overtaken = proposal.overtaken
    if new.due is not None and new.due != proposal.due:
        row.due = row.safe = new.due
        row.latest = None
        row.override_reason = new.override_reason or new.why
        row.overtaken = new.due < counting.today(desk, row.tz)
    elif proposal.due is not None:
        row.due, row.safe, row.latest = (
            proposal.due,
            proposal.file_by or proposal.due,
            proposal.latest,
        )


def _type(desk: Desk, row: Deadline, new: NewDeadline) -> None:
    if new.due is None:
        raise Refused(fields={"due": N_("Give the date.")})
    row.title, row.due, row.safe, row.latest = new.title, new.due, new.due, None
    row.tz = counting.zone_or(new.tz, desk.house.settings.timezone)
    row.fatal = new.fatal
    row.overtaken = new.due < counting.today(desk, row.tz)


def change(desk: Desk, deadline_id: UUID, wanted: DeadlineChange) -> DeadlineView:
    """Change a deadline; a new date keeps the old one in its history and renews the reminders.

    Raises:
        Conflict: Somebody saved since.
        NotFound: No such deadline here.
        Refused: A counted date is changed without a reason.
    """
    row = open_row(desk, Deadline, deadline_id)
    expect(row, wanted.version, one(desk, deadline_id))
    changed = wanted.model_fields_set - {"version"}
    moved = "due" in changed and wanted.due is not None and wanted.due != row.due
    if moved and row.rule and not wanted.override_reason:
        raise Refused(
            fields={"override_reason": N_("Say why the date differs from the counted one.")}
        )
    if "fatal" in changed and row.fatal and not wanted.fatal:
        raise Refused(fields={"fatal": N_("A date that cannot be cured stays marked as such.")})
    if moved and wanted.due is not None:
        _move(desk, row, wanted.due, wanted.override_reason or wanted.why)
    if ("at" in changed and wanted.at != row.at) or moved:
        row.edition += 1
    for name in changed & {"title", "at", "why", "whose", "fatal", "proceeding"}:
        setattr(row, name, getattr(wanted, name))
    if "tz" in changed:
        row.tz = counting.zone_or(wanted.tz, row.tz)
    if wanted.responsible_id is not None:
        row.responsible_id = wanted.responsible_id
    desk.db.flush()
    number = audit.note(desk, "deadline.change", row.id, fields=sorted(changed))
    keep_schedule(desk, row, number)
    return one(desk, row.id)


def _move(desk: Desk, row: Deadline, due: date, reason: str) -> None:
    row.history = [*(row.history or []), _past(desk, row, reason)]
    row.due = row.safe = due
    row.latest = None
    row.override_reason = reason
    row.overtaken = due < counting.today(desk, row.tz)


def _past(desk: Desk, row: Deadline, reason: str) -> dict[str, str]:
    return {
        "at": desk.now.isoformat(timespec="minutes"),
        "who": desk.who.name,
        "due": row.due.isoformat(),
        "status": row.status,
        "reason": reason,
    }


def complete(desk: Desk, deadline_id: UUID, done: Completion) -> DeadlineView:
    """Record that a deadline was filed, or is not needed; its reminders end.

    Raises:
        Conflict: Somebody saved since.
        NotFound: No such deadline here.
        Refused: A fatal one without a word of how, or one that ended already.
    """
    row = open_row(desk, Deadline, deadline_id)
    if done.version is not None:
        expect(row, done.version, one(desk, deadline_id))
    if row.status != "open":
        raise Refused(N_("This deadline was closed already. Open it again to change how it ended."))
    if (row.fatal or done.outcome == "not_needed") and not done.note:
        raise Refused(
            fields={"note": N_("Write the receipt number, or how and where it was filed, or why.")}
        )
    _end(desk, row, done.outcome, done.note, done.on)
    number = audit.note(desk, "deadline.complete", row.id, outcome=done.outcome)
    keep_schedule(desk, row, number)
    return one(desk, row.id)


def _end(desk: Desk, row: Deadline, status: str, note: str, on: date | None = None) -> None:
    row.history = [*(row.history or []), _past(desk, row, note)]
    row.status, row.filed_note = status, note
    row.filed_on = on or counting.today(desk, row.tz)
    desk.db.flush()


def reopen(desk: Desk, deadline_id: UUID, version: int) -> DeadlineView:
    """Undo a completion; the reminders begin again where they are due.

    Raises:
        Conflict: Somebody saved since.
        NotFound: No such deadline here.
    """
    row = open_row(desk, Deadline, deadline_id)
    expect(row, version, one(desk, deadline_id))
    row.history = [*(row.history or []), _past(desk, row, row.filed_note)]
    row.status, row.filed_on, row.filed_note = "open", None, ""
    desk.db.flush()
    number = audit.note(desk, "deadline.reopen", row.id)
    keep_schedule(desk, row, number)
    return one(desk, row.id)


def running_from(desk: Desk, hearing: Hearing) -> list[Deadline]:
    """Return the open deadlines that run from a hearing whose case is open at this desk."""
    rows = desk.db.scalars(select(Deadline).where(Deadline.case_id == hearing.case_id))
    return [row for row in rows if row.hearing_id == hearing.id and row.status == "open"]


def end(desk: Desk, row: Deadline, number: int, reason: str) -> None:
    """End a deadline with the hearing that it ran from; the deed that calls it notes it."""
    _end(desk, row, "moved", reason)
    keep_schedule(desk, row, number)


def go_on(desk: Desk, row: Deadline, hearing_id: UUID, reason: str) -> None:
    """Let a deadline run on with another setting; its date stays."""
    row.history = [*(row.history or []), _past(desk, row, reason)]
    row.hearing_id = hearing_id
    desk.db.flush()


def keep_schedule(desk: Desk, row: Deadline, number: int) -> None:
    """Bring the worker's copy in step with a deadline; its case is open at this desk."""
    case = desk.db.get_one(Case, row.case_id)
    when = When(
        due=row.due,
        safe=row.safe,
        latest=row.latest,
        at=row.at,
        tz=row.tz,
        responsible_id=row.responsible_id,
        backup_id=case.backup_id,
        lead_id=case.lead_id,
        fatal=row.fatal,
        whose=row.whose,
        status=row.status,
        overtaken=row.overtaken,
        edition=row.edition,
    )
    schedule.put(desk, row.id, row.case_id, "deadline", when=when, number=number)


def one(desk: Desk, deadline_id: UUID) -> DeadlineView:
    """Return one deadline.

    Raises:
        NotFound: No such deadline here.
    """
    row = open_row(desk, Deadline, deadline_id)
    return views(desk, [row])[0]


def listed(
    desk: Desk, case_id: UUID | None, *, after: UUID | None, size: int
) -> list[DeadlineView]:
    """Return the next deadlines by id, of one case or of all one can open.

    Raises:
        NotFound: No such case here.
    """
    return views(desk, stretch(desk, Deadline, case_id, after=after, size=size))


def by_ids(
    desk: Desk,
    ids: Iterable[UUID],
    known: Mapping[UUID, Label],
    waiting: Collection[UUID] | None = None,
) -> list[DeadlineView]:
    """Return these deadlines of cases that are open at this desk; two statements."""
    rows = desk.db.scalars(select(Deadline).where(Deadline.id.in_(list(ids))))
    return views(desk, [row for row in rows if row.case_id in known], known, waiting)


def of_case(desk: Desk, case_id: UUID, known: Mapping[UUID, Label]) -> list[DeadlineView]:
    """Return a case's deadlines, the open ones first, by day."""
    rows = desk.db.scalars(select(Deadline).where(Deadline.case_id == case_id))
    return sorted(views(desk, list(rows), known), key=lambda d: (d.status != "open", d.file_by))


def views(
    desk: Desk,
    rows: list[Deadline],
    known: Mapping[UUID, Label] | None = None,
    waiting: Collection[UUID] | None = None,
) -> list[DeadlineView]:
    """Return rows as views; labels, names and what waits for a word are fetched once for all."""
    if not rows:
        return []
    if known is None:
        known = labels(desk, {row.case_id for row in rows})
    if waiting is None:
        waiting = reminders.waiting_among(desk, [row.id for row in rows])
    names = staff.names(desk, {row.responsible_id for row in rows})
    return [_view(desk, row, known[row.case_id], names, waiting) for row in rows]


def _view(
    desk: Desk,
    row: Deadline,
    label: Label,
    names: Mapping[UUID, str],
    waiting: Collection[UUID],
) -> DeadlineView:
    told = (row.result or {}).get(desk.who.locale) or {}
    return DeadlineView(
        id=row.id,
        case_id=row.case_id,
        version=row.version,
        case_number=label.number,
        client_name=label.client_name,
        title=row.title,
        file_by=row.safe,
        due=row.due,
        latest=row.latest,
        at=row.at,
        tz=row.tz,
        fatal=row.fatal,
        whose=row.whose,
        status=row.status,
        overtaken=row.overtaken,
        government=bool(told.get("government")),
        days_left=(row.safe - counting.today(desk, row.tz)).days,
        business_days_left=counting.business_days_left(desk, row.tz, row.safe),
        responsible_id=row.responsible_id,
        responsible_name=names.get(row.responsible_id, ""),
        proceeding=row.proceeding,
        hearing_id=row.hearing_id,
        rule=row.rule,
        rule_title=told.get("title") or "",
        rule_version=told.get("version"),
        reviewed=bool(told.get("reviewed")),
        consequence=told.get("consequence") or "",
        confidence=told.get("confidence") or "",
        steps=told.get("steps") or [],
        warnings=told.get("warnings") or [],
        readings=told.get("readings") or [],
        inputs=row.inputs or {},
        why=row.why,
        override_reason=row.override_reason,
        filed_on=row.filed_on,
        filed_note=row.filed_note,
        waiting_ack=row.id in waiting,
        history=row.history or [],
    )
