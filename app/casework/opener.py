"""Opens grants: what is still sealed is proved by certificates and charters that are read at once.

A grant still sealed is believed only when a colleague of the roster signed it and the case's
charter holds; nothing asymmetric happens once it was re-wrapped.
"""

from collections.abc import Iterable
from contextlib import suppress
from uuid import UUID

from app.casework.chains import Chains
from app.crypto import charters, xwing
from app.crypto.bundle import MemberKeys
from app.crypto.casekeys import GroupKeys
from app.crypto.certificates import OFFICE_ROOT, SUPERVISOR
from app.crypto.grants import (
    CASE,
    GROUP,
    GrantTerms,
    grantor_of,
    open_grant_with,
    open_rewrapped,
    rewrap_grant,
)
from app.crypto.primitives import Box
from app.db.desk import Desk
from app.errors import Damaged, Locked
from app.models import Grant, Member, Principal

SEALED, REWRAPPED = 1, 2


class Opener:
    """Opens grants and memberships at one desk, of a case each epoch after the one before it."""

    def __init__(self, desk: Desk, rows: Iterable[tuple[Grant | Member, bytes | None]]) -> None:
        """Read what the sealed ones among these rows hang on: no statement where none is.

        Args:
            desk: Of whoever was granted them.
            rows: The rows that will be opened; of a grant, its charter too where one is asked for.
        """
        people: set[UUID] = set()
        for row, charter in rows:
            with suppress(Damaged):
                if row.form == SEALED:
                    people.add(row.grantor_id)
                    people |= {charters.read(charter).maker} if charter else set()
        self._desk, self._chains = desk, Chains(desk, people)
        self._private: dict[UUID, xwing.Opener] = {}  # by principal; gone with the desk
        self._boxes: dict[UUID, Box] = {}
        self.secrets: dict[tuple[UUID, int], bytes] = {}  # by case and epoch

    def case(self, grant: Grant, commitment: bytes, charter: bytes | None) -> bytes:
        """Return the secret of a grant to whoever sits here or to a group of hers.

        Raises:
            Damaged: It does not open, nobody who might signed it, or it follows from none here.
            Locked: The grant is to somebody else.
        """
        terms = case_terms(grant, commitment)
        secret = self._opened(terms, grant)
        if grant.form == SEALED:
            self._check_charter(terms, charter or b"", secret)
        check_link(terms, charter, self.secrets.get((grant.case_id, grant.epoch - 1)))
        self.secrets[grant.case_id, grant.epoch] = secret
        return secret

    def group(self, row: Member, group: Principal) -> bytes:
        """Return the group's secret that a membership of one's own carries.

        Raises:
            Damaged: It does not open, or was not signed by a supervisor of the roster.
        """
        return self._opened(group_terms(row, group), row)

    def rewrap(self, row: Grant | Member, secret: bytes, terms: GrantTerms) -> None:
        """Keep a secret under the holder's own symmetric key from now on, without a signature."""
        row.body = rewrap_grant(secret, terms, self._holder(terms.principal).symmetric)
        row.form = REWRAPPED

    def _opened(self, terms: GrantTerms, row: Grant | Member) -> bytes:
        holder = self._holder(terms.principal)
        if row.form == REWRAPPED:
            box = self._boxes.get(terms.principal)
            if box is None:
                box = self._boxes[terms.principal] = Box(holder.symmetric)
            return open_rewrapped(row.body, terms, box)
        if row.form != SEALED or grantor_of(row.body) != row.grantor_id:
            raise Damaged
        private = self._private.get(terms.principal)
        if private is None:
            private = self._private[terms.principal] = xwing.Opener(holder.xwing_seed)
        return open_grant_with(row.body, terms, private, self._key_of_grantor(terms, row))

    def _key_of_grantor(self, terms: GrantTerms, row: Grant | Member) -> bytes:
        """Return the key that a grant must be signed with: a colleague's, or the custodians'."""
        if row.grantor_id == OFFICE_ROOT:
            return own_keys(self._desk).office_root or b""
        grantor = self._chains.certificate(row.grantor_id)
        if terms.kind == GROUP and grantor.rank != SUPERVISOR:
            raise Damaged
        return grantor.signing

    def _check_charter(self, terms: GrantTerms, blob: bytes, secret: bytes) -> None:
        """Return when a case's key of an epoch was made by who might make it.

        Raises:
            Damaged: The charter does not hold.
        """
        says, _ = self._chains.chartered(blob)
        if says[:4] != (CASE, terms.subject, terms.epoch, terms.commitment):
            raise Damaged
        charters.matches(blob, secret)

    def _holder(self, principal_id: UUID) -> MemberKeys | GroupKeys:
        return _keys_of(self._desk, principal_id)


def check_link(terms: GrantTerms, charter: bytes | None, before: bytes | None) -> None:
    """Return when a later epoch was made by somebody who held the one before.

    Asked of each grant, also of a re-wrapped one: whoever sits in a group can wrap what she likes
    under the group's key, and would have its members write under a key that she knows.

    Raises:
        Damaged: It was not, or the epoch before is not here.
    """
    if terms.epoch == 1:
        return
    if charter is None or before is None:
        raise Damaged
    if charters.read(charter)[:4] != (CASE, terms.subject, terms.epoch, terms.commitment):
        raise Damaged
    charters.follows(charter, before)


def own_keys(desk: Desk) -> MemberKeys:
    """Return the keys of whoever sits here.

    Raises:
        Locked: Nobody's are at this desk.
    """
    if desk.keys.member is None:
        raise Locked
    return desk.keys.member


def own_symmetric(desk: Desk, principal_id: UUID) -> bytes:
    """Return under what whoever sits here keeps what she, or a group of hers, was given.

    Raises:
        Locked: It is neither her nor a group whose key is here.
    """
    return _keys_of(desk, principal_id).symmetric


def _keys_of(desk: Desk, principal_id: UUID) -> MemberKeys | GroupKeys:
    if principal_id == desk.who.id:
        return own_keys(desk)
    try:
        return desk.keys.groups[principal_id]
    except KeyError:
        raise Locked from None


def case_terms(row: Grant, commitment: bytes) -> GrantTerms:
    """Return what a grant says."""
    return GrantTerms(CASE, row.case_id, row.principal_id, row.epoch, commitment)


def group_terms(row: Member, group: Principal) -> GrantTerms:
    """Return what a membership says.

    Raises:
        Damaged: The group has no commitment.
    """
    if group.commitment is None:
        raise Damaged
    return GrantTerms(GROUP, group.id, row.person_id, row.epoch, group.commitment)
