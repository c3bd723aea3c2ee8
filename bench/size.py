"""What an office at full size costs: `python -m bench.size DIR [ROUNDS]`, JSON on standard output.

DIR holds an office as `python -m bench.office` makes it; what is measured is done to a copy. Each
page is asked for through the whole application and beside it a twin: the same page of the same
process where every seal that was opened before lies open already, so that what the seals cost is
seen. Milliseconds of this process's own CPU, since other work may share the machine; a table stands
beside, with what each may take.
"""

import json
import os
import statistics
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from typing import Any, NamedTuple
from uuid import UUID

from fastapi import FastAPI
from fastapi.testclient import TestClient

from app.casework import casefiles, practice, reportcards
from app.crypto.primitives import Box
from app.main import build
from app.models import Person
from bench import office as made
from tests.support.costs import counted
from tests.support.office import Office

ROUNDS, MOST_S = 20, 6.0  # so often, or until so many seconds of CPU went into one row
CLIENT = "Youssef Hadad"
RELATIVES = (
    "Maria Gonzales Peres", "Juan Carlos Lopez", "Xochitl Basquez", "Sergei Ivanoff",
    "Olena Hernandes", "Wei Zang", "Fatima Dialo", "Nobody Whatsoever",
)  # fmt: skip
HEAD = ("what", "first ms", "p50 ms", "p95 ms", "at most p95", "x twin", "statements", "opens")
Ask = Callable[[], object]


class Row(NamedTuple):
    """What is measured: who asks, what for, and in how many milliseconds at most."""

    what: str
    who: str
    most: int | None
    method: str
    address: str
    sent: dict[str, Any]


def main(folder: Path, rounds: int) -> None:
    """Measure the office of a folder and print what it costs."""
    with made.copy_of(folder) as office:
        rows = list(measured(office, build(office.house), rounds))
        cases = made.count(office.house)
    print(json.dumps({"cases": cases, "rows": rows, "load": os.getloadavg()[0]}, indent=2))
    print("| " + " | ".join(HEAD) + " |", file=sys.stderr)
    print("|---" * len(HEAD) + "|", file=sys.stderr)
    for row in rows:
        print("| " + " | ".join(str(row.get(name, "")) for name in HEAD) + " |", file=sys.stderr)


def measured(office: Office, app: FastAPI, rounds: int) -> Iterator[dict[str, Any]]:
    """Yield what each page costs in this office."""
    case_id, name = _known(office)
    _begin_reports(office)
    inquiry = _called(office, app)
    for row in (
        Row("Today", "alma", 150, "GET", "/today", {}),
        Row("one case", "alma", 150, "GET", f"/cases/{case_id}", {}),
        Row("all my dates", "alma", None, "GET", "/today/dates", {}),
        Row("list of my cases", "alma", None, "GET", "/cases", {}),
        Row("search of cases", "alma", 100, "POST", "/cases/search", {"q": name}),
        Row("conflict check of nine", "ivo", None, "POST", f"{inquiry}/conflict-checks", {}),
        Row("a call taken", "ivo", None, "POST", INQUIRIES, {"given_names": "Ana", "words": "x"}),
        Row("a case opened", "alma", None, "POST", "/api/v1/cases", {"client": NEW}),
        Row("figures", "carmen", None, "GET", "/reports?report=caseload", {}),
    ):
        with _client(office, app, row.who) as client:
            ask = partial(_ask, office, client, row)
            yield {"what": row.what, "at most p95": row.most} | _costs(office, ask, rounds)


INQUIRIES = "/api/v1/inquiries"
NEW = {"given_names": "Ana", "family_name": "Sample"}


def _called(office: Office, app: FastAPI) -> str:
    """Take a call about a client with eight relatives; return where her file is."""
    with _client(office, app, "ivo") as client:

        def sent(address: str, **said: str) -> str:
            answer = client.post(address, json=said, headers={"origin": str(client.base_url)})
            if answer.status_code != 201:
                message = f"{address} answered {answer.status_code}: {answer.text}"
                raise RuntimeError(message)
            return str(answer.json()[ID_OF.get(address, "id")])

        given, family = CLIENT.split()
        file = sent(INQUIRIES, given_names=given, family_name=family)
        for each in RELATIVES:
            given, family = each.split(maxsplit=1)
            known = {"given_names": given, "family_name": family, "role": "relative"}
            sent("/api/v1/persons", case_id=file, **known)
    return f"{INQUIRIES}/{file}"


ID_OF = {INQUIRIES: "case_id"}


def _begin_reports(office: Office) -> None:
    """Have somebody report, with an entry of every case."""
    with office.writing("carmen") as desk:
        practice.make_reporting(desk)
    more = True
    while more:
        with office.writing("carmen") as desk:
            more = bool(reportcards.keep_mine(desk))


@contextmanager
def _client(office: Office, app: FastAPI, who: str) -> Iterator[TestClient]:
    """Open a session of its own, so that its first answer finds nothing kept."""
    seat = office.people[who].seat
    token = app.state.shared.sessions.begin(seat.staff_id, seat.keys, "bench", office.clock())
    cookies = {"amparo": token}
    with TestClient(app, base_url="http://127.0.0.1:8000", cookies=cookies) as client:
        yield client


def _ask(office: Office, client: TestClient, row: Row) -> bytes:
    office.clock.forward(minutes=2)  # more than sixty checks an hour are refused
    body = "json" if row.address.startswith("/api") else "data"
    more: dict[str, Any] = {body: row.sent} if row.method == "POST" else {}
    own = {"origin": str(client.base_url)}
    answer = client.request(row.method, row.address, headers=own, **more)
    if answer.status_code not in {200, 201}:
        message = f"{row.address} answered {answer.status_code}: {answer.text[:500]}"
        raise RuntimeError(message)
    return answer.content


def _costs(office: Office, ask: Ask, rounds: int) -> dict[str, Any]:
    with counted(office.house.engine) as first:
        first_ms = timed(ask)
    with counted(office.house.engine) as costs:
        ask()
    spent, beside = list[float](), list[float]()
    with opened_already() as twin:
        while len(spent) < rounds and (len(spent) < 3 or sum(spent) < MOST_S * 1_000):
            spent.append(timed(ask))
            with twin():
                beside.append(timed(ask))
    return {
        "first ms": round(first_ms, 1),
        "first opens": first.opens,
        "p50 ms": round(statistics.median(spent), 1),
        "p95 ms": round(statistics.quantiles(spent, n=20, method="inclusive")[-1], 1),
        "x twin": round(statistics.median(spent) / statistics.median(beside), 2),
        "statements": costs.statements,
        "opens": costs.opens,
        "rounds": len(spent),
    }


@contextmanager
def opened_already() -> Iterator[Callable[[], Any]]:
    """Give a twin in which what was opened before is at hand in plaintext."""
    unlock, known = Box.unlock, dict[bytes, bytes]()

    def opened(self: Box, nonce: bytes, ciphertext: bytes, bound: bytes) -> bytes:
        found = known.get(ciphertext)
        if found is None:
            found = known[ciphertext] = unlock(self, nonce, ciphertext, bound)
        return found

    @contextmanager
    def twin() -> Iterator[None]:
        Box.unlock = opened  # type: ignore[method-assign]
        try:
            yield
        finally:
            Box.unlock = unlock  # type: ignore[method-assign]

    yield twin


def timed(work: Ask) -> float:
    """Return how many milliseconds of this process something took: others work here too."""
    began = time.process_time()
    work()
    return (time.process_time() - began) * 1_000


def _known(office: Office) -> tuple[UUID, str]:
    """Return one of Alma's cases, and a name that its client has."""
    with office.reading() as desk:
        lead = office.people["alma"].id
        some = casefiles.stretch(desk, Person, None, after=None, size=200)
        known = casefiles.labels(desk, {each.case_id for each in some})
        row = next(each for each in some if known[each.case_id].lead_id == lead)
        return row.case_id, row.family_name


if __name__ == "__main__":
    main(Path(sys.argv[1]), int(sys.argv[2]) if len(sys.argv) > 2 else ROUNDS)
