"""The week's test mail: who gets one, what answers it, and who hears that nobody did."""

from datetime import UTC, datetime

import pytest
from sqlalchemy import select

from app.casework import pulse, reach, reminders
from app.casework.reach import NewReach
from app.casework.reminders import weekly
from app.casework.reminders.troubles import TEST_LOST
from app.errors import NotFound, Refused
from app.models import Heartbeat, Mail
from app.worker import Worker
from tests.night.house import SmallOffice
from tests.night.sink import Sink, Taken

MONDAY = datetime(2027, 3, 8, 13, 0, tzinfo=UTC)  # eight o'clock in New York
WORLD = "93.184.216.34"


def works(office: SmallOffice, worker: Worker, **span: float) -> None:
    """Let time pass, and have the worker do two rounds."""
    office.clock.forward(**span)
    worker.run_once()
    worker.run_once()


def asked_of(sink: Sink) -> list[str]:
    """Return whom tests went to, in the order of their names."""
    return sorted(mail.to for mail in _tests(sink))


def token(sink: Sink, to: str) -> str:
    """Return the token of the newest test of somebody."""
    newest = [mail for mail in _tests(sink) if mail.to == to][-1]
    return newest.text.partition("/r/")[2].partition("/test")[0]


def stand(office: SmallOffice) -> tuple[int, str]:
    """Return how many have not answered, and what is wrong, as every page reads it."""
    with office.writing() as desk:
        beat = desk.db.get_one(Heartbeat, weekly.NAME)
        assert (TEST_LOST in pulse.found(desk)) == (beat.trouble == TEST_LOST)
        return pulse.pulse(desk).unpressed, beat.trouble


def _tests(sink: Sink) -> list[Taken]:
    return [mail for mail in sink.taken() if "weekly test" in str(mail.message["Subject"])]


def test_a_test_a_week_until_somebody_presses_a_button(
    office: SmallOffice, worker: Worker, sink: Sink
) -> None:
    """Once the way is said, to whoever gets mails; unanswered it shows, and a press ends that."""
    for name, role in (("ana", "attorney"), ("otto", "office_admin"), ("pia", "auditor")):
        office.hire(name, role)
    office.clock.now = MONDAY
    works(office, worker)
    works(office, worker, hours=1)
    assert asked_of(sink) == []  # nobody has said how telephones reach this server
    with office.writing() as desk:
        reach.choose(desk, NewReach(how="public"))
    works(office, worker, hours=1)
    works(office, worker, hours=1)
    assert asked_of(sink) == [
        "ana@example.org",
        "otto@example.org",
    ]  # who gets mails
    assert stand(office) == (0, "")

    works(office, worker, days=2, minutes=1)
    assert stand(office) == (2, TEST_LOST)  # a server that takes mails and drops them looks so
    with office.writing() as desk, pytest.raises(Refused):
        reach.answer_test(desk, token(sink, "ana@example.org"), "192.168.1.5", outside=True)
    with office.writing() as desk, pytest.raises(NotFound):
        reach.answer_test(desk, "A" * 43, WORLD, outside=True)
    assert stand(office) == (2, TEST_LOST)
    with office.writing() as desk:
        reach.answer_test(desk, token(sink, "ana@example.org"), WORLD, outside=True)
    assert stand(office) == (1, "")
    with office.writing() as desk:
        assert reach.view(desk).proved_at == office.clock.now

    office.clock.now = MONDAY.replace(day=15)
    works(office, worker)
    works(office, worker, hours=1)
    assert asked_of(sink).count("ana@example.org") == 1  # she pressed a button within the week
    assert asked_of(sink).count("otto@example.org") == 2
    assert stand(office) == (1, "")  # still he who let the last one lie


def test_a_reminders_own_button_answers_it_as_well(
    office: SmallOffice, worker: Worker, sink: Sink
) -> None:
    """Whoever says behind a reminder's link that she has seen it was reached."""
    office.hire("ana")
    office.enter("ana", 1)
    office.clock.now = MONDAY
    with office.writing() as desk:
        reach.choose(desk, NewReach(how="private"))
    works(office, worker)
    works(office, worker, hours=1)
    works(office, worker, days=2, minutes=1)
    assert stand(office) == (1, TEST_LOST)
    told = [mail.text for mail in sink.taken() if "I have seen this" in mail.text]
    with office.writing() as desk:
        reminders.see_link(desk, told[0].partition("/r/")[2].split()[0])
    assert stand(office) == (0, "")
    with office.writing() as desk:
        rows = desk.db.scalars(select(Mail).where(Mail.kind == "weekly")).all()
        assert [row.pressed_at for row in rows] == [office.clock.now]
