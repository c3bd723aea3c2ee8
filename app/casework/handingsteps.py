"""One case of many that are handed over, shared or handed back, at the desk of who began it."""

from contextlib import suppress
from typing import Any
from uuid import UUID

from sqlalchemy import select

from app.casework import (
    access,
    audit,
    enough,
    envelopes,
    forgood,
    guests,
    handover,
    representation,
    screens,
    sharing,
    staff,
    taskhands,
)
from app.casework.casefiles import open_file, sound
from app.casework.conflicts import slips
from app.casework.policy import CASEWORK
from app.casework.readers import SHARED
from app.casework.sharing import Gift
from app.casework.signedover import HAND_BACK, HAND_OVER, SHARE
from app.db.desk import Desk
from app.errors import Refused
from app.models import Case, Deadline, Handing, Principal

HANDED = "handed"
SCREENED, GONE, CLOSED, BORROWED = "screened", "gone", "closed", "borrowed"


def why_not(desk: Desk, row: Handing, case_id: UUID, entry: Any) -> str:  # noqa: ANN401 - as `_do`
    """Return why a case is left as it is, as a code; nothing where it can be done."""
    case = open_file(desk, case_id)
    if forgood.is_borrowed(desk, case_id):
        return BORROWED
    if row.to_id not in {each.id for each in staff.active(desk, CASEWORK)}:
        return GONE
    if screens.between(desk, row.to_id, case_id):
        return SCREENED
    if row.kind != HAND_BACK:
        return ""
    returns = set()
    if entry.get("kind") == SHARE:
        return ""
    if case.lead_id == row.from_id:
        returns.add(UUID(entry["lead"]))
    if entry["dates"]:
        returns.add(row.to_id)
    return CLOSED if returns - forgood.of(desk, case_id) else ""


def do(desk: Desk, row: Handing, case_id: UUID, entry: Any) -> dict[str, Any]:  # noqa: ANN401 - a case, or what was done with it
    """Do one case and return what it was before."""
    if row.kind == HAND_BACK:
        return _hand_back(desk, row, case_id, entry)
    case = open_file(desk, case_id)
    before: dict[str, Any] = {"id": str(case_id), "lead": str(case.lead_id), "dates": []}
    before |= {"backup": str(case.backup_id or ""), "gave": False, "kind": row.kind}
    if row.to_id not in forgood.of(desk, case_id):
        why = HANDED if row.kind == HAND_OVER else SHARED
        sharing.give(desk, case_id, Gift(desk.db.get_one(Principal, row.to_id), why))
        desk.db.flush()
        envelopes.keep(desk, case_id, access.secrets_of(desk, case_id))
        before["gave"] = True
        audit.note(desk, "case.share", case_id, reader=str(row.to_id), until="")
    if row.kind == HAND_OVER:
        before["dates"] = [str(each.id) for each in _dates(desk, case_id, row.from_id)]
        before["tasks"] = taskhands.held_by(desk, case_id, row.from_id)
        handover.hand_over(desk, case, row.from_id, row.to_id)
        _note_lead(desk, case)
    return before


def _hand_back(desk: Desk, row: Handing, case_id: UUID, before: dict[str, Any]) -> dict[str, Any]:
    """Put lead, back-up and dates back as they were, and take back the key that was given.

    What was shared alone changed none of the first; the key stays where one person would be left
    alone.
    """
    case, taker = open_file(desk, case_id), row.from_id
    if before.get("kind") != SHARE:
        _put_back(desk, case, row, before)
    if before["gave"] and taker not in {case.lead_id, case.backup_id, desk.who.id}:
        with suppress(Refused):
            enough.require(desk, case_id, {taker})
            audit.note(desk, "case.unshare", case_id, reader=str(taker))
            sharing.take_back(desk, case_id, [taker])
    return before


def _put_back(desk: Desk, case: Case, row: Handing, before: dict[str, Any]) -> None:
    """Put lead, back-up and dates back.

    What somebody chose anew since stays. Nobody backs up a case that she cannot open any more.
    """
    taker, reading = row.from_id, forgood.of(desk, case.id)
    if case.lead_id == taker:
        case.lead_id = UUID(before["lead"])
    if case.backup_id in {taker, None}:
        backup = UUID(before["backup"]) if before["backup"] else None
        case.backup_id = backup if backup in reading else None
    for each in _dates(desk, case.id, taker):
        if str(each.id) in before["dates"]:
            each.responsible_id = row.to_id
    taskhands.hand_back(desk, case.id, before.get("tasks", ()), (taker, row.to_id))
    representation.stay(desk, case.id, row.to_id)
    desk.db.flush()
    slips.hand_in_case(desk, case.id)
    guests.keep_lead(desk, case)
    _note_lead(desk, case)


def _dates(desk: Desk, case_id: UUID, person_id: UUID) -> list[Deadline]:
    rows = desk.db.scalars(select(Deadline).where(Deadline.case_id == case_id))
    return [
        each
        for each in sound(desk, rows)
        if each.status == "open" and each.responsible_id == person_id
    ]


def _note_lead(desk: Desk, case: Case) -> None:
    number = audit.note(desk, "case.lead", case.id, lead=str(case.lead_id))
    handover.keep_schedule(desk, case, number)
