"""The rulebook: rules as cited, versioned data, and the closed days they are counted with."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, time

from app.law.calendar import Calendar
from app.law.clocks import Clock, Condition, Part, Period
from app.law.phrases import Text
from app.law.refusals import UnknownRule
from app.law.result import Step
from app.law.sentences import FROM_MEMORY, OFFICES_OWN, READ


@dataclass(frozen=True, slots=True)
class Citation:
    """An authority and the day someone read it.

    `text` is its name, as the law itself writes it; what we say of it stands in `note`.
    """

    text: str
    url: str
    read_on: date | None
    """None: cited from memory, or by the office itself."""
    note: Text | None = None
    told: Text = field(init=False, repr=False, compare=False)
    """The authority, what we say of it, and when it was read."""

    def __post_init__(self) -> None:
        """Write down once how it is told."""
        object.__setattr__(self, "told", self._told())

    def __str__(self) -> str:
        """Return the authority with the day it was read, in English."""
        return self.told.en

    def _told(self) -> Text:
        if self.note is OFFICES_OWN:
            return Text(f"{self.text}, {self.note.en}", f"{self.text}, {self.note.es}")
        read = FROM_MEMORY if self.read_on is None else READ.fill(on=self.read_on.isoformat())
        if self.note is None:
            return Text(f"{self.text} ({read.en})", f"{self.text} ({read.es})")
        return Text(
            f"{self.text}, {self.note.en} ({read.en})", f"{self.text}, {self.note.es} ({read.es})"
        )


def cited(cites: tuple[Citation, ...]) -> Text:
    """Return several authorities as they are told together."""
    if len(cites) == 1:
        return cites[0].told
    return Text(
        "; ".join(each.told.en for each in cites), "; ".join(each.told.es for each in cites)
    )


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
    """`date`, `moment`, `zone`, `choice`, `boolean` or `number`."""
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
    """A condition under which the rule gives no date: it asks for a person, or there is none."""

    id: str
    text: Text
    cites: tuple[Citation, ...]
    when: Condition | None
    """None: always."""
    gives: str
    """`needs_human`, or `none`: no deadline exists."""
    unless: str | None
    """The input that, once given, answers what the stop asks."""
    safe_stands: bool
    """Whether the counted safe day is still shown."""
    another_rule: bool
    """Whether the rule does not concern such a case at all."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Lapse:
    """What follows once a time since some day has passed; it speaks only where today is given."""

    id: str
    start: str
    """The date input that the time runs from."""
    period: Period
    gives: str
    """`warning`, `needs_human` or `none`."""
    text: Text
    cites: tuple[Citation, ...]


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
    clock: Clock
    """Its only clock, or the first of its parts."""
    parts: tuple[Part, ...]
    cites: tuple[Citation, ...]
    source: str
    confidence: str

    @property
    def clocks(self) -> tuple[Clock, ...]:
        """Every clock that it starts."""
        return tuple(part.clock for part in self.parts) or (self.clock,)


@dataclass(frozen=True, slots=True, kw_only=True)
class Band:
    """Key dates for which it is not settled which of two versions governs."""

    starts: date
    ends: date
    between: tuple[int, ...]
    text: Text
    when: Condition | None
    """Where it applies at all; it then lies over the versions."""


@dataclass(frozen=True, slots=True)
class Review:
    """Which lawyer countersigned the rule, and when it is to be read again."""

    by: str
    bar: str
    on: date | None
    next: date


@dataclass(frozen=True, slots=True)
class Outcome:
    """What an example's answer must be, and that of each of its parts."""

    expected: Mapping[str, object]
    warns: tuple[str, ...]
    parts: tuple[Outcome, ...]


@dataclass(frozen=True, slots=True)
class Example:
    """A known answer that travels with the rule."""

    shows: str
    inputs: Mapping[str, object]
    out: Outcome


@dataclass(frozen=True, slots=True, kw_only=True)
class Rule:
    """When something falls due, and by what authority."""

    id: str
    title: Text
    forum: str
    follows_from: tuple[str, ...]
    """The events a person records that make one ask for this rule: `hearing`, `decision`, …"""
    asks_day_of: frozenset[str]
    """Those of them whose own day is not the day the count starts from: that one is asked."""
    trigger: str | None
    """The input the count starts from; None where nothing is counted."""
    then_law: str | None
    """The date that selects the version."""
    means: str
    """What its day is: `file_by`, `do_by`, `they_answer_by` or `not_before`."""
    safe_side: str
    consequence: str
    fatal: bool
    government: bool
    zone: str | None
    """Whose clock governs; `circuit`: that of the seat of the circuit's clerk."""
    last_hour: time | None
    """The last moment of the last day, where the law fixes one."""
    printed: str
    """What a date printed on a document does: `governs`, `repeats` the law, or `none`."""
    done_means: Mapping[str, str]
    inputs: tuple[RuleInput, ...]
    also_takes: frozenset[str]
    """Inputs that programs give and no person is asked: zones, an outage, the office's own law."""
    stops: tuple[Stop, ...]
    lapses: tuple[Lapse, ...]
    warnings: tuple[Caveat, ...]
    if_late: tuple[Remedy, ...]
    versions: tuple[Version, ...]
    bands: tuple[Band, ...]
    open_points: tuple[Text, ...]
    """What a lawyer has still to settle about this rule."""
    review: Review
    examples: tuple[Example, ...]
    declared: Mapping[str, RuleInput] = field(init=False, repr=False, compare=False)
    """The inputs by name."""
    told_late: tuple[Step, ...] = field(init=False, repr=False, compare=False)
    """What can still be done once the day has passed, as it is told."""

    def __post_init__(self) -> None:
        """Keep the inputs by name, and what is told to whoever is late."""
        object.__setattr__(self, "declared", {entry.name: entry for entry in self.inputs})
        late = tuple(Step(each.text, cited(each.cites)) for each in self.if_late)
        object.__setattr__(self, "told_late", late)

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


@dataclass(frozen=True, slots=True)
class Circuit:
    """Where the clerk of a court of appeals sits: whose clock and whose holidays govern there."""

    zone: str
    state: str


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
    circuits: Mapping[str, Circuit]
    calendar: Calendar
    by_id: Mapping[str, Rule] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        """Keep the rules by id."""
        object.__setattr__(self, "by_id", {rule.id: rule for rule in self.rules})

    def rule(self, rule_id: str) -> Rule:
        """Return the rule of that id.

        Raises:
            UnknownRule: The rulebook has none.
        """
        rule = self.by_id.get(rule_id)
        if rule is None:
            message = "The rulebook has no rule of this id."
            raise UnknownRule(message)
        return rule


def following(rulebook: Rulebook, event: str) -> tuple[Rule, ...]:
    """Return the rules that follow from an event a person records, in order of id."""
    return tuple(rule for rule in rulebook.rules if event in rule.follows_from)
