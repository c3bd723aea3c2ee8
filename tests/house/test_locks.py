"""The locked packages: complete, hashed, and silent about where they come from."""

import re
import tomllib
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
PIN = re.compile(r"^([a-z0-9-]+)(?:\[[a-z,]+\])?==([^\s;]+)", re.MULTILINE)


def _pins(name: str) -> dict[str, str]:
    pins = dict(PIN.findall((ROOT / "requirements" / name).read_text()))
    assert len(pins) > 20
    return pins


@pytest.mark.parametrize("name", ["app.txt", "dev.txt"])
def test_a_lock_names_no_address_and_no_option(name: str) -> None:
    """Where packages come from is each machine's own business."""
    lines = (ROOT / "requirements" / name).read_text().splitlines()
    strange = [
        line
        for line in lines
        if not PIN.match(line) and not re.fullmatch(r"    --hash=sha256:[0-9a-f]{64}( \\)?", line)
    ]
    assert strange == []
    assert not [line for line in lines if "://" in line or "@" in line]


@pytest.mark.parametrize("name", ["app.txt", "dev.txt"])
def test_every_pin_has_a_hash(name: str) -> None:
    """A package without a hash could be anything."""
    text = (ROOT / "requirements" / name).read_text()
    bare = [pin for pin in re.split(r"\n(?=\S)", text) if "--hash=sha256:" not in pin]
    assert bare == []


def test_the_developers_lock_holds_the_applications() -> None:
    """Tests run on the very versions that an office runs."""
    app, dev = _pins("app.txt"), _pins("dev.txt")
    assert {name: dev.get(name) for name in app} == app


def test_the_locks_hold_what_pyproject_asks_for() -> None:
    """A package added to pyproject.toml without requirements/lock is noticed here."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())
    asked = {
        "app.txt": project["project"]["dependencies"],
        "dev.txt": project["dependency-groups"]["dev"],
    }
    for name, wanted in asked.items():
        names = {re.split(r"[\[<>=~! ]", line)[0] for line in wanted}
        assert names <= _pins(name).keys()
