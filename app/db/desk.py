"""The desk: one unit of work that knows who, which keys, what time, which transaction.

A desk is opened for reading or for writing and commits when its block ends, before the answer
leaves. `NightDesk` is the same without a person: it holds the server's keys and no case key.
"""

import logging
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from typing import Protocol
from uuid import UUID

from sqlalchemy import Connection, Engine
from sqlalchemy.exc import DataError, DBAPIError, IntegrityError, SQLAlchemyError
from sqlalchemy.orm import Session
from sqlalchemy.orm.exc import StaleDataError

from app.chance import Chance, system_chance
from app.clock import Clock, local
from app.config import Settings
from app.crypto.keyring import Keyring
from app.crypto.serverkeys import ServerKeys
from app.db import engine as engines
from app.db.columns import WRITTEN, CaseRow
from app.errors import AmparoError, Conflict, Damaged, OutOfRoom, Unavailable, WrongKey

log = logging.getLogger(__name__)

BUSY = {"40001", "40P01", "55P03", "SQLITE_BUSY", "SQLITE_BUSY_SNAPSHOT", "SQLITE_LOCKED"}
GONE = ("08", "57P", "SQLITE_IOERR", "SQLITE_CANTOPEN", "SQLITE_READONLY")
UNOPENED = {"SQLITE_NOTADB", "SQLITE_CORRUPT"}
FULL = {"53100", "SQLITE_FULL", "SQLITE_IOERR_WRITE", "SQLITE_IOERR_FSYNC"}


@dataclass(frozen=True, slots=True)
class House:
    """What every desk of one process shares."""

    engine: Engine
    keys: ServerKeys = field(repr=False)
    clock: Clock
    settings: Settings
    # The server key itself, where its file is under a passphrase and no office is founded yet:
    # founding seals a copy to the custodians.
    secret: bytes | None = field(default=None, repr=False)
    chance: Chance = system_chance


@dataclass(frozen=True, slots=True)
class Colleague:
    """Who sits at the desk."""

    id: UUID
    role: str
    locale: str
    name: str = field(repr=False)
    zone: str
    groups: frozenset[UUID]  # the groups whose key she holds
    session: bytes = field(default=b"", repr=False)  # by what hers is found; none at the console

    @property
    def principals(self) -> frozenset[UUID]:
        """Everyone a grant may name to reach her: herself and her groups."""
        return self.groups | {self.id}


class Drawer(Protocol):
    """What one session keeps between its requests, sealed under its cookie, each under a name."""

    def look(self, name: str) -> bytes | None:
        """Return what was kept last, or None."""

    def keep(self, name: str, payload: bytes) -> None:
        """Keep this in place of what was kept before."""


@dataclass(slots=True)
class NightDesk:
    """A unit of work without a person and without any case key."""

    db: Session = field(repr=False)
    house: House
    keys: Keyring = field(repr=False)
    now: datetime
    writes: bool
    damaged: dict[UUID, CaseRow] = field(default_factory=dict, kw_only=True, repr=False)
    """Rows of cases open here whose cards did not open, so that whoever looks is told."""
    sound: dict[UUID, CaseRow] = field(default_factory=dict, kw_only=True, repr=False)
    """Those whose cards opened: what is compared later is not asked for again."""

    def local_now(self, zone: str) -> datetime:
        """Return the desk's instant on the wall clock of a zone."""
        return local(self.now, zone)


@dataclass(slots=True)
class Desk(NightDesk):
    """A unit of work of one person."""

    who: Colleague
    drawer: Drawer | None = field(default=None, repr=False)  # none outside of a session
    # A person is asked about what may be a slip; a program is taken at its word and told of it.
    asks: bool = True
    doubted: list[str] = field(default_factory=list)
    # Cases whose key was opened here from what was sealed to a public key: the slow way.
    unwrapped: set[UUID] = field(default_factory=set)
    groups_unwrapped: set[UUID] = field(default_factory=set)  # groups whose key was, likewise
    # Cases that were looked into here: whoever reads owes the record an entry.
    looked_into: set[UUID] = field(default_factory=set)
    # The versions that cases had before they were given a new key here: it changes nothing typed.
    stood: dict[UUID, int] = field(default_factory=dict)


@contextmanager
def night(house: House, *, writes: bool) -> Iterator[NightDesk]:
    """Open a desk without case keys; commit when the block ends, roll back when it raises.

    Raises:
        Conflict: Another writer came first; nothing was written.
        OutOfRoom: The disk is full; nothing was written.
        Unavailable: The database does not answer.
    """
    keys = Keyring(server=house.keys)
    with transaction(house, keys, writes=writes) as db:
        yield NightDesk(db=db, house=house, keys=keys, now=house.clock(), writes=writes)


def saved(desk: NightDesk) -> set[tuple[str, UUID]]:
    """Return of which tables rows of which cases were saved here since this was asked last."""
    desk.db.flush()
    written: set[tuple[str, UUID]] = desk.db.info.pop(WRITTEN, set())
    return written


@contextmanager
def undone_alone(desk: NightDesk) -> Iterator[None]:
    """Undo what the block wrote when it raises, and nothing else of the desk's."""
    with desk.db.begin_nested():
        yield


@contextmanager
def transaction(house: House, keys: Keyring, *, writes: bool) -> Iterator[Session]:
    """Run one transaction whose session seals and opens with `keys`."""
    engine = engines.writing(house.engine) if writes else engines.reading(house.engine)
    with (
        _told_plainly(),
        Session(engine, info={"keys": keys}, expire_on_commit=False) as db,
        db.begin(),
    ):
        db.connection()
        yield db


@contextmanager
def beside(house: House) -> Iterator[Connection]:
    """Write down one row by one statement, beside whoever else writes, and commit.

    For what stands on no record. The statement names the row as it was read, and changes nothing
    where it is not so any more; nothing else is read here.

    Raises:
        Conflict: Another writer came first; nothing was written.
        OutOfRoom: The disk is full; nothing was written.
        Unavailable: The database does not answer.
    """
    with _told_plainly(), engines.noting(house.engine).begin() as connection:
        yield connection


@contextmanager
def _told_plainly() -> Iterator[None]:
    try:
        yield
    except AmparoError:
        raise
    except (SQLAlchemyError, StaleDataError) as fault:
        meaning = what_it_means(fault)
        if meaning is None:
            raise
        raise meaning from None


def what_it_means(fault: Exception) -> AmparoError | None:
    """Return the failure a person is told, or None where the fault is ours.

    Only the state code is logged: a driver's message may carry values.
    """
    if isinstance(fault, StaleDataError):
        return Conflict()
    if not isinstance(fault, DBAPIError):
        return None
    state = _state(fault)
    if state not in UNOPENED:  # which key the database stands under is also asked
        log.warning("database: %s", state or type(fault.orig).__name__)
    if isinstance(fault, IntegrityError):
        return Conflict()
    for states, meaning in ((BUSY, Conflict), (FULL, OutOfRoom), (UNOPENED, WrongKey)):
        if state in states:
            return meaning()
    if isinstance(fault, DataError) and not state:
        return Damaged()  # the driver itself could not read what stands there
    gone = fault.connection_invalidated or not state or state.startswith(GONE)
    return Unavailable() if gone else _behind(fault)


def _behind(fault: Exception) -> AmparoError | None:
    """Return what led to a fault: SQLite gives up a whole transaction where the disk is full.

    To undo a part of it fails then, and that would be told instead.
    """
    before = fault.__context__
    while before is not None and not isinstance(before, SQLAlchemyError):
        before = before.__context__
    return None if before is None else what_it_means(before)


def _state(fault: DBAPIError) -> str:
    orig = fault.orig
    return str(getattr(orig, "sqlstate", None) or getattr(orig, "sqlite_errorname", None) or "")
