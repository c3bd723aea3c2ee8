"""Opening what one was granted: cases, and the groups that hold cases.

A desk opens a case only through a grant that stands in the database at that moment, so a grant
taken away ends with the next page, and never across an ethical screen. How one is proved stands in
`opener`.
"""

import logging
from collections.abc import Collection, Iterable, Iterator
from datetime import datetime
from hashlib import sha256
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Select, case, null, or_, select, true

from app.casework import screens
from app.casework.opener import REWRAPPED, SEALED, Opener, case_terms, group_terms, own_keys
from app.crypto.casekeys import CaseKey, GroupKeys
from app.db.desk import Desk, NightDesk
from app.errors import Damaged, NotFound
from app.models import CaseKeyRow, Grant, Member, Principal, Screen

__all__ = ["REWRAPPED", "SEALED", "own_keys"]

log = logging.getLogger(__name__)


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
    opener = Opener(desk, _charters(rows))
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
    desk: Desk, opener: Opener, grant: Grant, commitment: bytes, charter: bytes | None
) -> None:
    """Lay the key that a grant gives on this desk."""
    if (grant.case_id, grant.epoch) not in opener.secrets:
        secret = opener.case(grant, commitment, charter)
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
    opener, damaged = Opener(desk, _charters(rows)), set()
    for grant, commitment, charter, _ in rows:
        try:
            if lay:
                _take(desk, opener, grant, commitment, charter)
            elif (case_id, grant.epoch) not in opener.secrets:
                opener.case(grant, commitment, charter)
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
    opener = Opener(desk, _charters(rows))
    for grant, commitment, charter, _ in rows:
        try:
            secret = opener.case(grant, commitment, charter)
        except Damaged:
            _log_damaged(grant)
            continue
        yield grant, commitment, secret


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
    opener, done = Opener(desk, _charters(rows)), 0
    for row, commitment, charter, _ in rows:
        try:
            secret = opener.case(row, commitment, charter)
        except Damaged:
            _log_damaged(row)
            continue
        if row.form == SEALED:
            opener.rewrap(row, secret, case_terms(row, commitment))
            done += 1
    return done


def open_groups(desk: Desk, rows: Iterable[tuple[Member, Principal]]) -> dict[UUID, GroupKeys]:
    """Return the keys of the groups these memberships open; no damaged one hides another."""
    opened: dict[UUID, GroupKeys] = {}
    pairs = list(rows)
    opener = Opener(desk, [(row, None) for row, _ in pairs])
    for row, group in pairs:
        try:
            if row.epoch == group.epoch:
                opened[group.id] = GroupKeys.derive(opener.group(row, group))
                if row.form == SEALED:
                    desk.groups_unwrapped.add(group.id)
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
    opener = Opener(desk, [(row, None) for row, _ in pairs])
    for row, group in pairs:
        try:
            secret = opener.group(row, group)
        except Damaged:
            _log_damaged(row)
            continue
        opener.rewrap(row, secret, group_terms(row, group))
    desk.groups_unwrapped.clear()


def group_secret(desk: Desk, row: Member, group: Principal) -> bytes:
    """Return the group's secret that a membership of one's own carries.

    Raises:
        Damaged: It does not open, or was not signed by a supervisor of the roster.
    """
    return Opener(desk, [(row, None)]).group(row, group)


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


def _charters(rows: Iterable[Any]) -> list[tuple[Grant, bytes | None]]:
    """Return the grants of `_granted` with their charters."""
    return [(row[0], row[2]) for row in rows]


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


def _is_sound(row: Grant | Member) -> bool:
    try:
        row.open_card()
    except Damaged:
        _log_damaged(row)
        return False
    return True


def _log_damaged(row: Grant | Member) -> None:
    log.error("%s was changed outside Amparo", row.named)
