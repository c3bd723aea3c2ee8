"""Guests: colleagues who read a case until a last day, after which it is closed to them by itself.

The day stands in the grant, in clear and under its seal. When it is over no page opens the case for
her, and the next word in it is under a new key. A week and a day before, she and the lead are told.
"""

from datetime import date, datetime, time, timedelta
from uuid import UUID

from pydantic import BaseModel, ConfigDict, Field
from sqlalchemy import select

from app.casework import access, audit, counting, covers, enrolled, envelopes, forgood, staff
from app.casework.calendar import Calendar
from app.casework.casefiles import labels, open_file
from app.casework.departed import ENDS, GUEST, SHARED, STAY
from app.casework.policy import LEGAL, SUPERVISING
from app.casework.reminders.mails import Mailbox
from app.casework.reminders.troubles import GUEST_LEAVES, STAY_ENDS
from app.casework.sound import sound
from app.clock import instant, local
from app.db.desk import Desk, NightDesk
from app.errors import NotFound, Refused
from app.models import Case, Grant
from app.words import N_

WEEK, DAY = "week", "day"
A_WEEK, A_DAY = timedelta(days=7), timedelta(days=1)
LONGEST = timedelta(days=366)
ASK_ITS_LEAD = N_("You read this case for a while only. Ask whoever leads it.")
TOO_LONG = N_("A guest reads a case for a year at most. It can be prolonged when it ends.")

GIVEN_BY_NOBODY = N_(
    "This guest was given the case by nobody who holds it. Take the guest off and have “amparo "
    "verify” run."
)


class Stay(BaseModel):
    """Until the end of which day a guest goes on reading a case; for good where it is left out."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    until: date | None = None


class GuestView(BaseModel):
    """Somebody who reads a case until a day."""

    model_config = ConfigDict(frozen=True)

    case_id: UUID
    number: str
    client_name: str = Field(repr=False)
    guest_id: UUID
    name: str
    since: datetime | None
    until: datetime
    last_day: date
    soon: bool = Field(description="Whether it ends within a week.")
    dates: int = Field(description="Open dates of the case that she answers for.")
    may_prolong: bool = Field(
        default=False, description="Whether whoever looks reads the case for good."
    )


class GuestsView(BaseModel):
    """The guests of the cases that one can open, whoever goes first on top."""

    model_config = ConfigDict(frozen=True)

    guests: list[GuestView] = Field(repr=False)
    elsewhere: int = Field(
        default=0, description="For supervisors: those of other cases whose time ends in a week."
    )


def last_moment(desk: Desk, day: date) -> datetime:
    """Return the end of a last day, by the clock of whoever sits here.

    Raises:
        Refused: The day has passed, or lies too far ahead.
    """
    today = counting.today(desk, desk.who.zone)
    if day < today:
        raise Refused(fields={"until": counting.PAST})
    if day - today > LONGEST:
        raise Refused(fields={"until": TOO_LONG})
    return instant(datetime.combine(day + A_DAY, time()), desk.who.zone)


def warned_at_first(desk: Desk, until: datetime) -> str:
    """Return of which mail a guest has no need, being told the day now."""
    return _stage(desk, until) or ""


def prolong(desk: Desk, case_id: UUID, guest_id: UUID, wanted: Stay) -> None:
    """Let a guest read a case until another day, or for good.

    Raises:
        Damaged: The case's own card does not open, or is older than its newest key.
        NotFound: No such case here, or she is no guest of it now.
        Refused: The day has passed, or lies too far ahead, whoever sits here reads the case for a
            while only, or nobody who holds the case gave it to her: the row was planted, and would
            become a guest's by this.
    """
    open_file(desk, case_id)
    forgood.require(desk, case_id, ASK_ITS_LEAD)
    until = None if wanted.until is None else last_moment(desk, wanted.until)
    hers = (Grant.case_id == case_id, Grant.principal_id == guest_id, Grant.role == GUEST)
    rows = [row for row in desk.db.scalars(select(Grant).where(*hers)) if _lives(desk, row)]
    if not rows:
        raise NotFound
    secrets = access.secrets_of(desk, case_id)
    newest = [row for row in rows if row.epoch == max(secrets)]
    if not enrolled.borne_out(desk, case_id, newest, secrets[max(secrets)]):
        raise Refused(GIVEN_BY_NOBODY)
    for row in rows:
        row.until, row.warned = until, "" if until is None else warned_at_first(desk, until)
        if until is None:
            row.role, row.told_with = SHARED, None
        if row.epoch in secrets:
            row.word = enrolled.word(secrets[row.epoch], row)
    desk.db.flush()
    if until is None:
        envelopes.keep(desk, case_id, secrets)
    audit.note(desk, STAY, case_id, reader=str(guest_id), **on_record(wanted.until, until))


def on_record(day: date | None, until: datetime | None) -> dict[str, str]:
    """Return what a deed's entry says of a last day; nothing by its name where it is for good."""
    if day is None or until is None:
        return {"until": ""}
    return {"until": day.isoformat(), ENDS: until.isoformat()}


def keep_lead(desk: Desk, case: Case) -> None:
    """Have the lead of a case that is open here be told before its guests' time ends."""
    guests = (Grant.case_id == case.id, Grant.role == GUEST)
    for row in desk.db.scalars(select(Grant).where(*guests)):
        if row.told_with != case.lead_id:
            row.told_with = case.lead_id
    desk.db.flush()


def listed(desk: Desk, calendar: Calendar) -> GuestsView:
    """Return the guests of the cases that one can open; to a guest, her own stays alone."""
    calendar.follow(desk)
    rows = _standing(desk, desk.now)
    mine = desk.who.role in LEGAL
    seen = [row for row in rows if mine or row.principal_id == desk.who.id]
    known, names = labels(desk, {row.case_id for row in seen}), staff.names(desk)
    lasting = forgood.cases_of(desk, desk.who.principals) if known else set()
    views = [
        GuestView(
            case_id=row.case_id,
            number=known[row.case_id].number,
            client_name=known[row.case_id].client_name,
            guest_id=row.principal_id,
            name=names.get(row.principal_id, ""),
            since=row.since,
            until=until,
            last_day=_last_day(until, desk.who.zone),
            soon=until - desk.now <= A_WEEK,
            dates=sum(
                entry.case_id == row.case_id for entry in calendar.of_person(row.principal_id)
            ),
            may_prolong=row.case_id in lasting,
        )
        for row in seen
        if row.case_id in known and (until := row.until) is not None
    ]
    elsewhere = {row.case_id for row in rows if _is_soon(desk, row)} - known.keys()
    shown = desk.who.role == SUPERVISING and elsewhere
    return GuestsView(
        guests=sorted(views, key=lambda view: (view.until, view.name, view.case_id)),
        elsewhere=len(elsewhere - covers.unknown(desk, elsewhere)) if shown else 0,
    )


def stay(desk: Desk, case_id: UUID, guest_id: UUID) -> GuestView:
    """Return a guest of a case.

    Raises:
        NotFound: No such case here, or she is no guest of it now.
    """
    case, names = open_file(desk, case_id), staff.names(desk)
    for row in _standing(desk, desk.now):
        if (row.case_id, row.principal_id) == (case_id, guest_id) and row.until is not None:
            return GuestView(
                case_id=case_id,
                number=case.number,
                client_name="",
                guest_id=guest_id,
                name=names.get(guest_id, ""),
                since=row.since,
                until=row.until,
                last_day=_last_day(row.until, desk.who.zone),
                soon=_is_soon(desk, row),
                dates=0,
            )
    raise NotFound


def is_due(desk: NightDesk) -> bool:
    """Tell whether a guest is to be told that her time ends; one statement."""
    return any(_owed(desk, row) for row in _standing(desk, desk.now))


def settle(desk: NightDesk) -> None:
    """Tell each guest whose time ends within a week, and within a day, and the lead of her case."""
    mailbox, at_work = Mailbox(desk), {row.id for row in staff.active(desk)}
    for row in _standing(desk, desk.now):
        if not _owed(desk, row) or row.until is None:
            continue
        hers = (Grant.case_id == row.case_id, Grant.principal_id == row.principal_id)
        for each in sound(desk.db.scalars(select(Grant).where(*hers, Grant.role == GUEST))):
            each.warned = _stage(desk, row.until)
        mailbox.alarm(row.principal_id, STAY_ENDS, each=True)
        if row.told_with in at_work and row.told_with is not None:
            mailbox.alarm(row.told_with, GUEST_LEAVES, each=True)
        audit.note(desk, "guest.tell", None, guest=str(row.principal_id))
    desk.db.flush()


def _owed(desk: NightDesk, row: Grant) -> bool:
    stage = "" if row.until is None else _stage(desk, row.until)
    return bool(stage) and row.warned not in {stage, DAY}


def _stage(desk: NightDesk, until: datetime) -> str:
    left = until - desk.now
    return DAY if left <= A_DAY else WEEK if left <= A_WEEK else ""


def _standing(desk: NightDesk, now: datetime) -> list[Grant]:
    """Return the newest grant of each guest whose time is not over, as it was given."""
    query = select(Grant).where(Grant.role == GUEST, Grant.until > now).order_by(Grant.epoch)
    found = {(row.case_id, row.principal_id): row for row in sound(desk.db.scalars(query))}
    return list(found.values())


def _lives(desk: Desk, row: Grant) -> bool:
    return row.until is not None and row.until > desk.now


def _is_soon(desk: Desk, row: Grant) -> bool:
    return row.until is not None and row.until - desk.now <= A_WEEK


def _last_day(until: datetime, zone: str) -> date:
    return local(until - timedelta(seconds=1), zone).date()
