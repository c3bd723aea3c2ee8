"""What must hold of every answer, whatever is asked: order, closed days, time, and no surprise."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import date, datetime
from typing import Any, NamedTuple, NoReturn

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.law import (
    LATER,
    BadValue,
    Result,
    Rule,
    Rulebook,
    RuleInput,
    UnknownInput,
    answer_lines,
    compute,
    shipped,
)
from app.law.calendar import calendar_of
from tests.law.agreement import drawn_rules
from tests.law.drawn import FIRST, LAST, Chance, Drawn, Inputs, closed_for

CYCLE = 400
"""Years after which the Gregorian calendar has the same days of the week again."""
DAYS = ("due", "safe", "latest", "opens", "safe_opens", "closes", "safe_closes")
RULES = shipped().rules
_ISO_DATE = re.compile(r"^(\d{4})(?=-\d\d-\d\d)")


class Pack(NamedTuple):
    """A book of drawn rules, and how each was drawn."""

    book: Rulebook
    rules: dict[str, tuple[str, Drawn]]

    def of(self, *kinds: str) -> list[str]:
        """The rules of these kinds."""
        return [rule_id for rule_id, (kind, _) in self.rules.items() if kind in kinds]

    def but(self, *kinds: str) -> list[str]:
        """The rules of all other kinds."""
        return [rule_id for rule_id, (kind, _) in self.rules.items() if kind not in kinds]

    def ask(self, rule_id: str, seed: int) -> tuple[Inputs, Result | None]:
        """Draw inputs and ask; a time that the clocks skipped has no answer."""
        inputs = self.rules[rule_id][1].ask(Chance(seed))
        try:
            return inputs, compute(self.book, rule_id, inputs)
        except BadValue:
            return inputs, None


@pytest.fixture(scope="module")
def pack(tmp_path_factory: pytest.TempPathFactory) -> Pack:
    """Rules of every kind, the same on each run."""
    return Pack(*drawn_rules(Chance(1), tmp_path_factory.mktemp("drawn")))


SEEDS = st.integers(0, 2**32)
WHICH = st.integers(0, 2**16)


# --- Order ---------------------------------------------------------------------------------


def out_of_order(result: Result) -> Iterator[str]:
    """What is wrong with the order of an answer's days."""
    yield from _standing_where_none_may(result)
    if result.due and result.safe and result.latest:
        later = (result.due, result.latest, result.safe)
        days = later if result.means in LATER else (result.safe, result.due, result.latest)
        if list(days) != sorted(days):
            yield f"{days} stand in no order"
    if result.opens and result.safe_opens and result.safe_opens < result.opens:
        yield "it is safe to begin before the right opens"
    if result.closes and result.safe_closes and result.safe_closes > result.closes:
        yield "it is safe to end after the right closed"
    for part in result.parts:
        yield from out_of_order(part)


def _standing_where_none_may(result: Result) -> Iterator[str]:
    if result.status == "needs_human":
        if any(getattr(result, key) is not None for key in ("due", "latest", "opens", "closes")):
            yield "a day stands though a person must answer"
        if result.part is None and not result.warnings:
            yield "a person must answer, and nobody says what"
    if result.status == "none" and any(getattr(result, key) for key in DAYS):
        yield "a day stands though there is no deadline"


@settings(max_examples=400)
@given(which=WHICH, seed=SEEDS)
def test_safe_due_and_latest_stand_in_order(pack: Pack, which: int, seed: int) -> None:
    """Of drawn rules of every kind; the other way round where the later day is safe."""
    rule_id = list(pack.rules)[which % len(pack.rules)]
    _, result = pack.ask(rule_id, seed)
    assert result is None or list(out_of_order(result)) == []


def values_of(entry: RuleInput) -> st.SearchStrategy[Any]:
    """Values that an input takes."""
    if entry.kind == "choice":
        return st.sampled_from([choice.code for choice in entry.choices])
    if entry.kind == "number":
        return st.integers(entry.lowest or 0, entry.highest or 0)
    known: dict[str, st.SearchStrategy[Any]] = {
        "date": st.dates(FIRST, LAST).map(str),
        "moment": st.datetimes(datetime(1996, 1, 1), datetime(2036, 12, 31)).map(  # noqa: DTZ001
            lambda moment: moment.strftime("%Y-%m-%dT%H:%M")
        ),
        "zone": st.sampled_from(["America/New_York", "America/Phoenix", "Pacific/Guam"]),
        "boolean": st.booleans(),
    }
    return known[entry.kind]


def questions(rule: Rule) -> st.SearchStrategy[Inputs]:
    """Inputs that a rule takes, each perhaps not given."""
    known = {entry.name: st.none() | values_of(entry) for entry in rule.inputs}
    return st.fixed_dictionaries({name: known[name] for name in known})


def asked_of(rule_id: str, inputs: Inputs) -> Result | None:
    """A shipped rule's answer; a time that the clocks skipped has none."""
    try:
        return compute(shipped(), rule_id, inputs)
    except BadValue:
        return None


ASKED = st.sampled_from([rule.id for rule in RULES]).flatmap(
    lambda rule_id: st.tuples(st.just(rule_id), questions(shipped().rule(rule_id)))
)


@settings(max_examples=400)
@given(ASKED)
def test_the_answers_of_shipped_rules_stand_in_order(asked: tuple[str, Inputs]) -> None:
    """Whatever they are asked."""
    result = asked_of(*asked)
    assert result is None or list(out_of_order(result)) == []


# --- Closed days ---------------------------------------------------------------------------

ROLL: tuple[str, ...] = (
    "EOIR_AFTER",
    "EOIR_BEFORE",
    "EOIR_DATE_CERTAIN",
    "SCOTUS",
    "FED_AFTER",
    "FED_BEFORE",
)
ROLL += ("FED_HOURS", "USCIS", "leaving", "outages", "versions", "last moments")


@settings(max_examples=300)
@given(which=WHICH, seed=SEEDS)
def test_where_a_rule_rolls_no_day_is_due_on_a_closed_one(
    pack: Pack, which: int, seed: int
) -> None:
    """Weekends, legal holidays, kept Fridays and what an office entered; online nothing rolls."""
    rules = pack.of(*ROLL)
    inputs, result = pack.ask(rules[which % len(rules)], seed)
    online = "service_method" in inputs and inputs.get("filing") == "electronic"
    if result is None or result.due is None or online:
        return
    closed = closed_for(inputs)
    assert result.due.weekday() < 5
    assert result.due not in closed.legal | closed.fridays


@settings(max_examples=300)
@given(ASKED)
def test_where_a_shipped_rule_rolls_no_day_is_due_on_a_closed_one(
    asked: tuple[str, Inputs],
) -> None:
    """But for a date that a paper prints and USCIS takes as it stands."""
    rule_id, inputs = asked
    result = asked_of(rule_id, inputs)
    if result is None or result.due is None or inputs.get("printed_date"):
        return
    version = next(each for each in shipped().rule(rule_id).versions if each.v == result.version)
    clock = version.clock
    online = clock.roll_by == "USCIS" and inputs.get("filing") == "electronic"
    if clock.roll in {"next", "previous"} and not online:
        closed = closed_for({})
        assert result.due.weekday() < 5
        assert result.due not in closed.legal | closed.fridays


# --- Time ----------------------------------------------------------------------------------


def a_cycle_on(value: object) -> Any:
    """The same 400 years later: of days, of inputs, of what stands inside them."""
    if isinstance(value, date):
        return value.replace(year=value.year + CYCLE)
    if isinstance(value, str):
        return _ISO_DATE.sub(lambda found: str(int(found[1]) + CYCLE), value)
    if isinstance(value, dict):
        return {key: a_cycle_on(inner) for key, inner in value.items()}
    return [a_cycle_on(inner) for inner in value] if isinstance(value, list) else value


@pytest.fixture(scope="module")
def later_pack(pack: Pack) -> Pack:
    """The same rules with every closed day 400 years later."""
    own = pack.book.calendar
    days = [replace(day, on=a_cycle_on(on)) for on, known in own.closed.items() for day in known]
    later = calendar_of(a_cycle_on(own.first), a_cycle_on(own.last), days)
    return Pack(replace(pack.book, calendar=later), pack.rules)


NOT_SHIFTED = ("HOURS_FLAT", "HOURS_EXCL", "FED_HOURS", "last moments", "versions")
"""Zones change their clocks by other rules, and versions keep their own days."""


@settings(max_examples=300)
@given(which=WHICH, seed=SEEDS)
def test_four_hundred_years_later_all_is_the_same(
    pack: Pack, later_pack: Pack, which: int, seed: int
) -> None:
    """146,097 days are whole weeks: the same days, shifted."""
    rules = pack.but(*NOT_SHIFTED)
    rule_id = rules[which % len(rules)]
    inputs, result = pack.ask(rule_id, seed)
    later = compute(later_pack.book, rule_id, a_cycle_on(inputs))
    assert result is not None
    assert later.status == result.status
    for key in DAYS:
        assert getattr(later, key) == a_cycle_on(getattr(result, key)), key


LENGTHENED: tuple[str, ...] = (
    "EOIR_AFTER",
    "SCOTUS",
    "FED_AFTER",
    "USCIS",
    "WORKING_DAYS",
    "ANNIVERSARY",
)
LENGTHENED += ("EARLIEST", "leaving", "last moments", "EOIR_BEFORE", "FED_BEFORE")


@settings(max_examples=400)
@given(which=WHICH, seed=SEEDS, more=st.integers(1, 40))
def test_a_longer_period_never_gives_an_earlier_day(
    pack: Pack, which: int, seed: int, more: int
) -> None:
    """Nor a later one where it is counted back."""
    rules = pack.of(*LENGTHENED)
    rule_id = rules[which % len(rules)]
    inputs, shorter = pack.ask(rule_id, seed)
    longer = compute(pack.book, rule_id, inputs | {"days": inputs["days"] + more})
    assert shorter is not None
    back = "hearing_date" in inputs
    for key in (*DAYS, "due_at", "safe_at"):
        first, second = getattr(shorter, key), getattr(longer, key)
        if first is not None and second is not None:
            assert (second <= first) if back else (first <= second), key


# --- Never a surprise ----------------------------------------------------------------------

ODD: tuple[object, ...] = (
    *(True, False, 0, 1, -1, 5, 10**9, -(10**30), 10**400, 0.5, 1e308, [], {}, [[]], [None]),
    *("", " ", "0", "x" * 5000, "\ud800", "\x00", "\u0662026-01-01", "2026-01-01 ", "2026-01-01\n"),
    *("2026-02-30", "0000-01-01", "0001-01-01", "9999-12-31", "10000-01-01", "-001-01-01"),
    *("2026-1-1", "2026-01-01T00:00", "2026-01-01T24:00", "2026-01-01T23:59:60", "+2026-01-01"),
    *("0001-01-01T00:00", "9999-12-31T23:59", "2026-03-08T02:30", "2026-01-01T00:00Z"),
    *("America/New_York", "UTC", "localtime", "../UTC", "none", "unknown", "ca5", "LA"),
    *({"kind": []}, {"kind": "unplanned", "on": []}, {"kind": "planned", "on": "9999-12-31"}),
    {"kind": "unplanned", "on": "2026-01-01", "available_again": "9999-12-31T23:59"},
    *({"calendar_add": {}}, {"calendar_add": [{}]}, {"calendar_add": [{"class": []}]}),
    *({"calendar_add": [{"date": "9999-12-31", "class": "legal"}]}, {"eoir.bia.appeal": []}),
    {"calendar_add": [{"date": "2026-01-01", "class": "state", "state": []}]},
)
JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(),
    lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner),
    max_leaves=5,
)
FAR = st.dates().map(str) | st.datetimes().map(lambda moment: f"{moment:%Y-%m-%dT%H:%M}")


def surprises(rule_id: str, inputs: Inputs) -> str | None:
    """What is wrong with how a rule took its inputs; it may answer, or refuse one by its name."""
    try:
        told = compute(shipped(), rule_id, inputs)
    except BadValue as refusal:
        named = refusal.field in inputs and refusal.field in str(refusal)
        return None if named else f"{refusal} ({refusal.field})"
    except UnknownInput as refusal:
        plain = [name for name in inputs if re.fullmatch("[a-z][a-z_]{0,39}", name)]
        named = any(name in str(refusal) for name in plain) or "of this name" in str(refusal)
        return None if named else str(refusal)
    except Exception as fault:  # noqa: BLE001 - that none comes is what is tested
        return f"{type(fault).__name__}: {fault}"
    _strictly(json.dumps(told.as_json("es")))
    return next(out_of_order(told), None)


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.id)
def test_a_rule_takes_or_refuses_whatever_it_is_given(rule: Rule) -> None:
    """Each odd value for each input, beside a first answer to every other."""
    ordinary = {
        "date": "2026-03-02",
        "moment": "2026-03-02T10:00",
        "zone": "America/Chicago",
        "boolean": False,
    }
    usual: Inputs = {
        entry.name: entry.choices[0].code
        if entry.choices
        else ordinary.get(entry.kind, entry.lowest)
        for entry in rule.inputs
    }
    names = {*usual, *rule.also_takes, "office"}
    asked = [(name, value) for name in sorted(names) for value in ODD]
    found = [(name, value, surprises(rule.id, usual | {name: value})) for name, value in asked]
    assert [each for each in found if each[2]] == []


@st.composite
def junk(draw: st.DrawFn) -> tuple[str, Inputs]:
    """A rule, and for some of its inputs a good value, a far day or anything at all."""
    rule = draw(st.sampled_from(RULES))
    known = {entry.name: values_of(entry) for entry in rule.inputs}
    names = draw(st.sets(st.sampled_from([*known, *rule.also_takes, "office"])))
    any_kind = FAR | JSON | st.sampled_from(ODD)
    given = {name: draw(known.get(name, FAR) | any_kind) for name in sorted(names)}
    return rule.id, given | draw(st.just({}) | st.dictionaries(st.text(), JSON, max_size=1))


@settings(max_examples=400)
@given(junk())
def test_whatever_it_is_asked_it_answers_or_names_the_input(asked: tuple[str, Inputs]) -> None:
    """Values of every kind, far days, huge numbers, names that no rule takes."""
    rule_id, inputs = asked
    assert surprises(rule_id, inputs) is None


@settings(max_examples=200)
@given(junk())
def test_an_answer_is_the_same_twice(asked: tuple[str, Inputs]) -> None:
    """Nothing is kept from one question to the next, and no clock is read."""
    rule_id, inputs = asked
    line = json.dumps({"id": 1, "rule": rule_id, "inputs": inputs})
    first, second = answer_lines([line, line])
    assert first == second


@settings(max_examples=300)
@given(st.text() | st.dictionaries(st.sampled_from(["id", "rule", "inputs"]), JSON).map(json.dumps))
def test_any_line_has_an_answer(line: str) -> None:
    """Strict JSON under the agreed keys, and no line but a blank one is passed over."""
    told = list(answer_lines([line]))
    assert len(told) == bool(line.strip())
    for each in told:
        answer = _strictly(each)
        assert set(answer) == {"id", "rule", "error"}
        assert set(answer["error"]) == {"code", "text"}


def _strictly(text: str) -> Any:
    def refuse(name: str) -> NoReturn:
        raise AssertionError(name)

    return json.loads(text, parse_constant=refuse)
