"""How the office's reminders stand."""

from dataclasses import replace

from fastapi import APIRouter

from app.api.taking import JSONRoute
from app.casework import reminded
from app.casework.reminded import Chosen, Reminded
from app.db.desk import Desk
from app.gate import ReadDeskDep, Shared, SharedDep, doing
from app.words import translator

router = APIRouter(prefix="/reminders", route_class=JSONRoute)


@router.get("", **doing("reminder.read_office"))
def look(desk: ReadDeskDep, there: SharedDep) -> Reminded:
    """Return what went, waits and failed, what nobody has seen, and how dates are covered."""
    return _said(desk, there, Chosen())


@router.post("/search", **doing("reminder.read_office"))
def choose(chosen: Chosen, desk: ReadDeskDep, there: SharedDep) -> Reminded:
    """Return the same of one colleague, or of one kind of mail."""
    return _said(desk, there, chosen)


def _said(desk: Desk, there: Shared, chosen: Chosen) -> Reminded:
    found = reminded.reminded(desk, there.calendar, chosen)
    if found.pulse.sentence is None:
        return found
    said = translator(desk.who.locale)(found.pulse.sentence)
    return found.model_copy(update={"pulse": replace(found.pulse, sentence=said)})
