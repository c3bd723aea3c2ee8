"""Who can read what on this server, and who could be compelled: facts, for a client to see.

Counted, never guessed: the accounts, their roles, the grants that live, the custodians, and what
whoever runs the machine told of herself in the settings.
"""

from collections import Counter
from datetime import datetime
from typing import Literal
from uuid import UUID

from pydantic import BaseModel, ConfigDict, Field
from sqlalchemy import Select, and_, func, or_, select, union

from app.casework import custody, held, hidden, loss, staff
from app.casework.loss import KeyPlace
from app.casework.policy import CASEWORK, INDEX_HOLDERS, ROLES, VOLUNTEER, WATCHING
from app.casework.sharing import TEAM
from app.db.desk import Desk
from app.models import Case, Grant, Member, Principal

HERE = frozenset({"localhost", "127.0.0.1", "::1"})


class RoleView(BaseModel):
    """A role, how many have it, and whether its people are given cases or hold the name index."""

    model_config = ConfigDict(frozen=True)

    role: str
    people: int
    works_on_cases: bool
    holds_names: bool
    without_day: int = Field(
        default=0, description="Of volunteers: cases that they read without a last day."
    )


class HolderView(BaseModel):
    """A colleague or a group, and how many cases it can open now."""

    model_config = ConfigDict(frozen=True)

    name: str
    role: str = ""
    people: int = 1
    cases: int


class KeeperView(BaseModel):
    """A custodian of the office's secrets."""

    model_config = ConfigDict(frozen=True)

    name: str
    outside: bool


class WhoCanRead(BaseModel):
    """The facts of the page; names only for who answers for them."""

    model_config = ConfigDict(frozen=True)

    office: str
    at: datetime
    cases: int
    roles: list[RoleView]
    groups: list[HolderView]
    people: list[HolderView]
    custodians: list[KeeperView]
    custodian_count: int
    outside_count: int
    needed: int
    run_by: str
    backups_at: str
    mail_server: str
    database: Literal["sqlite", "postgresql"]
    is_witnessed: bool
    key_place: KeyPlace = "beside"
    mail_is_here: bool = Field(default=False, description="The mail leaves from this machine.")


def facts(desk: Desk) -> WhoCanRead:
    """Return who can read what; a fixed number of statements."""
    settings, accounts = desk.house.settings, staff.active(desk)
    kept, unseen = custody.view(desk), hidden.of(desk)
    counts = _cases_of(desk, unseen)
    by_role = Counter(account.role for account in accounts)
    named = desk.who.role in WATCHING
    volunteers = {each.id for each in accounts if each.role == VOLUNTEER}
    without_day = _without_day(desk, volunteers, unseen)
    people = [
        HolderView(name=each.name, role=each.role, cases=counts.get(each.id, 0))
        for each in accounts
    ]
    keepers = [KeeperView(name=each.name, outside=each.outside) for each in kept.custodians]
    return WhoCanRead(
        office=staff.office(desk).name,
        at=desk.now,
        cases=_all_cases(desk, unseen),
        roles=[_role(each, by_role[each], without_day) for each in ROLES if by_role[each]],
        groups=_groups(desk, counts),
        people=sorted(people, key=lambda view: (-view.cases, view.name)) if named else [],
        custodians=keepers if named else [],
        custodian_count=len(keepers),
        outside_count=sum(each.outside for each in keepers),
        needed=kept.needed,
        run_by=settings.run_by,
        backups_at=settings.backups_at,
        mail_server=settings.smtp_host,
        database="sqlite" if settings.database_url is None else "postgresql",
        is_witnessed=settings.witness_file is not None,
        key_place=loss.key_place(desk),
        mail_is_here=settings.smtp_host in HERE,
    )


def _role(role: str, people: int, without_day: int) -> RoleView:
    return RoleView(
        role=role,
        people=people,
        works_on_cases=role in CASEWORK,
        holds_names=role in INDEX_HOLDERS,
        without_day=without_day if role == VOLUNTEER else 0,
    )


def _groups(desk: Desk, counts: dict[UUID, int]) -> list[HolderView]:
    query = (
        select(Principal, func.count(Member.person_id.distinct()))
        .outerjoin(Member, (Member.group_id == Principal.id) & (Member.epoch == Principal.epoch))
        .where(Principal.kind == TEAM)
        .group_by(Principal.id)
    )
    groups = [
        HolderView(name=row.name, people=people, cases=counts.get(row.id, 0))
        for row, people in desk.db.execute(query)
    ]
    return sorted(groups, key=lambda view: (-view.cases, view.name))


def _all_cases(desk: Desk, unseen: set[UUID]) -> int:
    query = select(func.count()).select_from(Case).where(Case.id.not_in(unseen))
    return desk.db.scalar(query) or 0


def _without_day(desk: Desk, people: set[UUID], unseen: set[UUID]) -> int:
    """Return how many cases these people read without a last day, by name or in a group."""
    inside = select(Member.group_id).where(Member.person_id.in_(people), held.for_good(Member))
    theirs = or_(Grant.principal_id.in_(people), Grant.principal_id.in_(inside))
    query = select(func.count(Grant.case_id.distinct())).where(
        theirs, held.for_good(), Grant.case_id.not_in(unseen)
    )
    return desk.db.scalar(query) or 0


def _cases_of(desk: Desk, unseen: set[UUID]) -> dict[UUID, int]:
    """Return how many cases each person and group can open, each case counted once.

    None that is hidden from whoever looks.
    """
    living = and_(held.living(desk.now), Grant.case_id.not_in(unseen))
    still = held.living(desk.now, Member)
    own: Select[UUID, UUID] = select(Grant.principal_id, Grant.case_id).where(living)
    through = (
        select(Member.person_id, Grant.case_id)
        .join(Grant, Grant.principal_id == Member.group_id)
        .where(living, still)
    )
    pairs = union(own, through).subquery()
    who, case_id = pairs.c
    query = select(who, func.count(case_id)).group_by(who)
    return {row[0]: row[1] for row in desk.db.execute(query)}
