"""Fixtures: the small office on both engines, founded once a run, copied each time."""

import hashlib
import tempfile
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from threading import Lock
from typing import Any, cast

import pytest

from app.casework.calendar import Calendar
from app.db import migrations
from app.db.desk import House
from tests.support import postgres, takingover
from tests.support.engines import before_connecting
from tests.support.office import (
    WEDNESDAY,
    HandClock,
    Office,
    Person,
    T,
    copied,
    found,
    house_in,
    write_server_key,
)

ENGINES = ("sqlite", "postgresql")


@pytest.fixture(scope="session")
def sqlite_office(
    tmp_path_factory: pytest.TempPathFactory, worker_id: str
) -> tuple[Path, dict[str, Person]]:
    """A founded SQLite office to copy, and its people."""
    return _founded_on_sqlite(_of_the_run(tmp_path_factory, worker_id))


@pytest.fixture(scope="session")
def postgresql_office(
    postgresql_server: str, tmp_path_factory: pytest.TempPathFactory, worker_id: str
) -> tuple[str, dict[str, Person]]:
    """The name of a founded PostgreSQL database to copy, and its people."""
    folder = _of_the_run(tmp_path_factory, worker_id)
    return _founded_on_postgresql(postgresql_server, folder)


def _of_the_run(folders: pytest.TempPathFactory, worker_id: str) -> Path:
    """Return a folder that all workers of the run share."""
    own = folders.getbasetemp()
    return own if worker_id == "master" else own.parent


# Each folder of tests that imports these fixtures has a session fixture of its own; only what is
# cached here is read once for all of them.
@cache
def _founded_on_sqlite(folder: Path) -> tuple[Path, dict[str, Person]]:
    def make() -> tuple[Path, dict[str, Person]]:
        template = Path(tempfile.mkdtemp(prefix="founded-", dir=folder))
        house = house_in(template, HandClock())
        people = found(house)
        _let_go(house)
        return template, people

    return takingover.once(folder / "founded-on-sqlite", make)


@cache
def _founded_on_postgresql(server: str, folder: Path) -> tuple[str, dict[str, Person]]:
    def make() -> tuple[str, dict[str, Person]]:
        with tempfile.TemporaryDirectory() as place:
            house = house_in(Path(place), HandClock(), postgres.fresh_database(server))
            people = found(house)
            house.engine.dispose()
        return str(house.engine.url.database), people

    return takingover.once(folder / "founded-on-postgresql", make)


def _let_go(house: House) -> None:
    """Close the database, with all that was written in its one file."""
    if house.engine.name == "sqlite":
        with house.engine.connect() as connection:
            connection.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)")
    house.engine.dispose()


@dataclass
class Shelf:
    """The founded office of one engine, and what offices of tests often begin with, to copy."""

    founded: Path | str  # the folder of an SQLite file, or the name of a PostgreSQL database
    server: str | None  # of PostgreSQL
    folder: Path

    def begun(self, told: tuple[str, ...]) -> tuple[Path | str, Any] | None:
        """Return what holds all this that was told, and what came of it, if it was kept."""
        with suppress(FileNotFoundError):
            kept: tuple[Path | str, Any] = takingover.read(self._file(told))
            return kept
        return None

    def asked(self, told: tuple[str, ...]) -> int:
        """Return how often that was told in this run, this time included."""
        return takingover.counted(self._file(told).with_suffix(".asked"))

    def _file(self, told: tuple[str, ...]) -> Path:
        named = hashlib.sha256(repr((str(self.founded), told)).encode()).hexdigest()
        return self.folder / f"begun-{named}"

    def entrance(self, to: Path, clock: HandClock, before: Callable[[], None]) -> House:
        """Return a house that has no database before somebody first asks it something."""
        url = None if self.server is None else postgres.free_address(self.server)
        house = house_in(to, clock, url)
        before_connecting(house.engine, before)
        return house

    def copy(self, template: Path | str, house: House) -> None:
        """Put a copy where the house looks for its database."""
        if isinstance(template, Path):
            copied(template, house.settings.data.parent)
        else:
            postgres.create_database(_address(house), template)

    def keep(self, told: tuple[str, ...], house: House, answer: Any) -> None:
        """Keep a copy of an office in which something has happened, and what came of it."""
        _let_go(house)
        if isinstance(self.founded, Path):
            folder = Path(tempfile.mkdtemp(prefix="begun-", dir=self.folder))
            kept: Path | str = copied(house.settings.data.parent, folder)
        else:
            kept = postgres.kept_database(_address(house))
        takingover.write(self._file(told), (kept, answer))


class CopiedOffice(Office):
    """An office of one test: a copy, made when somebody asks its database for the first time.

    Many tests open the same case before anything else, and another after it. What is told in the
    same words a second time is kept, and from the third time on it is copied with the office.
    """

    def __init__(self, shelf: Shelf, folder: Path, people: dict[str, Person]) -> None:
        self.clock, self.people, self.calendar = HandClock(), people, Calendar()
        self.shelf, self._folder = shelf, folder
        self._entrance: House | None = None
        self._template = shelf.founded
        self._begun: tuple[str, ...] = ()
        self._is_entered, self._entering = False, Lock()

    @property
    def entrance(self) -> House:
        """The house before anybody has entered it: no copy was made yet."""
        if self._entrance is None:
            self._entrance = self.shelf.entrance(self._folder, self.clock, self._enter)
        return self._entrance

    def _enter(self) -> None:
        with self._entering:
            if not self._is_entered:
                self.shelf.copy(self._template, self.entrance)
                self._is_entered = True

    @property
    def house(self) -> House:
        """The house, entered."""
        self._enter()
        return self.entrance

    @house.setter
    def house(self, house: House) -> None:
        self._entrance, self._is_entered = house, True

    def began(self, how: object, by: Callable[[], T]) -> T:
        """Let something happen; before the house is entered, take over what came of it before."""
        if self._is_entered or self.clock.now != WEDNESDAY:
            return by()
        told = (*self._begun, repr(how))
        if (begun := self.shelf.begun(told)) is not None:
            self._begun = told
            self._template, kept = begun
            return cast("T", kept)
        asked, answer = self.shelf.asked(told), by()
        if asked == 2 and self.clock.now == WEDNESDAY:
            self.shelf.keep(told, self.house, answer)
        return answer

    def leave(self) -> None:
        """Remove the copy, if one was made."""
        if self._entrance is None:
            return
        self._entrance.engine.dispose()
        if self._is_entered and self._entrance.engine.name == "postgresql":
            postgres.drop_database(_address(self._entrance))


def _address(house: House) -> str:
    return house.engine.url.render_as_string(hide_password=False)


@pytest.fixture(params=ENGINES)
def engine_name(request: pytest.FixtureRequest) -> str:
    """Which engine a test runs on; every test runs on both."""
    return str(request.param)


@pytest.fixture
def office(
    engine_name: str, request: pytest.FixtureRequest, tmp_path: Path
) -> Iterator[CopiedOffice]:
    """A founded office of one's own."""
    server = request.getfixturevalue("postgresql_server") if engine_name == "postgresql" else None
    founded, people = request.getfixturevalue(f"{engine_name}_office")
    folders, worker_id = map(request.getfixturevalue, ("tmp_path_factory", "worker_id"))
    shelf = _shelf(founded, server, _of_the_run(folders, worker_id))
    office = CopiedOffice(shelf, tmp_path / "office", dict(people))
    yield office
    office.leave()


@cache
def _shelf(founded: Path | str, server: str | None, folders: Path) -> Shelf:
    return Shelf(founded, server, folders)


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
