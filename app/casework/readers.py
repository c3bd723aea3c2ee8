"""Who can read a case: seeing it, giving its key to a colleague, taking it back, who leads it.

Whoever may read a case may give it to a colleague: she could read it aloud to her as well. Each
gift and each taking back is noted, and shown on the case's page.
"""

from collections import Counter
from collections.abc import Mapping
from datetime import date, datetime
from typing import NamedTuple
from uuid import UUID

from pydantic import BaseModel, ConfigDict, Field
from sqlalchemy import select

from app.casework import (
    access,
    audit,
    enough,
    envelopes,
    guests,
    handover,
    screens,
    sharing,
    staff,
)
from app.casework.casefiles import open_file
from app.casework.guests import GUEST
from app.casework.policy import CASEWORK, LEGAL
from app.casework.sharing import Gift
from app.db.desk import Desk
from app.errors import Conflict, NotFound, Refused
from app.models import Case, Grant, Member, Principal
from app.words import N_

SHARED, LEAD, BACKUP = "shared", "lead", "backup"
OF_THE_TEAM = N_(
    "She reads this case as one of a group. Only the case of named people can be taken from one."
)
LEADS = N_("She leads this case or backs it up. Choose somebody else for that first.")
LENT = N_(
    "She reads this case for a while only, as a cover or in an emergency. That ends by itself; an "
    "absence can be ended now under “Absences”."
)
ONLY_LENT = N_(
    "You read this case for a while only. Let one of its people give it to you for good."
)


class ReaderView(BaseModel):
    """A colleague who can read a case: why, through which group, since when."""

    model_config = ConfigDict(frozen=True)

    id: UUID
    name: str
    why: str
    through: str = ""
    since: datetime | None
    until: datetime | None


class AccessView(BaseModel):
    """Who holds a case's key, and why: a person, a group of people, the custodians together."""

    model_config = ConfigDict(frozen=True)

    name: str
    why: str
    people: int


class CaseReaders(BaseModel):
    """The people of the office who can read a case."""

    model_config = ConfigDict(frozen=True)

    id: UUID
    number: str
    version: int
    lead_id: UUID
    backup_id: UUID | None
    readers: list[ReaderView]
    screened: list[UUID] = Field(
        default_factory=list, description="Colleagues whom ethical screens keep away."
    )


class NewReader(BaseModel):
    """Who is to read a case as well: for good, or as a guest until the end of a last day."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    staff_id: UUID
    until: date | None = None


class NewLead(BaseModel):
    """Who leads a case from now on, and who backs her up."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    version: int
    lead_id: UUID
    backup_id: UUID | None = None


class Holders(NamedTuple):
    """Who holds a case's key now: the grants, their principals, and who is in the groups."""

    grants: dict[UUID, Grant]
    principals: dict[UUID, Principal]
    members: list[Member]


def holders(desk: Desk, case_id: UUID) -> Holders:
    """Return who holds the key of a case that is open here; three statements."""
    grants = {row.principal_id: row for row in access.holders(desk, case_id)}
    query = select(Principal).where(Principal.id.in_(grants))
    principals = {row.id: row for row in desk.db.scalars(query)}
    groups = [each for each, row in principals.items() if row.kind == sharing.TEAM]
    return Holders(grants, principals, access.members_of(desk, groups))


def views(desk: Desk, case: Case, held: Holders, names: Mapping[UUID, str]) -> list[ReaderView]:
    """Return the people who can read a case, by name; each once, by her own key if she has one.

    The custodians, who can only together, are not among them.
    """
    found = {member.person_id: _through(held, member) for member in held.members}
    found |= {
        each: (row.role, "", row.since, row.until)
        for each, row in held.grants.items()
        if held.principals[each].kind == sharing.PERSON
    }
    ties = {case.backup_id: BACKUP, case.lead_id: LEAD} if case.id not in desk.damaged else {}
    people = [
        ReaderView(
            id=each,
            name=names.get(each, ""),
            why=ties.get(each, why),
            through=through,
            since=since,
            until=until,
        )
        for each, (why, through, since, until) in found.items()
    ]
    return sorted(people, key=lambda view: (view.name.casefold(), view.id))


def principals(held: Holders) -> list[AccessView]:
    """Return the people, groups and custodians who hold a case's key, by why and name."""
    sizes = Counter(member.group_id for member in held.members)
    found = [
        AccessView(name=row.name, why=held.grants[row.id].role, people=sizes.get(row.id, 1))
        for row in held.principals.values()
    ]
    return sorted(found, key=lambda view: (view.why, view.name))


def of(desk: Desk, case_id: UUID) -> CaseReaders:
    """Return who can read a case, who leads it and who backs her up.

    Raises:
        Damaged: The case's own entry was changed outside Amparo.
        NotFound: No such case here.
    """
    case = open_file(desk, case_id)
    return CaseReaders(
        id=case.id,
        number=case.number,
        version=case.version,
        lead_id=case.lead_id,
        backup_id=case.backup_id,
        readers=views(desk, case, holders(desk, case_id), staff.names(desk)),
        screened=sorted(screens.names(case)),
    )


def add(desk: Desk, case_id: UUID, new: NewReader) -> None:
    """Give a colleague a case, with all that stands in it: for good, or until a last day.

    Raises:
        NotFound: No such case here.
        Refused: She works on no cases, reads this one already, or the day has passed.
    """
    case = open_file(desk, case_id)
    if new.staff_id in access.lasting(desk, case_id):
        raise Refused(fields={"staff_id": N_("She can read this case already.")})
    until = None if new.until is None else guests.last_moment(desk, new.until)
    _give(desk, case_id, (new.staff_id, until), SHARED, "staff_id")
    guests.keep_lead(desk, case)
    day = "" if new.until is None else new.until.isoformat()
    audit.note(desk, "case.share", case_id, reader=str(new.staff_id), until=day)


def remove(desk: Desk, case_id: UUID, staff_id: UUID) -> None:
    """Take a case from a colleague; what is written next is under a key that she never had.

    The open dates that she answered for go to the lead.

    Raises:
        NotFound: No such case here, or she does not read it.
        Refused: She reads it through a group, leads it, or one person alone would be
            left, without a cover.
    """
    case = open_file(desk, case_id)
    found = {view.id: view for view in of(desk, case_id).readers}
    if staff_id not in found:
        raise NotFound
    if found[staff_id].through:
        raise Refused(OF_THE_TEAM)
    if staff_id in {case.lead_id, case.backup_id}:
        raise Refused(LEADS)
    if found[staff_id].why in envelopes.LENT:
        raise Refused(LENT)
    enough.require(desk, case_id, {staff_id})
    handover.hand_over(desk, case, staff_id, case.lead_id)
    number = audit.note(desk, "case.unshare", case_id, reader=str(staff_id))
    handover.keep_schedule(desk, case, number)
    if staff_id == desk.who.id:
        envelopes.keep(desk, case_id, access.secrets_of(desk, case_id))
        sharing.give_back(desk, case_id)
    else:
        sharing.take_back(desk, case_id, [staff_id])


def lead(desk: Desk, case_id: UUID, wanted: NewLead) -> None:
    """Choose who leads a case; the open dates of the one before go with it.

    Both can read it afterwards.

    Raises:
        Conflict: Somebody saved since.
        NotFound: No such case here.
        Refused: One of them is not of the legal staff, or both are the same.
    """
    case = open_file(desk, case_id)
    if case.version != wanted.version:
        raise Conflict
    if wanted.backup_id == wanted.lead_id:
        raise Refused(fields={"backup_id": N_("Choose somebody else than the lead.")})
    reading = access.lasting(desk, case_id)
    for each, why in ((wanted.lead_id, LEAD), (wanted.backup_id, BACKUP)):
        if each is not None and each not in reading:
            _give(desk, case_id, (each, None), why, f"{why}_id")
        elif each is not None:
            _require(desk, each, LEGAL, f"{why}_id")
    handover.choose(desk, case, wanted.lead_id, wanted.backup_id)
    number = audit.note(desk, "case.lead", case_id, lead=str(wanted.lead_id))
    handover.keep_schedule(desk, case, number)


def _through(held: Holders, member: Member) -> tuple[str, str, datetime | None, datetime | None]:
    """Return how somebody reads a case through a group: since both were given, until one ends."""
    grant = held.grants[member.group_id]
    since = max((at for at in (grant.since, member.since) if at), default=None)
    until = min((at for at in (grant.until, member.until) if at), default=None)
    return grant.role, held.principals[member.group_id].name, since, until


def _give(
    desk: Desk, case_id: UUID, whom: tuple[UUID, datetime | None], why: str, field: str
) -> None:
    """Give a case to a colleague, until an instant where one is named."""
    staff_id, until = whom
    _require(desk, staff_id, CASEWORK if why == SHARED else LEGAL, field)
    if staff_id == desk.who.id:
        raise Refused(fields={field: ONLY_LENT})
    principal = desk.db.get_one(Principal, staff_id)
    if screens.between(desk, staff_id, case_id):
        raise Refused(fields={field: screens.FROM_HER})
    gift = Gift(principal, why)
    if until is not None:
        gift = Gift(principal, GUEST, until, warned=guests.warned_at_first(desk, until))
    sharing.give(desk, case_id, gift)
    desk.db.flush()
    envelopes.keep(desk, case_id, access.secrets_of(desk, case_id))


def _require(desk: Desk, staff_id: UUID, roles: frozenset[str], field: str) -> None:
    if staff_id not in {member.id for member in staff.active(desk, roles)}:
        told = {
            CASEWORK: N_("Choose a colleague who works on cases."),
            LEGAL: N_("Choose a colleague of the legal staff."),
        }
        raise Refused(fields={field: told[roles]})
