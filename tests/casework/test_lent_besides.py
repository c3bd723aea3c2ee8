"""What a colleague was lent by name beside a group, and emergency access that is ended early."""

from datetime import timedelta
from uuid import UUID

import pytest

from app.casework import (
    absences,
    access,
    away,
    covers,
    leaving,
    openness,
    readers,
    screening,
    sealing,
)
from app.casework.calendar import Calendar
from app.casework.leaving import Leaving
from app.casework.openness import Openness
from app.casework.readers import NewReader, ReaderView
from app.casework.reminders.troubles import EMERGENCY_ENDED
from app.casework.screening import NewScreen
from app.errors import Refused
from tests.casework.covering import TODAY, alarms, declare, end, id_of, name_cover, opens, write
from tests.casework.test_cover_attacks import emergency_of
from tests.support.office import Office


def seen(office: Office, case_id: UUID, name: str) -> ReaderView:
    """Return how Alma sees that somebody reads a case."""
    with office.reading("alma") as desk:
        [view] = [each for each in readers.of(desk, case_id).readers if each.name == name]
        return view


def guest_and_group(office: Office) -> UUID:
    """Open a case of Alma's and Bruno's, Carmen being its guest, then to the office team too."""
    opened = office.open_case("alma", named_only=True, backup_id=id_of(office, "bruno")).id
    new = NewReader(staff_id=id_of(office, "carmen"), until=TODAY + timedelta(days=5))
    with office.writing("alma") as desk:
        readers.add(desk, opened, new)
        openness.choose(desk, opened, Openness(version=1, named_only=False))
    return opened


def test_both_ways_are_named_where_the_group_outlasts_what_was_lent(office: Office) -> None:
    """Carmen reads it in the team for good, and is its guest; no last day stands at her name."""
    view = seen(office, guest_and_group(office), "Carmen")
    assert (view.why, view.until, view.lent) == ("team", None, "guest")
    assert view.lent_until is not None
    assert view.through


def test_closed_to_the_group_again_she_is_what_was_lent_to_her(office: Office) -> None:
    """The page says so before, and her last day stands at her name afterwards."""
    opened = guest_and_group(office)
    with office.reading("alma") as desk:
        stay, go = openness.of(desk, opened).stay, openness.of(desk, opened).go
        assert sealing.of(desk, opened).stay == stay
    carmen = {each.name: each for each in stay}["Carmen"]
    assert (carmen.why, carmen.through, carmen.until is None) == ("guest", "", False)
    assert "Carmen" not in {each.name for each in go}
    with office.writing("alma") as desk:
        version = readers.of(desk, opened).version
        openness.choose(desk, opened, Openness(version=version, named_only=True))
    after = seen(office, opened, "Carmen")
    assert (after.why, after.until, after.lent) == ("guest", carmen.until, "")


def test_what_was_lent_is_taken_back_and_the_group_stays(office: Office) -> None:
    """The same press that takes a guest's own key."""
    opened = guest_and_group(office)
    with office.writing("alma") as desk:
        readers.remove(desk, opened, id_of(office, "carmen"))
    view = seen(office, opened, "Carmen")
    assert (view.why, view.lent) == ("team", "")
    assert opens(office, "carmen", opened)


@pytest.fixture
def taken(office: Office) -> UUID:
    """A case of Alma's, behind her Bruno, with Gil and Dina; Carmen has emergency access to it."""
    opened = office.open_case("alma", named_only=True, backup_id=id_of(office, "bruno")).id
    with office.writing("alma") as desk:
        readers.add(desk, opened, NewReader(staff_id=id_of(office, "dina")))
    name_cover(office, "alma", "carmen")
    emergency_of(office, "carmen", opened)
    assert opens(office, "carmen", opened)
    return opened


@pytest.mark.parametrize("by", ["alma", "bruno"])
def test_lead_and_back_up_end_emergency_access_at_once(
    office: Office, taken: UUID, by: str
) -> None:
    """With a new key, and a mail to whom it ends."""
    with office.writing(by) as desk:
        before = max(access.secrets_of(desk, taken))
        readers.remove(desk, taken, id_of(office, "carmen"))
    assert not opens(office, "carmen", taken)
    with office.reading(by) as desk:
        assert max(access.secrets_of(desk, taken)) == before + 1
        assert id_of(office, "carmen") not in access.readers(desk, taken)
    assert EMERGENCY_ENDED in alarms(office, "carmen")
    write(office, by, taken, "afterwards")


def test_another_colleague_of_the_case_does_not(office: Office, taken: UUID) -> None:
    """Dina, who reads it; nor does Carmen prolong it or end it for good by that."""
    with office.writing("dina") as desk, pytest.raises(Refused):
        readers.remove(desk, taken, id_of(office, "carmen"))
    assert opens(office, "carmen", taken)


def test_a_supervisor_who_reads_the_case_ends_it(office: Office) -> None:
    """Carmen reads it for good; Bruno took emergency access as Alma's cover."""
    opened = office.open_case("alma", named_only=True, backup_id=id_of(office, "carmen")).id
    with office.writing("alma") as desk:
        readers.add(desk, opened, NewReader(staff_id=id_of(office, "dina")))
        version = readers.of(desk, opened).version
        chosen = {"version": version, "lead_id": id_of(office, "alma"), "backup_id": None}
        readers.lead(desk, opened, readers.NewLead.model_validate(chosen))
    name_cover(office, "alma", "bruno")
    emergency_of(office, "bruno", opened)
    with office.writing("carmen") as desk:
        readers.remove(desk, opened, id_of(office, "bruno"))
    assert not opens(office, "bruno", opened)


def test_whoever_left_is_away_no_more(office: Office) -> None:
    """Alma leaves while she is away, and her absence of next month is called off with it."""
    office.open_case("alma")
    declare(office, "alma")
    later = TODAY + timedelta(days=30)
    declare(office, "alma", starts=later, until=later + timedelta(days=1))
    with office.reading("carmen") as desk:
        assert {each.state for each in absences.listed(desk)} == {"running", "coming"}
    with office.writing("carmen") as desk:
        wanted = Leaving(heir_id=id_of(office, "bruno"))
        leaving.leave(desk, Calendar(), id_of(office, "alma"), wanted)
    with office.reading("carmen") as desk:
        seen = absences.listed(desk)
        assert [(each.state, each.may_end) for each in seen] == [("over", False)] * 2
        assert away.open_rows(desk) == []


def test_an_absence_knows_whether_a_cover_opened_something(office: Office) -> None:
    """Bruno opens what Alma alone had; in an absence without a case to open he opens nothing."""
    name_cover(office, "alma", "bruno")
    first = declare(office, "alma")
    with office.reading("carmen") as desk:
        assert not absences.was_covered(desk, first)
    end(office, first)
    office.open_case("alma", named_only=True, backup_id=id_of(office, "carmen"))
    second = declare(office, "alma")
    with office.reading("carmen") as desk:
        assert absences.was_covered(desk, second)
        assert not absences.was_covered(desk, first)


def test_a_case_that_a_screen_closes_to_the_cover_is_named_to_who_can_open_it(
    office: Office,
) -> None:
    """Alma is away, Bruno covers, a screen keeps him from one case, which Abel cannot open."""
    name_cover(office, "alma", "bruno")
    opened = office.open_case("alma", named_only=True).id
    office.open_case("alma", named_only=True)
    with office.writing("alma") as desk:
        why = NewScreen(staff_id=id_of(office, "bruno"), reason="His cousin is a witness.")
        screening.put_up(desk, opened, why)
    absence = declare(office, "alma")
    seen = {}
    for name in ("alma", "carmen", "bruno", "abel"):
        with office.reading(name) as desk:
            found = covers.closed_to(desk, absences.listed(desk))
            seen[name] = [each.case_id for each in found.get(absence, [])]
    assert seen == {"alma": [opened], "carmen": [opened], "bruno": [], "abel": []}
