"""Legal holds: while one stands nothing is destroyed, of one case or in the whole office.

One person puts a hold up and two lift it; `lifting` says who. It stands three times: on record,
which alone says that it was lifted; in a row; of a case also in the case's own card, with the
reason. A hold that any of them tells of, or that does not open, stands: what was kept too long can
be destroyed later.
"""

from collections.abc import Iterable, Iterator
from datetime import datetime
from typing import Annotated, Any, Literal, NamedTuple
from uuid import UUID

from pydantic import BaseModel, ConfigDict, Field, StringConstraints
from sqlalchemy import func, select

from app.casework import audit, forgood, lifting, shredded, staff
from app.casework.casefiles import open_file
from app.casework.holdtidings import (
    CASE_HOLD_ASKED,
    CASE_HOLD_LIFTED,
    HELD,
    HOLD_ASKED,
    HOLD_LIFTED,
)
from app.casework.lifting import LIFT, LIFTED, PUT_UP, STANDS, People
from app.casework.policy import LEGAL, MANAGING, SUPERVISING
from app.casework.reminders.mails import Mailbox
from app.casework.shredded import Keys
from app.casework.sound import is_sound
from app.casework.typed import Long
from app.db.desk import Desk, NightDesk
from app.errors import UNREADABLE_ROW, NotFound, Refused
from app.models import Audit, Case, Hold
from app.words import N_

Recorded = tuple[dict[UUID, UUID | None], bool]
Source = Literal["subpoena", "litigation", "retention"]
HELD_CASE = N_(
    "A legal hold stands on this case, so nothing of it is destroyed. Two people lift the hold "
    "first; the page “Legal holds” of the case says who put it up and why."
)
HELD_OFFICE = N_(
    "A hold stands on the whole office, so nothing is destroyed. Two people lift it first, "
    "under “Destroying cases”."
)
NOT_YOURS = N_("Only whoever leads this case, or a supervising attorney who reads it, may do that.")


class NewHold(BaseModel):
    """Where a hold comes from, and why it is put up."""

    model_config = ConfigDict(extra="forbid", frozen=True, hide_input_in_errors=True)

    source: Source
    reason: Annotated[Long, StringConstraints(min_length=1)] = Field(repr=False)


class HoldView(BaseModel):
    """A hold that stands, or that stood."""

    model_config = ConfigDict(frozen=True)

    id: UUID
    case_id: UUID | None = Field(description="None: the whole office.")
    source: str
    reason: str = Field(repr=False)
    by: str
    since: datetime
    asked_by: str = Field(description="Who would lift it, the first of two.")
    until: datetime | None
    lifted_by: str
    mine: bool = Field(description="Whether whoever looks was the first of the two.")
    may: bool = Field(description="Whether whoever looks may lift it now.")
    again: bool = Field(
        default=False,
        description="Or say so again, since whoever could be the second is there no more.",
    )
    alone_from: datetime | None = Field(
        description="From when the first may alone, where nobody else can be the second."
    )


class _Look(NamedTuple):
    """Who lifts, who works here, and how everybody is called."""

    people: People
    working: set[UUID]
    names: dict[UUID, str]


class Holds(BaseModel):
    """The holds of a case or of the office, those that stand first."""

    model_config = ConfigDict(frozen=True)

    case_id: UUID | None
    number: str
    holds: list[HoldView]
    office: bool = Field(description="Whether one stands on the whole office.")
    changed: bool = Field(description="Whether one was changed or taken away outside Amparo.")
    may: bool = Field(description="Whether whoever looks may put one up.")

    @property
    def stands(self) -> list[HoldView]:
        """Those that stand."""
        return [each for each in self.holds if each.until is None]


def put_up(desk: Desk, case_id: UUID, new: NewHold) -> UUID:
    """Hold a case: what is to be destroyed of it is stopped, and nothing is until two lift it.

    Raises:
        NotFound: No such case here.
        Refused: Whoever sits here neither leads the case nor supervises.
    """
    case = open_file(desk, case_id)
    _require_own(desk, case)
    row = _enter(desk, case_id, new)
    entry: dict[str, Any] = {"id": str(row.id), "source": new.source, "reason": new.reason}
    entry[lifting.PEOPLE] = lifting.readers_now(desk, case_id)
    case.holds = [*(case.holds or []), entry | {"by": str(desk.who.id), "until": None}]
    desk.db.flush()
    audit.note(desk, PUT_UP, row.id, case=str(case_id))
    shredded.stop_all(desk, case_id)
    return row.id


def put_up_office(desk: Desk, new: NewHold) -> UUID:
    """Hold the whole office: nothing is destroyed, and no key of a backup is let go."""
    row = _enter(desk, None, new)
    audit.note(desk, PUT_UP, row.id)
    shredded.stop_all(desk, None)
    _tell(desk, HELD)
    return row.id


def lift(desk: Desk, case_id: UUID, hold_id: UUID) -> bool:
    """Lift a hold of a case as the first of two, or as the second; return whether it is lifted.

    Raises:
        NotFound: No such case here, or no such hold stands on it.
        Refused: Whoever sits here was the first, may not lift it, or reads the case for a while
            only.
    """
    case = open_file(desk, case_id)
    forgood.require(desk, case_id)
    known = {each["id"] for each in case.holds or [] if not each["until"]}
    row = _standing_row(desk, hold_id, case_id)
    if str(hold_id) not in known:
        raise NotFound
    if not lifting.take_word(desk, row, _look(desk, case).people):
        lifting.tell(desk, case, row.put_by, CASE_HOLD_ASKED)
        return False
    lifting.tell(desk, case, row.put_by, CASE_HOLD_LIFTED)
    until = desk.now.isoformat()
    case.holds = [
        {**each, "until": until} if each["id"] == str(hold_id) else each
        for each in case.holds or []
    ]
    desk.db.flush()
    return True


def lift_office(desk: Desk, hold_id: UUID) -> bool:
    """Lift a hold of the whole office, as the first supervisor or as the second person.

    Raises:
        NotFound: No such hold stands on the office.
        Refused: Whoever sits here was the first, or may not lift it.
    """
    row = _standing_row(desk, hold_id, None)
    is_lifted = lifting.take_word(desk, row, _look(desk).people)
    _tell(desk, HOLD_LIFTED if is_lifted else HOLD_ASKED)
    return is_lifted


def of(desk: Desk, case_id: UUID) -> Holds:
    """Return the holds of a case.

    Raises:
        Damaged: The case's own entry was changed outside Amparo.
        NotFound: No such case here.
    """
    case = open_file(desk, case_id)
    return of_open(desk, case)


def of_open(desk: Desk, case: Case, known: Recorded | None = None) -> Holds:
    """Return the same of a case that is open here."""
    said = {UUID(each["id"]): each for each in case.holds or []}
    rows = {row.id: row for row in desk.db.scalars(_rows(case.id)) if is_sound(row)}
    recorded, is_whole = known or _recorded(desk)
    hers = {each for each, where in recorded.items() if where == case.id}
    in_card = {each for each, entry in said.items() if not entry["until"]}
    in_rows = {each for each, row in rows.items() if row.case_id and row.state == STANDS}
    look = _look(desk, case) if said else None
    views = [_view(desk, rows[each], look, said[each]) for each in said if look and each in rows]
    views.sort(key=lambda each: (each.until is not None, -each.since.timestamp()))
    return Holds(
        case_id=case.id,
        number=case.number,
        holds=views,
        office=any(where is None for where in recorded.values()),
        changed=not is_whole or not hers == in_card == in_rows,
        may=may_decide(desk, case.lead_id),
    )


def of_office(desk: Desk) -> Holds:
    """Return the holds of the whole office."""
    rows = {row.id: row for row in desk.db.scalars(_rows(None)) if is_sound(row)}
    recorded, is_whole = _recorded(desk)
    hers = {each for each, where in recorded.items() if where is None}
    look = _look(desk)
    views = [_view(desk, row, look, {"reason": row.reason}) for row in rows.values()]
    views.sort(key=lambda each: (each.until is not None, -each.since.timestamp()))
    return Holds(
        case_id=None,
        number="",
        holds=views,
        office=bool(hers),
        changed=not is_whole or hers != {each for each, row in rows.items() if row.state == STANDS},
        may=desk.who.role == SUPERVISING,
    )


def require_none(desk: Desk, case: Case) -> None:
    """Let an open case be destroyed.

    Raises:
        Refused: A hold stands on it or on the office, or one cannot be read.
    """
    if any(not each["until"] for each in case.holds or []) or stands_on(desk, case.id):
        raise Refused(HELD_CASE)
    if stands_on(desk, None):
        raise Refused(HELD_OFFICE)


def stands_on(desk: NightDesk, case_id: UUID | None) -> bool:
    """Tell whether a hold stands on just this case, or on just the office; two statements.

    One that does not open counts as standing, and so does any where the record of holds does not.
    """
    recorded, is_whole = _recorded(desk)
    unread = [row for row in desk.db.scalars(_rows(case_id)) if not is_sound(row)]
    return not is_whole or case_id in recorded.values() or bool(unread)


def is_office_held(desk: NightDesk) -> bool:
    """Tell whether a hold stands on the whole office."""
    return stands_on(desk, None)


def is_shown(desk: NightDesk) -> bool:
    """Tell whether some row says that the office is held, for a notice; one statement."""
    query = select(Hold.id).where(Hold.case_id.is_(None), Hold.state == STANDS)
    return desk.db.scalar(query.limit(1)) is not None


def office_held_until(desk: NightDesk) -> datetime | None:
    """Return when the last hold of the whole office was lifted; None where there was none."""
    rows = [row for row in desk.db.scalars(_rows(None)) if is_sound(row)]
    return max((row.lifted_at for row in rows if row.lifted_at is not None), default=None)


def differs(desk: Desk, case: Case) -> bool:
    """Tell whether rows or record of an open case's holds say otherwise than its card."""
    return of_open(desk, case).changed


def wrong(desk: NightDesk, keys: Keys) -> Iterable[str]:
    """Yield the holds of which row and record do not agree, or that no two lifted; four statements.

    Those that were taken away the count of rows names.
    """
    recorded, is_whole = _recorded(desk)
    if not is_whole:
        return  # the chain's check names it
    put_up = select(Audit.object_id, func.min(Audit.seq)).where(Audit.action == PUT_UP)
    first = select(Audit).where(
        Audit.seq.in_([row[1] for row in desk.db.execute(put_up.group_by(Audit.object_id))])
    )
    known = {entry.object_id: entry.at for entry in desk.db.scalars(first)}
    for row in desk.db.scalars(select(Hold).order_by(Hold.id)):
        if not is_sound(row):
            continue  # the check of cards names it
        if row.id not in known:
            yield f"{row.named}: put up by no deed on record"
        elif row.put_at != known[row.id]:
            yield f"{row.named}: put up at another time than on record"
        else:
            yield from _otherwise(desk, row, keys, stands=row.id in recorded)


def _otherwise(desk: NightDesk, row: Hold, keys: Keys, *, stands: bool) -> Iterator[str]:
    if (row.state == STANDS) != stands:
        yield f"{row.named}: stands or not otherwise than on record"
    elif row.state == LIFTED and not lifting.is_by_two(desk, row, keys):
        yield f"{row.named}: lifted without the words of who does that"


def may_decide(desk: Desk, lead_id: UUID) -> bool:
    """Tell whether whoever sits here supervises or leads a case that is open to her."""
    return desk.who.role == SUPERVISING or desk.who.id == lead_id


def _recorded(desk: NightDesk) -> Recorded:
    query = select(Audit).where(Audit.action.in_((PUT_UP, LIFT))).order_by(Audit.seq)
    return recorded_in(desk.db.scalars(query))


def recorded_in(entries: Iterable[Audit]) -> Recorded:
    """Return the holds that stand on record and of which case, and whether every entry opened."""
    found: dict[UUID, UUID | None] = {}
    is_whole = True
    for entry in entries:
        if entry.action not in {PUT_UP, LIFT}:
            continue
        try:
            hold_id, case_id = UUID(str(entry.object_id)), entry.detail.get("case")
        except UNREADABLE_ROW:
            is_whole = False
            continue
        if entry.action == PUT_UP:
            found[hold_id] = None if case_id is None else UUID(case_id)
        else:
            found.pop(hold_id, None)
    return found, is_whole


def _rows(case_id: UUID | None) -> Any:  # noqa: ANN401 - a question for holds
    of_it = Hold.case_id.is_(None) if case_id is None else Hold.case_id == case_id
    return select(Hold).where(of_it).order_by(Hold.id)


def _enter(desk: Desk, case_id: UUID | None, new: NewHold) -> Hold:
    row = Hold(
        case_id=case_id,
        state=STANDS,
        source=new.source,
        reason="" if case_id else new.reason,
        put_by=desk.who.id,
        put_at=desk.now,
    )
    desk.db.add(row)
    desk.db.flush()
    return row


def _standing_row(desk: Desk, hold_id: UUID, case_id: UUID | None) -> Hold:
    row = desk.db.get(Hold, hold_id)
    if row is None or row.case_id != case_id or row.state != STANDS:
        raise NotFound
    return row


def _look(desk: Desk, case: Case | None = None) -> _Look:
    """Return who lifts a hold of an open case, or of the office."""
    working = staff.active(desk)
    own = {each.id for each in working if each.role == SUPERVISING}
    legal = {each.id for each in working if each.role in LEGAL}
    if case is not None:
        reading = forgood.of(desk, case.id)
        mine = {desk.who.id} if may_decide(desk, case.lead_id) else set()
        own, legal = ((own | {case.lead_id}) & reading) | mine, legal & reading
    return _Look(People(own, legal), {each.id for each in working}, staff.names(desk))


def _require_own(desk: Desk, case: Case) -> None:
    if not may_decide(desk, case.lead_id):
        raise Refused(NOT_YOURS)


def _view(desk: Desk, row: Hold, look: _Look, said: dict[str, Any]) -> HoldView:
    first, last, names = row.asked_by, row.lifted_by, look.names
    turn = lifting.turn(desk, row, look.people, look.working)
    return HoldView(
        id=row.id,
        case_id=row.case_id,
        source=row.source,
        reason=said["reason"],
        by=names.get(row.put_by, ""),
        since=row.put_at,
        asked_by="" if first is None else names.get(first, ""),
        until=row.lifted_at,
        lifted_by="" if last is None else names.get(last, ""),
        mine=first == desk.who.id,
        may=turn.may,
        again=turn.may and first == desk.who.id and turn.alone_from is None,
        alone_from=turn.alone_from,
    )


def _tell(desk: NightDesk, trouble: str) -> None:
    mailbox = Mailbox(desk)
    for row in staff.active(desk, MANAGING | LEGAL):
        mailbox.alarm(row.id, trouble, each=True)
