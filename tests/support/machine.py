"""An office's machine: its commands as programs of their own, over the database of a test."""

import os
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

import httpx2

from tests.support import programs, visiting
from tests.support.office import Office, write_server_key
from tests.support.programs import Program

ROOT = Path(__file__).resolve().parents[2]
PATIENCE_S = 180.0
SERVER_PASSPHRASE = "five words out of nowhere"

Done = subprocess.CompletedProcess[str]


@dataclass
class Machine:
    """Where commands run; the server key's file lies there."""

    office: Office
    more: dict[str, str] = field(default_factory=dict)
    port: int = field(init=False)

    def __post_init__(self) -> None:
        """Put the key into its file, and choose a port that is free now."""
        self.key_file.parent.mkdir(exist_ok=True)
        write_server_key(self.office.house)
        self.office.house.engine.dispose()
        with socket.socket() as door:
            door.bind(("127.0.0.1", 0))
            self.port = door.getsockname()[1]

    @property
    def key_file(self) -> Path:
        """Where the server key lies."""
        return self.office.house.settings.server_key_file

    @property
    def url(self) -> str:
        """How browsers reach it."""
        return f"http://127.0.0.1:{self.port}"

    @property
    def environment(self) -> dict[str, str]:
        """What its programs are told."""
        settings = self.office.house.settings
        told = {
            "PATH": os.environ["PATH"],
            "PYTHONPATH": str(ROOT),
            "AMPARO_DATA": str(settings.data),
            "AMPARO_SERVER_KEY_FILE": str(self.key_file),
            "AMPARO_BASE_URL": self.url,
            "AMPARO_SMTP_PORT": "9",  # nobody listens there
            "AMPARO_SMTP_TLS": "none",
            **self.more,
        }
        if settings.database_url is not None:
            told["AMPARO_DATABASE_URL"] = settings.database_url.get_secret_value()
        return told

    @staticmethod
    def command(*arguments: str) -> list[str]:
        """Return a command as a program of its own."""
        return [sys.executable, "-P", "-m", "app.cli", *arguments]

    def run(self, *arguments: str, typed: str = "") -> Done:
        """Run a command to its end; there is no terminal, so it reads what is typed as it is."""
        return programs.run(
            arguments,
            cwd=self.key_file.parent,
            env=self.environment,
            typed=typed,
            patience_s=PATIENCE_S,
        )

    def start(self, *arguments: str, streams: programs.Streams = programs.SILENT) -> Program:
        """Begin a command."""
        return Program(arguments, cwd=self.key_file.parent, env=self.environment, streams=streams)

    def seal(self) -> None:
        """Put the server key under the passphrase of these tests."""
        done = self.run("seal-key", typed=f"{SERVER_PASSPHRASE}\n{SERVER_PASSPHRASE}\n")
        assert done.returncode == 0, done.stderr

    def unlock(self, passphrase: str = SERVER_PASSPHRASE) -> Done:
        """Type a passphrase for the program that serves."""
        return self.run("unlock", typed=passphrase + "\n")

    @contextmanager
    def serving(self, *more: str) -> Iterator[Program]:
        """Run `amparo serve` until the block ends."""
        program = self.start("serve", "--port", str(self.port), *more)
        try:
            self.wait(lambda: self._answers(program))
            yield program
        finally:
            program.terminate()
            program.wait(timeout=PATIENCE_S)

    def get(self, path: str, **headers: str) -> httpx2.Response:
        """Return a page as a stranger gets it."""
        return visiting.get(f"{self.url}{path}", headers=headers)

    def wait(self, is_so: Callable[[], object]) -> None:
        """Wait until something is so."""
        end = time.monotonic() + PATIENCE_S
        while time.monotonic() < end:
            if is_so():
                return
            time.sleep(0.05)
        message = "it did not come in time"
        raise AssertionError(message)

    def _answers(self, program: Program) -> bool:
        assert program.poll() is None, "the server has ended"
        try:
            return self.get("/health/live").status_code == 200
        except httpx2.TransportError:
            return False


def told(done: Done) -> str:
    """Return all that was printed."""
    return done.stdout + done.stderr
