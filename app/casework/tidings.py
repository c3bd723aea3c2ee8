"""What mails told of without naming the case, for Today: screens, fatal dates, destructions."""

from collections.abc import Collection, Mapping
from datetime import datetime, timedelta
from uuid import UUID

from pydantic import BaseModel, ConfigDict, Field
from sqlalchemy import select

from app.casework import access, screens, seconding, shredding, staff, unneeded
from app.casework.casefiles import Label, labels
from app.casework.policy import CASEWORK, may
from app.casework.shredding import ShreddingView
from app.db.desk import Desk
from app.errors import UNREADABLE_ROW
from app.models import Audit

SHOWN_FOR = timedelta(days=7)
OF_SCREENS = (
    screens.PUT_UP,
    screens.TAKEN_DOWN,
    seconding.ASKED,
    seconding.TURNED_DOWN,
    seconding.DOWN_ASKED,
)
OF_DATES = (unneeded.CHANGED,)
Deeds = dict[tuple[UUID, str], Audit]


class CaseDeed(BaseModel):
    """What was done about a screen on a case that one can open, or about a fatal date of it."""

    model_config = ConfigDict(frozen=True)

    at: datetime
    who: str
    action: str
    case_id: UUID
    number: str
    client_name: str = Field(repr=False)


class Tidings(BaseModel):
    """Deeds about screens and fatal dates, newest first; what two agree is to be destroyed."""

    model_config = ConfigDict(frozen=True)

    screens: list[CaseDeed]
    dates: list[CaseDeed] = Field(
        default_factory=list, description="Fatal dates that one person moved, unmarked or ended."
    )
    shreddings: list[ShreddingView]


def of(desk: Desk) -> Tidings:
    """Return what whoever sits here was told of, about cases that can be opened here.

    The same two statements whether there is nothing, or nothing that may be known here.
    """
    if desk.who.role not in CASEWORK:
        return Tidings(screens=[], shreddings=[])
    deeds, rows = _deeds(desk), shredding.live(desk)
    about = {case_id for case_id, _ in deeds} | {row.case_id for row in rows}
    known = labels(desk, about) if about else {}
    may_screen = may(desk.who.role, "case.screen")
    return Tidings(
        screens=_shown(desk, deeds, known, OF_SCREENS) if may_screen else [],
        dates=_shown(desk, deeds, known, OF_DATES),
        shreddings=shredding.of_mine(desk, rows, known),
    )


def _deeds(desk: Desk) -> Deeds:
    """Return the newest deed of each kind that others did so about each case lately."""
    query = select(Audit).where(
        Audit.action.in_(OF_SCREENS + OF_DATES),
        Audit.at > desk.now - SHOWN_FOR,
        Audit.actor_id.is_not(None),
        Audit.actor_id != desk.who.id,
        Audit.object_id.in_(access.choosing(desk)),
    )
    newest: Deeds = {}
    for entry in desk.db.scalars(query.order_by(Audit.seq)):
        try:
            if entry.object_id:
                newest[entry.object_id, entry.action] = entry
        except UNREADABLE_ROW:
            continue  # the check of the chain names it
    return newest


def _shown(
    desk: Desk, deeds: Deeds, known: Mapping[UUID, Label], actions: Collection[str]
) -> list[CaseDeed]:
    here = {key: each for key, each in deeds.items() if key[0] in known and key[1] in actions}
    if not here:
        return []
    names = staff.names(desk)
    found = [
        CaseDeed(
            at=entry.at,
            who=names.get(entry.actor_id, "") if entry.actor_id else "",
            action=action,
            case_id=case_id,
            number=known[case_id].number,
            client_name=known[case_id].client_name,
        )
        for (case_id, action), entry in here.items()
    ]
    return sorted(found, key=lambda each: each.at, reverse=True)
