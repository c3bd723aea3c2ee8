"""Sealing a case: only the people who are named on it may know that it is there.

No group holds it, the name index does not hold its people, and its reminders go to nobody but
whoever answers for a date, backs her up or leads the case; where none of these is reached, an
administrator is told that there is a date. Whoever reads a case for good may seal
it.
"""

from collections.abc import Collection
from typing import Literal
from uuid import UUID

from pydantic import BaseModel, ConfigDict

from app.casework import (
    access,
    admitted,
    audit,
    docalone,
    enough,
    envelopes,
    forgood,
    handover,
    readers,
    sharing,
    shredded,
    traydoors,
)
from app.casework.casefiles import open_file
from app.casework.conflicts import slips
from app.casework.departed import SHARE, WENT
from app.casework.readers import BACKUP, LEAD, SHARED, ReaderView
from app.casework.sharing import Gift
from app.db.desk import Desk
from app.models import Case, Principal

SEALED = "sealed"
Why = Literal["", "sealed", "victim"]


class Sealing(BaseModel):
    """Whether a case is sealed, and as what."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    why: Why


class SealView(BaseModel):
    """How a case is sealed, who would read it then, and who not any more."""

    model_config = ConfigDict(frozen=True)

    id: UUID
    number: str
    why: str
    stay: list[ReaderView]
    go: list[ReaderView]


def of(desk: Desk, case_id: UUID) -> SealView:
    """Return how a case is sealed.

    Raises:
        Damaged: The case's own entry was changed outside Amparo.
        NotFound: No such case here.
    """
    case = open_file(desk, case_id)
    stay, go = parted(desk, case)
    return SealView(id=case.id, number=case.number, why=case.sealed, stay=stay, go=go)


def seal(desk: Desk, case_id: UUID, wanted: Sealing) -> None:
    """Seal a case, or unseal it; unsealing gives nothing back.

    Those who read it through a group read it no more, but for whoever leads it, backs it up, or
    seals it; their open dates go to the lead.

    Raises:
        NotFound: No such case here.
        Refused: One person alone would read it then, or whoever sits here reads it for a while
            only.
    """
    case = open_file(desk, case_id)
    forgood.require(desk, case_id)
    go: list[ReaderView] = []
    if wanted.why and not case.sealed:
        _, go = parted(desk, case)
        enough.require(desk, case_id, {each.id for each in go}, waits_for_covers=False)
        name_few(desk, case)
    case.sealed = wanted.why
    desk.db.flush()
    envelopes.keep(desk, case_id, access.secrets_of(desk, case_id))
    slips.hand_in_case(desk, case_id)
    traydoors.keep(desk, case)
    shredded.keep_sealed(desk, case_id, is_sealed=bool(wanted.why))
    number = audit.note(desk, "case.seal", case_id, why=on_record(wanted.why), **went(go))
    docalone.tell(desk, [each.id for each in go], case_id)  # on record it is sealed by now
    handover.keep_schedule(desk, case, number)


def on_record(why: Why) -> str:
    """Return what an entry says of why a case is sealed: that it is, never for whom."""
    return SEALED if why else ""


def went(go: Collection[ReaderView]) -> dict[str, list[str]]:
    """Return what an entry says of who reads a case no more, which nothing else tells later."""
    return {WENT: sorted(str(each.id) for each in go)}


def name_few(desk: Desk, case: Case) -> None:
    """Give a case that is open here by name to the few who stay, and take it from every group.

    Since now, and on record as every gift: without that, what once took it from her would count
    again as the case gets its next key, here.
    """
    stay, go = parted(desk, case)
    ties = {case.backup_id: BACKUP, case.lead_id: LEAD}
    held = readers.holders(desk, case.id)
    inside = admitted.people(desk, {each.group_id for each in held.members})
    for each in stay:
        if each.through and each.id in inside:
            principal = desk.db.get_one(Principal, each.id)
            why, since = ties.get(each.id, SHARED), each.since if each.until else None
            sharing.give(desk, case.id, Gift(principal, why, each.until, since))
            if not each.until:
                audit.note(desk, SHARE, case.id, reader=str(each.id), until="")
    for each in go:
        handover.hand_over(desk, case, each.id, case.lead_id)
    readers.tell_supervisors(desk, {each.id for each in go})
    case.named_only = True
    desk.db.flush()
    groups = {each for each, row in held.principals.items() if row.kind == sharing.TEAM}
    if groups:
        sharing.take_back(desk, case.id, groups)


def parted(desk: Desk, case: Case) -> tuple[list[ReaderView], list[ReaderView]]:
    """Return who reads a case by name or has to, and who through a group alone.

    Raises:
        NotFound: No such case here.
    """
    reading = readers.of(desk, case.id).readers
    needed = {case.lead_id, case.backup_id, desk.who.id}
    stay = [_by_name(each, needed) for each in reading if each.lent or not each.through]
    named = {each.id for each in stay}
    stay += [each for each in reading if each.id in needed - named]
    go = [each for each in reading if each.id not in named | needed]
    return sorted(stay, key=lambda each: (each.name.casefold(), each.id)), go


def _by_name(view: ReaderView, needed: Collection[UUID | None]) -> ReaderView:
    """Return how somebody reads a case that no group reads, for whom it is lent by name."""
    if not view.lent or view.id in needed:
        return view
    lent = {"why": view.lent, "through": "", "until": view.lent_until}
    return view.model_copy(update={**lent, "lent": "", "lent_until": None})
