"""Tasks. One goes by the id of its note, and is written with it or alone."""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Query

from app.api.paging import CaseStretch, Listed, by_id
from app.api.taking import JSONRoute
from app.casework import tasklist, tasks
from app.casework.tasklist import TaskCounts, TaskLine
from app.casework.tasks import NewTask, TaskChange, TaskView
from app.gate import ReadDeskDep, WriteDeskDep, doing

router = APIRouter(prefix="/tasks", route_class=JSONRoute)


@router.get("", **doing("task.read"))
def listed(asked: Annotated[CaseStretch, Query()], desk: ReadDeskDep) -> Listed[TaskLine]:
    """List the open tasks of the cases one can open."""
    found = tasklist.listed(desk, asked.case_id, after=asked.after, size=asked.limit + 1)
    return by_id(found, asked.limit, lambda task: task.id)


@router.get("/counts", **doing("task.read"))
def counts(desk: ReadDeskDep) -> TaskCounts:
    """Return how many tasks of one's own are overdue, due today, and open."""
    return tasklist.counts(desk)


@router.post("", status_code=201, **doing("task.add"))
def add(new: NewTask, desk: WriteDeskDep) -> TaskView:
    """Put a task on a case, without a note beside it."""
    return tasks.add(desk, new)


@router.get("/{task_id}", **doing("task.read"))
def one(task_id: UUID, desk: ReadDeskDep) -> TaskView:
    """Return one task, done or not."""
    return tasks.one(desk, task_id)


@router.patch("/{task_id}", **doing("task.change"))
def change(task_id: UUID, wanted: TaskChange, desk: WriteDeskDep) -> TaskView:
    """Move a task to another day or another colleague."""
    return tasks.change(desk, task_id, wanted)


@router.post("/{task_id}/done", **doing("task.finish"))
def finish(task_id: UUID, desk: WriteDeskDep) -> TaskView:
    """Say that a task is done."""
    return tasks.finish(desk, task_id)


@router.post("/{task_id}/undone", **doing("task.finish"))
def reopen(task_id: UUID, desk: WriteDeskDep) -> TaskView:
    """Have a task stand open again; within half a minute as if nothing had been said."""
    return tasks.reopen(desk, task_id)
