"""What mails told of without naming the case, for Today: screens, fatal dates, destructions.

Also who reads one's cases in an emergency, and which fatal date waits for one's word that it is
not needed, however far off it is.
"""

from collections.abc import Collection, Mapping
from datetime import date, datetime, timedelta
from uuid import UUID

from pydantic import BaseModel, ConfigDict, Field
from sqlalchemy import and_, or_, select

from app.casework import (
    access,
    casefiles,
    deadlines,
    emergency,
    screens,
    seconding,
    shredding,
    staff,
    unneeded,
)
from app.casework.casefiles import Label, labels
from app.casework.policy import CASEWORK, may
from app.casework.shredding import ShreddingView
from app.db.desk import Desk
from app.errors import UNREADABLE_ROW
from app.models import Audit, Deadline, Schedule

SHOWN_FOR = timedelta(days=7)
OF_SCREENS = (
    screens.PUT_UP,
    screens.TAKEN_DOWN,
    seconding.ASKED,
    seconding.TURNED_DOWN,
    seconding.DOWN_ASKED,
)
OF_DATES = (unneeded.CHANGED,)
OF_EMERGENCIES = (emergency.TAKEN,)
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


class EmergencyView(BaseModel):
    """That somebody opened a case in an emergency, from when until when, and whether it runs."""

    model_config = ConfigDict(frozen=True)

    who: str
    since: datetime
    until: datetime
    runs: bool
    case_id: UUID
    number: str
    client_name: str = Field(repr=False)


class UnneededView(BaseModel):
    """A fatal date of which somebody says that it is not needed: it waits for one's word."""

    model_config = ConfigDict(frozen=True)

    id: UUID
    title: str = Field(repr=False)
    on: date
    who: str
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
    emergencies: list[EmergencyView] = Field(
        default_factory=list, description="Of others, to cases that can be opened here."
    )
    unneeded: list[UnneededView] = Field(
        default_factory=list, description="Fatal dates that wait for a second word: one's own."
    )


def of(desk: Desk) -> Tidings:
    """Return what whoever sits here was told of, about cases that can be opened here.

    The same two statements whether there is nothing, or nothing that may be known here.
    """
    if desk.who.role not in CASEWORK:
        return Tidings(screens=[], shreddings=[])
    deeds, rows = _deeds(desk), shredding.live(desk)
    asked = _asked(desk, {key[0] for key in deeds if key[1] == unneeded.SAID})
    about = {key[0] for key in deeds if key[1] != unneeded.SAID}
    about |= {row.case_id for row in rows} | {row.case_id for row in asked}
    known = labels(desk, about) if about else {}
    may_screen = may(desk.who.role, "case.screen")
    return Tidings(
        screens=_shown(desk, deeds, known, OF_SCREENS) if may_screen else [],
        dates=_shown(desk, deeds, known, OF_DATES),
        shreddings=shredding.of_mine(desk, rows, known),
        emergencies=_emergencies(desk, deeds, known),
        unneeded=_unneeded(desk, asked, known),
    )


def _deeds(desk: Desk) -> Deeds:
    """Return the newest deed of each kind that others did so about each case lately.

    With these, whenever it was, that an open date is not needed.
    """
    mine = access.choosing(desk)
    lately = and_(
        Audit.action.in_(OF_SCREENS + OF_DATES + OF_EMERGENCIES),
        Audit.at > desk.now - SHOWN_FOR,
        Audit.object_id.in_(mine),
    )
    dates = select(Schedule.id).where(Schedule.open, Schedule.case_id.in_(mine))
    said = and_(Audit.action == unneeded.SAID, Audit.object_id.in_(dates))
    query = select(Audit).where(
        or_(lately, said), Audit.actor_id.is_not(None), Audit.actor_id != desk.who.id
    )
    newest: Deeds = {}
    for entry in desk.db.scalars(query.order_by(Audit.seq)):
        try:
            if entry.object_id:
                newest[entry.object_id, entry.action] = entry
        except UNREADABLE_ROW:
            continue  # the check of the chain names it
    return newest


def _asked(desk: Desk, ids: Collection[UUID]) -> list[Deadline]:
    """Return the dates that somebody said are not needed, of cases given to whoever sits here."""
    if not ids:
        return []
    return list(desk.db.scalars(select(Deadline).where(Deadline.id.in_(ids))))


def _unneeded(
    desk: Desk, asked: Collection[Deadline], known: Mapping[UUID, Label]
) -> list[UnneededView]:
    """Return those that wait for her word, the nearest first."""
    here = casefiles.sound(desk, (row for row in asked if row.case_id in known))
    names, found = staff.names(desk) if here else {}, []
    for row in here:
        word = unneeded.first(desk, row) if row.unneeded and row.status == "open" else None
        two = unneeded.beforehand(desk, row) if word and word.maker_id != desk.who.id else None
        if word is None or two is None or two.why_not:
            continue
        label = known[row.case_id]
        found.append(
            UnneededView(
                id=row.id,
                title=deadlines.title_of(desk, row),
                on=row.safe,
                who=names.get(word.maker_id, ""),
                case_id=row.case_id,
                number=label.number,
                client_name=label.client_name,
            )
        )
    return sorted(found, key=lambda each: (each.on, each.id))


def _emergencies(desk: Desk, deeds: Deeds, known: Mapping[UUID, Label]) -> list[EmergencyView]:
    """Return who else opened cases in an emergency lately, the newest first."""
    if not any(action in OF_EMERGENCIES for _, action in deeds):
        return []
    return [
        EmergencyView(
            who=each.who,
            since=each.since,
            until=each.until,
            runs=desk.now < each.until,
            case_id=each.case_id,
            number=known[each.case_id].number,
            client_name=known[each.case_id].client_name,
        )
        for each in emergency.taken(desk)
        if each.case_id is not None
        and each.case_id in known
        and not each.mine
        and each.since > desk.now - SHOWN_FOR
    ]


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
