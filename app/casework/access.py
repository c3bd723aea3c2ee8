"""Opening what one was granted: cases, and the groups that hold cases.

A desk opens a case only through a grant that stands in the database at that moment, so a grant
taken away ends with the next page, and never across an ethical screen. How one is proved stands in
`opener`.
"""

import logging
from collections.abc import Collection, Iterable, Iterator, Sequence
from hashlib import sha256
from typing import Any
from uuid import UUID

from sqlalchemy import Row, Select, Uuid, bindparam, case, inspect, null, or_, select

from app.casework import held, keysmade, screens
from app.casework.opener import (
    REWRAPPED,
    SEALED,
    Opener,
    case_terms,
    group_terms,
    own_keys,
    own_symmetric,
)
from app.casework.sound import sound
from app.crypto.casekeys import CaseKey, GroupKeys
from app.db.columntypes import hex_of, plainly
from app.db.desk import Desk, NightDesk
from app.errors import Damaged, NotFound
from app.models import CaseKeyRow, Grant, Member, Principal, Screen

__all__ = ["REWRAPPED", "SEALED", "own_keys", "own_symmetric"]

log = logging.getLogger(__name__)

# One's grants, an earlier epoch before the one that follows from it; put together once, as every
# request asks for them. A charter comes along where it says from which epoch it follows or the
# grant is still sealed, and a screen where a row says that one stands between her and the case.
_CHARTERED = or_(Grant.epoch > 1, Grant.form == SEALED)
_SCREENED = (Screen.case_id == Grant.case_id) & (Screen.person_id == bindparam("person"))
_EVER_GRANTED = (
    select(
        Grant, CaseKeyRow.commitment, case((_CHARTERED, CaseKeyRow.charter), else_=null()), Screen
    )
    .join(
        CaseKeyRow,
        (CaseKeyRow.case_id == Grant.case_id) & (CaseKeyRow.epoch == Grant.epoch),
    )
    .outerjoin(Screen, _SCREENED)
    .where(Grant.principal_id.in_(bindparam("principals", type_=Uuid(), expanding=True)))
    .order_by(Grant.case_id, Grant.epoch)
)
_GRANTED = _EVER_GRANTED.where(held.living(bindparam("now")))
_GRANTED_OF = _GRANTED.where(Grant.case_id.in_(bindparam("cases", type_=Uuid(), expanding=True)))
_HOLDING = (
    select(Grant)
    .where(Grant.case_id == bindparam("case"), held.living(bindparam("now")))
    .order_by(Grant.epoch, Grant.principal_id)
)
_INSIDE = (
    select(Member)
    .join(Principal, (Principal.id == Member.group_id) & (Principal.epoch == Member.epoch))
    .where(
        Member.group_id.in_(bindparam("groups", type_=Uuid(), expanding=True)),
        held.living(bindparam("now"), Member),
    )
)
Granted = Row[Grant, bytes, bytes | None, Screen | None]


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
    screened: set[UUID] = set()
    rows = _granted(desk) if case_ids is None else _granted_of(desk, case_ids)
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

    What she is granted of a key that no deed on record made is none, and hinders nothing.

    Raises:
        Damaged: What this person was granted of an epoch was changed outside Amparo.
    """
    return _secrets(desk, case_id, lay=False)


def open_to_give(desk: Desk, case_id: UUID) -> dict[int, bytes]:
    """Open one case's keys at this desk and return its secret of each epoch, as `secrets_of`."""
    return _secrets(desk, case_id, lay=True)


def _secrets(desk: Desk, case_id: UUID, *, lay: bool) -> dict[int, bytes]:
    rows = _granted_of(desk, [case_id])
    opener, damaged = Opener(desk, _charters(rows)), set[int]()
    for grant, commitment, charter, _ in rows:
        try:
            if lay:
                _take(desk, opener, grant, commitment, charter)
            elif (case_id, grant.epoch) not in opener.secrets:
                opener.case(grant, commitment, charter)
        except Damaged:
            _log_damaged(grant)
            damaged.add(_epoch_of(grant))
    if any(row[3] is not None for row in rows) and screens.between(desk, desk.who.id, case_id):
        desk.keys.drop(case_id)
        return {}
    secrets = {epoch: secret for (_, epoch), secret in opener.secrets.items()}
    closed = damaged - secrets.keys()
    if closed and min(closed) <= keysmade.newest(desk, [case_id])[case_id]:
        raise Damaged
    return secrets


def opening(desk: Desk, principal_id: UUID) -> Iterator[tuple[Grant, bytes, bytes]]:
    """Yield each grant of a principal whose keys are here, its commitment and its secret.

    Lapsed ones too; what was changed outside Amparo is passed over, and stays as it is.
    """
    rows = _ever_granted(desk, principal_id)
    opener = Opener(desk, _charters(rows))
    for grant, commitment, charter, _ in rows:
        try:
            secret = opener.case(grant, commitment, charter)
        except Damaged:
            _log_damaged(grant)
            continue
        yield grant, commitment, secret


def granted_to_me(desk: Desk) -> Sequence[Granted]:
    """Return every grant to whoever sits here herself, lapsed ones too."""
    return _ever_granted(desk, desk.who.id)


def named(desk: Desk) -> dict[UUID, bytes]:
    """Return the cases whose grants name this person or her groups, unproved; one statement.

    With each comes a hash of those grants as they stand, and of a screen between her and the case,
    so that what was proved once with `reach` counts for as long as they are the same.
    """
    return {UUID(case_id): proof for case_id, proof in named_plainly(desk).items()}


def named_plainly(desk: Desk, case_ids: Collection[UUID] | None = None) -> dict[str, bytes]:
    """Return the same by ids in hex, of these cases or of all; what is only hashed is not read."""
    given: dict[str, list[bytes]] = {}
    grants, screen = Grant.__table__.columns, Screen.__table__.columns
    columns = [*map(plainly, grants), plainly(screen.card).label("screen")]
    query = (
        select(*columns)
        .outerjoin_from(Grant.__table__, Screen.__table__, _SCREENED)
        .where(Grant.principal_id.in_(desk.who.principals), held.living(desk.now))
        .order_by(*Grant.__table__.primary_key)
    )
    if case_ids is not None:
        query = query.where(Grant.case_id.in_(case_ids))
    at = list(grants).index(grants.case_id)
    for row in desk.db.execute(query, {"person": desk.who.id}):
        given.setdefault(hex_of(row[at]), []).append(repr(tuple(row)).encode())
    return {case_id: sha256(b"\n".join(parts)).digest() for case_id, parts in given.items()}


def choosing(desk: Desk) -> Select[UUID]:
    """Return the question which cases `named` names, for use inside another."""
    return (
        select(Grant.case_id)
        .where(Grant.principal_id.in_(desk.who.principals), held.living(desk.now))
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
    query = _GRANTED.where(Grant.case_id.in_(waiting))
    rows = desk.db.execute(query, _to_her(desk)).all()
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


def holders(desk: NightDesk, case_id: UUID, epoch: int | None = None) -> list[Grant]:
    """Return the living grants of an epoch of a case, of the newest by default, as they stand."""
    rows = sound(desk.db.scalars(_HOLDING, {"case": case_id, "now": desk.now}))
    newest = max((row.epoch for row in rows), default=0) if epoch is None else epoch
    return [row for row in rows if row.epoch == newest]


def readers(desk: NightDesk, case_id: UUID) -> set[UUID]:
    """Return who can open a case now, by themselves or through a group, unproved; two queries.

    For who cannot check it without the case's key: at night, or for a mail that names no case.
    Ids of people, and of the groups and the custodians that the case is given to.
    """
    granted = {row.principal_id for row in holders(desk, case_id)}
    return granted | {row.person_id for row in members_of(desk, granted)}


def members_of(desk: NightDesk, group_ids: Collection[UUID]) -> list[Member]:
    """Return the living memberships of these groups' present keys, unproved; one statement."""
    return sound(desk.db.scalars(_INSIDE, {"groups": list(group_ids), "now": desk.now}))


def _charters(rows: Iterable[Any]) -> list[tuple[Grant, bytes | None]]:
    """Return the grants of `_granted` with their charters."""
    return [(row[0], row[2]) for row in rows]


def _granted(desk: Desk) -> Sequence[Granted]:
    return desk.db.execute(_GRANTED, _to_her(desk)).all()


def _granted_of(desk: Desk, case_ids: Collection[UUID]) -> Sequence[Granted]:
    return desk.db.execute(_GRANTED_OF, _to_her(desk) | {"cases": list(case_ids)}).all()


def _ever_granted(desk: Desk, principal_id: UUID) -> Sequence[Granted]:
    return desk.db.execute(_EVER_GRANTED, _to_her(desk) | {"principals": [principal_id]}).all()


def _to_her(desk: Desk) -> dict[str, Any]:
    """Return whose grants are asked for, and when."""
    return {"person": desk.who.id, "principals": list(desk.who.principals), "now": desk.now}


def _epoch_of(row: Grant) -> int:
    """Return of which key a grant is by its place, also where it does not open."""
    _, _, epoch = inspect(row).identity or (None, None, 0)
    return int(epoch)


def _log_damaged(row: Grant | Member) -> None:
    log.error("%s was changed outside Amparo", row.named)
