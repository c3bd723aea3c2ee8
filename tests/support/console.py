"""The office's commands as a person types them: real processes, on this machine only."""

import os
import re
import socket
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from urllib.error import URLError
from urllib.request import urlopen

from tests.support import programs
from tests.support.programs import Program

ROOT = Path(__file__).resolve().parents[2]
PATIENCE_S = 60.0


@dataclass
class Console:
    """A folder of a new machine, with its settings."""

    folder: Path
    port: int = field(init=False)

    def __post_init__(self) -> None:
        """Choose a port that is free now."""
        with socket.socket() as door:
            door.bind(("127.0.0.1", 0))
            self.port = door.getsockname()[1]

    @property
    def url(self) -> str:
        """How browsers reach it."""
        return f"http://127.0.0.1:{self.port}"

    def run(self, *arguments: str, typed: str = "") -> subprocess.CompletedProcess[str]:
        """Run a command to its end."""
        return programs.run(
            arguments, cwd=self.folder, env=self._settings, typed=typed, patience_s=PATIENCE_S
        )

    def set_up_link(self) -> str:
        """Run `amparo setup` and return the link that it prints."""
        done = self.run("setup")
        assert done.returncode == 0, done.stderr
        found = re.search(r"http\S+/set-up/\S+", done.stdout)
        assert found is not None
        assert "->" not in done.stdout  # whoever founds an office knows no revisions
        return found[0]

    @contextmanager
    def serving(self) -> Iterator[None]:
        """Run `amparo serve` until the block ends."""
        command = ["serve", "--port", str(self.port)]
        server = Program(command, cwd=self.folder, env=self._settings)
        try:
            self._wait(server)
            yield
        finally:
            server.terminate()
            server.wait(timeout=PATIENCE_S)

    def _wait(self, server: Program) -> None:
        end = time.monotonic() + PATIENCE_S
        while time.monotonic() < end and server.poll() is None:
            try:
                with urlopen(f"{self.url}/health/live", timeout=1):  # noqa: S310 - our own
                    return
            except URLError:
                time.sleep(0.05)
        message = "the server does not answer"
        raise AssertionError(message)

    @property
    def _settings(self) -> dict[str, str]:
        return {
            "PATH": os.environ["PATH"],
            "PYTHONPATH": str(ROOT),
            "AMPARO_BASE_URL": self.url,
            "AMPARO_SMTP_PORT": "9",  # nobody listens there
            "AMPARO_SMTP_TLS": "none",
        }
