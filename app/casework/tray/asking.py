"""Asking, by a file number, that a colleague be kept from a case that one cannot open.

A screen is put up in the case's own card, so one of its people has to do it. A supervisor who
cannot open the case hands the wish in, sealed to them like a paper: whom, and why. It says no more
of which numbers there are than handing in a paper does.
"""

from typing import Annotated
from uuid import UUID

from pydantic import BaseModel, ConfigDict, Field, StringConstraints

from app.casework import staff, traydoors
from app.casework.conflicts import bursts
from app.casework.screening import NO_COLLEAGUE, require_reason
from app.casework.tray import handing
from app.casework.tray.handing import GivenView
from app.casework.tray.rows import Paper
from app.casework.typed import Long, Short
from app.db.desk import Desk
from app.errors import Refused
from app.words import N_

NOWHERE = N_(
    "Nothing can be asked for by this number. Compare it with the file. Of a sealed case nothing "
    "is said here: its own people alone let anybody in. If the number is right, call whoever leads "
    "the case now. What you typed is still here."
)


class NewAsk(BaseModel):
    """Whom to keep from the case of a file number, and why."""

    model_config = ConfigDict(extra="forbid", frozen=True, hide_input_in_errors=True)

    number: Annotated[Short, StringConstraints(min_length=1)] = Field(repr=False)
    staff_id: UUID
    reason: Annotated[Long, StringConstraints(min_length=1)] = Field(repr=False)


def ask(desk: Desk, new: NewAsk) -> GivenView | None:
    """Ask the people of a case to put an ethical screen up; None where no case takes it from her.

    A case that is not there, a sealed one, one that a screen keeps from her, and what is no number
    at all are told apart by nothing. Lead, back-up and supervisors are mailed at once.

    Raises:
        Damaged: What says where to seal was changed outside Amparo.
        Refused: There is no such colleague, or the reason says nothing.
    """
    if new.staff_id not in {each.id for each in staff.active(desk)}:
        raise Refused(fields={"staff_id": NO_COLLEAGUE})
    require_reason(new.reason, "reason")
    case_id = traydoors.by_number(desk, new.number)
    paper, own = Paper(new.reason, whom=new.staff_id), handing.Own(new.number)
    given = handing.put(desk, case_id, paper, own, urgent=True)
    if given is None:
        bursts.looked_up(desk, bursts.HANDED_TO_NOBODY)
    return given
