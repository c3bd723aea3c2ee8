"""A copy of the house to put faults into, and the tests run against it: the tree stays as it is."""

import os
import re
import shutil
import subprocess
import sys
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from tests.faults.mutants import Mutant
from tests.support import postgres, stretching

ROOT = Path(__file__).resolve().parents[2]
COPIED = (
    "app",
    "tests",
    "migrations",
    "pyproject.toml",
    "alembic.ini",
    "README.md",
    "CHANGELOG.md",
)
AT_MOST_S, WHOLE_S = 180, 1_800  # for the tests of one fault, and for all of them
_FAILED = re.compile(r"^(?:FAILED|ERROR) (\S+)", re.MULTILINE)


@dataclass(frozen=True)
class Copy:
    """A copy of the house."""

    root: Path

    @contextmanager
    def with_fault(self, mutant: Mutant) -> Iterator[None]:
        """Hold a fault in it while the block runs."""
        place = mutant.place(self.root)
        assert place is not None
        path, was, becomes = place
        path.write_text(becomes, encoding="utf-8")
        try:
            yield
        finally:
            path.write_text(was, encoding="utf-8")
            for stale in (path.parent / "__pycache__").glob(f"{path.stem}.*"):
                stale.unlink()

    def failing(self, tests: Iterable[str], *, at_most_s: float = AT_MOST_S) -> list[str]:
        """Run tests there, on SQLite, and return the first that fails; it may never end."""
        command = [sys.executable, "-P", "-m", "pytest", "-q", "-x", "-rfE"]
        told = {
            name: word
            for name, word in os.environ.items()
            if not name.startswith(("AMPARO_", "PYTEST_", postgres.RUN_NAME, stretching.FOLDER))
        }
        try:
            run = subprocess.run(
                [*command, "-n", "0", "-k", "not postgresql", *tests],
                cwd=self.root,
                env={**told, "PYTHONPATH": str(self.root)},
                check=False,
                text=True,
                capture_output=True,
                timeout=at_most_s,
            )
        except subprocess.TimeoutExpired:
            return ["a test that never ended"]
        if run.returncode not in {0, 1}:
            raise RuntimeError(run.stdout[-2000:] + run.stderr[-2000:])
        return _FAILED.findall(run.stdout)


def copied(to: Path) -> Copy:
    """Copy the house into a folder."""
    for name in COPIED:
        kept = ROOT / name
        if kept.is_dir():
            shutil.copytree(kept, to / name)
        else:
            shutil.copy2(kept, to / name)
    return Copy(to)
