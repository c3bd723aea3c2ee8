"""Who may be one of two, as it is said before anybody asks or proves who she is."""

from collections.abc import Collection
from datetime import datetime
from uuid import UUID

from pydantic import BaseModel, ConfigDict, Field

from app.casework import forgood, holds, longstanding, staff
from app.casework.longstanding import KEYS_TOO_NEW
from app.casework.policy import LEGAL, SUPERVISING
from app.casework.shredded import ASKED
from app.db.desk import Desk
from app.models import Case, Shredding
from app.words import N_

ANOTHER = N_(
    "You asked for this, so somebody else agrees to it: whoever leads the case, or a supervising "
    "attorney who reads it."
)


class Two(BaseModel):
    """Whether whoever looks may be one of the two, and whom else she calls."""

    model_config = ConfigDict(frozen=True)

    why_not: str = Field(description="Why whoever looks is none of the two now; else empty.")
    others: list[str] = Field(description="Who else may be one of them, by name.")
    alone: str = Field(default="", description="What holds where nobody else may be the second.")


def to_destroy(desk: Desk, case: Case, row: Shredding | None, *, to_agree: bool) -> Two:
    """Return whether whoever sits here may ask or agree that a case be destroyed, and who else.

    Args:
        desk: Hers; the case is open there.
        case: Which.
        row: What was asked; None where nobody did.
        to_agree: Whether it waits for her word.
    """
    if row is not None:
        others = who_may_agree(desk, case, (row.asked_by, row.asked_at)) - {desk.who.id}
        why_not = _why_not(desk, case, row, to_agree=to_agree)
        return Two(why_not=why_not, others=named(desk, others))
    legal = {each.id for each in staff.active(desk, LEGAL)} & forgood.of(desk, case.id)
    known = longstanding.among(desk, legal, case.id, desk.now)
    if desk.who.id in known:
        others = who_may_agree(desk, case, (desk.who.id, desk.now))
        return Two(why_not="", others=named(desk, others))
    why_not = forgood.FOR_A_WHILE if forgood.is_borrowed(desk, case.id) else KEYS_TOO_NEW
    return Two(why_not=why_not, others=named(desk, known))


def who_may_agree(desk: Desk, case: Case, asked: tuple[UUID, datetime]) -> set[UUID]:
    """Return who may be the second person where somebody asked for a case's end at a time."""
    supervisors = {row.id for row in staff.active(desk, {SUPERVISING})}
    others = (supervisors | {case.lead_id}) & forgood.readers(desk, case.id) - {asked[0]}
    return longstanding.among(desk, others, case.id, asked[1])


def named(desk: Desk, ids: Collection[UUID]) -> list[str]:
    """Return these by name, in its order."""
    names = staff.names(desk) if ids else {}
    return sorted(names[each] for each in ids if each in names)


def _why_not(desk: Desk, case: Case, row: Shredding, *, to_agree: bool) -> str:
    """Return why whoever sits here does not agree to what was asked; empty where she may."""
    if row.state != ASKED:
        return ""
    if row.asked_by == desk.who.id:
        return ANOTHER
    if forgood.is_borrowed(desk, case.id):
        return forgood.FOR_A_WHILE
    if to_agree:
        return ""
    return KEYS_TOO_NEW if holds.may_decide(desk, case.lead_id) else holds.NOT_YOURS
