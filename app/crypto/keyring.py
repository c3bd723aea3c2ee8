"""The keys at one desk: the server's, and the cases that the person sitting there may open."""

from dataclasses import dataclass, field
from enum import Enum
from uuid import UUID

from app.crypto.bundle import MemberKeys
from app.crypto.casekeys import CaseKey, GroupKeys
from app.crypto.cells import CellKey
from app.crypto.serverkeys import ServerKeys
from app.errors import Locked


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
        """Hold the key of a case's epoch; the newest epoch is the one written with."""
        self._cases[case_id, epoch] = key
        self._newest[case_id] = max(epoch, self._newest.get(case_id, 0))

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
        try:
            return self._newest[scope]
        except KeyError:
            raise Locked from None

    def cell(self, lock: Lock, scope: UUID, epoch: int) -> CellKey:
        """Return the key of a cell.

        Raises:
            Locked: It is not at this desk.
        """
        if lock is Lock.CASE:
            try:
                return self._cases[scope, epoch].cell
            except KeyError:
                raise Locked from None
        if self.server is None:
            raise Locked
        return {
            Lock.SCHEDULE: self.server.schedule,
            Lock.MAIL: self.server.mail,
            Lock.AUDIT: self.server.audit,
        }[lock]
