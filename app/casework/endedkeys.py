"""What ends with a person's keys; and letting go of new ones that nobody has confirmed yet."""

from typing import Final

from sqlalchemy import delete

from app.casework import audit, onetime, passkeys, recovery
from app.casework.onetime import AGREED, DEVICE, JOIN
from app.db.desk import NightDesk
from app.models import PrintedCode, Staff

WITHDRAW: Final = "keys.withdraw"


def end(desk: NightDesk, row: Staff) -> None:
    """Take away whatever opens a person's keys or was made for them, but her passphrase's bundle.

    Printed codes, links, passkeys, her calendar feed, new keys that wait and the asking for them,
    former ones within these, and what custodians open for her. Whoever calls this puts other keys
    in their place, or none, and notes why.
    """
    desk.db.execute(delete(PrintedCode).where(PrintedCode.staff_id == row.id))
    for purpose in (DEVICE, AGREED, JOIN):
        onetime.withdraw(desk, purpose, row.id)
    row.next_keys, row.former_keys, row.own_print, row.asked_for_keys = None, "", "", False
    row.feed = None  # the device that fetches it may be the one that is gone
    passkeys.forget_all(desk, row)  # signed with these keys, and perhaps opening them
    desk.db.flush()
    recovery.end_of(desk, row.id)


def let_go(desk: NightDesk, row: Staff) -> bool:
    """Let go of somebody's new keys that wait to be confirmed; tell whether there were any.

    With another passphrase or device too: whoever knew the former may have made them.
    """
    if row.next_keys is None:
        return False
    row.next_keys = None
    audit.note(desk, WITHDRAW, row.id)
    return True
