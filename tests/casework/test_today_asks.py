"""What Today tells before it is too late: who reads, whose word waits, whom one will cover for."""

from datetime import timedelta
from uuid import UUID

from app.casework import covers, endings, shredding, tidings
from app.casework.endings import Completion
from app.casework.tidings import Tidings
from tests.casework.briefs import add
from tests.casework.covering import TODAY, declare, name_cover
from tests.casework.test_cover_attacks import emergency_of
from tests.support.office import Office


def _of(office: Office, name: str) -> Tidings:
    with office.reading(name) as desk:
        return tidings.of(desk)


def test_whoever_holds_a_case_sees_emergency_access_while_it_runs(office: Office) -> None:
    """And for a week that it was; neither whoever has it nor who cannot open the case."""
    case_id = office.open_case("dina", named_only=True).id
    name_cover(office, "dina", "bruno")
    emergency_of(office, "bruno", case_id)
    [seen] = _of(office, "dina").emergencies
    assert (seen.who, seen.case_id, seen.runs) == ("Bruno", case_id, True)
    for name in ("bruno", "ivo"):
        assert _of(office, name).emergencies == []
    office.clock.forward(hours=5)
    assert [each.runs for each in _of(office, "dina").emergencies] == [False]
    office.clock.forward(days=7)
    assert _of(office, "dina").emergencies == []


def test_whoever_may_be_the_second_is_asked_of_a_far_date(office: Office) -> None:
    """A month ahead it stands in no list of urgent dates; once she said so, nobody is asked."""
    case_id = office.open_case("alma").id
    row = add(office, case_id, fatal=True, due=TODAY + timedelta(days=33)).id
    assert _of(office, "bruno").unneeded == []
    said(office, row, "alma")
    office.clock.forward(days=9)
    [seen] = _of(office, "bruno").unneeded
    assert (seen.id, seen.who, seen.case_id) == (row, "Alma", case_id)
    assert _of(office, "alma").unneeded == _of(office, "ivo").unneeded == []
    said(office, row, "bruno")
    assert _of(office, "dina").unneeded == []


def said(office: Office, row: UUID, name: str) -> None:
    """Say that a date is not needed."""
    with office.writing(name) as desk:
        endings.complete(desk, row, Completion(outcome="not_needed", note="The client won."))


def test_a_cover_sees_whom_she_covers_for_before_the_day(office: Office) -> None:
    """Nothing is open to her until then."""
    name_cover(office, "dina", "bruno")
    starts = TODAY + timedelta(days=5)
    declare(office, "dina", starts=starts, until=starts + timedelta(days=2))
    with office.reading("bruno") as desk:
        [seen] = covers.covering(desk)
        assert (seen.name, seen.starts.date(), seen.runs) == ("Dina", starts, False)
    with office.reading("alma") as desk:
        assert covers.covering(desk) == []
    office.clock.forward(days=6)
    with office.reading("bruno") as desk:
        assert [each.runs for each in covers.covering(desk)] == [True]


def test_dates_to_close_before_a_case_is_destroyed_have_their_titles(office: Office) -> None:
    """A list of days alone tells nobody which to close."""
    case_id = office.open_case("alma").id
    brief = add(office, case_id)
    with office.reading() as desk:
        [seen] = shredding.plan(desk, case_id).dates
    assert (seen.id, seen.title) == (brief.id, brief.title)
