"""What a wider role opens: the groups that somebody is let into by it, and how many cases."""

from typing import NamedTuple
from uuid import UUID

from sqlalchemy import select

from app.casework import groups, held, hidden, joining, screens
from app.casework.conflicts.slips import index_group
from app.db.desk import Desk
from app.models import Grant, Member, Principal


class Gained(NamedTuple):
    """Which groups, whether the name index is among them, and cases that she does not hold yet."""

    groups: list[str]
    cases: int
    names: bool


def gained(desk: Desk, staff_id: UUID, role: str) -> Gained:
    """Return what a role opens to a colleague that is closed to her now.

    None is counted that is hidden from whoever looks, or that a screen keeps from her.
    """
    fresh = [
        each
        for each in joining.opened_by_role(desk, role)
        if staff_id not in groups.members(desk, each)
    ]
    rows = desk.db.scalars(select(Principal).where(Principal.id.in_(fresh))).all()
    inside = select(Member.group_id).where(Member.person_id == staff_id)
    hers = _opened_by(desk, {staff_id, *desk.db.scalars(inside)})
    apart = hers | hidden.of(desk) | screens.kept_from(desk, staff_id)
    return Gained(
        groups=sorted(row.name for row in rows),
        cases=len(_opened_by(desk, set(fresh)) - apart),
        names=index_group(desk).id in fresh,
    )


def _opened_by(desk: Desk, principals: set[UUID]) -> set[UUID]:
    theirs = (Grant.principal_id.in_(principals), held.living(desk.now))
    return set(desk.db.scalars(select(Grant.case_id).where(*theirs).distinct()))
