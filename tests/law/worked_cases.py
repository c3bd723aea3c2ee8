"""Known answers of the rules, read strictly from `worked/*.toml`.

Each was counted from the law before any rule answered it. `class` says how: `paper` where what was
written down of the law states the answer itself, `package` where the dates or time zones of
another package give it, `hand` where it was counted out, the steps in `count`. A case names only
what the law settles: a key left out is an open question, not an oversight.
"""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from types import MappingProxyType
from typing import Final

WORKED: Final = Path(__file__).parent / "worked"
CLASSES: Final = ("hand", "package", "paper")
STATUSES: Final = ("due", "window", "opens", "none", "needs_human")

_DATES: Final = frozenset(
    {
        "trigger_date",
        "hearing_date",
        "printed_date",
        "notice_date",
        "renewal_filed",
        "petition_filed",
        "petition_approved",
        "petition_for_review_filed",
        "maintained_status_until",
        "discovered_on",
        "today",
    }
)
_NUMBERS: Final = frozenset({"days", "hours", "stopped_days"})
_BOOLEANS: Final = frozenset(
    {
        "ruling_requested",
        "appeal_reserved",
        "appeal_waived",
        "asylum_carve_out",
        "unaccompanied_child",
        "withholding_only",
        "us_party",
    }
)
_WORDS: Final = frozenset(
    {
        "trigger_at",
        "tz",
        "service_method",
        "filing",
        "forum",
        "custody",
        "hearing_type",
        "decided_by",
        "decision_form",
        "ground",
        "circuit",
        "state",
        "agency",
        "defendant",
        "order",
        "court_tz",
        "attorney_tz",
    }
)
_INPUTS: Final[Mapping[str, type]] = MappingProxyType(
    dict.fromkeys(_DATES, date)
    | dict.fromkeys(_NUMBERS, int)
    | dict.fromkeys(_BOOLEANS, bool)
    | dict.fromkeys(_WORDS, str)
    | {"outage": dict, "office": dict}
)
_DAYS: Final = ("due", "safe", "latest", "opens", "safe_opens", "closes", "safe_closes")
_MOMENTS: Final = ("due_at", "attorney_local")
_RESULTS: Final[Mapping[str, type]] = MappingProxyType(
    dict.fromkeys(_DAYS, date)
    | dict.fromkeys(_MOMENTS, str)
    | dict.fromkeys(("status", "done_means", "consequence"), str)
    | {"version": int, "government": bool}
)
_CASE: Final = frozenset({"rule", "shows", "in", "out", "class", "source"})


class Misread(Exception):
    """A file of cases does not say what a case must; each sentence names file, number and key."""


@dataclass(frozen=True, slots=True)
class Answer:
    """What must come out: any subset of a result's keys."""

    values: Mapping[str, object]
    warns: tuple[str, ...]
    """Ids that must be among the warnings."""
    absent: tuple[str, ...]
    """Keys that must be empty."""
    parts: tuple[Answer, ...] | None
    """The parts in their order, or None where nothing is said of them."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Case:
    """One known answer."""

    place: str
    rule: str
    shows: str
    inputs: Mapping[str, object]
    answer: Answer
    kind: str
    source: str
    count: str


def read_cases(folder: Path = WORKED) -> tuple[Case, ...]:
    """Return every case of the folder, file by file.

    Raises:
        Misread: A key is unknown or missing, or a value is of another kind.
    """
    return tuple(case for path in sorted(folder.glob("*.toml")) for case in _file(path))


def _file(path: Path) -> list[Case]:
    content = tomllib.loads(path.read_text())
    tables = content.get("case")
    if set(content) != {"case"} or not isinstance(tables, list) or not tables:
        message = f"{path.stem}: the file must hold [[case]] and nothing else."
        raise Misread(message)
    return [_case(table, f"{path.stem} {n}") for n, table in enumerate(tables, 1)]


def _case(table: Mapping[str, object], place: str) -> Case:
    _only(table, _CASE | {"count"}, place)
    for key in sorted(_CASE - set(table)):
        message = f"{place}: `{key}` is missing."
        raise Misread(message)
    kind = _text(table, "class", place)
    if kind not in CLASSES:
        message = f"{place}: `class` is one of {', '.join(CLASSES)}."
        raise Misread(message)
    return Case(
        place=place,
        rule=_text(table, "rule", place),
        shows=_text(table, "shows", place),
        inputs=_typed(_mapping(table["in"], "in", place), _INPUTS, place),
        answer=_answer(_mapping(table["out"], "out", place), place),
        kind=kind,
        source=_text(table, "source", place),
        count=_text(table, "count", place) if "count" in table or kind != "paper" else "",
    )


def _answer(table: Mapping[str, object], place: str) -> Answer:
    beside = ("warns", "absent", "parts")
    values = {key: value for key, value in table.items() if key not in beside}
    answer = Answer(
        _typed(values, _RESULTS, place),
        _words(table, "warns", place),
        _words(table, "absent", place),
        _parts(table["parts"], place) if "parts" in table else None,
    )
    if not table:
        message = f"{place}: `out` says nothing."
        raise Misread(message)
    if answer.values.get("status", "due") not in STATUSES:
        message = f"{place}: `status` is one of {', '.join(STATUSES)}."
        raise Misread(message)
    for key in answer.absent:
        if key not in _DAYS + _MOMENTS or key in values:
            message = f"{place}: `absent` names `{key}`, which is no day that can be empty here."
            raise Misread(message)
    return _moments_read(answer, place)


def _moments_read(answer: Answer, place: str) -> Answer:
    values = dict(answer.values)
    for key in _MOMENTS:
        if key in values:
            values[key] = _moment(str(values[key]), key, place)
    return Answer(MappingProxyType(values), answer.warns, answer.absent, answer.parts)


def _moment(text: str, key: str, place: str) -> datetime:
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        moment = None
    if moment is None or moment.tzinfo is None:
        message = f"{place}: `{key}` is a moment with its offset, as 2026-11-01T09:00-05:00."
        raise Misread(message)
    return moment


def _parts(value: object, place: str) -> tuple[Answer, ...]:
    if not isinstance(value, list) or not value:
        message = f"{place}: `parts` is a list of answers."
        raise Misread(message)
    return tuple(_answer(_mapping(part, "parts", place), place) for part in value)


def _typed(
    table: Mapping[str, object], known: Mapping[str, type], place: str
) -> Mapping[str, object]:
    _only(table, frozenset(known), place)
    for key, value in table.items():
        # `type`, not isinstance: true is no number, and a date-time is no day.
        if type(value) is not known[key]:
            message = f"{place}: `{key}` is a {known[key].__name__}."
            raise Misread(message)
    return MappingProxyType(dict(table))


def _only(table: Mapping[str, object], known: frozenset[str], place: str) -> None:
    for key in table:
        if key not in known:
            message = f"{place}: `{key}` is not a key known here."
            raise Misread(message)


def _text(table: Mapping[str, object], key: str, place: str) -> str:
    value = table.get(key)
    if isinstance(value, str) and value.strip():
        return value
    message = f"{place}: `{key}` is a text."
    raise Misread(message)


def _words(table: Mapping[str, object], key: str, place: str) -> tuple[str, ...]:
    value = table.get(key, [])
    if isinstance(value, list) and all(isinstance(word, str) for word in value):
        return tuple(value)
    message = f"{place}: `{key}` is a list of words."
    raise Misread(message)


def _mapping(value: object, key: str, place: str) -> Mapping[str, object]:
    if isinstance(value, dict):
        return value
    message = f"{place}: `{key}` is a table."
    raise Misread(message)
