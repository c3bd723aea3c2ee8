"""The embedded database under another key: a copy beside it, which takes its place whole."""

import os
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any

from sqlalchemy import Engine
from sqlalchemy.engine import URL
from sqlcipher3.dbapi2 import OperationalError

from app.config import Settings
from app.crypto.serverkeys import ServerKeys
from app.db.engine import sqlite_engine
from app.errors import Unavailable
from app.words import N_

BUSY = N_(
    "Another program has the database open, so its key was not changed. End it, then try again."
)
_SIDES = ("", "-wal", "-shm", "-journal")


@contextmanager
def copied(settings: Settings, former: ServerKeys, new: ServerKeys) -> Iterator[Engine]:
    """Give a copy of the database under a new key; where the block ends well it takes its place.

    Until then the database stands as it was, closed to everybody else; what a killed run left
    behind is made anew.

    Raises:
        Unavailable: Another program has the database open.
    """
    standing = settings.database_file
    copy = standing.with_name(standing.name + ".next")
    _remove(copy)
    holder = _engine(standing, former)
    engine = _engine(copy, new)
    try:
        with closing(holder.raw_connection()) as held:
            _fold(held)
            _export(held, copy, new)
            yield engine
            engine.dispose()  # one connection left open would keep its log
            with closing(engine.raw_connection()) as connection:
                _fold(connection)
            engine.dispose()
            _settle(copy)
            copy.replace(standing)
            _settle(standing.parent)
    finally:
        engine.dispose()
        holder.dispose()
        _remove(copy)


def _engine(file: Path, keys: ServerKeys) -> Engine:
    return sqlite_engine(URL.create("sqlite", database=str(file)), keys)


def _export(held: Any, copy: Path, new: ServerKeys) -> None:  # noqa: ANN401 - the driver's own
    """Copy what stands there, and keep it closed to everybody until the connection ends."""
    cursor = held.cursor()
    attach = f"ATTACH DATABASE ? AS fresh KEY \"x'{new.database.hex()}'\""
    cursor.execute(attach, (str(copy),))
    cursor.execute("SELECT sqlcipher_export('fresh')")
    cursor.execute("DETACH DATABASE fresh")
    cursor.close()


def _fold(connection: Any) -> None:  # noqa: ANN401 - the driver's own
    """Bring all that was written into the one file, and let nobody else in; no log stays beside it.

    Raises:
        Unavailable: Another program has the database open.
    """
    cursor = connection.cursor()
    cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    is_busy = bool(cursor.fetchone()[0])
    try:
        if not is_busy:
            cursor.execute("PRAGMA locking_mode=EXCLUSIVE")
            cursor.execute("PRAGMA journal_mode=DELETE")
            is_busy = cursor.fetchone()[0] != "delete"
            cursor.execute("BEGIN EXCLUSIVE")  # takes the lock, which EXCLUSIVE then keeps
            cursor.execute("COMMIT")
    except OperationalError:
        is_busy = True
    cursor.close()
    if is_busy:
        raise Unavailable(BUSY)


def _remove(copy: Path) -> None:
    for side in _SIDES:
        copy.with_name(copy.name + side).unlink(missing_ok=True)


def _settle(path: Path) -> None:
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
