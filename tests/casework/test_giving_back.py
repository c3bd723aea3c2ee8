"""New keys give back what was hers, and for no longer than it was hers."""

from collections.abc import Callable
from datetime import timedelta
from uuid import UUID

import pytest

from app.casework import joining, readers, renewal, seats
from app.casework.readers import NewReader
from app.casework.seats import Seat
from tests.casework.bringing_back import certified_anew, opens, with_new_keys, wrong
from tests.casework.covering import TODAY, declare, id_of, name_cover, settle, shared_by_two
from tests.casework.test_cover_attacks import emergency_of
from tests.support.office import Office


def begun_anew(office: Office, name: str) -> Callable[[], Seat]:
    """Begin somebody's new keys; return what confirms them and sits her down."""
    staff_id, carmen = id_of(office, name), office.people["carmen"].seat
    with seats.writing(office.house, carmen) as desk:
        token = renewal.begin(desk, staff_id, sure=True)
    arrived, sign = with_new_keys(office, office.people[name].email, token)

    def confirmed() -> Seat:
        with seats.writing(office.house, carmen) as desk:
            joining.certify(desk, staff_id, arrived.number)
        return sign()

    return confirmed


def invite(office: Office, case_id: UUID, name: str, days: int) -> None:
    """Give a case to a guest."""
    new = NewReader(staff_id=id_of(office, name), until=TODAY + timedelta(days=days))
    with office.writing("alma") as desk:
        readers.add(desk, case_id, new)


def test_a_guest_with_new_keys_stays_a_guest(office: Office) -> None:
    """Until the day that was said, told before as any guest, and no longer."""
    case_id = office.open_case("alma", named_only=True).id
    invite(office, case_id, "vera", 20)
    vera = certified_anew(office, office.people["carmen"].seat, "vera")
    assert opens(office, vera) == {case_id}
    with office.reading("alma") as desk:
        [seen] = [each for each in readers.of(desk, case_id).readers if each.name == "Vera"]
    assert (seen.why, seen.until is None) == ("guest", False)
    assert wrong(office) == []
    office.clock.forward(days=21)
    assert opens(office, vera) == set()


def test_a_stay_that_ended_meanwhile_is_not_given_back(office: Office) -> None:
    """Her keys are confirmed only after her last day."""
    case_id = office.open_case("alma", named_only=True).id
    invite(office, case_id, "vera", 2)
    confirmed = begun_anew(office, "vera")
    office.clock.forward(days=4)
    assert opens(office, confirmed()) == set()


@pytest.mark.parametrize("why", ["cover", "emergency"])
def test_what_was_lent_is_not_given_back(office: Office, why: str) -> None:
    """Bruno read Dina's case as her cover, or for four hours; with new keys he does not."""
    case_id = shared_by_two(office)
    with office.writing("alma") as desk:
        readers.add(desk, case_id, NewReader(staff_id=id_of(office, "carmen")))
    name_cover(office, "dina", "bruno")
    if why == "cover":
        declare(office, "dina")
    else:
        emergency_of(office, "bruno", case_id)
    settle(office)
    assert case_id in opens(office, office.people["bruno"].seat)
    assert case_id not in opens(office, begun_anew(office, "bruno")())
