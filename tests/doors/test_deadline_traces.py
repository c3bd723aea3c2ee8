"""What a deadline's page tells of what was changed, and what it refuses. It is 14 April 2027."""

import re
from typing import Any

import pytest

from tests.doors.visitors import API, Doors, filled_case, open_case, problem, told
from tests.support.one_engine import engine_name  # noqa: F401 - a fixture

FILING = "eoir.ic.filing.individual.nondetained"


def _history(page: str) -> str:
    found = re.search(r'aria-labelledby="h-history".*?</section>', page, re.DOTALL)
    return found[0] if found else ""


def test_whoever_was_responsible_stays_in_what_happened(doors: Doors) -> None:
    """A change of who answers leaves both names, as one of the hour and the day leaves both."""
    visitor, case = doors.sits("alma"), filled_case(doors.office)
    path = f"/deadlines/{case.deadline}"
    names = re.findall(r'<option value="([0-9a-f-]{36})"[^>]*>([^<]+)<', visitor.get(path).text)
    (other, her_name) = next(each for each in names if "Alma" not in each[1])
    changed = {"version": "1", "due": "2027-04-20", "responsible_id": other}
    assert visitor.posts(path, changed).status_code == 303
    page = visitor.get(path).text
    traced, version = _history(page), re.findall(r'name="version" value="(\d+)"', page)[0]
    assert re.search(r"responsible:.*Alma.*→.*" + re.escape(her_name), traced, re.DOTALL)
    changed = {"version": version, "due": "2027-04-21", "at": "16:00", "responsible_id": other}
    assert visitor.posts(path, changed).status_code == 303
    traced = _history(visitor.get(path).text)
    assert re.search(r"the day became.*2027-04-21", traced, re.DOTALL)
    assert re.search(r"hour:\s*none\s*→.*4:00", traced, re.DOTALL)
    assert traced.count("responsible:") == 1


def test_a_counted_day_that_is_a_persons_is_marked_wherever_it_stands(doors: Doors) -> None:
    """Its own page, the page of its case, which is what is printed, and the JSON door."""
    visitor, alma = doors.sits("alma"), doors.program("alma")
    case = open_case(alma)["id"]
    inputs = {"hearing_date": "2027-09-07", "custody": "non_detained"}
    new = {"case_id": case, "rule": FILING, "inputs": inputs}
    own = told(alma.post(f"{API}/deadlines", json=new), 201)
    theirs = {"due": "2027-08-02", "override_reason": "Scheduling order"}
    changed = told(alma.post(f"{API}/deadlines", json=new | theirs), 201)
    assert (own["ours"], changed["ours"]) == (False, True)
    pages = [f"/deadlines/{own['id']}", f"/deadlines/{changed['id']}", f"/cases/{case}"]
    assert ["changed by us</span>" in visitor.get(page).text for page in pages] == [
        False,
        True,
        True,
    ]


def test_a_typed_deadline_keeps_a_title(doors: Doors) -> None:
    """Without one, nobody would know what is due; a rule's date falls back to the rule's own."""
    alma = doors.program("alma")
    case = open_case(alma)["id"]
    typed = {"case_id": case, "title": "Brief", "due": "2027-04-20"}
    url = f"{API}/deadlines/{told(alma.post(f'{API}/deadlines', json=typed), 201)['id']}"
    refused = problem(alma.patch(url, json={"version": 1, "title": " "}), 422, "refused")
    assert [each["field"] for each in refused["errors"]] == ["title"]
    assert told(alma.get(url))["title"] == "Brief"
    counted = {"case_id": case, "rule": FILING, "title": "Exhibits"}
    counted |= {"inputs": {"hearing_date": "2027-09-07", "custody": "non_detained"}}
    url = f"{API}/deadlines/{told(alma.post(f'{API}/deadlines', json=counted), 201)['id']}"
    again = told(alma.patch(url, json={"version": 1, "title": ""}))
    assert again["title"] == again["rule_title"]


def test_a_program_opens_an_ended_deadline_again(doors: Doors) -> None:
    """With the version it read; one that is open already is refused."""
    alma = doors.program("alma")
    new = {"case_id": open_case(alma)["id"], "title": "Brief", "due": "2027-04-20"}
    url = f"{API}/deadlines/{told(alma.post(f'{API}/deadlines', json=new), 201)['id']}"
    ended = told(alma.post(f"{url}/completion", json={"note": "Receipt 7"}))
    problem(alma.post(f"{url}/reopening", json={"version": 1}), 409, "conflict")
    again = told(alma.post(f"{url}/reopening", json={"version": ended["version"]}))
    assert (again["status"], again["filed_on"], len(again["history"])) == ("open", None, 2)
    problem(alma.post(f"{url}/reopening", json={"version": again["version"]}), 422, "refused")


@pytest.mark.parametrize("day", ["1776124800", 1776211200, "2027-04-20T00:00:00", "20270420", " "])
def test_a_day_is_written_in_one_way(doors: Doors, day: Any) -> None:
    """Pydantic would read seconds since 1970 as a day; nobody means that."""
    alma = doors.program("alma")
    new = {"case_id": open_case(alma)["id"], "title": "Brief", "due": day}
    refused = problem(alma.post(f"{API}/deadlines", json=new), 422, "refused")
    assert [each["field"] for each in refused["errors"]] == ["due"]


@pytest.mark.parametrize("mark", ["1776124800", "true", "2027-02-31", "yes"])
@pytest.mark.parametrize("name", ["sure", "late"])
def test_a_confirmation_that_names_no_day_breaks_no_page(
    doors: Doors, name: str, mark: str
) -> None:
    """It is dropped where the form is shown again; the question is asked anew."""
    visitor, case = doors.sits("alma"), filled_case(doors.office)
    done = {"version": "1", "outcome": "filed", "on": "2027-04-30", name: mark}
    answer = visitor.posts(f"/deadlines/{case.deadline}/completion", done)
    assert answer.status_code == 422
    assert f'name="{name}" value="{mark}"' not in answer.text
