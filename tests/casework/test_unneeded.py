"""A date that asking cannot cure is not withdrawn by one person. It is Wednesday 14 April 2027."""

from uuid import UUID

import pytest

from app.casework import deadlines, endings, moving
from app.casework.deadlines import DeadlineView
from app.casework.endings import Completion
from app.casework.moving import DeadlineChange
from app.casework.reminders.troubles import UNNEEDED_ASKED
from app.errors import Refused
from app.models import Schedule, Staff
from tests.casework.briefs import add
from tests.casework.bringing_back import wrong
from tests.casework.covering import alarms
from tests.support.office import Office, id_of
from tests.support.smaller import leave_long_ago

WHY = "The client won before the Board."


@pytest.fixture
def fatal(office: Office) -> DeadlineView:
    """A fatal date of a case that the whole office team reads."""
    return add(office, office.open_case().id, fatal=True)


def _withdraw(office: Office, row: UUID, by: str = "alma") -> DeadlineView:
    with office.writing(by) as desk:
        return endings.complete(desk, row, Completion(outcome="not_needed", note=WHY))


def _one(office: Office, row: UUID, by: str = "alma") -> DeadlineView:
    with office.reading(by) as desk:
        return deadlines.one(desk, row)


def test_it_stays_open_until_a_second_person_says_so_too(
    office: Office, fatal: DeadlineView
) -> None:
    """Whoever else reads the case is asked by mail; the first cannot be the second."""
    first = _withdraw(office, fatal.id)
    assert (first.status, first.unneeded_by, first.unneeded_mine) == ("open", "Alma", True)
    with office.night() as desk:
        assert desk.db.get_one(Schedule, fatal.id).status == "open"
    for name, told in (("bruno", True), ("dina", True), ("alma", False), ("ivo", False)):
        assert (UNNEEDED_ASKED in alarms(office, name)) is told
    with pytest.raises(Refused, match="said so already"):
        _withdraw(office, fatal.id)
    seen = _one(office, fatal.id, "bruno")
    assert (seen.unneeded_by, seen.unneeded_why, seen.unneeded_mine) == ("Alma", WHY, False)
    ended = _withdraw(office, fatal.id, "bruno")
    assert (ended.status, ended.unneeded_by) == ("not_needed", "")
    assert wrong(office) == []


def test_a_colleague_keeps_it(office: Office, fatal: DeadlineView) -> None:
    """Then it takes two again; what was said stays in its history."""
    _withdraw(office, fatal.id)
    with office.writing("dina") as desk:
        kept = endings.keep(desk, fatal.id, deadlines.one(desk, fatal.id).version)
    assert (kept.status, kept.unneeded_by) == ("open", "")
    assert kept.history[-1]["reason"] == WHY
    assert wrong(office) == []
    assert _withdraw(office, fatal.id, "dina").status == "open"
    view = add(office, office.open_case().id)
    with pytest.raises(Refused, match="Nobody has said"), office.writing() as desk:
        endings.keep(desk, view.id, view.version)


def test_taking_the_mark_off_first_does_not_make_one_person_enough(
    office: Office, fatal: DeadlineView
) -> None:
    """A date that was fatal once stays one here."""
    with office.writing() as desk:
        wanted = {"version": fatal.version, "fatal": False, "override_reason": "A slip"}
        moving.change(desk, fatal.id, DeadlineChange.model_validate(wanted))
    assert _withdraw(office, fatal.id).status == "open"


def test_what_was_said_of_a_day_falls_away_when_it_is_moved_or_filed(
    office: Office, fatal: DeadlineView
) -> None:
    """It was said of the date as it stood."""
    said = _withdraw(office, fatal.id)
    with office.writing() as desk:
        wanted = {"version": said.version, "due": "2027-04-22", "override_reason": "Extended"}
        moved = moving.change(desk, fatal.id, DeadlineChange.model_validate(wanted))
    assert moved.unneeded_by == ""
    assert _withdraw(office, fatal.id).unneeded_by == "Alma"
    with office.writing() as desk:
        filed = endings.complete(desk, fatal.id, Completion(note="Receipt 1"))
    assert (filed.status, filed.unneeded_by) == ("filed", "")


def test_where_nobody_else_of_the_legal_staff_reads_the_case_one_person_is_enough(
    office: Office,
) -> None:
    """An office of one is not left with a date that rings for ever."""
    alone = add(office, office.open_case(named_only=True).id, fatal=True)
    leave_long_ago(office, "bruno", "carmen", "dina")
    assert _withdraw(office, alone.id).status == "not_needed"


def test_who_left_since_does_not_count_as_the_first(office: Office, fatal: DeadlineView) -> None:
    """Her word waits for nobody; the next person is the first."""
    _withdraw(office, fatal.id, "bruno")
    with office.night(writes=True) as desk:
        desk.db.get_one(Staff, id_of(office, "bruno")).state = "left"
    again = _withdraw(office, fatal.id)
    assert (again.status, again.unneeded_by) == ("open", "Alma")


def test_what_can_be_cured_takes_one_person(office: Office) -> None:
    """As before."""
    assert _withdraw(office, add(office, office.open_case().id).id).status == "not_needed"
