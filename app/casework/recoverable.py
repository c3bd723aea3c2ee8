"""What the custodians' key opens: every case, and the groups; by whoever sealed it to them."""

from collections.abc import Collection, Iterator
from typing import NamedTuple
from uuid import UUID

from sqlalchemy import select

from app.casework import directory, joining, practice, screens, staff
from app.casework.joining import Newcomer
from app.casework.policy import SUPERVISING
from app.crypto.certificates import Certificate
from app.crypto.grants import CASE, GROUP, GrantTerms, grantor_of, open_grant
from app.crypto.office import OfficeSecrets
from app.db.desk import NightDesk
from app.errors import UNREADABLE_ROW, Damaged
from app.models import CaseKeyRow, Grant, Member, Principal


class Key(NamedTuple):
    """One key that the custodians opened."""

    kind: int
    subject: UUID
    epoch: int
    commitment: bytes
    secret: bytes = b""


def orphans(desk: NightDesk, gone: Collection[UUID] = ()) -> set[UUID]:
    """Return the cases that nobody at work but those who are gone holds, alone or in a group.

    Guests and covers do not count: what they hold, they hold for a while only.
    """
    inside = _inside(desk)
    at_work = {row.id for row in staff.active(desk)} - set(gone)
    held, every = set(), set()
    for row in desk.db.execute(select(Grant.case_id, Grant.principal_id, Grant.until)):
        every.add(row.case_id)
        if row.until is None and inside.get(row.principal_id, {row.principal_id}) & at_work:
            held.add(row.case_id)
    return every - held


def _inside(desk: NightDesk) -> dict[UUID, set[UUID]]:
    """Return who is in which group, with its present key."""
    query = (
        select(Member.group_id, Member.person_id)
        .join(Principal, Principal.id == Member.group_id)
        .where(Member.epoch == Principal.epoch, Member.until.is_(None))
    )
    inside: dict[UUID, set[UUID]] = {}
    for group_id, person_id in desk.db.execute(query):
        inside.setdefault(group_id, set()).add(person_id)
    return inside


def cases(
    desk: NightDesk, secrets: OfficeSecrets, wanted: set[UUID] | None, closed: list[str]
) -> Iterator[Key]:
    """Yield the keys of cases, opened with the custodians' key."""
    custodians_id = staff.office(desk).recovery_id
    opener = _Opener(desk, secrets, custodians_id)
    query = select(Grant, CaseKeyRow.commitment).join(
        CaseKeyRow, (CaseKeyRow.case_id == Grant.case_id) & (CaseKeyRow.epoch == Grant.epoch)
    )
    order = (Grant.case_id, Grant.epoch)
    for row, commitment in desk.db.execute(
        query.where(Grant.principal_id == custodians_id).order_by(*order)
    ):
        if wanted is not None and row.case_id not in wanted:
            continue
        key = Key(CASE, row.case_id, row.epoch, commitment)
        try:
            yield key._replace(secret=opener.open(key, row.body))
        except UNREADABLE_ROW:
            closed.append(row.named)


def groups(
    desk: NightDesk,
    secrets: OfficeSecrets,
    whom: Newcomer,
    closed: list[str],
    *,
    everything: bool,
    gone: Collection[UUID] = (),
) -> Iterator[Key]:
    """Yield the keys of the groups of her role that no other supervisor can let her into.

    Those who are gone let nobody in, though nobody could close their accounts yet.
    """
    opener = _Opener(desk, secrets, staff.office(desk).recovery_id)
    others = {row.id for row in staff.active(desk, {SUPERVISING})} - {whom.id, *gone}
    inside = _inside(desk)
    wanted = [*joining.of_role(desk, whom.role), *practice.supervised(desk, whom.role)]
    for group_id in dict.fromkeys(wanted):
        members = inside.get(group_id, set())
        if screens.keep_out(desk, group_id, whom.id):
            continue
        if not everything and (whom.id in members or members & others):
            continue
        group = desk.db.get_one(Principal, group_id)
        try:
            key = Key(GROUP, group_id, group.epoch, group.commitment or b"")
            yield key._replace(secret=opener.open(key, group.for_custodians or b""))
        except UNREADABLE_ROW:
            closed.append(group.named)


class _Opener:
    """Opens what was sealed to the custodians, by whoever signed it then."""

    def __init__(self, desk: NightDesk, secrets: OfficeSecrets, custodians_id: UUID) -> None:
        self._desk, self._secrets, self._id = desk, secrets, custodians_id
        self._signers: dict[UUID, list[Certificate]] = {}

    def open(self, key: Key, blob: bytes) -> bytes:
        """Return the secret.

        Raises:
            Damaged: It was changed, or signed by nobody who ever was of the office.
        """
        terms = GrantTerms(key.kind, key.subject, self._id, key.epoch, key.commitment)
        for signer in self._signed_by(grantor_of(blob)):
            try:
                return open_grant(blob, terms, self._secrets.recovery_seed, signer.signing)
            except Damaged:
                continue
        raise Damaged

    def _signed_by(self, grantor_id: UUID) -> list[Certificate]:
        if grantor_id not in self._signers:
            root = self._secrets.root_public
            found = directory.ever_certified(self._desk, grantor_id, root)
            self._signers[grantor_id] = found
        return self._signers[grantor_id]
