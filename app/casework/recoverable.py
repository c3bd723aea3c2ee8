"""What the custodians' key opens: every case, and the groups; by whoever sealed it to them."""

from collections.abc import Collection, Iterator
from typing import NamedTuple
from uuid import UUID

from sqlalchemy import select

from app.casework import (
    directory,
    forgood,
    held,
    joining,
    practice,
    screens,
    staff,
    vouching,
)
from app.casework.joining import Newcomer
from app.casework.onrecord import AT_A_TIME
from app.casework.policy import SUPERVISING
from app.casework.sound import is_sound
from app.crypto import charters
from app.crypto.certificates import OFFICE_ROOT
from app.crypto.grants import CASE, GROUP, GrantTerms, grantor_of, open_grant
from app.crypto.office import OfficeSecrets
from app.db.desk import NightDesk
from app.errors import UNREADABLE_ROW, Damaged
from app.models import CaseKeyRow, Grant, Principal


class Key(NamedTuple):
    """One key that the custodians opened."""

    kind: int
    subject: UUID
    epoch: int
    commitment: bytes
    secret: bytes = b""


def orphans(desk: NightDesk, secrets: OfficeSecrets, gone: Collection[UUID] = ()) -> set[UUID]:
    """Return the cases whose newest key nobody at work but those who are gone has for good.

    Guests and covers do not count: what they hold, they hold for a while only. Nor does a key that
    is none, by its charter or by the secret of the one before it, which the custodians have.
    """
    false = vouching.false_keys(desk)
    found = _lost(desk, gone, false)
    fresh = _unfollowing(desk, secrets, found) - false
    return _lost(desk, gone, false | fresh) if fresh else found


def _lost(
    desk: NightDesk, gone: Collection[UUID], false: Collection[tuple[UUID, int]]
) -> set[UUID]:
    inside = forgood.in_groups(desk)
    at_work = {row.id for row in staff.active(desk)} - set(gone)
    query = select(Grant).where(held.lasting(false=false))
    safe = {
        row.case_id
        for row in desk.db.scalars(query.execution_options(yield_per=AT_A_TIME))
        if is_sound(row) and inside.get(row.principal_id, {row.principal_id}) & at_work
    }
    return set(desk.db.scalars(select(Grant.case_id).distinct())) - safe


def _unfollowing(
    desk: NightDesk, secrets: OfficeSecrets, case_ids: set[UUID]
) -> set[tuple[UUID, int]]:
    """Return the keys of these cases that do not follow from the one before, by case and epoch."""
    opened = {(key.subject, key.epoch): key.secret for key in cases(desk, secrets, case_ids, [])}
    false = set()
    query = select(CaseKeyRow).where(CaseKeyRow.epoch > 1)
    for row in desk.db.scalars(query.execution_options(yield_per=AT_A_TIME)):
        if row.case_id in case_ids:
            try:
                charters.follows(row.charter or b"", opened[row.case_id, row.epoch - 1])
            except (*UNREADABLE_ROW, KeyError):
                false.add((row.case_id, row.epoch))
    return false


def cases(
    desk: NightDesk, secrets: OfficeSecrets, wanted: set[UUID] | None, closed: list[str]
) -> Iterator[Key]:
    """Yield the keys of cases, opened with the custodians' key."""
    custodians_id = staff.office(desk).recovery_id
    opener = Opener(desk, secrets, custodians_id)
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
    opener = Opener(desk, secrets, staff.office(desk).recovery_id)
    others = {row.id for row in staff.active(desk, {SUPERVISING})} - {whom.id, *gone}
    inside = forgood.in_groups(desk)
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


class Opener:
    """Opens what was sealed to the custodians, by whoever signed it then."""

    def __init__(self, desk: NightDesk, secrets: OfficeSecrets, custodians_id: UUID) -> None:
        self._desk, self._secrets, self._id = desk, secrets, custodians_id
        self._signers: dict[UUID, list[bytes]] = {}

    def open(self, key: Key, blob: bytes) -> bytes:
        """Return the secret.

        Raises:
            Damaged: It was changed, or signed by nobody who ever was of the office.
        """
        terms = GrantTerms(key.kind, key.subject, self._id, key.epoch, key.commitment)
        for signer in self._signed_by(grantor_of(blob)):
            try:
                return open_grant(blob, terms, self._secrets.recovery_seed, signer)
            except Damaged:
                continue
        raise Damaged

    def _signed_by(self, grantor_id: UUID) -> list[bytes]:
        root = self._secrets.root_public
        if grantor_id == OFFICE_ROOT:
            return [root]  # sealed anew when the custodians' papers were replaced
        if grantor_id not in self._signers:
            found = directory.ever_certified(self._desk, grantor_id, root)
            self._signers[grantor_id] = [each.signing for each in found]
        return self._signers[grantor_id]
