"""What the sealed record says there must be: the rows that deeds entered, and how new each date is.

Rows can be deleted, or put back as they were, by whoever writes to the database without a key; the
entries of the deeds that wrote them stand in a chain that he cannot make anew, but for its end.
"""

from collections.abc import Iterable, Iterator, Mapping
from collections.abc import Set as AbstractSet
from uuid import UUID

from sqlalchemy import select

from app.casework import audit
from app.casework.audit import GENESIS, ROWS
from app.db.desk import NightDesk
from app.errors import UNREADABLE_ROW
from app.models import Audit, CaseRow

# By the first word of a deed, the table of the row it is about.
TABLES = {
    "case": "cases",
    "person": "persons",
    "note": "notes",
    "task": "notes",
    "referral": "referrals",
    "release": "releases",
    "advice": "advices",
    "hearing": "hearings",
    "deadline": "deadlines",
    "proceeding": "proceedings",
    "detention": "detentions",
    "filing": "filings",
    "criminal_case": "criminal_cases",
    "facility": "facilities",
    "document": "documents",
    "template": "templates",
    "staff": "staff",
    "recovery": "recoveries",
    "absence": "absences",
    "tray": "tray_items",
    "hold": "holds",
    "shredding": "shreddings",
}
# Of an invitation that was taken back nothing stays, nor of what custodians opened once it was
# stopped or taken. One other deed takes rows away: a case that two people destroyed. Its entry
# names each, and `shredded.wrong` compares them with what both have signed for. What was handed in
# for it goes too: nobody signs for that, since it was read before, and it is named beside them.
TAKES_AWAY = frozenset({"staff.withdraw", "recovery.stop", "recovery.open"})
DESTROY = "shredding.destroy"
# Files go with it; with a deleted document, whose rows stay and say what was deleted; and with what
# was handed in and given back.
SWEEP = "document.sweep"
TAKES_FILES = frozenset({DESTROY, SWEEP, "tray.take", "tray.give_back"})
# A backup was put back. Of an older content under a newer keyring, what cases were given since is
# lost.
RESTORE = "backup.restore"
OF_CASES = frozenset(each.__tablename__ for each in CaseRow.__subclasses__())
DATED = frozenset({"hearings", "deadlines"})
HANDED_IN = frozenset({TABLES["tray"]})
AT_A_TIME = 1_000


class Record:
    """Which rows are on record; followed by number, so that each entry is opened once."""

    def __init__(self) -> None:
        self._seen, self._hash = 0, GENESIS  # the newest entry that was proved
        self.count = 0  # entries that were read so far
        self.is_broken = False  # entries do not stand behind one another, or as they were seen
        self.rows: dict[UUID, str] = {}  # the table that each must stand in
        self._entered: dict[UUID, int] = {}  # the number of the first deed that names it
        self._changed: dict[UUID, int] = {}  # of a date, the number of the newest deed

    def follow(self, desk: NightDesk) -> None:
        """Take up the entries since the last time, and look again at the last; two statements.

        One that does not open is passed over, and read again the next time with all behind it:
        nothing that is put there for a while hides a deed.
        """
        newest, known = audit.newest(desk) or 0, self._seen
        is_whole = known == 0
        query = select(Audit).where(Audit.seq >= known).order_by(Audit.seq)
        for entry in desk.db.scalars(query.execution_options(yield_per=AT_A_TIME)):
            self.count += 1
            try:
                self._take_up(entry)
                if entry.seq == known:
                    is_whole = audit.link(bytes.fromhex(entry.after), entry) == self._hash
                else:
                    is_whole = is_whole and self._goes_on(entry, newest)
            except UNREADABLE_ROW:
                is_whole = False
        self.is_broken = not is_whole

    def _take_up(self, entry: Audit) -> None:
        for table, row_id in _named(entry):
            self.rows[row_id] = table
            self._entered.setdefault(row_id, entry.seq)
            if table in DATED:
                self._changed[row_id] = max(entry.seq, self._changed.get(row_id, 0))
        if entry.action in TAKES_AWAY and entry.object_id is not None:
            self.rows.pop(entry.object_id, None)
        if entry.action == DESTROY:
            gone = [UUID(each) for ids in entry.detail["gone"].values() for each in ids]
            self._drop(gone, OF_CASES)
        if entry.action == RESTORE:
            since = int(entry.detail["since"])
            self._drop([each for each, at in self._entered.items() if at > since], OF_CASES)
        if entry.action in {DESTROY, RESTORE}:
            self._drop(papers_in(entry), HANDED_IN)

    def _drop(self, row_ids: Iterable[UUID], tables: AbstractSet[str]) -> None:
        for each in row_ids:
            if self.rows.get(each) in tables:
                self.rows.pop(each)
                self._changed.pop(each, None)

    def _goes_on(self, entry: Audit, newest: int) -> bool:
        """Come one entry further, where it stands behind the last and no further than the head."""
        is_next = self._seen + 1 == entry.seq <= newest
        if not is_next or not audit.stands_behind(self._hash, entry):
            return False
        self._seen, self._hash = entry.seq, entry.hash
        return True

    def of(self, table: str) -> set[UUID]:
        """Return the rows on record of one table."""
        return {each for each, at in self.rows.items() if at == table}

    def gone(self, kept: AbstractSet[UUID]) -> set[UUID]:
        """Return the dates on record that none of these schedule rows is for."""
        return self._changed.keys() - kept

    def set_back(self, kept: Mapping[UUID, int]) -> set[UUID]:
        """Return the dates whose schedule row is older than the newest deed on record."""
        return {each for each, number in kept.items() if number < self._changed.get(each, 0)}


def papers_in(entry: Audit) -> list[UUID]:
    """Return what was handed in and went with the cases that an entry took away."""
    return [UUID(each) for each in entry.detail.get("papers", [])]


def _named(entry: Audit) -> Iterator[tuple[str, UUID]]:
    table = TABLES.get(entry.action.partition(".")[0])
    if table is not None and entry.object_id is not None:
        yield table, entry.object_id
    for beside, ids in entry.detail.get(ROWS, {}).items():
        yield from ((beside, UUID(each)) for each in ids)
