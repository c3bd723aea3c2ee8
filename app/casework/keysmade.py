"""How many keys a case has had, by the record: a row of `case_keys` says so to nobody.

Who has the server key adds to the record, at its end only: before a deed of then it says what it
said.
"""

from collections import Counter
from collections.abc import Collection
from datetime import datetime
from uuid import UUID

from sqlalchemy import func, select

from app.casework.sound import is_sound
from app.db.desk import NightDesk
from app.models import Audit

NEW_KEY = "case.new_key"
# The chain begins with one: what stands before it is chained to nothing.
_ON_RECORD = (Audit.action == NEW_KEY, Audit.seq >= 1)


def newest(
    desk: NightDesk, case_ids: Collection[UUID], *, before: int | None = None
) -> dict[UUID, int]:
    """Return how many keys each of these cases has, or had before an entry's number.

    One statement. An entry that was made of another at the shell says nothing.
    """
    made = select(Audit).where(*_ON_RECORD, Audit.object_id.in_(case_ids))
    if before is not None:
        made = made.where(Audit.seq < before)
    counts = Counter(entry.object_id for entry in desk.db.scalars(made) if is_sound(entry))
    return {each: 1 + counts[each] for each in case_ids}


def changed(desk: NightDesk) -> dict[UUID, int]:
    """Return how many keys each case has whose key was ever changed; one statement."""
    made = select(Audit.object_id, func.count()).where(*_ON_RECORD).group_by(Audit.object_id)
    return {row[0]: 1 + row[1] for row in desk.db.execute(made) if row[0] is not None}


def times(desk: NightDesk, case_id: UUID) -> list[datetime]:
    """Return when each key of a case but its first was made; one statement."""
    made = select(Audit.at).where(*_ON_RECORD, Audit.object_id == case_id)
    return list(desk.db.scalars(made.order_by(Audit.seq)))
