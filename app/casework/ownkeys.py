"""Making new keys of one's own, while the present ones still work."""

from base64 import b64encode
from dataclasses import dataclass, field

from sqlalchemy import select

from app.casework import audit, newkeys, seats
from app.casework.codes import BOTH, Sheet
from app.casework.rechosen import OtherPassphrase
from app.casework.reminders.mails import Mailbox
from app.casework.reminders.troubles import KEYS_RENEWED
from app.casework.signin import prove
from app.casework.throttle import Throttle
from app.crypto import papers
from app.crypto.bundle import MemberKeys, new_member_keys, wrap_bundle
from app.crypto.codes import wrap_under_code
from app.crypto.formerkeys import put_within
from app.db.desk import Colleague, Desk, House
from app.errors import Refused
from app.models import PrintedCode, Staff
from app.words import N_

MAKE = "keys.make"
ANOTHER = N_("Choose another passphrase than the one of until now: who took your keys may know it.")


@dataclass(frozen=True, slots=True)
class Made:
    """What she prints, and the digits that she reads to whoever confirms her new keys."""

    number: str
    codes: tuple[Sheet, ...] = field(repr=False)


def make(
    house: House, throttle: Throttle, who: Colleague, typed: OtherPassphrase, address: str
) -> Made:
    """Make new keys under a new passphrase; until they are confirmed the present ones work on.

    Those that were made before and not confirmed are let go. A mail tells her.

    Raises:
        Refused: The passphrase is the one of until now.
        As `signin.sign_in`.
    """
    if typed.password == typed.passphrase:
        raise Refused(fields={"passphrase": ANOTHER})
    seat = prove(house, throttle, who, typed, address)
    new = new_member_keys(
        office_root=seat.keys.office_root, recovery_print=seat.keys.recovery_print
    )
    pepper = house.keys.pepper
    bundle = wrap_bundle(new, typed.passphrase, pepper=pepper, member_id=who.id)
    with seats.writing(house, seat) as desk:
        row = desk.db.get_one(Staff, who.id)
        sheets, bodies = _codes(desk, new)
        row.next_keys = {
            "at": desk.now.isoformat(),
            "bundle": _text(bundle),
            "sealing": _text(new.public.xwing),
            "signing": _text(new.public.signing),
            "former": _text(put_within(seat.keys, new, who.id)),
            "codes": bodies,
        }
        row.asked_for_keys = False
        desk.db.flush()
        Mailbox(desk).alarm(row.id, KEYS_RENEWED, each=True)
        audit.note(desk, MAKE, row.id)
        return Made(newkeys.view(desk, who.id).number, sheets)


def _codes(desk: Desk, new: MemberKeys) -> tuple[tuple[Sheet, ...], dict[str, str]]:
    """Return two codes that open the new keys, to be printed and to be kept."""
    rows = desk.db.scalars(select(PrintedCode).where(PrintedCode.staff_id == desk.who.id))
    places = {row.which: row.place for row in rows}
    sheets, bodies = [], {}
    for which in BOTH:
        code = papers.new_secret(papers.MEMBER_CODE)
        bodies[str(which)] = _text(wrap_under_code(new, code, desk.who.id))
        written = papers.written(papers.MEMBER_CODE, code)
        sheets.append(Sheet(which, places.get(which, ""), written))
    return tuple(sheets), bodies


def _text(blob: bytes) -> str:
    return b64encode(blob).decode()
