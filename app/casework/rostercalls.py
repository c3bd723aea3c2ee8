"""Rosters as the record keeps them: each whole, with the certificate of whoever called it.

A roster and the one before it, alone, prove little: whoever once was a supervisor can sign a roster
over one that nobody ever called. So each call is on record, and is followed back there to one that
the office root called.
"""

from base64 import b64decode, b64encode
from collections.abc import Iterator
from contextlib import suppress
from datetime import datetime
from typing import NamedTuple
from weakref import WeakKeyDictionary

from sqlalchemy import Engine, select

from app.casework import audit
from app.crypto import certificates, rosters
from app.crypto.certificates import OFFICE_ROOT, SUPERVISOR
from app.crypto.rosters import Roster
from app.db.desk import NightDesk
from app.db.once import forget
from app.errors import UNREADABLE_ROW, Damaged
from app.models import Audit

CALL = "roster.call"

# By process and database: print of the roster that was followed last, the root it led to, and the
# place and hash of the newest call then. Another process may have called the next meanwhile.
_FOLLOWED: "WeakKeyDictionary[Engine, tuple[bytes, bytes, Place | None]]" = WeakKeyDictionary()


class Place(NamedTuple):
    """Where the newest call stands on record."""

    seq: int
    hash: bytes


class Call(NamedTuple):
    """One call on record; earlier versions noted its number only."""

    number: int
    roster: bytes | None
    caller: bytes | None  # her certificate; none where the office root called


def note(desk: NightDesk, blob: bytes, caller: bytes | None) -> None:
    """Put a roster that was just called on record, with its caller's certificate."""
    said = {"roster": b64encode(blob).decode()}
    if caller is not None:
        said["caller"] = b64encode(caller).decode()
    audit.note(desk, CALL, None, number=rosters.read(blob).number, **said)
    forget(desk)


def newest(desk: NightDesk) -> int | None:
    """Return the number of the roster that was called last, None where that cannot be read."""
    try:
        return next(_calls(desk)).number
    except (StopIteration, *UNREADABLE_ROW):
        return None


def stands(desk: NightDesk, blob: bytes) -> bool:
    """Tell whether a roster is the one that was called last, by the record; one statement."""
    try:
        call = next(_calls(desk))
        return call.number == rosters.read(blob).number and call.roster in {None, blob}
    except (StopIteration, *UNREADABLE_ROW):
        return False


def require_newest(desk: NightDesk, blob: bytes, root: bytes, last: Place | None) -> None:
    """Return when a roster is the newest on record; no statement where it was followed before.

    Args:
        desk: Where.
        blob: The roster.
        root: The office root.
        last: Where the newest call stands now.

    Raises:
        Damaged: It is not.
    """
    known = (rosters.print_of(blob), root, last)
    # The house's own engine: each desk reads or writes through one made for it alone.
    if _FOLLOWED.get(desk.house.engine) != known:
        follow(desk, blob, root)
        _FOLLOWED[desk.house.engine] = known


def follow(desk: NightDesk, blob: bytes, root: bytes) -> None:
    """Return when a roster is the newest on record, and each call follows from the one before.

    From a roster that the office root called, else from the first that is on record whole. One
    statement.

    Raises:
        Damaged: It is not: another was called, somebody called whom the one before did not name,
            or an entry was changed.
    """
    try:
        follows(_calls(desk), blob, root)
    except UNREADABLE_ROW:
        raise Damaged from None


def follows(calls: Iterator[Call], blob: bytes, root: bytes) -> None:
    """Return when a roster is the first of these calls, and they follow from one another.

    Args:
        calls: The newest first.
        blob: The roster.
        root: The office root.

    Raises:
        Damaged: It is not, or the calls end too early.
    """
    after = _next(calls)
    if after.number != rosters.read(blob).number or after.roster not in {None, blob}:
        raise Damaged
    while after.roster is not None:
        caller = _issuer(after, root)
        if caller is None:
            return
        before = _next(calls)
        if before.number + 1 != after.number:
            raise Damaged
        if before.roster is not None:
            rosters.follows(after.roster, before.roster, caller)
        after = before
    if any(each.roster is not None for each in calls):
        raise Damaged  # once they stand there whole, all do


def on_record(desk: NightDesk) -> Iterator[tuple[int, Roster]]:
    """Yield each roster that stands on record whole, and its entry's number, the oldest first.

    As the record has them; one statement.
    """
    query = select(Audit).where(Audit.action == CALL, Audit.seq >= 1).order_by(Audit.seq)
    for entry in desk.db.scalars(query):
        with suppress(*UNREADABLE_ROW):  # the check of the chain names it
            blob = _bytes(entry.detail.get("roster"))
            if blob is not None:
                yield entry.seq, rosters.read(blob)


def in_force(desk: NightDesk, newest: bytes, since: datetime) -> list[Roster]:
    """Return the rosters that were in force at any time since then; one statement.

    Each as the one behind it repeats it, back from the newest, and until when by the record.

    Args:
        desk: Where.
        newest: The roster of now, proved.
        since: From when on.

    Raises:
        Damaged: An entry was changed or is not there, or says less of a roster than is asked.
    """
    found = [rosters.read(newest)]
    query = select(Audit).where(Audit.action == CALL).order_by(Audit.seq.desc())
    for place, entry in enumerate(desk.db.scalars(query)):
        if place:
            blob = _bytes(entry.detail.get("roster"))
            if blob is None or rosters.print_of(blob) != found[-1].before:
                raise Damaged
            found.append(rosters.read(blob))
        entry.open_card()
        if entry.at <= since:
            return found
    if any(found[-1].before):
        raise Damaged
    return found


def _next(calls: Iterator[Call]) -> Call:
    found = next(calls, None)
    if found is None:
        raise Damaged
    return found


def _issuer(call: Call, root: bytes) -> bytes | None:
    """Return the print of the certificate that a call was signed under; None for the root's.

    Raises:
        Damaged: The signature does not hold, or is no supervisor's.
    """
    blob = call.roster or b""
    roster = rosters.read(blob)
    if roster.number != call.number:
        raise Damaged
    if roster.issuer == OFFICE_ROOT:
        rosters.verify(blob, root)
        return None
    word = call.caller or b""
    says = certificates.verify(word, root=root, issuer=None, at=0)
    if says.rank != SUPERVISOR or says.subject != roster.issuer:
        raise Damaged
    rosters.verify(blob, says.signing)
    return rosters.print_of(word)


def _calls(desk: NightDesk) -> Iterator[Call]:
    """Yield the calls on record, the newest first."""
    query = select(Audit).where(Audit.action == CALL).order_by(Audit.seq.desc())
    for entry in desk.db.scalars(query):
        said = entry.detail
        yield Call(int(said["number"]), _bytes(said.get("roster")), _bytes(said.get("caller")))


def _bytes(text: object) -> bytes | None:
    return None if text is None else b64decode(str(text))
