"""What counting costs: `python -m bench.law [ROUNDS]`, JSON on standard output, a table beside.

The same last days are counted by the law's own arithmetic and by the plain way, with the packages
dateutil and holidays: a period, then the readings under which closed days move it. Then whole
answers: inputs read, versions chosen, steps, readings and warnings written; and the same told as
the JSON that programs read. A rule with several clocks answers each of them. All in seconds of one
core, in one run; compare figures of one run only.
"""

import json
import statistics
import sys
import time
from collections.abc import Callable, Mapping
from datetime import date, timedelta
from functools import partial
from typing import NamedTuple

from dateutil.relativedelta import relativedelta
from holidays import HolidayBase, country_holidays

from app.law import Result, compute, shipped
from app.law.count import Way, count

ROUNDS, SPAN = 7, 2000
FIRST = date(2019, 1, 1)
DAYS = [FIRST + timedelta(days=n) for n in range(SPAN)]
DAY = timedelta(days=1)
YEARS = range(2018, 2032)
MOST, LEAST = 0.1, 10_000
"""The law's arithmetic against the plain way at most; whole answers in a second at least."""

ANSWERS: tuple[tuple[str, str, dict[str, object]], ...] = (
    ("eoir.bia.appeal", "trigger_date", {}),
    ("foia.response", "trigger_date", {}),
    ("fed.pfr", "trigger_date", {"circuit": "ca5"}),
    ("uscis.i290b", "trigger_date", {"service_method": "mail"}),
    ("asylum.i589.one_year", "trigger_date", {}),
    ("uscis.i751.window", "trigger_date", {}),
    ("eoir.bond.autostay", "trigger_date", {}),
)


class Plain(NamedTuple):
    """The closed days as the package holidays tells them, one set for each reading."""

    kept: HolidayBase
    named: HolidayBase
    government: HolidayBase

    def moved(self, day: date) -> tuple[date, ...]:
        """Return the first open day from day on, by each reading."""
        return tuple(_open_from(day, closed) for closed in self)

    def worked(self, day: date, n: int) -> tuple[date, ...]:
        """Return the nth open day after day, by each reading."""
        return tuple(_nth(day, n, closed) for closed in self)


def _open_from(day: date, closed: HolidayBase) -> date:
    while day.weekday() >= 5 or day in closed:
        day += DAY
    return day


def _nth(day: date, n: int, closed: HolidayBase) -> date:
    while n:
        day = _open_from(day + DAY, closed)
        n -= 1
    return day


def main(rounds: int) -> None:
    """Measure and print."""
    rows = [*_arithmetic(rounds), *_answers(rounds)]
    print(json.dumps(rows, indent=2))
    print("| what | law | plain | ratio |\n|---|---|---|---|", file=sys.stderr)
    for row in rows:
        cells = (row["what"], row["law"], row.get("plain", ""), row.get("ratio", ""))
        print("| " + " | ".join(str(cell) for cell in cells) + " |", file=sys.stderr)
    if any(row["missed"] for row in rows):
        sys.exit("A bound was missed.")


def _arithmetic(rounds: int) -> list[dict[str, object]]:
    """Return microseconds a count, the law's and the plain way's, turn by turn."""
    calendar = shipped().calendar
    plain = Plain(
        country_holidays("US", years=YEARS),
        country_holidays("US", years=YEARS, observed=False),
        country_holidays("US", years=YEARS, categories=("government", "public")),
    )
    after = Way(regime="EOIR_AFTER", n=30, roll="next")
    worked = Way(regime="WORKING_DAYS", n=20, unit="working_days")
    year = Way(regime="ANNIVERSARY", n=1, unit="years", roll="next")
    pairs: tuple[tuple[str, Callable[[date], object], Callable[[date], object]], ...] = (
        (
            "30 days, three readings",
            lambda day: count(calendar, after, day),
            lambda day: plain.moved(day + relativedelta(days=30)),
        ),
        (
            "a year, three readings",
            lambda day: count(calendar, year, day),
            lambda day: plain.moved(day + relativedelta(years=1)),
        ),
        (
            "20 working days, three readings",
            lambda day: count(calendar, worked, day),
            lambda day: plain.worked(day, 20),
        ),
    )
    return [_compared(what, rounds, ours, theirs) for what, ours, theirs in pairs]


def _compared(
    what: str, rounds: int, ours: Callable[[date], object], theirs: Callable[[date], object]
) -> dict[str, object]:
    law, plain = [], []
    for _ in range(rounds):
        law.append(_spent(ours))
        plain.append(_spent(theirs))
    own, other = statistics.median(law), statistics.median(plain)
    ratio = round(own / other, 3)
    return {
        "what": f"{what}, µs",
        "law": round(own / SPAN * 1e6, 2),
        "plain": round(other / SPAN * 1e6, 2),
        "ratio": ratio,
        "missed": ratio > MOST,
    }


def _answers(rounds: int) -> list[dict[str, object]]:
    """Return how many whole answers one core gives in a second, and how many it tells as JSON."""
    rows: list[dict[str, object]] = []
    for rule, name, more in ANSWERS:
        clocks = max(1, len(_answer(rule, name, more, FIRST).parts))
        spent = statistics.median(_spent(partial(_answer, rule, name, more)) for _ in range(rounds))
        told = statistics.median(_spent(partial(_told, rule, name, more)) for _ in range(rounds))
        rate = round(SPAN * clocks / spent)
        rows += [
            {"what": f"{rule}, clocks answered /s", "law": rate, "missed": rate < LEAST},
            {"what": f"{rule}, answers told /s", "law": round(SPAN / told), "missed": False},
        ]
    return rows


def _answer(rule: str, name: str, more: Mapping[str, object], day: date) -> Result:
    return compute(shipped(), rule, {name: day, **more})


def _told(rule: str, name: str, more: Mapping[str, object], day: date) -> object:
    return json.dumps(_answer(rule, name, more, day).as_json())


def _spent(work: Callable[[date], object]) -> float:
    began = time.process_time()
    for day in DAYS:
        work(day)
    return time.process_time() - began


if __name__ == "__main__":
    main(int(sys.argv[1]) if sys.argv[1:] else ROUNDS)
