"""Every day of eighteen years counted a second time: other code, other closed days.

The closed days come from the PyPI package holidays, the counting from plain loops; nothing of
app.law is used but the answers under test.
"""

from collections.abc import Callable
from collections.abc import Set as AbstractSet
from datetime import date, timedelta

from holidays import country_holidays
from hypothesis import given, settings
from hypothesis import strategies as st

from app.law import compute, shipped

YEARS = range(2014, 2037)
FIRST, LAST = date(2015, 1, 1), date(2032, 12, 31)
DAY = timedelta(days=1)

_kept = set(country_holidays("US", years=YEARS))
_named = set(country_holidays("US", years=YEARS, observed=False))
_government = country_holidays("US", years=YEARS, categories=("government",))
LEGAL = _named | {day + DAY for day in _named if day.weekday() == 6}
PREVAILING = _kept | LEGAL
CLOSED = PREVAILING | {day for day, name in _government.items() if "half-day" not in name}
INAUGURATIONS = {date(year, 1, 20) for year in YEARS if year % 4 == 1}


def moved(day: date, closed: AbstractSet[date], by: timedelta) -> date:
    """The first day from day on, in steps of by, that is neither weekend nor closed."""
    while day.weekday() >= 5 or day in closed:
        day += by
    return day


def worked(day: date, n: int, closed: AbstractSet[date]) -> date:
    """The nth day after day that is neither weekend nor closed."""
    while n:
        day += DAY
        n -= day.weekday() < 5 and day not in closed
    return day


def second_appeal(day: date) -> tuple[date, ...]:
    """Due, safe and latest of an appeal, counted plainly."""
    last = day + 30 * DAY
    return moved(last, PREVAILING, DAY), moved(last, LEGAL, DAY), moved(last, CLOSED, DAY)


def second_filing(day: date) -> tuple[date, ...]:
    """Due, safe and latest of a filing 30 days before a hearing, counted plainly."""
    last = day - 30 * DAY
    return (
        moved(last, PREVAILING, DAY),
        moved(last, CLOSED | INAUGURATIONS, -DAY),
        moved(last, CLOSED, DAY),
    )


def second_answer(day: date) -> tuple[date, ...]:
    """Due, safe and latest of an agency's answer, counted plainly."""
    latest = worked(day, 20, CLOSED)
    return worked(day, 20, PREVAILING), latest, latest


def differing(
    rule: str, name: str, first: date, second: Callable[[date], tuple[date, ...]]
) -> list[date]:
    """The days from first to the end on which the two counts differ."""
    found, day = [], first
    while day <= LAST:
        result = compute(shipped(), rule, {name: day})
        if (result.due, result.safe, result.latest) != second(day):
            found.append(day)
        day += DAY
    return found


def test_every_appeal_of_eighteen_years_counts_the_same_twice() -> None:
    """Thirty days after each day from 2015 to 2032: due, safe and latest agree."""
    assert differing("eoir.bia.appeal", "trigger_date", FIRST, second_appeal) == []


def test_every_filing_since_the_last_change_counts_the_same_twice() -> None:
    """Thirty days before each hearing day from 18 March 2025 on: all three days agree."""
    rule = "eoir.ic.filing.individual.nondetained"
    assert differing(rule, "hearing_date", date(2025, 3, 18), second_filing) == []


def test_every_foia_answer_of_eighteen_years_counts_the_same_twice() -> None:
    """Twenty working days after each day from 2015 to 2032: all three days agree."""
    assert differing("foia.response", "trigger_date", FIRST, second_answer) == []


@settings(max_examples=300)
@given(st.dates(FIRST, LAST), st.integers(20, 30))
def test_an_extended_foia_answer_counts_the_same_twice(day: date, days: int) -> None:
    """Any number of working days from 20 to 30 agrees with a plain loop."""
    result = compute(shipped(), "foia.response", {"trigger_date": day.isoformat(), "days": days})
    assert (result.due, result.safe) == (
        worked(day, days, PREVAILING),
        worked(day, days, CLOSED),
    )


@settings(max_examples=500)
@given(
    st.dates(),
    st.one_of(st.none(), st.dates()),
    st.sampled_from(["detained", "non_detained", "unknown", None]),
    st.sampled_from(["eoir.bia.appeal", "eoir.ic.filing.individual.nondetained"]),
)
def test_our_own_days_always_stand_in_order(
    day: date, printed: date | None, custody: str | None, rule_id: str
) -> None:
    """Whatever the inputs, safe is never after due nor due after latest, or a person is asked."""
    trigger = str(shipped().rule(rule_id).trigger)
    result = compute(
        shipped(), rule_id, {trigger: day, "printed_date": printed, "custody": custody}
    )
    if result.status == "needs_human":
        assert result.due is None
        assert result.warnings
    else:
        assert result.safe is not None
        assert result.due is not None
        assert result.latest is not None
        assert result.safe <= result.due <= result.latest
