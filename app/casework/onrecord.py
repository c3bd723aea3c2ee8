"""What the sealed record says there must be: the rows that deeds entered, and how new each date is.

Rows can be deleted, or put back as they were, by whoever writes to the database without a key; the
entries of the deeds that wrote them stand in a chain that he cannot make anew.
"""

from collections.abc import Iterator, Mapping
from uuid import UUID

from sqlalchemy import select

from app.casework.audit import ROWS
from app.db.desk import NightDesk
from app.errors import UNREADABLE_ROW
from app.models import Audit, Schedule

# By the first word of a deed, the table of the row it is about.
TABLES = {
    "case": "cases",
    "person": "persons",
    "note": "notes",
    "hearing": "hearings",
    "deadline": "deadlines",
    "staff": "staff",
}
DATED = frozenset({"hearings", "deadlines"})
AT_A_TIME = 1_000


class Record:
    """Which rows are on record; followed by number, so that each entry is opened once."""

    def __init__(self) -> None:
        self._seen = 0
        self.rows: dict[UUID, str] = {}  # the table that each must stand in
        self._changed: dict[UUID, int] = {}  # of a date, the number of the newest deed

    def follow(self, desk: NightDesk) -> None:
        """Take up the entries since the last time; one statement.

        One that does not open is passed over: the check of the chain names it.
        """
        query = select(Audit).where(Audit.seq > self._seen).order_by(Audit.seq)
        for entry in desk.db.scalars(query.execution_options(yield_per=AT_A_TIME)):
            self._seen = entry.seq
            try:
                for table, row_id in _named(entry):
                    self.rows[row_id] = table
                    if table in DATED:
                        self._changed[row_id] = entry.seq
            except UNREADABLE_ROW:
                continue

    def gone(self, kept: Mapping[UUID, int]) -> set[UUID]:
        """Return the dates on record that none of these schedule rows is for."""
        return self._changed.keys() - kept.keys()

    def set_back(self, kept: Mapping[UUID, int]) -> set[UUID]:
        """Return the dates whose schedule row is older than the newest deed on record."""
        return {each for each, number in kept.items() if number < self._changed.get(each, 0)}


def numbers(desk: NightDesk) -> dict[UUID, int]:
    """Return of every schedule row the number of its last change; one statement."""
    found = desk.db.execute(select(Schedule.id, Schedule.changed))
    return {row.id: row.changed for row in found}


def _named(entry: Audit) -> Iterator[tuple[str, UUID]]:
    table = TABLES.get(entry.action.partition(".")[0])
    if table is not None and entry.object_id is not None:
        yield table, entry.object_id
    for beside, ids in entry.detail.get(ROWS, {}).items():
        yield from ((beside, UUID(each)) for each in ids)
