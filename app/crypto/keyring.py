"""The keys at one desk: the server's, and the cases that the person sitting there may open."""

from dataclasses import dataclass, field
from enum import Enum
from uuid import UUID

from app.crypto.bundle import MemberKeys
from app.crypto.casekeys import CaseKey, GroupKeys
from app.crypto.cells import CellKey
from app.crypto.primitives import same
from app.crypto.serverkeys import ServerKeys
from app.errors import Damaged, Locked


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
    _cases: dict[tuple[UUID, int], CaseKey] = field(default_factory=dict, repr=False)
    _newest: dict[UUID, int] = field(default_factory=dict, repr=False)

    def take(self, case_id: UUID, epoch: int, key: CaseKey) -> None:
        """Hold the key of a case's epoch, which its charter vouches for; the newest writes.

        Raises:
            Damaged: Another key of that epoch lies here already, or the one before it does not.
        """
        if epoch != 1 and (case_id, epoch - 1) not in self._cases:
            raise Damaged
        held = self._cases.setdefault((case_id, epoch), key)
        if not same(held.commitment, key.commitment):
            raise Damaged
        self._newest[case_id] = max(epoch, self._newest.get(case_id, 0))

    def drop(self, case_id: UUID) -> None:
        """Let go of all keys of a case."""
        self._newest.pop(case_id, None)
        for held in [each for each in self._cases if each[0] == case_id]:
            del self._cases[held]

    def holds(self, case_id: UUID, epoch: int) -> bool:
        """Tell whether that epoch of the case is open here."""
        return (case_id, epoch) in self._cases

    def writing_epoch(self, lock: Lock, scope: UUID) -> int:
        """Return the epoch that new cells are sealed under.

        Raises:
            Locked: No key for the case is here.
        """
        if lock is not Lock.CASE:
            return 0
        if scope not in self._newest:
            raise Locked
        return self._newest[scope]

    def cell(self, lock: Lock, scope: UUID, epoch: int) -> CellKey:
        """Return the key of a cell.

        Raises:
            Damaged: The case is open here, and the cell names an epoch that it does not have.
            Locked: The key is not at this desk.
        """
        if lock is Lock.CASE:
            if scope not in self._newest:
                raise Locked
            if (scope, epoch) not in self._cases:
                raise Damaged
            return self._cases[scope, epoch].cell
        if self.server is None:
            raise Locked
        if lock is Lock.MAIL:
            return self.server.mail
        return self.server.audit if lock is Lock.AUDIT else self.server.schedule
