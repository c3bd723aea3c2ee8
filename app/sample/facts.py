"""The sample office as its story tells it, every day set."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, time


@dataclass(frozen=True, slots=True)
class Colleague:
    """Somebody who works here; `key` is how the story calls her."""

    key: str
    name: str
    role: str
    email: str
    locale: str
    phone: str


@dataclass(frozen=True, slots=True)
class Client:
    """A person of a case: client, rider or relative."""

    given_names: str
    family_name: str
    second_family_name: str
    role: str
    relation: str
    language: str
    interpreter: bool
    a_number: str
    birth_date: date | None
    phone: str
    safe_to_text: bool | None
    detained: bool | None
    detained_at: str
    country: str

    @property
    def family_names(self) -> str:
        """Both family names in one line."""
        return f"{self.family_name} {self.second_family_name}".strip()


@dataclass(frozen=True, slots=True)
class Hearing:
    """One setting; `starts` is the wall time in `zone`, the court's own."""

    key: str
    starts: datetime
    zone: str
    court: str
    kind: str
    medium: str
    judge: str
    proceeding: str
    interpreter: str
    replaces: str
    reason: str


@dataclass(frozen=True, slots=True)
class Done:
    """That a deadline was met, by whom and when."""

    on: date
    by: str
    note: str


@dataclass(frozen=True, slots=True)
class Deadline:
    """A day to act by: from a rule and its inputs, or typed with a title and a moment."""

    rule: str
    inputs: Mapping[str, str | int | bool]
    title: str
    due: datetime | None
    zone: str
    why: str
    means: str
    whose: str
    fatal: bool | None
    responsible: str
    done: Done | None


@dataclass(frozen=True, slots=True)
class Note:
    """What somebody wrote down."""

    author: str
    on: date
    at: time
    text: str


@dataclass(frozen=True, slots=True)
class Guest:
    """Somebody who may read a case until a day."""

    person: str
    until: date


@dataclass(frozen=True, slots=True)
class Case:
    """One client or family with all that happened."""

    slug: str
    title: str
    lead: str
    team: tuple[str, ...]
    guests: tuple[Guest, ...]
    access: str
    stage: str
    opened_on: date
    clients: tuple[Client, ...]
    hearings: tuple[Hearing, ...]
    deadlines: tuple[Deadline, ...]
    notes: tuple[Note, ...]


@dataclass(frozen=True, slots=True)
class Story:
    """The whole office on a given day."""

    name: str
    zone: str
    phone: str
    profile: str
    people: tuple[Colleague, ...]
    cases: tuple[Case, ...]

    def colleague(self, key: str) -> Colleague:
        """Return the colleague whom the story calls by key."""
        return next(each for each in self.people if each.key == key)
