"""The closed vocabulary of conditions."""

from datetime import date

import pytest

from app.law.clocks import Condition
from app.law.conditions import holds

FACTS = {"custody": "detained", "trigger_date": date(2026, 3, 9), "days": 20}
DETAINED = Condition("is", "custody", "detained")
AT_LIBERTY = Condition("is", "custody", "non_detained")


@pytest.mark.parametrize(
    ("condition", "met"),
    [
        pytest.param(DETAINED, True, id="is"),
        pytest.param(AT_LIBERTY, False, id="is not"),
        pytest.param(Condition("in", "custody", ("detained", "unknown")), True, id="in"),
        pytest.param(Condition("before", "trigger_date", date(2026, 3, 10)), True, id="before"),
        pytest.param(Condition("before", "trigger_date", date(2026, 3, 9)), False, id="same day"),
        pytest.param(Condition("after", "trigger_date", date(2026, 3, 8)), True, id="after"),
        pytest.param(Condition("all", parts=(DETAINED, AT_LIBERTY)), False, id="all"),
        pytest.param(Condition("any", parts=(DETAINED, AT_LIBERTY)), True, id="any"),
        pytest.param(Condition("not", parts=(AT_LIBERTY,)), True, id="not"),
        pytest.param(Condition("is", "filing", "paper"), False, id="not given"),
        pytest.param(
            Condition("not", parts=(Condition("is", "filing", "paper"),)), True, id="not not given"
        ),
    ],
)
def test_a_condition_holds_over_the_facts(condition: Condition, *, met: bool) -> None:
    """What was not given meets no simple condition, and so meets its denial."""
    assert holds(condition, FACTS) is met
