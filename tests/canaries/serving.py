"""The office as it is really served: `amparo serve` in a process of its own, and its commands."""

import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

import httpx2

from tests.support import programs, visiting

ROOT = Path(__file__).parents[2]
COMMAND = [sys.executable, "-P", "-m", "app.cli"]
PATIENCE_S = 60.0


def environment(folder: Path, url: str | None, port: int, smtp_port: int) -> dict[str, str]:
    """Return what an office's programs are told."""
    told = {
        "PATH": os.defpath,
        "PYTHONPATH": str(ROOT),
        "TMPDIR": str(folder / "tmp"),
        "AMPARO_DATA": str(folder / "data"),
        "AMPARO_SERVER_KEY_FILE": str(folder / "server.key"),
        "AMPARO_BASE_URL": f"http://127.0.0.1:{port}",
        "AMPARO_SMTP_PORT": str(smtp_port),
        "AMPARO_SMTP_TLS": "none",
        "AMPARO_MAIL_FROM": "amparo@office.example.org",
        "AMPARO_MAIL_WINDOW_MINUTES": "1",
        "AMPARO_ALARM_TO": "eva@alarms.example.org",
    }
    return told if url is None else told | {"AMPARO_DATABASE_URL": url}


def free_port() -> int:
    """Return a port of the loopback that nobody listens at."""
    with socket.create_server(("127.0.0.1", 0)) as door:
        port: int = door.getsockname()[1]
        return port


@contextmanager
def serving(told: Mapping[str, str], log: Path) -> Iterator[int]:
    """Serve the office, with its worker; give the process's id."""
    port = told["AMPARO_BASE_URL"].rpartition(":")[2]
    with log.open("wb") as out:
        program = subprocess.Popen(
            [*COMMAND, "serve", "--port", port], cwd=ROOT, env=told, stdout=out, stderr=out
        )
    try:
        _wait_for(told["AMPARO_BASE_URL"], program)
        yield program.pid
    finally:
        program.send_signal(signal.SIGTERM)
        try:
            program.wait(PATIENCE_S)
        except subprocess.TimeoutExpired:
            program.kill()
            program.wait()


def run(told: Mapping[str, str], *command: str) -> str:
    """Run one of the office's commands and return what it said."""
    ended = programs.run(command, cwd=ROOT, env=told)
    assert ended.returncode == 0, ended.stdout + ended.stderr
    return ended.stdout + ended.stderr


def _wait_for(url: str, program: subprocess.Popen[bytes]) -> None:
    until = time.monotonic() + PATIENCE_S
    while time.monotonic() < until and program.poll() is None:
        try:
            visiting.get(f"{url}/health/live")
        except httpx2.TransportError:
            time.sleep(0.1)
        else:
            return
    message = "the office was not served in time"
    raise AssertionError(message)
