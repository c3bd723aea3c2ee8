"""What “who opened this case in March” costs: `python -m bench.history [ENTRIES…]`.

A record of so many entries, spread over three years, four of five of them openings of two thousand
cases by forty people; then the month is asked for as the page does. JSON on standard output. The
entries are chained in no order that the check would pass: only the question is measured.
"""

import json
import os
import random  # noqa: TID251 - the same record on every run; nothing is kept secret by it
import statistics
import sys
import tempfile
import time
from datetime import timedelta
from pathlib import Path
from uuid import UUID, uuid4

from app.casework import trail
from app.casework.openings import CASES, READ
from app.casework.trail import AskedOf
from app.db.desk import NightDesk
from app.models import Audit
from tests.support.office import HandClock, Office, found, house_in

YEARS, PEOPLE, FILES, ROUNDS, STRETCH = 3, 40, 2_000, 3, 5_000
OPENINGS = 0.8
MONTH = "2027-03"


def main(sizes: list[int]) -> None:
    """Measure records of these sizes; `x entries` and `x s` compare with the first."""
    rows = [asked(size) for size in sizes]
    for row in rows:
        row["x entries"] = round(row["entries"] / rows[0]["entries"], 1)
        row["x s"] = round(row["s"] / rows[0]["s"], 1)
    print(json.dumps({"rows": rows, "load": os.getloadavg()[0]}, indent=2))


def asked(size: int) -> dict[str, float]:
    """Fill a record with so many entries and return what a month of a case costs."""
    with tempfile.TemporaryDirectory() as folder:
        clock = HandClock()
        house = house_in(Path(folder), clock)
        house.settings.data.mkdir(parents=True, exist_ok=True)
        office = Office(house, clock, found(house))
        case = office.open_case().id
        files = [case, *(uuid4() for _ in range(FILES - 1))]
        with office.night(writes=True) as desk:
            _fill(desk, size, files)
        took, cpu, found_lines = [], [], 0
        for _ in range(ROUNDS):
            start, began = time.perf_counter(), time.thread_time()
            with office.reading() as reader:
                lines = trail.of_record(reader, AskedOf(case_id=case, month=MONTH)).lines
                found_lines = len(lines)
            took.append(time.perf_counter() - start)
            cpu.append(time.thread_time() - began)
        house.engine.dispose()
        return {
            "entries": size,
            "found": found_lines,
            "s": round(statistics.median(took), 3),
            "CPU s": round(statistics.median(cpu), 3),
        }


def _fill(desk: NightDesk, size: int, files: list[UUID]) -> None:
    """Write entries whose cards are sealed as the office seals them."""
    drawn = random.Random(7)  # noqa: S311 - as above
    people = [uuid4() for _ in range(PEOPLE)]
    last = desk.now
    step = timedelta(days=365 * YEARS) / size
    for start in range(1_000, 1_000 + size, STRETCH):
        for number in range(start, min(start + STRETCH, 1_000 + size)):
            chosen, opens = drawn.choice(files), drawn.random() < OPENINGS
            desk.db.add(
                Audit(
                    seq=number,
                    at=last - step * (1_000 + size - number),
                    actor_id=drawn.choice(people),
                    action=READ if opens else "note.add",
                    object_id=None if opens else uuid4(),
                    hash=bytes(32),
                    detail={CASES: [str(chosen)]} if opens else {},
                    after=bytes(32).hex(),
                )
            )
        desk.db.flush()
        desk.db.expunge_all()


if __name__ == "__main__":
    main([int(size) for size in sys.argv[1:]] or [100_000, 1_000_000])
