"""What may be a slip of a hearing or of the dates beside it is asked. It is 14 April 2027."""

import pytest

from tests.doors.visitors import API, Doors, Visitor, open_case, told
from tests.support.one_engine import engine_name  # noqa: F401 - a fixture

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


# --- the hearing's own day ----------------------------------------------------------------------


@pytest.mark.parametrize("moved", [False, True])
@pytest.mark.parametrize(
    ("day", "question"),
    [
        ("2027-07-17", SATURDAY),
        ("2027-07-18", "This day is a Sunday. Is that right?"),
        ("2027-07-05", "Federal offices and courts are closed on this day. Is that right?"),
    ],
)
def test_a_hearing_on_a_closed_day_is_asked_about(
    doors: Doors, day: str, question: str, moved: bool
) -> None:
    """Independence Day 2027 is a Sunday, so it is kept on Monday 5 July (5 USC 6103(b)(1))."""
    visitor, case = doors.sits("alma"), str(doors.office.open_case().id)
    fields = SETTING | {"case_id": case, "kind": "other", "on": day, "judge": "Judge Kept"}
    if moved:
        fields |= {"replaces": _hearing(visitor, case, kind="other"), "reason": "Notice"}
    asked = visitor.posts("/hearings", fields)
    assert asked.status_code == 422, asked.text[:2000]
    assert (question in asked.text, "Judge Kept" in asked.text) == (True, True)
    assert f'name="starts_sure" value="{day}"' in asked.text
    other = visitor.posts("/hearings", fields | {"starts_sure": "2027-07-24"})
    assert other.status_code == 422
    saved = visitor.posts("/hearings", fields | {"starts_sure": day})
    assert saved.status_code == 303, saved.text[:2000]


def test_a_program_is_told_that_its_hearing_is_on_a_closed_day(doors: Doors) -> None:
    """It is taken at its word; where it says the day once more, nothing is doubted."""
    alma = doors.program("alma")
    new = {"case_id": open_case(alma)["id"], "starts": "2027-07-17T09:00", "kind": "other"}
    assert told(alma.post(f"{API}/hearings", json=new), 201)["doubts"] == [SATURDAY]
    sure = new | {"starts_sure": "2027-07-17"}
    assert told(alma.post(f"{API}/hearings", json=sure), 201)["doubts"] == []


def test_without_a_court_the_form_says_which_zone_is_taken(doors: Doors) -> None:
    """The office's own, by its name; where a court or a zone is given nothing is said."""
    visitor, case = doors.sits("alma"), str(doors.office.open_case().id)
    fields = SETTING | {"case_id": case, "court": ""}
    part = visitor.posts("/hearings/preview", fields, **{"hx-request": "true"}).text
    assert "the hour is taken in your office" in part
    for more in ({"court": "NYC"}, {"tz": "America/Denver"}):
        part = visitor.posts("/hearings/preview", fields | more, **{"hx-request": "true"}).text
        assert "the hour is taken in your office" not in part


# --- typed dates of a setting that is over ------------------------------------------------------


def _preset(page: str, title: str) -> set[str]:
    rows = [row.partition("</li>")[0] for row in page.split('name="old_deadline"')[1:]]
    return {
        row.partition('" selected')[0].rpartition('"')[2] if '" selected' in row else ""
        for row in rows
        if title in row
    }


def test_a_typed_date_is_preset_to_stay_and_never_ends_by_silence(doors: Doors) -> None:
    """Moved or cancelled, also by a program that names none; what a rule counted ends."""
    visitor, case = doors.sits("alma"), str(doors.office.open_case().id)
    ordered = {"typed_title": "Brief ordered", "typed_due": "2027-05-20"}
    old = _hearing(visitor, case, custody="non_detained", on="2027-07-20", **ordered)
    assert _preset(visitor.get(f"/hearings/{old}").text, "Brief ordered") == {"keep"}
    asked = SETTING | {"case_id": case, "replaces": old, "on": "2027-08-17", "reason": "Notice"}
    part = visitor.posts("/hearings/preview", asked, **{"hx-request": "true"}).text
    assert _preset(part, "Brief ordered") == {"keep"}
    alma = doors.program("alma")
    moved = {"case_id": case, "starts": "2027-08-17T09:00", "kind": "individual", "court": "NYC"}
    moved |= {"replaces": old, "reason": "Notice", "custody": "non_detained"}
    new = told(alma.post(f"{API}/hearings", json=moved), 201)
    open_ones = [each["title"] for each in new["deadlines"] if each["status"] == "open"]
    assert "Brief ordered" in open_ones
    gone = {"version": new["version"], "status": "cancelled", "reason": "Notice"}
    done = told(alma.patch(f"{API}/hearings/{new['id']}", json=gone), 200)
    dates = {each["title"]: each["status"] for each in done["deadlines"]}
    assert dates.pop("Brief ordered") == "open"
    assert set(dates.values()) == {"moved"}
