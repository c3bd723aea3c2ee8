"""The machine itself fails: no room, no memory, no network, asleep; or too many workers."""

import json
import os
import resource
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path
from threading import Thread

import pytest

from app.casework.pulse import found
from app.casework.reminders.troubles import RELAY_DOWN
from app.clock import system_clock
from app.errors import Refused
from app.serving import require_ours
from app.worker import Worker
from tests.night.house import WEDNESDAY, HandClock, SmallOffice, house_at, reading
from tests.night.shift import RunningClock
from tests.night.sink import Sink
from tests.night.test_kill import shifts
from tests.support.room import limited, small_disk

ROOT = Path(__file__).parents[2]
ENGINES = ["sqlite", "postgresql"]


def _told_of(folder: Path, sink: Sink, behind: timedelta, url: str | None) -> dict[str, object]:
    seconds = behind.total_seconds()
    return {"folder": str(folder), "url": url, "port": sink.port, "behind": seconds, "lease": 300}


def _busy(office: SmallOffice, people: int = 20) -> SmallOffice:
    for number in range(people):
        office.hire(f"p{number}", "paralegal")
        office.enter(f"p{number}", 5)
    return office


@contextmanager
def _running(
    folder: Path, sink: Sink, url: str | None
) -> Iterator[tuple[SmallOffice, dict[str, object]]]:
    behind = system_clock() - WEDNESDAY
    clock = RunningClock(behind)
    office = _busy(SmallOffice(house_at(folder, clock, url, smtp_port=sink.port), clock).found())
    yield office, _told_of(folder, sink, behind, url)
    office.house.engine.dispose()


def _wait_for(sink: Sink, mails: int, within_s: float = 60) -> None:
    until = time.monotonic() + within_s
    while len(sink.names()) < mails:
        assert time.monotonic() < until, f"{len(sink.names())} of {mails}"
        time.sleep(0.1)


@pytest.mark.parametrize("engine", ENGINES)
def test_a_worker_that_was_asleep_sends_nothing_twice(
    engine: str, request: pytest.FixtureRequest, tmp_path: Path, sink: Sink
) -> None:
    """Stopped in a mail until its lease is over, while another does the work: one copy more."""
    url = request.getfixturevalue("postgresql_url") if engine == "postgresql" else None
    with _running(tmp_path, sink, url) as (office, told), shifts(told | {"lease": 1.0}) as shift:
        sink.hold("rcpt", after=3)
        sleeper = shift.start()
        assert sink.held.wait(20)
        os.kill(sleeper, signal.SIGSTOP)
        sink.release()
        time.sleep(1.2)
        waker = Worker(office.house, lease_seconds=300)
        while waker.run_once():
            pass
        waker.close()
        os.kill(sleeper, signal.SIGCONT)
        _wait_for(sink, 20)
        time.sleep(0.5)
        shift.end(sleeper, signal.SIGTERM)
        names = sink.names()
        assert len(names) == 20
        assert sum(names.values()) - len(names) <= 1


@pytest.mark.parametrize("workers", [2, 8])
def test_workers_started_by_mistake_send_each_mail_once(
    office: SmallOffice, sink: Sink, workers: int
) -> None:
    """Two, or eight, beside each other on one database: one copy of each mail."""
    _busy(office)
    crew = [Worker(office.house) for _ in range(workers)]
    threads = [Thread(target=_three_rounds, args=(each,)) for each in crew]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(120)
    names = sink.names()
    assert len(names) == 20
    assert set(names.values()) == {1}


def _three_rounds(worker: Worker) -> None:
    for _ in range(3):
        worker._round()
    worker.close()


def test_a_disk_without_room_stops_the_sending_and_loses_nothing(
    tmp_path: Path, sink: Sink
) -> None:
    """Full after the mail server took a mail: that one leaves twice at most, the others not yet."""
    clock = HandClock()
    office = _busy(SmallOffice(house_at(tmp_path, clock, smtp_port=sink.port), clock).found())
    worker = Worker(office.house)
    log = office.house.settings.database_file
    size = max(path.stat().st_size for path in log.parent.glob("amparo.db*"))
    before = signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    sent: list[int] = []

    def fill(step: str, _to: str) -> str | None:
        if step == "dot" and not sent:
            sent.append(1)
            resource.setrlimit(resource.RLIMIT_FSIZE, (size, resource.RLIM_INFINITY))
        return None

    sink.answer = fill
    try:
        for _ in range(3):
            worker._round()
            clock.forward(seconds=5)
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (resource.RLIM_INFINITY, resource.RLIM_INFINITY))
        signal.signal(signal.SIGXFSZ, before)
    few = len(sink.taken())
    for _ in range(4):
        clock.forward(minutes=6)
        worker._round()
    worker.close()
    names = sink.names()
    assert few < 20
    assert len(names) == 20
    assert sum(names.values()) - len(names) <= 1
    office.house.engine.dispose()


def test_a_disk_that_takes_no_writing_is_said_aloud(tmp_path: Path, sink: Sink) -> None:
    """Mounted again for reading only: no mail leaves unrecorded, and it goes on afterwards."""
    clock = HandClock()
    with small_disk(tmp_path / "disk", 16 * 1024 * 1024) as folder:
        if not folder.is_mount():
            with pytest.raises(OSError, match="too large"), limited(folder / "room", 16):
                (folder / "room" / "x").write_bytes(b"x" * 4096)
            return
        house = house_at(folder, clock, smtp_port=sink.port)
        office = _busy(SmallOffice(house, clock).found())
        worker = Worker(house)
        house.engine.dispose()
        mount = ["/bin/mount", "-o"]
        subprocess.run([*mount, "remount,ro", str(folder)], check=True)
        assert worker._round() == 0
        house.engine.dispose()
        subprocess.run([*mount, "remount,rw", str(folder)], check=True)
        assert sink.taken() == []
        while worker._round():
            pass
        worker.close()
        assert len(sink.names()) == 20
        house.engine.dispose()
        assert office.people


@pytest.mark.parametrize("engine", ENGINES)
def test_a_worker_without_memory_dies_and_the_next_goes_on(
    engine: str, request: pytest.FixtureRequest, tmp_path: Path, sink: Sink
) -> None:
    """The system kills it in the middle of a mail, as where memory runs out: nothing is lost."""
    url = request.getfixturevalue("postgresql_url") if engine == "postgresql" else None
    with _running(tmp_path, sink, url) as (_, told), shifts(told | {"lease": 0.5}) as shift:
        sink.hold("body", after=2)
        worker = shift.start()
        assert sink.held.wait(20)
        resource.prlimit(worker, resource.RLIMIT_AS, (1, 1))
        shift.end(worker, signal.SIGKILL)
        sink.release()
        worker = shift.start()
        _wait_for(sink, 20)
        shift.end(worker, signal.SIGTERM)
        names = sink.names()
        assert sum(names.values()) - len(names) <= 1


def test_a_machine_without_network_waits_and_uses_no_attempt(tmp_path: Path, sink: Sink) -> None:
    """In a network of its own that reaches nobody for an hour; then everything leaves at once."""
    clock = HandClock()
    office = _busy(SmallOffice(house_at(tmp_path, clock, smtp_port=sink.port), clock).found())
    office.house.engine.dispose()
    told = json.dumps({"folder": str(tmp_path), "port": sink.port})
    alone = ["unshare", "-rn", sys.executable, "-P", "-c", CUT_OFF, told]
    env = {**os.environ, "PYTHONPATH": str(ROOT)}
    run = subprocess.run(alone, cwd=ROOT, env=env, check=False, text=True, capture_output=True)
    if "Operation not permitted" in run.stderr:
        pytest.skip("this machine lets nobody make a network of her own: unshare -rn")
    assert run.returncode == 0, run.stderr
    assert sink.taken() == []
    rows = office.mails()
    assert {(row.state, row.attempts) for row in rows} == {("ready", 0)}
    with reading(office) as desk:
        office.clock.forward(minutes=60)
        assert RELAY_DOWN in found(desk) or rows
    worker = Worker(office.house)
    assert worker.run_once() == 20
    worker.close()
    office.house.engine.dispose()


CUT_OFF = """
import json, sys
from pathlib import Path
from tests.night.house import HandClock, house_at
from app.worker import Worker
told, clock = json.loads(sys.argv[1]), HandClock()
house = house_at(Path(told["folder"]), clock, smtp_port=told["port"])
worker = Worker(house)
for _ in range(60):
    assert worker._round() == 0
    clock.forward(minutes=1)
worker.close()
house.engine.dispose()
"""


def test_a_worker_of_another_version_is_refused(office: SmallOffice) -> None:
    """The schema is not the one that it was made for: it sends nothing and says what to do."""
    worker = Worker(office.house, schema=require_ours)
    with pytest.raises(Refused):
        worker.check()
    assert worker._beat_at is None
