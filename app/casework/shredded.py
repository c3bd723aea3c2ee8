"""What two people signed for when a case is destroyed, and whether a deletion is that deed.

Everybody asks here: the count of rows, the name index, whoever puts up a hold, the night shift.
"""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from datetime import datetime, timedelta
from typing import Final
from uuid import UUID

from sqlalchemy import select

from app.casework import access, audit, staff
from app.casework.calendar import entry_of
from app.casework.onrecord import DESTROY, papers_in
from app.casework.reminders.mails import Mailbox
from app.casework.reminders.troubles import SHREDDING_STOPPED
from app.casework.sound import is_sound, sound
from app.crypto import shreddings as words
from app.crypto.certificates import Certificate
from app.crypto.shreddings import Word
from app.db.desk import Desk, NightDesk
from app.errors import UNREADABLE_ROW, Damaged
from app.models import Audit, CaseRow, Schedule, Shredding, TrayItem

GRACE: Final = timedelta(days=14)
ASKED, AGREED, STOPPED, DESTROYED, DONE = "asked", "agreed", "stopped", "destroyed", "done"
LIVE, OVER = (ASKED, AGREED), (DESTROYED, DONE)
ASK, AGREE, STOP = "shredding.ask", "shredding.agree", "shredding.stop"
SWEEP, NAMES = "shredding.sweep", "shredding.names"
PERSON, HOLD, DATE, PAPER = "person", "hold", "date", "paper"
CHANGED, RESTORED = "changed", "restored"
Rows = dict[str, list[UUID]]
Keys = Mapping[UUID, Sequence[Certificate]]


def signing(keys: Keys, person_id: UUID | None) -> list[bytes]:
    """Return the keys that somebody signed or signs with."""
    return [] if person_id is None else [each.signing for each in keys.get(person_id, ())]


# What waits for less than an hour to go for good, and what is made anew whenever somebody looks: no
# case is kept because it has gone by then, or came. Both go with their case.
PASSING: Final = frozenset({"set_aside", "document_texts"})


def models() -> dict[str, type[CaseRow]]:
    """Return every table whose rows are a case's own, by name."""
    return {each.__tablename__: each for each in CaseRow.__subclasses__()}


def rows_of(desk: NightDesk, case_id: UUID) -> Rows:
    """Return the ids of everything that stands in a case, by table; a statement a table."""
    found = {
        table: list(desk.db.scalars(select(model.id).where(model.case_id == case_id)))
        for table, model in models().items()
        if table not in PASSING
    }
    return {table: sorted(ids) for table, ids in found.items() if ids}


def open_dates(desk: NightDesk, case_id: UUID) -> list[Schedule]:
    """Return the dates of a case that reminders may still be owed for, the earliest first.

    Raises:
        Damaged: One was changed outside Amparo, so nobody knows whether it is over.
    """
    rows = desk.db.scalars(select(Schedule).where(Schedule.case_id == case_id))
    found = [row for row in rows if (entry := entry_of(row)).open and not entry.is_unlooked]
    return sorted(found, key=lambda row: (row.safe, row.id))


def agreed(row: Shredding, keys: Keys) -> bytes:
    """Return the hash of the rows that two people signed to destroy.

    Args:
        row: What they signed.
        keys: Each person's certificates whose chain holds.

    Raises:
        Damaged: They did not, or it was one person, or they signed for something else.
    """
    asked = _asked(row, keys)
    second = words.verify(bytes.fromhex(row.agreed_word), *signing(keys, row.agreed_by))
    said = (words.AGREED, row.id, row.case_id, row.agreed_by)
    if second[:4] != said or second.at != _seconds(row.agreed_at) or second.at < asked.at:
        raise Damaged
    if _seconds(row.destroys_at) != second.at + int(GRACE.total_seconds()):
        raise Damaged
    if asked.maker_id == second.maker_id or asked.rows != second.rows:
        raise Damaged
    return asked.rows


def asked_at(desk: NightDesk, row: Shredding, keys: Keys) -> datetime:
    """Return when somebody asked, by the word that she signed.

    Raises:
        Damaged: She signed for another time, or for one still to come.
    """
    if _asked(row, keys).at > int(desk.now.timestamp()):
        raise Damaged
    return row.asked_at


def _asked(row: Shredding, keys: Keys) -> Word:
    asked = words.verify(bytes.fromhex(row.asked_word), *signing(keys, row.asked_by))
    said = (words.ASKED, row.id, row.case_id, row.asked_by)
    if asked[:4] != said or asked.at != _seconds(row.asked_at):
        raise Damaged
    return asked


def _seconds(at: datetime | None) -> int | None:
    return None if at is None else int(at.timestamp())


def end(desk: NightDesk, row: Shredding, why: str) -> None:
    """Stop what was to be destroyed, and tell everybody who reads the case."""
    row.state, row.ended_at, row.why = STOPPED, desk.now, why
    if isinstance(desk, Desk):
        row.ended_by = desk.who.id
        desk.db.flush()
        audit.note(desk, STOP, row.id, why=why)
    else:
        desk.db.flush()
        audit.note(desk, STOP, shredding=str(row.id), why=why)
    tell(desk, row, SHREDDING_STOPPED)


def stop_all(desk: NightDesk, case_id: UUID | None) -> None:
    """Stop what is to be destroyed of a case, or of the whole office, because of a hold."""
    query = select(Shredding).where(Shredding.state.in_(LIVE)).order_by(Shredding.id)
    if case_id is not None:
        query = query.where(Shredding.case_id == case_id)
    for row in desk.db.scalars(query).all():
        end(desk, row, HOLD)


def end_all(desk: NightDesk) -> None:
    """Stop all that is to be destroyed, since a backup was put back: a stop since is not in it."""
    query = select(Shredding).where(Shredding.state.in_(LIVE)).order_by(Shredding.id)
    for row in desk.db.scalars(query).all():
        if is_sound(row):
            end(desk, row, RESTORED)


def keep_sealed(desk: NightDesk, case_id: UUID, *, is_sealed: bool) -> None:
    """Have whatever was asked of a case show its number to nobody but its people once it is sealed.

    Also what was stopped, or is of a case that a backup brought back. One statement.
    """
    for row in desk.db.scalars(select(Shredding).where(Shredding.case_id == case_id)).all():
        if is_sound(row):
            row.sealed = is_sealed


def tell(desk: NightDesk, row: Shredding, trouble: str) -> None:
    """Have a mail go to everybody who reads the case, and to those who asked and agreed."""
    two = {row.asked_by} | ({row.agreed_by} if row.agreed_by else set())
    mailbox = Mailbox(desk)
    working = {each.id for each in staff.active(desk)}
    for person in sorted(working & (access.readers(desk, row.case_id) | two)):
        mailbox.alarm(person, trouble, each=True)


def without_names(desk: NightDesk) -> list[Shredding]:
    """Return what was destroyed whose people may still stand in the name index; one statement."""
    query = select(Shredding).where(Shredding.state.in_(OVER)).order_by(Shredding.id)
    return [row for row in sound(desk.db.scalars(query)) if row.names_at is None]


def wrong(desk: NightDesk, keys: Keys) -> Iterator[str]:
    """Yield the destructions that are none, or came undone; a few statements for each.

    Whoever holds the server key can write an entry; he cannot sign for two colleagues.
    """
    rows = {row.id: row for row in desk.db.scalars(select(Shredding).order_by(Shredding.id))}
    done: set[UUID] = set()
    for entry in desk.db.scalars(select(Audit).where(Audit.action == DESTROY).order_by(Audit.seq)):
        try:
            shredding_id, gone = UUID(entry.detail["shredding"]), gone_in(entry)
            papers = papers_in(entry)
            _require_deed(rows[shredding_id], entry, gone, keys)
        except UNREADABLE_ROW:
            yield f"audit {entry.seq}: passes a deletion off as a case that two people destroyed"
            continue
        done.add(shredding_id)
        for table, ids in gone.items():
            yield from _there_again(desk, models()[table], ids)
        yield from _there_again(desk, TrayItem, papers)
    yield from _otherwise(desk, rows, done)
    yield from _unsaid(desk, rows, keys)


def gone_in(entry: Audit) -> Rows:
    """Return the rows that a destruction on record took away.

    Raises:
        Damaged: The entry does not open, or says nothing of the kind.
    """
    try:
        return {
            table: [UUID(each) for each in ids]
            for table, ids in entry.detail["gone"].items()
            if table in models()
        }
    except UNREADABLE_ROW:
        raise Damaged from None


def _there_again(
    desk: NightDesk, model: type[CaseRow | TrayItem], ids: Sequence[UUID]
) -> Iterator[str]:
    for each in desk.db.scalars(select(model.id).where(model.id.in_(ids))):
        yield f"{model.__tablename__} {each}: destroyed on record, and there again"


def _require_deed(row: Shredding, entry: Audit, gone: Rows, keys: Keys) -> None:
    fits = agreed(row, keys) == words.print_of(gone) and str(row.case_id) == entry.detail["case"]
    if not fits or row.state not in OVER:
        raise Damaged


def _otherwise(desk: NightDesk, rows: Mapping[UUID, Shredding], done: set[UUID]) -> Iterator[str]:
    """Compare the rows with the deeds on record, the other way round."""
    stopped = set()
    for entry in desk.db.scalars(select(Audit).where(Audit.action == STOP)):
        with suppress(*UNREADABLE_ROW):  # the chain's check names it
            stopped.add(UUID(str(entry.object_id or entry.detail["shredding"])))
    for row in sound(rows.values()):  # the check of cards names the others
        if row.state in OVER and row.id not in done:
            yield f"{row.named}: says destroyed, by no deed on record"
        if (row.state == STOPPED) != (row.id in stopped):
            yield f"{row.named}: stopped or not otherwise than on record"


def _unsaid(desk: NightDesk, rows: Mapping[UUID, Shredding], keys: Keys) -> Iterator[str]:
    """Compare the rows with the words of who asked and who agreed."""
    for row in sound(rows.values()):
        try:
            asked_at(desk, row, keys)
            if row.agreed_word or row.state == AGREED:
                agreed(row, keys)
        except UNREADABLE_ROW:
            yield f"{row.named}: asked or agreed to otherwise than by its words"
