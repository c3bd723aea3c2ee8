"""New keys for somebody who lost passphrase and printed codes: begun by others, finished by her.

Nobody brings her old keys back. Her account stays, with her name on what she did and on her dates;
she is invited once more, makes new keys, and whoever confirms them gives her the cases back that
she had and that the giver holds. What only she could open, the custodians open for her.

Her old sign-in is closed when it begins, and her old keys are let go when she uses the link: until
then it can be taken back, and she works on as before.
"""

from collections.abc import Mapping
from datetime import datetime
from typing import Any, NamedTuple
from uuid import UUID

from pydantic import BaseModel, ConfigDict, Field
from sqlalchemy import delete, select

from app.casework import (
    access,
    audit,
    departed,
    directory,
    docalone,
    endedkeys,
    enrolled,
    envelopes,
    forgood,
    groups,
    guests,
    keysmade,
    leaving,
    onetime,
    screens,
    sharing,
    staff,
)
from app.casework.departed import OFFER
from app.casework.enrolled import Stands
from app.casework.onetime import JOIN, JOIN_LASTS
from app.casework.policy import SUPERVISING
from app.casework.reminders import mails
from app.casework.sharing import Gift
from app.casework.sound import sound
from app.casework.staff import ACTIVE, INVITED
from app.crypto.enrolments import Place
from app.db.desk import Desk, NightDesk
from app.errors import Damaged, NotFound, Refused
from app.models import Audit, Case, Grant, Member, Principal, Staff
from app.words import N_

OFFER_ENDED = "staff.offer_ended"
BEGIN, GIVE_BACK = "staff.begin_again", "staff.give_back"
NOT_ONESELF = N_(
    "Nobody closes their own sign-in. Make new keys of your own under “Keys of the office”, or let "
    "another supervisor do it."
)
ALONE = N_(
    "Nobody else can open some of this colleague's cases. If one of the printed codes is "
    "found, use that instead. If none is, confirm that the custodians must open these."
)
NO_SUPERVISOR = N_(
    "No supervising attorney with this address works here. For anybody else, a supervising "
    "attorney does it on the page of the colleague."
)


class NewKeys(BaseModel):
    """What a supervisor says who begins new keys for a colleague."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    sure: bool = Field(
        default=False,
        description="That cases which nobody else can open are left to the custodians.",
    )


class Held(NamedTuple):
    """As what somebody held a case, until and since when, by which word under which key of it."""

    role: str
    until: datetime | None
    since: datetime | None
    epoch: int
    word: str


def begin(desk: Desk, staff_id: UUID, *, sure: bool = False) -> str:
    """Close a colleague's sign-in, who lost her keys; return the token of a link to make new ones.

    What she gave and nobody took yet is signed anew, since her signature ends with the link.

    Raises:
        Forbidden: Whoever sits here is no certified supervisor.
        NotFound: There is no such colleague at work.
        Refused: It is whoever sits here, she is in a group whose key is not here, or cases would be
            left to the custodians.
    """
    require_ready(desk, staff_id, NewKeys(sure=sure))
    row = staff.at_work(desk, staff_id, NOT_ONESELF)
    leaving.sign_anew(desk, staff_id)
    onetime.withdraw(desk, JOIN, staff_id)
    row.state = INVITED
    desk.db.flush()
    audit.note(desk, OFFER, staff_id)
    mails.invite(desk, staff_id)
    return onetime.make(desk, JOIN, JOIN_LASTS, staff_id)


def require_ready(desk: Desk, staff_id: UUID, wanted: NewKeys) -> None:
    """Let new keys be begun, before anybody is asked for a passphrase.

    Raises:
        As `begin`.
    """
    directory.require_supervisor(desk)
    staff.at_work(desk, staff_id, NOT_ONESELF)
    if not wanted.sure and leaving.alone(desk, staff_id):
        raise Refused(fields={"sure": ALONE})


def is_offered(row: Staff) -> bool:
    """Tell whether new keys were begun for somebody and her old sign-in can still come back."""
    return row.state == INVITED and bool(row.bundle)


def end_offer(desk: Desk, staff_id: UUID) -> None:
    """Let a colleague sign in as before, whose link for new keys was not used; it opens nothing.

    Cases that got a new key meanwhile are given to her again, as far as they are held here.

    Raises:
        Forbidden: Whoever sits here is no certified supervisor.
        NotFound: Nothing of the kind was begun, or she has used the link.
    """
    directory.require_supervisor(desk)
    row = desk.db.get(Staff, staff_id)
    if row is None or not is_offered(row):
        raise NotFound
    staff.require_sound(row)
    onetime.withdraw(desk, JOIN, staff_id)
    row.state = ACTIVE
    desk.db.flush()
    until = _until(desk, staff_id)
    for each, how in held_by(desk, staff_id).items():
        known = _as_held(how)
        if until and known is not None and _lacks_newest(desk, staff_id, UUID(each)):
            _give(desk, staff_id, UUID(each), known, until)
    audit.note(desk, OFFER_ENDED, staff_id)


def let_go(desk: NightDesk, row: Staff) -> None:
    """Let go of the old keys of somebody who makes new ones now, and of all that opens with them.

    The groups that she was in get a new key when she is confirmed.
    """
    had = held_by(desk, row.id)
    of_hers = Member.person_id == row.id
    inside = sorted(
        str(each) for each in set(desk.db.scalars(select(Member.group_id).where(of_hers)))
    )
    sharing.take_all(desk, row.id)
    desk.db.execute(delete(Member).where(of_hers))
    docalone.tell(desk, [row.id])
    _drop_old(desk, row, had, inside)


def change_groups(desk: Desk, staff_id: UUID) -> None:
    """Give the groups that somebody was in before her new keys a new key, where it is held here."""
    query = select(Audit).where(Audit.object_id == staff_id, Audit.action == BEGIN)
    newest = desk.db.scalars(query.order_by(Audit.seq.desc())).first()
    for each in newest.detail.get("groups", []) if newest is not None else []:
        group = desk.db.get(Principal, UUID(each))
        if group is None or group.closed_at is not None:
            continue
        if desk.who.id in groups.members(desk, group.id):
            groups.renew(desk, group.id, without=staff_id)


def supervisor(desk: NightDesk, address: str) -> Staff:
    """Return a supervising attorney at work.

    Raises:
        Refused: Nobody with this address is one.
    """
    token = desk.house.keys.address_token(address)
    row = desk.db.scalars(select(Staff).where(Staff.address_token == token)).one_or_none()
    if row is None or (row.role, row.state) != (SUPERVISING, ACTIVE):
        raise Refused(NO_SUPERVISOR)
    staff.require_sound(row)
    return row


def give_back(desk: Desk, staff_id: UUID) -> int:
    """Give somebody with new keys the cases that she had, as far as they are held here.

    Each once: what was taken from her since stays taken. A guest's time ends when it would have.
    """
    owed, until = _owed(desk, staff_id)
    given = [
        str(case_id)
        for case_id, how in owed.items()
        if until
        and staff_id not in forgood.readers(desk, case_id)
        and _give(desk, staff_id, case_id, how, until)
    ]
    if given:
        ends = {each: end.isoformat() for each in given if (end := owed[UUID(each)].until)}
        audit.note(desk, GIVE_BACK, staff_id, cases=given, ends=ends)
    return len(given)


def is_owed(desk: Desk, staff_id: UUID) -> bool:
    """Tell whether a case is left that somebody with new keys had and does not read."""
    return any(staff_id not in forgood.readers(desk, each) for each in _owed(desk, staff_id)[0])


def _give(desk: Desk, staff_id: UUID, case_id: UUID, how: Held, held_until: Audit) -> bool:
    """Give somebody a case that she had, where it is held here; return whether it was.

    Not what a deed on record took from her since she was given it, nor what nobody who holds the
    case had given her: who has the server key writes rows, and puts entries behind the record.

    Args:
        desk: Of somebody who may hold the case.
        staff_id: To whom.
        case_id: Which.
        how: As what she had it, by her row or the record of it.
        held_until: The deed since which she gets no next key.
    """
    role, until, since, epoch, word = how
    is_over = until is not None and until <= desk.now
    if is_over or screens.between(desk, staff_id, case_id):
        return False
    taken = departed.taken_at(desk, staff_id, [case_id], keys_too=False).get(case_id)
    if taken is not None and since is not None and since < taken:
        return False
    secrets = access.open_to_give(desk, case_id)
    if not secrets:
        return False
    case, place = desk.db.get_one(Case, case_id), Place(case_id, staff_id, epoch)
    is_said = enrolled.is_said(word, secrets.get(epoch, b""), place, Stands(role, since, until))
    if case.enrols and not (is_said and _is_of_then(desk, case_id, how, held_until)):
        return False
    warned = "" if until is None else guests.warned_at_first(desk, until)
    principal = desk.db.get_one(Principal, staff_id)
    sharing.give(desk, case_id, Gift(principal, role, until, warned=warned))
    desk.db.flush()
    guests.keep_lead(desk, case)
    return True


def _is_of_then(desk: NightDesk, case_id: UUID, how: Held, held_until: Audit) -> bool:
    """Tell whether a case was held by its newest key at a deed, and given before it.

    Who was taken off it knows the secrets of former keys, and says with them what she likes.
    """
    newest = keysmade.newest(desk, [case_id], before=held_until.seq)[case_id]
    return how.epoch == newest and how.since is not None and how.since <= held_until.at


def _until(desk: NightDesk, staff_id: UUID) -> Audit | None:
    """Return the offer of new keys by which somebody gets no next key of a case; None without."""
    of_hers = (Audit.object_id == staff_id, Audit.action.in_((OFFER, OFFER_ENDED, BEGIN)))
    query = select(Audit).where(*of_hers).order_by(Audit.seq.desc())
    last = desk.db.scalars(query).first()
    return last if last is not None and last.action == OFFER else None


def _lacks_newest(desk: Desk, staff_id: UUID, case_id: UUID) -> bool:
    """Tell whether somebody has not the newest key of a case that opens here."""
    try:
        newest = max(access.secrets_of(desk, case_id), default=0)
    except Damaged:
        return False  # the check names it
    return newest > 0 and desk.db.get(Grant, (case_id, staff_id, newest)) is None


def began_again(desk: NightDesk, staff_id: UUID) -> bool:
    """Tell whether somebody has had keys before those that she has, or is about to make."""
    former = desk.db.scalar(select(Principal.former).where(Principal.id == staff_id))
    row = desk.db.get(Staff, staff_id)
    return former is not None or (row is not None and is_offered(row))


def held_by(desk: NightDesk, staff_id: UUID) -> dict[str, dict[str, str]]:
    """Return the cases that she was granted herself, as what and until when.

    Not those that she was lent as a cover, or in an emergency: these end with her old keys. A grant
    that was changed outside Amparo gave her nothing, nor does one that was put back after a deed on
    record had taken it from her or shortened it. Nor one of a former key alone: by the record, what
    counts is the newest of now, or of when new keys were offered to her.
    """
    found = {}
    hers = select(Grant).where(Grant.principal_id == staff_id).order_by(Grant.epoch)
    rows = sound(desk.db.scalars(hers))
    cases = {row.case_id for row in rows}
    taken = departed.taken_at(desk, staff_id, cases, keys_too=True)
    too_long = departed.too_long(desk, rows)
    offer = _until(desk, staff_id)
    newest = keysmade.newest(desk, cases, before=None if offer is None else offer.seq)
    for row in rows:
        role, until, since = row.role, row.until, row.since
        is_taken = since is not None and since < taken.get(row.case_id, since)
        if is_taken or row.case_id in too_long or row.epoch != newest[row.case_id]:
            continue
        if role not in envelopes.LENT and (until is None or until > desk.now):
            ends, began = ("" if at is None else at.isoformat() for at in (until, since))
            how = {"role": role, "until": ends, "since": began}
            found[str(row.case_id)] = how | {"epoch": str(row.epoch), "word": row.word}
    return found


def _owed(desk: Desk, staff_id: UUID) -> tuple[dict[UUID, Held], Audit | None]:
    """Return which cases, on record, she is still to be given back, as what, and held until when.

    Until the deed since which she got no next key: the offer of new keys, or the end of the old.
    """
    of_hers = (
        Audit.object_id == staff_id,
        Audit.action.in_((OFFER, OFFER_ENDED, BEGIN, GIVE_BACK)),
    )
    owed: dict[UUID, Held] = {}
    until = offer = None
    for entry in desk.db.scalars(select(Audit).where(*of_hers).order_by(Audit.seq)):
        if entry.action == BEGIN:
            had = {UUID(each): _as_held(how) for each, how in entry.detail["held"].items()}
            owed = {each: how for each, how in had.items() if how is not None}
            until = offer or entry
        elif entry.action == GIVE_BACK:
            for each in entry.detail["cases"]:
                owed.pop(UUID(each), None)
        offer = entry if entry.action == OFFER else None
    return owed, until


def _as_held(how: Any) -> Held | None:  # noqa: ANN401 - as one version or another wrote it
    """Return how a case was held; None where it was held for a while only.

    An earlier version wrote the role alone, so of whoever was a guest then nobody knows how long.
    """
    if isinstance(how, str):
        return None if how in {*envelopes.LENT, departed.GUEST} else Held(how, None, None, 0, "")
    ends, began = how["until"], how.get("since")
    until, since = (datetime.fromisoformat(at) if at else None for at in (ends, began))
    return Held(how["role"], until, since, int(how.get("epoch", 0)), how.get("word", ""))


def invite_again(desk: NightDesk, row: Staff, had: Mapping[str, Mapping[str, str]]) -> str:
    """Let go of a person's old keys, of everything that opens them, and invite her once more."""
    _drop_old(desk, row, had, [])
    row.state = INVITED
    desk.db.flush()
    mails.invite(desk, row.id)
    return onetime.make(desk, JOIN, JOIN_LASTS, row.id)


def _drop_old(
    desk: NightDesk, row: Staff, had: Mapping[str, Mapping[str, str]], inside: list[str]
) -> None:
    """Take away whatever opens somebody's old keys; note what she held, and in which groups."""
    principal = desk.db.get(Principal, row.id)
    if principal is None:
        raise NotFound
    directory.give_up(principal)
    row.bundle, row.totp_secret = b"", ""
    endedkeys.end(desk, row)
    known = {each: dict(how) for each, how in had.items()}
    audit.note(desk, BEGIN, row.id, held=known, groups=inside)
