"""Two files of one person: found, put side by side, taken over with what stood before, apart."""

from datetime import date
from typing import Any
from uuid import UUID

import pytest

from app.casework import cases, merging, people, screening, twofiles
from app.casework.merging import Apart, Merging
from app.casework.people import PersonChange
from app.casework.screening import NewScreen
from app.db.desk import Desk
from app.errors import NotFound, Refused
from tests.support.office import Office, id_of

HER: dict[str, Any] = {"given_names": "Nayeli", "family_name": "Canaria", "a_number": "999111222"}
AGAIN: dict[str, Any] = {
    "given_names": "Nayely",
    "family_name": "Canaría",
    "phone": "202-555-0143",
    "safe_to_call": False,
    "birth_date": date(1989, 3, 2),
    "phones": [{"number": "202-555-0177"}],
    "unconfirmed": ["birth_date"],
}


def client(office: Office, who: str = "alma", **known: Any) -> UUID:
    """Open a case about somebody; return her id."""
    case = office.open_case(who, client=known)
    with office.reading(who) as desk:
        return cases.one(desk, case.id).people[0].id


def seen(desk: Desk, one: UUID, other: UUID) -> dict[str, Any]:
    """Return the versions of both."""
    view = merging.pair(desk, one, other)
    return {"version": view.this.version, "other_version": view.other.version}


def test_one_person_in_two_files_is_found_merged_and_taken_apart(office: Office) -> None:
    """By sound; a number goes with what is safe there and what was only said; then as before."""
    one, other = client(office, **HER), client(office, **AGAIN)
    client(office, given_names="Oscar", family_name="Lemus")
    with office.writing("alma") as desk:
        (found,) = twofiles.same(desk, one)
        assert (found.person_id, found.joined) == (other, False)
        assert "spelt_alike" in found.reasons or "sounds_like" in found.reasons
        usual = {each.part: each.usual for each in merging.pair(desk, one, other).parts}
        assert (usual["name"], usual["a_number"], usual["phone"]) == ("", "this", "other")
        take = {"name": "this", "a_number": "this", "phone": "other", "birth": "other"}
        take |= {"phones": "both"}
        wanted = Merging.model_validate(seen(desk, one, other) | {"take": take})
        merged = merging.put_together(desk, one, other, wanted)
        assert merged.merged is not None
        assert merged.merged.by == "Alma"
        assert (merged.other.name, merged.other.a_number) == ("Canaria, Nayeli", "A999-111-222")
        assert (merged.this.phone, merged.this.safe_to_call) == ("202-555-0143", False)
        assert (merged.this.birth_date, merged.this.unconfirmed) == (
            date(1989, 3, 2),
            ["birth_date"],
        )
        assert [each.number for each in merged.this.phones] == ["202-555-0177"]
        assert twofiles.same(desk, other)[0].joined
        with pytest.raises(Refused):
            merging.put_together(desk, one, other, Merging(**seen(desk, one, other)))
        moved = PersonChange(version=merged.this.version, phone="202-555-0199")
        people.change(desk, one, moved)
        apart = merging.take_apart(desk, one, other, Apart(**seen(desk, one, other)))
        assert (apart.merged, apart.other.name) == (None, "Canaría, Nayely")
        assert (apart.this.phone, apart.this.birth_date) == ("202-555-0199", None)
        assert (apart.this.phones, apart.this.unconfirmed) == ([], [])


def test_nothing_is_taken_across_a_screen_or_from_what_does_not_open(office: Office) -> None:
    """Bruno is kept from one: Alma sees both and takes nothing over; Bruno learns of nothing."""
    one, other = client(office, **HER), client(office, **AGAIN)
    with office.writing("alma") as desk:
        case_id = people.one(desk, other).case_id
        screening.put_up(
            desk, case_id, NewScreen(staff_id=id_of(office, "bruno"), reason="He is kin.")
        )
    with office.writing("alma") as desk:
        assert merging.pair(desk, one, other).screened
        with pytest.raises(Refused) as wrong:
            merging.put_together(desk, one, other, Merging(**seen(desk, one, other)))
        assert str(wrong.value.text) == merging.SCREENED
    with office.reading("bruno") as desk:
        assert twofiles.same(desk, one) == []
        assert twofiles.twice(desk) == []
        with pytest.raises(NotFound):
            merging.pair(desk, one, other)


def test_pairs_are_offered_by_a_shared_number_and_not_again_once_joined(office: Office) -> None:
    """The same telephone in two cases, names apart: offered until somebody says it is one."""
    phone = {"phone": "(202) 555-0143"}
    one = client(office, given_names="Ana", family_name="Tema", **phone)
    other = client(office, given_names="Nan", family_name="Xol", phone="202-555-0143")
    with office.writing("alma") as desk:
        (pair,) = twofiles.twice(desk)
        assert {pair.this.person_id, pair.other.person_id} == {one, other}
        assert pair.other.reasons == ["same_phone"]
        merging.put_together(desk, one, other, Merging(**seen(desk, one, other)))
        assert twofiles.twice(desk) == []
