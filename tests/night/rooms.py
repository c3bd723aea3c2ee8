"""Databases with every table and without a row, for the small offices of the night shift."""

import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from pathlib import Path

import pytest

from app.db.columns import Base
from tests.night.house import HandClock, house_at
from tests.support import standing, takingover
from tests.support.office import copied
from tests.support.offices import _let_go, _of_the_run
from tests.support.standing import Rows


@contextmanager
def bare(request: pytest.FixtureRequest, engine: str, folder: Path) -> Iterator[str | None]:
    """Give the address of one on PostgreSQL, or None and put a file into the folder."""
    if engine == "sqlite":
        worker_id = request.getfixturevalue("worker_id")
        factory = request.getfixturevalue("tmp_path_factory")
        copied(_on_sqlite(_of_the_run(factory, worker_id)), folder)
        yield None
        return
    server = request.getfixturevalue("postgresql_server")
    founded, _ = request.getfixturevalue("postgresql_office")
    lent = standing.lent(server)
    lent.fill(Rows(founded.database), founded=founded)
    yield lent.address
    standing.give_back(lent)


@cache
def _on_sqlite(run: Path) -> Path:
    def make() -> Path:
        folder = Path(tempfile.mkdtemp(prefix="tables-", dir=run))
        house = house_at(folder, HandClock())
        Base.metadata.create_all(house.engine)
        _let_go(house)
        return folder

    return takingover.once(run / "tables-on-sqlite", make)
