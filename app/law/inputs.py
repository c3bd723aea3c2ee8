"""Inputs read into facts: each declared, each of its kind, or refused."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from functools import cache, partial
from typing import Final, TypeVar
from zoneinfo import ZoneInfo, available_timezones

from app.law.calendar import CLASSES, STATE, ClosedDay, of_state
from app.law.choices import CHOICES
from app.law.hours import exists
from app.law.phrases import Text
from app.law.refusals import BadValue, UnknownInput
from app.law.rulebook import Rule, Rulebook, RuleInput

T = TypeVar("T")
_ISO_DATE: Final = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
_ISO_MINUTE: Final = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}(:[0-9]{2})?")
_PLAIN_NAME: Final = re.compile(r"[a-z][a-z_]{0,39}")


@dataclass(frozen=True, slots=True)
class Outage:
    """A failure of the court's electronic filing on one day."""

    planned: bool
    on: date
    available_again: date | None


@dataclass(frozen=True, slots=True)
class OfficeVersion:
    """A version that an office lets govern, for key dates from which day, by what authority."""

    v: int
    since: date | None = None
    cite: str = ""


@dataclass(frozen=True, slots=True)
class OfficeLaw:
    """What an office changes for one computation: versions by rule, closed days added."""

    versions: Mapping[str, OfficeVersion] = field(default_factory=dict)
    closed: tuple[ClosedDay, ...] = ()


@dataclass(frozen=True, slots=True)
class Given:
    """The inputs of one computation, read and checked."""

    facts: Mapping[str, object]
    outage: Outage | None = None
    court: ZoneInfo | None = None
    attorney: ZoneInfo | None = None
    today: date | None = None
    office: OfficeLaw = field(default_factory=OfficeLaw)

    def day(self, name: str) -> date | None:
        """Return the date given under name."""
        value = self.facts.get(name)
        if isinstance(value, datetime):
            return value.date()
        return value if isinstance(value, date) else None

    def moment(self, name: str) -> datetime | None:
        """Return the moment given under name, in its zone."""
        value = self.facts.get(name)
        return value if isinstance(value, datetime) else None


def read_inputs(rulebook: Rulebook, rule: Rule, inputs: Mapping[str, object]) -> Given:
    """Return the inputs as facts; one that is None counts as not given.

    Raises:
        UnknownInput: The rule does not take one of them.
        BadValue: One has a value of the wrong form.
    """
    declared = rule.declared
    for name in inputs:
        if name not in declared and name not in rule.also_takes and name != "office":
            raise UnknownInput(f"This rule does not take {_named(name)}.")
    given = {name: value for name, value in inputs.items() if value is not None}
    facts = {name: _value(declared[name], given[name]) for name in declared if name in given}
    if "trigger_at" in facts and "tz" in facts:
        facts["trigger_at"] = _there(facts["trigger_at"], str(facts["tz"]))
    return Given(
        facts,
        _whole("outage", _outage, given["outage"]) if "outage" in given else None,
        _zone(given, "court_tz"),
        _zone(given, "attorney_tz"),
        day_of(given["today"], "today") if "today" in given else None,
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
    if entry.kind == "moment":
        return _wall_time(entry.name, value)
    if entry.kind == "zone":
        return _zone_named(entry.name, value).key
    codes = [choice.code for choice in entry.choices]
    if isinstance(value, str) and value in codes:
        return value
    raise BadValue(f"{entry.name} is one of {', '.join(codes)}.", field=entry.name, wants="choice")


def _wall_time(name: str, value: object) -> datetime:
    if isinstance(value, datetime) and value.tzinfo is None:
        return value
    if isinstance(value, str) and _ISO_MINUTE.fullmatch(value):
        try:
            return datetime.fromisoformat(value)
        except ValueError:
            pass
    raise BadValue(
        f"{name} is a time on the clock there, written YYYY-MM-DDTHH:MM.",
        field=name,
        wants="moment",
    )


def _there(wall: object, zone: str) -> datetime:
    """Return a wall time in its zone."""
    if isinstance(wall, datetime) and exists(wall, ZoneInfo(zone)):
        return wall.replace(tzinfo=ZoneInfo(zone))
    raise BadValue(
        "trigger_at is skipped by the clocks of that zone as they go forward.",
        field="trigger_at",
        wants="moment",
    )


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
    return _zone_named(name, given[name]) if name in given else None


def _zone_named(name: str, key: object) -> ZoneInfo:
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
        said = str(wrong)
        text = said if said.startswith(name) else f"{name}: {said}"
        raise BadValue(text, field=name, wants=name) from None


def _outage(value: object) -> Outage:
    shape = (
        'outage is {"kind": "planned" or "unplanned", "on": date, "available_again": date-time}.'
    )
    members = _members(value, {"kind", "on", "available_again"}, shape)
    # A tuple, not a set: what was given may be a list, which no set can be asked for.
    if members.get("kind") not in ("planned", "unplanned") or "on" not in members:
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
    ids = rulebook.by_id
    shape = "office names rules of this rulebook with a version each, and calendar_add."
    members = _members(value, {*ids, "calendar_add"}, shape)
    versions = {
        rule_id: _office_version(members[rule_id], [known.v for known in ids[rule_id].versions])
        for rule_id in members.keys() - {"calendar_add"}
    }
    added = members.get("calendar_add", [])
    if not isinstance(added, list | tuple):
        raise BadValue("office.calendar_add is a list of closed days.")
    return OfficeLaw(versions, tuple(_closed_day(entry) for entry in added))


def _office_version(value: object, known: Collection[int]) -> OfficeVersion:
    shape = 'A version of the office\'s is {"version": number, "from": date, "cite": text}.'
    members = _members(value, {"version", "from", "cite"}, shape)
    chosen, since, cite = members.get("version"), members.get("from"), members.get("cite", "")
    if type(chosen) is not int or chosen not in known:
        raise BadValue("office asks for a version that the rule does not have.")
    if not isinstance(cite, str):
        raise BadValue(shape)
    return OfficeVersion(chosen, None if since is None else day_of(since, "office.from"), cite)


def _closed_day(value: object) -> ClosedDay:
    shape = (
        f'A closed day is {{"date": date, "class": one of {", ".join(CLASSES)}}}, with a "state" '
        "where it is a state's own."
    )
    members = _members(value, {"date", "class", "cite", "state"}, shape)
    kind, cite, state = members.get("class"), members.get("cite", ""), members.get("state")
    if kind not in CLASSES or not isinstance(cite, str):
        raise BadValue(shape)
    if (kind == STATE) != (isinstance(state, str) and state in CHOICES["state"]):
        raise BadValue(shape)
    name = Text("closed day added by the office", "día de cierre añadido por la oficina")
    return ClosedDay(
        day_of(members.get("date"), "calendar_add.date"),
        of_state(str(state)) if kind == STATE else str(kind),
        name,
        cite,
        verified_on=None,
    )
