"""Whether a hearing or a deadline says what reminders go by: its row in the schedule."""

from uuid import UUID

from sqlalchemy import select

from app.casework import cases, deadlines, hearings, schedule
from app.casework.cases import CaseView
from app.casework.schedule import When
from app.db.desk import Desk
from app.errors import UNREADABLE
from app.models import Case, Deadline, Hearing, Schedule
from app.words import N_

MISMATCH = N_(
    "A date on this case differs from the one that reminders go by. Do not rely on either: look "
    "at the papers, and have your supervisor run the check “amparo verify”."
)


def mismatches(desk: Desk, case: CaseView) -> list[UUID]:
    """Return the hearings and deadlines of an open case whose schedule row says otherwise.

    Whatever reminders go by is compared. A date without its row, or with one that does not open,
    is among them too. One statement, where the case was read at this desk.
    """
    shown = {each.id for each in case.hearings} | {each.id for each in case.deadlines}
    if not shown <= desk.sound.keys():
        cases.one(desk, case.id)
    rows = desk.db.scalars(select(Schedule).where(Schedule.case_id == case.id))
    kept = {row.id: row for row in rows}
    file = desk.sound.get(case.id)
    own = file if isinstance(file, Case) else None
    dates = [row for row_id, row in desk.sound.items() if row_id in shown]
    return [
        row.id
        for row in dates
        if isinstance(row, (Hearing, Deadline)) and otherwise(row, kept.get(row.id), own)
    ]


def otherwise(row: Hearing | Deadline, kept: Schedule | None, case: Case | None) -> list[str]:
    """Return in what a date differs from what reminders go by; all of it where that is no more.

    Where the case's own entry is damaged, nobody knows whose case it is: the rest is compared.
    """
    try:
        told = told_by(kept)
        if told is None:
            return list(When.__slots__)
        lead, backup = (case or told).lead_id, (case or told).backup_id
        sealed = bool((case or told).sealed)
        of = hearings.when_of if isinstance(row, Hearing) else deadlines.when_of
        return of(row, lead, backup, sealed=sealed).differs_from(told)  # type: ignore[arg-type]
    except UNREADABLE:
        return []  # the date's own card was named already


def told_by(row: Schedule | None) -> When | None:
    """Return what a schedule row says; None where it does not open."""
    try:
        return None if row is None else schedule.kept(row)
    except UNREADABLE:
        return None
