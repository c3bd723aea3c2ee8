"""Who has been of the legal staff, with the keys of now, for long enough to be one of two people.

Whoever takes over the only supervisor's account could make her second person, of an old colleague
too by new keys of "hers", so nobody counts whose keys were certified only lately for such a role.
"""

import sys
from collections import Counter
from collections.abc import Collection, Iterable, Mapping
from contextlib import suppress
from datetime import datetime, timedelta
from typing import Final
from uuid import UUID

from sqlalchemy import select

from app.casework import heads
from app.casework.chains import all_words
from app.casework.departed import NEW_KEYS
from app.casework.policy import LEGAL
from app.casework.sound import sound
from app.casework.supervised import BY_ROOT, CERTIFIED, CONFIRM, JOINED, role_in
from app.crypto import certificates
from app.db.desk import Desk, NightDesk
from app.errors import Damaged
from app.models import Audit, Principal
from app.words import N_

LONG: Final = timedelta(days=14)
ALONE_AFTER: Final = timedelta(days=14)  # where nobody else could be the second of two
GIVEN = ("case.share", "case.lead", "case.unshare")  # that somebody is or was on a case
OPENED: Final = ("case.open", "case.inquire")  # the second by its first call
FEWEST: Final = sys.maxsize  # keys of whose account nobody can tell how many it had
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
    mine, opened = since(desk, {desk.who.id}, roles).get(desk.who.id), first(desk, OPENED, *asked)
    if mine is None:
        return set()
    return {each for each, at in asked.items() if is_early(desk, mine, opened.get(each), at)}


def among(desk: Desk, ids: Collection[UUID], case_id: UUID, asked_at: datetime) -> set[UUID]:
    """Return who of these may be one of two for what was asked of a case; as `cases`."""
    opened = first(desk, OPENED, case_id).get(case_id)
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

    As the record says, two statements: what was certified before newer keys are begun is past, and
    who was so certified as newer ones are confirmed is so from then on. Nobody of whom it shows
    fewer ends of keys than she had keys: who writes to the database hides an entry for a while.
    """
    told = entries(desk, ids)
    found, had = by_entries(told, roles), _keys_had(desk, ids)
    ends = Counter(entry.object_id for entry in told if entry.action in {NEW_KEYS, CONFIRM})
    return {each: at for each, at in found.items() if ends[each] + 1 >= had.get(each, FEWEST)}


def entries(desk: NightDesk, ids: Collection[UUID]) -> list[Audit]:
    """Return the deeds that certified these people, or ended their keys; one statement."""
    told = Audit.action.in_((JOINED, CERTIFIED, BY_ROOT, NEW_KEYS, CONFIRM))
    query = select(Audit).where(Audit.object_id.in_(ids), told, Audit.seq >= 1)
    return list(desk.db.scalars(query.order_by(Audit.seq)))


def by_entries(told: Iterable[Audit], roles: Collection[str]) -> dict[UUID, int]:
    """Return by which entry each was certified, by these entries alone, in their order."""
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


def first(
    desk: NightDesk, deed: str | tuple[str, ...], *ids: UUID | None
) -> dict[UUID | None, int]:
    """Return by which entry a deed, or one of several, was first done to each of these, as sealed.

    What the readable columns of an entry say alone is no deed.
    """
    known = [each for each in ids if each is not None]
    whom = Audit.object_id.in_(known) if known else Audit.object_id.is_(None)
    actions = (deed,) if isinstance(deed, str) else deed
    query = select(Audit).where(Audit.action.in_(actions), whom, Audit.seq >= 1)
    found: dict[UUID | None, int] = {}
    for entry in sound(desk.db.scalars(query.order_by(Audit.seq))):
        found.setdefault(entry.object_id, entry.seq)
    return found


def _keys_had(desk: NightDesk, ids: Collection[UUID]) -> dict[UUID, int]:
    """Return how many keys each of these had, by her certificates; of changed rows nothing."""
    rows = sound(desk.db.scalars(select(Principal).where(Principal.id.in_(ids))))
    return {row.id: len(_keys_in(row)) for row in rows}


def _keys_in(row: Principal) -> set[bytes]:
    keys = set()
    for word in all_words(row.word, row.former):
        with suppress(Damaged):
            keys.add(certificates.read(word).signing)
    return keys
