"""An office at full size, made by the office's own deeds: `python -m bench.office DIR [CASES]`.

Its cases are opened one after the other, as an attorney opens them: a client from a city's worth of
names, an A-number, a date that a rule counted, and in her own cases a hearing. Alma leads one case
in ten and holds them all through the office team; under the law of another day one date in ten
moves. The folder is kept: what was made stays, a later call goes on where this one ended, and other
benchmarks take a copy. JSON on standard output.
"""

import json
import shutil
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any
from uuid import UUID

from sqlalchemy import func, select

from app.casework import adding, cases, scheduling
from app.casework.adding import NewDeadline
from app.casework.cases import NewCase
from app.casework.conflicts import pages
from app.casework.conflicts.entries import Entry
from app.casework.conflicts.opened import Holding
from app.casework.scheduling import NewHearing
from app.casework.seats import Seat
from app.crypto.bundle import unwrap_bundle
from app.db.desk import Desk, House, night
from app.models import Case, Staff
from bench.names import people
from tests.support.office import PASSPHRASE, HandClock, Office, Person, found, house_in

CASES, PEOPLE = 25_000, 20_000  # whoever comes again has a second case
STRETCH = 500  # cases at one desk
MINE, MOVES = 3, 0  # of each ten cases: which one Alma leads, and whose date another law moves
APPEAL, FILING = "eoir.bia.appeal", "foia.response"
PAPER = "office.json"  # who works there, beside the database


def main(folder: Path, size: int) -> None:
    """Make an office of so many cases in a folder, or go on with it, and say what that took."""
    began, cpu = time.perf_counter(), time.process_time()
    office = opened(folder)
    stood = count(office.house)
    fill(office, size)
    office.house.engine.dispose()
    made = max(size - stood, 0)
    spent = {"seconds": time.perf_counter() - began, "cpu s": time.process_time() - cpu}
    said = {name: round(each, 1) for name, each in spent.items()}
    print(json.dumps({"stood": stood, "made": made, "cpu ms a case": _each(spent, made)} | said))


@contextmanager
def copy_of(folder: Path) -> Iterator[Office]:
    """Open a copy of an office, so that what is done to it leaves the office as it is.

    Also while another process makes it: SQLite keeps the whole log for whoever reads, and what of
    it reached the database meanwhile stands in both.
    """
    with TemporaryDirectory() as own:
        house = house_in(folder, HandClock())
        with night(house, writes=False) as desk:
            desk.db.scalar(select(Case.id).limit(1))
            for path in sorted(folder.rglob("*")):  # the log behind its database
                to = Path(own, path.relative_to(folder))
                if path.is_dir():
                    to.mkdir(exist_ok=True)
                elif not path.name.endswith("-shm"):
                    shutil.copyfile(path, to)
        house.engine.dispose()
        office = opened(Path(own))
        yield office
        office.house.engine.dispose()


def opened(folder: Path) -> Office:
    """Open the office of a folder, founded where there is none."""
    clock = HandClock()
    folder.mkdir(parents=True, exist_ok=True)
    house = house_in(folder, clock)
    paper = folder / PAPER
    if not paper.exists():
        known = found(house)
        paper.write_text(json.dumps({name: _written(each) for name, each in known.items()}))
    return Office(house, clock, _people(house, json.loads(paper.read_text())))


def fill(office: Office, size: int) -> None:
    """Open cases until there are so many."""
    for start in range(count(office.house), size, STRETCH):
        numbers = range(start, min(start + STRETCH, size))
        with office.writing() as desk:
            for number, client in zip(numbers, _clients(numbers), strict=True):
                _open(desk, office, number, client)
    take_in(office)


def take_in(office: Office) -> None:
    """Have whoever checks names take in those that wait, as she does at each sign-in."""
    holding, waiting = Holding(), 1
    while waiting:
        with office.writing("ivo") as desk:
            waiting = pages.take_in(desk, holding)


def _open(desk: Desk, office: Office, number: int, client: dict[str, Any]) -> None:
    lead = office.people["alma" if number % 10 == MINE else "bruno"].id
    new = {"client": client, "lead_id": lead, "sure": client["a_number"]}
    case_id = cases.open_new(desk, NewCase.model_validate(new)).id
    rule = APPEAL if number % 10 == MOVES else FILING
    counted = {"case_id": case_id, "rule": rule, "inputs": {"trigger_date": "2027-04-12"}}
    case = desk.db.get_one(Case, case_id)  # open at this desk
    adding.keep(desk, case, NewDeadline.model_validate(counted))
    if number % 10 == MINE:
        on = office.clock.now.date() + timedelta(days=1 + number % 400)
        sitting = {"case_id": case_id, "starts": f"{on}T09:00", "starts_sure": on, "kind": "master"}
        scheduling.schedule_hearing(desk, NewHearing.model_validate(sitting))


def _clients(numbers: range) -> Iterator[dict[str, Any]]:
    """Yield who comes, the same on every run; from `PEOPLE` on those who were here before."""
    drawn = _drawn()
    for number in numbers:
        facts = drawn[number % PEOPLE].facts
        given, family, second = facts.names[0].split(maxsplit=2)
        yield {
            "given_names": given,
            "family_name": family,
            "second_family_name": second,
            "a_number": facts.a_number,
            "phone": facts.phone,
            "birth_date": facts.birth_date,
        }


@cache
def _drawn() -> list[Entry]:
    return list(people(PEOPLE))


def count(house: House) -> int:
    """Return how many cases there are."""
    with night(house, writes=False) as desk:
        return desk.db.scalar(select(func.count()).select_from(Case)) or 0


def _written(person: Person) -> dict[str, str]:
    """Return what stands on the paper of who works there; her keys are in her bundle."""
    return {name: str(getattr(person, name)) for name in ("id", "role", "email", "totp_secret")}


def _people(house: House, paper: dict[str, dict[str, str]]) -> dict[str, Person]:
    known = {}
    with night(house, writes=False) as desk:
        for name, told in paper.items():
            row = desk.db.get_one(Staff, UUID(told["id"]))
            pepper = house.keys.pepper
            keys = unwrap_bundle(row.bundle, PASSPHRASE, pepper=pepper, member_id=row.id)
            known[name] = Person(**told | {"id": row.id}, seat=Seat(row.id, keys), codes=())  # type: ignore[arg-type]
    return known


def _each(spent: dict[str, float], made: int) -> float | None:
    return round(spent["cpu s"] * 1_000 / made, 1) if made else None


if __name__ == "__main__":
    main(Path(sys.argv[1]), int(sys.argv[2]) if len(sys.argv) > 2 else CASES)
