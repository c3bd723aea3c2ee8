"""Clocks as data: how long, in which unit, by which way of counting, and how else it is read."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from app.law.phrases import Text


@dataclass(frozen=True, slots=True)
class Condition:
    """A test over the inputs: one field and operator, or several conditions joined."""

    operator: str
    """`is`, `in`, `before`, `after`, `all`, `any` or `not`."""
    field: str = ""
    operand: object = None
    parts: tuple[Condition, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Period:
    """How long, in which unit, in which direction."""

    n: int | None
    """None: an input, a table or a carve-out says it."""
    unit: str
    direction: str = "after"
    number_from: str = ""
    """The input whose number, once given, is the period's."""
    add_input: str = ""
    """The input whose days come on top."""
    add_between: tuple[str, ...] = ()
    """Two dates; the days from one to the other come on top."""
    plus_days: int = 0
    """A shift of the day reached, before a closed day moves it."""
    repeats: bool = False
    """Whether it recurs; then its first day on or after today counts."""


@dataclass(frozen=True, slots=True)
class Carveout:
    """A different number for the cases that meet a condition."""

    when: Condition
    n: int
    unit: str | None


@dataclass(frozen=True, slots=True)
class LateStart:
    """How much later the clock may begin than the day that was given, and why."""

    n: int
    text: Text


@dataclass(frozen=True, slots=True)
class Lookup:
    """A number by the value of a choice."""

    input: str
    rows: Mapping[str, int]


@dataclass(frozen=True, slots=True)
class Ceiling:
    """The latest day that a document may print."""

    start: str
    n: int
    unit: str
    mail: int


@dataclass(frozen=True, slots=True, kw_only=True)
class OtherReading:
    """Another way to read the law: what it does not say is as in the clock beside it."""

    label: str
    text: Text
    of: str
    """`opens` or `closes`, where the clock has both."""
    when: Condition | None
    n: int | None
    unit: str | None
    plus_days: int | None
    regime: str | None
    roll: str | None
    roll_by: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Clock:
    """One count."""

    regime: str
    period: Period | None
    opens: Period | None = None
    closes: Period | None = None
    roll: str
    """What becomes of a closed last day: `next`, `previous`, `none` or `uncertain`."""
    roll_by: str
    """The regime whose authority the roll has."""
    month_end: str = "clamp"
    mail: int = 0
    carveouts: tuple[Carveout, ...] = ()
    lookup: Lookup | None = None
    late_start: LateStart | None = None
    ceiling: Ceiling | None = None
    other_readings: tuple[OtherReading, ...] = ()
    text: Text | None = None
    """Why nothing is counted."""

    @property
    def periods(self) -> tuple[Period, ...]:
        """Every period it has."""
        return tuple(each for each in (self.period, self.opens, self.closes) if each is not None)


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """One of several clocks that one trigger starts."""

    id: str
    title: Text
    trigger: str | None
    """Its own starting input, where it is not the rule's."""
    when: Condition | None
    clock: Clock
