"""Whatever is asked of whichever rule: an answer in order, or a refusal that has a name."""

import json
from datetime import date, datetime

from hypothesis import given, settings
from hypothesis import strategies as st

from app.law import LawError, Result, Rule, RuleInput, compute, shipped
from app.law.check import disorder

NEAR = st.dates(date(1990, 1, 1), date(2040, 12, 31))
ODD: st.SearchStrategy[object] = st.one_of(
    st.none(), st.text(max_size=12), st.integers(), st.booleans(), st.just([])
)
ZONES = ("America/Chicago", "America/Phoenix", "Pacific/Guam", "America/New_York")
CLOSED = st.fixed_dictionaries(
    {"date": NEAR, "class": st.sampled_from(["legal", "closure", "observed_friday"])}
)


def fitting(entry: RuleInput) -> st.SearchStrategy[object]:
    """Values that an input takes."""
    if entry.kind == "date":
        return st.one_of(NEAR, st.dates())
    if entry.kind == "moment":
        hours = st.datetimes(datetime(1994, 1, 1), datetime(2038, 1, 1))  # noqa: DTZ001 - wall time
        return hours.map(lambda hour: f"{hour:%Y-%m-%dT%H:%M}")
    if entry.kind == "zone":
        return st.sampled_from(ZONES)
    if entry.kind == "number":
        return st.integers(entry.lowest or 0, entry.highest or 0)
    if entry.kind == "boolean":
        return st.booleans()
    return st.sampled_from([choice.code for choice in entry.choices])


@st.composite
def asked(draw: st.DrawFn) -> tuple[Rule, dict[str, object]]:
    """A rule and answers to some of its questions, now and then odd ones."""
    rule = draw(st.sampled_from(shipped().rules))
    inputs: dict[str, object] = {}
    for entry in rule.inputs:
        if draw(st.integers(0, 5)):
            inputs[entry.name] = draw(fitting(entry) if draw(st.integers(0, 40)) else ODD)
    if "today" in rule.also_takes:
        inputs["today"] = draw(NEAR)
    for name in {"court_tz", "attorney_tz"} & rule.also_takes:
        inputs[name] = draw(st.sampled_from(ZONES))
    if not draw(st.integers(0, 4)):
        inputs["office"] = {"calendar_add": draw(st.lists(CLOSED, max_size=3))}
    return rule, inputs


def asked_of(rule: Rule, inputs: dict[str, object]) -> Result | str:
    """The answer, or the code of the refusal."""
    try:
        return compute(shipped(), rule.id, inputs)
    except LawError as refused:
        return refused.code


@settings(max_examples=600, deadline=None)
@given(asked())
def test_every_question_gets_an_answer_in_order_or_a_named_refusal(
    question: tuple[Rule, dict[str, object]],
) -> None:
    """No traceback, no days out of order, no date where a person is asked, no silent question."""
    rule, inputs = question
    answer = asked_of(rule, inputs)
    if isinstance(answer, str):
        assert answer in {"bad_value", "unknown_input"}
        return
    result = answer
    assert list(disorder(result)) == []
    assert json.dumps(result.as_json("en"))
    assert json.dumps(result.as_json("es"))
    if result.status == "needs_human":
        assert result.warnings
        assert (result.due, result.latest, result.opens, result.due_at) == (None,) * 4
    elif result.status == "none":
        assert (result.due, result.safe, result.opens) == (None, None, None)
    else:
        assert result.due or result.opens
        assert result.steps
        assert all(step.cite.en for step in result.steps)
