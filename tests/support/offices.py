"""Fixtures: the small office on both engines, founded once for each worker, copied each time."""

import tempfile
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest

from app.db import migrations
from app.db.desk import House
from tests.support import postgres
from tests.support.office import (
    HandClock,
    Office,
    Person,
    copied,
    found,
    house_in,
    write_server_key,
)

ENGINES = ("sqlite", "postgresql")


@pytest.fixture(scope="session")
def sqlite_office(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, dict[str, Person]]:
    """A founded SQLite office to copy, and its people."""
    return _founded_on_sqlite(tmp_path_factory.getbasetemp())


@pytest.fixture(scope="session")
def postgresql_office(postgresql_server: str, worker_id: str) -> tuple[str, dict[str, Person]]:
    """The name of a founded PostgreSQL database to copy, and its people."""
    return _founded_on_postgresql(postgresql_server, worker_id)


# Each folder of tests that imports these fixtures has a session fixture of its own; only what is
# cached here is founded once for all of them.
@cache
def _founded_on_sqlite(folders: Path) -> tuple[Path, dict[str, Person]]:
    folder = Path(tempfile.mkdtemp(prefix="founded-", dir=folders))
    house = house_in(folder, HandClock())
    people = found(house)
    with house.engine.connect() as connection:
        connection.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)")
    house.engine.dispose()
    return folder, people


@cache
def _founded_on_postgresql(server: str, worker_id: str) -> tuple[str, dict[str, Person]]:
    people: dict[str, Person] = {}

    def fill(url: str) -> None:
        with tempfile.TemporaryDirectory() as folder:
            house = house_in(Path(folder), HandClock(), url)
            people.update(found(house))
            house.engine.dispose()

    return postgres.template_database(server, f"office of {worker_id}", fill), people


@pytest.fixture(params=ENGINES)
def engine_name(request: pytest.FixtureRequest) -> str:
    """Which engine a test runs on; every test runs on both."""
    return str(request.param)


@pytest.fixture
def office(engine_name: str, request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Office]:
    """A founded office of one's own."""
    clock = HandClock()
    if engine_name == "sqlite":
        template, people = request.getfixturevalue("sqlite_office")
        house = house_in(copied(template, tmp_path / "office"), clock)
        yield Office(house, clock, dict(people))
        house.engine.dispose()
        return
    server = request.getfixturevalue("postgresql_server")
    name, people = request.getfixturevalue("postgresql_office")
    url = postgres.fresh_database(server, name)
    house = house_in(tmp_path / "office", clock, url)
    yield Office(house, clock, dict(people))
    house.engine.dispose()
    postgres.drop_database(url)


@pytest.fixture
def empty_house(
    engine_name: str, request: pytest.FixtureRequest, tmp_path: Path
) -> Iterator[House]:
    """A migrated database without an office, and its server key's file."""
    url = request.getfixturevalue("postgresql_url") if engine_name == "postgresql" else None
    folder = tmp_path / "empty"
    folder.mkdir()
    house = house_in(folder, HandClock(), url)
    write_server_key(house)
    migrations.upgrade(house.engine)
    yield house
    house.engine.dispose()
