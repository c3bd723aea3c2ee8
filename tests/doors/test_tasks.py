"""The box for notes, minutes and tasks, at both doors; lists of tasks, and time sheets."""

import re

from app.casework import cases
from tests.doors.test_html_pages import landed
from tests.doors.visitors import Doors, told
from tests.support.office import id_of

FORMULA = "=HYPERLINK(1)"


def test_one_box_one_save_and_a_list_to_tick_off(doors: Doors) -> None:
    """What was typed stands on the case, Today, the list and the table; done is taken back."""
    office, alma = doors.office, doors.sits("alma")
    case_id = office.open_case("alma").id
    typed = {"case_id": str(case_id), "text": "She waits", "work_product": "true"}
    time = {"minutes": "25", "activity": "call", "worked_on": "2027-04-13"}
    task = {"words": FORMULA, "holder_id": str(id_of(office, "alma")), "due_on": "2027-04-14"}
    wrong = alma.posts("/notes", typed | time | task | {"minutes": "0"})
    assert (wrong.status_code, FORMULA in wrong.text, "She waits" in wrong.text) == (
        422,
        True,
        True,
    )
    assert landed(alma.posts("/notes", typed | time | task)) == f"/cases/{case_id}#h-notes"
    page = alma.get(f"/cases/{case_id}").text
    assert "work product" in page
    assert FORMULA in alma.get("/today").text  # due today, in its own words
    shown = alma.get("/tasks").text
    [task_id] = set(re.findall(r'href="/tasks/([0-9a-f-]{36})"', shown))
    assert f'"\'{FORMULA}"' in alma.get("/tasks.csv").text
    done = landed(alma.posts(f"/tasks/{task_id}/done"))
    assert done == f"/tasks?done={task_id}"
    assert f'action="/tasks/{task_id}/undone"' in alma.get(done).text
    assert "My tasks" not in alma.get("/today").text
    assert landed(alma.posts(f"/tasks/{task_id}/undone")) == "/tasks"
    moved = {"version": "3", "words": "Call back", "due_on": ""}
    assert landed(alma.posts(f"/tasks/{task_id}", moved)) == f"/cases/{case_id}#h-tasks"
    assert "no day set" in alma.get("/tasks").text
    assert "25" in alma.get("/time?month=2027-04").text
    assert '"2027-04-13"' in alma.get("/time.csv?month=2027-04").text
    with office.reading("alma") as desk:
        [note] = cases.one(desk, case_id).notes
    assert (note.text, note.work_product, note.version) == ("She waits", True, 4)


def test_a_program_writes_the_same_box(doors: Doors) -> None:
    """A note with time and task in one call; a task alone; nothing at all is refused."""
    office, alma = doors.office, doors.sits("alma")
    case_id = str(office.open_case("alma").id)
    box = {"case_id": case_id, "time": {"minutes": 60}, "task": {"words": "Ask"}}
    note = told(alma.sends("POST", "/notes", box), 201)
    assert (note["time"]["minutes"], note["task"]["words"], note["text"]) == (60, "Ask", "")
    alone = told(alma.sends("POST", "/tasks", {"case_id": case_id, "words": "Scan"}), 201)
    assert alma.sends("POST", "/notes", {"case_id": case_id}).status_code == 422
    listed = told(alma.sends("GET", "/tasks?limit=1"))
    rest = told(alma.sends("GET", f"/tasks?limit=1&cursor={listed['next']}"))
    found = {each["id"] for each in (*listed["items"], *rest["items"])}
    assert (found, rest["next"]) == ({note["id"], alone["id"]}, None)
    assert told(alma.sends("GET", "/today"))["tasks"]["open"] == 2
    done = told(alma.sends("POST", f"/tasks/{alone['id']}/done"))
    assert done["may_undo"]
    change = {"version": note["version"], "time": None}
    assert told(alma.sends("PATCH", f"/notes/{note['id']}", change))["time"] is None
    assert told(alma.sends("GET", "/tasks/counts"))["open"] == 1
