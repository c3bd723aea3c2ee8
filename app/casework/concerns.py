"""Which dates concern whoever sits here, and where on Today each stands; no card is opened."""

from collections.abc import Collection, Mapping
from datetime import UTC, date, datetime, time, timedelta
from typing import NamedTuple
from uuid import UUID

from app.casework import away, counting, reminders, screens
from app.casework.calendar import Calendar, Entry
from app.casework.load import Load, load
from app.casework.policy import SUPERVISING
from app.casework.slots import FATAL_DAYS, URGENT_DAYS
from app.clock import instant
from app.db.desk import Desk

SOON_DAYS = 14
HEARINGS, URGENT, AHEAD, NEW, SOON = "hearings", "urgent", "ahead", "new", "soon"
COMING = "coming"  # hearings of the next two weeks
# How many of each place are shown and therefore opened: the page of a full calendar stays light.
# What is new and what comes soon share their room, so that neither is cut while there is some.
# Of the red dates only those are cut that come later than tomorrow, as far as anybody's day goes.
MOST = {HEARINGS: 24, URGENT: 12, AHEAD: 10, NEW: 14, SOON: 20, COMING: 8}
MOST_DUE = 60  # overdue or due by tomorrow, beside the later ones: more are no day's work
OWN, COVERED, LED, TOLD = "own", "covered", "led", "told"
_WEEK = 7
_LATER_THAN_ANY_HOUR = datetime.max.replace(tzinfo=UTC)


class Concern(NamedTuple):
    """An open date as it concerns whoever sits here."""

    entry: Entry
    left: int  # days, on the calendar of its zone
    tie: str  # hers as responsible or back-up, or as cover; of a case she leads; or told to her
    waits: bool  # for her word
    opens: int  # days until the next business day there
    over: bool  # its day has passed, or its hour on that day

    @property
    def is_deadline(self) -> bool:
        """Whether it is a deadline, not a hearing."""
        return self.entry.kind == "deadline"

    @property
    def hurts(self) -> bool:
        """Whether a client is hurt where whoever answers for it forgets it: heard, or red."""
        return not self.is_deadline or self.is_red(SOON_DAYS)

    @property
    def is_due(self) -> bool:
        """Whether its day has passed, or is today or tomorrow."""
        return self.left <= 1

    @property
    def is_of_tomorrow(self) -> bool:
        """Whether it is a deadline of ours that ends tomorrow, fatal or not."""
        return self.is_deadline and self.entry.whose == "ours" and self.left == 1

    def is_red(self, days: int) -> bool:
        """Tell whether it is overdue, of today, or fatal within so many days."""
        if not self.is_deadline or self.entry.whose != "ours":
            return False
        return self.left <= 0 or (self.entry.fatal and self.left <= days)


def concerning(desk: Desk, calendar: Calendar) -> list[Concern]:
    """Return the dates that concern whoever sits here, in no order; three statements, or four.

    Hers are those that she answers for or backs up; while she covers for a colleague, also that
    one's. Of the cases that she leads she sees beside these whatever can hurt her client, whoever
    answers for it; a supervisor, what was told to her and waits for her word.
    """
    calendar.follow(desk)
    ties = _ties(desk, calendar)
    waiting = reminders.waiting(desk, [entry for entry, _ in ties if entry.kind == "deadline"])
    here = {tz: counting.today(desk, tz) for tz in {entry.tz for entry, _ in ties}}
    opens = {day: (counting.next_business_day(day) - day).days for day in set(here.values())}
    found = [
        _concern(desk, entry, tie, day=here[entry.tz], waiting=waiting, opens=opens)
        for entry, tie in ties
    ]
    return [
        each
        for each in found
        if each.tie in {OWN, COVERED} or each.waits or (each.tie == LED and each.hurts)
    ]


def _concern(
    desk: Desk,
    entry: Entry,
    tie: str,
    *,
    day: date,
    waiting: Collection[UUID],
    opens: Mapping[date, int],
) -> Concern:
    left = (entry.safe - day).days
    return Concern(
        entry,
        left=left,
        tie=tie,
        waits=entry.id in waiting,
        opens=opens[day],
        over=left < 0 or (left == 0 and counting.is_over(desk, day, entry.at, entry.tz)),
    )


def _ties(desk: Desk, calendar: Calendar) -> list[tuple[Entry, str]]:
    me, kept = desk.who.id, screens.kept_from(desk, desk.who.id)
    ties = {entry.id: (entry, LED) for entry in calendar.of_person(me)}
    for each in away.running(desk):
        if each.cover_id == me:
            ties |= {
                entry.id: (entry, COVERED)
                for entry in calendar.of_person(each.person_id)
                if each.person_id in {entry.responsible_id, entry.backup_id}
                and not _is_hidden(entry, kept)
            }
    ties |= {
        entry.id: (entry, OWN)
        for entry in calendar.of_person(me)
        if me in {entry.responsible_id, entry.backup_id}
    }
    if desk.who.role == SUPERVISING:
        # A reminder of a closed day rings some days earlier, so a week is added.
        horizon = desk.now.date() + timedelta(days=URGENT_DAYS + _WEEK)
        ties = {
            entry.id: (entry, TOLD)
            for entry in calendar.open_entries(horizon)
            if not _is_hidden(entry, kept)
        } | ties
    return list(ties.values())


def of_the_office(desk: Desk, calendar: Calendar, until: date | None = None) -> list[Entry]:
    """Return the open dates that a supervisor may hear of though she does not answer for them.

    All, or those up to a day.
    """
    kept = screens.kept_from(desk, desk.who.id)
    return [entry for entry in calendar.open_entries(until) if not _is_hidden(entry, kept)]


def _is_hidden(entry: Entry, kept: Collection[UUID]) -> bool:
    """Tell whether a date is nothing to a supervisor who does not answer for it."""
    return entry.sealed or entry.case_id in kept


def place(each: Concern) -> str | None:
    """Return where a date stands: the most urgent place that it belongs to, or none."""
    if not each.is_deadline:
        return _place_of_hearing(each)
    if each.tie != TOLD and (each.is_red(FATAL_DAYS) or each.is_of_tomorrow):
        return URGENT
    if each.tie != TOLD and each.is_red(SOON_DAYS):
        return AHEAD
    if each.waits:
        return NEW
    return SOON if each.entry.whose == "ours" and each.left <= SOON_DAYS else None


def _place_of_hearing(each: Concern) -> str | None:
    # Whoever leaves before a closed day must know of what comes first after it.
    if each.entry.status != "set" or not 0 <= each.left <= SOON_DAYS:
        return None
    return HEARINGS if each.left <= each.opens else COMING


def picked(places: dict[str, list[Concern]]) -> dict[str, list[Concern]]:
    """Return those of each place that are shown, in order.

    What is overdue or due by tomorrow is not cut while there is any room on a page.
    """
    room = {**MOST, SOON: MOST[SOON] - min(MOST[NEW], len(places[NEW]))}
    shown = {name: sorted(found, key=by_urgency)[: room[name]] for name, found in places.items()}
    return {**shown, URGENT: _due(places[URGENT], room[URGENT])}


def _due(red: list[Concern], room: int) -> list[Concern]:
    """Return the red dates that are shown: those due by tomorrow, and the next of the later ones.

    Where even the former are too many, her own, the fatal ones and those nearest to today stay:
    what passed months ago is often the government's own clock, which only the card tells.
    """
    due = sorted((each for each in red if each.is_due), key=_nearest_to_today)
    later = sorted((each for each in red if not each.is_due), key=by_urgency)
    return sorted([*due[:MOST_DUE], *later[:room]], key=by_urgency)


def _nearest_to_today(each: Concern) -> tuple[object, ...]:
    return (each.tie == LED, not each.entry.fatal, abs(each.left), *by_day(each))


def by_urgency(each: Concern) -> tuple[object, ...]:
    """Order by day and hour; what had passed before we learned of it comes last."""
    # A missed date hurts the client whoever answers for it, so the lead's own dates do not come
    # before a colleague's: only at the same day and hour, where both are equally grave.
    return (each.entry.overtaken, *by_day(each))


def by_day(each: Concern) -> tuple[object, ...]:
    """Order by day; then by hour, those without one last; then the fatal first."""
    entry, hour = each.entry, _LATER_THAN_ANY_HOUR
    if entry.at:
        hour = instant(datetime.combine(entry.safe, time.fromisoformat(entry.at)), entry.tz)
    return (entry.safe, hour, not entry.fatal, each.tie != OWN, entry.id)


def strip(desk: Desk, own: list[Entry]) -> list[Load]:
    """Return how much of these dates falls on each of the next fourteen days."""
    first = counting.today(desk, desk.who.zone)
    days = [first + timedelta(days=ahead) for ahead in range(SOON_DAYS)]
    return [load(day, (entry for entry in own if entry.safe == day)) for day in days]


def hers(desk: Desk, calendar: Calendar) -> list[Entry]:
    """Return the open dates of whoever sits here, in no order; three statements.

    Those that she answers for, backs up or covers, and of the cases that she leads also the
    hearings and what is fatal, whoever answers for it.
    """
    calendar.follow(desk)
    return [
        entry
        for entry, tie in _ties(desk, calendar)
        if tie in {OWN, COVERED} or (tie == LED and (entry.kind == "hearing" or entry.fatal))
    ]
