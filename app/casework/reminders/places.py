"""Where what a mail tells of can be seen: the page that its link opens, after signing in."""

from collections.abc import Iterable, Mapping
from typing import Final

from app.casework.backupfaults import SENTENCES as OF_BACKUPS
from app.casework.holdtidings import HELD, HOLD_ASKED, HOLD_LIFTED
from app.casework.policy import may
from app.casework.reminders.troubles import (
    ABSENCE,
    ABSENCE_ENDED,
    ABSENT,
    ABSENT_UNCOVERED,
    ASKED_FOR_KEYS,
    BACK,
    CERTIFIED,
    COLLEAGUE_BACK,
    COVERLESS,
    EMERGENCY,
    GIVEN_BACK,
    GUEST_LEAVES,
    KEYS_RENEWED,
    KEYS_TAKEN_BACK,
    LET_BACK_IN,
    LET_IN,
    MANY_CHECKS,
    NAMES,
    NEW_DEVICE,
    NEW_PASSKEY,
    PAPERS_REPLACED,
    PASSKEY_GONE,
    PROPOSED,
    RECHOSEN,
    RECORD,
    RECOVERED,
    RECOVERING,
    RECOVERY_STOPPED,
    SHREDDED,
    SHREDDING,
    SHREDDING_STOPPED,
    STAY_ENDS,
    UNSHARED,
    WITNESS_DIFFERS,
)

# By the name that a link carries, and the action that the page takes; nothing of a case.
ACTION_OF: Final[Mapping[str, str]] = {
    "absences": "absence.read",
    "backups": "backup.read",
    "codes": "code.read",
    "colleagues": "staff.read",
    "conflicts": "conflict.search",
    "destructions": "shredding.read",
    "guests": "guest.read",
    "handed-in": "tray.hand_in",
    "holds": "hold.read_office",
    "keys": "key.read",
    "passkeys": "passkey.read",
    "record": "record.read",
    "recoveries": "recovery.read",
    "sessions": "session.read",
}
# The first that her role opens; of what is not named here Today tells.
PLACES: Final[Mapping[str, tuple[str, ...]]] = {
    **dict.fromkeys(
        (
            ABSENCE,
            ABSENCE_ENDED,
            ABSENT,
            ABSENT_UNCOVERED,
            BACK,
            COLLEAGUE_BACK,
            COVERLESS,
            EMERGENCY,
            UNSHARED,
        ),
        ("absences",),
    ),
    **dict.fromkeys(OF_BACKUPS, ("backups",)),
    **dict.fromkeys((CERTIFIED, LET_IN), ("colleagues",)),
    **dict.fromkeys((MANY_CHECKS, NAMES), ("conflicts",)),
    **dict.fromkeys(
        (HELD, HOLD_ASKED, HOLD_LIFTED, SHREDDED, SHREDDING, SHREDDING_STOPPED),
        ("destructions", "holds"),
    ),
    **dict.fromkeys((GUEST_LEAVES, STAY_ENDS), ("guests",)),
    GIVEN_BACK: ("handed-in",),
    **dict.fromkeys((ASKED_FOR_KEYS, KEYS_RENEWED, KEYS_TAKEN_BACK, PAPERS_REPLACED), ("keys",)),
    NEW_DEVICE: ("codes",),
    **dict.fromkeys((LET_BACK_IN, NEW_PASSKEY, PASSKEY_GONE, RECHOSEN), ("passkeys",)),
    **dict.fromkeys((RECORD, WITNESS_DIFFERS), ("record",)),
    **dict.fromkeys((RECOVERED, RECOVERING, RECOVERY_STOPPED), ("recoveries",)),
    PROPOSED: ("sessions",),
}


def place_of(troubles: Iterable[str], role: str) -> str:
    """Return the page on which all that a mail tells of stands for a role; nothing for Today."""
    found = {_first(trouble, role) for trouble in troubles}
    return found.pop() if len(found) == 1 else ""


def address_of(name: str) -> str:
    """Return the page of a name that a link carried; Today for any other."""
    return f"/{name}" if name in ACTION_OF else "/today"


def _first(trouble: str, role: str) -> str:
    places = PLACES.get(trouble, ())
    return next((name for name in places if may(role, ACTION_OF[name])), "")
