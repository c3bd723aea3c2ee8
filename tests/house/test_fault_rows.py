"""Rows of the fault matrix stand in tests/faults/rows.txt with the tests that try them."""

import re

from tests.house.test_proofs import _in_the_suite
from tests.house.tree import ROOT

ROWS = 64
OF_THE_MAIL = {*range(1, 32), 42, 43, 44, 48, 59}


def _rows() -> dict[int, list[tuple[str, str]]]:
    """Return the tests of each row: file and function."""
    written = (ROOT / "tests" / "faults" / "rows.txt").read_text(encoding="utf-8")
    found: dict[int, list[tuple[str, str]]] = {}
    for part in re.split(r"\n(?=\d+ )", written)[1:]:
        said, *lines = part.splitlines()
        named = [line.split() for line in lines if line.strip()]
        found[int(said.split()[0])] = [
            (f"tests/{file}", name) for file, *names in named for name in names
        ]
    return found


def test_each_row_of_the_mail_is_tried() -> None:
    """None is passed over, and every number is one of the matrix."""
    rows = _rows()
    assert rows.keys() >= OF_THE_MAIL
    assert set(rows) <= set(range(1, ROWS + 1))
    assert [number for number, tests in rows.items() if not tests] == []


def test_each_test_of_a_row_is_run() -> None:
    """A test that was renamed or left out tries nothing any more."""
    named = {test for tests in _rows().values() for test in tests}
    assert len(named) > 20
    assert named - _in_the_suite() == set()
