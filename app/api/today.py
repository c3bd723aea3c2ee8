"""Today: what concerns whoever asks."""

from dataclasses import replace

from fastapi import APIRouter

from app.api.taking import JSONRoute
from app.casework import accepting, today
from app.casework.accepting import TakenOver
from app.casework.today import AgendaView
from app.gate import ReadDeskDep, SharedDep, WriteDeskDep, doing
from app.words import translator

router = APIRouter(route_class=JSONRoute)


@router.get("/today", **doing("today.read"))
def agenda(desk: ReadDeskDep, there: SharedDep) -> AgendaView:
    """Return the hearings, deadlines and reminders of whoever asks."""
    found = today.agenda(desk, there.calendar)
    if found.pulse.sentence is None:
        return found
    said = translator(desk.who.locale)(found.pulse.sentence)
    return found.model_copy(update={"pulse": replace(found.pulse, sentence=said)})


@router.post("/handed-over", status_code=204, **doing("deadline.acknowledge"))
def take_over(taking: TakenOver, desk: WriteDeskDep) -> None:
    """Say that one has taken over the dates that were handed to one."""
    accepting.accept(desk, taking.ids)
