"""The days on which federal offices are closed, as the PyPI package holidays tells them.

Nothing of the shipped calendar stands in them. What the law says beside the package: a holiday on
a Sunday is kept on Monday (EO 11582), on a Saturday on Friday (5 USC 6103(b)), and Inauguration
Day is on 20 January of each fourth year after 1965, on the 21st if that is a Sunday (6103(c)).
"""

from datetime import date, timedelta

from holidays import country_holidays

from tests.law.naive import Closed

DAY = timedelta(days=1)
YEARS = range(1985, 2051)

NAMED = set(country_holidays("US", years=YEARS, observed=False))
KEPT = set(country_holidays("US", years=YEARS))
GOVERNMENT = country_holidays("US", years=YEARS, categories=("government",))
HALF_DAYS = {day for day, name in GOVERNMENT.items() if "half-day" in name}


def _sworn_in(year: int) -> date:
    day = date(year, 1, 20)
    return day + DAY if day.weekday() == 6 else day


CLOSED = Closed(
    legal=frozenset(NAMED | {day + DAY for day in NAMED if day.weekday() == 6}),
    fridays=frozenset(day - DAY for day in NAMED if day.weekday() == 5),
    closures=frozenset(set(GOVERNMENT) - HALF_DAYS - KEPT),
    inaugurations=frozenset(_sworn_in(year) for year in YEARS if year % 4 == 1),
)
