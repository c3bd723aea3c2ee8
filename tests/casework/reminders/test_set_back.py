"""Rows and times put where they cannot be: mails leave all the same, and somebody is told."""

from datetime import timedelta

import pytest
from sqlalchemy import Integer, LargeBinary, Uuid, column, delete, select, table, update

from app.casework import reminders
from app.casework.calendar import Calendar
from app.casework.pulse import SELF_CHECK, WATCH, WORKER, beat, found
from app.casework.reminders.mails import ACCEPTED
from app.casework.reminders.troubles import ALARMING, LATE, STOPPED, UNCHECKED
from app.models import Heartbeat, Mail, Schedule
from app.watch import PATIENCE
from tests.casework.reminders.telling import claim, forward, plan, text
from tests.night.house import SmallOffice, reading

# The table as the database's own shell has it: a card of any bytes.
BARE = table(
    "schedule",
    column("id", Uuid()),
    column("card", LargeBinary()),
    column("version", Integer()),
    column("changed", Integer()),
)


@pytest.mark.parametrize("taken_out", [False, True])
def test_a_date_set_back_or_gone_before_its_mail_leaves_is_told_of(
    office: SmallOffice, calendar: Calendar, *, taken_out: bool
) -> None:
    """Amparo never goes back to an older edition: the mail says that something was changed."""
    entry = office.enter("ana", 5)
    with reading(office) as desk:
        old = desk.db.execute(
            select(Schedule.card, Schedule.version, Schedule.changed).where(Schedule.id == entry)
        ).one()
    office.change(entry, edition=2)
    plan(office, calendar)
    with office.writing() as desk:
        ours = Schedule.id == entry
        if taken_out:
            desk.db.execute(delete(Schedule).where(ours))
        else:
            kept = {**old._asdict(), "card": bytes(old.card)}
            desk.db.execute(update(BARE).where(BARE.c.id == entry).values(kept))
    said = text(office, claim(office, "digest", "ana"))
    assert said is not None
    assert "changed outside Amparo" in said


def test_a_mail_accepted_in_the_future_holds_up_no_other(
    office: SmallOffice, calendar: Calendar
) -> None:
    """The time stands in clear; nobody hears of a mail that leaves next year."""
    office.enter("ana", 5)
    plan(office, calendar)
    with office.writing() as desk:
        for held in reminders.claim(desk):
            reminders.settle(desk, held)
    with office.writing() as desk:
        later = desk.now + timedelta(days=365)
        desk.db.execute(update(Mail).where(Mail.state == ACCEPTED).values(accepted_at=later))
    forward(office, minutes=60)
    office.enter("ana", 4)
    plan(office, calendar)
    assert text(office, claim(office, "digest", "ana"))


def test_a_sign_of_life_from_the_future_is_none(office: SmallOffice) -> None:
    """Written ahead it would hide a worker, or a check, that stands still."""
    with office.writing() as desk:
        for name in (WORKER, SELF_CHECK, WATCH):
            beat(desk, name, 0)
    with reading(office) as desk:
        assert found(desk) == set()
        ahead = desk.now + timedelta(seconds=6)
    for name, trouble in ((SELF_CHECK, UNCHECKED), (WORKER, STOPPED)):
        with office.writing() as desk:
            desk.db.execute(update(Heartbeat).where(Heartbeat.name == name).values(at=ahead))
        with reading(office) as desk:
            assert trouble in found(desk)


def test_mails_that_wait_for_long_reach_whoever_runs_amparo() -> None:
    """A quarter of an hour makes them late; half an hour more and the alarm leaves."""
    assert LATE in ALARMING
    assert PATIENCE[LATE] == timedelta(minutes=30)
