"""Lockdown: one deed signs everybody out, drops their keys and keeps everybody out.

For the hour when somebody stands at the door or a device is gone. Nothing is destroyed, which could
be held against the office; reminders go on, for they need nobody's keys.
"""

from uuid import UUID

from sqlalchemy import select

from app.casework import audit, feeds, lockedup, staff
from app.casework.lockedup import LOCKDOWN
from app.casework.policy import MANAGING, SUPERVISING
from app.casework.reminders.mails import Mailbox
from app.casework.reminders.troubles import LOCKED_DOWN, RELEASED
from app.casework.signin import Credentials, proved, use_up
from app.casework.sound import is_sound
from app.casework.throttle import Throttle
from app.db.desk import Desk, House, NightDesk, night
from app.errors import UNREADABLE_ROW, Forbidden, Refused
from app.models import Audit, Setting, Staff
from app.words import N_

BEGUN, ENDED = "lockdown.begin", "lockdown.release"
NOT_LOCKED = N_("The office is not locked. Sign in as always.")
NOT_YOURS = N_("Only a supervising attorney releases a lockdown. Call one.")


def begin(desk: Desk) -> None:
    """Lock the office; its opener then ends every session. She has just proved who she is."""
    _put(desk, desk.who.id, on=True)
    feeds.end_all(desk)
    audit.note(desk, BEGUN, desk.who.id)
    _tell(desk, LOCKED_DOWN)


def release(house: House, throttle: Throttle, typed: Credentials, address: str) -> None:
    """Let everybody sign in again, on the word of a supervisor with passphrase and fresh code.

    Raises:
        As `signin.sign_in`.
        Forbidden: She is no supervising attorney.
        Refused: The office is not locked.
    """
    found = proved(house, throttle, typed, address)
    if found.account.role != SUPERVISING:
        raise Forbidden(NOT_YOURS)
    with night(house, writes=True) as desk:
        use_up(desk, found)
        if not lockedup.is_on(desk.db.get(Setting, LOCKDOWN)):
            raise Refused(NOT_LOCKED)
        _put(desk, found.account.id, on=False)
        audit.note(desk, ENDED, found.account.id)
        _tell(desk, RELEASED)


def wrong(desk: NightDesk) -> list[str]:
    """Tell where the choice is not what the newest such deed says; two statements."""
    query = select(Audit).where(Audit.action.in_((BEGUN, ENDED))).order_by(Audit.seq.desc())
    newest = desk.db.scalars(query.limit(1)).one_or_none()
    try:
        said = newest is not None and newest.action == BEGUN
    except UNREADABLE_ROW:
        return []  # the chain's check names it
    if lockedup.is_on(desk.db.get(Setting, LOCKDOWN)) == said:
        return []
    return ["settings lockdown: otherwise than the newest lockdown or release on record"]


def _put(desk: NightDesk, who: UUID, *, on: bool) -> None:
    value = {"on": on, "by": str(who), "at": desk.now.isoformat()}
    row = desk.db.get(Setting, LOCKDOWN)
    if row is None:
        desk.db.add(Setting(name=LOCKDOWN, value=value))
    else:
        row.value = value
    desk.db.flush()


def _tell(desk: NightDesk, trouble: str) -> None:
    mailbox = Mailbox(desk)
    for row in desk.db.scalars(select(Staff).order_by(Staff.id)):
        if is_sound(row) and row.state == staff.ACTIVE and row.role in MANAGING:
            mailbox.alarm(row.id, trouble, each=True)
