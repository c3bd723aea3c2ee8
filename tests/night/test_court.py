"""“In court until …”: urgent mails go to one more person at once, routine ones wait."""

from datetime import timedelta

import pytest

from app.casework import court
from app.casework.court import NewCourt
from app.casework.pulse import found, self_check
from app.errors import Refused
from app.models import Heartbeat
from app.worker import Worker
from tests.night.house import SmallOffice
from tests.night.sink import Sink


def sit(office: SmallOffice, name: str, until: str = "13:00") -> None:
    """Have somebody say that she is in court."""
    with office.desk_of(name, writes=True) as desk:
        court.sit(desk, NewCourt(until=until))


def to(sink: Sink) -> list[str]:
    """Return to whom the sink's mails went, in order of names."""
    return sorted(mail.to.partition("@")[0] for mail in sink.taken())


def test_an_urgent_mail_goes_to_the_next_in_line_too(
    office: SmallOffice, worker: Worker, sink: Sink
) -> None:
    """Nobody backs Ana up in it, so the lead hears at once, and she herself as ever."""
    office.hire("ana")
    lead = office.hire("luis", "paralegal")
    sit(office, "ana")
    office.enter("ana", 2, lead_id=lead)
    worker.run_once()
    assert to(sink) == ["ana", "luis"]


def test_outside_of_court_the_lead_is_not_told(
    office: SmallOffice, worker: Worker, sink: Sink
) -> None:
    """What is hers goes to her."""
    office.hire("ana")
    lead = office.hire("luis", "paralegal")
    office.enter("ana", 2, lead_id=lead)
    worker.run_once()
    assert to(sink) == ["ana"]


def test_whoever_is_in_court_as_well_is_passed_over(
    office: SmallOffice, worker: Worker, sink: Sink
) -> None:
    """Of the two who could stand in, the one who can look at a telephone is told beside both."""
    office.hire("ana")
    backup, lead = office.hire("bea", "paralegal"), office.hire("luis", "paralegal")
    for name in ("ana", "bea"):
        sit(office, name)
    office.enter("ana", 2, lead_id=lead, backup_id=backup)
    worker.run_once()
    assert to(sink) == ["ana", "bea", "luis"]


def test_routine_mails_wait_and_leave_by_themselves(
    office: SmallOffice, worker: Worker, sink: Sink
) -> None:
    """At 10:00 nothing, at 13:00 one mail; meanwhile nothing is called late."""
    office.hire("ana", "paralegal")
    sit(office, "ana")
    office.enter("ana", 13)
    worker.run_once()
    assert to(sink) == []
    office.clock.now += timedelta(hours=2, minutes=59)
    worker.run_once()
    assert to(sink) == []
    with office.writing() as desk:
        assert self_check(desk, worker.calendar).missing == 0
        row = desk.db.get_one(Heartbeat, "worker")
        assert row.trouble == ""
    office.clock.now += timedelta(minutes=2)
    worker.run_once()
    assert to(sink) == ["ana"]


def test_the_hourly_look_at_clocks_lets_no_routine_mail_out(
    office: SmallOffice, worker: Worker, sink: Sink
) -> None:
    """Six hours in court: nothing leaves, nothing is called late; afterwards it leaves."""
    office.hire("ana", "paralegal")
    office.enter("ana", 13)
    sink.answer = lambda step, _to: "451 4.2.0 later" if step == "rcpt" else None
    worker.run_once()
    sit(office, "ana", "16:00")
    sink.answer = lambda _step, _to: None
    for _ in range(17):
        office.clock.now += timedelta(minutes=20)
        worker.run_once()
        with office.writing() as desk:
            assert found(desk) == set()
    assert to(sink) == []
    office.clock.now += timedelta(minutes=21)
    worker.run_once()
    assert to(sink) == ["ana"]


def test_an_hour_of_court_far_ahead_is_a_clocks(
    office: SmallOffice, worker: Worker, sink: Sink
) -> None:
    """She said it while the clock ran a month ahead: once it is right, she is in no court."""
    office.hire("ana", "paralegal")
    office.clock.now += timedelta(days=30)
    sit(office, "ana", "16:00")
    office.clock.now -= timedelta(days=30)
    office.enter("ana", 13)
    worker.run_once()
    assert to(sink) == ["ana"]


def test_a_routine_mail_that_waits_already_waits_on(
    office: SmallOffice, worker: Worker, sink: Sink
) -> None:
    """It was planned, the mail server was away, and then she went to court."""
    office.hire("ana", "paralegal")
    office.enter("ana", 13)
    sink.answer = lambda step, _to: "421 4.3.0 later" if step == "mail" else None
    worker.run_once()
    sit(office, "ana")
    sink.answer = lambda _step, _to: None
    office.clock.now += timedelta(minutes=2)
    worker.run_once()
    assert to(sink) == []
    with office.desk_of("ana", writes=True) as desk:
        court.leave(desk)
    worker.run_once()
    assert to(sink) == ["ana"]


def test_it_ends_by_itself_and_can_be_ended(office: SmallOffice) -> None:
    """After its hour nobody is in court; a passed hour is refused."""
    office.hire("ana", zone="America/Chicago")
    sit(office, "ana", "09:30")  # half past ten in New York
    with office.desk_of("ana") as desk:
        assert court.mine(desk).until == office.clock.now + timedelta(minutes=30)
    with pytest.raises(Refused), office.desk_of("ana", writes=True) as desk:
        court.sit(desk, NewCourt(until="08:59"))
    office.clock.now += timedelta(minutes=30)
    with office.desk_of("ana") as desk:
        assert court.mine(desk).until is None


def test_the_hours_on_offer_are_the_half_hours_to_come(office: SmallOffice) -> None:
    """At ten in New York from half past ten; late in the evening none of tomorrow."""
    assert court.hours(office.clock.now, "America/New_York")[:2] == ["10:30", "11:00"]
    assert court.hours(office.clock.now + timedelta(hours=13, minutes=20), "America/New_York") == [
        "23:30"
    ]
    assert court.hours(office.clock.now + timedelta(hours=13, minutes=40), "America/New_York") == []
