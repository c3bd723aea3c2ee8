"""A row in the place of a case's next key stops nobody from saving, and nothing true gives way."""

import os
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import select

from app.casework import access, readers
from app.casework.readers import NewReader
from app.casework.sharing import NOT_HELD
from app.crypto import charters
from app.crypto.casekeys import new_case_key
from app.crypto.cells import epoch_of
from app.crypto.grants import CASE, commitment_of
from app.errors import Damaged
from app.models import Audit, CaseKeyRow, DueKey, Grant, Note
from tests.casework.covering import id_of, opens, write, wrong
from tests.casework.test_newest_key import FAR, plant_key
from tests.support.office import Office
from tests.support.shell import at_the_shell, plant, planted

JUNK = {"form": 1, "role": "team", "until": None}


def make_due(office: Office, case_id: UUID) -> None:
    """Have a case owe its people a new key, which any row of that table says."""
    plant(office, "due_keys", case_id=case_id)


def plant_junk(office: Office, case_id: UUID, how: str) -> None:
    """Put a key in the place of the next, with what grants of it somebody might."""
    epoch = FAR if how == "far" else 2
    if how != "grant alone":
        plant_key(office, case_id, epoch=epoch, by="dina" if how == "colleague" else "")
    if how == "server key":
        dina = office.people["dina"].seat.keys.signing_seed
        who = (id_of(office, "dina"), dina)
        planted(office, case_id, "alma", *who, epoch=epoch, by_key=True)
    elif how not in {"key", "colleague"}:
        to = "carmen" if how == "another's" else "alma"
        row: dict[str, Any] = {"case_id": case_id, "principal_id": id_of(office, to)}
        row |= {"epoch": epoch, "grantor_id": id_of(office, "dina"), "body": os.urandom(1_400)}
        plant(office, "grants", **JUNK, **row)


HOW = ("key", "colleague", "own", "another's", "grant alone", "server key", "far")


@pytest.mark.parametrize("how", HOW)
def test_saving_goes_on_and_the_check_names_it(office: Office, how: str) -> None:
    """The next word and the next gift are under a true key; each of the case's people reads on."""
    case_id = office.open_case("alma", named_only=True).id
    make_due(office, case_id)
    assert wrong(office) == []
    plant_junk(office, case_id, how)
    assert any(str(case_id) in each for each in wrong(office))
    written = write(office, "alma", case_id, "She waits by the quay")
    with office.writing("alma") as desk:
        readers.add(desk, case_id, NewReader(staff_id=id_of(office, "vera")))
    for name in ("alma", "carmen", "vera"):
        assert opens(office, name, case_id)
    with office.reading("carmen") as desk:
        access.open_case(desk, case_id)
        assert desk.db.get_one(Note, written).text == "She waits by the quay"
        assert epoch_of(desk.db.get_one(Note, written).card) == 2
        assert desk.db.get(DueKey, case_id) is None
    if how != "far":  # that row stands in nobody's way yet, and stays to be looked at
        assert wrong(office) == []


def test_a_true_key_never_gives_way_to_another(office: Office) -> None:
    """Whose row was exchanged for junk: the grants stay, and are whole once the row is put back."""
    case_id = office.open_case("alma", named_only=True).id
    make_due(office, case_id)
    write(office, "alma", case_id, "Under the second key")
    with office.night() as desk:
        commitment = desk.db.get_one(CaseKeyRow, (case_id, 2)).commitment
    where = {"case_id": case_id, "epoch": 2}
    at_the_shell(office, "case_keys", where, commitment=os.urandom(32))
    make_due(office, case_id)
    for _ in range(2):
        with pytest.raises(Damaged):
            write(office, "alma", case_id, "What would be under a second second key")
    at_the_shell(office, "case_keys", where, commitment=commitment)
    write(office, "alma", case_id, "Under the third")
    assert wrong(office) == []


def test_who_holds_a_former_key_only_makes_no_newer(office: Office) -> None:
    """Carmen's grant of the second key was taken away: what the record names is not made again."""
    case_id = office.open_case("alma", named_only=True).id
    make_due(office, case_id)
    write(office, "alma", case_id, "Under the second key")
    with office.night(writes=True) as desk:
        desk.db.delete(desk.db.get_one(Grant, (case_id, id_of(office, "carmen"), 2)))
    make_due(office, case_id)
    with pytest.raises(Damaged):
        write(office, "carmen", case_id, "Under the first")
    write(office, "alma", case_id, "Under the third")


def test_what_follows_from_the_key_of_now_is_not_thrown_away(office: Office) -> None:
    """Somebody who had the case made it, or its record was cut off: a person looks first."""
    case_id = office.open_case("alma", named_only=True).id
    with office.reading("alma") as desk:
        before = access.secrets_of(desk, case_id)[1]
    secret, seed = new_case_key(), office.people["carmen"].seat.keys.signing_seed
    epochs = (2, secret, before)
    charter = charters.draw_up((CASE, case_id), epochs, id_of(office, "carmen"), seed)
    commitment = commitment_of(CASE, secret)
    plant(office, "case_keys", case_id=case_id, epoch=2, commitment=commitment, charter=charter)
    assert wrong(office) == [f"case_keys {case_id} of epoch 2: made by no deed on record"]
    make_due(office, case_id)
    with pytest.raises(Damaged) as told:
        write(office, "alma", case_id, "x")
    assert told.value.text == NOT_HELD


def test_an_entry_made_of_another_at_the_shell_makes_no_key(office: Office) -> None:
    """Else it would say that the next key is there already, and nobody could make it."""
    other, case_id = (office.open_case("alma", named_only=True).id for _ in range(2))
    with office.night() as desk:
        opened = select(Audit.seq).where(Audit.action == "case.open", Audit.object_id == other)
        seq = desk.db.scalars(opened).one()
    where = {"seq": seq}
    at_the_shell(office, "audit", where, action="case.new_key", object_id=case_id)
    make_due(office, case_id)
    written = write(office, "alma", case_id, "She waits by the quay")
    with office.night() as desk:
        assert epoch_of(desk.db.get_one(Note, written).card) == 2
