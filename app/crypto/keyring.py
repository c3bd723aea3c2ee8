"""The keys at one desk: the server's, and the cases that the person sitting there may open."""

from dataclasses import dataclass, field
from enum import Enum
from typing import Final
from uuid import UUID

from app.crypto.bundle import MemberKeys
from app.crypto.casekeys import CaseKey, GroupKeys
from app.crypto.cells import CellKey
from app.crypto.primitives import same
from app.crypto.serverkeys import ServerKeys
from app.errors import Damaged, Locked

FIRST_EPOCH: Final = 1  # the only one: no key of a case or group is ever changed yet


class Lock(Enum):
    """Which key seals a table's rows."""

    CASE = "case"
    SCHEDULE = "schedule"
    MAIL = "mail"
    AUDIT = "audit"


@dataclass(slots=True)
class Keyring:
    """Keys open for the length of one unit of work; none is ever printed or stored from here."""

    server: ServerKeys | None = field(repr=False)
    member: MemberKeys | None = field(default=None, repr=False)
    groups: dict[UUID, GroupKeys] = field(default_factory=dict, repr=False)
    _cases: dict[UUID, CaseKey] = field(default_factory=dict, repr=False)

    def take(self, case_id: UUID, epoch: int, key: CaseKey) -> None:
        """Hold the key of a case: one for as long as this desk is open.

        Raises:
            Damaged: Cases have no key of that epoch, or another key lies here already.
        """
        held = self._cases.setdefault(case_id, key) if epoch == FIRST_EPOCH else None
        if held is None or not same(held.commitment, key.commitment):
            raise Damaged

    def holds(self, case_id: UUID, epoch: int) -> bool:
        """Tell whether that epoch of the case is open here."""
        return epoch == FIRST_EPOCH and case_id in self._cases

    def writing_epoch(self, lock: Lock, scope: UUID) -> int:
        """Return the epoch that new cells are sealed under.

        Raises:
            Locked: No key for the case is here.
        """
        if lock is not Lock.CASE:
            return 0
        if scope not in self._cases:
            raise Locked
        return FIRST_EPOCH

    def cell(self, lock: Lock, scope: UUID, epoch: int) -> CellKey:
        """Return the key of a cell.

        Raises:
            Damaged: The cell names an epoch that never was.
            Locked: The key is not at this desk.
        """
        if lock is Lock.CASE:
            if scope not in self._cases:
                raise Locked
            if epoch != FIRST_EPOCH:
                raise Damaged
            return self._cases[scope].cell
        if self.server is None:
            raise Locked
        return {
            Lock.SCHEDULE: self.server.schedule,
            Lock.MAIL: self.server.mail,
            Lock.AUDIT: self.server.audit,
        }[lock]
