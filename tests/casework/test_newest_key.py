"""Which of a case's keys is its newest: not whichever row says so.

Anybody who writes to the database can put a row there, and without a key nobody can tell from its
commitment that no such key was ever made. Its charter tells.
"""

import os
from datetime import timedelta
from uuid import UUID

import pytest
from sqlalchemy import delete

from app.casework import covers, leaving, pulse, readers
from app.casework.calendar import Calendar
from app.casework.leaving import ALONE, Leaving
from app.casework.readers import NewReader
from app.casework.reminders import troubles
from app.crypto import charters
from app.crypto.casekeys import new_case_key
from app.crypto.cells import epoch_of
from app.crypto.grants import CASE, commitment_of
from app.errors import Refused
from app.models import Grant, Note
from tests.casework.bringing_back import begin, signs_in, wrong
from tests.casework.covering import TODAY, id_of, leave_to, opens, write
from tests.support.office import Office
from tests.support.shell import plant

FAR = 99


def plant_key(office: Office, case_id: UUID, *, by: str = "", epoch: int = FAR) -> None:
    """Say of a case that it has a newer key: without any key, or signed by a colleague."""
    row = {"commitment": os.urandom(32), "charter": os.urandom(charters.CHARTER_BYTES)}
    if by:
        secret, seed = new_case_key(), office.people[by].seat.keys.signing_seed
        epochs = (epoch, secret, new_case_key())
        charter = charters.draw_up((CASE, case_id), epochs, id_of(office, by), seed)
        row = {"commitment": commitment_of(CASE, secret), "charter": charter}
    plant(office, "case_keys", case_id=case_id, epoch=epoch, **row)


@pytest.fixture
def of_two(office: Office) -> UUID:
    """A case of Alma and Carmen by name."""
    return office.open_case("alma", named_only=True).id


@pytest.fixture
def lost(office: Office) -> UUID:
    """A case that nobody can open any more, so that custodians have a reason."""
    case_id = office.open_case("bruno", named_only=True, backup_id=id_of(office, "carmen")).id
    with office.night(writes=True) as desk:
        people = {id_of(office, "bruno"), id_of(office, "carmen")}
        gone = (Grant.case_id == case_id, Grant.principal_id.in_(people))
        desk.db.execute(delete(Grant).where(*gone))
    return case_id


@pytest.mark.parametrize(("by", "epoch"), [("", FAR), ("", 2), ("dina", FAR), ("dina", 2)])
def test_custodians_open_no_case_for_a_key_that_is_none(
    office: Office, of_two: UUID, lost: UUID, by: str, epoch: int
) -> None:
    """What nobody else can open is opened to her, and nothing beside it."""
    plant_key(office, of_two, by=by, epoch=epoch)
    begin(office, "dina", everything=False)
    office.clock.forward(hours=73)
    signs_in(office, "dina")
    assert opens(office, "dina", lost)
    assert not opens(office, "dina", of_two)
    assert opens(office, "alma", of_two)


def test_a_leaver_alone_with_a_case_is_asked_about(office: Office) -> None:
    """Also where a row says that her key is not its newest."""
    case_id = office.open_case("bruno", named_only=True).id
    leave_to(office, case_id, "bruno")
    plant_key(office, case_id)
    with office.writing("carmen") as desk:
        assert covers.without(desk, id_of(office, "bruno")).alone == {case_id}
        wanted = Leaving(heir_id=id_of(office, "alma"))
        with pytest.raises(Refused) as told:
            leaving.leave(desk, Calendar(), id_of(office, "bruno"), wanted)
    assert told.value.fields == {"sure": ALONE}


def test_a_guests_last_day_is_over_all_the_same(office: Office, of_two: UUID) -> None:
    """The next word is under a key that she never had."""
    with office.writing("alma") as desk:
        wanted = NewReader(staff_id=id_of(office, "vera"), until=TODAY + timedelta(days=1))
        readers.add(desk, of_two, wanted)
    plant_key(office, of_two)
    office.clock.forward(days=5)
    written = write(office, "alma", of_two, "After her day")
    with office.night() as desk:
        assert epoch_of(desk.db.get_one(Note, written).card) == 2


@pytest.mark.parametrize(("by", "epoch"), [("", FAR), ("", 2), ("dina", FAR), ("dina", 2)])
def test_it_is_an_alarm_within_the_hour(office: Office, of_two: UUID, by: str, epoch: int) -> None:
    """Without any key but the server's; the check names it, and in a sound office there is none."""
    for is_planted in (False, True):
        if is_planted:
            plant_key(office, of_two, by=by, epoch=epoch)
        with office.night(writes=True) as desk:
            pulse.beat(desk, pulse.WORKER, 0)
            pulse.self_check(desk, office.calendar)
            assert (troubles.PLANTED in pulse.found(desk)) is is_planted
    assert any(each.startswith(f"case_keys {of_two}") for each in wrong(office))
