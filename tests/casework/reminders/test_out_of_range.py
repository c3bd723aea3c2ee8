"""Mails whose clear columns were moved or made up from outside: none stops or mutes the others."""

from datetime import timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest
from sqlalchemy import update

from app.casework import pulse, reminders, verify
from app.casework.calendar import Calendar
from app.casework.reminders.mails import A_DAY, Mailbox, items_of, window_of
from app.casework.reminders.troubles import LATE, UNREADABLE
from app.mail.smtp import Fault
from app.models import Mail
from tests.casework.reminders.telling import claim, forward, plan
from tests.night.house import SmallOffice, reading
from tests.support.shell import plant_many

LARGEST = 2**31 - 1  # that a whole number of four bytes holds on either engine


def _set(office: SmallOffice, **values: Any) -> None:
    with office.writing() as desk:
        desk.db.execute(update(Mail).values(**values))


def _waiting(office: SmallOffice) -> list[UUID]:
    rows = office.mails(kind="digest", state="ready", recipient_id=office.people["ana"])
    return [item.entry_id for row in rows for item in items_of(row)]


def _named(office: SmallOffice) -> list[str]:
    return [each for each in verify.verify(office.house).wrong if each.startswith("mail ")]


@pytest.mark.parametrize("number", [LARGEST, LARGEST - 1, -LARGEST])
@pytest.mark.parametrize("column", ["fence", "attempts"])
def test_a_counter_at_its_end_stops_no_mail(
    office: SmallOffice, calendar: Calendar, column: str, number: int
) -> None:
    """Every mail is leased, put back and leased again; the check names the one that was changed."""
    for name in ("ana", "luis"):
        office.enter(name, 5)
    plan(office, calendar)
    ana = office.people["ana"]
    with office.writing() as desk:
        changed = update(Mail).where(Mail.recipient_id == ana).values({column: number})
        desk.db.execute(changed)
    [one] = office.mails(recipient_id=ana)
    assert _named(office) == [f"mail {one.id}: counted beyond what happens: {column}"]
    for _ in range(2):
        with office.writing() as desk:
            claims = reminders.claim(desk)
        assert len(claims) == len(office.mails())
        assert {held.mail_id for held in claims if held.is_odd} <= {one.id}
        with office.writing() as desk:
            for held in claims:
                reminders.failed(desk, held, Fault.LATER, 451)
        forward(office, minutes=61)
    assert _named(office) == []


def test_a_sent_alarm_moved_to_a_window_to_come_mutes_nothing(office: SmallOffice) -> None:
    """A month later the trouble is told again, once that day; the check names the moved one."""
    otto = office.people["otto"]
    with office.writing() as desk:
        Mailbox(desk).alarm(otto, UNREADABLE)
    with office.writing() as desk:
        for held in reminders.claim(desk):
            reminders.settle(desk, held)
    far = 999_999_999
    _set(office, window=far)
    [sent] = office.mails(kind="alarm")
    assert _named(office) == [f"mail {sent.id}: in another window than is sealed in it"]
    forward(office, days=30)
    for _ in range(2):
        with office.writing() as desk:
            Mailbox(desk).alarm(otto, UNREADABLE)
    assert [row.state for row in office.mails(kind="alarm")] == ["ready", "accepted"]


@pytest.mark.parametrize("state", ["ready", "parked"])
def test_an_alarm_that_waits_for_years_is_told_now(office: SmallOffice, state: str) -> None:
    """Nothing waits for longer than a refused mail: what does was moved, and leaves."""
    with office.writing() as desk:
        Mailbox(desk).alarm(office.people["otto"], UNREADABLE)
    _set(office, state=state, not_before=office.house.clock() + timedelta(days=9000))
    with office.writing() as desk:
        Mailbox(desk).alarm(office.people["otto"], UNREADABLE)
    forward(office, hours=1)
    [row] = office.mails(kind="alarm")
    assert row.told["troubles"] == [UNREADABLE]
    assert claim(office, "alarm", "otto").mail_id == row.id


def test_a_time_to_come_is_not_when_the_last_mail_was_taken(
    office: SmallOffice, calendar: Calendar
) -> None:
    """The page shows the newest that can be."""
    office.enter("ana", 5)
    plan(office, calendar)
    with office.writing() as desk:
        reminders.settle(desk, reminders.claim(desk)[0])
    taken = office.house.clock()
    with office.writing() as desk:
        Mailbox(desk).alarm(office.people["otto"], UNREADABLE)
        desk.db.flush()
        moved = update(Mail).where(Mail.kind == "alarm").values(accepted_at=taken + 30 * A_DAY)
        desk.db.execute(moved)
    with reading(office) as desk:
        assert pulse.pulse(desk).last_accepted == taken


@pytest.mark.parametrize("when", ["taken", "to come"])
def test_made_up_mails_in_every_window_to_come_hold_none_up(
    office: SmallOffice, calendar: Calendar, when: str
) -> None:
    """A mail leaves now, the next with the next window; what waits then for too long is late."""
    now, ana = office.house.clock(), office.people["ana"]
    window = window_of(office.house, now)
    blank: dict[str, Any] = {"recipient_id": ana, "state": "accepted", "not_before": now}
    blank |= {"lease_until": None, "fence": 0, "attempts": 0, "last_class": ""}
    plant_many(
        office,
        "mail",
        [
            blank
            | {"id": uuid4(), "kind": kind, "window": window + hours}
            | {"accepted_at": now + timedelta(hours=hours if when == "to come" else -2 * 24)}
            for kind in ("digest", "urgent", "daily")
            for hours in range(24 * 90)
        ],
    )
    first = office.enter("ana", 5)
    plan(office, calendar)
    assert _waiting(office) == [first]
    with office.writing() as desk:
        for held in reminders.claim(desk):
            reminders.settle(desk, held)
    assert _waiting(office) == []
    second = office.enter("ana", 5)
    plan(office, calendar)
    forward(office, hours=1)
    with reading(office) as desk:
        assert LATE not in pulse.found(desk)
    forward(office, minutes=20)
    with reading(office) as desk:
        assert LATE in pulse.found(desk)
    assert _waiting(office) == [second]
    claim(office, "digest", "ana")
