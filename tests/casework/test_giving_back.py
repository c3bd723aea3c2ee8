"""New keys give back what was hers, and for no longer than it was hers."""

from collections.abc import Callable
from datetime import timedelta
from uuid import UUID

import pytest
from sqlalchemy import select

from app.casework import joining, notes, readers, renewal, seats, staff
from app.casework.notes import NewNote
from app.casework.readers import NewReader
from app.casework.seats import Seat
from app.errors import AmparoError, NotFound, SignedOut
from app.models import Grant, Member, Principal
from tests.casework.bringing_back import certified_anew, opens, signs_in, with_new_keys, wrong
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


def test_until_the_link_is_used_everything_stays_hers(office: Office) -> None:
    """Taken back, Alma opens what she opened, also a case that got a new key meanwhile."""
    case_id = office.open_case("alma").id
    named = [id_of(office, "bruno"), id_of(office, "dina")]
    mine = office.open_case("alma", named_only=True, named=named).id
    with office.writing("carmen") as desk:
        renewal.begin(desk, id_of(office, "alma"), sure=True)
    with pytest.raises(SignedOut), office.reading("alma"):
        pass
    with office.writing("carmen") as desk:
        readers.remove(desk, mine, id_of(office, "bruno"))
        renewal.end_offer(desk, id_of(office, "alma"))
        note = notes.add(desk, NewNote(case_id=mine, text="Written afterwards")).id
    seat = signs_in(office, "alma")
    assert {case_id, mine} <= opens(office, seat)
    with seats.reading(office.house, seat) as desk:
        assert notes.one(desk, note).text == "Written afterwards"
    assert wrong(office) == []
    with office.writing("carmen") as desk, pytest.raises(NotFound):
        renewal.end_offer(desk, id_of(office, "alma"))


def test_once_the_link_is_used_the_old_keys_are_gone(office: Office) -> None:
    """No sign-in, no grant, no group; colleagues save meanwhile; confirmed, the groups change."""
    case_id, alma = office.open_case("alma").id, id_of(office, "alma")
    mine = office.open_case("alma", named_only=True, named=[id_of(office, "bruno")]).id
    with office.writing("carmen") as desk:
        token = renewal.begin(desk, alma, sure=True)
        team = desk.db.get_one(Principal, staff.office(desk).team_id).epoch
    arrived, sign = with_new_keys(office, office.people["alma"].email, token)
    with office.writing("carmen") as desk, pytest.raises(NotFound):
        renewal.end_offer(desk, alma)
    with pytest.raises(AmparoError):
        signs_in(office, "alma")
    with office.night() as desk:
        assert desk.db.scalars(select(Grant).where(Grant.principal_id == alma)).all() == []
        assert desk.db.scalars(select(Member).where(Member.person_id == alma)).all() == []
    with office.writing("bruno") as desk:
        for each in (case_id, mine):
            notes.add(desk, NewNote(case_id=each, text="Meanwhile"))
    with office.writing("carmen") as desk:
        joining.certify(desk, alma, arrived.number)
        assert desk.db.get_one(Principal, staff.office(desk).team_id).epoch == team + 1
    assert {case_id, mine} <= opens(office, sign())
    assert wrong(office) == []
