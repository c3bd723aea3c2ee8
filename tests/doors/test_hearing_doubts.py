"""What may be a slip of a hearing or of the dates beside it is asked. It is 14 April 2027."""

import pytest

from tests.doors.visitors import API, Doors, Visitor, open_case, told

SETTING = {"kind": "individual", "on": "2027-06-15", "at": "09:00", "court": "NYC"}
DATE = {"typed_title": "Brief ordered", "typed_at": "", "typed_fatal": ""}
SATURDAY = "This day is a Saturday. Is that right?"
DOUBTFUL = [
    ("2027-05-22", SATURDAY),
    ("2027-05-31", "Federal offices and courts are closed on this day. Is that right?"),
    ("2026-02-18", "This day has passed. Check the year: is that right?"),
    ("2027-06-17", "This day is after the hearing that it belongs to. Is that right?"),
]


def _hearing(visitor: Visitor, case: str, **more: str) -> str:
    answer = visitor.posts("/hearings", SETTING | {"case_id": case} | more)
    assert answer.status_code == 303, answer.text[:2000]
    return answer.headers["location"].removeprefix("/hearings/")


def _of(page: str, name: str) -> str:
    return page.partition(f'name="{name}" value="')[2].partition('"')[0]


@pytest.mark.parametrize("moved", [False, True])
@pytest.mark.parametrize(("day", "question"), DOUBTFUL)
def test_a_doubtful_date_beside_a_hearing_is_asked_about(
    doors: Doors, day: str, question: str, moved: bool
) -> None:
    """With its tick beside the date and all that was typed; ticked, it is taken."""
    visitor, case = doors.sits("alma"), str(doors.office.open_case().id)
    fields = SETTING | DATE | {"case_id": case, "typed_due": day, "judge": "Judge Kept"}
    if moved:
        old = _hearing(visitor, case, on="2027-07-20")
        fields |= {"replaces": old, "reason": "Notice of the court"}
        page = visitor.get(f"/hearings/{old}").text
        fields["old_deadline"] = _of(page, "old_deadline")
        fields["old_choice"] = "end"
    asked = visitor.posts("/hearings", fields)
    assert asked.status_code == 422, asked.text[:2000]
    assert (question in asked.text, "Judge Kept" in asked.text) == (True, True)
    typed = asked.text.split('id="typed"')[1]
    assert f'name="sure" value="{day}"' in typed
    assert (f'value="{day}"' in typed, 'value="Brief ordered"' in typed) == (True, True)
    saved = visitor.posts("/hearings", fields | {"sure": day})
    assert saved.status_code == 303, saved.text[:2000]
    assert "Brief ordered" in visitor.get(saved.headers["location"]).text


@pytest.mark.parametrize("moved", [False, True])
def test_a_program_is_told_what_was_doubtful_beside_a_hearing(doors: Doors, moved: bool) -> None:
    """It is taken at its word."""
    alma = doors.program("alma")
    new = {"case_id": open_case(alma)["id"], "starts": "2027-06-15T09:00", "kind": "other"}
    if moved:
        old = told(alma.post(f"{API}/hearings", json=new | {"starts": "2027-07-20T09:00"}), 201)
        new |= {"replaces": old["id"], "reason": "Notice of the court"}
    typed = [{"title": "Brief ordered", "due": "2027-05-22"}]
    saved = told(alma.post(f"{API}/hearings", json=new | {"typed": typed}), 201)
    assert saved["doubts"] == [SATURDAY]
