"""A copy restored from a backup is silent until a supervising attorney says that it is the office.

The office that it is a copy of may still run. It is not touched, and goes on telling; two that tell
would send everybody each mail twice, and each would know of half of what was seen and filed.
"""

from contextlib import suppress
from datetime import datetime
from weakref import WeakSet

from sqlalchemy import Engine, select

from app.casework import audit
from app.casework.onrecord import RESTORE
from app.casework.pulse import WORKER, beat
from app.casework.reminders.mails import window_of
from app.casework.reminders.troubles import RESTORED
from app.casework.sound import is_sound, sound
from app.db.desk import Desk, NightDesk
from app.errors import UNREADABLE_ROW, Refused
from app.models import Audit, Mail, Schedule
from app.words import N_

CONFIRMED = "backup.confirm"
WAITS = "waits"  # in the entry of a restore: whether it is silent until then
NOT_SURE = N_("Tick that the machine this is a copy of sends nothing any more.")
NOTHING_WAITS = N_("This is no copy that waits: reminders go out from here.")
_NEWEST = (
    select(Audit).where(Audit.action.in_((RESTORE, CONFIRMED))).order_by(Audit.seq.desc()).limit(1)
)
_LOOKED_AT = 100
# A database is filled by a restore before any program works on it: what speaks goes on speaking.
speaking: WeakSet[Engine] = WeakSet()


def waits(desk: NightDesk) -> bool:
    """Tell whether this is a restored copy that nobody confirmed; no statement where it is not."""
    if desk.house.engine in speaking:
        return False
    if _is_silent(desk):
        return True
    speaking.add(desk.house.engine)
    return False


def _is_silent(desk: NightDesk) -> bool:
    """Tell what the newest entry says; one that was changed outside Amparo silences nobody.

    Nor does a confirmation that was taken away: the record since has every entry, as it was made.
    Cut together with its head it is a true, shorter one; what was done since tells of that.
    """
    try:
        entry = desk.db.scalars(_NEWEST).first()
        is_copy = entry is not None and entry.action == RESTORE and bool(entry.detail.get(WAITS))
    except UNREADABLE_ROW:
        return False
    if entry is None or not is_copy or not _is_whole_since(desk, entry.seq):
        return False
    return not (_is_dated_later(desk) or _has_told_since(desk, entry.at))


def _is_dated_later(desk: NightDesk) -> bool:
    """Tell whether a date was entered or changed by a deed that is not on record any more."""
    later = Schedule.changed > (audit.newest(desk) or 0)
    return bool(sound(desk.db.scalars(select(Schedule).where(later).limit(_LOOKED_AT))))


def _has_told_since(desk: NightDesk, restored_at: datetime) -> bool:
    """Tell whether a mail written since has left: a copy that waits writes some, and sends none."""
    since = Mail.window >= window_of(desk.house, restored_at)
    rows = desk.db.scalars(select(Mail).where(since).order_by(Mail.window.desc()).limit(_LOOKED_AT))
    for row in rows:
        with suppress(*UNREADABLE_ROW):
            if not row.owed and datetime.fromisoformat(row.told["since"]) > restored_at:
                return True
    return False


def _is_whole_since(desk: NightDesk, seq: int) -> bool:
    since = desk.db.scalars(select(Audit).where(Audit.seq >= seq).order_by(Audit.seq))
    numbers = [row.seq if is_sound(row) else None for row in since]
    newest = audit.newest(desk)
    return newest is not None and numbers == list(range(seq, newest + 1))


def stay_silent(desk: NightDesk) -> None:
    """Say on every page why nothing goes out from here."""
    beat(desk, WORKER, 0, RESTORED)


def confirm(desk: Desk, *, sure: bool) -> None:
    """Let this copy speak: it is the office from now on.

    Raises:
        Refused: Nobody ticked that the other one is silent, or this is no copy that waits.
    """
    if not waits(desk):
        raise Refused(NOTHING_WAITS)
    if not sure:
        raise Refused(fields={"sure": NOT_SURE})
    audit.note(desk, CONFIRMED)
