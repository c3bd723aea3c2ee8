"""Mails that leave together are read together, and each holds when it leaves.

It is Wednesday 10 March 2027.
"""

from contextlib import ExitStack
from threading import Thread
from time import monotonic

import pytest
from sqlalchemy import select, text

from app.casework import reminders
from app.casework.calendar import Calendar
from app.casework.reminders import Claim
from app.casework.reminders.drafts import Drafts
from app.casework.reminders.promises import Promises
from app.db.desk import House
from app.errors import Conflict
from app.models import Mail, Schedule
from app.worker import Worker
from tests.night.house import SmallOffice
from tests.night.sink import Sink


def hired(office: SmallOffice, *names: str) -> None:
    """Give each of these an urgent date of her own."""
    for name in names:
        office.hire(name, "paralegal")
        office.enter(name, 2)


def written_for(office: SmallOffice, name: str, house: House | None = None) -> tuple[Drafts, Claim]:
    """Have one mail leased and written, as just before it is handed over."""
    hired(office, name)
    with office.writing() as desk:
        reminders.plan(desk, Calendar())
        [held] = reminders.claim(desk, lease_seconds=60)
    drafts = Drafts(house or office.house, 60, Promises(), Calendar(), lambda _desk: 0)
    drafts.take([held])
    assert drafts.text(held)
    return drafts, held


def test_a_date_moved_while_the_mail_before_is_handed_over(
    office: SmallOffice, worker: Worker, sink: Sink
) -> None:
    """Its mail was read by then: it is read anew, and says nothing any more."""
    office.hire("ana", "paralegal")
    office.hire("bea", "paralegal")
    dates = {name: office.enter(name, 2) for name in ("ana", "bea")}
    sink.hold("dot")
    thread = Thread(target=worker.run_once)
    thread.start()
    assert sink.held.wait(20)
    first = next(line for line in sink.heard if line.startswith("rcpt"))
    later = "bea" if "ana" in first else "ana"
    office.change(dates[later], status="filed")
    sink.release()
    thread.join(20)
    assert [mail.to for mail in sink.taken()] == [first[len("rcpt TO:<") : -1]]
    assert sorted(row.state for row in office.mails()) == ["accepted", "dropped"]


def test_a_mail_whose_lease_went_to_another_is_settled_by_that_one(office: SmallOffice) -> None:
    """A worker that slept through its lease writes nothing down."""
    drafts, held = written_for(office, "ana")
    office.clock.forward(seconds=61)
    with office.writing() as desk:
        [other] = reminders.claim(desk, lease_seconds=60)
    drafts.settle(held)
    assert [(row.state, row.fence) for row in office.mails()] == [("leased", other.fence)]


def test_a_mail_that_was_changed_while_it_left_is_settled_as_it_stands(office: SmallOffice) -> None:
    """A date whose case was destroyed is taken out of it, and does not come back with its seal."""
    drafts, held = written_for(office, "ana")
    with office.writing() as desk:
        row = desk.db.get_one(Mail, held.mail_id)
        row.told = {**row.told, "items": []}
    drafts.settle(held)
    assert [(row.state, row.owed, row.told["items"]) for row in office.mails()] == [
        ("accepted", False, [])
    ]


@pytest.mark.parametrize("office", ["postgresql"], indirect=True)
def test_a_mail_is_settled_while_somebody_saves(office: SmallOffice, impatient: House) -> None:
    """Workers do not stand in one line with whoever writes a deed, nor behind each other."""
    drafts, held = written_for(office, "ana", impatient)
    with office.writing():
        drafts.settle(held)
        assert [row.state for row in office.mails()] == ["accepted"]


@pytest.mark.parametrize("office", ["postgresql"], indirect=True)
def test_a_lease_that_goes_to_another_just_then_is_not_settled(office: SmallOffice) -> None:
    """Whoever writes the row first is waited for, and then it is looked at again."""
    drafts, held = written_for(office, "ana")
    office.clock.forward(seconds=61)
    late = Thread(target=drafts.settle, args=[held])
    with office.writing() as desk:
        [other] = reminders.claim(desk, lease_seconds=60)
        desk.db.flush()
        late.start()
        until = monotonic() + 20
        while not desk.db.scalar(text("SELECT count(*) FROM pg_locks WHERE NOT granted")):
            assert monotonic() < until
    late.join(20)
    assert [(row.state, row.fence) for row in office.mails()] == [("leased", other.fence)]


@pytest.mark.parametrize("office", ["postgresql"], indirect=True)
def test_whoever_read_a_mail_before_it_was_settled_writes_nothing(office: SmallOffice) -> None:
    """What another knew of it is old by then: no word of the settling is lost."""
    drafts, held = written_for(office, "ana")
    with ExitStack() as other:
        row = other.enter_context(office.writing()).db.get_one(Mail, held.mail_id)
        drafts.settle(held)
        row.state = "ready"
        with pytest.raises(Conflict):
            other.close()
    assert [row.state for row in office.mails()] == ["accepted"]


def test_what_a_mail_more_takes_is_two_statements(
    office: SmallOffice, worker: Worker, sink: Sink
) -> None:
    """Whether it holds, and that it left; what it says was read for all of them together."""
    taken = []
    for names in (("a", "b", "c"), tuple("defghijk")):
        hired(office, *names)
        office.clock.forward(hours=1)
        with office.statements() as said:
            worker.run_once()
        taken.append(sum(not each.startswith(("BEGIN", "LOCK")) for each in said))
    few, many = taken
    assert len(sink.taken()) == 11
    assert many - few <= 2 * (8 - 3)


@pytest.mark.parametrize("office", ["sqlite"], indirect=True)
def test_a_row_that_cannot_be_read_holds_up_no_other_mail(
    office: SmallOffice, worker: Worker, sink: Sink
) -> None:
    """At the shell, with its references off, where a column takes anything: the others leave."""
    worker.run_once()
    hired(office, "ana", "bea", "carla")
    with office.writing() as desk:
        reminders.plan(desk, worker.calendar)
        spoilt = desk.db.scalars(select(Schedule)).first()
        reached = {office.people[name]: f"{name}@example.org" for name in ("ana", "bea", "carla")}
        assert spoilt is not None
        del reached[spoilt.responsible_id]
    door = office.house.engine.raw_connection()
    for each in (
        "PRAGMA foreign_keys=OFF",
        f"UPDATE schedule SET case_id='none' WHERE id='{spoilt.id.hex}'",
        "PRAGMA foreign_keys=ON",
    ):
        door.cursor().execute(each)
    door.close()
    worker._delivery.send()
    assert {mail.to for mail in sink.taken()} == set(reached.values())
