"""The habits of the house that no linter knows."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
HARD_FILE_LINES = 500
HARD_FUNCTION_LINES = 60
Function = (ast.FunctionDef, ast.AsyncFunctionDef)
EMPTY_WORDS = re.compile(r"(Manager|Helper|Util|Utils|Info|Data)$|^(process|handle|do)_")
# What SQLAlchemy calls on a type of column, and aiosmtpd on a mail server.
NAMED_BY_OTHERS = {"process_bind_param", "process_result_value"}
NAMED_BY_OTHERS |= {"handle_DATA", "handle_EHLO", "handle_HELO", "handle_MAIL", "handle_RCPT"}
# Put together here so that this file does not hold what it looks for.
REGISTRY_WORDS = ("--index" + "-url", "trusted" + "-host", "/sim" + "ple/", "find" + "-links")
OPEN_WORDS = re.compile(r"\b(TO" + r"DO|FIX" + r"ME)\b")


def _files(*folders: str) -> list[Path]:
    files = [file for folder in folders for file in (ROOT / folder).rglob("*.py")]
    assert files
    return files


def _nodes(*folders: str) -> Iterator[tuple[Path, ast.AST]]:
    for file in _files(*folders):
        for node in ast.walk(ast.parse(file.read_text())):
            yield file.relative_to(ROOT), node


def _calls(*folders: str) -> Iterator[tuple[Path, str]]:
    """Yield the name of every method that is called on something."""
    for file, node in _nodes(*folders):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute):
            yield file, node.func.attr


def test_files_stay_short() -> None:
    """A file that has grown too long is split by deed."""
    long = [
        str(file.relative_to(ROOT))
        for file in _files("app", "tests")
        # A file of the tests that only lists samples may be as long as the list.
        if (file.is_relative_to(ROOT / "app") or file.name.startswith("test_"))
        and len(file.read_text().splitlines()) > HARD_FILE_LINES
    ]
    assert long == []


def test_functions_stay_short() -> None:
    """A function fits on a screen, docstring included."""
    long = [
        f"{file}:{node.name}"
        for file, node in _nodes("app", "tests")
        if isinstance(node, Function)
        and (node.end_lineno or 0) - node.lineno >= HARD_FUNCTION_LINES
    ]
    assert long == []


def test_only_the_desk_commits() -> None:
    """One unit of work is one transaction; nobody ends it half-way."""
    assert {file for file, call in _calls("app") if call == "commit"} <= {Path("app/db/desk.py")}


@pytest.mark.parametrize(
    "call",
    ["bulk_save_objects", "bulk_insert_mappings", "bulk_update_mappings", "merge", "form"],
)
def test_no_door_around_sealing_is_used(call: str) -> None:
    """Bulk writes and merge pass the sealing by; request.form keeps uploads in the clear."""
    assert [str(file) for file, called in _calls("app") if called == call] == []


def test_names_say_something() -> None:
    """A class or function is named for what it is or does in the office."""
    empty = [
        f"{file}:{node.name}"
        for file, node in _nodes("app")
        if isinstance(node, (ast.ClassDef, *Function))
        and EMPTY_WORDS.search(node.name)
        and node.name not in NAMED_BY_OTHERS
    ]
    assert empty == []


def test_every_test_says_what_must_hold() -> None:
    """One sentence, and something that can fail."""
    silent, toothless = [], []
    for file, node in _nodes("tests"):
        if not (isinstance(node, Function) and node.name.startswith("test_")):
            continue
        if not ast.get_docstring(node):
            silent.append(f"{file}:{node.name}")
        text = ast.unparse(node)
        if not re.search(r"\bassert\b|\braises\(|\bexpect\(|\b_?(assert|expect|check)_\w+\(", text):
            toothless.append(f"{file}:{node.name}")
    assert (silent, toothless) == ([], [])


def test_the_repository_holds_no_open_words_and_no_registry() -> None:
    """Work left over lives in the tracker; where packages come from is the machine's business."""
    found = []
    for file in _whole_tree():
        try:
            text = file.read_text()
        except UnicodeDecodeError:
            continue
        words = [word for word in REGISTRY_WORDS if word in text]
        found += [
            f"{file.relative_to(ROOT)}: {word}" for word in (*words, *OPEN_WORDS.findall(text))
        ]
    assert found == []


def _whole_tree() -> Iterator[Path]:
    """Yield every file but what is fetched or made: .git, .venv, caches, an office's data."""
    for top in ROOT.iterdir():
        if top.name == ".ci" or not (top.name.startswith(".") or top.name.endswith("data")):
            inside = top.rglob("*") if top.is_dir() else [top]
            yield from (
                file for file in inside if file.is_file() and "__pycache__" not in file.parts
            )


TEMPLATES = sorted((ROOT / "app").rglob("*.html"))


@pytest.mark.parametrize(
    ("what", "pattern"),
    [
        ("text that is not escaped", r"\|\s*safe\b|autoescape\s+false"),
        ("a script in the page", r"<script(?![^>]*\bsrc=)|\son[a-z]+\s*=|hx-on|javascript:"),
        ("a style in the page", r"<style|\sstyle\s*="),
        ("something from elsewhere", r"(src|href|action)=[\"'](https?:)?//"),
    ],
)
def test_no_page_holds(what: str, pattern: str) -> None:
    """What the content policy would refuse, or what would carry a client's words unescaped."""
    assert TEMPLATES
    found = [
        f"{page.relative_to(ROOT)}: {what}"
        for page in TEMPLATES
        if re.search(pattern, page.read_text(), re.IGNORECASE)
    ]
    assert found == []
