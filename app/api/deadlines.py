"""Deadlines."""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Query
from pydantic import BaseModel, ConfigDict

from app.api.paging import CaseStretch, Listed, by_id
from app.api.taking import JSONRoute
from app.casework import adding, correcting, deadlines, endings, moving, secondlook, today
from app.casework.adding import NewDeadline
from app.casework.correcting import Corrected, Correction, CorrectionPreview
from app.casework.deadlines import DeadlineView
from app.casework.endings import AsSeen, Completion
from app.casework.moving import DeadlineChange
from app.casework.secondlook import SecondLook
from app.gate import ReadDeskDep, WriteDeskDep, doing

router = APIRouter(prefix="/deadlines", route_class=JSONRoute)


class Nothing(BaseModel):
    """A body that says nothing more."""

    model_config = ConfigDict(extra="forbid", frozen=True, hide_input_in_errors=True)


@router.get("", **doing("deadline.read"))
def listed(asked: Annotated[CaseStretch, Query()], desk: ReadDeskDep) -> Listed[DeadlineView]:
    """List the deadlines of the cases one can open."""
    found = deadlines.listed(desk, asked.case_id, after=asked.after, size=asked.limit + 1)
    return by_id(found, asked.limit, lambda deadline: deadline.id)


@router.post("", status_code=201, **doing("deadline.add"))
def add(new: NewDeadline, desk: WriteDeskDep) -> DeadlineView:
    """Add a deadline to a case."""
    return adding.add(desk, new)


@router.get("/{deadline_id}", **doing("deadline.read"))
def one(deadline_id: UUID, desk: ReadDeskDep) -> DeadlineView:
    """Return one deadline."""
    return endings.stands(desk, deadline_id)


@router.patch("/{deadline_id}", **doing("deadline.change"))
def change(deadline_id: UUID, wanted: DeadlineChange, desk: WriteDeskDep) -> DeadlineView:
    """Change a deadline."""
    return moving.change(desk, deadline_id, wanted)


@router.post("/{deadline_id}/acknowledgement", **doing("deadline.acknowledge"))
def acknowledge(deadline_id: UUID, desk: WriteDeskDep, _: Nothing | None = None) -> DeadlineView:
    """Record that one has seen the newest reminder; doing it again changes nothing."""
    return today.acknowledge(desk, deadline_id)


@router.post("/{deadline_id}/passing", **doing("deadline.acknowledge"))
def pass_on(deadline_id: UUID, desk: WriteDeskDep, _: Nothing | None = None) -> DeadlineView:
    """Tell the back-up now; who answers for it stays."""
    return today.pass_on(desk, deadline_id, "pass")


@router.post("/{deadline_id}/escalation", **doing("deadline.acknowledge"))
def escalate(deadline_id: UUID, desk: WriteDeskDep, _: Nothing | None = None) -> DeadlineView:
    """Tell everybody now whom the day itself would tell."""
    return today.pass_on(desk, deadline_id, "escalate")


@router.post("/{deadline_id}/completion", **doing("deadline.complete"))
def complete(deadline_id: UUID, done: Completion, desk: WriteDeskDep) -> DeadlineView:
    """Record that a deadline was filed, or is not needed."""
    return endings.complete(desk, deadline_id, done)


@router.post("/{deadline_id}/keeping", **doing("deadline.change"))
def keep(deadline_id: UUID, wanted: AsSeen, desk: WriteDeskDep) -> DeadlineView:
    """Say that a date is needed of which a colleague says that it is not."""
    return endings.keep(desk, deadline_id, wanted.version)


@router.post("/{deadline_id}/second-look", **doing("deadline.change"))
def look(deadline_id: UUID, seen: SecondLook, desk: WriteDeskDep) -> DeadlineView:
    """Say that somebody else looked whether a fatal date was filed, and what she saw."""
    return secondlook.give(desk, deadline_id, seen)


@router.post("/{deadline_id}/reopening", **doing("deadline.reopen"))
def reopen(deadline_id: UUID, wanted: AsSeen, desk: WriteDeskDep) -> DeadlineView:
    """Undo how a deadline ended; its reminders begin again where they are due."""
    return endings.reopen(desk, deadline_id, wanted.version)


@router.post("/{deadline_id}/recount/preview", **doing("deadline.change"))
def preview(deadline_id: UUID, wanted: Corrected, desk: ReadDeskDep) -> CorrectionPreview:
    """Show what other answers to its rule move, of this date and of those beside it."""
    return correcting.preview(desk, deadline_id, wanted)


@router.post("/{deadline_id}/recount", **doing("deadline.change"))
def correct(deadline_id: UUID, wanted: Correction, desk: WriteDeskDep) -> DeadlineView:
    """Correct what a deadline counts from, and the others that are named with it."""
    return correcting.correct(desk, deadline_id, wanted)
