"""Coming back: what others did on one's cases while one was away, and what is still open."""

from datetime import datetime
from uuid import UUID

from pydantic import BaseModel, ConfigDict, Field
from sqlalchemy import select, union_all

from app.casework import absences, access, audit, shredded, staff, today
from app.casework.absences import AbsenceView
from app.casework.calendar import Calendar
from app.casework.casefiles import Label, labels
from app.casework.today import DatesView
from app.db.desk import Desk
from app.errors import UNREADABLE_ROW, NotFound
from app.models import Audit

MOST_DEEDS = 200
MOST_DATES = 50


class Done(BaseModel):
    """One deed of a colleague on a case of mine."""

    model_config = ConfigDict(frozen=True)

    at: datetime
    who: str
    action: str
    deed: str = Field(description="The action, and of one that goes both ways, which it was.")
    case_id: UUID
    number: str
    client_name: str = Field(repr=False)


class ReturnView(BaseModel):
    """What one finds on coming back: the deeds of others, newest first, and the open dates."""

    model_config = ConfigDict(frozen=True)

    absence: AbsenceView
    done: list[Done] = Field(repr=False)
    more: int
    dates: DatesView = Field(repr=False)


def of(desk: Desk, calendar: Calendar, absence_id: UUID) -> ReturnView:
    """Return what was done on one's cases in an absence of one's own, up to now or its end.

    Raises:
        NotFound: There is no such absence of whoever sits here, or it has not begun.
    """
    absence = absences.one(desk, absence_id)
    if absence.person_id != desk.who.id or absence.starts > desk.now:
        raise NotFound
    entries = _entries(desk, absence)
    shown = entries[:MOST_DEEDS]
    known = labels(desk, {case_id for _, case_id in shown})
    names = staff.names(desk)
    return ReturnView(
        absence=absence,
        done=[_done(entry, known[each], names) for entry, each in shown if each in known],
        more=len(entries) - len(shown),
        dates=today.all_dates(desk, calendar, start=0, size=MOST_DATES),
    )


def _entries(desk: Desk, absence: AbsenceView) -> list[tuple[Audit, UUID]]:
    """Return the entries of others about rows of one's cases, with the case, newest first."""
    mine, opened = access.choosing(desk), access.reach(desk)
    parts = [
        select(model.id, model.case_id).where(model.case_id.in_(mine))
        for model in shredded.models().values()
    ]
    rows = desk.db.execute(union_all(*parts))
    case_of = {row_id: case_id for row_id, case_id in rows if case_id in opened}
    query = (
        select(Audit)
        .where(
            Audit.at >= absence.starts,
            Audit.at <= min(absence.until, desk.now),
            Audit.actor_id.is_not(None),
            Audit.actor_id != desk.who.id,
            Audit.object_id.is_not(None),
        )
        .order_by(Audit.seq.desc())
    )
    found = []
    for entry in desk.db.scalars(query):
        try:
            about = entry.object_id
        except UNREADABLE_ROW:
            continue  # the check of the chain names it
        if about in case_of:
            found.append((entry, case_of[about]))
    return found


def _done(entry: Audit, label: Label, names: dict[UUID, str]) -> Done:
    return Done(
        at=entry.at,
        who=names.get(entry.actor_id, "") if entry.actor_id else "",
        action=entry.action,
        deed=audit.deed_of(entry),
        case_id=label.case_id,
        number=label.number,
        client_name=label.client_name,
    )
