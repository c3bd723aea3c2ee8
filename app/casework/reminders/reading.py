"""What the mails of one turn are written from: read once for all of them, however many they are."""

from collections.abc import Collection, Iterable, Iterator, Mapping
from itertools import islice
from uuid import UUID

from sqlalchemy import select

from app.casework import heads, nicknamed, screens
from app.casework.calendar import AS_IT_STANDS, Calendar, Entry, entry_of
from app.casework.reminders.openers import Openers
from app.db.desk import NightDesk
from app.models import Schedule, Staff

_AT_A_TIME = 10_000  # rows asked for in one statement


class Reading:
    """What readers of mails, and the dates that their mails tell of, are at one moment.

    Six statements for a turn where everybody opens what she is told of, one more where the calendar
    does not know a date as it stands.
    """

    def __init__(
        self,
        desk: NightDesk,
        told: Mapping[UUID, Collection[UUID]],
        calendar: Calendar | None = None,
    ) -> None:
        """Read it: `told` has the dates of each reader's mails."""
        self._desk = desk
        self._head: list[heads.RecordView] = []
        self.staff = {row.id: row for row in _people(desk, told)}
        self.kept = screens.kept_from_each(desk, told)
        self.names = nicknamed.words_of_each(desk, told)
        dates = dict.fromkeys(each for ids in told.values() for each in ids)
        self._known = {} if calendar is None else dict(_known(desk, calendar, dates))
        rest = [each for each in dates if each not in self._known]
        self._rows = {row.id: row for row in _rows(desk, rest)}
        cases = {reader: self._cases(ids) for reader, ids in told.items()}
        self.openers = Openers(desk, {each: found for each, found in cases.items() if found})

    @property
    def head(self) -> heads.RecordView:
        """How far the record goes, read when a mail first says it."""
        if not self._head:
            self._head.append(heads.newest(self._desk))
        return self._head[0]

    def has(self, entry_id: UUID) -> bool:
        """Tell whether there is a row for a date."""
        return entry_id in self._known or entry_id in self._rows

    def entry(self, entry_id: UUID) -> Entry:
        """Return a date as it stands.

        Raises:
            Damaged: Its row was changed outside Amparo.
        """
        known = self._known.get(entry_id)
        return entry_of(self._rows[entry_id]) if known is None else known

    def _cases(self, ids: Iterable[UUID]) -> set[UUID]:
        return {
            self._known[each].case_id if each in self._known else self._rows[each].case_id
            for each in ids
            if self.has(each)
        }


def _people(desk: NightDesk, ids: Collection[UUID]) -> Iterable[Staff]:
    if len(ids) == 1:  # whom the desk knows is not asked for again
        found = [desk.db.get(Staff, each) for each in ids]
        return [each for each in found if each is not None]
    return desk.db.scalars(select(Staff).where(Staff.id.in_(ids)))


def _known(
    desk: NightDesk, calendar: Calendar, ids: Iterable[UUID]
) -> Iterator[tuple[UUID, Entry]]:
    """Yield the dates whose rows are, to the byte, those that the calendar opened last."""
    for some in _in_parts(ids):
        for row in desk.db.execute(select(*AS_IT_STANDS).where(Schedule.id.in_(some))):
            entry = calendar.as_opened(row)
            if entry is not None:
                yield entry.id, entry


def _rows(desk: NightDesk, ids: Iterable[UUID]) -> Iterator[Schedule]:
    for some in _in_parts(ids):
        yield from desk.db.scalars(select(Schedule).where(Schedule.id.in_(some)))


def _in_parts(ids: Iterable[UUID]) -> Iterator[list[UUID]]:
    rest = iter(ids)
    while some := list(islice(rest, _AT_A_TIME)):
        yield some
