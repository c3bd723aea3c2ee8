"""Absences: declared by a colleague, a supervisor, or an administrator on a supervisor's word.

While one runs, her cover opens what waits for her cover and gets her reminders too; when it is over
the cover's keys lapse and the cases are due new ones.
"""

from datetime import date, datetime, time, timedelta
from typing import Literal
from uuid import UUID

from pydantic import BaseModel, ConfigDict
from sqlalchemy import select

from app.casework import audit, away, counting, departed, envelopes, staff
from app.casework.away import OPEN, OVER
from app.casework.policy import ADMINISTRATOR, CASEWORK, MANAGING, SUPERVISING
from app.casework.reminders.mails import Mailbox
from app.casework.reminders.troubles import (
    ABSENCE,
    ABSENCE_ENDED,
    ABSENT,
    ABSENT_UNCOVERED,
    BACK,
    COLLEAGUE_BACK,
    COVERING,
)
from app.casework.sound import is_sound, sound
from app.casework.staff import LEFT
from app.clock import instant
from app.db.desk import Desk, NightDesk
from app.errors import Forbidden, NotFound, Refused
from app.models import Absence, Audit, CoverEnvelope, Staff
from app.words import N_

LONGEST = timedelta(days=366)
SHOWN_FOR = timedelta(days=30)  # after it is over
ENDS, COVERED = "absence.end", "cover.open"
NOT_FOR_OTHERS = N_(
    "Only a supervising attorney, or an administrator on the word of one, declares a "
    "colleague absent."
)
WHOSE_WORD = N_("Choose the supervising attorney on whose word you write this down.")
NOT_A_COLLEAGUE = N_("Choose a colleague who works on cases.")
ALREADY = N_("This colleague is absent already in these days. End that absence first.")
ALREADY_YOU = N_("You are absent already in these days. End that absence first.")
BACKWARDS = N_("The last day comes before the first.")
TOO_LONG = N_("An absence lasts a year at most. Declare it again when it ends.")


class NewAbsence(BaseModel):
    """Who is away, from when (at once) and until the end of which day."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    staff_id: UUID | None = None
    starts: date | None = None
    until: date
    word_of: UUID | None = None


class AbsenceView(BaseModel):
    """An absence as those see it whom it concerns."""

    model_config = ConfigDict(frozen=True)

    id: UUID
    person_id: UUID
    person_name: str
    cover_id: UUID | None
    cover_name: str
    starts: datetime
    until: datetime
    state: Literal["coming", "running", "over"]
    declared_by: str
    word_of: str
    may_end: bool


def declare(desk: Desk, new: NewAbsence) -> UUID:
    """Declare somebody absent; from its first hour her cover opens her cases.

    Raises:
        Forbidden: Whoever sits here may not do so for another.
        Refused: A day is wrong, she is absent already, or no supervisor's word is given.
    """
    person_id = new.staff_id or desk.who.id
    word_of = _word(desk, person_id, new.word_of)
    starts, until = _span(desk, new)
    if person_id not in {row.id for row in staff.active(desk, CASEWORK)}:
        raise Refused(fields={"staff_id": NOT_A_COLLEAGUE})
    for row in away.open_rows(desk):
        if row.person_id == person_id and row.starts < until and starts < row.until:
            own = person_id == desk.who.id
            raise Refused(fields={"until" if own else "staff_id": ALREADY_YOU if own else ALREADY})
    row = Absence(
        state=OPEN,
        person_id=person_id,
        starts=starts,
        until=until,
        declared_by=desk.who.id,
        word_of=word_of,
        declared_at=desk.now,
    )
    desk.db.add(row)
    desk.db.flush()
    audit.note(desk, "absence.declare", row.id, person=str(person_id), word_of=str(word_of or ""))
    settle(desk)
    return row.id


def end(desk: Desk, absence_id: UUID) -> None:
    """End an absence now, or call one off that has not begun.

    Raises:
        NotFound: There is none, it is over, or it does not concern whoever sits here.
    """
    rows = {row.id: row for row in away.open_rows(desk)}
    row = rows.get(absence_id)
    if row is None or not _may_end(desk, row):
        raise NotFound
    audit.note(desk, ENDS, row.id)
    _close(desk, row, Mailbox(desk))
    settle(desk)


def end_all(desk: NightDesk) -> None:
    """End every absence, also those to come, and tell those who are away: a backup was put back."""
    mailbox = Mailbox(desk)
    for row in away.open_rows(desk):
        audit.note(desk, ENDS, row.id)
        if not row.begun:
            _tell_supervisors(desk, mailbox, row.person_id, COLLEAGUE_BACK)
        _close(desk, row, mailbox)
        mailbox.alarm(row.person_id, ABSENCE_ENDED)


def end_of_leaver(desk: Desk, person_id: UUID) -> None:
    """End what somebody who leaves has of absences, also those to come; the leaving is told."""
    for row in away.open_rows(desk):
        if row.person_id == person_id:
            audit.note(desk, ENDS, row.id)
            row.state, row.ended_at = OVER, min(desk.now, row.until)
    desk.db.flush()


def was_covered(desk: Desk, absence_id: UUID) -> bool:
    """Tell whether a cover opened a case in an absence, as the record says; one statement."""
    query = select(Audit).where(Audit.action == COVERED)
    entries = sound(desk.db.scalars(query))
    return any(each.detail.get("absence") == str(absence_id) for each in entries)


def is_due(desk: NightDesk) -> bool:
    """Tell whether `settle` has something to do; two statements where nothing waits."""
    rows = away.open_rows(desk)
    if any(row.until <= desk.now or (row.starts <= desk.now and not row.begun) for row in rows):
        return True
    begun = [row for row in rows if row.starts <= desk.now]
    waiting = envelopes.waiting(desk, {row.person_id for row in begun})
    return bool(waiting) and any(_to_open(desk, row) for row in begun)


def settle(desk: NightDesk) -> None:
    """Begin the absences whose hour has come, end those that are over, open what waits.

    What an absence on record as ended would open stays closed, whatever its row says.
    """
    rows = away.open_rows(desk)
    ended = _on_record_as_ended(desk, [row.id for row in rows])
    mailbox = Mailbox(desk) if rows else None
    for row in rows:
        if mailbox and (row.until <= desk.now or row.id in ended):
            _close(desk, row, mailbox)
    known = {row.id: row for row in rows}
    for each in away.running(desk):
        if each.id not in ended:
            rows_of = _to_open(desk, known[each.id])
            given = envelopes.release(desk, rows_of, each.until, envelopes.COVER)
            if given:
                cases = sum(len(found) for found in given.values())
                audit.note(desk, COVERED, None, absence=str(each.id), cases=cases)
    for row in rows:
        if mailbox and row.state == OPEN and not row.begun and row.starts <= desk.now:
            row.begun = True
            _tell(desk, mailbox, row.person_id)
            audit.note(desk, "absence.begin", None, absence=str(row.id))


def listed(desk: Desk) -> list[AbsenceView]:
    """Return the absences that whoever sits here may know of, those that run first.

    A supervisor and an administrator see all of them, others their own and those they cover.
    """
    people = {row.id: row for row in desk.db.scalars(select(Staff)) if is_sound(row)}
    shown = [_view(desk, row, people) for row in _shown(desk) if _concerns(desk, row, people)]
    order = {"running": 0, "coming": 1, "over": 2}
    return sorted(shown, key=lambda view: (order[view.state], view.until, view.id))


def of_mine(desk: Desk) -> list[AbsenceView]:
    """Return the absences of whoever sits here that run or are to come; one statement for none."""
    mine = [
        row for row in away.open_rows(desk) if row.person_id == desk.who.id and row.until > desk.now
    ]
    if not mine:
        return []
    people = {row.id: row for row in desk.db.scalars(select(Staff)) if is_sound(row)}
    return sorted((_view(desk, row, people) for row in mine), key=lambda view: view.starts)


def one(desk: Desk, absence_id: UUID) -> AbsenceView:
    """Return one absence.

    Raises:
        NotFound: There is none that whoever sits here may know of.
    """
    found = {view.id: view for view in listed(desk)}
    if absence_id not in found:
        raise NotFound
    return found[absence_id]


def _to_open(desk: NightDesk, row: Absence) -> list[CoverEnvelope]:
    """Return what an absence that runs opens to whoever covers.

    Where somebody of a case ended her emergency access shortly before she declared the absence, or
    since, it stays closed: it opens by another's word.
    """
    waiting = envelopes.waiting(desk, [row.person_id])
    hers = [each for each in waiting if each.cover_id == row.declared_by]
    if not hers:
        return waiting
    taken = departed.lent_and_taken(desk, row.declared_at - departed.AGAIN_AFTER)
    kept = [each for each in hers if (each.cover_id, each.case_id) in taken]
    return [each for each in waiting if each not in kept]


def _span(desk: Desk, new: NewAbsence) -> tuple[datetime, datetime]:
    """Return the first instant of an absence and the one after its last day."""
    today, zone = counting.today(desk, desk.who.zone), desk.who.zone
    first = new.starts or today
    if first < today:
        raise Refused(fields={"starts": counting.PAST})
    if new.until < first:
        raise Refused(fields={"until": BACKWARDS if new.starts else counting.PAST})
    if new.until - first > LONGEST:
        raise Refused(fields={"until": TOO_LONG})
    starts = desk.now if first == today else instant(datetime.combine(first, time()), zone)
    return starts, instant(datetime.combine(new.until + timedelta(days=1), time()), zone)


def _word(desk: Desk, person_id: UUID, word_of: UUID | None) -> UUID | None:
    """Return on which supervisor's word an administrator acts; nobody else needs one."""
    if person_id == desk.who.id or desk.who.role == SUPERVISING:
        return None
    if desk.who.role != ADMINISTRATOR:
        raise Forbidden(NOT_FOR_OTHERS)
    if word_of not in {row.id for row in staff.active(desk, {SUPERVISING})}:
        raise Refused(fields={"word_of": WHOSE_WORD})
    return word_of


def _close(desk: NightDesk, row: Absence, mailbox: Mailbox) -> None:
    row.state = OVER
    row.ended_at = min(desk.now, row.until)
    desk.db.flush()
    if not row.begun:
        return
    person = desk.db.get(Staff, row.person_id)
    if person is not None and is_sound(person) and person.cover_id is not None:
        envelopes.lapse(desk, person.cover_id)
    mailbox.alarm(row.person_id, BACK)
    _tell_supervisors(desk, mailbox, row.person_id, COLLEAGUE_BACK)
    if not isinstance(desk, Desk):
        audit.note(desk, "absence.over", None, absence=str(row.id))


def _tell(desk: NightDesk, mailbox: Mailbox, person_id: UUID) -> None:
    person = desk.db.get(Staff, person_id)
    cover_id = person.cover_id if person is not None and is_sound(person) else None
    mailbox.alarm(person_id, ABSENT if cover_id else ABSENT_UNCOVERED)
    if cover_id is not None:
        mailbox.alarm(cover_id, COVERING)
    _tell_supervisors(desk, mailbox, person_id, ABSENCE)


def _tell_supervisors(desk: NightDesk, mailbox: Mailbox, person_id: UUID, trouble: str) -> None:
    for each in staff.active(desk, {SUPERVISING}):
        if each.id != person_id:
            mailbox.alarm(each.id, trouble)


def _on_record_as_ended(desk: NightDesk, ids: list[UUID]) -> set[UUID]:
    if not ids:
        return set()
    query = select(Audit.object_id).where(Audit.action == ENDS, Audit.object_id.in_(ids))
    return {each for each in desk.db.scalars(query) if each is not None}


def _shown(desk: Desk) -> list[Absence]:
    rows = sound(desk.db.scalars(select(Absence)))
    return [row for row in rows if row.until + SHOWN_FOR > desk.now]


def _concerns(desk: Desk, row: Absence, people: dict[UUID, Staff]) -> bool:
    if row.person_id not in people:
        return False
    cover_id = people[row.person_id].cover_id
    sees_all = desk.who.role in MANAGING
    return sees_all or desk.who.id in {row.person_id, cover_id}


def _may_end(desk: Desk, row: Absence) -> bool:
    return desk.who.id == row.person_id or desk.who.role in MANAGING


def _view(desk: Desk, row: Absence, people: dict[UUID, Staff]) -> AbsenceView:
    names = {each: known.name for each, known in people.items()}
    cover_id = people[row.person_id].cover_id
    state: Literal["coming", "running", "over"] = "running"
    if row.state == OVER or row.until <= desk.now or people[row.person_id].state == LEFT:
        state = "over"
    elif row.starts > desk.now:
        state = "coming"
    return AbsenceView(
        id=row.id,
        person_id=row.person_id,
        person_name=names[row.person_id],
        cover_id=cover_id,
        cover_name=names.get(cover_id, "") if cover_id else "",
        starts=row.starts,
        until=row.ended_at or row.until,
        state=state,
        declared_by=names.get(row.declared_by, ""),
        word_of=names.get(row.word_of, "") if row.word_of else "",
        may_end=state != "over" and _may_end(desk, row),
    )
