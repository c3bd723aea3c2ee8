"""Who has a case, or is in a group, for good: asked here wherever somebody must be able to open it.

By words under the key itself (`enrolled`, `admitted`), not by rows: whoever writes to the database
can plant one, with the server key one whose card opens, and it would count as a second person.
"""

from collections.abc import Collection
from uuid import UUID

from sqlalchemy import select

from app.casework import access, admitted, enrolled, held, staff
from app.casework.policy import CASEWORK, VOLUNTEER
from app.db.desk import Desk, NightDesk
from app.db.once import once
from app.errors import Damaged, Refused
from app.models import Grant, Member, Staff
from app.words import N_

FOR_A_WHILE = N_("You read this case for a while only. Its lead or back-up decides who reads it.")


def of(desk: Desk, case_id: UUID) -> set[UUID]:
    """Return who can open a case that is open here and goes on doing so.

    Ids of people, and of the groups and the custodians that the case is given to.
    """
    rows = [row for row in given(desk, case_id) if held.lasts(row)]
    granted = {row.principal_id for row in rows}
    return granted | {row.person_id for row in members(desk, granted) if held.lasts(row)}


def readers(desk: Desk, case_id: UUID) -> set[UUID]:
    """Return who can open a case that is open here now, guests too, covers not; ids as `of`."""
    granted = {row.principal_id for row in given(desk, case_id)}
    return granted | {row.person_id for row in members(desk, granted)}


def given(desk: Desk, case_id: UUID) -> list[Grant]:
    """Return the grants of the newest key of a case that somebody who holds it gave.

    What covers were lent bears no such word. Where whoever sits here does not hold the case and so
    can check none, the grants as they stand.
    """
    try:
        secrets = access.open_to_give(desk, case_id)
    except Damaged:
        secrets = {}  # an earlier grant of hers was changed, and the check names it
    if not secrets:
        return access.holders(desk, case_id)
    newest = max(secrets)
    rows = access.holders(desk, case_id, newest)
    try:
        return enrolled.borne_out(desk, case_id, rows, secrets[newest])
    except Damaged:  # the case's own card, which says whether there are words
        return [row for row in rows if enrolled.is_enrolled(row, secrets[newest])]


def is_borrowed(desk: Desk, case_id: UUID) -> bool:
    """Tell whether whoever sits here reads a case for a while only.

    As a guest, as a cover or in an emergency, and in no other way besides.
    """
    return desk.who.id not in of(desk, case_id)


def require(desk: Desk, case_id: UUID, told: str = FOR_A_WHILE) -> None:
    """Let whoever goes on reading a case that is open here change who reads it.

    Raises:
        Refused: She reads it for a while only: what she was lent she gives to nobody, keeps from
            nobody, and does not make her own.
    """
    if is_borrowed(desk, case_id):
        raise Refused(told)


def answering(desk: Desk, case_id: UUID) -> list[Staff]:
    """Return the colleagues who may answer for dates of a case that is open here.

    They hold it for good, so that no date is left behind with somebody whose time is over, and
    are no volunteers.
    """
    lasting = of(desk, case_id)
    return [each for each in staff.active(desk, CASEWORK - {VOLUNTEER}) if each.id in lasting]


def members(desk: NightDesk, group_ids: Collection[UUID]) -> list[Member]:
    """Return who is in these groups now, as a supervisor's word bears out; four statements."""
    asked = frozenset(group_ids)
    if not asked:
        return []
    return once(desk, (Member, asked), lambda: admitted.standing(desk, Member.group_id.in_(asked)))


def in_groups(desk: NightDesk) -> dict[UUID, set[UUID]]:
    """Return who is in which group for good, as a supervisor's word bears out; four statements."""
    inside: dict[UUID, set[UUID]] = {}
    for row in admitted.standing(desk, held.for_good(Member)):
        inside.setdefault(row.group_id, set()).add(row.person_id)
    return inside


def cases_of(desk: Desk, principals: Collection[UUID]) -> set[UUID]:
    """Return the cases whose newest key one of these has for good, unproved; one statement."""
    query = select(Grant.case_id).where(Grant.principal_id.in_(principals), held.lasting())
    return set(desk.db.scalars(query.distinct()))
