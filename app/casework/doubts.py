"""What may be a slip of the keys: asked about once, and taken when it is confirmed."""

from datetime import date, timedelta

from app.casework import counting
from app.db.desk import Desk
from app.errors import Refused, Unsure
from app.words import N_

FAR_AHEAD = timedelta(days=4 * 366)
LONG_AGO = timedelta(days=60)
SATURDAY, SUNDAY = 5, 6

A_SATURDAY = N_("This day is a Saturday. Is that right?")
A_SUNDAY = N_("This day is a Sunday. Is that right?")
A_CLOSED_DAY = N_("Federal offices and courts are closed on this day. Is that right?")
PASSED = N_("This day has passed. Check the year: is that right?")
FAR_AWAY = N_("This day is more than four years away. Check the year: is that right?")
AFTER_HEARING = N_("This day is after the hearing that it belongs to. Is that right?")
BEFORE_CASE = N_("On this day the case was not open here yet. Check the year: is that right?")
SOME_TIME_AGO = N_("This day is more than 60 days ago. Check the year: is that right?")


def ask(desk: Desk, asked: Refused) -> None:
    """Ask the person at this desk; a program is taken at its word and told what was doubtful.

    Raises:
        Refused: A person is to look again.
    """
    if desk.asks:
        raise asked
    sentences = asked.doubts if isinstance(asked, Unsure) else asked.fields.values()
    desk.doubted.extend(sentences)


def ask_about(
    desk: Desk,
    field: str,
    day: date,
    zone: str,
    *,
    sure: date | None,
    hearing_on: date | None = None,
) -> None:
    """Let a day pass that somebody typed, if it looks like one to act on, or is sure.

    Only the very day that was asked about is sure: another one is asked about anew.

    Raises:
        Unsure: It is a closed day, has passed, is years away, or after its hearing.
    """
    doubts = _doubts(day, counting.today(desk, zone))
    if hearing_on is not None and day > hearing_on:
        doubts.append(AFTER_HEARING)
    _ask_unless(desk, doubts, field, day, sure)


def ask_about_sitting(desk: Desk, field: str, day: date, *, sure: date | None) -> None:
    """Let the day of a hearing pass on which a court sits as a rule, or that is sure.

    Raises:
        Unsure: It is a closed day.
    """
    _ask_unless(desk, _closed(day), field, day, sure, confirm="starts_sure")


def ask_about_deed(
    desk: Desk, field: str, day: date, zone: str, *, opened: date, sure: date | None
) -> None:
    """Let a day pass on which something was done, if it is near enough, or is sure.

    Raises:
        Unsure: It lies before the case was opened, or long ago.
    """
    today = counting.today(desk, zone)
    doubts = [BEFORE_CASE] if day < min(opened, today) else []  # opened in another zone, perhaps
    if day < today - LONG_AGO:
        doubts.append(SOME_TIME_AGO)
    _ask_unless(desk, doubts, field, day, sure)


def _ask_unless(
    desk: Desk,
    doubts: list[str],
    field: str,
    day: date,
    sure: date | None,
    *,
    confirm: str = "sure",
) -> None:
    if doubts and sure != day:
        ask(desk, Unsure(doubts, field=field, confirm=confirm, value=day.isoformat()))


def _doubts(day: date, today: date) -> list[str]:
    found = []
    if day < today:
        found.append(PASSED)
    elif day > today + FAR_AHEAD:
        found.append(FAR_AWAY)
    return found + _closed(day)


def _closed(day: date) -> list[str]:
    if day.weekday() in {SATURDAY, SUNDAY}:
        return [A_SATURDAY if day.weekday() == SATURDAY else A_SUNDAY]
    return [A_CLOSED_DAY] if counting.is_closed(day) else []
