"""Letters to the people of a case, on their pages."""

from tests.doors.visitors import API, Doors, open_case, told


def test_a_letter_is_chosen_on_its_page_and_shown_to_be_printed(doors: Doors) -> None:
    """It offers the hearings to come, turns a wrong choice back, and says that nobody read it."""
    program, alma = doors.program(), doors.sits("alma")
    case = open_case(program)["id"]
    new = {"case_id": case, "starts": "2027-06-15T09:00", "kind": "master", "place": "Room 4"}
    hearing = told(program.post(f"{API}/hearings", json=new), 201)["id"]
    person = told(program.get(f"{API}/persons", params={"case_id": case}))["items"][0]["id"]
    offered = alma.get(f"/cases/{case}/letters")
    assert (offered.status_code, f'value="{hearing}"' in offered.text) == (200, True)
    typed = {"case_id": case, "kind": "bring", "person_id": person}
    refused = alma.posts("/letters", typed)
    assert (refused.status_code, 'id="f-hearing_id-error"' in refused.text) == (422, True)
    sent = alma.posts("/letters", typed | {"hearing_id": hearing})
    assert sent.status_code == 303
    letter = alma.get(sent.headers["location"]).text
    assert ("What to bring" in letter, "Sin revisar:" in letter) == (True, True)
