"""Who holds which case's key: granting it, and opening what one was granted.

A desk opens a case only through a grant that stands in the database at that moment, so a grant
taken away ends with the next page. Nothing asymmetric happens once a grant was re-wrapped.
"""

import logging
from collections import Counter
from collections.abc import Collection, Iterable
from datetime import datetime
from hashlib import sha256
from uuid import UUID

from sqlalchemy import ColumnElement, Select, or_, select
from sqlalchemy.orm import Session

from app.crypto.bundle import MemberKeys
from app.crypto.casekeys import CaseKey, GroupKeys, new_case_key
from app.crypto.grants import (
    CASE,
    GROUP,
    GrantTerms,
    commitment_of,
    grantor_of,
    open_grant,
    open_rewrapped,
    rewrap_grant,
    seal_grant,
)
from app.crypto.keyring import FIRST_EPOCH
from app.db.desk import Desk
from app.errors import Damaged, Locked, NotFound
from app.models import CaseKeyRow, Grant, Member, Principal

log = logging.getLogger(__name__)

SEALED, REWRAPPED = 1, 2


def reach(desk: Desk, case_ids: Collection[UUID] | None = None) -> set[UUID]:
    """Open the keys of these cases, or of all one can, and return which opened.

    One statement, however many cases; cases without a living grant are simply not among them, nor
    are those whose grant was changed outside Amparo.
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
    query = _granted(desk.who.principals, desk.now)
    if case_ids is not None:
        query = query.where(Grant.case_id.in_(case_ids))
    for grant, commitment in desk.db.execute(query):
        try:
            if not desk.keys.holds(grant.case_id, grant.epoch):
                key = CaseKey.derive(_secret(desk, grant, commitment))
                desk.keys.take(grant.case_id, grant.epoch, key)
                if grant.form == SEALED:
                    desk.unwrapped.add(grant.case_id)
            opened.add(grant.case_id)
        except Damaged:
            _log_damaged(grant)
            damaged.add(grant.case_id)
    return opened, damaged


def named(desk: Desk) -> dict[UUID, bytes]:
    """Return the cases whose grants name this person or her groups, unproved; one statement.

    With each comes a hash of those grants as they stand, so that what was proved once with `reach`
    counts for as long as they are the same.
    """
    given: dict[UUID, list[bytes]] = {}
    columns = Grant.__table__.columns
    query = select(*columns).where(Grant.principal_id.in_(desk.who.principals), _living(desk.now))
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


def new_key(desk: Desk, case_id: UUID) -> bytes:
    """Give a new case its first key, open it at this desk, and return the secret to be granted."""
    secret = new_case_key()
    key = CaseKey.derive(secret)
    desk.keys.take(case_id, FIRST_EPOCH, key)
    return secret


def grant(desk: Desk, case_id: UUID, secret: bytes, principal: Principal, role: str) -> Grant:
    """Give a case's key to a principal: sealed to her public key, signed by whoever grants."""
    member = _member(desk)
    terms = GrantTerms(CASE, case_id, principal.id, FIRST_EPOCH, commitment_of(CASE, secret))
    body = seal_grant(secret, terms, principal.sealing_key, desk.who.id, member.signing_seed)
    row = Grant(
        case_id=case_id,
        principal_id=principal.id,
        epoch=FIRST_EPOCH,
        role=role,
        until=None,
        grantor_id=desk.who.id,
        form=SEALED,
        body=body,
    )
    desk.db.add(row)
    return row


def commit_key(desk: Desk, case_id: UUID, secret: bytes) -> None:
    """Record the commitment that fixes the key of the case's first epoch."""
    commitment = commitment_of(CASE, secret)
    desk.db.add(CaseKeyRow(case_id=case_id, epoch=FIRST_EPOCH, commitment=commitment))


def rewrap(desk: Desk, case_id: UUID | None = None) -> int:
    """Re-wrap what is still sealed to this person or her groups; return how many.

    Writes, so it belongs to a writing desk: at sign-in, and where a case was just opened.
    """
    query = _granted(desk.who.principals, desk.now).where(Grant.form == SEALED)
    if case_id is not None:
        query = query.where(Grant.case_id == case_id)
    done = 0
    for row, commitment in desk.db.execute(query):
        try:
            secret = _secret(desk, row, commitment)
        except Damaged:
            _log_damaged(row)
            continue
        terms = _case_terms(row, commitment)
        row.body = rewrap_grant(secret, terms, _holder(desk, row.principal_id).symmetric)
        row.form = REWRAPPED
        done += 1
    return done


def admit(
    desk_id: UUID, member: MemberKeys, group: Principal, secret: bytes, to: Principal
) -> Member:
    """Return the row that gives a person a group's key, signed by `desk_id` with her own key."""
    terms = _group_terms(group, to.id)
    return Member(
        group_id=group.id,
        person_id=to.id,
        epoch=terms.epoch,
        until=None,
        grantor_id=desk_id,
        form=SEALED,
        body=seal_grant(secret, terms, to.sealing_key, desk_id, member.signing_seed),
    )


def open_groups(
    db: Session, member: MemberKeys, rows: Iterable[tuple[Member, Principal]]
) -> dict[UUID, GroupKeys]:
    """Return the keys of the groups these memberships open; no damaged one hides another."""
    opened: dict[UUID, GroupKeys] = {}
    for row, group in rows:
        try:
            secret = _opened(db, member, _group_terms(group, row.person_id), row)
        except Damaged:
            _log_damaged(row)
        else:
            opened[group.id] = GroupKeys.derive(secret)
    return opened


def rewrap_memberships(db: Session, member: MemberKeys, person_id: UUID) -> None:
    """Re-wrap the group keys that are still sealed to a person."""
    query = (
        select(Member, Principal)
        .join(Principal, Principal.id == Member.group_id)
        .where(Member.person_id == person_id, Member.form == SEALED)
    )
    for row, group in db.execute(query):
        try:
            terms = _group_terms(group, person_id)
            secret = _opened(db, member, terms, row)
        except Damaged:
            _log_damaged(row)
            continue
        row.body = rewrap_grant(secret, terms, member.symmetric)
        row.form = REWRAPPED


def holders(desk: Desk, case_id: UUID) -> list[Grant]:
    """Return the living grants of a case that is open at this desk, as they were given."""
    query = select(Grant).where(Grant.case_id == case_id, _living(desk.now))
    return [row for row in desk.db.scalars(query) if _is_sound(row)]


def readers(desk: Desk, case_id: UUID) -> set[UUID]:
    """Return the people who can open a case now, by themselves or through a group; two queries."""
    granted = {row.principal_id for row in holders(desk, case_id)}
    through = select(Member).where(Member.group_id.in_(granted), _living(desk.now, Member))
    return granted | {row.person_id for row in desk.db.scalars(through) if _is_sound(row)}


def group_sizes(desk: Desk, group_ids: Collection[UUID]) -> dict[UUID, int]:
    """Return how many people hold each group's key."""
    query = select(Member).where(Member.group_id.in_(group_ids), _living(desk.now, Member))
    return Counter(row.group_id for row in desk.db.scalars(query) if _is_sound(row))


def _granted(principals: Collection[UUID], now: datetime) -> Select[Grant, bytes]:
    return (
        select(Grant, CaseKeyRow.commitment)
        .join(
            CaseKeyRow,
            (CaseKeyRow.case_id == Grant.case_id) & (CaseKeyRow.epoch == Grant.epoch),
        )
        .where(Grant.principal_id.in_(principals), _living(now))
    )


def _living(now: datetime, of: type[Grant | Member] = Grant) -> ColumnElement[bool]:
    return or_(of.until.is_(None), of.until > now)


def _secret(desk: Desk, row: Grant, commitment: bytes) -> bytes:
    holder = _holder(desk, row.principal_id)
    return _opened(desk.db, holder, _case_terms(row, commitment), row)


def _case_terms(row: Grant, commitment: bytes) -> GrantTerms:
    return GrantTerms(CASE, row.case_id, row.principal_id, row.epoch, commitment)


def _group_terms(group: Principal, person_id: UUID) -> GrantTerms:
    """Return what a membership says.

    Raises:
        Damaged: This is no group, or its key is of an epoch that never was.
    """
    if group.commitment is None or group.epoch != FIRST_EPOCH:
        raise Damaged
    return GrantTerms(GROUP, group.id, person_id, group.epoch, group.commitment)


def _opened(
    db: Session, holder: MemberKeys | GroupKeys, terms: GrantTerms, row: Grant | Member
) -> bytes:
    if row.epoch != FIRST_EPOCH:
        raise Damaged
    if row.form == REWRAPPED:
        return open_rewrapped(row.body, terms, holder.symmetric)
    grantor = db.get(Principal, row.grantor_id)
    if row.form != SEALED or grantor is None or grantor.signing_key is None:
        raise Damaged
    if grantor_of(row.body) != row.grantor_id:
        raise Damaged
    return open_grant(row.body, terms, holder.xwing_seed, grantor.signing_key)


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
        return _member(desk)
    try:
        return desk.keys.groups[principal_id]
    except KeyError:
        raise Locked from None


def _member(desk: Desk) -> MemberKeys:
    if desk.keys.member is None:
        raise Locked
    return desk.keys.member
