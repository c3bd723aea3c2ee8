"""A deed put in the place of another on the record, and a worker that shall not see one."""

from types import SimpleNamespace
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import delete, select, update

from app.casework import agreeing, audit, cases, deadlines, endings, pulse, staff, verify
from app.casework.calendar import Calendar
from app.casework.endings import Completion
from app.casework.reminders.troubles import RECORD
from app.models import Heartbeat
from tests.casework.test_taken_away import add, change, missing, put_back
from tests.support.office import Office
from tests.support.shell import TABLES, at_the_shell, plant, stored

ENTRIES, HEAD = TABLES["audit"], TABLES["audit_head"]
BROKEN = "audit: the chain of entries is broken"


def trouble(office: Office, calendar: Calendar) -> str:
    """What the hourly check says is wrong."""
    missing(office, calendar)
    with office.night() as desk:
        return desk.db.get_one(Heartbeat, pulse.SELF_CHECK).trouble


def cut_off(office: Office) -> Any:
    """Have a colleague do a harmless deed, keep its entry, and take it off the record's end."""
    with office.house.engine.begin() as shell:
        before = shell.execute(select(HEAD)).one()
    with office.writing("bruno") as desk:
        staff.speak(desk, "es")
    with office.house.engine.begin() as shell:
        entry = shell.execute(select(ENTRIES).where(ENTRIES.c.seq == before.seq + 1)).one()
        shell.execute(delete(ENTRIES).where(ENTRIES.c.seq == entry.seq))
        shell.execute(update(HEAD).values(seq=before.seq, hash=before.hash))
    return entry


def swap_in(office: Office, kept: Any) -> None:
    """Put a kept entry over the one of its number, and chain all of them anew."""
    at_the_shell(
        office,
        "audit",
        {"seq": kept.seq},
        **{**kept._mapping, "card": bytes(kept.card)},
    )
    hashed = audit.GENESIS
    with office.house.engine.connect() as shell:
        rows = shell.execute(select(ENTRIES).order_by(ENTRIES.c.seq)).all()
    for row in rows:
        hashed = audit.chained(hashed, row, row.card)  # type: ignore[arg-type]
        at_the_shell(office, "audit", {"seq": row.seq}, hash=hashed)
    at_the_shell(office, "audit_head", {"id": 1}, hash=hashed)


@pytest.fixture
def row_id(office: Office) -> UUID:
    """A date of Alma's in a case that Bruno does not hold; to move it is one deed alone."""
    return add(office, office.open_case(named_only=True).id, due="2027-07-20")


@pytest.fixture
def kept(office: Office, row_id: UUID) -> Any:
    """An entry of the number under which Alma then moves her date; that is undone."""
    entry = cut_off(office)
    old = [stored(office, table, row_id) for table in ("deadlines", "schedule")]
    change(office, row_id, due="2027-06-21")
    assert stored(office, "schedule", row_id).changed == entry.seq
    return SimpleNamespace(entry=entry, old=old)


def undo(office: Office, kept: Any) -> None:
    """Take the move off the record and out of both tables."""
    swap_in(office, kept.entry)
    put_back(office, "deadlines", kept.old[0])
    put_back(office, "schedule", kept.old[1])


def test_a_deed_is_never_swapped_out_of_the_middle(office: Office, row_id: UUID, kept: Any) -> None:
    """The deed behind it names it: by the check, and within the hour by any worker."""
    worker = Calendar()
    assert trouble(office, worker) == ""
    office.open_case()
    undo(office, kept)
    with office.reading() as desk:  # her page cannot tell: both rows agree
        assert deadlines.one(desk, row_id).due.isoformat() == "2027-07-20"
        case = cases.one(desk, stored(office, "deadlines", row_id).case_id)
        assert agreeing.mismatches(desk, case) == []
    assert BROKEN in verify.verify(office.house).wrong
    assert trouble(office, Calendar()) == RECORD
    assert missing(office, worker) == 1
    assert RECORD in _troubles(office)


def test_the_newest_deed_swapped_is_noticed_by_a_worker_that_saw_it(
    office: Office, row_id: UUID, kept: Any
) -> None:
    """It remembers the entry itself, and that the date was changed by it."""
    worker = Calendar()
    assert trouble(office, worker) == ""
    undo(office, kept)
    assert missing(office, worker) == 1
    assert worker.record.is_broken
    office.open_case()  # a true deed behind the false one heals nothing
    missing(office, worker)
    assert worker.record.is_broken
    assert RECORD in _troubles(office)
    assert row_id in worker.record.rows


def test_a_worker_that_saw_the_date_misses_it_though_no_check_came_between(
    office: Office, row_id: UUID, kept: Any
) -> None:
    """It follows dates in each of its rounds; the record says nothing of the move by then."""
    worker = Calendar()
    with office.night() as desk:
        worker.follow(desk)
    undo(office, kept)
    assert missing(office, worker) == 1
    entry = worker.get(row_id)
    assert entry is not None
    assert entry.due.isoformat() == "2027-06-21"


@pytest.mark.usefixtures("kept")
def test_a_cut_tail_is_noticed_by_a_worker_that_saw_it(office: Office) -> None:
    """Also where no date was changed by what was cut."""
    worker = Calendar()
    with office.writing("bruno") as desk:
        staff.speak(desk, "es")
    assert trouble(office, worker) == ""
    with office.house.engine.begin() as shell:
        last, before = shell.execute(select(ENTRIES).order_by(ENTRIES.c.seq.desc()).limit(2)).all()
        shell.execute(delete(ENTRIES).where(ENTRIES.c.seq == last.seq))
        shell.execute(update(HEAD).values(seq=before.seq, hash=before.hash))
    assert trouble(office, worker) == RECORD


def test_an_entry_put_there_for_a_while_hides_no_deed(office: Office, row_id: UUID) -> None:
    """A number far beyond was read once; the deeds that come after it are followed like any."""
    with office.writing() as desk:
        endings.complete(desk, row_id, Completion(note="Receipt 1"))
    closed = [stored(office, table, row_id) for table in ("deadlines", "schedule")]
    worker = Calendar()
    assert missing(office, worker) == 0
    far = {"at": office.clock(), "actor_id": None, "action": "x", "object_id": None}
    plant(office, "audit", seq=2**62, hash=bytes(32), **far)
    with office.night() as desk:
        worker.record.follow(desk)
    with office.house.engine.begin() as shell:
        shell.execute(delete(ENTRIES).where(ENTRIES.c.seq == 2**62))
    with office.writing() as desk:
        endings.reopen(desk, row_id, closed[0].version)
    assert trouble(office, worker) == ""
    put_back(office, "deadlines", closed[0])
    put_back(office, "schedule", closed[1])
    assert missing(office, worker) == 1


def test_a_true_entry_beyond_the_head_is_not_gone_on_from(office: Office, row_id: UUID) -> None:
    """One that was cut off, put there once more for an hourly look, is of no deed."""
    worker = Calendar()
    assert trouble(office, worker) == ""
    entry = cut_off(office)
    plant(office, "audit", **{**entry._mapping, "card": bytes(entry.card)})
    with office.night() as desk:
        worker.record.follow(desk)
    assert worker.record.is_broken
    with office.house.engine.begin() as shell:
        shell.execute(delete(ENTRIES).where(ENTRIES.c.seq == entry.seq))
    change(office, row_id, due="2027-06-21")
    assert trouble(office, worker) == ""


def _troubles(office: Office) -> set[str]:
    with office.night(writes=True) as desk:
        pulse.beat(desk, pulse.WORKER, 1)
    with office.night() as desk:
        return pulse.found(desk)
