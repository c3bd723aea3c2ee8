"""A new key of a case goes to whoever is on the case, and to no grant that was put back."""

from collections.abc import Callable
from uuid import UUID

import pytest

from app.casework import access, accounts, leaving, notes, readers
from app.casework.accounts import NewRole
from app.casework.calendar import Calendar
from app.casework.leaving import Leaving
from app.casework.readers import NewReader
from app.errors import Damaged, NotFound
from app.models import Grant, Note
from tests.casework.covering import id_of, opens, write
from tests.support.office import Office
from tests.support.shell import copied, plant


@pytest.fixture
def case_id(office: Office) -> UUID:
    """A case of named people: Alma, Carmen, and Dina beside."""
    return office.open_case("alma", named_only=True, named=[id_of(office, "dina")]).id


def lets_go(office: Office, case_id: UUID) -> None:
    """Dina lets go of the case by her own hand."""
    with office.writing("dina") as desk:
        readers.remove(desk, case_id, id_of(office, "dina"))


def administers(office: Office, case_id: UUID) -> None:
    """Dina becomes an administrator."""
    wanted = NewRole(role="office_admin", heir_id=id_of(office, "bruno"), sure=True)
    with office.writing("carmen") as desk:
        accounts.give_role(desk, Calendar(), id_of(office, "dina"), wanted)


def leaves(office: Office, case_id: UUID) -> None:
    """Dina leaves the office."""
    wanted = Leaving(heir_id=id_of(office, "bruno"), sure=True)
    with office.writing("carmen") as desk:
        leaving.leave(desk, Calendar(), id_of(office, "dina"), wanted)


def comes_and_goes(office: Office, case_id: UUID) -> None:
    """Dina becomes an administrator and a paralegal again; the case is not hers by that."""
    administers(office, case_id)
    with office.writing("carmen") as desk:
        accounts.give_role(desk, Calendar(), id_of(office, "dina"), NewRole(role="paralegal"))


def reads(office: Office, note: UUID, case_id: UUID) -> bool:
    """Tell whether Dina reads a note."""
    with office.reading("dina") as desk:
        try:
            access.open_case(desk, case_id)
            return bool(desk.db.get_one(Note, note).text)
        except (Damaged, NotFound):
            return False


@pytest.mark.parametrize("how", [lets_go, administers, leaves, comes_and_goes])
def test_a_grant_put_back_is_not_carried_into_the_next_key(
    office: Office, case_id: UUID, how: Callable[[Office, UUID], None]
) -> None:
    """The key is only due; her row stands there again before the next word is written."""
    dina = id_of(office, "dina")
    old = copied(office, "grants", case_id=case_id, principal_id=dina)
    office.clock.forward(hours=1)
    how(office, case_id)
    office.clock.forward(hours=1)
    for row in old:
        plant(office, "grants", **row)
    note = write(office, "alma", case_id, "After she went")
    with office.night() as desk:
        assert desk.db.get(Grant, (case_id, dina, 2)) is None
    if how in {lets_go, comes_and_goes}:
        assert not reads(office, note, case_id)
    with office.reading("carmen") as desk:
        access.open_case(desk, case_id)
        assert "After she went" in {each.text for each in notes.of_case(desk, case_id, {})}


def test_who_was_taken_off_and_is_given_it_again_has_each_key(
    office: Office, case_id: UUID
) -> None:
    """The newest deed counts: Dina reads what is written under the key after."""
    dina = id_of(office, "dina")
    for name in ("vera", "dina"):
        if name == "dina":
            office.clock.forward(hours=1)
            lets_go(office, case_id)
            office.clock.forward(hours=1)
        with office.writing("alma") as desk:
            readers.add(desk, case_id, NewReader(staff_id=id_of(office, name)))
    with office.writing("alma") as desk:
        readers.remove(desk, case_id, id_of(office, "vera"))
    write(office, "alma", case_id, "Under the newest key")
    assert opens(office, "dina", case_id)
    with office.night() as desk:
        assert desk.db.get(Grant, (case_id, dina, 3)) is not None
