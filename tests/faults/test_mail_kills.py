"""A worker that dies, is stopped or frozen at each step of one mail."""

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

import pytest

from app.clock import system_clock
from tests.faults import mortal
from tests.night.house import WEDNESDAY, SmallOffice, house_at
from tests.night.shift import RunningClock
from tests.night.sink import Sink

ROOT = Path(__file__).parents[2]
LEASE_S = 0.6
AT_ONCE_S = 20.0


@pytest.fixture(scope="module")
def program() -> Iterator[subprocess.Popen[str]]:
    """What forks the workers."""
    command = [sys.executable, "-m", "tests.faults.mortal"]
    with subprocess.Popen(
        command, cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as made:
        try:
            yield made
        finally:
            made.kill()


@dataclass
class Night:
    """An office by the running clock, a mail server, and workers that can die."""

    program: subprocess.Popen[str]
    office: SmallOffice
    sink: Sink
    told: dict[str, object]

    def starts(self, dies: str = "") -> int:
        """Start a worker and return its process id."""
        assert self.program.stdin is not None
        assert self.program.stdout is not None
        self.program.stdin.write(json.dumps(self.told | {"dies": dies}) + "\n")
        self.program.stdin.flush()
        return int(self.program.stdout.readline())

    def is_gone(self, worker: int, within_s: float = AT_ONCE_S) -> bool:
        """Wait until a worker has ended."""
        return wait_for(lambda: not Path(f"/proc/{worker}").exists(), within_s)

    def ends(self, worker: int) -> None:
        """Stop a worker for good."""
        os.kill(worker, signal.SIGTERM)
        assert self.is_gone(worker)

    def all_left(self) -> bool:
        """Wait until every mail is accepted."""
        return wait_for(lambda: {row.state for row in self.office.mails()} == {"accepted"})

    def copies(self) -> int:
        """Return how many mails came twice; each came at least once."""
        names = self.sink.names()
        assert len(names) == len(self.office.mails()) == 2
        return sum(names.values()) - len(names)


def wait_for(is_so: Callable[[], bool], within_s: float = AT_ONCE_S) -> bool:
    """Wait until something is so."""
    last = time.monotonic() + within_s
    while not is_so():
        if time.monotonic() > last:
            return False
        time.sleep(0.03)
    return True


@pytest.fixture(params=["sqlite", "postgresql"])
def night(
    request: pytest.FixtureRequest,
    program: subprocess.Popen[str],
    tmp_path: Path,
    sink: Sink,
) -> Iterator[Night]:
    """Two people, each with a mail to get."""
    is_there = request.param == "postgresql"
    url = request.getfixturevalue("postgresql_url") if is_there else None
    behind = system_clock() - WEDNESDAY
    clock = RunningClock(behind)
    office = SmallOffice(house_at(tmp_path, clock, url, smtp_port=sink.port), clock).found()
    for name in ("ana", "luis"):
        office.hire(name, "paralegal")
        office.enter(name, 5)
    told = {"folder": str(tmp_path), "url": url, "port": sink.port, "lease": LEASE_S}
    yield Night(program, office, sink, told | {"behind": behind / timedelta(seconds=1)})
    office.house.engine.dispose()


@pytest.mark.parametrize(
    ("dies", "copies"),
    [
        (mortal.CLAIM_UNCOMMITTED, 0),
        (mortal.CLAIMED, 0),
        (mortal.UNMARKED, 1),
        (mortal.MARKED, 0),
    ],
)
def test_kill_at_a_point_of_the_worker(night: Night, dies: str, copies: int) -> None:
    """Before claim commit, after claim before connect, after 250 before mark, after mark."""
    assert night.is_gone(night.starts(dies))
    worker = night.starts()
    assert night.all_left()
    night.ends(worker)
    assert night.copies() == copies


@pytest.mark.parametrize(("step", "most"), [("rcpt", 0), ("dot", 1)])
def test_kill_at_a_step_of_the_mail_server(night: Night, step: str, most: int) -> None:
    """Between MAIL and DATA nothing was taken; after the final dot, before 250, it was."""
    night.sink.hold(step)
    worker = night.starts()
    assert night.sink.held.wait(AT_ONCE_S)
    os.kill(worker, signal.SIGKILL)
    assert night.is_gone(worker)
    night.sink.release()
    worker = night.starts()
    assert night.all_left()
    night.ends(worker)
    assert night.copies() == most


def test_sigterm_in_send_finishes_one_mail(night: Night) -> None:
    """Told to end in the middle of a mail it settles that one, leaves the other, and is gone."""
    night.sink.hold("dot")
    worker = night.starts()
    assert night.sink.held.wait(AT_ONCE_S)
    os.kill(worker, signal.SIGTERM)
    night.sink.release()
    assert night.is_gone(worker, within_s=10)
    assert sorted(row.state for row in night.office.mails()) == ["accepted", "ready"]
    worker = night.starts()
    assert night.all_left()
    night.ends(worker)
    assert night.copies() == 0


def test_sigstop_past_the_lease_is_fenced(night: Night) -> None:
    """Frozen until another has sent its mail, then let on: its late mark is refused."""
    night.sink.hold("dot")
    frozen = night.starts()
    assert night.sink.held.wait(AT_ONCE_S)
    os.kill(frozen, signal.SIGSTOP)
    night.sink.release()
    other = night.starts()
    assert night.all_left()
    night.ends(other)
    settled = {row.id: (row.state, row.fence, row.accepted_at) for row in night.office.mails()}
    os.kill(frozen, signal.SIGCONT)
    night.ends(frozen)
    after = {row.id: (row.state, row.fence, row.accepted_at) for row in night.office.mails()}
    assert after == settled
    assert night.copies() <= 1
