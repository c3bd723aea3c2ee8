"""Every worked case against the engine, and how many there are of each class."""

from __future__ import annotations

import logging
from collections import Counter
from collections.abc import Iterator
from datetime import datetime
from itertools import groupby
from pathlib import Path

import pytest

from app.law import LawError, Result, UnknownRule, compute, shipped
from tests.law.agreement import same
from tests.law.worked_cases import CLASSES, Answer, Case, Misread, read_cases

log = logging.getLogger(__name__)
CASES = read_cases()
BY_FILE_AND_RULE = [
    pytest.param(tuple(cases), id=f"{file}, {rule}")
    for (file, rule), cases in groupby(
        sorted(CASES, key=lambda case: (case.place.rpartition(" ")[0], case.rule)),
        key=lambda case: (case.place.rpartition(" ")[0], case.rule),
    )
]
GOOD = """
[[case]]
rule = "eoir.bia.appeal"
shows = "weekend"
in = { trigger_date = 2024-03-07 }
out = { status = "due", due = 2024-04-08 }
class = "hand"
source = "8 CFR 1003.38(b)"
count = "Thu 7 Mar 2024 + 30 days = Sat 6 Apr; next open day Mon 8 Apr"
"""


def faults(case: Case) -> Iterator[str]:
    """Each way in which the engine's answer is not the one that was worked out."""
    try:
        result = compute(shipped(), case.rule, case.inputs)
    except UnknownRule:
        yield f"{case.place}: the rule {case.rule} is not shipped yet."
    except LawError as refusal:
        yield f"{case.place} ({case.shows}): refused. {refusal}"
    else:
        for difference in differences(case.answer, result):
            yield f"{case.place} ({case.shows}): {difference} Worked out: {case.count}"


def differences(answer: Answer, result: Result) -> Iterator[str]:
    """Each key that differs, in a sentence."""
    for key, wanted in answer.values.items():
        found = getattr(result, key)
        if not same(found, wanted):
            yield f"{key} is {found}, not {wanted}."
    for key in answer.absent:
        if getattr(result, key) is not None:
            yield f"{key} is {getattr(result, key)} and should be empty."
    for missing in sorted(set(answer.warns) - {warning.id for warning in result.warnings}):
        yield f"it does not warn of {missing}."
    if answer.parts is not None and len(answer.parts) != len(result.parts):
        yield f"there are {len(result.parts)} parts, not {len(answer.parts)}."
    for n, (part, of_result) in enumerate(zip(answer.parts or (), result.parts, strict=False), 1):
        yield from (f"in part {n}, {difference}" for difference in differences(part, of_result))


@pytest.mark.parametrize("cases", BY_FILE_AND_RULE)
def test_every_worked_case_comes_out(cases: tuple[Case, ...]) -> None:
    """Each key that a case names is as it was worked out from the law."""
    assert [fault for case in cases for fault in faults(case)] == []


def test_every_shipped_rule_has_at_least_four_cases() -> None:
    """No rule is known by its own examples alone."""
    known = Counter(case.rule for case in CASES)
    assert {rule.id: known[rule.id] for rule in shipped().rules if known[rule.id] < 4} == {}


def test_there_are_at_least_five_hundred_cases_of_three_classes() -> None:
    """How many of each class is logged."""
    known = Counter(case.kind for case in CASES)
    log.info("worked cases: %s", ", ".join(f"{known[kind]} {kind}" for kind in CLASSES))
    assert set(known) == set(CLASSES)
    assert known.total() >= 500


def test_no_case_is_counted_twice() -> None:
    """One rule and one set of inputs make one case."""
    known = Counter((case.rule, repr(sorted(case.inputs.items(), key=str))) for case in CASES)
    assert [asked for asked, times in known.items() if times > 1] == []


def test_a_case_is_read_as_it_is_written(tmp_path: Path) -> None:
    """Rule, inputs, answer, class and count."""
    (tmp_path / "good.toml").write_text(GOOD)
    (case,) = read_cases(tmp_path)
    assert (case.place, case.rule, case.kind) == ("good 1", "eoir.bia.appeal", "hand")
    assert list(faults(case)) == []


@pytest.mark.parametrize(
    ("written", "instead", "says"),
    [
        pytest.param("shows =", "show =", "`show` is not a key", id="a key of no case"),
        pytest.param("trigger_date", "decision_date", "`decision_date`", id="no input"),
        pytest.param("due = 2", "last = 2", "`last` is not a key", id="no key of a result"),
        pytest.param('"due", due', '"done", due', "`status` is one of", id="no status"),
        pytest.param('"hand"', '"guess"', "`class` is one of", id="no class"),
        pytest.param('count = "', 'count = " " #', "`count` is a text", id="an empty count"),
        pytest.param("2024-03-07", "'2024-03-07'", "is a date", id="a day as text"),
        pytest.param("2024-03-07", "2024-03-07T10:00:00", "is a date", id="a moment as a day"),
        pytest.param('"hand"', '"hand', "at line", id="a broken line"),
        pytest.param(
            "due = 2024-04-08", "due_at = '2024-04-08T10:00'", "with its offset", id="no offset"
        ),
        pytest.param("due = 2024-04-08", "absent = ['rule']", "`absent` names", id="not empty"),
        pytest.param("due = 2024-04-08", "parts = []", "`parts` is a list", id="no parts"),
        pytest.param("[[case]]", "a = 1\n[[case]]", "nothing else", id="beside the cases"),
        pytest.param('source = "8 CFR 1003.38(b)"', "", "`source` is missing", id="no source"),
    ],
)
def test_a_slip_in_a_case_is_no_case(tmp_path: Path, written: str, instead: str, says: str) -> None:
    """A misspelt key would else be an answer that nobody checks."""
    (tmp_path / "bad.toml").write_text(GOOD.replace(written, instead))
    with pytest.raises((Misread, ValueError), match=says):
        read_cases(tmp_path)


@pytest.mark.parametrize(
    ("written", "instead", "says"),
    [
        pytest.param("due = 2024-04-08", "due = 2024-04-05", "due is 2024-04-08", id="a day"),
        pytest.param(
            "due = 2024-04-08", "absent = ['due']", "should be empty", id="a day too many"
        ),
        pytest.param("due = 2024-04-08", "warns = ['tide']", "not warn of tide", id="a warning"),
        pytest.param("due = 2024-04-08", "parts = [{ due = 2024-04-08 }]", "0 parts", id="a part"),
        pytest.param("eoir.bia.appeal", "eoir.tide", "not shipped yet", id="a rule to come"),
        pytest.param("trigger_date", "hearing_date", "refused", id="an input it does not take"),
    ],
)
def test_a_wrong_answer_is_told(tmp_path: Path, written: str, instead: str, says: str) -> None:
    """The comparison itself must be able to fail."""
    (tmp_path / "wrong.toml").write_text(GOOD.replace(written, instead))
    (case,) = read_cases(tmp_path)
    (fault,) = faults(case)
    assert says in fault


def test_moments_differ_where_the_wall_clock_does() -> None:
    """The same instant told with another zone's offset is another answer."""
    first, second = datetime.fromisoformat("2026-11-01T09:00-05:00"), "2026-11-01T08:00-06:00"
    assert first == datetime.fromisoformat(second)
    assert not same(first, datetime.fromisoformat(second))
    assert same(first, datetime.fromisoformat("2026-11-01T09:00-05:00"))
