"""New keys of a colleague's own, from her page to the day on which they are in force.

She makes them while her present ones still work; a supervisor, for a supervisor the custodians,
compares twelve digits and signs. From that moment her former keys are certified no more, and what
they open is due to be changed. They lie within her new ones until her next sign-in (`broughtover`).
"""

from base64 import b64decode
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import select

from app.casework import (
    audit,
    directory,
    endedkeys,
    envelopes,
    groups,
    joining,
    keychanges,
    leaving,
    sharing,
    signedover,
    staff,
)
from app.casework.anchors import own_print_of
from app.casework.codes import BOTH
from app.casework.policy import NUMBER_OF, SUPERVISING
from app.casework.reminders.mails import Mailbox
from app.casework.reminders.troubles import (
    ASKED_FOR_KEYS,
    CERTIFIED,
    KEYS_CONFIRMED,
    KEYS_TAKEN_BACK,
)
from app.crypto import comparison
from app.crypto.bundle import PublicKeys
from app.db.desk import Desk, NightDesk
from app.errors import Forbidden, Locked, NotFound, Refused
from app.models import Principal, PrintedCode, Staff
from app.words import N_

ASK, CONFIRM = "keys.ask", "keys.confirm"
ASK_NOBODY = N_("You make new keys yourself, under “Keys of the office”; nobody needs to ask you.")
NOT_ONES_OWN = N_("Nobody confirms their own keys. Read your digits to another supervisor.")
COVER = "cover"  # in the entry of the latter: the hash of what she signed of her cover


@dataclass(frozen=True, slots=True)
class NewKeysView:
    """Where a colleague's new keys stand; the number is what she reads to whoever confirms them."""

    is_asked: bool
    made_at: datetime | None
    number: str


def view(desk: Desk, staff_id: UUID) -> NewKeysView:
    """Return where somebody's new keys stand.

    Raises:
        NotFound: There is no such colleague.
    """
    row = desk.db.get(Staff, staff_id)
    if row is None:
        raise NotFound
    if row.next_keys is None:
        return NewKeysView(row.asked_for_keys, None, "")
    made_at = datetime.fromisoformat(row.next_keys["at"])
    return NewKeysView(row.asked_for_keys, made_at, _number(desk, row))


def ask(desk: Desk, staff_id: UUID) -> None:
    """Ask a colleague to make new keys, since hers may have been stolen; she gets a mail.

    Raises:
        NotFound: There is no such colleague at work.
        Refused: It is whoever sits here.
    """
    row = staff.at_work(desk, staff_id, ASK_NOBODY)
    row.asked_for_keys = True
    Mailbox(desk).alarm(staff_id, ASKED_FOR_KEYS, each=True)
    audit.note(desk, ASK, staff_id)


def withdraw(desk: Desk) -> None:
    """Let go of new keys that one made and nobody has confirmed.

    Raises:
        NotFound: There are none.
    """
    if not endedkeys.let_go(desk, desk.db.get_one(Staff, desk.who.id)):
        raise NotFound
    Mailbox(desk).alarm(desk.who.id, KEYS_TAKEN_BACK, each=True)


def confirm(desk: Desk, staff_id: UUID, number: str) -> None:
    """Say that these new keys are hers: from now on they count, and the former ones do not.

    Groups whose key is here get a new one at once, others when a supervisor in them signs in.

    Raises:
        Forbidden: Whoever sits here is no certified supervisor, or the custodians confirm hers.
        NotFound: There is no such colleague at work, or she made no new keys.
        Refused: The keys are not those whose digits were compared, or it is oneself.
    """
    row = require_number(desk, staff_id, number)
    leaving.take_what_waits(desk)
    known = keychanges.groups_of(desk, staff_id)
    principal = take_over(desk, row)
    directory.certify(desk, principal, row.role)
    desk.db.flush()
    here = [each for each in known if each in desk.keys.groups]
    for group_id in here:
        groups.renew(desk, group_id)
    keychanges.add_groups(desk, known - set(here))
    audit.note(desk, CONFIRM, staff_id, **_stood(desk, row))
    joining.tell(desk, CERTIFIED)


def require_number(desk: Desk, staff_id: UUID, number: str) -> Staff:
    """Return whose new keys may be confirmed by whoever sits here, if these are their digits.

    Raises:
        As `confirm`.
    """
    row = staff.at_work(desk, staff_id, NOT_ONES_OWN)
    directory.require_supervisor(desk)
    if row.role == SUPERVISING:
        raise Forbidden
    if row.next_keys is None:
        raise NotFound
    if _number(desk, row) != number:
        raise Refused(directory.OTHER_NUMBER)
    return row


def confirm_by_root(desk: NightDesk, row: Staff, root_seed: bytes) -> None:
    """Have the office root sign a supervisor's new keys, whose digits the custodians compared."""
    known = keychanges.groups_of(desk, row.id)
    principal = take_over(desk, row)
    directory.certify_by_root(desk, principal, SUPERVISING, root_seed)
    keychanges.add_groups(desk, known)
    audit.note(desk, CONFIRM, row.id, **_stood(desk, row))


def number_by(row: Staff, anchors: tuple[bytes, bytes]) -> str:
    """Return the digits of new keys, under these anchors.

    Raises:
        NotFound: There are none.
    """
    if row.next_keys is None:
        raise NotFound
    public = PublicKeys(*(b64decode(row.next_keys[name]) for name in ("sealing", "signing")))
    return comparison.number_of(row.id, NUMBER_OF[row.role], public, anchors)


def take_over(desk: NightDesk, row: Staff) -> Principal:
    """Put new keys in the place of a colleague's former ones; the caller has them certified."""
    made: dict[str, Any] = row.next_keys or {}
    principal = desk.db.get_one(Principal, row.id)
    directory.give_up(principal)
    principal.sealing_key = b64decode(made["sealing"])
    principal.signing_key = b64decode(made["signing"])
    query = select(PrintedCode).where(PrintedCode.staff_id == row.id)
    places = {each.which: each.place for each in desk.db.scalars(query)}
    endedkeys.end(desk, row)
    row.bundle, row.former_keys = b64decode(made["bundle"]), made["former"]
    row.own_print, row.names_former = own_print_of(principal.signing_key), bool(row.anchors)
    _put_codes(desk, row.id, made["codes"], places)
    desk.db.flush()
    envelopes.take_away_of(desk, row.id)  # signed with the former keys, or sealed to them
    sharing.make_due(desk, [row.id])
    Mailbox(desk).alarm(row.id, KEYS_CONFIRMED, each=True)
    return principal


def _stood(desk: NightDesk, row: Staff) -> dict[str, Any]:
    """Return what she signed for, hers to hand over and her cover: only that is signed anew."""
    stood: dict[str, Any] = {}
    if handings := signedover.as_signed(desk, row.id):
        stood[signedover.STOOD] = handings
    if row.cover_word:
        stood[COVER] = signedover.print_of(row.cover_word)
    return stood


def _put_codes(
    desk: NightDesk, staff_id: UUID, bodies: Mapping[str, str], places: Mapping[int, str]
) -> None:
    """Put the codes that she printed with her new keys at the places of those of before."""
    for which in BOTH:
        desk.db.add(
            PrintedCode(
                staff_id=staff_id,
                which=which,
                body=b64decode(bodies[str(which)]),
                place=places.get(which, ""),
                made_at=desk.now,
                asked_at=desk.now,
            )
        )


def _number(desk: Desk, row: Staff) -> str:
    member = desk.keys.member
    if member is None or member.office_root is None or member.recovery_print is None:
        raise Locked
    return number_by(row, (member.office_root, member.recovery_print))
