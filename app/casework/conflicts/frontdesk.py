"""The look-up at the front desk: whether somebody is ours and whom to call, and nothing else."""

from collections.abc import Collection
from datetime import date
from functools import partial
from typing import Literal
from uuid import UUID

from pydantic import BaseModel, ConfigDict, Field

from app.casework import away, screens, staff
from app.casework.conflicts import bursts, pages, repair
from app.casework.conflicts.entries import CALL
from app.casework.conflicts.opened import Holding
from app.casework.conflicts.search import Found, Sought, likely
from app.db.desk import Desk
from app.models import Staff

APART = 0.05  # a match so far above the next stands alone
PLAIN = 0.8  # below, only a supervisor should say who it is


class CallView(BaseModel):
    """A colleague and where she is reached."""

    model_config = ConfigDict(frozen=True)

    name: str = Field(repr=False)
    phone: str = Field(repr=False)
    back_on: date | None = Field(default=None, description="The day she is back, while away.")


class LookUpView(BaseModel):
    """What the front desk is told; no case, no number, no name but colleagues'."""

    model_config = ConfigDict(frozen=True)

    answer: Literal["ours", "not_found", "ask"]
    call: CallView | None = None
    otherwise: CallView | None = None
    waiting: bool = False
    unread: bool = False
    awaited: bool = False


def look_up(
    desk: Desk, holding: Holding, sought: Sought, *, but: Collection[UUID] = ()
) -> LookUpView:
    """Tell whether somebody is ours and whom to call; `but` are cases that are not looked at.

    Noted without the words that were looked for. Many look-ups raise a notice to the supervisors
    and stop nobody: a bad morning is not an attack.

    Raises:
        Forbidden: Whoever sits here does not hold the key of the index.
    """
    bursts.looked_up(desk)
    waiting = pages.take_in(desk, holding) > 0
    near = likely(desk, holding, sought.facts)
    found = _standing_out([each for each in near if each.entry.case_id not in but])
    calls = _calls(desk, found)
    told = partial(
        LookUpView,
        waiting=waiting,
        unread=holding.unread,
        awaited=bool(repair.awaited(desk)),
    )
    if not found:
        return told(answer="not_found")
    if not calls or not all(_is_plain(each) for each in found):
        return told(answer="ask")
    otherwise = calls[1] if len(calls) > 1 else None
    return told(answer="ours", call=calls[0], otherwise=otherwise)


def case_of(desk: Desk, holding: Holding, sought: Sought) -> UUID | None:
    """Return the one case of somebody whom the look-up calls ours; the case is told to nobody.

    Noted as a look-up is.

    Raises:
        Forbidden: Whoever sits here does not hold the key of the index.
    """
    bursts.looked_up(desk)
    pages.take_in(desk, holding)
    found = _standing_out(likely(desk, holding, sought.facts))
    cases = {each.entry.case_id for each in found if _is_plain(each)}
    is_one = len(cases) == 1 and all(_is_plain(each) for each in found)
    return cases.pop() if is_one else None


def _standing_out(found: list[Found]) -> list[Found]:
    """Return the best matches: those that no other leaves behind."""
    return [each for each in found if each.match.rank >= found[0].match.rank - APART]


def _is_plain(found: Found) -> bool:
    return found.entry.answer == CALL and found.match.rank >= PLAIN


def _calls(desk: Desk, found: list[Found]) -> list[CallView]:
    """Return lead and back-up, where all agree on them; as many statements whatever was found.

    Whoever is away comes last, with the day she is back; her cover stands in for her, unless an
    ethical screen keeps the cover from the case.
    """
    working = {member.id: member for member in staff.active(desk)}
    absent = {each.person_id: each for each in away.running(desk, working.values())}
    screened = screens.pairs(desk)
    pairs = {(each.entry.lead_id, each.entry.backup_id) for each in found}
    if len(pairs) != 1:
        return []
    named = [each for each in pairs.pop() if each is not None and each in working]
    covers = [absent[each].cover_id for each in named if each in absent]
    allowed = [
        each
        for each in covers
        if each and not any((each, one.entry.case_id) in screened for one in found)
    ]
    order = sorted(dict.fromkeys((*named, *allowed)), key=lambda each: each in absent)
    return [_call(desk, working[each], absent.get(each)) for each in order]


def _call(desk: Desk, member: Staff, absence: away.Away | None) -> CallView:
    back_on = None if absence is None else away.back_on(desk, member, absence)
    return CallView(name=member.name, phone=member.phone, back_on=back_on)
