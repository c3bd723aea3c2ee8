"""Cases, their people and notes at the JSON door."""

from html import unescape
from typing import Any
from uuid import uuid4

import pytest

from tests.doors.visitors import API, Doors, open_case, problem, told

NO_SUCH_ID = "5f9c1d8e-0000-4000-8000-000000000000"
FACTS: dict[str, dict[str, str]] = {
    "persons": {"given_names": "Luz"},
    "notes": {"text": "Called."},
    "hearings": {"starts": "2027-06-01T09:00", "tz": "America/Chicago", "kind": "master"},
    "deadlines": {"title": "Brief", "due": "2027-06-01", "tz": "America/Chicago"},
}


def test_a_case_is_opened_read_and_changed(doors: Doors) -> None:
    """What Alma opens Bruno reads and renames, each answer with the next version."""
    alma, bruno = doors.program("alma"), doors.program("bruno")
    opened = open_case(alma, title="Asylum")
    assert set(opened) == {"id", "number", "version", "doubts"}
    url = f"{API}/cases/{opened['id']}"
    case = told(bruno.get(url))
    assert (case["number"], case["title"], case["version"]) == (opened["number"], "Asylum", 1)
    assert [person["family_name"] for person in case["people"]] == ["Tema"]
    changed = told(bruno.patch(url, json={"version": 1, "title": "Asylum, family"}))
    assert (changed["version"], changed["title"]) == (2, "Asylum, family")


def test_who_saves_second_is_shown_what_stands(doors: Doors) -> None:
    """A stale version is 409 with the current case, and nothing is written."""
    alma = doors.program("alma")
    url = f"{API}/cases/{open_case(alma)['id']}"
    told(alma.patch(url, json={"version": 1, "title": "First"}))
    document = problem(alma.patch(url, json={"version": 1, "title": "Second"}), 409, "conflict")
    assert (document["current"]["version"], document["current"]["title"]) == (2, "First")
    assert told(alma.get(url))["title"] == "First"


@pytest.mark.parametrize("words", ["quinones", "Quiñones", "QUINONES ines", "999-000-111"])
def test_a_case_is_found_by_its_client(doors: Doors, words: str) -> None:
    """Accents, case and dashes do not matter; every word must be there."""
    alma = doors.program("alma")
    client = {"family_name": "Quiñones", "given_names": "Inés", "a_number": "A999000111"}
    opened = told(alma.post(f"{API}/cases", json={"client": client}), 201)
    open_case(alma)
    found = told(alma.post(f"{API}/cases/search", json={"q": words}))
    assert [row["id"] for row in found["items"]] == [opened["id"]]
    assert found["next"] is None


def test_a_search_goes_on_where_it_stopped(doors: Doors) -> None:
    """The stretches of a search hold every hit once."""
    alma = doors.program("alma")
    ids = {open_case(alma, title=str(number))["id"] for number in range(3)}
    seen: list[str] = []
    asked: dict[str, Any] = {"q": "tema", "limit": 2}
    while True:
        found = told(alma.post(f"{API}/cases/search", json=asked))
        seen += [row["id"] for row in found["items"]]
        if found["next"] is None:
            break
        asked["cursor"] = found["next"]
    assert (len(seen), set(seen)) == (3, ids)


def test_a_person_is_added_and_changed(doors: Doors) -> None:
    """What is left out of a change stays."""
    alma = doors.program("alma")
    case_id = open_case(alma)["id"]
    new = {"case_id": case_id, "role": "rider", "given_names": "Luz", "phone": "202-555-0107"}
    person = told(alma.post(f"{API}/persons", json=new), 201)
    url = f"{API}/persons/{person['id']}"
    changed = told(alma.patch(url, json={"version": 1, "language": "mam"}))
    assert (changed["version"], changed["language"], changed["given_names"]) == (2, "mam", "Luz")
    assert (changed["phone"], changed["role"]) == ("202-555-0107", "rider")
    assert told(alma.get(url)) == changed
    problem(alma.patch(url, json={"version": 1, "language": "es"}), 409, "conflict")


def test_a_note_is_its_authors(doors: Doors) -> None:
    """Bruno reads Alma's note and may not change it."""
    alma, bruno = doors.program("alma"), doors.program("bruno")
    case_id = open_case(alma)["id"]
    note = told(alma.post(f"{API}/notes", json={"case_id": case_id, "text": "Called."}), 201)
    url = f"{API}/notes/{note['id']}"
    assert told(bruno.get(url))["text"] == "Called."
    assert note["at"].endswith("Z")
    problem(bruno.patch(url, json={"version": 1, "text": "Mine"}), 403, "forbidden")
    assert told(alma.patch(url, json={"version": 1, "text": "Called twice."}))["version"] == 2


def test_what_a_note_said_before_stays_below_it(doors: Doors) -> None:
    """Corrected twice: both wordings with their hours, the newest first, at both doors."""
    alma = doors.sits("alma")
    case_id = str(doors.office.open_case("alma").id)
    note = told(alma.sends("POST", "/notes", {"case_id": case_id, "text": "Called."}), 201)
    url, written = f"/notes/{note['id']}", note["at"]
    for version, text in (
        (1, "Called; no answer."),
        (2, "Called; no answer."),
        (2, "Called twice."),
    ):
        doors.office.clock.forward(minutes=5)
        told(alma.sends("PATCH", url, {"version": version, "text": text}))
    found = told(alma.sends("GET", url))
    assert [each["text"] for each in found["earlier"]] == ["Called; no answer.", "Called."]
    assert (found["text"], found["at"]) == ("Called twice.", written)
    assert [each["until"][11:16] for each in found["earlier"]] == ["14:15", "14:05"]
    page = unescape(alma.get(f"/cases/{case_id}").text)
    assert "corrected on" in page
    assert page.index("Called twice.") < page.index("What it said before") < page.index(">Called.<")


@pytest.mark.parametrize("noun", ["cases", "persons", "hearings", "deadlines", "notes"])
@pytest.mark.parametrize("method", ["GET", "PATCH"])
def test_what_one_may_not_know_of_is_not_there(doors: Doors, noun: str, method: str) -> None:
    """Another's case and everything in it answer as an id that nobody ever gave."""
    alma, bruno = doors.program("alma"), doors.program("bruno")
    case_id = open_case(alma, named_only=True)["id"]
    theirs = case_id
    if noun in FACTS:
        new = {"case_id": case_id, **FACTS[noun]}
        theirs = told(alma.post(f"{API}/{noun}", json=new), 201)["id"]
    body: dict[str, Any] = {"version": 1, **({"text": "x"} if noun == "notes" else {})}
    sent: dict[str, Any] | None = None if method == "GET" else body
    answers = [
        bruno.request(method, f"{API}/{noun}/{each}", json=sent)
        for each in (theirs, uuid4(), "nonsense")
    ]
    problem(answers[0], 404, "not_found")
    assert {(each.status_code, each.content) for each in answers} == {(404, answers[0].content)}


@pytest.mark.parametrize("noun", ["persons", "hearings", "deadlines", "notes", "cases"])
def test_a_list_of_anothers_case_is_not_there(doors: Doors, noun: str) -> None:
    """Filtering by another's case tells nothing that a made-up id would not."""
    theirs = open_case(doors.program("alma"), named_only=True)["id"]
    bruno = doors.program("bruno")
    answers = [bruno.get(f"{API}/{noun}?case_id={each}") for each in (theirs, uuid4())]
    problem(answers[0], 404, "not_found")
    assert answers[0].content == answers[1].content


@pytest.mark.parametrize("noun", ["persons", "hearings", "deadlines", "notes"])
def test_nothing_is_added_to_anothers_case(doors: Doors, noun: str) -> None:
    """Adding to another's case answers as adding to one that was never opened."""
    theirs = open_case(doors.program("alma"), named_only=True)["id"]
    bruno = doors.program("bruno")
    answers = [
        bruno.post(f"{API}/{noun}", json={"case_id": str(each), **FACTS[noun]})
        for each in (theirs, uuid4())
    ]
    problem(answers[0], 404, "not_found")
    assert answers[0].content == answers[1].content


@pytest.mark.parametrize(
    ("name", "method", "path"),
    [
        ("olga", "GET", "/cases"),
        ("olga", "POST", "/cases"),
        ("nora", "POST", "/cases/search"),
        ("abel", "GET", "/deadlines"),
        ("vera", "POST", "/cases"),
        ("vera", "POST", "/hearings"),
        ("ivo", "PATCH", f"/cases/{NO_SUCH_ID}"),
        ("ivo", "PATCH", f"/hearings/{NO_SUCH_ID}"),
        ("nora", "POST", f"/deadlines/{NO_SUCH_ID}/completion"),
        ("olga", "POST", f"/deadlines/{NO_SUCH_ID}/acknowledgement"),
    ],
)
def test_a_role_opens_only_its_doors(doors: Doors, name: str, method: str, path: str) -> None:
    """What a role does not include is 403, before the body or the id is looked at."""
    sent: dict[str, str] | None = None if method == "GET" else {}
    problem(doors.program(name).request(method, f"{API}{path}", json=sent), 403, "forbidden")


def test_problems_speak_the_colleagues_language(doors: Doors) -> None:
    """Carmen reads Spanish; a stranger gets what the browser asks for."""
    mine = problem(doors.program("carmen").get(f"{API}/cases/{uuid4()}"), 404, "not_found")
    spanish = {"accept-language": "fr;q=0.9, es-MX;q=0.8, en;q=0.1"}
    theirs = problem(doors.program(None).get(f"{API}/me", headers=spanish), 401, "signed_out")
    english = problem(doors.program(None).get(f"{API}/me"), 401, "signed_out")
    assert mine["detail"].startswith("Aquí no hay nada")
    assert theirs["detail"] != english["detail"]
    assert english["detail"] == "Please sign in."
