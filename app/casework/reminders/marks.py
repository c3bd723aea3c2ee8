"""What was told and seen: sealed facts that can exist once only.

The primary key is an HMAC over what the mark says, so a second one for the same fact is refused
by the database itself, and a dump does not tell which marks belong to which date.
"""

from collections.abc import Iterable
from typing import Any, NamedTuple
from uuid import UUID

from sqlalchemy import select

from app.casework.slots import OVERTAKEN
from app.db.bulk import add_many
from app.db.desk import NightDesk
from app.models import Mark

TOLD, SEEN, CORRECTED, COLLAPSED = "told", "seen", "corrected", "collapsed"
# Stand for a correction where a slot's code would; one date can change and then be withdrawn.
NEWS, WITHDREW = OVERTAKEN + 1, OVERTAKEN + 2
# Stands for any slot that was told while the clock ran ahead, and will be told when it is time.
EARLY = OVERTAKEN + 3
NOBODY = UUID(int=0)
# Both engines take more parameters than this in one statement (SQLite 32,766, PostgreSQL 65,535).
_AT_A_TIME = 30_000
_ROWS_AT_A_TIME = 500


class Fact(NamedTuple):
    """That a person was told of, or has seen, one slot of one edition of a date."""

    entry_id: UUID
    edition: int
    code: int
    person: UUID
    kind: str = TOLD


class Marking(NamedTuple):
    """A fact to be written down: the mail that tells it, as what the person is told, and how."""

    fact: Fact
    mail_id: UUID | None
    role: str = ""
    how: str = ""


def key_of(desk: NightDesk, fact: Fact) -> bytes:
    """Return the primary key of a fact's mark.

    The person stands in it and the role does not: whoever is told as back-up and becomes
    responsible was told, and whoever takes over was not.
    """
    return desk.house.keys.mark(
        fact.entry_id.bytes,
        fact.edition.to_bytes(4, "big"),
        fact.code.to_bytes(4, "big", signed=True),
        fact.person.bytes,
        fact.kind.encode(),
    )


def fact_of(mark: Mark) -> Fact:
    """Return the fact that a mark tells of.

    Raises:
        Damaged: The mark was changed outside Amparo.
    """
    kind = TOLD if mark.kind == COLLAPSED else mark.kind
    return Fact(mark.schedule_id, mark.edition, mark.slot, mark.who or NOBODY, kind)


def standing(desk: NightDesk, facts: Iterable[Fact]) -> set[Fact]:
    """Return which of these facts are marked; one statement for each 30,000."""
    keys = {key_of(desk, fact): fact for fact in facts}
    found: set[Fact] = set()
    wanted = list(keys)
    for start in range(0, len(wanted), _AT_A_TIME):
        query = select(Mark.once).where(Mark.once.in_(wanted[start : start + _AT_A_TIME]))
        found.update(keys[once] for once in desk.db.scalars(query))
    return found


def rows(desk: NightDesk, facts: Iterable[Fact]) -> dict[Fact, Mark]:
    """Return the marks of these facts, of those that have one; one statement for each 500."""
    keys = {key_of(desk, fact): fact for fact in facts}
    wanted, found = list(keys), dict[Fact, Mark]()
    for start in range(0, len(wanted), _ROWS_AT_A_TIME):
        query = select(Mark).where(Mark.once.in_(wanted[start : start + _ROWS_AT_A_TIME]))
        found.update((keys[row.once], row) for row in desk.db.scalars(query))
    return found


def mark(
    desk: NightDesk, fact: Fact, *, mail_id: UUID | None, role: str = "", how: str = ""
) -> None:
    """Write a fact down; `how` is how it came about where that says more than the fact."""
    desk.db.add(Mark(**_values(desk, Marking(fact, mail_id, role, how))))


def mark_all(desk: NightDesk, markings: Iterable[Marking]) -> None:
    """Write many facts down at once."""
    add_many(desk.db, Mark, (_values(desk, each) for each in markings))


def _values(desk: NightDesk, marking: Marking) -> dict[str, Any]:
    fact = marking.fact
    return {
        "once": key_of(desk, fact),
        "schedule_id": fact.entry_id,
        "edition": fact.edition,
        "slot": fact.code,
        "role": marking.role,
        "kind": marking.how or fact.kind,
        "mail_id": marking.mail_id,
        "who": fact.person,
        "at": desk.now,
    }
