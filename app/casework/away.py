"""Who is away, and who stands in for her: read by whatever asks who is to be told or may open."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from sqlalchemy import select

from app.casework.sound import is_sound, sound
from app.casework.staff import ACTIVE
from app.clock import local
from app.db.desk import NightDesk
from app.errors import UNREADABLE_ROW
from app.models import Absence, Staff

OPEN, OVER = "open", "over"


@dataclass(frozen=True, slots=True)
class Away:
    """A colleague who is away now; nobody covers for her where `cover_id` is None."""

    id: UUID
    person_id: UUID
    cover_id: UUID | None
    starts: datetime
    until: datetime


def open_rows(desk: NightDesk) -> list[Absence]:
    """Return the absences that run or are to come; one statement, at a reading desk the first time.

    One that was changed or made outside Amparo counts for nothing.
    """
    kept: list[Absence] | None = None if desk.writes else desk.db.info.get(Absence)
    if kept is None:
        query = select(Absence).where(Absence.state == OPEN).order_by(Absence.id)
        rows = [row for row in sound(desk.db.scalars(query)) if _says_when(row)]
        kept = desk.db.info[Absence] = rows
    return list(kept)


def _says_when(row: Absence) -> bool:
    """Tell whether an absence says whose it is, and from when to when; no round fails for it."""
    try:
        _ = row.person_id, row.starts, row.until
    except UNREADABLE_ROW:
        return False
    return True


def running(desk: NightDesk, people: Iterable[Staff] | None = None) -> list[Away]:
    """Return who is away now; two statements, one where the accounts are known."""
    return _away(desk, [row for row in open_rows(desk) if row.starts <= desk.now], people)


def covered_by(desk: NightDesk, person_id: UUID) -> set[UUID]:
    """Return for whom somebody stands in now; as many statements as `running`."""
    return {each.person_id for each in running(desk) if each.cover_id == person_id}


def ahead(desk: NightDesk) -> list[Away]:
    """Return who will be away, as was declared; two statements, one where nobody will."""
    return _away(desk, [row for row in open_rows(desk) if row.starts > desk.now], None)


def _away(desk: NightDesk, found: list[Absence], people: Iterable[Staff] | None) -> list[Away]:
    rows = [row for row in found if desk.now < row.until]
    if not rows:
        return []
    known = desk.db.scalars(select(Staff)) if people is None else people
    sound = {row.id: row for row in known if is_sound(row) and row.state == ACTIVE}
    return [
        Away(row.id, row.person_id, _cover(sound, row.person_id), row.starts, row.until)
        for row in rows
        if row.person_id in sound
    ]


def back_on(desk: NightDesk, person: Staff, absence: Away) -> date:
    """Return the day on which somebody is back, where she works."""
    return local(absence.until, person.zone or desk.house.settings.timezone).date()


def _cover(sound: dict[UUID, Staff], person_id: UUID) -> UUID | None:
    cover_id = sound[person_id].cover_id
    return cover_id if cover_id in sound else None
