"""Many cases at once: handing over what names a colleague, or sharing it, in steps of a few cases.

Each step is a transaction of its own, so that thousands of cases are no request of minutes: what
was done stands, what waits goes on after a reload or the next day, and all can be handed back.
"""

from typing import Any, Literal
from uuid import UUID

from pydantic import BaseModel, ConfigDict, Field
from sqlalchemy import select

from app.casework import audit, covers, handingsteps, screens, signedover, staff
from app.casework.calendar import Calendar
from app.casework.handingsteps import BORROWED, GONE, SCREENED
from app.casework.policy import CASEWORK, LEGAL
from app.casework.register import Listed, naming, register
from app.casework.signedover import HAND_BACK, HAND_OVER
from app.casework.sound import sound
from app.db.desk import Desk
from app.errors import Damaged, NotFound, Refused
from app.models import Handing
from app.words import N_

STEP = 20  # cases in one request: well under a second of signing and sealing each
SHOWN = 25  # cases whose readers a preview tells one by one
RUNNING, DONE, UNDONE = "running", "done", "undone"
NOTHING = N_("Choose at least one case.")
NOT_LEGAL = N_("Choose a colleague of the legal staff.")
NOT_AT_WORK = N_("Choose a colleague who works on cases.")
SAME = N_("Choose somebody else than this same colleague.")
NOT_AS_SIGNED = N_(
    "This was changed outside Amparo since you began it, or begun by an earlier version, so it "
    "goes no further. Look at who leads the cases it names, and begin anew with those that are "
    "left."
)


class NewHanding(BaseModel):
    """Which cases go from a colleague to another, and how; all of hers where none are named."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    kind: Literal["hand_over", "share"] = "hand_over"
    to_id: UUID
    case_ids: list[UUID] | None = Field(default=None, max_length=25_000)


class CaseBefore(BaseModel):
    """A case of a preview: who reads it now, and who besides afterwards."""

    model_config = ConfigDict(frozen=True)

    id: UUID
    number: str
    client_name: str = Field(repr=False)
    before: list[str]
    gains: bool
    kept: str = Field(default="", description="Why it is left out, as a code.")


class HandingPreview(BaseModel):
    """What a handing would do."""

    model_config = ConfigDict(frozen=True)

    from_name: str
    to_name: str
    kind: str
    total: int
    gains: int = Field(description="Cases that the other cannot read yet, and would.")
    screened: int
    borrowed: int = Field(default=0, description="Cases that whoever looks reads for a while only.")
    cases: list[CaseBefore] = Field(repr=False)


class HandingView(BaseModel):
    """How far a handing is."""

    model_config = ConfigDict(frozen=True)

    id: UUID
    kind: str
    state: str
    from_id: UUID
    from_name: str
    to_name: str
    total: int
    done: int
    waiting: int
    left: list[CaseBefore] = Field(repr=False)
    may_undo: bool
    changed: bool = Field(description="Whether it was changed outside Amparo, and goes no further.")


def named(desk: Desk, calendar: Calendar, staff_id: UUID) -> dict[UUID, Listed]:
    """Return the cases that name a colleague, for an open date too, and that one can open.

    Raises:
        NotFound: There is no such colleague.
    """
    if staff_id not in {row.id for row in staff.active(desk, CASEWORK)}:
        raise NotFound
    calendar.follow(desk)
    return naming(register(desk), calendar, staff_id)


def preview(desk: Desk, calendar: Calendar, staff_id: UUID, wanted: NewHanding) -> HandingPreview:
    """Return who can read what before and after; the first cases one by one.

    Raises:
        NotFound: There is no such colleague.
        Refused: No case was chosen, or the other may not take them.
    """
    ids, rows = _chosen(desk, calendar, staff_id, wanted), register(desk)
    names = staff.names(desk)
    reading = covers.lasting_in(desk, ids)
    kept = dict.fromkeys(screens.kept_from(desk, wanted.to_id) & set(ids), SCREENED)
    lent = {each for each in ids if desk.who.id not in reading[each]}
    kept |= dict.fromkeys(lent, BORROWED)
    shown = [
        CaseBefore(
            id=each,
            number=rows[each].label.number,
            client_name=rows[each].label.client_name,
            before=sorted(names[person] for person in reading[each] if person in names),
            gains=wanted.to_id not in reading[each] and each not in kept,
            kept=kept.get(each, ""),
        )
        for each in ids[:SHOWN]
    ]
    return HandingPreview(
        from_name=names.get(staff_id, ""),
        to_name=names.get(wanted.to_id, ""),
        kind=wanted.kind,
        total=len(ids),
        gains=sum(wanted.to_id not in reading[each] and each not in kept for each in ids),
        screened=len(kept) - len(lent),
        borrowed=len(lent),
        cases=shown,
    )


def begin(desk: Desk, calendar: Calendar, staff_id: UUID, wanted: NewHanding) -> UUID:
    """Write down what is to be handed over or shared; `go_on` does it.

    Raises:
        As `preview`.
    """
    ids = _chosen(desk, calendar, staff_id, wanted)
    return _write(desk, (staff_id, wanted.to_id), wanted.kind, [str(each) for each in ids])


def go_on(desk: Desk, handing_id: UUID) -> int:
    """Do the next few cases; return how many wait then. One that cannot be done is left, with why.

    Raises:
        NotFound: There is no such handing of one's own.
        Refused: It is not as whoever sits here signed it.
    """
    row = _own_as_signed(desk, handing_id)
    step, rest = row.waiting[:STEP], row.waiting[STEP:]
    done, left = [], []
    for entry in step:
        case_id = UUID(entry["id"] if isinstance(entry, dict) else entry)
        try:
            why = handingsteps.why_not(desk, row, case_id, entry)
            if why:
                left.append({"id": str(case_id), "why": why})
            else:
                done.append(handingsteps.do(desk, row, case_id, entry))
        except (Damaged, NotFound):
            left.append({"id": str(case_id), "why": GONE})
    row.waiting, row.done, row.left = rest, [*row.done, *done], [*row.left, *left]
    if row.state != UNDONE:
        row.state = RUNNING if rest else DONE
    signedover.sign(desk, row)
    desk.db.flush()
    if step:
        audit.note(desk, "bulk.step", row.id, done=len(done), left=len(left))
    return len(rest)


def undo(desk: Desk, handing_id: UUID) -> UUID:
    """Hand back what was done, in small steps again; return the handing that does it.

    Raises:
        NotFound: There is no such handing of one's own, or it was undone already.
        Refused: It is not as whoever sits here signed it.
    """
    row = _own_as_signed(desk, handing_id)
    if row.state == UNDONE or row.kind == HAND_BACK or not row.done:
        raise NotFound
    back = _write(desk, (row.to_id, row.from_id), HAND_BACK, list(reversed(row.done)))
    row.state, row.waiting = UNDONE, []
    signedover.sign(desk, row)
    desk.db.flush()
    audit.note(desk, "bulk.undo", row.id)
    return back


def one(desk: Desk, handing_id: UUID) -> HandingView:
    """Return how far a handing of one's own is.

    Raises:
        NotFound: There is none.
    """
    row, names = _own(desk, handing_id), staff.names(desk)
    is_hers = signedover.is_hers(desk, row)
    rows = register(desk) if row.left and is_hers else {}
    left = [
        CaseBefore(
            id=UUID(each["id"]),
            number=rows[UUID(each["id"])].label.number,
            client_name=rows[UUID(each["id"])].label.client_name,
            before=[],
            gains=False,
            kept=each["why"],
        )
        for each in (row.left if is_hers else [])
        if UUID(each["id"]) in rows
    ]
    return HandingView(
        id=row.id,
        kind=row.kind,
        state=row.state,
        from_id=row.from_id,
        from_name=names.get(row.from_id, ""),
        to_name=names.get(row.to_id, ""),
        total=len(row.waiting) + len(row.done) + len(row.left),
        done=len(row.done),
        waiting=len(row.waiting),
        left=left,
        may_undo=is_hers and row.state != UNDONE and row.kind != HAND_BACK and bool(row.done),
        changed=not is_hers,
    )


def mine(desk: Desk) -> list[HandingView]:
    """Return the handings of one's own that still wait; what was changed waits for nothing."""
    rows = desk.db.scalars(select(Handing).where(Handing.state == RUNNING)).all()
    found = [one(desk, row.id) for row in sound(rows) if row.by_id == desk.who.id]
    return [each for each in found if not each.changed]


def _chosen(desk: Desk, calendar: Calendar, staff_id: UUID, wanted: NewHanding) -> list[UUID]:
    hers = named(desk, calendar, staff_id)
    roles = LEGAL if wanted.kind == HAND_OVER else CASEWORK
    if wanted.to_id == staff_id:
        raise Refused(fields={"to_id": SAME})
    if wanted.to_id not in {row.id for row in staff.active(desk, roles)}:
        told = NOT_LEGAL if wanted.kind == HAND_OVER else NOT_AT_WORK
        raise Refused(fields={"to_id": told})
    asked = hers.keys() if wanted.case_ids is None else hers.keys() & set(wanted.case_ids)
    if not asked:
        raise Refused(fields={"case_ids": NOTHING})
    return sorted(asked, key=lambda each: (hers[each].name, each.int))


def _write(desk: Desk, pair: tuple[UUID, UUID], kind: str, waiting: list[Any]) -> UUID:
    row = Handing(
        state=RUNNING,
        by_id=desk.who.id,
        from_id=pair[0],
        to_id=pair[1],
        kind=kind,
        waiting=waiting,
        done=[],
        left=[],
        begun_at=desk.now,
    )
    signedover.sign(desk, row)
    desk.db.add(row)
    desk.db.flush()
    audit.note(desk, "bulk.begin", row.id, kind=kind, cases=len(waiting))
    return row.id


def _own(desk: Desk, handing_id: UUID) -> Handing:
    row = desk.db.get(Handing, handing_id)
    if row is None or row.by_id != desk.who.id:
        raise NotFound
    return row


def _own_as_signed(desk: Desk, handing_id: UUID) -> Handing:
    row = _own(desk, handing_id)
    if not signedover.is_hers(desk, row):
        raise Refused(NOT_AS_SIGNED)
    return row
