"""What casework's functions do, read from their code: take a desk, write, note, call each other."""

import ast
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

from tests.house.tree import Source

DESKS = {"Desk", "NightDesk", "House"}
ADDS = {"add", "add_all", "delete"}
WRITES = {"setattr", "sqlalchemy.delete", "sqlalchemy.insert", "sqlalchemy.update"}
GUARD = "UNREADABLE_ROW"
FLOOR = "app.casework."
# What a deed calls the report that it fills in, and the keys at its desk; a row is never called so.
REPORTS = {"self", "found", "done", "desk.keys", "progress"}


@dataclass
class Deed:
    """One function of casework, and what its body shows."""

    name: str
    first: str = ""
    is_public: bool = True
    writes: bool = False
    notes: bool = False
    calls: set[str] = field(default_factory=set)
    guarded: "Deed | None" = None  # what it does where an unreadable row is passed over


def deeds(sources: Iterable[Source]) -> dict[str, Deed]:
    """Return every function that stands at the top of a module of casework, by module and name."""
    return {deed.name: deed for path, tree in sources for deed in _of_module(path, tree)}


def without_desk(known: dict[str, Deed]) -> set[str]:
    """Return the public functions whose first parameter is no desk and no house."""
    return {deed.name for deed in known.values() if deed.is_public and deed.first not in DESKS}


def unnoted(known: dict[str, Deed]) -> set[str]:
    """Return the public functions that write, themselves or by another, and note nothing."""
    return {
        name
        for name, deed in known.items()
        if deed.is_public
        and any(each.writes for each in _reached(known, name))
        and not any(each.notes for each in _reached(known, name))
    }


def passed_over(known: dict[str, Deed]) -> set[str]:
    """Return the functions that write, themselves or by another, where errors count as a row's."""
    return {
        name
        for name, deed in known.items()
        if deed.guarded is not None
        and (
            deed.guarded.writes
            or any(each.writes for call in deed.guarded.calls for each in _reached(known, call))
        )
    }


def users(sources: Iterable[Source], names: Iterable[str]) -> set[str]:
    """Return which of these functions of casework the modules call, whatever they call them."""
    wanted = set(names)
    return {
        f"{path}: {called}"
        for path, tree in sources
        for imported in [_imported(tree)]
        for node in ast.walk(tree)
        if isinstance(node, ast.Call) and (called := _short(_called(node.func, imported))) in wanted
    }


def _reached(known: dict[str, Deed], name: str) -> list[Deed]:
    seen: set[str] = set()
    waiting = [name]
    while waiting:
        one = waiting.pop()
        if one in known and one not in seen:
            seen.add(one)
            waiting += known[one].calls
    return [known[one] for one in seen]


def _of_module(path: Path, tree: ast.Module) -> Iterator[Deed]:
    module = ".".join(path.with_suffix("").parts).removesuffix(".__init__")
    imported = _imported(tree)
    ours = {node.name for node in tree.body if isinstance(node, ast.FunctionDef)}
    for node in tree.body:
        if isinstance(node, ast.FunctionDef):
            yield _read(node, module, imported | {name: f"{module}.{name}" for name in ours})


def _imported(tree: ast.Module) -> dict[str, str]:
    return {
        alias.asname or alias.name: f"{node.module}.{alias.name}"
        for node in ast.walk(tree)
        if isinstance(node, ast.ImportFrom)
        for alias in node.names
    }


def _read(node: ast.FunctionDef, module: str, names: dict[str, str]) -> Deed:
    given = [*node.args.posonlyargs, *node.args.args]
    first = given[0].annotation if given else None
    deed = Deed(
        name=_short(f"{module}.{node.name}"),
        first=ast.unparse(first) if first else "",
        is_public=not node.name.startswith("_"),
    )
    _take_in(deed, ast.walk(node), names)
    inside = [each for inner in ast.walk(node) for each in _guarded(inner)]
    if inside:
        deed.guarded = Deed(deed.name)
        _take_in(deed.guarded, (each for part in inside for each in ast.walk(part)), names)
    return deed


def _take_in(deed: Deed, nodes: Iterable[ast.AST], names: dict[str, str]) -> None:
    for inner in nodes:
        if isinstance(inner, ast.Call):
            called = _called(inner.func, names)
            deed.calls.add(_short(called))
            deed.notes |= called == f"{FLOOR}audit.note"
            deed.writes |= _adds(inner.func) or called in WRITES
        elif isinstance(inner, ast.Assign | ast.AugAssign):
            targets = inner.targets if isinstance(inner, ast.Assign) else [inner.target]
            deed.writes |= any(
                _is_attribute_of_a_row(t) for target in targets for t in _each(target)
            )


def _guarded(node: ast.AST) -> list[ast.stmt]:
    """Return what stands in a `try` or `suppress` that takes any error for an unreadable row's."""
    if isinstance(node, ast.Try):
        caught = [ast.unparse(each.type) for each in node.handlers if each.type is not None]
    elif isinstance(node, ast.With):
        caught = [ast.unparse(each.context_expr) for each in node.items]
    else:
        return []
    return node.body if any(GUARD in each for each in caught) else []


def _called(func: ast.expr, names: dict[str, str]) -> str:
    if isinstance(func, ast.Name):
        return names.get(func.id, func.id)
    if isinstance(func, ast.Attribute) and isinstance(func.value, ast.Name):
        return f"{names.get(func.value.id, func.value.id)}.{func.attr}"
    return ""


def _adds(func: ast.expr) -> bool:
    """Tell whether this is `desk.db.add` or one of its kind."""
    return (
        isinstance(func, ast.Attribute)
        and func.attr in ADDS
        and ast.unparse(func.value).rpartition(".")[2] == "db"
    )


def _each(target: ast.expr) -> list[ast.expr]:
    return list(target.elts) if isinstance(target, ast.Tuple) else [target]


def _is_attribute_of_a_row(target: ast.expr) -> bool:
    return isinstance(target, ast.Attribute) and ast.unparse(target.value) not in REPORTS


def _short(name: str) -> str:
    return name.removeprefix(FLOOR)
