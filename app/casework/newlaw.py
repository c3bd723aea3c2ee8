"""Carrying a change of the law through the cases one holds: what moves, and from when to when.

Only whoever opens a case can count its dates anew. A preview goes through them a few hundred at a
time and writes nothing; carrying through does the same and writes, each stretch in a transaction of
its own, so that stopping in the middle leaves every date counted by the one law or by the other,
with its reminders.
"""

from collections.abc import Collection, Mapping
from datetime import date
from typing import Any, Final, NamedTuple
from uuid import UUID

from pydantic import BaseModel, ConfigDict, Field
from sqlalchemy import func, literal, select

from app.casework import access, audit, counting, deadlines, editions, lookedthrough, ownlaw
from app.casework.casefiles import Label, labels, sound
from app.casework.counting import ProposalView
from app.db.desk import Desk
from app.errors import Refused
from app.law import Result
from app.models import Case, Deadline, Grant, Schedule
from app.words import N_

# What may be another under another law, as a result names it.
DAYS: Final = ("status", "due", "safe", "latest", "opens", "safe_opens", "closes", "safe_closes")
STRETCH: Final = 1_000  # cases that one request looks through
CARRIED: Final = 400  # cases that one request moves the dates of: the only writer waits for it
WHY = N_("The law changed, and the date was counted anew.")
NOT_TAKEN = N_(
    "The rule asks otherwise now, so this date could not be counted anew. It stays as it is. Open "
    "it, and enter it again by the rule."
)
CHANGED_AGAIN = N_(
    "The law has changed once more since you looked. Look again what it moves, then go on."
)
MARKED = N_(
    "Somebody marked this date as one that cannot be cured, and the rule would now make it later. "
    "It stays; move it yourself if that is right."
)
OWN = N_("This date is a person's own and stays; the rule would now give another. Look at it.")


class Place(BaseModel):
    """Where a preview goes on."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    after: UUID | None = Field(
        default=None, description="As the stretch before says; none: at the first case."
    )


class Number(BaseModel):
    """Which law is carried through."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    number: int = Field(description="Of the law that was looked at, as the preview says.")


class MovedDate(BaseModel):
    """A date that another law counts otherwise."""

    model_config = ConfigDict(frozen=True)

    id: UUID
    case_id: UUID
    number: str
    client_name: str = Field(repr=False)
    title: str = Field(repr=False)
    fatal: bool
    was: date = Field(description="The safe day until now, by which its reminders went.")
    was_due: date
    now: date | None = Field(description="The safe day by the law of today; None: it gives none.")
    now_due: date | None
    stays: bool = Field(description="Whether it is left as it is: a person decided, or must.")
    question: str = Field(description="What a person must look at, or empty.")

    @property
    def earlier(self) -> bool:
        """Whether less time is left than until now."""
        return self.now is not None and self.now < self.was


class Stretch(BaseModel):
    """A stretch of one's cases, looked through or carried through."""

    model_config = ConfigDict(frozen=True)

    changes: list[MovedDate] = Field(description="Those that become earlier first.")
    after: UUID | None = Field(description="Where the next begins; None: all are done.")
    done: int
    total: int
    number: int = Field(description="Of the law that it was counted by.")
    is_through: bool = Field(
        default=False, description="Whether all of them were carried through before."
    )
    stands: int = Field(
        default=0, description="How many were carried through when somebody stopped in the middle."
    )


class _Anew(NamedTuple):
    row: Deadline
    proposal: ProposalView | None
    stays: str
    """Why the date stays as it is, or nothing."""


def look(desk: Desk, after: UUID | None = None) -> Stretch:
    """Return which dates of the next cases would move; nothing is written."""
    ids, done, total = _next(desk, after, STRETCH)
    found, staying = _counted(desk, ids)
    changes = [change for _, change in found]
    lookedthrough.keep(desk, after, staying)
    number = editions.number(desk)
    at = None if after else editions.reached(desk, number)
    far = {
        "is_through": not editions.waits_for(desk, desk.who.id),
        "stands": _next(desk, at, 0)[1] if at else 0,
    }
    return _stretch(number, ids, (done, total), changes).model_copy(update=far)


def supposed(desk: Desk, change_id: UUID) -> Stretch:
    """Return which dates of one's first cases a change that waits would move; nothing is written.

    Raises:
        NotFound: There is no such change, or it was ended.
    """
    ids, done, total = _next(desk, None, STRETCH)
    change = ownlaw.one(desk, change_id)
    with ownlaw.supposing(desk, change_id):
        changes = [moved for _, moved in _counted(desk, ids, change.rule)[0]]
    return _stretch(editions.number(desk), ids, (done, total), changes)


def carry(desk: Desk, number: int) -> Stretch:
    """Move the dates of the next cases that the law of today counts otherwise.

    How far she is stands in the database, so no case is passed over. After the last it is written
    down that this person has carried it through.

    Raises:
        Refused: The law has changed since she looked.
    """
    if number != editions.number(desk):
        raise Refused(CHANGED_AGAIN)
    ids, done, total = _next(desk, editions.reached(desk, number), CARRIED)
    found, _ = _counted(desk, lookedthrough.others(desk, ids))
    _move(desk, [anew for anew, change in found if not change.stays])
    stretch = _stretch(number, ids, (done, total), [change for _, change in found])
    editions.reach(desk, number, stretch.after)
    return stretch


def _next(desk: Desk, after: UUID | None, most: int) -> tuple[list[UUID], int, int]:
    """Return the next cases that grants name one for, how many are behind, and how many in all."""
    mine = access.choosing(desk)
    counted = mine.subquery()
    behind = literal(0) if after is None else func.count().filter(counted.c.case_id <= after)
    done, total = desk.db.execute(select(behind, func.count()).select_from(counted)).one()
    ahead = mine if after is None else mine.where(Grant.case_id > after)
    return list(desk.db.scalars(ahead.order_by(Grant.case_id).limit(most))), done, total


def _stretch(
    number: int, ids: list[UUID], far: tuple[int, int], changes: list[MovedDate]
) -> Stretch:
    reached, total = far[0] + len(ids), far[1]
    return Stretch(
        number=number,
        changes=sorted(changes, key=lambda each: (not each.earlier, each.now or each.was)),
        after=ids[-1] if reached < total else None,
        done=reached,
        total=total,
    )


def _counted(
    desk: Desk, ids: Collection[UUID], rule: str = ""
) -> tuple[list[tuple[_Anew, MovedDate]], list[Deadline]]:
    """Return the open dates of these cases, by one rule or any, that are counted otherwise.

    And the dates that stay as they are, closed ones among them.
    """
    if not ids:
        return [], []
    opened = access.reach(desk, ids)
    rows = desk.db.scalars(select(Deadline).where(Deadline.case_id.in_(opened)))
    found, staying = [], []
    for row in sound(desk, (row for row in rows if row.case_id in opened)):
        counts = row.rule and rule in {"", row.rule} and row.status == "open"
        anew = _anew(desk, row) if counts else None
        if anew is None:
            staying.append(row)
        else:
            found.append(anew)
    # Most dates do not move, and whose they are need not be read.
    known = labels(desk, {each.row.case_id for each in found})
    mine = [each for each in found if each.row.case_id in known]
    return [(each, _change(desk, known[each.row.case_id], each)) for each in mine], staying


def _anew(desk: Desk, row: Deadline) -> _Anew | None:
    if row.counted_by and row.counted_by == counting.law_of(desk, row.rule):
        return None
    before: Mapping[str, Any] = (row.result or {}).get("en") or {}
    part = before.get("part") or ""
    try:
        result = counting.computed(desk, row.rule, row.inputs or {}, part)
    except Refused:
        return _Anew(row, None, NOT_TAKEN)
    if _says(result) == {name: before.get(name) for name in DAYS}:
        return None
    proposal = counting.proposal_of(desk, row.rule, result, row.tz, part)
    return _Anew(row, proposal, _stays(row, proposal))


def _stays(row: Deadline, proposal: ProposalView) -> str:
    """Return why a date stays though the law of today counts it otherwise, or nothing."""
    if row.override_reason:
        return OWN
    later = proposal.file_by is None or proposal.file_by > row.safe
    # One person alone may have changed a rule that is not fatal by itself.
    return MARKED if row.fatal and not proposal.fatal and later else ""


def _says(result: Result) -> dict[str, object]:
    days = {name: getattr(result, name, None) for name in DAYS}
    return {name: day.isoformat() if isinstance(day, date) else day for name, day in days.items()}


def _change(desk: Desk, label: Label, anew: _Anew) -> MovedDate:
    row, proposal = anew.row, anew.proposal
    return MovedDate(
        id=row.id,
        case_id=row.case_id,
        number=label.number,
        client_name=label.client_name,
        title=deadlines.title_of(desk, row),
        fatal=row.fatal,
        was=row.safe,
        was_due=row.due,
        now=proposal.file_by if proposal else None,
        now_due=proposal.due if proposal else None,
        stays=proposal is None or bool(anew.stays),
        question=anew.stays or (proposal.question if proposal else "") or "",
    )


def _move(desk: Desk, moving: list[_Anew]) -> None:
    """Move dates, each with its history and its reminders; what they need is read for all."""
    if not moving:
        return
    ids, cases = {each.row.id for each in moving}, {each.row.case_id for each in moving}
    beside = [  # held, so that none is asked for again by itself
        *desk.db.scalars(select(Schedule).where(Schedule.id.in_(ids))),
        *desk.db.scalars(select(Case).where(Case.id.in_(cases))),
    ]
    for row, proposal, _ in moving:
        if proposal is not None:
            row.history = [*(row.history or []), deadlines.past(desk, row, WHY)]
            _take(row, proposal)
    desk.db.flush()
    for row, proposal, _ in moving:
        if proposal is not None:
            number = audit.note(desk, "deadline.recount", row.id)
            deadlines.keep_schedule(desk, row, number)
    beside.clear()


def _take(row: Deadline, proposal: ProposalView) -> None:
    """Take what the law of today says.

    Where it gives no one date the day stays and asks for a person; reminders go by the earlier of
    the safe days.
    """
    row.result, row.counted_by = proposal.answers, proposal.counted_by
    row.title = counting.own_title(row.title, proposal.answers)
    row.fatal = row.fatal or proposal.fatal
    row.unneeded = None  # said of the date as it was
    if proposal.due is None:
        row.unanswered = True
        row.safe = min(row.safe, proposal.file_by or row.safe)
    else:
        row.unanswered = False
        row.due, row.latest = proposal.due, proposal.latest
        row.safe = proposal.file_by or proposal.due
        row.at = proposal.at or row.at
        row.means = proposal.means
        row.overtaken = row.overtaken and proposal.overtaken  # known in time, it is overdue
    row.edition += 1
