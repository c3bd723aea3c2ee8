"""Whether hits and misses take the same time: `python -m bench.alike [PEOPLE]`.

Reception asks, in shuffled order, for people whom the office has in cases that she cannot open
(spelt as they stand, and spelt otherwise), for people who were left out of the index, and for
people it never saw; all are drawn alike. A permutation test tells how often a difference of medians
as large as the measured one comes about by chance alone. JSON on standard output.
"""

import json
import random  # noqa: TID251 - an order of measurements, not a secret
import statistics
import sys
import tempfile
from pathlib import Path

from app.casework.conflicts import search, slips
from app.casework.conflicts.search import Sought
from bench.names import SYLLABLES, fill, timed
from tests.support.office import HandClock, Office, found, house_in

ROUNDS = 12
SHUFFLES = 2_000
EACH = 10  # people of each kind
KINDS = ("hit", "near hit", "left out", "miss")
OTHERWISE = str.maketrans("czv", "ksb")


def drawn() -> dict[str, list[str]]:
    """Return names for each kind, all from the same urn."""
    chance = random.Random(23)  # noqa: S311
    names = [
        " ".join("".join(chance.choices(SYLLABLES, k=3)).capitalize() for _ in range(3))
        for _ in range(EACH * len(KINDS))
    ]
    return {kind: names[at :: len(KINDS)] for at, kind in enumerate(KINDS)}


def main(count: int) -> None:
    """Measure and print medians and the chance of each difference from a miss."""
    with tempfile.TemporaryDirectory() as folder:
        clock = HandClock()
        house = house_in(Path(folder), clock)
        office = Office(house, clock, found(house))
        fill(office, count)
        asked = drawn()
        for kind in ("hit", "near hit", "left out"):
            for name in asked[kind]:
                case = office.open_case(client={"given_names": name})
                if kind == "left out":
                    with office.writing() as desk:
                        slips.answer_as(desk, case.id, "out")
        asked["near hit"] = [name.translate(OTHERWISE) for name in asked["near hit"]]
        print(json.dumps(_figures(office, count, asked), indent=2))
        house.engine.dispose()


def _figures(office: Office, count: int, asked: dict[str, list[str]]) -> dict[str, object]:
    chance = random.Random(5)  # noqa: S311
    spent: dict[str, list[float]] = {kind: [] for kind in KINDS}
    turns = [(kind, name) for kind in KINDS for name in asked[kind]]
    for _, name in turns:  # the index opened, every name compared once
        _ask(office, name)
    for _ in range(ROUNDS):
        chance.shuffle(turns)
        for kind, name in turns:
            spent[kind].append(timed(lambda name=name: _ask(office, name)))  # type: ignore[misc]
    return {
        "people": count,
        "median ms": {kind: round(statistics.median(each), 2) for kind, each in spent.items()},
        "p against a miss": {
            kind: _chance(spent[kind], spent["miss"], chance) for kind in KINDS if kind != "miss"
        },
    }


def _ask(office: Office, name: str) -> None:
    office.clock.forward(minutes=2)  # more than sixty an hour are refused
    with office.writing("ivo") as desk:
        holding = office.people["ivo"].seat.holding
        search.search(desk, holding, Sought(name=name))


def _chance(one: list[float], other: list[float], chance: random.Random) -> float:
    """Return how often shuffled labels make as large a difference of medians."""
    measured = abs(statistics.median(one) - statistics.median(other))
    both = [*one, *other]
    as_large = 0
    for _ in range(SHUFFLES):
        chance.shuffle(both)
        left, right = both[: len(one)], both[len(one) :]
        as_large += abs(statistics.median(left) - statistics.median(right)) >= measured
    return round(as_large / SHUFFLES, 3)


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 5_000)
