"""The register of the cases one can open: what tells them apart, and what a search finds them by.

Names stand in cards, so a list of two thousand cases would open six thousand of them for each
page. A session therefore keeps the register between its requests, sealed under its cookie
(`app/casework/sessions.py`): without the cookie it says nothing, and it goes with the session.
Nothing is believed because it was kept: each request asks the database which grants name one now
and which version each card has, and opens anew whatever is not of that version, or is held by other
grants than those that opened it.
"""

import json
from collections.abc import Collection, Mapping
from dataclasses import asdict
from typing import Any, NamedTuple
from uuid import UUID

from sqlalchemy import func, select

from app.casework import access
from app.casework.calendar import Calendar
from app.casework.casefiles import Label, full_name, labels, sound
from app.casework.personal import found_by
from app.db.desk import Desk
from app.forums.courts import fold
from app.models import Case, Person

MOST_KEPT = 20_000  # cases; some ten megabytes
_MOST_ASKED = 5_000  # by their ids in one statement; beyond, all are read
_IDS = ("case_id", "lead_id", "backup_id")


class Listed(NamedTuple):
    """A case in the register, in values that JSON knows."""

    stamp: str  # a hash of the grants that opened it and of the cards' versions
    name: str  # of the client, folded, for the order
    text: str  # all that a search may find it by, folded
    plain: dict[str, Any]

    def __repr__(self) -> str:
        return "<Listed>"

    def is_of(self, person_id: str) -> bool:
        """Tell whether this person leads the case or backs its lead up."""
        return person_id in {self.plain["lead_id"], self.plain["backup_id"]}

    @property
    def label(self) -> Label:
        """What tells the case from others."""
        ids = {name: self.plain[name] and UUID(self.plain[name]) for name in _IDS}
        clients = tuple(self.plain["clients"])
        return Label(**{**self.plain, **ids, "clients": clients})


def register(desk: Desk) -> dict[UUID, Listed]:
    """Return every case one can open; three statements, and four more open what changed."""
    stamps = _stamps(desk)
    kept = _kept(desk)
    known = {
        case_id: kept[case_id]
        for case_id, stamp in stamps.items()
        if case_id in kept and kept[case_id].stamp == stamp
    }
    stale = stamps.keys() - known.keys()
    if stale:
        known |= _read(desk, stale, stamps)
    if (stale or len(known) < len(kept)) and desk.drawer and len(known) <= MOST_KEPT:
        hurt = {row.case_id for row in desk.damaged.values()}  # each list says so anew
        rows = {str(each): listed for each, listed in known.items() if each not in hurt}
        desk.drawer.keep(json.dumps(rows, ensure_ascii=False).encode())
    return known


def naming(known: Mapping[UUID, Listed], calendar: Calendar, person_id: UUID) -> dict[UUID, Listed]:
    """Return which of these cases name somebody: as lead, as back-up, or for an open date.

    Args:
        known: The register.
        calendar: That follows the desk's database.
        person_id: Whom.
    """
    dated = {entry.case_id for entry in calendar.of_person(person_id)}
    return {each: row for each, row in known.items() if each in dated or row.is_of(str(person_id))}


def choosable(desk: Desk, most: int) -> tuple[list[Label], bool]:
    """Return the cases a form offers, my own first and by name, and whether there are more."""
    me = str(desk.who.id)
    known = sorted(
        register(desk).values(),
        key=lambda row: (not row.is_of(me), row.name, row.plain["case_id"]),
    )
    return [row.label for row in known[:most]], len(known) > most


def _stamps(desk: Desk) -> dict[UUID, str]:
    """Return the state of each case that grants name one for, and of all cards that tell of it."""
    given, mine = access.named(desk), access.choosing(desk)
    parts: dict[UUID, list[str]] = {}
    for case_id, version in desk.db.execute(select(Case.id, Case.version).where(Case.id.in_(mine))):
        if case_id in given:
            parts[case_id] = [given[case_id].hex(), str(version)]
    # Each change of a person adds to the sum, and nobody is taken out of a case: no two states
    # have the same two numbers.
    people = select(Person.case_id, func.count(), func.sum(Person.version))
    people = people.where(Person.case_id.in_(mine)).group_by(Person.case_id)
    for case_id, many, versions in desk.db.execute(people):
        if case_id in parts:
            parts[case_id] += [str(many), str(versions)]
    return {case_id: ",".join(each) for case_id, each in parts.items()}


def _kept(desk: Desk) -> dict[UUID, Listed]:
    payload = desk.drawer.look() if desk.drawer else None
    if payload is None:
        return {}
    return {UUID(case_id): Listed(*row) for case_id, row in json.loads(payload).items()}


def _read(desk: Desk, ids: Collection[UUID], stamps: dict[UUID, str]) -> dict[UUID, Listed]:
    asked = list(ids) if len(ids) <= _MOST_ASKED else None
    known = labels(desk, asked)
    parts = {
        each: [label.number, label.number.replace("-", ""), label.title, label.heard]
        for each, label in known.items()
    }
    people = select(Person)
    if asked is not None:
        people = people.where(Person.case_id.in_(asked))
    rows = (row for row in desk.db.scalars(people) if row.case_id in parts)
    for person in sound(desk, rows):
        parts[person.case_id] += [full_name(person), *found_by(person)]
    return {
        each: Listed(stamps[each], fold(label.client_name), fold(" ".join(parts[each])), _of(label))
        for each, label in known.items()
        if each in stamps
    }


def _of(label: Label) -> dict[str, Any]:
    plain = asdict(label)
    return plain | {name: plain[name] and str(plain[name]) for name in _IDS}
