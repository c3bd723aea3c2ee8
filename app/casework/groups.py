"""Groups at work: who holds a group's key, joining, leaving, and the key that follows a leaver.

A group's row has one key at a time. When somebody leaves, the group gets a new one, everything it
was granted is wrapped anew in the same transaction, and its cases are due a new epoch.
"""

from datetime import datetime
from uuid import UUID

from sqlalchemy import delete, exists, select

from app.casework import (
    access,
    admitted,
    audit,
    directory,
    reportcards,
    screens,
    sharing,
    staff,
)
from app.casework.access import REWRAPPED
from app.casework.conflicts import pages
from app.casework.conflicts.slips import index_group
from app.casework.sharing import TEAM
from app.casework.sound import is_sound, sound
from app.crypto import charters
from app.crypto.casekeys import GroupKeys, new_case_key
from app.crypto.certificates import SUPERVISOR
from app.crypto.grants import (
    CASE,
    GROUP,
    GrantTerms,
    rewrap_grant,
)
from app.db.desk import Desk, NightDesk
from app.db.once import once
from app.errors import Damaged, Forbidden, NotFound, Refused
from app.models import Member, Principal
from app.words import N_

CLOSED = N_("This group is closed. Nobody is let into it any more.")


def make(desk: Desk, name: str, purpose: str = "") -> UUID:
    """Make a group, with whoever sits here as the first in it; return its id.

    Raises:
        Forbidden: Whoever sits here is no certified supervisor.
    """
    directory.require_supervisor(desk)
    secret, seed = new_case_key(), access.own_keys(desk).signing_seed
    keys = GroupKeys.derive(secret)
    group = Principal(
        kind=TEAM,
        sealing_key=keys.xwing_public,
        signing_key=None,
        commitment=keys.commitment,
        epoch=1,
        name=name,
        purpose=purpose,
        made_at=desk.now,
        made_by=desk.who.id,
    )
    group.word = charters.draw_up((GROUP, group.id), (1, secret, None), desk.who.id, seed)
    _seal_for_custodians(desk, group, secret)
    desk.db.add(group)
    desk.db.flush()
    _admit(desk, group, secret, (desk.who.id, desk.now), desk.who.id)
    desk.keys.groups[group.id] = keys
    audit.note(desk, "group.make", group.id)
    return group.id


def members(desk: NightDesk, group_id: UUID) -> set[UUID]:
    """Return who holds a group's present key, by the rows that are as they were sealed."""
    query = (
        select(Member)
        .join(Principal, Principal.id == Member.group_id)
        .where(Member.group_id == group_id, Member.epoch == Principal.epoch)
    )
    rows = once(desk, (Member, group_id), lambda: desk.db.scalars(query).all())
    return {row.person_id for row in sound(rows)}


def is_named(desk: NightDesk, group_id: UUID, person_id: UUID) -> bool:
    """Tell whether any row names somebody as one of a group, also a damaged one."""
    of_hers = (Member.group_id == group_id, Member.person_id == person_id)
    return desk.db.scalar(select(exists().where(*of_hers))) or False


def admits(desk: Desk, group_id: UUID, person_id: UUID) -> bool:
    """Tell whether a supervisor's word bears out that a colleague is in a group.

    Raises:
        Forbidden: Whoever sits here is no certified supervisor.
        NotFound: She does not hold the group's key herself.
    """
    group, secret = _held(desk, group_id)
    return person_id in {row.person_id for row in admitted.rows(desk, group, secret)}


def require_to_join(desk: Desk, group_id: UUID, person_id: UUID) -> None:
    """Let a colleague be given a group's key.

    Raises:
        Forbidden: Whoever sits here is no certified supervisor.
        NotFound: She does not hold the group's key herself.
        Refused: The colleague holds it already, or a screen keeps her from a case of the group.
    """
    group, _ = _held(desk, group_id)
    if group.closed_at is not None:
        raise Refused(CLOSED)
    if admits(desk, group_id, person_id):
        raise Refused(N_("This colleague is in the group already."))
    screens.require_none_in_group(desk, group_id, person_id)


def join(desk: Desk, group_id: UUID, person_id: UUID) -> None:
    """Give a colleague a group's key; with it she opens all that the group was granted.

    Raises:
        As `require_to_join`.
    """
    require_to_join(desk, group_id, person_id)
    group, secret = _held(desk, group_id)
    desk.db.execute(  # what nobody's word bears out gives way
        delete(Member).where(Member.group_id == group_id, Member.person_id == person_id)
    )
    _admit(desk, group, secret, (person_id, desk.now), desk.who.id)
    audit.note(desk, "group.join", person_id, group=str(group_id))


def leave(desk: Desk, group_id: UUID, person_id: UUID) -> None:
    """Take a colleague out of a group, whose key is changed for those who stay.

    Raises:
        Forbidden: Whoever sits here is no certified supervisor.
        NotFound: She does not hold the group's key herself, or the colleague is not in it.
        Refused: She is the one who would leave: another supervisor does it.
    """
    if person_id == desk.who.id:
        raise Refused(N_("Let another supervisor take you out of this group."))
    group, before = _held(desk, group_id)
    if not is_named(desk, group_id, person_id):
        raise NotFound
    _renew(desk, group, before, without=person_id)
    audit.note(desk, "group.leave", person_id, group=str(group_id))


def renew(desk: Desk, group_id: UUID, *, without: UUID | None = None) -> None:
    """Give a group a new key and a charter of one's own; who is in it stays, but for one.

    For a group that hangs on the signature of somebody who leaves the office, or supervises no
    more, or whose key of before is somebody's former one.

    Raises:
        Damaged: What says that she is in the group was changed outside Amparo.
        Forbidden: Whoever sits here is no certified supervisor.
        NotFound: She does not hold the group's key herself.
    """
    group, before = _held(desk, group_id)
    _renew(desk, group, before, without=without)
    audit.note(desk, "group.renew", None, group=str(group_id))


def signed_by(desk: NightDesk, person_id: UUID) -> list[UUID]:
    """Return the groups whose present key a person drew up, or to which she let somebody in.

    Two statements. For them her signature has to count. One whose charter cannot be read is among
    them where its key is here, which mends it; one whose row was changed outside Amparo is not.
    """
    given = sound(desk.db.scalars(select(Member).where(Member.grantor_id == person_id)))
    let_in = {row.group_id for row in given}
    rows = sound(desk.db.scalars(select(Principal).where(Principal.kind == TEAM)))
    return [row.id for row in rows if row.id in let_in or _is_drawn_up_by(desk, row, person_id)]


def _is_drawn_up_by(desk: NightDesk, group: Principal, person_id: UUID) -> bool:
    try:
        return charters.read(group.word or b"").maker == person_id
    except Damaged:
        return group.id in desk.keys.groups


def unsound(desk: NightDesk) -> set[UUID]:
    """Return the groups whose row was changed outside Amparo: nobody changes their key; a query."""
    rows = desk.db.scalars(select(Principal).where(Principal.kind == TEAM))
    return {row.id for row in rows if not is_sound(row)}


def strike(desk: Desk, group_id: UUID, person_id: UUID) -> None:
    """Take a colleague's rows out of a group whose own row does not open; its key stays.

    Raises:
        Forbidden: Whoever sits here is no certified supervisor.
    """
    directory.require_supervisor(desk)
    desk.db.execute(
        delete(Member).where(Member.group_id == group_id, Member.person_id == person_id)
    )
    audit.note(desk, "group.leave", person_id, group=str(group_id))


def _renew(desk: Desk, group: Principal, before: bytes, *, without: UUID | None) -> None:
    """Give a group's next key to its people, as far as a supervisor's word bears them out.

    The supervisor who does it needs none for herself: the key that opened at her desk is her word.
    """
    group_id, after = group.id, new_case_key()
    rows = admitted.rows(desk, group, before)
    if not rows and members(desk, group_id) - {desk.who.id}:
        raise Damaged  # everybody's word was taken away: nobody makes a key for herself alone
    own = desk.db.get_one(Member, (group_id, desk.who.id, group.epoch))
    known = {row.person_id: (row.since, row.let_in_by) for row in (own, *rows)}
    certified = directory.certified(desk, known)
    staying = known.keys() & certified.keys() - {without}
    if desk.who.id not in staying:
        raise Damaged  # nobody makes a key that she would not have
    sharing.make_due(desk, [group_id])
    _change_key(desk, group, before, after)
    desk.db.execute(delete(Member).where(Member.group_id == group_id))
    desk.db.flush()
    if group_id == index_group(desk).id:
        pages.change_key(desk, group, GroupKeys.derive(before), GroupKeys.derive(after))
    if group_id == staff.office(desk).reporting_id:
        reportcards.change_key(desk, group, GroupKeys.derive(before), GroupKeys.derive(after))
    for each in sorted(staying):
        since, by = known[each]
        _admit(desk, group, after, (each, since), by)
    desk.db.flush()
    desk.keys.groups[group_id] = GroupKeys.derive(after)
    access.rewrap_memberships(desk)


def _held(desk: Desk, group_id: UUID) -> tuple[Principal, bytes]:
    """Return a group and its secret, for a supervisor who holds it."""
    if directory.certificate(desk, desk.who.id).rank != SUPERVISOR:
        raise Forbidden
    group = desk.db.get(Principal, group_id)
    if group is None or group.kind != TEAM:
        raise NotFound
    row = desk.db.get(Member, (group_id, desk.who.id, group.epoch))
    if row is None:
        raise NotFound
    return group, access.group_secret(desk, row, group)


def _admit(
    desk: Desk,
    group: Principal,
    secret: bytes,
    whom: tuple[UUID, datetime | None],
    by: UUID | None,
) -> None:
    """Give somebody a group's key; `whom` is she, and since when she is in it."""
    person_id, since = whom
    grantor = (desk.who.id, access.own_keys(desk))
    to = (person_id, directory.certificate(desk, person_id).xwing)
    row = sharing.admit(grantor, group, secret, to, since)
    row.let_in_by = by
    desk.db.add(row)
    desk.db.flush()


def _change_key(desk: Desk, group: Principal, before: bytes, after: bytes) -> None:
    """Give the group its new key and wrap anew what it was granted under the old one."""
    new = GroupKeys.derive(after)
    for row, commitment, of_case in access.opening(desk, group.id):
        terms = GrantTerms(CASE, row.case_id, group.id, row.epoch, commitment)
        row.body = rewrap_grant(of_case, terms, new.symmetric)
        row.form = REWRAPPED
    epoch, seed = group.epoch + 1, access.own_keys(desk).signing_seed
    group.word = charters.draw_up((GROUP, group.id), (epoch, after, before), desk.who.id, seed)
    group.sealing_key, group.commitment, group.epoch = new.xwing_public, new.commitment, epoch
    _seal_for_custodians(desk, group, after)
    desk.db.flush()


def _seal_for_custodians(desk: Desk, group: Principal, secret: bytes) -> None:
    custodians = desk.db.get_one(Principal, staff.office(desk).recovery_id)
    to = (custodians.id, sharing.vouched_key(desk, custodians))
    grantor = (desk.who.id, access.own_keys(desk))
    group.for_custodians = sharing.sealed_in(grantor, group, secret, to)
