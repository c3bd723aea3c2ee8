"""Counts what each suite did and writes it down; `./amparo test` loads this into pytest."""

from __future__ import annotations

import json
from collections import Counter, defaultdict
from pathlib import Path

import pytest


class Tally:
    """What became of the tests of each suite, and the seconds they took."""

    def __init__(self, file: Path) -> None:
        self.file = file
        self.outcomes: defaultdict[str, dict[str, str]] = defaultdict(dict)
        self.seconds: defaultdict[str, float] = defaultdict(float)

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        """Note one phase of one test; a test is failed if any of its phases is."""
        suite = str(dict(report.user_properties).get("suite", "unit"))
        self.seconds[suite] += report.duration
        told = self.outcomes[suite]
        if told.get(report.nodeid, "passed") == "passed":
            told[report.nodeid] = report.outcome

    def pytest_collectreport(self, report: pytest.CollectReport) -> None:
        """Note a file that could not even be read."""
        if report.failed:
            self.outcomes["collection"][report.nodeid] = "failed"

    def pytest_sessionfinish(self) -> None:
        """Write the counts for the runner."""
        rows = {
            suite: {**Counter(told.values()), "seconds": round(self.seconds[suite], 1)}
            for suite, told in self.outcomes.items()
        }
        self.file.write_text(json.dumps(rows))


def pytest_addoption(parser: pytest.Parser) -> None:
    """Offer --tally."""
    parser.addoption("--tally", type=Path, help="write each suite's counts to this file")


def pytest_configure(config: pytest.Config) -> None:
    """Count in the process that hears of every test, not in its workers."""
    file = config.getoption("--tally")
    if file and not hasattr(config, "workerinput"):
        config.pluginmanager.register(Tally(file), "tally")
