"""The floor is quiet and stands on little."""

import ast
import sys
from pathlib import Path

import pytest

FLOOR = Path(__file__).parents[2] / "app" / "crypto"
BENEATH = ("app.crypto", "app.errors", "app.words")
LIBRARIES = {"argon2", "cryptography", "webauthn"}
LOUD = {"logging", "print", "traceback", "warnings"}


def _imports(tree: ast.AST) -> set[str]:
    found = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            found.add(node.module or "")
    return found


@pytest.mark.parametrize("path", sorted(FLOOR.glob("*.py")), ids=lambda path: path.stem)
def test_a_module_says_nothing_and_leans_on_what_is_beneath(path: Path) -> None:
    """No log, no print; the standard library, the three libraries and the floors below."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    allowed = sys.stdlib_module_names | LIBRARIES
    foreign = {
        name
        for name in _imports(tree)
        if not name.startswith(BENEATH) and name.partition(".")[0] not in allowed
    }
    called = {node.id for node in ast.walk(tree) if isinstance(node, ast.Name)}
    assert foreign == set()
    assert not (_imports(tree) | called) & LOUD
