"""The mails of a week, for whoever supervises or runs the mail: what went, waits, failed, and why.

A mail that tells of hidden cases alone is there for nobody who may not know of one: it would say
when something was done in it. For the same reason the daily sign of life, which attorneys get where
nothing else reached them, is listed of administrators only, and messages about accounts where they
failed only.
"""

from collections import Counter
from collections.abc import Collection, Iterator
from datetime import date, datetime, timedelta
from typing import Literal
from uuid import UUID

from pydantic import BaseModel, ConfigDict, Field
from sqlalchemy import ColumnElement, or_, select

from app.casework.calendar import Calendar
from app.casework.policy import ADMINISTRATOR
from app.casework.reminders.mails import (
    ACCEPTED,
    ALARM,
    DAILY,
    WAITING,
    Item,
    items_of,
)
from app.casework.reminders.roster import BOUNCED, PARKED
from app.casework.sound import is_sound
from app.clock import LARGEST_SKEW, local
from app.db.desk import Desk
from app.errors import UNREADABLE_ROW
from app.mail.smtp import Fault
from app.models import Mail, Schedule, Staff

A_WEEK = timedelta(days=7)
WENT, WAITS, FAILED = "went", "waits", "failed"
CAME_BACK = "came_back"
NOT_DELIVERED = (Fault.REFUSED, CAME_BACK)
# Both engines take more parameters than this in one statement.
_AT_A_TIME = 30_000


class MailView(BaseModel):
    """A mail to a colleague: never what it says, only of how many dates."""

    model_config = ConfigDict(frozen=True)

    to_id: UUID
    to: str
    kind: str
    state: Literal["went", "waits", "failed"]
    at: datetime = Field(description="When it was taken, or when the next try is.")
    dates: int
    why: str = Field(
        default="",
        description="What kept it: relay, slower, later, unwritten, unfit, refused, came_back or "
        "unknown.",
    )
    tries: int = 0


class PostedDay(BaseModel):
    """How many mails went on one day."""

    model_config = ConfigDict(frozen=True)

    on: date
    mails: int
    dates: int = Field(description="Tellings of dates in them.")


class BouncedView(BaseModel):
    """An address that refuses mail; whoever is next in line is told meanwhile."""

    model_config = ConfigDict(frozen=True)

    staff_id: UUID
    name: str
    mails: int


class Posted(BaseModel):
    """The mails of a week, those of today and those that wait one by one."""

    model_config = ConfigDict(frozen=True)

    today: list[MailView]
    waiting: list[MailView]
    failed: list[MailView]
    week: list[PostedDay]
    bounced: list[BouncedView]


def posted(desk: Desk, calendar: Calendar, unknown: Collection[UUID]) -> Posted:
    """Return the mails of a week; three statements, however many.

    Args:
        desk: Of who asks.
        calendar: The dates in memory.
        unknown: The cases that are hidden from who asks.
    """
    people = {row.id: row for row in desk.db.scalars(select(Staff))}
    found = sorted(
        _told(desk, calendar, unknown, people), key=lambda each: (each.at, each.to, each.kind)
    )
    went = [each for each in found if each.state == WENT]
    failed = [each for each in found if each.state == FAILED]
    zone, here = desk.who.zone, local(desk.now, desk.who.zone).date()
    refused = Counter((each.to_id, each.to) for each in failed if each.why in NOT_DELIVERED)
    return Posted(
        today=[each for each in reversed(went) if local(each.at, zone).date() == here],
        waiting=[each for each in found if each.state == WAITS],
        failed=failed,
        week=_by_day(went, zone),
        bounced=[
            BouncedView(staff_id=who, name=name, mails=mails)
            for (who, name), mails in sorted(refused.items(), key=lambda pair: pair[0][1])
        ],
    )


def _by_day(went: list[MailView], zone: str) -> list[PostedDay]:
    days: dict[date, list[MailView]] = {}
    for each in went:
        days.setdefault(local(each.at, zone).date(), []).append(each)
    return [
        PostedDay(on=day, mails=len(rows), dates=sum(row.dates for row in rows))
        for day, rows in sorted(days.items(), reverse=True)
    ]


def _told(
    desk: Desk, calendar: Calendar, unknown: Collection[UUID], people: dict[UUID, Staff]
) -> Iterator[MailView]:
    """Yield the mails that whoever asks may know of."""
    rows = [(row, _items(row)) for row in desk.db.scalars(select(Mail).where(_of_a_week(desk)))]
    ids = {each.entry_id for _, items in rows for each in items or ()}
    cases = _cases_of(desk, calendar, ids)
    for row, items in rows:
        dates = {each.entry_id for each in items or ()}
        known = {each for each in dates if each in cases and cases[each] not in unknown}
        is_hidden = bool(dates) and not known
        view = _view(desk, row, people, len(known))
        if not is_hidden and _is_listed(view, people):
            yield view


def _of_a_week(desk: Desk) -> ColumnElement[bool]:
    since = Mail.accepted_at.between(desk.now - A_WEEK, desk.now + LARGEST_SKEW)
    return or_(Mail.state.in_(WAITING), Mail.state.in_((ACCEPTED, BOUNCED)) & since)


def _items(row: Mail) -> list[Item] | None:
    """Return what a mail tells; None where it was changed outside Amparo."""
    try:
        return items_of(row)
    except UNREADABLE_ROW:
        return None


def _cases_of(desk: Desk, calendar: Calendar, ids: Collection[UUID]) -> dict[UUID, UUID]:
    """Return the cases of these dates; a date that was destroyed with its case has none."""
    found = {each: case_id for each in ids if (case_id := calendar.case_of(each)) is not None}
    others = sorted(ids - found.keys())[:_AT_A_TIME]
    query = select(Schedule.id, Schedule.case_id).where(Schedule.id.in_(others))
    return found | {row[0]: row[1] for row in desk.db.execute(query)}


def _view(desk: Desk, row: Mail, people: dict[UUID, Staff], dates: int) -> MailView:
    """Return a mail's own state: one that met trouble has failed until it went."""
    account = people.get(row.recipient_id)
    met = row.last_class.partition(" ")[0] or (Fault.REFUSED if row.state == PARKED else "")
    why = CAME_BACK if row.state == BOUNCED else met
    went_at = row.accepted_at if row.state == ACCEPTED else None
    waits_as: Literal["waits", "failed"] = "failed" if why else "waits"
    return MailView(
        to_id=row.recipient_id,
        to=account.name if account is not None and is_sound(account) else "",
        kind=row.kind,
        state="went" if went_at else waits_as,
        at=went_at or max(row.not_before, desk.now),
        dates=dates,
        why="" if went_at else why,
        tries=row.attempts,
    )


def _is_listed(view: MailView, people: dict[UUID, Staff]) -> bool:
    """Tell whether a mail is listed of its own, as the first words of this file say."""
    if view.state == FAILED:
        return True
    account = people.get(view.to_id)
    if view.kind == DAILY:
        return account is not None and account.role == ADMINISTRATOR
    return view.kind != ALARM
