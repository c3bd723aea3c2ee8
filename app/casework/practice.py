"""Practice groups, and to whom a new case goes: to all, to groups, or to named people only.

A supervisor makes a group, lets people in and takes them out, whereupon it has a new key at once
and its cases with their next word. A case that goes to a group opens to all its people, those of
later too.
"""

from datetime import datetime
from typing import Annotated
from uuid import UUID

from pydantic import BaseModel, ConfigDict, Field, StringConstraints
from sqlalchemy import select

from app.casework import (
    audit,
    covers,
    directory,
    docalone,
    forgood,
    groups,
    handover,
    joining,
    reportcards,
    sharing,
    staff,
)
from app.casework.calendar import Calendar
from app.casework.casefiles import labels, open_file
from app.casework.conflicts.slips import index_group
from app.casework.founding import Profile
from app.casework.policy import (
    CASEWORK,
    INDEX_HOLDERS,
    INTAKE_BY_ROLE,
    INTAKE_TEAM,
    LEGAL,
    OFFICE_TEAM,
    PRACTICE,
    REPORTERS,
    SUPERVISING,
)
from app.casework.reminders.troubles import LET_IN
from app.casework.sharing import TEAM, Gift
from app.casework.staff import Office
from app.db.desk import Desk, NightDesk
from app.errors import NotFound, Refused
from app.models import Grant, Member, Principal, Setting
from app.words import N_

OPEN, GROUPS, NAMED, SOLO = "open", "groups", "named", "solo"
TEAM_NAME, INDEX_NAME, INTAKE_NAME, CLINIC_NAME = "team", "index", "intake", "clinic"
REPORTING_NAME = "reporting"
LEADS_HERE = "by_name"
NOT_OF_PRACTICE = N_("Choose somebody of the legal staff, or a volunteer.")
NOT_YOURS = N_("You are not in this group. Let a supervisor do it who is.")
ALONE_THEN = N_(
    "One person alone could open some cases of this group then, without a cover. Let somebody else "
    "into the group first, or have those who stay name a cover under “Absences”."
)
SAME_NAME = N_("There is a group of this name already.")
NEVER_CLOSED = N_("This group belongs to the office itself and is never closed.")
NOT_ALONE = N_(
    "Others work on cases here. Under “Solo” each new case goes to whoever opens it and "
    "to nobody else, so that a colleague who stands in finds it closed. Choose another "
    "profile, or say that this is meant."
)
NO_GROUP = N_("Choose a group from the list.")
INTAKE_GROUP = N_("intake team")
REPORTING_GROUP = N_("reporting")
HAS_REPORTING = N_("Somebody reports here already. Let colleagues into that group on its page.")
HAS_INTAKE = N_("The office has an intake team already. Let colleagues into it on its page.")


class NewGroup(BaseModel):
    """What a practice group is called."""

    model_config = ConfigDict(extra="forbid", frozen=True, hide_input_in_errors=True)

    name: Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=60)]


class NewMember(BaseModel):
    """Who is let into a group."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    staff_id: UUID


class NewProfile(BaseModel):
    """To whom new cases go."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    profile: Profile
    sure: bool = Field(
        default=False, description="That it is to be the solo profile, though others work here."
    )


class MemberView(BaseModel):
    """Somebody in a group: since when, and who let her in."""

    model_config = ConfigDict(frozen=True)

    id: UUID
    name: str
    since: datetime | None
    by: str


class GroupView(BaseModel):
    """A group, its people, and how many cases it reads."""

    model_config = ConfigDict(frozen=True)

    id: UUID
    name: str
    kind: str
    made_at: datetime | None
    made_by: str
    closed_at: datetime | None
    cases: int
    members: list[MemberView]
    mine: bool


class GroupsView(BaseModel):
    """The groups of the office, and to whom new cases go."""

    model_config = ConfigDict(frozen=True)

    profile: str
    groups: list[GroupView]


def listed(desk: Desk) -> GroupsView:
    """Return the groups, those of the office itself first; a fixed number of statements."""
    names, office, index = staff.names(desk), staff.office(desk), index_group(desk)
    rows = desk.db.scalars(select(Principal).where(Principal.kind == TEAM)).all()
    inside: dict[UUID, list[Member]] = {row.id: [] for row in rows}
    epochs = {row.id: row.epoch for row in rows}
    for member in forgood.members(desk, inside):
        if member.epoch == epochs[member.group_id]:
            inside[member.group_id].append(member)
    held = covers.cases_of_groups(desk, inside)
    kinds = {office.team_id: TEAM_NAME, index.id: INDEX_NAME}
    if office.intake_id:
        kinds[office.intake_id] = INTAKE_NAME
    if office.reporting_id:
        kinds[office.reporting_id] = REPORTING_NAME
    kinds |= {row.id: CLINIC_NAME for row in rows if row.purpose == CLINIC_NAME}
    views = [
        GroupView(
            id=row.id,
            name=row.name,
            kind=kinds.get(row.id, ""),
            made_at=row.made_at,
            made_by=names.get(row.made_by, "") if row.made_by else "",
            closed_at=row.closed_at,
            cases=held.get(row.id, 0),
            members=sorted(
                (_member(each, names) for each in inside[row.id]),
                key=lambda view: view.name.casefold(),
            ),
            mine=desk.who.id in {each.person_id for each in inside[row.id]},
        )
        for row in rows
    ]
    order = {TEAM_NAME: 0, INDEX_NAME: 1, INTAKE_NAME: 2, REPORTING_NAME: 3, "": 4, CLINIC_NAME: 5}
    shown = sorted(views, key=lambda view: (order[view.kind], view.name.casefold()))
    return GroupsView(profile=office.profile, groups=shown)


def one(desk: Desk, group_id: UUID) -> GroupView:
    """Return a group.

    Raises:
        NotFound: There is none.
    """
    for view in listed(desk).groups:
        if view.id == group_id:
            return view
    raise NotFound


def make(desk: Desk, new: NewGroup) -> UUID:
    """Make a practice group, with whoever sits here in it.

    Raises:
        Forbidden: Whoever sits here is no certified supervisor.
        Refused: There is one of this name.
    """
    rows = desk.db.scalars(select(Principal).where(Principal.kind == TEAM))
    if new.name.casefold() in {row.name.casefold() for row in rows}:
        raise Refused(fields={"name": SAME_NAME})
    return groups.make(desk, new.name)


def require_to_let_in(desk: Desk, group_id: UUID, new: NewMember) -> None:
    """Let somebody be let into a group.

    Raises:
        Forbidden: Whoever sits here is no certified supervisor.
        NotFound: There is no such group.
        Refused: She is in it, her role is of no such group, or a screen keeps her from its cases.
    """
    view = one(desk, group_id)
    roles = roles_of(view.kind)
    if new.staff_id not in {row.id for row in staff.active(desk, roles)}:
        raise Refused(fields={"staff_id": NOT_OF_PRACTICE})
    if not view.mine:
        raise Refused(NOT_YOURS)
    groups.require_to_join(desk, group_id, new.staff_id)


def let_in(desk: Desk, group_id: UUID, new: NewMember) -> None:
    """Let somebody into a group: she opens all that it reads, also what stood there before.

    The other supervisors and the administrators are mailed.

    Raises:
        As `require_to_let_in`.
    """
    require_to_let_in(desk, group_id, new)
    groups.join(desk, group_id, new.staff_id)
    joining.tell(desk, LET_IN)


def take_out(desk: Desk, calendar: Calendar, group_id: UUID, staff_id: UUID) -> None:
    """Take somebody out of a group, which has a new key at once; its cases with their next word.

    What she leads or backs up she keeps, by name; her open dates go to the lead where nothing else
    opens the case to her.

    Raises:
        Forbidden: Whoever sits here is no certified supervisor.
        NotFound: There is no such group, or she is not in it.
        Refused: It is whoever sits here, or one person alone would be left with a case.
    """
    view, before = one(desk, group_id), covers.only_ones(desk)
    if staff_id not in {each.id for each in view.members}:
        raise NotFound
    if not view.mine:
        raise Refused(NOT_YOURS)
    if view.kind not in {INDEX_NAME, REPORTING_NAME}:
        _keep_what_is_hers(desk, calendar, group_id, staff_id)
    groups.leave(desk, group_id, staff_id)
    if covers.only_ones(desk).items() - before.items():
        raise Refused(ALONE_THEN)
    docalone.tell(desk, [staff_id])


def close(desk: Desk, group_id: UUID) -> None:
    """Close a practice group: no new case, nobody let in; its people keep what it reads.

    Raises:
        Forbidden: Whoever sits here is no certified supervisor.
        NotFound: There is no such group.
        Refused: It belongs to the office itself.
    """
    directory.require_supervisor(desk)
    if one(desk, group_id).kind:
        raise Refused(NEVER_CLOSED)
    row = desk.db.get_one(Principal, group_id)
    row.closed_at = row.closed_at or desk.now
    desk.db.flush()
    audit.note(desk, "group.close", group_id)


def choose(desk: Desk, new: NewProfile) -> None:
    """Choose to whom new cases go; what stands stays as it is.

    Raises:
        Forbidden: Whoever sits here is no certified supervisor.
        Refused: Others work on cases here, and nobody said that she works alone all the same.
    """
    directory.require_supervisor(desk)
    others = {each.id for each in staff.active(desk, CASEWORK)} - {desk.who.id}
    if new.profile == SOLO and others and not new.sure:
        raise Refused(fields={"sure": NOT_ALONE})
    row = desk.db.get_one(Setting, staff.OFFICE)
    row.value = {**row.value, "profile": new.profile}
    desk.db.flush()
    audit.note(desk, "office.profile", profile=new.profile)


def open_groups(desk: Desk) -> dict[UUID, str]:
    """Return the practice groups that take new cases, with their names; two statements."""
    apart = of_the_office(desk)
    rows = desk.db.scalars(select(Principal).where(Principal.kind == TEAM))
    return {row.id: row.name for row in rows if row.id not in apart and _takes_cases(row)}


def _takes_cases(row: Principal) -> bool:
    """Tell whether new cases may go to a group: it is open, and not that of one clinic."""
    return row.closed_at is None and row.purpose != CLINIC_NAME


def team_name(desk: Desk) -> str:
    """Return what the office team is called."""
    return desk.db.get_one(Principal, staff.office(desk).team_id).name


def default_for(desk: NightDesk, office: Office, mine: frozenset[UUID]) -> list[UUID]:
    """Return the groups that a new case goes to where nothing else was chosen.

    Args:
        desk: Where.
        office: What the office chose.
        mine: The groups of whoever opens it.
    """
    if office.profile == NAMED:
        return []
    if office.profile != GROUPS:
        return [office.team_id]
    apart = of_the_office(desk)
    rows = desk.db.scalars(select(Principal).where(Principal.id.in_(mine - apart)))
    return [row.id for row in rows if _takes_cases(row)]


def of_the_office(desk: NightDesk) -> set[UUID]:
    """Return the groups of the office itself: its team, name index, intake team, who reports."""
    office = staff.office(desk)
    own = {office.team_id, index_group(desk).id, office.intake_id, office.reporting_id}
    return {each for each in own if each is not None}


def roles_of(kind: str) -> frozenset[str]:
    """Return the roles that a group of a kind takes in."""
    own = {TEAM_NAME: OFFICE_TEAM, INDEX_NAME: INDEX_HOLDERS, INTAKE_NAME: INTAKE_TEAM}
    own |= {CLINIC_NAME: LEGAL | {"intake"}, REPORTING_NAME: REPORTERS}
    return own.get(kind, PRACTICE)


def make_intake(desk: Desk) -> UUID:
    """Make the intake team, which reads every open inquiry; let in whose role takes calls.

    Raises:
        Forbidden: Whoever sits here is no certified supervisor.
        Refused: There is one.
    """
    if staff.office(desk).intake_id:
        raise Refused(HAS_INTAKE)
    group_id = _made(desk, INTAKE_NAME, INTAKE_GROUP)
    audit.note(desk, "office.intake", None, group=str(group_id))
    _let_others_in(desk, group_id, INTAKE_BY_ROLE)
    return group_id


def make_reporting(desk: Desk) -> UUID:
    """Make the group that reports; let in the other supervising attorneys.

    What the cases count as that open here is written at once, and that of others at the next
    sign-in of whoever opens them.

    Raises:
        Forbidden: Whoever sits here is no certified supervisor.
        Refused: There is one.
    """
    if staff.office(desk).reporting_id:
        raise Refused(HAS_REPORTING)
    group_id = _made(desk, REPORTING_NAME, REPORTING_GROUP)
    audit.note(desk, "office.reporting", None, group=str(group_id))
    _let_others_in(desk, group_id, frozenset({SUPERVISING}))
    reportcards.keep_mine(desk)
    return group_id


def _made(desk: Desk, named: str, title: str) -> UUID:
    """Return a new group, known to the office by what it is for."""
    group_id = groups.make(desk, title)
    row = desk.db.get_one(Setting, staff.OFFICE)
    row.value = {**row.value, named: str(group_id)}
    desk.db.flush()
    return group_id


def _let_others_in(desk: Desk, group_id: UUID, roles: frozenset[str]) -> None:
    for each in staff.active(desk, roles):
        if each.id != desk.who.id:
            groups.join(desk, group_id, each.id)
    joining.tell(desk, LET_IN)


def supervised(desk: NightDesk, role: str) -> list[UUID]:
    """Return the groups that somebody of a role looks after beside those of her role."""
    if role != SUPERVISING:
        return []
    return list(desk.db.scalars(select(Principal.id).where(Principal.kind == TEAM)))


def _keep_what_is_hers(desk: Desk, calendar: Calendar, group_id: UUID, staff_id: UUID) -> None:
    calendar.follow(desk)
    held = select(Grant.case_id).where(Grant.principal_id == group_id).distinct()
    known = labels(desk, set(desk.db.scalars(held)))
    others = {each for each, people in forgood.in_groups(desk).items() if staff_id in people}
    hers = forgood.cases_of(desk, {staff_id})
    through = forgood.cases_of(desk, others - {group_id})
    dated = {entry.case_id for entry in calendar.of_person(staff_id)}
    principal = desk.db.get_one(Principal, staff_id)
    for case_id, label in known.items():
        if case_id in hers:
            continue
        if staff_id in {label.lead_id, label.backup_id}:
            open_file(desk, case_id)
            sharing.give(desk, case_id, Gift(principal, LEADS_HERE))
            audit.note(desk, "case.share", case_id, reader=str(staff_id), until="")
        elif case_id in dated - through:
            case = open_file(desk, case_id)
            handover.hand_over(desk, case, staff_id, case.lead_id)
            number = audit.note(desk, "case.lead", case_id, lead=str(case.lead_id))
            handover.keep_schedule(desk, case, number)
    desk.db.flush()


def _member(row: Member, names: dict[UUID, str]) -> MemberView:
    return MemberView(
        id=row.person_id,
        name=names.get(row.person_id, ""),
        since=row.since,
        by=names.get(row.let_in_by, "") if row.let_in_by else "",
    )
