"""Clocks that jump, machines that sleep, and a worker that hangs."""

import threading
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta

import pytest
from sqlalchemy import select, text, update

from app.casework.reminders.clocks import Steady
from app.casework.reminders.troubles import CLOCK, LATE, STOPPED, UNCOVERED
from app.models import Mail
from app.worker import Worker
from tests.faults.mailing import answering, rounds, silent, told, troubles
from tests.night.house import SmallOffice
from tests.night.sink import Sink
from tests.night.watching import forward


@dataclass
class Machine:
    """A machine that has run for a while; time passes, or its clock alone is set."""

    office: SmallOffice
    ran_s: float = 5000.0

    def uptime(self) -> float:
        """Return the seconds since it was started."""
        return self.ran_s

    def passes(self, **span: float) -> None:
        """Let time pass, as it does, asleep or awake."""
        forward(self.office, **span)
        self.ran_s += timedelta(**span).total_seconds()

    def is_set(self, **span: float) -> None:
        """Set its clock by so much."""
        forward(self.office, **span)

    def worker(self, boot: str = "one") -> Worker:
        """Return a worker on it."""
        return Worker(self.office.house, steady=Steady(self.uptime, boot))


@pytest.fixture
def machine(office: SmallOffice) -> Machine:
    """The machine that the office's worker runs on."""
    return Machine(office)


@pytest.fixture
def steady(machine: Machine) -> Iterator[Worker]:
    """A worker that looks whether its clock jumps."""
    shift = machine.worker()
    yield shift
    shift.close()


def days_told(sink: Sink, to: str) -> list[tuple[str, int]]:
    """Return what mails to somebody said of dates: the day of sending, and how many lines."""
    return [
        (str(mail.message["Date"])[5:11], mail.text.count("a date on"))
        for mail in sink.taken()
        if mail.to.startswith(to) and "a date on" in mail.text
    ]


def test_clock_30_days_ahead_then_back_misses_no_slot(
    office: SmallOffice, machine: Machine, steady: Worker, sink: Sink
) -> None:
    """What was told a month too early is told again when it is time, each slot once."""
    told(office, "ana", days=20)  # told when it is entered; then 14, 7, 3, 1 and 0 days before
    steady.run_once()
    machine.is_set(days=30)
    steady.run_once()
    assert CLOCK in troubles(office)
    machine.passes(minutes=10)
    steady.run_once()
    early = len(days_told(sink, "ana"))
    assert early == 2
    machine.is_set(days=-30)
    for _ in range(22 * 2):
        steady.run_once()
        machine.passes(hours=12)
    said = days_told(sink, "ana")
    # 14 days before is Tuesday 16, 7 is Tuesday 23, 3 Saturday 27 and so Friday, 1 and 0 their own.
    days = [day for day, _ in said[early:]]
    assert days[:5] == ["16 Mar", "23 Mar", "26 Mar", "29 Mar", "30 Mar"]
    assert UNCOVERED not in troubles(office)


def test_a_date_told_too_early_and_then_cancelled_is_withdrawn(
    office: SmallOffice, machine: Machine, steady: Worker, sink: Sink
) -> None:
    """It stands in a mail of a time that never came, and must not stand there as if it held."""
    office.hire("ana", "paralegal")
    entry = office.enter("ana", 41)
    steady.run_once()
    assert days_told(sink, "ana") == []
    machine.is_set(days=30)
    steady.run_once()
    assert len(days_told(sink, "ana")) == 1
    machine.is_set(days=-30)
    steady.run_once()
    office.change(entry, status="cancelled")
    machine.passes(hours=1)
    steady.run_once()
    assert "no longer" in sink.taken()[-1].text


def test_clock_a_day_back_holds_nothing_and_no_lease_for_ever(
    office: SmallOffice, machine: Machine, steady: Worker, sink: Sink
) -> None:
    """Leases, waits and refusals of a time to come end at once; what is new is told at once."""
    told(office, "ana", "luis", "nora")
    sink.answer = lambda step, to: "451 4.2.0 later" if step == "rcpt" and to[0] == "l" else None
    steady.run_once()
    with office.writing() as desk:
        held = select(Mail.id).where(Mail.recipient_id == office.people["ana"]).scalar_subquery()
        until = desk.now + timedelta(seconds=300)
        desk.db.execute(
            update(Mail)
            .where(Mail.id == held)
            .values(state="leased", lease_until=until, not_before=until, accepted_at=None)
        )
    sink.answer = silent
    machine.is_set(days=-1)
    told(office, "eva")
    steady.run_once()
    rows = office.mails(kind="digest")
    assert {row.recipient_id for row in rows if row.state == "accepted"} == {
        *office.people.values()
    }
    an_hour = office.clock.now + timedelta(hours=1)
    assert [
        row.not_before for row in rows if row.state != "accepted" and row.not_before > an_hour
    ] == []
    assert CLOCK in troubles(office)
    assert [row.id for row in rows if row.accepted_at and row.accepted_at > office.clock.now] == []
    machine.passes(days=1, minutes=1)
    steady.run_once()
    assert CLOCK not in troubles(office)


def test_what_was_told_ahead_and_never_left_is_told_in_time(
    office: SmallOffice, machine: Machine, steady: Worker, sink: Sink
) -> None:
    """No mail of that month left, and the database is away as the clock is set back."""
    told(office, "ana", days=20)
    steady.run_once()
    sink.answer = answering("mail", "421 4.3.2 closing")
    machine.is_set(days=30)
    steady.run_once()
    machine.is_set(days=-30)
    with office.writing() as desk:
        desk.db.execute(text("ALTER TABLE marks RENAME TO marks_elsewhere"))
    assert steady._round() == 0
    with office.writing() as desk:
        desk.db.execute(text("ALTER TABLE marks_elsewhere RENAME TO marks"))
    sink.answer = silent
    before = len(days_told(sink, "ana"))
    for _ in range(22):
        machine.passes(hours=24)
        steady.run_once()
    days = [day for day, _ in days_told(sink, "ana")[before:]]
    assert {"16 Mar", "23 Mar", "26 Mar", "29 Mar", "30 Mar"} <= set(days)


def test_a_jump_while_no_worker_ran_is_noticed_too(
    office: SmallOffice, machine: Machine, sink: Sink
) -> None:
    """On the same start of the machine by how long it ran; after another by what was done last."""
    told(office, "ana")
    for boot, span, jumps in (
        ("one", timedelta(0), False),
        ("one", timedelta(minutes=50), False),
        ("one", timedelta(hours=3), True),
        ("two", timedelta(hours=5), False),  # it was switched off for a while
        ("three", timedelta(minutes=-30), True),
    ):
        machine.is_set(seconds=span.total_seconds())
        shift = machine.worker(boot)
        shift.run_once()
        machine.passes(minutes=2)
        shift.run_once()
        assert (CLOCK in troubles(office)) is jumps, (boot, span)
        shift.close()


def test_small_corrections_of_the_clock_are_nobodys_alarm(
    office: SmallOffice, machine: Machine, steady: Worker
) -> None:
    """A minute back, or half an hour ahead, is what time servers do."""
    told(office, "ana")
    for span in (-60, 1800, -100):
        machine.is_set(seconds=span)
        steady.run_once()
        machine.passes(minutes=1)
    assert CLOCK not in troubles(office)


def test_laptop_sleep_and_resume_each_hour_sends_each_mail_once(
    office: SmallOffice, machine: Machine, steady: Worker, sink: Sink
) -> None:
    """Asleep for an hour in the middle of a mail, a whole day long: nothing twice, nothing lost."""
    for number in range(12):
        office.hire(f"p{number}", "paralegal")
    for number in range(12):
        office.enter(f"p{number}", 5)
        sink.hold("rcpt")
        thread = threading.Thread(target=steady.run_once)
        thread.start()
        assert sink.held.wait(20)
        machine.passes(hours=1)
        sink.release()
        thread.join(20)
    steady.run_once()
    assert sorted(sink.names().values()) == [1] * len(sink.names())
    assert len({mail.to for mail in sink.taken() if "a date on" in mail.text}) == 12
    assert not troubles(office) & {CLOCK, LATE, UNCOVERED}


def test_loop_hung_heartbeat_goes_stale(office: SmallOffice, worker: Worker, sink: Sink) -> None:
    """Only a round that came to its end is a sign of life: a worker that hangs looks stopped."""
    told(office, "ana")
    worker.run_once()
    forward(office, minutes=2)
    office.enter("ana", 1)
    sink.hold("rcpt")
    thread = threading.Thread(target=worker.run_once)
    thread.start()
    assert sink.held.wait(20)
    forward(office, minutes=6)
    assert STOPPED in troubles(office)
    sink.release()
    thread.join(20)
    worker.run_once()
    assert STOPPED not in troubles(office)


def test_a_worker_whose_rounds_lead_nowhere_is_told_too(
    office: SmallOffice, worker: Worker, sink: Sink
) -> None:
    """It beats, and yet no mail leaves: what waits too long is told by itself."""
    told(office, "ana")
    sink.answer = answering("rcpt", "451 4.2.0 later")
    rounds(office, worker, 20, minutes=1)
    assert LATE in troubles(office)
    assert STOPPED not in troubles(office)
