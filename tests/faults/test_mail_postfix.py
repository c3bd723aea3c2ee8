"""The same with postfix's own smtp-sink, which is no part of every run: Debian's package has it."""

import os
import shutil
import socket
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from app.casework.reminders.troubles import RELAY_DOWN
from app.worker import Worker
from tests.faults.mailing import set_up, told, troubles
from tests.night.house import SmallOffice
from tests.night.sink import Sink
from tests.night.watching import forward

pytestmark = pytest.mark.faults
PATIENCE_S = 10.0


@pytest.fixture(scope="module")
def smtp_sink(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Where smtp-sink is: installed, or unpacked from Debian's package, which needs no rights."""
    installed = shutil.which("smtp-sink") or shutil.which("smtp-sink", path="/usr/sbin")
    if installed:
        return Path(installed)
    folder = tmp_path_factory.mktemp("postfix")
    try:
        subprocess.run(
            ["/usr/bin/apt-get", "download", "postfix"], cwd=folder, check=True, timeout=120
        )
        [package] = folder.glob("postfix_*.deb")
        subprocess.run(["/usr/bin/dpkg", "-x", package, folder / "tree"], check=True, timeout=60)
    except (OSError, ValueError, subprocess.SubprocessError):
        pytest.skip("smtp-sink is not there and Debian's package postfix could not be fetched")
    return folder / "tree" / "usr" / "sbin" / "smtp-sink"


@contextmanager
def answering(program: Path, *habits: str) -> Iterator[int]:
    """Run smtp-sink with these options and yield its port."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    libraries = program.parents[1] / "lib" / "postfix"
    as_whom = ["-u", "nobody"] if os.geteuid() == 0 else []  # it refuses to run as root
    command = [str(program), *as_whom, *habits, f"127.0.0.1:{port}", "10"]
    with subprocess.Popen(command, env={**os.environ, "LD_LIBRARY_PATH": str(libraries)}) as sink:
        try:
            last = time.monotonic() + PATIENCE_S
            while not _listens(port) and time.monotonic() < last:
                time.sleep(0.05)
            yield port
        finally:
            sink.terminate()


def _listens(port: int) -> bool:
    with socket.socket() as door:
        return door.connect_ex(("127.0.0.1", port)) == 0


@pytest.mark.parametrize(
    "habits",
    [
        pytest.param(("-f", "EHLO,HELO"), id="EHLO 5xx"),
        pytest.param(("-r", "MAIL"), id="MAIL 4xx"),
        pytest.param(("-f", "MAIL"), id="MAIL 5xx"),
        pytest.param(("-q", "DATA"), id="DATA then disconnect"),
    ],
)
def test_smtp_sink_faults_use_no_attempt(
    office: SmallOffice, sink: Sink, smtp_sink: Path, habits: tuple[str, str]
) -> None:
    """What postfix answers is laid at no recipient's door; the mail leaves once when it can."""
    told(office, "ana")
    with answering(smtp_sink, *habits) as port:
        set_up(office, smtp_port=port)
        worker = Worker(office.house)
        for _ in range(3):
            assert worker.run_once() == 0
            forward(office, seconds=61)
        worker.close()
    [row] = office.mails(kind="digest")
    assert (row.state, row.attempts) == ("ready", 0)
    assert RELAY_DOWN in troubles(office)
    set_up(office, smtp_port=sink.port)
    worker = Worker(office.house)
    worker.run_once()
    worker.close()
    assert list(sink.names().values()) == [1]


def test_smtp_sink_takes_a_backlog(office: SmallOffice, smtp_sink: Path) -> None:
    """A hundred mails leave over one connection that is kept."""
    told(office, *(f"p{number}" for number in range(100)))
    with answering(smtp_sink) as port:
        set_up(office, smtp_port=port)
        worker = Worker(office.house)
        assert sum(worker.run_once() for _ in range(6)) == 100
        worker.close()
    assert {row.state for row in office.mails(kind="digest")} == {"accepted"}
