"""What a deadline counts from is corrected at both doors. It is Wednesday 14 April 2027."""

import re

import pytest
from starlette.testclient import TestClient

from app.casework import cases, people
from app.casework.people import PersonChange
from tests.doors.visitors import API, Case, Doors, filled_case, open_case, problem, told
from tests.support.one_engine import engine_name  # noqa: F401 - a fixture

HTMX = {"hx-request": "true"}
APPEAL, RECONSIDER = "eoir.bia.appeal", "eoir.mtr.reconsider"
MISTYPED, RIGHT = {"trigger_date": "2027-04-12"}, {"trigger_date": "2027-04-05"}
WHY = "The order is of the fifth"


@pytest.fixture
def dates(doors: Doors) -> tuple[str, str]:
    """Two dates of one case that count from the same mistyped day."""
    alma = doors.program("alma")
    new = {"case_id": open_case(alma)["id"], "inputs": MISTYPED}
    first, second = (
        told(alma.post(f"{API}/deadlines", json=new | {"rule": rule}), 201)["id"]
        for rule in (APPEAL, RECONSIDER)
    )
    return first, second


def _is_held(doors: Doors, case: Case) -> None:
    with doors.office.writing() as desk:
        client = cases.one(desk, case.id).people[0]
        people.change(desk, client.id, PersonChange(version=client.version, detained=True))


def _seen(page: str) -> list[str]:
    return re.findall(r'name="seen" value="([^"]+)"', page)


def _due(visitor: TestClient, deadline: str) -> str:
    return str(told(visitor.get(f"{API}/deadlines/{deadline}"))["due"])


def test_a_program_looks_and_corrects(doors: Doors, dates: tuple[str, str]) -> None:
    """It sees what moves, names what goes along, and is told of a doubtful day."""
    alma, (first, second) = doors.program("alma"), dates
    url = f"{API}/deadlines/{first}/recount"
    seen = told(alma.post(f"{url}/preview", json={"inputs": RIGHT}))
    assert (seen["date"]["was_due"], seen["date"]["now_due"]) == ("2027-05-12", "2027-05-05")
    assert [each["id"] for each in seen["also"]] == [second]
    assert _due(alma, first) == "2027-05-12"
    document = problem(alma.post(url, json={"version": 1, "inputs": RIGHT}), 422, "refused")
    assert [each["field"] for each in document["errors"]] == ["reason"]
    wanted = {"version": 1, "inputs": RIGHT, "reason": WHY, "also": [second]}
    assert told(alma.post(url, json=wanted))["due"] == "2027-05-05"
    assert _due(alma, second) == "2027-05-05"
    problem(alma.post(url, json=wanted), 409, "conflict")
    far = {"version": 2, "inputs": {"trigger_date": "2027-05-12"}, "reason": WHY}
    assert "still to come" in told(alma.post(url, json=far))["doubts"][0]


def test_a_program_that_enters_an_appeal_twice_is_told(
    doors: Doors, dates: tuple[str, str]
) -> None:
    """It is taken at its word; sure of it, it is told nothing."""
    alma = doors.program("alma")
    case_id = told(alma.get(f"{API}/deadlines/{dates[0]}"))["case_id"]
    new = {"case_id": case_id, "rule": APPEAL, "inputs": RIGHT}
    taken = told(alma.post(f"{API}/deadlines", json=new), 201)
    assert ["another decision" in each for each in taken["doubts"]] == [True]
    sure = new | {"sure_of": {"another": "2027-05-12"}}
    assert told(alma.post(f"{API}/deadlines", json=sure), 201)["doubts"] == []


def test_a_page_shows_what_moves_before_it_saves(doors: Doors, dates: tuple[str, str]) -> None:
    """Saved unseen it comes back with the preview; then what was ticked goes along."""
    alma, (first, second) = doors.sits("alma"), dates
    page = f"/deadlines/{first}/recount"
    assert f'href="{page}"' in alma.get(f"/deadlines/{first}").text
    assert 'value="2027-04-12"' in alma.get(page).text
    typed: dict[str, str | list[str]] = {"version": "1", "reason": WHY, "also": second}
    typed |= {f"inputs.{name}": day for name, day in RIGHT.items()}
    unseen = alma.posts(page, typed)
    assert (unseen.status_code, "Look at what this moves" in unseen.text) == (422, True)
    part = alma.posts(f"{page}/preview", typed, **HTMX).text
    assert ("<h1" in part, len(_seen(part))) == (False, 2)
    whole = alma.posts(f"{page}/preview", typed).text
    assert ("<h1" in whole, _seen(whole)) == (True, _seen(part))
    assert re.search(rf'name="also" value="{second}" checked', whole)
    saved = alma.posts(page, typed | {"seen": _seen(whole)})
    assert saved.headers["location"] == f"/deadlines/{first}"
    shown = alma.get(f"/deadlines/{second}").text
    assert '<time datetime="2027-05-05">' in shown
    assert WHY in shown


def test_a_page_asks_about_a_second_appeal(doors: Doors, dates: tuple[str, str]) -> None:
    """The open one is shown with the way to correct it; the tick carries its very day."""
    alma, (first, _) = doors.sits("alma"), dates
    program = doors.program("alma")
    case_id = told(program.get(f"{API}/deadlines/{first}"))["case_id"]
    typed = {
        "case_id": case_id,
        "mode": "rule",
        "rule": APPEAL,
        "inputs.trigger_date": "2027-04-05",
    }
    asked = alma.posts("/deadlines", typed)
    assert asked.status_code == 422
    assert f"/deadlines/{first}/recount" in asked.text
    assert 'name="sure_of.another" value="2027-05-12"' in asked.text
    saved = alma.posts("/deadlines", typed | {"sure_of.another": "2027-05-12"})
    assert saved.status_code == 303


@pytest.mark.parametrize("answered", [{}, {"custody": "unknown"}], ids=["not asked", "not known"])
def test_custody_is_filled_in_from_the_file_where_nobody_answered_it(
    doors: Doors, answered: dict[str, str]
) -> None:
    """Saved as the page shows it, file and date agree, and Today warns of nothing."""
    visitor = doors.sits("alma")
    case = filled_case(doors.office)
    _is_held(doors, case)
    new = {"case_id": str(case.id), "rule": APPEAL, "inputs": MISTYPED | answered}
    deadline = str(told(doors.program("alma").post(f"{API}/deadlines", json=new), 201)["id"])
    url = f"/deadlines/{deadline}/recount"
    page = visitor.get(url).text
    assert '<option value="detained" selected>' in page
    assert "Filled in from the client's file" in page
    typed = {"version": "1", "reason": WHY, "inputs.trigger_date": RIGHT["trigger_date"]}
    preview = visitor.posts(f"{url}/preview", typed | {"inputs.custody": "detained"}).text
    saved = visitor.posts(url, typed | {"inputs.custody": "detained", "seen": _seen(preview)[0]})
    assert saved.status_code == 303, saved.text
    view = told(doors.program("alma").get(f"{API}/deadlines/{deadline}"))
    assert (view["inputs"]["custody"], view["file_custody"]) == ("detained", "")


def test_a_custody_that_differs_from_the_file_is_asked_about_in_words(doors: Doors) -> None:
    """Before it is saved: which was it on the day that counts."""
    visitor, case = doors.sits("alma"), filled_case(doors.office)
    _is_held(doors, case)
    new = {"case_id": str(case.id), "rule": APPEAL, "inputs": MISTYPED}
    deadline = str(told(doors.program("alma").post(f"{API}/deadlines", json=new), 201)["id"])
    typed = {"version": "1", "inputs.custody": "non_detained", "inputs.trigger_date": "2027-04-05"}
    page = visitor.posts(f"/deadlines/{deadline}/recount/preview", typed, **HTMX).text
    assert "Which was it on the day that counts?" in page


def test_a_new_deadline_takes_custody_from_the_clients_file(doors: Doors) -> None:
    """Asked of the file where nobody answered; what she says herself stands, also "not known"."""
    visitor, case = doors.sits("alma"), filled_case(doors.office)
    _is_held(doors, case)
    asked = {"mode": "rule", "case_id": str(case.id), "rule": "eoir.bia.appeal"}
    for said, stands in (({}, "detained"), ({"inputs.custody": "unknown"}, "unknown")):
        shown = visitor.posts("/deadlines/preview", asked | said, **HTMX).text
        assert f'<option value="{stands}" selected>' in shown
