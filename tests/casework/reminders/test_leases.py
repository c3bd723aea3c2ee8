"""One worker at a time holds a mail."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

from sqlalchemy import select, update
from sqlalchemy.orm import aliased

from app.casework import reminders
from app.casework.calendar import Calendar
from app.casework.reminders import Claim
from app.chance import Chance
from app.mail.smtp import Fault
from app.models import Schedule, Staff
from tests.casework.reminders.telling import claim, forward, plan, text
from tests.night.house import SmallOffice


def _overtaken(office: SmallOffice, calendar: Calendar) -> tuple[Claim, Claim]:
    """Return the lapsed lease of one mail, and that of whoever took it over."""
    office.enter("ana", 5)
    plan(office, calendar)
    early = claim(office, "digest", "ana")
    forward(office, seconds=301)
    return early, claim(office, "digest", "ana")


def test_a_lapsed_lease_is_taken_over_and_the_late_worker_refused(
    office: SmallOffice, calendar: Calendar
) -> None:
    """Whoever slept past the lease settles nothing (the fence)."""
    early, late = _overtaken(office, calendar)
    with office.writing() as desk:
        assert not reminders.settle(desk, early)
        assert reminders.renew(desk, early) is None
        assert reminders.settle(desk, late)
    assert late.fence == early.fence + 1


def test_writing_a_mail_renews_its_lease(office: SmallOffice, calendar: Calendar) -> None:
    """The last of a batch is not lost to another worker because the first ones took long."""
    office.enter("ana", 5)
    plan(office, calendar)
    held = claim(office, "digest", "ana")
    forward(office, seconds=200)
    assert text(office, held) is not None
    [mail] = office.mails(kind="digest")
    assert mail.lease_until == office.house.clock() + timedelta(seconds=300)


def test_a_lease_that_runs_is_left_alone(office: SmallOffice, calendar: Calendar) -> None:
    """A second worker finds nothing to do while the first is at it."""
    office.enter("ana", 5)
    plan(office, calendar)
    claim(office, "digest", "ana")
    with office.writing() as desk:
        assert reminders.claim(desk) == []


def test_the_relays_trouble_costs_no_attempt(office: SmallOffice, calendar: Calendar) -> None:
    """A mail that could not leave for the server's sake may leave at once when it is back."""
    office.enter("ana", 5)
    plan(office, calendar)
    for _ in range(3):
        held = claim(office, "digest", "ana")
        with office.writing() as desk:
            reminders.failed(desk, held, Fault.RELAY, 421)
    [mail] = office.mails(kind="digest")
    assert (mail.attempts, mail.state, mail.last_class) == (0, "ready", "relay 421")


def test_a_recipients_trouble_backs_off(office: SmallOffice, calendar: Calendar) -> None:
    """At most 1, 5, 15, 30, 60 and again 60 minutes; by chance as little as a second."""
    _draws(office, lambda below: below - 1)
    office.enter("ana", 9)  # rings again in two days
    plan(office, calendar)
    waits = []
    for _ in range(6):
        held = claim(office, "digest", "ana")
        with office.writing() as desk:
            reminders.failed(desk, held, Fault.LATER, 450)
        [mail] = office.mails(kind="digest")
        wait = mail.not_before - office.house.clock()
        waits.append(wait.total_seconds() / 60)
        forward(office, seconds=wait.total_seconds())
    assert waits == [1, 5, 15, 30, 60, 60]
    _draws(office, lambda _below: 0)
    held = claim(office, "digest", "ana")
    with office.writing() as desk:
        reminders.failed(desk, held, Fault.LATER, 450)
    [mail] = office.mails(kind="digest")
    assert mail.not_before - office.house.clock() == timedelta(seconds=1)


def _draws(office: SmallOffice, chance: Chance) -> None:
    """Let the office draw what the test wants."""
    office.house = replace(office.house, chance=chance)


def test_a_late_failure_changes_nothing(office: SmallOffice, calendar: Calendar) -> None:
    """Whoever lost the lease cannot put the mail back under the new holder's hands."""
    early, late = _overtaken(office, calendar)
    with office.writing() as desk:
        reminders.failed(desk, early, Fault.REFUSED, 550)
    assert text(office, early) is None
    with office.writing() as desk:
        assert reminders.settle(desk, late)


def test_an_account_that_does_not_open_has_no_address(
    office: SmallOffice, calendar: Calendar
) -> None:
    """Its mail is leased all the same; the empty address is refused, and the next in line told."""
    office.enter("ana", 5)
    plan(office, calendar)
    with office.writing() as desk:
        other = aliased(Staff)
        card = select(other.card).where(other.role == "office_admin").scalar_subquery()
        ana = Staff.id == office.people["ana"]
        desk.db.execute(update(Staff).where(ana).values(card=card))
    assert claim(office, "digest", "ana").address == ""


def test_a_mail_waits_no_longer_than_until_its_next_slot(
    office: SmallOffice, calendar: Calendar
) -> None:
    """Tried for the fifth time at 7:26 it waits one of the four minutes, though an hour is due."""
    _draws(office, lambda below: below - 1)
    office.enter("ana", 8)  # rings again on Thursday 11 at half past seven in New York: 7 days
    office.enter("ana", 13)
    plan(office, calendar)
    for _ in range(4):
        held = claim(office, "digest", "ana")
        with office.writing() as desk:
            reminders.failed(desk, held, Fault.LATER, 450)
        forward(office, hours=1)
    office.clock.now = datetime(2027, 3, 11, 12, 26, tzinfo=UTC)
    held = claim(office, "digest", "ana")
    with office.writing() as desk:
        reminders.failed(desk, held, Fault.LATER, 450)
    [row] = office.mails(kind="digest")
    assert (row.attempts, row.not_before) == (5, datetime(2027, 3, 11, 12, 27, tzinfo=UTC))


def test_a_row_that_does_not_open_shortens_no_wait(office: SmallOffice, calendar: Calendar) -> None:
    """One date was changed outside Amparo: the mail backs off by the others."""
    _draws(office, lambda below: below - 1)
    broken = office.enter("ana", 5)
    office.enter("ana", 6)
    plan(office, calendar)
    held = claim(office, "digest", "ana")
    with office.writing() as desk:
        card = select(Staff.card).limit(1).scalar_subquery()
        desk.db.execute(update(Schedule).where(Schedule.id == broken).values(card=card))
    with office.writing() as desk:
        reminders.failed(desk, held, Fault.LATER, 450)
    [row] = office.mails(kind="digest")
    assert row.not_before - office.house.clock() == timedelta(minutes=1)
