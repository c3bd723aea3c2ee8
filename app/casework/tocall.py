"""Whom to call: the supervising attorneys with their telephones, those who are here first."""

from app.casework import away, staff
from app.casework.conflicts.frontdesk import CallView
from app.casework.policy import SUPERVISING
from app.db.desk import Desk


def supervisors(desk: Desk) -> list[CallView]:
    """Return the supervising attorneys and where each is reached; whoever is away comes last."""
    rows = staff.active(desk, {SUPERVISING})
    absent = {each.person_id: each for each in away.running(desk, rows)}
    rows.sort(key=lambda row: row.id in absent)
    return [
        CallView(
            name=row.name,
            phone=row.phone,
            back_on=away.back_on(desk, row, absent[row.id]) if row.id in absent else None,
        )
        for row in rows
        if row.id != desk.who.id
    ]
