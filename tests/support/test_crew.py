"""The processes that share out the tests of a run."""

import json
import subprocess
import sys
from pathlib import Path

from tests.support.suites import ROOT

TRIED = """
import os, warnings
import pytest

@pytest.fixture(scope="module")
def whose(worker_id):
    return worker_id

@pytest.mark.parametrize("which", range(8))
def test_passes(which, whose, tmp_path, capfd):
    assert tmp_path.parent.name == whose
    print("said")
    os.write(1, b"and written")
    assert capfd.readouterr().out == "said\\nand written"

def test_fails(whose):
    print("said before it failed")
    assert whose == "nobody's"

def test_is_left_out():
    pytest.skip("for a reason")

def test_dies():
    os._exit(7)
"""


def test_each_test_is_done_once_and_one_at_which_a_process_dies_has_failed(tmp_path: Path) -> None:
    """What each said is told with it, and what its process had before it is done by another."""
    for name in ("one", "two"):
        (tmp_path / f"test_{name}.py").write_text(TRIED)
    tally = tmp_path / "tally.json"
    plugins = ["-p", "tests.support.tally", f"--tally={tally}", "-p", "tests.support.crew"]
    command = [sys.executable, "-P", "-m", "pytest", *plugins, "--crew=2", "-c", "/dev/null"]
    ran = subprocess.run(
        [*command, "--import-mode=importlib", "-p", "no:cacheprovider", str(tmp_path)],
        env={"PYTHONPATH": str(ROOT)},
        capture_output=True,
        text=True,
        check=False,
    )
    assert ran.returncode == 1
    counted = json.loads(tally.read_text())["unit"]
    assert {word: counted[word] for word in ("passed", "failed", "skipped")} == {
        "passed": 16,
        "failed": 4,
        "skipped": 2,
    }
    assert "4 failed, 16 passed, 2 skipped" in ran.stdout
    assert ran.stdout.count("The process died at this test: 7.") == 2
    assert ran.stdout.count("said before it failed") >= 2
