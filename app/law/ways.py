"""What a clock's numbers are for one set of inputs, or what must be asked first."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Final, NamedTuple

from app.law import sentences
from app.law.calendar import Calendar
from app.law.clocks import Clock, OtherReading, Period
from app.law.conditions import holds
from app.law.count import Way
from app.law.inputs import Given
from app.law.phrases import Text
from app.law.rulebook import Rule, Rulebook
from app.law.vocabulary import LATER, OWN_ROLL

_STATE_DAYS: Final = frozenset({"FED_AFTER"})
"""Where the holidays of the court's state move a last day (FRCP 6(a)(6)(C), FRAP 26(a)(6)(C))."""
_NO_COURTS: Final = frozenset({"agency", "asylum_office", "dhs", "uscis"})
_BY_PAPER: Final = frozenset({"USCIS"})


class Unanswered(Exception):
    """A person must answer before the count can go on."""

    def __init__(self, code: str, text: Text, asks: str = "") -> None:
        super().__init__(code)
        self.code = code
        self.text = text
        self.asks = asks
        """The input that is missing, where one is."""


class Asked(NamedTuple):
    """What is asked of whom, and with which closed days."""

    rulebook: Rulebook
    rule: Rule
    given: Given
    calendar: Calendar


def way_of(asked: Asked, clock: Clock, period: Period) -> Way:
    """Return how a period of a clock is counted for these inputs.

    Raises:
        Unanswered: A number that the clock needs is not known.
    """
    rule, given = asked.rule, asked.given
    n, unit = number(rule, given, clock, period)
    by_paper = clock.roll_by in _BY_PAPER and clock.roll == "next"
    filing = given.facts.get("filing")
    return Way(
        regime=clock.regime,
        n=n,
        unit=unit,
        back=period.direction == "before",
        plus_days=period.plus_days + added(rule, given, period),
        roll=clock.roll,
        mail=clock.mail if given.facts.get("service_method") == "mail" else 0,
        month_end=clock.month_end,
        later=rule.means in LATER,
        state=_verified(asked.calendar, state_of(asked.rulebook, rule, given, clock)),
        online=by_paper and filing == "electronic",
        may_be_online=by_paper and filing is None and "filing" in rule.declared,
    )


def number(rule: Rule, given: Given, clock: Clock, period: Period) -> tuple[int, str]:
    """Return how many units and which: what a document gave comes first.

    Raises:
        Unanswered: The number is not known.
    """
    told = given.facts.get(period.number_from)
    if isinstance(told, int):
        return told, period.unit
    for carveout in clock.carveouts:
        if holds(carveout.when, given.facts):
            return carveout.n, carveout.unit or period.unit
    if clock.lookup is not None and period.n is None:
        value = given.facts.get(clock.lookup.input)
        if value is None:
            raise missing(rule, clock.lookup.input)
        if value not in clock.lookup.rows:
            raise Unanswered("not_in_table", sentences.NOT_IN_TABLE)
        return clock.lookup.rows[str(value)], period.unit
    if period.n is None:
        raise missing(rule, period.number_from)
    return period.n, period.unit


def added(rule: Rule, given: Given, period: Period) -> int:
    """Return the days that come on top.

    Raises:
        Unanswered: One of two days between which they lie is not known.
    """
    told = given.facts.get(period.add_input)
    more = told if isinstance(told, int) else 0
    if not period.add_between:
        return more
    first, last = (_day(rule, given, name) for name in period.add_between)
    if last < first:
        text = sentences.OUT_OF_ORDER.fill(first=first, last=last)
        raise Unanswered("days_out_of_order", text)
    return more + (last - first).days


def missing(rule: Rule, name: str) -> Unanswered:
    """Return the question that an input which was not given leaves open."""
    return Unanswered(f"missing_{name}", rule.declared[name].question, name)


def _day(rule: Rule, given: Given, name: str) -> date:
    day = given.day(name)
    if day is None:
        raise missing(rule, name)
    return day


def read_otherwise(clock: Clock, other: OtherReading) -> Clock:
    """Return the clock as another reading has it; what that does not say stays."""
    regime = other.regime or clock.regime
    own = OWN_ROLL.get(regime, "none") if other.regime else clock.roll
    has_own_number = other.n is not None
    return replace(
        clock,
        regime=regime,
        period=_otherwise(clock.period, other),
        opens=_otherwise(clock.opens, other),
        closes=_otherwise(clock.closes, other),
        roll=other.roll or own,
        roll_by=other.roll_by or (regime if other.regime else clock.roll_by),
        carveouts=() if has_own_number else clock.carveouts,
        lookup=None if has_own_number else clock.lookup,
        other_readings=(),
    )


def _otherwise(period: Period | None, other: OtherReading) -> Period | None:
    if period is None:
        return None
    return replace(
        period,
        n=period.n if other.n is None else other.n,
        number_from=period.number_from if other.n is None else "",
        unit=other.unit or period.unit,
        plus_days=period.plus_days if other.plus_days is None else other.plus_days,
    )


def minds_states(rule: Rule, clock: Clock) -> bool:
    """Return whether holidays of the court's state move its last day; an agency has none."""
    if rule.forum in _NO_COURTS:
        return False
    return clock.roll_by in _STATE_DAYS and clock.roll in {"next", "uncertain"}


def state_of(rulebook: Rulebook, rule: Rule, given: Given, clock: Clock) -> str:
    """Return the state whose holidays count: the court's, or of the seat of the circuit's clerk."""
    if not minds_states(rule, clock):
        return ""
    circuit = rulebook.circuits.get(str(given.facts.get("circuit")))
    state = given.facts.get("state") or (circuit.state if circuit else "")
    return str(state)


def _verified(calendar: Calendar, state: str) -> str:
    return state if state in calendar.states else ""
