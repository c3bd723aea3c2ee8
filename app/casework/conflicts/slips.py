"""Handing in who was added, changed or removed, by people who cannot open the index."""

from uuid import UUID, uuid4

from pydantic import BaseModel, ConfigDict
from sqlalchemy import select

from app.casework import access, audit, sharing
from app.casework.casefiles import open_file
from app.casework.conflicts.entries import ASK, CALL, OUT, Entry, entry_of, written
from app.casework.staff import OFFICE
from app.crypto import namepages
from app.crypto.namepages import SlipPlace
from app.db.desk import Desk, NightDesk
from app.errors import Damaged, Refused
from app.models import Case, NameSlip, Person, Principal, Setting
from app.words import N_

ANSWERS = ("", CALL, ASK, OUT)
SEALED = N_("This case is sealed, so the name index never holds its people. Unseal it first.")


def index_group(desk: NightDesk) -> Principal:
    """Return the group whose members hold the index's key.

    Raises:
        Damaged: The office has none.
    """
    setting = desk.db.get(Setting, OFFICE)
    named = None if setting is None else setting.value.get("conflicts")
    group = None if named is None else desk.db.get(Principal, UUID(named))
    if group is None:
        raise Damaged
    return group


def hand_in(desk: Desk, person: Person, *, leaves: bool = False) -> None:
    """Hand in how a person of an open case stands, or that she leaves the index.

    Part of the deed that wrote her row: both are saved or neither is.
    """
    case = desk.db.get_one(Case, person.case_id)
    entry = entry_of(person, case, _turn(desk))
    if leaves or entry.answer == OUT:
        entry = _taken_out(entry)
    _put(desk, entry)


def hand_in_case(desk: Desk, case_id: UUID) -> None:
    """Hand in everybody of an open case anew: its lead changed, or how it answers."""
    for person in desk.db.scalars(select(Person).where(Person.case_id == case_id)):
        hand_in(desk, person)


def answer_as(desk: Desk, case_id: UUID, choice: str) -> None:
    """Choose how the name index answers about a case.

    Args:
        desk: Of somebody who holds the case.
        case_id: Which.
        choice: `call` names whom to call, `ask` sends to a supervisor, `out` leaves its people
            out of the index, an empty one follows the case's tightness.

    Raises:
        NotFound: No such case here.
        Refused: There is no such choice, or the case is sealed.
    """
    if choice not in ANSWERS:
        raise Refused(fields={"answer": N_("Choose one from the list.")})
    case = open_file(desk, case_id)
    if case.sealed:
        raise Refused(fields={"answer": SEALED})
    case.found_as = choice
    desk.db.flush()
    hand_in_case(desk, case_id)
    audit.note(desk, "case.answer", case_id, answer=choice)


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


def _put(desk: Desk, entry: Entry) -> None:
    group = index_group(desk)
    place = SlipPlace(group.id, group.epoch, uuid4(), desk.who.id)
    body = namepages.hand_in(
        written(entry).encode(),
        sharing.vouched_key(desk, group),
        place,
        access.own_keys(desk).signing_seed,
    )
    desk.db.add(NameSlip(id=place.slip_id, epoch=group.epoch, body=body))
    desk.db.flush()


def _turn(desk: Desk) -> int:
    """Return the number of the last deed before this one; writers stand in one row behind it."""
    newest = audit.newest(desk)
    if newest is None:
        raise Damaged(audit.BROKEN)
    return newest
