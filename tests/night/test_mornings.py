"""Every morning, in every zone."""

from collections import Counter
from datetime import UTC, date, datetime, timedelta
from uuid import uuid4

from app.clock import local
from app.models import DueTask
from app.worker import Worker
from tests.night.house import SmallOffice
from tests.night.sink import Sink
from tests.night.watching import forward
from tests.support.costs import counted

ZONES = (
    "America/New_York",
    "America/Chicago",
    "America/Denver",
    "America/Los_Angeles",
    "America/Anchorage",
    "Pacific/Honolulu",
    "America/Phoenix",
    "America/Puerto_Rico",
)


def test_the_morning_sign_of_life(office: SmallOffice, sink: Sink) -> None:
    """Each morning once: administrators always, attorneys where no other mail shows it."""
    office.hire("ana")
    office.hire("luis")
    office.hire("otto", "office_admin")
    office.enter("ana", 7)
    office.clock.now = datetime(2027, 3, 10, 11, 0, tzinfo=UTC)  # six o'clock in New York
    worker = Worker(office.house)
    for _ in range(28):
        worker.run_once()
        forward(office, hours=1)
    worker.close()
    daily = Counter(mail.to for mail in sink.taken() if "Amparo is awake" in mail.text)
    assert daily["otto@example.org"] == 2
    assert daily["luis@example.org"] == 2
    assert daily["ana@example.org"] == 1  # on the first morning her date rang
    assert any("watches over 1 open date." in mail.text for mail in sink.taken())


def test_each_zone_is_told_at_half_past_seven(office: SmallOffice, sink: Sink) -> None:
    """Across the change of 14 March 2027 each slot is told at 7:30 of its own zone, then again."""
    due = date(2027, 3, 17)
    for number, zone in enumerate(ZONES):
        office.hire(f"p{number}", "paralegal")
        office.enter(f"p{number}", 7, due=due, safe=due, tz=zone)
    office.clock.now = datetime(2027, 3, 11, 23, 0, tzinfo=UTC)
    worker = Worker(office.house)
    for _ in range(5):
        worker.run_once()  # what had rung before we look
    before = {row.id for row in office.mails()}
    while office.clock.now < datetime(2027, 3, 17, 20, 0, tzinfo=UTC):
        half = office.clock.now.replace(minute=29, second=59)
        for office.clock.now in (half, half + timedelta(seconds=1)):
            worker.run_once()
        office.clock.now += timedelta(minutes=30)
    worker.close()
    told: dict[int, list[str]] = {number: [] for number in range(len(ZONES))}
    names = {person: int(name[1:]) for name, person in office.people.items()}
    for row in office.mails():
        if row.id not in before:
            number = names[row.recipient_id]
            assert row.accepted_at is not None
            told[number].append(f"{local(row.accepted_at, ZONES[number]):%a %H:%M}")
    expected = ["Fri 07:30", "Tue 07:30", "Wed 07:30"]  # 3 days (from Sunday), 1 day, the day
    firsts = {
        number: list({at[:3]: at for at in reversed(ats)}.values()) for number, ats in told.items()
    }
    assert firsts == dict.fromkeys(told, expected[::-1])
    again = {at[4:] for ats in told.values() for at in ats} - {"07:30"}
    assert again == {"09:30", "11:30", "13:30", "15:30", "17:30"}  # nobody says she has seen it


def _owe(office: SmallOffice, who: str, tasks: int) -> None:
    """Have somebody hold as many tasks that are due."""
    with office.writing() as desk:
        given = {"case_id": office.case_id, "holder_id": office.people[who]}
        day = local(desk.now, "America/New_York").date()
        desk.db.add_all(DueTask(id=uuid4(), due_on=day, **given) for _ in range(tasks))


def test_what_is_promised_is_opened_once_for_all_morning_mails(
    office: SmallOffice, sink: Sink
) -> None:
    """Twelve people have a mail that counts tasks: forty tasks more are opened twice each.

    Once by who plans the mails, once for all that are sent.
    """
    for number in range(12):
        office.hire(f"p{number}")
        _owe(office, f"p{number}", 1)
    worker, opened = Worker(office.house), []
    for more in (0, 0, 40):
        _owe(office, "p0", more)
        office.clock.forward(days=1)
        with counted(office.house.engine) as costs:
            worker.run_once()
        opened.append(costs.opens)
    worker.close()
    assert sum("41 tasks are overdue." in mail.text for mail in sink.taken()) == 1
    assert opened[2] - opened[1] <= 3 * 40
