"""The week's test mail: whether mails are still read, and open where their reader stands.

A mail server can take a mail and drop it, a filter can hide it, a link can open nothing, and Amparo
hears of none of these. So once a week whoever gets its mails has one with a button behind its link.
Who pressed any mail's button within the week has said as much already, and gets none.
"""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final
from uuid import UUID

from sqlalchemy import select

from app.casework.mailways import REACH
from app.casework.reminders.mails import ACCEPTED, DROPPED, WEEKLY, test, window_of
from app.casework.reminders.planning import AWAKE_AT, awake_since
from app.casework.reminders.roster import Roster, read_roster
from app.casework.reminders.troubles import TEST_LOST
from app.casework.sound import is_sound, sound
from app.clock import instant, local
from app.db.desk import House, NightDesk
from app.models import Heartbeat, Mail, Setting

NAME: Final = "weekly-test"  # of its sign of life
A_WEEK: Final = timedelta(days=7)
PRESSED_WITHIN: Final = timedelta(days=2)
MAILED_WITHIN: Final = timedelta(days=14)
WEDNESDAY: Final = 2  # later in the week none goes, since the next comes soon


@dataclass(frozen=True, slots=True)
class Test:
    """How the week's test of one colleague stands."""

    person: UUID
    sent_at: datetime | None  # None where none had to go, or it waits
    pressed_at: datetime | None
    late_since: datetime | None  # when the first went that she should have answered by now


def is_due(desk: NightDesk) -> bool:
    """Tell whether somebody is owed this week's test, or how they stand is another by now."""
    if not _is_asked(desk):
        return False
    roster, rows = read_roster(desk), _rows(desk)
    beat = desk.db.get(Heartbeat, NAME)
    said = (beat.count, beat.trouble) if beat is not None else (0, "")
    return bool(_owed(desk, roster, rows)) or said != _stand(desk, roster, rows)


def settle(desk: NightDesk) -> None:
    """Have this week's tests go to who is owed one, and keep how many are not answered."""
    roster, rows = read_roster(desk), _rows(desk)
    owed = _owed(desk, roster, rows)
    pressed = _pressed_lately(desk) if owed else {}
    for person in sorted(owed):
        at = max(desk.now, roster.in_court.get(person, desk.now))
        mail = test(desk, person, window_of(desk.house, _monday(desk.house, desk.now)), at)
        if person in pressed:
            mail.state, mail.owed, mail.pressed_at = DROPPED, False, pressed[person]
        rows.append(mail)
    _keep(desk, _stand(desk, roster, rows))


def answered(desk: NightDesk, mail: Mail) -> None:
    """Note that the reader of a mail pressed a button behind its link: her tests are answered."""
    mail.pressed_at = desk.now
    for row in _rows(desk):
        if row.recipient_id == mail.recipient_id and row.pressed_at is None:
            row.pressed_at = desk.now
    desk.db.flush()
    if desk.db.get(Heartbeat, NAME) is not None:
        _keep(desk, _stand(desk, read_roster(desk), _rows(desk)))


def unanswered(desk: NightDesk) -> int | None:
    """Return how many have not answered in time; None where nobody was ever asked."""
    row = desk.db.get(Heartbeat, NAME)
    return row.count if row is not None else None


def tests(desk: NightDesk, roster: Roster) -> list[Test]:
    """Return how the newest test of each colleague stands who is here; one statement."""
    return _tests(desk, roster, _rows(desk))


def _tests(desk: NightDesk, roster: Roster, rows: Iterable[Mail]) -> list[Test]:
    found: dict[UUID, list[Mail]] = {}
    for row in rows:
        if row.recipient_id in roster.roles and row.recipient_id not in roster.covers:
            found.setdefault(row.recipient_id, []).append(row)
    return [_test(desk, person, hers) for person, hers in found.items()]


def _test(desk: NightDesk, person: UUID, hers: list[Mail]) -> Test:
    newest = max(hers, key=lambda row: row.window)
    late = [at for row in hers if (at := _sent_at(row)) and _is_late(desk, row, at)]
    return Test(person, _sent_at(newest), newest.pressed_at, min(late, default=None))


def _sent_at(row: Mail) -> datetime | None:
    return row.accepted_at if row.state == ACCEPTED else None


def _is_late(desk: NightDesk, row: Mail, sent_at: datetime) -> bool:
    return row.pressed_at is None and desk.now - sent_at > PRESSED_WITHIN


def _stand(desk: NightDesk, roster: Roster, rows: Iterable[Mail]) -> tuple[int, str]:
    """Return how many have not answered in time, and what is wrong where nobody has."""
    found = _tests(desk, roster, rows)
    late = sum(each.late_since is not None for each in found)
    return late, TEST_LOST if late and late == len(found) else ""


def _keep(desk: NightDesk, stand: tuple[int, str]) -> None:
    row = desk.db.get(Heartbeat, NAME)
    if row is None:
        row = Heartbeat(name=NAME, at=desk.now, count=0, trouble="")
        desk.db.add(row)
    if (row.count, row.trouble) != stand:  # else presses at the same moment would be in conflict
        row.at, row.count, row.trouble = desk.now, *stand


def _is_asked(desk: NightDesk) -> bool:
    """Tell whether the office has said how telephones reach this server: before, none is tested."""
    row = desk.db.get(Setting, REACH)
    return row is not None and is_sound(row) and bool(row.value.get("how"))


def _owed(desk: NightDesk, roster: Roster, rows: Collection[Mail]) -> set[UUID]:
    """Return who gets Amparo's mails and has no test of this week, from Monday to Wednesday.

    Whoever is away is asked once she is back.
    """
    house, now = desk.house, desk.now
    is_early = local(now, house.settings.timezone).weekday() <= WEDNESDAY
    if not is_early or awake_since(house, now) is None:
        return set()
    window = window_of(house, _monday(house, now))
    lately = Mail.accepted_at.between(now - MAILED_WITHIN, now)
    mailed = set(desk.db.scalars(select(Mail.recipient_id).where(lately).distinct()))
    here = (mailed & roster.roles.keys()) - roster.covers.keys()
    return here - {row.recipient_id for row in rows if row.window >= window}


def _monday(house: House, now: datetime) -> datetime:
    """Return when the tests of this week become due."""
    zone = house.settings.timezone
    today = local(now, zone).date()
    return instant(datetime.combine(today - timedelta(days=today.weekday()), AWAKE_AT), zone)


def _rows(desk: NightDesk) -> list[Mail]:
    """Return the tests of this week and of the last."""
    since = window_of(desk.house, _monday(desk.house, desk.now) - A_WEEK)
    query = select(Mail).where(Mail.kind == WEEKLY, Mail.window >= since)
    return sound(desk.db.scalars(query))


def _pressed_lately(desk: NightDesk) -> dict[UUID, datetime]:
    """Return who pressed a button behind a mail's link within a week, and when."""
    since = desk.now - A_WEEK
    rows = sound(desk.db.scalars(select(Mail).where(Mail.accepted_at.between(since, desk.now))))
    pressed = sorted((row.pressed_at, row.recipient_id) for row in rows if row.pressed_at)
    return {person: at for at, person in pressed if at >= since}
