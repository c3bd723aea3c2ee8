"""Who is told of a date, and how often."""

from datetime import timedelta

import pytest
from sqlalchemy import select, update

from app.casework import reminders
from app.casework.calendar import Calendar
from app.casework.reminders.troubles import (
    ALTERED,
    FELL_BACK,
    NOBODY_LEFT,
    SENTENCES,
    UNREADABLE,
)
from app.mail.smtp import Fault
from app.models import Mail, Schedule, Staff
from tests.casework.reminders.telling import claim, forward, plan, text, told
from tests.night.house import SmallOffice

# --- who is told, and how often -------------------------------------------------------------------


def test_each_slot_is_told_once(office: SmallOffice, calendar: Calendar) -> None:
    """Planning again, and again in another process, finds nothing more to tell."""
    office.enter("ana", 5)
    plan(office, calendar)
    marked = len(office.marks())
    plan(office, calendar)
    plan(office, Calendar())
    assert len(office.marks()) == marked == 3  # 7 is told, 30 and 14 are collapsed into it
    assert [len(items) for items in told(office, "digest").values()] == [1]


def test_a_late_entry_collapses(office: SmallOffice, calendar: Calendar) -> None:
    """Entered with five days to go: one line, and the older slots are marked with the same mail."""
    office.enter("ana", 5)
    plan(office, calendar)
    [mail] = office.mails(kind="digest")
    assert {mark.mail_id for mark in office.marks()} == {mail.id}
    assert sorted((mark.slot, mark.kind) for mark in office.marks()) == [
        (7, "told"),
        (14, "collapsed"),
        (30, "collapsed"),
    ]


def test_the_nearer_the_more_people(office: SmallOffice, calendar: Calendar) -> None:
    """At five days the back-up is told as well, at two days every supervising attorney."""
    far = office.enter("ana", 5, backup_id=office.people["luis"])
    near = office.enter("ana", 2, backup_id=office.people["luis"])
    plan(office, calendar)
    assert told(office, "digest") == {"ana": [far], "luis": [far]}
    assert told(office, "urgent") == {"ana": [near], "luis": [near], "sofia": [near]}


def test_what_the_other_side_owes_is_told_and_never_urgent(
    office: SmallOffice, calendar: Calendar
) -> None:
    """Two days off it goes with the other mails, to no supervisor; afterwards every morning."""
    luis = office.people["luis"]
    theirs = office.enter("ana", 2, backup_id=luis, routine=True)
    plan(office, calendar)
    assert told(office, "digest") == {"ana": [theirs], "luis": [theirs]}
    assert told(office, "urgent") == {}
    said = text(office, claim(office, "digest", "ana"))
    assert said is not None
    assert ("urgent)" in said, "in 2 days" in said, "answer by" in said) == (False, True, False)
    forward(office, days=4)
    plan(office, calendar)
    assert told(office, "urgent") == {}


def test_whoever_takes_over_is_told_at_once(office: SmallOffice, calendar: Calendar) -> None:
    """A new responsible person hears of the slot that the one before was told."""
    entry = office.enter("ana", 5)
    plan(office, calendar)
    office.change(entry, responsible_id=office.people["luis"])
    plan(office, calendar)
    assert told(office, "digest") == {"ana": [entry], "luis": [entry]}


@pytest.mark.parametrize(
    ("gone", "backup", "told_instead"),
    [
        pytest.param(["ana"], "luis", "luis", id="the back-up"),
        pytest.param(["ana"], None, "sofia", id="the supervising attorney"),
        pytest.param(["ana", "luis", "sofia"], "luis", "otto", id="the administrator"),
    ],
)
def test_somebody_is_always_told(
    office: SmallOffice, calendar: Calendar, gone: list[str], backup: str | None, told_instead: str
) -> None:
    """A colleague who left is passed over, and the next in line is told; that is said aloud."""
    backup_id = office.people[backup] if backup else None
    entry = office.enter("ana", 12, backup_id=backup_id)
    with office.writing() as desk:
        for name in gone:
            desk.db.get_one(Staff, office.people[name]).state = "left"
    assert plan(office, calendar) == {FELL_BACK}
    assert told(office, "digest") == {told_instead: [entry]}


def test_nobody_left_is_an_alarm_and_not_a_silence(office: SmallOffice, calendar: Calendar) -> None:
    """With no account left the date stays unmarked, so the first who comes is told."""
    entry = office.enter("ana", 12)
    with office.writing() as desk:
        for account in desk.db.scalars(select(Staff)):
            account.state = "left"
    assert plan(office, calendar) == {NOBODY_LEFT}
    assert office.marks() == []
    office.hire("nora", "office_admin")
    calendar.ring()
    plan(office, calendar)
    assert told(office, "digest") == {"nora": [entry]}


@pytest.mark.parametrize(("column", "value"), [("state", "left"), ("role", "auditor")])
def test_an_account_changed_at_the_shell_is_an_alarm_and_not_a_silence(
    office: SmallOffice, calendar: Calendar, column: str, value: str
) -> None:
    """Whoever takes a colleague out of the roster in the database brings in the next in line."""
    entry = office.enter("ana", 12, backup_id=office.people["luis"])
    with office.writing() as desk:
        ana = Staff.id == office.people["ana"]
        desk.db.execute(update(Staff).where(ana).values({column: value}))
    assert ALTERED in plan(office, calendar)
    assert told(office, "digest") == {"luis": [entry]}
    assert set(told(office, "alarm")) == {"sofia", "otto"}


def test_a_waiting_mail_to_an_altered_account_is_put_aside(
    office: SmallOffice, calendar: Calendar
) -> None:
    """It does not leave, is not lost, and holds up nobody else's."""
    office.enter("ana", 12)
    plan(office, calendar)
    held = claim(office, "digest", "ana")
    with office.writing() as desk:
        ana = Staff.id == office.people["ana"]
        desk.db.execute(update(Staff).where(ana).values(role="office_admin"))
    assert text(office, held) is None
    [parked] = office.mails(state="parked")
    assert parked.id == held.mail_id


def test_a_mail_turned_to_another_colleague_tells_her_nothing(
    office: SmallOffice, calendar: Calendar
) -> None:
    """Whose mail it is stands under its seal."""
    office.enter("ana", 12)
    plan(office, calendar)
    otto = office.people["otto"]
    with office.writing() as desk:
        desk.db.execute(update(Mail).where(Mail.kind == "digest").values(recipient_id=otto))
    said = text(office, claim(office, "digest", "otto"))
    assert said is not None
    assert "/r/" not in said
    assert SENTENCES[UNREADABLE][:30] in said


def test_an_address_that_refuses_brings_in_the_next(
    office: SmallOffice, calendar: Calendar
) -> None:
    """After a refusal the back-up is told of a slot that was not hers, and supervisors hear why."""
    entry = office.enter("ana", 12, backup_id=office.people["luis"])
    plan(office, calendar)
    held = claim(office, "digest", "ana")
    with office.writing() as desk:
        reminders.failed(desk, held, Fault.REFUSED, 550)
    calendar.ring()
    plan(office, calendar)
    assert told(office, "digest") == {"ana": [entry], "luis": [entry]}
    assert set(told(office, "alarm")) == {"sofia", "otto"}
    [parked] = office.mails(state="parked")
    assert parked.not_before == office.house.clock() + timedelta(days=1)


# --- at most one mail of a kind in a window -------------------------------------------------------


def test_a_second_date_joins_the_mail_that_waits(office: SmallOffice, calendar: Calendar) -> None:
    """Before the window's mail left, another date is one more line in it."""
    first = office.enter("ana", 5)
    plan(office, calendar)
    second = office.enter("ana", 4)
    plan(office, calendar)
    assert told(office, "digest") == {"ana": [first, second]}


@pytest.mark.parametrize("state", ["leased", "accepted"])
def test_what_comes_after_the_mail_left_waits(
    office: SmallOffice, calendar: Calendar, state: str
) -> None:
    """Once the window's mail is on its way, the next leaves when the next window begins."""
    office.enter("ana", 5)
    plan(office, calendar)
    held = claim(office, "digest", "ana")
    if state == "accepted":
        with office.writing() as desk:
            assert reminders.settle(desk, held)
    office.enter("ana", 4)
    plan(office, calendar)
    first, second = office.mails(kind="digest")
    assert second.window == first.window + 1
    assert second.not_before == office.house.clock().replace(hour=16)  # it is 15:00


def test_a_mail_that_left_late_counts_for_the_window_it_left_in(
    office: SmallOffice, calendar: Calendar
) -> None:
    """Planned at three, taken after four: what comes then waits until five."""
    office.enter("ana", 5)
    plan(office, calendar)
    forward(office, minutes=70)
    held = claim(office, "digest", "ana")
    with office.writing() as desk:
        assert reminders.settle(desk, held)
    office.enter("ana", 4)
    plan(office, calendar)
    [mail] = office.mails(kind="digest", state="ready")
    assert mail.not_before == office.house.clock().replace(hour=17, minute=0)


def test_two_that_may_leave_do_not_leave_together(office: SmallOffice, calendar: Calendar) -> None:
    """A mail put back and the next window's come due in one hour: one leaves, the other waits."""
    office.enter("ana", 5)
    plan(office, calendar)
    held = claim(office, "digest", "ana")
    office.enter("ana", 4)
    plan(office, calendar)
    with office.writing() as desk:
        reminders.failed(desk, held, Fault.LATER, 450)
    forward(office, minutes=61)
    first = claim(office, "digest", "ana")
    with office.writing() as desk:
        assert reminders.settle(desk, first)
    forward(office, minutes=20)
    with office.writing() as desk:
        assert [c for c in reminders.claim(desk) if c.kind == "digest"] == []
    forward(office, minutes=60)
    claim(office, "digest", "ana")


def test_what_comes_for_a_refused_address_is_tried_once_an_hour(
    office: SmallOffice, calendar: Calendar
) -> None:
    """A new date joins the parked mail, which leaves again with the next window."""
    first = office.enter("ana", 5)
    plan(office, calendar)
    held = claim(office, "digest", "ana")
    with office.writing() as desk:
        reminders.failed(desk, held, Fault.REFUSED, 550)
    second = office.enter("ana", 4)
    plan(office, calendar)
    assert told(office, "digest")["ana"] == [first, second]
    [mail] = [row for row in office.mails(kind="digest") if row.id == held.mail_id]
    assert (mail.state, mail.not_before) == ("ready", office.house.clock().replace(hour=16))


def test_an_alarm_is_told_once_a_day(office: SmallOffice, calendar: Calendar) -> None:
    """However often planning meets the same trouble; on the next day it is told again."""
    office.enter("ana", 5)
    with office.writing() as desk:
        desk.db.execute(update(Staff).where(Staff.role == "paralegal").values(state="left"))
        desk.db.execute(update(Schedule).values(case_id=Schedule.case_id, kind="hearing"))
        other = select(Staff.card).limit(1).scalar_subquery()
        desk.db.execute(update(Schedule).values(card=other))
    for _ in range(3):
        plan(office, calendar)
    assert len(office.mails(kind="alarm")) == 2
    forward(office, hours=26)
    plan(office, calendar)
    assert len(office.mails(kind="alarm")) == 2  # the first ones still wait
    with office.writing() as desk:
        for held in reminders.claim(desk):
            reminders.settle(desk, held)
    forward(office, hours=26)
    plan(office, calendar)
    assert len(office.mails(kind="alarm")) == 4
