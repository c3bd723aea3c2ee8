"""Mails that somebody closed, emptied or took away outside Amparo: they leave, or are told anew.

What stands in clear of a mail is for the worker's index; whether it still has to leave stands
under its seal. A mark says in which mail it was told: where that mail is gone, does not open, or
does not tell it, the mark counts for nothing.
"""

import logging
from collections.abc import Iterable, Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import chain
from typing import Protocol
from uuid import UUID

from sqlalchemy import or_, select

from app.casework.policy import ADMINISTRATOR, SUPERVISING
from app.casework.reminders import marks
from app.casework.reminders.mails import (
    ACCEPTED,
    DROPPED,
    READY,
    WAITING,
    Mailbox,
    window_of,
)
from app.casework.reminders.marks import Fact
from app.casework.reminders.roster import BOUNCED, Roster
from app.casework.reminders.troubles import SILENCED
from app.casework.slots import Slot
from app.casework.sound import is_sound
from app.db.desk import NightDesk
from app.errors import UNREADABLE_ROW
from app.models import Mail, Mark

log = logging.getLogger(__name__)

# A mail that waits for longer than this is late on every page, and a slot that rang before it has
# been told by a check of then.
LOOKED_BACK = timedelta(days=3)
CLOSED = (ACCEPTED, BOUNCED, DROPPED)
_AT_A_TIME = 500


class Telling(Protocol):
    """That a person must be told of a slot."""

    @property
    def slot(self) -> Slot:
        """When it rang."""

    @property
    def fact(self) -> Fact:
        """The fact that she was."""


@dataclass(frozen=True, slots=True)
class Silenced:
    """What was found: how many mails were put back, and what is to be told anew."""

    mails: int
    lost: frozenset[Fact]


def set_right(
    desk: NightDesk,
    owed: Iterable[Telling],
    roster: Roster,
    *,
    last: datetime,
    news: Iterable[Fact] = (),
) -> Silenced:
    """Have mails leave that were closed in clear alone, and what no mail told be told anew.

    Supervisors and administrators are mailed that somebody did so.

    Args:
        desk: A writing one, that has just planned.
        owed: What must have been told, earliest first.
        roster: Who works here.
        last: When this was looked at before.
        news: That somebody was told of a changed date, of however long ago.
    """
    since = min(last, desk.now) - LOOKED_BACK
    newest = {(each.fact.entry_id, each.fact.person): each for each in owed}
    told = marks.rows(desk, [each.fact for each in newest.values() if each.slot.at >= since])
    told |= {each: row for each, row in marks.rows(desk, news).items() if _is_since(row, since)}
    mails = {row.id: row for row in _told_in(desk, told.values())}
    closed = _closed(desk, None if last.date() < desk.now.date() else since)
    put_back = sum(_put_back(desk, row) for row in chain(mails.values(), closed))
    lost, tellings = set(), Tellings(mails)
    for fact, mark in told.items():
        if not tellings.bear_out(mark):
            log.error("%s: no mail tells what it says", mark.named)
            desk.db.delete(mark)
            lost.add(fact)
    desk.db.flush()
    if put_back or lost:
        mailbox = Mailbox(desk)
        for person in roster.of_role(SUPERVISING, ADMINISTRATOR):
            mailbox.alarm(person, SILENCED)
    return Silenced(put_back, frozenset(lost))


def is_silenced(row: Mail) -> bool:
    """Tell whether a mail is closed in clear, and by its seal has still to leave."""
    return row.state not in WAITING and is_sound(row) and row.owed


class Tellings:
    """What each of these mails tells, read once however many marks name it."""

    def __init__(self, mails: Mapping[UUID, Mail]) -> None:
        self._mails = mails
        self._told: dict[UUID, frozenset[tuple[str, int]]] = {}

    def bear_out(self, mark: Mark) -> bool:
        """Tell whether a mail tells, or told, what a mark says; one without any was told later."""
        try:
            if mark.mail_id is None:
                return True
            return (str(mark.schedule_id), mark.edition) in self._of(mark.mail_id)
        except UNREADABLE_ROW:
            return False

    def _of(self, mail_id: UUID) -> frozenset[tuple[str, int]]:
        if mail_id not in self._told:
            self._told[mail_id] = frozenset()  # where it is not there, or does not open
            with suppress(*UNREADABLE_ROW, IndexError):
                items = self._mails[mail_id].told["items"]
                self._told[mail_id] = frozenset((str(raw[0]), int(raw[1])) for raw in items)
        return self._told[mail_id]


def _is_since(mark: Mark, since: datetime) -> bool:
    """Tell whether a mark was made since then; one that does not say when, in any case."""
    try:
        return mark.at >= since
    except UNREADABLE_ROW:
        return True


def _told_in(desk: NightDesk, told: Iterable[Mark]) -> Iterator[Mail]:
    """Yield the mails that these marks name, of those that are there."""
    ids = set[UUID]()
    for row in told:
        with suppress(*UNREADABLE_ROW):
            ids.update([row.mail_id] if row.mail_id is not None else [])
    wanted = sorted(ids)
    for start in range(0, len(wanted), _AT_A_TIME):
        query = select(Mail).where(Mail.id.in_(wanted[start : start + _AT_A_TIME]))
        yield from desk.db.scalars(query)


def _put_back(desk: NightDesk, row: Mail) -> bool:
    if not is_silenced(row):
        return False
    log.error("mail %s: closed, and by its seal it has still to leave", row.id)
    row.state, row.not_before = READY, desk.now
    row.lease_until = row.accepted_at = None
    return True


def _closed(desk: NightDesk, since: datetime | None) -> Iterable[Mail]:
    """Return the mails that stand closed since then, or in no state that Amparo knows.

    All that ever left, once a day: the window that says since when stands in clear, too.
    """
    query = select(Mail).where(Mail.state.not_in(WAITING))
    if since is not None:
        window = window_of(desk.house, since)
        query = query.where(or_(Mail.window >= window, Mail.state.not_in(CLOSED)))
    return desk.db.scalars(query.execution_options(yield_per=_AT_A_TIME))
