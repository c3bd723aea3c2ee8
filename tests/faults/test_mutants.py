"""Whether the tests of the pipeline would notice if it were broken."""

from pathlib import Path

import pytest

from tests.faults.mutants import MUTANTS, Mutant
from tests.faults.mutating import ROOT, WHOLE_S, Copy, copied

A_FEW = 2


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    """Have every fault put in, or a few where the run is to be brief."""
    if "mutant" in metafunc.fixturenames:
        chosen = MUTANTS[-A_FEW:] if metafunc.config.getoption("brief") else MUTANTS
        metafunc.parametrize("mutant", chosen, ids=[_short(each) for each in chosen])


def _short(mutant: Mutant) -> str:
    return mutant.name.replace(" ", "_")


@pytest.fixture(scope="module")
def house(tmp_path_factory: pytest.TempPathFactory, request: pytest.FixtureRequest) -> Copy:
    """A copy of the house; while it is whole, whoever is to catch something finds nothing."""
    copy = copied(tmp_path_factory.mktemp("mutants"))
    chosen = MUTANTS[-A_FEW:] if request.config.getoption("brief") else MUTANTS
    named = sorted({test for mutant in chosen for test in mutant.caught_by})
    assert copy.failing(named, at_most_s=WHOLE_S) == []
    return copy


def test_each_fault_can_be_put_in() -> None:
    """Its passage stands in the house exactly once; no two faults are called the same."""
    assert [mutant.name for mutant in MUTANTS if mutant.place(ROOT) is None] == []
    assert len({mutant.name for mutant in MUTANTS}) == len(MUTANTS) >= 20


def test_whoever_is_to_catch_a_fault_exists() -> None:
    """Each test that is named stands where it is said to."""
    for test in {test for mutant in MUTANTS for test in mutant.caught_by}:
        path, _, name = test.partition("::")
        assert f"def {name}(" in Path(ROOT, path).read_text(encoding="utf-8")


@pytest.mark.faults
def test_a_fault_put_into_the_pipeline_is_caught(house: Copy, mutant: Mutant) -> None:
    """A pipeline with one passage wrong fails a test that is named for it."""
    with house.with_fault(mutant):
        caught = house.failing(mutant.caught_by)
    print(f"{mutant.name}: {', '.join(caught) or 'SURVIVED'}")  # noqa: T201 - the figure is the result
    assert caught
