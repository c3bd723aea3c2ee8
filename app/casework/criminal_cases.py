"""Criminal cases of a case's people: court, charges and how each ended, and what it means."""

from collections.abc import Collection, Iterable
from datetime import date
from typing import Any, Literal
from uuid import UUID

from pydantic import BaseModel, ConfigDict, Field
from sqlalchemy import select

from app.casework import audit
from app.casework.casefiles import expect, full_name, open_file, open_row, sound, stretch
from app.casework.typed import Long, Short, Words
from app.db.desk import Desk
from app.models import CriminalCase, Person

Degree = Literal["", "felony", "misdemeanor", "infraction", "juvenile", "unknown"]
Plea = Literal["", "not_guilty", "guilty", "no_contest", "none"]
Disposition = Literal[
    "", "pending", "dismissed", "acquitted", "convicted", "deferred", "diverted", "vacated",
    "expunged", "pardoned", "not_charged", "other",
]  # fmt: skip
KnownFrom = Literal["", "told", "record", "docket", "rap_sheet", "government"]
MOST_CHARGES = 30


class CriminalCharge(BaseModel):
    """One charge: what it was, how it was answered, how it ended."""

    model_config = ConfigDict(extra="forbid", frozen=True, hide_input_in_errors=True)

    statute: Short = Field(default="", repr=False)
    offence: Short = Field(default="", repr=False)
    degree: Degree = ""
    plea: Plea = ""
    plea_on: date | None = None
    disposition: Disposition = ""
    disposed_on: date | None = None
    sentence: Short = Field(default="", repr=False, description="Imposed, suspended, probation.")


class CriminalCaseFacts(BaseModel):
    """What may be known of a criminal case; nothing but whose it is is compulsory."""

    model_config = ConfigDict(extra="forbid", frozen=True, hide_input_in_errors=True)

    court: Short = Field(default="", repr=False)
    state: Short = Field(default="", repr=False)
    number: Short = Field(default="", repr=False, description="Docket number.")
    arrested_on: date | None = None
    arrested_by: Short = Field(default="", repr=False)
    counsel: Short = Field(default="", repr=False, description="Of the defence, how to reach her.")
    known_from: KnownFrom = ""
    charges: list[CriminalCharge] = Field(default_factory=list, max_length=MOST_CHARGES, repr=False)
    advice: Words = Field(
        default="", repr=False, description="What it means for status: work product of the office."
    )
    note: Long = Field(default="", repr=False)


class NewCriminalCase(CriminalCaseFacts):
    """A criminal case to be entered."""

    person_id: UUID


class CriminalCaseChange(CriminalCaseFacts):
    """What changes of a criminal case; whatever is left out stays."""

    version: int


class CriminalCaseView(CriminalCaseFacts):
    """A criminal case as a page or a program sees it."""

    id: UUID
    case_id: UUID
    version: int
    person_id: UUID
    person_name: str = Field(repr=False)

    @property
    def convicted(self) -> bool:
        """Whether a charge ended in a conviction that stands."""
        return any(each.disposition == "convicted" for each in self.charges)

    @property
    def decided_on(self) -> date | None:
        """The day on which the last of its charges ended, once all did."""
        days = [each.disposed_on for each in self.charges]
        return max((day for day in days if day), default=None) if all(days) else None


def add(desk: Desk, new: NewCriminalCase) -> CriminalCaseView:
    """Enter a criminal case of somebody.

    Raises:
        NotFound: No such person here.
    """
    person = open_row(desk, Person, new.person_id)
    row = CriminalCase(case_id=person.case_id, person_id=person.id)
    _write(row, new, set(CriminalCaseFacts.model_fields))
    desk.db.add(row)
    desk.db.flush()
    audit.note(desk, "criminal_case.add", row.id)
    return one(desk, row.id)


def change(desk: Desk, criminal_case_id: UUID, wanted: CriminalCaseChange) -> CriminalCaseView:
    """Change what is known of a criminal case.

    Raises:
        Conflict: Somebody saved since.
        NotFound: No such criminal case here.
    """
    row = open_row(desk, CriminalCase, criminal_case_id)
    expect(row, wanted.version, one(desk, row.id))
    changed = wanted.model_fields_set - {"version"}
    _write(row, wanted, changed)
    desk.db.flush()
    audit.note(desk, "criminal_case.change", row.id, fields=sorted(changed))
    return one(desk, row.id)


def one(desk: Desk, criminal_case_id: UUID) -> CriminalCaseView:
    """Return one criminal case.

    Raises:
        NotFound: No such criminal case here.
    """
    return _views(desk, [open_row(desk, CriminalCase, criminal_case_id)])[0]


def of_case(desk: Desk, case_id: UUID) -> list[CriminalCaseView]:
    """Return the criminal cases of a case's people, the newest arrest first; two statements.

    Raises:
        NotFound: No such case here.
    """
    open_file(desk, case_id)
    rows = desk.db.scalars(select(CriminalCase).where(CriminalCase.case_id == case_id))
    found = _views(desk, sound(desk, rows))
    return sorted(found, key=lambda each: (each.arrested_on or date.min, each.id), reverse=True)


def listed(
    desk: Desk, case_id: UUID | None, *, after: UUID | None, size: int
) -> list[CriminalCaseView]:
    """Return the next criminal cases by id, of one case or of all one can open.

    Raises:
        NotFound: No such case here.
    """
    return _views(desk, stretch(desk, CriminalCase, case_id, after=after, size=size))


def charges_of(row: CriminalCase) -> list[CriminalCharge]:
    """Return the charges of a criminal case."""
    return [CriminalCharge.model_validate(each) for each in row.charges or []]


def _write(row: CriminalCase, facts: CriminalCaseFacts, names: Collection[str]) -> None:
    kept = facts.model_dump(mode="json", include={"charges"})
    for name in names:
        setattr(row, name, kept[name] if name in kept else getattr(facts, name))


def _views(desk: Desk, rows: Iterable[CriminalCase]) -> list[CriminalCaseView]:
    rows = list(rows)
    if not rows:
        return []
    people = desk.db.scalars(select(Person).where(Person.id.in_({row.person_id for row in rows})))
    names = {row.id: full_name(row) for row in sound(desk, people)}
    return [_view(row, names.get(row.person_id, "")) for row in rows]


def _view(row: CriminalCase, name: str) -> CriminalCaseView:
    plain: dict[str, Any] = {
        each: getattr(row, each) for each in CriminalCaseFacts.model_fields if each != "charges"
    }
    return CriminalCaseView(
        id=row.id,
        case_id=row.case_id,
        version=row.version,
        person_id=row.person_id,
        person_name=name,
        charges=charges_of(row),
        **plain,
    )
