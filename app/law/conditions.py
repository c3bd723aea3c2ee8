"""Conditions over the inputs: a closed vocabulary, so that a rule is data and never a program."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from datetime import date
from types import MappingProxyType
from typing import Final, cast

from app.law.clocks import Condition

Facts = Mapping[str, object]


def holds(condition: Condition, facts: Facts) -> bool:
    """Return whether the facts meet the condition; a fact not given meets no simple one."""
    if condition.operator == "all":
        return all(holds(part, facts) for part in condition.parts)
    if condition.operator == "any":
        return any(holds(part, facts) for part in condition.parts)
    if condition.operator == "not":
        return not any(holds(part, facts) for part in condition.parts)
    fact = facts.get(condition.field)
    return fact is not None and _SIMPLE[condition.operator](fact, condition.operand)


_SIMPLE: Final[Mapping[str, Callable[[object, object], bool]]] = MappingProxyType(
    {
        "is": lambda fact, operand: fact == operand,
        "in": lambda fact, operand: fact in cast("Collection[object]", operand),
        "before": lambda fact, operand: cast("date", fact) < cast("date", operand),
        "after": lambda fact, operand: cast("date", fact) > cast("date", operand),
    }
)
