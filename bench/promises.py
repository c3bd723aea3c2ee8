"""What keeping cases to their people costs: `python -m bench.promises [CASES] [GRANTS]`.

An office of so many invented cases that its team holds, and so many more whose grants its second
attorney has not used yet. Measured in milliseconds of one core, and where it matters of the wall:

* the list of all cases, keys and cards opened anew, against a plaintext twin of both tables that is
  read in the same way, and against its bare rows;
* the first use of a grant, and the statements of a read with one such grant and with all of them;
* signing in;
* letting a new colleague into the office team, up to her list of all cases.

JSON on standard output, a table beside. Compare figures of one run only.
"""

import json
import os
import statistics
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from datetime import date
from functools import partial
from pathlib import Path
from typing import NamedTuple
from uuid import UUID, uuid4

from sqlalchemy import Date, Text, Uuid, select
from sqlalchemy.orm import DeclarativeBase, Mapped, Session

from app.casework import access, casefiles, groups, sharing, signin, staff
from app.casework.sharing import RECOVERY, TEAM, Gift
from app.casework.signin import Credentials
from app.casework.throttle import Throttle
from app.crypto.totp import code_at
from app.db.columns import clear
from app.db.desk import Desk
from app.models import Case, Person, Principal
from tests.support.costs import counted
from tests.support.office import PASSPHRASE, HandClock, Office, found, house_in

ROUNDS, SIGNINS, STRETCH = 5, 5, 500
TWIN = "Plaintext beside which sealed rows are measured."
MOST: dict[str, float] = {
    "list / plaintext": 10,
    "first use of a grant, CPU ms": 0.5,
    "sign-in, wall ms": 400,
    "new colleague, wall s": 5,
}


class Spent(NamedTuple):
    """Milliseconds that something took."""

    cpu: float
    wall: float


def spent(work: Callable[[], object]) -> Spent:
    """Measure on this core, and on the wall: others work on this machine too."""
    wall, cpu = time.perf_counter(), time.thread_time()
    work()
    return Spent((time.thread_time() - cpu) * 1_000, (time.perf_counter() - wall) * 1_000)


def main(cases: int, grants: int) -> None:
    """Measure an office of so many cases and print what it cost."""
    with tempfile.TemporaryDirectory() as folder:
        clock = HandClock()
        house = house_in(Path(folder), clock)
        office = Office(house, clock, found(house))
        figures = measured(office, cases, grants)
        house.engine.dispose()
    print(json.dumps(figures | {"load": os.getloadavg()[0]}, indent=2))
    print("| what | measured | at most |\n|---|---|---|", file=sys.stderr)
    for name, figure in figures.items():
        print(f"| {name} | {figure} | {MOST.get(name, '')} |", file=sys.stderr)


def measured(office: Office, cases: int, grants: int) -> dict[str, float]:
    """Return the figures of an office that is filled with so many cases and unused grants."""
    _fill(office, cases, TEAM)
    with office.writing("alma") as desk:
        access.rewrap(desk)
    figures: dict[str, float] = {"cases": cases, "grants": grants}
    figures |= _list(office, cases) | _newcomer(office) | _signing_in(office)
    return figures | _first_use(office, grants)


def _fill(office: Office, count: int, to: str) -> list[UUID]:
    """Open cases as the office does, without their dates; the custodians hold each as well."""
    made: list[UUID] = []
    for start in range(0, count, STRETCH):
        with office.writing("alma") as desk:
            principals = [_principal(desk, RECOVERY, office), _principal(desk, to, office)]
            numbers = range(start, min(start + STRETCH, count))
            made += [_case(desk, number, principals) for number in numbers]
            desk.db.flush()
    return made


def _principal(desk: Desk, to: str, office: Office) -> Principal:
    kept = staff.office(desk)
    ids = {TEAM: kept.team_id, RECOVERY: kept.recovery_id}
    return desk.db.get_one(Principal, ids.get(to) or office.people[to].id)


def _case(desk: Desk, number: int, to: list[Principal]) -> UUID:
    row_id = uuid4()
    case = Case(
        id=row_id,
        case_id=row_id,
        number=f"{number:06}",
        title=f"Sample {number}",
        opened_on=desk.now.date(),
        lead_id=desk.who.id,
        backup_id=None,
    )
    secrets = sharing.first_key(desk, case)
    desk.db.add(
        Person(case_id=row_id, role="client", given_names="Ana", family_name=f"Sample {number}")
    )
    for principal in to:
        sharing.give(desk, row_id, Gift(principal, "team"), secrets)
    return row_id


class _Plain(DeclarativeBase):
    """The tables of an office that seals nothing."""


class PlainCase(_Plain):
    """A case in plaintext."""

    __tablename__ = "plain_cases"

    id: Mapped[UUID] = clear(TWIN, Uuid, primary_key=True)
    number: Mapped[str] = clear(TWIN, Text)
    title: Mapped[str] = clear(TWIN, Text)
    opened_on: Mapped[date] = clear(TWIN, Date)
    lead_id: Mapped[UUID] = clear(TWIN, Uuid)


class PlainGrant(_Plain):
    """Who may read it."""

    __tablename__ = "plain_grants"

    case_id: Mapped[UUID] = clear(TWIN, Uuid, primary_key=True)
    principal_id: Mapped[UUID] = clear(TWIN, Uuid, primary_key=True)
    role: Mapped[str] = clear(TWIN, Text)


def _list(office: Office, count: int) -> dict[str, float]:
    """Measure the list against a plaintext twin in the same database."""
    _Plain.metadata.create_all(office.house.engine)
    alma, today = office.people["alma"].id, office.clock().date()
    with Session(office.house.engine) as db, db.begin():
        for number in range(count):
            row = PlainCase(id=uuid4(), number=f"{number:06}", title=f"Sample {number}")
            row.opened_on, row.lead_id = today, alma
            db.add_all([row, PlainGrant(case_id=row.id, principal_id=alma, role="team")])
    took: dict[str, list[float]] = {"list": [], "plaintext": [], "bare rows": []}
    for _ in range(ROUNDS):
        took["list"].append(spent(lambda: _listed(office, "alma", count)).cpu)
        took["plaintext"].append(spent(lambda: _plainly(office, count)).cpu)
        took["bare rows"].append(spent(lambda: _barely(office, count)).cpu)
    cpu = {name: statistics.median(each) for name, each in took.items()}
    return {f"{name}, CPU ms": round(each, 1) for name, each in cpu.items()} | {
        "list / plaintext": round(cpu["list"] / cpu["plaintext"], 1),
        "list / bare rows": round(cpu["list"] / cpu["bare rows"], 1),
    }


def _listed(office: Office, name: str, count: int) -> None:
    with office.reading(name) as desk:
        opened = access.reach(desk)
        rows = [row for row in desk.db.scalars(select(Case)) if row.id in opened]
        _all([(row.id, row.number, row.title, row.opened_on, row.lead_id) for row in rows], count)


def _plainly(office: Office, count: int) -> None:
    with office.reading() as desk:
        held = select(PlainGrant).where(PlainGrant.principal_id.in_(desk.who.principals))
        opened = {row.case_id for row in desk.db.scalars(held)}
        rows = [row for row in desk.db.scalars(select(PlainCase)) if row.id in opened]
        _all([(row.id, row.number, row.title, row.opened_on, row.lead_id) for row in rows], count)


def _barely(office: Office, count: int) -> None:
    with office.reading() as desk:
        _all(desk.db.execute(select(*PlainCase.__table__.columns)).all(), count)


def _all(shown: Sequence[object], count: int) -> None:
    if len(shown) < count:
        message = "a case is missing from the list"
        raise RuntimeError(message)


def _newcomer(office: Office) -> dict[str, float]:
    """Take Dina out of the office team and let her in again, up to her list of all cases."""
    dina = office.people["dina"].id
    with office.writing("carmen") as desk:
        team = staff.office(desk).team_id
        leaving = spent(lambda: groups.leave(desk, team, dina))

    def let_in() -> None:
        with office.writing("carmen") as desk:
            groups.join(desk, team, dina)
        with office.reading("dina") as desk:
            casefiles.labels(desk)

    joining = spent(let_in)
    return {
        "new colleague, CPU s": round(joining.cpu / 1_000, 2),
        "new colleague, wall s": round(joining.wall / 1_000, 2),
        "colleague out, CPU s": round(leaving.cpu / 1_000, 2),
    }


def _signing_in(office: Office) -> dict[str, float]:
    alma, took = office.people["alma"], []
    for _ in range(SIGNINS):
        office.clock.forward(minutes=1)
        code = code_at(alma.totp_secret, office.clock())
        typed = Credentials(email=alma.email, password=PASSPHRASE, code=code)
        took.append(spent(partial(signin.sign_in, office.house, Throttle(), typed, "::1")))
    return {
        "sign-in, CPU ms": round(statistics.median(each.cpu for each in took), 1),
        "sign-in, wall ms": round(statistics.median(each.wall for each in took), 1),
    }


def _first_use(office: Office, count: int) -> dict[str, float]:
    """Give Bruno cases that he has not opened yet: first one, then the others."""
    statements, each, known, rewrapping = [], 0.0, Spent(0, 0), Spent(0, 0)
    for many in (1, count - 1):
        given = _fill(office, many, "bruno")
        with office.reading("bruno") as desk, counted(office.house.engine) as costs:
            took = spent(lambda: access.reach(desk, given))  # noqa: B023 - called at once
            each = took.cpu / many
            statements.append(costs.statements)
        with office.reading("bruno") as desk:
            known = spent(lambda: access.reach(desk, given))  # noqa: B023 - called at once
        with office.writing("bruno") as desk:
            rewrapping = spent(lambda: access.rewrap(desk))
    return {
        "first use of a grant, CPU ms": round(known.cpu / many, 3),
        "the same, of a case that nobody opened here yet": round(each, 3),
        "re-wrapping it, CPU ms": round(rewrapping.cpu / many, 3),
        "statements with 1 unused grant": statements[0],
        "statements with all of them": statements[1],
    }


if __name__ == "__main__":
    told = [int(each) for each in sys.argv[1:]]
    main(*(told or [10_000, 300]))
