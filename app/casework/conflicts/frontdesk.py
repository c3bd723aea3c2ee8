"""The look-up at the front desk: whether somebody is ours and whom to call, and nothing else."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Literal
from uuid import UUID

from pydantic import BaseModel, ConfigDict, Field
from sqlalchemy import func, select

from app.casework import audit, staff
from app.casework.conflicts import pages
from app.casework.conflicts.entries import CALL
from app.casework.conflicts.opened import Holding
from app.casework.conflicts.search import Found, Sought, likely
from app.db.desk import Desk, NightDesk
from app.models import Audit

LOOKED_UP, BURST = "desk.look_up", "desk.burst"
MANY = 40  # look-ups of one person in a quarter of an hour: more than a busy morning brings
WITHIN = timedelta(minutes=15)
TOLD_FOR = timedelta(days=1)
APART = 0.05  # a match so far above the next stands alone
PLAIN = 0.8  # below, only a supervisor should say who it is


class CallView(BaseModel):
    """A colleague and where she is reached."""

    model_config = ConfigDict(frozen=True)

    name: str = Field(repr=False)
    phone: str = Field(repr=False)


class LookUpView(BaseModel):
    """What the front desk is told; no case, no number, no name but colleagues'."""

    model_config = ConfigDict(frozen=True)

    answer: Literal["ours", "not_found", "ask"]
    call: CallView | None = None
    otherwise: CallView | None = None
    waiting: bool = False


@dataclass(frozen=True, slots=True)
class Burst:
    """That somebody looked up very many people within a short time."""

    name: str
    at: datetime


def look_up(desk: Desk, holding: Holding, sought: Sought) -> LookUpView:
    """Tell whether somebody is ours and whom to call.

    Noted without the words that were looked for. Many look-ups raise a notice to the supervisors
    and stop nobody: a bad morning is not an attack.

    Raises:
        Forbidden: Whoever sits here does not hold the key of the index.
    """
    audit.note(desk, LOOKED_UP)
    _notice_burst(desk)
    waiting = pages.take_in(desk, holding) > 0
    found = _standing_out(likely(desk, holding, sought.facts))
    calls = _calls(desk, found)
    if not found:
        return LookUpView(answer="not_found", waiting=waiting)
    if not calls or not all(_is_plain(each) for each in found):
        return LookUpView(answer="ask", waiting=waiting)
    return LookUpView(
        answer="ours",
        call=calls[0],
        otherwise=calls[1] if len(calls) > 1 else None,
        waiting=waiting,
    )


def bursts(desk: NightDesk) -> list[Burst]:
    """Return who looked up very many people since yesterday, the latest first."""
    query = (
        select(Audit.actor_id, func.max(Audit.at))
        .where(Audit.action == BURST, Audit.at > desk.now - TOLD_FOR)
        .group_by(Audit.actor_id)
    )
    rows = [(actor, at) for actor, at in desk.db.execute(query) if actor is not None]
    names = staff.names(desk, [actor for actor, _ in rows])
    found = [Burst(names.get(actor, ""), at) for actor, at in rows]
    return sorted(found, key=lambda each: each.at, reverse=True)


def _standing_out(found: list[Found]) -> list[Found]:
    """Return the best matches: those that no other leaves behind."""
    return [each for each in found if each.match.rank >= found[0].match.rank - APART]


def _is_plain(found: Found) -> bool:
    return found.entry.answer == CALL and found.match.rank >= PLAIN


def _calls(desk: Desk, found: list[Found]) -> list[CallView]:
    """Return lead and back-up, where all agree on them; one statement, whatever was found."""
    working = {member.id: member for member in staff.active(desk)}
    pairs = {(each.entry.lead_id, each.entry.backup_id) for each in found}
    if len(pairs) != 1:
        return []
    return [
        CallView(name=working[each].name, phone=working[each].phone)
        for each in pairs.pop()
        if each is not None and each in working
    ]


def _notice_burst(desk: Desk) -> None:
    count = _lately(desk, LOOKED_UP, desk.who.id)
    if count >= MANY and not _lately(desk, BURST, desk.who.id):
        audit.note(desk, BURST)


def _lately(desk: Desk, action: str, actor: UUID) -> int:
    query = select(func.count()).where(
        Audit.actor_id == actor, Audit.action == action, Audit.at > desk.now - WITHIN
    )
    return desk.db.scalar(query) or 0
