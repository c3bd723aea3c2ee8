"""Putting up an ethical screen on a case, taking it down, and who stands behind one.

Whoever may read a case may put one up, also before herself. It takes back what she held: a group
that she is in gives way to its other people by name, and what is written next is under a new key.
Only a supervising attorney who reads the case takes one down, and that gives nothing back.
"""

from collections.abc import Collection
from datetime import datetime
from typing import Annotated, Any
from uuid import UUID

from pydantic import BaseModel, ConfigDict, Field, StringConstraints

from app.casework import (
    access,
    audit,
    enough,
    envelopes,
    handover,
    readers,
    screens,
    sharing,
    staff,
)
from app.casework.casefiles import open_file
from app.casework.conflicts import slips
from app.casework.policy import CASEWORK
from app.casework.readers import ReaderView
from app.casework.sharing import Gift
from app.casework.typed import Long
from app.crypto import screens as words
from app.db.desk import Desk
from app.errors import NotFound, Refused
from app.models import Case, Principal, Screen
from app.words import N_

IN_PLACE = "by_name"
NO_COLLEAGUE = N_("Choose a colleague from the list.")
UP_ALREADY = N_("A screen keeps her from this case already.")
LEADS = N_("She leads this case or backs it up. Choose somebody else for that first, then screen.")
WITHOUT_REASON = N_("Write why she is to be kept away; only the people on the case read it.")
TIED = N_("Whoever opens, leads or backs up a case is not kept from it. Choose somebody else.")
NOBODY_LEFT = N_("Nobody else could open this case then. Give it to a colleague first.")


class NewScreen(BaseModel):
    """Whom to keep from a case, and why."""

    model_config = ConfigDict(extra="forbid", frozen=True, hide_input_in_errors=True)

    staff_id: UUID
    reason: Annotated[Long, StringConstraints(min_length=1)] = Field(repr=False)


class ScreenView(BaseModel):
    """A screen that stands on a case, or that stood."""

    model_config = ConfigDict(frozen=True)

    id: UUID = Field(description="Of the colleague whom it keeps away.")
    name: str
    reason: str = Field(repr=False)
    by: str
    since: datetime
    until: datetime | None
    ended_by: str


class CaseScreens(BaseModel):
    """The ethical screens of a case, those that stand first."""

    model_config = ConfigDict(frozen=True)

    id: UUID
    number: str
    screens: list[ScreenView]
    changed: bool = Field(description="Whether they were changed outside Amparo.")

    @property
    def standing(self) -> set[UUID]:
        """Whom they keep away now."""
        return {each.id for each in self.screens if each.until is None}


def of(desk: Desk, case_id: UUID) -> CaseScreens:
    """Return the ethical screens of a case.

    Raises:
        Damaged: The case's own entry was changed outside Amparo.
        NotFound: No such case here.
    """
    case, names = open_file(desk, case_id), staff.names(desk)
    found = [_view(each, names) for each in reversed(case.screens or [])]
    return CaseScreens(
        id=case.id,
        number=case.number,
        screens=sorted(found, key=lambda each: each.until is not None),
        changed=screens.differs(desk, case),
    )


def put_up(desk: Desk, case_id: UUID, new: NewScreen) -> None:
    """Keep a colleague from a case, whatever she holds or will be given; her open dates go on.

    Raises:
        NotFound: No such case here.
        Refused: She leads the case or backs it up, is kept from it already, or nobody else could
            open it.
    """
    case, person = open_file(desk, case_id), new.staff_id
    if person not in {each.id for each in staff.active(desk)}:
        raise Refused(fields={"staff_id": NO_COLLEAGUE})
    stands = person in screens.names(case)
    if stands and not screens.differs(desk, case):
        raise Refused(fields={"staff_id": UP_ALREADY})
    if person in {case.lead_id, case.backup_id}:
        raise Refused(fields={"staff_id": LEADS})
    reading = readers.of(desk, case_id).readers
    if {each.id for each in reading} <= {person}:
        raise Refused(fields={"staff_id": NOBODY_LEFT})
    was_thin = enough.is_thin(desk, case)
    handover.hand_over(desk, case, person, case.lead_id)
    _take_back(desk, case, person, reading)
    if not stands:
        case.screens = [*(case.screens or []), _entry(desk, new)]
    _keep(desk, case_id, person)
    if person != desk.who.id:
        envelopes.keep(desk, case_id, access.secrets_of(desk, case_id))
    if enough.is_thin(desk, case) and not was_thin:
        enough.tell_of(desk, case)
    number = audit.note(desk, screens.PUT_UP, case_id, person=str(person))
    handover.keep_schedule(desk, case, number)


def require_fit(
    desk: Desk, people: Collection[UUID], reason: str, ties: Collection[UUID | None]
) -> None:
    """Let these be kept from a case that is about to be opened; `ties` lead it or back it up.

    Raises:
        Refused: There is no reason, or one of them is no colleague, opens it or is tied to it.
    """
    if not people:
        return
    if not reason.strip():
        raise Refused(fields={"screen_reason": WITHOUT_REASON})
    if not {each.id for each in staff.active(desk)}.issuperset(people):
        raise Refused(fields={"screened": NO_COLLEAGUE})
    if desk.who.id in people or set(ties) & set(people):
        raise Refused(fields={"screened": TIED})


def take_down(desk: Desk, case_id: UUID, staff_id: UUID) -> None:
    """Let a colleague be given a case again; she holds nothing of it by that.

    Raises:
        NotFound: No such case here, or no screen keeps her from it.
    """
    case = open_file(desk, case_id)
    if staff_id not in screens.names(case):
        raise NotFound
    ended = {"until": desk.now.isoformat(), "ended_by": str(desk.who.id)}
    case.screens = [
        {**each, **ended} if each["person"] == str(staff_id) and not each["until"] else each
        for each in case.screens or []
    ]
    _drop(desk, case_id, staff_id)
    audit.note(desk, screens.TAKEN_DOWN, case_id, person=str(staff_id))


def _take_back(desk: Desk, case: Case, person: UUID, reading: Collection[ReaderView]) -> None:
    """Take what she holds of the case, by herself or in a group."""
    held = readers.holders(desk, case.id)
    hers = {each.group_id for each in held.members if each.person_id == person}
    if hers:
        _name_the_others(desk, case, person, reading)
    gone = hers | ({person} & held.grants.keys())
    if person == desk.who.id:
        sharing.give_back(desk, case.id, gone)
    elif gone:
        sharing.take_back(desk, case.id, gone)


def _name_the_others(desk: Desk, case: Case, person: UUID, reading: Collection[ReaderView]) -> None:
    """Give the case by name to those who read it in a group, which gives way."""
    working = {each.id for each in staff.active(desk, CASEWORK)}
    for each in reading:
        if each.through and each.id != person and each.id in working:
            principal = desk.db.get_one(Principal, each.id)
            sharing.give(desk, case.id, Gift(principal, IN_PLACE, each.until, each.since))
    case.named_only = True
    desk.db.flush()
    slips.hand_in_case(desk, case.id)


def _keep(desk: Desk, case_id: UUID, person: UUID) -> None:
    _drop(desk, case_id, person)
    since = int(desk.now.timestamp())
    word = words.put_up(
        words.Word(case_id, person, desk.who.id, since), access.own_keys(desk).signing_seed
    )
    desk.db.add(Screen(case_id=case_id, person_id=person, word=word))
    desk.db.flush()


def _drop(desk: Desk, case_id: UUID, person: UUID) -> None:
    row = desk.db.get(Screen, (case_id, person))
    if row is not None:
        desk.db.delete(row)
    desk.db.flush()


def _entry(desk: Desk, new: NewScreen) -> dict[str, Any]:
    return {
        "person": str(new.staff_id),
        "reason": new.reason,
        "by": str(desk.who.id),
        "since": desk.now.isoformat(),
        "until": None,
        "ended_by": None,
    }


def _view(kept: dict[str, Any], names: dict[UUID, str]) -> ScreenView:
    until, ended_by = kept["until"], kept["ended_by"]
    return ScreenView(
        id=UUID(kept["person"]),
        name=names.get(UUID(kept["person"]), ""),
        reason=kept["reason"],
        by=names.get(UUID(kept["by"]), ""),
        since=datetime.fromisoformat(kept["since"]),
        until=None if until is None else datetime.fromisoformat(until),
        ended_by="" if ended_by is None else names.get(UUID(ended_by), ""),
    )
