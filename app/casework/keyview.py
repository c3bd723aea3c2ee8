"""The keys of an office as people see them: when each was last changed, and what waits still."""

from collections.abc import Iterable
from datetime import datetime
from uuid import UUID

from pydantic import BaseModel, ConfigDict, Field
from sqlalchemy import func, select

from app.casework import hidden, rotation, sharing
from app.casework.broughtover import RENEW
from app.casework.founding import FOUND
from app.casework.keychanges import GROUPS_DUE, LACKING, kept_of
from app.casework.policy import MANAGING, SUPERVISING
from app.casework.sound import is_sound
from app.casework.staff import ACTIVE, WAITING
from app.casework.succession import REPLACE
from app.db.desk import Desk
from app.models import Audit, DueKey, Staff

ASKED, MADE = "asked", "made"


class Owed(BaseModel):
    """What waits still after a change of keys; everything falls to zero by itself.

    Of the office, None to whoever does not run it.
    """

    model_config = ConfigDict(frozen=True)

    cases: int | None = Field(description="Cases that get a new key with the next word in them.")
    groups: int | None = Field(description="Groups that get one as a supervisor in them signs in.")
    people: int | None = Field(description="Colleagues whose keys name the papers of before.")
    copies: int | None = Field(description="Cases of which the custodians have no copy yet.")
    old_wraps: int | None = Field(description="Colleagues whose keys stand under old parameters.")
    mine: int = Field(description="Cases that wait for a new key and that you can open.")

    @property
    def all(self) -> int:
        """How much waits in all."""
        each = (self.cases, self.groups, self.people, self.copies, self.old_wraps)
        return sum(one or 0 for one in each)


class Changed(BaseModel):
    """When a kind of key was last changed; None where never since the office was founded."""

    model_config = ConfigDict(frozen=True)

    server_key: datetime | None
    papers: datetime | None
    founded: datetime | None
    mine: datetime | None


class KeyHolder(BaseModel):
    """A colleague whose keys wait, as Today and the list of colleagues name her."""

    model_config = ConfigDict(frozen=True)

    id: UUID
    name: str


class KeysWaiting(BaseModel):
    """New keys that somebody is to do something about; the lists are for supervisors alone."""

    model_config = ConfigDict(frozen=True)

    mine: str = Field(description="ASKED, MADE, or nothing: of whoever sits here.")
    to_confirm: list[KeyHolder] = Field(default_factory=list)
    by_custodians: list[KeyHolder] = Field(default_factory=list)
    asked: list[KeyHolder] = Field(default_factory=list, description="Asked, and not made yet.")

    def __bool__(self) -> bool:
        return bool(self.mine or self.to_confirm or self.by_custodians or self.asked)


def waiting(desk: Desk) -> KeysWaiting:
    """Return whose new keys wait: one's own, and for a supervisor those of colleagues."""
    mine = key_state(desk.db.get_one(Staff, desk.who.id))
    if desk.who.role != SUPERVISING:
        return KeysWaiting(mine=mine)
    rows = [row for row in desk.db.scalars(select(Staff)) if is_sound(row)]
    others = [row for row in rows if row.id != desk.who.id]
    made = [row for row in others if row.state == WAITING or key_state(row) == MADE]
    return KeysWaiting(
        mine=mine,
        to_confirm=_named(row for row in made if row.role != SUPERVISING),
        by_custodians=_named(row for row in made if row.role == SUPERVISING),
        asked=_named(row for row in others if key_state(row) == ASKED),
    )


def key_state(row: Staff) -> str:
    """Return whether somebody at work made new keys that nobody confirmed, or was asked to."""
    if row.state != ACTIVE:
        return ""
    return MADE if row.next_keys is not None else ASKED if row.asked_for_keys else ""


def _named(rows: Iterable[Staff]) -> list[KeyHolder]:
    known = sorted(rows, key=lambda row: row.name.casefold())
    return [KeyHolder(id=row.id, name=row.name) for row in known]


def owed(desk: Desk) -> Owed:
    """Return what waits, of the office to whoever runs it.

    Cases that are hidden from her, for administrators all that are sealed, are not counted.
    """
    mine = len(sharing.due(desk))
    if desk.who.role not in MANAGING:
        return Owed(cases=None, groups=None, people=None, copies=None, old_wraps=None, mine=mine)
    kept, unseen = kept_of(desk), hidden.of(desk)
    due, lacking = set(desk.db.scalars(select(DueKey.case_id))), kept.get(LACKING, [])
    follow = [row for row in desk.db.scalars(select(Staff)) if is_sound(row) and row.bundle]
    return Owed(
        cases=len(due - unseen),
        groups=len(kept.get(GROUPS_DUE, [])),
        people=sum(row.names_former for row in follow),
        copies=len({UUID(each) for each in lacking} - unseen),
        old_wraps=rotation.old_wraps(desk).waiting,
        mine=mine,
    )


def changed(desk: Desk) -> Changed:
    """Return when each kind of key was last changed."""
    return Changed(
        server_key=_last(desk, rotation.ROTATE),
        papers=_last(desk, REPLACE),
        founded=_last(desk, FOUND),
        mine=_last(desk, RENEW, whose=desk.who.id),
    )


def _last(desk: Desk, *actions: str, whose: UUID | None = None) -> datetime | None:
    query = select(func.max(Audit.at)).where(Audit.action.in_(actions))
    if whose is not None:
        query = query.where(Audit.object_id == whose)
    return desk.db.scalar(query)
