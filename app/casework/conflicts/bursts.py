"""Very many questions to the name index by one person: noted, told to whoever answers for it."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import func, select

from app.casework import audit, staff
from app.casework.policy import SUPERVISING
from app.casework.reminders.mails import Mailbox
from app.casework.reminders.troubles import MANY_CHECKS
from app.db.desk import Desk, NightDesk
from app.errors import Throttled
from app.models import Audit
from app.words import N_

LOOKED_UP, LOOKED_UP_MANY = "desk.look_up", "desk.burst"
HANDED_TO_NOBODY = "tray.miss"  # something was handed in for what was not found
CHECKED, CHECKED_MANY = "conflict.search", "conflict.burst"
MANY = 40  # look-ups of one person in a quarter of an hour: more than a busy morning brings
WITHIN = timedelta(minutes=15)
MANY_AN_HOUR, MOST_AN_HOUR = 40, 60  # conflict checks: told of, and no more
HOUR = timedelta(hours=1)
TOLD_FOR = timedelta(days=1)
ANSWERING = (SUPERVISING, "conflicts_officer")
TOO_MANY = N_(
    "You have made sixty conflict checks within an hour, which is as many as one person makes. Let "
    "a colleague make the next, or go on in %(retry_after)s seconds. What you typed is kept."
)


@dataclass(frozen=True, slots=True)
class Burst:
    """That somebody asked the index very often within a short time."""

    name: str
    at: datetime


def looked_up(desk: Desk, action: str = LOOKED_UP) -> None:
    """Note a look-up, and that there were very many; nobody is stopped at the front desk."""
    audit.note(desk, action)
    count, _ = _lately(desk, (LOOKED_UP, HANDED_TO_NOBODY), WITHIN)
    if count >= MANY and not _lately(desk, (LOOKED_UP_MANY,), WITHIN)[0]:
        audit.note(desk, LOOKED_UP_MANY)


def checked(desk: Desk, fields: list[str]) -> None:
    """Note a conflict check by the names of its fields, and tell of very many by mail.

    Raises:
        Throttled: As many as one person makes within an hour were made.
    """
    count, first = _lately(desk, (CHECKED,), HOUR)
    if count >= MOST_AN_HOUR and first is not None:
        raise Throttled(int((first + HOUR - desk.now).total_seconds()) + 1, TOO_MANY)
    audit.note(desk, CHECKED, fields=fields)
    if count + 1 >= MANY_AN_HOUR and not _lately(desk, (CHECKED_MANY,), HOUR)[0]:
        audit.note(desk, CHECKED_MANY)
        _tell(desk)


def since_yesterday(desk: NightDesk, action: str) -> list[Burst]:
    """Return who asked very often since yesterday, the latest first; `action` says of what."""
    query = (
        select(Audit.actor_id, func.max(Audit.at))
        .where(Audit.action == action, Audit.at > desk.now - TOLD_FOR)
        .group_by(Audit.actor_id)
    )
    rows = [(actor, at) for actor, at in desk.db.execute(query) if actor is not None]
    names = staff.names(desk, [actor for actor, _ in rows])
    found = [Burst(names.get(actor, ""), at) for actor, at in rows]
    return sorted(found, key=lambda each: each.at, reverse=True)


def _tell(desk: Desk) -> None:
    """Tell those who answer for the index; herself only where nobody else does."""
    answering = [row.id for row in staff.active(desk, ANSWERING)]
    mailbox = Mailbox(desk)
    for person_id in [each for each in answering if each != desk.who.id] or answering:
        mailbox.alarm(person_id, MANY_CHECKS)


def _lately(desk: Desk, actions: Collection[str], span: timedelta) -> tuple[int, datetime | None]:
    """Return how often whoever sits here did something lately, and when first."""
    query = select(func.count(), func.min(Audit.at)).where(
        Audit.actor_id == desk.who.id, Audit.action.in_(actions), Audit.at > desk.now - span
    )
    count, first = desk.db.execute(query).one()
    return int(count), first
