"""What an auditor would try stands in proofs.txt with the tests that prove it; each is there."""

import re
from collections.abc import Iterator
from typing import NamedTuple

import pytest

from tests.house.tree import ROOT, Function, sources

WRITTEN = (ROOT / "tests" / "house" / "proofs.txt").read_text(encoding="utf-8")
# Of the sixty-two attacks on kindred programs those about access, sharing, sign-in and keys.
KINDRED = {*range(1, 14), *range(15, 19), 20, 21, 22, 25, 26, 27, 29, 31, 32, 35, 36}
KINDRED |= {51, 54, 55, 57, 60, 61, 62}
NUMBERS = {
    "auditor": set(range(1, 33)),
    "kindred": KINDRED,
    "drill": set(range(1, 7)),
    "feature": set(range(4, 13)),
}


class Proof(NamedTuple):
    """What is tried, and the tests that prove that it fails."""

    number: int
    words: str
    tests: list[tuple[str, str]]  # file and function


def _proofs(part: str) -> Iterator[Proof]:
    for written in re.split(r"\n(?=\d)", part.strip())[1:]:
        said, *lines = written.splitlines()
        number, _, words = said.partition(" ")
        tests = [
            (f"tests/{file}", name) for file, *names in map(str.split, lines) for name in names
        ]
        yield Proof(int(number), words, tests)


def _parts() -> dict[str, list[Proof]]:
    parts = WRITTEN.split("\n= ")[1:]
    return {part.partition(":")[0]: list(_proofs(part)) for part in parts}


def _in_the_suite() -> set[tuple[str, str]]:
    """Return the tests that a run collects: functions of a module, of files named as such."""
    return {
        (str(path), node.name)
        for path, module in sources("tests")
        if path.name.startswith("test_")
        for node in module.body
        if isinstance(node, Function) and node.name.startswith("test_") and not _is_left_out(node)
    }


def _is_left_out(node: object) -> bool:
    marks = getattr(node, "decorator_list", ())
    return any("skip" in str(getattr(getattr(each, "func", each), "attr", "")) for each in marks)


@pytest.mark.parametrize("part", NUMBERS)
def test_each_number_is_proved_or_says_why_not(part: str) -> None:
    """None is passed over; whatever names no test says that the thing is not there."""
    proofs = _parts()[part]
    assert [each.number for each in proofs] == sorted(NUMBERS[part])
    silent = [
        each.number
        for each in proofs
        if not each.tests and ": not yet, " not in each.words and ": not here, " not in each.words
    ]
    assert silent == []


def test_each_named_test_is_run() -> None:
    """A test that was renamed or left out proves nothing any more."""
    named = {test for proofs in _parts().values() for proof in proofs for test in proof.tests}
    assert len(named) > 100
    assert named - _in_the_suite() == set()


def test_a_test_that_is_not_there_would_be_found() -> None:
    """Neither a made-up name nor one in another file is in the suite."""
    run = _in_the_suite()
    assert ("tests/house/test_proofs.py", "test_each_named_test_is_run") in run
    assert ("tests/house/test_proofs.py", "test_of_nothing") not in run
    assert ("tests/house/test_style.py", "test_each_named_test_is_run") not in run
