"""One entry that was changed at the database's own shell hides no other."""

from typing import Any
from uuid import UUID

import pytest

from app.casework import adding, cases, scheduling
from app.casework import today as days
from app.casework.adding import NewDeadline
from app.casework.scheduling import NewHearing
from app.models import Case, Deadline, Hearing, Note, Person
from tests.casework.test_tampering import filled, first
from tests.support.office import Office
from tests.support.shell import at_the_shell, stored

EPOCH = slice(2, 6)


@pytest.fixture
def case_id(office: Office) -> UUID:
    """A case with one of everything, its dates today and tomorrow."""
    return filled(office, due="2027-04-15", starts="2027-04-15T09:00")


def damage(office: Office, model: type[Any], case_id: UUID) -> UUID:
    """Change the last byte of a row's card."""
    row_id, name = first(office, model, case_id), model.__tablename__
    card = bytes(stored(office, name, row_id).card)
    at_the_shell(office, name, {"id": row_id}, card=card[:-1] + bytes([card[-1] ^ 1]))
    return row_id


@pytest.mark.parametrize("model", [Case, Person, Hearing, Deadline, Note])
def test_the_rest_of_the_case_is_shown(office: Office, case_id: UUID, model: type[Any]) -> None:
    """What did not open is named by kind and id; everything else is as it was."""
    with office.reading() as desk:
        before = cases.one(desk, case_id)
    row_id = damage(office, model, case_id)
    with office.reading() as desk:
        after = cases.one(desk, case_id)
    [gone] = after.damaged
    assert (gone.id, gone.case_id) == (row_id, case_id)
    assert gone.kind == model.__name__.lower()
    for part in ("people", "hearings", "deadlines", "notes"):
        expected = {each.id for each in getattr(before, part)} - {row_id}
        assert {each.id for each in getattr(after, part)} == expected


def test_a_damaged_date_still_says_the_day_that_reminders_go_by(
    office: Office, case_id: UUID
) -> None:
    """No date is lost in silence: the schedule's row knows it."""
    damage(office, Hearing, case_id)
    with office.reading() as desk:
        [gone] = cases.one(desk, case_id).damaged
    assert (str(gone.on), gone.at) == ("2027-04-15", "09:00")


def test_a_card_of_another_epoch_is_damaged_and_not_locked(office: Office, case_id: UUID) -> None:
    """A key that never was would otherwise make the whole case look as if it were not there."""
    row_id = first(office, Note, case_id)
    card = bytearray(stored(office, "notes", row_id).card)
    card[EPOCH] = (2).to_bytes(4, "big")
    at_the_shell(office, "notes", {"id": row_id}, card=bytes(card))
    with office.reading() as desk:
        assert [each.id for each in cases.one(desk, case_id).damaged] == [row_id]


@pytest.mark.parametrize("model", [Case, Person, Hearing, Deadline])
def test_today_and_the_lists_show_the_rest(office: Office, case_id: UUID, model: type[Any]) -> None:
    """Another case's dates stand; what did not open is at the desk, to be told."""
    other = office.open_case(title="Sound")
    with office.writing() as desk:
        typed = {"case_id": other.id, "title": "Motion", "due": "2027-04-15"}
        adding.add(desk, NewDeadline.model_validate(typed))
    row_id = damage(office, model, case_id)
    with office.reading() as desk:
        view = days.today(desk, office.calendar)
        places = (view.urgent, view.ahead, view.new, view.soon)
        titles = {row.title for place in places for row in place.shown}
        assert {*desk.damaged} == {row_id}
    assert "Motion" in titles
    assert ("Brief" in titles) == (model is not Deadline)
    assert len(view.hearings) == (model is not Hearing)
    with office.reading() as desk:
        found = cases.page(desk, office.calendar, mine=True, start=0, size=50)
        assert other.id in {row.id for row in found.rows}
        assert cases.search(desk, office.calendar, "sound", start=0, size=50).rows


def test_a_hearing_is_moved_beside_a_damaged_deadline(office: Office, case_id: UUID) -> None:
    """What is damaged blocks no deed on the rest; its reminders go on."""
    damage(office, Deadline, case_id)
    with office.writing() as desk:
        old = cases.one(desk, case_id).hearings[0]
        moved = {"case_id": case_id, "starts": "2027-04-16T09:00", "kind": "master"}
        view = scheduling.schedule_hearing(
            desk, NewHearing.model_validate(moved | {"replaces": old.id, "reason": "Notice"})
        )
    assert view.replaces == old.id
