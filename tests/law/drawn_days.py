"""Rules that count days, drawn at random, and what a plain count makes of them."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta

from tests.law import naive
from tests.law.drawn import (
    Chance,
    Draw,
    Drawn,
    Expected,
    Inputs,
    asked,
    counted,
    of_answer,
    refused_beyond,
    their_side,
    widened,
)
from tests.law.naive import Answer, Closed, MonthEnd, Period, Unit
from tests.law.own_rules import WHY, rule_written

UNITS: tuple[Unit, ...] = ("calendar_days", "calendar_days", "months", "years")
MONTH_ENDS: tuple[MonthEnd, ...] = ("clamp", "clamp", "next", "abort")
MEANS = ("file_by", "do_by", "they_answer_by")


def clock_written(regime: str, period: Period, *more: str) -> str:
    """A clock whose number is asked for."""
    told = f'unit = "{period.unit}", direction = "{period.direction}", input = "days"'
    lines = (f'regime = "{regime}"', f"period = {{ {told} }}", f'month_end = "{period.month_end}"')
    return "\n".join((*lines, *more))


def starting(chance: Chance, period: Period, name: str = "trigger_date") -> Inputs:
    """A day to count from, and a number."""
    n = chance.many(period.unit)
    long = {"months": 30, "years": 365, "working_days": 1}.get(period.unit, 1)
    back = period.direction == "before"
    return {name: chance.start(n * long, back=back).isoformat(), "days": n}


def with_office(chance: Chance, given: Inputs, *kinds: str) -> Inputs:
    """Once in a while an office has entered a closed day or two of its own."""
    if chance.random() < 0.25:
        long = given.get("days", 0) if given.get("days", 0) < 500 else 0
        near = date.fromisoformat(next(iter(given.values()))) + timedelta(days=long)
        added = [chance.added(near, *kinds) for _ in range(chance.randrange(1, 3))]
        given["office"] = {"calendar_add": added}
    return given


CLASSES = ("legal", "observed_friday", "closure", "inauguration")


def day_of(given: Inputs, name: str = "trigger_date") -> date:
    """The day given under a name."""
    return date.fromisoformat(given[name])


def _period(chance: Chance) -> Period:
    return Period(0, chance.choice(UNITS), month_end=chance.choice(MONTH_ENDS))


def after(regime: str, forum: str, way: Callable[[date, Period, Closed], Answer]) -> Draw:
    """A regime that counts forward and rolls forward."""

    def draw(chance: Chance) -> Drawn:
        period, means = _period(chance), chance.choice(MEANS)
        theirs = means == "they_answer_by"

        def expect(given: Inputs, closed: Closed) -> Expected:
            own = replace(period, n=given["days"])
            return counted(way, day_of(given), own, closed, theirs=theirs)

        text = rule_written(clock_written(regime, period), "days!", forum=forum, means=means)
        return Drawn(
            text, lambda chance: with_office(chance, starting(chance, period), *CLASSES), expect
        )

    return draw


def before(regime: str, forum: str, way: Callable[[date, int, Closed], Answer]) -> Draw:
    """A regime that counts back from a hearing."""

    def draw(chance: Chance) -> Drawn:
        period = Period(0, direction="before")
        means = chance.choice(MEANS)

        def expect(given: Inputs, closed: Closed) -> Expected:
            hearing, n = day_of(given, "hearing_date"), given["days"]
            answer = way(hearing, n, closed)
            # Also where the day before is not theirs to keep, that reading must be known.
            reaches = (hearing, naive.days_on(hearing, n, "before"), answer.safe)
            answer = naive.theirs(answer) if means == "they_answer_by" else answer
            return of_answer(answer, *reaches)

        text = rule_written(
            clock_written(regime, period), "days!", trigger="hearing_date", forum=forum, means=means
        )
        return Drawn(text, lambda chance: starting(chance, period, "hearing_date"), expect)

    return draw


def in_court(chance: Chance) -> Drawn:
    """FED_AFTER: days for mail after the roll, and holidays of the court's state."""
    period, means = _period(chance), chance.choice(MEANS)
    theirs, unit_has_mail = means == "they_answer_by", period.unit == "calendar_days"
    mail = 3 if unit_has_mail and chance.random() < 0.6 else 0

    def ask(chance: Chance) -> Inputs:
        given = with_office(chance, starting(chance, period), *CLASSES, "state", "state")
        given["state"] = chance.choice(("LA", "LA", "TX", None))
        if mail:
            given["service_method"] = chance.choice(("mail", "mail", "personal", "unknown", None))
        return given

    def expect(given: Inputs, closed: Closed) -> Expected:
        served = given.get("service_method", "personal")
        days = mail if served == "mail" else 0
        own = replace(period, n=given["days"], mail_days=days, mail_when="after_roll")
        expected = counted(naive.court_after, day_of(given), own, closed, theirs=theirs)
        if served not in {None, "unknown"}:
            return expected
        mailed = replace(own, mail_days=mail)
        longer = naive.court_after(day_of(given), mailed, closed)
        safe = longer.latest if theirs else naive.court_after(day_of(given), own, closed).safe
        return asked(safe, *expected.reaches, safe)

    more = ("mail = { n = 3 }",) if mail else ()
    text = rule_written(
        clock_written("FED_AFTER", period, *more),
        *("days!", "state", "service_method"),
        forum="district_court",
        means=means,
    )
    return Drawn(text, ask, expect)


def at_uscis(chance: Chance) -> Drawn:
    """USCIS: on paper, online, or not known which; days for mail before the roll."""
    period, means = _period(chance), chance.choice(MEANS)
    theirs = means == "they_answer_by"

    def ask(chance: Chance) -> Inputs:
        given = with_office(chance, starting(chance, period), *CLASSES)
        given["filing"] = chance.choice(("paper", "electronic", None))
        given["service_method"] = chance.choice(("mail", "personal", "electronic", "unknown", None))
        return given

    def expect(given: Inputs, closed: Closed) -> Expected:
        served, start = given["service_method"], day_of(given)
        own = replace(period, n=given["days"], mail_days=3 if served == "mail" else 0)
        way = _USCIS[given["filing"]]
        expected = counted(way, start, own, closed, theirs=theirs)
        if served not in {None, "unknown"}:
            return expected
        mailed = replace(own, mail_days=3)
        longer = counted(way, start, mailed, closed, theirs=theirs)
        safe = (longer if theirs else expected).values["safe"]
        assert isinstance(safe, date)
        return asked(safe, *expected.reaches, safe)

    text = rule_written(
        clock_written("USCIS", period, "mail = { n = 3 }"),
        *("days!", "filing", "service_method"),
        means=means,
    )
    return Drawn(text, ask, expect)


def _on_paper_or_online(start: date, period: Period, closed: Closed) -> Answer:
    """Online a closed day moves nothing, and no paper is received on it: the day before is safe."""
    paper = naive.office_after(start, period, closed)
    both = widened(paper, naive.uscis_online(start, period, closed))
    return replace(both, safe=naive.rolled(both.safe, "previous", closed.surely))


_USCIS = {
    "paper": naive.office_after,
    "electronic": naive.uscis_online,
    None: _on_paper_or_online,
}


def working_days(chance: Chance) -> Drawn:
    """WORKING_DAYS: ours and theirs; five of them may be read as calendar days."""
    period, means = Period(0, "working_days", roll="none"), chance.choice(MEANS)
    theirs, either = means == "they_answer_by", chance.random() < 0.3
    other = f'other_readings = [{{ label = "calendar", regime = "EOIR_AFTER", n = 5, text = {WHY},'
    more = (f'{other} roll = "none", unit = "calendar_days" }}]',) if either else ()

    def expect(given: Inputs, closed: Closed) -> Expected:
        start = day_of(given)
        answer = naive.working_days(start, given["days"], closed)
        if either:
            five = naive.not_rolled(start, Period(5))
            answer = widened(answer, five)
        return of_answer(naive.theirs(answer) if theirs else answer, start)

    text = rule_written(clock_written("WORKING_DAYS", period, *more), "days!", means=means)
    return Drawn(
        text, lambda chance: with_office(chance, starting(chance, period), *CLASSES), expect
    )


_YEARLY: tuple[tuple[str, str, Callable[[date, Period, Closed], Answer]], ...] = (
    ("none", "EOIR_AFTER", lambda start, period, _: naive.not_rolled(start, period)),
    ("next", "EOIR_AFTER", naive.office_after),
    ("next", "FED_AFTER", naive.court_after),
    ("uncertain", "USCIS", naive.roll_uncertain),
)


def anniversary(chance: Chance) -> Drawn:
    """ANNIVERSARY: months and years, rolled as each authority has it or perhaps not at all."""
    period = replace(_period(chance), unit=chance.choice(("months", "years")))
    roll, by, way = chance.choice(_YEARLY)
    means = chance.choice(MEANS)
    theirs = means == "they_answer_by"

    def expect(given: Inputs, closed: Closed) -> Expected:
        own = replace(period, n=given["days"])
        return counted(way, day_of(given), own, closed, theirs=theirs)

    more = (f'roll = "{roll}"', f'roll_by = "{by}"')
    text = rule_written(clock_written("ANNIVERSARY", period, *more), "days!", means=means)
    return Drawn(
        text, lambda chance: with_office(chance, starting(chance, period), *CLASSES), expect
    )


def birthday(chance: Chance) -> Drawn:
    """The last day below an age, and the days that a petition waited on top."""
    age = chance.choice((18, 21, 25))
    waits = chance.random() < 0.5
    names = ("petition_filed", "petition_approved")
    told = f'n = {21 if waits else age}, unit = "years", plus_days = -1'
    told += f', add_between = ["{names[0]}", "{names[1]}"]' if waits else ""
    roll = "" if waits else 'roll = "uncertain"\nroll_by = "USCIS"\n'

    def ask(chance: Chance) -> Inputs:
        born = chance.day()
        born = (
            date(born.year - 21, born.month, min(born.day, 28)) if chance.random() < 0.7 else born
        )
        given: Inputs = {"trigger_date": born.isoformat()}
        if waits:
            filed = chance.day()
            approved = filed + timedelta(days=chance.randrange(-2, 900))
            given |= {names[0]: filed.isoformat(), names[1]: approved.isoformat()}
        return given

    def expect(given: Inputs, closed: Closed) -> Expected:
        born = day_of(given)
        if not waits:
            answer = naive.before_birthday(born, age, closed)
            last = naive.months_on(born, 12 * age, "after", "clamp") - timedelta(days=1)
            return of_answer(answer, last, *refused_beyond(born))
        filed, approved = (day_of(given, name) for name in names)
        if approved < filed:
            return asked(None)
        day = naive.aged_out(born, filed, approved)
        return of_answer(Answer(day, day, day), *refused_beyond(born))

    text = rule_written(
        f'regime = "ANNIVERSARY"\n{roll}period = {{ {told} }}', *(names if waits else ())
    )
    return Drawn(text, ask, expect)


def departure(chance: Chance) -> Drawn:
    """Voluntary departure: acts roll, leaving does not."""
    theirs = chance.random() < 0.2
    other = f'other_readings = [{{ label = "be_outside_by", roll = "none", text = {WHY} }}]'
    period = Period(0)

    def expect(given: Inputs, closed: Closed) -> Expected:
        start, n = day_of(given), given["days"]
        answer = naive.departure(start, n, closed)
        answer = (
            their_side(naive.office_after, start, Period(n), closed, answer) if theirs else answer
        )
        return of_answer(answer, start, naive.days_on(start, n, "after"))

    text = rule_written(
        clock_written("EOIR_AFTER", period, other),
        "days!",
        forum="immigration_court",
        means="they_answer_by" if theirs else "do_by",
    )
    return Drawn(text, lambda chance: starting(chance, period), expect)
