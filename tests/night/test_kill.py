"""Fifty deaths a night: the worker is killed before, in and after handing mail over."""

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

import pytest

from app.casework.reminders.text import message_id
from app.clock import system_clock
from app.db.desk import House
from tests.night.house import WEDNESDAY, SmallOffice, house_at, reading
from tests.night.shift import RunningClock
from tests.night.sink import Sink
from tests.support.kept import keep

DEATHS, MORE_DEATHS = 50, 200  # in every run of all tests; in ./amparo test faults
FEWEST_DEATHS, MOST_DEATHS = 8, 1_000
MAILS_A_DEATH = 3.2
LEASE_S = 0.6
CUTS, LONG = 2, 500  # a mail of 500 dates has some 25 KiB
# After the server was told to go on, what was sent to it may have been taken.
TAKEN_FROM = ("body", "dot", "after")
STEPS = ("greet", "mail", "rcpt", "data", "body", "dot", "after")
ROOT = Path(__file__).parents[2]


@dataclass
class Shift:
    """Workers in processes of their own, one after the other."""

    program: subprocess.Popen[str]

    def start(self) -> int:
        """Start a worker and return its process id."""
        assert self.program.stdin is not None
        self.program.stdin.write("\n")
        self.program.stdin.flush()
        return int(self._line())

    def end(self, worker: int, how: signal.Signals) -> None:
        """Send a worker a signal and wait until it is gone."""
        os.kill(worker, how)
        assert self._line() == "gone\n"

    def _line(self) -> str:
        assert self.program.stdout is not None
        return self.program.stdout.readline()


@pytest.fixture
def deaths(request: pytest.FixtureRequest) -> int:
    """How often a worker is killed: as often as was asked for."""
    is_long = request.config.getoption("thorough")
    if request.config.getoption("brief"):
        return FEWEST_DEATHS
    asked = request.config.getoption("deaths") or (MORE_DEATHS if is_long else DEATHS)
    return min(int(asked), MOST_DEATHS)


def busy_office(house: House, clock: RunningClock, mails: int) -> SmallOffice:
    """Found an office in which so many mails are owed."""
    office = SmallOffice(house, clock).found()
    for number in range(mails // 2):
        office.hire(f"p{number}", "paralegal")
        office.enter_many(f"p{number}", (2, 13))
    return office


def _told(folder: Path, sink: Sink, behind: timedelta, *, url: str | None) -> dict[str, object]:
    return {
        "folder": str(folder),
        "url": url,
        "port": sink.port,
        "behind": behind.total_seconds(),
        "lease": LEASE_S,
    }


@contextmanager
def shifts(told: dict[str, object]) -> Iterator[Shift]:
    """Have a program at hand that starts workers."""
    command = [sys.executable, "-m", "tests.night.shift", json.dumps(told)]
    with subprocess.Popen(
        command, cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as program:
        try:
            yield Shift(program)
        finally:
            program.kill()


@pytest.mark.parametrize("engine", ["sqlite", "postgresql"])
def test_deaths_lose_nothing(
    engine: str, request: pytest.FixtureRequest, tmp_path: Path, sink: Sink, deaths: int
) -> None:
    """Every mail arrives; a death sends one mail twice at most, and none before the text went."""
    url = request.getfixturevalue("postgresql_url") if engine == "postgresql" else None
    behind = system_clock() - WEDNESDAY
    clock = RunningClock(behind)
    owed = round(deaths * MAILS_A_DEATH)
    house = house_at(tmp_path, clock, url, smtp_port=sink.port)
    office = busy_office(house, clock, owed)
    told = _told(tmp_path, sink, behind, url=url)
    with shifts(told) as shift:
        late_deaths, log = _died(shift, sink, deaths)
        worker = shift.start()
        expected = _all_accepted(office, within_s=30 * max(1, deaths / DEATHS))
        shift.end(worker, signal.SIGTERM)
    names = sink.names()
    lost = expected - set(names)
    again = sum(names.values()) - len(names)
    log.append(f"{engine}: {len(expected)} mails, {deaths} deaths, {len(lost)} lost, {again} twice")
    keep(f"deaths-{engine}.log", "\n".join(log))
    print(log[-1])  # noqa: T201 - the figure is the result
    assert len(expected) == owed
    assert not lost
    assert set(names) == expected
    assert 0 < again <= late_deaths
    office.house.engine.dispose()


def _died(shift: Shift, sink: Sink, deaths: int) -> tuple[int, list[str]]:
    """Kill so many workers; return how many died after something may have been taken, and a log."""
    late, log = 0, []
    for number in range(deaths):
        step = STEPS[number % len(STEPS)]
        sink.hold(step, after=0 if step == "greet" else number % 3)
        worker = shift.start()
        assert sink.held.wait(20), "the worker never came so far"
        shift.end(worker, signal.SIGKILL)
        sink.release()
        late += step in TAKEN_FROM
        log.append(f"{number} {step} after {number % 3} mails; {sink.mails} begun")
    return late, log


@pytest.mark.parametrize("engine", ["sqlite", "postgresql"])
def test_a_mail_cut_in_half_is_no_mail(
    engine: str, request: pytest.FixtureRequest, tmp_path: Path
) -> None:
    """Killed while half of a long mail is still on its own side, the worker sends it once more."""
    url = request.getfixturevalue("postgresql_url") if engine == "postgresql" else None
    behind = system_clock() - WEDNESDAY
    clock = RunningClock(behind)
    with Sink(tmp_path / "journal", receives=2048) as sink:
        office = SmallOffice(house_at(tmp_path, clock, url, smtp_port=sink.port), clock).found()
        office.hire("p", "paralegal")
        office.enter_many("p", (5 + number % 9 for number in range(LONG)))
        told = _told(tmp_path, sink, behind, url=url) | {"narrow": True}
        with shifts(told) as shift:
            for _ in range(CUTS):
                sink.hold("half")
                worker = shift.start()
                assert sink.held.wait(20), "the worker never came so far"
                shift.end(worker, signal.SIGKILL)
                sink.release()
            worker = shift.start()
            expected = _all_accepted(office, within_s=30)
            shift.end(worker, signal.SIGTERM)
        [mail] = sink.taken()
    assert {mail.name} == expected
    assert mail.text.count("\n- ") == LONG
    assert len(sink.cut) == CUTS
    assert all(0 < got < len(mail.raw) // 2 for got in sink.cut)
    office.house.engine.dispose()


def _all_accepted(office: SmallOffice, *, within_s: float) -> set[str]:
    """Wait until every mail is settled, and return their names."""
    until = time.monotonic() + within_s
    while any(mail.state != "accepted" for mail in office.mails()):
        assert time.monotonic() < until, "mail is stuck"
        time.sleep(0.2)
    with reading(office) as desk:
        return {message_id(desk, mail.id) for mail in office.mails()}
