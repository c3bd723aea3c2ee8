"""Who can read a case: seeing it, giving its key to a colleague, taking it back, who leads it.

Whoever reads a case for good may give it to a colleague: she could read it aloud to her as well.
Whoever reads it for a while only gives it to nobody and takes it from nobody but herself. Each gift
and each taking back is noted, and shown on the case's page.
"""

from collections import Counter
from collections.abc import Collection, Mapping
from datetime import date, datetime
from typing import NamedTuple
from uuid import UUID

from pydantic import BaseModel, ConfigDict, Field
from sqlalchemy import select

from app.casework import (
    access,
    audit,
    carrying,
    docalone,
    enough,
    envelopes,
    forgood,
    guests,
    handover,
    lifting,
    screens,
    sharing,
    staff,
)
from app.casework.casefiles import expect_case, open_file
from app.casework.departed import GUEST, SHARE
from app.casework.policy import CASEWORK, LEGAL, SUPERVISING
from app.casework.reminders.mails import Mailbox
from app.casework.reminders.troubles import CLOSED_TO_HER, EMERGENCY_ENDED
from app.casework.sharing import Gift
from app.db.desk import Desk
from app.errors import NotFound, Refused
from app.models import Case, Grant, Member, Principal
from app.words import N_

SHARED, LEAD, BACKUP = "shared", "lead", "backup"
OF_THE_TEAM = N_(
    "This colleague reads the case as one of a group. Only the case of named people can "
    "be taken from one."
)
LEADS = N_("This colleague leads the case or backs it up. Choose somebody else for that first.")
LENT = N_(
    "This colleague reads the case for a while only, as a cover or in an emergency. That "
    "ends by itself; an absence can be ended now under “Absences”, an emergency by whoever leads "
    "the case, backs it up, or supervises and reads it."
)


# How somebody reads a case: why, through which group if by one, since when, until when.
Way = tuple[str, Principal | None, datetime | None, datetime | None]


class ReaderView(BaseModel):
    """A colleague who can read a case: why, through which group, since when.

    Where a group outlasts what she was lent by name, that stands beside the group.
    """

    model_config = ConfigDict(frozen=True)

    id: UUID
    name: str
    why: str
    through: str = ""
    group_id: UUID | None = Field(default=None, description="The group of that name.")
    since: datetime | None
    until: datetime | None
    lent: str = Field(default="", description="Why she holds it by name besides, for a while.")
    lent_until: datetime | None = None


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
    """Return who holds the key of a case that is open here, by what was given; planted rows not."""
    grants = {row.principal_id: row for row in carrying.holding(desk, case_id)}
    query = select(Principal).where(Principal.id.in_(grants))
    principals = {row.id: row for row in desk.db.scalars(query)}
    groups = [each for each, row in principals.items() if row.kind == sharing.TEAM]
    return Holders(grants, principals, forgood.members(desk, groups))


def views(desk: Desk, case: Case, held: Holders, names: Mapping[UUID, str]) -> list[ReaderView]:
    """Return the people who can read a case, by name; each once, by her own key if she has one.

    By a group that outlasts her own key she is named with both. The custodians, who can only
    together, are not among them.
    """
    found: dict[UUID, Way] = {member.person_id: _through(held, member) for member in held.members}
    found |= {
        each: (row.role, None, row.since, row.until)
        for each, row in held.grants.items()
        if held.principals[each].kind == sharing.PERSON
    }
    ties = {case.backup_id: BACKUP, case.lead_id: LEAD} if case.id not in desk.damaged else {}
    lent: dict[UUID, tuple[str, datetime | None]] = {}
    for member in held.members:
        person_id, way = member.person_id, _through(held, member)
        if _outlasts(way[3], found[person_id][3]):
            why, through, _, until = found[person_id]
            if not through:
                lent[person_id] = (why, until)
            found[person_id] = way
    people = [
        ReaderView(
            id=each,
            name=names.get(each, ""),
            why=ties.get(each, why),
            through=through.name if through else "",
            group_id=through.id if through else None,
            since=since,
            until=until,
            lent=lent.get(each, ("", None))[0],
            lent_until=lent.get(each, ("", None))[1],
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
        Refused: She works on no cases, reads this one already, or the day has passed; or whoever
            sits here reads it for a while only.
    """
    case = open_file(desk, case_id)
    forgood.require(desk, case_id)
    if new.staff_id in forgood.of(desk, case_id):
        raise Refused(fields={"staff_id": N_("This colleague can read this case already.")})
    until = None if new.until is None else guests.last_moment(desk, new.until)
    _give(desk, case_id, (new.staff_id, until), SHARED, "staff_id")
    guests.keep_lead(desk, case)
    day = guests.on_record(new.until, until)
    audit.note(desk, SHARE, case_id, reader=str(new.staff_id), **day)


def remove(desk: Desk, case_id: UUID, staff_id: UUID) -> None:
    """Take a case from a colleague; what is written next is under a key that she never had.

    The open dates that she answered for go to the lead. Emergency access is ended so by whoever
    leads the case, backs it up, or supervises and reads it.

    Raises:
        NotFound: No such case here, or she does not read it.
        Refused: She reads it through a group, leads it, or one person alone would be
            left, without a cover; or whoever sits here reads it for a while only.
    """
    case = open_file(desk, case_id)
    if staff_id != desk.who.id:
        forgood.require(desk, case_id)
    found = {view.id: view for view in of(desk, case_id).readers}
    if staff_id not in found:
        _sweep(desk, case_id, staff_id)
        return
    view = found[staff_id]
    given = view.lent or view.why
    if given == envelopes.EMERGENCY and may_end_emergency(desk, case):
        _end_emergency(desk, case, staff_id)
        return
    if view.through and not view.lent:
        raise Refused(OF_THE_TEAM)
    if staff_id in {case.lead_id, case.backup_id}:
        raise Refused(LEADS)
    if given in envelopes.LENT:
        raise Refused(LENT)
    enough.require(desk, case_id, {staff_id})
    handover.hand_over(desk, case, staff_id, case.lead_id)
    tell_supervisors(desk, {staff_id})
    number = audit.note(desk, "case.unshare", case_id, reader=str(staff_id))
    handover.keep_schedule(desk, case, number)
    if staff_id == desk.who.id:
        envelopes.keep(desk, case_id, access.secrets_of(desk, case_id))
        sharing.give_back(desk, case_id)
    else:
        sharing.take_back(desk, case_id, [staff_id])
    docalone.tell(desk, [staff_id], case_id)


def _sweep(desk: Desk, case_id: UUID, staff_id: UUID) -> None:
    """Take away a row that names a person as a reader of a case and that nobody gave.

    Raises:
        NotFound: There is none: what was given to groups and to the custodians stays.
    """
    given = {row.principal_id for row in carrying.holding(desk, case_id)}
    rows = select(Grant.principal_id).join(Principal, Principal.id == Grant.principal_id)
    hers = (Grant.case_id == case_id, Grant.principal_id == staff_id)
    is_there = desk.db.scalar(rows.where(*hers, Principal.kind == sharing.PERSON).limit(1))
    if is_there is None or staff_id in given:
        raise NotFound
    audit.note(desk, "case.unshare", case_id, reader=str(staff_id))
    sharing.take_back(desk, case_id, [staff_id])


def may_end_emergency(desk: Desk, case: Case | CaseReaders) -> bool:
    """Tell whether whoever sits here, and reads a case for good, ends emergency access to it."""
    return desk.who.id in {case.lead_id, case.backup_id} or desk.who.role == SUPERVISING


def _end_emergency(desk: Desk, case: Case, staff_id: UUID) -> None:
    """End emergency access before its hours are over, and tell whoever had it, by mail."""
    forgood.require(desk, case.id)
    lent = envelopes.EMERGENCY
    audit.note(desk, "case.unshare", case.id, reader=str(staff_id), lent=lent)
    sharing.take_back(desk, case.id, [staff_id])
    Mailbox(desk).alarm(staff_id, EMERGENCY_ENDED, each=True)


def tell_supervisors(desk: Desk, taken: Collection[UUID]) -> None:
    """Tell those of these who supervise, but oneself, that a case is closed to them now.

    By mail, of no case by name: each of them could read it until then.
    """
    mailbox = Mailbox(desk)
    for each in staff.active(desk, {SUPERVISING}):
        if each.id in taken and each.id != desk.who.id:
            mailbox.alarm(each.id, CLOSED_TO_HER, each=True)


def lead(desk: Desk, case_id: UUID, wanted: NewLead) -> None:
    """Choose who leads a case; the open dates of the one before go with it.

    Both can read it afterwards.

    Raises:
        Conflict: Somebody saved since.
        NotFound: No such case here.
        Refused: One of them is not of the legal staff, or both are the same; or whoever sits here
            reads the case for a while only.
    """
    case = open_file(desk, case_id)
    forgood.require(desk, case_id)
    expect_case(desk, case, wanted.version, lambda: of(desk, case_id))
    if wanted.backup_id == wanted.lead_id:
        raise Refused(fields={"backup_id": N_("Choose somebody else than the lead.")})
    reading = forgood.of(desk, case_id)
    for each, why in ((wanted.lead_id, LEAD), (wanted.backup_id, BACKUP)):
        if each is not None and each not in reading:
            _give(desk, case_id, (each, None), why, f"{why}_id")
            audit.note(desk, SHARE, case_id, reader=str(each), until="")
        elif each is not None:
            _require(desk, each, LEGAL, f"{why}_id")
    handover.choose(desk, case, wanted.lead_id, wanted.backup_id)
    named = {"lead": str(wanted.lead_id), "backup": str(wanted.backup_id or "")}
    number = audit.note(desk, "case.lead", case_id, **named)
    handover.keep_schedule(desk, case, number)


def _outlasts(until: datetime | None, other: datetime | None) -> bool:
    """Tell whether one way to a case lasts longer than another."""
    return other is not None and (until is None or until > other)


def _through(held: Holders, member: Member) -> Way:
    """Return how somebody reads a case through a group: since both were given, until one ends."""
    grant = held.grants[member.group_id]
    since = max((at for at in (grant.since, member.since) if at), default=None)
    until = min((at for at in (grant.until, member.until) if at), default=None)
    return grant.role, held.principals[member.group_id], since, until


def _give(
    desk: Desk, case_id: UUID, whom: tuple[UUID, datetime | None], why: str, field: str
) -> None:
    """Give a case to a colleague, until an instant where one is named."""
    staff_id, until = whom
    _require(desk, staff_id, CASEWORK if why == SHARED else LEGAL, field)
    principal = desk.db.get_one(Principal, staff_id)
    if screens.between(desk, staff_id, case_id):
        raise Refused(fields={field: screens.FROM_HER})
    gift = Gift(principal, why)
    if until is not None:
        gift = Gift(principal, GUEST, until, warned=guests.warned_at_first(desk, until))
    sharing.give(desk, case_id, gift)
    lifting.somebody_came(desk, case_id)
    desk.db.flush()
    envelopes.keep(desk, case_id, access.secrets_of(desk, case_id))


def _require(desk: Desk, staff_id: UUID, roles: frozenset[str], field: str) -> None:
    if staff_id not in {member.id for member in staff.active(desk, roles)}:
        told = {
            CASEWORK: N_("Choose a colleague who works on cases."),
            LEGAL: N_("Choose a colleague of the legal staff."),
        }
        raise Refused(fields={field: told[roles]})
