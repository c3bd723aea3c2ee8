"""When the machine's clock is set wrong, or right again: nothing is held back or told for good.

A clock that jumps is noticed by another that nobody can set. What was told while it ran ahead was
told too early, and is told again when it is time; whom it was told is still known, since a date
that is moved before must not stand in her mail as if it held. What waits for an hour that has come
back waits no longer than it ever may.
"""

from collections.abc import Callable, Iterator, Mapping
from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy import delete, select

from app.casework.reminders import marks
from app.casework.reminders.mails import (
    A_DAY,
    AN_HOUR,
    DIGEST,
    LEASED,
    READY,
    window_of,
    window_start,
)
from app.casework.reminders.marks import EARLY, TOLD, Marking
from app.casework.reminders.roster import PARKED, read_roster
from app.clock import LARGEST_SKEW
from app.db.desk import House, NightDesk, night
from app.errors import UNREADABLE_ROW
from app.models import Heartbeat, Mail, Mark

CLOCK, WORKER = "clock", "worker"  # heartbeats
FURTHEST_BACK, FURTHEST_AHEAD = timedelta(minutes=2), timedelta(hours=1)
TOLD_FOR_S = 24 * 3600.0
_AT_A_TIME = 500


class Steady:
    """Whether the clock moves on as much as the machine has run, asleep or not."""

    def __init__(self, uptime: Callable[[], float], boot: str) -> None:
        self._uptime = uptime
        self._boot = boot
        self._began: datetime | None = None  # when the machine was started, by its clock
        self._told_until = 0.0

    @property
    def is_told(self) -> bool:
        """Whether a jump of the last day is to be told."""
        return self._uptime() < self._told_until

    def jumps(self, desk: NightDesk) -> bool:
        """Tell whether the clock jumped since the last look, or since a worker last looked."""
        began = desk.now - timedelta(seconds=self._uptime())
        if self._began is None:
            self._began = self._kept(desk, began)
        if -FURTHEST_BACK <= began - self._began <= FURTHEST_AHEAD:
            return False
        self._began, self._told_until = began, self._uptime() + TOLD_FOR_S
        return True

    def keep(self, desk: NightDesk) -> None:
        """Write down when the machine was started by its clock, for the worker that comes after."""
        row = desk.db.get(Heartbeat, CLOCK)
        if self._began is None or (row is not None and self._is_known(row)):
            return
        if row is None:
            row = Heartbeat(name=CLOCK, at=self._began, count=0, trouble=self._boot)
            desk.db.add(row)
        row.at, row.trouble = self._began, self._boot

    def _is_known(self, row: Heartbeat) -> bool:
        return row.trouble == self._boot and row.at == self._began

    def _kept(self, desk: NightDesk, began: datetime) -> datetime:
        """Return when the machine was started, as it was known before; else as it looks now.

        Of another start nothing is known, but that no worker has worked in the future.
        """
        row, worker = desk.db.get(Heartbeat, CLOCK), desk.db.get(Heartbeat, WORKER)
        if row is not None and self._boot and row.trouble == self._boot:
            return row.at
        ahead = worker.at - desk.now if worker is not None else timedelta(0)
        return began + max(ahead, timedelta(0))


def set_right(house: House, lease_seconds: float, *, jumped: bool = False) -> None:
    """Take back what was told in a time still to come, and let nothing wait for too long.

    Args:
        house: Whose mails.
        lease_seconds: How long a worker may hold one.
        jumped: Whether the clock just did; else only what left in a time to come is looked for.
    """
    with night(house, writes=False) as desk:
        later = desk.now + LARGEST_SKEW
        ahead = list(desk.db.scalars(select(Mail.id).where(Mail.accepted_at > later)))
        told = dict(_told_ahead(desk, later)) if ahead or jumped else {}
        waits = _too_long(desk, lease_seconds)
    if not (ahead or told or waits):
        return
    with night(house, writes=True) as desk:
        _take_back(desk, told)
        for row in desk.db.scalars(select(Mail).where(Mail.accepted_at > later)):
            # It left, at a time that nobody knows; the right mail is not to wait for an hour.
            row.accepted_at = window_start(house, window_of(house, desk.now)) - LARGEST_SKEW
        for row in _too_long(desk, lease_seconds):
            row.not_before = desk.now


def _take_back(desk: NightDesk, told: Mapping[bytes, Marking]) -> None:
    """Have these slots told again, and keep that their people were told of the dates."""
    keys = list(told)
    for start in range(0, len(keys), _AT_A_TIME):
        desk.db.execute(delete(Mark).where(Mark.once.in_(keys[start : start + _AT_A_TIME])))
    early = {each.fact: each for each in told.values() if each.fact.code == EARLY}
    for fact in marks.standing(desk, early):
        del early[fact]
    marks.mark_all(desk, early.values())


def _told_ahead(desk: NightDesk, later: datetime) -> Iterator[tuple[bytes, Marking]]:
    """Yield the keys of what was told in a time to come, and what is then known of whom.

    Only its seal says when that was.
    """
    for row in desk.db.scalars(select(Mark).execution_options(yield_per=_AT_A_TIME)):
        try:
            if row.at > later:
                fact = marks.fact_of(row)
                early = fact._replace(code=EARLY) if fact.kind == TOLD else fact
                yield row.once, Marking(early, row.mail_id)
        except UNREADABLE_ROW:
            continue  # the check of cards names it


def _too_long(desk: NightDesk, lease_seconds: float) -> list[Mail]:
    """Return the mails that wait for longer than their state ever has them wait.

    A routine one waits for as long as who it is for is in court.
    """
    window = timedelta(minutes=desk.house.settings.mail_window_minutes)
    longest = {
        READY: max(AN_HOUR, window),
        LEASED: timedelta(seconds=lease_seconds),
        PARKED: A_DAY,
    }
    found = [
        row
        for state, span in longest.items()
        for row in desk.db.scalars(
            select(Mail).where(
                Mail.state == state, Mail.not_before > desk.now + span + LARGEST_SKEW
            )
        )
    ]
    court = read_roster(desk).in_court if found else {}
    return [row for row in found if not _is_for_court(row, court)]


def _is_for_court(row: Mail, court: Mapping[UUID, datetime]) -> bool:
    is_routine = (row.kind, row.state) == (DIGEST, READY)
    return is_routine and row.not_before == court.get(row.recipient_id)
