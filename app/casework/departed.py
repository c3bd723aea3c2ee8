"""Whose grant of a case counts no more, whatever its row says.

Who left, who was taken off it, and whose last day is over, as the record says. Whoever writes to
the database can put a grant back that stood there before. It opens what it opened then; here it is
kept from being carried into the case's next key.
"""

from collections.abc import Collection, Iterator, Sequence
from contextlib import suppress
from datetime import UTC, date, datetime, time, timedelta
from typing import Any, Final, NamedTuple
from uuid import UUID

from sqlalchemy import BindParameter, ColumnElement, and_, exists, or_, select

from app.casework import held, screens
from app.casework.policy import CASEWORK
from app.casework.sinces import GIVEN_BACK, Sinces
from app.casework.sound import is_sound, sound
from app.casework.staff import ACTIVE
from app.db.desk import NightDesk
from app.errors import UNREADABLE_ROW
from app.models import Audit, Grant, Staff

UNSHARED = "case.unshare"
ROLE, LEFT, NEW_KEYS = "staff.role", "staff.leave", "staff.begin_again"
CLOSED = ("case.openness", "case.seal")  # closed to all but its named people, or opened again
WENT: Final = "went"  # in the entry of either: who read the case no more by it
OFFER: Final = "staff.offer_keys"  # her sign-in is closed by it, until she has new keys
SHARE, STAY = "case.share", "case.stay"
LEAD = "case.lead"
TAKEN, UNTIL = "taken", "until"  # what became of her keys with another role
ENDS = "ends"  # in the entry of each deed that names a last day: the instant at which it is over
GUEST, SHARED = "guest", "shared"
AGAIN_AFTER = timedelta(days=1)  # emergency access, where somebody of the case ended it
LENT = "lent"  # in the entry of what was taken: as what she had it, who had it for a while
WHOM = {UNSHARED: "reader", screens.PUT_UP: "person"}  # how each deed names whom it took off


class _Stay(NamedTuple):
    """What a deed said of somebody's last day: in one case, or in each that she held for good."""

    at: datetime
    case_id: UUID | None
    person_id: UUID
    ends: datetime | None  # for good


def of(desk: NightDesk, case_id: UUID, grants: Collection[Grant]) -> set[UUID]:
    """Return the people among a case's holders who are to have no newer key.

    Those who work on no cases here, those whom a deed on record took off this case, or took every
    key from, after the grant was given, and those whose last day on record is over.
    """
    given = {row.principal_id: row for row in grants}
    rows = desk.db.scalars(select(Staff).where(Staff.id.in_(given))).all()
    found = {row.id for row in rows if is_sound(row) and not _works_on_cases(row)}
    taken = _taken(desk, case_id, {row.id for row in rows})
    sinces = Sinces(desk, [given[each] for each in taken])
    for person_id, at in taken.items():
        since = sinces.of(given[person_id])
        if since is None or since < at:
            found.add(person_id)
    return found | over(desk, case_id, grants)


def over(desk: NightDesk, case_id: UUID, grants: Collection[Grant]) -> set[UUID]:
    """Return the people among a case's holders whose last day on record is over."""
    stays = _stays_of(desk, grants, {case_id})
    sinces = Sinces(desk, grants) if stays else Sinces(desk, ())
    ends = {row.principal_id: _end_of(row, stays, sinces) for row in grants}
    return {each for each, at in ends.items() if at is not None and at <= desk.now}


def is_told(case_id: BindParameter[UUID], epoch: BindParameter[int]) -> ColumnElement[bool]:
    """Return the question whether a last day may stand on record, of who holds a case's key."""
    holding = select(Grant.principal_id).where(Grant.case_id == case_id, Grant.epoch == epoch)
    return or_(
        exists().where(Audit.object_id == case_id, Audit.action.in_((SHARE, STAY))),
        exists().where(Audit.object_id.in_(holding), Audit.action == ROLE),
    )


def wrong(desk: NightDesk) -> Iterator[str]:
    """Yield the living grants that last longer than the record says."""
    stays = _stays(desk, Audit.action.in_((SHARE, STAY, LEAD, ROLE, GIVEN_BACK)))
    of_whom = {each.person_id for each in stays if each.ends is not None}
    query = select(Grant).where(Grant.principal_id.in_(of_whom), held.living(desk.now))
    rows = sound(desk.db.scalars(query.order_by(Grant.case_id, Grant.principal_id)))
    sinces = Sinces(desk, rows)
    # The check of cards names those that were changed.
    for each in sorted({row.named for row in rows if _outlasts(row, stays, sinces)}):
        yield f"{each}: lasts longer than the record says"


def too_long(desk: NightDesk, grants: Collection[Grant]) -> set[UUID]:
    """Return the cases of which one of these grants lasts longer than the record says."""
    stays, sinces = _stays_of(desk, grants, {row.case_id for row in grants}), Sinces(desk, grants)
    return {row.case_id for row in grants if _outlasts(row, stays, sinces)}


def _outlasts(row: Grant, stays: Sequence[_Stay], sinces: Sinces) -> bool:
    end = _end_of(row, stays, sinces)
    return end is not None and (row.until is None or row.until > end)


def _end_of(row: Grant, stays: Sequence[_Stay], sinces: Sinces) -> datetime | None:
    """Return when a grant ends by the deeds since it was given; None for good, or not told there.

    Whatever the row says that she is, and until when: it may be of before, or another's. Another
    role lends what was held for good; a guest's own day is another deed's. Who was a guest before
    she was made the lead is none any more. Of a grant that no deed on record gave when it says,
    every deed counts.
    """
    end, since = None, sinces.of(row)
    for each in stays:
        is_its = each.person_id == row.principal_id and each.case_id in {row.case_id, None}
        if not is_its or (since is not None and each.at < since):
            continue
        if each.case_id is not None or end is None:
            end = each.ends
    return end


def _stays_of(
    desk: NightDesk, grants: Collection[Grant], case_ids: Collection[UUID]
) -> list[_Stay]:
    """Return what the record says of the last days of these grants, all of these cases."""
    people = {row.principal_id for row in grants}
    of_case = and_(Audit.object_id.in_(case_ids), Audit.action.in_((SHARE, STAY, LEAD)))
    of_person = and_(Audit.object_id.in_(people), Audit.action.in_((ROLE, GIVEN_BACK)))
    return _stays(desk, or_(of_case, of_person))


def _stays(desk: NightDesk, which: ColumnElement[bool]) -> list[_Stay]:
    found = []
    for entry in desk.db.scalars(select(Audit).where(which).order_by(Audit.seq)):
        try:
            found += _stays_in(entry)
        except UNREADABLE_ROW:
            continue  # the check of the chain names it
    return found


def taken_at(
    desk: NightDesk, person_id: UUID, case_ids: Collection[UUID], *, keys_too: bool
) -> dict[UUID, datetime]:
    """Return when a deed on record last took each of these cases from a person; two statements.

    Args:
        desk: Where.
        person_id: Who.
        case_ids: Which cases.
        keys_too: Whether deeds count that took every key from her, as new keys do.
    """
    taken: dict[UUID, datetime] = {}
    of_cases = (Audit.object_id.in_(case_ids), Audit.action.in_(WHOM))
    for entry in desk.db.scalars(select(Audit).where(*of_cases).order_by(Audit.seq)):
        if entry.object_id is not None and _whom(entry) == person_id:
            taken[entry.object_id] = entry.at
    of_person = (Audit.object_id == person_id, Audit.action.in_((ROLE, LEFT, NEW_KEYS)))
    entries = desk.db.scalars(select(Audit).where(*of_person)) if keys_too else ()
    ends = [entry.at for entry in entries if _whom(entry) == person_id]
    return {
        each: max(at for at in (taken.get(each), *ends) if at is not None)
        for each in (case_ids if ends else taken)
    }


def lent_and_taken(desk: NightDesk, after: datetime) -> set[tuple[UUID, UUID]]:
    """Return from whom which cases were taken since, that she had for a while; one statement.

    By the record: her word alone does not open them to her again.
    """
    query = select(Audit).where(Audit.action == UNSHARED, Audit.at > after)
    found = set()
    for entry in desk.db.scalars(query):
        with suppress(*UNREADABLE_ROW):  # the check of the chain names it
            if LENT in entry.detail and entry.object_id is not None:
                found.add((UUID(entry.detail["reader"]), entry.object_id))
    return found


def _stays_in(entry: Audit) -> list[_Stay]:
    """Return what an entry says of somebody's last day; nothing where it says nothing of it."""
    detail, at = entry.detail, entry.at
    if entry.action == LEAD:
        return [_Stay(at, entry.object_id, UUID(detail["lead"]), None)]
    if entry.action in {SHARE, STAY}:
        return [_Stay(at, entry.object_id, UUID(detail["reader"]), ends_of(detail))]
    if entry.object_id is None:
        return []
    if entry.action == GIVEN_BACK:  # until as before; entries of before do not say
        ends = {
            UUID(each): datetime.fromisoformat(end) for each, end in detail.get(ENDS, {}).items()
        }
        return [_Stay(at, each, entry.object_id, end) for each, end in ends.items()]
    end = ends_of(detail) if detail.get("keys") == UNTIL else None
    return [] if end is None else [_Stay(at, None, entry.object_id, end)]


def ends_of(detail: dict[str, Any]) -> datetime | None:
    """Return when the last day that a deed's entry names is over; None where it is for good.

    Of a deed from before that was noted, when it is over wherever one lives.

    Raises:
        KeyError, TypeError or ValueError: It was changed outside Amparo.
    """
    if ENDS in detail:
        return datetime.fromisoformat(detail[ENDS])
    if not detail.get("until"):
        return None
    day = date.fromisoformat(detail["until"])
    return datetime.combine(day + timedelta(days=1), time(12), UTC)


def _works_on_cases(row: Staff) -> bool:
    return row.state == ACTIVE and row.role in CASEWORK


def _taken(desk: NightDesk, case_id: UUID, people: set[UUID]) -> dict[UUID, datetime]:
    """Return when the newest deed that took the case from each of these was done."""
    of_case = (Audit.object_id == case_id, Audit.action.in_(WHOM))
    of_person = (Audit.object_id.in_(people), Audit.action.in_((ROLE, LEFT, NEW_KEYS)))
    taken: dict[UUID, datetime] = {}
    for conditions in (of_case, of_person):
        for entry in desk.db.scalars(select(Audit).where(*conditions).order_by(Audit.seq)):
            person_id = _whom(entry)
            if person_id in people:
                taken[person_id] = max(entry.at, taken.get(person_id, entry.at))
    return taken


def keeps(entry: Audit) -> bool:
    """Tell whether somebody whose role was changed has her keys still, for good or for a while.

    Raises:
        As an entry that was changed outside Amparo.
    """
    return entry.detail["role"] in CASEWORK and entry.detail.get("keys") != TAKEN


def _whom(entry: Audit) -> UUID | None:
    """Return from whom an entry says that the case was taken; none where it was changed."""
    try:
        if entry.action in WHOM:
            return UUID(entry.detail[WHOM[entry.action]])
        has_them = entry.action == ROLE and keeps(entry)
    except UNREADABLE_ROW:
        return None
    return None if has_them else entry.object_id
