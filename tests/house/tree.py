"""The repository as its tests read it: every file, and the parsed code."""

import ast
from collections.abc import Iterator
from functools import cache
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
Source = tuple[Path, ast.Module]
Function = (ast.FunctionDef, ast.AsyncFunctionDef)


def sources(*folders: str) -> list[Source]:
    """Return every module under these folders, parsed, with its path from the root."""
    found = [
        (file.relative_to(ROOT), _parsed(file))
        for folder in folders
        for file in sorted((ROOT / folder).rglob("*.py"))
    ]
    assert found
    return found


@cache
def _parsed(file: Path) -> ast.Module:
    return ast.parse(file.read_text(encoding="utf-8"))


def sample(text: str, path: str = "app/casework/sample.py") -> list[Source]:
    """Return a small module that was never saved, as if it stood at the path."""
    return [(Path(path), ast.parse(text))]


def whole_tree() -> Iterator[Path]:
    """Yield every file but what is fetched or made: .git, .venv, caches, an office's data."""
    for top in ROOT.iterdir():
        if top.name == ".ci" or not (
            top.name.startswith(".") or top.name.endswith(("data", "demo"))
        ):
            inside = top.rglob("*") if top.is_dir() else [top]
            yield from (
                file for file in inside if file.is_file() and "__pycache__" not in file.parts
            )


def texts() -> Iterator[tuple[Path, str]]:
    """Yield every file of the repository that is text."""
    for file in whole_tree():
        try:
            yield file.relative_to(ROOT), file.read_text(encoding="utf-8")
        except UnicodeDecodeError:
            continue
