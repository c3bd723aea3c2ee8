"""What the law leaves open stands as a note on each rule that it touches, not in a paper alone."""

import pytest

from app.law import shipped
from app.law.check_clocks import clocks_of
from app.law.rulebook import Rule
from app.law.ways import minds_states

RULES = shipped().rules
COUNTED_ON_OPEN_DAYS = {"WORKING_DAYS", "HOURS_EXCL"}
UNTIL_OPEN = {"next", "previous"}


def notes(rule: Rule) -> str:
    """Its open points in one text."""
    return " ".join(point.told_in("en") for point in rule.open_points)


def turns_on_closed_days(rule: Rule) -> bool:
    """Whether a closed day lengthens a count of the rule, or shortens one that goes back."""
    return any(
        clock.regime in COUNTED_ON_OPEN_DAYS or clock.roll in UNTIL_OPEN
        for clock in clocks_of(rule)
        if clock.text is None
    )


@pytest.mark.parametrize(
    "rule",
    [rule for rule in RULES if turns_on_closed_days(rule)],
    ids=lambda rule: rule.id,
)
def test_closings_that_are_not_settled_are_named(rule: Rule) -> None:
    """The Friday kept for a Saturday holiday, and a day closed by executive order."""
    assert "Friday before a Saturday holiday" in notes(rule)
    assert "closed by executive order" in notes(rule)


@pytest.mark.parametrize(
    "rule",
    [rule for rule in RULES if any(minds_states(rule, clock) for clock in clocks_of(rule))],
    ids=lambda rule: rule.id,
)
def test_a_courts_own_state_is_named(rule: Rule) -> None:
    """No state's holidays were verified, and a federal court keeps those of its state."""
    assert "state" in notes(rule)
