"""A mail that came back: the next in line is told at once, and the address is never muted.

Each mail has a sender of its own, which only who has the server key can tell from chance. Whoever
sends a report to another address than that of a mail that left is not believed.
"""

import logging
from collections.abc import Iterable
from datetime import timedelta
from uuid import UUID

from sqlalchemy import select

from app.casework.reminders.mails import A_DAY, ACCEPTED, WAITING
from app.casework.reminders.roster import BOUNCED
from app.db.desk import House, NightDesk, night
from app.mail.bouncebox import BounceBox
from app.mail.dsn import Report, read
from app.models import Heartbeat, Mail

log = logging.getLogger(__name__)

NAME = "bounces"  # the heartbeat whose count is how many were not believed
TOKEN_BYTES = 16
KNOWN_FOR = timedelta(days=30)  # no mail server tries for longer


def sender_of(house: House, mail_id: UUID) -> str:
    """Return the address that a bounce of a mail goes to; empty where the office has none."""
    domain = house.settings.bounce_domain
    return f"b+{_token(house, mail_id)}@{domain}" if domain else ""


def take_up(house: House) -> None:
    """Note what came back since the last time; what was read and written down waits no longer."""
    domain = house.settings.bounce_domain
    box = BounceBox(house.settings.bounces)
    waiting = list(box.waiting()) if domain else []
    if not waiting:
        return
    reports = [read(raw, domain) for _, raw in waiting]
    with night(house, writes=True) as desk:
        _note(desk, reports)
    for path, _ in waiting:
        box.forget(path)


def _note(desk: NightDesk, reports: Iterable[Report]) -> None:
    ours = _sent_lately(desk)
    believed, strange = set[UUID](), 0
    for report in reports:
        ids = {ours[token] for token in report.tokens if token in ours}
        if not ids or not report.is_report:
            strange += 1
        elif report.has_failed:
            believed |= ids
    for row in desk.db.scalars(select(Mail).where(Mail.id.in_(believed), Mail.state == ACCEPTED)):
        log.warning("mail %s: came back", row.id)
        row.state, row.last_class, row.not_before = BOUNCED, BOUNCED, desk.now + A_DAY
    if strange:
        log.warning("%s bounces are of no mail of ours, or say nothing of one", strange)
        _count(desk, strange)


def _sent_lately(desk: NightDesk) -> dict[str, UUID]:
    states = (*WAITING, ACCEPTED, BOUNCED)
    query = select(Mail.id).where(Mail.state.in_(states), Mail.not_before > desk.now - KNOWN_FOR)
    return {_token(desk.house, each): each for each in desk.db.scalars(query)}


def _token(house: House, mail_id: UUID) -> str:
    return house.keys.mark(b"bounce", mail_id.bytes)[:TOKEN_BYTES].hex()


def _count(desk: NightDesk, more: int) -> None:
    row = desk.db.get(Heartbeat, NAME)
    if row is None:
        desk.db.add(Heartbeat(name=NAME, at=desk.now, count=more, trouble=""))
    else:
        row.at, row.count = desk.now, row.count + more
