"""A restore in a process of its own that can be killed: `python -m tests.casework.restoring`.

The program forks a fresh restorer for every line on its standard input, so that many deaths do not
cost as many starts of Python. It kills it after the time that the line tells, and answers how it
ended.
"""

import json
import os
import select
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from app.casework import backup
from tests.support.office import HandClock, house_in

ROOT = Path(__file__).parents[2]


@dataclass
class Restorers:
    """Restores, one after the other."""

    program: subprocess.Popen[str]

    def restore(
        self, source: Path, folder: Path, url: str | None, *, killed_after_s: float | None = None
    ) -> int:
        """Restore, or be killed on the way; return 0 when it went through, below 0 when killed."""
        assert self.program.stdin is not None
        told = {"source": str(source), "folder": str(folder), "url": url, "s": killed_after_s}
        self.program.stdin.write(json.dumps(told) + "\n")
        self.program.stdin.flush()
        return int(self._line())

    def _line(self) -> str:
        assert self.program.stdout is not None
        return self.program.stdout.readline()


@contextmanager
def restorers() -> Iterator[Restorers]:
    """Have a program at hand that begins restores."""
    command = [sys.executable, "-m", "tests.casework.restoring"]
    with subprocess.Popen(
        command, cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as program:
        try:
            yield Restorers(program)
        finally:
            program.kill()


def main() -> None:
    """Fork a restorer for every line."""
    for line in sys.stdin:
        told = json.loads(line)
        child = os.fork()
        if child == 0:
            house = house_in(Path(told["folder"]), HandClock(), told["url"])
            backup.restore(house.settings, house.keys, Path(told["source"]))
            os._exit(0)
        if told["s"] is not None:
            select.select([os.pidfd_open(child)], [], [], told["s"])
            os.kill(child, signal.SIGKILL)  # until it is waited for, its id is its own
        _, status = os.waitpid(child, 0)
        sys.stdout.write(f"{os.waitstatus_to_exitcode(status)}\n")
        sys.stdout.flush()


if __name__ == "__main__":
    main()
