"""Destroying, by the night shift, what two people signed for: all of it in one transaction.

It holds no case key and needs none. Killed on the way, nothing was done and the next round does
it; killed afterwards, the next round goes on to have the database give up the room that the rows
stood in. The names in the office index go when somebody who holds its key next looks at it.
"""

import logging
from collections.abc import Collection
from uuid import UUID

from sqlalchemy import Table, delete, select

from app.casework import audit, holds, shredded, vault, vouching
from app.casework.onrecord import DESTROY, RESTORE
from app.casework.reminders.mails import Mailbox
from app.casework.reminders.troubles import SHREDDED
from app.casework.shredded import (
    AGREE,
    AGREED,
    ASK,
    CHANGED,
    DATE,
    DESTROYED,
    DONE,
    HOLD,
    PAPER,
    STOP,
    SWEEP,
    Rows,
)
from app.casework.sound import sound
from app.casework.tray import rows as tray
from app.crypto import shreddings as words
from app.db import dump, engine
from app.db.desk import House, NightDesk, night
from app.errors import UNREADABLE_ROW, AmparoError, Damaged
from app.models import Audit, Case, Mail, Mark, RecoveredKey, Screen, Shredding, TrayItem

log = logging.getLogger(__name__)

CASES = "cases.id"
KEYS = frozenset({"grants", "cover_envelopes", "recovered_keys", "case_keys"})


def settle(house: House) -> int:
    """Destroy what is due, finish what was begun; return how many cases were destroyed.

    One statement where there is nothing to do. What cannot be done is left as it is, and logged.
    """
    with night(house, writes=False) as desk:
        due, unswept = _due(desk)
    done = 0
    for each in due:
        done += _tried(house, each)
    if due or unswept:
        _sweep(house)
    return done


def _due(desk: NightDesk) -> tuple[list[UUID], list[UUID]]:
    due, unswept = [], []
    query = select(Shredding).where(Shredding.state.in_((AGREED, DESTROYED)))
    for row in desk.db.scalars(query.order_by(Shredding.id)):
        try:
            if row.state == DESTROYED:
                unswept.append(row.id)
            elif row.destroys_at is not None and row.destroys_at <= desk.now:
                due.append(row.id)
        except UNREADABLE_ROW:
            log.error("%s was changed outside Amparo", row.named)  # noqa: TRY400 - a trace may hold values
    return due, unswept


def _tried(house: House, shredding_id: UUID) -> bool:
    try:
        with night(house, writes=True) as desk:
            return _destroy(desk, desk.db.get_one(Shredding, shredding_id))
    except AmparoError as trouble:
        log.error("shreddings %s: not destroyed: %s", shredding_id, trouble.code)  # noqa: TRY400 - a trace may hold values
        return False


def _destroy(desk: NightDesk, row: Shredding) -> bool:
    """Destroy a case, or stop it where something stands against it; return whether it is gone.

    Raises:
        Damaged: Two people did not sign for it, it was stopped, or the record does not hold.
    """
    if row.state != AGREED:
        return False
    print_ = shredded.agreed(row, vouching.ever(desk))
    _require_on_record(desk, row)
    rows = shredded.rows_of(desk, row.case_id)
    if why := _against(desk, row, rows, print_):
        shredded.end(desk, row, why)
        return False
    screened = select(Screen.person_id).where(Screen.case_id == row.case_id)
    row.kept_away = sorted(str(each) for each in desk.db.scalars(screened))
    handed_in = select(TrayItem.id).where(TrayItem.case_id == row.case_id).order_by(TrayItem.id)
    papers = [str(each) for each in desk.db.scalars(handed_in)]
    counts = _delete(desk, row.case_id, rows)
    row.state, row.destroyed_at, row.counts = DESTROYED, desk.now, counts
    row.keyring_days = desk.house.settings.keyring_days
    desk.db.flush()
    gone = {table: [str(each) for each in ids] for table, ids in rows.items()}
    of = {"shredding": str(row.id), "case": str(row.case_id)}
    audit.note(desk, DESTROY, None, gone=gone, papers=papers, **of)
    mailbox = Mailbox(desk)
    for person in (row.asked_by, row.agreed_by):
        if person is not None:
            mailbox.alarm(person, SHREDDED, each=True)
    return True


def _against(desk: NightDesk, row: Shredding, rows: Rows, print_: bytes) -> str:
    """Return why a case is not to be destroyed after all."""
    if holds.stands_on(desk, row.case_id) or holds.stands_on(desk, None):
        return HOLD
    if shredded.open_dates(desk, row.case_id):
        return DATE
    if tray.unread(desk, row.case_id):
        return PAPER
    return "" if words.print_of(rows) == print_ else CHANGED


def _require_on_record(desk: NightDesk, row: Shredding) -> None:
    """Return when it was asked for and agreed to on record, and neither stopped since nor undone.

    Raises:
        Damaged: It was not, or the record since then was changed.
    """
    query = select(Audit.seq).where(Audit.action == ASK, Audit.object_id == row.id)
    first = desk.db.scalar(query)
    if first is None:
        raise Damaged
    deeds = [
        entry.action
        for entry in audit.since(desk, first)
        if entry.action == RESTORE  # what came after the backup is not on record, a stop neither
        or (row.id in {entry.object_id, _named_in(entry)} and entry.action in {ASK, AGREE, STOP})
    ]
    if deeds != [ASK, AGREE]:
        raise Damaged


def _named_in(entry: Audit) -> UUID | None:
    told = entry.detail.get("shredding")
    return None if told is None else UUID(told)


def _delete(desk: NightDesk, case_id: UUID, rows: Rows) -> dict[str, int]:
    """Delete every row that is of a case, whatever its table; return how many of each."""
    ids = {each for found in rows.values() for each in found}
    counts = {"marks": _delete_marks(desk, ids), "mail": _untell(desk, ids)}
    waits = delete(RecoveredKey).where(RecoveredKey.subject_id == case_id)
    counts["recovered_keys"] = desk.db.execute(waits).rowcount  # type: ignore[attr-defined]
    for table in reversed(dump.tables()):
        for column in of_a_case(table):
            done = desk.db.execute(table.delete().where(table.c[column] == case_id))
            counts[table.name] = counts.get(table.name, 0) + done.rowcount  # type: ignore[attr-defined]
    return {table: count for table, count in counts.items() if count}


def of_a_case(table: Table) -> list[str]:
    """Return the columns of a table that name the case a row is of."""
    if table.name == Case.__tablename__:
        return ["id"]
    found = {key.parent.name for key in table.foreign_keys if key.target_fullname == CASES}
    return sorted(found)


def _delete_marks(desk: NightDesk, ids: Collection[UUID]) -> int:
    """Delete what was told and seen of these dates; which those are stands under the seal."""
    found = [row for row in sound(desk.db.scalars(select(Mark))) if row.schedule_id in ids]
    for row in found:
        desk.db.delete(row)
    desk.db.flush()
    return len(found)


def _untell(desk: NightDesk, ids: Collection[UUID]) -> int:
    """Take these dates out of every mail, which would be missed where a mail's link is followed."""
    names, count = {str(each) for each in ids}, 0
    for row in desk.db.scalars(select(Mail)):
        try:
            items = row.told["items"]
            kept = [item for item in items if item[0] not in names]
        except UNREADABLE_ROW:
            continue  # the check names it
        if len(kept) < len(items):
            row.told = {**row.told, "items": kept}
            count += 1
    desk.db.flush()
    return count


def _sweep(house: House) -> None:
    """Have the database give up the room of what was destroyed, and write down that it did."""
    with night(house, writes=False) as desk:
        _, unswept = _due(desk)
    tables = [table.name for table in dump.tables() if of_a_case(table)]
    touched = [*tables, "marks", "mail", "recovered_keys"]
    if unswept:
        vault.sweep(house)  # files whose keys are gone: they go before it says that all is done
    if not unswept or not engine.sweep(house.engine, dict.fromkeys(touched), KEYS):
        return
    with night(house, writes=True) as desk:
        for each in unswept:
            row = desk.db.get_one(Shredding, each)
            row.state, row.swept_at = DONE, desk.now
            desk.db.flush()
            audit.note(desk, SWEEP, shredding=str(each))
