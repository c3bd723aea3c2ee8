"""How many looks at where people are held a colleague owes: a number alone, for her mails."""

from datetime import timedelta
from typing import Final
from uuid import UUID

from sqlalchemy import select

from app.casework import away, screens
from app.casework.sound import sound
from app.db.desk import NightDesk
from app.models import Look

SHOWN_AHEAD: Final = timedelta(hours=12)


def looks(desk: NightDesk, person: UUID) -> int:
    """Count what somebody, or whoever she covers for, promised to look at within half a day.

    One statement where nobody is held. Of a case that a screen keeps her from, nothing.
    """
    rows = [
        row for row in sound(desk.db.scalars(select(Look))) if row.look_by <= desk.now + SHOWN_AHEAD
    ]
    if not rows:
        return 0
    mine = {person} | {each.person_id for each in away.running(desk) if each.cover_id == person}
    kept = screens.kept_from(desk, person)
    return sum(row.promised_by in mine and row.case_id not in kept for row in rows)
