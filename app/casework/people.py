"""The people of a case: adding them, changing what is known of them."""

from collections.abc import Collection
from datetime import date
from typing import Annotated, Literal
from uuid import UUID

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, model_validator
from sqlalchemy import select

from app.casework import audit, nicknames, personal, samenumber
from app.casework.casefiles import expect, full_name, open_file, open_row, sound, stretch
from app.casework.conflicts import slips
from app.casework.personal import (
    Address,
    ANumberHeard,
    Arrival,
    BirthSure,
    NumberView,
    Phone,
    Relation,
    Told,
    Unconfirmed,
)
from app.casework.typed import Long, Short
from app.db.desk import Desk
from app.errors import Refused
from app.forums import formats, lists
from app.models import Person
from app.words import N_

Custody = Literal["detained", "non_detained", "unknown"]
Role = Literal[
    "client", "rider", "relative", "witness", "interpreter", "caller", "adverse", "other"
]


def _a_number(typed: str) -> str:
    return formats.a_number(typed) if typed else ""


def _nationality(typed: str) -> str:
    """Return the court's code of a country that was typed by code or by name.

    Raises:
        ValueError: The list has no such country.
    """
    found = lists.nationality(typed) if typed else None
    if typed and found is None:
        raise ValueError(NO_COUNTRY)
    return found.code if found else ""


ANumber = Annotated[Short, AfterValidator(_a_number)]
Nationality = Annotated[Short, AfterValidator(_nationality)]


LISTS = frozenset({"phones", "addresses", "numbers", "unconfirmed", "entries", "relations"})
FURTHER = (
    *("second_family_name", "second_language", "dialect", "birth_sure", "birth_about"),
    "nationality",
    *("a_number_typed", "safe_to_call", "safe_message", "safe_to_say"),
    *("may_be_told", "told_what"),
)
NO_COUNTRY = N_("The list has no such country. Choose one, or leave it empty and write a note.")
NOT_OF_CASE = N_("A relation is to somebody else of this case. Add that person first.")


class PersonFacts(BaseModel):
    """What may be known of a person; nothing of it is compulsory."""

    model_config = ConfigDict(extra="forbid", frozen=True, hide_input_in_errors=True)

    given_names: Short = Field(default="", repr=False)
    family_name: Short = Field(default="", repr=False)
    language: Short = ""
    interpreter: bool = False
    a_number: ANumber = Field(default="", repr=False)
    birth_date: date | None = Field(default=None, repr=False)
    phone: Short = Field(default="", repr=False)
    safe_to_text: bool | None = None
    detained: bool | None = None
    detained_at: Short = Field(default="", repr=False)
    relation: Short = Field(default="", repr=False)
    aliases: Short = Field(default="", repr=False, description="Other names, between commas.")
    second_family_name: Short = Field(default="", repr=False)
    second_language: Short = ""
    dialect: Short = ""
    nationality: Nationality = Field(
        default="", repr=False, description="The court's code; a country's name is taken too."
    )
    birth_sure: BirthSure = ""
    birth_about: Short = Field(default="", repr=False, description="As it was said: about 1989.")
    a_number_typed: Short = Field(default="", repr=False, description="As the number was typed.")
    numbers: list[ANumberHeard] = Field(
        default_factory=list, max_length=10, repr=False, description="Further A-numbers."
    )
    unconfirmed: list[Unconfirmed] = Field(
        default_factory=list, max_length=10, description="What was only said, seen on no paper."
    )
    safe_to_call: bool | None = None
    safe_message: bool | None = None
    safe_to_say: bool | None = Field(default=None, description="May it be said who calls?")
    phones: list[Phone] = Field(default_factory=list, max_length=10, repr=False)
    addresses: list[Address] = Field(default_factory=list, max_length=10, repr=False)
    may_be_told: Told = ""
    told_what: Long = Field(default="", repr=False)
    entries: list[Arrival] = Field(default_factory=list, max_length=20, repr=False)
    relations: list[Relation] = Field(default_factory=list, max_length=20)

    @model_validator(mode="before")
    @classmethod
    def _as_typed(cls, told: object) -> object:
        """Keep an A-number as it was typed beside its nine digits."""
        if isinstance(told, dict) and isinstance(told.get("a_number"), str):
            return {**told, "a_number_typed": told.get("a_number_typed") or told["a_number"]}
        return told


class NewPerson(PersonFacts):
    """A person to be added to a case."""

    case_id: UUID
    role: Role = "client"
    sure: ANumber = Field(default="", repr=False, description=samenumber.SURE)


class PersonChange(PersonFacts):
    """What changes of a person; whatever is left out stays."""

    version: int
    role: Role | None = None
    sure: ANumber = Field(default="", repr=False, description=samenumber.SURE)


class PersonView(BaseModel):
    """A person as a page or a program sees her."""

    model_config = ConfigDict(frozen=True)

    id: UUID
    case_id: UUID
    version: int
    role: str
    given_names: str = Field(repr=False)
    family_name: str = Field(repr=False)
    name: str = Field(repr=False)
    a_number: str = Field(repr=False)
    a_number_masked: str = Field(repr=False)
    language: str
    interpreter: bool
    birth_date: date | None = Field(repr=False)
    phone: str = Field(repr=False)
    safe_to_text: bool | None
    detained: bool | None
    detained_at: str = Field(repr=False)
    relation: str = Field(repr=False)
    aliases: str = Field(repr=False)
    second_family_name: str = Field(default="", repr=False)
    second_language: str = ""
    dialect: str = ""
    nationality: str = Field(default="", repr=False, description="A code of the court's list.")
    birth_sure: str = ""
    birth_about: str = Field(default="", repr=False)
    a_number_typed: str = Field(default="", repr=False)
    numbers: list[NumberView] = Field(default_factory=list, repr=False)
    unconfirmed: list[str] = Field(default_factory=list)
    safe_to_call: bool | None = None
    safe_message: bool | None = None
    safe_to_say: bool | None = None
    phones: list[Phone] = Field(default_factory=list, repr=False)
    addresses: list[Address] = Field(default_factory=list, repr=False)
    may_be_told: str = ""
    told_what: str = Field(default="", repr=False)
    entries: list[Arrival] = Field(default_factory=list, repr=False)
    relations: list[Relation] = Field(default_factory=list)
    near: list[str] = Field(
        default_factory=list,
        description="Of one person: other cases one can open with an almost equal A-number.",
    )
    doubts: list[str] = Field(
        default_factory=list, description="What was taken at a program's word and may be a slip."
    )


def add(desk: Desk, new: NewPerson) -> PersonView:
    """Add a person to a case.

    Raises:
        NotFound: No such case here.
        Unsure: The A-number stands in another case.
    """
    open_file(desk, new.case_id)
    samenumber.ask_about_number(desk, new.a_number, case_id=new.case_id, sure=new.sure)
    person = enter(desk, new.case_id, new.role, new)
    audit.note(desk, "person.add", person.id)
    nicknames.review(desk, new.case_id)
    return view(person)


def enter(desk: Desk, case_id: UUID, role: str, facts: PersonFacts) -> Person:
    """Write a person's row; the deed that calls it notes it."""
    person = Person(case_id=case_id, role=role)
    _write(desk, person, facts, set(PersonFacts.model_fields))
    desk.db.add(person)
    desk.db.flush()
    slips.hand_in(desk, person)
    return person


def change(desk: Desk, person_id: UUID, wanted: PersonChange) -> PersonView:
    """Change what is known of a person.

    Raises:
        Conflict: Somebody saved since.
        NotFound: No such person here.
        Unsure: The new A-number stands in another case.
    """
    person = open_row(desk, Person, person_id)
    expect(person, wanted.version, view(person))
    changed = wanted.model_fields_set - {"version", "sure"}
    if "a_number" in changed and wanted.a_number != person.a_number:
        number, case_id = wanted.a_number, person.case_id
        samenumber.ask_about_number(desk, number, case_id=case_id, sure=wanted.sure)
    if wanted.a_number == person.a_number:  # as it was typed first
        changed -= {"a_number_typed"}
    _write(desk, person, wanted, changed - {"role"})
    if wanted.role is not None:
        person.role = wanted.role
    desk.db.flush()
    slips.hand_in(desk, person)
    audit.note(desk, "person.change", person.id, fields=sorted(changed))
    nicknames.review(desk, person.case_id)
    return view(person)


def one(desk: Desk, person_id: UUID) -> PersonView:
    """Return one person.

    Raises:
        NotFound: No such person here.
    """
    person = open_row(desk, Person, person_id)
    return view(person).model_copy(update={"near": samenumber.near(desk, person)})


def _write(desk: Desk, person: Person, facts: PersonFacts, names: Collection[str]) -> None:
    told = {each.person_id for each in facts.relations}
    if told:
        others = select(Person.id).where(Person.case_id == person.case_id, Person.id.in_(told))
        if told - set(desk.db.scalars(others)) or person.id in told:
            raise Refused(fields={"relations": NOT_OF_CASE})
    as_kept = facts.model_dump(mode="json", include=set(LISTS))
    for name in names:
        setattr(person, name, as_kept[name] if name in LISTS else getattr(facts, name))


def listed(desk: Desk, case_id: UUID | None, *, after: UUID | None, size: int) -> list[PersonView]:
    """Return the next people by id, of one case or of all one can open.

    Raises:
        NotFound: No such case here.
    """
    return [view(row) for row in stretch(desk, Person, case_id, after=after, size=size)]


def of_case(desk: Desk, case_id: UUID) -> list[PersonView]:
    """Return the people of a case that is open at this desk, clients first."""
    rows = sound(desk, desk.db.scalars(select(Person).where(Person.case_id == case_id)))
    return sorted(
        (view(person) for person in rows),
        key=lambda person: (person.role != "client", person.role != "rider", person.name),
    )


def languages(desk: Desk, ids: Collection[UUID]) -> dict[UUID, str]:
    """Return which language each of these people speaks best, whose cases are open here."""
    rows = sound(desk, desk.db.scalars(select(Person).where(Person.id.in_(ids))))
    return {row.id: row.language for row in rows}


def custody_of(detained: bool | None) -> Custody:
    """Return what a form and a rule of law call it; not known is no "no"."""
    if detained is None:
        return "unknown"
    return "detained" if detained else "non_detained"


def file_against(counted_for: str, detained: bool | None) -> str:
    """Return the custody that the client's file says, where it is another than was counted for.

    Empty where both agree, or the file does not know.
    """
    says = custody_of(detained)
    return "" if says in {counted_for, "unknown"} else says


def view(person: Person) -> PersonView:
    """Return a person's row as its view."""
    number = person.a_number
    return PersonView(
        id=person.id,
        case_id=person.case_id,
        version=person.version,
        role=person.role,
        given_names=person.given_names,
        family_name=person.family_name,
        name=full_name(person),
        a_number=formats.shown(number) if number else "",
        a_number_masked=formats.masked(number) if number else "",
        language=person.language,
        interpreter=person.interpreter,
        birth_date=person.birth_date,
        phone=person.phone,
        safe_to_text=person.safe_to_text,
        detained=person.detained,
        detained_at=person.detained_at,
        relation=person.relation,
        aliases=person.aliases,
        numbers=personal.numbers(person),
        phones=[Phone.model_construct(**each) for each in person.phones or []],
        addresses=[Address.model_validate(each) for each in person.addresses or []],
        entries=[Arrival.model_validate(each) for each in person.entries or []],
        relations=[Relation.model_validate(each) for each in person.relations or []],
        unconfirmed=person.unconfirmed or [],
        **{name: getattr(person, name) for name in FURTHER},
    )


NOTHING_TO_FIND_BY = N_(
    "Give at least one of name, telephone number, or a note, so that the file can be found."
)
