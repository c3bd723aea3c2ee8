"""Whether each row of the fault matrix that is told of the store and the machine has its test."""

from pathlib import Path

ROWS = Path(__file__).with_name("rows_store.txt")
ROOT = Path(__file__).parents[2]
# 42 to 44, 48 and 59 stand with the mail's; 51 with what is restored beside the original.
EXPECTED = {*range(32, 42), *range(45, 48), 49, 50, *range(52, 59), *range(60, 65)}


def test_each_row_has_a_test_that_exists() -> None:
    """Every row is there, and what it names stands where it is said to."""
    lines = [line for line in ROWS.read_text(encoding="utf-8").splitlines() if "->" in line]
    told = [line.split(" -> ") for line in lines]
    for _, test in told:
        path, _, name = test.partition("::")
        assert f"def {name}(" in (ROOT / path).read_text(encoding="utf-8"), test
    assert {int(row) for row, _ in told} == EXPECTED
