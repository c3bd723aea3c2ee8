"""What a person is told when the database refuses, and that nothing half-done stays."""

import socket
from dataclasses import replace
from pathlib import Path

import pytest
from pydantic import SecretStr
from sqlalchemy import select
from sqlalchemy.exc import DatabaseError

from app.crypto.serverkeys import ServerKeys
from app.db.columns import Base
from app.db.desk import night, what_it_means
from app.db.engine import open_engine
from app.errors import Conflict, NotFound, Refused, Unavailable
from app.models import Heartbeat, Setting
from tests.support.office import Office, settings_in

SETTINGS = Base.metadata.tables["settings"]


def _beat(office: Office) -> Heartbeat:
    return Heartbeat(name="moon", at=office.clock(), count=0, trouble="")


def test_the_same_row_twice_is_a_conflict(office: Office) -> None:
    """Whoever comes second is told so, and the first row stands."""
    with office.night(writes=True) as desk:
        desk.db.add(_beat(office))
    with pytest.raises(Conflict), office.night(writes=True) as desk:
        desk.db.add(_beat(office))
    with office.night() as desk:
        assert desk.db.get_one(Heartbeat, "moon").count == 0


def test_a_row_that_changed_meanwhile_is_a_conflict(office: Office) -> None:
    """A version that is no longer the stored one is not written over."""
    with office.night(writes=True) as desk:
        desk.db.add(Setting(name="moon", value=1))

    def write_over_another() -> None:
        with office.night(writes=True) as desk:
            row = desk.db.get_one(Setting, "moon")
            moon = SETTINGS.update().where(SETTINGS.c.name == "moon")
            desk.db.connection().execute(moon.values(version=9))
            row.value = 2

    with pytest.raises(Conflict):
        write_over_another()
    with office.night() as desk:
        assert desk.db.get_one(Setting, "moon").value == 1


def test_a_deed_that_fails_writes_nothing(office: Office) -> None:
    """An expected failure passes through as it is, and takes the whole deed back."""

    def begin_and_fail() -> None:
        with office.night(writes=True) as desk:
            desk.db.add(_beat(office))
            desk.db.flush()
            raise NotFound

    with pytest.raises(NotFound):
        begin_and_fail()
    with office.night() as desk:
        assert desk.db.scalars(select(Heartbeat).where(Heartbeat.name == "moon")).all() == []


def test_a_server_that_is_away_is_said_plainly(office: Office, tmp_path: Path) -> None:
    """No server at the address: the person is told to wait, the address is not told."""
    with socket.create_server(("127.0.0.1", 0)) as briefly:
        port = briefly.getsockname()[1]
    settings = settings_in(tmp_path, f"postgresql://amparo:sesame@127.0.0.1:{port}/amparo")
    away = replace(office.house, engine=open_engine(settings, office.house.keys))
    with pytest.raises(Unavailable) as told, night(away, writes=False):
        pytest.fail("there is no database")
    assert "sesame" not in str(told.value)
    away.engine.dispose()


def test_a_file_under_another_key_is_not_taken_for_an_empty_one(tmp_path: Path) -> None:
    """The wrong server key opens no file, and overwrites none."""
    settings = settings_in(tmp_path)
    mine = open_engine(settings, ServerKeys.from_secret(bytes(range(32))))
    Base.metadata.create_all(mine)
    mine.dispose()
    before = settings.database_file.read_bytes()
    other = open_engine(settings, ServerKeys.from_secret(bytes(32)))
    with pytest.raises(DatabaseError):
        other.connect()
    other.dispose()
    assert settings.database_file.read_bytes() == before


def test_another_kind_of_database_is_refused(tmp_path: Path) -> None:
    """Amparo runs on two engines and says so."""
    settings = settings_in(tmp_path).model_copy(
        update={"database_url": SecretStr("mysql://127.0.0.1/amparo")}
    )
    with pytest.raises(Refused, match="postgresql"):
        open_engine(settings, ServerKeys.from_secret(bytes(32)))


def test_a_fault_of_our_own_is_not_explained_away() -> None:
    """What is no failure of the database is left to be seen."""
    assert what_it_means(KeyError("x")) is None
