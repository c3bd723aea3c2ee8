"""Run the suites: ./amparo test [SUITE…] [-- ARGUMENTS FOR PYTEST].

Without a name, all of them but `faults`: the whole fault matrix, 200 deaths of a worker on each
engine and five offices of ten years take up to an hour. Every suite runs even when an earlier one
failed; the table at the end has a line for each. Exit: 0 all passed, 1 something failed, 2 a name
was not understood, 3 a part of the machine was missing or a test was skipped, so that not
everything could be judged.
"""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path

from tests.support import postgres
from tests.support.browser import find_browser
from tests.support.kept import FOLDER
from tests.support.missing import MissingPartError
from tests.support.scratch import roomiest

ROOT = Path(__file__).resolve().parents[2]
PYTHON = [sys.executable, "-P", "-m"]
BESIDE_PYTHON = Path(sys.executable).parent
TEMPLATES = Path("app", "web", "templates")

CHECKS: dict[str, list[list[str]]] = {
    "lint": [
        [str(BESIDE_PYTHON / "ruff"), "check", "--quiet", "."],
        [str(BESIDE_PYTHON / "ruff"), "format", "--check", "--quiet", "."],
        [str(BESIDE_PYTHON / "djlint"), "--lint", "--quiet", str(TEMPLATES)],
    ],
    "types": [[*PYTHON, "mypy", "--no-error-summary"], [*PYTHON, "mypy", "amparo"]],
    "floors": [[str(BESIDE_PYTHON / "lint-imports"), "--no-logo"]],
}
USUAL = ("unit", "sqlite", "postgresql", "smtp", "browser")
FAULTS = "faults"  # only where it is named; its tests are asked for at length
TESTED = (*USUAL, FAULTS)
FAILED, NOT_UNDERSTOOD, MISSING_PART = 1, 2, 3


@dataclass
class Outcome:
    """What became of one suite."""

    suite: str
    seconds: float = 0.0
    passed: int = 0
    failed: int = 0
    skipped: int = 0
    missing: str = ""

    @property
    def word(self) -> str:
        """How it ended, in a word."""
        if self.failed:
            return "FAILED"
        if self.missing:
            return "CANNOT RUN"
        if self.skipped:
            return "skipped some"
        return "passed" if self.passed else "no test chosen"


@dataclass
class Run:
    """All suites of one call."""

    outcomes: list[Outcome] = field(default_factory=list)

    def exit_code(self) -> int:
        """Return what the caller's shell is told."""
        if any(outcome.failed for outcome in self.outcomes):
            return FAILED
        if any(outcome.missing or outcome.skipped for outcome in self.outcomes):
            return MISSING_PART
        return 0

    def table(self) -> Iterator[str]:
        """Return the lines that end the run."""
        yield f"{'suite':<12}{'seconds':>8}{'passed':>8}{'failed':>8}{'skipped':>9}"
        for one in self.outcomes:
            numbers = f"{one.seconds:8.1f}{one.passed:8}{one.failed:8}{one.skipped:9}"
            yield f"{one.suite:<12}{numbers}  {one.word}"
        for one in self.outcomes:
            if one.missing:
                yield f"{one.suite} cannot run: {one.missing}"
        passed = sum(one.passed for one in self.outcomes)
        failed = sum(one.failed for one in self.outcomes)
        skipped = sum(one.skipped for one in self.outcomes)
        yield f"{passed} passed, {failed} failed" + (f", {skipped} skipped" if skipped else "")


def main(arguments: list[str]) -> int:
    """Run what was asked for and return the exit code."""
    named, more = _split(arguments)
    unknown = [name for name in named if name not in (*CHECKS, *TESTED)]
    if unknown:
        _say(f"No suite is called {unknown[0]}. There are: {', '.join((*CHECKS, *TESTED))}.")
        return NOT_UNDERSTOOD
    wanted = named or [*CHECKS, *USUAL]
    run = Run()
    tested = [suite for suite in TESTED if suite in wanted]
    # The checks read the text while the tests run it; what they say comes when all is done.
    with ThreadPoolExecutor(len(CHECKS)) as beside:
        checks = [beside.submit(_check, suite) for suite in CHECKS if suite in wanted]
        outcomes = _test(tested, more) if tested else []
        for check in checks:
            outcome, said = check.result()
            _say(f"\n--- {outcome.suite}: {outcome.word}\n{said}".rstrip())
            run.outcomes.append(outcome)
    run.outcomes += outcomes
    print(flush=True)
    for line in run.table():
        print(line)
    return run.exit_code()


def _split(arguments: list[str]) -> tuple[list[str], list[str]]:
    parser = argparse.ArgumentParser(
        prog="amparo test",
        description="Run the test suites; all of them but faults when none is named.",
        epilog="What follows -- goes to pytest: ./amparo test unit -- -k deadline -n 0. The suite "
        "faults takes up to an hour, and more with: -- --deaths 1000 --seeds 100 --years 10; "
        "in some minutes each of it is tried once with: -- --brief",
    )
    parser.add_argument("suite", nargs="*", help=", ".join((*CHECKS, *TESTED)))
    cut = arguments.index("--") if "--" in arguments else len(arguments)
    return parser.parse_args(arguments[:cut]).suite, arguments[cut + 1 :]


# --- Checks of the text --------------------------------------------------------------------


def _check(suite: str) -> tuple[Outcome, str]:
    """Run a suite's commands; return also what they said."""
    began = time.monotonic()
    calls = [
        subprocess.run(
            command,
            cwd=ROOT,
            env=_environment(),
            check=False,
            text=True,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
        )
        for command in CHECKS[suite]
    ]
    good = not any(call.returncode for call in calls)
    outcome = Outcome(suite, time.monotonic() - began, passed=int(good), failed=int(not good))
    return outcome, "".join(call.stdout for call in calls)


def _call(command: list[str], **more: str) -> int:
    return subprocess.run(command, cwd=ROOT, env=_environment() | more, check=False).returncode


def _environment() -> dict[str, str]:
    """Return the caller's environment without the settings of some office of hers."""
    kept = {"AMPARO_TEST_DATABASE_URL", "AMPARO_CHROMIUM"}
    own = {
        name: setting
        for name, setting in os.environ.items()
        if name in kept or not name.startswith(("AMPARO_", "PYTEST_", "PG"))
    }
    return {**own, "PYTHONPATH": str(ROOT)}


# --- Tests ---------------------------------------------------------------------------------


def _test(suites: list[str], more: list[str]) -> list[Outcome]:
    """Run the suites in one pytest, leaving out those whose part of the machine is missing."""
    missing = {suite: told for suite in suites if (told := _missing(suite))}
    able = [suite for suite in suites if suite not in missing]
    outcomes = [Outcome(suite, missing=told) for suite, told in missing.items()]
    if not able:
        return outcomes
    _say(f"\n--- {', '.join(able)}")
    began = time.monotonic()
    keeping = {FOLDER: tempfile.mkdtemp(prefix="amparo-faults-")} if FAULTS in able else {}
    with tempfile.TemporaryDirectory(prefix="amparo-test-", dir=roomiest()) as folder:
        tally = Path(folder, "tally.json")
        at_length = ["--thorough"] if FAULTS in able else []
        chosen = [*at_length, "-m", " or ".join(able)]
        code = _call([*_pytest(tally), *chosen, *more], TMPDIR=folder, **keeping)
        _say(f"({time.monotonic() - began:.0f} seconds; the table adds up both cores)")
        for kept in keeping.values():
            _say(f"Figures, seeds and the log of each death are kept in {kept}")
        counted = json.loads(tally.read_text()) if tally.exists() else {}
    whole = not more
    outcomes += [_outcome(suite, counted.pop(suite, {}), whole=whole) for suite in able]
    outcomes += [_outcome(suite, row, whole=whole) for suite, row in counted.items()]
    if code and not any(outcome.failed for outcome in outcomes):
        outcomes.append(Outcome("pytest", failed=1))
    return sorted(outcomes, key=lambda one: (*TESTED, "collection", "pytest").index(one.suite))


def _pytest(tally: Path) -> list[str]:
    ours = ["-p", "tests.support.tally", f"--tally={tally}", "--continue-on-collection-errors"]
    # One more than cores: many a test waits for a program, a mail server or a browser.
    crew = min(8, (os.cpu_count() or 1) + 1)
    return [*PYTHON, "pytest", "-q", "-p", "tests.support.crew", f"--crew={crew}", *ours]


def _missing(suite: str) -> str | None:
    if suite in {"postgresql", FAULTS}:
        return postgres.missing_binaries()
    if suite == "browser":
        try:
            find_browser()
        except MissingPartError as missing:
            return str(missing)
    return None


def _outcome(suite: str, row: dict[str, float], *, whole: bool) -> Outcome:
    """Return one line of the table; a suite without a single test has failed."""
    passed, failed, skipped = (int(row.get(word, 0)) for word in ("passed", "failed", "skipped"))
    if whole and not passed + failed + skipped:
        _say(f"{suite}: not one test was found.")
        failed = 1
    return Outcome(suite, row.get("seconds", 0.0), passed, failed, skipped)


def _say(sentence: str) -> None:
    print(sentence, file=sys.stderr, flush=True)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
