"""What is heard in a call: the caller apart from the person whom it is about.

Nothing that a caller says is refused for its form. It is kept as given and shown as unconfirmed.
"""

import re
from collections.abc import Mapping
from datetime import date
from typing import Annotated, Any, Final, Literal
from uuid import UUID

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, model_validator

from app.casework.deadlines import Day, Hour, in_reach
from app.casework.typed import Long, Short, Words
from app.forums import formats
from app.words import N_

Problem = Literal["", "detained", "stopped", "court", "order", "family", "victim", "other"]
Agency = Literal["", "ice", "cbp", "police", "other", "unknown"]
Sentence = Literal["sign_nothing", "will_call", "no_promise"]
SENTENCES: Final[tuple[Sentence, ...]] = ("sign_nothing", "will_call", "no_promise")
NOTHING: Final = N_(
    "Give one of these: a name, a telephone number, or a place. Everything else can wait."
)
# Which question follows from which problem, in the order in which they are asked.
FOLLOWING: Final[Mapping[str, tuple[str, ...]]] = {
    "detained": ("since", "facility", "fear_said", "children", "medicine", "bond"),
    "stopped": ("stop_where", "papers_taken", "told_to_report"),
    "court": ("notice", "last_hearing", "lawyer"),
    "order": ("order_when", "in_absentia", "left_since"),
    "family": ("petitioner", "filed_before"),
    "victim": ("crime", "reported", "safe_now"),
    "other": (),
    "": (),
}
A_DAY: Final = re.compile(
    r"(\d{4})-(\d{1,2})-(\d{1,2})|(\d{1,2})[/.-](\d{1,2})[/.-](\d{4})", re.ASCII
)
QUESTIONS: Final = frozenset(code for codes in FOLLOWING.values() for code in codes)


def _known_only(typed: object) -> object:
    """Return answers to questions that there are; an empty one is none."""
    if not isinstance(typed, Mapping):
        return typed
    return {name: text for name, text in typed.items() if name in QUESTIONS and text != ""}


Answers = Annotated[dict[str, Long], BeforeValidator(_known_only)]


class Heard(BaseModel):
    """What was said of the person; all of it as given, none of it compulsory."""

    model_config = ConfigDict(extra="forbid", frozen=True, hide_input_in_errors=True)

    given_names: Short = Field(default="", repr=False)
    family_name: Short = Field(default="", repr=False)
    second_name: Short = Field(default="", repr=False, description="A second family name.")
    born: Short = Field(default="", repr=False, description="About when, in whatever words.")
    a_number: Short = Field(default="", repr=False, description="As given, also if unreadable.")
    country: Short = Field(default="", repr=False)
    speaks: Short = ""
    problem: Problem = ""
    answers: Answers = Field(default_factory=dict, repr=False)
    detained: bool | None = None
    detained_by: Agency = ""
    last_seen: Short = Field(default="", repr=False, description="The place.")
    seen_when: Short = Field(default="", repr=False)
    signed: bool | None = None
    ordered_before: bool | None = None
    court_known: bool | None = None
    court_date: Short = Field(default="", repr=False, description="As given.")
    moving: bool = Field(default=False, description="Being moved, or boarding.")
    fear_unheard: bool = Field(default=False, description="Asked for protection, not heard.")
    alone: bool = Field(default=False, description="A child or a dependant is alone.")
    medical: bool = False

    @property
    def number(self) -> str:
        """The A-number where it has the form of one, else empty."""
        try:
            return formats.a_number(self.a_number) if self.a_number else ""
        except formats.UnreadableNumber:
            return ""

    @property
    def family_names(self) -> str:
        """Both family names in one."""
        return " ".join(part for part in (self.family_name, self.second_name) if part)

    @property
    def name(self) -> str:
        """The whole name as a caller says it."""
        return " ".join(part for part in (self.given_names, self.family_names) if part)

    @property
    def unconfirmed(self) -> list[str]:
        """The fields that do not fit their form: kept as given, to be read off a document."""
        found = ["a_number"] if self.a_number and not self.number else []
        found += ["born"] if self.born and _day(self.born) is None else []
        return found + (["court_date"] if self.court_date and not self.court_day else [])

    @property
    def born_on(self) -> date | None:
        """The day of birth where it is one."""
        return _day(self.born)

    @property
    def court_day(self) -> date | None:
        """The day in court where it is one."""
        return _day(self.court_date)


class NewCall(Heard):
    """A call, as the form or a program sends it."""

    caller: Short = Field(default="", repr=False, description="Name, or what they call themselves.")
    phone: Short = Field(default="", repr=False)
    may_leave: bool | None = Field(default=None, description="Whether a message may be left.")
    may_say: bool | None = Field(default=None, description="Whether it may be said who calls.")
    relation: Short = Field(default="", repr=False)
    caller_language: Short = ""
    words: Words = Field(default="", repr=False)
    call_back_on: Day | None = None
    call_back_at: Hour = ""
    owner_id: UUID | None = Field(default=None, description="Who calls back; left out, the taker.")
    told: list[Sentence] = Field(default_factory=list, max_length=len(SENTENCES))
    date_told: Short = Field(default="", repr=False, description="The date the caller was told.")

    @model_validator(mode="after")
    def _something(self) -> "NewCall":
        if not any((self.name, self.caller, self.phone, self.last_seen)):
            raise ValueError(NOTHING)
        return self

    @property
    def of_person(self) -> Heard:
        """What this call says of the person."""
        return Heard.model_validate(self.model_dump(include=set(Heard.model_fields)))


def merged(before: Heard, later: Heard) -> Heard:
    """Return what is known after a further call: it fills what was empty and takes nothing away."""
    known: dict[str, Any] = before.model_dump()
    for name, said in later.model_dump().items():
        if name == "answers":
            known[name] = {**said, **known[name]}
        elif known[name] in ("", None, False):
            known[name] = said
    return Heard.model_validate(known)


def _day(typed: str) -> date | None:
    """Return the day that is written as one, in either of the two ways of the country."""
    found = A_DAY.fullmatch(typed)
    if found is None:
        return None
    year, month, day = (int(found[one] or found[other]) for one, other in ((1, 6), (2, 4), (3, 5)))
    try:
        return in_reach(date(year, month, day))
    except ValueError:
        return None
