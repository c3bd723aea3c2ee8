"""The dates in memory."""

from datetime import timedelta
from uuid import uuid4

from sqlalchemy import select

from app.casework.calendar import Calendar
from app.db.desk import night
from app.models import Mail, Mark
from tests.casework.reminders.telling import forward, plan
from tests.night.house import SmallOffice, reading


def test_a_calendar_follows_by_number(office: SmallOffice, calendar: Calendar) -> None:
    """After the first time only what changed is read, in one statement."""
    kept, closed = office.enter("ana", 5), office.enter("ana", 6)
    with reading(office) as desk:
        assert calendar.follow(desk) == {kept, closed}
    office.change(closed, status="filed")
    with office.statements() as said, reading(office) as desk:
        assert calendar.follow(desk) == {closed}
    assert sum(one.startswith("SELECT") for one in said) == 1
    assert [entry.id for entry in calendar.open_entries()] == [kept]
    assert [entry.id for entry in calendar.of_cases([office.case_id])] == [kept]
    assert [entry.id for entry in calendar.of_cases([uuid4()])] == []


def test_a_calendar_knows_whose_each_date_is(office: SmallOffice, calendar: Calendar) -> None:
    """Whoever answers, backs up or leads finds it; who hands it on or sees it filed does not."""
    ana, luis, sofia = (office.people[name] for name in ("ana", "luis", "sofia"))
    entry = office.enter("ana", 5, backup_id=luis, lead_id=sofia)
    with reading(office) as desk:
        calendar.follow(desk)
    for person in (ana, luis, sofia):
        assert [each.id for each in calendar.of_person(person)] == [entry]
    office.change(entry, responsible_id=luis)
    with reading(office) as desk:
        calendar.follow(desk)
    assert calendar.of_person(ana) == []
    assert [each.id for each in calendar.of_person(sofia)] == [entry]
    office.change(entry, status="filed")
    with reading(office) as desk:
        calendar.follow(desk)
    assert calendar.of_person(sofia) == []


def test_a_clock_that_was_set_right_again_rings_every_date(
    office: SmallOffice, calendar: Calendar
) -> None:
    """Planned in a month that is not yet, a date would else ring when that month has come."""
    entry = office.enter("ana", 60)
    forward(office, days=35)
    plan(office, calendar)
    assert calendar.due(office.clock.now) == set()
    office.clock.now -= timedelta(days=30)
    assert calendar.due(office.clock.now) == {entry}
    plan(office, calendar)
    forward(office, days=26)
    assert calendar.due(office.clock.now) == {entry}


def test_no_mail_row_names_a_date_in_the_clear(office: SmallOffice, calendar: Calendar) -> None:
    """From marks and mails nobody learns, without the server key, which date they are about."""
    entry = office.enter("ana", 5)
    plan(office, calendar)
    with night(office.house, writes=False) as desk:
        rows = [*desk.db.execute(select(Mail.__table__)), *desk.db.execute(select(Mark.__table__))]
    assert rows
    for row in rows:
        assert entry not in row
        assert all(entry.bytes not in cell for cell in row if isinstance(cell, bytes))
