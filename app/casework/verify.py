"""Checking that nothing was changed from outside, with and without a person's keys."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from uuid import UUID

from sqlalchemy import select

from app.casework import (
    access,
    audit,
    carrying,
    custody,
    departed,
    doccheck,
    envelopes,
    holds,
    lawdeeds,
    lockdown,
    passkeys,
    recovery,
    removing,
    screens,
    seats,
    shredded,
    signedover,
    stays,
    tasks,
    traydoors,
    vault,
    vouching,
    witness,
)
from app.casework.agreeing import otherwise, told_by
from app.casework.conflicts import pages, whole
from app.casework.onrecord import DATED, TABLES, Record
from app.casework.reminders import leases, marks, silenced
from app.casework.reminders.mails import A_DAY, own_kind, own_window
from app.casework.seats import Seat
from app.casework.tray import files, items, rows
from app.clock import LARGEST_SKEW
from app.db import dump
from app.db.desk import Desk, House, NightDesk, night
from app.errors import UNREADABLE, AmparoError
from app.models import (
    Audit,
    Case,
    CaseRow,
    Deadline,
    Hearing,
    Heartbeat,
    KeptRow,
    Mail,
    Mark,
    Schedule,
    SealedRow,
)

PRIVATE: tuple[type[CaseRow], ...] = tuple(shredded.models().values())
"""Every table of a case."""
KEPT: tuple[type[SealedRow], ...] = tuple(
    each for each in KeptRow.__subclasses__() if each is not Audit
)
"""Every table of the server but the record, whose chain is followed instead."""
NO_WITNESS = (
    "no witness was asked: whether the record's end was cut off, or the whole is an older copy, "
    "only --witness FILE can tell"
)


NOT_OPENED = "sealed entries of cases not opened"
NO_CARD = "is not sealed yet; let somebody who holds the name index sign in, then check again"


@dataclass(slots=True)
class Findings:
    """What a check looked at, and what is wrong, by table and row only."""

    checked: int = 0
    not_opened: int = 0
    wrong: list[str] = field(default_factory=list)
    unclear: list[str] = field(default_factory=list)  # what nobody can tell from what was given
    witnessed: int | None = None  # heads that were compared; None without a witness

    @property
    def exit_code(self) -> int:
        """0 sound, 1 something is wrong, 2 nobody can tell."""
        return 1 if self.wrong else 2 * bool(self.unclear)

    def __str__(self) -> str:
        told = [f"wrong: {each}" for each in self.wrong]
        told += [f"cannot tell: {each}" for each in self.unclear]
        verdict = ("sound", "something is wrong", "cannot tell")[self.exit_code]
        counts = f"{self.checked} entries checked, {self.not_opened} {NOT_OPENED}"
        asked = f"{self.witnessed} witnessed heads compared"
        end = NO_WITNESS if self.witnessed is None else asked
        return "\n".join([*told, f"{verdict}: {counts}", end])


def verify(house: House, witnessed: Path | None = None) -> Findings:
    """Check all that needs no case key: the audit chain, the server's cards, the schedule.

    Raises:
        Unavailable: The witness file cannot be read.
    """
    with night(house, writes=False) as desk:
        return _without_keys(desk, witnessed)


def verify_as(house: House, seat: Seat, witnessed: Path | None = None) -> Findings:
    """Check also the cards of the cases that a person holds, and their dates.

    Raises:
        Unavailable: The witness file cannot be read.
    """
    with seats.reading(house, seat) as desk:
        found = _without_keys(desk, witnessed)
        _with_keys(desk, found)
    return found


def _without_keys(desk: NightDesk, witnessed: Path | None) -> Findings:
    found = Findings()
    if witnessed is not None:
        _ask_witness(desk, witnessed, found)
    record = Record()
    record.follow(desk)
    newest = audit.newest(desk)
    found.checked += record.count
    if record.is_broken or newest is None or newest != record.count:
        found.wrong.append("audit: the chain of entries is broken")
    if newest is None:
        found.wrong.append("audit_head: not of the newest entry")
    if custody.is_founded(desk) and not custody.is_whole(desk):
        found.wrong.append("custody: what the custodians keep was changed")
    for model in KEPT:
        _open_all(desk.db.scalars(select(model)), found)
    for room in (vouching, screens, lockdown, passkeys, recovery, envelopes, rows, departed, vault):
        found.wrong += room.wrong(desk)
    found.wrong += [*removing.wrong(desk), *files.wrong(desk)]
    found.wrong += [f"name_pages {each}: a holder could not open it" for each in whole.noted(desk)]
    keys = vouching.ever(desk)
    found.wrong += holds.wrong(desk, keys)
    found.wrong += lawdeeds.wrong(desk, keys)
    found.wrong += shredded.wrong(desk, keys)
    found.wrong += signedover.wrong(desk, keys)
    _compare_schedule(desk, record, newest, found)
    _count_rows(desk, record, found)
    found.wrong += [
        f"{table} {row}: its {column} is not there"
        for table, row, column in dump.orphans(desk.db.connection())
    ]
    _check_marks(desk, found)
    _check_times(desk, found)
    return found


def _ask_witness(desk: NightDesk, path: Path, found: Findings) -> None:
    """Compare the record with every head that was ever witnessed."""
    lines, unclear = witness.read(path)
    found.witnessed = len(lines)
    found.wrong += witness.differences(desk, lines, vouching.ever(desk))
    found.unclear += [f"witness: line {place} says nothing that can be read" for place in unclear]
    if not lines:
        found.unclear.append("witness: no head stands in the file")


def _count_rows(desk: NightDesk, record: Record, found: Findings) -> None:
    """Count the rows of cases; each has an id of its own, whatever its table.

    A row that a deed on record entered never goes away, and no date stands that none entered.
    """
    tables: dict[UUID, str] = {}
    named = {*TABLES.values(), *record.rows.values()}
    for kept in KEPT:
        if kept.__tablename__ in named:
            ids = desk.db.scalars(select(kept.__table__.c.id))
            tables |= dict.fromkeys(ids, kept.__tablename__)
    for model in PRIVATE:
        for row_id in desk.db.scalars(select(model.id)):
            found.not_opened += 1
            other = tables.setdefault(row_id, model.__tablename__)
            if other != model.__tablename__:
                found.wrong.append(f"{model.__tablename__} {row_id}: its id stands in {other} too")
    found.wrong += [
        f"{table} {row_id}: on record, and taken away"
        for row_id, table in record.rows.items()
        if tables.get(row_id) != table
    ]
    found.wrong += [
        f"{table} {row_id}: entered by no deed on record"
        for row_id, table in tables.items()
        if table in DATED and record.rows.get(row_id) != table
    ]


def _check_marks(desk: NightDesk, found: Findings) -> None:
    """A mark stands under the key of the fact that it tells of, and a mail tells that too."""
    tellings = silenced.Tellings({row.id: row for row in desk.db.scalars(select(Mail))})
    for row in desk.db.scalars(select(Mark)):
        try:
            own = marks.key_of(desk, marks.fact_of(row))
        except UNREADABLE:
            continue  # it was named already
        if own != row.once:
            found.wrong.append(f"{row.named}: under the key of another fact")
        elif not tellings.bear_out(row):
            found.wrong.append(f"{row.named}: no mail tells what it says")


def _check_times(desk: NightDesk, found: Findings) -> None:
    """Nothing was done in the future, and no mail waits for longer than a refused one."""
    now = desk.now + LARGEST_SKEW
    for row in desk.db.scalars(select(Mail)):
        late = max(row.not_before, row.lease_until or row.not_before) > now + A_DAY
        if late or (row.accepted_at is not None and row.accepted_at > now):
            found.wrong.append(f"{row.named}: a time in the future")
        if silenced.is_silenced(row):
            found.wrong.append(f"{row.named}: closed in clear, and by its card still to leave")
        if own_kind(row) != row.kind:
            found.wrong.append(f"{row.named}: of another kind than its card says")
        if _is_moved(row):
            found.wrong.append(f"{row.named}: in another window than is sealed in it")
        if odd := leases.miscounted(row):
            found.wrong.append(f"{row.named}: counted beyond what happens: {', '.join(odd)}")
    for beat in desk.db.scalars(select(Heartbeat).where(Heartbeat.at > now)):
        found.wrong.append(f"heartbeat {beat.name}: a time in the future")


def _is_moved(row: Mail) -> bool:
    try:
        return own_window(row) != row.window
    except UNREADABLE:
        return False  # it was named already


def _open_all(rows: Iterable[SealedRow], found: Findings) -> None:
    for row in rows:
        if not row.has_card:
            found.unclear.append(f"{row.named}: {NO_CARD}")
            continue
        found.checked += 1
        try:
            altered = row.altered()
        except UNREADABLE:
            found.wrong.append(f"{row.named}: does not open")
        else:
            if altered:
                found.wrong.append(f"{row.named}: changed in clear: {', '.join(altered)}")


def _compare_schedule(desk: NightDesk, record: Record, newest: int | None, found: Findings) -> None:
    """Compare the schedule with the hearings and deadlines that it is for, both ways."""
    kept = {row.id: row for row in desk.db.scalars(select(Schedule))}
    opening = {row.id: told for row in kept.values() if (told := told_by(row)) is not None}
    for row_id, told in opening.items():
        row = kept[row_id]
        if newest is not None and row.changed > newest:
            found.wrong.append(f"schedule {row.id}: changed by a deed that is not on record")
        if row.open != told.is_open:
            found.wrong.append(
                f"schedule {row.id}: open in clear, not under its seal, or otherwise"
            )
    older = record.set_back({each: kept[each].changed for each in opening})
    found.wrong += [f"schedule {each}: older than the newest deed on record" for each in older]
    dates: dict[UUID, UUID] = {}
    for model, kind in ((Hearing, "hearing"), (Deadline, "deadline")):
        for row_id, case_id in desk.db.execute(select(model.id, model.case_id)):
            dates[row_id] = case_id
            if row_id not in kept:
                found.wrong.append(f"{model.__tablename__} {row_id}: no schedule row")
            elif _is_of_another(kept[row_id], kind, case_id):
                found.wrong.append(f"schedule {row_id}: of another kind or case than its date")
    found.wrong += [f"schedule {each}: no date" for each in kept.keys() - dates.keys()]


def _is_of_another(row: Schedule, kind: str, case_id: UUID) -> bool:
    try:
        return (row.kind, row.case_id) != (kind, case_id)
    except UNREADABLE:
        return False  # it was named already


def _with_keys(desk: Desk, found: Findings) -> None:
    shut = pages.does_not_open(desk)
    found.wrong += [f"name_pages {each}: does not open for its holders" for each in shut]
    opened = _reach(desk, found)
    kept = {row.id: row for row in desk.db.scalars(select(Schedule))}
    files = {row.id: row for row in _opening(desk.db.scalars(select(Case))) if row.id in opened}
    for case in files.values():
        _compare_screens(desk, case, found)
        if traydoors.differs(desk, case):
            found.wrong.append(f"tray_doors {case.id}: its case says otherwise")
        found.wrong += carrying.unborne(desk, case)
    found.wrong += items.unopened(desk, opened)
    found.wrong += doccheck.unsound(desk, opened)
    found.wrong += removing.otherwise(desk, opened)
    found.wrong += stays.unlooked(desk, opened)
    found.wrong += tasks.otherwise(desk, opened)
    for model in PRIVATE:
        rows = [row for row in desk.db.scalars(select(model)) if row.case_id in opened]
        found.not_opened -= len(rows)
        _open_all(rows, found)
        for row in rows:
            if isinstance(row, (Hearing, Deadline)):
                _compare_date(row, kept, files, found)


def _opening(rows: Iterable[Case]) -> Iterator[Case]:
    """Give the cases whose own card opens; the dates of the others are compared without it."""
    for row in rows:
        try:
            row.open_card()
        except UNREADABLE:
            continue
        yield row


def _reach(desk: Desk, found: Findings) -> set[UUID]:
    """Open one case after the other, so that a changed grant hides no other case."""
    opened: set[UUID] = set()
    for case_id in access.named(desk):
        try:
            access.open_case(desk, case_id)
            opened.add(case_id)
        except AmparoError:
            found.wrong.append(f"grants {case_id}: what this person was granted does not open")
    return opened


def _compare_screens(desk: Desk, case: Case, found: Findings) -> None:
    try:
        if screens.differs(desk, case):
            found.wrong.append(f"screens of {case.id}: the case's seal says otherwise")
        if holds.differs(desk, case):
            found.wrong.append(f"holds of {case.id}: the case's seal says otherwise")
    except UNREADABLE:
        return  # the card was named already


def _compare_date(
    row: Hearing | Deadline,
    kept: dict[UUID, Schedule],
    files: dict[UUID, Case],
    found: Findings,
) -> None:
    if told_by(kept.get(row.id)) is None:
        return  # it was named already
    fields = otherwise(row, kept[row.id], files.get(row.case_id))
    if fields:
        told = f"its schedule row says otherwise: {', '.join(fields)}"
        found.wrong.append(f"{row.__tablename__} {row.id}: {told}")
