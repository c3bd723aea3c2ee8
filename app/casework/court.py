"""“In court until …”: said by whoever is there, at once, and over by itself at its hour.

Meanwhile urgent mails of what she answers for go to her back-up too, and her routine ones wait.
Nothing is lost by it: what is told stays told, and they leave when the hour is over.
"""

from datetime import datetime, time, timedelta
from typing import Annotated, Final

from pydantic import BaseModel, ConfigDict, StringConstraints
from sqlalchemy import select

from app.casework import audit
from app.casework.policy import CASEWORK
from app.casework.reminders.mails import DIGEST, READY, put_off
from app.casework.reminders.roster import sits_until
from app.casework.reminders.seen import reader_of
from app.clock import instant, local
from app.db.desk import Desk, NightDesk
from app.errors import NotFound, Refused
from app.models import Mail, Staff
from app.words import N_

BEGUN, ENDED, BY_LINK = "court.begin", "court.end", "court.begin_by_link"
PASSED: Final = N_("This hour has passed. Choose a later one of today.")
OFFERED: Final = 16
_STEP: Final = timedelta(minutes=30)
_HOUR: Final = r"^([01][0-9]|2[0-3]):[0-5][0-9]$"


class NewCourt(BaseModel):
    """Until which hour of today, where she is."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    until: Annotated[str, StringConstraints(pattern=_HOUR)]


class CourtView(BaseModel):
    """Until when whoever sits here is in court; None where she is not."""

    model_config = ConfigDict(frozen=True)

    until: datetime | None


def sit(desk: Desk, new: NewCourt) -> None:
    """Say that one is in court until an hour of today; another hour takes its place.

    Raises:
        Refused: The hour has passed.
    """
    _sit(desk, desk.db.get_one(Staff, desk.who.id), new)
    audit.note(desk, BEGUN, desk.who.id)


def sit_by_link(desk: NightDesk, token: str, new: NewCourt) -> None:
    """Say it from a mail's link, for the mail's reader.

    Raises:
        NotFound: The link leads to no mail, or is old.
        Refused: The hour has passed.
    """
    row = reader_of(desk, token)
    if row is None or row.role not in CASEWORK:
        raise NotFound
    _sit(desk, row, new)
    audit.note(desk, BY_LINK, None, person=str(row.id))


def leave(desk: Desk) -> None:
    """Say that one is out again, or was in no court; what waited leaves now."""
    row = desk.db.get_one(Staff, desk.who.id)
    if sits_until(row, desk.now) is None:
        return
    for mail in _waiting(desk, row):
        if mail.not_before == row.in_court_until:
            put_off(mail, desk.now)
    row.in_court_until = None
    audit.note(desk, ENDED, desk.who.id)


def mine(desk: Desk) -> CourtView:
    """Return until when whoever sits here is in court."""
    return CourtView(until=sits_until(desk.db.get_one(Staff, desk.who.id), desk.now))


def by_link(desk: NightDesk, token: str) -> tuple[str, list[str]]:
    """Return until which hour a mail's reader is in court, else which hours she may say.

    Nothing where the link is none or old, or she works on no cases.
    """
    row = reader_of(desk, token)
    if row is None or row.role not in CASEWORK:
        return "", []
    zone = row.zone or desk.house.settings.timezone
    until = sits_until(row, desk.now)
    if until is not None:
        return local(until, zone).strftime("%H:%M"), []
    return "", hours(desk.now, zone)


def hours(now: datetime, zone: str) -> list[str]:
    """Return the half hours of today that are still to come there, the next ones first."""
    here = local(now, zone).replace(tzinfo=None)
    first = here.replace(minute=30 if here.minute < 30 else 0, second=0, microsecond=0)  # noqa: PLR2004 - half an hour
    first += timedelta(0) if first > here else timedelta(hours=1)
    found = [first + _STEP * step for step in range(OFFERED)]
    return [each.strftime("%H:%M") for each in found if each.date() == here.date()]


def _sit(desk: NightDesk, row: Staff, new: NewCourt) -> None:
    zone = row.zone or desk.house.settings.timezone
    today = local(desk.now, zone).date()
    until = instant(datetime.combine(today, time.fromisoformat(new.until)), zone)
    if until <= desk.now:
        raise Refused(fields={"until": PASSED})
    before = row.in_court_until
    for mail in _waiting(desk, row):
        if mail.not_before < until or mail.not_before == before:
            put_off(mail, until)
    row.in_court_until = until


def _waiting(desk: NightDesk, row: Staff) -> list[Mail]:
    mine = (Mail.recipient_id == row.id, Mail.kind == DIGEST, Mail.state == READY)
    return list(desk.db.scalars(select(Mail).where(*mine)))
