"""A new key that is due is made while a case is saved: that is nobody else's change."""

from collections.abc import Callable
from uuid import UUID

import pytest

from app.casework import cases, openness, readers
from app.casework.cases import CaseChange, CaseView
from app.casework.openness import Openness
from app.casework.readers import NewLead
from app.db.desk import Desk
from app.errors import Conflict
from app.models import Case, DueKey
from tests.casework.covering import id_of
from tests.support.office import Office


def due(office: Office, case_id: UUID) -> None:
    """Have a case owe its people a new key, as after somebody left."""
    with office.night(writes=True) as desk:
        desk.db.add(DueKey(case_id=case_id))


def version_of(office: Office, case_id: UUID) -> int:
    """Return the version that a form has now."""
    with office.reading("alma") as desk:
        return desk.db.get_one(Case, case_id).version


def test_the_first_save_under_a_new_key_is_nobody_elses_change(office: Office) -> None:
    """Title, lead and openness, each with a new key due and the form of before."""
    case_id = office.open_case("alma").id
    bruno = id_of(office, "bruno")

    def title(desk: Desk, at: int) -> None:
        cases.change(desk, case_id, CaseChange(version=at, title="Asylum"))

    def lead(desk: Desk, at: int) -> None:
        readers.lead(desk, case_id, NewLead(version=at, lead_id=bruno, backup_id=None))

    def closed(desk: Desk, at: int) -> None:
        openness.choose(desk, case_id, Openness(version=at, named_only=True))

    deeds: list[Callable[[Desk, int], None]] = [title, lead, closed]
    for deed in deeds:
        due(office, case_id)
        at = version_of(office, case_id)
        with office.writing("alma") as desk:
            deed(desk, at)
        with office.night() as night:
            assert night.db.get(DueKey, case_id) is None
        with pytest.raises(Conflict), office.writing("alma") as again:  # the same form
            title(again, at)


def test_what_is_told_after_a_true_conflict_can_be_saved(office: Office) -> None:
    """The new key was undone with the rest: the version that is told is the one that stands."""
    case_id = office.open_case("alma").id
    at = version_of(office, case_id)
    with office.writing("bruno") as desk:
        cases.change(desk, case_id, CaseChange(version=at, title="Of Bruno"))
    due(office, case_id)
    with pytest.raises(Conflict) as told, office.writing("alma") as desk:
        cases.change(desk, case_id, CaseChange(version=at, title="Of Alma"))
    stands = told.value.current
    assert isinstance(stands, CaseView)
    assert (stands.title, stands.version) == ("Of Bruno", version_of(office, case_id))
    with office.writing("alma") as desk:
        cases.change(desk, case_id, CaseChange(version=stands.version, title="Of Alma"))
