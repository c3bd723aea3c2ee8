"""The day at the JSON door: what is late, what comes, and what waits for a word."""

from datetime import timedelta

from app.casework import adding, reminders
from app.casework.adding import NewDeadline
from tests.doors.visitors import API, Doors, open_case, told
from tests.support.one_engine import on_sqlite

CHICAGO = "America/Chicago"


def test_what_was_missed_what_had_passed_and_who_is_heard(doors: Doors) -> None:
    """On 15 April 2027: one overdue since the 14th; one had passed when entered, and is not."""
    alma = doors.program("alma")
    case_id = open_case(alma)["id"]
    for due in ("2027-04-14", "2027-04-01", "2027-04-18", "2027-04-19", "2027-05-15", "2027-05-16"):
        new = {"case_id": case_id, "title": "Brief", "due": due, "sure": due, "tz": CHICAGO}
        told(alma.post(f"{API}/deadlines", json=new), 201)
    hearing = {"case_id": case_id, "starts": "2027-04-15T09:00", "kind": "status"}
    heard = told(alma.post(f"{API}/hearings", json=hearing), 201)["id"]
    doors.office.clock.now += timedelta(days=1)
    today = told(doors.program("alma").get(f"{API}/today"))
    assert {name: [row["due"] for row in rows] for name, rows in today["deadlines"].items()} == {
        "overdue": ["2027-04-14"],
        "3": ["2027-04-18"],
        "7": ["2027-04-19"],
        "30": ["2027-05-15"],
        "overtaken": ["2027-04-01"],
    }
    assert [(row["id"], row["starts"]) for row in today["hearings"]] == [
        (heard, "2027-04-15T09:00")
    ]
    assert today["pulse"]["ok"] is False  # no worker has ever run here
    assert today["pulse"]["sentence"]


@on_sqlite
def test_a_full_calendar_is_cut_at_its_far_end_and_says_so(doors: Doors) -> None:
    """Two hundred dates in one answer, the earliest; what is left is counted, and in the lists."""
    alma = doors.program("alma")
    case_id = open_case(alma)["id"]
    days = [f"2027-04-{15 + number % 15}" for number in range(203)]
    with doors.office.writing() as desk:
        for due in days:
            new = {"case_id": case_id, "title": "Brief", "due": due, "sure": due}
            adding.add(desk, NewDeadline.model_validate(new))
    found = told(alma.get(f"{API}/today"))
    listed = [row["due"] for rows in found["deadlines"].values() for row in rows]
    assert sorted(listed) == sorted(days)[:200]
    assert found["not_shown"] == 3
    first = told(alma.get(f"{API}/deadlines?case_id={case_id}&limit=200"))
    rest = told(alma.get(f"{API}/deadlines?case_id={case_id}&cursor={first['next']}"))
    assert len(first["items"]) + len(rest["items"]) == 203


def test_what_was_told_waits_until_it_was_seen(doors: Doors) -> None:
    """After the night shift's round a date waits for Alma's word, and then no more."""
    alma = doors.program("alma")
    new = {"case_id": open_case(alma)["id"], "title": "Brief", "due": "2027-04-15"}
    url = f"{API}/deadlines/{told(alma.post(f'{API}/deadlines', json=new), 201)['id']}"
    assert told(alma.get(url))["waiting_ack"] is False
    with doors.office.night(writes=True) as desk:
        reminders.plan(desk, doors.office.calendar)
    waiting = told(alma.get(f"{API}/today"))["to_acknowledge"]
    assert [(row["title"], row["waiting_ack"]) for row in waiting] == [("Brief", True)]
    assert told(alma.get(url))["waiting_ack"] is True
    assert told(alma.post(f"{url}/acknowledgement"))["waiting_ack"] is False
    assert told(alma.get(f"{API}/today"))["to_acknowledge"] == []
