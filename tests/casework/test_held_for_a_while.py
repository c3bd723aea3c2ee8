"""Whoever has a case for a while only holds it for nobody: not for the custodians, nor herself."""

from datetime import timedelta
from uuid import UUID

import pytest

from app.casework import readers, reopening
from app.casework.readers import NewReader
from tests.casework.bringing_back import begin, opens, seeds, signs_in, words_in
from tests.casework.covering import TODAY, id_of, write, wrong
from tests.casework.covering import opens as can_open
from tests.support.office import Office


@pytest.fixture
def case_id(office: Office) -> UUID:
    """A case of named people: Alma, who leads it, and Carmen, who backs her up."""
    return office.open_case("alma", named_only=True, note="She waits by the lighthouse").id


def invite(office: Office, case_id: UUID, name: str, days: int) -> None:
    """Give a case to somebody until a day, and have her open it once."""
    new = NewReader(staff_id=id_of(office, name), until=TODAY + timedelta(days=days))
    with office.writing("alma") as desk:
        readers.add(desk, case_id, new)
    signs_in(office, name)


@pytest.mark.parametrize("newer_key", [False, True])
def test_what_custodians_open_opens_for_who_was_a_guest_of_it_once(
    office: Office, case_id: UUID, newer_key: bool
) -> None:
    """Bruno's days are over, also where the case has had a newer key since; then Alma is gone."""
    invite(office, case_id, "bruno", 3)
    office.clock.forward(days=30)
    if newer_key:
        write(office, "alma", case_id, "after his time")
    assert not can_open(office, "bruno", case_id)
    begin(office, "bruno")
    office.clock.forward(hours=73)
    seat = signs_in(office, "bruno")
    assert case_id in opens(office, seat)
    assert words_in(office, seat, case_id)
    office.clock.forward(days=30)
    assert can_open(office, "bruno", case_id)
    assert wrong(office) == []


def test_what_custodians_open_stays_with_who_is_a_guest_of_it_now(
    office: Office, case_id: UUID
) -> None:
    """Bruno's key by the custodians outlasts his days."""
    invite(office, case_id, "bruno", 20)
    begin(office, "bruno")
    office.clock.forward(hours=73)
    signs_in(office, "bruno")
    office.clock.forward(days=30)
    assert can_open(office, "bruno", case_id)
    assert wrong(office) == []


def test_a_guest_keeps_no_case_from_the_custodians(office: Office, case_id: UUID) -> None:
    """Alma and Carmen are gone; Vera, a volunteer, reads it for ten more days."""
    invite(office, case_id, "vera", 10)
    whom = reopening.beneficiary(office.house, office.people["bruno"].email)
    gone = [id_of(office, "alma"), id_of(office, "carmen")]
    begun = reopening.begin(office.house, whom, seeds(office, 0, 1), gone=gone)
    assert sum(wave.cases for wave in begun.waves) == 1
    office.clock.forward(hours=73)
    assert case_id in opens(office, signs_in(office, "bruno"))
