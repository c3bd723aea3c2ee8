"""Who supervised when, as the record has it: a word of hers of another time is no supervisor's."""

from collections.abc import Collection
from typing import Final
from uuid import UUID

from sqlalchemy import select

from app.casework.departed import LEFT, NEW_KEYS, ROLE
from app.casework.policy import SUPERVISING
from app.casework.sound import sound
from app.db.desk import NightDesk
from app.errors import UNREADABLE_ROW
from app.models import Audit

JOINED, CERTIFIED, BY_ROOT = "staff.join", "staff.certify", "staff.certify_by_root"
CONFIRM: Final = "keys.confirm"  # her new keys count from then on, her former ones no more
STRUCK: Final = "staff.strike"


class Supervised:
    """When these people supervised; one statement for all of them."""

    def __init__(self, desk: NightDesk, ids: Collection[UUID]) -> None:
        """Read the deeds that made them supervisors, and those that ended it or their keys."""
        deeds = (JOINED, CERTIFIED, BY_ROOT, CONFIRM, STRUCK, LEFT, ROLE, NEW_KEYS)
        query = select(Audit).where(Audit.object_id.in_(ids), Audit.action.in_(deeds))
        self._turns: dict[UUID, list[tuple[int, bool]]] = {}
        self._ended: dict[UUID, int] = {}
        for entry in sound(desk.db.scalars(query.order_by(Audit.seq))):  # the chain names others
            if entry.object_id is not None:
                self._take_up(entry, entry.object_id)

    def _take_up(self, entry: Audit, person_id: UUID) -> None:
        did = self.at(person_id, entry.seq, unknown=False)
        does = did if entry.action == CONFIRM else role_in(entry) == SUPERVISING
        if did and (entry.action == CONFIRM or not does):
            self._ended.setdefault(person_id, entry.seq)
        self._turns.setdefault(person_id, []).append((entry.seq, does))

    def at(self, person_id: UUID, number: int, *, unknown: bool = True) -> bool:
        """Tell whether somebody supervised as an entry was noted.

        Args:
            person_id: Who.
            number: The entry's.
            unknown: What is told where no deed before it says.
        """
        before = [does for seq, does in self._turns.get(person_id, ()) if seq < number]
        return before[-1] if before else unknown

    def first_ended(self, person_id: UUID) -> int | None:
        """Return by which entry the first keys ended with which somebody supervised."""
        return self._ended.get(person_id)


def role_in(entry: Audit) -> str:
    """Return for which role an entry certifies somebody; empty where it says none."""
    try:
        return SUPERVISING if entry.action == BY_ROOT else str(entry.detail.get("role"))
    except UNREADABLE_ROW:
        return ""  # the check of the chain names it
