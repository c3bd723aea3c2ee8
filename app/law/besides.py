"""What stands beside the version that governs: unsettled times, shadows, a later beginning."""

from __future__ import annotations

from datetime import date, timedelta

from app.law import sentences
from app.law.result import Reading
from app.law.rulebook import Band, Version
from app.law.sheet import Sheet
from app.law.versions import shadows


def write_band(sheet: Sheet, band: Band, start: date) -> None:
    """Write down every reading of an unsettled time; only the safest day stands."""
    sheet.question("transition", band.text)
    safer = sheet.safer
    for version in sheet.rule.versions:
        if version.v in band.between:
            days, because = sheet.tried(version, start), sentences.BY_VERSION.fill(v=version.v)
            sheet.step(because, *version.cites)
            if days is not None:
                sheet.readings.append(Reading(f"version_{version.v}", days.due, because))
                sheet.safe = days.safe if sheet.safe is None else safer(sheet.safe, days.safe)


def write_shadows(sheet: Sheet, key: date, start: date, governing: Version) -> None:
    """Warn with the date of each version that does not govern but may come, or come back."""
    waiting = shadows(sheet.rule, key, governing)
    governed = sheet.tried(governing, start) if waiting else None
    for version in waiting:
        days, code = sheet.tried(version, start), f"shadow_version_{version.v}"
        if days is None:
            sheet.warn(code, sentences.SHADOW_NOTE.fill(note=version.status_note))
        elif governed is None or days.due != governed.due:
            text = sentences.SHADOW.fill(note=version.status_note, due=days.due)
            sheet.warn(code, text)


def write_late_start(sheet: Sheet, version: Version, start: date) -> None:
    """Write the reading under which the clock began later than the day given."""
    late = version.clock.late_start
    if late is not None:
        days = sheet.count(version.clock, start + timedelta(days=late.n))
        sheet.readings.append(Reading("late_start", days.safe, sentences.LATE_START.fill(n=late.n)))
        sheet.warn("late_start", sentences.STARTS_LATE.fill(note=late.text, due=days.safe))
