"""Tasks change hands: with a case that is handed over, and before somebody leaves or stays away."""

from collections.abc import Collection
from uuid import UUID

from sqlalchemy import select

from app.casework import access, promised, tasks
from app.casework.casefiles import open_file, sound
from app.db.desk import Desk
from app.models import Note


def pass_on(desk: Desk, case_id: UUID, to: UUID, staying: Collection[UUID]) -> None:
    """Give the open tasks of a case, of all who do not stay with it, to somebody who does.

    The deed that calls it notes it.
    """
    rows = [row for row in _of(desk, case_id) if row.holder_id not in staying]
    _hand(desk, rows, to)


def hand_on(desk: Desk, case_id: UUID, giver: UUID, taker: UUID) -> None:
    """Give what one colleague holds in a case to another; the deed that calls it notes it."""
    _hand(desk, [row for row in _of(desk, case_id) if row.holder_id == giver], taker)


def leave(desk: Desk, leaver: UUID) -> None:
    """Give what a leaver holds beside her own cases to whoever leads each of these.

    Of the cases that open here; elsewhere it stands in red. The deed that calls it notes it.
    """
    held = [row.case_id for row in promised.tasks(desk) if row.holder_id == leaver]
    for case_id in sorted(access.reach(desk, held)) if held else ():
        lead_id = open_file(desk, case_id).lead_id
        hand_on(desk, case_id, leaver, desk.who.id if lead_id == leaver else lead_id)


def held_by(desk: Desk, case_id: UUID, person_id: UUID) -> list[str]:
    """Return the ids of the open tasks that somebody holds in a case that is open here."""
    rows = (row for row in _of(desk, case_id) if row.holder_id == person_id)
    return [str(row.id) for row in rows if row.done_at is None]


def hand_back(desk: Desk, case_id: UUID, ids: Collection[str], pair: tuple[UUID, UUID]) -> None:
    """Give these tasks back from one to the other, but for what was done or moved on meanwhile.

    The deed that calls it notes it.
    """
    taker, giver = pair
    rows = [row for row in _of(desk, case_id) if str(row.id) in ids]
    _hand(desk, [row for row in rows if row.holder_id == taker], giver)


def _hand(desk: Desk, rows: list[Note], to: UUID) -> None:
    for row in [row for row in rows if row.done_at is None]:
        said = {"holder_id": str(row.holder_id), "by": str(desk.who.id)}
        row.moved = [*(row.moved or []), said | {"at": desk.now.isoformat()}]
        row.holder_id = to
        tasks.keep(desk, row)


def _of(desk: Desk, case_id: UUID) -> list[Note]:
    rows = sound(desk, desk.db.scalars(select(Note).where(Note.case_id == case_id)))
    return [row for row in rows if row.words]
