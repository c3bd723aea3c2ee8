"""What the pipeline must never do, where no other test of it looks."""

from datetime import timedelta

from sqlalchemy import Connection, event

from app.casework import reminders
from app.casework.calendar import Calendar
from app.casework.reminders.mails import items_of
from app.db import engine as engines
from app.mail.smtp import Fault
from app.worker import Worker
from tests.casework.reminders.telling import claim, forward, plan, told
from tests.night.house import SmallOffice
from tests.night.sink import Sink


def test_what_may_leave_is_found_by_the_index(office: SmallOffice) -> None:
    """However many mails left or wait, a round reads those that leave: by state and by kind."""
    with office.statements() as said, office.writing() as desk:
        reminders.claim(desk)
    asked = [one.partition("WHERE")[2] for one in said if "FROM mail" in one]
    leaving = [one.strip() for one in asked if "not_before <=" in one]
    assert leaving
    for one in leaving:
        states, _, kind = one.partition(" AND ")
        assert states == "mail.state IN ('ready', 'leased', 'parked')"
        assert kind.lstrip("(").startswith("mail.kind ")
        assert "LIMIT" in kind


def test_an_address_that_refused_once_is_told_the_next_slot(office: SmallOffice) -> None:
    """A bounce brings in the next person and never takes this one off the list."""
    for name in ("ana", "luis"):
        office.hire(name, "paralegal")
    calendar = Calendar()
    entry = office.enter("ana", 12, backup_id=office.people["luis"])
    plan(office, calendar)
    held = claim(office, "digest", "ana")
    with office.writing() as desk:
        reminders.failed(desk, held, Fault.REFUSED, 550)
    forward(office, days=6)
    plan(office, calendar)
    assert told(office, "digest")["ana"][-1] == entry
    [mail] = office.mails(kind="digest", recipient_id=office.people["ana"])
    assert mail.state == "ready"


def test_what_was_planned_and_not_committed_is_planned_again(
    office: SmallOffice, worker: Worker, sink: Sink
) -> None:
    """The database fails at the commit of the plan: the next round tells all of it."""
    office.hire("ana")
    worker.run_once()
    office.enter("ana", 5)
    engine = office.house.engine
    begins = engines.WRITING[engine.dialect.name]["amparo_begin"]

    def fail(connection: Connection) -> None:
        if connection.get_execution_options().get("amparo_begin") == begins:
            raise ConnectionError

    event.listen(engine, "commit", fail)
    try:
        assert worker._round() == 0
    finally:
        event.remove(engine, "commit", fail)
    assert worker.run_once() == 1
    assert "in 5 days" in sink.taken()[-1].text


def test_a_mail_put_back_waits_where_another_left_in_the_hour(office: SmallOffice) -> None:
    """Its first try failed an hour ago; another of its kind has just left: it waits once more."""
    office.hire("ana", "paralegal")
    calendar = Calendar()
    office.enter("ana", 12)
    plan(office, calendar)
    early = claim(office, "digest", "ana")
    office.enter("ana", 13)
    plan(office, calendar)
    with office.writing() as desk:
        reminders.failed(desk, early, Fault.UNKNOWN)
    forward(office, minutes=60)
    with office.writing() as desk:
        [held] = reminders.claim(desk, limit=1)
        assert reminders.settle(desk, held)
    with office.writing() as desk:
        assert reminders.claim(desk) == []
    forward(office, minutes=60)
    with office.writing() as desk:
        assert len(reminders.claim(desk)) == 1


def test_what_changed_and_was_then_cancelled_is_told_twice(office: SmallOffice) -> None:
    """Whoever was told a day, and then another, is told that this one holds no more either."""
    office.hire("ana", "paralegal")
    calendar = Calendar()
    entry = office.enter("ana", 5)
    plan(office, calendar)
    day = office.clock.now.date() + timedelta(days=51)
    office.change(entry, edition=2, due=day, safe=day)
    plan(office, calendar)
    told_so_far = _news(office)
    office.change(entry, status="moved")
    plan(office, calendar)
    assert told_so_far == ["changed"]
    assert _news(office) == ["changed", "withdrawn"]


def test_many_editions_between_two_rounds_are_corrected(office: SmallOffice) -> None:
    """No worker ran while a date was moved seven times: whoever knows the first is told."""
    office.hire("ana", "paralegal")
    calendar = Calendar()
    entry = office.enter("ana", 5)
    plan(office, calendar)
    for edition in range(2, 9):
        day = office.clock.now.date() + timedelta(days=50 + edition)
        office.change(entry, edition=edition, due=day, safe=day)
    plan(office, calendar)
    assert _news(office) == ["changed"]


def test_each_mail_is_written_down_before_the_next_is_begun(
    office: SmallOffice, worker: Worker, sink: Sink
) -> None:
    """So a death costs one copy at most: what was sent before it is settled already."""
    for name in ("ana", "luis"):
        office.hire(name, "paralegal")
        office.enter(name, 5)
    seen: list[list[str]] = []

    def look(step: str, _to: str) -> None:
        if step == "rcpt":
            seen.append(sorted(mail.state for mail in office.mails()))

    sink.answer = look
    assert worker.run_once() == 2
    assert seen == [["leased", "leased"], ["accepted", "leased"]]


def _news(office: SmallOffice) -> list[str]:
    return [item.news for mail in office.mails(kind="urgent") for item in items_of(mail)]
