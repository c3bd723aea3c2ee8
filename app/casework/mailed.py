"""What a mail told whoever sits here, opened: the same dates, with client, court and law."""

from collections.abc import Collection
from uuid import UUID

from pydantic import BaseModel, ConfigDict, Field
from sqlalchemy import select

from app.casework import deadlines, hearings, reminders, screens
from app.casework.casefiles import labels
from app.casework.deadlines import DeadlineView
from app.casework.hearings import HearingView
from app.casework.reminders import told_by
from app.db.desk import Desk
from app.errors import UNREADABLE_ROW
from app.models import Schedule


class MailedView(BaseModel):
    """The dates of one mail, each under the code that the mail calls it by."""

    model_config = ConfigDict(frozen=True)

    codes: dict[UUID, str]  # by the id of the date
    deadlines: list[DeadlineView] = Field(repr=False)
    hearings: list[HearingView] = Field(repr=False)
    cannot_open: int


def mailed(desk: Desk, token: str) -> MailedView:
    """Return what the mail with this link told; nothing where it was somebody else's mail.

    The number of statements is the same whatever the number of dates.
    """
    codes = told_by(desk, token)
    kept = screens.kept_from(desk, desk.who.id)
    kinds = [row for row in _kinds(desk, codes) if row.case_id not in kept]
    known = labels(desk, {row.case_id for row in kinds})
    due = [row.id for row in kinds if row.kind == "deadline"]
    waiting = reminders.waiting_among(desk, due)
    rows = deadlines.by_ids(desk, due, known, frozenset(waiting))
    heard = [row.id for row in kinds if row.kind == "hearing"]
    return MailedView(
        codes=codes,
        deadlines=sorted(rows, key=lambda row: (row.file_by, row.at or "24:00", row.id)),
        hearings=hearings.by_ids(desk, heard, known),
        cannot_open=sum(row.case_id not in known and not _is_sealed(row) for row in kinds),
    )


def _kinds(desk: Desk, ids: Collection[UUID]) -> list[Schedule]:
    return list(desk.db.scalars(select(Schedule).where(Schedule.id.in_(ids))))


def _is_sealed(row: Schedule) -> bool:
    try:
        return row.sealed
    except UNREADABLE_ROW:
        return False
