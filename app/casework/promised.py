"""What somebody promised to do by when, as Today lists it without opening a case.

Looks where people are held, and tasks: two tables, read together in one statement. Of cases that
were not given to whoever sits here nothing is asked.
"""

from datetime import timedelta
from typing import Any, Final

from sqlalchemy import func, select
from sqlalchemy.orm import join

from app.casework import access
from app.casework.sound import sound
from app.db.desk import Desk, NightDesk
from app.models import DueTask, Look

SHOWN_AHEAD: Final = timedelta(hours=12)  # so long before a look is due it is shown
_BOTH = "looks and tasks"


def looks(desk: Desk) -> list[Look]:
    """Return the looks that are owed, as they were sealed."""
    return _both(desk)[0]


def tasks(desk: Desk) -> list[DueTask]:
    """Return the tasks that are not done, as they were sealed."""
    return _both(desk)[1]


def all_looks(desk: NightDesk) -> list[Look]:
    """Return the looks that are owed in the whole office, for whoever writes its mail."""
    return sound(desk.db.scalars(select(Look)))


def all_tasks(desk: NightDesk) -> list[DueTask]:
    """Return the tasks of the whole office that are not done, for whoever writes its mail."""
    return sound(desk.db.scalars(select(DueTask)))


def _both(desk: Desk) -> tuple[list[Look], list[DueTask]]:
    """Return both; at a reading desk one statement, the first time."""
    kept: tuple[list[Look], list[DueTask]] | None = None
    kept = None if desk.writes else desk.db.info.get(_BOTH)
    if kept is None:
        # No two rows have one id, so that each stands alone.
        either = join(Look, DueTask, Look.id == DueTask.id, full=True)
        case_id = func.coalesce(Look.case_id, DueTask.case_id)
        query = select(Look, DueTask).select_from(either)
        found = desk.db.execute(query.where(case_id.in_(access.choosing(desk))))
        rows: list[Any] = list(found)
        owed = sound(row[0] for row in rows if row[0] is not None)
        kept = (owed, sound(row[1] for row in rows if row[1] is not None))
        desk.db.info[_BOTH] = kept
    return kept
