"""Dates that somebody silenced, took away, set back or wrote anew outside Amparo.

The hourly check looks at every row that reminders go by. Its card is opened where the row is not,
to the byte, the one that this worker opened before: the same bytes at the same place under the same
key say the same, and whatever was changed, in clear or in the card, is opened and compared.
"""

import logging
from collections.abc import Collection, Iterator
from uuid import UUID

from sqlalchemy import select

from app.casework.calendar import AS_IT_STANDS, Calendar
from app.casework.onrecord import AT_A_TIME
from app.casework.slots import REMINDED, Entry
from app.casework.tray import rows
from app.db.desk import NightDesk
from app.errors import UNREADABLE_ROW
from app.models import Recovery, Schedule, TrayItem

log = logging.getLogger(__name__)

_OPENED_AT_A_TIME = 500


def dates(desk: NightDesk, calendar: Calendar) -> set[UUID]:
    """Return the dates that are silenced, gone, older than the record or not as memory has them.

    What stands in clear is believed of none. One that does not open is taken up as such, also where
    it did when this worker saw it, and anew once it opens again.
    """
    kept: dict[UUID, int] = {}
    silenced, unlike = set[UUID](), []
    for row in desk.db.execute(select(*AS_IT_STANDS).execution_options(yield_per=AT_A_TIME)):
        if not calendar.saw(row):
            unlike.append(row.id)
            continue
        kept[row.id] = row.changed
        if not row.open and _is_owed(calendar.get(row.id)):
            silenced.add(row.id)
    opened, others = _opened(desk, calendar, unlike, kept)
    for each in _rows(desk, silenced):
        calendar.take_up(each)
    for other in sorted(others):
        log.error("schedule %s: not as this worker saw it", other)
    return silenced | opened | others | _set_back(desk, calendar, kept)


def _is_owed(known: Entry | Schedule | None) -> bool:
    """Tell whether somebody is still reminded of a date, by its seal; of one closed, nobody is."""
    return known is not None and (known.status in REMINDED or bool(known.unlooked_since))


def _opened(
    desk: NightDesk, calendar: Calendar, ids: Collection[UUID], kept: dict[UUID, int]
) -> tuple[set[UUID], set[UUID]]:
    """Open these rows; return those that are silenced, and those that memory has otherwise."""
    silenced, doubtful, others = [], [], set[UUID]()
    for row in _rows(desk, ids):
        try:
            kept[row.id] = row.changed
            if not row.open and _is_owed(row):
                silenced.append(row)
            elif row.id in calendar.unreadable:
                doubtful.append(row)
            elif calendar.knows_otherwise(row):
                others.add(row.id)
            else:
                calendar.note(row)
        except UNREADABLE_ROW:
            doubtful.append(row)
    for row in (*silenced, *doubtful):
        calendar.take_up(row)
    return {row.id for row in silenced}, others


def _rows(desk: NightDesk, ids: Collection[UUID]) -> Iterator[Schedule]:
    wanted = list(ids)
    for start in range(0, len(wanted), _OPENED_AT_A_TIME):
        these = wanted[start : start + _OPENED_AT_A_TIME]
        yield from desk.db.scalars(select(Schedule).where(Schedule.id.in_(these)))


def _set_back(desk: NightDesk, calendar: Calendar, kept: dict[UUID, int]) -> set[UUID]:
    """Return the dates that are gone or older than the record or this worker's memory has them.

    With what custodians opened and was hidden from the supervisors, who could stop it.
    """
    calendar.record.follow(desk)
    standing = kept.keys() | calendar.unreadable
    gone = calendar.record.gone(standing) | (calendar.open_ids - standing)
    for each in sorted(gone):
        log.error("schedule %s: on record, and taken away", each)
    older = calendar.record.set_back(kept)
    for each in sorted(older):
        log.error("schedule %s: older than the newest deed on record", each)
    waited = calendar.record.of("recoveries") - set(desk.db.scalars(select(Recovery.id)))
    for each in sorted(waited):
        log.error("recoveries %s: on record, and taken away", each)
    return gone | older | waited | _handed_in(desk, calendar)


def _handed_in(desk: NightDesk, calendar: Calendar) -> set[UUID]:
    """Return what was handed in and is gone, or does not open."""
    there = set(desk.db.scalars(select(TrayItem.id)))
    lost = calendar.record.of("tray_items") - there | rows.unreadable(desk)
    for each in sorted(lost):
        log.error("tray_items %s: on record, and taken away or changed", each)
    return lost
