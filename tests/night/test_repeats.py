"""What is due today or tomorrow is told again every two hours until somebody has seen it."""

from datetime import timedelta
from uuid import UUID

from app.casework import reminders
from app.casework.calendar import Calendar
from app.casework.policy import SUPERVISING
from app.casework.reminders.mails import items_of
from app.models import Staff
from app.worker import Worker
from tests.night.house import SmallOffice
from tests.night.sink import Sink


def _day(office: SmallOffice, worker: Worker, hours: int) -> None:
    """Live through hours, half an hour at a time."""
    for _ in range(hours * 2):
        worker.run_once()
        office.clock.forward(minutes=30)


def _told(sink: Sink, since: int) -> list[str]:
    """Return who was mailed of the date since then, by name, in order."""
    mails = [mail for mail in sink.taken()[since:] if "\n- " in mail.text]
    return [mail.to.partition("@")[0] for mail in mails]


def test_what_nobody_saw_is_told_again_in_working_hours(office: SmallOffice, sink: Sink) -> None:
    """From half past nine until half past five, five times; in court she is left alone."""
    for name, role in (("ana", "paralegal"), ("luis", "paralegal"), ("sofia", SUPERVISING)):
        office.hire(name, role)
    office.enter("ana", 2, backup_id=office.people["luis"])
    worker = Worker(office.house)
    office.clock.forward(hours=21)  # seven in the morning of the day before
    _day(office, worker, 2)
    before = len(sink.taken())
    with office.writing() as desk:
        until = desk.now + timedelta(hours=4)
        desk.db.get_one(Staff, office.people["ana"]).in_court_until = until
    _day(office, worker, 4)  # until one: 9:30 and 11:30 go by
    assert _told(sink, before) == ["luis", "luis"]
    before = len(sink.taken())
    _day(office, worker, 2)  # out of court she has the last one, then both have the next
    assert sorted(_told(sink, before)) == ["ana", "ana", "luis"]
    with office.desk_of("ana", writes=True) as desk:
        reminders.acknowledge(desk, list(_dates(office)))
    before = len(sink.taken())
    _day(office, worker, 8)
    worker.close()
    assert _told(sink, before) == []


def _dates(office: SmallOffice) -> set[UUID]:
    return {item.entry_id for mail in office.mails(kind="urgent") for item in items_of(mail)}


def test_what_is_far_or_not_on_a_business_day_is_told_once(office: SmallOffice) -> None:
    """Three days before, nothing repeats; nor does a Saturday's."""
    office.hire("ana", "paralegal")
    for days in (3, 4):  # a Wednesday's Saturday and Sunday
        office.enter("ana", days)
    calendar = Calendar()
    with office.writing() as desk:
        calendar.follow(desk)
    entries, now = calendar.open_entries(), office.clock.now
    assert [calendar.plan.repeat(each, now + timedelta(hours=5)) for each in entries] == [None] * 2
    saturday = now + timedelta(days=3, hours=5)
    assert [calendar.plan.repeat(each, saturday) for each in entries] == [None] * 2
