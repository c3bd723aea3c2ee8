"""Years of an office in minutes: nothing is lost, whatever happens in it and to it."""

import json
import logging
import tempfile
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from secrets import randbits

import pytest

from tests.faults.life import Life, lived
from tests.faults.oracle import ANSWERS, BACKS_UP, Book, Person, Stood, holidays
from tests.support.kept import keep
from tests.support.scratch import roomiest

A_YEAR, A_FEW = 365, 20
AT_MOST_S = 30  # of the processor's time, in every run of all tests
SEEDS, YEARS = 5, 10  # at length


@pytest.fixture
def disk() -> Iterator[Path]:
    """A folder on the fastest disk there is."""
    with tempfile.TemporaryDirectory(prefix="amparo-years-", dir=roomiest()) as folder:
        yield Path(folder)


@pytest.fixture(autouse=True)
def _quiet() -> Iterator[None]:
    """Have years of warnings written nowhere."""
    logging.disable(logging.CRITICAL)
    yield
    logging.disable(logging.NOTSET)


def _tell(life: Life, seed: int, days: int) -> str:
    world = life.world
    said = {
        "seed": seed,
        "days": days,
        "dates": len(world.ids),
        "mails": len(world.relay.took),
        "rounds": world.lives,
        "deaths": world.deaths,
        "copies": sum(world.relay.copies.values()) - len(world.relay.copies),
        "verdicts lost": world.relay.unknown,
        **life.happened,
    }
    return json.dumps(said)


def test_a_year_without_a_date_lost(disk: Path, request: pytest.FixtureRequest) -> None:
    """After each day I1 to I11 hold, and whoever must know was told. Its seed is drawn anew."""
    seed = request.config.getoption("seed") or randbits(32)
    print(f"the seed of this year: {seed}")  # noqa: T201 - by it the year is lived again
    with lived(disk, seed) as life:
        days = life.live(A_YEAR, at_most_s=AT_MOST_S)
        print(_tell(life, seed, days))  # noqa: T201 - the figures are the result
    assert days > 0


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    """Have as many decades as were asked for, each with a seed of its own."""
    if "decade" in metafunc.fixturenames:
        seed = metafunc.config.getoption("seed")
        is_brief = metafunc.config.getoption("brief")
        count = metafunc.config.getoption("seeds") or (1 if is_brief else SEEDS)
        metafunc.parametrize("decade", [seed] if seed else range(1, count + 1))


@pytest.mark.faults
def test_years_without_a_date_lost(decade: int, disk: Path, request: pytest.FixtureRequest) -> None:
    """The same for ten years of a larger office, by seeds that are the same each time."""
    wanted = A_YEAR * (request.config.getoption("years") or YEARS)
    if request.config.getoption("brief"):
        wanted = A_FEW
    with lived(disk, decade, is_busy=True) as life:
        days = life.live(wanted)
        told = _tell(life, decade, days)
    keep(f"years-{decade}.json", told)
    print(told)  # noqa: T201 - the figures are the result
    assert days == wanted


def test_the_oracle_closes_the_days_that_the_law_does() -> None:
    """5 USC 6103 as it falls in 2027: Juneteenth, Independence and Christmas Day move."""
    told = {(day.month, day.day) for day in holidays(2027)}
    assert {(1, 1), (1, 18), (2, 15), (5, 31), (6, 18), (7, 5), (9, 6)} <= told
    assert {(10, 11), (11, 11), (11, 25), (12, 24), (12, 31)} <= told
    assert len(told) == 15  # the three that move stand on both of their days
    assert Book().said == []


def test_the_oracle_knows_who_opens_a_case_and_who_left() -> None:
    """Whoever reads it is told nothing; others by whom of those here; a cover may be told none."""
    people = {name: Person(name, "attorney") for name in ("ana", "luis", "mina")}
    book, named = Book(people), ((ANSWERS, "ana"), (BACKS_UP, "luis"))
    stood = Stood(date(2027, 3, 1), is_open=True, named=named, readers=frozenset({"ana", "luis"}))
    assert book.may_say(stood, "ana") == {""}
    assert book.may_say(stood, "mina") == {f"you cannot open it, {ANSWERS}"}
    people["ana"].is_here = False
    assert book.may_say(stood, "mina") == {f"you cannot open it, {BACKS_UP}"}
    people["luis"].cover = "mina"
    assert "" in book.may_say(stood, "mina")
