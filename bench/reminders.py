"""What reminding costs: `python -m bench.reminders [DATES] [--url POSTGRESQL] [--beside PYTHON]`.

First as many dates due at once for 300 people, told by one worker while an attorney asks for Today
again and again. Then as many single urgent mails, each to another person, handed to the tests' own
mail server by one worker on SQLite, or by four on the PostgreSQL database that is named (an empty
one of your own: its speed is that of its disk). `--beside` names a Python that has procrastinate
and psycopg; it sends as many mails to the same mail server, one job each, in the same database.
JSON on standard output, a table beside. Compare figures of one run only.
"""

import argparse
import json
import multiprocessing
import os
import statistics
import subprocess  # noqa: TID251 - the other program is measured, not used
import sys
import tempfile
import time
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from threading import Event, Thread
from typing import Any
from uuid import UUID, uuid4

from fastapi.testclient import TestClient

from app.casework import audit, reminders
from app.casework.calendar import Calendar
from app.clock import local
from app.db.desk import House, night
from app.main import build
from app.models import Schedule, Staff
from app.worker import Worker
from tests.night.house import HandClock as Wednesday
from tests.night.house import SmallOffice, house_at
from tests.night.sink import Sink
from tests.support.office import ZONE, HandClock, Office, found, house_in

DATES, PEOPLE, FEW = 100_000, 300, 5_000
WORKERS = 4
TOLD_S, SQLITE_S, POSTGRESQL_S = 60.0, 12 * 60.0, 6 * 60.0
"""At most, for 100,000: told at once; single mails, by one worker and by four."""

HEAD = ("what", "mails", "seconds", "mails/s", "at most s", "page p50 ms", "page max ms")
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
    rows = [at_once(dates), singles(dates, None)]
    rows += [singles(dates, url)] if url else []
    rows += [procrastinate(dates, url, beside)] if url and beside else []
    print(json.dumps(rows, indent=2))
    print("| " + " | ".join(HEAD) + " |", file=sys.stderr)
    print("|---" * len(HEAD) + "|", file=sys.stderr)
    for row in rows:
        print("| " + " | ".join(str(row.get(name, "")) for name in HEAD) + " |", file=sys.stderr)
    print(f"load {os.getloadavg()[0]:.1f}, {os.cpu_count()} processors", file=sys.stderr)
    return int(any(row["seconds"] > row["at most s"] for row in rows if "at most s" in row))


def at_once(dates: int) -> dict[str, Any]:
    """Have dates ring at once for 300 people, while an attorney looks at Today."""
    with tempfile.TemporaryDirectory() as folder, Sink(Path(folder, "mails")) as sink:
        house = house_in(Path(folder), HandClock(), smtp_port=sink.port)
        office = Office(house, HandClock(), found(house))
        case_id = office.open_case().id
        _hire_and_enter(house, case_id, range(20, 30), people=PEOPLE, dates=dates)
        app, took, stop = build(house), list[float](), Event()
        seat = office.people["alma"].seat
        token = app.state.shared.sessions.begin(seat.staff_id, seat.keys, "bench", office.clock())
        with TestClient(app, base_url="http://127.0.0.1:8000", cookies={"amparo": token}) as client:
            client.get("/today")
            looking = Thread(target=_look, args=(client, took, stop))
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
    """Hand over as many urgent mails, each to another person."""
    with tempfile.TemporaryDirectory() as folder, Sink(Path(folder, "mails")) as sink:
        place = (Path(folder), url, sink.port)
        office = SmallOffice(_house(*place), Wednesday()).found()
        _hire_and_enter(office.house, office.case_id, range(2, 3), people=mails, dates=mails)
        with night(office.house, writes=True) as desk:
            _require(reminders.plan(desk, Calendar()).told == mails)
        office.house.engine.dispose()
        count, most = (WORKERS, POSTGRESQL_S) if url else (1, SQLITE_S)
        spawn = multiprocessing.get_context("spawn")
        working = [spawn.Process(target=_work, args=place) for _ in range(count)]
        begun = time.perf_counter()
        for each in working:
            each.start()
        seconds = _until(sink, mails, begun)
        for each in working:
            each.terminate()
            each.join()
        _require(len(sink.names()) == mails)
    name = "PostgreSQL" if url else "SQLite"
    return _row(f"{mails} single mails, {name}, workers: {count}", mails, seconds, most, mails)


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


def _hire_and_enter(house: House, case_id: UUID, days: range, *, people: int, dates: int) -> None:
    """Put people and dates there, one after the other's day and person."""
    ids = [uuid4() for _ in range(people)]
    for start in range(0, max(people, dates), FEW):
        with night(house, writes=True) as desk:
            number, today = audit.note(desk, "bench.enter"), local(desk.now, ZONE).date()
            for each in range(start, min(start + FEW, people)):
                desk.db.add(_person(house, ids[each], each))
            desk.db.flush()
            for each in range(start, min(start + FEW, dates)):
                day = today + timedelta(days=days[each % len(days)])
                known: dict[str, Any] = {
                    "case_id": case_id,
                    "kind": "deadline",
                    "changed": number,
                    "open": True,
                }
                known |= {"due": day, "safe": day, "tz": ZONE, "entered_at": desk.now.isoformat()}
                desk.db.add(Schedule(**known, responsible_id=ids[each % people]))


def _person(house: House, key: UUID, number: int) -> Staff:
    address = f"bench{number}@example.org"
    known: dict[str, Any] = {"locale": "en", "state": "active", "name": f"Bench {number}"}
    known |= {
        "address": address,
        "address_token": house.keys.address_token(address),
        "totp_secret": "",
    }
    return Staff(id=key, role="paralegal", bundle=b"none", **known)


def _house(folder: Path, url: str | None, port: int) -> House:
    return house_at(folder, Wednesday(), url, smtp_port=port)


def _work(folder: Path, url: str | None, port: int) -> None:
    """Be a worker in a process of its own."""
    Worker(_house(folder, url, port), tick_seconds=0.2).run(Event())


def _drain(house: House) -> None:
    worker = Worker(house)
    while worker.run_once():
        pass
    worker.close()


def _look(client: TestClient, took: list[float], stop: Event) -> None:
    while not stop.wait(0.2):
        took.append(_timed(lambda: client.get("/today").raise_for_status()))


def _until(sink: Sink, mails: int, begun: float) -> float:
    while sink.mails < mails:
        time.sleep(0.05)
    return time.perf_counter() - begun


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
    return told | {"mails/s": round(mails / seconds), "at most s": max(5.0, most * of / DATES)}


if __name__ == "__main__":
    parser = argparse.ArgumentParser()
    parser.add_argument("dates", type=int, nargs="?", default=DATES)
    parser.add_argument("--url")
    parser.add_argument("--beside")
    asked = parser.parse_args()
    sys.exit(main(asked.dates, asked.url, asked.beside))
