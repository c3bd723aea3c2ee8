"""The calendar: whose dates stand on which day, by whose clock, and nothing of cases kept away."""

import re
from datetime import date
from typing import Any

import pytest

from app.casework import diary, scheduling
from app.casework.scheduling import NewHearing
from tests.doors.test_own_ways import due, words
from tests.doors.test_screens import new_screen
from tests.doors.visitors import API, Doors, told

WEEK = {"view": "week", "whose": "office"}


def hear(doors: Doors, case_id: object, starts: str, name: str = "alma", **more: object) -> None:
    """Set a master hearing from which no date runs."""
    new = {"case_id": case_id, "starts": starts, "kind": "master", "follows": [], **more}
    with doors.office.writing(name) as desk:
        scheduling.schedule_hearing(desk, NewHearing.model_validate(new))


def loads(view: dict[str, Any]) -> dict[str, tuple[int, int, int]]:
    """Return hearings, deadlines and fatal ones of each day that has any."""
    days = [each["load"] for each in view["days"]]
    found = {day["on"]: (day["hearings"], day["deadlines"], day["fatal"]) for day in days}
    return {on: counts for on, counts in found.items() if any(counts)}


@pytest.mark.parametrize(
    ("view", "on", "first", "last"),
    [
        ("day", "2027-04-14", "2027-04-14", "2027-04-14"),
        ("week", "2027-04-18", "2027-04-12", "2027-04-18"),
        ("month", "2027-02-17", "2027-02-01", "2027-02-28"),
        ("month", "2027-12-31", "2027-11-29", "2028-01-02"),
        ("agenda", "2027-04-14", "2027-04-14", "2027-05-13"),
    ],
)
def test_a_view_spans_whole_weeks(view: Any, on: str, first: str, last: str) -> None:
    """Read off a wall calendar; weeks begin on Monday."""
    span = diary.span(view, date.fromisoformat(on))
    assert span == (date.fromisoformat(first), date.fromisoformat(last))


def test_whose_dates_stand_there(doors: Doors) -> None:
    """Mine, those of my cases, the office's; of a case kept from her neither row nor count."""
    office = doors.office
    mine, theirs = office.open_case().id, office.open_case("bruno").id
    apart, screened = office.open_case("bruno", named_only=True).id, office.open_case("bruno").id
    hear(doors, mine, "2027-04-20T09:00")
    due(doors, mine, "Brief", "2027-04-20")
    for case, title in ((theirs, "Motion"), (apart, "Kept apart"), (screened, "Screened")):
        due(doors, case, title, "2027-04-21", "bruno")
    screen = new_screen(doors, "alma")
    doors.sits("bruno").sends("POST", f"/cases/{screened}/screens", screen)
    alma = doors.program()
    assert loads(told(alma.get(f"{API}/calendar?on=2027-04-20"))) == {"2027-04-20": (1, 1, 0)}
    whole = told(alma.put(f"{API}/calendar", json=WEEK))
    assert loads(whole) == {}  # of this week, which is not that of the dates
    whole = told(alma.get(f"{API}/calendar?on=2027-04-20"))
    assert loads(whole) == {"2027-04-20": (1, 1, 0), "2027-04-21": (0, 1, 0)}
    assert {name for _, name in whole["people"]} == {"Alma", "Bruno"}
    page = words(doors.sits("alma").get("/calendar?on=2027-04-20").text)
    assert "Motion" in page
    assert not {"Kept apart", "Screened"} & set(re.findall("Kept apart|Screened", page))
    assert told(doors.program("dina").get(f"{API}/calendar?on=2027-04-20"))["cannot_open"] == 0
    chosen = WEEK | {"kind": "deadline", "person_id": whole["people"][1][0], "on": "2027-04-20"}
    answer = doors.sits("alma").posts("/calendar", chosen)
    assert answer.headers["location"] == "/calendar?on=2027-04-20"
    narrowed = told(alma.get(f"{API}/calendar?on=2027-04-20"))
    assert loads(narrowed) == {"2027-04-21": (0, 1, 0)}


def test_days_go_by_the_courts_clock_or_by_mine(doors: Doors) -> None:
    """Half past ten at night in Los Angeles is half past one on the next day in New York."""
    case = doors.office.open_case().id
    hear(doors, case, "2027-04-20T22:30", tz="America/Los_Angeles")
    alma = doors.program()
    [day] = [
        each for each in told(alma.get(f"{API}/calendar?on=2027-04-20"))["days"] if each["items"]
    ]
    assert (day["load"]["on"], day["items"][0]["starts_mine"]) == (
        "2027-04-20",
        "2027-04-21T01:30:00",
    )
    alma.put(f"{API}/calendar", json={"clock": "mine"})
    assert [*loads(told(alma.get(f"{API}/calendar?on=2027-04-20")))] == ["2027-04-21"]
    page = words(doors.sits("alma").get("/calendar?on=2027-04-20&view=day").text)
    assert "Nothing stands here on these days." in page


def test_a_hearing_is_begun_on_a_day_that_no_address_names(doors: Doors) -> None:
    """The plus of a day leads to the form with that day in it."""
    alma = doors.sits("alma")
    page = alma.get("/calendar?view=week&on=2027-04-20").text
    assert page.count('data-key="n"') == 1
    assert 'form="begin" name="on" value="2027-04-22"' in page
    form = alma.posts("/hearings/new", {"on": "2027-04-22"})
    assert form.status_code == 200
    assert re.search(r'name="on"[^>]*value="2027-04-22"', form.text)
    assert 'form="begin"' not in doors.sits("ivo").get("/calendar?on=2027-04-01").text  # passed
