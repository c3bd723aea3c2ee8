"""Papers that were served: what came, how, when, by whom, and which dates follow.

A day that the paper names is reminded of at once; what the law counts from the service is offered
with its rules, as with everything that happens in a case.
"""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Final, Literal
from uuid import UUID

from pydantic import BaseModel, ConfigDict, Field
from sqlalchemy import select

from app.casework import access, adding, audit, counting, staff, tasks
from app.casework.adding import NewDeadline
from app.casework.casefiles import expect, open_file, open_row, sound, stretch
from app.casework.deadlines import Day, Hour
from app.casework.policy import CASEWORK, SUPERVISING
from app.casework.reminders.mails import Mailbox
from app.casework.servedtidings import SERVED
from app.casework.tasks import NewTask
from app.casework.typed import Long, Short
from app.clock import local
from app.db.desk import Desk
from app.errors import Refused
from app.models import Case, ServedPaper, Staff
from app.words import N_, translator

Kind = Literal[
    "notice_to_appear", "decision", "order", "hearing_notice", "request", "motion", "subpoena",
    "warrant", "other",
]  # fmt: skip
How = Literal["in_hand", "post", "electronic", "portal", "fax", "client", "other"]
Signed = Literal["", "judge", "officer", "lawyer", "nobody", "unclear"]
# What the law engine calls what happened; a hearing notice is entered as a hearing.
HAPPENED: Final[Mapping[str, str]] = {
    "notice_to_appear": "service",
    "decision": "decision",
    "order": "order",
    "hearing_notice": "",
    "request": "notice",
    "motion": "service",
    "subpoena": "service",
    "warrant": "",
    "other": "service",
}
# What the office says to whoever brings a paper, whatever it is.
SENTENCES: Final = (
    N_("I take the paper. I cannot say whether anybody is a client here, nor was."),
    N_("I sign nothing, and nobody comes in without a warrant that a judge has signed."),
    N_("A lawyer of the office calls you back. Please leave your name and your number."),
)
ANSWER: Final = N_("Answer the paper that was served: %(kind)s")
READ_IT: Final = N_("Read the paper that was served, and see what follows")
ANSWER_IT: Final = N_("Answer the paper that was served")
AHEAD: Final = N_("A paper cannot have been served on a day to come.")


class ServedFacts(BaseModel):
    """What is known of a paper that was served."""

    model_config = ConfigDict(extra="forbid", frozen=True, hide_input_in_errors=True)

    kind: Kind = "other"
    what: Short = Field(default="", repr=False, description="In words.")
    how: How = "other"
    served_at: Hour = ""
    by: Short = Field(default="", repr=False, description="Who brought or sent it.")
    signed: Signed = ""
    asks: Long = Field(default="", repr=False, description="What it asks for.")
    objections: Long = Field(default="", repr=False)
    client_told: bool = False


class NewServed(ServedFacts):
    """A paper that was served in a case."""

    case_id: UUID
    served_on: Day = Field(repr=False)
    answer_by: Day | None = Field(
        default=None, repr=False, description="The day that stands on it; it is reminded of."
    )
    sure: Day | None = Field(
        default=None, repr=False, description="That day once more: it was asked about."
    )


class ServedChange(ServedFacts):
    """What changes of it; whatever is left out stays."""

    version: int


class ServedView(BaseModel):
    """A paper that was served."""

    model_config = ConfigDict(frozen=True)

    id: UUID
    case_id: UUID
    version: int
    kind: str
    what: str = Field(repr=False)
    how: str
    served_on: date = Field(repr=False)
    served_at: str = Field(repr=False)
    by: str = Field(repr=False)
    signed: str
    asks: str = Field(repr=False)
    answer_by: date | None = Field(repr=False)
    deadline_id: UUID | None
    objections: str = Field(repr=False)
    client_told: bool
    taken_by: str
    taken_at: datetime
    event: str = Field(description="What happened, as the rules call it; empty where none does.")


def add(desk: Desk, new: NewServed) -> ServedView:
    """Enter a paper that was served; the day that stands on it is reminded of.

    Raises:
        NotFound: No such case here.
        Refused: The day of service is to come.
        Unsure: The day that stands on it may be a slip.
    """
    case = open_file(desk, new.case_id)
    if new.served_on > local(desk.now, desk.who.zone).date():
        raise Refused(fields={"served_on": AHEAD})
    row = ServedPaper(
        case_id=new.case_id,
        served_on=new.served_on,
        answer_by=new.answer_by,
        taken_by=desk.who.id,
        taken_at=desk.now,
        **{name: getattr(new, name) for name in ServedFacts.model_fields},
    )
    desk.db.add(row)
    desk.db.flush()
    audit.note(desk, "served.add", row.id)
    if new.answer_by is not None:
        words = translator(_speaks(desk, case))
        title = words.gettext(ANSWER, kind=new.what) if new.what else words.gettext(ANSWER_IT)
        typed = {"case_id": case.id, "title": title[:200], "due": new.answer_by, "sure": new.sure}
        row.deadline_id = adding.keep(desk, case, NewDeadline.model_validate(typed)).id
        desk.db.flush()
    _tell(desk, case)
    return _view(row, staff.names(desk))


def _speaks(desk: Desk, case: Case) -> str:
    """Return the language of whoever leads the case, for words that Amparo writes into it."""
    lead = desk.db.get(Staff, case.lead_id)
    return lead.locale if lead else desk.who.locale


def _tell(desk: Desk, case: Case) -> None:
    """Mail at once to who must act, but to whom entered it: lead, back-up, supervisors who read it.

    The lead, or else the back-up, has it among her tasks of today.
    """
    readers, here = access.readers(desk, case.id), staff.active(desk, CASEWORK)
    able = {each.id: each for each in here if each.id in readers}
    acting = [each for each in (case.lead_id, case.backup_id) if each in able]
    if acting and desk.who.id not in acting:
        words = translator(able[acting[0]].locale).gettext(READ_IT)
        today = counting.today(desk, desk.who.zone)
        new = NewTask(case_id=case.id, words=words, holder_id=acting[0], due_on=today)
        tasks.add(desk, new)
    supervisors = {each.id for each in able.values() if each.role == SUPERVISING}
    mailbox = Mailbox(desk)
    for person in {*acting, *supervisors} - {desk.who.id}:
        mailbox.alarm(person, SERVED, each=True)


def change(desk: Desk, paper_id: UUID, wanted: ServedChange) -> ServedView:
    """Change what is known of a paper that was served.

    Raises:
        Conflict: Somebody saved since.
        NotFound: No such paper here.
    """
    row, names = open_row(desk, ServedPaper, paper_id), staff.names(desk)
    expect(row, wanted.version, _view(row, names))
    changed = wanted.model_fields_set - {"version"}
    for name in changed:
        setattr(row, name, getattr(wanted, name))
    desk.db.flush()
    audit.note(desk, "served.change", row.id, fields=sorted(changed))
    return _view(row, names)


def one(desk: Desk, paper_id: UUID) -> ServedView:
    """Return a paper that was served.

    Raises:
        NotFound: No such paper here.
    """
    return _view(open_row(desk, ServedPaper, paper_id), staff.names(desk))


def listed(desk: Desk, case_id: UUID | None, *, after: UUID | None, size: int) -> list[ServedView]:
    """Return the next papers by id, of one case or of all one can open.

    Raises:
        NotFound: No such case here.
    """
    names = staff.names(desk)
    rows = stretch(desk, ServedPaper, case_id, after=after, size=size)
    return [_view(row, names) for row in rows]


def of_case(desk: Desk, case_id: UUID) -> list[ServedView]:
    """Return the papers that were served in a case, the newest first.

    Raises:
        NotFound: No such case here.
    """
    open_file(desk, case_id)
    names = staff.names(desk)
    query = select(ServedPaper).where(ServedPaper.case_id == case_id)
    views = [_view(row, names) for row in sound(desk, desk.db.scalars(query))]
    return sorted(views, key=lambda each: (each.served_on, each.taken_at), reverse=True)


def _view(row: ServedPaper, names: Mapping[UUID, str]) -> ServedView:
    plain = {name: getattr(row, name) for name in ServedFacts.model_fields}
    return ServedView(
        id=row.id,
        case_id=row.case_id,
        version=row.version,
        served_on=row.served_on,
        answer_by=row.answer_by,
        deadline_id=row.deadline_id,
        taken_by=names.get(row.taken_by, ""),
        taken_at=row.taken_at,
        event=HAPPENED[row.kind],
        **plain,
    )
