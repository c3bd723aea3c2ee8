"""Inputs read into facts: each declared, each of its kind, or refused."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from functools import cache, partial
from typing import Final, TypeVar
from zoneinfo import ZoneInfo, available_timezones

from app.law.calendar import CLASSES, ClosedDay
from app.law.phrases import Text
from app.law.refusals import BadValue, UnknownInput
from app.law.rulebook import Rule, Rulebook, RuleInput

T = TypeVar("T")
_ISO_DATE: Final = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
_PLAIN_NAME: Final = re.compile(r"[a-z][a-z_]{0,39}")


@dataclass(frozen=True, slots=True)
class Outage:
    """A failure of the court's electronic filing on one day."""

    planned: bool
    on: date
    available_again: date | None


@dataclass(frozen=True, slots=True)
class OfficeLaw:
    """What an office changes for one computation: versions by rule, closed days added."""

    versions: Mapping[str, int] = field(default_factory=dict)
    closed: tuple[ClosedDay, ...] = ()


@dataclass(frozen=True, slots=True)
class Given:
    """The inputs of one computation, read and checked."""

    facts: Mapping[str, object]
    outage: Outage | None = None
    court: ZoneInfo | None = None
    attorney: ZoneInfo | None = None
    office: OfficeLaw = field(default_factory=OfficeLaw)

    def day(self, name: str) -> date | None:
        """Return the date given under name."""
        value = self.facts.get(name)
        return value if isinstance(value, date) else None


def read_inputs(rulebook: Rulebook, rule: Rule, inputs: Mapping[str, object]) -> Given:
    """Return the inputs as facts; one that is None counts as not given.

    Raises:
        UnknownInput: The rule does not take one of them.
        BadValue: One has a value of the wrong form.
    """
    declared = {entry.name: entry for entry in rule.inputs}
    for name in inputs:
        if name not in declared and name not in rule.also_takes and name != "office":
            raise UnknownInput(f"This rule does not take {_named(name)}.")
    given = {name: value for name, value in inputs.items() if value is not None}
    return Given(
        {name: _value(entry, given[name]) for name, entry in declared.items() if name in given},
        _whole("outage", _outage, given["outage"]) if "outage" in given else None,
        _zone(given, "court_tz"),
        _zone(given, "attorney_tz"),
        _whole("office", partial(_office, rulebook), given["office"])
        if "office" in given
        else OfficeLaw(),
    )


def day_of(value: object, name: str) -> date:
    """Return an ISO date, or a date itself.

    Raises:
        BadValue: It is neither.
    """
    if isinstance(value, date) and not isinstance(value, datetime):
        return value
    if isinstance(value, str) and _ISO_DATE.fullmatch(value):
        try:
            return date.fromisoformat(value)
        except ValueError:
            pass
    raise BadValue(f"{name} is a day of the calendar written YYYY-MM-DD.", field=name, wants="day")


def _named(name: str) -> str:
    return f"an input {name}" if _PLAIN_NAME.fullmatch(name) else "an input of this name"


def _value(entry: RuleInput, value: object) -> object:
    if entry.kind == "date":
        return day_of(value, entry.name)
    if entry.kind == "boolean":
        if isinstance(value, bool):
            return value
        raise BadValue(f"{entry.name} is true or false.", field=entry.name, wants="truth")
    if entry.kind == "number":
        return _number(entry, value)
    codes = [choice.code for choice in entry.choices]
    if isinstance(value, str) and value in codes:
        return value
    raise BadValue(f"{entry.name} is one of {', '.join(codes)}.", field=entry.name, wants="choice")


def _number(entry: RuleInput, value: object) -> int:
    lowest, highest = entry.lowest or 0, entry.highest or 0
    if isinstance(value, int) and not isinstance(value, bool) and lowest <= value <= highest:
        return value
    raise BadValue(
        f"{entry.name} is a whole number from {lowest} to {highest}.",
        field=entry.name,
        wants="number",
        lowest=lowest,
        highest=highest,
    )


@cache
def _zones() -> frozenset[str]:
    # Debian's database names these too: a machine's own clock, and one that was never set.
    return frozenset(available_timezones()) - {"localtime", "Factory"}


def _zone(given: Mapping[str, object], name: str) -> ZoneInfo | None:
    if name not in given:
        return None
    key = given[name]
    if isinstance(key, str) and key in _zones():
        return ZoneInfo(key)
    raise BadValue(
        f"{name} is an IANA time zone such as America/Chicago.", field=name, wants="zone"
    )


def _whole(name: str, reader: Callable[[object], T], value: object) -> T:
    """Return an input of several members; a fault in any of them is its own."""
    try:
        return reader(value)
    except BadValue as wrong:
        raise BadValue(str(wrong), field=name, wants=name) from None


def _outage(value: object) -> Outage:
    shape = (
        'outage is {"kind": "planned" or "unplanned", "on": date, "available_again": date-time}.'
    )
    members = _members(value, {"kind", "on", "available_again"}, shape)
    if members.get("kind") not in {"planned", "unplanned"} or "on" not in members:
        raise BadValue(shape)
    again = members.get("available_again")
    return Outage(
        members["kind"] == "planned",
        day_of(members["on"], "outage.on"),
        None if again is None else _moment(again, shape),
    )


def _moment(value: object, shape: str) -> date:
    if isinstance(value, str) and _ISO_DATE.fullmatch(value[:10]):
        try:
            return datetime.fromisoformat(value).date()
        except ValueError:
            pass
    raise BadValue(shape)


def _members(value: object, known: set[str], shape: str) -> Mapping[str, object]:
    if not isinstance(value, Mapping) or not set(value) <= known:
        raise BadValue(shape)
    return value


def _office(rulebook: Rulebook, value: object) -> OfficeLaw:
    ids = {rule.id: rule for rule in rulebook.rules}
    shape = "office names rules of this rulebook with a version each, and calendar_add."
    members = _members(value, {*ids, "calendar_add"}, shape)
    versions: dict[str, int] = {}
    for rule_id in members.keys() - {"calendar_add"}:
        chosen = _members(members[rule_id], {"version"}, shape).get("version")
        if type(chosen) is not int or chosen not in [known.v for known in ids[rule_id].versions]:
            raise BadValue("office asks for a version that the rule does not have.")
        versions[rule_id] = chosen
    added = members.get("calendar_add", [])
    if not isinstance(added, list | tuple):
        raise BadValue("office.calendar_add is a list of closed days.")
    return OfficeLaw(versions, tuple(_closed_day(entry) for entry in added))


def _closed_day(value: object) -> ClosedDay:
    shape = f'A closed day is {{"date": date, "class": one of {", ".join(CLASSES)}}}.'
    members = _members(value, {"date", "class", "cite"}, shape)
    kind, cite = members.get("class"), members.get("cite", "")
    if kind not in CLASSES or not isinstance(cite, str):
        raise BadValue(shape)
    name = Text("closed day added by the office", "día de cierre añadido por la oficina")
    return ClosedDay(
        day_of(members.get("date"), "calendar_add.date"), str(kind), name, cite, verified_on=None
    )
