"""Since when somebody has a case, as the record has it: a grant's own row is believed only by that.

Who holds the server key writes another time into a row, and who holds the case's key the word that
goes with it. By a later time a day that is over, or a taking, would be of before it.
"""

from collections.abc import Collection, Iterable
from datetime import datetime
from typing import Final
from uuid import UUID

from sqlalchemy import or_, select

from app.db.desk import NightDesk
from app.errors import UNREADABLE_ROW
from app.models import Audit, Grant

OPEN: Final = ("case.open", "case.inquire")  # to whom by name, entries of before do not say
NAMING: Final = {"case.share": ("reader",), "case.lead": ("lead", "backup")}
GIVEN_BACK: Final = "staff.give_back"
RECOVERED: Final = "recovery.open"  # by herself; what custodians opened for her


class Sinces:
    """When cases were given to people, by the deeds on record; two statements for all of them."""

    def __init__(self, desk: NightDesk, rows: Collection[Grant]) -> None:
        """Read what may bear these grants out."""
        cases, people = {row.case_id for row in rows}, {row.principal_id for row in rows}
        of_case = Audit.object_id.in_(cases) & Audit.action.in_((*OPEN, *NAMING))
        hers = Audit.object_id.in_(people) & (Audit.action == GIVEN_BACK)
        by_her = Audit.actor_id.in_(people) & (Audit.action == RECOVERED)
        query = select(Audit).where(or_(of_case, hers, by_her)) if rows else None
        self._at: set[tuple[UUID | None, UUID | None, datetime]] = set()
        for entry in desk.db.scalars(query) if query is not None else ():
            try:
                self._at |= {(*whose, entry.at) for whose in _given_by(entry)}
            except UNREADABLE_ROW:
                continue  # the check of the chain names it

    def of(self, row: Grant) -> datetime | None:
        """Return since when a grant is, None where no deed on record gave it then."""
        if row.since is None:
            return None
        case_id, person_id = row.case_id, row.principal_id
        ways = {(case_id, None), (case_id, person_id), (None, person_id)}
        return row.since if any((*each, row.since) in self._at for each in ways) else None


def _given_by(entry: Audit) -> Iterable[tuple[UUID | None, UUID | None]]:
    """Yield which case an entry gives to whom; None of every one.

    Not who was let into a group, nor a case that was opened to one: by name nobody has it by that.
    """
    detail = entry.detail
    if entry.action in OPEN:
        yield entry.object_id, None
    elif entry.action in NAMING:
        for name in NAMING[entry.action]:
            if detail.get(name):
                yield entry.object_id, UUID(detail[name])
    elif entry.action == GIVEN_BACK:
        yield from ((UUID(each), entry.object_id) for each in detail["cases"])
    elif entry.action == RECOVERED:
        yield None, entry.actor_id
