"""One person as the name index knows her."""

import json
import re
from dataclasses import dataclass, field
from datetime import date
from typing import Final
from uuid import UUID

from app.crypto.namepages import LONGEST_SLIP
from app.errors import Damaged
from app.models import Case, Person
from app.names.matching import Facts

LONGEST_NAME, LONGEST_PHONE, MOST_ALIASES = 120, 40, 12
BETWEEN_ALIASES: Final = re.compile(r"[,;/\n]+")
CALL, ASK, OUT = "call", "ask", "out"  # how a case answers: with whom to call, whom to ask, never


@dataclass(frozen=True, slots=True)
class Entry:
    """A person in one case, and whom to ask about her; `answer` is OUT where she is to be left out.

    `turn` and `version` tell the later of two entries about one person.
    """

    person_id: UUID
    case_id: UUID
    turn: int
    version: int
    facts: Facts = field(repr=False)
    role: str
    lead_id: UUID
    backup_id: UUID | None
    answer: str

    @property
    def order(self) -> tuple[int, int]:
        """What the later entry has more of."""
        return self.turn, self.version


def entry_of(person: Person, case: Case, turn: int) -> Entry:
    """Return a person's entry as she and her case stand."""
    return Entry(
        person_id=person.id,
        case_id=case.id,
        turn=turn,
        version=person.version,
        facts=facts_of(person),
        role=person.role,
        lead_id=case.lead_id,
        backup_id=case.backup_id,
        answer=answer_of(case),
    )


def answer_of(case: Case) -> str:
    """Return how a case answers: as its lead chose, else as its tightness says; sealed never.

    Whoever only called is nobody's client: of an inquiry the front desk asks.
    """
    if case.sealed:
        return OUT
    return case.found_as or (ASK if case.named_only or case.stage else CALL)


def facts_of(person: Person) -> Facts:
    """Return what a person is compared by."""
    name = " ".join(part for part in (person.given_names, person.family_name) if part)
    return Facts(
        names=named([name, *BETWEEN_ALIASES.split(person.aliases)]),
        a_number=person.a_number,
        phone=person.phone[:LONGEST_PHONE],
        birth_date=person.birth_date,
    )


def named(names: list[str]) -> tuple[str, ...]:
    """Return names as they are compared: trimmed, none empty, not too many."""
    cut = (name.strip()[:LONGEST_NAME] for name in names)
    return tuple(dict.fromkeys(name for name in cut if name))[: MOST_ALIASES + 1]


def written(entry: Entry) -> str:
    """Return an entry as one line; the least known names are left out where it is too long."""
    facts = entry.facts
    for kept in range(len(facts.names), -1, -1):
        parts = [
            entry.person_id.hex,
            entry.case_id.hex,
            entry.turn,
            entry.version,
            facts.names[:kept],
            facts.a_number,
            facts.phone,
            facts.birth_date.isoformat() if facts.birth_date else "",
            entry.role,
            entry.lead_id.hex,
            entry.backup_id.hex if entry.backup_id else "",
            entry.answer,
        ]
        line = json.dumps(parts, ensure_ascii=False, separators=(",", ":"))
        if len(line.encode()) <= LONGEST_SLIP:
            return line
    raise Damaged


def read(line: str | bytes) -> Entry:
    """Return the entry of a line.

    Raises:
        Damaged: This is none.
    """
    try:
        person, case, turn, version, names, number, phone, born, role, lead, backup, answer = (
            json.loads(line)
        )
        return Entry(
            UUID(person),
            UUID(case),
            int(turn),
            int(version),
            Facts(tuple(names), number, phone, date.fromisoformat(born) if born else None),
            role,
            UUID(lead),
            UUID(backup) if backup else None,
            answer,
        )
    except (ValueError, TypeError, AttributeError):
        raise Damaged from None
