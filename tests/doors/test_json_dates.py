"""Hearings, deadlines and Today at the JSON door. The clock stands at Wednesday 14 April 2027."""

from typing import Any

import pytest

from tests.doors.visitors import API, Doors, open_case, problem, told
from tests.support.one_engine import engine_name  # noqa: F401 - a fixture

ZONE = "America/New_York"
TYPED = {"title": "Brief", "due": "2027-04-16", "tz": ZONE}


def _hearing(client: Any, case_id: str, starts: str = "2027-06-01T09:00", **more: object) -> Any:
    new = {"case_id": case_id, "starts": starts, "tz": ZONE, "court": "NYC", "kind": "individual"}
    return told(client.post(f"{API}/hearings", json={**new, **more}), 201)


def _deadline(client: Any, case_id: str, **more: object) -> Any:
    new = {"case_id": case_id, **TYPED, **more}
    return told(client.post(f"{API}/deadlines", json=new), 201)


def test_a_hearing_keeps_the_courts_hour(doors: Doors) -> None:
    """The wall time comes back as it was sent; its instant is derived; deadlines follow."""
    alma = doors.program("alma")
    hearing = _hearing(alma, open_case(alma)["id"])
    assert (hearing["starts"], hearing["tz"]) == ("2027-06-01T09:00", ZONE)
    assert hearing["starts_at"] == "2027-06-01T13:00:00Z"
    assert [each["hearing_id"] for each in hearing["deadlines"]] == [hearing["id"]]
    assert told(alma.get(f"{API}/hearings/{hearing['id']}")) == hearing


@pytest.mark.parametrize(
    "starts",
    ["2027-06-01", "2027-06-01T09:00-05:00", "2027-06-01T09:00Z", "1 June", 1811840400, None],
)
def test_a_hearing_needs_day_and_hour(doors: Doors, starts: object) -> None:
    """Half a moment, another's offset or a number is no hour of a court."""
    alma = doors.program("alma")
    new = {"case_id": open_case(alma)["id"], "starts": starts, "tz": ZONE, "kind": "master"}
    document = problem(alma.post(f"{API}/hearings", json=new), 422, "refused")
    assert [each["field"] for each in document["errors"]] == ["starts"]


def test_an_hour_that_the_clocks_jump_over_is_refused(doors: Doors) -> None:
    """On 14 March 2027 there is no 02:30 in New York."""
    alma = doors.program("alma")
    new = {"case_id": open_case(alma)["id"], "starts": "2027-03-14T02:30", "tz": ZONE}
    answer = alma.post(f"{API}/hearings", json={**new, "kind": "master", "past": True})
    assert problem(answer, 422, "refused")["errors"][0]["field"] == "starts"


def test_a_hearing_is_changed_and_moved(doors: Doors) -> None:
    """Its judge is changed in place; its hour only by a new setting that replaces it."""
    alma = doors.program("alma")
    old = _hearing(alma, open_case(alma)["id"])
    url = f"{API}/hearings/{old['id']}"
    changed = told(alma.patch(url, json={"version": 1, "judge": "Judge Example"}))
    assert (changed["version"], changed["judge"]) == (2, "Judge Example")
    moved = alma.patch(url, json={"version": 2, "starts": "2027-07-01T09:00"})
    assert problem(moved, 422, "refused")["errors"][0]["field"] == "starts"
    new = _hearing(alma, old["case_id"], "2027-07-01T09:00", replaces=old["id"], reason="By post")
    assert (new["replaces"], told(alma.get(url))["status"]) == (old["id"], "moved")


def test_a_deadline_is_counted_by_a_rule(doors: Doors) -> None:
    """Thirty days before 1 June 2027 is Sunday 2 May; safe is the Friday before it."""
    alma = doors.program("alma")
    inputs = {"hearing_date": "2027-06-01", "hearing_type": "individual"}
    new = {"case_id": open_case(alma)["id"], "rule": "eoir.ic.filing.individual.nondetained"}
    deadline = told(alma.post(f"{API}/deadlines", json={**new, "inputs": inputs}), 201)
    assert (deadline["file_by"], deadline["due"]) == ("2027-04-30", "2027-05-03")
    assert deadline["steps"]


def test_a_typed_deadline_is_changed(doors: Doors) -> None:
    """A new date leaves the old one in the history; a stale version is a conflict."""
    alma = doors.program("alma")
    deadline = _deadline(alma, open_case(alma)["id"])
    url = f"{API}/deadlines/{deadline['id']}"
    changed = told(alma.patch(url, json={"version": 1, "due": "2027-04-20"}))
    assert (changed["due"], changed["title"], changed["version"]) == ("2027-04-20", "Brief", 2)
    assert [past["due"] for past in changed["history"]] == ["2027-04-16"]
    stale = alma.patch(url, json={"version": 1, "due": "2027-04-21"})
    assert problem(stale, 409, "conflict")["current"]["due"] == "2027-04-20"


@pytest.mark.parametrize("wrong", [{}, {"title": "Brief"}, {"due": "2027-04-16"}])
def test_a_deadline_needs_a_rule_or_a_date(doors: Doors, wrong: dict[str, str]) -> None:
    """Neither a title alone nor a date alone is a deadline."""
    alma = doors.program("alma")
    answer = alma.post(f"{API}/deadlines", json={"case_id": open_case(alma)["id"], **wrong})
    assert problem(answer, 422, "refused")["errors"]


def test_acknowledging_twice_changes_nothing(doors: Doors) -> None:
    """With no body, with an empty one, once or twice: the same answer and the same deadline."""
    alma = doors.program("alma")
    url = f"{API}/deadlines/{_deadline(alma, open_case(alma)['id'])['id']}"
    first = told(alma.post(f"{url}/acknowledgement"))
    assert told(alma.post(f"{url}/acknowledgement", json={})) == first
    assert told(alma.get(url)) == first
    assert not first["waiting_ack"]
    problem(alma.post(f"{url}/acknowledgement", json={"canary": 1}), 422, "refused")


def test_a_deadline_is_completed_once(doors: Doors) -> None:
    """It keeps how it was filed, and is not filed again."""
    alma = doors.program("alma")
    url = f"{API}/deadlines/{_deadline(alma, open_case(alma)['id'])['id']}"
    done = told(alma.post(f"{url}/completion", json={"note": "Receipt 7"}))
    assert (done["status"], done["filed_note"]) == ("filed", "Receipt 7")
    assert done["filed_on"] == "2027-04-14"
    problem(alma.post(f"{url}/completion", json={"note": "Again"}), 422, "refused")


def test_today_puts_each_deadline_into_one_bucket(doors: Doors) -> None:
    """By days left: within 3, within 7, within 30; what lies beyond is not shown."""
    alma = doors.program("alma")
    case_id = open_case(alma)["id"]
    days = ["2027-04-17", "2027-04-18", "2027-04-21", "2027-04-22", "2027-05-14", "2027-05-15"]
    made = {day: _deadline(alma, case_id, due=day, sure=day)["id"] for day in days}
    passed = _deadline(alma, case_id, due="2027-04-14")["id"]
    _hearing(alma, case_id, "2027-04-20T09:00", kind="master")
    found = told(alma.get(f"{API}/today"))
    assert {"hearings", "deadlines", "to_acknowledge", "pulse"} <= set(found)
    assert set(found["deadlines"]) == {"overdue", "3", "7", "30", "overtaken"}
    typed = {*made.values(), passed}
    told_ids = {
        name: [row["id"] for row in rows if row["id"] in typed]
        for name, rows in found["deadlines"].items()
    }
    assert told_ids["3"] == [passed, made["2027-04-17"]]
    assert told_ids["7"] == [made["2027-04-18"], made["2027-04-21"]]
    assert told_ids["30"] == [made["2027-04-22"], made["2027-05-14"]]
    assert told_ids["overdue"] == []
    assert [hearing["starts"] for hearing in found["hearings"]] == ["2027-04-20T09:00"]


def test_what_was_missed_is_overdue(doors: Doors) -> None:
    """Two days after its date an open deadline stands under overdue alone."""
    alma = doors.program("alma")
    missed = _deadline(alma, open_case(alma)["id"])["id"]
    doors.office.clock.forward(days=4)
    found = told(doors.program("alma").get(f"{API}/today"))["deadlines"]
    assert {name: [row["id"] for row in rows] for name, rows in found.items() if rows} == {
        "overdue": [missed]
    }


def test_today_is_ones_own(doors: Doors) -> None:
    """Bruno can read Alma's case, but its dates are not on his day."""
    alma = doors.program("alma")
    _deadline(alma, open_case(alma)["id"])
    found = told(doors.program("bruno").get(f"{API}/today"))
    assert not any(found["deadlines"].values())
    assert found["hearings"] == []
