"""Whoever runs Amparo is told, also when the database cannot be asked."""

import os
import shutil
import socket
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from pydantic import SecretStr
from sqlalchemy import update

from app.casework.reminders import troubles
from app.config import read_settings
from app.crypto.serverkeys import create_server_key
from app.db.desk import House
from app.db.engine import open_engine
from app.errors import Refused
from app.mail.smtp import Server
from app.models import Schedule
from app.watch import Watch
from app.worker import Worker
from tests.night.house import HandClock, SmallOffice, house_at
from tests.night.sink import Sink
from tests.night.watching import forward
from tests.support import programs
from tests.support.room import small_disk

ROOT = Path(__file__).parents[2]
TO = "eva@alarms.example.org"
Watching = Callable[[House], Watch]


@pytest.fixture
def watching(office: SmallOffice) -> Iterator[Watching]:
    """Make watches of the office, closed after the test."""
    made: list[Watch] = []

    def watch(house: House = office.house) -> Watch:
        settings = house.settings.model_copy(update={"alarm_to": TO})
        made.append(Watch(replace(house, settings=settings)))
        return made[-1]

    yield watch
    for each in made:
        each.close()


def alarms(sink: Sink) -> list[str]:
    """Return the texts of the alarms that the mail server took."""
    return [f"{mail.message['Subject']}\n{mail.text}" for mail in sink.taken() if mail.to == TO]


def minutes(office: SmallOffice, watch: Watch, count: int) -> None:
    """Let minutes pass, with a look in each."""
    for _ in range(count):
        forward(office, minutes=1)
        watch.look()


def english(code: str) -> str:
    """Return the sentence of a trouble."""
    return troubles.sentence_of(code)


def test_a_worker_that_stops_is_told_once_an_hour_until_it_runs(
    office: SmallOffice, worker: Worker, sink: Sink, watching: Watching
) -> None:
    """After a quarter of an hour, hourly from then on, and once that it is over."""
    watch = watching(office.house)
    worker.run_once()
    minutes(office, watch, 14)
    assert alarms(sink) == []
    minutes(office, watch, 2)
    assert len(alarms(sink)) == 1
    minutes(office, watch, 59)
    assert len(alarms(sink)) == 1
    minutes(office, watch, 1)
    assert len(alarms(sink)) == 2
    first = alarms(sink)[0]
    assert first.startswith("Amparo: alarm / alarma\n")
    assert english(troubles.STOPPED) in first
    assert "Since Wed, Mar 10, 2027, 10:06" in first
    worker.run_once()
    minutes(office, watch, 3)
    assert len(alarms(sink)) == 3
    over = alarms(sink)[2]
    assert over.startswith("Amparo: it is over / ")
    assert "From Wed, Mar 10, 2027, 10:06" in over


def test_a_mail_server_that_is_away_is_told_by_another_one(
    office: SmallOffice, worker: Worker, sink: Sink, watching: Watching, tmp_path: Path
) -> None:
    """A quarter of an hour after it went away, while it still is."""
    office.hire("ana")
    office.enter("ana", 5)
    sink.answer = lambda step, _to: "421 closing" if step == "greet" else None
    with Sink(tmp_path / "second") as second:
        url = SecretStr(f"smtp://127.0.0.1:{second.port}")
        settings = office.house.settings.model_copy(update={"alarm_smtp": url})
        watch = watching(replace(office.house, settings=settings))
        for _ in range(18):
            worker.run_once()
            minutes(office, watch, 1)
        assert len(alarms(second)) == 1
        assert english(troubles.RELAY_DOWN) in alarms(second)[0]
        sink.answer = lambda _step, _to: None
        for _ in range(3):
            worker.run_once()
            minutes(office, watch, 1)
        assert len(alarms(second)) == 2
        assert "This is over." in alarms(second)[1]
    assert alarms(sink) == []


def test_without_another_server_it_is_told_afterwards(
    office: SmallOffice, worker: Worker, sink: Sink, watching: Watching
) -> None:
    """What could not be told while it lasted is told with both hours when it is over."""
    office.hire("ana")
    office.enter("ana", 5)
    sink.answer = lambda step, _to: "421 closing" if step == "greet" else None
    watch = watching(office.house)
    for _ in range(20):
        worker.run_once()
        minutes(office, watch, 1)
    sink.answer = lambda _step, _to: None
    for _ in range(3):
        worker.run_once()
        minutes(office, watch, 1)
    [told] = alarms(sink)
    assert "This is over. From Wed, Mar 10, 2027, 10:01" in told
    assert english(troubles.RELAY_DOWN) in told


def test_what_was_soon_over_is_not_told(
    office: SmallOffice, worker: Worker, sink: Sink, watching: Watching
) -> None:
    """A mail server that was started anew is nobody's alarm."""
    office.hire("ana")
    office.enter("ana", 5)
    watch = watching(office.house)
    sink.answer = lambda step, _to: "421 closing" if step == "greet" else None
    worker.run_once()
    minutes(office, watch, 2)
    sink.answer = lambda _step, _to: None
    for _ in range(30):
        worker.run_once()
        minutes(office, watch, 1)
    assert alarms(sink) == []


def test_a_check_that_fails_is_told_at_once(
    office: SmallOffice, worker: Worker, sink: Sink, watching: Watching
) -> None:
    """Somebody closed a date behind Amparo's back."""
    office.hire("ana")
    entry = office.enter("ana", 60)
    with office.writing() as desk:
        desk.db.execute(update(Schedule).where(Schedule.id == entry).values(open=False))
    worker.run_once()
    watching(office.house).look()
    [told] = alarms(sink)
    assert english(troubles.UNCOVERED) in told


def test_a_database_that_another_program_holds_is_told(
    office: SmallOffice, sink: Sink, watching: Watching, impatient: House
) -> None:
    """It is called locked, not stopped, and what the database would tell of is not called over."""
    watch = watching(impatient)
    watch.look()
    minutes(office, watch, 11)
    assert english(troubles.STOPPED) in alarms(sink)[0]
    with office.writing():
        minutes(office, watch, 3)
    assert english(troubles.DATABASE_LOCKED) in alarms(sink)[1]
    assert len(alarms(sink)) == 2
    minutes(office, watch, 1)
    assert "This is over." in alarms(sink)[2]
    assert english(troubles.STOPPED) not in alarms(sink)[2]


def test_a_database_that_is_away_is_told(
    office: SmallOffice, sink: Sink, watching: Watching, tmp_path: Path
) -> None:
    """Nothing of the alarm stands in the database, and the next process does not tell it again."""
    watch = watching(_nowhere(office, tmp_path))
    watch.look()
    minutes(office, watch, 3)
    assert len(alarms(sink)) == 1
    assert english(troubles.DATABASE_AWAY) in alarms(sink)[0]
    watch.close()
    again = watching(_nowhere(office, tmp_path))
    minutes(office, again, 50)
    assert len(alarms(sink)) == 1
    minutes(office, again, 10)
    assert len(alarms(sink)) == 2


def _nowhere(office: SmallOffice, folder: Path) -> House:
    house = office.house
    if house.engine.dialect.name == "postgresql":
        with socket.create_server(("127.0.0.1", 0)) as free:
            url = SecretStr(f"postgresql://amparo@127.0.0.1:{free.getsockname()[1]}/nothing")
        settings = house.settings.model_copy(update={"database_url": url})
    else:
        settings = house.settings.model_copy(update={"data": folder / "away"})
        (folder / "away" / "amparo.db").mkdir(parents=True, exist_ok=True)
    return replace(house, engine=open_engine(settings, house.keys), settings=settings)


def test_a_full_disk_is_told(sink: Sink, watching: Watching, tmp_path: Path) -> None:
    """The file system under the database has no byte left."""
    clock = HandClock()
    with small_disk(tmp_path / "disk", 4 * 1024 * 1024) as folder:
        house = house_at(folder, clock, smtp_port=sink.port)
        office = SmallOffice(house, clock).found()
        watch = watching(house)
        watch.look()
        _fill(folder)
        minutes(office, watch, 1)
        house.engine.dispose()
        if folder.is_mount():
            assert english(troubles.DISK_FULL) in alarms(sink)[0]
            (folder / "filler").unlink()
            minutes(office, watch, 1)
            assert "This is over." in alarms(sink)[1]
            house.engine.dispose()
        watch.close()


def _fill(folder: Path) -> None:
    if not folder.is_mount():
        return
    free = shutil.disk_usage(folder).free
    (folder / "filler").write_bytes(b"x" * free)


def test_one_process_of_a_machine_watches(
    office: SmallOffice, sink: Sink, watching: Watching
) -> None:
    """Two that look at one fault tell it once; when the first is gone the second knows of it."""
    first, second = watching(office.house), watching(office.house)
    for watch in (first, second):
        watch.look()
    for _ in range(12):
        minutes(office, first, 1)
        second.look()
    assert len(alarms(sink)) == 1
    first.close()
    minutes(office, second, 30)
    assert len(alarms(sink)) == 1


def test_nobody_is_told_where_no_address_is_named(office: SmallOffice, sink: Sink) -> None:
    """No look, no mail, no file."""
    Watch(office.house).look(at_once=True)
    assert alarms(sink) == []
    assert not (office.house.settings.data / "alarms.json").exists()


def test_a_worker_that_cannot_start_tells_it(sink: Sink, tmp_path: Path) -> None:
    """The database is down at the start of the machine: one sentence there, one mail from there."""
    key = tmp_path / "server.key"
    create_server_key(key)
    environment = {
        "PATH": os.defpath,
        "PYTHONPATH": str(ROOT),
        "AMPARO_DATA": str(tmp_path / "data"),
        "AMPARO_SERVER_KEY_FILE": str(key),
        "AMPARO_DATABASE_URL": "postgresql://amparo@127.0.0.1:1/nothing",
        "AMPARO_SMTP_PORT": str(sink.port),
        "AMPARO_SMTP_TLS": "none",
        "AMPARO_ALARM_TO": TO,
    }
    for _ in range(2):
        assert programs.run(["worker"], cwd=ROOT, env=environment).returncode == 2
    [told] = alarms(sink)
    assert english(troubles.DATABASE_AWAY) in told


@pytest.mark.parametrize(
    ("url", "expected"),
    [
        ("smtps://eva:a%40b@mx.example.org", ("mx.example.org", 465, "tls", "eva", "a@b")),
        ("smtp://mx.example.org", ("mx.example.org", 25, "starttls", "", "")),
        ("smtp://127.0.0.1:2525", ("127.0.0.1", 2525, "none", "", "")),
    ],
)
def test_the_second_server_is_one_address(
    office: SmallOffice, url: str, expected: tuple[object, ...]
) -> None:
    """Scheme, user, passphrase, host and port; no connection to elsewhere without TLS."""
    settings = office.house.settings.model_copy(update={"alarm_smtp": SecretStr(url)})
    server = Server.of_alarms(settings)
    assert server is not None
    assert (server.host, server.port, server.tls, server.user, server.password) == expected
    assert "a@b" not in repr(server)


@pytest.mark.parametrize(
    "wrong", [{"alarm_to": "eva"}, {"alarm_to": "a@b\nBcc: c@d"}, {"alarm_smtp": "https://x"}]
)
def test_what_is_no_address_is_refused_at_the_start(wrong: dict[str, str]) -> None:
    """That an alarm cannot be sent must not be found out in the night; nothing is repeated."""
    with pytest.raises(Refused) as told:
        read_settings(**wrong)
    assert next(iter(wrong.values())) not in str(told.value)
