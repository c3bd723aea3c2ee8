"""What a member may call a case in her own mails: nothing that tells anything."""

from uuid import UUID

import pytest
from sqlalchemy import select

from app.casework import nicknamed, nicknames, people, telling
from app.casework.nicknames import NewNickname
from app.casework.people import NewPerson
from app.errors import NotFound, Refused
from app.models import Audit
from tests.support.office import Office, id_of

CLIENT = {
    "given_names": "Inés",
    "family_name": "Quiñones Tema",
    "aliases": "La Golondrina",
    "detained_at": "Pine Hollow",
}


@pytest.fixture
def case_id(office: Office) -> UUID:
    """A case of Alma's whose client has two family names and goes by another."""
    return office.open_case("alma", client=CLIENT, title="The orchard matter").id


def give(office: Office, case_id: UUID, word: str, name: str = "alma") -> str:
    """Have somebody give a case a nickname; return what was refused, or nothing."""
    try:
        with office.writing(name) as desk:
            nicknames.give(desk, case_id, NewNickname(word=word))
    except Refused as refused:
        return refused.fields["word"]
    return ""


@pytest.mark.parametrize(
    ("word", "why"),
    [
        ("Blue door", ""),
        ("El molino", ""),
        ("Orange cat", ""),
        ("Ice cream", ""),
        ("Ines", telling.NAME),
        ("the quinonez", telling.NAME),
        ("Golondrina", telling.NAME),
        ("temas", telling.NAME),
        ("IQT", telling.NAME),
        ("orchard", telling.NAME),
        ("Hollow pine", telling.NAME),
        ("Honduran", telling.COUNTRY),
        ("Méxicanita", telling.COUNTRY),
        ("the Houston one", telling.COURT),
        ("tribunal verde", telling.COURT),
        ("asylum two", telling.KIND),
        ("Green Card", telling.KIND),
        ("fianza", telling.KIND),
        ("TPS", telling.KIND),
        ("A999", telling.NUMBER),
        ("case 12", telling.NUMBER),
        ("9 9 9", telling.NUMBER),
        ("a@b", telling.MARKS),
        ("one\ntwo", telling.MARKS),
        ("Эльмира", telling.LATIN),
    ],
)
def test_a_nickname_tells_nothing(office: Office, case_id: UUID, word: str, why: str) -> None:
    """No name in the case or like one, no initials, number, country, court or kind of case."""
    assert give(office, case_id, word) == why
    with office.reading() as desk:
        assert nicknames.mine(desk, case_id).word == ("" if why else word)


def test_a_nickname_is_her_own(office: Office, case_id: UUID) -> None:
    """Bruno, who reads the case too, calls it what he likes; the record names neither word."""
    give(office, case_id, "Blue door")
    give(office, case_id, "Old oak", "bruno")
    with office.night() as desk:
        assert nicknamed.words(desk, id_of(office, "alma")) == {case_id: "Blue door"}
        assert nicknamed.words(desk, id_of(office, "bruno")) == {case_id: "Old oak"}
        rows = desk.db.scalars(select(Audit).where(Audit.action == nicknames.GIVEN)).all()
        assert [row.detail for row in rows] == [{}, {}]


def test_two_cases_are_not_called_the_same(office: Office, case_id: UUID) -> None:
    """By one person; left empty, the word is free again."""
    other = office.open_case("alma", client={"family_name": "Roble"}).id
    assert give(office, case_id, "Blue door") == ""
    assert give(office, other, "blue door") == nicknames.TAKEN
    assert give(office, case_id, "") == ""
    assert give(office, other, "blue door") == ""


def test_a_nickname_falls_when_a_name_like_it_comes_into_the_case(
    office: Office, case_id: UUID
) -> None:
    """A sister called Violeta is added: “Violet” is in nobody's mail any more."""
    assert give(office, case_id, "Violet") == ""
    assert give(office, case_id, "Old oak", "bruno") == ""
    with office.writing("bruno") as desk:
        people.add(desk, NewPerson(case_id=case_id, given_names="Violeta", role="relative"))
    with office.night() as desk:
        assert nicknamed.words(desk, id_of(office, "alma")) == {}
        assert nicknamed.words(desk, id_of(office, "bruno")) == {case_id: "Old oak"}


def test_a_case_of_others_has_no_nickname(office: Office) -> None:
    """Nor does asking for one tell that there is such a case."""
    lone = office.open_case("bruno", named_only=True).id
    with pytest.raises(NotFound), office.writing("dina") as desk:
        nicknames.give(desk, lone, NewNickname(word="Blue door"))
    with pytest.raises(NotFound), office.reading("dina") as desk:
        nicknames.mine(desk, lone)
