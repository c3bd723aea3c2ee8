"""Ethical screens: whether one stands between a person and a case. Everybody asks here.

A screen beats every other right: whoever gives, opens, covers for, reminds or lists asks `between`.
It stands twice: in the case's own card, which only people on the case can write, and in a row that
is found where the case's key is not at hand. The card decides where it opens and is of the newest
key: a row taken away lifts no screen, and one that was planted keeps nobody from her case.
"""

from collections.abc import Collection, Iterable, Iterator, Mapping
from contextlib import suppress
from datetime import datetime, timedelta
from typing import Any, Final
from uuid import UUID

from sqlalchemy import select

from app.casework import directory, held
from app.crypto import screens as words
from app.crypto.cells import epoch_of
from app.db.desk import Desk, NightDesk
from app.errors import UNREADABLE_ROW, Damaged, Locked, Refused
from app.models import Audit, Case, Grant, Member, Principal, Screen
from app.words import N_

PUT_UP, TAKEN_DOWN = "case.screen", "case.unscreen"
ASKED_FOR: Final = timedelta(days=14)  # what nobody followed counts no more then
WAITS = "waits"  # in a case's card: asked for by one person, while a second has not agreed
FROM_HER = N_("An ethical screen keeps this colleague from the case. Choose somebody else.")
FROM_ONE_OF_THEM = N_(
    "An ethical screen keeps somebody of this group from the case. Leave the group out, and name "
    "the people who are to read it."
)
FROM_CASES_OF_THE_GROUP = N_(
    "Ethical screens keep this colleague from cases that the group reads. Have whoever "
    "leads those cases name their people instead of the group, then let this colleague "
    "in."
)


def between(desk: NightDesk, person_id: UUID, case_id: UUID) -> bool:
    """Tell whether an ethical screen stands between a person and a case; three statements."""
    return person_id in away(desk, case_id)


def away(desk: NightDesk, case_id: UUID) -> set[UUID]:
    """Return whom ethical screens keep from a case; three statements.

    Without the case's key at this desk the rows say it: those that a colleague signed.
    """
    said, is_newest = _in_card(desk, case_id)
    rows = desk.db.scalars(select(Screen).where(Screen.case_id == case_id)).all()
    if is_newest:
        return said
    return said | {row.person_id for row in rows if is_sound(row) and _is_signed(desk, row)}


def kept_from(desk: NightDesk, person_id: UUID) -> set[UUID]:
    """Return the cases that screens keep a person from, as the server knows; one statement.

    The same statement whether there are any: what is left out for her takes no other way. A reading
    desk asks it once.
    """
    known: dict[UUID, set[UUID]] = {}
    if not desk.writes:
        known = desk.db.info.setdefault(Screen, known)
    if person_id not in known:
        rows = desk.db.scalars(select(Screen).where(Screen.person_id == person_id))
        known[person_id] = {row.case_id for row in rows if is_sound(row)}
    return set(known[person_id])


def kept_from_each(desk: NightDesk, people: Collection[UUID]) -> dict[UUID, set[UUID]]:
    """Return the cases that screens keep each of these from, as the server knows; one statement."""
    kept: dict[UUID, set[UUID]] = {person: set() for person in people}
    for row in desk.db.scalars(select(Screen).where(Screen.person_id.in_(people))):
        if is_sound(row):
            kept[row.person_id].add(row.case_id)
    return kept


def pairs(desk: NightDesk) -> frozenset[tuple[UUID, UUID]]:
    """Return who is kept from which case, as the server knows; one statement."""
    rows = desk.db.scalars(select(Screen))
    return frozenset((row.person_id, row.case_id) for row in rows if is_sound(row))


def require_none(desk: Desk, case_id: UUID, to: Principal) -> None:
    """Let a case be given to a person or a group.

    Raises:
        Refused: A screen keeps her, or somebody of the group, from it.
    """
    kept = away(desk, case_id)
    if to.id in kept:
        raise Refused(FROM_HER)
    if kept & set(desk.db.scalars(select(Member.person_id).where(Member.group_id == to.id))):
        raise Refused(FROM_ONE_OF_THEM)


def require_none_in_group(desk: Desk, group_id: UUID, person_id: UUID) -> None:
    """Let a person into a group, whose cases open to her then.

    Raises:
        Refused: A screen keeps her from one of them.
    """
    if keep_out(desk, group_id, person_id):
        raise Refused(FROM_CASES_OF_THE_GROUP)


def keep_out(desk: NightDesk, group_id: UUID, person_id: UUID) -> bool:
    """Tell whether screens keep a person from a case of a group, as the server knows."""
    read = desk.db.scalars(select(Grant.case_id).where(Grant.principal_id == group_id).distinct())
    return bool(kept_from(desk, person_id) & set(read))


def names(case: Case) -> set[UUID]:
    """Return whom an open case's own card keeps away now.

    Raises:
        Damaged: The card does not open.
        Locked: The case's key is not at this desk.
    """
    return {UUID(each["person"]) for each in case.screens or [] if stands(each)}


def stands(kept: dict[str, Any]) -> bool:
    """Tell whether a screen of a case's card keeps somebody away now."""
    return not kept["until"] and not kept.get(WAITS)


def waits(kept: dict[str, Any], now: datetime) -> bool:
    """Tell whether one was asked for lately, and neither agreed to nor turned down."""
    is_lately = datetime.fromisoformat(kept["since"]) <= now < lapses(kept)
    return bool(kept.get(WAITS)) and not kept["until"] and is_lately


def lapses(kept: dict[str, Any]) -> datetime:
    """Return when what was asked counts no more."""
    return datetime.fromisoformat(kept["since"]) + ASKED_FOR


def asked_for(case: Case, known: Mapping[UUID, str], now: datetime) -> list[str]:
    """Return the names of whom a screen is asked for to keep from an open case."""
    return [known.get(UUID(each["person"]), "") for each in case.screens or [] if waits(each, now)]


def is_sound(row: Screen) -> bool:
    """Tell whether a row is as the server sealed it, and its word is about its place."""
    try:
        row.open_card()
        return words.read(row.word)[:2] == (row.case_id, row.person_id)
    except UNREADABLE_ROW:
        return False


def differs(desk: Desk, case: Case) -> bool:
    """Tell whether the rows of an open case say otherwise than its card; one statement."""
    rows = desk.db.scalars(select(Screen).where(Screen.case_id == case.id)).all()
    sound = {row.person_id for row in rows if is_sound(row)}
    return len(sound) != len(rows) or sound != names(case)


def wrong(desk: NightDesk) -> Iterator[str]:
    """Return which rows are missing or stand without a deed on record; three statements.

    Of a case that is not there the count of rows tells whether that is right.
    """
    there = set(desk.db.scalars(select(Case.id)))
    rows = {(row.case_id, row.person_id): row.named for row in desk.db.scalars(select(Screen))}
    query = select(Audit).where(Audit.action.in_((PUT_UP, TAKEN_DOWN))).order_by(Audit.seq)
    recorded = _standing(desk.db.scalars(query))
    for case_id, person_id in sorted(recorded - rows.keys()):
        if case_id not in there:
            continue
        yield f"screens {case_id} from {person_id}: on record, and taken away"
    for place in sorted(rows.keys() - recorded):
        yield f"{rows[place]}: put up by no deed on record"


def _standing(entries: Iterable[Audit]) -> set[tuple[UUID, UUID]]:
    found: set[tuple[UUID, UUID]] = set()
    for entry in entries:
        try:
            case_id, person_id = UUID(str(entry.object_id)), UUID(entry.detail["person"])
        except UNREADABLE_ROW:
            continue  # the check of the chain names it
        if entry.action == PUT_UP:
            found.add((case_id, person_id))
        else:
            found.discard((case_id, person_id))
    return found


def _in_card(desk: NightDesk, case_id: UUID) -> tuple[set[UUID], bool]:
    """Return whom a case's card keeps away, and whether it is of the case's newest key."""
    case = desk.db.get(Case, case_id)
    newest = desk.db.scalar(select(held.newest(case_id)))
    try:
        return (set(), False) if case is None else (names(case), epoch_of(case.card) == newest)
    except (Damaged, Locked):
        return set(), False


def _is_signed(desk: NightDesk, row: Screen) -> bool:
    """Tell whether a colleague signed a row's word; at a night desk nobody can check that."""
    if not isinstance(desk, Desk) or desk.keys.member is None:
        return True
    makers = directory.ever_certified(desk, words.read(row.word).maker_id)
    with suppress(Damaged):
        words.verify(row.word, *(each.signing for each in makers))
        return True
    return False
