"""JSON lines: one question a line in, one answer a line out, never an exception."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from math import isfinite
from typing import NoReturn

from app.law.compute import compute
from app.law.refusals import BadValue, LawError
from app.law.rulebook import Rulebook
from app.law.shelf import shipped


def answer_lines(lines: Iterable[str], rulebook: Rulebook | None = None) -> Iterator[str]:
    """Yield one JSON answer for each line that is not blank.

    A line is `{"id", "rule", "inputs"}`; its answer carries the same id and rule and a `result`, or
    an `error` with `code` and `text`.
    """
    book = rulebook or shipped()
    for line in lines:
        if line.strip():
            yield json.dumps(_answer(book, line))


def _answer(rulebook: Rulebook, line: str) -> dict[str, object]:
    asked: dict[str, object] = {}
    try:
        asked = _question(line)
        rule, inputs = asked.get("rule"), asked.get("inputs")
        if not isinstance(rule, str) or not isinstance(inputs, dict):
            raise BadValue('A question is {"id", "rule": text, "inputs": object}.')
        result = compute(rulebook, rule, inputs)
    except LawError as refusal:
        error = {"code": refusal.code, "text": str(refusal)}
        return {"id": asked.get("id"), "rule": asked.get("rule"), "error": error}
    return {"id": asked.get("id"), "rule": rule, "result": result.as_json()}


def _question(line: str) -> dict[str, object]:
    try:
        asked = json.loads(
            line, object_pairs_hook=_once, parse_constant=_no_constant, parse_float=_finite
        )
    except (ValueError, RecursionError):
        raise BadValue("The line is not one JSON object.") from None
    if not isinstance(asked, dict):
        raise BadValue("The line is not one JSON object.")
    return asked


def _once(pairs: list[tuple[str, object]]) -> dict[str, object]:
    if len({key for key, _ in pairs}) < len(pairs):
        raise BadValue("A name stands twice in the line.")
    return dict(pairs)


def _finite(text: str) -> float:
    number = float(text)
    if not isfinite(number):
        raise BadValue("A number is too large for JSON to be told again.")
    return number


def _no_constant(name: str) -> NoReturn:
    raise BadValue(f"{name} is not a number of JSON.")
