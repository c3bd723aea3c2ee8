"""One sentence for each fault, and none where all is well."""

import socket
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from pydantic import SecretStr

from app.casework.health import CLOCK_WRONG, NO_MAIL, health
from app.casework.pulse import SELF_CHECK, WORKER, beat
from app.casework.reminders.troubles import SENTENCES, STOPPED
from app.clock import system_clock
from app.crypto.serverkeys import ServerKeys
from app.db import migrations
from app.db.desk import House
from app.db.engine import open_engine
from app.errors import Unavailable, WrongKey
from tests.support.office import HandClock, Office, house_in, settings_in


@pytest.fixture
def mail_server() -> Iterator[int]:
    """The port of something on this machine that takes connections."""
    with socket.create_server(("127.0.0.1", 0)) as listening:
        yield int(listening.getsockname()[1])


@pytest.fixture
def alive(office: Office, mail_server: int) -> House:
    """An office whose worker and check just finished a round, with a mail server."""
    office.clock.now = system_clock()
    with office.night(writes=True) as desk:
        beat(desk, WORKER, 0)
        beat(desk, SELF_CHECK, 0)
    settings = office.house.settings.model_copy(update={"smtp_port": mail_server})
    return replace(office.house, settings=settings)


def test_where_all_is_well_nothing_is_said(alive: House) -> None:
    """Database, schema, worker, disk, clock and mail are well."""
    assert health(alive, asks_mail=True) == []


def test_a_worker_that_never_came_is_told(office: Office) -> None:
    """An office in which no reminder program runs is not well."""
    office.clock.now = system_clock()
    assert health(office.house) == [SENTENCES[STOPPED]]


def test_a_worker_that_fell_silent_is_told(alive: House, office: Office) -> None:
    """Six minutes without a sign of life are too many."""
    office.clock.forward(minutes=6)
    assert SENTENCES[STOPPED] in health(alive)


def test_a_mail_server_that_does_not_answer_is_told(alive: House) -> None:
    """Nothing listens at the port; the door does not knock there for strangers."""
    with socket.create_server(("127.0.0.1", 0)) as briefly:
        port = briefly.getsockname()[1]
    away = replace(alive, settings=alive.settings.model_copy(update={"smtp_port": port}))
    assert health(away, asks_mail=True) == [NO_MAIL]
    assert health(away) == []


def test_an_older_schema_is_told(alive: House) -> None:
    """A database that was never migrated, or not yet, says what to run."""
    migrations.downgrade(alive.engine, "base")
    (fault,) = health(alive)
    assert "amparo migrate" in fault


def test_a_server_clock_that_is_wrong_is_told(
    alive: House, office: Office, engine_name: str
) -> None:
    """Where the database is on another machine, both clocks are compared."""
    office.clock.forward(seconds=30)
    assert (CLOCK_WRONG in health(alive)) == (engine_name == "postgresql")


def test_a_database_under_another_key_is_told(tmp_path: Path) -> None:
    """A file that the server key does not open is a fault, not a crash."""
    house = house_in(tmp_path, HandClock())
    migrations.upgrade(house.engine)
    house.engine.dispose()
    others = ServerKeys.from_secret(bytes(32))
    engine = open_engine(house.settings, others)
    assert health(replace(house, engine=engine, keys=others)) == [WrongKey.default]
    engine.dispose()


def test_a_database_that_is_down_is_told(tmp_path: Path) -> None:
    """No server at the address: one sentence, no address in it."""
    with socket.create_server(("127.0.0.1", 0)) as briefly:
        port = briefly.getsockname()[1]
    clock, keys = HandClock(), ServerKeys.from_secret(bytes(32))
    url = f"postgresql://amparo:sesame@127.0.0.1:{port}/amparo"
    settings = settings_in(tmp_path).model_copy(update={"database_url": SecretStr(url)})
    engine = open_engine(settings, keys)
    assert health(House(engine, keys, clock, settings)) == [Unavailable.default]
    engine.dispose()
