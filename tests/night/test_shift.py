"""The night shift from a date to the mail server and back; how it starts and stops."""

from datetime import date, timedelta
from threading import Event, Thread

import pytest
from sqlalchemy import select, text, update

from app.casework import reminders
from app.casework.calendar import Calendar
from app.casework.reminders.troubles import FAULTY, sentence_of
from app.clock import system_clock
from app.db.desk import House
from app.errors import Unavailable
from app.models import Mail
from app.worker import Worker
from tests.night.house import SmallOffice
from tests.night.sink import Sink
from tests.night.watching import forward, sentence


def test_a_date_inside_its_reminders_is_told_at_once(
    office: SmallOffice, worker: Worker, sink: Sink
) -> None:
    """A deadline five days away, entered just now, is told to whoever is responsible."""
    office.hire("ana")
    office.enter("ana", 5)
    assert worker.run_once() == 1
    [mail] = sink.taken()
    assert mail.to == "ana@example.org"
    assert "a date on Mon Mar 15 · in 5 days" in mail.text
    [row] = office.mails()
    assert (row.state, row.kind) == ("accepted", "digest")


def test_an_idle_round_writes_nothing(office: SmallOffice, worker: Worker) -> None:
    """A few short reads, however many dates; the sign of life is written once a minute."""
    office.hire("ana")
    for _ in range(30):
        office.enter("ana", 50)
    worker.run_once()
    with office.statements() as said:
        assert worker.run_once() == 0
    assert sum(one.startswith("SELECT") for one in said) == 7
    assert not [one for one in said if one.startswith(("INSERT", "UPDATE", "DELETE"))]


def test_a_counter_at_its_end_is_told_and_every_mail_leaves(
    office: SmallOffice, worker: Worker, sink: Sink
) -> None:
    """Set from outside to the last number that the column holds, it stops nobody's mail."""
    for name in ("ana", "luis"):
        office.hire(name)
        office.enter(name, 5)
    with office.writing() as desk:
        reminders.plan(desk, Calendar())
        desk.db.flush()
        one = desk.db.scalars(select(Mail.id)).first()
        desk.db.execute(update(Mail).where(Mail.id == one).values(fence=2**31 - 1))
    assert worker.run_once() == 2
    assert {mail.to for mail in sink.taken()} == {"ana@example.org", "luis@example.org"}
    assert sentence(office) == sentence_of(FAULTY)


def test_one_mail_of_a_kind_an_hour(office: SmallOffice, worker: Worker, sink: Sink) -> None:
    """Dates that come in one by one over three hours make four mails at most, none lost."""
    office.hire("ana")
    for _ in range(36):
        office.enter("ana", 5)
        worker.run_once()
        forward(office, minutes=5)
    forward(office, minutes=60)
    worker.run_once()
    mails = [mail for mail in sink.taken() if "in 5 days" in mail.text]
    assert sum(mail.text.count("in 5 days") for mail in mails) == 36
    hours = [row.accepted_at.hour for row in office.mails(kind="digest") if row.accepted_at]
    assert len(hours) == len(set(hours)) == len(mails) <= 5


def test_a_day_and_a_half_without_a_worker(office: SmallOffice, sink: Sink) -> None:
    """Each date is told once by the worker that comes back, the most urgent slot for all."""
    office.hire("ana")
    office.enter("ana", 4)  # 3 days: tomorrow, moved to Friday from Saturday
    office.enter("ana", 8)  # 7 days: tomorrow
    before = Worker(office.house)
    before.run_once()
    before.close()
    sent = len(sink.taken())
    forward(office, hours=36)
    after = Worker(office.house)
    for _ in range(3):
        after.run_once()
        forward(office, minutes=61)
    after.close()
    texts = [mail.text for mail in sink.taken()[sent:] if "a date on" in mail.text]
    assert [text.count("a date on") for text in texts] == [1, 1]
    assert {"urgent" in text.splitlines()[2] for text in texts} == {True, False}
    assert all("Amparo was not running from Wed, Mar 10, 2027, 10:00" in text for text in texts)


def test_a_date_moved_while_mail_is_handed_over(
    office: SmallOffice, worker: Worker, sink: Sink
) -> None:
    """The text is written after the server took the address, from what holds then."""
    office.hire("ana")
    entry = office.enter("ana", 5)
    sink.hold("rcpt")
    done: list[int] = []
    thread = Thread(target=lambda: done.append(worker.run_once()))
    thread.start()
    assert sink.held.wait(20)
    office.change(entry, status="filed")
    sink.release()
    thread.join(20)
    assert done == [0]
    assert sink.taken() == []
    assert [row.state for row in office.mails()] == ["dropped"]


def test_a_date_moved_after_its_mail_left_is_corrected(
    office: SmallOffice, worker: Worker, sink: Sink
) -> None:
    """What was on its way cannot be called back, so a second mail says that the date changed."""
    office.hire("ana")
    entry = office.enter("ana", 5)
    sink.hold("dot")
    thread = Thread(target=worker.run_once)
    thread.start()
    assert sink.held.wait(20)
    later = date(2027, 6, 1)
    office.change(entry, edition=2, due=later, safe=later)
    sink.release()
    thread.join(20)
    worker.run_once()
    first, second = sink.taken()
    assert "a date on Mon Mar 15" in first.text
    assert "the date changed · it is now Tue Jun 1" in second.text


def test_a_worker_told_to_stop_finishes_the_mail_in_hand(
    office: SmallOffice, worker: Worker, sink: Sink
) -> None:
    """It settles what is in flight, gives the other leases back and ends."""
    office.clock.now = system_clock()
    for name in ("ana", "luis", "nora"):
        office.hire(name, "paralegal")
        office.enter(name, 5)
    stop = Event()
    sink.hold("dot")
    thread = Thread(target=worker.run, args=[stop])
    thread.start()
    assert sink.held.wait(20)
    stop.set()
    sink.release()
    thread.join(10)
    assert not thread.is_alive()
    assert sorted(row.state for row in office.mails()) == ["accepted", "ready", "ready"]
    assert len(sink.taken()) == 1


def test_a_worker_whose_clock_is_wrong_does_not_start(office: SmallOffice, worker: Worker) -> None:
    """Against a database with a clock of its own, more than five seconds are too much."""
    office.clock.now = system_clock() + timedelta(seconds=8)
    if office.house.engine.dialect.name == "postgresql":
        with pytest.raises(Unavailable, match="clock"):
            worker.check()
        office.clock.now = system_clock()
    worker.check()
    assert worker.run_once() == 0


def test_a_worker_of_another_schema_does_not_start(office: SmallOffice) -> None:
    """Whoever knows the schema may refuse; nothing is sent before that."""

    def refuse(_house: House) -> None:
        raise Unavailable

    with pytest.raises(Unavailable):
        Worker(office.house, schema=refuse).run(Event())


def test_a_round_that_fails_shows_no_sign_of_life(
    office: SmallOffice, worker: Worker, caplog: pytest.LogCaptureFixture
) -> None:
    """A worker that goes round without getting anywhere must look stopped."""
    worker.run_once()
    with office.writing() as desk:
        desk.db.execute(text("ALTER TABLE mail RENAME TO mail_elsewhere"))
    forward(office, minutes=6)
    assert worker._round() == 0
    assert caplog.records
    with office.writing() as desk:
        desk.db.execute(text("ALTER TABLE mail_elsewhere RENAME TO mail"))
    assert "no sign of life" in str(sentence(office))


def test_an_idle_worker_ends_when_told(office: SmallOffice) -> None:
    """Nothing to do is no reason to stay."""
    office.clock.now = system_clock()
    worker, stop = Worker(office.house, tick_seconds=0.02), Event()
    thread = Thread(target=worker.run, args=[stop])
    thread.start()
    stop.wait(0.3)
    stop.set()
    thread.join(10)
    assert not thread.is_alive()
    assert sentence(office) is None
