"""What a person's former keys opened, brought over to her new ones; at her sign-in, all at once.

Her former keys lie within her new ones until then. Cut off, they still do, and her next sign-in
does it all; once all of it is done nobody has them any more. They take over the anchors of her new
keys: the custodians' papers may have been replaced since she made these.
"""

import logging
from base64 import b64decode
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from typing import Any

from sqlalchemy import select

from app.casework import access, audit, covers, seats, sharing, signedover
from app.casework.access import REWRAPPED, SEALED
from app.casework.newkeys import CONFIRM, COVER
from app.casework.opener import Opener, case_terms, group_terms
from app.casework.reminders.mails import Mailbox
from app.casework.reminders.troubles import COVERLESS
from app.casework.sharing import PERSON, TEAM
from app.casework.sound import sound
from app.crypto import trays
from app.crypto.bundle import MemberKeys
from app.crypto.covers import named_cover
from app.crypto.formerkeys import taken_out
from app.crypto.grants import rewrap_grant
from app.crypto.trays import AnswerPlace
from app.db.desk import Desk, undone_alone
from app.errors import UNREADABLE_ROW, AmparoError, Damaged
from app.models import Grant, Member, Principal, Staff, TrayItem

log = logging.getLogger(__name__)

RENEW = "keys.renew"


def finish(desk: Desk) -> int:
    """Bring over what her former keys open; return how many cases' keys.

    What does not open with either stays as it is, and so do her former keys until it does, or is
    gone: the check names it, and her next sign-in tries again.

    Raises:
        Damaged: Her former keys do not open with her new ones.
    """
    row = desk.db.get_one(Staff, desk.who.id)
    if not row.former_keys:
        return 0
    own = access.own_keys(desk)
    former = taken_out(b64decode(row.former_keys), own, desk.who.id)
    both = (
        replace(former, office_root=own.office_root, recovery_print=own.recovery_print),
        own,
    )
    shut = _memberships(desk, both)
    desk.db.flush()
    seats.open_groups(desk)
    cases, closed = _cases(desk, both)
    _answers(desk, both)
    signedover.sign_again(desk, both[0], CONFIRM)
    _cover(desk, row, former)
    if not shut + closed:
        row.former_keys = ""
    desk.db.flush()
    _sign_again(desk)
    if cases or not row.former_keys:
        audit.note(desk, RENEW, row.id, keys=cases, closed=shut + closed)
    return cases


@contextmanager
def _with(desk: Desk, keys: MemberKeys) -> Iterator[None]:
    own, desk.keys.member = desk.keys.member, keys
    try:
        yield
    finally:
        desk.keys.member = own


def _memberships(desk: Desk, both: Sequence[MemberKeys]) -> int:
    """Wrap the groups' keys under her new ones; return how many did not open."""
    closed = 0
    query = select(Member, Principal).join(Principal, Principal.id == Member.group_id)
    for row, group in desk.db.execute(query.where(Member.person_id == desk.who.id)).all():
        for keys in both:
            try:
                with _with(desk, keys):
                    secret = Opener(desk, [(row, None)]).group(row, group)
            except UNREADABLE_ROW:
                continue
            row.body = rewrap_grant(secret, group_terms(row, group), both[-1].symmetric)
            row.form = REWRAPPED
            break
        else:
            closed += 1
            log.error("%s was changed outside Amparo", row.named)
    return closed


def _cases(desk: Desk, both: Sequence[MemberKeys]) -> tuple[int, int]:
    """Wrap her cases' keys under her new ones; return how many of the former, and unopened."""
    rows = access.granted_to_me(desk)
    pairs = [(row[0], row[2]) for row in rows]
    openers = [(keys, Opener(desk, pairs)) for keys in both]
    openers[1][1].secrets = openers[0][1].secrets  # of a case, each key follows from the one before
    done = closed = 0
    for grant, commitment, charter, _ in rows:
        try:
            secret, at = _opened(desk, openers, (grant, commitment, charter))
            terms = case_terms(grant, commitment)
        except UNREADABLE_ROW:
            log.error("%s was changed outside Amparo", grant.named)  # noqa: TRY400 - a trace may hold values
            closed += 1
            continue
        grant.body, grant.form = rewrap_grant(secret, terms, both[-1].symmetric), REWRAPPED
        done += at == 0
    desk.db.flush()
    return done, closed


def _opened(
    desk: Desk, openers: list[tuple[MemberKeys, Opener]], row: tuple[Any, ...]
) -> tuple[bytes, int]:
    """Return the secret, and which of her keys opened it: 0 the former, 1 the new."""
    for at, (keys, opener) in enumerate(openers):
        try:
            with _with(desk, keys):
                return opener.case(*row), at
        except UNREADABLE_ROW:
            continue
    raise Damaged


def _answers(desk: Desk, both: Sequence[MemberKeys]) -> None:
    """Seal what colleagues said on giving something back to her new key."""
    former, own = both
    hers = desk.db.scalars(select(TrayItem).where(TrayItem.giver_id == desk.who.id))
    for row in hers.all():
        try:
            if not row.answer or row.settled_by is None:
                continue
            place = AnswerPlace(row.case_id, row.id, row.giver_id, row.settled_by)
            said = trays.read_answer(row.answer, former.xwing_seed, place)
        except UNREADABLE_ROW:
            continue  # to keys of before these
        row.answer = bytes(trays.answer(said, own.public.xwing, place))


def _cover(desk: Desk, row: Staff, former: MemberKeys) -> None:
    """Sign anew whom she named as her cover, if she named that one; else she has none, and hears.

    An account says it under the server key alone: whoever has that would choose who reads her
    cases, and have her sign for it.
    """
    if row.cover_id is None or _named(row, access.own_keys(desk)):
        return
    told = signedover.told_at_end(desk, CONFIRM).get(COVER)
    if told == signedover.print_of(row.cover_word) and _named(row, former):
        row.cover_word = covers.word_for(desk, row.cover_id)
        return
    log.error("staff %s: another cover than she signed for", row.id)
    row.cover_id, row.cover_word = None, ""
    Mailbox(desk).alarm(row.id, COVERLESS)


def _named(row: Staff, keys: MemberKeys) -> bool:
    try:
        return (
            named_cover(bytes.fromhex(row.cover_word), row.id, keys.public.signing) == row.cover_id
        )
    except UNREADABLE_ROW:
        return False


def _sign_again(desk: Desk) -> None:
    """Sign anew what she gave and nobody took yet: her former signature counts no more."""
    others = select(Principal.id).where(
        Principal.kind.in_((PERSON, TEAM)), Principal.id != desk.who.id
    )
    waiting = select(Grant).where(
        Grant.grantor_id == desk.who.id, Grant.form == SEALED, Grant.principal_id.in_(others)
    )
    rows = sound(desk.db.scalars(waiting))
    for case_id in sorted({row.case_id for row in rows}):
        to = {row.principal_id for row in rows if row.case_id == case_id}
        try:
            with undone_alone(desk):
                sharing.give_again(desk, case_id, to)
        except AmparoError as fault:  # what she may not give, others give
            log.warning("case %s was not given again: %s", case_id, fault.code)
