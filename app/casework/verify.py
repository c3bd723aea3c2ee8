"""Checking that nothing was changed from outside, with and without a person's keys."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from uuid import UUID

from sqlalchemy import select

from app.casework import access, audit, seats
from app.casework.cases import CaseView
from app.casework.seats import Seat
from app.db.desk import Desk, House, NightDesk, night
from app.errors import Damaged
from app.models import (
    Case,
    CaseRow,
    Deadline,
    Hearing,
    Mail,
    Mark,
    Note,
    Person,
    Principal,
    Schedule,
    SealedRow,
    Setting,
    Staff,
)
from app.words import N_

KEPT: tuple[type[SealedRow], ...] = (Staff, Principal, Schedule, Mark, Mail, Setting)
PRIVATE: tuple[type[CaseRow], ...] = (Case, Person, Hearing, Deadline, Note)
OPEN = frozenset({"open", "set"})
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
    """Return the hearings and deadlines of an open case whose schedule row says another date."""
    rows = desk.db.scalars(select(Schedule).where(Schedule.case_id == case.id))
    kept = {row.id: row for row in rows}
    shown = [(each.id, each.starts.date(), each.status) for each in case.hearings]
    shown += [(each.id, each.file_by, each.status) for each in case.deadlines]
    return [
        row_id
        for row_id, day, status in shown
        if row_id not in kept or (kept[row_id].safe, kept[row_id].status) != (day, status)
    ]


def _without_keys(desk: NightDesk) -> Findings:
    found = Findings()
    try:
        found.checked += audit.follow_chain(desk)
    except Damaged:
        found.wrong.append("audit: the chain of entries is broken")
    for model in KEPT:
        _open_all(desk.db.scalars(select(model)), found)
    _compare_schedule(desk, found)
    for private in PRIVATE:
        found.not_opened += len(list(desk.db.scalars(select(private.id))))
    return found


def _open_all(rows: Iterable[SealedRow], found: Findings) -> None:
    for row in rows:
        found.checked += 1
        try:
            row.open_card()
        except Damaged:
            found.wrong.append(f"{row.__tablename__} {row.place_id}: does not open")


def _compare_schedule(desk: NightDesk, found: Findings) -> None:
    kept: set[UUID] = set()
    for row in desk.db.scalars(select(Schedule)):
        kept.add(row.id)
        try:
            if row.open != (row.status in OPEN):
                found.wrong.append(f"schedule {row.id}: open in clear, not in its card")
        except Damaged:
            continue  # named already
    for model in (Hearing, Deadline):
        ids = set(desk.db.scalars(select(model.id)))
        found.wrong += [f"{model.__tablename__} {each}: no schedule row" for each in ids - kept]


def _with_keys(desk: Desk, found: Findings) -> None:
    try:
        opened = access.reach(desk)
    except Damaged:
        found.wrong.append("grants: one of this person's does not open")
        return
    kept = {row.id: row for row in desk.db.scalars(select(Schedule))}
    for model in PRIVATE:
        rows = [row for row in desk.db.scalars(select(model)) if row.case_id in opened]
        found.not_opened -= len(rows)
        _open_all(rows, found)
        for row in rows:
            _compare_date(row, kept, found)


def _compare_date(row: CaseRow, kept: dict[UUID, Schedule], found: Findings) -> None:
    if not isinstance(row, (Hearing, Deadline)) or row.id not in kept:
        return
    try:
        day = row.starts.date() if isinstance(row, Hearing) else row.safe
        if (kept[row.id].safe, kept[row.id].status) != (day, row.status):
            found.wrong.append(f"{row.__tablename__} {row.id}: its schedule row says another date")
    except Damaged:
        return  # named already
