"""Giving a case's key, and taking it back.

A key is given in every epoch, so that what was written before can be read; it is taken back by a
new epoch for those who stay. Nothing undoes what somebody read while she held it.
"""

import logging
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Self
from uuid import UUID

from sqlalchemy import Integer, Uuid, bindparam, delete, exists, insert, or_, select

from app.casework import (
    access,
    admitted,
    audit,
    carrying,
    departed,
    directory,
    editions,
    enrolled,
    envelopes,
    keysmade,
    screens,
    traydoors,
)
from app.casework.access import REWRAPPED, SEALED
from app.crypto import charters
from app.crypto.bundle import MemberKeys
from app.crypto.casekeys import CaseKey, new_case_key
from app.crypto.enrolments import Place
from app.crypto.grants import CASE, GROUP, GrantTerms, commitment_of, rewrap_grant, seal_grant
from app.crypto.keyring import Lock
from app.crypto.office import print_of_recovery
from app.db.desk import Desk, NightDesk
from app.errors import Damaged, NotFound, Refused
from app.models import Case, CaseKeyRow, DueKey, Grant, Member, Principal
from app.words import N_

NAMED_ONLY = N_("This case is sealed. Name the people who are to read it, not a group.")
NOT_HELD = N_(
    "A newer key of this case stands in the database than you hold, so nothing is saved in it. "
    "Keep what you typed. If a colleague can save in this case, ask her to share it with you anew; "
    "else have whoever runs Amparo run “amparo verify” and restore the newest backup."
)
PERSON, TEAM, RECOVERY = "person", "group", "recovery"

# Whether a case's key is due, and whether the record may say so; put together once, as every deed
# at a case asks it.
_CASE, _EPOCH = bindparam("case", type_=Uuid()), bindparam("epoch", type_=Integer())
_LAPSED = exists().where(
    Grant.case_id == _CASE, Grant.epoch == _EPOCH, Grant.until <= bindparam("now")
)
_FRESH = select(
    or_(exists().where(DueKey.case_id == _CASE), _LAPSED), departed.is_told(_CASE, _EPOCH)
)


log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Gift:
    """To whom a key goes, why, since and until when."""

    to: Principal
    role: str
    until: datetime | None = None
    since: datetime | None = None  # now, where it does not go on from before
    told_with: UUID | None = None  # who is told beside a guest that her time ends
    warned: str = ""

    @classmethod
    def again(cls, to: Principal, row: Grant) -> Self:
        """Return the gift that a grant was, to be given once more."""
        return cls(to, row.role, row.until, row.since, row.told_with, row.warned)


def first_key(desk: Desk, case: Case) -> dict[int, bytes]:
    """Save a new case under its first key, with its door; return the secret by epoch.

    It is open at this desk.
    """
    secret = new_case_key()
    case.enrols = True
    desk.keys.take(case.id, 1, CaseKey.derive(secret))
    desk.db.add(case)
    desk.db.flush()
    traydoors.make_first(desk, case, _draw_up(desk, case.id, 1, secret, None))
    return {1: secret}


def give(desk: Desk, case_id: UUID, gift: Gift, secrets: Mapping[int, bytes] | None = None) -> None:
    """Give a case's key, in every epoch, to a principal whose public key is vouched for.

    Args:
        desk: Of somebody who holds the case.
        case_id: Which.
        gift: To whom.
        secrets: Those of a case that was just made and that nobody holds yet.

    Raises:
        Damaged: Nobody of the roster vouches for that public key.
        NotFound: Whoever sits here does not hold the case.
        Refused: An ethical screen keeps them from it, or it is sealed and they are a group.
    """
    # The case is opened with it: its own card says whom screens keep away.
    known = access.open_to_give(desk, case_id) if secrets is None else secrets
    if not known:
        raise NotFound
    if secrets is None:
        screens.require_none(desk, case_id, gift.to)
    if gift.to.kind == TEAM and desk.db.get_one(Case, case_id).sealed:
        raise Refused(NAMED_ONLY)
    if secrets is None:  # held for a while, as a cover
        before = (Grant.case_id == case_id, Grant.principal_id == gift.to.id)
        desk.db.execute(delete(Grant).where(*before))
    for key in known.items():
        _grant(desk, case_id, key, gift, is_first=secrets is not None)
    if secrets is None:
        editions.ask_again(desk, gift.to.id)


def give_again(desk: Desk, case_id: UUID, to: Collection[UUID]) -> bool:
    """Sign anew what these were given and did not take yet; tell whether the case is held here.

    Only to whoever is to have the case's next key, as what she holds by the key of now: a gift that
    was planted, or put back after it was taken away, stays what it is.

    Raises:
        As `give`.
    """
    secrets = access.open_to_give(desk, case_id)
    if not secrets:
        return False
    staying = carrying.staying(desk, case_id, secrets)
    for principal in desk.db.scalars(select(Principal).where(Principal.id.in_(to))).all():
        if principal.id in staying:
            give(desk, case_id, Gift.again(principal, staying[principal.id]))
    desk.db.flush()
    return True


def take_back(desk: Desk, case_id: UUID, principal_ids: Collection[UUID]) -> None:
    """Take a case's key from these principals: a new epoch for those who stay.

    Raises:
        NotFound: Whoever sits here does not hold the case.
    """
    access.open_case(desk, case_id)
    desk.db.execute(
        delete(Grant).where(Grant.case_id == case_id, Grant.principal_id.in_(principal_ids))
    )
    new_epoch(desk, case_id)


def give_back(desk: Desk, case_id: UUID, principal_ids: Collection[UUID] = ()) -> None:
    """Let go of a case oneself; a new key is due, which one of those who stay makes.

    Groups through which one reads it are named beside.
    """
    gone = Grant.principal_id.in_({desk.who.id, *principal_ids})
    desk.db.execute(delete(Grant).where(Grant.case_id == case_id, gone))
    envelopes.give_back(desk, case_id)
    if desk.db.get(DueKey, case_id) is None:
        desk.db.add(DueKey(case_id=case_id))
    desk.db.flush()


def make_due(desk: NightDesk, principal_ids: Collection[UUID]) -> None:
    """Make a new key due for every case that these principals hold.

    Whoever takes them away need not hold the cases: the next of their people who writes does it.
    """
    theirs = select(Grant.case_id).where(Grant.principal_id.in_(principal_ids)).distinct()
    fresh = theirs.where(Grant.case_id.not_in(select(DueKey.case_id)))
    desk.db.execute(insert(DueKey).from_select(["case_id"], fresh))


def take_all(desk: NightDesk, person_id: UUID) -> None:
    """Take every key of a case that somebody holds by name, and what opens one as or for a cover.

    A new key comes with the next word in each of these cases.
    """
    envelopes.drop_of(desk, person_id)
    make_due(desk, [person_id])
    desk.db.execute(delete(Grant).where(Grant.principal_id == person_id))
    desk.db.flush()


def due(desk: Desk) -> list[UUID]:
    """Return which of the cases that one can open are due a new key."""
    return list(
        desk.db.scalars(select(DueKey.case_id).where(DueKey.case_id.in_(access.choosing(desk))))
    )


def freshen(desk: Desk, case_id: UUID) -> None:
    """Give a case that is open at this desk its new key, if one is due.

    It is, too, where somebody held the present key until a date that has passed, by its row or by
    the record. The present key is the newest that is open here: a row of another is none until
    it opens.
    """
    epoch = desk.keys.writing_epoch(Lock.CASE, case_id)
    present = {"case": case_id, "epoch": epoch, "now": desk.now}
    is_due, is_told = desk.db.execute(_FRESH, present).one()
    if is_due or (is_told and departed.over(desk, case_id, access.holders(desk, case_id, epoch))):
        stood = desk.db.get_one(Case, case_id).version
        new_epoch(desk, case_id)
        desk.stood[case_id] = stood


def new_epoch(desk: Desk, case_id: UUID) -> None:
    """Give a case a new key for whoever holds it now; what is written next is under it.

    Whoever is not enrolled under the key of now, left, or was taken off the case on record, gets
    none, also where a grant of theirs stands there. The case's own card is sealed again at once,
    the others when they are next saved.

    Raises:
        Damaged: The case's own card does not open or was put back, nobody would have the key, or
            another that may be the case's stands in its place.
        NotFound: Whoever sits here does not hold the case.
    """
    secrets = access.open_to_give(desk, case_id)
    if not secrets:
        raise NotFound
    staying = carrying.staying(desk, case_id, secrets)
    if not staying:
        raise Damaged
    newest = max(secrets)
    _make_room(desk, case_id, newest + 1, secrets[newest])
    secret = new_case_key()
    desk.keys.take(case_id, newest + 1, CaseKey.derive(secret))
    _draw_up(desk, case_id, newest + 1, secret, secrets[newest])
    for principal in desk.db.scalars(select(Principal).where(Principal.id.in_(staying))):
        row = staying[principal.id]
        _grant(desk, case_id, (newest + 1, secret), Gift.again(principal, row))
    case = desk.db.get_one(Case, case_id)
    case.enrols = True
    case.seal_again()
    desk.db.execute(delete(DueKey).where(DueKey.case_id == case_id))
    desk.db.flush()
    envelopes.keep(desk, case_id, {**secrets, newest + 1: secret})
    access.rewrap(desk, case_id)
    audit.note(desk, keysmade.NEW_KEY, case_id)
    traydoors.keep(desk, case)


def _make_room(desk: Desk, case_id: UUID, epoch: int, before: bytes) -> None:
    """Take away what stands in the place of a case's next key and is none.

    Anybody who writes to the database can put a row there, with grants of it, and so keep everybody
    from saving. None is what no deed on record made, unless it follows from the secret of the key
    before and a colleague signed it: that one may be the case's, and its record was cut off.

    Raises:
        Damaged: It may be the case's key.
    """
    row = desk.db.get(CaseKeyRow, (case_id, epoch))
    is_made = keysmade.newest(desk, [case_id])[case_id] >= epoch
    if is_made or (row is not None and _follows(desk, row, before)):
        raise Damaged(NOT_HELD)
    here = (Grant.case_id == case_id, Grant.epoch == epoch)
    # Fetched, since what was changed outside Amparo cannot be read for that.
    desk.db.execute(delete(Grant).where(*here), execution_options={"synchronize_session": "fetch"})
    if row is not None:
        log.error("case_keys %s of epoch %d: no such key was made, so it gives way", case_id, epoch)
        desk.db.delete(row)
    desk.db.flush()


def _follows(desk: Desk, row: CaseKeyRow, before: bytes) -> bool:
    blob = row.charter or b""
    try:
        directory.chartered(desk, blob)
        charters.follows(blob, before)
    except Damaged:
        return False
    return True


def vouched_key(desk: Desk, principal: Principal) -> bytes:
    """Return the public key to seal to, from its signed word and never from its row.

    Raises:
        Damaged: No word holds: the row was changed, or its person was taken off the roster.
    """
    if principal.kind == PERSON:
        return directory.certificate(desk, principal.id).xwing
    if principal.kind == TEAM:
        return directory.charter_of(desk, principal).xwing
    known = access.own_keys(desk).recovery_print
    if principal.kind != RECOVERY or print_of_recovery(principal.sealing_key) != known:
        raise Damaged
    return principal.sealing_key


def admit(
    grantor: tuple[UUID, MemberKeys],
    group: Principal,
    secret: bytes,
    to: tuple[UUID, bytes],
    since: datetime | None,
) -> Member:
    """Return the row that gives a group's key to a person, by her id and vouched public key."""
    return Member(
        group_id=group.id,
        person_id=to[0],
        epoch=group.epoch,
        until=None,
        grantor_id=grantor[0],
        form=SEALED,
        body=sealed_in(grantor, group, secret, to),
        since=since,
        word=admitted.word(
            secret, Place(group.id, to[0], group.epoch), None, (grantor[0], grantor[1].signing_seed)
        ),
    )


def sealed_in(
    grantor: tuple[UUID, MemberKeys], group: Principal, secret: bytes, to: tuple[UUID, bytes]
) -> bytes:
    """Return a group's key sealed to a principal, by its id and vouched public key."""
    if group.commitment is None:
        raise Damaged
    grantor_id, keys = grantor
    principal_id, sealing_key = to
    terms = GrantTerms(GROUP, group.id, principal_id, group.epoch, group.commitment)
    return seal_grant(secret, terms, sealing_key, grantor_id, keys.signing_seed)


def _grant(
    desk: Desk, case_id: UUID, key: tuple[int, bytes], gift: Gift, *, is_first: bool = False
) -> None:
    """Give a key, by its epoch and secret; of a case just made one's own is not sealed to oneself.

    Nor is a group's that whoever opens the case is in: it is kept as she would take it anyway.
    """
    (epoch, secret), keys = key, access.own_keys(desk)
    terms = GrantTerms(CASE, case_id, gift.to.id, epoch, commitment_of(CASE, secret))
    sealing_key = vouched_key(desk, gift.to)
    if is_first and gift.to.id in desk.who.principals:
        body, form = rewrap_grant(secret, terms, access.own_symmetric(desk, gift.to.id)), REWRAPPED
    else:
        body = seal_grant(secret, terms, sealing_key, desk.who.id, keys.signing_seed)
        form = SEALED
    row = Grant(
        case_id=case_id,
        principal_id=gift.to.id,
        epoch=epoch,
        role=gift.role,
        until=gift.until,
        grantor_id=desk.who.id,
        form=form,
        body=body,
        since=gift.since or desk.now,
        told_with=gift.told_with,
        warned=gift.warned,
    )
    row.word = enrolled.word(secret, row)
    desk.db.add(row)


def _draw_up(desk: Desk, case_id: UUID, epoch: int, secret: bytes, before: bytes | None) -> bytes:
    """Save a case's key of an epoch with its charter; return that."""
    seed = access.own_keys(desk).signing_seed
    charter = charters.draw_up((CASE, case_id), (epoch, secret, before), desk.who.id, seed)
    commitment = commitment_of(CASE, secret)
    desk.db.add(CaseKeyRow(case_id=case_id, epoch=epoch, commitment=commitment, charter=charter))
    desk.db.flush()
    return charter
