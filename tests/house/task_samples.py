"""Invented contexts for the pages of tasks and of time."""

from collections.abc import Iterator
from datetime import date
from typing import Any

from app.casework.problems import Meaning, Problems
from app.casework.tasklist import TaskCounts, TaskLine, TaskPage
from app.casework.timesheet import SheetLine, TimeSheet
from tests.house.page_views import COLLEAGUES, DONE_TASK, ID, LABEL, ME, TASK
from tests.house.sample import SENTENCE, Sample

COUNTS = TaskCounts(overdue=2, today=1, open=4, covered=1)
OF_A_CASE: dict[str, Any] = {"case_number": "K7QX-31", "client_name": "Xicay Tuj, Marisol"}
LATE = TaskLine(**TASK.model_dump(), **OF_A_CASE, left=True, mine=False)
SOON = LATE.model_copy(
    update={"overdue": False, "is_today": True, "left": False, "client_name": ""}
)
OPEN = LATE.model_copy(update={"overdue": False, "due_on": None, "mine": True, "left": False})


def samples() -> Iterator[Sample]:
    """Yield each page of tasks with something on it, with nothing, and refused."""
    here: dict[str, Any] = {"me": ME, "section": "tasks", "page": 2, "ended": None}
    rows = TaskPage(rows=[LATE, SOON, OPEN], more=True)
    none = here | {"tasks": TaskPage(rows=[], more=False), "counts": TaskCounts(), "page": 1}
    full = here | {"tasks": rows, "counts": COUNTS, "whose": "office"}
    yield "tasks", "tasks/list.html", full | {"ended": DONE_TASK}
    for whose in ("mine", "nobody", "office"):
        yield f"tasks-none-{whose}", "tasks/list.html", none | {"whose": whose}
    own = {"me": ME, "section": "tasks", "label": LABEL, "colleagues": COLLEAGUES}
    form = {"words": TASK.words, "holder_id": str(TASK.holder_id), "due_on": "2026-11-20"}
    moving = own | {"task": TASK, "may_move": True, "form": form}
    yield "task", "tasks/one.html", moving
    refused = {"errors": {"due_on": SENTENCE}, "refused": SENTENCE}
    yield "task-refused", "tasks/one.html", moving | refused
    yield "task-done", "tasks/one.html", own | {"task": DONE_TASK, "may_move": True, "form": form}
    theirs = {"task": TASK.model_copy(update={"moved": 0}), "may_move": False, "form": form}
    yield "task-of-others", "tasks/one.html", own | theirs
    yield from _time()


def _time() -> Iterator[Sample]:
    here: dict[str, Any] = {"me": ME, "section": "time"}
    codes = Problems(
        version=2,
        codes=[
            Meaning(
                code="81", words="Immigration", since=date(2026, 1, 1), until=date(2026, 12, 31)
            ),
            Meaning(code="86", words="Human trafficking", since=date(2026, 1, 1)),
        ],
    )
    line = SheetLine(
        note_id=ID,
        case_id=ID,
        **OF_A_CASE,
        worked_on=date(2026, 11, 20),
        minutes=25,
        activity="call",
        problem="81",
        meaning="Immigration",
    )
    silent = line.model_copy(
        update={"activity": "", "problem": "", "meaning": "", "client_name": ""}
    )
    sheet = TimeSheet(
        month="2026-11",
        before="2026-10",
        after="2026-12",
        staff_id=ID,
        name="Ana Robles",
        lines=[line, silent],
        minutes=50,
        by_activity={"": 25, "call": 25},
        by_problem={"": 25, "81": 25},
    )
    months = {"people": COLLEAGUES, "form": {"month": "2026-11", "staff_id": str(ID)}}
    yield "time", "time/sheet.html", here | months | {"sheet": sheet}
    empty = sheet.model_copy(update={"lines": [], "minutes": 0})
    yield "time-none", "time/sheet.html", here | months | {"sheet": empty}
    form = {"codes.0.code": "81", "codes.0.words": "Immigration", "codes.0.since": "2026-01-01"}
    yield "problems", "time/codes.html", here | {"problems": codes, "form": form}
    none = here | {"problems": Problems(), "form": {"codes.0.code": "81"}}
    yield "problems-none", "time/codes.html", none
    wrong = {"errors": {"codes.0.since": SENTENCE}, "refused": SENTENCE}
    yield "problems-refused", "time/codes.html", none | wrong
