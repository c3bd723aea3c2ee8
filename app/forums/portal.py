"""Reading a list of hearings, or one case's text, as somebody copied it from a court's portal.

Nothing is fetched and nothing in the text is run. A line that says nothing sure is handed back, so
that whoever pasted it sees what was not read: half a paste, a menu, a name alone. Days are read as
the courts write them, the month first.
"""

import json
import re
from collections.abc import Iterator
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, field, replace
from datetime import date
from functools import cache
from itertools import pairwise
from typing import Any

from app.forums import courts
from app.forums.formats import UnreadableNumber, a_number

LONGEST = 60_000  # characters; some six hundred settings, and no form holds more
A_NUMBER = re.compile(
    r"(?<![\w/])(?:A(?:[\s#:\-\u2010-\u2015]|lien|no\.?|umber)*)?"
    r"(\d{3}[ \-\u2010-\u2015]?\d{3}[ \-\u2010-\u2015]?\d{3})(?![\d/\-:])"
    r"|(?<!\w)A[\s#:\-]*(\d{2}[ \-]?\d{3}[ \-]?\d{3}|\d{7,8})(?![\d/\-:])",
    re.IGNORECASE,
)
FILE_NUMBER = re.compile(
    r"(?<![\w-])([B-DF-HJ-NP-TV-XZ2-9]{4}-?[B-DF-HJ-NP-TV-XZ2-9]{3})(?![\w-])", re.IGNORECASE
)
# Of a district court, “3:26-cv-00112”; a receipt of USCIS; of a court of appeals, which is short
# enough to be a room, so that it stands at the head of a line or a cell, or behind its word.
DOCKET = re.compile(
    r"(?<![\w:/-])(?P<district>\d:\d{2}-(?:cv|cr|mc)-\d{3,6})(?!\d)"
    r"|(?<!\w)(?P<receipt>[A-Z]{3}\d{10})(?!\w)"
    r"|(?:(?:\b(?:docket|case|appeal)(?:\s+(?:no\.?|number))?|\bno\.)[\s:#]*|^\s*|[\t|]\s*)"
    r"(?P<appeal>\d{2}-\d{3,5})(?![\w/\-])",
    re.IGNORECASE | re.MULTILINE,
)
MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_MONTH = r"(?<![a-z])(?P<name>(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]{0,6})\.?"
DAYS = tuple(
    re.compile(pattern, re.IGNORECASE)
    for pattern in (
        r"(?<!\d)(?P<year>\d{4})-(?P<month>\d{1,2})-(?P<day>\d{1,2})(?:T(?P<rest>[\d:.]+)Z?)?(?!\d)",
        r"(?<![\d/])(?P<month>\d{1,2})[/.\-](?P<day>\d{1,2})[/.\-](?P<year>\d{4}|\d{2})(?![\d/])",
        _MONTH + r"\s+(?P<day>\d{1,2})(?:st|nd|rd|th)?,?\s+(?P<year>\d{4})(?!\d)",
        r"(?<!\d)(?P<day>\d{1,2})(?:st|nd|rd|th)?\s+" + _MONTH + r",?\s+(?P<year>\d{4})(?!\d)",
    )
)
HOUR = re.compile(
    r"(?<![\d:])(?P<hour>\d{1,2})(?::(?P<minute>\d{2}))?(?::\d{2})?\s*(?P<half>[ap])\.?\s?m\b\.?"
    r"|(?<![\d:])(?P<hour24>[01]?\d|2[0-3]):(?P<minute24>[0-5]\d)(?!\d|-(?:cv|cr|mc)-)",
    re.IGNORECASE,
)
OTHER_DAYS = re.compile(
    r"birth|\bdob\b|entered|entry|received|\bfiled\b|\bdue\b|decision|issued|printed|as of|served"
    r"|(?:osc|docket)[ _]?date|\bnta\b|updated|charging|elapsed|compdate",
    re.IGNORECASE,
)
NO_HEARING = re.compile(
    r"no (?:future|upcoming|scheduled) hearings?|there are no .{0,20}hearings?", re.IGNORECASE
)
KINDS = (
    ("bond", re.compile(r"\bbond\b|custody (?:hearing|redetermination)", re.IGNORECASE)),
    ("individual", re.compile(r"\bindividual\b|\bmerits\b", re.IGNORECASE)),
    ("master", re.compile(r"\bmaster\b|\bMCH\b", re.IGNORECASE)),
    ("fear_review", re.compile(r"(?:credible|reasonable)[ -]fear", re.IGNORECASE)),
)
WAYS = (
    ("telephone", re.compile(r"telephonic|by (?:tele)?phone|teleconference", re.IGNORECASE)),
    ("video", re.compile(r"\bvideo|webex|internet|televideo|\bVTC\b", re.IGNORECASE)),
    ("in_person", re.compile(r"in[- ]person|personal appearance", re.IGNORECASE)),
)
JUDGE = re.compile(
    r"(?:immigration judge|judge|\bIJ)\b(?:\s+name)?[:.\s]*"
    r"(?P<who>[^\W\d_][^\t|;:\d\n]{1,60}?)(?=\s{2,}|[\t|;:\d\n]|$)",
    re.IGNORECASE,
)
PLACE = re.compile(
    r"(?:court(?: address| location)?|(?:hearing )?location|base city|held at)\s*[:\-]\s*"
    r"(?P<where>[^\t|;\n]{2,100})",
    re.IGNORECASE,
)
UNSEEN = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\u200b-\u200f\u202a-\u202e\u2060\ufeff]")
CAL_TYPES = {"M": "master", "I": "individual"}
MEDIA = {"P": "in_person", "V": "video", "T": "telephone", "A": "video", "W": "video", "C": "video"}
HALF_A_DAY, NOON, EARLIEST_SURE = 12, 12, 7
CENTURY = 2000


@dataclass(frozen=True, slots=True)
class Listing:
    """One setting as the portal lists it; what the text does not say is empty."""

    line: int  # on which it begins, counted from one
    text: str = field(repr=False)
    # Nine digits, a file number without its dash, a docket's where a line has no other; or unread.
    number: str = field(repr=False)
    on: date | None = field(default=None, repr=False)
    at: str = ""
    either_half: bool = False  # an hour without a.m. or p.m., which may be both
    kind: str = ""
    medium: str = ""
    judge: str = field(default="", repr=False)
    court: str = ""
    cities: tuple[str, ...] = ()
    none_there: bool = False  # the portal says that there is no hearing
    docket: str = field(default="", repr=False)  # of the one proceeding that it names


@dataclass(frozen=True, slots=True)
class Reading:
    """What a text lists, and the lines of which nothing was understood."""

    listings: list[Listing] = field(default_factory=list, repr=False)
    unread: list[tuple[int, str]] = field(default_factory=list, repr=False)


@dataclass(slots=True)
class _Block:
    """Lines that belong to one number."""

    number: str
    lines: list[tuple[int, str]] = field(default_factory=list)

    @property
    def is_docket(self) -> bool:
        """Whether its number is a docket's, which says nothing of the client."""
        return bool(DOCKET.fullmatch(self.number))

    @property
    def is_row(self) -> bool:
        """Whether its first line has its day too, as in a list with one setting a line."""
        return _is_dated(self.lines[0][1])


def read(text: str, file_numbers: AbstractSet[str] = frozenset()) -> Reading:
    """Return what somebody pasted, read; of numbers of our own, those that are given."""
    shown = UNSEEN.sub("", text[:LONGEST]).replace("\xa0", " ").replace("\r\n", "\n")
    answered = _answer(shown)
    if answered:
        return Reading(answered)
    blocks, unread = _blocks(shown, file_numbers)
    found = Reading(unread=unread)
    for block in blocks:
        found.listings.extend(_listings(block))
    return found


def numbers_in(text: str) -> set[str]:
    """Return the numbers by which a court may list what somebody typed as a proceeding's number."""
    found = {_number(each.group(1) or each.group(2)) for each in A_NUMBER.finditer(text)}
    return (found | {number for _, number in _dockets(text)}) - {""}


def same_judge(ours: str, theirs: str) -> bool:
    """Tell whether two names may be one judge's: all words of one stand in the other."""
    one, other = ({w for w in courts.fold(name).split() if len(w) > 1} for name in (ours, theirs))
    shorter, longer = sorted((one, other), key=len)
    return shorter <= longer


def same_place(ours: str, listing: Listing) -> bool:
    """Tell whether a listing may be at this court; where it names no place it may."""
    court = courts.court(ours)
    if court is None:
        return True
    if listing.court:
        theirs = courts.court(listing.court)
        base = (court.base_city, theirs.base_city) if theirs else ("", "")
        return listing.court == court.code or (base[0] != "" and base[0] == base[1])
    return not listing.cities or courts.fold(court.city) in listing.cities


# --- one case's answer, as a program gets it --------------------------------------------------


def _answer(text: str) -> list[Listing]:
    """Return what the portal's own answer says, where the text is one or several such, whole."""
    if not text.lstrip().startswith(("{", "[")):
        return []
    try:
        found = json.loads(text)
    except (ValueError, RecursionError):
        return []
    rows = found if isinstance(found, list) else [found]
    return [each for row in rows if isinstance(row, dict) for each in _answered(row)]


def _answered(row: dict[str, Any]) -> Iterator[Listing]:
    schedule = row.get("Schedule")
    number = _number(str(row.get("AlienNumber", "")))
    if not number:
        return
    if not isinstance(schedule, dict) or not schedule.get("AdjDate"):
        yield Listing(line=1, text="", number=number, none_there=True)
        return
    days = _days(str(schedule["AdjDate"]))
    hours = _hours(str(schedule.get("AdjTime") or ""))
    at, either = hours[0] if hours else ("", False)
    place = str(schedule.get("HearingLocationCode") or "")
    yield Listing(
        line=1,
        text="",
        number=number,
        on=days[0] if days else None,
        at=at,
        either_half=either,
        kind=CAL_TYPES.get(str(schedule.get("CalType")), ""),
        medium=MEDIA.get(str(schedule.get("HearingMedium")), ""),
        judge=str(schedule.get("IJ_Name") or "")[:100],
        court=place if courts.court(place) else "",
    )


# --- lines of text ----------------------------------------------------------------------------


def _blocks(text: str, ours: AbstractSet[str]) -> tuple[list[_Block], list[tuple[int, str]]]:
    """Return the lines by the number that they belong to, and those that belong to none.

    Where the first day stands before the first number, days lead: each opens the next setting.
    Where a number's own line has its day, a line with another day and no number is nobody's: it
    is handed back as a setting whose number was not read, never as the client's before.
    """
    blocks: list[_Block] = []
    before: list[tuple[int, str]] = []
    days_lead: bool | None = None
    for at, line in enumerate(text.split("\n"), start=1):
        if not line.strip():
            continue
        is_dated = _is_dated(line)
        is_its_own = is_dated or not blocks or blocks[-1].is_docket
        parts = list(_parts(line, ours, dockets=is_its_own))
        if days_lead is None and (is_dated or parts[0][0]):
            days_lead = is_dated and not parts[0][0]
        for number, part in parts:
            if number:
                blocks.append(_Block(number, [*(before if days_lead else ()), (at, part)]))
                before = [] if days_lead else before
            elif blocks and is_dated and blocks[-1].is_row and not days_lead:
                blocks.append(_Block("", [(at, part)]))
            elif not blocks or (days_lead and is_dated) or (days_lead and before):
                before.append((at, part))
            else:
                blocks[-1].lines.append((at, part))
    return blocks, before


def _parts(line: str, ours: AbstractSet[str], *, dockets: bool) -> Iterator[tuple[str, str]]:
    """Yield a line by the numbers in it: one line may hold several settings."""
    found = [(each.start(), number) for each, number in _numbers(line, ours)]
    if dockets and not found:
        found = [(each.start(), number) for each, number in _dockets(line)]
    if len(found) <= 1:
        yield (found[0][1] if found else "", line)
        return
    days = [each.start() for pattern in DAYS for each in pattern.finditer(line)]
    cuts = sorted(days) if days and min(days) < found[0][0] else [start for start, _ in found]
    cuts = [0, *cuts[1:], len(line)]
    for begin, end in pairwise(cuts):
        number = next((number for start, number in found if begin <= start < end), "")
        yield number, line[begin:end]


def _numbers(line: str, ours: AbstractSet[str]) -> Iterator[tuple[re.Match[str], str]]:
    for each in A_NUMBER.finditer(line):
        if number := _number(each.group(1) or each.group(2)):
            yield each, number
    for each in FILE_NUMBER.finditer(line):
        bare = each.group(1).replace("-", "").upper()
        if bare in ours:
            yield each, bare


def _dockets(text: str) -> Iterator[tuple[re.Match[str], str]]:
    for each in DOCKET.finditer(text):
        district, receipt, appeal = each.group("district", "receipt", "appeal")
        yield each, (district or receipt or appeal).upper()


def _number(typed: str) -> str:
    try:
        return a_number(typed)
    except UnreadableNumber:
        return ""


def _listings(block: _Block) -> list[Listing]:
    """Return every setting that stands under one number; one without a day where there is none."""
    text = "\n".join(line for _, line in block.lines)
    begun = Listing(line=block.lines[0][0], text=text, number=block.number, **_facts(text))
    found: dict[date, Listing] = {}
    for at, (number, line) in enumerate(block.lines):
        if OTHER_DAYS.search(line) and "hearing" not in line.casefold():
            continue
        following = block.lines[at + 1][1] if at + 1 < len(block.lines) else ""
        hours = _hours(line) or ([] if _days(following) else _hours(following))
        for which, day in enumerate(_days(line)):
            hour, either = hours[min(which, len(hours) - 1)] if hours else ("", False)
            if day not in found or (hour and not found[day].at):
                found[day] = replace(begun, line=number, on=day, at=hour, either_half=either)
    if found:
        return _each_its_own(block, list(found.values()))
    return [replace(begun, none_there=bool(NO_HEARING.search(text)))]


def _each_its_own(block: _Block, found: list[Listing]) -> list[Listing]:
    """Let each of several settings of one number keep what its own line says."""
    if len(found) == 1:
        return found
    lines = dict(block.lines)
    return [replace(each, text=lines[each.line], **_facts(lines[each.line])) for each in found]


def _facts(text: str) -> dict[str, Any]:
    judge = JUDGE.search(text)
    place = PLACE.search(text)
    where = place.group("where").strip() if place else ""
    who = judge.group("who").strip(" ,.-") if judge else ""
    elsewhere = text.replace(judge.group(), " ") if judge else text
    return {
        "kind": next((kind for kind, pattern in KINDS if pattern.search(text)), ""),
        "medium": next((way for way, pattern in WAYS if pattern.search(text)), ""),
        "judge": who if who.casefold() not in {"name", "not assigned"} else "",
        "court": _court(where),
        "cities": _cities(elsewhere),
        "docket": next((number for _, number in _dockets(text)), ""),
    }


def _court(where: str) -> str:
    """Return the one court that a labelled place names, by its code or so that no other fits."""
    first = where.split(",", maxsplit=1)[0].strip()
    if len(first) == len("NYC") and first.isupper() and courts.court(first):
        return first
    bases = [each for each in courts.find(first) if each.is_base]
    return bases[0].code if len(bases) == 1 else ""


def _cities(text: str) -> tuple[str, ...]:
    """Return the cities of courts that a text names with their state: “Houston, TX”."""
    folded = f" {courts.fold(text)} "
    return tuple(city for city, state in _known_cities() if f" {city} {state} " in folded)


@cache
def _known_cities() -> tuple[tuple[str, str], ...]:
    known = {(courts.fold(each.city), each.state.casefold()) for each in courts.all_courts()}
    return tuple(sorted(pair for pair in known if pair[0]))


def _is_dated(line: str) -> bool:
    return bool(_days(line)) and not OTHER_DAYS.search(line)


def _days(text: str) -> list[date]:
    """Return the days in a text, in their order; what is no day of a calendar is none."""
    found: dict[int, date] = {}
    for pattern in DAYS:
        for each in pattern.finditer(text):
            parts = each.groupdict()
            name = (parts.get("name") or "")[:3].casefold()
            month = MONTHS.index(name) + 1 if name in MONTHS else int(parts.get("month") or 0)
            year = int(parts["year"])
            try:
                day = date(year if year >= CENTURY else CENTURY + year, month, int(parts["day"]))
            except ValueError:
                continue
            found.setdefault(each.start(), day)
    return [found[start] for start in sorted(found)]


def _hours(text: str) -> list[tuple[str, bool]]:
    """Return the hours in a text, and of each whether it may also be twelve hours later."""
    bare = re.sub(r"T00:00(?::00)?", " ", text)
    found = []
    for each in HOUR.finditer(bare):
        if each.group("half"):
            hour = int(each.group("hour")) % NOON
            hour += HALF_A_DAY if each.group("half").casefold() == "p" else 0
            if int(each.group("hour")) <= NOON:
                found.append((f"{hour:02}:{each.group('minute') or '00'}", False))
        else:
            hour = int(each.group("hour24"))
            found.append((f"{hour:02}:{each.group('minute24')}", hour < EARLIEST_SURE))
    return found
