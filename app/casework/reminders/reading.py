"""What the mails of one turn are written from: read once for all of them, however many they are."""

from collections.abc import Collection, Iterable, Iterator, Mapping
from itertools import islice
from uuid import UUID

from sqlalchemy import select

from app.casework import heads, nicknamed, screens
from app.casework.reminders.openers import Openers
from app.db.desk import NightDesk
from app.models import Schedule, Staff

_AT_A_TIME = 10_000  # rows asked for in one statement


class Reading:
    """What readers of mails, and the dates that their mails tell of, are at one moment.

    Six statements for a turn where everybody opens what she is told of.
    """

    def __init__(self, desk: NightDesk, told: Mapping[UUID, Collection[UUID]]) -> None:
        """Read it: `told` has the dates of each reader's mails."""
        self._desk = desk
        self._head: list[heads.RecordView] = []
        self.staff = {row.id: row for row in _people(desk, told)}
        self.kept = screens.kept_from_each(desk, told)
        self.names = nicknamed.words_of_each(desk, told)
        dates = dict.fromkeys(each for ids in told.values() for each in ids)
        self.rows = {row.id: row for row in _rows(desk, dates)}
        cases = {reader: self._cases(ids) for reader, ids in told.items()}
        self.openers = Openers(desk, {each: found for each, found in cases.items() if found})

    @property
    def head(self) -> heads.RecordView:
        """How far the record goes, read when a mail first says it."""
        if not self._head:
            self._head.append(heads.newest(self._desk))
        return self._head[0]

    def _cases(self, ids: Iterable[UUID]) -> set[UUID]:
        return {self.rows[each].case_id for each in ids if each in self.rows}


def _people(desk: NightDesk, ids: Collection[UUID]) -> Iterable[Staff]:
    if len(ids) == 1:  # whom the desk knows is not asked for again
        found = [desk.db.get(Staff, each) for each in ids]
        return [each for each in found if each is not None]
    return desk.db.scalars(select(Staff).where(Staff.id.in_(ids)))


def _rows(desk: NightDesk, ids: Iterable[UUID]) -> Iterator[Schedule]:
    rest = iter(ids)
    while some := list(islice(rest, _AT_A_TIME)):
        yield from desk.db.scalars(select(Schedule).where(Schedule.id.in_(some)))
