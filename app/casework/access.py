"""Opening what one was granted: cases, and the groups that hold cases.

A desk opens a case only through a grant that stands in the database at that moment, so a grant
taken away ends with the next page, and never across an ethical screen. A grant still sealed is
believed only when a colleague of the roster signed it and the case's charter holds; nothing
asymmetric happens once it was re-wrapped.
"""

import logging
from collections.abc import Collection, Iterable, Iterator
from contextlib import suppress
from datetime import datetime
from hashlib import sha256
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Select, case, null, or_, select, true

from app.casework import screens
from app.casework.chains import Chains
from app.crypto import charters
from app.crypto.bundle import MemberKeys
from app.crypto.casekeys import CaseKey, GroupKeys
from app.crypto.certificates import OFFICE_ROOT, SUPERVISOR
from app.crypto.grants import (
    CASE,
    GROUP,
    GrantTerms,
    grantor_of,
    open_grant,
    open_rewrapped,
    rewrap_grant,
)
from app.db.desk import Desk
from app.errors import Damaged, Locked, NotFound
from app.models import CaseKeyRow, Grant, Member, Principal, Screen

log = logging.getLogger(__name__)

SEALED, REWRAPPED = 1, 2


def reach(desk: Desk, case_ids: Collection[UUID] | None = None) -> set[UUID]:
    """Open the keys of these cases, or of all one can, and return which opened.

    One statement, however many cases, and four more where grants are still sealed, however many;
    cases without a living grant are simply not among them, nor are those whose grant was changed
    outside Amparo.
    """
    return _look(desk, case_ids)[0]


def open_case(desk: Desk, case_id: UUID) -> None:
    """Open one case's keys at this desk.

    Raises:
        Damaged: What this person was granted of it was changed outside Amparo.
        NotFound: There is no such case, or none that this person may know of.
    """
    opened, damaged = _look(desk, [case_id])
    if case_id not in opened:
        raise Damaged if case_id in damaged else NotFound


def _look(desk: Desk, case_ids: Collection[UUID] | None) -> tuple[set[UUID], set[UUID]]:
    """Return which cases opened, and of which a grant did not; no grant hides another."""
    opened: set[UUID] = set()
    damaged: set[UUID] = set()
    if case_ids is not None and not case_ids:
        return opened, damaged
    query = _granted(desk)
    if case_ids is not None:
        query = query.where(Grant.case_id.in_(case_ids))
    screened: set[UUID] = set()
    rows = desk.db.execute(query).all()
    opener = _Opener(desk, rows)
    for grant, commitment, charter, screen in rows:
        if screen is not None:
            screened.add(grant.case_id)
        try:
            _take(desk, opener, grant, commitment, charter)
            opened.add(grant.case_id)
        except Damaged:
            _log_damaged(grant)
            damaged.add(grant.case_id)
    kept = {each for each in screened if screens.between(desk, desk.who.id, each)}
    for case_id in kept:
        desk.keys.drop(case_id)
    return opened - kept, damaged - kept


def _take(
    desk: Desk, opener: "_Opener", grant: Grant, commitment: bytes, charter: bytes | None
) -> None:
    """Lay the key that a grant gives on this desk."""
    if (grant.case_id, grant.epoch) not in opener.secrets:
        secret = opener.open(grant, commitment, charter)
        desk.keys.take(grant.case_id, grant.epoch, CaseKey.derive(secret))
        if grant.form == SEALED:
            desk.unwrapped.add(grant.case_id)


def secrets_of(desk: Desk, case_id: UUID) -> dict[int, bytes]:
    """Return a case's secret of each epoch, to be granted on; empty where one holds none.

    Raises:
        Damaged: What this person was granted of an epoch was changed outside Amparo.
    """
    return _secrets(desk, case_id, lay=False)


def open_to_give(desk: Desk, case_id: UUID) -> dict[int, bytes]:
    """Open one case's keys at this desk and return its secret of each epoch, as `secrets_of`."""
    return _secrets(desk, case_id, lay=True)


def _secrets(desk: Desk, case_id: UUID, *, lay: bool) -> dict[int, bytes]:
    rows = desk.db.execute(_granted(desk).where(Grant.case_id == case_id)).all()
    opener, damaged = _Opener(desk, rows), set()
    for grant, commitment, charter, _ in rows:
        try:
            if lay:
                _take(desk, opener, grant, commitment, charter)
            elif (case_id, grant.epoch) not in opener.secrets:
                opener.open(grant, commitment, charter)
        except Damaged:
            _log_damaged(grant)
            damaged.add((case_id, grant.epoch))
    if any(row[3] is not None for row in rows) and screens.between(desk, desk.who.id, case_id):
        desk.keys.drop(case_id)
        return {}
    if damaged - opener.secrets.keys():
        raise Damaged
    return {epoch: secret for (_, epoch), secret in opener.secrets.items()}


def opening(desk: Desk, principal_id: UUID) -> Iterator[tuple[Grant, bytes, bytes]]:
    """Yield each grant of a principal whose keys are here, its commitment and its secret.

    Lapsed ones too; what was changed outside Amparo is passed over, and stays as it is.
    """
    rows = desk.db.execute(_granted(desk, [principal_id], lapsed=True)).all()
    opener = _Opener(desk, rows)
    for grant, commitment, charter, _ in rows:
        try:
            secret = opener.open(grant, commitment, charter)
        except Damaged:
            _log_damaged(grant)
            continue
        yield grant, commitment, secret


class _Opener:
    """Opens grants at one desk, each epoch after the one before it.

    The certificates and the roster that sealed ones hang on are read at once.
    """

    def __init__(self, desk: Desk, rows: Iterable[Any]) -> None:
        self._desk = desk
        self._chains = _chains(desk, ((row[0], row[2]) for row in rows))
        self.secrets: dict[tuple[UUID, int], bytes] = {}  # by case and epoch

    def open(self, grant: Grant, commitment: bytes, charter: bytes | None) -> bytes:
        """Return the secret of a grant to whoever sits here or to a group of hers.

        Raises:
            Damaged: It does not open, nobody who might signed it, or it follows from none here.
            Locked: The grant is to somebody else.
        """
        terms = _case_terms(grant, commitment)
        secret = _opened(
            self._desk, _holder(self._desk, grant.principal_id), terms, grant, self._chains
        )
        if grant.form == SEALED:
            _check_charter(terms, charter or b"", secret, self._chains)
        _check_link(terms, charter, self.secrets.get((grant.case_id, grant.epoch - 1)))
        self.secrets[grant.case_id, grant.epoch] = secret
        return secret


def _chains(desk: Desk, rows: Iterable[tuple[Grant | Member, bytes | None]]) -> Chains:
    """Read the certificates that what is still sealed hangs on; no statement where nothing is."""
    people: set[UUID] = set()
    for row, charter in rows:
        with suppress(Damaged):
            if row.form == SEALED:
                people.add(row.grantor_id)
                people |= {charters.read(charter).maker} if charter else set()
    return Chains(desk, people)


def lasting(desk: Desk, case_id: UUID) -> set[UUID]:
    """Return the people who can open a case and go on doing so, as `readers`; two queries."""
    granted = {row.principal_id for row in holders(desk, case_id) if row.until is None}
    inside = {row.person_id for row in members_of(desk, granted) if row.until is None}
    return granted | inside


def named(desk: Desk) -> dict[UUID, bytes]:
    """Return the cases whose grants name this person or her groups, unproved; one statement.

    With each comes a hash of those grants as they stand, and of a screen between her and the case,
    so that what was proved once with `reach` counts for as long as they are the same.
    """
    given: dict[UUID, list[bytes]] = {}
    query = (
        select(*Grant.__table__.columns, Screen.card.label("screen"))
        .outerjoin(Screen, _screening(desk))
        .where(Grant.principal_id.in_(desk.who.principals), _living(desk.now))
    )
    for row in desk.db.execute(query.order_by(*Grant.__table__.primary_key)):
        given.setdefault(row.case_id, []).append(repr(tuple(row)).encode())
    return {case_id: sha256(b"\n".join(parts)).digest() for case_id, parts in given.items()}


def choosing(desk: Desk) -> Select[UUID]:
    """Return the question which cases `named` names, for use inside another."""
    return (
        select(Grant.case_id)
        .where(Grant.principal_id.in_(desk.who.principals), _living(desk.now))
        .distinct()
    )


def rewrap(desk: Desk, case_id: UUID | None = None) -> int:
    """Re-wrap what is still sealed to this person or her groups; return how many.

    Writes, so it belongs to a writing desk: at sign-in, and where a case was just opened.
    """
    mine = Grant.principal_id.in_(desk.who.principals)
    waiting = select(Grant.case_id).where(mine, Grant.form == SEALED)
    if case_id is not None:
        waiting = waiting.where(Grant.case_id == case_id)
    rows = desk.db.execute(_granted(desk).where(Grant.case_id.in_(waiting))).all()
    opener, done = _Opener(desk, rows), 0
    for row, commitment, charter, _ in rows:
        try:
            secret = opener.open(row, commitment, charter)
        except Damaged:
            _log_damaged(row)
            continue
        if row.form == SEALED:
            terms = _case_terms(row, commitment)
            row.body = rewrap_grant(secret, terms, _holder(desk, row.principal_id).symmetric)
            row.form = REWRAPPED
            done += 1
    return done


def open_groups(desk: Desk, rows: Iterable[tuple[Member, Principal]]) -> dict[UUID, GroupKeys]:
    """Return the keys of the groups these memberships open; no damaged one hides another."""
    opened: dict[UUID, GroupKeys] = {}
    pairs = list(rows)
    chains = _chains(desk, ((row, None) for row, _ in pairs))
    for row, group in pairs:
        try:
            if row.epoch == group.epoch:
                opened[group.id] = GroupKeys.derive(group_secret(desk, row, group, chains))
                desk.groups_unwrapped |= row.form == SEALED
        except Damaged:
            _log_damaged(row)
    return opened


def rewrap_memberships(desk: Desk) -> None:
    """Re-wrap the group keys that are still sealed to whoever sits here."""
    query = (
        select(Member, Principal)
        .join(Principal, Principal.id == Member.group_id)
        .where(Member.person_id == desk.who.id, Member.form == SEALED)
    )
    pairs = [(row, group) for row, group in desk.db.execute(query)]
    chains = _chains(desk, ((row, None) for row, _ in pairs))
    for row, group in pairs:
        try:
            secret = group_secret(desk, row, group, chains)
        except Damaged:
            _log_damaged(row)
            continue
        row.body = rewrap_grant(secret, _group_terms(row, group), own_keys(desk).symmetric)
        row.form = REWRAPPED
    desk.groups_unwrapped = False


def group_secret(desk: Desk, row: Member, group: Principal, chains: Chains | None = None) -> bytes:
    """Return the group's secret that a membership of one's own carries.

    Raises:
        Damaged: It does not open, or was not signed by a supervisor of the roster.
    """
    known = chains or _chains(desk, [(row, None)])
    return _opened(desk, own_keys(desk), _group_terms(row, group), row, known)


def holders(desk: Desk, case_id: UUID) -> list[Grant]:
    """Return the living grants of the newest epoch of an open case, as they were given."""
    query = (
        select(Grant)
        .where(Grant.case_id == case_id, _living(desk.now))
        .order_by(Grant.epoch, Grant.principal_id)
    )
    rows = [row for row in desk.db.scalars(query) if _is_sound(row)]
    newest = max((row.epoch for row in rows), default=0)
    return [row for row in rows if row.epoch == newest]


def readers(desk: Desk, case_id: UUID) -> set[UUID]:
    """Return the people who can open a case now, by themselves or through a group; two queries."""
    granted = {row.principal_id for row in holders(desk, case_id)}
    return granted | {row.person_id for row in members_of(desk, granted)}


def members_of(desk: Desk, group_ids: Collection[UUID]) -> list[Member]:
    """Return the living memberships of these groups, as they were given; one statement."""
    query = select(Member).where(Member.group_id.in_(group_ids), _living(desk.now, Member))
    return [row for row in desk.db.scalars(query) if _is_sound(row)]


def own_keys(desk: Desk) -> MemberKeys:
    """Return the keys of whoever sits here.

    Raises:
        Locked: Nobody's are at this desk.
    """
    if desk.keys.member is None:
        raise Locked
    return desk.keys.member


def _granted(
    desk: Desk, principals: Collection[UUID] | None = None, *, lapsed: bool = False
) -> Select[Grant, bytes, bytes | None, Screen | None]:
    """Return the question for one's grants, an earlier epoch before the one that follows from it.

    A charter comes along where it says from which epoch it follows or the grant is still sealed,
    and a screen where a row says that one stands between her and the case.
    """
    asked = or_(Grant.epoch > 1, Grant.form == SEALED)
    living = true() if lapsed else _living(desk.now)
    return (
        select(
            Grant, CaseKeyRow.commitment, case((asked, CaseKeyRow.charter), else_=null()), Screen
        )
        .join(
            CaseKeyRow,
            (CaseKeyRow.case_id == Grant.case_id) & (CaseKeyRow.epoch == Grant.epoch),
        )
        .outerjoin(Screen, _screening(desk))
        .where(Grant.principal_id.in_(principals or desk.who.principals), living)
        .order_by(Grant.case_id, Grant.epoch)
    )


def _screening(desk: Desk) -> ColumnElement[bool]:
    return (Screen.case_id == Grant.case_id) & (Screen.person_id == desk.who.id)


def _living(now: datetime, of: type[Grant | Member] = Grant) -> ColumnElement[bool]:
    return or_(of.until.is_(None), of.until > now)


def _check_charter(terms: GrantTerms, blob: bytes, secret: bytes, chains: Chains) -> None:
    """Return when a case's key of an epoch was made by who might make it.

    Raises:
        Damaged: The charter does not hold.
    """
    says, _ = chains.chartered(blob)
    if says[:4] != (CASE, terms.subject, terms.epoch, terms.commitment):
        raise Damaged
    charters.matches(blob, secret)


def _check_link(terms: GrantTerms, charter: bytes | None, before: bytes | None) -> None:
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


def _opened(
    desk: Desk,
    holder: MemberKeys | GroupKeys,
    terms: GrantTerms,
    row: Grant | Member,
    chains: Chains,
) -> bytes:
    if row.form == REWRAPPED:
        return open_rewrapped(row.body, terms, holder.symmetric)
    if row.form != SEALED or grantor_of(row.body) != row.grantor_id:
        raise Damaged
    return open_grant(row.body, terms, holder.xwing_seed, _key_of_grantor(desk, terms, row, chains))


def _key_of_grantor(desk: Desk, terms: GrantTerms, row: Grant | Member, chains: Chains) -> bytes:
    """Return the key that a grant must be signed with: a colleague's, or the custodians' root."""
    if row.grantor_id == OFFICE_ROOT:
        return own_keys(desk).office_root or b""
    grantor = chains.certificate(row.grantor_id)
    if terms.kind == GROUP and grantor.rank != SUPERVISOR:
        raise Damaged
    return grantor.signing


def _case_terms(row: Grant, commitment: bytes) -> GrantTerms:
    return GrantTerms(CASE, row.case_id, row.principal_id, row.epoch, commitment)


def _group_terms(row: Member, group: Principal) -> GrantTerms:
    if group.commitment is None:
        raise Damaged
    return GrantTerms(GROUP, group.id, row.person_id, row.epoch, group.commitment)


def _is_sound(row: Grant | Member) -> bool:
    try:
        row.open_card()
    except Damaged:
        _log_damaged(row)
        return False
    return True


def _log_damaged(row: Grant | Member) -> None:
    log.error("%s was changed outside Amparo", row.named)


def _holder(desk: Desk, principal_id: UUID) -> MemberKeys | GroupKeys:
    if principal_id == desk.who.id:
        return own_keys(desk)
    try:
        return desk.keys.groups[principal_id]
    except KeyError:
        raise Locked from None
