"""Telling what has rung: marks and mail rows in one transaction, each fact told exactly once.

Nothing is queued ahead. What must be told is computed from the dates in memory, the roster and
the marks that stand, so a worker that was down for a day and a half finds the same work as one
that was not, and tells each date once, by its most urgent slot.
"""

from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass, field
from datetime import datetime, time, timedelta
from uuid import UUID

from app.casework.calendar import FOLLOWED, Calendar
from app.casework.policy import ADMINISTRATOR, SUPERVISING
from app.casework.reminders import concealed, marks, promises, repeats
from app.casework.reminders.clocks import WORKER
from app.casework.reminders.mails import CHANGED, DIGEST, LOOK, URGENT, WITHDRAWN, Item, Mailbox
from app.casework.reminders.marks import (
    COLLAPSED,
    CORRECTED,
    EARLY,
    NEWS,
    WITHDREW,
    Fact,
    Marking,
)
from app.casework.reminders.roster import FALLBACK, Roster, read_roster
from app.casework.reminders.troubles import (
    ALTERED,
    CLOCK,
    CLOSED_DAYS,
    FELL_BACK,
    NOBODY_LEFT,
    REFUSES,
    UNREADABLE,
)
from app.casework.slots import BEFORE, OVERTAKEN, URGENT_DAYS, Entry, Slot
from app.clock import instant, local
from app.db.desk import House, NightDesk
from app.models import Heartbeat

STANDS_STILL = timedelta(hours=1)
AWAKE_AT = time(7, 30)
AWAKE_ROLES = ("attorney", SUPERVISING, ADMINISTRATOR)
NO_LONGER_HOLDS = frozenset({"moved", "cancelled"})

# Whoever was told of an edition has a mark of one of these, each role's first slot is among them,
# of its correction or of having been told too early. More editions than this lie between two
# rounds of no worker.
_WIDEST = (
    *sorted({n for rung in BEFORE.values() for n in rung if n >= URGENT_DAYS}, reverse=True),
    OVERTAKEN,
)
_EDITIONS_BACK = 20
_AT_A_TIME = 500


@dataclass(slots=True)
class Planned:
    """What one round of planning did."""

    told: int = 0
    troubles: set[str] = field(default_factory=set)
    ids: set[UUID] = field(default_factory=set)
    hidden: dict[UUID, set[str]] = field(default_factory=dict)  # of cases hidden from somebody


@dataclass(frozen=True, slots=True)
class Owed:
    """That a person must be told of a slot."""

    entry: Entry
    slot: Slot
    person: UUID
    role: str
    fact: Fact  # that she was


def plan(desk: NightDesk, calendar: Calendar, known: Iterable[str] = ()) -> Planned:
    """Tell everything that has rung: marks and mails, in this desk's one transaction.

    Whatever else is `known` to be wrong is told to the same people as what is found here.
    Once the desk is committed, its opener hands `Planned.ids` to `calendar.planned`; until then
    the dates go on ringing.
    """
    calendar.follow(desk)
    roster = read_roster(desk)
    done = Planned(ids=calendar.due(desk.now), troubles=set(known))
    still = None if CLOCK in done.troubles else _stood_still(desk)
    mailbox = Mailbox(desk, roster.in_court, still)
    rung = sorted(done.ids)
    for start in range(0, len(rung), _AT_A_TIME):
        found = [calendar.get(key) for key in rung[start : start + _AT_A_TIME]]
        entries = [entry for entry in found if entry is not None]
        _correct(desk, mailbox, entries, roster, done)
        done.told += repeats.tell(desk, calendar, mailbox, entries, roster)
        _tell(desk, calendar, mailbox, entries, roster=roster, done=done)
    _note(desk, calendar, done, (UNREADABLE, calendar.unreadable))
    if roster.altered:
        done.troubles.add(ALTERED)
    alone, cases = concealed.of_addresses(desk, calendar, roster.unreachable)
    if roster.unreachable - alone:
        done.troubles.add(REFUSES)
    for case_id in cases:
        done.hidden.setdefault(case_id, set()).add(REFUSES)
    unsaid = {FELL_BACK} if calendar.plan.is_ending_told(desk.now) else {FELL_BACK, CLOSED_DAYS}
    for person in roster.of_role(SUPERVISING, ADMINISTRATOR):
        for trouble in sorted(done.troubles - unsaid):
            mailbox.alarm(person, trouble)
    concealed.alarm(desk, mailbox, roster, done.hidden)
    concealed.keep(desk, concealed.PLAN, done.hidden)
    _sign_of_life(desk, mailbox, roster)
    _remember(desk, calendar.seen)
    return done


def owed(calendar: Calendar, entries: Iterable[Entry], roster: Roster, now: datetime) -> list[Owed]:
    """Return every telling whose slot has rung, earliest first, whether it was done or not."""
    return [
        Owed(entry, slot, person, role, Fact(entry.id, entry.edition, slot.code, person))
        for entry in entries
        for slot in _rung(calendar, entry, now)
        for person, role in roster.recipients(entry, slot).items()
    ]


def _rung(calendar: Calendar, entry: Entry, now: datetime) -> list[Slot]:
    past = calendar.plan.past(entry, now)
    if not entry.is_handed:
        return past
    return sorted([*past, *calendar.plan.handed(entry, now)], key=lambda slot: slot.at)


def awake_since(house: House, now: datetime) -> datetime | None:
    """Return when today's sign of life became due, or None before that hour."""
    zone = house.settings.timezone
    at = instant(datetime.combine(local(now, zone).date(), AWAKE_AT), zone)
    return at if at <= now else None


def _tell(
    desk: NightDesk,
    calendar: Calendar,
    mailbox: Mailbox,
    entries: list[Entry],
    *,
    roster: Roster,
    done: Planned,
) -> None:
    wanted = owed(calendar, entries, roster, desk.now)
    reached = {owing.entry.id for owing in wanted}
    rung = (entry for entry in entries if calendar.plan.past(entry, desk.now))
    _note(desk, calendar, done, (NOBODY_LEFT, {entry.id for entry in rung} - reached))
    known = marks.standing(desk, [owing.fact for owing in wanted])
    latest = {(owing.entry.id, owing.person): owing for owing in wanted}
    mails: dict[tuple[UUID, UUID], UUID] = {}
    for key, owing in latest.items():
        if owing.fact not in known:
            grave = owing.entry.fatal and calendar.plan.is_urgent(owing.entry, desk.now)
            kind = URGENT if grave or owing.slot.is_urgent else DIGEST
            news = LOOK if owing.entry.is_unlooked else ""
            item = Item(owing.entry.id, owing.entry.edition, owing.slot.code, news)
            mails[key] = mailbox.add(owing.person, kind, item)
            done.told += 1
            if owing.role == FALLBACK:
                done.troubles.add(FELL_BACK)
    untold = [owing for owing in wanted if owing.fact not in known]
    marks.mark_all(desk, (_marking(owing, latest, mails) for owing in untold))


def _marking(
    owing: Owed,
    latest: dict[tuple[UUID, UUID], Owed],
    mails: dict[tuple[UUID, UUID], UUID],
) -> Marking:
    """Return how a telling is written down; one by a later slot of the same date has collapsed."""
    key = (owing.entry.id, owing.person)
    how = "" if owing is latest[key] else COLLAPSED
    return Marking(owing.fact, mails.get(key), owing.role, how)


def _note(
    desk: NightDesk, calendar: Calendar, done: Planned, wrong: tuple[str, Collection[UUID]]
) -> None:
    """Note what is wrong with dates: for everybody, or of hidden cases for who may know of them."""
    trouble, ids = wrong
    concealing = concealed.of_dates(desk, calendar, ids)
    if set(ids) - concealing.keys():
        done.troubles.add(trouble)
    for case_id in concealing.values():
        done.hidden.setdefault(case_id, set()).add(trouble)


def _correct(
    desk: NightDesk, mailbox: Mailbox, entries: list[Entry], roster: Roster, done: Planned
) -> None:
    """Tell whoever was told an earlier date that it no longer holds."""
    suspects = [
        (entry, news, person)
        for entry in entries
        if (news := _news_of(entry, desk.now))
        for person in _concerned(entry, roster)
    ]
    known = marks.standing(
        desk,
        (
            fact
            for entry, news, person in suspects
            for fact in (_corrected(entry, news, person), *_earlier(entry, news, person))
        ),
    )
    for entry, news, person in suspects:
        fact = _corrected(entry, news, person)
        if fact not in known and not known.isdisjoint(_earlier(entry, news, person)):
            mail_id = mailbox.add(person, URGENT, Item(entry.id, entry.edition, NEWS, news))
            marks.mark(desk, fact, mail_id=mail_id)
            done.told += 1


def changes(entries: Iterable[Entry], roster: Roster, now: datetime) -> Iterator[Fact]:
    """Yield the facts that somebody concerned was told of a changed date, done or not."""
    for entry in entries:
        if _news_of(entry, now) == CHANGED:
            yield from (_corrected(entry, CHANGED, each) for each in _concerned(entry, roster))


def _news_of(entry: Entry, now: datetime) -> str:
    if entry.is_reminded:
        return CHANGED if entry.edition > 1 else ""
    lies_ahead = entry.day >= local(now, entry.tz).date()
    return WITHDRAWN if entry.status in NO_LONGER_HOLDS and lies_ahead else ""


def _concerned(entry: Entry, roster: Roster) -> set[UUID]:
    named = {entry.responsible_id, entry.backup_id, *roster.told_of(entry, SUPERVISING)}
    named |= roster.stand_ins(entry, {each for each in named if each is not None})
    return {person for person in named if person is not None and person in roster.roles}


def _corrected(entry: Entry, news: str, person: UUID) -> Fact:
    code = WITHDREW if news == WITHDRAWN else NEWS
    return Fact(entry.id, entry.edition, code, person, CORRECTED)


def _earlier(entry: Entry, news: str, person: UUID) -> Iterator[Fact]:
    newest = entry.edition if news == WITHDRAWN else entry.edition - 1
    for edition in range(newest, max(newest - _EDITIONS_BACK, 0), -1):
        yield Fact(entry.id, edition, NEWS, person, CORRECTED)
        for code in (*_WIDEST, EARLY):
            yield Fact(entry.id, edition, code, person)


def _sign_of_life(desk: NightDesk, mailbox: Mailbox, roster: Roster) -> None:
    """Write to administrators every morning, to attorneys where nothing else tells them.

    To whoever holds tasks that are due, where no routine mail of today tells their number.
    """
    since = awake_since(desk.house, desk.now)
    if since is None:
        return
    due = promises.holders(desk) & roster.roles.keys()
    for person in [*roster.of_role(*AWAKE_ROLES), *sorted(due)]:
        kinds = (DIGEST,) if person in due else (DIGEST, URGENT)
        if roster.roles[person] == ADMINISTRATOR or not mailbox.hears_today(person, since, kinds):
            mailbox.sign_of_life(person, since)


def _stood_still(desk: NightDesk) -> datetime | None:
    """Return since when nobody reminded, where that was an hour or longer until just now."""
    row = desk.db.get(Heartbeat, WORKER)
    is_long = row is not None and desk.now - row.at >= STANDS_STILL
    return row.at if row is not None and is_long else None


def _remember(desk: NightDesk, number: int) -> None:
    """Keep the newest number seen, so that a worker started later misses no closed date."""
    row = desk.db.get(Heartbeat, FOLLOWED)
    if row is None:
        desk.db.add(Heartbeat(name=FOLLOWED, at=desk.now, count=number, trouble=""))
    elif row.count != number:
        row.at, row.count = desk.now, number
