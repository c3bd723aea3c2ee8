"""Fixtures: the small office on both engines, founded once a run, copied each time."""

import hashlib
import tempfile
from collections.abc import Callable, Iterator
from contextlib import closing, suppress
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from threading import Lock
from typing import Any, cast

import pytest

from app.casework.calendar import Calendar
from app.db import migrations
from app.db.desk import House
from tests.support import postgres, standing, takingover
from tests.support.engines import before_connecting, known_to_backups
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
from tests.support.standing import Rows, Standing

ENGINES = ("sqlite", "postgresql")


@pytest.fixture(scope="session", autouse=True)
def statements() -> Iterator[None]:
    """Have no statement put into words twice, in the databases of backups neither."""
    with known_to_backups():
        yield


@pytest.fixture(scope="session")
def sqlite_office(
    tmp_path_factory: pytest.TempPathFactory, worker_id: str
) -> tuple[Path, dict[str, Person]]:
    """A founded SQLite office to copy, and its people."""
    return _founded_on_sqlite(_of_the_run(tmp_path_factory, worker_id))


@pytest.fixture(scope="session")
def postgresql_office(
    postgresql_server: str, tmp_path_factory: pytest.TempPathFactory, worker_id: str
) -> tuple[Rows, dict[str, Person]]:
    """The rows of a founded PostgreSQL database, and its people."""
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
def _founded_on_postgresql(server: str, folder: Path) -> tuple[Rows, dict[str, Person]]:
    def make() -> tuple[Rows, dict[str, Person]]:
        address = postgres.fresh_database(server)
        with tempfile.TemporaryDirectory() as place:
            house = house_in(Path(place), HandClock(), address)
            people = found(house)
            house.engine.dispose()
        with closing(postgres.connected(address)) as connection:
            filling = standing.filling_of(connection)
        return Rows(str(house.engine.url.database), filling), people

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

    founded: Path | Rows  # the folder of an SQLite file, or what a PostgreSQL database holds
    server: str | None  # of PostgreSQL
    folder: Path

    def begun(self, told: tuple[str, ...]) -> tuple[Path | Rows, Any] | None:
        """Return what holds all this that was told, and what came of it, if it was kept."""
        with suppress(FileNotFoundError):
            kept: tuple[Path | Rows, Any] = takingover.read(self._file(told))
            return kept
        return None

    def asked(self, told: tuple[str, ...]) -> int:
        """Return how often that was told in this run, this time included."""
        return takingover.counted(self._file(told).with_suffix(".asked"))

    def _file(self, told: tuple[str, ...]) -> Path:
        founded = self.founded if isinstance(self.founded, Path) else self.founded.database
        named = hashlib.sha256(repr((str(founded), told)).encode()).hexdigest()
        return self.folder / f"begun-{named}"

    def lent(self) -> Standing | None:
        """Return a PostgreSQL database for a while, if the office is to be on PostgreSQL."""
        return None if self.server is None else standing.lent(self.server)

    def copy(self, template: Path | Rows, house: House) -> None:
        """Put a copy where the house looks for its database."""
        if isinstance(template, Path):
            copied(template, house.settings.data.parent)
        else:
            assert isinstance(self.founded, Rows)
            standing.of(_address(house)).fill(template, founded=self.founded)

    def keep(self, told: tuple[str, ...], house: House, answer: Any) -> None:
        """Keep a copy of an office in which something has happened, and what came of it."""
        _let_go(house)
        if isinstance(self.founded, Path):
            folder = Path(tempfile.mkdtemp(prefix="begun-", dir=self.folder))
            kept: Path | Rows = copied(house.settings.data.parent, folder)
        else:
            kept = standing.of(_address(house)).rows(self.founded.database)
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
        self._lent: Standing | None = None
        self._template = shelf.founded
        self._begun: tuple[str, ...] = ()
        self._is_entered, self._entering = False, Lock()

    @property
    def entrance(self) -> House:
        """The house before anybody has entered it: no copy was made yet."""
        if self._entrance is None:
            self._lent = self.shelf.lent()
            url = None if self._lent is None else self._lent.address
            self._entrance = house_in(self._folder, self.clock, url)
            before_connecting(self._entrance.engine, self._enter)
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
        """Remove the copy, if one was made, or leave it to the next test."""
        if self._entrance is None:
            return
        house, lent = self._entrance, self._lent
        house.engine.dispose()
        if lent is not None:
            standing.give_back(lent)
        if house.engine.name == "postgresql" and (lent is None or _address(house) != lent.address):
            postgres.drop_database(_address(house))


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
def _shelf(founded: Path | Rows, server: str | None, folders: Path) -> Shelf:
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
