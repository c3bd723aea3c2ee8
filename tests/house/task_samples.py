"""Invented contexts for the pages of tasks."""

from collections.abc import Iterator
from typing import Any

from app.casework.tasklist import TaskCounts, TaskLine, TaskPage
from tests.house.page_views import COLLEAGUES, DONE_TASK, LABEL, ME, TASK
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
