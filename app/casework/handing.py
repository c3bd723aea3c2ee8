"""Many cases at once: handing over what names a colleague, or sharing it, in steps of a few cases.

Each step is a transaction of its own, so that thousands of cases are no request of minutes: what
was done stands, what waits goes on after a reload or the next day, and all can be handed back.
"""

from contextlib import suppress
from typing import Any, Literal
from uuid import UUID

from pydantic import BaseModel, ConfigDict, Field
from sqlalchemy import select

from app.casework import (
    access,
    audit,
    covers,
    enough,
    envelopes,
    guests,
    handover,
    screens,
    sharing,
    staff,
)
from app.casework.casefiles import open_file, sound
from app.casework.conflicts import slips
from app.casework.policy import CASEWORK, LEGAL
from app.casework.readers import SHARED
from app.casework.register import Listed, register
from app.casework.sharing import Gift
from app.db.desk import Desk
from app.errors import Damaged, NotFound, Refused
from app.models import Case, Deadline, Handing, Principal
from app.words import N_

STEP = 20  # cases in one request: well under a second of signing and sealing each
SHOWN = 25  # cases whose readers a preview tells one by one
HAND_OVER, SHARE, HAND_BACK = "hand_over", "share", "hand_back"
RUNNING, DONE, UNDONE = "running", "done", "undone"
HANDED = "handed"
NOTHING = N_("Choose at least one case.")
NOT_LEGAL = N_("Choose a colleague of the legal staff.")
NOT_AT_WORK = N_("Choose a colleague who works on cases.")
SAME = N_("Choose somebody else than the colleague herself.")
SCREENED, GONE, CLOSED = "screened", "gone", "closed"


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


class Preview(BaseModel):
    """What a handing would do."""

    model_config = ConfigDict(frozen=True)

    from_name: str
    to_name: str
    kind: str
    total: int
    gains: int = Field(description="Cases that the other cannot read yet, and would.")
    screened: int
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


def named(desk: Desk, staff_id: UUID) -> dict[UUID, Listed]:
    """Return the cases that name a colleague and that one can open.

    Raises:
        NotFound: There is no such colleague.
    """
    if staff_id not in {row.id for row in staff.active(desk, CASEWORK)}:
        raise NotFound
    return {each: row for each, row in register(desk).items() if row.is_of(str(staff_id))}


def preview(desk: Desk, staff_id: UUID, wanted: NewHanding) -> Preview:
    """Return who can read what before and after; the first cases one by one.

    Raises:
        NotFound: There is no such colleague.
        Refused: No case was chosen, or the other may not take them.
    """
    ids, rows = _chosen(desk, staff_id, wanted), register(desk)
    names = staff.names(desk)
    reading = covers.lasting_in(desk, ids)
    kept = screens.kept_from(desk, wanted.to_id)
    shown = [
        CaseBefore(
            id=each,
            number=rows[each].label.number,
            client_name=rows[each].label.client_name,
            before=sorted(names[person] for person in reading[each] if person in names),
            gains=wanted.to_id not in reading[each] and each not in kept,
            kept=SCREENED if each in kept else "",
        )
        for each in ids[:SHOWN]
    ]
    return Preview(
        from_name=names.get(staff_id, ""),
        to_name=names.get(wanted.to_id, ""),
        kind=wanted.kind,
        total=len(ids),
        gains=sum(wanted.to_id not in reading[each] and each not in kept for each in ids),
        screened=len(kept & set(ids)),
        cases=shown,
    )


def begin(desk: Desk, staff_id: UUID, wanted: NewHanding) -> UUID:
    """Write down what is to be handed over or shared; `go_on` does it.

    Raises:
        As `preview`.
    """
    ids = _chosen(desk, staff_id, wanted)
    return _write(desk, (staff_id, wanted.to_id), wanted.kind, [str(each) for each in ids])


def go_on(desk: Desk, handing_id: UUID) -> int:
    """Do the next few cases; return how many wait then. One that cannot be done is left, with why.

    Raises:
        NotFound: There is no such handing of one's own.
    """
    row = _own(desk, handing_id)
    step, rest = row.waiting[:STEP], row.waiting[STEP:]
    done, left = [], []
    for entry in step:
        case_id = UUID(entry["id"] if isinstance(entry, dict) else entry)
        try:
            why = _check(desk, row, case_id, entry)
            if why:
                left.append({"id": str(case_id), "why": why})
            else:
                done.append(_do(desk, row, case_id, entry))
        except (Damaged, NotFound):
            left.append({"id": str(case_id), "why": GONE})
    row.waiting, row.done, row.left = rest, [*row.done, *done], [*row.left, *left]
    row.state = RUNNING if rest else DONE
    desk.db.flush()
    if step:
        audit.note(desk, "bulk.step", row.id, done=len(done), left=len(left))
    return len(rest)


def undo(desk: Desk, handing_id: UUID) -> UUID:
    """Hand back what was done, in small steps again; return the handing that does it.

    Raises:
        NotFound: There is no such handing of one's own, or it was undone already.
    """
    row = _own(desk, handing_id)
    if row.state == UNDONE or row.kind == HAND_BACK or not row.done:
        raise NotFound
    back = _write(desk, (row.to_id, row.from_id), HAND_BACK, list(reversed(row.done)))
    row.state, row.waiting = UNDONE, []
    desk.db.flush()
    audit.note(desk, "bulk.undo", row.id)
    return back


def one(desk: Desk, handing_id: UUID) -> HandingView:
    """Return how far a handing of one's own is.

    Raises:
        NotFound: There is none.
    """
    row, names = _own(desk, handing_id), staff.names(desk)
    rows = register(desk) if row.left else {}
    left = [
        CaseBefore(
            id=UUID(each["id"]),
            number=rows[UUID(each["id"])].label.number,
            client_name=rows[UUID(each["id"])].label.client_name,
            before=[],
            gains=False,
            kept=each["why"],
        )
        for each in row.left
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
        may_undo=row.state != UNDONE and row.kind != HAND_BACK and bool(row.done),
    )


def mine(desk: Desk) -> list[HandingView]:
    """Return the handings of one's own that still wait."""
    rows = desk.db.scalars(select(Handing).where(Handing.state == RUNNING))
    return [one(desk, row.id) for row in rows if row.by_id == desk.who.id]


def _chosen(desk: Desk, staff_id: UUID, wanted: NewHanding) -> list[UUID]:
    hers = named(desk, staff_id)
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
    desk.db.add(row)
    desk.db.flush()
    audit.note(desk, "bulk.begin", row.id, kind=kind, cases=len(waiting))
    return row.id


def _own(desk: Desk, handing_id: UUID) -> Handing:
    row = desk.db.get(Handing, handing_id)
    if row is None or row.by_id != desk.who.id:
        raise NotFound
    return row


def _check(desk: Desk, row: Handing, case_id: UUID, entry: Any) -> str:  # noqa: ANN401 - as `_do`
    """Return why a case is left as it is, as a code; nothing where it can be done."""
    case = open_file(desk, case_id)
    if row.to_id not in {each.id for each in staff.active(desk, CASEWORK)}:
        return GONE
    if screens.between(desk, row.to_id, case_id):
        return SCREENED
    if row.kind != HAND_BACK:
        return ""
    returns = set()
    if case.lead_id == row.from_id:
        returns.add(UUID(entry["lead"]))
    if entry["dates"]:
        returns.add(row.to_id)
    return CLOSED if returns - access.lasting(desk, case_id) else ""


def _do(desk: Desk, row: Handing, case_id: UUID, entry: Any) -> dict[str, Any]:  # noqa: ANN401 - a case, or what was done with it
    """Do one case and return what it was before."""
    if row.kind == HAND_BACK:
        return _hand_back(desk, row, case_id, entry)
    case = open_file(desk, case_id)
    before: dict[str, Any] = {"id": str(case_id), "lead": str(case.lead_id), "dates": []}
    before |= {"backup": str(case.backup_id or ""), "gave": False}
    if row.to_id not in access.lasting(desk, case_id):
        why = HANDED if row.kind == HAND_OVER else SHARED
        sharing.give(desk, case_id, Gift(desk.db.get_one(Principal, row.to_id), why))
        desk.db.flush()
        envelopes.keep(desk, case_id, access.secrets_of(desk, case_id))
        before["gave"] = True
    if row.kind == HAND_OVER:
        before["dates"] = [str(each.id) for each in _dates(desk, case_id, row.from_id)]
        handover.hand_over(desk, case, row.from_id, row.to_id)
    _note(desk, case)
    return before


def _hand_back(desk: Desk, row: Handing, case_id: UUID, before: dict[str, Any]) -> dict[str, Any]:
    """Put lead, back-up and dates back as they were, and take back the key that was given.

    What somebody chose anew since stays; and the key, where one person would be left alone. Nobody
    backs up a case that she cannot open any more.
    """
    case, taker = open_file(desk, case_id), row.from_id
    reading = access.lasting(desk, case_id)
    if case.lead_id == taker:
        case.lead_id = UUID(before["lead"])
    if case.backup_id in {taker, None}:
        backup = UUID(before["backup"]) if before["backup"] else None
        case.backup_id = backup if backup in reading else None
    for each in _dates(desk, case_id, taker):
        if str(each.id) in before["dates"]:
            each.responsible_id = row.to_id
    desk.db.flush()
    slips.hand_in_case(desk, case_id)
    guests.keep_lead(desk, case)
    _note(desk, case)
    if before["gave"] and taker not in {case.lead_id, case.backup_id, desk.who.id}:
        with suppress(Refused):
            enough.require(desk, case_id, {taker})
            audit.note(desk, "case.unshare", case_id, reader=str(taker))
            sharing.take_back(desk, case_id, [taker])
    return before


def _dates(desk: Desk, case_id: UUID, person_id: UUID) -> list[Deadline]:
    rows = desk.db.scalars(select(Deadline).where(Deadline.case_id == case_id))
    return [
        each
        for each in sound(desk, rows)
        if each.status == "open" and each.responsible_id == person_id
    ]


def _note(desk: Desk, case: Case) -> None:
    number = audit.note(desk, "case.lead", case.id, lead=str(case.lead_id))
    handover.keep_schedule(desk, case, number)
