"""How the office's reminders stand: what went, waits, failed, what nobody has seen, who is told."""

from datetime import datetime
from typing import Any, Literal
from uuid import UUID

from pydantic import BaseModel, ConfigDict, Field

from app.casework import hidden, pulse, staff, unseen
from app.casework.calendar import Calendar
from app.casework.posted import BouncedView, MailView, PostedDay, posted
from app.casework.pulse import PulseView
from app.casework.reminders import read_roster
from app.casework.unseen import CoverageOf, Known, UnseenOf
from app.db.desk import Desk


class Chosen(BaseModel):
    """Of whom, and which mails; everybody and every kind where nothing is said."""

    model_config = ConfigDict(extra="forbid", frozen=True, hide_input_in_errors=True)

    staff_id: UUID | None = None
    kind: Literal["", "digest", "urgent", "daily", "alarm", "invitation"] = ""


class Reminded(BaseModel):
    """The page of reminders for whoever supervises or administers."""

    model_config = ConfigDict(frozen=True)

    at: datetime
    pulse: PulseView
    today: list[MailView]
    waiting: list[MailView]
    failed: list[MailView]
    week: list[PostedDay]
    bounced: list[BouncedView]
    unseen: list[UnseenOf] = Field(repr=False)
    coverage: list[CoverageOf]


def reminded(desk: Desk, calendar: Calendar, chosen: Chosen) -> Reminded:
    """Return how reminders stand; the number of statements is the same however many there are."""
    calendar.follow(desk)
    unknown = hidden.of(desk)
    mails = posted(desk, calendar, unknown)
    entries = [each for each in calendar.open_entries() if each.is_reminded]
    open_ = [each for each in entries if each.case_id not in unknown]
    known = Known(open_, read_roster(desk), staff.names(desk))
    return Reminded(
        at=desk.now,
        pulse=pulse.pulse(desk),
        today=_mails(mails.today, chosen),
        waiting=_mails(mails.waiting, chosen),
        failed=_mails(mails.failed, chosen),
        week=mails.week,
        bounced=_of(mails.bounced, chosen),
        unseen=_of(unseen.by_person(desk, calendar, known), chosen),
        coverage=_of(unseen.coverage(desk, known), chosen),
    )


def _mails(rows: list[MailView], chosen: Chosen) -> list[MailView]:
    return [
        each
        for each in rows
        if chosen.staff_id in {None, each.to_id} and chosen.kind in {"", each.kind}
    ]


def _of(rows: list[Any], chosen: Chosen) -> list[Any]:
    return [each for each in rows if chosen.staff_id in {None, each.staff_id}]
