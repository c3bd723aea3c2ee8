"""What the daily pages cost: `python -m bench [CASES…]`, JSON on standard output, a table beside.

An office of invented cases is made through the office's own deeds, all led by one attorney, then
each page is asked for through the whole application. Compare numbers of one run only.
"""

import json
import os
import statistics
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from datetime import timedelta
from functools import partial
from pathlib import Path
from typing import Any
from uuid import UUID

from fastapi import FastAPI
from fastapi.testclient import TestClient
from httpx2 import Response

from app.casework import adding, cases, scheduling
from app.casework.adding import NewDeadline
from app.casework.cases import NewCase
from app.casework.scheduling import NewHearing
from app.main import build
from app.memory import settle
from tests.support.costs import counted
from tests.support.office import HandClock, Office, found, house_in

ROUNDS = 40
# What is measured: a page, and where a form is sent, its fields. {case} is one of the cases.
PAGES: tuple[tuple[str, dict[str, str]], ...] = (
    ("/today", {}),
    ("/today/dates", {}),
    ("/cases", {}),
    ("/cases?by=name", {}),
    ("/cases/search", {"q": "ana 17"}),
    ("/cases/{case}", {}),
    ("/api/v1/today", {}),
)
HEAD: tuple[str, ...] = ("page", "cases", "first ms", "first opens", "p50 ms", "p95 ms")
HEAD += ("statements", "opens", "bytes", "x p50")


def main(sizes: list[int]) -> None:
    """Measure offices of these sizes and print the rows; `x p50` compares with the first size."""
    rows = [row for size in sizes for row in _office(size)]
    least = {row["page"]: row["p50 ms"] for row in reversed(rows)}
    for row in rows:
        row["x p50"] = round(row["p50 ms"] / least[row["page"]], 1)
    print(json.dumps(rows, indent=2))
    print("| " + " | ".join(HEAD) + " |", file=sys.stderr)
    print("|---" * len(HEAD) + "|", file=sys.stderr)
    for row in rows:
        print("| " + " | ".join(str(row[name]) for name in HEAD) + " |", file=sys.stderr)
    print(f"load {os.getloadavg()[0]:.1f}, {os.cpu_count()} processors", file=sys.stderr)


def _office(size: int) -> Iterator[dict[str, Any]]:
    with tempfile.TemporaryDirectory() as folder:
        clock = HandClock()
        house = house_in(Path(folder), clock)
        office, app = Office(house, clock, found(house)), build(house)
        settle()
        yield from measured(office, app, range(size), ROUNDS)
        house.engine.dispose()


def measured(office: Office, app: FastAPI, numbers: range, rounds: int) -> Iterator[dict[str, Any]]:
    """Open the cases of these numbers, and yield what each page costs with all up to the last."""
    case_id = _fill(office, numbers)
    for page, fields in PAGES:
        # Each page by a session of its own, so that its first answer finds nothing kept.
        alma = office.people["alma"].seat
        token = app.state.shared.sessions.begin(alma.staff_id, alma.keys, "bench", office.clock())
        cookies = {"amparo": token}
        with TestClient(app, base_url="http://127.0.0.1:8000", cookies=cookies) as client:
            ask = partial(_ask, client, page.format(case=case_id), fields)
            yield {"page": page, "cases": numbers.stop} | _measure(office, ask, rounds)


def _ask(client: TestClient, address: str, fields: dict[str, str]) -> Response:
    own = {"origin": str(client.base_url)}
    answer = client.post(address, data=fields, headers=own) if fields else client.get(address)
    if answer.status_code != 200:
        message = f"{address} answered {answer.status_code}"
        raise RuntimeError(message)
    return answer


def _fill(office: Office, numbers: range) -> UUID:
    """Open the cases: each with a hearing, and every third with a deadline in the next weeks."""
    day = office.clock.now.date()
    last: UUID | None = None
    for number in numbers:
        with office.writing() as desk:
            client = {"family_name": f"Sample {number}", "given_names": "Ana", "phone": "555-0100"}
            last = cases.open_new(desk, NewCase.model_validate({"client": client})).id
            on = day + timedelta(days=1 + number % 400)
            sitting = {"starts": f"{on}T09:00", "starts_sure": on, "kind": "master"}
            scheduling.schedule_hearing(
                desk, NewHearing.model_validate({"case_id": last} | sitting)
            )
            if number % 3 == 0:
                due = day + timedelta(days=1 + number % 90)
                adding.add(
                    desk,
                    NewDeadline.model_validate(
                        {"case_id": last, "title": "Brief", "due": due, "sure": due}
                    ),
                )
    if last is None:
        message = "an office of no cases shows nothing"
        raise ValueError(message)
    return last


def _measure(office: Office, ask: Callable[[], Response], rounds: int) -> dict[str, Any]:
    with counted(office.house.engine) as first:
        began = time.perf_counter()
        ask()
        first_ms = (time.perf_counter() - began) * 1000
    with counted(office.house.engine) as costs:
        answer = ask()
    spent = []
    for _ in range(rounds):
        began = time.perf_counter()
        ask()
        spent.append((time.perf_counter() - began) * 1000)
    return {
        "first ms": round(first_ms, 1),
        "first opens": first.opens,
        "p50 ms": round(statistics.median(spent), 1),
        "p95 ms": round(statistics.quantiles(spent, n=20)[-1], 1),
        "statements": costs.statements,
        "opens": costs.opens,
        "bytes": len(answer.content),
    }


if __name__ == "__main__":
    main([int(size) for size in sys.argv[1:]] or [60, 2000])
