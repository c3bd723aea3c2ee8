"""What a failure of electronic filing on the last day does, and the last hour in two zones."""

from __future__ import annotations

from datetime import date, datetime, time
from typing import Final
from zoneinfo import ZoneInfo

from app.law import sentences
from app.law.calendar import BROAD, PREVAILING, next_open
from app.law.days import Days
from app.law.inputs import Outage
from app.law.result import Reading
from app.law.sheet import Sheet

_OFFICE_TARGET: Final = time(17)
"""The office's own target; the system's cut-off minute could not be verified (section 2)."""


def write_outage(sheet: Sheet, days: Days, outage: Outage) -> None:
    """Move the last day past an unplanned outage; the safe day never moves."""
    if outage.planned:
        sheet.warn("outage", sentences.OUTAGE_PLANNED)
    elif outage.on != days.due or sheet.given.facts.get("filing") == "paper":
        sheet.warn("outage", sentences.OUTAGE_BESIDE)
    elif outage.available_again is None:
        sheet.warn("outage", sentences.OUTAGE_OPEN)
    elif outage.available_again <= days.due:
        sheet.warn("outage", sentences.OUTAGE_BESIDE)
    else:
        due = next_open(sheet.calendar, outage.available_again, PREVAILING)
        latest = max(days.latest, next_open(sheet.calendar, outage.available_again, BROAD))
        sheet.days = days._replace(due=due, latest=latest)
        text = sentences.OUTAGE_MOVES.fill(due=due)
        sheet.step(text, sheet.rulebook.outages)
        sheet.readings.append(Reading("outage", due, text))
        sheet.warn("outage", sentences.OUTAGE_COUNTED)


def write_last_hour(sheet: Sheet, safe: date) -> None:
    """Tell the last hour of the safe day at the court and at the attorney's desk."""
    court, attorney = sheet.given.court, sheet.given.attorney
    if court is None and sheet.rule.zone is not None:
        court = ZoneInfo(sheet.rule.zone)
    if court is None or (attorney is None and sheet.given.court is None):
        return
    desk = attorney or court
    local = datetime.combine(safe, _OFFICE_TARGET, court).astimezone(desk)
    sheet.warn(
        "last_hour",
        sentences.LAST_HOUR.fill(
            last=_OFFICE_TARGET,
            court=court.key,
            day=safe,
            attorney=desk.key,
            time=local.time(),
            local_day=local.date(),
        ),
        changes=False,
    )
