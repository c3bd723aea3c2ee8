"""Engines of offices for tests: each has connections of its own, all know the same statements."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from sqlalchemy import Engine
from sqlalchemy.engine.interfaces import Dialect
from sqlalchemy.util import LRUCache

from app.casework import backup, putback
from app.config import Settings
from app.crypto.serverkeys import ServerKeys
from app.db.engine import open_engine
from tests.support import standing

_STATEMENTS = 5_000
# By the name of the engine: its grammar, and each statement that was put into words in it. Both
# depend on the tables alone. A program keeps them as long as it runs; anew for each office they
# were a third of a test's work.
_known: dict[str, tuple[Dialect, LRUCache]] = {}  # type: ignore[type-arg]


def opened(settings: Settings, keys: ServerKeys) -> Engine:
    """Open an office's database as the application does."""
    engine = open_engine(settings, keys)
    standing.connect_anew(engine)
    dialect, statements = _known.get(engine.name, (engine.dialect, None))
    # Only a connection tells a grammar which server it speaks to.
    if statements is None or dialect.server_version_info is None:
        dialect, statements = engine.dialect, LRUCache(_STATEMENTS)
        _known[engine.name] = (dialect, statements)
    engine.dialect = dialect
    engine._compiled_cache = statements
    return engine


@contextmanager
def known_to_backups() -> Iterator[None]:
    """Have the databases into which backups are restored and proved know the statements too."""
    with pytest.MonkeyPatch.context() as patch:
        for module in (backup, putback):
            patch.setattr(module, "open_engine", opened)
        yield


def before_connecting(engine: Engine, deed: Callable[[], None]) -> None:
    """Have something done whenever this engine is about to connect.

    A listener would hear it of all engines that know the same statements.
    """
    pool = engine.pool
    connect = pool._creator

    def connected(connection_record: Any = None) -> Any:
        deed()
        return connect(connection_record)  # type: ignore[call-arg]

    pool._creator = connected
