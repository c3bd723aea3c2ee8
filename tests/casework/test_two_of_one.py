"""Attempts of one to be two. It is Wednesday 14 April 2027."""

from uuid import UUID

import pytest

from app.casework import (
    audit,
    deadlines,
    endings,
    renewal,
    seats,
)
from app.casework import unneeded as two
from app.casework.casefiles import open_row
from app.casework.deadlines import DeadlineView
from app.casework.endings import Completion
from app.errors import Refused
from app.models import Deadline
from tests.casework.briefs import add
from tests.casework.test_puppets import puppet
from tests.support.office import Office, id_of
from tests.support.smaller import leave_long_ago

DONE = Completion(outcome="not_needed", note="The client won before the Board.")


def _says(office: Office, row: UUID, by: str = "alma") -> DeadlineView:
    with office.writing(by) as desk:
        return endings.complete(desk, row, DONE)


def _only(office: Office, *names: str) -> None:
    leave_long_ago(office, *(set(office.people) - set(names)))


def test_offering_a_colleague_new_keys_makes_nobody_enough(office: Office) -> None:
    """Her sign-in is closed by that, and comes back by one press."""
    case_id = office.open_case("carmen").id
    row = add(office, case_id, fatal=True).id
    _only(office, "alma", "carmen", "ivo")
    with office.writing("carmen") as desk:
        renewal.begin(desk, id_of(office, "alma"), sure=True)
    assert _says(office, row, "carmen").status == "open"


def test_an_entry_behind_the_record_makes_no_puppet_old(office: Office) -> None:
    """That the date was entered once more, with the server key."""
    case_id = office.open_case().id
    row = add(office, case_id, fatal=True).id
    assert _says(office, row, "carmen").status == "open"
    seat = puppet(office)
    with office.night(writes=True) as desk:
        audit.note(desk, "deadline.add", row)
    with seats.writing(office.house, seat) as desk, pytest.raises(Refused) as refused:
        endings.complete(desk, row, DONE)
    assert refused.value.text == two.TOO_NEW


def test_an_opening_behind_the_record_makes_no_puppet_old(office: Office) -> None:
    """That the case was opened once more."""
    case_id = office.open_case().id
    row = add(office, case_id, fatal=True).id
    assert _says(office, row, "carmen").status == "open"
    seat = puppet(office)
    with office.night(writes=True) as desk:
        audit.note(desk, "case.open", case_id)
    with seats.writing(office.house, seat) as desk, pytest.raises(Refused) as refused:
        endings.complete(desk, row, DONE)
    assert refused.value.text == two.TOO_NEW


def test_a_word_that_fell_away_is_not_said_again_by_another(office: Office) -> None:
    """Alma took hers back; Bruno, who reads the case, writes it into the card once more."""
    row = add(office, office.open_case().id, fatal=True).id
    _says(office, row)
    with office.writing("bruno") as desk:
        kept = dict(open_row(desk, Deadline, row).unneeded)
    with office.writing() as desk:
        endings.keep(desk, row, deadlines.one(desk, row).version)
    with office.writing("bruno") as desk:
        open_row(desk, Deadline, row).unneeded = kept
    with office.reading() as desk:
        assert deadlines.one(desk, row).unneeded_by == ""
    assert _says(office, row, "bruno").status == "open"
