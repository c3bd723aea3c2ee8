"""A date printed on an order or notice beside the rule's own count."""

from __future__ import annotations

from datetime import date

from app.law import sentences
from app.law.count import Way, count
from app.law.result import Reading
from app.law.sheet import Sheet, readings_of, write_roll
from app.law.versions import standing
from app.law.vocabulary import EOIR


def write_printed(sheet: Sheet, printed: date) -> None:
    """Put a printed date before the count; warn where the count ends earlier.

    A judge's order governs whatever it says. A date that only repeats the law cannot lengthen it,
    so there the safe day is the earlier of the two and the latest the later. Only the immigration
    courts are known to move a printed day that is closed.
    """
    governs = sheet.rule.printed == "governs"
    way = _way(sheet, governs=governs)
    days = count(sheet.calendar, way, printed)
    counted, authority, safer = sheet.days, sheet.rulebook.regimes[way.regime], sheet.safer
    if sheet.version is None:
        sheet.version = standing(sheet.rule)
    text = sentences.PRINTED_GOVERNS if governs else sentences.PRINTED_REPEATS
    # Whose date it is the rule's own law says; that of all printed dates says how it is taken.
    own = [authority.counting] if way.regime != "PRINTED" else sheet.version.cites[:1]
    sheet.step(text.fill(printed=printed), *own)
    write_roll(sheet, days, way.roll, authority.rolling, way.state)
    readings = list(readings_of(days, way))
    sheet.readings = [Reading("printed", days.due, sentences.AS_PRINTED), *readings[1:]]
    sheet.reach = days, None
    if counted is not None and not governs:
        safe = safer(days.safe, counted.safe)
        days = days._replace(safe=safe, latest=max(days.latest, counted.latest))
    sheet.days, sheet.safe = days, days.safe
    if days.safe != days.due:
        sheet.step(sentences.SAFE.fill(safe=days.safe), authority.rolling)
    if counted is not None and counted.due != days.due:
        sheet.readings.append(Reading("counted", counted.due, sentences.AS_COUNTED))
        if counted.due < days.due:
            sheet.warn("counted_is_earlier", sentences.COUNTED_IS_EARLIER.fill(due=counted.due))


def _way(sheet: Sheet, *, governs: bool) -> Way:
    if sheet.rule.forum not in EOIR:
        return Way(regime="PRINTED", roll="none", later=sheet.later)
    regime = "EOIR_DATE_CERTAIN" if governs else "EOIR_AFTER"
    return Way(regime=regime, roll="next", later=sheet.later)
