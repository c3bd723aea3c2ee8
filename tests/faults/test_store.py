"""The database fails under the worker: cut off, killed, locked, full, torn, altered."""

import os
import shutil
import signal
import time
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from urllib.parse import parse_qs, unquote, urlsplit

import pytest
from sqlalchemy import text

from app.casework.pulse import found
from app.casework.reminders.troubles import STOPPED, UNREADABLE
from app.db.desk import House
from app.db.engine import sqlite_engine
from app.errors import Unavailable
from app.models import Schedule
from app.worker import Worker
from tests.casework.reminders.telling import forward
from tests.night.house import HandClock, SmallOffice, house_at, reading
from tests.night.sink import Sink
from tests.support import postgres
from tests.support.cutting import Cutter

# As a server is set that somebody works with; the run's own server forgets what it is told.
AS_AT_WORK = {"fsync": "on", "full_page_writes": "on", "synchronous_commit": "on"}
PEOPLE = 6
ROUNDS = 30


def _busy(office: SmallOffice) -> SmallOffice:
    for number in range(PEOPLE):
        office.hire(f"p{number}", "paralegal")
        office.enter(f"p{number}", 5)
    return office


def _all_sent(office: SmallOffice, worker: Worker) -> None:
    """Go round, some minutes at a time, until everything is settled."""
    for _ in range(ROUNDS):
        worker._round()
        forward(office, minutes=4)
        with suppress(Unavailable):
            if {mail.state for mail in office.mails()} == {"accepted"}:
                return
            continue
        time.sleep(0.3)  # the server gathers itself
    raise AssertionError


def _twice(sink: Sink) -> int:
    names = sink.names()
    assert {mail.to for mail in sink.taken()} == {f"p{n}@example.org" for n in range(PEOPLE)}
    return sum(names.values()) - len(names)


@pytest.fixture
def own_server() -> Iterator[tuple[str, Path]]:
    """A PostgreSQL that nobody else of this run uses."""
    with postgres.server_of_its_own(**AS_AT_WORK) as (url, folder):
        yield postgres.fresh_database(url), folder
        postgres.let_go()


@pytest.mark.parametrize("engine", ["postgresql"])
@pytest.mark.parametrize("step", ["rcpt", "dot"])
def test_a_database_server_that_dies_loses_nothing(
    engine: str, step: str, own_server: tuple[str, Path], sink: Sink, tmp_path: Path
) -> None:
    """One of its processes is killed while a mail is handed over, so all of it starts anew."""
    url, _ = own_server
    clock = HandClock()
    office = _busy(SmallOffice(house_at(tmp_path, clock, url, smtp_port=sink.port), clock).found())
    worker = Worker(office.house)
    killed: list[object] = []

    def kill(at: str, _to: str) -> str | None:
        if at == step and not killed:
            with reading(office) as desk:
                pid = desk.db.scalar(text("SELECT pg_backend_pid()"))
                killed.append(pid)
                os.kill(int(str(pid)), signal.SIGKILL)
        return None

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(sink, "answer", lambda at, to: _quietly(kill, at, to))
        _all_sent(office, worker)
    worker.close()
    assert killed
    assert _twice(sink) <= 1
    office.house.engine.dispose()


def _quietly(deed: object, at: str, to: str) -> str | None:
    try:
        deed(at, to)  # type: ignore[operator]
    except Exception:  # noqa: BLE001 - whoever killed it was connected too
        return None
    return None


@pytest.mark.parametrize("engine", ["postgresql"])
def test_a_connection_cut_after_the_commit_was_sent(
    engine: str, own_server: tuple[str, Path], sink: Sink, tmp_path: Path
) -> None:
    """Whether it was done nobody can say; each commit of a round is cut once, and none is lost."""
    url, folder = own_server
    [server] = folder.glob(".s.PGSQL.*[0-9]")
    with Cutter(server) as cutter:
        there = urlsplit(url)
        assert unquote(parse_qs(there.query)["host"][0]) == str(folder)
        through = there._replace(query=f"host={cutter.folder}").geturl()
        clock = HandClock()
        direct = house_at(tmp_path, clock, url, smtp_port=sink.port)
        office = _busy(SmallOffice(direct, clock).found())
        worker = Worker(house_at(tmp_path, clock, through, smtp_port=sink.port))
        for number in range(14):
            office.enter(f"p{number % PEOPLE}", 5)
            cutter.arm(b"COMMIT", number)
            worker._round()
            forward(office, minutes=6)
        cutter.arm(b"")
        _all_sent(office, worker)
        worker.close()
        worker._house.engine.dispose()
    assert cutter.cuts >= 5
    assert _twice(sink) == 0  # what was taken is settled by the number of its lease
    office.house.engine.dispose()


def test_a_database_that_is_locked_is_waited_for(
    office: SmallOffice, impatient: House, sink: Sink
) -> None:
    """A second writer keeps it for ten minutes: no crash, the page says so, then all leaves."""
    _busy(office)
    worker = Worker(impatient)
    worker._round()
    sent = len(sink.taken())
    with office.writing():
        for _ in range(3):
            office.clock.forward(minutes=3)
            assert worker._round() == 0
    with reading(office) as desk:
        assert STOPPED in found(desk)
    office.enter("p0", 4)
    forward(office, minutes=61)
    assert worker._round() >= 1
    assert len(sink.taken()) > sent
    assert _twice(sink) == 0
    worker.close()


def _opened(folder: Path, house: House) -> dict[object, object]:
    """Return every date in a copy of a database; raise where it does not open as it was written."""
    engine = sqlite_engine(house.engine.url.set(database=str(folder)), house.keys)
    beside = House(engine, house.keys, house.clock, house.settings)
    try:
        with reading(SmallOffice(beside, house.clock)) as desk:
            return {row.id: (row.due, row.status, row.edition) for row in desk.db.query(Schedule)}
    finally:
        engine.dispose()


@pytest.mark.parametrize("office", ["sqlite"], indirect=True)
def test_a_torn_log_leaves_what_was_before_and_the_rest_is_told(
    office: SmallOffice, sink: Sink, tmp_path: Path
) -> None:
    """The tail of the write-ahead log is cut or overwritten: a new worker tells what is owed."""
    _busy(office)
    path = office.house.settings.database_file
    log = path.with_name(path.name + "-wal")
    assert log.exists()
    before = _opened(path, office.house)
    for cut in (32, 4096, 20_000):
        copy = tmp_path / f"cut-{cut}"
        (copy / "data").mkdir(parents=True)
        shutil.copy(path, copy / "data" / path.name)
        whole = log.read_bytes()
        torn = whole[:-cut] + os.urandom(cut // 2)
        (copy / "data" / log.name).write_bytes(torn)
        house = house_at(copy, office.clock, smtp_port=sink.port)
        left = SmallOffice(house, office.clock, office.case_id, office.people)
        kept = _opened(copy / "data" / path.name, house)
        assert kept.items() <= before.items()
        worker = Worker(house)
        worker.run_once()
        worker.close()
        told = {mail.recipient_id for mail in left.mails()}
        assert len(told) >= len(kept)
        house.engine.dispose()


@pytest.mark.parametrize("office", ["sqlite"], indirect=True)
def test_no_bit_of_the_file_turns_unnoticed(office: SmallOffice, tmp_path: Path) -> None:
    """Each of a hundred flips changes nothing that is read, or is refused; none alters a date."""
    _busy(office)
    path = office.house.settings.database_file
    with office.house.engine.connect() as connection:
        connection.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)")
    before = _opened(path, office.house)
    office.house.engine.dispose()
    whole, refused = path.read_bytes(), 0
    for number in range(100):
        place = (number * 2_654_435_761) % (len(whole) * 8)
        flipped = bytearray(whole)
        flipped[place // 8] ^= 1 << place % 8
        copy = tmp_path / "flipped.db"
        copy.write_bytes(flipped)
        try:
            assert _opened(copy, office.house) == before
        except AssertionError:
            raise
        except Exception:  # noqa: BLE001 - any refusal is as good
            refused += 1
    assert refused > 0


def test_a_bit_of_a_date_turns_and_the_others_go_on(
    office: SmallOffice, worker: Worker, sink: Sink
) -> None:
    """Its seal finds it; whoever supervises is told in the same round, and the page says so."""
    _busy(office)
    office.hire("sofia", "supervising_attorney")
    spoilt = office.enter("p0", 4)
    with office.writing() as desk:
        card = desk.db.scalar(
            text("SELECT card FROM schedule WHERE id = :id"), {"id": _raw(office, spoilt)}
        )
        assert card is not None
        turned = bytes(card)[:-1] + bytes([bytes(card)[-1] ^ 1])
        told = {"card": turned, "id": _raw(office, spoilt)}
        desk.db.execute(text("UPDATE schedule SET card = :card WHERE id = :id"), told)
    worker.run_once()
    by = {mail.to for mail in sink.taken()}
    assert by >= {f"p{number}@example.org" for number in range(PEOPLE)}
    alarms = [mail.text for mail in sink.taken() if mail.to == "sofia@example.org"]
    assert any("changed outside Amparo" in said for said in alarms)
    with reading(office) as desk:
        assert UNREADABLE in found(desk)


def _raw(office: SmallOffice, key: object) -> object:
    """Return an id as the engine's own shell writes it."""
    return key if office.house.engine.dialect.name == "postgresql" else str(key).replace("-", "")
