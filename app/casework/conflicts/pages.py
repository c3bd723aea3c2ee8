"""Keeping the name index: opening its pages, taking in what was handed in, changing its key.

Belongs to those who hold the key of the index. Each taking in does a bounded amount of work, so
that nobody who sits down waits for a morning's imports.
"""

import logging
from collections.abc import Collection, Iterable, Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from uuid import UUID, uuid4

from sqlalchemy import delete, exists, func, select

from app.casework import audit, directory, shredded
from app.casework.chains import Chains
from app.casework.conflicts.entries import OUT, Entry, read, written
from app.casework.conflicts.opened import PAGE, Holding, Opened, page_text
from app.casework.conflicts.slips import index_group
from app.casework.conflicts.whole import UNREAD
from app.casework.sound import is_sound
from app.crypto import namepages
from app.crypto.casekeys import GroupKeys
from app.crypto.namepages import PagePlace, SlipPlace
from app.db.desk import Desk
from app.errors import UNREADABLE_ROW, Damaged, Forbidden, OutOfRoom
from app.models import Audit, NamePage, NameSlip, Principal, Shredding
from app.words import N_

log = logging.getLogger(__name__)

AT_ONCE = 256  # slips taken in at one desk
MOST_PAGES = 4_000  # some 250,000 people; more would not fit beside the rest of the office
TOO_LARGE = N_("The name index has outgrown this machine's memory. Ask your administrator.")


@dataclass(frozen=True, slots=True)
class Held:
    """The group of the index with its key, as a member has it at her desk."""

    group: Principal
    keys: GroupKeys = field(repr=False)


def open_index(desk: Desk, holding: Holding) -> Opened:
    """Return the index as it stands in the database, reading only pages that changed.

    A page that was changed outside Amparo stays closed and is among its `unread`; the others open.

    Raises:
        Forbidden: Whoever sits here does not hold its key.
    """
    held = _held(desk)
    opened = holding.index(held.group.id, held.group.epoch)
    with opened.guard:
        _refresh(desk, held, opened)
    return opened


def take_in(desk: Desk, holding: Holding, most: int = AT_ONCE) -> int:
    """Take what was handed in into the pages, so many slips at most; return how many wait.

    Whoever stands in a case that was destroyed goes out. Nothing is written where nothing waits,
    and however many wait, as many statements are sent but for the entries of those that are
    refused. A page from before there were cards gets one.

    Raises:
        Forbidden: Whoever sits here does not hold the key.
    """
    held = _held(desk)
    slips_count = select(func.count()).select_from(NameSlip).scalar_subquery()
    is_bare = exists().where(NamePage.card.is_(None))
    waiting, bare = (int(each or 0) for each in desk.db.execute(select(slips_count, is_bare)).one())
    if waiting or bare:
        slips = list(desk.db.scalars(select(NameSlip).order_by(NameSlip.id).limit(most)))
        opened = open_index(desk, holding)
        with opened.guard:
            _seal(desk, held, _bare(desk, opened) | _rewritten(opened, _entries(desk, held, slips)))
            unread = opened.unread
        _note_unread(desk, unread)
        desk.db.execute(delete(NameSlip).where(NameSlip.id.in_([slip.id for slip in slips])))
        if slips:
            audit.note(desk, "index.take_in", count=len(slips))
    left = max(0, waiting - most)
    gone = shredded.without_names(desk)
    if gone and not left:
        _take_out(desk, held, holding, gone)
    return left


def _take_out(desk: Desk, held: Held, holding: Holding, gone: Iterable[Shredding]) -> None:
    """Take out everybody of the cases that two people had destroyed, and write down that it is so.

    Nobody is taken out on the server's word alone: both signatures are looked at here.
    """
    rows = {row.case_id: row for row in gone if _is_signed(desk, row)}
    opened = open_index(desk, holding)
    with opened.guard:
        pages: dict[UUID, dict[str, str]] = {}
        for entry in opened.of_cases(rows):
            page = opened.page_of(entry.person_id)
            if page is not None:
                lines = pages.setdefault(page, opened.lines(page))
                lines.pop(entry.person_id.hex, None)
        _seal(desk, held, pages)
    for row in rows.values():
        row.names_at = desk.now
        desk.db.flush()
        audit.note(desk, shredded.NAMES, row.id)


def _is_signed(desk: Desk, row: Shredding) -> bool:
    two = {row.asked_by, row.agreed_by} - {None}
    try:
        shredded.agreed(row, {each: directory.ever_certified(desk, each) for each in two if each})
    except UNREADABLE_ROW:
        return False
    return True


def change_key(desk: Desk, group: Principal, before: GroupKeys, after: GroupKeys) -> None:
    """Seal the index under the key that its group, whose row says so already, has been given.

    All that waits is taken in first: a slip was sealed to the key from before. A page that does not
    open stays as it is, so that everybody goes on being told.
    """
    old, opened = Held(group, before), Opened()
    _refresh(desk, old, opened, whole=True)
    slips = list(desk.db.scalars(select(NameSlip)))
    pages = _rewritten(opened, _entries(desk, old, slips))
    _seal(desk, Held(group, after), {page: opened.lines(page) for page in opened.pages} | pages)
    for slip in slips:
        desk.db.delete(slip)
    desk.db.flush()


def _held(desk: Desk) -> Held:
    group = index_group(desk)
    keys = desk.keys.groups.get(group.id)
    if keys is None:
        raise Forbidden
    return Held(group, keys)


def _refresh(desk: Desk, held: Held, opened: Opened, *, whole: bool = False) -> None:
    stamps = [(row[0], row[1]) for row in desk.db.execute(select(NamePage.id, NamePage.stamp))]
    if len(stamps) > MOST_PAGES and not whole:
        raise OutOfRoom(TOO_LARGE)
    stale = opened.stale(stamps)
    if not stale:
        return
    columns = select(NamePage.id, NamePage.epoch, NamePage.version, NamePage.stamp, NamePage.body)
    if len(stale) < len(stamps):
        columns = columns.where(NamePage.id.in_(stale))
    for page, epoch, version, stamp, body in desk.db.execute(columns):
        try:
            place = PagePlace(held.group.id, epoch, page, version)
            opened.take(page, stamp, namepages.open_page(body, held.keys, place).decode())
        except UNREADABLE_ROW:
            log.error("name_pages %s does not open", page)  # noqa: TRY400 - a trace may hold values
            opened.shut(page)


def does_not_open(desk: Desk) -> list[UUID]:
    """Return the pages that do not open; none where whoever sits here does not hold the key."""
    try:
        held, opened = _held(desk), Opened()
    except (Damaged, Forbidden):
        return []
    _refresh(desk, held, opened, whole=True)
    return sorted(opened.unread)


def _note_unread(desk: Desk, unread: Collection[UUID]) -> None:
    """Note each page that a holder could not open, once: the hourly check alarms of it."""
    if not unread:
        return
    query = select(Audit.object_id).where(Audit.action == UNREAD, Audit.object_id.in_(unread))
    for page in sorted(set(unread) - set(desk.db.scalars(query))):
        audit.note(desk, UNREAD, page)


def _bare(desk: Desk, opened: Opened) -> dict[UUID, dict[str, str]]:
    """Return the pages that have no card yet and open, as they stand."""
    query = select(NamePage.id).where(NamePage.card.is_(None))
    held = set(opened.pages)
    return {page: opened.lines(page) for page in desk.db.scalars(query) if page in held}


def _entries(desk: Desk, held: Held, slips: Collection[NameSlip]) -> Iterator[Entry]:
    """Yield what slips say; one that nobody of the office made is noted and left out."""
    givers = {slip.id: giver for slip in slips if (giver := _giver_of(slip)) is not None}
    chains = Chains(desk, set(givers.values()))
    for slip in slips:
        try:
            place = SlipPlace(held.group.id, slip.epoch, slip.id, givers[slip.id])
            yield read(_taken_in(slip, held, place, chains))
        except (Damaged, KeyError):
            audit.note(desk, "index.refuse", slip.id)


def _giver_of(slip: NameSlip) -> UUID | None:
    try:
        return namepages.giver_of(slip.body)
    except Damaged:
        return None


def _taken_in(slip: NameSlip, held: Held, place: SlipPlace, chains: Chains) -> bytes:
    """Return what a slip says, signed under any certificate that its giver has or had."""
    for giver in chains.ever(place.giver_id):
        with suppress(Damaged):
            return namepages.take_in(slip.body, held.keys, place, giver.signing)
    raise Damaged


def _rewritten(opened: Opened, entries: Iterable[Entry]) -> dict[UUID, dict[str, str]]:
    """Return the pages on which somebody is new, changed or gone, as they are to be."""
    newest: dict[UUID, Entry] = {}
    for entry in entries:
        known = newest.get(entry.person_id) or opened.get(entry.person_id)
        if known is None or known.order < entry.order:
            newest[entry.person_id] = entry
    pages: dict[UUID, dict[str, str]] = {}
    room = opened.with_room()
    for entry in newest.values():
        page = opened.page_of(entry.person_id) or _with_room(opened, pages, room)
        lines = pages.setdefault(page, opened.lines(page))
        if entry.answer == OUT:
            lines.pop(entry.person_id.hex, None)
        else:
            lines[entry.person_id.hex] = written(entry)
    return pages


def _with_room(opened: Opened, pages: dict[UUID, dict[str, str]], room: list[UUID]) -> UUID:
    while room:
        if len(pages.get(room[-1], opened.lines(room[-1]))) < PAGE:
            return room[-1]
        room.pop()
    room.append(uuid4())
    return room[-1]


def _seal(desk: Desk, held: Held, pages: Mapping[UUID, dict[str, str]]) -> None:
    """Write these pages; one whose card is not whole is written as another page."""
    query = select(NamePage).where(NamePage.id.in_(pages))
    rows = {row.id: row for row in desk.db.scalars(query)}
    for page, lines in pages.items():
        row = rows.get(page)
        if row is not None and (not lines or not is_sound(row)):
            desk.db.delete(row)
            row = None
        if lines:
            _write(desk, held, row or NamePage(id=uuid4() if page in rows else page), lines)
    desk.db.flush()


def _write(desk: Desk, held: Held, row: NamePage, lines: dict[str, str]) -> None:
    version = (row.version or 0) + 1  # as the card's sealing will count
    place = PagePlace(held.group.id, held.group.epoch, row.id, version)
    body = namepages.seal_page(page_text(lines).encode(), held.keys, place)
    row.epoch, row.stamp, row.body = held.group.epoch, uuid4(), body
    desk.db.add(row)
