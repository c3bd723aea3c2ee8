"""What is known of people: nothing that a caller says is refused, and all of it is found again."""

from typing import Any
from uuid import UUID

import pytest
from pydantic import ValidationError

from app.casework import cases, people
from app.casework.calendar import Calendar
from app.casework.conflicts import entries
from app.casework.people import NewPerson, PersonChange, PersonView
from app.errors import Refused
from tests.casework.test_conflicts import check, look_up
from tests.support.office import Office

HEARD: dict[str, Any] = {
    "given_names": "Nayeli",
    "family_name": "Canaria",
    "second_family_name": "Ixchop",
    "a_number": "999-111-2",  # seven digits: an older number
    "numbers": [{"typed": "99 91 2x 5 smudged"}, {"typed": "A999-333-444", "confirmed": True}],
    "birth_sure": "about",
    "birth_about": "about 1989",
    "phone": "202-555-0143",
    "phones": [{"number": "202-555-0177", "whose": "her sister", "call": True, "text": False}],
    "addresses": [{"lines": "12 Plum Street", "mail": False}],
    "unconfirmed": ["name", "a_number"],
    "may_be_told": "some",
    "told_what": "Only the date of the hearing",
    "entries": [{"about": "spring 2019", "place": "Nogales", "manner": "no_inspection"}],
}


def taken_in(office: Office, **client: Any) -> PersonView:
    """Open a case about somebody, and return her as she is kept."""
    case = office.open_case(client=client)
    with office.reading("alma") as desk:
        return cases.one(desk, case.id).people[0]


def found(office: Office, words: str) -> list[UUID]:
    """Return the cases that a search finds for Alma."""
    with office.reading("alma") as desk:
        return [row.id for row in cases.search(desk, Calendar(), words, start=0, size=9).rows]


def test_what_a_caller_says_is_kept_as_it_was_said_and_found(office: Office) -> None:
    """As typed beside nine digits; smudged without them; each telephone with what is safe."""
    her = taken_in(office, **HEARD)
    assert (her.a_number, her.a_number_typed) == ("A009-991-112", "999-111-2")
    kept = [(each.typed, each.canonical, each.confirmed) for each in her.numbers]
    assert kept == [
        ("99 91 2x 5 smudged", "", False),
        ("A999-333-444", "999333444", True),
    ]
    assert her.name == "Canaria Ixchop, Nayeli"
    assert [(each.number, each.call, each.text, each.message) for each in her.phones] == [
        ("202-555-0177", True, False, None)
    ]
    for words in ("Ixchop", "999333444", "5550177", "smudged", "009991112"):
        assert found(office, words) == [her.case_id], words
    with pytest.raises(ValidationError):
        NewPerson.model_validate(
            {"case_id": her.case_id, "numbers": [{"typed": "12", "confirmed": True}]}
        )


def test_the_front_desk_and_the_check_know_the_second_number_and_telephone(
    office: Office,
) -> None:
    """By either telephone and either A-number it is ours; an older entry is read as before."""
    taken_in(office, **HEARD)
    for sought in ({"phone": "555-0177"}, {"a_number": "999-333-444"}, {"name": "Nayeli Ixchop"}):
        assert look_up(office, **sought).call, sought
    assert check(office, "carmen", a_number="999333444").hits[0].reasons == ["same_a_number"]
    assert check(office, "carmen", a_number="999334344").hits[0].reasons == ["near_a_number"]
    line = entries.written(_entry(office))
    assert entries.read(line).facts.more_phones == ("202-555-0177",)
    older = line[: line.rindex(',[["')] + "]"
    assert entries.read(older).facts.phone == "202-555-0143"


def _entry(office: Office) -> entries.Entry:
    from app.models import Case, Person  # noqa: PLC0415

    with office.reading("alma") as desk:
        cases.one(desk, found(office, "Ixchop")[0])
        row = desk.db.query(Person).all()[0]
        return entries.entry_of(row, desk.db.get_one(Case, row.case_id), 1)


def test_a_number_almost_the_same_warns_and_stops_nobody(office: Office) -> None:
    """Two digits that changed places in another case that one can open; a stranger's tells none."""
    first = taken_in(office, given_names="Ana", a_number="999-123-456")
    second = taken_in(office, given_names="Luz", a_number="999-123-465")
    with office.reading("alma") as desk:
        number = cases.one(desk, first.case_id).number
        assert people.one(desk, second.id).near == [number]
    hidden = office.open_case(
        "carmen", named_only=True, title="Kept close", client={"a_number": "999-123-556"}
    )
    with office.reading("alma") as desk:
        assert people.one(desk, second.id).near == [number]
        assert hidden.number not in people.one(desk, first.id).near


def test_relations_are_to_people_of_the_case(office: Office) -> None:
    """A rider names whose; somebody of another case is refused, and what is left out stays."""
    mother, stranger = taken_in(office, **HEARD), taken_in(office, given_names="Eva")
    child = {"case_id": mother.case_id, "given_names": "Ixil", "role": "rider"}
    with office.writing("alma") as desk:
        rider = people.add(desk, NewPerson.model_validate(child))
        of = {"version": 1, "relations": [{"person_id": str(mother.id), "kin": "rider_of"}]}
        rider = people.change(desk, rider.id, PersonChange.model_validate(of))
    assert [(each.person_id, each.kin) for each in rider.relations] == [(mother.id, "rider_of")]
    wrong = {"version": 2, "relations": [{"person_id": str(stranger.id), "kin": "sibling"}]}
    with office.writing("alma") as desk, pytest.raises(Refused) as refused:
        people.change(desk, rider.id, PersonChange.model_validate(wrong))
    assert list(refused.value.fields) == ["relations"]
    with office.writing("alma") as desk:
        again = PersonChange.model_validate(
            {"version": mother.version, "dialect": "of Nebaj", "nationality": "guatemala"}
        )
        changed = people.change(desk, mother.id, again)
    assert changed.nationality == "GT"  # by the court's list, however it was typed
    assert (changed.phones, changed.a_number_typed) == (mother.phones, mother.a_number_typed)
