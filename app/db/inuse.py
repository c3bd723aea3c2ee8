"""Who works on a database just now: any number of programs, or one that changes its key."""

import fcntl
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO

from sqlalchemy import Engine

from app.errors import Unavailable
from app.words import N_

LOCK_FILE = "in-use.lock"
ALONE = N_(
    "The server key is just being changed, so nothing else can start. Wait until “amparo rotate "
    "server-key” has ended."
)
IN_USE = N_(
    "Amparo is running on this database, and its server key cannot be changed under it. Stop "
    "“amparo serve” and every “amparo worker” first, on other machines too; then try again."
)
# For PostgreSQL, where a worker may stand on another machine.
_SHARED = "SELECT pg_try_advisory_lock_shared(hashtext('amparo server key'))"
_EXCLUSIVE = "SELECT pg_try_advisory_lock(hashtext('amparo server key'))"
_held: list[IO[str]] = []


def hold(folder: Path) -> None:
    """Work on a database beside others until this process ends.

    Raises:
        Unavailable: Its key is being changed.
    """
    _held.append(_locked(folder, alone=False))


@contextmanager
def in_use(folder: Path, engine: Engine, *, alone: bool = False) -> Iterator[None]:
    """Work on a database until the block ends, beside others or alone.

    Raises:
        Unavailable: Somebody is alone there, or somebody else is there who must not be.
    """
    with _locked(folder, alone=alone):
        if engine.dialect.name != "postgresql":
            yield
            return
        with engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
            asked = connection.exec_driver_sql(_EXCLUSIVE if alone else _SHARED)
            if not asked.scalar_one():
                raise Unavailable(IN_USE if alone else ALONE)
            try:
                yield
            finally:
                connection.invalidate()  # the lock ends with its connection


def _locked(folder: Path, *, alone: bool) -> IO[str]:
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    file = (folder / LOCK_FILE).open("a")
    try:
        fcntl.flock(file, (fcntl.LOCK_EX if alone else fcntl.LOCK_SH) | fcntl.LOCK_NB)
    except OSError:
        file.close()
        raise Unavailable(IN_USE if alone else ALONE) from None
    return file
