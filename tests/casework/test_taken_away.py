"""Dates taken out of the database, set back, or silenced in the worker's copy alone."""

from datetime import timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest
from sqlalchemy import delete, select, update

from app.casework import (
    adding,
    agreeing,
    amending,
    cases,
    moving,
    pulse,
    reminders,
    scheduling,
    verify,
)
from app.casework.adding import NewDeadline
from app.casework.amending import HearingChange, TakenAfterAll
from app.casework.calendar import Calendar
from app.casework.following import Follow
from app.casework.moving import DeadlineChange
from app.casework.reminders.troubles import UNCOVERED, UNREADABLE
from app.casework.replacing import OldDate
from app.casework.scheduling import NewHearing
from app.models import Deadline, Hearing, Heartbeat, Mark, Note, Person
from tests.support.office import Office
from tests.support.shell import TABLES, at_the_shell, plant, stored

FILING = "eoir.ic.filing.individual.nondetained"


@pytest.fixture
def case_id(office: Office) -> UUID:
    """A case with a note."""
    return office.open_case(note="She waits by the lighthouse").id


def add(office: Office, case_id: UUID, **more: Any) -> UUID:
    """Add a typed deadline."""
    with office.writing() as desk:
        typed = {"case_id": case_id, "title": "Brief", "due": "2027-06-01", **more}
        return adding.add(desk, NewDeadline.model_validate(typed)).id


def change(office: Office, row_id: UUID, **wanted: Any) -> None:
    """Change a deadline, with a reason."""
    version = stored(office, "deadlines", row_id).version
    given = {"version": version, "override_reason": "The judge said so.", **wanted}
    with office.writing() as desk:
        moving.change(desk, row_id, DeadlineChange.model_validate(given))


def put_back(office: Office, table: str, row: Any) -> None:
    """Put a row back as it was, whole."""
    values = {"card": bytes(row.card), "version": row.version}
    if table == "schedule":
        values |= {"changed": row.changed, "open": row.open}
    at_the_shell(office, table, {"id": row.id}, **values)


def take_out(office: Office, table: str, row_id: UUID) -> None:
    """Delete a row behind Amparo's back."""
    real = TABLES[table]
    with office.house.engine.begin() as connection:
        assert connection.execute(real.delete().where(real.c.id == row_id)).rowcount == 1


def named_by_alma(office: Office) -> list[str]:
    """What the check says with Alma's keys."""
    return verify.verify_as(office.house, office.people["alma"].seat).wrong


def missing(office: Office, calendar: Calendar) -> int:
    """How many dates the hourly check misses."""
    with office.night(writes=True) as desk:
        return pulse.self_check(desk, calendar).missing


@pytest.mark.parametrize(
    ("before", "after", "fields"),
    [
        ({"whose": "told"}, {"whose": "ours", "fatal": True}, "fatal, whose"),
        ({}, {"fatal": True}, "fatal"),
        ({}, {"tz": "America/Los_Angeles"}, "tz, edition"),
        ({}, {"responsible_id": "dina"}, "responsible_id"),
    ],
)
def test_the_workers_copy_set_back_alone_is_told(
    office: Office, case_id: UUID, before: dict[str, Any], after: dict[str, Any], fields: str
) -> None:
    """Whatever reminders go by is compared, not the day alone: on the page and by the check."""
    row_id = add(office, case_id, **before)
    kept = stored(office, "schedule", row_id)
    names = {"responsible_id": str(office.people["dina"].id)}
    change(office, row_id, **{key: names.get(key, value) for key, value in after.items()})
    put_back(office, "schedule", kept)
    with office.reading() as desk:
        assert agreeing.mismatches(desk, cases.one(desk, case_id)) == [row_id]
    otherwise = f"deadlines {row_id}: its schedule row says otherwise: {fields}"
    assert otherwise in named_by_alma(office)
    older = f"schedule {row_id}: older than the newest deed on record"
    assert verify.verify(office.house).wrong == [older]
    assert missing(office, Calendar()) == 1


def test_both_rows_set_back_are_an_alarm_within_the_hour(office: Office, case_id: UUID) -> None:
    """The worker has no key of the case; the record tells it that the date is an old one."""
    row_id = add(office, case_id)
    card, kept = stored(office, "deadlines", row_id), stored(office, "schedule", row_id)
    change(office, row_id, due="2027-05-14")
    put_back(office, "deadlines", card)
    put_back(office, "schedule", kept)
    assert missing(office, Calendar()) == 1
    with office.night() as desk:
        assert desk.db.get_one(Heartbeat, pulse.SELF_CHECK).trouble == UNCOVERED


@pytest.mark.parametrize("restarted", [False, True])
def test_a_date_taken_out_of_both_tables_is_named(
    office: Office, case_id: UUID, *, restarted: bool
) -> None:
    """By the check, and within the hour by the worker, also by one that never saw it."""
    row_id = add(office, case_id, fatal=True)
    calendar = Calendar()
    assert missing(office, calendar) == 0
    take_out(office, "schedule", row_id)
    take_out(office, "deadlines", row_id)
    assert verify.verify(office.house).wrong == [f"deadlines {row_id}: on record, and taken away"]
    assert missing(office, Calendar() if restarted else calendar) == 1


def test_a_date_that_only_this_worker_saw_is_missed(office: Office, case_id: UUID) -> None:
    """Even where the record were cut, what stands in memory has its row."""
    row_id = add(office, case_id)
    calendar = Calendar()
    with office.night() as desk:
        calendar.follow(desk)
        calendar.record._seen = 10**9
    take_out(office, "schedule", row_id)
    take_out(office, "deadlines", row_id)
    assert missing(office, calendar) == 1


def _moved_with_dates(office: Office, case_id: UUID) -> list[tuple[str, UUID]]:
    """Set a hearing, leave one date out, take it after all, and move the hearing."""
    given = {"case_id": case_id, "starts": "2027-09-01T09:00", "kind": "individual"}
    leave = Follow(rule=FILING, choice="leave", reason="The order says another.")
    with office.writing() as desk:
        first = scheduling.schedule_hearing(
            desk, NewHearing.model_validate({**given, "follows": [leave]})
        )
        taken = TakenAfterAll(version=first.version, rule=FILING)
        first = amending.take_after_all(desk, first.id, taken)
        again = {"starts": "2027-10-01T09:00", "replaces": first.id, "reason": "Notice"}
        dates = [{"deadline": each.id} for each in first.deadlines]
        moved = scheduling.schedule_hearing(
            desk, NewHearing.model_validate({**given, **again, "old_dates": dates})
        )
        cancelled = HearingChange(
            version=moved.version,
            status="cancelled",
            reason="Notice",
            old_dates=[OldDate(deadline=each.id) for each in moved.deadlines],
        )
        amending.change(desk, moved.id, cancelled)
    rows = [("deadlines", each.id) for each in (*first.deadlines, *moved.deadlines)]
    return [*rows, ("hearings", first.id), ("hearings", moved.id)]


def test_what_a_deed_entered_by_the_way_is_on_record(office: Office, case_id: UUID) -> None:
    """The dates that follow a hearing, the first client and the first note."""
    gone = _moved_with_dates(office, case_id)
    assert len(gone) >= 4
    assert verify.verify(office.house).wrong == []
    assert missing(office, Calendar()) == 0
    for model in (Person, Note):
        with office.night() as desk:
            [row] = desk.db.query(model).all()
            gone.append((model.__tablename__, row.id))
    for table, row_id in gone:
        if table in {"deadlines", "hearings"}:
            take_out(office, "schedule", row_id)
        take_out(office, table, row_id)
    wanted = {f"{table} {row_id}: on record, and taken away" for table, row_id in gone}
    assert set(verify.verify(office.house).wrong) == wanted
    dates = sum(table in {Deadline.__tablename__, Hearing.__tablename__} for table, _ in gone)
    assert missing(office, Calendar()) == dates


def test_a_date_under_a_hearings_dates_that_is_set_back_is_named(
    office: Office, case_id: UUID
) -> None:
    """The deed was done to the hearing; its entry names the deadline that ended with it."""
    given = {"case_id": case_id, "starts": "2027-09-01T09:00", "kind": "individual"}
    with office.writing() as desk:
        first = scheduling.schedule_hearing(desk, NewHearing.model_validate(given))
    row_id = first.deadlines[0].id
    card, kept = stored(office, "deadlines", row_id), stored(office, "schedule", row_id)
    with office.writing() as desk:
        cancelled = HearingChange(
            version=first.version,
            status="cancelled",
            reason="Notice",
            old_dates=[OldDate(deadline=each.id) for each in first.deadlines],
        )
        amending.change(desk, first.id, cancelled)
    put_back(office, "deadlines", card)
    put_back(office, "schedule", kept)
    older = f"schedule {row_id}: older than the newest deed on record"
    assert verify.verify(office.house).wrong == [older]


def test_a_mark_under_another_key_is_named(office: Office, case_id: UUID) -> None:
    """The second half of its key stands in no seal; the check makes it anew."""
    add(office, case_id, due="2027-04-20")
    with office.night(writes=True) as desk:
        reminders.plan(desk, Calendar())
    with office.night() as desk:
        once = desk.db.query(Mark).first().once  # type: ignore[union-attr]
    assert verify.verify(office.house).wrong == []
    at_the_shell(office, "marks", {"once": once}, once=once[:16] + bytes(16))
    wanted = f"marks {UUID(bytes=once[:16])}: under the key of another fact"
    assert wanted in verify.verify(office.house).wrong


@pytest.mark.parametrize("column", ["accepted_at", "not_before", "lease_until"])
def test_a_mails_time_in_the_future_is_named(office: Office, case_id: UUID, column: str) -> None:
    """A refused mail waits for a day; nothing waits for a year."""
    add(office, case_id, due="2027-04-20")
    with office.night(writes=True) as desk:
        reminders.plan(desk, Calendar())
    assert verify.verify(office.house).wrong == []
    mail = TABLES["mail"]
    with office.house.engine.begin() as connection:
        connection.execute(mail.update().values({column: office.clock() + timedelta(days=365)}))
    told = verify.verify(office.house).wrong
    assert told
    assert all(each.startswith("mail ") and "in the future" in each for each in told)


@pytest.mark.parametrize("how", ["older", "garbled"])
def test_the_workers_copy_changed_under_its_newest_number_is_an_alarm(
    office: Office, case_id: UUID, how: str
) -> None:
    """A worker that saw the true row opens it again within the hour; the number is believed not."""
    row_id = add(office, case_id, due="2027-07-20")
    kept = stored(office, "schedule", row_id)
    change(office, row_id, due="2027-06-21")
    true, calendar = stored(office, "schedule", row_id), Calendar()
    assert missing(office, calendar) == 0
    card = {"older": bytes(kept.card), "garbled": bytes(500)}[how]
    at_the_shell(office, "schedule", {"id": row_id}, card=card, version=kept.version)
    for each in (calendar, Calendar()):
        assert missing(office, each) == 1
        assert each.unreadable == {row_id}
        with office.night() as desk:
            assert desk.db.get_one(Heartbeat, pulse.SELF_CHECK).trouble == UNREADABLE
    put_back(office, "schedule", true)
    assert missing(office, calendar) == 0
    assert [each.id for each in calendar.open_entries()] == [row_id]


def test_a_damaged_case_hides_no_date_that_differs(office: Office, case_id: UUID) -> None:
    """Whose case it is nobody knows then; the day is compared all the same."""
    row_id = add(office, case_id)
    card = stored(office, "deadlines", row_id)
    change(office, row_id, due="2027-05-14")
    put_back(office, "deadlines", card)
    otherwise = f"deadlines {row_id}: its schedule row says otherwise: due, safe, edition"
    assert otherwise in named_by_alma(office)
    at_the_shell(office, "cases", {"id": case_id}, card=bytes(290))
    assert otherwise in named_by_alma(office)


def test_a_date_that_no_deed_on_record_entered_is_named(office: Office, case_id: UUID) -> None:
    """Planted, or left behind when the end of the record was cut off together with its head."""
    audit, head = TABLES["audit"], TABLES["audit_head"]
    with office.house.engine.connect() as connection:
        before = connection.execute(select(head)).one()
    left = add(office, case_id)
    assert verify.verify(office.house).wrong == []
    with office.house.engine.begin() as connection:
        connection.execute(delete(audit).where(audit.c.seq > before.seq))
        connection.execute(update(head).values(seq=before.seq, hash=before.hash))
    planted = uuid4()
    plant(office, "hearings", id=planted, case_id=case_id)
    told = {each for each in verify.verify(office.house).wrong if "no deed on record" in each}
    assert told == {
        f"hearings {planted}: entered by no deed on record",
        f"deadlines {left}: entered by no deed on record",
    }
