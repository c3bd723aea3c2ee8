"""Rules that count hours, or whose last day ends at an hour, drawn at random."""

from datetime import UTC, datetime, time
from zoneinfo import ZoneInfo

from tests.law import naive
from tests.law.drawn import ZONES, Chance, Draw, Drawn, Expected, Inputs, Refusal, of_answer
from tests.law.drawn_days import clock_written, day_of, starting
from tests.law.naive import Closed, Moments, Period
from tests.law.own_rules import rule_written


def _flat(started: datetime, n: int, _: Closed) -> Moments:
    ends = naive.flat_hours(started, n)
    return Moments(ends, ends, ends)


_HOURLY = {
    "HOURS_FLAT": _flat,
    "FED_HOURS": naive.court_hours,
    "HOURS_EXCL": naive.our_hours_without_closed_days,
}


def hours(regime: str) -> Draw:
    """A clock of hours in one of ten zones; in an hour that comes twice it may have begun later."""

    def draw(chance: Chance) -> Drawn:
        means = chance.choice(("file_by", "they_answer_by"))

        def ask(chance: Chance) -> Inputs:
            zone = chance.choice(ZONES)
            given = {"trigger_at": chance.moment(), "tz": zone, "hours": chance.many("hours")}
            return given | {"attorney_tz": chance.choice((*ZONES, None))}

        def expect(given: Inputs, closed: Closed) -> Expected:
            started = naive.at(given["trigger_at"], given["tz"])
            if _skipped(started):
                raise Refusal
            found = _HOURLY[regime](started, given["hours"], closed)
            second = started.replace(fold=1)
            if second.utcoffset() != started.utcoffset():
                found = _widened(found, _HOURLY[regime](second, given["hours"], closed))
            theirs = means == "they_answer_by"
            return _moments(found, given, started, later=theirs)

        text = rule_written(
            f'regime = "{regime}"\nperiod = {{ unit = "hours", input = "hours" }}',
            *("tz!", "hours!"),
            trigger="trigger_at",
            means=means,
            also='"attorney_tz"',
        )
        return Drawn(text, ask, expect)

    return draw


def _skipped(started: datetime) -> bool:
    back = started.astimezone(UTC).astimezone(started.tzinfo)
    return back.replace(tzinfo=None) != started.replace(tzinfo=None)


def _widened(first: Moments, second: Moments) -> Moments:
    earliest = min((first.safe, second.safe), key=datetime.timestamp)
    return Moments(first.due, earliest, max((first.latest, second.latest), key=datetime.timestamp))


def _moments(found: Moments, given: Inputs, started: datetime, *, later: bool) -> Expected:
    safe, due = found.latest if later else found.safe, found.due
    values: dict[str, object] = {"status": "due", "safe": safe.date(), "safe_at": safe}
    values["latest"] = found.latest.date()
    if due is not None:
        desk = given["attorney_tz"]
        there = None if desk is None else due.astimezone(ZoneInfo(desk))
        values |= {"due": due.date(), "due_at": due, "attorney_local": there}
    return Expected(values, (started.date(), naive.flat_hours(started, given["hours"]).date()))


def last_moment(chance: Chance) -> Drawn:
    """The last second of the last day in the court's zone, and at the attorney's desk."""
    court = chance.choice(ZONES)

    def ask(chance: Chance) -> Inputs:
        given = starting(chance, Period(0))
        given["filing"] = chance.choice(("electronic", "paper", None))
        given["court_tz"] = chance.choice((*ZONES, None, None))
        return given | {"attorney_tz": chance.choice((*ZONES, None))}

    def expect(given: Inputs, closed: Closed) -> Expected:
        start, n = day_of(given), given["days"]
        answer = naive.court_after(start, Period(n), closed)
        zone, desk = given["court_tz"] or court, given["attorney_tz"]
        values = dict(of_answer(answer).values)
        if given["filing"] == "paper":
            values |= dict.fromkeys(("due_at", "safe_at", "attorney_local"))
        else:
            values["safe_at"] = naive.at(f"{answer.safe}T23:59:59", zone)
        if answer.due is not None and given["filing"] != "paper":
            due = values["due_at"] = naive.at(f"{answer.due}T23:59:59", zone)
            values["attorney_local"] = desk and due.astimezone(ZoneInfo(desk))
        return Expected(values, (start, naive.days_on(start, n, "after")))

    text = rule_written(
        clock_written("FED_AFTER", Period(0)),
        *("days!", "filing"),
        top=f'zone = "{court}"\nlast_hour = {time(23, 59, 59)}',
        also='"court_tz", "attorney_tz"',
        forum="district_court",
    )
    return Drawn(text, ask, expect)
