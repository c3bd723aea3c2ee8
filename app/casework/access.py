"""Opening what one was granted: cases, and the groups that hold cases.

A desk opens a case only through a grant that stands in the database at that moment, so a grant
taken away ends with the next page, and never across an ethical screen. A grant still sealed is
believed only when a colleague of the roster signed it and the case's charter holds; nothing
asymmetric happens once it was re-wrapped.
"""

import logging
from collections.abc import Collection, Iterable
from datetime import datetime
from hashlib import sha256
from uuid import UUID

from sqlalchemy import ColumnElement, Select, case, null, or_, select

from app.casework import directory, screens
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
from app.db.desk import Desk, NightDesk
from app.errors import Damaged, Locked, NotFound
from app.models import CaseKeyRow, Grant, Member, Principal, Screen

log = logging.getLogger(__name__)

SEALED, REWRAPPED = 1, 2


def reach(desk: Desk, case_ids: Collection[UUID] | None = None) -> set[UUID]:
    """Open the keys of these cases, or of all one can, and return which opened.

    One statement, however many cases, and a few more for each grant that is still sealed; cases
    without a living grant are simply not among them, nor are those whose grant was changed outside
    Amparo.
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
    secrets: dict[tuple[UUID, int], bytes] = {}
    for grant, commitment, charter, screen in desk.db.execute(query):
        if screen is not None:
            screened.add(grant.case_id)
        try:
            _take(desk, grant, commitment, charter, secrets)
            opened.add(grant.case_id)
        except Damaged:
            _log_damaged(grant)
            damaged.add(grant.case_id)
    kept = {each for each in screened if screens.between(desk, desk.who.id, each)}
    for case_id in kept:
        desk.keys.drop(case_id)
    return opened - kept, damaged - kept


def _take(
    desk: Desk,
    grant: Grant,
    commitment: bytes,
    charter: bytes | None,
    secrets: dict[tuple[UUID, int], bytes],
) -> None:
    """Lay the key that a grant gives on this desk; `secrets` are those taken so far."""
    if (grant.case_id, grant.epoch) not in secrets:
        before = secrets.get((grant.case_id, grant.epoch - 1))
        secret = _proved(desk, grant, commitment, charter, before)
        desk.keys.take(grant.case_id, grant.epoch, CaseKey.derive(secret))
        secrets[grant.case_id, grant.epoch] = secret
        if grant.form == SEALED:
            desk.unwrapped.add(grant.case_id)


def secrets_of(desk: Desk, case_id: UUID) -> dict[int, bytes]:
    """Return a case's secret of each epoch, to be granted on; empty where one holds none."""
    query = _granted(desk).where(Grant.case_id == case_id)
    secrets: dict[int, bytes] = {}
    for grant, commitment, charter, screen in desk.db.execute(query):
        if screen is not None and screens.between(desk, desk.who.id, case_id):
            return {}
        before = secrets.get(grant.epoch - 1)
        secrets[grant.epoch] = _proved(desk, grant, commitment, charter, before)
    return secrets


def _proved(
    desk: Desk, grant: Grant, commitment: bytes, charter: bytes | None, before: bytes | None
) -> bytes:
    """Return the secret that a grant gives, which follows from that of the epoch before."""
    secret = secret_in(desk, grant, commitment)
    _check_link(_case_terms(grant, commitment), charter, before)
    return secret


def lasting(desk: Desk, case_id: UUID) -> set[UUID]:
    """Return the people who can open a case and go on doing so, as `readers`; two queries."""
    granted = {row.principal_id for row in holders(desk, case_id) if row.until is None}
    inside = {row.person_id for row in members_of(desk, granted) if row.until is None}
    return granted | inside


def secret_in(desk: Desk, row: Grant, commitment: bytes) -> bytes:
    """Return the secret of a grant to whoever sits here or to a group of hers.

    Raises:
        Damaged: It does not open, or nobody who might signed it.
        Locked: The grant is to somebody else.
    """
    holder = _holder(desk, row.principal_id)
    terms = _case_terms(row, commitment)
    secret = _opened(desk, holder, terms, row)
    if row.form == SEALED:
        _check_charter(desk, terms, secret)
    return secret


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
    query = _granted(desk).where(Grant.form == SEALED)
    if case_id is not None:
        query = query.where(Grant.case_id == case_id)
    done = 0
    for row, commitment, *_ in desk.db.execute(query):
        try:
            secret = secret_in(desk, row, commitment)
        except Damaged:
            _log_damaged(row)
            continue
        terms = _case_terms(row, commitment)
        row.body = rewrap_grant(secret, terms, _holder(desk, row.principal_id).symmetric)
        row.form = REWRAPPED
        done += 1
    return done


def open_groups(desk: Desk, rows: Iterable[tuple[Member, Principal]]) -> dict[UUID, GroupKeys]:
    """Return the keys of the groups these memberships open; no damaged one hides another."""
    opened: dict[UUID, GroupKeys] = {}
    for row, group in rows:
        try:
            if row.epoch == group.epoch:
                opened[group.id] = GroupKeys.derive(group_secret(desk, row, group))
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
    for row, group in desk.db.execute(query):
        try:
            secret = group_secret(desk, row, group)
        except Damaged:
            _log_damaged(row)
            continue
        row.body = rewrap_grant(secret, _group_terms(row, group), own_keys(desk).symmetric)
        row.form = REWRAPPED


def group_secret(desk: Desk, row: Member, group: Principal) -> bytes:
    """Return the group's secret that a membership of one's own carries.

    Raises:
        Damaged: It does not open, or was not signed by a supervisor of the roster.
    """
    return _opened(desk, own_keys(desk), _group_terms(row, group), row)


def holders(desk: NightDesk, case_id: UUID) -> list[Grant]:
    """Return the living grants of the newest epoch of an open case, as they were given."""
    query = (
        select(Grant)
        .where(Grant.case_id == case_id, _living(desk.now))
        .order_by(Grant.epoch, Grant.principal_id)
    )
    rows = [row for row in desk.db.scalars(query) if _is_sound(row)]
    newest = max((row.epoch for row in rows), default=0)
    return [row for row in rows if row.epoch == newest]


def readers(desk: NightDesk, case_id: UUID) -> set[UUID]:
    """Return the people who can open a case now, by themselves or through a group; two queries."""
    granted = {row.principal_id for row in holders(desk, case_id)}
    return granted | {row.person_id for row in members_of(desk, granted)}


def members_of(desk: NightDesk, group_ids: Collection[UUID]) -> list[Member]:
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


def _granted(desk: Desk) -> Select[Grant, bytes, bytes | None, Screen | None]:
    """Return the question for one's grants, an earlier epoch before the one that follows from it.

    A charter comes along where it says from which epoch it follows, and a screen where a row says
    that one stands between her and the case.
    """
    later = case((Grant.epoch > 1, CaseKeyRow.charter), else_=null())
    return (
        select(Grant, CaseKeyRow.commitment, later, Screen)
        .join(
            CaseKeyRow,
            (CaseKeyRow.case_id == Grant.case_id) & (CaseKeyRow.epoch == Grant.epoch),
        )
        .outerjoin(Screen, _screening(desk))
        .where(Grant.principal_id.in_(desk.who.principals), _living(desk.now))
        .order_by(Grant.case_id, Grant.epoch)
    )


def _screening(desk: Desk) -> ColumnElement[bool]:
    return (Screen.case_id == Grant.case_id) & (Screen.person_id == desk.who.id)


def _living(now: datetime, of: type[Grant | Member] = Grant) -> ColumnElement[bool]:
    return or_(of.until.is_(None), of.until > now)


def _check_charter(desk: Desk, terms: GrantTerms, secret: bytes) -> None:
    """Return when a case's key of an epoch was made by who might make it.

    Raises:
        Damaged: The charter does not hold, or does not follow from the epoch before.
    """
    row = desk.db.get(CaseKeyRow, (terms.subject, terms.epoch))
    blob = b"" if row is None or row.charter is None else row.charter
    says, _ = directory.chartered(desk, blob)
    if says[:4] != (CASE, terms.subject, terms.epoch, terms.commitment):
        raise Damaged
    charters.matches(blob, secret)
    if terms.epoch > 1:
        charters.follows(blob, _epoch_before(desk, terms))


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


def _epoch_before(desk: Desk, terms: GrantTerms) -> bytes:
    query = _granted(desk).where(Grant.case_id == terms.subject, Grant.epoch == terms.epoch - 1)
    for grant, commitment, *_ in desk.db.execute(query):
        return secret_in(desk, grant, commitment)
    raise Damaged


def _opened(
    desk: Desk, holder: MemberKeys | GroupKeys, terms: GrantTerms, row: Grant | Member
) -> bytes:
    if row.form == REWRAPPED:
        return open_rewrapped(row.body, terms, holder.symmetric)
    if row.form != SEALED or grantor_of(row.body) != row.grantor_id:
        raise Damaged
    return open_grant(row.body, terms, holder.xwing_seed, _key_of_grantor(desk, terms, row))


def _key_of_grantor(desk: Desk, terms: GrantTerms, row: Grant | Member) -> bytes:
    """Return the key that a grant must be signed with: a colleague's, or the custodians' root."""
    if row.grantor_id == OFFICE_ROOT:
        return own_keys(desk).office_root or b""
    grantor = directory.certificate(desk, row.grantor_id)
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
