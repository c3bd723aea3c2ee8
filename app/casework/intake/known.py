"""What is told while a call is typed: that it was taken already, or whose client it is."""

from datetime import datetime
from uuid import UUID

from pydantic import BaseModel, ConfigDict, Field
from sqlalchemy import select

from app.casework import policy, staff
from app.casework.casefiles import sound
from app.casework.conflicts import frontdesk
from app.casework.conflicts.entries import facts_of
from app.casework.conflicts.frontdesk import LookUpView
from app.casework.conflicts.opened import Holding
from app.casework.conflicts.search import Sought
from app.casework.intake import inquiries
from app.casework.intake.heard import Heard
from app.casework.intake.inquiries import OPEN
from app.casework.register import register
from app.casework.typed import Short
from app.db.desk import Desk
from app.models import Person
from app.names.matching import Facts, digits, match

MOST_SHOWN = 5
LEAST_DIGITS = 7


class TypedCall(BaseModel):
    """What was typed of a call so far, as far as anybody can be known by it."""

    model_config = ConfigDict(extra="forbid", frozen=True, hide_input_in_errors=True)

    given_names: Short = Field(default="", repr=False)
    family_name: Short = Field(default="", repr=False)
    second_name: Short = Field(default="", repr=False)
    a_number: Short = Field(default="", repr=False)
    phone: Short = Field(default="", repr=False)
    born: Short = Field(default="", repr=False)

    @property
    def heard(self) -> Heard:
        """The same as what is heard of a person."""
        return Heard.model_validate(self.model_dump(exclude={"phone"}))


class AlreadyTaken(BaseModel):
    """An open inquiry that may be about the same person."""

    model_config = ConfigDict(frozen=True)

    case_id: UUID
    number: str
    name: str = Field(repr=False)
    place: str = Field(repr=False)
    at: datetime
    by: str
    reasons: list[str]


class KnownView(BaseModel):
    """Who is known already: by calls that were taken, and by the office's names."""

    model_config = ConfigDict(frozen=True)

    taken: list[AlreadyTaken] = Field(repr=False)
    ours: LookUpView | None = Field(
        description="None where nobody looked: too little was typed, or it is not her part."
    )


def taken(desk: Desk, typed: TypedCall) -> list[AlreadyTaken]:
    """Return open inquiries that may be about the same person, the likeliest first.

    By name, A-number, or the telephone of anybody who called; those that one can read.
    """
    sought = _facts(typed)
    ids = {each for each, row in register(desk).items() if row.plain["stage"] == OPEN}
    if not ids or not (sought.names or sought.a_number or sought.phone):
        return []
    known, names = inquiries.read(desk, ids), staff.names(desk)
    people: dict[UUID, list[Person]] = {}
    query = select(Person).where(Person.case_id.in_(known))
    for person in sound(desk, desk.db.scalars(query)):
        people.setdefault(person.case_id, []).append(person)
    ranked: list[tuple[float, AlreadyTaken]] = []
    for case_id, (row, number, calls, _) in known.items():
        rank, reasons = _likeness(sought, people.get(case_id, []))
        if rank:
            heard = Heard.model_validate(row.heard)
            view = AlreadyTaken(
                case_id=case_id,
                number=number,
                name=heard.name,
                place=heard.last_seen,
                at=calls[0].at if calls else row.taken_at,
                by=names.get(row.taken_by, ""),
                reasons=reasons,
            )
            ranked.append((rank, view))
    ranked.sort(key=lambda each: (-each[0], each[1].at))
    return [view for _, view in ranked[:MOST_SHOWN]]


def look(desk: Desk, holding: Holding, typed: TypedCall) -> KnownView:
    """Return the same, and what the front desk's look-up says; noted as every look-up is.

    Inquiries that one reads anyway are left out of the look-up.

    Raises:
        Forbidden: Whoever sits here does not hold the key of the index.
    """
    found, heard = taken(desk, typed), typed.heard
    enough = bool(heard.name or heard.number or len(digits(typed.phone)) >= LEAST_DIGITS)
    if not enough or not policy.may(desk.who.role, "desk.look_up"):
        return KnownView(taken=found, ours=None)
    ids = {each for each, row in register(desk).items() if row.plain["stage"]}
    phone = typed.phone if len(digits(typed.phone)) >= LEAST_DIGITS else ""
    sought = Sought(name=heard.name[:200], a_number=heard.number, phone=phone)
    return KnownView(taken=found, ours=frontdesk.look_up(desk, holding, sought, but=ids))


def _facts(typed: TypedCall) -> Facts:
    heard = typed.heard
    phone = typed.phone if len(digits(typed.phone)) >= LEAST_DIGITS else ""
    return Facts((heard.name,) if heard.name else (), heard.number, phone, heard.born_on)


def _likeness(sought: Facts, people: list[Person]) -> tuple[float, list[str]]:
    """Return how likely a call is about the same person as another: by whom, or by who called."""
    best: tuple[float, list[str]] = (0.0, [])
    for row in people:
        facts = facts_of(row)
        is_client = row.role == "client"
        known = facts if is_client else Facts(phone=facts.phone)
        asked = sought if is_client else Facts(phone=sought.phone)
        found = match(asked, known)
        if found and found.rank > best[0]:
            best = (found.rank, list(found.reasons))
    return best
