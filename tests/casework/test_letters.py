"""Letters to the people of a case: two languages side by side, and nothing that is not so."""

from io import BytesIO

import pytest
from pypdf import PdfReader

from app.casework import adding, bundles, letters, people, scheduling, verify
from app.casework.adding import NewDeadline
from app.casework.casefiles import label_of
from app.casework.letters import LetterView, NewLetter
from app.casework.people import NewPerson, PersonChange
from app.casework.scheduling import NewHearing
from app.errors import NotFound, Refused
from tests.casework.filing import read
from tests.casework.test_detention import client
from tests.support.office import Office


def written(office: Office, **new: object) -> LetterView:
    """Write a letter as Alma."""
    with office.reading() as desk:
        begun = letters.begin(desk, NewLetter.model_validate(new))
    made = letters.write(office.house, office.people["alma"].seat, begun)
    with office.reading() as desk:
        return letters.one(desk, made)


def test_a_letter_says_in_both_languages_what_the_case_tells(office: Office) -> None:
    """Day, hour and place of the hearing; the same on paper, which says that nobody reviewed it."""
    case_id = office.open_case().id
    to = {"case_id": case_id, "person_id": client(office, case_id).id}
    new = {"case_id": case_id, "starts": "2027-06-15T09:00", "kind": "master", "place": "Room 4"}
    new["medium"] = "video"
    with office.writing() as desk:
        hearing = scheduling.schedule_hearing(desk, NewHearing.model_validate(new))
    view = written(office, kind="hearing", hearing_id=hearing.id, **to)
    english, spanish = view.sides
    assert english.lines[0] == "Inés Quiñones Tema, you have a hearing."
    assert ("June 15, 2027" in english.lines[1], "15 de junio de 2027" in spanish.lines[1]) == (
        True,
        True,
    )
    where = ("Where: Room 4, by video.", "Dónde: Room 4, por video.")
    assert (english.lines[2], spanish.lines[2]) == where
    assert (spanish.lines[1][-4:], ".." in spanish.lines[1]) == ("a.m.", False)
    [page] = PdfReader(BytesIO(read(office, view.document_id))).pages
    told = " ".join(page.extract_text().split())
    assert "usted tiene una audiencia" in told
    assert ("Not reviewed:" in told, "Sin revisar:" in told) == (True, True)
    assert verify.verify_as(office.house, office.people["alma"].seat).wrong == []
    with office.reading("ivo") as desk, pytest.raises(NotFound):
        letters.one(desk, view.id)


def test_a_letter_speaks_to_nobody_but_those_whose_case_it_is(office: Office) -> None:
    """No adversary is told where to find the client, and no witness that a judge can deport her."""
    case_id = office.open_case().id
    with office.writing() as desk:
        for role in ("witness", "adverse"):
            other = {"case_id": case_id, "role": role, "given_names": "Wes", "family_name": "Xol"}
            people.add(desk, NewPerson.model_validate(other))
    with office.reading() as desk:
        label_of(desk, case_id)
        offered = [each.role for each in letters.addressees(desk, case_id)]
        others = [each.id for each in people.of_case(desk, case_id) if each.role != "client"]
    assert (offered, len(others)) == (["client"], 2)
    for other_id in others:
        with pytest.raises(Refused) as refused:
            written(office, case_id=case_id, kind="address", person_id=other_id)
        assert set(refused.value.fields) == {"person_id"}


def test_whoever_is_detained_is_told_what_she_can_do(office: Office) -> None:
    """Nobody detained comes early to a door; no letter is in Haitian Creole, and it is said."""
    case_id = office.open_case().id
    person = client(office, case_id)
    said = {"version": person.version, "detained": True, "language": "ht"}
    new = {"case_id": case_id, "starts": "2027-06-15T09:00", "kind": "master", "place": "Room 4"}
    with office.writing() as desk:
        people.change(desk, person.id, PersonChange.model_validate(said))
        hearing = scheduling.schedule_hearing(desk, NewHearing.model_validate(new))
    about = {"case_id": case_id, "person_id": person.id, "hearing_id": hearing.id}
    view = written(office, kind="bring", **about)
    told = [" ".join(side.lines) for side in view.sides]
    assert ("early" in told[0], "antes:" in told[1]) == (False, False)
    assert ("You are detained" in told[0], "está detenido" in told[1]) == (True, True)
    assert (view.kind, view.speaks) == ("bring", "ht")
    with office.reading() as desk:
        label_of(desk, case_id)
        assert bundles.made_here(desk, case_id) == {view.document_id}


def test_no_letter_is_written_of_what_is_not_there(office: Office) -> None:
    """No hearing, nobody of the case, no date that was told; then one that was."""
    case_id = office.open_case().id
    other = client(office, office.open_case(note="another").id).id
    to = {"case_id": case_id, "person_id": client(office, case_id).id}
    for new, field in (
        (to | {"kind": "bring"}, "hearing_id"),
        (to | {"kind": "dates"}, "kind"),
        (to | {"kind": "address", "person_id": other}, "person_id"),
    ):
        with pytest.raises(Refused) as refused:
            written(office, **new)
        assert set(refused.value.fields) == {field}
    date = {"case_id": case_id, "title": "Fingerprints", "due": "2027-05-04", "whose": "told"}
    with office.writing() as desk:
        adding.add(desk, NewDeadline.model_validate(date))
    view = written(office, kind="dates", **to)
    assert "May 4, 2027: Fingerprints" in view.sides[0].lines[1]
    assert "Fingerprints" in view.sides[1].lines[1]


def test_every_letter_says_the_same_in_every_language() -> None:
    """As many lines, with the same words of the case in each."""
    for texts in letters._texts().values():
        blanks = [
            [letters.FIELD.findall(line) for line in text["lines"]] for text in texts.values()
        ]
        assert blanks.count(blanks[0]) == len(blanks) == 2
