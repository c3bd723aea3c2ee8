"""How the office's reminders stand: what went, waits, failed, what nobody has seen, who is told."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any, Literal
from uuid import UUID

from pydantic import BaseModel, ConfigDict, Field

from app.casework import hidden, pulse, staff, unseen
from app.casework.calendar import Calendar
from app.casework.posted import BouncedView, MailView, PostedDay, posted
from app.casework.pulse import PulseView
from app.casework.reminders import read_roster, weekly
from app.casework.reminders.weekly import Test
from app.casework.unseen import CoverageOf, Known, UnseenOf
from app.db.desk import Desk


class Chosen(BaseModel):
    """Of whom, and which mails; everybody and every kind where nothing is said."""

    model_config = ConfigDict(extra="forbid", frozen=True, hide_input_in_errors=True)

    staff_id: UUID | None = None
    kind: Literal["", "digest", "urgent", "daily", "alarm", "invitation", "weekly"] = ""


class TestedView(BaseModel):
    """How a colleague's test mail of this week stands."""

    model_config = ConfigDict(frozen=True)

    staff_id: UUID
    name: str
    state: Literal["answered", "sent", "waits", "late"]
    at: datetime | None = Field(description="When it was answered; else when the oldest went.")


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
    tests: list[TestedView]


def reminded(desk: Desk, calendar: Calendar, chosen: Chosen) -> Reminded:
    """Return how reminders stand; the number of statements is the same however many there are."""
    calendar.follow(desk)
    unknown = hidden.of(desk)
    mails = posted(desk, calendar, unknown)
    entries = [each for each in calendar.open_entries() if each.is_reminded]
    open_ = [each for each in entries if each.case_id not in unknown]
    known = Known(open_, read_roster(desk), staff.names(desk))
    tests = [_tested(each, known.names) for each in weekly.tests(desk, known.roster)]
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
        tests=_of(sorted(tests, key=lambda each: (each.state != "late", each.name)), chosen),
    )


def _tested(test: Test, names: Mapping[UUID, str]) -> TestedView:
    who, name = test.person, names.get(test.person, "")
    if test.late_since is not None:
        return TestedView(staff_id=who, name=name, state="late", at=test.late_since)
    if test.pressed_at is not None:
        return TestedView(staff_id=who, name=name, state="answered", at=test.pressed_at)
    state: Literal["sent", "waits"] = "sent" if test.sent_at else "waits"
    return TestedView(staff_id=who, name=name, state=state, at=test.sent_at)


def _mails(rows: list[MailView], chosen: Chosen) -> list[MailView]:
    return [
        each
        for each in rows
        if chosen.staff_id in {None, each.to_id} and chosen.kind in {"", each.kind}
    ]


def _of(rows: list[Any], chosen: Chosen) -> list[Any]:
    return [each for each in rows if chosen.staff_id in {None, each.staff_id}]
