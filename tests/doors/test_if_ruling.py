"""A master hearing has a filing date only where a ruling is asked for: it is offered, not taken.

It is Wednesday 14 April 2027; fifteen days before Tuesday 1 June is Monday 17 May.
"""

import re
from html import unescape

import pytest

from tests.doors.visitors import API, Doors, open_case, told
from tests.support.one_engine import engine_name  # noqa: F401 - a fixture

HTMX = {"hx-request": "true"}
MASTER = "eoir.ic.filing.master.nondetained"
NOTICE = {"kind": "master", "court": "NOL", "custody": "non_detained"}
BY_FORM = NOTICE | {"on": "2027-06-01", "at": "09:00"}
BY_JSON = NOTICE | {"starts": "2027-06-01T09:00"}


def _choice(page: str) -> str:
    row = page.partition('name="follow_choice"')[2].partition("</select>")[0]
    return "".join(re.findall(r'value="(\w+)" selected', row))


def test_the_page_asks_and_leaves_it_until_somebody_says_so(doors: Doors) -> None:
    """No reason is needed to leave it; what was left can be taken on the hearing."""
    visitor, case = doors.sits("alma"), str(doors.office.open_case().id)
    shown = visitor.posts("/hearings/preview", BY_FORM | {"case_id": case}, **HTMX).text
    assert "Do you ask for a ruling" in unescape(shown)
    assert "Amparo has no rule" not in shown
    assert _choice(shown) == "leave"
    left = BY_FORM | {"case_id": case, "follow_rule": MASTER, "follow_choice": "leave"}
    saved = visitor.posts("/hearings", left).headers["location"]
    hearing = visitor.sends("GET", saved).json()
    assert hearing["deadlines"] == []
    assert [each["rule"] for each in hearing["left_out"]] == [MASTER]
    assert "Nobody asked for a ruling" in visitor.get(saved).text


def test_taken_it_is_a_firm_date(doors: Doors) -> None:
    """Counted as with the answer that a ruling is asked for."""
    visitor, case = doors.sits("alma"), str(doors.office.open_case().id)
    taken = BY_FORM | {"case_id": case, "follow_rule": MASTER, "follow_choice": "take"}
    shown = visitor.posts("/hearings/preview", taken, **HTMX).text
    assert (_choice(shown), 'datetime="2027-05-17"' in shown) == ("take", True)
    saved = visitor.posts("/hearings", taken).headers["location"]
    (date,) = visitor.sends("GET", saved).json()["deadlines"]
    assert (date["due"], date["inputs"]["ruling_requested"]) == ("2027-05-17", True)


def test_a_program_takes_it_only_by_name(doors: Doors) -> None:
    """Named by no one it is left out and told; it can be taken later with its day."""
    alma = doors.program("alma")
    new = BY_JSON | {"case_id": open_case(alma)["id"]}
    made = told(alma.post(f"{API}/hearings", json=new), 201)
    assert made["deadlines"] == []
    assert any("if a ruling is asked for" in each for each in made["doubts"])
    assert [each["rule"] for each in made["left_out"]] == [MASTER]
    again = told(alma.post(f"{API}/hearings", json=new | {"follows": [{"rule": MASTER}]}), 201)
    assert [each["due"] for each in again["deadlines"]] == ["2027-05-17"]
    assert again["left_out"] == []


@pytest.mark.parametrize("named", [True, False])
def test_a_ruling_asked_for_goes_on_with_the_hearing(doors: Doors, named: bool) -> None:
    """Moved, its new setting has the date too; 15 days before Wednesday 4 August is 20 July."""
    visitor, case = doors.sits("alma"), str(doors.office.open_case().id)
    follows = [{"rule": MASTER}] if named else []
    new = BY_JSON | {"case_id": case, "follows": follows}
    first = visitor.sends("POST", "/hearings", new).json()
    moved = new | {"starts": "2027-08-04T09:00", "follows": []}
    moved |= {"replaces": first["id"], "reason": "reset"}
    second = visitor.sends("POST", "/hearings", moved).json()
    assert [each["due"] for each in second["deadlines"]] == (["2027-07-20"] if named else [])
