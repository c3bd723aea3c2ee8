"""A setting that gives way: the dates that ran from it end, or go on, by somebody's word."""

from collections.abc import Sequence
from typing import Literal
from uuid import UUID

from pydantic import BaseModel, ConfigDict

from app.casework import endings
from app.db.desk import Desk
from app.errors import Refused
from app.models import Case, Deadline, Hearing
from app.words import N_

UNCONFIRMED = N_(
    "Dates that cannot be cured run from this setting. Say of each whether it ends or stays."
)
STRANGE = N_("A date named here does not run from that setting. Look at the list again.")


class OldDate(BaseModel):
    """What a person decided about a deadline of the old setting."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    deadline: UUID
    choice: Literal["end", "keep"] = "end"


def replace(
    desk: Desk, case: Case, new: Hearing, number: int, *, decided: Sequence[OldDate]
) -> tuple[Hearing, list[Deadline]]:
    """Let a hearing take the place of the one it names; return the old one, and what ended.

    Raises:
        Refused: It is not here or was moved already, or a fatal date of it was not named.
    """
    old = None if new.replaces is None else desk.db.get(Hearing, new.replaces)
    if old is None or old.case_id != case.id:
        raise Refused(fields={"replaces": N_("The hearing that this one replaces is not here.")})
    if old.status == "moved":
        raise Refused(
            fields={"replaces": N_("That setting was moved already. Move the newest one.")}
        )
    old.status, old.replaced_by = "moved", new.id
    desk.db.flush()
    reason = new.reason
    return old, settle_dates(desk, old, number, decided=decided, reason=reason, goes_to=new.id)


def settle_dates(
    desk: Desk,
    old: Hearing,
    number: int,
    *,
    decided: Sequence[OldDate],
    reason: str,
    goes_to: UUID | None = None,
) -> list[Deadline]:
    """End the open dates of a setting that is over, except those that somebody keeps.

    A date that no rule counted was typed from an order or a notice: it stays until somebody says
    that it ends. Those that ended are returned.

    Raises:
        Refused: A fatal one was not named, or one was named that does not run from it.
    """
    running = endings.running_from(desk, old)
    choices = choices_among(running, decided)
    ended = []
    for row in running:
        if choices.get(row.id, "end" if row.rule else "keep") == "end":
            endings.end(desk, row, number, reason)
            ended.append(row)
        elif goes_to is not None:
            endings.go_on(desk, row, goes_to, reason)
    return ended


def choices_among(running: Sequence[Deadline], decided: Sequence[OldDate]) -> dict[UUID, str]:
    """Return what was decided about each of these dates.

    Raises:
        Refused: A fatal one was not named, or one was named that is not among them.
    """
    choices: dict[UUID, str] = {each.deadline: each.choice for each in decided}
    if not choices.keys() <= {row.id for row in running}:
        raise Refused(fields={"old_dates": STRANGE})
    if any(row.fatal and row.id not in choices for row in running):
        raise Refused(fields={"old_dates": UNCONFIRMED})
    return choices


def resume_dates(desk: Desk, hearing: Hearing, number: int, *, reason: str) -> None:
    """Open again every date that ended with a setting which stands after all.

    None is lost that way: whichever is not needed is closed by somebody's word.
    """
    for row in endings.running_from(desk, hearing, status="moved"):
        endings.resume(desk, row, number, reason)
