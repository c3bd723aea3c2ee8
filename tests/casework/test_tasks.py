"""Note, time and task in one save; a task is moved, done, handed on, and never without a holder."""

from datetime import date, timedelta
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import delete

from app.casework import (
    leaving,
    notes,
    problems,
    readers,
    reminders,
    tasklist,
    tasks,
    timesheet,
    verify,
)
from app.casework.leaving import Leaving
from app.casework.notes import NewNote, NoteChange, NoteView
from app.casework.problems import Problems
from app.casework.readers import NewLead
from app.casework.tasklist import TaskCounts
from app.casework.tasks import TaskChange
from app.casework.trail import Asked
from app.casework.worktime import WorkedView
from app.errors import Conflict, Forbidden, NotFound, Refused
from app.models import DueTask
from tests.support.costs import counted
from tests.support.mails import read_mail
from tests.support.office import Office

TODAY = date(2027, 4, 14)  # where and when the office's clock stands


def write(office: Office, name: str = "alma", **said: Any) -> NoteView:
    """Write a note."""
    with office.writing(name) as desk:
        return notes.add(desk, NewNote.model_validate(said))


def counts(office: Office, name: str) -> tuple[int, int, int]:
    """Return how many tasks of somebody's are overdue, due today, and open."""
    with office.reading(name) as desk:
        found = tasklist.counts(desk)
    return found.overdue, found.today, found.open


def moved(office: Office, name: str, task_id: UUID, **change: Any) -> tasks.TaskView:
    """Move a task."""
    with office.writing(name) as desk:
        return tasks.change(desk, task_id, TaskChange.model_validate(change))


def test_one_save_writes_a_note_its_time_and_a_task(office: Office) -> None:
    """They stand in one entry with one version: who saves what is stale is told so."""
    case_id = office.open_case("alma").id
    bruno = office.people["bruno"].id
    said: dict[str, Any] = {
        "case_id": case_id,
        "text": "She told of the arrest.",
        "work_product": True,
    }
    said["time"] = {"minutes": 90, "activity": "preparing"}
    said["task"] = {"words": "Ask for the police report", "holder_id": bruno, "due_on": TODAY}
    note = write(office, **said)
    assert note.version == 1
    assert (note.work_product, note.time) == (
        True,
        WorkedView(minutes=90, worked_on=TODAY, activity="preparing", problem=""),
    )
    assert note.task is not None
    assert (note.task.words, note.task.holder_name, note.task.is_today) == (
        "Ask for the police report",
        "Bruno",
        True,
    )
    assert (counts(office, "alma"), counts(office, "bruno")) == ((0, 0, 0), (0, 1, 1))
    corrected = NoteChange.model_validate({"version": 1, "time": {"minutes": 60}})
    with office.writing("alma") as desk:
        again = notes.change(desk, note.id, corrected)
        assert (again.text, again.time and again.time.minutes) == (note.text, 60)
        assert [(each.text, each.minutes) for each in again.earlier] == [(note.text, 90)]
        with pytest.raises(Conflict):
            notes.change(desk, note.id, corrected)
    wrong: Any
    for wrong, where in (
        ({"time": {"minutes": 10, "worked_on": TODAY + timedelta(days=1)}}, "worked_on"),
        ({"time": {"minutes": 10, "problem": "81"}}, "problem"),
        ({"task": {"words": "x", "due_on": TODAY - timedelta(days=1)}}, "due_on"),
        ({"task": {"words": "x", "holder_id": office.people["abel"].id}}, "holder_id"),
    ):
        with pytest.raises(Refused) as refused:
            write(office, case_id=case_id, **wrong)
        assert list(refused.value.fields) == [where]


def test_a_task_is_moved_by_its_holder_and_done_is_taken_back_for_half_a_minute(
    office: Office,
) -> None:
    """Others who read the case may do it for her, not move it; a late return leaves its trace."""
    case_id = office.open_case("alma").id
    task: Any = {"words": "Call the consulate", "due_on": TODAY}
    note = write(office, case_id=case_id, task=task)
    with pytest.raises(Forbidden):
        moved(office, "dina", note.id, version=1, due_on=None)
    later = moved(office, "alma", note.id, version=1, due_on=TODAY + timedelta(days=7))
    assert (later.moved, later.is_today, counts(office, "alma")) == (1, False, (0, 0, 1))
    office.clock.forward(days=8)
    assert counts(office, "alma") == (1, 0, 1)
    with office.writing("dina") as desk:
        assert tasks.finish(desk, note.id).done_by == "Dina"
        assert tasks.finish(desk, note.id).may_undo
    assert counts(office, "alma") == (0, 0, 0)
    with office.writing("dina") as desk:
        assert tasks.reopen(desk, note.id).moved == 1
        tasks.finish(desk, note.id)
    office.clock.forward(seconds=31)
    with office.writing("dina") as desk:
        assert tasks.reopen(desk, note.id).moved == 2
        with pytest.raises(Refused):
            tasks.reopen(desk, note.id)
    plain = write(office, case_id=case_id, text="Only words.")
    with office.writing("alma") as desk, pytest.raises(NotFound):
        tasks.finish(desk, plain.id)


def test_tasks_go_with_the_case_and_never_with_who_leaves(office: Office) -> None:
    """The lead's go to the next lead; a leaver's in a case of others to whoever leads it."""
    alma, bruno, carmen = (office.people[name].id for name in ("alma", "bruno", "carmen"))
    hers = office.open_case("alma", backup_id=carmen)
    other = office.open_case("carmen")
    write(office, case_id=hers.id, task={"words": "One"})
    write(office, "carmen", case_id=other.id, task={"words": "Two", "holder_id": alma})
    with office.writing("carmen") as desk:
        version = readers.of(desk, hers.id).version
        readers.lead(desk, hers.id, NewLead(version=version, lead_id=bruno, backup_id=carmen))
    assert [counts(office, name)[2] for name in ("alma", "bruno", "carmen")] == [1, 1, 0]
    with office.writing("carmen") as desk:
        leaving.leave(desk, office.calendar, alma, Leaving(heir_id=bruno, sure=True))
    assert [counts(office, name)[2] for name in ("bruno", "carmen")] == [1, 1]
    with office.reading("carmen") as desk:
        assert tasklist.page(desk, "nobody", start=0, size=9).rows == []
        shown = tasklist.page(desk, "office", start=0, size=9).rows
        mine = tasklist.page(desk, "mine", start=0, size=9).rows
    assert {(each.words, each.holder_name) for each in shown} == {
        ("One", "Bruno"),
        ("Two", "Carmen"),
    }
    assert [each.words for each in mine] == ["Two"]


def test_a_task_that_somebody_takes_from_the_list_is_found(office: Office) -> None:
    """Its note says that it is open; lists go by a row that opens alone, and the check compares."""
    case_id = office.open_case("alma").id
    note = write(office, case_id=case_id, task={"words": "Ask"})
    seat = office.people["alma"].seat
    assert verify.verify_as(office.house, seat).wrong == []
    with office.house.engine.begin() as outside:
        outside.execute(delete(DueTask))
    assert verify.verify_as(office.house, seat).wrong == [
        f"due_tasks {note.id}: its note says otherwise"
    ]


def test_no_task_of_a_case_that_is_closed_to_her_is_listed(office: Office) -> None:
    """A case of named people: its tasks are in no list of others, nor in their numbers."""
    case_id = office.open_case("alma", named_only=True).id
    write(office, case_id=case_id, task={"words": "Ask", "due_on": TODAY})
    with office.reading("bruno") as desk:
        assert tasklist.page(desk, "office", start=0, size=9).rows == []
        assert tasklist.listed(desk, None, after=None, size=9) == []
        assert tasklist.counts(desk) == TaskCounts()
    with office.reading("alma") as desk:
        assert len(tasklist.listed(desk, case_id, after=None, size=9)) == 1


def test_the_morning_tells_how_many_are_due_and_nothing_of_them(office: Office) -> None:
    """A paralegal who has no date hears of her tasks by number, what is overdue first."""
    case_id = office.open_case("alma").id
    dina = office.people["dina"].id
    for words, day in (("Call Honduras", 0), ("Fetch a certificate", 0), ("Scan", 1)):
        task = {"words": words, "holder_id": dina, "due_on": TODAY + timedelta(days=day)}
        write(office, case_id=case_id, task=task)
    office.clock.forward(hours=22)  # Thursday, 8:00 in New York
    with office.night(writes=True) as desk:
        reminders.plan(desk, office.calendar)
    told = {}
    with office.night(writes=True) as desk:
        for held in reminders.claim(desk):
            text = reminders.text_of(desk, held, watched=0)
            assert text is not None
            told[held.recipient_id] = read_mail(text)
    assert "2 tasks are overdue. 1 task is due today." in told[dina]
    for name in ("alma", "carmen"):
        assert "task" not in told[office.people[name].id]
    for word in ("Honduras", "certificate", "Scan"):
        assert word not in told[dina]


def test_a_month_is_added_up_from_the_cases_that_open_here(office: Office) -> None:
    """By activity and code; what a code means is what it meant on that day."""
    mine, closed = office.open_case("alma").id, office.open_case("alma", named_only=True).id
    codes = [
        {"code": "81", "words": "Immigration", "since": "2020-01-01", "until": "2027-04-12"},
        {"code": "81", "words": "Naturalization", "since": "2027-04-13"},
    ]
    with office.writing("carmen") as desk:
        problems.choose(desk, Problems.model_validate({"version": 0, "codes": codes}))
        with pytest.raises(Conflict):
            problems.choose(desk, Problems.model_validate({"version": 0, "codes": codes}))
        twice = {"version": 1, "codes": [*codes, codes[0]]}  # two meanings on one day
        with pytest.raises(Refused):
            problems.choose(desk, Problems.model_validate(twice))
    for case_id, minutes, day in ((mine, 30, 12), (mine, 45, 13), (closed, 60, 14)):
        time = {"minutes": minutes, "worked_on": f"2027-04-{day}", "problem": "81"}
        write(office, case_id=case_id, time=time)
    write(office, case_id=mine, time={"minutes": 5, "worked_on": "2027-03-31"})
    write(office, "bruno", case_id=mine, time={"minutes": 7})
    with office.reading("alma") as desk:
        sheet = timesheet.of(desk, Asked(month="2027-04"))
    assert (sheet.minutes, sheet.by_problem, sheet.before) == (135, {"81": 135}, "2027-03")
    assert [line.meaning for line in sheet.lines] == [
        "Immigration",
        "Naturalization",
        "Naturalization",
    ]
    with office.reading("bruno") as desk:
        hers = timesheet.of(desk, Asked(month="2027-04", staff_id=office.people["alma"].id))
        assert (hers.name, hers.minutes) == ("Alma", 75)
        assert timesheet.of(desk, Asked()).minutes == 7


def test_a_month_opens_no_note_that_was_written_before_it(office: Office) -> None:
    """Nor one of a colleague's: what is opened goes by what somebody wrote since."""
    case_id = office.open_case("alma").id
    for name, minutes in (("alma", 5), ("alma", 6), ("bruno", 7)):
        write(office, name, case_id=case_id, time={"minutes": minutes})
    office.clock.forward(days=30)
    write(office, case_id=case_id, time={"minutes": 8, "worked_on": "2027-04-30"})
    told = {}
    for month in ("2027-04", "2027-05", "2027-06"):
        with office.reading("alma") as desk, counted(office.house.engine) as costs:
            told[month] = (timesheet.of(desk, Asked(month=month)).minutes, costs.opens)
    assert [told[month][0] for month in sorted(told)] == [19, 0, 0]
    assert told["2027-04"][1] > told["2027-05"][1] > told["2027-06"][1]
