"""Random rules and inputs of every way of counting: the engine's answer against a plain count.

The rules are written as a pack's files and read by the pack's own reader; the closed days of the
second count come from the PyPI package holidays. One seed draws the same rules and inputs again.
"""

from __future__ import annotations

import tempfile
import time
from collections import Counter
from collections.abc import Iterator, Mapping
from datetime import date, datetime
from pathlib import Path
from types import MappingProxyType

from app.law import BadValue, Result, Rulebook, compute, load
from tests.law import drawn_days, drawn_hours, drawn_more, naive
from tests.law.drawn import FIRST, LAST, Chance, Draw, Drawn, Expected, Inputs, Refusal, closed_for
from tests.law.own_rules import pack_of

KINDS: Mapping[str, Draw] = MappingProxyType(
    {
        "EOIR_AFTER": drawn_days.after("EOIR_AFTER", "bia", naive.office_after),
        "SCOTUS": drawn_days.after("SCOTUS", "supreme_court", naive.court_after),
        "EOIR_BEFORE": drawn_days.before("EOIR_BEFORE", "immigration_court", naive.eoir_before),
        "FED_BEFORE": drawn_days.before("FED_BEFORE", "district_court", naive.court_before),
        "EOIR_DATE_CERTAIN": drawn_more.date_certain,
        "FED_AFTER": drawn_days.in_court,
        "USCIS": drawn_days.at_uscis,
        "WORKING_DAYS": drawn_days.working_days,
        "ANNIVERSARY": drawn_days.anniversary,
        "EARLIEST": drawn_more.opening,
        "WINDOW": drawn_more.window,
        "PRINTED": drawn_more.ceiling,
        "HOURS_FLAT": drawn_hours.hours("HOURS_FLAT"),
        "FED_HOURS": drawn_hours.hours("FED_HOURS"),
        "HOURS_EXCL": drawn_hours.hours("HOURS_EXCL"),
        "birthdays": drawn_days.birthday,
        "leaving": drawn_days.departure,
        "printed beside a count": drawn_more.printed,
        "last moments": drawn_hours.last_moment,
        "outages": drawn_more.outage,
        "versions": drawn_more.versions,
        "recurring": drawn_more.recurring,
        "parts": drawn_more.parts,
        "windows before": drawn_more.window_before,
        "tables": drawn_more.told_numbers,
        "lapses": drawn_more.lapsing,
    }
)
RULES_OF_A_KIND = 3
DRAWS_OF_A_RULE = 200
_ALL = ("due", "safe", "latest", "due_at", "opens", "safe_opens", "closes", "safe_closes")


class Agreement:
    """What was drawn and compared so far."""

    def __init__(self, seed: int) -> None:
        self.seed = seed
        self.draws: Counter[str] = Counter()
        self.beyond = 0
        """How many of them left the calendar, where nothing may be answered."""
        self.differences: list[dict[str, object]] = []

    def as_json(self) -> dict[str, object]:
        """Figures, and each difference with what it takes to see it again."""
        return {
            "seed": self.seed,
            "drawn": self.draws.total(),
            "by kind": dict(sorted(self.draws.items())),
            "beyond the calendar": self.beyond,
            "differences": self.differences,
        }


def agree(seed: int, *, most: int, cpu_seconds: float = float("inf")) -> Agreement:
    """Compare so many draws, or as many as fit into the time."""
    found, chance, began = Agreement(seed), Chance(seed), time.process_time()
    with tempfile.TemporaryDirectory() as folder:
        turn = 0
        while True:
            for kind, difference in _round(found, chance, Path(folder) / str(turn)):
                found.draws[kind] += 1
                found.differences += [difference | {"kind": kind}] if difference else []
                if found.draws.total() >= most or time.process_time() - began >= cpu_seconds:
                    return found
            turn += 1


def _round(
    found: Agreement, chance: Chance, folder: Path
) -> Iterator[tuple[str, dict[str, object]]]:
    """Draw a pack of rules, and for each in turn inputs; yield what differs."""
    book, rules = drawn_rules(chance, folder)
    for _ in range(DRAWS_OF_A_RULE):
        for rule_id, (kind, rule) in rules.items():
            yield kind, _compared(found, book, rule_id, rule, rule.ask(chance))


def drawn_rules(chance: Chance, folder: Path) -> tuple[Rulebook, dict[str, tuple[str, Drawn]]]:
    """Draw a pack of some rules of each kind, and read it."""
    kinds = [kind for kind in KINDS for _ in range(RULES_OF_A_KIND)]
    rules = {f"own.rule{n}": (kind, KINDS[kind](chance)) for n, kind in enumerate(kinds)}
    texts = {each: rule.text.replace("own.rule", each, 1) for each, (_, rule) in rules.items()}
    return load(pack_of(folder, texts)), rules


def _compared(
    found: Agreement, book: Rulebook, rule_id: str, rule: Drawn, given: Inputs
) -> dict[str, object]:
    try:
        expected: Expected | None = rule.expect(given, closed_for(given))
    except Refusal:
        expected = None
    try:
        result = compute(book, rule_id, given)
    except BadValue as refusal:
        told = {} if expected is None else {"refused": str(refusal)}
    else:
        beyond = expected is not None and _leaves(expected)
        found.beyond += beyond
        told = (
            {"refused": "not by the engine"}
            if expected is None
            else dict(differing(expected, result))
        )
    return {"inputs": given, "rule": rule.text, **told} if told else {}


def differing(expected: Expected, result: Result) -> Iterator[tuple[str, str]]:
    """Yield each key whose value is not the one counted plainly, and both."""
    values = expected.values
    if _leaves(expected):
        values = dict.fromkeys(_ALL) | {"status": "needs_human"}
    for key, wanted in values.items():
        value = getattr(result, key)
        if not same(value, wanted):
            yield key, f"{value}, counted plainly {wanted}"
    for n, part in enumerate(expected.parts if not _leaves(expected) else ()):
        yield from ((f"part {n + 1} {k}", v) for k, v in differing(part, result.parts[n]))


def _leaves(expected: Expected) -> bool:
    """Whether the count leaves the calendar."""
    days = [*expected.reaches, *expected.values.values()]
    plain = (day for day in days if isinstance(day, date) and not isinstance(day, datetime))
    return any(not FIRST <= day <= LAST for day in plain)


def same(value: object, wanted: object) -> bool:
    """Whether two values are the same; two moments only if they read alike on the wall."""
    if isinstance(value, datetime) and isinstance(wanted, datetime):
        # In an hour that comes twice `==` is never true between two kinds of zone (PEP 495).
        alike = value.utcoffset() == wanted.utcoffset()
        return alike and value.timestamp() == wanted.timestamp()
    return value == wanted
