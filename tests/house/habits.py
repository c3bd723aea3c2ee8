"""The habits of the house, each a function from parsed modules to what breaks it."""

import ast
import re
from collections.abc import Callable, Iterable, Iterator
from functools import cache
from pathlib import Path

from tests.house.tree import Function, Source

Habit = Callable[[Iterable[Source]], list[str]]

HARD_FILE_LINES = 500
HARD_FUNCTION_LINES = 60
EMPTY_WORDS = re.compile(r"(Manager|Helper|Util|Utils|Info|Data)$|^(process|handle|do)_")
# What SQLAlchemy calls on a type of column, and aiosmtpd on a mail server.
NAMED_BY_OTHERS = {"process_bind_param", "process_result_value"}
NAMED_BY_OTHERS |= {"handle_DATA", "handle_EHLO", "handle_HELO", "handle_MAIL", "handle_RCPT"}
# The reader of sentences finds it.
WANTED_ELSEWHERE = {"FROM_BELOW"}
LONGEST_NAME = 60
CLOCKS = {"now", "utcnow", "today", "time", "time_ns", "monotonic", "perf_counter"}
CLOCK_OWNERS = {"datetime", "date", "time"}
CIPHERS = {"cryptography", "argon2", "nacl", "Crypto"}
DOORS_AROUND_SEALING = {
    "merge",
    "bulk_save_objects",
    "bulk_insert_mappings",
    "bulk_update_mappings",
}
IN_THE_CLEAR = {"UploadFile", "File"}
RAW_SQL = {"text", "exec_driver_sql", "Column", "mapped_column"}


def only_the_clock_reads_time(sources: Iterable[Source]) -> list[str]:
    """Everything else is told the time by its desk."""
    return [
        _at(path, node)
        for path, node in _nodes(sources, but="app/clock.py")
        if isinstance(node, ast.Attribute) and node.attr in CLOCKS and _owner(node) in CLOCK_OWNERS
    ]


def only_the_desk_commits(sources: Iterable[Source]) -> list[str]:
    """One unit of work is one transaction; nobody ends it half-way."""
    ends = {"commit", "rollback", "begin_nested"}
    return [_at(path, node) for path, node in _called(sources, ends, but="app/db/desk.py")]


def only_crypto_speaks_ciphers(sources: Iterable[Source]) -> list[str]:
    """A cipher outside its floor is one that nobody reviews."""
    return [
        f"{path}: {name}"
        for path, name in _imported(sources, but="app/crypto")
        if name.split(".")[0] in CIPHERS
    ]


def nothing_goes_around_sealing(sources: Iterable[Source]) -> list[str]:
    """Bulk writes and merge pass the sealing by."""
    return [_at(path, node) for path, node in _called(sources, DOORS_AROUND_SEALING)]


def uploads_are_never_spooled(sources: Iterable[Source]) -> list[str]:
    """A form that the framework reads keeps large parts in a temporary file, in the clear."""
    named = [f"{p}: {n}" for p, n in _imported(sources) if n.split(".")[-1] in IN_THE_CLEAR]
    return named + [_at(path, node) for path, node in _called(sources, {"form"})]


def only_db_writes_sql(sources: Iterable[Source]) -> list[str]:
    """Columns and raw statements are made on one floor, where both engines are tried."""
    named = [
        f"{path}: {name}"
        for path, name in _imported(sources, but="app/db")
        if name.startswith("sqlalchemy.") and name.split(".")[-1] in RAW_SQL
    ]
    return named + [
        _at(path, node) for path, node in _called(sources, {"exec_driver_sql"}, but="app/db")
    ]


def functions_fit_on_a_screen(sources: Iterable[Source]) -> list[str]:
    """Docstring included."""
    return [
        f"{_at(path, node)} {node.name}"
        for path, node in _nodes(sources)
        if isinstance(node, Function)
        and (node.end_lineno or 0) - node.lineno >= HARD_FUNCTION_LINES
    ]


def files_stay_short(sources: Iterable[Source]) -> list[str]:
    """A file that has grown too long is split by deed."""
    return [
        str(path)
        for path, tree in sources
        # A file of the tests that only lists samples may be as long as the list.
        if (path.parts[0] != "tests" or path.name.startswith("test_"))
        and max((getattr(node, "end_lineno", 0) or 0 for node in tree.body), default=0)
        > HARD_FILE_LINES
    ]


def names_say_something(sources: Iterable[Source]) -> list[str]:
    """A class or function is named for what it is or does in the office."""
    return [
        f"{_at(path, node)} {node.name}"
        for path, node in _nodes(sources)
        if isinstance(node, (ast.ClassDef, *Function))
        and EMPTY_WORDS.search(node.name)
        and node.name not in NAMED_BY_OTHERS
    ]


def _nodes(sources: Iterable[Source], but: str = "-") -> Iterator[tuple[Path, ast.AST]]:
    for path, tree in sources:
        if not path.is_relative_to(but):
            yield from ((path, node) for node in _walked(tree))


@cache
def _walked(tree: ast.Module) -> tuple[ast.AST, ...]:
    return tuple(ast.walk(tree))


def _called(
    sources: Iterable[Source], names: set[str], but: str = "-"
) -> Iterator[tuple[Path, ast.AST]]:
    for path, node in _nodes(sources, but):
        called = node.func if isinstance(node, ast.Call) else None
        if isinstance(called, ast.Attribute) and called.attr in names:
            yield path, node


def _imported(sources: Iterable[Source], but: str = "-") -> Iterator[tuple[Path, str]]:
    for path, node in _nodes(sources, but):
        if isinstance(node, ast.Import):
            yield from ((path, alias.name) for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            yield from ((path, f"{node.module}.{alias.name}") for alias in node.names)


def _owner(node: ast.Attribute) -> str:
    owner = node.value
    return owner.attr if isinstance(owner, ast.Attribute) else getattr(owner, "id", "")


def nothing_is_written_for_nobody(sources: Iterable[Source]) -> list[str]:
    """A name that only its own tests use is code that nobody needs to read."""
    known = list(sources)
    used = {word for _, node in _nodes(known) for word in _words(node)}
    return [
        f"{path}: {name}"
        for path, module in known
        for node in module.body
        for name in _given(node)
        if name not in used | WANTED_ELSEWHERE and not name.startswith("__")
    ]


def _given(node: ast.stmt) -> list[str]:
    """Return the names that a statement of a module gives away; a decorator has a use for its."""
    if isinstance(node, (*Function, ast.ClassDef)):
        return [] if node.decorator_list else [node.name]
    targets = node.targets if isinstance(node, ast.Assign) else [getattr(node, "target", None)]
    return [each.id for each in targets if isinstance(each, ast.Name)]


def _words(node: ast.AST) -> list[str]:
    """Return the names that a node makes use of, also in the text of an annotation."""
    if isinstance(node, ast.Name):
        return [node.id] if isinstance(node.ctx, ast.Load) else []
    if isinstance(node, ast.ImportFrom):
        return [each.name for each in node.names]
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        return re.findall(r"\w+", node.value) if len(node.value) < LONGEST_NAME else []
    return [node.attr] if isinstance(node, ast.Attribute) else []


def _at(path: Path, node: ast.AST) -> str:
    return f"{path}:{getattr(node, 'lineno', 0)}"
