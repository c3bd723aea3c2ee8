"""The closed days: against another list of them, and the walk among them."""

from dataclasses import replace
from datetime import date

import pytest
from holidays import country_holidays

from app.law import (
    Calendar,
    business_days_between,
    is_business_day,
    next_business_day,
    previous_business_day,
    shipped,
)
from app.law.calendar import CLASSES, STATE
from app.law.count import Way, count
from tests.law.closed_days import CLOSED, HALF_DAYS

YEARS = range(2015, 2033)


@pytest.fixture
def calendar() -> Calendar:
    """The shipped calendar."""
    return shipped().calendar


def days_of(calendar: Calendar, *kinds: str) -> set[date]:
    """The days of these classes."""
    return {
        on for on, closed in calendar.closed.items() if any(day.kind in kinds for day in closed)
    }


def test_the_table_is_that_of_another_list_day_by_day(calendar: Calendar) -> None:
    """Every class of each year from 1996 to 2036; the PyPI package holidays is the other list.

    Half days by executive order leave the offices open for a part of the day: no closed day.
    Inauguration Day the package tells for the District of Columbia only, so the statute tells it.
    """
    other = {
        "legal": CLOSED.legal,
        "observed_friday": CLOSED.fridays,
        "closure": CLOSED.closures,
        "inauguration": CLOSED.inaugurations,
    }
    assert set(CLASSES) == {*other, STATE}
    for kind, days in other.items():
        inside = {day for day in days if calendar.first <= day <= calendar.last}
        assert days_of(calendar, kind) == inside, kind
    # Intended differences: the half days of these years.
    assert {day for day in HALF_DAYS if day in calendar.closed} == set()
    assert {day for day in HALF_DAYS if calendar.first <= day} == {
        date(2002, 12, 24),
        date(2009, 12, 24),
        date(2015, 12, 24),
    }


def test_every_federal_holiday_of_thirteen_years(calendar: Calendar) -> None:
    """Eleven a year from 2020 to 2032, but for Juneteenth of 2020, and twenty kept on a weekday."""
    years = range(2020, 2033)
    named = set(country_holidays("US", years=years, observed=False))
    kept = {day for day in country_holidays("US", years=range(2019, 2034)) if day.year in years}
    assert (len(named), len(kept - named)) == (142, 20)
    ours = {day for day in days_of(calendar, "legal", "observed_friday") if day.year in years}
    assert ours == kept


def test_observed_fridays_are_exactly_those_before_a_saturday_holiday(calendar: Calendar) -> None:
    """All are Fridays, and none is a holiday itself."""
    fridays = days_of(calendar, "observed_friday")
    assert not fridays & days_of(calendar, "legal")
    assert {day.weekday() for day in fridays} == {4}
    assert date(2021, 6, 18) in fridays
    assert date(2027, 12, 31) in fridays


def test_juneteenth_begins_in_2021(calendar: Calendar) -> None:
    """Public Law 117-17 was signed on 17 June 2021."""
    assert date(2020, 6, 19) not in calendar.closed
    assert date(2024, 6, 19) in calendar.closed


def test_inauguration_day_comes_every_fourth_year(calendar: Calendar) -> None:
    """5 USC 6103(c): 20 January, and the Monday when it is a Sunday."""
    found = [
        on for on, days in calendar.closed.items() if any(d.kind == "inauguration" for d in days)
    ]
    assert date(2013, 1, 21) in found
    assert [on for on in found if on.year in YEARS] == [
        date(2017, 1, 20),
        date(2021, 1, 20),
        date(2025, 1, 20),
        date(2029, 1, 20),
    ]


def test_every_closed_day_names_its_authority(calendar: Calendar) -> None:
    """And the day on which someone last verified it; names are told in both languages."""
    for days in calendar.closed.values():
        for day in days:
            assert day.authority
            assert day.verified_on is not None
            assert day.name.en
            assert day.name.es


def test_the_calendar_reaches_years_ahead(calendar: Calendar) -> None:
    """Hearings are set years from now; the calendar reaches past 2032."""
    assert calendar.first <= date(2015, 1, 1)
    assert calendar.last >= date(2032, 12, 31)


@pytest.mark.parametrize(
    ("day", "works"),
    [
        (date(2026, 11, 24), True),
        (date(2026, 11, 26), False),
        (date(2026, 11, 28), False),
        (date(2026, 7, 3), False),
        (date(2025, 12, 26), False),
        (date(2021, 1, 20), True),
        (date(2090, 7, 4), True),
        (date(2090, 7, 8), False),
    ],
)
def test_business_days_for_reminders(calendar: Calendar, day: date, *, works: bool) -> None:
    """Weekends, holidays, observed Fridays and closings rest; past the calendar only weekends."""
    assert is_business_day(calendar, day) is works


def test_the_business_day_before_thanksgiving_monday_is_friday(calendar: Calendar) -> None:
    """Before and after are strict: a day is never its own neighbour."""
    assert previous_business_day(calendar, date(2026, 11, 30)) == date(2026, 11, 27)
    assert previous_business_day(calendar, date(2026, 11, 27)) == date(2026, 11, 25)
    assert next_business_day(calendar, date(2026, 11, 25)) == date(2026, 11, 27)
    assert next_business_day(calendar, date(2026, 11, 27)) == date(2026, 11, 30)


def test_business_days_between_leave_out_the_first_day(calendar: Calendar) -> None:
    """From Tuesday 24 to Monday 30 November 2026: Wednesday, Friday, Monday."""
    assert business_days_between(calendar, date(2026, 11, 24), date(2026, 11, 30)) == 3
    assert business_days_between(calendar, date(2026, 11, 24), date(2026, 11, 24)) == 0
    assert business_days_between(calendar, date(2026, 11, 24), date(2026, 11, 20)) == 0


@pytest.mark.parametrize(
    ("regime", "trigger", "n", "earlier", "later"),
    [
        ("EOIR_AFTER", date(2025, 11, 24), 30, date(2025, 12, 24), date(2025, 12, 29)),
        ("EOIR_BEFORE", date(2026, 1, 23), 30, date(2025, 12, 23), date(2025, 12, 29)),
        ("WORKING_DAYS", date(2025, 12, 15), 20, date(2026, 1, 14), date(2026, 1, 16)),
    ],
)
def test_any_way_of_counting_may_be_safe_on_the_later_side(
    regime: str, trigger: date, n: int, earlier: date, later: date
) -> None:
    """24 and 26 December 2025 were closed by order: relied on too early, a right would be lost."""
    calendar = shipped().calendar
    way = Way(
        regime=regime,
        n=n,
        unit="working_days" if regime == "WORKING_DAYS" else "calendar_days",
        back=regime == "EOIR_BEFORE",
        roll="none" if regime == "WORKING_DAYS" else "next",
    )
    assert count(calendar, way, trigger).safe == earlier
    assert count(calendar, replace(way, later=True), trigger).safe == later
