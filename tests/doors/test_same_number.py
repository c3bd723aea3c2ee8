"""The same A-number in two cases is asked about, and nobody learns of a case kept from her."""

import re
from typing import Any

from tests.doors.visitors import Doors, problem, told

NUMBER = {"a_number": "A999-000-111"}
SAID = "stands in another case that you can open"


def _client(**more: object) -> dict[str, Any]:
    return {"client": {"family_name": "Tema"} | NUMBER | more}


def test_a_page_asks_and_names_the_other_case(doors: Doors) -> None:
    """Once; a tick takes the very number that was asked about, and nothing typed is lost."""
    first = doors.office.open_case(client={"family_name": "Tema"} | NUMBER)
    visitor = doors.sits("alma")
    typed = {"family_name": "Tema", "phone": "555-0117"} | NUMBER
    asked = visitor.posts("/cases", typed)
    assert asked.status_code == 422
    assert f"{SAID}: {first.number}" in asked.text
    assert 'value="555-0117"' in asked.text
    [sure] = re.findall(r'name="sure" value="([^"]+)"', asked.text)
    other = {"a_number": "A999-000-112", "sure": sure}
    assert visitor.posts("/cases", typed | other).status_code == 303
    assert visitor.posts("/cases", typed | other).status_code == 422
    assert visitor.posts("/cases", typed | {"sure": sure}).status_code == 303


def test_a_person_is_asked_about_when_her_number_changes(doors: Doors) -> None:
    """Not within her own case, and not when something else changes."""
    first = doors.office.open_case(client={"family_name": "Tema"} | NUMBER)
    second = doors.office.open_case(client={"family_name": "Aba"})
    visitor = doors.sits("alma")
    beside = {"case_id": str(first.id), "role": "rider", "given_names": "Lu"} | NUMBER
    assert visitor.posts("/people", beside).status_code == 303
    asked = visitor.posts("/people", beside | {"case_id": str(second.id)})
    assert f"{SAID}: {first.number}" in asked.text
    [sure] = re.findall(r'name="sure" value="([^"]+)"', asked.text)
    sent = beside | {"case_id": str(second.id), "sure": sure}
    assert visitor.posts("/people", sent).status_code == 303
    [person] = [
        each
        for each in visitor.sends("GET", f"/persons?case_id={second.id}").json()["items"]
        if each["role"] == "rider"
    ]
    same = {"version": "1", "role": "rider", "given_names": "Luz"} | NUMBER
    assert visitor.posts(f"/people/{person['id']}", same).status_code == 303


def test_a_case_that_is_kept_from_her_tells_nothing(doors: Doors) -> None:
    """Neither that it is there, nor its number; at both doors."""
    kept = {"family_name": "Tema"} | NUMBER
    hidden = doors.office.open_case("carmen", client=kept, named_only=True, backup_id=None)
    visitor = doors.sits("bruno")
    assert visitor.sends("GET", f"/cases/{hidden.id}").status_code == 404
    opened = told(visitor.sends("POST", "/cases", _client()), 201)
    assert opened["doubts"] == []


def test_a_program_is_told(doors: Doors) -> None:
    """It is taken at its word, and reads which case has the number too."""
    first = doors.office.open_case(client={"family_name": "Tema"} | NUMBER)
    visitor = doors.sits("alma")
    opened = told(visitor.sends("POST", "/cases", _client()), 201)
    [doubt] = opened["doubts"]
    assert first.number in doubt
    sure = _client() | {"sure": "999000111"}
    assert told(visitor.sends("POST", "/cases", sure), 201)["doubts"] == []
    wrong = problem(visitor.sends("POST", "/cases", _client() | {"sure": "9"}), 422, "refused")
    assert [each["field"] for each in wrong["errors"]] == ["sure"]
