"""Whoever was alone is so no more once somebody came. It is Wednesday 14 April 2027."""

from uuid import UUID

from app.casework import cases, holds, openness, ownlaw, renewal
from app.casework.holds import NewHold
from app.casework.openness import Openness
from tests.casework.briefs import add
from tests.casework.bringing_back import signs_in, wrong
from tests.casework.test_ownlaw import TEN_DAYS, _counted
from tests.casework.test_who_hears import _leave_alma_alone, _says
from tests.support.office import Office, id_of


def _opened_for_a_day(office: Office, case_id: UUID) -> None:
    """Have the team read a case from the seventh day on, for one."""
    for days, named_only in ((7, False), (1, True)):
        office.clock.forward(days=days)
        with office.writing() as desk:
            version = cases.one(desk, case_id).version
            openness.choose(desk, case_id, Openness(version=version, named_only=named_only))
    office.clock.forward(days=6, minutes=1)


def test_two_weeks_begin_anew_where_the_team_read_the_case_meanwhile(office: Office) -> None:
    """That a fatal date is not needed was said by one alone of before."""
    case_id = office.open_case(named_only=True, named=[id_of(office, "bruno")]).id
    row = add(office, case_id, fatal=True).id
    _leave_alma_alone(office, case_id)
    assert _says(office, row).unneeded_from is not None
    _opened_for_a_day(office, case_id)
    assert _says(office, row).status == "open"


def test_so_they_do_for_a_hold(office: Office) -> None:
    """Who was there meanwhile could have been the second person."""
    case_id = office.open_case(named_only=True, named=[id_of(office, "bruno")]).id
    office.clock.forward(days=20)
    for name in ("alma", "bruno", "carmen"):
        signs_in(office, name)
    with office.writing() as desk:
        new = NewHold(source="subpoena", reason="A subpoena came in")
        held = holds.put_up(desk, case_id, new)
    office.clock.forward(minutes=1)
    _leave_alma_alone(office, case_id)
    with office.writing() as desk:
        assert not holds.lift(desk, case_id, held)
    _opened_for_a_day(office, case_id)
    with office.writing() as desk:
        assert not holds.lift(desk, case_id, held)


def test_offering_the_other_attorneys_new_keys_leaves_nobody_alone(office: Office) -> None:
    """One press lets each of them back in; the change of the law waits for one of them."""
    with office.writing("carmen") as desk:
        for name in ("alma", "bruno"):
            renewal.begin(desk, id_of(office, name), sure=True)
        change_id = ownlaw.ask(desk, ownlaw.NewVersion.model_validate(TEN_DAYS))
        assert ownlaw.one(desk, change_id).state == "waits"
        for name in ("alma", "bruno"):
            renewal.end_offer(desk, id_of(office, name))
    assert _counted(office).version == 1
    assert wrong(office) == []
