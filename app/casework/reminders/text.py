"""Writing a mail at the last moment, from what holds then; nothing written is stored."""

from collections import defaultdict
from collections.abc import Collection, Iterable
from dataclasses import replace
from datetime import datetime, timedelta
from uuid import UUID

from app.casework import backupdates, mailways, onetime
from app.casework.calendar import Calendar
from app.casework.onetime import JOIN, JOIN_LASTS, REACHED, REACHED_LASTS
from app.casework.policy import ADMINISTRATOR, MANAGING
from app.casework.reminders import leases
from app.casework.reminders.leases import Claim
from app.casework.reminders.mails import (
    ALARM,
    CHANGED,
    DAILY,
    DIGEST,
    DROPPED,
    INVITATION,
    LOOK,
    STOOD_STILL,
    WEEKLY,
    WITHDRAWN,
    Item,
    items_of,
    own_kind,
)
from app.casework.reminders.places import place_of
from app.casework.reminders.planning import NO_LONGER_HOLDS
from app.casework.reminders.promises import Promises
from app.casework.reminders.reading import Reading
from app.casework.reminders.troubles import REACH_TEST, UNREADABLE, sentence_of
from app.casework.slots import GIVER, TAKER, Entry, shipped_plan
from app.casework.sound import is_sound
from app.casework.staff import ACTIVE, INVITED
from app.clock import local
from app.crypto.sessions import new_token
from app.db.desk import House, NightDesk
from app.errors import UNREADABLE_ROW, Damaged
from app.mail.letters import Letter, Line, write
from app.mail.smtp import Fault
from app.models import Link, Mail, Staff
from app.words import N_, translator

WITNESSES = MANAGING  # whose mails carry how far the record goes
MORNING = frozenset({DIGEST, DAILY})  # mails that also count what is promised, and tasks
LINK_HOLDS = timedelta(days=30)
# Without vowels a code spells no word, without 0 and 1 it is read out without a doubt.
CODE_LETTERS = "BCDFGHJKLMNPQRSTVWXZ23456789"
CODE_LENGTH = 4


def text_of(
    desk: NightDesk,
    held: Claim,
    *,
    watched: int,
    lease_seconds: float = leases.LEASE_SECONDS,
    promises: Promises | None = None,
) -> bytes | None:
    """Return the mail, with the lease renewed; None where nothing is left to say.

    Everything is read again here: dates that were moved, filed or cancelled since planning drop
    out, and a mail without any left, or to somebody who left the office, is settled as dropped.
    What is promised besides is as `promises` has read it, for all mails of one turn.
    """
    row = leases.renew(desk, held, lease_seconds)
    if row is None:
        return None
    reading = reading_of(desk, [row])
    letter = letter_of(desk, held, row, reading, watched=watched, promises=promises or Promises())
    return None if letter is None else write(letter)


def reading_of(desk: NightDesk, rows: Iterable[Mail], calendar: Calendar | None = None) -> Reading:
    """Return what these mails are written from, read now."""
    told: dict[UUID, set[UUID]] = defaultdict(set)
    for row in rows:
        told[row.recipient_id].update(_dates_in(row))
    mailways.look_up(desk)
    return Reading(desk, told, calendar)


def letter_of(
    desk: NightDesk, held: Claim, row: Mail, reading: Reading, *, watched: int, promises: Promises
) -> Letter | None:
    """Return what a mail says; None where nothing is left to say, and it is settled as dropped.

    What is read for all mails of a turn is in `reading` and `promises`, read at this desk.
    """
    staff = _reader(desk, held, row, reading)
    if staff is None:
        return None
    if held.kind == INVITATION:
        return _invitation(desk, held, staff)
    if held.kind == WEEKLY:
        return _test(desk, held, staff, row)
    if held.is_plain:
        return _plain(desk, held, staff)
    lines, troubles = _content(desk, row, reading)
    if not lines and not troubles and held.kind != DAILY:
        leases.settle(desk, held, DROPPED)
        return None
    link_only = mailways.level_of(desk, staff) == mailways.LINK
    has_own_link = bool(lines) or (link_only and REACH_TEST not in troubles)
    letter = replace(
        _letter(desk, held, staff),
        lines=tuple(lines),
        # Of a link alone its shape, too, would tell whether anything is due.
        link=_link(desk, row) if has_own_link else _place(desk, staff, troubles),
        watched=watched,
        alarms=tuple(sentence_of(trouble) for trouble in troubles),
        kept=_kept(desk, staff, row),
        head=_head(staff, row, reading),
        link_only=link_only,
        stood_still=_stood_still(desk, staff, row) if lines else "",
    )
    tells_numbers = held.kind in MORNING and not link_only
    return _counted(desk, letter, staff, promises) if tells_numbers else letter


def _stood_still(desk: NightDesk, staff: Staff, row: Mail) -> str:
    """Return since when nobody had reminded when this mail was planned, in its reader's words."""
    since = row.told.get(STOOD_STILL, "")
    zone = staff.zone or desk.house.settings.timezone
    return translator(staff.locale).moment(datetime.fromisoformat(since), zone) if since else ""


def _counted(desk: NightDesk, letter: Letter, staff: Staff, promises: Promises) -> Letter:
    """Return a routine mail with the numbers of what waits besides dates."""
    return replace(
        letter,
        promised=promises.looks(desk, staff.id),
        tasks=promises.tasks(desk, staff),
        untold=promises.untold(desk, staff),
    )


def _reader(desk: NightDesk, held: Claim, row: Mail, reading: Reading) -> Staff | None:
    """Return whom a mail goes to; None where it goes to nobody, and is put away."""
    staff = reading.staff.get(row.recipient_id)
    if staff is not None and not is_sound(staff):
        leases.failed(desk, held, Fault.REFUSED)
        return None
    if staff is None or staff.state != (INVITED if held.kind == INVITATION else ACTIVE):
        leases.settle(desk, held, DROPPED)
        return None
    return staff


def _place(desk: NightDesk, staff: Staff, troubles: Collection[str]) -> str:
    """Return the address at which what a mail without dates tells of can be seen."""
    base, place = desk.house.settings.base_url, place_of(troubles, staff.role)
    if REACH_TEST in troubles:
        return f"{base}/r/{onetime.make(desk, REACHED, REACHED_LASTS, staff.id)}/reached"
    return f"{base}/sign-in?to={place}" if place else base


def _head(staff: Staff, row: Mail, reading: Reading) -> tuple[int, str] | None:
    """Return number and code of the record's newest deed, for who keeps it with her mails."""
    if staff.role not in WITNESSES or own_kind(row) == ALARM:
        return None
    view = reading.head
    return (view.number, view.code) if view.number else None


def _kept(desk: NightDesk, staff: Staff, row: Mail) -> tuple[str, ...]:
    """Return how backups stand: the two dates that say different things, and the second place's."""
    if own_kind(row) != DAILY or staff.role not in MANAGING:
        return ()
    kept, words = backupdates.kept(desk), translator(staff.locale)
    if not kept.is_asked:
        return ()
    zone, never = desk.house.settings.timezone, words.gettext(N_("never"))
    return tuple(
        words.gettext(text, at=words.moment(at, zone) if at else never) for text, at in kept.dates
    )


def _invitation(desk: NightDesk, held: Claim, staff: Staff) -> Letter:
    """Return the mail that brings somebody a link of her own, made at this moment."""
    link = f"{desk.house.settings.base_url}/join/{onetime.make(desk, JOIN, JOIN_LASTS, staff.id)}"
    return replace(_letter(desk, held, staff), link=link)


def _test(desk: NightDesk, held: Claim, staff: Staff, row: Mail) -> Letter | None:
    """Return the week's test; None where its reader pressed another mail's button meanwhile."""
    if row.pressed_at is not None:
        leases.settle(desk, held, DROPPED)
        return None
    return replace(_letter(desk, held, staff), link=f"{_link(desk, row)}/test")


def _plain(desk: NightDesk, held: Claim, staff: Staff) -> Letter:
    """Return the mail that leaves where its own text cannot; nothing it tells of is read for it."""
    link = f"{desk.house.settings.base_url}/today"
    return replace(_letter(desk, held, staff), link=link, is_plain=True)


def _letter(desk: NightDesk, held: Claim, staff: Staff) -> Letter:
    """Return what every mail has: whom it goes to, by which name, how to reach the office."""
    settings = desk.house.settings
    return Letter(
        to=held.address,
        sender=settings.mail_from,
        message_id=message_id(desk, held.mail_id),
        at=desk.now,
        locale=staff.locale,
        kind=held.kind,
        phone=settings.office_phone,
        from_office_only=mailways.is_from_office_only(desk),
    )


def message_id(desk: NightDesk, mail_id: UUID) -> str:
    """Return the name of a mail: the same at every attempt, and nothing to be read from it."""
    name = desk.house.keys.mark(b"message-id", mail_id.bytes)[:16].hex()
    return f"<{name}@{desk.house.settings.mail_from.rpartition('@')[2]}>"


def code_of(house: House, entry_id: UUID) -> str:
    """Return by what mails, and the pages behind their links, call a date.

    It is the date's own: two dates of one case have codes that have nothing to do with each other.
    """
    drawn = int.from_bytes(house.keys.mark(b"code", entry_id.bytes)[:8], "big")
    letters = []
    for _ in range(CODE_LENGTH):
        drawn, place = divmod(drawn, len(CODE_LETTERS))
        letters.append(CODE_LETTERS[place])
    return "".join(letters)


def current_lines(
    desk: NightDesk, items: Iterable[Item], to: UUID, reading: Reading | None = None
) -> tuple[list[Line], bool]:
    """Return the lines that still hold, soonest first, and whether every row is sound.

    A row is not where it does not open, is gone, or was put back as it was before the mail. Of a
    case that was sealed since, or that an ethical screen keeps from the reader, nothing is told.
    """
    newest = _one_each(items)
    read = reading or Reading(desk, {to: newest.keys()})
    kept, reader, names = read.kept[to], read.staff[to], read.names[to]
    told: list[tuple[Entry, Line]] = []
    sound = all(map(read.has, newest))  # Amparo takes no date away
    for item in filter(lambda each: read.has(each.entry_id), newest.values()):
        try:
            entry = read.entry(item.entry_id)
            if _is_for(entry, reader, kept) and _holds(entry, item):
                told.append((entry, _line(desk, entry, item, names.get(entry.case_id, ""))))
        except UNREADABLE_ROW:
            sound = False
    able = read.openers.instead([entry for entry, _ in told], to)
    lines = [
        replace(line, handed=_handed(desk, entry, to), opened_by=able.get(entry.id, ""))
        for entry, line in told
    ]
    return sorted(lines, key=lambda line: (not line.urgent, line.days, line.kind)), sound


def _is_for(entry: Entry, reader: Staff, kept: Collection[UUID]) -> bool:
    """Tell whether a date may be told to a reader; to an administrator where nobody else is."""
    if reader.id in {entry.responsible_id, entry.backup_id}:
        return True
    hidden = entry.sealed and reader.id != entry.lead_id and reader.role != ADMINISTRATOR
    return not hidden and entry.case_id not in kept


def _dates_in(row: Mail) -> list[UUID]:
    try:
        return [item.entry_id for item in items_of(row)]
    except Damaged:
        return []  # the mail says so


def _content(desk: NightDesk, row: Mail, reading: Reading) -> tuple[list[Line], list[str]]:
    try:
        items, troubles = items_of(row), list(row.told.get("troubles", []))
    except UNREADABLE_ROW:
        return [], [UNREADABLE]
    lines, sound = current_lines(desk, items, row.recipient_id, reading)
    return lines, troubles if sound or own_kind(row) == ALARM else [*troubles, UNREADABLE]


def _one_each(items: Iterable[Item]) -> dict[UUID, Item]:
    """Return the newest item of each date; news of a change before a mere reminder."""
    chosen: dict[UUID, Item] = {}
    for item in items:
        known = chosen.get(item.entry_id)
        if known is None or _rank(item) >= _rank(known):
            chosen[item.entry_id] = item
    return chosen


def _rank(item: Item) -> tuple[int, bool]:
    return item.edition, item.news in {CHANGED, WITHDRAWN}


def _holds(entry: Entry, item: Item) -> bool:
    """Tell whether what a mail tells of a date still stands.

    Raises:
        Damaged: The date is an older edition than the one told, and Amparo never goes back.
    """
    if entry.edition < item.edition:
        raise Damaged
    if entry.edition > item.edition:
        return False
    if item.news == LOOK:
        return entry.is_unlooked
    if item.news == WITHDRAWN:
        return entry.status in NO_LONGER_HOLDS
    return entry.is_reminded


def _line(desk: NightDesk, entry: Entry, item: Item, name: str) -> Line:
    days = (entry.day - local(desk.now, entry.tz).date()).days
    is_news = item.news in {CHANGED, WITHDRAWN}
    urgent = is_news or shipped_plan().is_urgent(entry, desk.now)
    code = code_of(desk.house, entry.id)
    return Line(code, entry.kind, entry.day, days, urgent, item.news, name)


def _handed(desk: NightDesk, entry: Entry, to: UUID) -> str:
    """Return how a date that nobody has taken over yet stands to a reader; nothing of any other."""
    if not entry.is_handed:
        return ""
    if to == entry.responsible_id:
        return TAKER
    return GIVER if shipped_plan().returns_at(entry) <= desk.now else ""


def _link(desk: NightDesk, row: Mail) -> str:
    token = new_token()
    found_by = desk.house.keys.link_lookup(token)
    desk.db.add(Link(hash=found_by, mail_id=row.id, expires_at=desk.now + LINK_HOLDS))
    return f"{desk.house.settings.base_url}/r/{token}"
