"""Every open case has two people who can open it, or one and her cover."""

from uuid import UUID

import pytest

from app.casework import access, cases, leaving, readers, screening, sealing
from app.casework.calendar import Calendar
from app.casework.leaving import Leaving
from app.casework.readers import NewLead, NewReader
from app.casework.reminders.troubles import LEAD_LEFT, THINNED, UNSHARED
from app.casework.screening import NewScreen
from app.casework.sealing import Sealing
from app.errors import Refused
from app.models import Case
from tests.casework.covering import alarms, id_of, leave_to, name_cover, opens, waiting, wrong
from tests.support.office import Office


@pytest.fixture
def case_id(office: Office) -> UUID:
    """A case of Alma, who leads it, and Bruno."""
    named = [id_of(office, "bruno")]
    opened = office.open_case("alma", named_only=True, named=named).id
    with office.writing("alma") as desk:
        version = cases.one(desk, opened).version
        readers.lead(desk, opened, NewLead(version=version, lead_id=id_of(office, "alma")))
        readers.remove(desk, opened, id_of(office, "carmen"))
    return opened


def take(office: Office, case_id: UUID, name: str, by: str = "alma") -> None:
    """Take the case from somebody."""
    with office.writing(by) as desk:
        readers.remove(desk, case_id, id_of(office, name))


def hangs(office: Office, case_id: UUID, by: str = "alma") -> bool:
    """Tell whether the page of the case says that it hangs on one person."""
    with office.reading(by) as desk:
        return cases.one(desk, case_id).thin


def test_the_last_other_is_not_taken_off_until_a_cover_is_named(
    office: Office, case_id: UUID
) -> None:
    """Whoever asks would stay alone; with a cover, an envelope of the new key waits."""
    with pytest.raises(Refused):
        take(office, case_id, "bruno")
    assert opens(office, "bruno", case_id)
    assert not hangs(office, case_id)
    name_cover(office, "alma", "dina")
    take(office, case_id, "bruno")
    assert not opens(office, "bruno", case_id)
    assert not hangs(office, case_id)
    dina = id_of(office, "dina")
    assert (id_of(office, "alma"), dina, 2) in waiting(office, case_id)
    assert wrong(office) == []


def test_nobody_lets_go_of_a_case_that_hangs_on_one_then(office: Office, case_id: UUID) -> None:
    """Also not where the one who goes is the cover of the one who stays."""
    for cover in (None, "bruno"):
        name_cover(office, "alma", cover)
        with pytest.raises(Refused):
            take(office, case_id, "bruno", "bruno")
    name_cover(office, "alma", "dina")
    take(office, case_id, "bruno", "bruno")
    assert not opens(office, "bruno", case_id)
    assert (id_of(office, "alma"), id_of(office, "dina"), 1) in waiting(office, case_id)


def test_a_cover_who_was_screened_is_none(office: Office, case_id: UUID) -> None:
    """The case waits for nobody then, so Bruno stays."""
    name_cover(office, "alma", "dina")
    with office.writing("alma") as desk:
        screening.put_up(
            desk, case_id, NewScreen(staff_id=id_of(office, "dina"), reason="Her aunt")
        )
    with pytest.raises(Refused):
        take(office, case_id, "bruno")


def test_a_screen_goes_up_all_the_same_and_is_shown_and_mailed(
    office: Office, case_id: UUID
) -> None:
    """Bruno has to go at once; Alma is asked for a cover, Carmen told that one hangs on one."""
    with office.writing("alma") as desk:
        screening.put_up(
            desk, case_id, NewScreen(staff_id=id_of(office, "bruno"), reason="Her aunt")
        )
    assert not opens(office, "bruno", case_id)
    assert hangs(office, case_id)
    assert UNSHARED in alarms(office, "alma")
    assert THINNED in alarms(office, "carmen")
    assert alarms(office, "bruno") == set()


def test_a_screen_before_a_supervisor_tells_her_nothing(office: Office) -> None:
    """Carmen learns of no case that she is kept from, also not that it hangs on one."""
    case_id = office.open_case("alma", named_only=True).id
    with office.writing("alma") as desk:
        version = cases.one(desk, case_id).version
        readers.lead(desk, case_id, NewLead(version=version, lead_id=id_of(office, "alma")))
        screening.put_up(
            desk, case_id, NewScreen(staff_id=id_of(office, "carmen"), reason="Her aunt")
        )
    assert alarms(office, "alma") == {UNSHARED}
    assert alarms(office, "carmen") == set()


def test_a_case_is_not_sealed_to_one_person(office: Office) -> None:
    """No cover waits for a sealed case: somebody else has to be named first."""
    case_id = office.open_case("alma", backup_id=id_of(office, "bruno")).id
    name_cover(office, "alma", "dina")
    with office.writing("alma") as desk:
        version = cases.one(desk, case_id).version
        readers.lead(desk, case_id, NewLead(version=version, lead_id=id_of(office, "alma")))
    with office.writing("alma") as desk, pytest.raises(Refused):
        sealing.seal(desk, case_id, Sealing(why="sealed"))
    with office.writing("alma") as desk:
        readers.lead(
            desk,
            case_id,
            NewLead(
                version=desk.db.get_one(Case, case_id).version,
                lead_id=id_of(office, "alma"),
                backup_id=id_of(office, "bruno"),
            ),
        )
        sealing.seal(desk, case_id, Sealing(why="sealed"))
    assert opens(office, "bruno", case_id)


def test_leaving_tells_what_would_hang_on_one_and_whom_it_left_alone(
    office: Office, case_id: UUID
) -> None:
    """Bruno's and Alma's case, which has no date: counted before, told afterwards."""
    with office.reading("carmen") as desk:
        view = leaving.plan(desk, Calendar(), id_of(office, "alma"))
    assert (view.elsewhere, view.alone, view.thin) == (1, 0, 1)
    with office.writing("bruno") as desk:
        access.rewrap(desk)
    with office.writing("carmen") as desk:
        leaving.leave(desk, Calendar(), id_of(office, "alma"), Leaving())
    assert alarms(office, "bruno") == {UNSHARED, LEAD_LEFT}
    with office.reading("bruno") as desk:
        assert cases.one(desk, case_id).thin


def test_every_case_that_names_a_leaver_is_handed_over_with_or_without_a_date(
    office: Office,
) -> None:
    """Ten cases, none with an open date: each has its new lead."""
    opened = [office.open_case("alma").id for _ in range(10)]
    with office.reading("carmen") as desk:
        view = leaving.plan(desk, Calendar(), id_of(office, "alma"))
    assert {each.id for each in view.cases} == set(opened)
    with office.writing("carmen") as desk:
        heir = Leaving(heir_id=id_of(office, "bruno"))
        leaving.leave(desk, Calendar(), id_of(office, "alma"), heir)
    with office.reading("bruno") as desk:
        assert {cases.one(desk, each).lead_id for each in opened} == {id_of(office, "bruno")}


def test_a_case_that_only_a_leaver_holds_for_good_is_hers_alone(
    office: Office, case_id: UUID
) -> None:
    """Whoever reads it for a while only does not count, nor does the custodians' paper."""
    leave_to(office, case_id, "alma")
    with office.reading("carmen") as desk:
        assert leaving.alone(desk, id_of(office, "alma")) == {case_id}
    with office.writing("alma") as desk:
        readers.add(desk, case_id, NewReader(staff_id=id_of(office, "vera")))
    with office.reading("carmen") as desk:
        assert leaving.alone(desk, id_of(office, "alma")) == set()
