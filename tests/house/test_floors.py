"""What import-linter cannot say about the floors."""

import ast
import sys
import tomllib
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
PLAIN_FLOORS = {"app.law": ROOT / "app" / "law", "app.forums": ROOT / "app" / "forums"}


def _imported(file: Path) -> set[str]:
    """Return the full names that a file imports, wherever in it the import stands."""
    names: set[str] = set()
    for node in ast.walk(ast.parse(file.read_text())):
        if isinstance(node, ast.Import):
            names |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            names.add(node.module or ".")
    return names


@pytest.mark.parametrize("floor", PLAIN_FLOORS)
def test_a_plain_floor_needs_only_the_standard_library(floor: str) -> None:
    """Dates in, dates out: law and forums can be read and run without installing anything."""
    files = list(PLAIN_FLOORS[floor].rglob("*.py"))
    assert files
    foreign = {
        name
        for file in files
        for name in _imported(file)
        if name.split(".")[0] not in sys.stdlib_module_names
        and not f"{name}.".startswith(f"{floor}.")
    }
    assert foreign == set()


def test_every_floor_is_told_about_ciphers_and_about_http() -> None:
    """A new floor is named where the contracts list the floors they bind."""
    contracts = tomllib.loads((ROOT / "pyproject.toml").read_text())["tool"]["importlinter"][
        "contracts"
    ]
    bound = {contract["name"]: set(contract.get("source_modules", ())) for contract in contracts}
    floors = {
        f"app.{floor.strip()}" for line in contracts[0]["layers"] for floor in line.split("|")
    }
    doors = {"app.api", "app.web", "app.gate", "app.guards", "app.hatch", "app.main", "app.serving"}
    doors.add("app.cli")
    assert bound["Ciphers are spoken on one floor"] == floors - {"app.crypto"}
    assert bound["HTTP ends at the doors"] == floors - doors
