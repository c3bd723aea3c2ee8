"""Lists in stretches, and how often they ask the database."""

import base64
from collections.abc import Iterator

import pytest

from app.casework import adding, cases, scheduling
from app.casework.adding import NewDeadline
from app.casework.cases import NewCase
from app.casework.scheduling import NewHearing
from tests.doors.visitors import API, Doors, open_case, problem, told
from tests.support.office import Office
from tests.support.one_engine import on_sqlite

NOUNS = ("cases", "persons", "hearings", "deadlines", "notes")


def _fill(office: Office, count: int) -> list[str]:
    """Open cases with a hearing, a deadline and a note each."""
    return office.began(("cases for lists", count), lambda: list(_filled(office, count)))


def _filled(office: Office, count: int) -> Iterator[str]:
    client = {"family_name": "Tema", "given_names": "Ana", "language": "es"}
    hearing = {"starts": "2027-04-20T09:00", "tz": "America/New_York", "kind": "master"}
    typed = {"title": "Brief", "due": "2027-04-16", "tz": "America/New_York"}
    with office.writing() as desk:
        for _ in range(count):
            new = NewCase.model_validate({"client": client, "note": "Called."})
            case = {"case_id": cases.open_new(desk, new).id}
            scheduling.schedule_hearing(desk, NewHearing.model_validate(case | hearing))
            adding.add(desk, NewDeadline.model_validate(case | typed))
            yield str(case["case_id"])


@pytest.mark.parametrize("noun", NOUNS)
def test_stretches_hold_everything_once(doors: Doors, noun: str) -> None:
    """Two at a time or all at once: the same rows in the same order, and no total."""
    _fill(doors.office, 3)
    bruno = doors.program("bruno")
    whole = told(bruno.get(f"{API}/{noun}"))
    assert set(whole) == {"items", "next"}
    assert whole["next"] is None
    assert len(whole["items"]) >= 3
    found = told(bruno.get(f"{API}/{noun}?limit=2"))
    seen = [row["id"] for row in found["items"]]
    while found["next"]:
        found = told(bruno.get(f"{API}/{noun}?limit=2&cursor={found['next']}"))
        assert 1 <= len(found["items"]) <= 2
        seen += [row["id"] for row in found["items"]]
    assert seen == [row["id"] for row in whole["items"]]
    assert len(set(seen)) == len(seen)


@pytest.mark.parametrize("noun", NOUNS)
def test_a_list_of_one_case(doors: Doors, noun: str) -> None:
    """With `case_id` only that case's rows are there."""
    case_id = _fill(doors.office, 2)[0]
    found = told(doors.program("alma").get(f"{API}/{noun}?case_id={case_id}"))["items"]
    assert found
    assert {row["id" if noun == "cases" else "case_id"] for row in found} == {case_id}


@pytest.mark.parametrize("noun", NOUNS)
def test_a_list_leaves_out_what_one_may_not_know_of(doors: Doors, noun: str) -> None:
    """Bruno's lists are empty while Alma's only case is for named people."""
    alma = doors.program("alma")
    case_id = open_case(alma, named_only=True, note="Called.")["id"]
    new = {"case_id": case_id, "starts": "2027-06-01T09:00", "tz": "America/New_York"}
    told(alma.post(f"{API}/hearings", json={**new, "kind": "individual"}), 201)
    assert told(alma.get(f"{API}/{noun}"))["items"]
    assert told(doors.program("bruno").get(f"{API}/{noun}")) == {"items": [], "next": None}


NOT_TAKEN = (
    "cursor=abc",
    "cursor=%F0%9F%91%8B",
    "cursor=" + base64.urlsafe_b64encode(b"\x02" + bytes(4)).decode(),
    "cursor=" + base64.urlsafe_b64encode(b"\x01" + bytes(15)).decode(),
    "cursor=" + "A" * 300,
    "limit=0",
    "limit=201",
    "limit=ten",
    "limit=" + "9" * 5000,
    "case_id=canary",
    "colour=canary",
)


@pytest.mark.parametrize("noun", NOUNS)
def test_what_a_list_does_not_take(doors: Doors, noun: str) -> None:
    """Cursors that are not ours, limits out of 1 to 200 and unknown members are 422."""
    alma = doors.program("alma")
    for asked in NOT_TAKEN:
        answer = alma.get(f"{API}/{noun}?{asked}")
        assert problem(answer, 422, "refused")["errors"], asked
        assert "canary" not in answer.text


# Lists of the office: known as a whole, so that their cursors count.
OF_THE_OFFICE = (
    *("absences", "colleagues", "destructions", "emergency/taken", "law-changes"),
    *("recoveries", "rules"),
)


@pytest.mark.parametrize("noun", OF_THE_OFFICE)
def test_a_list_of_the_office_comes_in_stretches_too(doors: Doors, noun: str) -> None:
    """One at a time or all at once, and nothing else is taken."""
    carmen = doors.program("carmen")
    whole = told(carmen.get(f"{API}/{noun}?limit=200"))["items"]
    seen, found = [], told(carmen.get(f"{API}/{noun}?limit=1"))
    while found["next"]:
        seen += found["items"]
        found = told(carmen.get(f"{API}/{noun}?limit=1&cursor={found['next']}"))
    assert seen + found["items"] == whole
    for asked in ("limit=0", "limit=201", "cursor=abc", "colour=canary"):
        assert problem(carmen.get(f"{API}/{noun}?{asked}"), 422, "refused")["errors"], asked


def test_a_cursor_tells_no_name_and_no_day(doors: Doors) -> None:
    """A cursor is a sign and the last id shown."""
    _fill(doors.office, 2)
    found = told(doors.program("alma").get(f"{API}/cases?limit=1"))
    raw = base64.urlsafe_b64decode(found["next"] + "==")
    assert raw.hex() == "01" + found["items"][0]["id"].replace("-", "")


@on_sqlite
def test_more_cases_ask_no_more_statements(office: Office) -> None:
    """Five cases or thirty: Today, the lists and one case send the same statements."""
    doors = Doors(office)
    counts = []
    for more in (5, 25):
        case_id = _fill(office, more)[0]
        alma = doors.program("alma")
        paths = ["/today", f"/cases/{case_id}", *(f"/{noun}" for noun in NOUNS)]
        for path in paths:
            told(alma.get(f"{API}{path}"))  # the calendar in memory has now caught up
        counted = []
        for path in paths:
            with doors.statements() as sent:
                told(alma.get(f"{API}{path}"))
            counted.append(len(sent))
        counts.append(counted)
    assert counts[0] == counts[1]
    assert all(0 < count < 30 for count in counts[0])
