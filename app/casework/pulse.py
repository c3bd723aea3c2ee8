"""Whether reminders are alive, in one sentence that says what to do when they are not."""

import logging
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy import bindparam, exists, func, select

from app.casework import audit, chains, rostercalls, screens, tampered, vouching
from app.casework.calendar import Calendar, Entry
from app.casework.conflicts import whole
from app.casework.reminders import concealed, marks, silenced, weekly
from app.casework.reminders.mails import LEASED, READY
from app.casework.reminders.marks import NOBODY
from app.casework.reminders.planning import changes, owed
from app.casework.reminders.roster import not_delivered, read_roster
from app.casework.reminders.troubles import (
    LATE,
    NAMES,
    PLANTED,
    RECORD,
    SILENCED,
    STOPPED,
    UNCHECKED,
    UNCOVERED,
    UNREADABLE,
    gravest,
    sentence_of,
)
from app.clock import LARGEST_SKEW
from app.db.desk import Desk, NightDesk
from app.errors import UNREADABLE_ROW
from app.models import Deadline, Hearing, Heartbeat, Mail, Schedule, Setting

log = logging.getLogger(__name__)

WORKER, SELF_CHECK, WATCH = "worker", "self-check", "watch"
SILENT_AFTER = timedelta(minutes=5)
LATE_AFTER = timedelta(minutes=15)
UNCHECKED_AFTER = timedelta(hours=2)
SILENT_MAIL_AFTER = timedelta(hours=26)

# Put together once: every page asks them.
_LAST_ACCEPTED = select(func.max(Mail.accepted_at)).where(Mail.accepted_at <= bindparam("by"))
_NOT_SENT = select(Mail).where(Mail.state.in_((READY, LEASED)))


@dataclass(frozen=True, slots=True)
class PulseView:
    """How reminders are; `sentence` is a msgid, or None, with no code, where all is well."""

    ok: bool
    worker_at: datetime | None
    oldest_ready: datetime | None
    last_accepted: datetime | None
    code: str
    sentence: str | None
    covered_count: int
    covered_at: datetime | None
    comes_back: bool = False  # mail to whoever sits here
    unpressed: int = 0  # colleagues who have not answered the week's test mail


@dataclass(frozen=True, slots=True)
class Coverage:
    """What the check found."""

    covered: int
    missing: int
    untold: frozenset[UUID]


def beat(desk: NightDesk, name: str, count: int, trouble: str = "") -> None:
    """Write down that a part has finished its round, and what is wrong with it."""
    row = desk.db.get(Heartbeat, name)
    if row is None:
        desk.db.add(Heartbeat(name=name, at=desk.now, count=count, trouble=trouble))
    else:
        row.at, row.count, row.trouble = desk.now, count, trouble


def pulse(desk: NightDesk) -> PulseView:
    """Return whether reminders are alive; four statements where no hidden case has a trouble.

    Of such a case who may know of it reads that. At a night desk nobody sits.
    """
    beats, kept, comes_back = _beats(desk)
    worker, check = beats.get(WORKER), beats.get(SELF_CHECK)
    test = beats.get(weekly.NAME)
    oldest = min(_waiting_since(desk), default=None)
    hers = concealed.told(desk, kept) if isinstance(desk, Desk) else set[str]()
    code = gravest(_wrong(desk, beats, oldest) | hers)
    return PulseView(
        ok=not code,
        worker_at=worker.at if worker else None,
        # In time, it would tell of a deed that somebody is kept from: its mails wait until sent.
        oldest_ready=oldest if _is_late(desk, oldest) else None,
        last_accepted=_last_accepted(desk),
        code=code,
        sentence=sentence_of(code) if code else None,
        covered_count=check.count if check else 0,
        covered_at=check.at if check else None,
        comes_back=comes_back,
        unpressed=test.count if test else 0,
    )


def _last_accepted(desk: NightDesk) -> datetime | None:
    """Return when a mail was last taken; a time still to come was put there from outside."""
    return desk.db.scalar(_LAST_ACCEPTED, {"by": desk.now + LARGEST_SKEW})


def found(desk: NightDesk) -> set[str]:
    """Return the codes of all that is wrong with reminders, of any case; three statements."""
    beats, kept, _ = _beats(desk)
    return _wrong(desk, beats, min(_waiting_since(desk), default=None)) | concealed.every(kept)


def is_whole(desk: NightDesk) -> bool:
    """Tell whether nothing is wrong, and a mail was taken since yesterday's morning mail."""
    accepted = _last_accepted(desk)
    return not found(desk) and accepted is not None and desk.now - accepted < SILENT_MAIL_AFTER


def _beats(desk: NightDesk) -> tuple[dict[str, Heartbeat], Setting | None, bool]:
    """Return signs of life, troubles of hidden cases, and whether mail comes back to who asks."""
    who = desk.who.id if isinstance(desk, Desk) else NOBODY
    hers = exists().where(Mail.recipient_id == who, not_delivered(desk))
    query = select(Heartbeat, Setting, hers).outerjoin(Setting, Setting.name == concealed.NAME)
    found = desk.db.execute(query).all()
    beats = {row[0].name: row[0] for row in found}
    return beats, found[0][1] if found else None, bool(found and found[0][2])


def _wrong(desk: NightDesk, beats: dict[str, Heartbeat], oldest: datetime | None) -> set[str]:
    worker, check = beats.get(WORKER), beats.get(SELF_CHECK)
    troubles = {row.trouble for row in (worker, check) if row is not None and row.trouble}
    if worker is None or not _is_since(desk, worker.at, SILENT_AFTER):
        troubles = {STOPPED}
    elif check is None or not _is_since(desk, check.at, UNCHECKED_AFTER):
        troubles.add(UNCHECKED)
    test = beats.get(weekly.NAME)
    if test is not None and test.trouble:
        troubles.add(test.trouble)
    if _is_late(desk, oldest):
        troubles.add(LATE)
    if audit.newest(desk) is None:
        troubles.add(RECORD)
    return troubles


def _is_late(desk: NightDesk, oldest: datetime | None) -> bool:
    return oldest is not None and desk.now - oldest > LATE_AFTER


def _is_since(desk: NightDesk, at: datetime, span: timedelta) -> bool:
    """Tell whether something was done in the last stretch of time; in the future it was not."""
    return -LARGEST_SKEW <= desk.now - at <= span


def self_check(desk: NightDesk, calendar: Calendar) -> Coverage:
    """Compare what must have been told with what was, and say how many open dates are covered.

    Every hearing and deadline has its schedule row, no row was closed behind Amparo's back, taken
    away or set back, and every slot that has rung has its mark for everybody who must be told.
    Belongs into the desk that has just planned; its opener has the dates in `untold` ring again,
    which repairs them.
    """
    calendar.follow(desk)
    unheard_of = calendar.lacking(desk)
    for row in unheard_of:
        calendar.take_up(row)
    roster, entries = read_roster(desk), calendar.owing_entries()
    wanted = owed(calendar, entries, roster, desk.now)
    news = changes(entries, roster, desk.now)
    hushed = silenced.set_right(desk, wanted, roster, last=_last_checked(desk), news=news)
    marked = marks.standing(desk, [owing.fact for owing in wanted])
    untold = {owing.entry.id for owing in wanted if owing.fact not in marked}
    hushed_ids = {fact.entry_id for fact in hushed.lost}
    reached = {owing.entry.id for owing in wanted}
    others = (entry for entry in entries if entry.id not in reached)
    unheard = {entry.id for entry in others if calendar.plan.past(entry, desk.now)}
    wanting = untold | unheard | {row.id for row in unheard_of} | _without_schedule(desk)
    wrong = {UNCOVERED: wanting | tampered.dates(desk, calendar) | calendar.unreadable}
    wrong[UNREADABLE] = set(calendar.unreadable)
    troubles = _parted(desk, calendar, wrong)
    if hushed.mails or hushed.lost:
        troubles.add(SILENCED)
    if whole.unread(desk):
        troubles.add(NAMES)
    if _planted(desk):
        troubles.add(PLANTED)
    if _is_record_cut(desk, calendar):
        troubles.add(RECORD)
    open_ = {entry.id for entry in entries if not entry.is_unlooked} - untold - unheard
    walled = {case_id for _, case_id in screens.pairs(desk)}
    told = [each for each in entries if each.id in open_ and is_told(each, walled)]
    beat(desk, SELF_CHECK, len(told), gravest(troubles))
    return Coverage(len(open_), len(wrong[UNCOVERED]), frozenset(untold | hushed_ids))


def _last_checked(desk: NightDesk) -> datetime:
    beat = desk.db.get(Heartbeat, SELF_CHECK)
    return desk.now if beat is None else beat.at


def _parted(desk: NightDesk, calendar: Calendar, wrong: Mapping[str, set[UUID]]) -> set[str]:
    """Return what is wrong with dates for everybody to read; keep apart what is of hidden cases."""
    concealing = concealed.of_dates(desk, calendar, set().union(*wrong.values()))
    kept: dict[UUID, set[str]] = {}
    for code, ids in wrong.items():
        for each in ids & concealing.keys():
            kept.setdefault(concealing[each], set()).add(code)
    concealed.keep(desk, concealed.CHECK, kept)
    return {code for code, ids in wrong.items() if ids - concealing.keys()}


def _is_record_cut(desk: NightDesk, calendar: Calendar) -> bool:
    """Tell whether entries that were seen here are gone or others, or the roster is older."""
    if calendar.record.is_broken:
        log.error("audit: entries are gone, false, or others than this worker saw")
    is_older = not _is_roster_newest(desk)
    if is_older:
        log.error("roster: not the newest that was called")
    return calendar.record.is_broken or is_older or (audit.newest(desk) or 0) < calendar.seen


def _is_roster_newest(desk: NightDesk) -> bool:
    """Tell whether the list of who works here is the one that was called last; before, none is."""
    if desk.db.get(Setting, chains.ROSTER) is None:
        return rostercalls.newest(desk) is None
    try:
        return rostercalls.stands(desk, chains.roster_blobs(desk)[0])
    except UNREADABLE_ROW:
        return False


def countable(desk: NightDesk, calendar: Calendar) -> int:
    """Return how many open dates are watched, as mails may tell; none that somebody may not know.

    Those of sealed cases, and of cases with an ethical screen, are watched as well and counted for
    nobody: so the number is the same for whoever may not know of one. One statement.
    """
    walled = {case_id for _, case_id in screens.pairs(desk)}
    return calendar.count_told(walled)


def is_told(entry: Entry, walled: set[UUID]) -> bool:
    """Tell whether a date is of a case that is hidden from nobody; `walled` have a screen."""
    return not entry.sealed and entry.case_id not in walled


def _planted(desk: NightDesk) -> int:
    """Count the memberships that no supervisor's word bears out, and the false keys of cases."""
    found = vouching.unadmitted(desk)
    for each in found:
        log.error("%s", each)
    false = vouching.false_keys(desk)
    for case_id, epoch in sorted(false):
        log.error("case_keys %s of epoch %d: no such key was made", case_id, epoch)
    return len(found) + len(false)


def _waiting_since(desk: NightDesk) -> Iterator[datetime]:
    for row in desk.db.scalars(_NOT_SENT):
        try:
            yield datetime.fromisoformat(row.told["since"])
        except UNREADABLE_ROW:
            yield row.not_before


def _without_schedule(desk: NightDesk) -> set[UUID]:
    """Return the hearings and deadlines that no worker can know of."""
    found = set[UUID]()
    for model in (Hearing, Deadline):
        query = select(model.id).where(~exists().where(Schedule.id == model.id))
        found |= set(desk.db.scalars(query))
    return found
