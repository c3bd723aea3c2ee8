"""What the custodians opened for somebody, while it waits: seen, stopped, taken when it is time.

Each key waits as a cover does: sealed to its future holder, and closed once more under a half that
the server uses only when the time has come. Whom, how many and from when are the custodians' signed
terms, which stand on record too; whoever changes a row, puts one back or plants one gets nothing.
"""

import logging
from base64 import b64decode
from collections import Counter
from collections.abc import Iterator, Sequence
from datetime import datetime
from hashlib import sha256
from uuid import UUID

from pydantic import BaseModel, ConfigDict
from sqlalchemy import delete, func, select

from app.casework import access, audit, directory, enrolled, groups, held, screens, staff
from app.casework.founding import CUSTODY
from app.casework.onrecord import RESTORE
from app.casework.policy import SUPERVISING
from app.casework.reminders.mails import Mailbox
from app.casework.reminders.troubles import RECOVERED, RECOVERY_STOPPED
from app.casework.sound import is_sound
from app.crypto import covers, recoveries, rosters
from app.crypto.certificates import OFFICE_ROOT, SUPERVISOR
from app.crypto.covers import CoverPlace
from app.crypto.grants import CASE, GROUP
from app.crypto.recoveries import Terms
from app.db.desk import Desk, NightDesk
from app.errors import UNREADABLE_ROW, Damaged, NotFound
from app.models import Grant, Member, Principal, RecoveredKey, Recovery, Setting, Staff

log = logging.getLogger(__name__)

ROLE = "recovered"
BEGIN, STOP, OPEN = "recovery.begin", "recovery.stop", "recovery.open"


class RecoveryView(BaseModel):
    """What waits for a colleague; without a name and a time where its row was changed outside."""

    model_config = ConfigDict(frozen=True)

    id: UUID
    staff_id: UUID | None
    name: str
    opens_at: datetime | None
    cases: int
    groups: int
    is_due: bool
    is_mine: bool


def is_waiting(desk: NightDesk) -> bool:
    """Tell whether anything waits; one statement."""
    return desk.db.scalar(select(Recovery.id).limit(1)) is not None


def waiting(desk: Desk) -> list[RecoveryView]:
    """Return what waits: all of it to a supervisor, to others what is theirs; the next first.

    One statement where nothing waits, three otherwise.
    """
    rows = desk.db.scalars(select(Recovery)).all()
    if not rows:
        return []
    counts = _counts(desk)
    names = staff.names(desk)
    views = [_view(desk, row, counts, names) for row in rows]
    seen = [each for each in views if each.is_mine or desk.who.role == SUPERVISING]
    return sorted(seen, key=lambda each: (each.opens_at is not None, each.opens_at, each.id))


def stop(desk: Desk, recovery_id: UUID) -> None:
    """Stop what waits for a colleague, all of it; what was changed outside Amparo goes with it.

    Raises:
        NotFound: It waits no more.
    """
    views = {each.id: each for each in waiting(desk)}
    if recovery_id not in views:
        raise NotFound
    whose = views[recovery_id].staff_id
    for each in views.values():
        if each.id == recovery_id or each.staff_id in {None, whose}:
            _end(desk, each.id)
            audit.note(desk, STOP, each.id, staff=str(each.staff_id or ""))
    tell(desk, RECOVERY_STOPPED, whose)


def end_all(desk: NightDesk) -> None:
    """Stop everything that waits, since a backup was put back: the custodians begin again."""
    for row in desk.db.scalars(select(Recovery)).all():
        recovery_id, whose = row.id, _whose(row)
        _end(desk, recovery_id)
        audit.note(desk, STOP, recovery_id, staff=str(whose or ""))
        tell(desk, RECOVERY_STOPPED, whose)


def end_of(desk: NightDesk, staff_id: UUID) -> None:
    """Stop what waits for somebody whose keys are others now: it was sealed to the former ones."""
    rows = select(Recovery.id).where(Recovery.staff_id == staff_id)
    for recovery_id in desk.db.scalars(rows).all():
        _end(desk, recovery_id)
        audit.note(desk, STOP, recovery_id, staff=str(staff_id))
        tell(desk, RECOVERY_STOPPED, staff_id)


def take(desk: Desk) -> int:
    """Take what waits for whoever sits here and whose time has come; return how many keys opened.

    What does not open is left out and noted: the custodians can begin again.
    """
    rows = desk.db.scalars(select(Recovery).where(Recovery.staff_id == desk.who.id)).all()
    taken = 0
    for row in rows:
        try:
            terms = agreed(desk, row, access.own_keys(desk).office_root or b"")
            _require_on_record(desk, row)
        except UNREADABLE_ROW:
            log.error("%s was changed outside Amparo, or is not on record", row.named)  # noqa: TRY400 - a trace may hold values
            continue
        if terms.opens <= desk.now.timestamp():
            taken += _take(desk, row, terms)
    return taken


def agreed(desk: NightDesk, row: Recovery, root: bytes) -> Terms:
    """Return a row's terms, signed by the custodians' root and the same as the row itself.

    Raises:
        Damaged: They do not hold, are another row's, or her keys are no more those of then.
    """
    terms = recoveries.verify(row.terms, root)
    word = desk.db.scalar(select(Principal.word).where(Principal.id == row.staff_id))
    here = (row.id, row.staff_id, rosters.print_of(word or b""), int(row.opens_at.timestamp()))
    if here != (terms.recovery_id, terms.beneficiary_id, terms.print_, terms.opens):
        raise Damaged
    return terms


def wrong(desk: NightDesk) -> Iterator[str]:
    """Yield what waits on terms that do not hold; no case key is needed."""
    rows = desk.db.scalars(select(Recovery)).all()
    if not rows:
        return
    try:
        root = b64decode(desk.db.get_one(Setting, CUSTODY).value["root"])
    except UNREADABLE_ROW:
        return  # the custody setting was named already
    for row in rows:
        try:
            agreed(desk, row, root)
            _require_on_record(desk, row)
        except UNREADABLE_ROW:
            yield f"{row.named}: not on the custodians' terms, or not on record"


def tell(desk: NightDesk, trouble: str, whom: UUID | None = None) -> None:
    """Have a mail go to every supervisor, and to whomever it is about."""
    people = {row.id for row in staff.active(desk, {SUPERVISING})}
    known = set() if whom is None or desk.db.get(Staff, whom) is None else {whom}
    mailbox = Mailbox(desk)
    for person in sorted(people | known):
        mailbox.alarm(person, trouble)


def _counts(desk: NightDesk) -> Counter[tuple[UUID, int]]:
    subjects = select(
        RecoveredKey.recovery_id, RecoveredKey.kind, func.count(RecoveredKey.subject_id.distinct())
    ).group_by(RecoveredKey.recovery_id, RecoveredKey.kind)
    return Counter({(row[0], row[1]): row[2] for row in desk.db.execute(subjects)})


def _view(
    desk: Desk, row: Recovery, counts: Counter[tuple[UUID, int]], names: dict[UUID, str]
) -> RecoveryView:
    try:
        whose, opens_at = row.staff_id, row.opens_at
    except UNREADABLE_ROW:
        whose, opens_at = None, None
    return RecoveryView(
        id=row.id,
        staff_id=whose,
        name=names.get(whose, "") if whose else "",
        opens_at=opens_at,
        cases=counts[row.id, CASE],
        groups=counts[row.id, GROUP],
        is_due=opens_at is not None and opens_at <= desk.now,
        is_mine=whose == desk.who.id,
    )


def _whose(row: Recovery) -> UUID | None:
    return row.staff_id if is_sound(row) else None


def _require_on_record(desk: NightDesk, row: Recovery) -> None:
    """Return when a recovery was begun on record, on these terms, and not stopped or taken since.

    What came after the backup that was put back is not on record, a stop neither.

    Raises:
        Damaged: It was not, or the record since then was changed.
    """
    first, *later = audit.since(desk, row.number)
    own = (first.action, first.object_id, first.detail.get("terms"))
    if own != (BEGIN, row.id, sha256(row.terms).hexdigest()):
        raise Damaged
    is_over = any(entry.object_id == row.id and entry.action in {STOP, OPEN} for entry in later)
    if is_over or any(entry.action == RESTORE for entry in later):
        raise Damaged


def _take(desk: Desk, row: Recovery, terms: Terms) -> int:
    query = select(RecoveredKey).where(RecoveredKey.recovery_id == row.id)
    keys = desk.db.scalars(query.order_by(RecoveredKey.subject_id, RecoveredKey.epoch)).all()
    half = b64decode(row.half)
    cases = _take_cases(desk, row.id, half, [each for each in keys if each.kind == CASE])
    teams = _take_groups(desk, row, half, [each for each in keys if each.kind == GROUP])
    _end(desk, row.id)
    audit.note(desk, OPEN, row.id, keys=cases + teams, not_opened=terms.keys - cases - teams)
    tell(desk, RECOVERED, desk.who.id)
    return cases + teams


def _take_cases(desk: Desk, recovery_id: UUID, half: bytes, keys: Sequence[RecoveredKey]) -> int:
    """Put each key of a case among what she was granted; hers that open for good stay as they are.

    What she had for a while, as a guest or in an emergency, opens nothing once its time is over.
    """
    hers = desk.db.scalars(select(Grant).where(Grant.principal_id == desk.who.id))
    before = {(row.case_id, row.epoch): row for row in hers}
    opening = access.opening(desk, desk.who.id)
    opens = {(row.case_id, row.epoch) for row, *_ in opening if held.lasts(row)}
    fresh = set()
    kept = screens.kept_from(desk, desk.who.id)  # also those put up while it waited
    for key in keys:
        if key.subject_id in kept:
            continue
        at = (key.subject_id, key.epoch)
        sealed = _opened(desk, recovery_id, half, key)
        if sealed is None or at in opens:
            continue
        if at in before:
            desk.db.delete(before[at])
            desk.db.flush()
        desk.db.add(
            Grant(
                case_id=key.subject_id,
                principal_id=desk.who.id,
                epoch=key.epoch,
                role=ROLE,
                until=None,
                grantor_id=OFFICE_ROOT,
                form=access.SEALED,
                body=sealed,
                since=desk.now,
            )
        )
        fresh.add(at)
    desk.db.flush()
    access.rewrap(desk)
    for grant, _, secret in access.opening(desk, desk.who.id):
        if (grant.case_id, grant.epoch) in fresh:
            grant.word = enrolled.word(secret, grant)
    desk.db.flush()
    return len(fresh)


def _take_groups(desk: Desk, row: Recovery, half: bytes, keys: Sequence[RecoveredKey]) -> int:
    """Let her into the groups; where nobody stands by a group's key any more, it gets a new one."""
    put = []
    for key in keys:
        group = desk.db.get(Principal, key.subject_id)
        sealed = _opened(desk, row.id, half, key)
        if group is None or sealed is None or group.epoch != key.epoch:
            continue
        if screens.keep_out(desk, group.id, desk.who.id):
            continue
        hers = (Member.group_id == group.id, Member.person_id == desk.who.id)
        desk.db.execute(delete(Member).where(*hers))
        member = Member(
            group_id=group.id,
            person_id=desk.who.id,
            epoch=key.epoch,
            until=None,
            grantor_id=OFFICE_ROOT,
            form=access.SEALED,
            body=sealed,
            since=desk.now,
            word=(row.words or {}).get(str(group.id), ""),
        )
        desk.db.add(member)
        put.append((member, group))
    desk.db.flush()
    access.rewrap_memberships(desk)
    desk.keys.groups.update(access.open_groups(desk, put))
    for _, group in put:
        if _is_stale(desk, group):
            groups.renew(desk, group.id)
    return len(put)


def _is_stale(desk: Desk, group: Principal) -> bool:
    """Tell whether a group's charter was signed with lost keys, and hers can sign anew."""
    try:
        supervises = directory.certificate(desk, desk.who.id).rank == SUPERVISOR
        return supervises and not directory.is_chartered_now(desk, group)
    except Damaged:
        return False  # a roster or charter that does not hold keeps nobody from her cases


def _opened(desk: Desk, recovery_id: UUID, half: bytes, key: RecoveredKey) -> bytes | None:
    place = CoverPlace(key.subject_id, desk.who.id, key.epoch, recovery_id)
    try:
        return covers.open_envelope(key.body, half, place)
    except Damaged:
        log.error("recovered_keys %s of %s does not open", key.subject_id, recovery_id)  # noqa: TRY400 - a trace may hold values
        return None


def _end(desk: NightDesk, recovery_id: UUID) -> None:
    """Let go of what waits: the keys, and the half without which no copy of them opens."""
    desk.db.execute(delete(RecoveredKey).where(RecoveredKey.recovery_id == recovery_id))
    desk.db.execute(delete(Recovery).where(Recovery.id == recovery_id))
