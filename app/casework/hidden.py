"""Which cases are nothing to whoever sits here, and therefore counted nowhere that she looks."""

from collections.abc import Iterable
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


def sealed(desk: NightDesk) -> set[UUID]:
    """Return the cases that are sealed, as the record has it; one statement."""
    return _sealed(desk.db.scalars(select(Audit).where(Audit.action == SEAL).order_by(Audit.seq)))


def _sealed(entries: Iterable[Audit]) -> set[UUID]:
    why: dict[UUID, bool] = {}
    for entry in entries:
        if entry.object_id is None:
            continue
        try:
            entry.open_card()
            why[entry.object_id] = bool(entry.detail["why"])
        except UNREADABLE_ROW:
            why.setdefault(entry.object_id, True)  # the check of the record names it
    return {each for each, is_sealed in why.items() if is_sealed}
