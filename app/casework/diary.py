"""The calendar as a page: the open dates of a day, a week, a month or a stretch.

Days and counts come from the calendar in memory, rows from their cards. A case that does not open
to whoever asks is in no row and in no count; only of her own dates it is said that they are shut.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from datetime import UTC, date, datetime, time, timedelta
from typing import Final, Literal, NamedTuple
from uuid import UUID

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from app.casework import access, audit, concerns, counting, deadlines, hearings, staff
from app.casework.calendar import Calendar, Entry
from app.casework.casefiles import Label, labels
from app.casework.deadlines import DeadlineView
from app.casework.hearings import HearingView
from app.casework.load import Load, load
from app.clock import instant, local
from app.db.desk import Desk
from app.models import Staff

View = Literal["day", "week", "month", "agenda"]
MINE, TEAM, OFFICE = "mine", "team", "office"
# How many rows of a day are opened: a month shows where to look, a day shows all.
MOST: Final[Mapping[str, int]] = {"day": 200, "week": 30, "month": 4, "agenda": 10}
AGENDA_DAYS: Final = 30
WEEK: Final = timedelta(days=7)
NEAR: Final = timedelta(days=1)  # a clock elsewhere may show the day before or after
FIRST_DAY, LAST_DAY = date(2000, 1, 1), date(2199, 12, 31)
_NO_HOUR = datetime.max.replace(tzinfo=UTC)


class Shown(BaseModel):
    """What somebody's calendar shows: chosen once, kept in her account."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    view: View = "week"
    whose: Literal["mine", "team", "office"] = Field(
        default="mine",
        description="One's own dates; those of the cases that one is on; all that one may know of.",
    )
    kind: Literal["", "hearing", "deadline"] = ""
    clock: Literal["court", "mine"] = Field(
        default="court", description="By whose clock days and hours go."
    )
    person_id: UUID | None = Field(default=None, description="Who answers for it.")


class Item(BaseModel):
    """One date as a calendar writes it."""

    model_config = ConfigDict(frozen=True)

    id: UUID
    case_id: UUID
    kind: Literal["hearing", "deadline"]
    starts: datetime | None = Field(description="On the court's clock, where it has an hour.")
    starts_mine: datetime | None = Field(description="On one's own, where that shows another.")
    tz: str
    number: str
    name: str = Field(repr=False)
    what: str = Field(repr=False, description="A hearing's kind, or what is due.")
    means: str
    is_appointment: bool
    court: str
    place: str = Field(repr=False)
    medium: str
    fatal: bool
    overdue: bool
    responsible: str = Field(description="Who answers for it, where somebody else does.")


class DiaryDay(BaseModel):
    """A day: how much falls on it, and its dates by the hour."""

    model_config = ConfigDict(frozen=True)

    load: Load
    is_closed: bool = Field(description="A weekend or a federal holiday.")
    is_beside: bool = Field(description="It fills a week of the month before or after.")
    items: list[Item] = Field(repr=False)
    more: int = Field(description="How many more there are than are shown.")


class DiaryView(BaseModel):
    """A stretch of the calendar."""

    model_config = ConfigDict(frozen=True)

    shown: Shown
    on: date
    today: date
    before: date
    after: date
    zone: str
    days: list[DiaryDay]
    people: list[tuple[UUID, str]] = Field(description="Who answers for dates of these days.")
    cannot_open: int = Field(description="How many of one's own dates are of a case that is shut.")


class _Dated(NamedTuple):
    on: date
    at: datetime
    entry: Entry


def shown(desk: Desk) -> Shown:
    """Return what one chose to see, or the week of one's own dates."""
    kept = desk.db.get_one(Staff, desk.who.id).diary
    try:
        return Shown.model_validate(kept or {})
    except ValidationError:  # of another version of Amparo
        return Shown()


def keep(desk: Desk, wanted: Shown) -> None:
    """Have one's calendar show this from now on."""
    desk.db.get_one(Staff, desk.who.id).diary = wanted.model_dump(mode="json")
    audit.note(desk, "calendar.keep", desk.who.id)


def diary(desk: Desk, calendar: Calendar, wanted: Shown, on: date | None = None) -> DiaryView:
    """Return the days around one, today by default; as many statements whatever there is."""
    here = counting.today(desk, desk.who.zone)
    on = min(max(on or here, FIRST_DAY), LAST_DAY)
    first, last = span(wanted.view, on)
    entries = _entries(desk, calendar, wanted.whose, first - NEAR, last + NEAR)
    dated = _dated(desk, entries, wanted, first, last)
    opened = access.reach(desk, {each.entry.case_id for each in dated})
    known = [each for each in dated if each.entry.case_id in opened]
    names = staff.names(desk)
    told = [each for each in known if wanted.person_id in {None, each.entry.responsible_id}]
    return DiaryView(
        shown=wanted,
        on=on,
        today=here,
        before=_turned(wanted.view, on, -1),
        after=_turned(wanted.view, on, 1),
        zone=desk.who.zone,
        days=_days(desk, told, wanted.view, on, names),
        people=_people(known, wanted.person_id, names),
        cannot_open=len(dated) - len(known) if wanted.whose == MINE else 0,
    )


def span(view: View, on: date) -> tuple[date, date]:
    """Return the first and the last day that a view of this day shows; weeks begin on Monday."""
    if view == "agenda":
        return on, on + timedelta(days=AGENDA_DAYS - 1)
    first = last = on
    if view == "month":
        first = on.replace(day=1)
        last = _turned(view, on, 1) - timedelta(days=1)
    if view != "day":
        first -= timedelta(days=first.weekday())
        last += timedelta(days=6 - last.weekday())
    return first, last


def _turned(view: View, on: date, by: int) -> date:
    """Return the day that the next view (1) or the one before (-1) is of."""
    if view == "month":
        month = on.replace(day=1) + timedelta(days=31 if by > 0 else -1)
        return month.replace(day=1)
    step = {"day": timedelta(days=1), "week": WEEK, "agenda": timedelta(days=AGENDA_DAYS)}[view]
    return on + step * by


def _entries(
    desk: Desk, calendar: Calendar, whose: str, first: date, last: date
) -> Iterable[Entry]:
    """Return the open dates of these days, and maybe of others, in no order."""
    if whose == MINE:
        return concerns.hers(desk, calendar)
    calendar.follow(desk)
    if whose == TEAM:
        return calendar.of_cases({each.case_id for each in calendar.of_person(desk.who.id)})
    return calendar.between(first, last)


def _dated(
    desk: Desk, entries: Iterable[Entry], wanted: Shown, first: date, last: date
) -> list[_Dated]:
    """Return the dates of these days, by the hour; a day without one comes last."""
    found = [
        _on(entry, wanted.clock, desk.who.zone)
        for entry in entries
        if first - NEAR <= entry.day <= last + NEAR
        and entry.whose == "ours"
        and not entry.is_unlooked
        and wanted.kind in {"", entry.kind}
    ]
    within = [each for each in found if first <= each.on <= last]
    return sorted(within, key=lambda each: (each.on, each.at, not each.entry.fatal, each.entry.id))


def _on(entry: Entry, clock: str, zone: str) -> _Dated:
    if not entry.at:
        return _Dated(entry.day, _NO_HOUR, entry)
    at = instant(datetime.combine(entry.day, time.fromisoformat(entry.at)), entry.tz)
    return _Dated(local(at, zone).date() if clock == "mine" else entry.day, at, entry)


def _people(
    dated: Iterable[_Dated], chosen: UUID | None, names: Mapping[UUID, str]
) -> list[tuple[UUID, str]]:
    """Return who answers for these dates, and whose were chosen, by name."""
    ids = {each.entry.responsible_id for each in dated}
    if chosen is not None:
        ids.add(chosen)
    return sorted(((each, names[each]) for each in ids & names.keys()), key=lambda pair: pair[1])


def _days(
    desk: Desk, dated: Iterable[_Dated], view: View, on: date, names: Mapping[UUID, str]
) -> list[DiaryDay]:
    first, last = span(view, on)
    by_day = defaultdict[date, list[_Dated]](list)
    for each in dated:
        by_day[each.on].append(each)
    picked = {day: _picked(found, MOST[view]) for day, found in by_day.items()}
    items = _items(desk, [each for found in picked.values() for each in found], names)
    days = [first + timedelta(days=ahead) for ahead in range((last - first).days + 1)]
    return [
        DiaryDay(
            load=load(day, (each.entry for each in by_day.get(day, ()))),
            is_closed=counting.is_closed(day),
            is_beside=view == "month" and day.month != on.month,
            items=[items[each.entry.id] for each in picked.get(day, ()) if each.entry.id in items],
            more=len(by_day.get(day, ())) - len(picked.get(day, ())),
        )
        for day in days
    ]


def _picked(found: list[_Dated], most: int) -> list[_Dated]:
    """Return as many of a day as are shown: hearings and what is fatal before the rest."""
    kept = sorted(found, key=lambda each: each.entry.kind == "deadline" and not each.entry.fatal)
    chosen = {each.entry.id for each in kept[:most]}
    return [each for each in found if each.entry.id in chosen]


def _items(desk: Desk, dated: Collection[_Dated], names: Mapping[UUID, str]) -> dict[UUID, Item]:
    known = labels(desk, {each.entry.case_id for each in dated})
    heard = [each.entry.id for each in dated if each.entry.kind == "hearing"]
    due = [each.entry.id for each in dated if each.entry.kind == "deadline"]
    rows: dict[UUID, HearingView | DeadlineView] = {}
    rows |= {row.id: row for row in hearings.by_ids(desk, heard, known)}
    rows |= {row.id: row for row in deadlines.by_ids(desk, due, known)}
    return {
        each.entry.id: _item(desk, each, rows[each.entry.id], known, names)
        for each in dated
        if each.entry.id in rows
    }


def _item(
    desk: Desk,
    dated: _Dated,
    row: HearingView | DeadlineView,
    known: Mapping[UUID, Label],
    names: Mapping[UUID, str],
) -> Item:
    entry, label = dated.entry, known[dated.entry.case_id]
    starts = local(dated.at, entry.tz).replace(tzinfo=None) if entry.at else None
    mine = local(dated.at, desk.who.zone).replace(tzinfo=None) if entry.at else None
    heard = row if isinstance(row, HearingView) else None
    due = row if isinstance(row, DeadlineView) else None
    theirs = entry.responsible_id != desk.who.id
    return Item(
        id=entry.id,
        case_id=entry.case_id,
        kind="hearing" if heard else "deadline",
        starts=starts,
        starts_mine=mine if mine != starts else None,
        tz=entry.tz,
        number=label.number,
        name=label.client_name,
        what=heard.kind if heard else due.title if due else "",
        means=due.means if due else "",
        is_appointment=heard.is_appointment if heard else False,
        court=heard.court_name if heard else "",
        place=heard.place if heard else "",
        medium=heard.medium if heard else "",
        fatal=entry.fatal,
        overdue=due.overdue if due else False,
        responsible=names.get(entry.responsible_id, "") if theirs else "",
    )
