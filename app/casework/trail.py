"""Who opened a case and who did what in it, month by month; ids and deeds, no content.

An opening names its case under the record's seal only, so that a copy of the database does not tell
who looks at what: the openings of the month are opened one after the other. A deed names its row.
"""

import re
from collections.abc import Iterator
from datetime import date, datetime
from typing import Annotated
from uuid import UUID

from pydantic import BaseModel, ConfigDict, Field
from sqlalchemy import Select, literal, select, union_all

from app.casework import access, audit, formerly, hidden, screens, staff
from app.casework.casefiles import labels, open_file
from app.casework.openings import CASES, READ
from app.casework.register import register
from app.clock import instant
from app.db.desk import Desk
from app.errors import UNREADABLE_ROW, Refused
from app.forums import formats
from app.models import (
    Advice,
    Audit,
    Bundle,
    Case,
    CaseRow,
    CriminalCase,
    Deadline,
    Detention,
    Document,
    Filing,
    Hearing,
    Hold,
    Letter,
    Note,
    Person,
    Proceeding,
    Referral,
    Release,
    ServedPaper,
    Shredding,
    TrayItem,
)
from app.words import N_

AT_A_TIME = 1_000
ROWS: dict[str, type[CaseRow] | type[TrayItem] | type[Hold] | type[Shredding]] = {
    "hearing": Hearing,
    "deadline": Deadline,
    "note": Note,
    "document": Document,
    "person": Person,
    "proceeding": Proceeding,
    "detention": Detention,
    "filing": Filing,
    "criminal_case": CriminalCase,
    "referral": Referral,
    "release": Release,
    "served": ServedPaper,
    "bundle": Bundle,
    "letter": Letter,
    "advice": Advice,
    "handed_in": TrayItem,
    "hold": Hold,
    "shredding": Shredding,
}
MONTH = re.compile(r"(?P<year>(?:19|20|21)\d\d)-(?P<month>0[1-9]|1[0-2])")
NO_CASE_SAID = N_("Write the file number, or the id of the case.")
NOT_BY_NUMBER = N_(
    "None of the cases that you can open has this file number. Look at it once more. For a case "
    "that you cannot open, ask one of its people for its id: it stands on its page."
)
NO_MONTH = N_("Write the month as 2027-03.")

Month = Annotated[str, Field(default="", max_length=7)]


class Asked(BaseModel):
    """Which month, of whom; the present month and everybody where nothing is said."""

    model_config = ConfigDict(extra="forbid", frozen=True, hide_input_in_errors=True)

    month: Month = ""
    staff_id: UUID | None = None


class AskedOf(Asked):
    """The same, of a case that one need not hold."""

    case_id: UUID


class TrailLine(BaseModel):
    """One entry: who did what, when, to which row of the case."""

    model_config = ConfigDict(frozen=True)

    number: int
    at: datetime
    who_id: UUID | None
    who: str
    action: str
    deed: str = Field(description="The action, and of one that goes both ways, which it was.")
    whom: str = Field(default="", description="The colleague whom it is about beside who did it.")
    kind: str
    object_id: UUID


class Trail(BaseModel):
    """A month of a case."""

    model_config = ConfigDict(frozen=True)

    case_id: UUID
    file_number: str = Field(default="", description="Of a case that whoever asks can open.")
    month: str
    before: str
    after: str
    lines: list[TrailLine]
    unread: int = Field(description="Entries of the month that were changed outside Amparo.")


def of_case(desk: Desk, case_id: UUID, asked: Asked) -> Trail:
    """Return a month of a case that one holds.

    Raises:
        NotFound: There is no such case, or none that this person may know of.
        Refused: That is no month.
    """
    open_file(desk, case_id)
    found = _month(desk, AskedOf(case_id=case_id, **asked.model_dump()))
    return found.model_copy(update={"file_number": _number(desk, case_id)})


def meant(desk: Desk, typed: str) -> UUID:
    """Return which case is meant by its id, or by its file number where one can open it.

    Whether there is a case of that number is told to nobody who cannot open it.

    Raises:
        Refused: It is no id, and no number of a case that one can open.
    """
    if not typed:
        raise Refused(fields={"case_id": NO_CASE_SAID})
    try:
        return UUID(typed)
    except ValueError:
        pass
    number = formats.file_number(typed)
    for case_id, row in register(desk).items():
        if formats.file_number(row.label.number) == number:
            return case_id
    raise Refused(fields={"case_id": NOT_BY_NUMBER})


def of_record(desk: Desk, asked: AskedOf) -> Trail:
    """Return a month of any case, by its id, for whoever answers for the record.

    Of a case that a screen keeps her from, or that is sealed and not hers, there is nothing on
    record, as there is of a case that never was.

    Raises:
        Refused: That is no month.
    """
    found = _month(desk, asked, is_hidden=_is_hidden(desk, asked.case_id))
    return found.model_copy(update={"file_number": _number(desk, asked.case_id)})


def _number(desk: Desk, case_id: UUID) -> str:
    """Return the file number of a case that one can open, of any other nothing."""
    known = labels(desk, {case_id}).get(case_id)
    return "" if known is None else known.number


def _is_hidden(desk: Desk, case_id: UUID) -> bool:
    if case_id in screens.kept_from(desk, desk.who.id):
        return True
    return bool(hidden.sealed(desk, [case_id])) and case_id not in access.reach(desk, [case_id])


def _month(desk: Desk, asked: AskedOf, *, is_hidden: bool = False) -> Trail:
    first = first_day(asked.month or f"{desk.local_now(desk.who.zone):%Y-%m}")
    kinds = _kinds(desk, asked.case_id)
    names = staff.names(desk)
    found, unread = [], 0
    queries = (_deeds(desk, first, asked, kinds), _openings(desk, first, asked))
    for query in () if is_hidden else queries:
        for entry in desk.db.scalars(query.execution_options(yield_per=AT_A_TIME)):
            try:
                about = _about(entry, asked.case_id)
                if about is not None:
                    found.append(_line(entry, about, kinds.get(about, ""), names))
            except UNREADABLE_ROW:
                unread += 1
    return Trail(
        case_id=asked.case_id,
        month=f"{first:%Y-%m}",
        before=f"{moved_on(first, -1):%Y-%m}",
        after=f"{moved_on(first, 1):%Y-%m}",
        lines=sorted(found, key=lambda line: line.number, reverse=True),
        unread=unread,
    )


def _about(entry: Audit, case_id: UUID) -> UUID | None:
    """Return which row of the case an entry is about, None where it is about another case."""
    entry.open_card()
    if entry.action != READ:
        return entry.object_id
    return case_id if str(case_id) in entry.detail[CASES] else None


def _line(entry: Audit, about: UUID, kind: str, names: dict[UUID, str]) -> TrailLine:
    whom = formerly.whom(entry)
    return TrailLine(
        number=entry.seq,
        at=entry.at,
        who_id=entry.actor_id,
        who=names.get(entry.actor_id, "") if entry.actor_id else "",
        action=entry.action,
        deed=audit.deed_of(entry),
        whom=names.get(whom, "") if whom else "",
        kind=kind,
        object_id=about,
    )


def _kinds(desk: Desk, case_id: UUID) -> dict[UUID, str]:
    """Return the rows of a case and what each is; one statement."""
    parts: list[Select[UUID, str]] = [
        select(model.id, literal(kind)).where(model.case_id == case_id)
        for kind, model in {"case": Case, **ROWS}.items()
    ]
    return {case_id: "case"} | {row[0]: row[1] for row in desk.db.execute(union_all(*parts))}


def _deeds(desk: Desk, first: date, asked: AskedOf, kinds: dict[UUID, str]) -> Select[Audit]:
    return _in_month(desk, first, asked).where(Audit.object_id.in_(kinds))


def _openings(desk: Desk, first: date, asked: AskedOf) -> Select[Audit]:
    return _in_month(desk, first, asked).where(Audit.action == READ)


def _in_month(desk: Desk, first: date, asked: AskedOf) -> Select[Audit]:
    start, end = (instant(each, desk.who.zone) for each in _midnights(first))
    query = select(Audit).where(Audit.at >= start, Audit.at < end).order_by(Audit.seq)
    return query if asked.staff_id is None else query.where(Audit.actor_id == asked.staff_id)


def _midnights(first: date) -> Iterator[datetime]:
    for each in (first, moved_on(first, 1)):
        yield datetime(each.year, each.month, 1)  # noqa: DTZ001 - a wall time, read in her zone


def first_day(month: str) -> date:
    """Return the first day of a month as it is written.

    Raises:
        Refused: That is no month.
    """
    told = MONTH.fullmatch(month)
    if told is None:
        raise Refused(fields={"month": NO_MONTH})
    return date(int(told["year"]), int(told["month"]), 1)


def moved_on(first: date, months: int) -> date:
    """Return the first day of the month that lies so many months on."""
    count = first.year * 12 + first.month - 1 + months
    return date(count // 12, count % 12 + 1, 1)
