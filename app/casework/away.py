"""Who is away, and who stands in for her: read by whatever asks who is to be told or may open."""

import logging
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import select

from app.casework.staff import ACTIVE, is_sound
from app.db.desk import NightDesk
from app.errors import UNREADABLE_ROW
from app.models import Absence, Staff

log = logging.getLogger(__name__)

OPEN, OVER = "open", "over"


@dataclass(frozen=True, slots=True)
class Away:
    """A colleague who is away now; nobody covers for her where `cover_id` is None."""

    id: UUID
    person_id: UUID
    cover_id: UUID | None
    until: datetime


def open_rows(desk: NightDesk) -> list[Absence]:
    """Return the absences that run or are to come; one statement.

    One that was changed or made outside Amparo counts for nothing.
    """
    found = []
    for row in desk.db.scalars(select(Absence).where(Absence.state == OPEN).order_by(Absence.id)):
        try:
            row.open_card()
        except UNREADABLE_ROW:
            log.error("absences %s was changed outside Amparo", row.id)  # noqa: TRY400 - a trace may hold values
        else:
            found.append(row)
    return found


def running(desk: NightDesk, people: Iterable[Staff] | None = None) -> list[Away]:
    """Return who is away now; two statements, one where the accounts are known."""
    rows = [row for row in open_rows(desk) if row.starts <= desk.now < row.until]
    if not rows:
        return []
    known = desk.db.scalars(select(Staff)) if people is None else people
    sound = {row.id: row for row in known if is_sound(row) and row.state == ACTIVE}
    return [
        Away(row.id, row.person_id, _cover(sound, row.person_id), row.until)
        for row in rows
        if row.person_id in sound
    ]


def _cover(sound: dict[UUID, Staff], person_id: UUID) -> UUID | None:
    cover_id = sound[person_id].cover_id
    return cover_id if cover_id in sound else None
