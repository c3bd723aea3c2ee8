"""Which cases are nothing to whoever sits here, and therefore counted nowhere that she looks."""

from collections.abc import Collection
from uuid import UUID

from sqlalchemy import select

from app.casework import access, screens
from app.db.desk import Desk, NightDesk
from app.errors import UNREADABLE_ROW
from app.models import Audit

SEAL = "case.seal"


def of(desk: Desk) -> set[UUID]:
    """Return the cases that a screen keeps from her, and the sealed ones that are not hers.

    Three statements. What is counted without them is as in an office that has none of them.
    """
    return screens.kept_from(desk, desk.who.id) | (sealed(desk) - access.named(desk).keys())


def sealed(desk: NightDesk, case_ids: Collection[UUID] | None = None) -> set[UUID]:
    """Return which of these cases, or of all, the newest deed of that kind sealed; one statement.

    A case counts as sealed where that deed does not open: the check of the record names it.
    """
    query = select(Audit.object_id, Audit).where(Audit.action == SEAL).order_by(Audit.seq)
    if case_ids is not None:
        query = query.where(Audit.object_id.in_(case_ids))
    newest = {row.object_id: row.Audit for row in desk.db.execute(query)}
    return {each for each, entry in newest.items() if each is not None and _seals(entry)}


def _seals(entry: Audit) -> bool:
    try:
        entry.open_card()
        return bool(entry.detail["why"])
    except UNREADABLE_ROW:
        return True
