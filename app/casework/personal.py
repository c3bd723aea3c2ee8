"""What a person may have several of: telephones, addresses, A-numbers, entries, relations.

Nothing that a caller says is refused: a number that has not the form of one is kept as it was
given, found by search, and marked as unconfirmed; only what somebody confirms from a paper must
fit.
"""

from collections.abc import Iterator
from datetime import date
from typing import Literal
from uuid import UUID

from pydantic import BaseModel, ConfigDict, Field, model_validator

from app.casework.typed import Long, Short
from app.forums import formats
from app.models import Person
from app.names.matching import digits

Told = Literal["", "all", "some", "nothing"]
BirthSure = Literal["", "exact", "about", "unknown"]
Kin = Literal[
    "spouse", "parent", "child", "sibling", "guardian", "sponsor", "petitioner", "rider_of",
    "employer", "other",
]  # fmt: skip
Manner = Literal["", "visa", "parole", "no_inspection", "port", "other"]
Unconfirmed = Literal["name", "birth_date", "a_number", "language", "detained"]


class Row(BaseModel):
    """One of several."""

    model_config = ConfigDict(extra="forbid", frozen=True, hide_input_in_errors=True)


class Phone(Row):
    """A telephone, whose it is, and what is safe there; None where nobody has asked."""

    number: Short = Field(min_length=1, repr=False)
    whose: Short = Field(default="", repr=False)
    call: bool | None = None
    text: bool | None = None
    message: bool | None = None
    say: bool | None = Field(default=None, description="Whether it may be said who calls.")


class Address(Row):
    """An address, and whether mail is safe there."""

    lines: Long = Field(min_length=1, repr=False)
    mail: bool | None = None
    since: date | None = None


class ANumberHeard(Row):
    """A further A-number as it was given; confirmed where somebody saw it on a paper."""

    typed: Short = Field(min_length=1, repr=False)
    confirmed: bool = False

    @model_validator(mode="after")
    def _fits(self) -> "ANumberHeard":
        if self.confirmed:
            formats.a_number(self.typed)
        return self

    @property
    def canonical(self) -> str:
        """Its nine digits; empty where it has not the form of one."""
        try:
            return formats.a_number(self.typed)
        except formats.UnreadableNumber:
            return ""


class NumberView(Row):
    """The same, with its nine digits where it has the form of one."""

    typed: str = Field(repr=False)
    confirmed: bool
    canonical: str = Field(repr=False)
    masked: str = Field(repr=False)


class Arrival(Row):
    """When, where and how somebody came into the country."""

    on: date | None = None
    about: Short = Field(default="", repr=False)
    place: Short = Field(default="", repr=False)
    manner: Manner = ""


class Relation(Row):
    """What this person is to another of the case."""

    person_id: UUID
    kin: Kin = "other"


def numbers(person: Person) -> list[NumberView]:
    """Return a person's further A-numbers."""
    found = [ANumberHeard.model_construct(**each) for each in person.numbers or []]
    return [
        NumberView(
            typed=each.typed,
            confirmed=each.confirmed,
            canonical=each.canonical,
            masked=formats.masked(each.canonical) if each.canonical else "",
        )
        for each in found
    ]


def all_numbers(person: Person) -> list[str]:
    """Return the nine digits of every A-number of a person, the first one first."""
    more = [each.canonical for each in numbers(person)]
    return list(dict.fromkeys(each for each in (person.a_number, *more) if each))


def telephones(person: Person) -> list[Phone]:
    """Return every telephone of a person with what is safe there, the first one first."""
    first = Phone.model_construct(
        number=person.phone,
        call=person.safe_to_call,
        text=person.safe_to_text,
        message=person.safe_message,
        say=person.safe_to_say,
    )
    more = [Phone.model_construct(**each) for each in person.phones or []]
    return [first, *more] if first.number else more


def called_from(
    person: Person, number: str, *, may_leave: bool | None, may_say: bool | None
) -> None:
    """Have a person's telephones name one she called from, and what was said of calls there."""
    asked = {"message": may_leave, "say": may_say}
    said = {name: answer for name, answer in asked.items() if answer is not None}
    rows = person.phones or []
    if person.phone in {"", number}:
        person.phone = number
        person.safe_message = said.get("message", person.safe_message)
        person.safe_to_say = said.get("say", person.safe_to_say)
    elif number in {row["number"] for row in rows}:
        person.phones = [row | said if row["number"] == number else row for row in rows]
    else:
        person.phones = [
            *rows,
            Phone.model_validate({"number": number} | asked).model_dump(mode="json"),
        ]


def to_call(person: Person) -> list[Phone]:
    """Return a person's telephones: first those known to be safe, last those never to call."""
    return sorted(telephones(person), key=lambda each: (each.call is False, each.call is None))


def may_hear(person: Person) -> bool:
    """Tell whether a person may be told of the case at all; a client always may."""
    return person.role == "client" or person.may_be_told != "nothing"


def found_by(person: Person) -> Iterator[str]:
    """Give what a search finds a person by beside her name: numbers as given, digits, aliases."""
    yield from all_numbers(person)
    yield from (each.typed for each in numbers(person))
    yield from (digits(each.number) for each in telephones(person))
    yield person.aliases
