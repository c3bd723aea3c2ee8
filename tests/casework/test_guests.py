"""Guests: a case is theirs until the end of a day, and closed by itself afterwards."""

from datetime import date, timedelta
from uuid import UUID

import pytest
from sqlalchemy import select

from app.casework import access, cases, forgood, guests, readers
from app.casework.calendar import Calendar
from app.casework.guests import GuestsView, Stay
from app.casework.readers import NewLead, NewReader
from app.casework.reminders.troubles import GUEST_LEAVES, STAY_ENDS
from app.errors import Damaged, NotFound, Refused
from app.models import CaseKeyRow, Note
from tests.casework.covering import TODAY, alarms, id_of, name_cover, opens, waiting, write, wrong
from tests.support.office import Office


@pytest.fixture
def case_id(office: Office) -> UUID:
    """A case of named people: Alma, who leads it, and Carmen, who backs her up."""
    return office.open_case("alma", named_only=True).id


def invite(office: Office, case_id: UUID, days: int, name: str = "vera", by: str = "alma") -> None:
    """Give a case to somebody until a day."""
    new = NewReader(staff_id=id_of(office, name), until=TODAY + timedelta(days=days))
    with office.writing(by) as desk:
        readers.add(desk, case_id, new)


def prolong(office: Office, case_id: UUID, until: date | None, name: str = "vera") -> None:
    """Let somebody stay longer, or for good."""
    with office.writing("alma") as desk:
        guests.prolong(desk, case_id, id_of(office, name), Stay(until=until))


def settle(office: Office) -> bool:
    """Do what the night shift does each hour; tell whether it had anything to do."""
    with office.night() as desk:
        due = guests.is_due(desk)
    if due:
        with office.night(writes=True) as desk:
            guests.settle(desk)
    return due


def listed(office: Office, name: str) -> GuestsView:
    """Return the page of guests as somebody sees it."""
    with office.reading(name) as desk:
        return guests.listed(desk, Calendar())


def keys(office: Office, case_id: UUID) -> int:
    """Return how many keys a case has had."""
    with office.night() as desk:
        rows = select(CaseKeyRow.epoch).where(CaseKeyRow.case_id == case_id)
        return len(desk.db.scalars(rows).all())


def test_a_guest_reads_until_the_end_of_her_last_day(office: Office, case_id: UUID) -> None:
    """Vera, a volunteer, on the evening of the day and not on the morning after."""
    invite(office, case_id, 10)
    assert opens(office, "vera", case_id)
    office.clock.forward(days=10, hours=13)  # 23:00 in New York
    assert opens(office, "vera", case_id)
    office.clock.forward(hours=2)
    assert not opens(office, "vera", case_id)
    assert opens(office, "alma", case_id)


def test_after_it_the_next_word_is_under_a_new_key(office: Office, case_id: UUID) -> None:
    """The clock set back, her grant lives again: it opens what stood then, not the next word."""
    invite(office, case_id, 3)
    with office.writing("vera") as desk:
        access.rewrap(desk)
    office.clock.forward(days=5)
    assert keys(office, case_id) == 1
    note = write(office, "alma", case_id, "after her time")
    assert keys(office, case_id) == 2
    office.clock.forward(days=-5)  # as if a machine's clock were set back for her
    with office.reading("vera") as desk:
        access.open_case(desk, case_id)
        with pytest.raises(Damaged):
            _ = desk.db.get_one(Note, note).text


def test_the_case_names_her_with_her_day(office: Office, case_id: UUID) -> None:
    """Among the people who can read it; she counts as nobody where two have to be."""
    invite(office, case_id, 10)
    with office.reading("alma") as desk:
        view = {each.name: each for each in cases.one(desk, case_id).readers}
        assert id_of(office, "vera") not in forgood.of(desk, case_id)
    assert (view["Vera"].why, view["Alma"].until) == ("guest", None)
    assert view["Vera"].until is not None
    with office.writing("alma") as desk:
        version = cases.one(desk, case_id).version
        readers.lead(desk, case_id, NewLead(version=version, lead_id=id_of(office, "alma")))
    with office.writing("alma") as desk, pytest.raises(Refused):
        readers.remove(desk, case_id, id_of(office, "carmen"))


def test_she_and_the_lead_are_told_a_week_and_a_day_before(office: Office, case_id: UUID) -> None:
    """Each once; whoever was given three days was told them on giving."""
    invite(office, case_id, 20)
    assert not settle(office)
    office.clock.forward(days=14)
    assert settle(office)
    assert not settle(office)
    assert STAY_ENDS in alarms(office, "vera")
    assert GUEST_LEAVES in alarms(office, "alma")
    assert GUEST_LEAVES not in alarms(office, "carmen")
    office.clock.forward(days=6)
    assert settle(office)
    assert not settle(office)
    other = office.open_case("alma", named_only=True).id
    new = NewReader(staff_id=id_of(office, "vera"), until=office.clock().date() + timedelta(days=3))
    with office.writing("alma") as desk:
        readers.add(desk, other, new)
    assert not settle(office)


def test_another_lead_is_told_in_place_of_the_first(office: Office, case_id: UUID) -> None:
    """The grant follows the lead, also through a new key."""
    invite(office, case_id, 20)
    with office.writing("alma") as desk:
        version = cases.one(desk, case_id).version
        wanted = NewLead(
            version=version, lead_id=id_of(office, "bruno"), backup_id=id_of(office, "alma")
        )
        readers.lead(desk, case_id, wanted)
        readers.remove(desk, case_id, id_of(office, "carmen"))
    office.clock.forward(days=14)
    assert settle(office)
    assert GUEST_LEAVES in alarms(office, "bruno")
    assert GUEST_LEAVES not in alarms(office, "alma")


def test_her_time_is_prolonged_ended_and_given_for_good(office: Office, case_id: UUID) -> None:
    """For good she gets a cover's envelope like everybody; ended, a new key at once."""
    name_cover(office, "vera", "dina")
    invite(office, case_id, 3)
    prolong(office, case_id, TODAY + timedelta(days=30))
    office.clock.forward(days=10)
    assert opens(office, "vera", case_id)
    prolong(office, case_id, None)
    assert (id_of(office, "vera"), id_of(office, "dina"), 1) in waiting(office, case_id)
    office.clock.forward(days=100)
    assert opens(office, "vera", case_id)
    with office.writing("alma") as desk:
        readers.remove(desk, case_id, id_of(office, "vera"))
    assert not opens(office, "vera", case_id)
    assert keys(office, case_id) == 2
    assert wrong(office) == []


@pytest.mark.parametrize("days", [-1, 400])
def test_a_day_that_has_passed_or_is_far_off_is_refused(
    office: Office, case_id: UUID, days: int
) -> None:
    """On giving and on prolonging; nothing changes."""
    with pytest.raises(Refused) as refused:
        invite(office, case_id, days)
    assert set(refused.value.fields) == {"until"}
    invite(office, case_id, 3)
    with pytest.raises(Refused):
        prolong(office, case_id, TODAY + timedelta(days=days))


def test_nobody_is_prolonged_who_is_no_guest(office: Office, case_id: UUID) -> None:
    """Carmen holds it for good, Bruno not at all, and Vera's time is over."""
    invite(office, case_id, 3)
    office.clock.forward(days=5)
    for name in ("carmen", "bruno", "vera"):
        with pytest.raises(NotFound):
            prolong(office, case_id, TODAY + timedelta(days=30), name)


def test_the_list_shows_each_what_she_can_open(office: Office, case_id: UUID) -> None:
    """Carmen the cases that she holds and a number of others; Vera hers; Dina none."""
    invite(office, case_id, 3)
    other = office.open_case("bruno", named_only=True, backup_id=id_of(office, "dina")).id
    invite(office, other, 5, by="bruno")
    seen = listed(office, "carmen")
    assert [each.case_id for each in seen.guests] == [case_id]
    assert (seen.elsewhere, seen.guests[0].soon) == (1, True)
    assert seen.guests[0].last_day == TODAY + timedelta(days=3)
    assert {each.case_id for each in listed(office, "vera").guests} == {case_id, other}
    assert listed(office, "ivo") == GuestsView(guests=[])
