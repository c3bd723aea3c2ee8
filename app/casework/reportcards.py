"""What each case counts as, kept for those who report: codes, months and numbers, and no name.

Whoever saves something in a case that a report counts writes it anew, in the same deed, sealed to
the group that reports. So figures need no case's key, and nobody who reports opens a case by them.
Of a sealed case, and of one that its people leave out, it says nothing: it is counted nowhere.
"""

import json
import logging
from collections import Counter
from collections.abc import Collection, Iterable
from dataclasses import asdict, dataclass, field
from datetime import date
from typing import Any, Final
from uuid import UUID

from sqlalchemy import LargeBinary, delete, func, select

from app.casework import access, hidden, sharing, staff
from app.casework.sound import sound
from app.crypto import reportcards
from app.crypto.casekeys import GroupKeys
from app.crypto.reportcards import HANDED, CardPlace, Reader
from app.db.desk import Desk, saved
from app.errors import UNREADABLE_ROW, Damaged, Locked, Refused
from app.models import (
    Case,
    CaseKeyRow,
    CaseRow,
    Detention,
    Hearing,
    Principal,
    Proceeding,
    ReportCard,
)
from app.words import N_

log = logging.getLogger(__name__)

COUNTED: Final = {model.__tablename__ for model in (Case, Proceeding, Hearing, Detention)}
AT_A_TIME: Final = 500  # cases without an entry that one sign-in looks after
EDITION: Final = 1
_FORM = func.substr(ReportCard.body, 1, len(HANDED), type_=LargeBinary)
NOT_IN_GROUP: Final = N_(
    "You are not in the group that reports. A supervising attorney lets you in, on its page under "
    "“Groups”."
)


@dataclass(frozen=True, slots=True)
class Ended:
    """How one proceeding came out: in which quarter, and after how many days."""

    kind: str
    outcome: str
    quarter: str
    days: int | None = None


@dataclass(frozen=True, slots=True)
class Taken:
    """That somebody was taken into custody: by whom, in which quarter, and to which facility."""

    by: str
    at: str  # the id of the office's own record of the place; empty where it has none
    quarter: str


@dataclass(frozen=True, slots=True)
class Counts:
    """What a case counts as."""

    lead: str
    closed: str = ""
    problem: str = ""
    closed_as: str = ""
    ended: list[Ended] = field(default_factory=list)
    hearings: dict[str, int] = field(default_factory=dict)  # those that are set, by month
    taken: list[Taken] = field(default_factory=list)


def quarter_of(day: date) -> str:
    """Return the quarter of a day, as 2027-Q2."""
    return f"{day.year}-Q{(day.month + 2) // 3}"


def keep_written(desk: Desk) -> None:
    """Write anew what the cases count as in which something was saved at this desk.

    Nothing where nobody reports. A few statements, however many cases.
    """
    changed = {case_id for table, case_id in saved(desk) if table in COUNTED}
    if changed:
        _write(desk, changed)


def keep_mine(desk: Desk) -> int:
    """Write what cases count as that nobody wrote yet, where one can open them; return how many.

    One statement where none lacks, and none where nobody reports.
    """
    if staff.office(desk).reporting_id is None:
        return 0
    lacking = (
        select(CaseKeyRow.case_id)
        .where(CaseKeyRow.epoch == 1, CaseKeyRow.case_id.in_(access.choosing(desk)))
        .where(CaseKeyRow.case_id.not_in(select(ReportCard.case_id)))
        .limit(AT_A_TIME)
    )
    return _write(desk, access.reach(desk, list(desk.db.scalars(lacking))))


def take_in(desk: Desk) -> int:
    """Seal what was handed in under the group's own key, so many at a time; return how many.

    One statement where nothing waits. A report of a large office opens each entry, and what was
    handed in opens a hundred times slower. What does not open stays as it is, and is counted
    nowhere.
    """
    group_id = staff.office(desk).reporting_id
    keys = None if group_id is None else desk.keys.groups.get(group_id)
    if group_id is None or keys is None:
        return 0
    group, reader, done = desk.db.get_one(Principal, group_id), Reader(keys), 0
    present = (ReportCard.epoch == group.epoch, _FORM == HANDED)
    for row in sound(desk.db.scalars(select(ReportCard).where(*present).limit(AT_A_TIME))):
        text = _taken_out(row, group, reader)
        if text is not None:
            place = CardPlace(group.id, group.epoch, row.case_id)
            row.body = bytes(reportcards.take_in(text, keys, place))
            done += 1
    desk.db.flush()
    return done


def opened(desk: Desk, without: Collection[UUID] = ()) -> dict[UUID, Counts]:
    """Return what every case counts as that is something to whoever sits here.

    Left out is what a screen keeps from her, what says nothing, and what was changed outside
    Amparo: anybody can seal to the group's key. Four statements.

    Args:
        desk: Of whoever reports.
        without: Cases that are left out besides.

    Raises:
        Refused: She does not hold the key of those who report.
    """
    group, keys = _held(desk)
    reader, kept = Reader(keys), hidden.of(desk) | set(without)
    found = {}
    for row in sound(desk.db.scalars(select(ReportCard))):
        text = None if row.case_id in kept else _taken_out(row, group, reader)
        try:
            counts = _read(text) if text is not None else None
        except Damaged:
            log.error("report_cards %s does not open", row.case_id)  # noqa: TRY400 - a trace may hold values
            continue
        if counts is not None:
            found[row.case_id] = counts
    return found


def change_key(desk: Desk, group: Principal, before: GroupKeys, after: GroupKeys) -> None:
    """Seal all under the key that the group, whose row says so already, has been given.

    What does not open is taken away, and its case's people write it anew.
    """
    lost, reader = [], Reader(before)
    for row in desk.db.scalars(select(ReportCard)):
        text = _taken_out(row, group, reader)
        if text is None:
            lost.append(row.case_id)
            continue
        place = CardPlace(group.id, group.epoch, row.case_id)
        row.body, row.epoch = bytes(reportcards.take_in(text, after, place)), group.epoch
    desk.db.flush()
    if lost:
        desk.db.execute(delete(ReportCard).where(ReportCard.case_id.in_(lost)))


def _taken_out(row: ReportCard, group: Principal, reader: Reader) -> bytes | None:
    """Return what an entry says, None where it does not open."""
    try:
        row.open_card()
        return reader.read(row.body, CardPlace(group.id, row.epoch, row.case_id))
    except UNREADABLE_ROW:
        log.error("report_cards %s does not open", row.case_id)  # noqa: TRY400 - a trace may hold values
        return None


def _held(desk: Desk) -> tuple[Principal, GroupKeys]:
    group_id = staff.office(desk).reporting_id
    keys = None if group_id is None else desk.keys.groups.get(group_id)
    if group_id is None or keys is None:
        raise Refused(NOT_IN_GROUP)
    return desk.db.get_one(Principal, group_id), keys


def _write(desk: Desk, case_ids: Collection[UUID]) -> int:
    """Write what these cases, which are open here, count as; return how many.

    A charter that does not hold keeps nobody from saving a date: nothing is sealed to it, and
    the check names it.
    """
    group_id = staff.office(desk).reporting_id
    if group_id is None or not case_ids:
        return 0
    group = desk.db.get_one(Principal, group_id)
    try:
        public = sharing.vouched_key(desk, group)
    except (Damaged, Locked):
        log.error("group %s: nothing is sealed to its key", group_id)  # noqa: TRY400 - as above
        return 0
    rows = _of_cases(desk, case_ids)
    stands = desk.db.scalars(select(ReportCard).where(ReportCard.case_id.in_(case_ids)))
    known = {row.case_id: row for row in stands}
    whole = {row.case_id: row for row in sound(known.values())}
    _take_away(desk, known.keys() - whole.keys())
    keys = desk.keys.groups.get(group_id)
    for case in rows:
        place, text = CardPlace(group.id, group.epoch, case.id), _text(case, rows[case])
        body = bytes(
            reportcards.hand_in(text, public, place)
            if keys is None
            else reportcards.take_in(text, keys, place)
        )
        row = whole.get(case.id)
        if row is None:
            desk.db.add(ReportCard(case_id=case.id, epoch=group.epoch, body=body))
        else:
            row.epoch, row.body = group.epoch, body
    desk.db.flush()
    return len(rows)


def _take_away(desk: Desk, case_ids: Collection[UUID]) -> None:
    """Take entries away that were changed outside Amparo; they are written anew."""
    if case_ids:
        desk.db.execute(delete(ReportCard).where(ReportCard.case_id.in_(case_ids)))
        desk.db.expire_all()


def _of_cases(desk: Desk, case_ids: Collection[UUID]) -> dict[Case, list[CaseRow]]:
    """Return these cases with what is counted of them; one that does not open is none of them."""
    rows = {
        case.id: (case, list[CaseRow]())
        for case in sound(desk.db.scalars(select(Case).where(Case.id.in_(case_ids))))
    }
    for model in (Proceeding, Hearing, Detention):
        for row in sound(desk.db.scalars(select(model).where(model.case_id.in_(case_ids)))):
            if row.case_id in rows:
                rows[row.case_id][1].append(row)
    return dict(rows.values())


def _text(case: Case, rows: Iterable[CaseRow]) -> bytes:
    if case.sealed or case.uncounted or case.stage:
        return json.dumps({"v": EDITION}).encode()
    counts = Counts(
        lead=str(case.lead_id),
        closed=quarter_of(case.closed_on) if case.closed_on else "",
        problem=case.problem,
        closed_as=case.closed_as,
        ended=[_ended(row) for row in rows if isinstance(row, Proceeding) and row.outcome],
        hearings=dict(
            Counter(
                f"{row.starts:%Y-%m}"
                for row in rows
                if isinstance(row, Hearing) and row.status == "set"
            )
        ),
        taken=[_taken(row) for row in rows if isinstance(row, Detention) and row.before is None],
    )
    return json.dumps({"v": EDITION, **asdict(counts)}).encode()


def _taken(row: Detention) -> Taken:
    """Return what an arrest counts as: the first place of a stay, of which none stands before."""
    at = str(row.facility_id) if row.facility_id else ""
    return Taken(row.authority, at, quarter_of(row.since) if row.since else "")


def _ended(row: Proceeding) -> Ended:
    over = row.decided_on or row.concluded_on
    began = row.filed_on or row.served_on
    days = (over - began).days if over and began and began <= over else None
    return Ended(row.kind, row.outcome, quarter_of(over) if over else "", days)


def _read(text: bytes) -> Counts | None:
    """Return what an entry says; nothing of a case that is not counted."""
    try:
        said: dict[str, Any] = json.loads(text)
        if said.pop("v") != EDITION:
            raise Damaged
        ended = [Ended(**each) for each in said.pop("ended", ())]
        taken = [Taken(**each) for each in said.pop("taken", ())]
        return Counts(**said, ended=ended, taken=taken) if said else None
    except (ValueError, TypeError, KeyError):
        raise Damaged from None
