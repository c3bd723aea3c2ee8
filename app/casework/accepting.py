"""Taking a date over: whoever is handed one says so, or giver and supervisors hear that it waits.

Whatever deed puts somebody else in charge of an open date hands it over: a change of the date, of
who leads the case, a colleague who leaves, many cases at once. Whoever takes it herself has taken
it over. A business day later it returns to the notice of who gave it.
"""

from collections.abc import Collection
from typing import Final
from uuid import UUID

from pydantic import BaseModel, ConfigDict, Field
from sqlalchemy import select

from app.casework import audit, staff
from app.casework.calendar import Calendar, Entry
from app.casework.casefiles import labels
from app.casework.sound import sound
from app.db.desk import Desk
from app.errors import Refused
from app.models import Schedule
from app.words import N_

ACCEPTED: Final = "case.date_accept"
MOST_SHOWN = 200
NOTHING = N_("Nothing of this waits for you to take it over. Look at the list again.")


class TakenOver(BaseModel):
    """Which dates somebody takes over."""

    model_config = ConfigDict(extra="forbid", frozen=True, hide_input_in_errors=True)

    ids: list[UUID] = Field(max_length=MOST_SHOWN)


class HandedDate(BaseModel):
    """A date that was handed over, and waits to be taken."""

    model_config = ConfigDict(frozen=True)

    id: UUID
    kind: str
    case_id: UUID
    case_number: str
    client_name: str = Field(repr=False)
    day: str = Field(description="The day to act by.")
    who: str = Field(description="Who gave it, or who is to take it.")


class Handed(BaseModel):
    """What waits for whoever asks to take it over, and what she gave that nobody has taken."""

    model_config = ConfigDict(frozen=True)

    mine: list[HandedDate] = Field(default_factory=list, repr=False)
    given: list[HandedDate] = Field(default_factory=list, repr=False)


def accept(desk: Desk, ids: Collection[UUID]) -> int:
    """Record that whoever sits here has taken these dates over; return how many waited for that.

    Raises:
        Refused: None of them waits for her.
    """
    rows = sound(desk.db.scalars(select(Schedule).where(Schedule.id.in_(ids))))
    hers = [row for row in rows if row.handed_at and row.responsible_id == desk.who.id]
    known = labels(desk, {row.case_id for row in hers})
    taken = [row for row in hers if row.case_id in known]
    if not taken:
        raise Refused(NOTHING)
    for row in sorted(taken, key=lambda each: each.id):
        number = audit.note(desk, ACCEPTED, row.id)
        row.handed_at, row.handed_by, row.changed = "", None, number
        audit.name_row(desk, number, f"{row.kind}s", row.id)
    desk.db.flush()
    return len(taken)


def waiting(desk: Desk, calendar: Calendar) -> Handed:
    """Return what was handed over and not taken yet, to and by whoever sits here.

    No statement where there is nothing.
    """
    found = [each for each in calendar.handed_entries() if _concerns(desk, each)]
    if not found:
        return Handed()
    known, names = labels(desk, {each.case_id for each in found}), staff.names(desk)
    mine: list[HandedDate] = []
    given: list[HandedDate] = []
    for each in [entry for entry in found if entry.case_id in known][:MOST_SHOWN]:
        is_mine = each.responsible_id == desk.who.id
        other = each.handed_by if is_mine else each.responsible_id
        label = known[each.case_id]
        row = HandedDate(
            id=each.id,
            kind=each.kind,
            case_id=each.case_id,
            case_number=label.number,
            client_name=label.client_name,
            day=each.day.isoformat(),
            who=names.get(other, "") if other is not None else "",
        )
        (mine if is_mine else given).append(row)
    return Handed(mine=mine, given=given)


def _concerns(desk: Desk, entry: Entry) -> bool:
    return desk.who.id in {entry.responsible_id, entry.handed_by}
