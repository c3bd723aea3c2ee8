"""Passing a date to its back-up, and escalating it: by POST alone, once for each of its slots."""

from uuid import UUID

import pytest
from sqlalchemy import select

from app.casework import reminders
from app.casework.calendar import Calendar
from app.casework.reminders.text import code_of
from app.errors import Refused
from app.models import Audit
from tests.casework.reminders.telling import claim, plan, text, token_in, waiting
from tests.night.house import SmallOffice, reading


def told(office: SmallOffice, who: str, entry: UUID) -> bool:
    """Tell whether an urgent mail to somebody holds a date."""
    rows = office.mails(kind="urgent", recipient_id=office.people[who])
    return any(item[0] == str(entry) for row in rows for item in row.told["items"])


def test_the_back_up_is_told_at_once_and_the_supervisor_is_not(
    office: SmallOffice, calendar: Calendar
) -> None:
    """Twelve days before, when only she who answers would be told; she has seen it by that."""
    entry = office.enter("ana", 12, backup_id=office.people["luis"])
    plan(office, calendar)
    assert not told(office, "luis", entry)
    with office.desk_of("ana", writes=True) as desk:
        assert reminders.pass_on(desk, entry, "pass") == {office.people["luis"]}
    assert told(office, "luis", entry)
    assert not told(office, "sofia", entry)
    assert (waiting(office, "ana"), waiting(office, "luis")) == (set(), {entry})


def test_escalating_tells_everybody_whom_its_day_would_tell(
    office: SmallOffice, calendar: Calendar
) -> None:
    """Back-up and supervisors; whoever escalates is not told again."""
    entry = office.enter("ana", 12, backup_id=office.people["luis"])
    plan(office, calendar)
    with office.desk_of("ana", writes=True) as desk:
        people = reminders.pass_on(desk, entry, "escalate")
    assert people == {office.people["luis"], office.people["sofia"]}
    assert told(office, "sofia", entry)
    assert not told(office, "ana", entry)


def test_it_is_noted_each_time_and_told_once_a_slot(
    office: SmallOffice, calendar: Calendar
) -> None:
    """However often the button is pressed, nobody's mail holds the date twice."""
    entry = office.enter("ana", 12, backup_id=office.people["luis"])
    plan(office, calendar)
    for _ in range(3):
        with office.desk_of("ana", writes=True) as desk:
            reminders.pass_on(desk, entry, "pass")
    (row,) = office.mails(kind="urgent", recipient_id=office.people["luis"])
    assert len(row.told["items"]) == 1
    with reading(office) as desk:
        noted = select(Audit.object_id).where(Audit.action == "reminder.pass")
        assert desk.db.scalars(noted).all() == [entry] * 3


def test_the_next_round_tells_nobody_of_it_again(office: SmallOffice, calendar: Calendar) -> None:
    """What the back-up was told she was told; her own first slot still rings at its time."""
    entry = office.enter("ana", 12, backup_id=office.people["luis"])
    plan(office, calendar)
    with office.desk_of("ana", writes=True) as desk:
        reminders.pass_on(desk, entry, "pass")
    before = len(office.marks())
    plan(office, calendar)
    assert len(office.marks()) == before


@pytest.mark.parametrize(
    ("days", "backup", "status", "deed", "said"),
    [
        (12, "", "open", "pass", "name a back-up"),
        (90, "luis", "open", "pass", "No reminder"),
        (12, "luis", "filed", "escalate", "filed, moved or cancelled"),
    ],
)
def test_what_cannot_be_passed_says_why(
    office: SmallOffice,
    calendar: Calendar,
    days: int,
    backup: str,
    status: str,
    deed: str,
    said: str,
) -> None:
    """No back-up, no reminder yet, or over since: nothing is written."""
    entry = office.enter("ana", days, backup_id=office.people.get(backup))
    plan(office, calendar)
    office.change(entry, status=status)
    before = len(office.marks())
    with (
        office.desk_of("ana", writes=True) as desk,
        pytest.raises(Refused, match=said),
    ):
        reminders.pass_on(desk, entry, "pass")
    assert len(office.marks()) == before


def test_a_mails_link_passes_what_the_mail_told_and_nothing_else(
    office: SmallOffice, calendar: Calendar
) -> None:
    """By its code; another date of hers, which this mail does not hold, stays as it is."""
    entry = office.enter("ana", 2, backup_id=office.people["luis"])
    plan(office, calendar)
    token = token_in(text(office, claim(office, "urgent", "ana")))
    other = office.enter("ana", 12, backup_id=office.people["luis"])
    codes = [code_of(office.house, each) for each in (entry, other)]
    with office.writing() as desk:
        reminders.by_link(desk, token, "escalate", codes)
    assert told(office, "sofia", entry)
    assert not told(office, "luis", other)
    assert waiting(office, "ana") == set()
    with office.writing() as desk, pytest.raises(Refused):
        reminders.by_link(desk, token, "pass", [])
