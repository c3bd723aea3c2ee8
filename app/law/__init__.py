"""Deadline law: rules as cited data, counted without a clock.

`compute(rulebook, rule_id, inputs) -> Result` answers one question; `shipped() -> Rulebook` is the
pack that comes with the house; `answer_lines(lines)` is `compute` over JSON lines; `check(folder)`
tells in words what is wrong with a pack; `following(rulebook, event)` lists the rules to offer.
"""

from app.law.calendar import (
    Calendar,
    business_days_between,
    is_business_day,
    next_business_day,
    previous_business_day,
)
from app.law.check import check
from app.law.compute import compute
from app.law.lines import answer_lines
from app.law.phrases import Text
from app.law.refusals import BadValue, LawError, PackDamaged, UnknownInput, UnknownRule
from app.law.result import Caution, Reading, Result, Step
from app.law.rulebook import Choice, Rule, Rulebook, RuleInput, following
from app.law.shelf import load, pack_hash, shipped
from app.law.telling import told
from app.law.vocabulary import LATER, MEANS, THEIRS

__all__ = [
    "LATER",
    "MEANS",
    "THEIRS",
    "BadValue",
    "Calendar",
    "Caution",
    "Choice",
    "LawError",
    "PackDamaged",
    "Reading",
    "Result",
    "Rule",
    "RuleInput",
    "Rulebook",
    "Step",
    "Text",
    "UnknownInput",
    "UnknownRule",
    "answer_lines",
    "business_days_between",
    "check",
    "compute",
    "following",
    "is_business_day",
    "load",
    "next_business_day",
    "pack_hash",
    "previous_business_day",
    "shipped",
    "told",
]
