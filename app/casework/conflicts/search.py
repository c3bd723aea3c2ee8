"""The conflict check: who may already be known to the office, ranked, with the reasons.

Somebody in a case that the asker cannot open is a possible match and the name of a colleague to
ask, nothing more. The search compares as many people whoever is looked for.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Annotated, Any
from uuid import UUID

from pydantic import (
    AfterValidator,
    BaseModel,
    ConfigDict,
    Field,
    StringConstraints,
    model_validator,
)
from sqlalchemy import select

from app.casework import access, away, counting, screens, staff
from app.casework.conflicts import bursts, pages, repair
from app.casework.conflicts.entries import BETWEEN_ALIASES, Entry, named
from app.casework.conflicts.opened import Holding
from app.casework.policy import SUPERVISING
from app.db.desk import Desk
from app.forums import formats
from app.models import Case, Staff
from app.names.matching import Facts, Match, match
from app.words import N_

Typed = Annotated[str, StringConstraints(strip_whitespace=True, max_length=200)]
NOTHING = N_("Give a name, an A-number or a telephone number.")
NO_PHONE = N_("Write a telephone number: four digits at least.")
LEAST_DIGITS = 4
MOST_SHOWN = 50


def _a_number(typed: str) -> str:
    return formats.a_number(typed) if typed else ""


def _phone(typed: str) -> str:
    if typed and sum(sign.isdigit() for sign in typed) < LEAST_DIGITS:
        raise ValueError(NO_PHONE)
    return typed


class Sought(BaseModel):
    """Whom one looks for; travels in a body, never in an address."""

    model_config = ConfigDict(extra="forbid", frozen=True, hide_input_in_errors=True)

    name: Typed = Field(default="", repr=False)
    aliases: Typed = Field(default="", repr=False, description="Other names, between commas.")
    a_number: Annotated[
        str, StringConstraints(strip_whitespace=True), AfterValidator(_a_number)
    ] = Field(default="", repr=False)
    phone: Annotated[Typed, AfterValidator(_phone)] = Field(default="", repr=False)
    birth_date: date | None = Field(default=None, repr=False)

    @model_validator(mode="after")
    def _somebody(self) -> "Sought":
        if not any((self.name, self.aliases, self.a_number, self.phone)):
            raise ValueError(NOTHING)
        return self

    @property
    def facts(self) -> Facts:
        """What the register is asked."""
        names = named([self.name, *BETWEEN_ALIASES.split(self.aliases)])
        return Facts(names, self.a_number, self.phone, self.birth_date)


class HitView(BaseModel):
    """A person in a case that the asker can open, and why she may be the one."""

    model_config = ConfigDict(frozen=True)

    person_id: UUID
    case_id: UUID
    number: str
    name: str = Field(repr=False)
    role: str
    rank: int = Field(description="From 70 to 100.")
    reasons: list[str]


class CheckView(BaseModel):
    """What a conflict check found; `ask` names colleagues, not how much they know."""

    model_config = ConfigDict(frozen=True)

    hits: list[HitView] = Field(repr=False)
    ask: list[str] = Field(repr=False)
    back_on: dict[str, date] = Field(
        default_factory=dict, repr=False, description="Of these, who is away, and when she is back."
    )
    waiting: bool = Field(description="New people wait to be taken in: look again in a minute.")
    unread: bool = Field(description="Part of the names cannot be read: somebody may be missing.")
    awaited: list[str] = Field(
        repr=False,
        description="Names were made anew: colleagues whose cases' people may still be missing.",
    )
    at: datetime


@dataclass(frozen=True, slots=True)
class Found:
    """An entry that may be the person who is looked for."""

    entry: Entry
    match: Match


def search(desk: Desk, holding: Holding, sought: Sought) -> CheckView:
    """Check somebody against everyone whom the office knows.

    Args:
        desk: A writing desk of somebody who holds the key of the index.
        holding: Her session's; the opened index stays in it.
        sought: Whom she looks for.

    Raises:
        Forbidden: She does not hold the key.
        Throttled: She has made as many checks as one person makes within an hour.
    """
    counting.require_born(desk, sought.birth_date)
    fields = sorted(name for name in sought.model_fields_set if getattr(sought, name))
    bursts.checked(desk, fields)
    waiting = pages.take_in(desk, holding)
    found = likely(desk, holding, sought.facts)
    named = access.named(desk)
    asked = {each.entry.case_id for each in found if each.entry.case_id in named}
    opened = access.reach(
        desk, asked or {UUID(int=0)}
    )  # as many statements where nothing was found
    seen = [each for each in found if each.entry.case_id in opened]
    hidden = [each for each in found if each.entry.case_id not in opened]
    return CheckView(
        hits=_hits(desk, seen[:MOST_SHOWN]),
        **whom_to_ask(desk, [(each.entry.case_id, each.entry.lead_id) for each in hidden]),
        waiting=waiting > 0,
        unread=holding.unread,
        awaited=repair.awaited(desk),
        at=desk.now,
    )


def likely(desk: Desk, holding: Holding, facts: Facts) -> list[Found]:
    """Return who may be the one, the likeliest first.

    Of a case that an ethical screen keeps from whoever sits here, nothing is told: the answer is
    that of an office without it.

    Raises:
        Forbidden: Whoever sits here does not hold the key of the index.
    """
    kept = screens.kept_from(desk, desk.who.id)
    return [each for each in for_the_office(desk, holding, facts) if each.entry.case_id not in kept]


def for_the_office(desk: Desk, holding: Holding, facts: Facts) -> list[Found]:
    """Return the same to be kept for others, who see of it what no screen keeps from them.

    Raises:
        As `likely`.
    """
    opened = pages.open_index(desk, holding)
    with opened.guard:
        near = opened.near(facts)
    pairs = [(entry, match(facts, entry.facts)) for entry in near]
    found = [Found(entry, agrees) for entry, agrees in pairs if agrees is not None]
    return sorted(found, key=lambda each: (-each.match.rank, each.entry.person_id))


def _hits(desk: Desk, found: list[Found]) -> list[HitView]:
    """Return hits with the numbers of their cases, which are open; one statement in any case."""
    query = select(Case).where(Case.id.in_({each.entry.case_id for each in found}))
    numbers = {case.id: case.number for case in desk.db.scalars(query)}
    return [
        HitView(
            person_id=each.entry.person_id,
            case_id=each.entry.case_id,
            number=numbers[each.entry.case_id],
            name=each.entry.facts.names[0] if each.entry.facts.names else "",
            role=each.entry.role,
            rank=round(each.match.rank * 100),
            reasons=list(each.match.reasons),
        )
        for each in found
        if each.entry.case_id in numbers
    ]


def whom_to_ask(desk: Desk, hidden: Sequence[tuple[UUID, UUID]]) -> dict[str, Any]:
    """Return names of leads, and who of these is away; as many statements whatever was found.

    Each hidden match is a case and its lead.

    Where a lead has left it is a supervisor who is there, and whom no screen keeps from the case.
    """
    working = {member.id: member for member in staff.active(desk)}
    absent = {each.person_id: each for each in away.running(desk, working.values())}
    supervisors = [each for each in working.values() if each.role == SUPERVISING]
    supervisors.sort(key=lambda each: each.id in absent)
    screened = screens.pairs(desk)
    asked: dict[UUID, Staff] = {}
    for case_id, lead_id in hidden:
        lead = working.get(lead_id)
        fitting = [lead] if lead else [s for s in supervisors if (s.id, case_id) not in screened]
        asked |= {person.id: person for person in fitting[:1]}
    rows = sorted(asked.values(), key=lambda person: person.name.casefold())
    back_on = {
        person.name: away.back_on(desk, person, absent[person.id])
        for person in rows
        if person.id in absent
    }
    return {"ask": [person.name for person in rows], "back_on": back_on}
