"""Checking that nothing was changed from outside, with and without a person's keys."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from uuid import UUID

from sqlalchemy import select

from app.casework import access, audit, custody, seats, vouching
from app.casework.cases import CaseView
from app.casework.seats import Seat
from app.casework.vouching import UNREADABLE
from app.db.desk import Desk, House, NightDesk, night
from app.errors import AmparoError
from app.models import (
    Case,
    CaseRow,
    Deadline,
    Grant,
    Hearing,
    Link,
    Mail,
    Mark,
    Member,
    Note,
    OneTimeLink,
    Person,
    Principal,
    PrintedCode,
    Schedule,
    SealedRow,
    Setting,
    Staff,
)
from app.words import N_

KEPT: tuple[type[SealedRow], ...] = (
    Staff,
    Principal,
    Member,
    Grant,
    PrintedCode,
    OneTimeLink,
    Schedule,
    Mark,
    Mail,
    Link,
    Setting,
)
PRIVATE: tuple[type[CaseRow], ...] = (Case, Person, Hearing, Deadline, Note)
OPEN = frozenset({"open", "set"})
HOUR = "%H:%M"
Told = tuple[date, str, str]  # day, hour, status
MISMATCH = N_(
    "A date on this case differs from the one that reminders go by. Do not rely on either: look "
    "at the papers, and have your supervisor run the check “amparo verify”."
)


@dataclass(slots=True)
class Findings:
    """What a check looked at, and what is wrong, by table and row only."""

    checked: int = 0
    not_opened: int = 0
    wrong: list[str] = field(default_factory=list)

    def __str__(self) -> str:
        told = [f"wrong: {each}" for each in self.wrong]
        verdict = "something is wrong" if self.wrong else "sound"
        counts = f"{self.checked} entries and cards checked, {self.not_opened} cards not opened"
        return "\n".join([*told, f"{verdict}: {counts}"])


def verify(house: House) -> Findings:
    """Check all that needs no case key: the audit chain, the server's cards, the schedule."""
    with night(house, writes=False) as desk:
        return _without_keys(desk)


def verify_as(house: House, seat: Seat) -> Findings:
    """Check also the cards of the cases that a person holds, and their dates."""
    with seats.reading(house, seat) as desk:
        found = _without_keys(desk)
        _with_keys(desk, found)
    return found


def mismatches(desk: Desk, case: CaseView) -> list[UUID]:
    """Return the hearings and deadlines of an open case whose schedule row says another date.

    One statement. A date without its row, or with one that does not open, is among them too.
    """
    rows = desk.db.scalars(select(Schedule).where(Schedule.case_id == case.id))
    kept = {row.id: _told(row) for row in rows}
    shown: list[tuple[UUID, Told]] = [
        (each.id, (each.starts.date(), each.starts.strftime(HOUR), each.status))
        for each in case.hearings
    ]
    shown += [(each.id, (each.file_by, each.at, each.status)) for each in case.deadlines]
    return [row_id for row_id, told in shown if kept.get(row_id) != told]


def _told(row: CaseRow | Schedule) -> Told | None:
    """Return the day, hour and status that a row says; None where it does not open."""
    try:
        if isinstance(row, Hearing):
            return row.starts.date(), row.starts.strftime(HOUR), row.status
        if isinstance(row, (Deadline, Schedule)):
            return row.safe, row.at, row.status
    except UNREADABLE:
        return None
    return None


def _without_keys(desk: NightDesk) -> Findings:
    found = Findings()
    try:
        found.checked += audit.follow_chain(desk)
    except UNREADABLE:
        found.wrong.append("audit: the chain of entries is broken")
    if audit.newest(desk) is None:
        found.wrong.append("audit_head: not of the newest entry")
    if custody.is_founded(desk) and not custody.is_whole(desk):
        found.wrong.append("custody: what the custodians keep was changed")
    for model in KEPT:
        _open_all(desk.db.scalars(select(model)), found)
    found.wrong += vouching.wrong(desk)
    _compare_schedule(desk, found)
    _count_rows(desk, found)
    return found


def _count_rows(desk: NightDesk, found: Findings) -> None:
    """Count the rows of cases; each has an id of its own, whatever its table."""
    tables: dict[UUID, str] = {}
    for model in PRIVATE:
        for row_id in desk.db.scalars(select(model.id)):
            found.not_opened += 1
            other = tables.setdefault(row_id, model.__tablename__)
            if other != model.__tablename__:
                found.wrong.append(f"{model.__tablename__} {row_id}: its id stands in {other} too")


def _open_all(rows: Iterable[SealedRow], found: Findings) -> None:
    for row in rows:
        found.checked += 1
        try:
            altered = row.altered()
        except UNREADABLE:
            found.wrong.append(f"{row.named}: does not open")
        else:
            if altered:
                found.wrong.append(f"{row.named}: changed in clear: {', '.join(altered)}")


def _compare_schedule(desk: NightDesk, found: Findings) -> None:
    """Compare the schedule with the hearings and deadlines that it is for, both ways."""
    kept = {row.id: row for row in desk.db.scalars(select(Schedule))}
    newest = audit.newest(desk)
    for row in kept.values():
        told = _told(row)
        if told is not None and newest is not None and row.changed > newest:
            found.wrong.append(f"schedule {row.id}: changed by a deed that is not on record")
        if told is not None and row.open != (told[2] in OPEN):
            found.wrong.append(f"schedule {row.id}: open in clear, not in its card, or otherwise")
    dates: dict[UUID, UUID] = {}
    for model, kind in ((Hearing, "hearing"), (Deadline, "deadline")):
        for row_id, case_id in desk.db.execute(select(model.id, model.case_id)):
            dates[row_id] = case_id
            if row_id not in kept:
                found.wrong.append(f"{model.__tablename__} {row_id}: no schedule row")
            elif _is_of_another(kept[row_id], kind, case_id):
                found.wrong.append(f"schedule {row_id}: of another kind or case than its date")
    found.wrong += [f"schedule {each}: no date" for each in kept.keys() - dates.keys()]


def _is_of_another(row: Schedule, kind: str, case_id: UUID) -> bool:
    try:
        return (row.kind, row.case_id) != (kind, case_id)
    except UNREADABLE:
        return False  # it was named already


def _with_keys(desk: Desk, found: Findings) -> None:
    opened = _reach(desk, found)
    kept = {row.id: row for row in desk.db.scalars(select(Schedule))}
    for model in PRIVATE:
        rows = [row for row in desk.db.scalars(select(model)) if row.case_id in opened]
        found.not_opened -= len(rows)
        _open_all(rows, found)
        for row in rows:
            _compare_date(row, kept, found)


def _reach(desk: Desk, found: Findings) -> set[UUID]:
    """Open one case after the other, so that a changed grant hides no other case."""
    opened: set[UUID] = set()
    for case_id in access.named(desk):
        try:
            access.open_case(desk, case_id)
            opened.add(case_id)
        except AmparoError:
            found.wrong.append(f"grants {case_id}: what this person was granted does not open")
    return opened


def _compare_date(row: CaseRow, kept: dict[UUID, Schedule], found: Findings) -> None:
    told = _told(row)
    if told is not None and row.id in kept and _told(kept[row.id]) not in {told, None}:
        found.wrong.append(f"{row.__tablename__} {row.id}: its schedule row says another date")
