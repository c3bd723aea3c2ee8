"""Deadline law: rules as cited data, counted without a clock.

`compute(rulebook, rule_id, inputs) -> Result` answers one question; `shipped() -> Rulebook` is the
pack that comes with the house; `answer_lines(lines)` is `compute` over JSON lines; `check(folder)`
tells in words what is wrong with a pack; `following(rulebook, event)` lists the rules to offer;
`area_of` and `period_told` say of a rule where it belongs and how long it gives.
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
from app.law.finding import AREAS, EVENT_NAMES, area_of
from app.law.lines import answer_lines
from app.law.periods import clock_told, period_told
from app.law.phrases import Text
from app.law.refusals import BadValue, LawError, PackDamaged, UnknownInput, UnknownRule
from app.law.result import Caution, Reading, Result, Step
from app.law.rulebook import Choice, Rule, Rulebook, RuleInput, following
from app.law.shelf import load, pack_hash, program_hash, rule_print, shipped
from app.law.telling import told
from app.law.versions import counts_years, governing, standing
from app.law.vocabulary import LATER, MEANS, THEIRS

__all__ = [
    "AREAS",
    "EVENT_NAMES",
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
    "area_of",
    "business_days_between",
    "check",
    "clock_told",
    "compute",
    "counts_years",
    "following",
    "governing",
    "is_business_day",
    "load",
    "next_business_day",
    "pack_hash",
    "period_told",
    "previous_business_day",
    "program_hash",
    "rule_print",
    "shipped",
    "standing",
    "told",
]
