"""In which order people are called back, and the steps of a day for whoever has an old order.

The rule can be seen on the board: being moved or boarding, a prior order, fear of return asked and
not heard, a child or dependant alone, medical, a hearing within seven days, then the time of the
call. A person may put an inquiry first, or later.
"""

from collections.abc import Iterable, Sequence
from datetime import date, datetime, timedelta
from typing import Final
from uuid import UUID

from sqlalchemy import select

from app.casework.casefiles import sound
from app.casework.intake.heard import Heard
from app.db.desk import Desk
from app.models import Deadline, Hearing

MOVING, ORDER, FEAR, ALONE, MEDICAL, SOON = "moving", "order", "fear", "alone", "medical", "soon"
RULE: Final = (MOVING, ORDER, FEAR, ALONE, MEDICAL, SOON)
FIRST, LATER = "first", "later"
SOON_DAYS: Final = timedelta(days=7)
# What is done the same day for whoever was ordered removed before: each can be carried out within
# hours of an arrest, and the first question decides which of the others help.
STEPS: Final = (
    "ask_order",  # when, where, and whether the person was there
    "look_up",  # the court's own line or portal, by A-number
    "locate",  # where the person is held, and look again
    "fear",  # an officer must hear it: reasonable fear where an order is reinstated
    "lawyer",  # told by name and hour
    "stay",  # stay, motion to reopen or petition: a lawyer's word which
    "sign_nothing",  # said to the family and to the person
)


def reasons(heard: Heard, hearing: datetime | None, now: datetime) -> list[str]:
    """Return what puts an inquiry before others, the strongest first; `now` is a wall time."""
    day = heard.court_day
    days = [each for each in (day, hearing.date() if hearing else None) if each is not None]
    is_soon = any(now.date() <= each <= (now + SOON_DAYS).date() for each in days)
    stands = {
        MOVING: heard.moving,
        ORDER: bool(heard.ordered_before),
        FEAR: heard.fear_unheard,
        ALONE: heard.alone,
        MEDICAL: heard.medical,
        SOON: is_soon,
    }
    return [name for name in RULE if stands[name]]


def place(put: str, reasons: Sequence[str], taken_at: datetime) -> tuple[int, int, datetime]:
    """Return where an inquiry stands on the board."""
    rank = RULE.index(reasons[0]) if reasons else len(RULE)
    return {FIRST: 0, "": 1, LATER: 2}[put], rank, taken_at


def next_hearing(rows: Iterable[Hearing], since: date) -> datetime | None:
    """Return when the next of these hearings is that still stands, by the court's clock."""
    ahead = (row.starts for row in rows if row.status == "set" and row.starts.date() >= since)
    return min(ahead, default=None)


def open_dates(desk: Desk, case_id: UUID) -> int:
    """Return how many dates run in a case that is open here; two statements."""
    dated = sound(desk, desk.db.scalars(select(Deadline).where(Deadline.case_id == case_id)))
    heard = sound(desk, desk.db.scalars(select(Hearing).where(Hearing.case_id == case_id)))
    return sum(row.status == "open" for row in dated) + sum(row.status == "set" for row in heard)
