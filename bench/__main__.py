"""What the daily pages cost: `python -m bench [CASES…]`, JSON on standard output, a table beside.

An office of invented cases is made through the office's own deeds, all led by one attorney, then
each page is asked for through the whole application. Compare numbers of one run only.
"""

import json
import statistics
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path
from typing import Any
from uuid import UUID

from fastapi.testclient import TestClient
from sqlalchemy import event

from app.casework import cases, deadlines, hearings
from app.casework.cases import NewCase
from app.casework.deadlines import NewDeadline
from app.casework.hearings import NewHearing
from app.crypto.primitives import Box
from app.main import build
from tests.support.office import HandClock, Office, found, house_in

ROUNDS = 40
PAGES = ("/today", "/cases", "/cases/{case}", "/api/v1/today")


def main(sizes: list[int]) -> None:
    """Measure offices of these sizes and print the rows."""
    rows = [row for size in sizes for row in _office(size)]
    print(json.dumps(rows, indent=2))
    head = ("page", "cases", "p50 ms", "p95 ms", "statements", "opens", "bytes")
    print(" | ".join(head), file=sys.stderr)
    for row in rows:
        print(" | ".join(str(row[name]) for name in head), file=sys.stderr)


def _office(size: int) -> Iterator[dict[str, Any]]:
    with tempfile.TemporaryDirectory() as folder:
        clock = HandClock()
        house = house_in(Path(folder), clock)
        office = Office(house, clock, found(house))
        case_id = _fill(office, size)
        app = build(house)
        alma = office.people["alma"].seat
        token = app.state.shared.sessions.begin(alma.staff_id, alma.keys, "bench", clock())
        with TestClient(app, base_url="http://127.0.0.1:8000", cookies={"amparo": token}) as client:
            for page in PAGES:
                yield {"page": page, "cases": size} | _measure(
                    office, client, page.format(case=case_id)
                )
        house.engine.dispose()


def _fill(office: Office, size: int) -> UUID:
    """Open the cases: each with a hearing, and every third with a deadline in the next weeks."""
    day = office.clock.now.date()
    last: UUID | None = None
    for number in range(size):
        with office.writing() as desk:
            client = {"family_name": f"Sample {number}", "given_names": "Ana", "phone": "555-0100"}
            last = cases.open_new(desk, NewCase.model_validate({"client": client})).id
            starts = f"{day + timedelta(days=1 + number % 400)}T09:00"
            hearings.schedule_hearing(
                desk,
                NewHearing.model_validate({"case_id": last, "starts": starts, "kind": "master"}),
            )
            if number % 3 == 0:
                due = day + timedelta(days=1 + number % 90)
                deadlines.add(
                    desk,
                    NewDeadline.model_validate({"case_id": last, "title": "Brief", "due": due}),
                )
    if last is None:
        message = "an office of no cases shows nothing"
        raise ValueError(message)
    return last


def _measure(office: Office, client: TestClient, address: str) -> dict[str, Any]:
    client.get(address)
    with _counted(office) as counts:
        answer = client.get(address)
    if answer.status_code != 200:
        message = f"{address} answered {answer.status_code}"
        raise RuntimeError(message)
    spent = []
    for _ in range(ROUNDS):
        began = time.perf_counter()
        client.get(address)
        spent.append((time.perf_counter() - began) * 1000)
    return {
        "p50 ms": round(statistics.median(spent), 1),
        "p95 ms": round(statistics.quantiles(spent, n=20)[-1], 1),
        "statements": counts["statements"],
        "opens": counts["opens"],
        "bytes": len(answer.content),
    }


@contextmanager
def _counted(office: Office) -> Iterator[dict[str, int]]:
    counts = {"statements": 0, "opens": 0}

    def executed(*_: object) -> None:
        counts["statements"] += 1

    unlock = Box.unlock

    def opened(self: Box, *parts: bytes) -> bytes:
        counts["opens"] += 1
        return unlock(self, *parts)

    event.listen(office.house.engine, "before_cursor_execute", executed)
    Box.unlock = opened  # type: ignore[method-assign]
    try:
        yield counts
    finally:
        Box.unlock = unlock  # type: ignore[method-assign]
        event.remove(office.house.engine, "before_cursor_execute", executed)


if __name__ == "__main__":
    main([int(size) for size in sys.argv[1:]] or [60, 2000])
