"""Damage, the check of all dates, and the sentence on the page."""

from datetime import timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest
from sqlalchemy import Uuid, delete, insert, literal, select, update
from sqlalchemy.orm import aliased

from app.casework.calendar import Calendar
from app.casework.pulse import PulseView, beat, pulse, self_check
from app.casework.reminders.mails import items_of
from app.casework.reminders.troubles import (
    RELAY_DOWN,
    UNREADABLE,
    sentence_of,
)
from app.models import Case, Deadline, Heartbeat, Mail, Mark, Schedule, Staff
from tests.casework.reminders.telling import claim, forward, plan, text, told
from tests.casework.reminders.test_set_back import BARE
from tests.night.house import SmallOffice, reading
from tests.support.costs import counted

# --- damage, and the check ------------------------------------------------------------------------


def test_a_changed_row_is_set_aside_and_the_others_go_on(
    office: SmallOffice, calendar: Calendar
) -> None:
    """A row that does not open is an alarm to supervisors; the date beside it is told."""
    bad, good = office.enter("ana", 5), office.enter("ana", 4)
    with office.writing() as desk:
        other = aliased(Schedule)
        card = select(other.card).where(other.id == good).scalar_subquery()
        desk.db.execute(update(Schedule).where(Schedule.id == bad).values(card=card))
    assert plan(office, calendar) == {UNREADABLE}
    assert calendar.unreadable == {bad}
    assert told(office, "digest") == {"ana": [good]}
    said = text(office, claim(office, "alarm", "sofia"))
    assert said is not None
    assert "changed outside Amparo" in said


def test_a_changed_mail_row_holds_up_nobody(office: SmallOffice, calendar: Calendar) -> None:
    """Its words are lost, so it says that; what comes next goes into another mail."""
    office.enter("ana", 5)
    plan(office, calendar)
    with office.writing() as desk:
        card = select(Mark.card).limit(1).scalar_subquery()
        first = {"card": card, "not_before": desk.now - timedelta(minutes=1)}
        desk.db.execute(update(Mail).where(Mail.kind == "digest").values(first))
    second = office.enter("ana", 4)
    plan(office, calendar)
    said = text(office, claim(office, "digest", "ana"))
    assert said is not None
    assert "changed outside Amparo" in said
    with reading(office) as desk:
        newest = desk.db.scalars(select(Mail).order_by(Mail.window.desc())).first()
        assert newest is not None
        assert [item.entry_id for item in items_of(newest)] == [second]


def test_the_check_counts_what_is_covered(office: SmallOffice, calendar: Calendar) -> None:
    """After planning every open date is covered."""
    for days in (40, 5, 2, -3):
        office.enter("ana", days)
    plan(office, calendar)
    with office.writing() as desk:
        found = self_check(desk, calendar)
    assert (found.covered, found.missing) == (4, 0)
    assert check_of(office) == (4, "")


def test_the_check_finds_a_mark_that_was_taken_away(
    office: SmallOffice, calendar: Calendar
) -> None:
    """A deleted mark is found, said aloud, and the date told again."""
    entry = office.enter("ana", 5)
    plan(office, calendar)
    with office.writing() as desk:
        desk.db.execute(delete(Mark))
    with office.writing() as desk:
        found = self_check(desk, calendar)
    calendar.ring(found.untold)
    assert (set(found.untold), found.missing) == ({entry}, 1)
    assert check_of(office) == (0, "uncovered")
    plan(office, calendar)
    assert [item for items in told(office, "digest").values() for item in items] == [entry, entry]


def test_a_clear_column_alone_silences_nothing(office: SmallOffice, calendar: Calendar) -> None:
    """A date closed behind Amparo's back is found by the check, reported, and told."""
    entry = office.enter("ana", 5)
    with office.writing() as desk:
        desk.db.execute(update(Schedule).values(open=False))
        desk.db.add(Heartbeat(name="followed", at=desk.now, count=1, trouble=""))
    plan(office, calendar)
    assert told(office, "digest") == {}
    with office.writing() as desk:
        assert self_check(desk, calendar).missing == 1
    plan(office, calendar)
    assert told(office, "digest") == {"ana": [entry]}


def test_the_check_finds_a_date_without_schedule(office: SmallOffice, calendar: Calendar) -> None:
    """A deadline that no worker can know of is an alarm."""
    with office.writing() as desk:
        columns = ["id", "case_id", "version", "card"]
        values = select(literal(uuid4(), Uuid), Case.id, Case.version, Case.card)
        desk.db.execute(insert(Deadline).from_select(columns, values))
    with office.writing() as desk:
        assert self_check(desk, calendar).missing == 1


def check_of(office: SmallOffice) -> tuple[int, str]:
    """Return what the check wrote down."""
    with reading(office) as desk:
        row = desk.db.get_one(Heartbeat, "self-check")
        return row.count, row.trouble


# --- the pulse ------------------------------------------------------------------------------------


def pulse_of(office: SmallOffice) -> PulseView:
    """Take the pulse."""
    with reading(office) as desk:
        return pulse(desk)


def alive(office: SmallOffice, trouble: str = "") -> None:
    """Let worker and check show a sign of life."""
    with office.writing() as desk:
        beat(desk, "worker", 3, trouble)
        beat(desk, "self-check", 3)


def test_no_worker_is_said_aloud(office: SmallOffice) -> None:
    """An office whose worker never ran reads that reminders have stopped."""
    assert "no sign of life" in str(pulse_of(office).sentence)


def test_all_well_has_no_sentence(office: SmallOffice) -> None:
    """A fresh sign of life and nothing waiting."""
    alive(office)
    view = pulse_of(office)
    assert (view.ok, view.sentence, view.covered_count) == (True, None, 3)


@pytest.mark.parametrize(("minutes", "ok"), [(5, True), (5.1, False)])
def test_silence_of_five_minutes_is_a_stop(office: SmallOffice, minutes: float, ok: bool) -> None:
    """A dead worker shows on the page within five minutes."""
    alive(office)
    forward(office, minutes=minutes)
    assert pulse_of(office).ok is ok


def test_a_mail_that_waits_too_long_shows(office: SmallOffice, calendar: Calendar) -> None:
    """Ready for more than a quarter of an hour is trouble, though the worker lives."""
    office.enter("ana", 5)
    plan(office, calendar)
    forward(office, minutes=16)
    alive(office)
    assert "quarter of an hour" in str(pulse_of(office).sentence)


def test_a_trouble_is_told_in_words(office: SmallOffice) -> None:
    """The code in the heartbeat becomes a sentence that says what to do."""
    alive(office, RELAY_DOWN)
    assert pulse_of(office).sentence == sentence_of(RELAY_DOWN)


def test_a_check_that_does_not_run_shows(office: SmallOffice) -> None:
    """Two hours without the hourly check are trouble, though the worker lives."""
    alive(office)
    forward(office, hours=2, minutes=1)
    with office.writing() as desk:
        beat(desk, "worker", 3)
    assert "hourly check" in str(pulse_of(office).sentence)


def test_a_changed_mail_that_waits_shows(office: SmallOffice, calendar: Calendar) -> None:
    """When it does not say since when it waits, the time it might leave counts."""
    office.enter("ana", 5)
    plan(office, calendar)
    with office.writing() as desk:
        card = select(Mark.card).limit(1).scalar_subquery()
        desk.db.execute(update(Mail).values(card=card))
    forward(office, minutes=16)
    alive(office)
    assert "quarter of an hour" in str(pulse_of(office).sentence)


def test_the_check_finds_closed_rows_that_do_not_open(
    office: SmallOffice, calendar: Calendar
) -> None:
    """A row that was made unreadable and closed is a trouble at every check."""
    office.enter("ana", 5)
    with office.writing() as desk:
        card = select(Staff.card).limit(1).scalar_subquery()
        desk.db.execute(update(Schedule).values(card=card, open=False))
    for _ in range(2):
        with office.writing() as desk:
            assert self_check(desk, calendar).missing > 0
    assert check_of(office) == (0, UNREADABLE)


def test_the_check_opens_what_was_changed_and_no_other(
    office: SmallOffice, calendar: Calendar
) -> None:
    """Fifty dates stand as they were opened; of five that were touched each is opened and found."""
    open_ones = [office.enter("ana", 20) for _ in range(30)]
    closed = [office.enter("ana", 20, status="done", open=False) for _ in range(20)]
    plan(office, calendar)

    def check() -> tuple[int, int]:
        with counted(office.house.engine) as costs, office.writing() as desk:
            missing = self_check(desk, calendar).missing
        return missing, costs.opens

    check()
    missing, untouched = check()
    with reading(office) as desk:
        was = desk.db.scalar(select(BARE.c.card).where(BARE.c.id == closed[0]))
    with office.writing() as desk:
        touched: dict[UUID, dict[str, Any]] = {
            open_ones[0]: {"open": False},
            open_ones[1]: {"kind": "hearing"},
            open_ones[2]: {"changed": 1},
            open_ones[3]: {"version": 7},
        }
        for each, values in touched.items():
            desk.db.execute(update(Schedule).where(Schedule.id == each).values(values))
        desk.db.execute(update(BARE).where(BARE.c.id == closed[0]).values(card=bytes(512)))
    found, opened = check()
    with office.writing() as desk:
        desk.db.execute(update(BARE).where(BARE.c.id == closed[0]).values(card=was))
    assert (missing, found) == (0, 5)
    assert untouched < 25  # marks, mails and accounts
    assert opened - untouched < 25
    assert check()[0] == 4
