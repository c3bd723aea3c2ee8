"""A row that nobody gave counts for nobody: not as a second person, not on the page of readers.

`by_key` are attacks of whoever holds the server key too, so that the row's card opens.
"""

import os
from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest

from app.casework import access, enough, forgood, readers, renewal, seats
from app.casework.access import REWRAPPED
from app.casework.enough import TOO_FEW
from app.casework.readers import NewReader
from app.errors import Refused
from app.models import Case, Grant, Member, Principal
from tests.casework.bringing_back import begin, certified_anew, signs_in
from tests.casework.covering import (
    TODAY,
    id_of,
    leave_to,
    opens,
    shared_by_two,
    staff_office,
    wrong,
)
from tests.support.office import Office
from tests.support.shell import copied, plant

FAR = 99


def plant_grant(office: Office, case_id: UUID, to: str, *, by_key: bool, **more: Any) -> None:
    """Say of a case, in its row, that somebody has its key for good and took it long ago."""
    row: dict[str, Any] = {"case_id": case_id, "principal_id": id_of(office, to), "until": None}
    row |= {
        "role": "shared",
        "grantor_id": id_of(office, to),
        "form": REWRAPPED,
        "body": os.urandom(92),
    } | more
    if not by_key:
        plant(office, "grants", **row)
        return
    with office.night(writes=True) as desk:
        desk.db.add(Grant(**row, since=desk.now))


def shown(office: Office, case_id: UUID, name: str = "alma") -> set[UUID]:
    """Return whom the page of a case's readers names."""
    with office.reading(name) as desk:
        return {each.id for each in readers.of(desk, case_id).readers}


@pytest.mark.parametrize("by_key", [False, True])
@pytest.mark.parametrize("epoch", [0, FAR])
def test_a_planted_grant_is_no_second_person(office: Office, *, by_key: bool, epoch: int) -> None:
    """Of the key of now and of one that is none: Dina stays the second who may not be taken."""
    case_id = shared_by_two(office)
    newest = max(row["epoch"] for row in copied(office, "grants", case_id=case_id))
    plant_grant(office, case_id, "bruno", by_key=by_key, epoch=epoch or newest)
    people = {id_of(office, "alma"), id_of(office, "dina")}
    with office.writing("alma") as desk:
        assert forgood.of(desk, case_id) == people | {staff_office(office)}
        assert forgood.readers(desk, case_id) == people | {staff_office(office)}
        assert {each.id for each in forgood.answering(desk, case_id)} == people
        with pytest.raises(Refused) as told:
            readers.remove(desk, case_id, id_of(office, "dina"))
        assert told.value.text == TOO_FEW
        assert not enough.is_thin(desk, desk.db.get_one(Case, case_id))
    assert shown(office, case_id) == people
    assert wrong(office) != [] or by_key


def test_a_guest_who_makes_her_row_last_gives_nobody_the_case(office: Office) -> None:
    """With the server key her card says “for good”; the word under the key says until when."""
    case_id = shared_by_two(office)
    with office.writing("alma") as desk:
        guest = NewReader(staff_id=id_of(office, "carmen"), until=TODAY + timedelta(days=3))
        readers.add(desk, case_id, guest)
    with office.night(writes=True) as desk:
        for row in copied(office, "grants", case_id=case_id, principal_id=id_of(office, "carmen")):
            place = (case_id, id_of(office, "carmen"), row["epoch"])
            desk.db.get_one(Grant, place).until = None
    with office.writing("carmen") as desk:
        assert forgood.is_borrowed(desk, case_id)
        with pytest.raises(Refused):
            readers.add(desk, case_id, NewReader(staff_id=id_of(office, "bruno")))


@pytest.mark.parametrize("by_key", [False, True])
@pytest.mark.parametrize("former", [False, True])
def test_a_planted_membership_counts_nowhere(office: Office, *, by_key: bool, former: bool) -> None:
    """Nor does one of a former key of the group, whoever signed for it then."""
    case_id = office.open_case("alma").id
    with office.night() as desk:
        group_id = next(
            row.group_id
            for row in forgood.members(desk, [each["id"] for each in copied(office, "principals")])
            if row.person_id == id_of(office, "bruno")
        )
        epoch = desk.db.get_one(Principal, group_id).epoch
        inside = forgood.in_groups(desk)[group_id]
    before = shown(office, case_id)
    row: dict[str, Any] = {"group_id": group_id, "person_id": id_of(office, "ivo"), "until": None}
    row |= {"epoch": epoch - 1 if former else epoch, "grantor_id": id_of(office, "carmen")}
    row |= {"form": REWRAPPED, "body": os.urandom(92)}
    if by_key:
        with office.night(writes=True) as desk:
            desk.db.add(Member(**row, since=desk.now))
    else:
        plant(office, "members", **row)
    with office.night() as desk:
        assert forgood.in_groups(desk)[group_id] == inside
        assert id_of(office, "ivo") not in {
            row.person_id for row in forgood.members(desk, [group_id])
        }
    with office.reading("alma") as desk:
        assert id_of(office, "ivo") not in forgood.of(desk, case_id) | forgood.readers(
            desk, case_id
        )
    assert shown(office, case_id) == before


def test_the_custodians_open_what_a_planted_row_says_that_somebody_holds(office: Office) -> None:
    """Nobody can open the case any more; a row of nobody's names Carmen."""
    case_id = shared_by_two(office)
    leave_to(office, case_id, "alma")
    newest = max(row["epoch"] for row in copied(office, "grants", case_id=case_id))
    with office.night(writes=True) as desk:
        for row in copied(office, "grants", case_id=case_id, principal_id=id_of(office, "alma")):
            place = (case_id, id_of(office, "alma"), row["epoch"])
            desk.db.delete(desk.db.get_one(Grant, place))
    plant_grant(office, case_id, "carmen", by_key=False, epoch=newest)
    begin(office, "dina", everything=False)
    office.clock.forward(hours=73)
    signs_in(office, "dina")
    assert opens(office, "dina", case_id)


def test_a_case_is_given_back_to_whom_a_planted_row_names_as_if_she_had_it(office: Office) -> None:
    """Dina made new keys; the row would have kept Alma from giving her the case again."""
    case_id = shared_by_two(office)
    seat = certified_anew(office, office.people["carmen"].seat, "dina")
    newest = max(row["epoch"] for row in copied(office, "grants", case_id=case_id))
    plant_grant(office, case_id, "dina", by_key=True, epoch=newest)
    with office.writing("alma") as desk:
        assert id_of(office, "dina") not in forgood.readers(desk, case_id)
        assert renewal.is_owed(desk, id_of(office, "dina"))
        assert renewal.give_back(desk, id_of(office, "dina")) == 1
        assert not renewal.is_owed(desk, id_of(office, "dina"))
    with seats.reading(office.house, seat) as desk:
        assert case_id in access.reach(desk)
