"""What was handed in, as its row and the record have it: what stands, and what became of it.

A row counts for something only while the sealed record has it: handed in by whom the row says, and
neither taken nor given back since. One that was planted, or put back as it was, counts for nothing.
"""

import json
from collections import Counter
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date
from typing import Final
from uuid import UUID

from sqlalchemy import select

from app.casework.sound import is_sound, sound
from app.casework.traydoors import WAITS
from app.db.desk import NightDesk
from app.errors import Damaged
from app.models import Audit, TrayFile, TrayItem
from app.words import N_

TAKEN, RETURNED = "taken", "returned"
HAND_IN, TAKE, GIVE_BACK = "tray.hand_in", "tray.take", "tray.give_back"
SETTLES: Final = {TAKE: TAKEN, GIVE_BACK: RETURNED}
STEP: Final = 2_048  # what is sealed is padded to a multiple of so many bytes
PAPER, ASKED = 1, 2  # formats of what is sealed: a paper; the wish for an ethical screen
MANY = 500
SETTLED = N_(
    "A colleague has taken this already, or given it back. Open the case and look at its notes."
)


@dataclass(frozen=True, slots=True)
class Paper:
    """What somebody handed in, in her words, with the day that it names.

    Or the wish that a colleague, `whom`, be kept from the case; then the words say why.
    """

    text: str = field(repr=False)
    on: date | None = field(default=None, repr=False)
    at: str = field(default="", repr=False)
    whom: UUID | None = field(default=None, repr=False)


def packed(paper: Paper) -> bytes:
    """Return what is to be sealed, of a length that hardly tells how much it is."""
    said: dict[str, str | int] = {"v": PAPER, "text": paper.text}
    said |= {"on": _iso(paper.on), "at": paper.at}
    if paper.whom is not None:
        said |= {"v": ASKED, "whom": str(paper.whom)}
    return padded(json.dumps(said, ensure_ascii=False, separators=(",", ":")).encode())


def padded(text: bytes, step: int = STEP) -> bytes:
    """Return text with spaces at its end, of a length that is a multiple of the step."""
    return text.ljust(-(-len(text) // step) * step)


def unpacked(plain: bytes) -> Paper:
    """Return what was sealed.

    Raises:
        Damaged: It is of no known format.
    """
    try:
        said = json.loads(plain)
        if said["v"] not in {PAPER, ASKED}:
            raise Damaged
        day = date.fromisoformat(said["on"]) if said["on"] else None
        whom = UUID(said["whom"]) if said["v"] == ASKED else None
        return Paper(str(said["text"]), day, str(said["at"]), whom)
    except (KeyError, TypeError, ValueError):
        raise Damaged from None


def standing(desk: NightDesk, rows: Iterable[TrayItem]) -> list[TrayItem]:
    """Return those of these rows that wait; one statement more than read them.

    One that does not open, or that the record does not have so, is left out; the check names it.
    """
    waiting = [row for row in readable(rows) if row.state == WAITS]
    if not waiting:
        return []
    known = on_record(desk, [row.id for row in waiting])
    return [row for row in waiting if known.get(row.id) == (WAITS, row.giver_id)]


def files_with(desk: NightDesk, item_ids: Collection[UUID]) -> dict[UUID, int]:
    """Return how many files wait with each of these things; one statement, none without things."""
    if not item_ids:
        return {}
    query = select(TrayFile.item_id).where(TrayFile.item_id.in_(item_ids))
    return dict(Counter(desk.db.scalars(query)))


def unread(desk: NightDesk, case_id: UUID) -> int:
    """Return how many things that were handed in for a case nobody has read; one statement.

    One that was changed outside Amparo is counted: it may name a date.
    """
    rows = desk.db.scalars(select(TrayItem).where(TrayItem.case_id == case_id))
    return sum(not is_sound(row) or row.state == WAITS for row in rows)


def readable(rows: Iterable[TrayItem]) -> list[TrayItem]:
    """Return those rows that open; another was changed outside Amparo."""
    return sound(rows)


def on_record(desk: NightDesk, ids: Collection[UUID] | None) -> dict[UUID, tuple[str, UUID | None]]:
    """Return what the record says became of each, and who handed it in; one statement or a few.

    Each entry is opened: one that was put there from outside settles nothing.
    """
    found: dict[UUID, tuple[str, UUID | None]] = {}
    for query_ids in _stretches(ids):
        query = select(Audit).where(Audit.action.in_((HAND_IN, *SETTLES)))
        if query_ids is not None:
            query = query.where(Audit.object_id.in_(query_ids))
        for entry in sound(desk.db.scalars(query.order_by(Audit.seq))):
            if entry.object_id is None:
                continue
            if entry.action == HAND_IN:
                found[entry.object_id] = (WAITS, entry.actor_id)
            elif entry.object_id in found:
                found[entry.object_id] = (SETTLES[entry.action], found[entry.object_id][1])
    return found


def unreadable(desk: NightDesk) -> set[UUID]:
    """Return which rows do not open, by their clear ids; one statement."""
    return {row.id for row in desk.db.scalars(select(TrayItem)) if not is_sound(row)}


def wrong(desk: NightDesk) -> Iterator[str]:
    """Return which rows are not as the record has them; two statements.

    That a row is gone is told where all rows on record are counted; that one does not open, where
    all cards are.
    """
    known = on_record(desk, None)
    for row in desk.db.scalars(select(TrayItem)):
        if not is_sound(row):
            continue
        if row.id not in known:
            yield f"{row.named}: handed in by no deed on record"
        elif known[row.id] != (row.state, row.giver_id):
            yield f"{row.named}: set back, or otherwise than the record has it"


def _stretches(ids: Collection[UUID] | None) -> Iterator[list[UUID] | None]:
    if ids is None:
        yield None
        return
    known = list(ids)
    for start in range(0, len(known), MANY):
        yield known[start : start + MANY]


def _iso(day: date | None) -> str:
    return "" if day is None else day.isoformat()
