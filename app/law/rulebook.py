"""The rulebook: rules as cited, versioned data, and the closed days they are counted with."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from app.law.calendar import Calendar
from app.law.phrases import Text
from app.law.refusals import UnknownRule
from app.law.sentences import FROM_MEMORY, READ


@dataclass(frozen=True, slots=True)
class Citation:
    """An authority and the day someone read it.

    `text` is its name, as the law itself writes it; what we say of it stands in `note`.
    """

    text: str
    url: str
    read_on: date | None
    """None: cited from memory."""
    note: Text | None = None

    def __str__(self) -> str:
        """Return the authority with the day it was read, in English."""
        return self.told.en

    @property
    def told(self) -> Text:
        """The authority, what we say of it, and when it was read."""
        read = FROM_MEMORY if self.read_on is None else READ.fill(on=self.read_on.isoformat())
        if self.note is None:
            return Text(f"{self.text} ({read.en})", f"{self.text} ({read.es})")
        return Text(
            f"{self.text}, {self.note.en} ({read.en})", f"{self.text}, {self.note.es} ({read.es})"
        )


@dataclass(frozen=True, slots=True)
class Condition:
    """A test over the inputs: one field and operator, or several conditions joined."""

    operator: str
    """`is`, `in`, `before`, `after`, `all`, `any` or `not`."""
    field: str = ""
    operand: object = None
    parts: tuple[Condition, ...] = ()


@dataclass(frozen=True, slots=True)
class Choice:
    """One value of a choice and the words a person reads for it."""

    code: str
    label: Text


@dataclass(frozen=True, slots=True, kw_only=True)
class RuleInput:
    """A question a rule asks a person."""

    name: str
    kind: str
    """`date`, `choice`, `boolean` or `number`."""
    question: Text
    needed: bool
    unless: str | None = None
    """The input that, once given, makes this one dispensable."""
    happened: bool = False
    """Whether it is the day of what has happened: one still to come must be a slip."""
    choices: tuple[Choice, ...] = ()
    lowest: int | None = None
    highest: int | None = None


@dataclass(frozen=True, slots=True)
class Caveat:
    """A warning of a rule, shown where its condition holds."""

    id: str
    text: Text
    when: Condition | None
    changes: bool
    """Whether the date would be another, or none, where it applies."""


@dataclass(frozen=True, slots=True)
class Remedy:
    """What can still be done once the day has passed, and by what authority."""

    text: Text
    cites: tuple[Citation, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Stop:
    """A condition under which the rule gives no date and asks for a person."""

    id: str
    text: Text
    cites: tuple[Citation, ...]
    when: Condition
    unless: str | None
    """The input that, once given, answers what the stop asks."""
    safe_stands: bool
    """Whether the counted safe day is still shown."""


@dataclass(frozen=True, slots=True)
class Period:
    """How long, in which unit, in which direction."""

    n: int
    unit: str
    direction: str


@dataclass(frozen=True, slots=True)
class Carveout:
    """A different number of days for the cases that meet a condition."""

    when: Condition
    n: int


@dataclass(frozen=True, slots=True)
class LateStart:
    """How much later the clock may begin than the day that was given, and why."""

    n: int
    text: Text


@dataclass(frozen=True, slots=True, kw_only=True)
class Version:
    """What a rule said between two days, as that rule's own key date selects it."""

    v: int
    starts: date
    ends: date | None
    """The last key date it governs."""
    status: str
    status_note: Text
    """What became of it, in a sentence for people."""
    show_as: str
    regime: str
    period: Period
    carveouts: tuple[Carveout, ...]
    late_start: LateStart | None
    cites: tuple[Citation, ...]
    source: str
    confidence: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Band:
    """Key dates for which it is not settled which of two versions governs."""

    starts: date
    ends: date
    between: tuple[int, ...]
    text: Text


@dataclass(frozen=True, slots=True)
class Review:
    """Which lawyer countersigned the rule, and when it is to be read again."""

    by: str
    bar: str
    on: date | None
    next: date


@dataclass(frozen=True, slots=True)
class Example:
    """A known answer that travels with the rule."""

    shows: str
    inputs: Mapping[str, object]
    expected: Mapping[str, object]
    warns: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Rule:
    """When something falls due, and by what authority."""

    id: str
    title: Text
    forum: str
    follows_from: str
    """The event a person records that makes one ask for this rule: `hearing`, `decision`, …"""
    trigger: str
    then_law: str
    means: str
    """What its day is: `file_by`, `do_by`, `they_answer_by` or `not_before`."""
    safe_side: str
    consequence: str
    fatal: bool
    government: bool
    zone: str | None
    printed: str
    """What a date printed on a document does: `governs`, `repeats` the law, or `none`."""
    done_means: Mapping[str, str]
    inputs: tuple[RuleInput, ...]
    also_takes: frozenset[str]
    """Inputs that programs give and no person is asked: zones, an outage, the office's own law."""
    stops: tuple[Stop, ...]
    warnings: tuple[Caveat, ...]
    if_late: tuple[Remedy, ...]
    versions: tuple[Version, ...]
    bands: tuple[Band, ...]
    open_points: tuple[Text, ...]
    """What a lawyer has still to settle about this rule."""
    review: Review
    examples: tuple[Example, ...]

    @property
    def reviewed(self) -> bool:
        """Whether a lawyer has countersigned the rule as shipped."""
        return bool(self.review.by)


@dataclass(frozen=True, slots=True)
class Regime:
    """The authority for a way of counting; the counting itself is in count.py."""

    code: str
    counting: Citation
    rolling: Citation


@dataclass(frozen=True, slots=True, kw_only=True)
class Rulebook:
    """A loaded pack: its rules in order of id, its calendar, and its fingerprint."""

    name: str
    title: Text
    edition: date
    pack_hash: str
    rules: tuple[Rule, ...]
    regimes: Mapping[str, Regime]
    outages: Citation
    """The authority on days when the courts' electronic filing fails."""
    calendar: Calendar

    def rule(self, rule_id: str) -> Rule:
        """Return the rule of that id.

        Raises:
            UnknownRule: The rulebook has none.
        """
        for rule in self.rules:
            if rule.id == rule_id:
                return rule
        message = "The rulebook has no rule of this id."
        raise UnknownRule(message)


def following(rulebook: Rulebook, event: str) -> tuple[Rule, ...]:
    """Return the rules that follow from an event a person records, in order of id."""
    return tuple(rule for rule in rulebook.rules if rule.follows_from == event)
