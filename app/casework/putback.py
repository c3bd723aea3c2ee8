"""Putting a backup's rows back into an empty database, also an older content under newer keys.

Where the two were made at once, every row comes back. Where the keyring is newer, it says what
holds now: a case that was destroyed since does not come back, nor do dates and keys of cases that
were opened since and whose cards are lost. The record, which is the keyring's, says from then on
that such rows are rightly gone.
"""

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import Connection
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from app.casework import absences, audit, feeds, recovery, shredded
from app.casework.archives import Archive, Chosen, lines
from app.casework.destroying import of_a_case
from app.casework.onrecord import RESTORE
from app.clock import Clock
from app.config import Settings
from app.crypto.keyring import Keyring
from app.crypto.serverkeys import ServerKeys
from app.db import dump, migrations
from app.db.desk import House, NightDesk
from app.db.engine import filling, open_engine
from app.errors import Damaged, Refused
from app.models import Case, CaseKeyRow, Deadline, Hearing, Schedule, Shredding, TrayItem
from app.words import N_

NOT_EMPTY = N_("This database is not empty. Restore into a new one: nothing is overwritten.")
NOT_SOUND = N_(
    "The backup opens, but a row in it was changed outside Amparo before it was made. "
    "Keep it, run “amparo verify” on the office's own database, and check an older backup too."
)
Row = tuple[str, dict[str, Any]]


@dataclass(slots=True)
class Lost:
    """What an older content and a newer keyring do not bring back, by how many."""

    destroyed: int = 0  # cases that two people destroyed since
    keyless: int = 0  # cases that no key of the keyring is for
    cases: int = 0  # opened since
    dates: int = 0  # entered since
    papers: list[str] = field(default_factory=list)  # handed in for a case that did not come back


@dataclass(slots=True)
class _Sieve:
    """Which rows of an older content and a newer keyring fit together."""

    keyed: set[str] = field(default_factory=set)  # cases that the keyring has a key of
    destroyed: set[str] = field(default_factory=set)
    cases: set[str] = field(default_factory=set)  # those that came back
    dates: set[str] = field(default_factory=set)
    gone: set[str] = field(default_factory=set)
    since: set[str] = field(default_factory=set)
    papers: list[str] = field(default_factory=list)
    later: int = 0

    def content(self, rows: Iterable[Row]) -> Iterator[Row]:
        """Give the rows of cases that the keyring still has a key of."""
        for table, row in rows:
            case_id = row["case_id"]
            if case_id not in self.keyed:
                self.gone.add(case_id)
                continue
            if table == Case.__tablename__:
                self.cases.add(case_id)
            elif table in {Hearing.__tablename__, Deadline.__tablename__}:
                self.dates.add(row["id"])
            yield table, row

    def keyring(self, rows: Iterable[Row]) -> Iterator[Row]:
        """Give the rows of cases, and the days of dates, that came back with the content."""
        of_cases = {table.name: of_a_case(table) for table in dump.tables()}
        for table, row in rows:
            lacking = {row[column] for column in of_cases[table]} - self.cases
            self.since |= lacking
            if table == TrayItem.__tablename__ and lacking:
                self.papers.append(row["id"])
            if table == Schedule.__tablename__ and (lacking or row["id"] not in self.dates):
                self.later += 1
            elif not lacking:
                yield table, row

    @property
    def lost(self) -> Lost:
        """What did not come back."""
        return Lost(
            len(self.gone & self.destroyed),
            len(self.gone - self.destroyed),
            len(self.since - self.gone),
            self.later,
            self.papers,
        )


def fill(settings: Settings, keys: ServerKeys, chosen: Chosen, clock: Clock) -> Lost:
    """Load a backup at the revisions it was made at, then bring it to the newest; all or nothing.

    Raises:
        Damaged: A file was changed or cut off.
        Refused: The database is not empty, or a row is of one that is not in the backup.
    """
    engine = open_engine(settings, keys)
    try:
        with filling(engine).begin() as connection:
            if migrations.standing(connection):
                raise Refused(NOT_EMPTY)
            try:
                lost = _load(connection, keys, chosen)
            except IntegrityError:
                raise Refused(NOT_SOUND) from None
            migrations.climb(connection)
            _note(connection, House(engine, keys, clock, settings), chosen, lost)
            return lost
    finally:
        engine.dispose()


def _load(connection: Connection, keys: ServerKeys, chosen: Chosen) -> Lost:
    content, keyring = chosen.content, chosen.keyring
    migrations.climb(connection, str(content.manifest["revision"]))
    dump.empty(connection)
    if content.file == keyring.file:
        _put_all(connection, _counted(keys, content))
        return Lost()
    if chosen.is_of_one:
        _put_all(connection, _counted(keys, content))
        _put_all(connection, _counted(keys, keyring))
        return Lost()
    sieve = _sieve(keys, keyring)
    _put_all(connection, sieve.content(_counted(keys, content)))
    migrations.climb(connection, str(keyring.manifest["revision"]))
    _put_all(connection, sieve.keyring(_counted(keys, keyring)))
    return sieve.lost


def _sieve(keys: ServerKeys, keyring: Archive) -> _Sieve:
    sieve = _Sieve()
    for table, row in _counted(keys, keyring):
        if table == CaseKeyRow.__tablename__:
            sieve.keyed.add(row["case_id"])
        elif table == Shredding.__tablename__ and row["state"] in shredded.OVER:
            sieve.destroyed.add(row["case_id"])
    return sieve


def _counted(keys: ServerKeys, archive: Archive) -> Iterator[Row]:
    """Give the rows of a file, which are as many as its manifest says.

    Raises:
        Damaged: They are not.
    """
    given = lines(keys, archive.file)
    manifest, found = next(given), Counter[str]()
    for table, row in given:
        found[table] += 1
        yield table, row
    if found != Counter({table: count for table, count in manifest["counts"].items() if count}):
        raise Damaged


def _put_all(connection: Connection, rows: Iterable[Row]) -> None:
    by_name = {table.name: table for table in dump.tables()}
    pending: list[Row] = []
    for name, row in rows:
        if pending and (pending[0][0] != name or len(pending) == dump.ROWS_AT_ONCE):
            _put(connection, by_name, pending)
        pending.append((name, row))
    _put(connection, by_name, pending)


def _put(connection: Connection, by_name: dict[str, Any], pending: list[Row]) -> None:
    if pending:
        dump.put_rows(connection, by_name[pending[0][0]], [row for _, row in pending])
        pending.clear()


def _note(connection: Connection, house: House, chosen: Chosen, lost: Lost) -> None:
    """Put on record up to which deed the content reaches, and end what waits for its time.

    What came after the backup is lost, and with it who stopped what was to be destroyed, ended an
    absence or kept custodians from opening something: all of it begins anew, and is told.

    Raises:
        Damaged: The keyring is newer, and the end of its record does not hold.
    """
    keys = Keyring(server=house.keys)
    with Session(connection, info={"keys": keys}) as db:
        desk = NightDesk(db=db, house=house, keys=keys, now=house.clock(), writes=True)
        newest = audit.newest(desk)
        if chosen.is_of_one and newest is None:
            return  # nothing is saved behind such a record, and nothing of it comes due
        since = newest if chosen.is_of_one else chosen.content.manifest["head"]
        made_at = chosen.content.made_at.isoformat()
        audit.note(desk, RESTORE, since=since, content=made_at, papers=lost.papers, waits=True)
        shredded.end_all(desk)
        recovery.end_all(desk)
        absences.end_all(desk)
        feeds.end_all(desk)  # one that was replaced since would open again
        db.flush()
