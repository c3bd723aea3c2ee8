"""A copy of the database with one ordinary colleague's keys; and a crowd at the sign-in."""

import os
import subprocess
import sys
from contextlib import suppress
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import select

from app.casework import access, notes
from app.casework.conflicts import slips
from app.casework.notes import NewNote
from app.casework.opener import Opener, case_terms, own_keys
from app.crypto.totp import code_at
from app.db.desk import Desk
from app.errors import Damaged, Locked
from app.models import CaseKeyRow, Grant, NamePage, NameSlip, Note
from tests.casework.test_conflicts import YUSUF, look_up
from tests.support.office import PASSPHRASE, WEDNESDAY, Office, Person, id_of
from tests.support.office import copied as copied_office
from tests.support.offices import sqlite_office  # noqa: F401 - a fixture
from tests.support.shell import copied

ROOT = Path(__file__).parents[2]


class WithTheseKeys(Opener):
    """Opens a grant by keys that are given, whomever it names."""

    def __init__(self, desk: Desk, row: Grant, keys: Any) -> None:
        super().__init__(desk, [(row, None)])
        self._keys = keys

    def _holder(self, principal_id: UUID) -> Any:
        del principal_id
        return self._keys


def opened_with(office: Office, name: str) -> set[UUID]:
    """Return the cases of which some grant opens by any of somebody's keys, whomever it names."""
    found: set[UUID] = set()
    with office.reading(name) as desk:
        commitments = {
            (row.case_id, row.epoch): row.commitment for row in desk.db.scalars(select(CaseKeyRow))
        }
        for row in desk.db.scalars(select(Grant)).all():
            terms = case_terms(row, commitments[row.case_id, row.epoch])
            for keys in (own_keys(desk), *desk.keys.groups.values()):
                with suppress(Damaged, Locked):
                    WithTheseKeys(desk, row, keys)._opened(terms, row)
                    found.add(row.case_id)
    return found


def test_a_dump_and_a_colleague_open_her_cases_and_no_other(office: Office) -> None:
    """Bruno tries every grant there is with each of his keys, also those that name others."""
    hers = office.open_case("alma").id
    named = office.open_case("alma", named_only=True, backup_id=id_of(office, "dina")).id
    sealed = office.open_case("alma", sealed="sealed", backup_id=id_of(office, "dina")).id
    with office.writing("alma") as desk:
        note = notes.add(desk, NewNote(case_id=named, text="By the quay"))
    assert opened_with(office, "bruno") == {hers}
    assert opened_with(office, "alma") == {hers, named, sealed}
    with office.reading("bruno") as desk:
        access.reach(desk)
        with pytest.raises((Damaged, Locked)):
            _ = desk.db.get_one(Note, note.id).text


def test_a_dump_and_a_colleague_guess_no_number(office: Office) -> None:
    """The same person twice leaves no two equal bytes behind, and no index answers who asks it.

    A number of nine digits would be tried out in an hour, had anything of it been kept.
    """
    for _ in range(2):
        office.open_case("alma", named_only=True, client=YUSUF, sure=YUSUF["a_number"])
    look_up(office, name="Somebody")
    persons = [bytes(row["card"]) for row in copied(office, "persons")]
    assert len(persons) == 2
    shared = {persons[0][at : at + 16] for at in range(18, len(persons[0]) - 16)}
    assert not any(persons[1][at : at + 16] in shared for at in range(18, len(persons[1]) - 16))
    with office.reading("bruno") as desk:
        pages = desk.db.scalars(select(NamePage)).all()
        assert len(pages) == 1
        assert slips.index_group(desk).id not in desk.keys.groups
        assert desk.db.scalars(select(NameSlip)).all() == []


CROWD = """
import resource, sys, threading
from pathlib import Path
from app.casework.signin import Credentials, sign_in
from app.casework.throttle import Throttle
from app.crypto import bundle
from tests.support.office import HandClock, house_in
house = house_in(Path(sys.argv[1]), HandClock())
email, password, code, gated = sys.argv[2:]
if gated == "no":
    bundle._AT_ONCE = threading.Semaphore(1000)
typed = Credentials(email=email, password=password, code=code)
used = int(Path("/proc/self/statm").read_text().split()[0]) * resource.getpagesize()
said = []
def one():
    try:
        sign_in(house, Throttle(), typed, "127.0.0.1")
        said.append("in")
    except Exception as failure:
        said.append(type(failure).__name__)
threading.stack_size(512 * 1024)
resource.setrlimit(resource.RLIMIT_AS, (used + 600 * 1024 ** 2,) * 2)
threads = [threading.Thread(target=one) for _ in range(30)]
for thread in threads: thread.start()
for thread in threads: thread.join()
print(" ".join(sorted(said)))
"""


def _crowd(folder: Path, alma: Person, *, gated: bool) -> list[str]:
    code = code_at(alma.totp_secret, WEDNESDAY)
    # Else each thread reserves 64 MiB of addresses for itself, which the limit counts as used.
    told = {"PATH": os.defpath, "PYTHONPATH": str(ROOT), "MALLOC_ARENA_MAX": "1"}
    typed = [alma.email, PASSPHRASE, code, "yes" if gated else "no"]
    done = subprocess.run(
        [sys.executable, "-P", "-c", CROWD, str(folder), *typed],
        env=told,
        capture_output=True,
        text=True,
        check=False,
    )
    return done.stdout.split()


def test_thirty_sign_ins_at_once_fit_into_a_small_machine(
    sqlite_office: tuple[Path, dict[str, Person]],  # noqa: F811 - the fixture of that name
    tmp_path: Path,
) -> None:
    """With 600 MiB to spare each is answered: one takes the code, the others are too late.

    Without the gate before the stretching, which takes 64 MiB each, some are refused memory.
    """
    template, people = sqlite_office
    folders = [copied_office(template, tmp_path / name) for name in ("gated", "open")]
    answered = _crowd(folders[0], people["alma"], gated=True)
    assert (answered.count("in"), answered.count("Throttled"), len(answered)) == (1, 29, 30)
    assert "HashingError" in _crowd(folders[1], people["alma"], gated=False)  # of argon2
