"""What is said when a date that was told no longer holds."""

from datetime import timedelta

import pytest

from app.casework import reminders
from app.casework.calendar import Calendar
from app.casework.reminders.mails import items_of
from app.models import Staff
from tests.casework.reminders.telling import claim, plan, text, told, waiting
from tests.night.house import SmallOffice


def test_a_moved_date_is_corrected(office: SmallOffice, calendar: Calendar) -> None:
    """Whoever was told the old date hears of the new one, though it is far away."""
    entry = office.enter("ana", 5)
    plan(office, calendar)
    held = claim(office, "digest", "ana")
    with office.writing() as desk:
        assert reminders.settle(desk, held)
    row = {"due": office.house.clock().date() + timedelta(days=90)}
    office.change(entry, edition=2, safe=row["due"], **row)
    plan(office, calendar)
    assert told(office, "urgent") == {"ana": [entry]}
    said = text(office, claim(office, "urgent", "ana"))
    assert said is not None
    assert "the date changed =C2=B7 it is now Tue Jun 8 =C2=B7 in 90 days" in said


def test_a_moved_hearing_is_withdrawn(office: SmallOffice, calendar: Calendar) -> None:
    """A hearing that was told and then moved no longer holds, and that is said once."""
    entry = office.enter("ana", 12, "hearing")
    plan(office, calendar)
    office.enter("ana", 90)
    plan(office, calendar)
    office.change(entry, status="moved")  # while no worker runs
    for _ in range(2):
        plan(office, Calendar())
    [mail] = office.mails(kind="urgent")
    assert [item.news for item in items_of(mail)] == ["withdrawn"]
    said = text(office, claim(office, "urgent", "ana"))
    assert said is not None
    assert "the date Mon Mar 22 that you were told no longer holds" in said


def test_a_new_edition_is_told_and_seen_afresh(office: SmallOffice, calendar: Calendar) -> None:
    """Having seen the old date says nothing of the new one."""
    entry = office.enter("ana", 5)
    plan(office, calendar)
    with office.desk_of("ana", writes=True) as desk:
        reminders.acknowledge(desk, [entry])
    day = office.house.clock().date() + timedelta(days=6)
    office.change(entry, edition=2, due=day, safe=day)
    plan(office, calendar)
    assert {(mark.edition, mark.slot) for mark in office.marks() if mark.kind == "told"} == {
        (1, 7),
        (2, 7),
    }
    assert waiting(office, "ana") == {entry}


def test_what_nobody_was_told_needs_no_correction(office: SmallOffice, calendar: Calendar) -> None:
    """A date far away that moves before any reminder is nobody's news."""
    entry = office.enter("ana", 80)
    plan(office, calendar)
    office.change(entry, edition=2)
    plan(office, calendar)
    assert office.mails(kind="urgent") == []


@pytest.mark.parametrize(
    "change", [{"status": "filed"}, {"edition": 2}, {"whose": "told"}], ids=str
)
def test_what_no_longer_holds_leaves_the_letter(
    office: SmallOffice, calendar: Calendar, change: dict[str, object]
) -> None:
    """A date closed or moved between planning and sending is not told; an empty mail is dropped."""
    entry = office.enter("ana", 5)
    plan(office, calendar)
    held = claim(office, "digest", "ana")
    office.change(entry, **change)
    assert text(office, held) is None
    assert [mail.state for mail in office.mails(kind="digest")] == ["dropped"]


def test_a_mail_to_somebody_who_left_is_dropped(office: SmallOffice, calendar: Calendar) -> None:
    """Recipients are resolved when the mail is written."""
    office.enter("ana", 5)
    plan(office, calendar)
    held = claim(office, "digest", "ana")
    with office.writing() as desk:
        desk.db.get_one(Staff, office.people["ana"]).state = "left"
    assert text(office, held) is None
