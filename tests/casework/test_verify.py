"""The check counts what it looked at, names rows alone, and says how much stayed closed."""

from uuid import UUID

import pytest
from sqlalchemy import select

from app.casework import adding, agreeing, scheduling, verify
from app.casework.adding import NewDeadline
from app.casework.cases import one
from app.casework.scheduling import NewHearing
from app.db.columns import Base
from app.models import Principal, Schedule
from tests.support.office import Office

CANARY = "Quiñones of the lighthouse"
TABLES = Base.metadata.tables


@pytest.fixture
def case_id(office: Office) -> UUID:
    """A case with its client, a note, a hearing and a deadline of its own."""
    return office.began("a case to verify", lambda: _filled(office))


def _filled(office: Office) -> UUID:
    opened = office.open_case(note=CANARY)
    with office.writing() as desk:
        typed = {"case_id": opened.id, "title": "Brief", "due": "2027-06-01", "at": "16:30"}
        adding.add(desk, NewDeadline.model_validate(typed))
        at = {"case_id": opened.id, "starts": "2027-07-01T09:00", "kind": "master"}
        scheduling.schedule_hearing(desk, NewHearing.model_validate(at))
    return opened.id


def _recovery(office: Office) -> UUID:
    """Return whom the custodians are, for grants; theirs stay as they were signed."""
    with office.night() as desk:
        return desk.db.scalars(select(Principal.id).where(Principal.kind == "recovery")).one()


def _private_rows(office: Office) -> int:
    with office.night() as desk:
        return sum(len(desk.db.scalars(select(model.id)).all()) for model in verify.PRIVATE)


@pytest.mark.usefixtures("case_id")
def test_without_a_person_the_cards_of_cases_stay_closed_and_are_counted(office: Office) -> None:
    """Sound, and it says how many cards nobody looked into."""
    found = verify.verify(office.house)
    assert found.wrong == []
    assert found.not_opened == _private_rows(office) >= 5
    assert f"{found.not_opened} sealed entries of cases not opened" in str(found)
    assert "card" not in str(found)
    assert str(found).startswith("sound")


@pytest.mark.usefixtures("case_id")
def test_with_a_persons_keys_her_cards_are_opened_too(office: Office) -> None:
    """Alma holds the only case: nothing stays closed, and more was checked."""
    found = verify.verify_as(office.house, office.people["alma"].seat)
    assert (found.wrong, found.not_opened) == ([], 0)
    assert found.checked == verify.verify(office.house).checked + _private_rows(office)


@pytest.mark.usefixtures("case_id")
def test_whoever_holds_no_case_opens_none(office: Office) -> None:
    """Olga may run the check, and learns no more than the night desk."""
    found = verify.verify_as(office.house, office.people["olga"].seat)
    assert (found.wrong, found.not_opened) == ([], _private_rows(office))


def test_a_sound_case_shows_no_mismatch(office: Office, case_id: UUID) -> None:
    """A hearing with its hour and a deadline with its own agree with the calendar."""
    with office.reading() as desk:
        view = one(desk, case_id)
        assert len(view.hearings) == 1
        assert len(view.deadlines) >= 1
        assert agreeing.mismatches(desk, view) == []


def test_another_hour_is_a_mismatch(office: Office, case_id: UUID) -> None:
    """Nine o'clock and half past one on the same day are not the same hearing."""
    with office.writing() as desk:
        view = one(desk, case_id)
        desk.db.get_one(Schedule, view.hearings[0].id).at = "13:30"
    with office.reading() as desk:
        assert agreeing.mismatches(desk, one(desk, case_id)) == [view.hearings[0].id]
    found = verify.verify_as(office.house, office.people["alma"].seat)
    assert found.wrong == [f"hearings {view.hearings[0].id}: its schedule row says otherwise: at"]


def test_a_schedule_row_that_does_not_open_is_a_mismatch(office: Office, case_id: UUID) -> None:
    """It counts as a date that differs, never as one that agrees."""
    with office.reading() as desk:
        view = one(desk, case_id)
    schedule = TABLES["schedule"]
    with office.house.engine.begin() as connection:
        connection.execute(schedule.update().values(version=99))
    with office.reading() as desk:
        wanted = {*(each.id for each in view.hearings), *(each.id for each in view.deadlines)}
        assert set(agreeing.mismatches(desk, view)) == wanted


def test_a_schedule_row_of_another_kind_is_found(office: Office, case_id: UUID) -> None:
    """The kind is readable; a hearing that calls itself a deadline is named."""
    schedule = TABLES["schedule"]
    with office.house.engine.begin() as connection:
        kind = schedule.c.kind == "hearing"
        connection.execute(schedule.update().where(kind).values(kind="deadline"))
    with office.reading() as desk:
        row_id = one(desk, case_id).hearings[0].id
    wanted = f"schedule {row_id}: changed in clear: kind"
    assert verify.verify(office.house).wrong == [wanted]


def test_one_closed_case_hides_no_other(office: Office, case_id: UUID) -> None:
    """A changed commitment is named, and the other cases are checked all the same."""
    office.open_case()
    keys = TABLES["case_keys"]
    with office.house.engine.begin() as connection:
        ours = keys.c.case_id == case_id
        connection.execute(keys.update().where(ours).values(commitment=bytes(32)))
    found = verify.verify_as(office.house, office.people["alma"].seat)
    assert found.wrong == [
        f"case_keys {case_id} of epoch 1: its charter does not hold",
        f"grants {case_id} to {_recovery(office)}: signed by nobody of the office",
        f"grants {case_id}: what this person was granted does not open",
    ]
    assert 0 < found.not_opened < _private_rows(office)


@pytest.mark.usefixtures("case_id")
def test_findings_name_tables_and_rows_alone(office: Office) -> None:
    """Nothing that anybody typed stands in what the check prints."""
    for name in ("notes", "schedule", "staff", "principals", "hearings", "deadlines", "persons"):
        with office.house.engine.begin() as connection:
            connection.execute(TABLES[name].update().values(version=77))
    with office.night() as desk:
        found = verify.verify(desk.house)
    told = str(found)
    assert len(found.wrong) > len(office.people)
    assert "something is wrong" in told
    assert not any(word in told for word in (CANARY, "Alma", "Brief", "2027", "example.org"))
