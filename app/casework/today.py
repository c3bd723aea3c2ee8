"""Today: what can hurt a client this week, in one view, each date in one place."""

from collections.abc import Collection, Mapping
from datetime import date, datetime
from uuid import UUID

from pydantic import BaseModel, ConfigDict, Field

from app import law
from app.casework import (
    accepting,
    concerns,
    counting,
    deadlines,
    hearings,
    pulse,
    reminders,
    secondlook,
    staff,
    stays,
    tasklist,
    tidings,
    unreached,
)
from app.casework.accepting import Handed
from app.casework.calendar import Calendar
from app.casework.casefiles import Label, labels
from app.casework.concerns import AHEAD, COMING, HEARINGS, MOST, NEW, OWN, SOON, URGENT, Concern
from app.casework.deadlines import DeadlineView
from app.casework.hearings import HearingView
from app.casework.load import Load
from app.casework.pulse import PulseView
from app.casework.reminders.passing import Deed
from app.casework.stays import DueLook
from app.casework.tasklist import NearTask, TaskCounts
from app.casework.tidings import Tidings
from app.casework.unreached import Unreached
from app.db.desk import Desk

AGENDA_DAYS = 30
MOST_LISTED = 200  # as many as one answer of any list holds
BUCKETS = ("overdue", "3", "7", "30", "overtaken")
PLACES = (URGENT, AHEAD, NEW, SOON)


class Rows(BaseModel):
    """The dates that stand in one place, and how many more belong there."""

    model_config = ConfigDict(frozen=True)

    shown: list[DeadlineView] = Field(default_factory=list, repr=False)
    more: int = 0
    overdue: int = Field(default=0, description="How many of those that are left out are overdue.")
    oldest: date | None = Field(default=None, description="The day of the oldest of these.")
    today: int = Field(default=0, description="How many of those left out are due today.")
    tomorrow: int = Field(default=0, description="How many of those left out are due tomorrow.")


class TodayView(BaseModel):
    """The first screen of the day; each date stands once, in its most urgent place."""

    model_config = ConfigDict(frozen=True)

    now: datetime
    now_local: datetime
    zone: str
    hearings: list[HearingView] = Field(repr=False)
    more_hearings: int
    hearings_until: date
    coming: list[HearingView] = Field(repr=False)
    more_coming: int
    heard_by: dict[UUID, str] = Field(
        repr=False, description="Who answers for a hearing of a case that she only leads."
    )
    urgent: Rows
    ahead: Rows
    new: Rows
    soon: Rows
    fortnight: list[HearingView | DeadlineView] = Field(
        repr=False, description="What comes within two weeks, heard or due, in the order of days."
    )
    strip: list[Load]
    tasks: list[NearTask] = Field(
        default_factory=list, repr=False, description="Hers by their words, as far as they press."
    )
    looks: list[DeadlineView] = Field(
        default_factory=list,
        repr=False,
        description="Fatal dates that a colleague marked as filed, and whose second look is owed.",
    )
    handed: Handed = Field(default_factory=Handed)
    open_dates: int
    quiet: int
    cannot_open: int


class DatesView(BaseModel):
    """A stretch of all my dates, and how many there are."""

    model_config = ConfigDict(frozen=True)

    rows: list[HearingView | DeadlineView] = Field(repr=False)
    total: int
    cannot_open: int


class BucketsView(BaseModel):
    """Open deadlines by how near they are; each stands in one bucket."""

    model_config = ConfigDict(frozen=True, populate_by_name=True)

    overdue: list[DeadlineView] = Field(repr=False)
    three: list[DeadlineView] = Field(alias="3", repr=False)
    seven: list[DeadlineView] = Field(alias="7", repr=False)
    thirty: list[DeadlineView] = Field(alias="30", repr=False)
    overtaken: list[DeadlineView] = Field(repr=False)


class AgendaView(BaseModel):
    """The day as a program asks for it."""

    model_config = ConfigDict(frozen=True)

    hearings: list[HearingView] = Field(repr=False)
    deadlines: BucketsView = Field(repr=False)
    to_acknowledge: list[DeadlineView] = Field(repr=False)
    handed_over: Handed = Field(default_factory=Handed)
    second_looks: list[DeadlineView] = Field(default_factory=list, repr=False)
    not_shown: int
    cannot_open: int
    pulse: PulseView
    unreached: Unreached | None = Field(description="What an alarm of unreached dates is about.")
    looks: list[DueLook] = Field(description="Where people are held: looks that are owed.")
    tasks: TaskCounts = Field(default=TaskCounts(), description="One's own, by number only.")
    tidings: Tidings


def today(desk: Desk, calendar: Calendar, *, dates: list[Concern] | None = None) -> TodayView:
    """Return what concerns whoever sits here: her hearings, her dates, what waits for her word.

    The number of statements is the same whatever the number of cases, and so is the most that is
    opened: order and choice come from the calendar in memory.

    Args:
        desk: Hers.
        calendar: The dates.
        dates: What concerns her, where whoever asks knows already.
    """
    dates = concerns.concerning(desk, calendar) if dates is None else dates
    places: dict[str, list[Concern]] = {name: [] for name in MOST}
    for each in dates:
        name = concerns.place(each)
        if name is not None:
            places[name].append(each)
    picked = concerns.picked(places)
    shown = [each for found in picked.values() for each in found]
    tasks = tasklist.near(desk)
    known = labels(desk, {each.entry.case_id for each in shown} | {row.case_id for row in tasks})
    rows = _deadlines(desk, shown, known)
    near, coming = _heard(desk, picked, known)
    own = [each.entry for each in dates if each.tie == OWN]
    order = {each.entry.id: at for at, each in enumerate(sorted(shown, key=concerns.by_urgency))}
    places_shown = _theirs_apart(
        {name: _rows(rows, picked[name], places[name]) for name in PLACES}, order
    )
    return TodayView(
        now=desk.now,
        now_local=desk.local_now(desk.who.zone),
        zone=desk.who.zone,
        hearings=near,
        more_hearings=len(places[HEARINGS]) - len(picked[HEARINGS]),
        hearings_until=counting.next_business_day(counting.today(desk, desk.who.zone)),
        coming=coming,
        more_coming=len(places[COMING]) - len(picked[COMING]),
        heard_by=_heard_by(desk, [*picked[HEARINGS], *picked[COMING]]),
        **places_shown,
        fortnight=sorted([*coming, *places_shown[SOON].shown], key=lambda row: order[row.id]),
        strip=concerns.strip(desk, own),
        tasks=tasklist.by_words(desk, tasks, known),
        looks=secondlook.owed(desk, calendar),
        handed=accepting.waiting(desk, calendar),
        open_dates=len(own),
        quiet=len(dates) - sum(map(len, places.values())),
        cannot_open=_shut(shown, known),
    )


def _heard_by(desk: Desk, heard: Collection[Concern]) -> dict[UUID, str]:
    theirs = {each.entry.id: each.entry.responsible_id for each in heard if each.tie != OWN}
    names = staff.names(desk, set(theirs.values())) if theirs else {}
    return {row_id: names.get(person, "") for row_id, person in theirs.items()}


def _heard(
    desk: Desk, picked: Mapping[str, list[Concern]], known: Mapping[UUID, Label]
) -> tuple[list[HearingView], list[HearingView]]:
    """Return the hearings until the end of the next business day, and those of two weeks."""
    near = {each.entry.id for each in picked[HEARINGS]}
    rows = _hearings(desk, [*picked[HEARINGS], *picked[COMING]], known)
    return [row for row in rows if row.id in near], [row for row in rows if row.id not in near]


def _rows(rows: Mapping[UUID, DeadlineView], shown: list[Concern], all_: list[Concern]) -> Rows:
    here = {each.entry.id for each in shown}
    out = [each for each in all_ if each.entry.id not in here and each.entry.whose == "ours"]
    late = [each.entry.safe for each in out if each.over]
    return Rows(
        shown=[rows[each.entry.id] for each in shown if each.entry.id in rows],
        more=len(all_) - len(shown),
        overdue=len(late),
        oldest=min(late, default=None),
        today=sum(each.left == 0 and not each.over for each in out),
        tomorrow=sum(each.left == 1 for each in out),
    )


def _theirs_apart(places: dict[str, Rows], order: Mapping[UUID, int]) -> dict[str, Rows]:
    """Return the places with what we cannot miss out of the red ones.

    What the government owes, or a right that is open, cannot be missed by us; what a day means
    stands in the card, so it is known only now.
    """
    red = places[URGENT]
    theirs = [row for row in red.shown if row.means in law.LATER]
    ours = [row for row in red.shown if row.means not in law.LATER]
    moved = {
        NEW: [row for row in theirs if row.waiting_ack],
        SOON: [row for row in theirs if not row.waiting_ack],
    }
    return {
        **places,
        URGENT: red.model_copy(update={"shown": ours}),
        **{name: _with(places[name], rows, order) for name, rows in moved.items()},
    }


def _with(place: Rows, rows: list[DeadlineView], order: Mapping[UUID, int]) -> Rows:
    shown = sorted([*rows, *place.shown], key=lambda row: order[row.id])
    return place.model_copy(update={"shown": shown})


def all_dates(desk: Desk, calendar: Calendar, *, start: int, size: int) -> DatesView:
    """Return a stretch of every open date that concerns whoever sits here, the earliest first."""
    dates = sorted(concerns.concerning(desk, calendar), key=concerns.by_day)
    shown = dates[start : start + size]
    known = labels(desk, {each.entry.case_id for each in shown})
    views: dict[UUID, HearingView | DeadlineView] = {
        **_deadlines(desk, shown, known),
        **{row.id: row for row in _hearings(desk, shown, known)},
    }
    return DatesView(
        rows=[views[each.entry.id] for each in shown if each.entry.id in views],
        total=len(dates),
        cannot_open=_shut(shown, known),
    )


def agenda(desk: Desk, calendar: Calendar) -> AgendaView:
    """Return the hearings and deadlines of the next thirty days of whoever sits here.

    As in `today`, the number of statements is the same whatever the number of cases, and so is the
    most that is opened; the earliest come first, and `not_shown` says how many are left.
    """
    near = [each for each in concerns.concerning(desk, calendar) if _is_near(each)]
    shown = sorted(near, key=concerns.by_day)[:MOST_LISTED]
    known = labels(desk, {each.entry.case_id for each in shown})
    rows = _deadlines(desk, shown, known)
    buckets: dict[str, list[DeadlineView]] = {name: [] for name in (*BUCKETS, "later")}
    for each in shown:
        if each.entry.id in rows:
            buckets[_bucket(each)].append(rows[each.entry.id])
    later = buckets.pop("later")
    listed = [row for found in buckets.values() for row in found]
    beat, lost = unreached.told(desk, calendar, pulse.pulse(desk))
    return AgendaView(
        hearings=_hearings(desk, shown, known),
        deadlines=BucketsView.model_validate(buckets),
        to_acknowledge=[row for row in (*listed, *later) if row.waiting_ack],
        handed_over=accepting.waiting(desk, calendar),
        second_looks=secondlook.owed(desk, calendar),
        not_shown=len(near) - len(shown),
        cannot_open=_shut(shown, known),
        pulse=beat,
        unreached=lost,
        looks=stays.due(desk),
        tasks=tasklist.counts(desk),
        tidings=tidings.of(desk),
    )


def _is_near(each: Concern) -> bool:
    if not each.is_deadline:
        return each.entry.status == "set" and 0 <= each.left <= AGENDA_DAYS
    ours = each.entry.whose == "ours" and each.left <= AGENDA_DAYS
    return ours or each.entry.overtaken or each.waits


def _bucket(each: Concern) -> str:
    if each.entry.overtaken:
        return "overtaken"
    if each.over:
        return "overdue"
    return next((str(days) for days in (3, 7, AGENDA_DAYS) if each.left <= days), "later")


def acknowledge(desk: Desk, deadline_id: UUID) -> DeadlineView:
    """Record that whoever sits here has seen a deadline's newest reminder.

    Raises:
        NotFound: No such deadline here.
    """
    deadlines.one(desk, deadline_id)
    reminders.acknowledge(desk, [deadline_id])
    return deadlines.one(desk, deadline_id)


def pass_on(desk: Desk, deadline_id: UUID, deed: Deed) -> DeadlineView:
    """Tell the back-up of a deadline now, or everybody whom its day would tell.

    Raises:
        NotFound: No such deadline here.
        Refused: No reminder of it has gone out, it is over, or there is nobody to be told.
    """
    deadlines.one(desk, deadline_id)
    reminders.pass_on(desk, deadline_id, deed)
    return deadlines.one(desk, deadline_id)


def _deadlines(
    desk: Desk, shown: Collection[Concern], known: Mapping[UUID, Label]
) -> dict[UUID, DeadlineView]:
    ids = [each.entry.id for each in shown if each.is_deadline]
    waiting = {each.entry.id for each in shown if each.waits}
    return {row.id: row for row in deadlines.by_ids(desk, ids, known, waiting)}


def _hearings(
    desk: Desk, shown: Collection[Concern], known: Mapping[UUID, Label]
) -> list[HearingView]:
    ids = [each.entry.id for each in shown if not each.is_deadline]
    return hearings.by_ids(desk, ids, known) if ids else []


def _shut(shown: Collection[Concern], known: Mapping[UUID, Label]) -> int:
    """Count the dates of hers in cases that she cannot open; a supervisor need not open each."""
    return sum(each.entry.case_id not in known and each.tie != concerns.TOLD for each in shown)
