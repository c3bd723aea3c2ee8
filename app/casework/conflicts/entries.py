"""One person as the name index knows her."""

import json
import re
from dataclasses import dataclass, field
from datetime import date
from typing import Final
from uuid import UUID

from app.casework import personal
from app.crypto.namepages import LONGEST_SLIP
from app.errors import Damaged
from app.models import Case, Person
from app.names.matching import Facts

LONGEST_NAME, LONGEST_PHONE, MOST_ALIASES, MOST_NUMBERS = 120, 40, 12, 4
PARTS: Final = 12  # of an entry's line; further numbers stand in one more
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
    parts = (person.given_names, person.family_name, person.second_family_name)
    name = " ".join(part for part in parts if part)
    phones = [each.number[:LONGEST_PHONE] for each in personal.telephones(person)]
    numbers = personal.all_numbers(person)
    return Facts(
        names=named([name, *BETWEEN_ALIASES.split(person.aliases)]),
        a_number=next(iter(numbers), ""),
        phone=next(iter(phones), ""),
        birth_date=person.birth_date,
        more_numbers=tuple(numbers[1 : 1 + MOST_NUMBERS]),
        more_phones=tuple(phones[1 : 1 + MOST_NUMBERS]),
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
        if facts.more_numbers or facts.more_phones:  # entries of before have no thirteenth part
            parts.append([facts.more_numbers, facts.more_phones])
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
        kept = json.loads(line)
        more_numbers, more_phones = kept.pop() if len(kept) > PARTS else ((), ())
        person, case, turn, version, names, number, phone, born, role, lead, backup, answer = kept
        birth = date.fromisoformat(born) if born else None
        return Entry(
            UUID(person),
            UUID(case),
            int(turn),
            int(version),
            Facts(tuple(names), number, phone, birth, tuple(more_numbers), tuple(more_phones)),
            role,
            UUID(lead),
            UUID(backup) if backup else None,
            answer,
        )
    except (ValueError, TypeError, AttributeError, KeyError):
        raise Damaged from None
