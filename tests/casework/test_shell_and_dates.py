"""What a writer at the database's shell does to dates that are not his, and to nobody's dates."""

from uuid import UUID

import pytest

from app.casework import access, adding, cases, clashes, pulse, scheduling
from app.casework.adding import NewDeadline
from app.casework.calendar import Calendar
from app.casework.scheduling import NewHearing
from tests.support.office import Office
from tests.support.shell import at_the_shell, plant


def _dated(office: Office) -> tuple[UUID, UUID]:
    """A case that only Alma and Carmen hold, with a deadline; return both ids."""
    case_id = office.open_case(named_only=True).id
    with office.writing() as desk:
        typed = {"case_id": case_id, "title": "Brief", "due": "2027-06-01"}
        return case_id, adding.add(desk, NewDeadline.model_validate(typed)).id


@pytest.mark.parametrize("number", [2**31 - 1, 2**40])
def test_a_number_from_outside_hides_no_later_date(office: Office, number: int) -> None:
    """The follower passes over the row that was changed and takes up what comes after it."""
    case_id, old = _dated(office)
    calendar = Calendar()
    with office.night() as desk:
        calendar.follow(desk)
    at_the_shell(office, "schedule", {"id": old}, changed=number)
    with office.night() as desk:
        calendar.follow(desk)
    with office.writing() as desk:
        typed = {"case_id": case_id, "title": "Appeal", "due": "2027-04-16", "fatal": True}
        new = adding.add(desk, NewDeadline.model_validate(typed)).id
    with office.night() as desk:
        calendar.follow(desk)
    assert calendar.get(new) is not None


def test_a_date_that_no_number_told_of_is_found_within_the_hour(office: Office) -> None:
    """Its number was set back: the self-check takes it up, or counts it as not covered."""
    _, first = _dated(office)
    calendar = Calendar()
    with office.night() as desk:
        calendar.follow(desk)
    _, hidden = _dated(office)
    at_the_shell(office, "schedule", {"id": hidden}, changed=0)
    with office.night(writes=True) as desk:
        coverage = pulse.self_check(desk, calendar)
    assert calendar.get(first) is not None
    assert coverage.missing >= 1
    assert hidden in calendar.unreadable


def test_a_row_moved_into_ones_own_case_tells_no_day(office: Office) -> None:
    """The red row of what does not open speaks of a day only where the schedule says whose."""
    _, theirs = _dated(office)
    own = office.open_case("ivo").id
    at_the_shell(office, "deadlines", {"id": theirs}, case_id=own)
    with office.reading("ivo") as desk:
        shown = cases.one(desk, own)
    assert [(each.id, each.on, each.at) for each in shown.damaged] == [(theirs, None, "")]


def _planted(office: Office, case_id: UUID, who: str) -> None:
    plant(
        office,
        "grants",
        case_id=case_id,
        principal_id=office.people[who].id,
        epoch=1,
        role="named",
        grantor_id=office.people["alma"].id,
        form=access.REWRAPPED,
        body=b"x" * 62,
    )


def test_a_planted_grant_tells_no_hour_and_makes_no_reader(office: Office) -> None:
    """Neither the clash line nor the choice of who answers for a date believes the row."""
    case_id, _ = _dated(office)
    with office.writing() as desk:
        set_for = {"case_id": case_id, "starts": "2027-07-01T09:00", "kind": "master"}
        scheduling.schedule_hearing(desk, NewHearing.model_validate(set_for))
    own = office.open_case("ivo", lead_id=office.people["alma"].id).id
    _planted(office, case_id, "ivo")
    with office.reading("ivo") as desk:
        new = NewHearing.model_validate(
            {"case_id": own, "starts": "2027-07-01T09:00", "kind": "master"}
        )
        assert clashes.clashes(desk, office.calendar, new, "America/New_York") == []
    with office.reading() as desk:
        access.open_case(desk, case_id)
        assert office.people["ivo"].id not in access.readers(desk, case_id)
