"""Rules that open and close, take what a paper prints, or change with time; drawn at random."""

from dataclasses import replace
from datetime import date, timedelta

from tests.law import naive
from tests.law.closed_days import CLOSED
from tests.law.drawn import (
    Chance,
    Drawn,
    Expected,
    Inputs,
    asked,
    of_answer,
    refused_beyond,
)
from tests.law.drawn_days import UNITS, clock_written, day_of, starting
from tests.law.naive import Answer, Closed, Period
from tests.law.own_rules import WHY, rule_written, version_written


def opening(chance: Chance) -> Drawn:
    """EARLIEST: at least so long, or so long being over; days stopped by the applicant on top."""
    unit = chance.choice(UNITS)
    over, stops = chance.random() < 0.5, unit == "calendar_days" and chance.random() < 0.5
    told = f'unit = "{unit}", direction = "opens_after", input = "days"'
    told += ", plus_days = 1" if over else ""
    told += ', add_input = "stopped_days"' if stops else ""

    def ask(chance: Chance) -> Inputs:
        given = starting(chance, Period(0, unit))
        return given | ({"stopped_days": chance.randrange(120)} if stops else {})

    def expect(given: Inputs, closed: Closed) -> Expected:
        n = given["days"] + given.get("stopped_days", 0)
        found = naive.opens(day_of(given), Period(n, unit), once_over=over)
        values = {"status": "opens", "opens": found.opens, "safe_opens": found.safe_opens}
        reaches = refused_beyond(day_of(given), unit)
        return Expected(values | dict.fromkeys(("due", "safe", "latest")), reaches)

    text = rule_written(
        f'regime = "EARLIEST"\nperiod = {{ {told} }}', "days!", "stopped_days", means="not_before"
    )
    return Drawn(text, ask, expect)


def window(chance: Chance) -> Drawn:
    """WINDOW: so many days before an anniversary to so many before it."""
    years, opens, closes = chance.randrange(4), chance.randrange(30, 200), chance.randrange(30)
    told = f'n = {years}, unit = "years", direction = "after", plus_days'

    def expect(given: Inputs, closed: Closed) -> Expected:
        found = naive.window(day_of(given), years, opens, closes, closed)
        values = {"status": "window", "opens": found.opens, "safe_opens": found.safe_opens}
        values |= {"closes": found.closes, "safe_closes": found.safe_closes}
        reaches = refused_beyond(day_of(given))
        return Expected(values | {"due": found.closes, "safe": found.safe_closes}, reaches)

    text = rule_written(
        f'regime = "WINDOW"\nopens = {{ {told} = -{opens} }}\ncloses = {{ {told} = -{closes} }}'
    )
    return Drawn(text, lambda chance: {"trigger_date": chance.day().isoformat()}, expect)


# --- What a paper prints, and what fails on the last day ------------------------------------


def printed(chance: Chance) -> Drawn:
    """A printed day that governs, or only repeats the law; before EOIR a closed one moves."""
    governs, eoir = chance.random() < 0.5, chance.random() < 0.5
    theirs, n = chance.random() < 0.2, chance.choice((10, 15, 30, 60))

    def ask(chance: Chance) -> Inputs:
        start = chance.start(n)
        on = start + timedelta(days=n + chance.randrange(-7, 8))
        given: Inputs = {"trigger_date": start.isoformat()}
        return given | {"printed_date": chance.choice((on.isoformat(), on.isoformat(), None))}

    def expect(given: Inputs, closed: Closed) -> Expected:
        start = day_of(given)
        answer = naive.office_after(start, Period(n), closed)
        touched = [start, naive.days_on(start, n, "after")]
        if given["printed_date"] is not None:
            on = day_of(given, "printed_date")
            touched.append(on)
            counted = answer
            # A day that a judge set governs, though nobody can count beside it.
            touched = [on] if governs else touched
            answer = _as_printed(on, closed, governs=governs, eoir=eoir)
            if not governs:
                safe, latest = min(answer.safe, counted.safe), max(answer.latest, counted.latest)
                answer = Answer(answer.due, safe, latest)
        return of_answer(naive.theirs(answer) if theirs else answer, *touched)

    text = rule_written(
        f'regime = "EOIR_AFTER"\nperiod = {{ n = {n}, unit = "calendar_days" }}',
        "printed_date",
        forum="immigration_court" if eoir else "uscis",
        printed="governs" if governs else "repeats",
        means="they_answer_by" if theirs else "file_by",
    )
    return Drawn(text, ask, expect)


def _as_printed(on: date, closed: Closed, *, governs: bool, eoir: bool) -> Answer:
    if not eoir:
        return Answer(on, on, on)
    if governs:
        return naive.eoir_date_certain(on, closed)
    return naive.office_after(on, Period(0), closed)


def date_certain(chance: Chance) -> Drawn:
    """EOIR_DATE_CERTAIN: the ordered day and nothing counted."""

    def expect(given: Inputs, closed: Closed) -> Expected:
        on = day_of(given, "printed_date")
        return of_answer(naive.eoir_date_certain(on, closed), on)

    text = rule_written(
        'regime = "EOIR_DATE_CERTAIN"', trigger="printed_date", forum="immigration_court"
    )
    return Drawn(text, lambda chance: {"printed_date": chance.day().isoformat()}, expect)


def ceiling(chance: Chance) -> Drawn:
    """PRINTED, and the latest day that a notice may print."""
    n = chance.choice((30, 84))
    told = f'ceiling = {{ from = "notice_date", n = {n}, unit = "calendar_days", mail = 3 }}'

    def ask(chance: Chance) -> Inputs:
        on = max(chance.day(), date(1996, 6, 1))
        notice = on - timedelta(days=n + chance.randrange(-5, 6))
        served = chance.choice(("mail", "personal", None))
        return {"printed_date": str(on), "notice_date": str(notice), "service_method": served}

    def expect(given: Inputs, closed: Closed) -> Expected:
        on = day_of(given, "printed_date")
        most = n + (3 if given["service_method"] == "mail" else 0)
        top = naive.days_on(day_of(given, "notice_date"), most, "after")
        before = naive.rolled(top, "previous", closed.counting_back)  # no paper comes on others
        safe = before if on > top else on
        values = {"status": "due", "due": on, "safe": safe, "latest": on}
        return Expected(values, (on,))

    text = rule_written(
        f'regime = "PRINTED"\n{told}', "notice_date", "service_method", trigger="printed_date"
    )
    return Drawn(text, ask, expect)


def outage(chance: Chance) -> Drawn:
    """A failure of electronic filing on the last day moves it, planned or on another day not."""

    def ask(chance: Chance) -> Inputs:
        given = starting(chance, Period(0))
        answer = naive.office_after(day_of(given), Period(given["days"]), CLOSED)
        on = (answer.due or answer.safe) + timedelta(days=chance.choice((0, 0, 0, 1, -1)))
        again = on + timedelta(days=chance.randrange(4))
        kind = chance.choice(("unplanned", "unplanned", "planned"))
        given["outage"] = {"kind": kind, "on": str(on)}
        given["outage"] |= {"available_again": f"{again}T09:00"} if chance.random() < 0.8 else {}
        given["filing"] = chance.choice(("electronic", "paper", None))
        return given

    def expect(given: Inputs, closed: Closed) -> Expected:
        start, n, told = day_of(given), given["days"], given["outage"]
        answer = naive.office_after(start, Period(n), closed)
        touched = (start, naive.days_on(start, n, "after"))
        again = told.get("available_again", told["on"])[:10]
        hit = told["kind"] == "unplanned" and str(answer.due) == told["on"] < again
        if hit and given["filing"] != "paper":
            up = date.fromisoformat(again)
            moved = naive.rolled(up, "next", closed.in_offices)
            latest = max(answer.latest, naive.rolled(up, "next", closed.perhaps))
            answer = Answer(moved, answer.safe, latest)
        return of_answer(answer, *touched)

    text = rule_written(
        clock_written("EOIR_AFTER", Period(0)),
        *("days!", "filing"),
        forum="bia",
        also='"outage"',
    )
    return Drawn(text, ask, expect)


# --- Law that changes, and periods that recur ----------------------------------------------


def versions(chance: Chance) -> Drawn:
    """Three versions, and before the last a time of which nobody knows which governed."""
    edges = sorted(chance.day() for _ in range(3))
    numbers = [chance.choice((10, 15, 20, 30)) for _ in range(3)]
    band = timedelta(days=chance.randrange(1, 40))
    dates = [date(1990, 1, 1), edges[0], edges[2] + band]
    until = [edges[0] - timedelta(days=1), edges[2] - timedelta(days=1), None]
    clocks = [
        f'regime = "EOIR_AFTER"\nperiod = {{ n = {n}, unit = "calendar_days" }}' for n in numbers
    ]
    written = "".join(
        version_written(clock, v, str(starts), str(end or ""))
        for v, (clock, starts, end) in enumerate(zip(clocks, dates, until, strict=True), 1)
    )
    unsettled = f"[[bands]]\nfrom = {edges[2]}\nuntil = {dates[2] - timedelta(days=1)}\n"
    unsettled += 'between = [2, 3]\ntext = { en = "Which?", es = "¿Cuál?" }\n'

    def ask(chance: Chance) -> Inputs:
        edge = chance.choice((edges[0], edges[2], dates[2]))
        day = edge + timedelta(days=chance.randrange(-3, 4))
        return {"trigger_date": str(chance.choice((day, chance.day())))}

    def expect(given: Inputs, closed: Closed) -> Expected:
        day = day_of(given)
        first, second, third = (naive.office_after(day, Period(n), closed) for n in numbers)
        most = max(numbers[1:])
        if edges[2] <= day < dates[2]:
            return asked(min(second.safe, third.safe), day, naive.days_on(day, most, "after"))
        v = 1 if day < edges[0] else 2 if day < edges[2] else 3
        governs = of_answer((first, second, third)[v - 1])
        reaches = (day, naive.days_on(day, numbers[v - 1], "after"))
        return Expected({**governs.values, "version": v}, reaches)

    text = rule_written("", versions=written, more=unsettled, forum="bia")
    return Drawn(text, ask, expect)


def recurring(chance: Chance) -> Drawn:
    """Each anniversary again: the first that has not passed."""

    def ask(chance: Chance) -> Inputs:
        start = chance.day()
        today = start + timedelta(days=chance.randrange(-10, 4000))
        return {"trigger_date": str(start), "today": str(today)}

    def expect(given: Inputs, closed: Closed) -> Expected:
        start, today, n = day_of(given), day_of(given, "today"), 1
        while naive.months_on(start, 12 * n, "after", "clamp") < today:
            n += 1
        return of_answer(naive.not_rolled(start, Period(n, "years")), *refused_beyond(start))

    told = 'n = 1, unit = "years", direction = "after", repeats = true'
    text = rule_written(f'regime = "ANNIVERSARY"\nperiod = {{ {told} }}')
    return Drawn(text, ask, expect)


def parts(chance: Chance) -> Drawn:
    """Two clocks of the other side from one day; the first is the rule's answer."""
    one, ten = chance.randrange(1, 4), chance.randrange(5, 30)
    written = "".join(
        f'[[versions.parts]]\nid = "{name}"\ntitle = {{ en = "One", es = "Uno" }}\n{clock}\n'
        for name, clock in (
            ("notice", f'regime = "WORKING_DAYS"\nperiod = {{ n = {one}, unit = "working_days" }}'),
            ("appeal", f'regime = "EOIR_AFTER"\nperiod = {{ n = {ten}, unit = "calendar_days" }}'),
        )
    )

    def expect(given: Inputs, closed: Closed) -> Expected:
        day = day_of(given)
        first = of_answer(naive.their_working_days(day, one, closed), day)
        second = naive.theirs(naive.office_after(day, Period(ten), closed))
        last = naive.days_on(day, ten, "after")
        return replace(first, parts=(first, of_answer(second, day, last)))

    text = rule_written(written, means="they_answer_by", forum="immigration_court")
    return Drawn(text, lambda chance: {"trigger_date": str(chance.day())}, expect)


def window_before(chance: Chance) -> Drawn:
    """A window counted back from an expiry: so many months before it to so many days before it."""
    months, days = chance.randrange(1, 13), chance.choice((0, 1, 30, chance.randrange(60)))
    opens = f'opens = {{ n = {months}, unit = "months", direction = "before" }}'
    closes = f'closes = {{ n = {days}, unit = "calendar_days", direction = "before" }}'

    def expect(given: Inputs, closed: Closed) -> Expected:
        expiry = day_of(given)
        last = naive.days_on(expiry, days, "before")
        values = {
            "status": "window",
            "opens": naive.months_on(expiry, months, "before", "clamp"),
            "safe_opens": naive.months_on(expiry, months, "before", "next"),
            "closes": last,
            "safe_closes": naive.rolled(last, "previous", closed.counting_back),
        }
        return Expected(values, refused_beyond(expiry, "calendar_days"))

    text = rule_written(f'regime = "WINDOW"\n{opens}\n{closes}')
    return Drawn(text, lambda chance: {"trigger_date": str(chance.day())}, expect)


def told_numbers(chance: Chance) -> Drawn:
    """A number by a table of agencies, and another for a condition; unlisted is a person's."""
    rows = {name: chance.randrange(1, 100) for name in ("ice", "cbp", "eoir")}
    special = chance.randrange(1, 100)
    table = ", ".join(f"{name} = {n}" for name, n in rows.items())
    clock = (
        'regime = "EOIR_AFTER"\nperiod = { unit = "calendar_days" }\n'
        f'except = [{{ when = {{ field = "us_party", is = true }}, n = {special} }}]\n'
        f'table = {{ input = "agency", rows = {{ {table} }} }}'
    )

    def ask(chance: Chance) -> Inputs:
        agency = chance.choice((*rows, "fbi", None))
        given: Inputs = {"trigger_date": str(chance.start(30)), "agency": agency}
        return given | {"us_party": chance.choice((True, False, None))}

    def expect(given: Inputs, closed: Closed) -> Expected:
        n = special if given["us_party"] else rows.get(given["agency"])
        if n is None:
            return asked(None)
        start = day_of(given)
        answer = naive.office_after(start, Period(n), closed)
        return of_answer(answer, start, naive.days_on(start, n, "after"))

    return Drawn(rule_written(clock, "agency", "us_party", forum="bia"), ask, expect)


def lapsing(chance: Chance) -> Drawn:
    """A right that ends once a time has passed; on the last day of it there is still one."""
    period = chance.choice((Period(6, "months"), Period(1, "years"), Period(45)))
    lapse = f'[[lapses]]\nid = "over"\nfrom = "trigger_date"\ngives = "none"\ntext = {WHY}\n'
    lapse += (
        f'period = {{ n = {period.n}, unit = "{period.unit}" }}\ncite = [{{ text = "1 USC 1" }}]\n'
    )

    def ask(chance: Chance) -> Inputs:
        start = chance.day()
        near = naive.bare_end(start, period, frozenset())
        today = near + timedelta(days=chance.choice((-1, 0, 1, chance.randrange(-40, 40))))
        return {"trigger_date": str(start), "today": chance.choice((str(today), None))}

    def expect(given: Inputs, closed: Closed) -> Expected:
        start, today = day_of(given), given["today"]
        if today and naive.bare_end(start, period, frozenset()) < day_of(given, "today"):
            return Expected({"status": "none"} | dict.fromkeys(("due", "safe", "latest")))
        answer = naive.office_after(start, Period(30), closed)
        return of_answer(answer, start, naive.days_on(start, 30, "after"))

    clock = 'regime = "EOIR_AFTER"\nperiod = { n = 30, unit = "calendar_days" }'
    return Drawn(rule_written(clock, more=lapse, forum="bia"), ask, expect)
