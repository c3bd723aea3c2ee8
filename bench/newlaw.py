"""What carrying a change of the law through costs: `python -m bench.newlaw [CASES…|DIR]`.

One attorney holds so many cases, each with a date that a rule counted, of which one in ten moves
under the law of another day; or those of an office that `python -m bench.office DIR` made. The
preview goes through all of them, then they are carried through, as the page does it: stretch by
stretch, each a request of its own. JSON on standard output; CPU seconds of this process beside
those of the clock, since other work may share the machine.
"""

import json
import os
import sys
import tempfile
import time
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from types import SimpleNamespace
from uuid import UUID

from app import memory
from app.casework import adding, editions, newlaw, ownlaw
from app.casework.adding import NewDeadline
from app.casework.newlaw import Stretch
from app.casework.ownlaw import NewVersion
from bench import office as made
from tests.support.office import HandClock, Office, found, house_in

MOVES_ONE_IN = 10
APPEAL, FILING = "eoir.bia.appeal", "foia.response"
TEN_DAYS = {
    "rule": APPEAL,
    "version": 2,
    "since": "2027-04-09",
    "until": "2027-10-01",
    "cite": "An order",
    "reason": "The vacatur is stayed.",
}


def main(sizes: list[int]) -> None:
    """Measure offices of these sizes."""
    print(json.dumps([_figures(size) for size in sizes], indent=2))
    print(f"load {os.getloadavg()[0]:.1f}, {os.cpu_count()} processors", file=sys.stderr)


def _figures(size: int) -> dict[str, object]:
    with tempfile.TemporaryDirectory() as folder:
        clock = HandClock()
        house = house_in(Path(folder), clock)
        office = Office(house, clock, found(house))
        _fill(office, size)
        figures = carried_through(office)
        house.engine.dispose()
    return {"cases": size} | figures


def carried_through(office: Office) -> dict[str, object]:
    """Have the office adopt the law of another day, and measure what that costs Alma."""
    memory.settle()  # as `serve` does before it answers
    kept: dict[str, bytes] = {}  # by her session, between two requests
    drawer = SimpleNamespace(look=kept.get, keep=kept.__setitem__)
    alma = office.people["alma"]
    office.people["alma"] = replace(alma, seat=replace(alma.seat, drawer=drawer))
    with office.writing("carmen") as desk:
        change_id = ownlaw.ask(desk, NewVersion.model_validate(TEN_DAYS))
    with office.writing("bruno") as desk:
        ownlaw.agree(desk, change_id)
    looked = _through(office, newlaw.look, writes=False)
    return {"preview": looked, "carried": _through(office, newlaw.carry, writes=True)}


def of_made(folder: Path) -> None:
    """Measure a copy of the office in a folder."""
    with made.copy_of(folder) as office:
        figures = carried_through(office)
        print(json.dumps({"cases": made.count(office.house)} | figures, indent=2))


def _fill(office: Office, size: int) -> None:
    for start in range(0, size, 500):
        opened = office.open_cases(min(500, size - start))
        with office.writing() as desk:
            for number, each in enumerate(opened):
                rule = APPEAL if number % MOVES_ONE_IN == 0 else FILING
                inputs = {"trigger_date": "2027-04-12"}
                new = {"case_id": each.id, "rule": rule, "inputs": inputs}
                adding.add(desk, NewDeadline.model_validate(new))


def _through(
    office: Office, deed: Callable[..., Stretch], *, writes: bool
) -> dict[str, float | int]:
    after: UUID | None = None
    moved = requests = 0
    with office.reading() as desk:
        number = editions.number(desk)
    begun, cpu, longest = time.perf_counter(), time.process_time(), 0.0
    while requests == 0 or after is not None:
        at = time.perf_counter()
        with office.writing() if writes else office.reading() as desk:
            stretch = deed(desk, number if writes else after)
        longest = max(longest, time.perf_counter() - at)
        after, moved, requests = stretch.after, moved + len(stretch.changes), requests + 1
    return {
        "seconds": round(time.perf_counter() - begun, 2),
        "cpu s": round(time.process_time() - cpu, 2),
        "requests": requests,
        "longest s": round(longest, 2),
        "moved": moved,
    }


if __name__ == "__main__":
    if sys.argv[1:] and not sys.argv[1].isdecimal():
        of_made(Path(sys.argv[1]))
    else:
        main([int(each) for each in sys.argv[1:]] or [1_000, 25_000])
