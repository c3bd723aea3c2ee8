"""Cover envelopes: what lets a named colleague open a case while its holder is away.

An envelope is made at the desk of whoever holds the case, closed under a half that the server
keeps. Opening it here gives a grant sealed to the cover, which only her own key opens further: no
desk without her, and no worker, reads a case by it.
"""

import logging
from collections.abc import Collection, Iterable
from datetime import datetime
from uuid import UUID, uuid4

from sqlalchemy import ColumnElement, Delete, Select, bindparam, delete, exists, insert, or_, select
from sqlalchemy.orm import InstrumentedAttribute, aliased

from app.casework import access, directory, forgood, held, screens, staff
from app.casework.policy import LEGAL
from app.casework.sound import is_sound, sound
from app.casework.staff import ACTIVE
from app.crypto.certificates import Certificate
from app.crypto.covers import CoverPlace, close_envelope, named_cover, open_envelope
from app.crypto.grants import CASE, GrantTerms, commitment_of, grantor_of, seal_grant
from app.crypto.primitives import random_key
from app.db.desk import Desk, NightDesk
from app.errors import UNREADABLE_ROW, Damaged, NotFound
from app.models import Case, CoverEnvelope, DueKey, Grant, Member, Staff

log = logging.getLogger(__name__)

COVER, EMERGENCY = "cover", "emergency"
LENT = (COVER, EMERGENCY)  # why somebody holds a key for a while only


def keep(desk: Desk, case_id: UUID, secrets: dict[int, bytes]) -> None:
    """Bring the envelopes of one case in step with who reads it and who covers for them.

    Whoever was taken off has none left in it, nor has whom only a planted row names; of a new key
    each cover gets hers. A sealed case, and one that a screen keeps her cover from, waits for
    nobody.

    Args:
        desk: Of somebody who holds the case.
        case_id: Which.
        secrets: Its secret of each epoch.
    """
    wanted = _wanted(desk, case_id, forgood.of(desk, case_id), screens.away(desk, case_id))
    standing = set()
    for row in desk.db.scalars(select(CoverEnvelope).where(CoverEnvelope.case_id == case_id)):
        if (row_key := _key(row)) is not None and row_key[:2] in wanted:
            standing.add(row_key)
        else:
            desk.db.delete(row)
    desk.db.flush()
    _make(desk, (case_id, secrets), wanted, standing)


def make_first(
    desk: Desk, case: Case, secrets: dict[int, bytes], granted: Collection[UUID]
) -> None:
    """Make the envelopes of a case that was just opened and given to these for good.

    By what the deed itself gave: nothing of the case stands in the database yet that says more.
    """
    members = {row.person_id for row in forgood.members(desk, granted) if held.lasts(row)}
    wanted = _wanted(desk, case.id, members | set(granted), screens.names(case))
    _make(desk, (case.id, secrets), wanted, set())


def _wanted(
    desk: Desk, case_id: UUID, reading: Collection[UUID], away: Collection[UUID]
) -> set[tuple[UUID, UUID]]:
    """Return which of a case's readers wait for which covers."""
    people = [row for row in staff.everybody(desk) if row.id in reading]
    kept = {*reading, *away}
    return {
        (holder, cover)
        for holder, cover in _named(desk, people).items()
        if cover not in kept and not desk.db.get_one(Case, case_id).sealed
    }


def _make(
    desk: Desk,
    of: tuple[UUID, dict[int, bytes]],
    wanted: set[tuple[UUID, UUID]],
    standing: set[tuple[UUID, UUID, int]],
) -> None:
    """Make what lacks of the envelopes that are wanted of a case, by its id and secrets."""
    case_id, secrets = of
    known = directory.certified(desk, {cover for _, cover in wanted}) if wanted else {}
    for holder, cover in wanted:
        for epoch, secret in secrets.items():
            if cover in known and (holder, cover, epoch) not in standing:
                _close(desk, (case_id, epoch, secret), holder, known[cover])
    desk.db.flush()


def keep_mine(desk: Desk) -> int:
    """Make what lacks for the cover of whoever sits here, and take away what another's was.

    Three statements where nothing lacks, and a few more for each case that does.
    """
    cover_id = _named(desk, [desk.db.get_one(Staff, desk.who.id)]).get(desk.who.id)
    mine = CoverEnvelope.holder_id == desk.who.id
    others = mine if cover_id is None else mine & (CoverEnvelope.cover_id != cover_id)
    _take_away(desk, delete(CoverEnvelope).where(others))
    if cover_id is None:
        return 0
    lacking: dict[UUID, set[int]] = {}
    for case_id, epoch in desk.db.execute(_lacking(desk, cover_id)):
        lacking.setdefault(case_id, set()).add(epoch)
    known = directory.certified(desk, [cover_id]) if lacking else {}
    if cover_id not in known:
        return 0
    made = 0
    for case_id, epochs in lacking.items():
        try:
            access.open_case(desk, case_id)
            if _is_kept(desk, case_id, cover_id):
                continue
            secrets = access.secrets_of(desk, case_id)
        except (Damaged, NotFound):
            log.error("case %s: no envelope was made, it does not open", case_id)  # noqa: TRY400 - a trace may hold values
            continue
        for epoch in epochs & secrets.keys():
            _close(desk, (case_id, epoch, secrets[epoch]), desk.who.id, known[cover_id])
        made += 1
    desk.db.flush()
    return made


def waiting(desk: NightDesk, holder_ids: Collection[UUID]) -> list[CoverEnvelope]:
    """Return what covers may open now that these are away, and have not; three statements at most.

    Only of cases that the absent colleague herself still holds, for the cover of today.
    """
    if not holder_ids:
        return []
    query = _OF_USE.where(CoverEnvelope.holder_id.in_(holder_ids))
    return _openable(desk, desk.db.scalars(query, {"now": desk.now}))


def for_me(desk: Desk) -> list[CoverEnvelope]:
    """Return the envelopes that wait for whoever sits here and that nothing opened yet."""
    query = _OF_USE.where(CoverEnvelope.cover_id == desk.who.id)
    return _openable(desk, desk.db.scalars(query, {"now": desk.now}))


def release(
    desk: NightDesk, rows: Iterable[CoverEnvelope], until: datetime, why: str
) -> dict[UUID, set[UUID]]:
    """Open envelopes into grants that lapse; return whom they are for in which cases.

    The one place where a half is used. What was changed outside Amparo, or moved here from
    another case, cover or key, gives nothing; nor does anything across an ethical screen, nor an
    envelope for somebody who covers for its holder no more.
    """
    given: dict[UUID, set[UUID]] = {}
    for row in _standing(desk, rows):
        try:
            blob = _opened(row)
        except UNREADABLE_ROW:
            log.error("%s was changed outside Amparo", row.named)  # noqa: TRY400 - a trace may hold values
            continue
        if screens.between(desk, row.cover_id, row.case_id):
            continue
        _lend(desk, row, blob, until, why)
        given.setdefault(row.cover_id, set()).add(row.case_id)
    desk.db.flush()
    return given


def wrong(desk: NightDesk) -> list[str]:
    """Return the envelopes that do not open at their place, by table and row; one statement."""
    found = []
    for row in sound(desk.db.scalars(select(CoverEnvelope).order_by(CoverEnvelope.id))):
        try:
            _opened(row)
        except UNREADABLE_ROW:
            found.append(f"{row.named}: made for another case, cover, key or row")
    return found


def lapse(desk: NightDesk, cover_id: UUID, why: Collection[str] = (COVER,)) -> None:
    """Take from a cover what she holds for a while; each of these cases is due a new key."""
    lent = (Grant.principal_id == cover_id, Grant.role.in_(why))
    cases = select(Grant.case_id).where(*lent).distinct()
    fresh = cases.where(Grant.case_id.not_in(select(DueKey.case_id)))
    desk.db.execute(insert(DueKey).from_select(["case_id"], fresh))
    _take_away(desk, delete(Grant).where(*lent))


def drop_cover(desk: NightDesk, person_id: UUID) -> set[UUID]:
    """Have somebody be nobody's cover any more; return whose she was.

    What waits for her is taken away, and what she was lent: each of these cases is due a new key.
    """
    _take_away(desk, delete(CoverEnvelope).where(CoverEnvelope.cover_id == person_id))
    lapse(desk, person_id, LENT)
    left = set()
    for row in desk.db.scalars(select(Staff)):
        if is_sound(row) and row.cover_id == person_id:
            row.cover_id, row.cover_word = None, ""
            left.add(row.id)
    desk.db.flush()
    return left


def take_away_of(desk: NightDesk, person_id: UUID) -> None:
    """Take away every envelope of, for or by somebody; their holders make them anew as they come.

    What she had signed for others, or what was sealed to her, counts no more once her keys are
    others; each holder makes what lacks at her next sign-in.
    """
    of_hers = or_(
        CoverEnvelope.holder_id == person_id,
        CoverEnvelope.cover_id == person_id,
        CoverEnvelope.grantor_id == person_id,
    )
    _take_away(desk, delete(CoverEnvelope).where(of_hers))


def drop_of(desk: NightDesk, person_id: UUID) -> None:
    """Take away every envelope of, for or by somebody who leaves, and her as anybody's cover.

    Whoever covers for her just now keeps nothing of it. Those whom she covered make envelopes for
    another as soon as they name one; what she had signed for others, their holders make anew at
    their next sign-in.
    """
    take_away_of(desk, person_id)
    for row in desk.db.scalars(select(Staff)):
        if is_sound(row) and person_id in {row.id, row.cover_id}:
            if row.cover_id is not None:
                lapse(desk, row.cover_id)
            row.cover_id, row.cover_word = None, ""


def give_back(desk: Desk, case_id: UUID) -> None:
    """Take away what waits of a case for one's own cover: one lets go of it oneself."""
    mine = (CoverEnvelope.case_id == case_id, CoverEnvelope.holder_id == desk.who.id)
    _take_away(desk, delete(CoverEnvelope).where(*mine))


def cover_of(desk: Desk, person_id: UUID) -> UUID | None:
    """Return whom a colleague named as her cover, by her own signature."""
    return _named(desk, desk.db.scalars(select(Staff).where(Staff.id == person_id))).get(person_id)


def named_by(desk: Desk, people: Collection[UUID]) -> set[UUID]:
    """Return whom these named as their covers, each by her own signature."""
    rows = desk.db.scalars(select(Staff).where(Staff.id.in_(people)))
    return set(_named(desk, rows).values())


def _is_kept(desk: Desk, case_id: UUID, cover_id: UUID) -> bool:
    """Tell whether an open case waits for no cover, or not for this one."""
    return bool(desk.db.get_one(Case, case_id).sealed) or screens.between(desk, cover_id, case_id)


def _named(desk: Desk, people: Iterable[Staff]) -> dict[UUID, UUID]:
    """Return whom each of these named as her cover, by her own signature.

    An account says it under the server key alone, and whoever holds that one would have cases
    sealed to a colleague of his choice.
    """
    said = {row.id: row for row in people if is_sound(row) and row.cover_id is not None}
    found = {}
    certified = directory.certified(desk, said) if said else {}
    for holder_id, says in certified.items():
        row = said[holder_id]
        try:
            named = named_cover(bytes.fromhex(row.cover_word), holder_id, says.signing)
        except UNREADABLE_ROW:
            named = None
        if named is None or named != row.cover_id:
            log.error("staff %s: another cover than she signed for", holder_id)
        else:
            found[holder_id] = named
    return found


def _take_away(desk: NightDesk, rows: Delete) -> None:
    """Delete rows, also such as were changed outside Amparo and cannot be read for that."""
    desk.db.execute(rows, execution_options={"synchronize_session": "fetch"})
    desk.db.flush()


def _close(desk: Desk, key: tuple[UUID, int, bytes], holder_id: UUID, cover: Certificate) -> None:
    """Seal a case's key of an epoch to the cover, and close it under a fresh half."""
    case_id, epoch, secret = key
    seed = access.own_keys(desk).signing_seed
    terms = GrantTerms(CASE, case_id, cover.subject, epoch, commitment_of(CASE, secret))
    grant = seal_grant(secret, terms, cover.xwing, desk.who.id, seed)
    place, half = CoverPlace(case_id, cover.subject, epoch, uuid4()), random_key()
    desk.db.add(
        CoverEnvelope(
            id=place.envelope_id,
            case_id=case_id,
            holder_id=holder_id,
            cover_id=cover.subject,
            epoch=epoch,
            grantor_id=desk.who.id,
            body=close_envelope(grant, half, place),
            half=half.hex(),
            made_at=desk.now,
        )
    )


def _lend(desk: NightDesk, row: CoverEnvelope, blob: bytes, until: datetime, why: str) -> None:
    key = (row.case_id, row.cover_id, row.epoch)
    standing = desk.db.get(Grant, key)
    if standing is None:
        desk.db.add(
            Grant(
                case_id=row.case_id,
                principal_id=row.cover_id,
                epoch=row.epoch,
                role=why,
                until=until,
                grantor_id=row.grantor_id,
                form=access.SEALED,
                body=blob,
                since=desk.now,
            )
        )
    elif standing.until is not None and standing.until < until:
        standing.until, standing.role, standing.since = until, why, desk.now


def _openable(desk: NightDesk, rows: Iterable[CoverEnvelope]) -> list[CoverEnvelope]:
    """Return those that open at their place and that no screen keeps from the cover."""
    kept, found = screens.pairs(desk), []
    for row in _standing(desk, rows):
        try:
            _opened(row)
        except UNREADABLE_ROW:
            continue  # the check names it
        if (row.cover_id, row.case_id) not in kept:
            found.append(row)
    return found


def _standing(desk: NightDesk, rows: Iterable[CoverEnvelope]) -> list[CoverEnvelope]:
    """Return those for the cover whom their holder names now; one statement where there are any.

    One that was put back from an old copy waits for a cover of then, whom nobody named since. What
    was changed outside Amparo is not among them.
    """
    known = [row for row in rows if _key(row) is not None]
    if not known:
        return []
    people = {row.id: row for row in desk.db.scalars(select(Staff)) if is_sound(row)}
    working = {each for each, row in people.items() if row.state == ACTIVE and row.role in LEGAL}
    present = {each: row.cover_id for each, row in people.items() if row.cover_id in working}
    return [row for row in known if present.get(row.holder_id) == row.cover_id]


def _opened(row: CoverEnvelope) -> bytes:
    """Return the grant inside, which only the cover's own key opens further.

    Raises:
        Damaged: It was changed, or was made for another case, cover, key or envelope.
    """
    place = CoverPlace(row.case_id, row.cover_id, row.epoch, row.id)
    blob = open_envelope(row.body, bytes.fromhex(row.half), place)
    if grantor_of(blob) != row.grantor_id:
        raise Damaged
    return blob


def _key(row: CoverEnvelope) -> tuple[UUID, UUID, int] | None:
    """Return whose, for whom and which key; None where the row was changed outside Amparo."""
    try:
        return row.holder_id, row.cover_id, row.epoch
    except Damaged:
        log.error("%s was changed outside Amparo", row.named)  # noqa: TRY400 - a trace may hold values
        return None


def _holds(person: InstrumentedAttribute[UUID]) -> ColumnElement[bool]:
    """Ask whether somebody holds the envelope's case by a grant of her own in its epoch."""
    given = aliased(Grant)
    return exists().where(
        given.case_id == CoverEnvelope.case_id,
        given.epoch == CoverEnvelope.epoch,
        given.principal_id == person,
        held.living(bindparam("now"), given),
    )


def _holds_through_group(person: InstrumentedAttribute[UUID]) -> ColumnElement[bool]:
    given, inside = aliased(Grant), aliased(Member)
    return exists().where(
        given.case_id == CoverEnvelope.case_id,
        given.epoch == CoverEnvelope.epoch,
        given.principal_id == inside.group_id,
        held.living(bindparam("now"), given),
        inside.person_id == person,
        held.living(bindparam("now"), inside),
    )


# The envelopes whose holder still holds the case, and whose cover does not yet. Put together once:
# the worker asks it at each waking of the days on which somebody is away.
_OF_USE = select(CoverEnvelope).where(
    or_(_holds(CoverEnvelope.holder_id), _holds_through_group(CoverEnvelope.holder_id)),
    ~_holds(CoverEnvelope.cover_id),
)


def _lacking(desk: Desk, cover_id: UUID) -> Select[UUID, int]:
    """Ask for the keys that whoever sits here holds for good, and her cover has no way to."""
    given, hers = aliased(Grant), aliased(Grant)
    groups = select(Member.group_id).where(Member.person_id == cover_id, held.for_good(Member))
    reads = exists().where(
        hers.case_id == given.case_id,
        hers.epoch == given.epoch,
        or_(hers.principal_id == cover_id, hers.principal_id.in_(groups)),
        held.for_good(hers),
    )
    waits = exists().where(
        CoverEnvelope.case_id == given.case_id,
        CoverEnvelope.epoch == given.epoch,
        CoverEnvelope.holder_id == desk.who.id,
        CoverEnvelope.cover_id == cover_id,
    )
    return (
        select(given.case_id, given.epoch)
        .where(given.principal_id.in_(desk.who.principals), held.for_good(given), ~reads, ~waits)
        .distinct()
    )
