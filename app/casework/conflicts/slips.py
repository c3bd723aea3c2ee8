"""Handing in who was added, changed or removed, by people who cannot open the index."""

from collections.abc import Collection, Iterable, Mapping
from uuid import UUID, uuid4

from pydantic import BaseModel, ConfigDict
from sqlalchemy import delete, select

from app.casework import access, audit, forgood, sharing
from app.casework.casefiles import open_file
from app.casework.conflicts.entries import ASK, CALL, OUT, Entry, entry_of, written
from app.casework.sound import sound
from app.casework.staff import OFFICE
from app.crypto import namepages
from app.crypto.namepages import SlipPlace
from app.db.desk import Desk, NightDesk
from app.db.once import once
from app.errors import Damaged, Refused
from app.models import Case, DueName, NameSlip, Person, Principal, Setting
from app.words import N_

ANSWERS = ("", CALL, ASK, OUT)
DUE_AT_ONCE = 1_000  # cases whose people are handed in anew at one sign-in
SEALED = N_("This case is sealed, so the name index never holds its people. Unseal it first.")


def index_group(desk: NightDesk) -> Principal:
    """Return the group whose members hold the index's key.

    Raises:
        Damaged: The office has none.
    """
    setting = once(desk, OFFICE, lambda: desk.db.get(Setting, OFFICE))
    named = None if setting is None else setting.value.get("conflicts")
    group = None
    if named is not None:
        group = once(desk, (Principal, named), lambda: desk.db.get(Principal, UUID(named)))
    if group is None:
        raise Damaged
    return group


def hand_in(desk: Desk, person: Person, *, leaves: bool = False) -> None:
    """Hand in how a person of an open case stands, or that she leaves the index.

    Part of the deed that wrote her row: both are saved or neither is.
    """
    case = desk.db.get_one(Case, person.case_id)
    entry = entry_of(person, case, _turn(desk))
    _put(desk, [_taken_out(entry) if leaves or entry.answer == OUT else entry])


def hand_in_case(desk: Desk, case_id: UUID) -> None:
    """Hand in everybody of an open case anew: its lead changed, or how it answers."""
    case = desk.db.get_one(Case, case_id)
    people = desk.db.scalars(select(Person).where(Person.case_id == case_id)).all()
    _put(desk, _entries({case_id: case}, people, _turn(desk)))


def hand_in_due(desk: Desk) -> None:
    """Hand in the people of cases whose names are to be made anew, where one can open them.

    As many statements whatever the number of cases. A case with a card that does not open stays
    due, for whoever comes when it is mended.
    """
    mine = DueName.case_id.in_(access.choosing(desk))
    due = list(desk.db.scalars(select(DueName.case_id).where(mine).limit(DUE_AT_ONCE)))
    opened = access.reach(desk, due)
    if not opened:
        return
    files = {row.id: row for row in sound(desk.db.scalars(select(Case).where(Case.id.in_(opened))))}
    people = desk.db.scalars(select(Person).where(Person.case_id.in_(files))).all()
    whole = list(sound(people))
    _put(desk, _entries(files, whole, _turn(desk)))
    done = files.keys() - {row.case_id for row in people if row not in whole}
    desk.db.execute(delete(DueName).where(DueName.case_id.in_(done)))
    desk.db.flush()


def _entries(files: Mapping[UUID, Case], people: Iterable[Person], turn: int) -> list[Entry]:
    entries = [entry_of(each, files[each.case_id], turn) for each in people]
    return [_taken_out(each) if each.answer == OUT else each for each in entries]


def answer_as(desk: Desk, case_id: UUID, choice: str) -> None:
    """Choose how the name index answers about a case.

    Args:
        desk: Of somebody who holds the case.
        case_id: Which.
        choice: `call` names whom to call, `ask` sends to a supervisor, `out` leaves its people
            out of the index, an empty one follows the case's tightness.

    Raises:
        NotFound: No such case here.
        Refused: There is no such choice, the case is sealed, or whoever sits here reads it for a
            while only.
    """
    if choice not in ANSWERS:
        raise Refused(fields={"answer": N_("Choose one from the list.")})
    case = open_file(desk, case_id)
    forgood.require(desk, case_id)
    if case.sealed:
        raise Refused(fields={"answer": SEALED})
    case.found_as = choice
    desk.db.flush()
    hand_in_case(desk, case_id)
    audit.note(desk, "case.answer", case_id)


class FoundAs(BaseModel):
    """How the name index answers about a case, and how it would if nobody had chosen."""

    model_config = ConfigDict(frozen=True)

    case_id: UUID
    number: str
    answer: str


def found_as(desk: Desk, case_id: UUID) -> FoundAs:
    """Return how the name index answers about a case; an empty answer follows its tightness.

    Raises:
        NotFound: No such case here.
    """
    case = open_file(desk, case_id)
    return FoundAs(case_id=case.id, number=case.number, answer=case.found_as)


def _taken_out(entry: Entry) -> Entry:
    return Entry(
        person_id=entry.person_id,
        case_id=entry.case_id,
        turn=entry.turn,
        version=entry.version,
        facts=type(entry.facts)(),
        role="",
        lead_id=entry.lead_id,
        backup_id=None,
        answer=OUT,
    )


def _put(desk: Desk, entries: Collection[Entry]) -> None:
    """Seal each entry to the holders of the index; the same statements however many there are."""
    if not entries:
        return
    group = index_group(desk)
    public, seed = sharing.vouched_key(desk, group), access.own_keys(desk).signing_seed
    for entry in entries:
        place = SlipPlace(group.id, group.epoch, uuid4(), desk.who.id)
        body = namepages.hand_in(written(entry).encode(), public, place, seed)
        desk.db.add(NameSlip(id=place.slip_id, epoch=group.epoch, body=body))
    desk.db.flush()


def _turn(desk: Desk) -> int:
    """Return the number of the last deed before this one; writers stand in one row behind it."""
    newest = audit.newest(desk)
    if newest is None:
        raise Damaged(audit.BROKEN)
    return newest
