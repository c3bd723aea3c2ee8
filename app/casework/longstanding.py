"""Who has been of the legal staff, with the keys of now, for long enough to be one of two people.

Whoever takes over the only supervisor's account could make her second person, of an old colleague
too by new keys of "hers", so nobody counts whose keys were certified only lately for such a role.
"""

from collections.abc import Collection, Iterable, Mapping
from datetime import datetime, timedelta
from typing import Final
from uuid import UUID

from sqlalchemy import func, select

from app.casework import heads
from app.casework.departed import NEW_KEYS
from app.casework.policy import LEGAL
from app.casework.supervised import BY_ROOT, CERTIFIED, CONFIRM, JOINED, role_in
from app.db.desk import Desk, NightDesk
from app.models import Audit
from app.words import N_

LONG: Final = timedelta(days=14)
ALONE_AFTER: Final = timedelta(days=14)  # where nobody else could be the second of two
GIVEN = ("case.share", "case.lead", "case.unshare")  # that somebody is or was on a case
OPENED: Final = "case.open"
KEYS_TOO_NEW = N_(
    "Each of the two has worked here as legal staff, with the same keys, since before this case "
    "was opened, or for two weeks before somebody asks. Call a colleague who has."
)


def is_one(desk: Desk, case_id: UUID, asked_at: datetime, roles: Collection[str] = LEGAL) -> bool:
    """Tell whether whoever sits here may be one of two for what was asked of a case."""
    return case_id in cases(desk, {case_id: asked_at}, roles)


def cases(desk: Desk, asked: Mapping[UUID, datetime], roles: Collection[str] = LEGAL) -> set[UUID]:
    """Return for which of these cases whoever sits here may be one of two.

    None or two statements, and a few more for who was certified after one was opened.

    Args:
        desk: Hers.
        asked: When something was asked of each case.
        roles: For which of them she was certified.
    """
    if not asked:
        return set()
    mine, opened = since(desk, {desk.who.id}, roles).get(desk.who.id), _opened(desk, asked)
    if mine is None:
        return set()
    return {each for each, at in asked.items() if is_early(desk, mine, opened.get(each), at)}


def among(desk: Desk, ids: Collection[UUID], case_id: UUID, asked_at: datetime) -> set[UUID]:
    """Return who of these may be one of two for what was asked of a case; as `cases`."""
    opened = _opened(desk, {case_id}).get(case_id)
    known = since(desk, ids)
    return {each for each, number in known.items() if is_early(desk, number, opened, asked_at)}


def is_early(desk: Desk, certified: int, before: int | None, asked_at: datetime) -> bool:
    """Tell whether somebody was certified before a deed, or two weeks before something was asked.

    By their order on record, which nobody changes who adds to its end, and by the time that a
    supervisor has signed for since; never by the time that an entry says.

    Args:
        desk: Where.
        certified: The number of the entry that certified her.
        before: That of the deed; None where it is not on record.
        asked_at: When something was asked.
    """
    if before is not None and certified < before:
        return True
    stood_at = heads.stood_at(desk, certified)
    return stood_at is not None and stood_at <= asked_at - LONG


def since(
    desk: NightDesk, ids: Collection[UUID], roles: Collection[str] = LEGAL
) -> dict[UUID, int]:
    """Return by which entry these were certified for such a role with their keys of now.

    As the record says, one statement: what was certified before newer keys are begun is past, and
    who was so certified as newer ones are confirmed is so from then on.
    """
    return by_entries(entries(desk, ids), roles)


def entries(desk: NightDesk, ids: Collection[UUID]) -> list[Audit]:
    """Return the deeds that certified these people, or ended their keys; one statement."""
    told = Audit.action.in_((JOINED, CERTIFIED, BY_ROOT, NEW_KEYS, CONFIRM))
    query = select(Audit).where(Audit.object_id.in_(ids), told).order_by(Audit.seq)
    return list(desk.db.scalars(query))


def by_entries(told: Iterable[Audit], roles: Collection[str]) -> dict[UUID, int]:
    """Return the same as `since` by these entries alone, in their order."""
    found: dict[UUID, int] = {}
    for entry in told:
        if entry.object_id is None:
            continue
        if entry.action in {NEW_KEYS, CONFIRM}:
            was = found.pop(entry.object_id, None)
            if entry.action == CONFIRM and was is not None:
                found[entry.object_id] = entry.seq
        elif role_in(entry) in roles:
            found.setdefault(entry.object_id, entry.seq)
    return found


def _opened(desk: NightDesk, case_ids: Collection[UUID]) -> dict[UUID, int]:
    """Return by which entry each case was opened: the first that says so."""
    query = select(Audit.object_id, func.min(Audit.seq)).where(
        Audit.object_id.in_(case_ids), Audit.action == OPENED, Audit.seq >= 1
    )
    rows = desk.db.execute(query.group_by(Audit.object_id))
    return {row[0]: row[1] for row in rows if row[0] is not None}
