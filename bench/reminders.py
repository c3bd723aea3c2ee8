"""What reminding costs: `python -m bench.reminders [DATES] [--url POSTGRESQL] [--beside PYTHON]`.

First as many dates due at once for 300 people, told by one worker while an attorney asks for Today
again and again. Then as many single urgent mails, one a person in each of several windows of time,
handed to the tests' own mail server by one worker on SQLite, or by four on the PostgreSQL database
that is named (an empty one of your own: its speed is that of its disk). `--beside` names a Python
that has procrastinate and psycopg; it sends as many mails to the same mail server, one job each, in
the same database. JSON on standard output, a table beside, each row as soon as it is known. Where
mails take twenty times as long as they may, the row says how many had left by then. Compare figures
of one run only; of a machine that is busy otherwise, the processor's time.
"""

import argparse
import json
import multiprocessing
import os
import resource
import statistics
import subprocess  # noqa: TID251 - the other program is measured, not used
import sys
import tempfile
import time
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial
from pathlib import Path
from threading import Event, Thread
from typing import Any
from uuid import UUID, uuid4

from fastapi.testclient import TestClient

from app import memory
from app.casework import audit, reminders
from app.casework.calendar import Calendar
from app.clock import local
from app.db.desk import House, night
from app.errors import AmparoError
from app.main import build
from app.models import Schedule, Staff
from app.worker import Worker
from tests.night.house import WEDNESDAY, SmallOffice, house_at
from tests.night.sink import Sink
from tests.support.office import ZONE, HandClock, Office, found, house_in

DATES, PEOPLE, FEW = 100_000, 300, 5_000
WAVE = 2_000  # people who are mailed in one window; nobody gets two urgent mails in one
WINDOW_MINUTES = 5
WORKERS = 4
TOLD_S, SQLITE_S, POSTGRESQL_S = 60.0, 12 * 60.0, 6 * 60.0
"""At most, for 100,000: told at once; single mails, by one worker and by four."""

HEAD: tuple[str, ...] = ("what", "mails", "seconds", "mails/s", "cpu ms/mail", "at most s")
HEAD += ("page p50 ms", "page max ms")
# Runs under another Python: as its own quick start has it, with ten jobs at once.
BESIDE = """
import asyncio, smtplib, sys, time
import procrastinate
url, port, count = sys.argv[1], int(sys.argv[2]), int(sys.argv[3])
app = procrastinate.App(connector=procrastinate.PsycopgConnector(conninfo=url))
@app.task(name="mail")
def mail(to: str) -> None:
    with smtplib.SMTP("127.0.0.1", port) as smtp:
        smtp.sendmail("b@office.example.org", [to], f"Message-ID: <{to}>\\r\\n\\r\\n" + "x" * 1900)
async def main() -> None:
    async with app.open_async():
        await app.schema_manager.apply_schema_async()
        jobs = [{"to": f"p{n}@example.org"} for n in range(count)]
        for start in range(0, count, 1000):
            await mail.batch_defer_async(*jobs[start : start + 1000])
        begun = time.perf_counter()
        await app.run_worker_async(wait=False, concurrency=10, install_signal_handlers=False)
        print(time.perf_counter() - begun)
asyncio.run(main())
"""


def main(dates: int, url: str | None, beside: str | None) -> int:
    """Measure and print; return 1 where something took longer than it may."""
    wanted = [partial(at_once, dates), partial(singles, dates, None)]
    wanted += [partial(singles, dates, url)] if url else []
    wanted += [partial(procrastinate, dates, url, beside)] if url and beside else []
    print("| " + " | ".join(HEAD) + " |", file=sys.stderr)
    print("|---" * len(HEAD) + "|", file=sys.stderr, flush=True)
    rows = []
    for measure in wanted:
        row = measure()
        said = " | ".join(str(row.get(name, "")) for name in HEAD)
        print(f"| {said} |", file=sys.stderr, flush=True)
        rows.append(row)
    print(json.dumps(rows, indent=2))
    print(f"load {os.getloadavg()[0]:.1f}, {os.cpu_count()} processors", file=sys.stderr)
    return int(any(row["seconds"] > row["at most s"] for row in rows if "at most s" in row))


def at_once(dates: int) -> dict[str, Any]:
    """Have dates ring at once for 300 people, while an attorney looks at Today."""
    with tempfile.TemporaryDirectory() as folder, Sink(Path(folder, "mails")) as sink:
        house = house_in(Path(folder), HandClock(), smtp_port=sink.port)
        office = Office(house, HandClock(), found(house))
        case_id = office.open_case().id
        _enter(house, case_id, range(20, 30), _hire(house, PEOPLE), dates=dates)
        app, took, stop = build(house), list[float](), Event()
        seat = office.people["alma"].seat
        token = app.state.shared.sessions.begin(seat.staff_id, seat.keys, "bench", office.clock())
        with TestClient(app, base_url="http://127.0.0.1:8000", cookies={"amparo": token}) as client:
            client.get("/today")
            looking = Thread(target=_look, args=(client, took, stop))
            memory.settle()  # as the server does before its first page
            looking.start()
            seconds = _timed(lambda: _drain(house))
            stop.set()
            looking.join()
        told = sink.taken()
        _require(sum(mail.text.count("\n- ") for mail in told) == dates)
        house.engine.dispose()
    row = _row(f"{dates} dates at once, SQLite, one worker", len(told), seconds, TOLD_S, dates)
    row["page p50 ms"] = round(statistics.median(took) * 1000)
    row["page max ms"] = round(max(took) * 1000)
    return row


def singles(mails: int, url: str | None) -> dict[str, Any]:
    """Hand over as many urgent mails, one a person in each window of time."""
    count, most = (WORKERS, POSTGRESQL_S) if url else (1, SQLITE_S)
    people, spent, used = min(mails, WAVE), 0.0, _children()
    spawn = multiprocessing.get_context("spawn")
    with tempfile.TemporaryDirectory() as folder, Sink(Path(folder, "mails")) as sink:
        shared = (spawn.Value("d", 0.0), spawn.Event(), spawn.Semaphore(0), spawn.Value("d", 0.0))
        shift = Shift(Path(folder), url, sink.port, *shared)
        office = SmallOffice(shift.house(), shift.clock).found()
        ids = _hire(office.house, people)
        working = [spawn.Process(target=shift.work) for _ in range(count)]
        for each in working:
            each.start()
        for _ in working:
            shift.ready.acquire()
        for done in range(0, mails, people):
            some = ids[: mails - done]
            _enter(office.house, office.case_id, range(2, 3), some, dates=len(some))
            with night(office.house, writes=True) as desk:
                _require(reminders.plan(desk, Calendar()).told == len(some))
            shift.go.set()
            spent += _until(sink, done + len(some), limit_s=20 * max(5.0, most * people / DATES))
            shift.go.clear()
            if sink.mails < done + len(some):
                break
            shift.minutes.value += WINDOW_MINUTES
        for each in working:
            each.terminate()
            each.join()
        office.house.engine.dispose()
        told = len(sink.names())
    name = "PostgreSQL" if url else "SQLite"
    row = _row(f"{told} single mails, {name}, workers: {count}", told, spent, most, mails)
    return row | {
        "cpu ms/mail": round((_children() - used - shift.started.value) * 1000 / max(told, 1), 1)
    }


@dataclass(frozen=True)
class Shift:
    """What the worker of a process of its own needs; its clock is moved by whoever measures."""

    folder: Path
    url: str | None
    port: int
    minutes: Any  # shared: how late it is
    go: Any  # shared: that there is something to send
    ready: Any  # shared: how many of them have started
    started: Any  # shared: what that took of the processor

    def clock(self) -> datetime:
        """Return what time it is for all of them."""
        return WEDNESDAY + timedelta(minutes=self.minutes.value)

    def house(self) -> House:
        """Open the house."""
        told = {"smtp_port": self.port, "mail_window_minutes": WINDOW_MINUTES}
        return house_at(self.folder, self.clock, self.url, **told)

    def work(self) -> None:
        """Be a worker while there is something to send."""
        worker = Worker(self.house())
        memory.settle()  # as a worker of its own does before its first round
        with suppress(AmparoError):
            worker.run_once()  # the hourly check; what a start costs is no mail's
        with self.started:
            self.started.value += time.process_time()
        self.ready.release()
        while self.go.wait():
            sent = 0
            with suppress(AmparoError):  # another worker came first
                sent = worker.run_once()
            if not sent:
                time.sleep(0.05)


def procrastinate(mails: int, url: str, python: str) -> dict[str, Any]:
    """Have procrastinate send as many, to the same mail server by the same database."""
    with tempfile.TemporaryDirectory() as folder, Sink(Path(folder, "mails")) as sink:
        plain = url.replace("postgresql+psycopg", "postgresql")
        command = [python, "-c", BESIDE, plain, str(sink.port), str(mails)]
        done = subprocess.run(command, check=True, capture_output=True, text=True)  # noqa: S603
        _require(sink.mails == mails)
    row = _row("procrastinate, ten jobs at once", mails, float(done.stdout.split()[-1]), 0, mails)
    del row["at most s"]
    return row


def _hire(house: House, people: int) -> list[UUID]:
    ids = [uuid4() for _ in range(people)]
    for start in range(0, people, FEW):
        with night(house, writes=True) as desk:
            numbers = range(start, min(start + FEW, people))
            desk.db.add_all(_person(house, ids[each], each) for each in numbers)
    return ids


def _enter(house: House, case_id: UUID, days: range, ids: list[UUID], *, dates: int) -> None:
    """Put dates there, one after the other's day and person."""
    for start in range(0, dates, FEW):
        with night(house, writes=True) as desk:
            number, today = audit.note(desk, "bench.enter"), local(desk.now, ZONE).date()
            for each in range(start, min(start + FEW, dates)):
                day = today + timedelta(days=days[each % len(days)])
                known: dict[str, Any] = {
                    "case_id": case_id,
                    "kind": "deadline",
                    "changed": number,
                    "open": True,
                }
                known |= {"due": day, "safe": day, "tz": ZONE, "entered_at": desk.now.isoformat()}
                desk.db.add(Schedule(**known, responsible_id=ids[each % len(ids)]))


def _person(house: House, key: UUID, number: int) -> Staff:
    address = f"bench{number}@example.org"
    known: dict[str, Any] = {"locale": "en", "state": "active", "name": f"Bench {number}"}
    known |= {
        "address": address,
        "address_token": house.keys.address_token(address),
        "totp_secret": "",
    }
    return Staff(id=key, role="paralegal", bundle=b"none", **known)


def _drain(house: House) -> None:
    worker = Worker(house)
    while worker.run_once():
        pass
    worker.close()


def _look(client: TestClient, took: list[float], stop: Event) -> None:
    while not stop.wait(0.2):
        took.append(_timed(lambda: client.get("/today").raise_for_status()))


def _until(sink: Sink, mails: int, *, limit_s: float) -> float:
    begun = time.perf_counter()
    while sink.mails < mails and time.perf_counter() - begun < limit_s:
        time.sleep(0.02)
    return time.perf_counter() - begun


def _children() -> float:
    """Return the processor's seconds of all workers that have ended."""
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


def _require(is_so: bool) -> None:
    if not is_so:
        sys.exit("not every date was told: no figure is worth anything")


def _timed(deed: Callable[[], object]) -> float:
    begun = time.perf_counter()
    deed()
    return time.perf_counter() - begun


def _row(what: str, mails: int, seconds: float, most: float, of: int) -> dict[str, Any]:
    """Return a row; what may be taken for 100,000 is taken in proportion, and never under 5 s."""
    told = {"what": what, "mails": mails, "seconds": round(seconds, 1)}
    return told | {"mails/s": round(mails / seconds, 1), "at most s": max(5.0, most * of / DATES)}


if __name__ == "__main__":
    parser = argparse.ArgumentParser()
    parser.add_argument("dates", type=int, nargs="?", default=DATES)
    parser.add_argument("--url")
    parser.add_argument("--beside")
    asked = parser.parse_args()
    sys.exit(main(asked.dates, asked.url, asked.beside))
