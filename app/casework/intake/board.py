"""Where a person puts an inquiry on the board, whatever the rule says."""

from typing import Literal
from uuid import UUID

from pydantic import BaseModel, ConfigDict, Field

from app.casework.intake import inquiries
from app.casework.intake.inquiries import PUT
from app.casework.typed import Short
from app.db.desk import Desk
from app.errors import Refused
from app.words import N_

WHY = N_("Say why it goes before or after the others; the team reads it.")


class NewPlace(BaseModel):
    """Before all, after all, or by the rule again."""

    model_config = ConfigDict(extra="forbid", frozen=True, hide_input_in_errors=True)

    version: int
    where: Literal["first", "later", ""]
    reason: Short = Field(default="", repr=False)


def put(desk: Desk, case_id: UUID, wanted: NewPlace) -> None:
    """Put an inquiry before all others, after them, or where the rule has it.

    Raises:
        Conflict: Somebody saved since.
        NotFound: No such inquiry here.
        Refused: It has ended, or nobody said why.
    """
    _, row = inquiries.open_inquiry(desk, case_id, wanted.version)
    if wanted.where and not wanted.reason:
        raise Refused(fields={"reason": WHY})
    told = {"by": str(desk.who.id), "at": desk.now.isoformat()}
    row.put = {"where": wanted.where, "why": wanted.reason, **told} if wanted.where else None
    inquiries.done(desk, row, PUT)
