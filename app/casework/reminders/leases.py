"""Lease, settle, retry: a mail is held for a short while by one worker, and never forgotten.

A lease that lapses is a mail that is ready again. Only whoever holds the newest lease (its fence
is the row's) may settle, so a worker that slept through its own lease changes nothing.
"""

import logging
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy import Select, bindparam, select

from app.casework.calendar import entry_of
from app.casework.reminders.bounces import sender_of
from app.casework.reminders.mails import (
    A_DAY,
    ACCEPTED,
    ALARM,
    DAILY,
    DIGEST,
    LEASED,
    OF_ITSELF,
    READY,
    URGENT,
    WAITING,
    is_own,
    items_of,
    own_kind,
    window_of,
    window_start,
)
from app.casework.reminders.roster import PARKED
from app.casework.slots import shipped_plan
from app.casework.sound import is_sound
from app.chance import Chance
from app.db.desk import NightDesk
from app.errors import UNREADABLE_ROW, Damaged
from app.mail.smtp import Fault
from app.models import Mail, Schedule, Staff

log = logging.getLogger(__name__)

BATCH = 20
LEASE_SECONDS = 300
BACK_OFF_MINUTES = (1, 5, 15, 30, 60)
# A mail tried every minute for two years. More was put there from outside, and one more could be
# beyond what the column holds: all mails of the round would wait for that one.
MOST_COUNTED = 1_000_000
PLAIN = "plain"  # what `last_class` ends with where a mail leaves without its own text
_FIRST = (ALARM, URGENT, DIGEST, DAILY)
# Written out, as the index `ix_mail_leaving` has them: by a parameter it is not found.
_MAY_LEAVE = Mail.state.in_(
    bindparam("states", list(WAITING), expanding=True, literal_execute=True)
)


@dataclass(frozen=True, slots=True)
class Claim:
    """One mail under lease: whom it goes to, and the number that proves the lease."""

    mail_id: UUID
    recipient_id: UUID
    fence: int
    kind: str
    address: str = field(repr=False)
    is_odd: bool = False  # its counters were changed outside Amparo
    is_plain: bool = False  # its own text cannot be made, or was refused
    sender: str = field(default="", repr=False)  # where a bounce of it goes; empty: to the office


def is_waiting(desk: NightDesk) -> bool:
    """Tell whether a mail may leave now; one statement, nothing written."""
    waits = select(Mail.id).where(Mail.state.in_(WAITING), Mail.not_before <= desk.now)
    return desk.db.scalar(waits.limit(1)) is not None


def claim(
    desk: NightDesk, *, limit: int = BATCH, lease_seconds: float = LEASE_SECONDS
) -> list[Claim]:
    """Lease the mails that may leave now, urgent ones first.

    One whose counters were changed outside Amparo leaves like the others; its claim is odd.
    """
    rows = _next(desk, limit)
    left = _left_in_this_window(desk, {row.recipient_id for row in rows})
    people, claims = _people(desk, rows), []
    for row in rows:
        of_its_kind = (row.recipient_id, own_kind(row))
        if of_its_kind in left:
            row.not_before = _next_window(desk)
            continue
        left.add(of_its_kind)
        is_odd = bool(miscounted(row))
        if is_odd:
            log.error("mail %s: counted beyond what happens", row.id)
        row.state, row.fence = LEASED, _one_more(row.fence)
        _hold(desk, row, lease_seconds)
        claims.append(_claim(desk, row, people.get(row.recipient_id), is_odd=is_odd))
    return claims


def _claim(desk: NightDesk, row: Mail, staff: Staff | None, *, is_odd: bool) -> Claim:
    return Claim(
        row.id,
        row.recipient_id,
        row.fence,
        own_kind(row),
        _address(staff),
        is_odd=is_odd,
        is_plain=row.last_class.endswith(PLAIN) and own_kind(row) not in OF_ITSELF,
        sender=sender_of(desk.house, row.id),
    )


def renew(desk: NightDesk, held: Claim, lease_seconds: float = LEASE_SECONDS) -> Mail | None:
    """Hold the lease for longer; None where another worker has it by now."""
    row = _held(desk, held)
    if row is not None:
        _hold(desk, row, lease_seconds)
    return row


def renew_all(desk: NightDesk, claims: Collection[Claim], lease_seconds: float) -> dict[UUID, Mail]:
    """Hold these leases for longer, and return the mails that are still ours; one statement.

    A lease of which hardly anything is over is long enough, and not written anew.
    """
    fences = {held.mail_id: held.fence for held in claims}
    rows = desk.db.scalars(select(Mail).where(Mail.id.in_(fences))).all()
    ours = {row.id: row for row in rows if row.state == LEASED and row.fence == fences[row.id]}
    for each in sorted(fences.keys() - ours.keys()):
        log.warning("mail %s: its lease is another's by now", each)
    enough = desk.now + timedelta(seconds=lease_seconds) * 0.9
    for row in ours.values():
        if row.lease_until is None or row.lease_until < enough:
            _hold(desk, row, lease_seconds)
    return ours


def settle(desk: NightDesk, held: Claim, state: str = ACCEPTED) -> bool:
    """Record that the mail server took the mail; False where the lease went to another."""
    row = _held(desk, held)
    if row is None:
        return False
    row.state, row.lease_until = state, None
    if is_sound(row):
        row.owed = False
    row.last_class = PLAIN if held.is_plain and state == ACCEPTED else ""
    if state == ACCEPTED:
        row.accepted_at = desk.now
    return True


def failed(desk: NightDesk, held: Claim, fault: Fault, code: int = 0) -> None:
    """Put a mail back: at once after a relay's trouble, later after a recipient's.

    It waits a quarter at most of the time until one of its dates rings again. A refused one is
    parked for a day: whoever it was for counts as out of reach meanwhile, so the next round of
    planning tells the next in line, and the next ringing takes the mail out again. One whose text
    was refused, or could not be made twice, leaves at once without its own text.
    """
    row = _held(desk, held)
    if row is None:
        return
    needs_plain = _needs_plain(held, fault, row.last_class)
    row.last_class = f"{fault} {code}"
    if needs_plain or held.is_plain:
        row.last_class += f" {PLAIN}"
    row.state, row.lease_until = READY, None
    row.not_before = desk.now
    if fault is Fault.RELAY:
        return
    row.attempts = _one_more(row.attempts)
    if fault in {Fault.REFUSED, Fault.UNFIT} and not needs_plain:
        row.state, row.not_before = PARKED, desk.now + A_DAY
    elif not needs_plain:
        wait = back_off(desk.house.chance, row.attempts)
        row.not_before = min([desk.now + wait, *_quarters(desk, row)])


def _needs_plain(held: Claim, fault: Fault, was: str) -> bool:
    """Tell whether the next try leaves without the mail's own text."""
    if held.is_plain or held.kind in OF_ITSELF:
        return False
    return fault is Fault.UNFIT or (fault is Fault.UNWRITTEN and was.startswith(Fault.UNWRITTEN))


def left_plain(desk: NightDesk) -> bool:
    """Tell whether a mail left without its own text within the last day."""
    query = select(Mail.id).where(
        Mail.state == ACCEPTED, Mail.not_before > desk.now - A_DAY, Mail.last_class == PLAIN
    )
    return desk.db.scalars(query.limit(1)).first() is not None


def release(desk: NightDesk, claims: Iterable[Claim]) -> None:
    """Give leases back unused."""
    for held in claims:
        row = _held(desk, held)
        if row is not None:
            row.state, row.lease_until, row.not_before = READY, None, desk.now


def back_off(chance: Chance, attempts: int) -> timedelta:
    """Return how long to wait after so many attempts: up to 1, 5, 15, 30, 60 minutes, by chance."""
    minutes = BACK_OFF_MINUTES[min(attempts, len(BACK_OFF_MINUTES)) - 1]
    return timedelta(seconds=chance(minutes * 60) + 1)


def miscounted(row: Mail) -> list[str]:
    """Return which counters of a mail stand where counting never brings them."""
    counters = {"fence": row.fence, "attempts": row.attempts}
    return [name for name, counted in counters.items() if not _is_counted(counted)]


def _is_counted(number: object) -> bool:
    return isinstance(number, int) and 0 <= number <= MOST_COUNTED


def _one_more(number: int) -> int:
    return number + 1 if _is_counted(number) and number < MOST_COUNTED else 1


def _quarters(desk: NightDesk, row: Mail) -> Iterator[datetime]:
    """Yield when a quarter of the time is over until the dates that a mail tells ring again."""
    try:
        ids = [item.entry_id for item in items_of(row)]
        entries = desk.db.scalars(select(Schedule).where(Schedule.id.in_(ids))).all()
    except UNREADABLE_ROW:
        return
    for entry in entries:
        try:
            at = shipped_plan().next(entry_of(entry), desk.now)
        except UNREADABLE_ROW:
            continue
        if at is not None:
            yield desk.now + (at - desk.now) / 4


def _next(desk: NightDesk, limit: int) -> list[Mail]:
    """Return the next mails that may leave, lapsed leases included: the gravest kind first.

    Each kind is asked for alone, so that however many wait no more are read than may leave; what
    is of no kind that comes first is asked for at the end, and what stands there in clear alone.
    """
    rows: list[Mail] = []
    for kind in (*_FIRST, None):
        if len(rows) < limit:
            rows += desk.db.scalars(_leaving(desk, kind, limit - len(rows)))
    return rows


def _leaving(desk: NightDesk, kind: str | None, limit: int) -> Select[Mail]:
    which = Mail.kind.not_in(_FIRST) if kind is None else Mail.kind == kind
    query = select(Mail).where(_MAY_LEAVE, which, Mail.not_before <= desk.now)
    return query.order_by(Mail.not_before).limit(limit)


def _left_in_this_window(desk: NightDesk, people: Collection[UUID]) -> set[tuple[UUID, str]]:
    start = window_start(desk.house, window_of(desk.house, desk.now))
    # A time still to come, put there from outside, must not hold the next mail up.
    hers = Mail.recipient_id.in_(people)
    query = select(Mail).where(hers, Mail.accepted_at >= start, Mail.accepted_at <= desk.now)
    return {(row.recipient_id, row.kind) for row in filter(is_own, desk.db.scalars(query))}


def _next_window(desk: NightDesk) -> datetime:
    return window_start(desk.house, window_of(desk.house, desk.now) + 1)


def _hold(desk: NightDesk, row: Mail, lease_seconds: float) -> None:
    # Until its lease lapses a mail may not leave again: both columns say the same.
    row.lease_until = row.not_before = desk.now + timedelta(seconds=lease_seconds)


def _held(desk: NightDesk, held: Claim) -> Mail | None:
    row = desk.db.get(Mail, held.mail_id)
    if row is None or row.state != LEASED or row.fence != held.fence:
        log.warning("mail %s: its lease is another's by now", held.mail_id)
        return None
    return row


def _people(desk: NightDesk, rows: Iterable[Mail]) -> dict[UUID, Staff]:
    """Return whom these mails go to, by account; one statement."""
    ids = {row.recipient_id for row in rows}
    return {row.id: row for row in desk.db.scalars(select(Staff).where(Staff.id.in_(ids)))}


def _address(staff: Staff | None) -> str:
    """Return where a person's mail goes; empty where her row was changed outside Amparo."""
    if staff is None:
        return ""
    try:
        return staff.address
    except (Damaged, AttributeError):
        log.error("%s does not open", staff.named)  # noqa: TRY400 - a trace may hold values
        return ""
