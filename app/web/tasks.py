"""Tasks: my list and the office's, done and taken back, moved to another day or colleague."""

from typing import Annotated, Any
from uuid import UUID

from fastapi import APIRouter, Query
from fastapi.responses import Response

from app.casework import readers, tasklist, tasks
from app.casework.casefiles import label_of
from app.casework.tasklist import Whose
from app.casework.tasks import TaskChange, TaskView
from app.errors import TURNED_BACK, AmparoError, Conflict, OutOfRoom, Refused
from app.gate import doing
from app.web.errors import conflict_page
from app.web.forms import Form, FormDep, as_sent, read
from app.web.tables import as_csv
from app.web.visit import Visit, VisitDep

router = APIRouter()
SIZE = 50
FURTHEST = 10_000
COLUMNS = ("number", "client", "task", "who", "by", "overdue")
CASE = "case"


@router.get("/tasks", **doing("task.read"))
def listed(
    visit: VisitDep,
    whose: Whose = "mine",
    page: Annotated[int, Query(ge=1, le=FURTHEST)] = 1,
    done: UUID | None = None,
) -> Response:
    """Show my open tasks, or those of all cases that I can open, what is overdue first."""
    with visit.read() as desk:
        view = tasklist.page(desk, whose, start=(page - 1) * SIZE, size=SIZE)
        counts = tasklist.counts(desk)
        ended = tasks.one(desk, done) if done is not None else None
    return visit.page(
        "tasks/list.html",
        section="tasks",
        tasks=view,
        counts=counts,
        whose=whose,
        page=page,
        ended=ended if ended is not None and ended.may_undo else None,
    )


@router.get("/tasks.csv", **doing("task.read"))
def as_file(visit: VisitDep, whose: Whose = "mine") -> Response:
    """Give all of the same to a spreadsheet."""
    with visit.read() as desk:
        rows = (
            (
                each.case_number,
                each.client_name,
                each.words,
                each.holder_name,
                each.due_on,
                as_sent(each.overdue),
            )
            for each in tasklist.every(desk, whose)
        )
        return as_csv("tasks", COLUMNS, rows)


@router.get("/tasks/{task_id}", **doing("task.read"))
def one(visit: VisitDep, task_id: UUID) -> Response:
    """Show one task, and the form that moves it."""
    return _form(visit, task_id)


@router.post("/tasks/{task_id}", **doing("task.change"))
def change(visit: VisitDep, task_id: UUID, form: FormDep) -> Response:
    """Move a task, or say it in other words."""
    typed = {"words": form.one("words"), "due_on": form.one("due_on") or None}
    typed |= form.filled("holder_id")
    try:
        wanted = read(TaskChange, {**typed, **form.filled("version")})
        with visit.write() as desk:
            moved = tasks.change(desk, task_id, wanted)
    except Conflict as wrong:
        return conflict_page(visit, wrong, "task", f"/tasks/{task_id}", form.typed())
    except (Refused, OutOfRoom) as wrong:
        return _form(visit, task_id, form, wrong)
    return visit.to(f"/cases/{moved.case_id}#h-tasks")


@router.post("/tasks/{task_id}/done", **doing("task.finish"))
def finish(visit: VisitDep, task_id: UUID, form: FormDep) -> Response:
    """Say that a task is done; for half a minute it can be taken back."""
    try:
        with visit.write() as desk:
            done = tasks.finish(desk, task_id)
    except TURNED_BACK as wrong:
        return _form(visit, task_id, form, wrong)
    return visit.to(_back(form, done, f"/tasks?done={task_id}"))


@router.post("/tasks/{task_id}/undone", **doing("task.finish"))
def reopen(visit: VisitDep, task_id: UUID, form: FormDep) -> Response:
    """Have a task stand open again."""
    try:
        with visit.write() as desk:
            opened = tasks.reopen(desk, task_id)
    except TURNED_BACK as wrong:
        return _form(visit, task_id, form, wrong)
    return visit.to(_back(form, opened, "/tasks"))


def _back(form: Form, task: TaskView, otherwise: str) -> str:
    return f"/cases/{task.case_id}#h-tasks" if form.one("back") == CASE else otherwise


def _form(
    visit: Visit, task_id: UUID, form: Form | None = None, wrong: AmparoError | None = None
) -> Response:
    with visit.read() as desk:
        task = tasks.one(desk, task_id)
        label = label_of(desk, task.case_id)
        reading = readers.of(desk, task.case_id).readers
        may_move = tasks.may_move(desk, task_id)
    context: dict[str, Any] = {
        "section": "tasks",
        "label": label,
        "task": task,
        "may_move": may_move,
        "colleagues": [(str(each.id), each.name) for each in reading],
    }
    if form is not None and wrong is not None:
        return visit.again("tasks/one.html", form, wrong, **context)
    own = task.model_dump(include={"words", "holder_id", "due_on"})
    values = {name: as_sent(value) for name, value in own.items()}
    return visit.page("tasks/one.html", form=values, **context)
