"""Custody changes after a hearing was set: said, counted anew, corrected.

The clock stands at 14 April 2027. For a detained person the rule has no default day; for one who
is not it counts 30 days before the hearing (its own file names the source).
"""

import re
from uuid import UUID

import pytest

from app.casework import cases, hearings, people
from app.casework.hearings import HearingView
from app.casework.people import PersonChange
from tests.doors.visitors import Case, Doors, Visitor, filled_case

HTMX = {"hx-request": "true"}
SETTING = {"kind": "individual", "on": "2027-07-14", "at": "09:30", "court": "NOL"}
LATER = {"on": "2027-08-11", "at": "09:30", "court": "NOL", "kind": "individual"}


def _arrest(doors: Doors, case: Case, *, held: bool | None) -> None:
    with doors.office.writing() as desk:
        client = cases.one(desk, case.id).people[0]
        people.change(desk, client.id, PersonChange(version=client.version, detained=held))


def _view(doors: Doors, hearing: UUID) -> HearingView:
    with doors.office.reading() as desk:
        return hearings.one(desk, hearing)


def _set(visitor: Visitor, case: Case, **more: str) -> UUID:
    answer = visitor.posts("/hearings", {"case_id": str(case.id)} | SETTING | more)
    assert answer.status_code == 303
    return UUID(answer.headers["location"].rpartition("/")[2])


def _said(page: str) -> str:
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", "", page))


def test_a_moved_hearing_begins_with_what_the_file_says(doors: Doors) -> None:
    """Arrested, then moved: the form says Detained, and the preview that this is another."""
    visitor, case = doors.sits("alma"), filled_case(doors.office)
    _arrest(doors, case, held=False)
    hearing = _set(visitor, case)
    _arrest(doors, case, held=True)
    page = visitor.get(f"/hearings/{hearing}").text
    custody = re.search(r'<select[^>]*name="custody".*?</select>', page, re.DOTALL)
    assert custody is not None
    assert '<option value="detained" selected>' in custody[0]
    typed = {"case_id": str(case.id), "replaces": str(hearing)} | LATER
    for more in ({}, {"custody": "detained"}):
        part = _said(visitor.posts("/hearings/preview", typed | more, **HTMX).text)
        assert "old setting was counted for a client who is on that day: Not detained." in part
        assert "The new one is counted for: Detained." in part
        assert "correct one of the two" not in part
    part = _said(visitor.posts("/hearings/preview", typed | {"custody": "non_detained"}).text)
    assert "old setting was counted for" not in part
    assert "The client's file says: Detained." in part.replace("&#39;", "'")


def test_a_program_that_moves_a_hearing_takes_the_clients_custody(doors: Doors) -> None:
    """Left out, it is what the file says now, not what the old setting said."""
    visitor, case = doors.sits("alma"), filled_case(doors.office)
    _arrest(doors, case, held=False)
    hearing = _set(visitor, case)
    _arrest(doors, case, held=True)
    new = {"case_id": str(case.id), "starts": "2027-08-11T09:30", "court": "NOL"}
    new |= {"kind": "individual", "replaces": str(hearing), "reason": "reset"}
    made = visitor.sends("POST", "/hearings", new).json()
    assert (made["custody"], made["deadlines"]) == ("detained", [])


@pytest.mark.parametrize(
    ("held", "told"), [(True, "detained"), (False, ""), (None, "")], ids=["held", "same", "?"]
)
def test_a_change_of_custody_stays_on_screen(doors: Doors, held: bool | None, told: str) -> None:
    """On the case, the hearing and its date, with the way on; not where the file does not know."""
    visitor, case = doors.sits("alma"), filled_case(doors.office)
    _arrest(doors, case, held=False)
    hearing = _set(visitor, case)
    _arrest(doors, case, held=held)
    [date] = _view(doors, hearing).deadlines
    for page in (f"/cases/{case.id}", f"/hearings/{hearing}", f"/deadlines/{date.id}"):
        text = visitor.get(page).text
        assert (f'href="/hearings/{hearing}/correction">Count anew' in text) == bool(told)
        counted = "Counted for a client who is on that day: Not detained."
        assert (counted in _said(text)) == bool(told)
    assert visitor.sends("GET", f"/hearings/{hearing}").json()["file_custody"] == told
    assert visitor.sends("GET", f"/deadlines/{date.id}").json()["file_custody"] == told


def test_what_is_over_is_not_doubted(doors: Doors) -> None:
    """A cancelled hearing and the date that ended with it were right in their day."""
    visitor, case = doors.sits("alma"), filled_case(doors.office)
    _arrest(doors, case, held=False)
    hearing = _set(visitor, case)
    gone = {"version": "1", "status": "cancelled", "reason": "Called by the clerk"}
    visitor.posts(f"/hearings/{hearing}/outcome", gone)
    _arrest(doors, case, held=True)
    view = _view(doors, hearing)
    assert (view.file_custody, view.deadlines[0].file_custody) == ("", "")
