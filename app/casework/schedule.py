"""Keeping the worker's copy of a date in step with the case's own.

Both are written in the same transaction, by the same deed; the number of the deed's audit entry
tells every calendar in memory that something changed.
"""

from dataclasses import dataclass
from datetime import date
from typing import Literal
from uuid import UUID

from app.casework import audit
from app.db.desk import Desk
from app.models import Schedule

Kind = Literal["hearing", "deadline"]


@dataclass(frozen=True, slots=True)
class When:
    """What the worker may know of a hearing or deadline: instants, whose, and nothing else."""

    due: date
    safe: date
    latest: date | None
    at: str
    tz: str
    responsible_id: UUID
    backup_id: UUID | None
    lead_id: UUID
    fatal: bool = False
    whose: str = "ours"
    status: str = "open"
    overtaken: bool = False
    edition: int = 1
    routine: bool = False  # nobody here can miss it
    sealed: bool = False  # told to nobody but those who answer for it
    unlooked_since: str = ""  # filed, and since then nobody else has looked whether it is so
    filed_by: UUID | None = None

    @property
    def is_open(self) -> bool:
        """Whether reminders may still be owed."""
        return self.status in {"open", "set"} or bool(self.unlooked_since)

    def differs_from(self, other: "When") -> list[str]:
        """Return in which fields two say otherwise.

        A row from before `routine` was kept reminds too urgently until it is saved again; that is
        no difference.
        """
        names = [name for name in self.__slots__ if getattr(self, name) != getattr(other, name)]
        return [name for name in names if name != "routine" or other.routine]


def kept(row: Schedule) -> When:
    """Return what a schedule row says.

    Raises:
        Damaged: It was changed outside Amparo.
    """
    return When(**{name: getattr(row, name) for name in When.__slots__})


def put(
    desk: Desk, row_id: UUID, case_id: UUID, kind: Kind, *, when: When, number: int
) -> Schedule:
    """Write, or bring up to date, the schedule row of a hearing or deadline.

    Args:
        desk: A writing desk.
        row_id: Id of the hearing or deadline; the schedule row has the same.
        case_id: Its case.
        kind: Which of the two it is.
        when: All that the worker may know.
        number: The audit number of the deed, for whoever follows changes; its entry names the
            row, so that none is taken away or put back unseen.
    """
    row = desk.db.get(Schedule, row_id)
    if row is None:
        row = Schedule(id=row_id, case_id=case_id, kind=kind, entered_at=desk.now.isoformat())
        desk.db.add(row)
    elif row.responsible_id != when.responsible_id:
        is_given = when.is_open and when.responsible_id != desk.who.id
        row.handed_at = desk.now.isoformat() if is_given else ""
        row.handed_by = desk.who.id if is_given else None
    for name in When.__slots__:
        setattr(row, name, getattr(when, name))
    row.open = when.is_open
    row.changed = number
    audit.name_row(desk, number, f"{kind}s", row_id)
    return row
