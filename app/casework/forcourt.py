"""A count as plain text, fit to be pasted into a motion.

It is English whatever language its reader works in, since that is what the courts read. It holds
the law's own count and nothing that somebody typed in words.
"""

import re
from collections.abc import Iterator, Mapping
from datetime import date, datetime
from typing import Any

from app import law
from app.casework import counting
from app.words import SOURCE, translator

# When a source was read is the office's own business; that one was not read is not.
_READ = re.compile(r" \(read \d{4}-\d{2}-\d{2}\)")
# A court knows the law by its citation and its first day, and not by the number of our version.
_GOVERNS = re.compile(r"Version \d+ of the rule governs; it holds for dates from (.+)\.")
# Our pages write days short; a motion writes them out.
_SHORT_DAY = re.compile(
    r"\b(Mon|Tue|Wed|Thu|Fri|Sat|Sun), "
    r"(Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec) (\d{1,2}, \d{4})\b"
)
_IN_FULL = {
    name[:3]: name
    for name in (
        *("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"),
        *("January", "February", "March", "April", "May", "June", "July", "August"),
        *("September", "October", "November", "December"),
    )
}
_BY_VERSION = re.compile(r"Version (\d+) governs\.")
# How days are called that come out of a count, in the order in which they are told.
_DAYS = {
    "opens": "Opens",
    "safe_opens": "Opens under every reading",
    "closes": "Closes",
    "safe_closes": "In time under every reading until",
    "due": "Last day",
    "safe": "In time under every reading",
    "latest": "Latest day under any reading",
}


def text(rule_id: str, inputs: Mapping[str, object], answers: Mapping[str, Any]) -> str:
    """Return a kept count in plain text; empty where no rule was asked."""
    answer = answers.get(SOURCE)
    if not rule_id or not answer or not answer.get("steps"):
        return ""
    lines = ["COMPUTATION OF TIME", "", f"Rule: {answer['title']}", *_given(rule_id, inputs)]
    on = _day_of(rule_id, inputs)
    told = (_of_the_law(line, rule_id, on) for line in _count(answer))
    return _SHORT_DAY.sub(_in_full, "\n".join([*lines, *told]) + "\n")


def _in_full(day: re.Match[str]) -> str:
    return f"{_IN_FULL[day[1]]}, {_IN_FULL[day[2]]} {day[3]}"


def _day_of(rule_id: str, inputs: Mapping[str, object]) -> str:
    """Return the day whose law a rule asks for, in words; empty where it is not told."""
    rule = law.shipped().by_id.get(rule_id)
    value = inputs.get(rule.trigger) if rule is not None and rule.trigger else None
    return _said(str(value)[: len("2027-03-09")]) if value else ""


def _of_the_law(line: str, rule_id: str, on: str) -> str:
    """Return a line that names the law by its days and its citation, where it named a version."""
    in_force = rf"The law in force on {on} governs; it holds for dates from \1." if on else ""
    line = _GOVERNS.sub(in_force or r"The law that holds for dates from \1 governs.", line)
    rule = law.shipped().by_id.get(rule_id)
    starts = {str(each.v): each.starts for each in rule.versions} if rule is not None else {}
    return _BY_VERSION.sub(lambda found: _by_law(starts.get(found[1])), line)


def _by_law(starts: date | None) -> str:
    since = f" that holds for dates from {_said(starts)}" if starts else " of one of these days"
    return f"The law{since} governs."


def _given(rule_id: str, inputs: Mapping[str, object]) -> Iterator[str]:
    """Yield what the count started from; a rule that is gone no longer says its questions."""
    try:
        asked = law.shipped().rule(rule_id).inputs
    except law.UnknownRule:
        asked = ()
    questions = {entry.name: entry.question.en for entry in asked}
    choices = {entry.name: {each.code: each.label.en for each in entry.choices} for entry in asked}
    for name, value in inputs.items():
        if value is None or value == counting.UNKNOWN or isinstance(value, Mapping | list):
            continue
        said = choices.get(name, {}).get(str(value)) or _said(value)
        yield f"{questions.get(name, name)} {said}"


def _count(answer: Mapping[str, Any]) -> Iterator[str]:
    parts = answer.get("parts") or []
    for part in parts:  # what stands above them is the first one's answer
        yield from ("", str(part["title"]).upper(), *_one(part))
    if not parts:
        yield from _one(answer)


def _one(answer: Mapping[str, Any]) -> Iterator[str]:
    yield ""
    for number, step in enumerate(answer["steps"], 1):
        cite = _READ.sub("", step["cite"])
        yield f"{number}. {step['text']}" + (f" {cite}." if cite else "")
    yield ""
    told = set()
    for name, called in _DAYS.items():
        day = answer.get(name)
        if day and day not in told:
            told.add(day)
            yield f"{called}: {_said(day)}"
    readings = answer.get("readings") or []
    if len(readings) > 1:
        yield "Readings of the law:"
        yield from (f"- {_said(each['date'])}: {each['assumption']}" for each in readings)


def _said(value: object) -> str:
    """Return a day as the courts write it, an hour with its day, and all else in a word."""
    if isinstance(value, bool):
        return "Yes" if value else "No"
    words, written = translator(SOURCE), value.isoformat() if isinstance(value, date) else value
    try:
        if len(str(written)) > len("2027-03-09"):
            at = datetime.fromisoformat(str(written))
            return f"{words.weekday_date(at.date())}, {words.time(at)}"
        return words.weekday_date(date.fromisoformat(str(written)))
    except ValueError:
        return str(written)
