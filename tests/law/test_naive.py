"""The second way of counting against known answers: the law's own examples and counts by hand."""

from datetime import date, time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.law import naive
from tests.law.naive import Answer, Closed, Period, at

# The closed days of 2023 to 2027 that the answers below meet.
CLOSED = Closed(
    legal=frozenset(
        map(
            date.fromisoformat,
            [
                "2023-11-11",
                "2023-11-23",
                "2023-12-25",
                "2024-01-01",
                "2024-05-27",
                "2024-06-19",
                "2024-07-04",
                "2024-09-02",
                "2024-11-11",
                "2024-11-28",
                "2024-12-25",
                "2025-01-01",
                "2025-01-20",
                "2025-05-26",
                "2025-07-04",
                "2025-11-27",
                "2025-12-25",
                "2026-01-01",
                "2026-01-19",
                "2026-07-04",
                "2026-12-25",
                "2027-06-19",
                "2027-07-04",
                "2027-07-05",
                "2027-12-25",
            ],
        )
    ),
    fridays=frozenset(
        {date(2023, 11, 10), date(2026, 7, 3), date(2027, 6, 18), date(2027, 12, 24)}
    ),
    closures=frozenset(
        {date(2024, 12, 24), date(2025, 1, 9), date(2025, 12, 24), date(2025, 12, 26)}
    ),
    inaugurations=frozenset({date(2025, 1, 20)}),
)


def days(due: str | None, safe: str, latest: str) -> Answer:
    """Three days as they are written."""
    return Answer(
        date.fromisoformat(due) if due else None,
        date.fromisoformat(safe),
        date.fromisoformat(latest),
    )


def same(day: str) -> Answer:
    """One day under every reading."""
    return days(day, day, day)


@pytest.mark.parametrize(
    ("trigger", "answer"),
    [
        pytest.param("2024-03-04", same("2024-04-03"), id="ordinary"),
        pytest.param("2024-03-07", same("2024-04-08"), id="Saturday to Monday"),
        pytest.param("2024-06-04", same("2024-07-05"), id="Independence Day to Friday"),
        pytest.param(
            "2027-06-03", same("2027-07-06"), id="Saturday to the observed Monday to Tuesday"
        ),
        pytest.param(
            "2027-11-24", days("2027-12-27", "2027-12-24", "2027-12-27"), id="Friday kept"
        ),
        pytest.param(
            "2025-11-24", days("2025-12-24", "2025-12-24", "2025-12-29"), id="closed by order"
        ),
    ],
)
def test_thirty_days_to_the_board(trigger: str, answer: Answer) -> None:
    """The kept Friday rolls and is safe itself; a closing by order moves only the latest."""
    assert naive.office_after(date.fromisoformat(trigger), Period(30), CLOSED) == answer


def test_back_from_a_hearing_the_immigration_court_rolls_forward() -> None:
    """Thirty days before Tuesday 9 March 2027 is Sunday 7 February: due the 8th, safe the 5th."""
    answer = naive.eoir_before(date(2027, 3, 9), 30, CLOSED)
    assert answer == days("2027-02-08", "2027-02-05", "2027-02-08")


def test_a_day_of_an_order_moves_forward_and_is_safe_before() -> None:
    """Sunday 28 February 2027: due Monday, safe Friday."""
    answer = naive.eoir_date_certain(date(2027, 2, 28), CLOSED)
    assert answer == days("2027-03-01", "2027-02-26", "2027-03-01")


@pytest.mark.parametrize(
    ("trigger", "n", "answer"),
    [
        pytest.param("2024-03-07", 30, same("2024-04-08"), id="Saturday to Monday"),
        pytest.param(
            "2023-10-11", 30, days(None, "2023-11-10", "2023-11-13"), id="Friday unsettled"
        ),
        pytest.param(
            "2024-12-10", 30, days("2025-01-09", "2025-01-09", "2025-01-10"), id="mourning"
        ),
        pytest.param("2025-09-08", 30, same("2025-10-08"), id="a lapse of money moves nothing"),
    ],
)
def test_days_in_a_federal_court(trigger: str, n: int, answer: Answer) -> None:
    """Whether the kept Friday is a legal holiday there is open, so no day prevails."""
    assert naive.court_after(date.fromisoformat(trigger), Period(n), CLOSED) == answer


@pytest.mark.parametrize(
    ("trigger", "last"),
    [
        # Thursday 6 June + 14 = Thursday 20 June, + 3 = Sunday, so Monday 24 June.
        pytest.param("2024-06-06", "2024-06-24", id="the three days end on a Sunday"),
        # Saturday 8 June + 14 = Saturday 22 June, so Monday 24, + 3 = Thursday 27 June.
        pytest.param("2024-06-08", "2024-06-27", id="rolled, then three days"),
        # Friday 17 May + 14 = Friday 31 May, + 3 = Monday 3 June.
        pytest.param("2024-05-17", "2024-06-03", id="nothing rolls"),
    ],
)
def test_three_days_for_mail_come_after_the_roll(trigger: str, last: str) -> None:
    """FRCP 6(d): the period would expire, three days are added, and it rolls again."""
    period = Period(14, mail_days=3, mail_when="after_roll")
    assert naive.court_after(date.fromisoformat(trigger), period, CLOSED) == same(last)


def test_three_days_for_mail_come_before_the_roll_at_uscis() -> None:
    """Mailed Tuesday 4 June 2024: 33 days end on Sunday 7 July, so Monday 8 July."""
    period = Period(30, mail_days=3)
    assert naive.office_after(date(2024, 6, 4), period, CLOSED) == same("2024-07-08")


def test_what_is_filed_online_does_not_wait_for_monday() -> None:
    """The bare end is safe, the Monday only the latest reading, and neither prevails."""
    answer = naive.uscis_online(date(2024, 3, 7), Period(30), CLOSED)
    assert answer == days(None, "2024-04-06", "2024-04-08")


@pytest.mark.parametrize(
    ("hearing", "n", "answer"),
    [
        pytest.param("2024-07-18", 14, same("2024-07-03"), id="Independence Day back to the 3rd"),
        pytest.param("2024-12-08", 7, same("2024-11-29"), id="Sunday back to Friday"),
        pytest.param(
            "2026-07-18", 14, days(None, "2026-07-02", "2026-07-03"), id="Friday unsettled"
        ),
        pytest.param(
            "2026-01-09", 14, days(None, "2025-12-23", "2025-12-26"), id="three closed days"
        ),
    ],
)
def test_back_from_a_hearing_a_federal_court_goes_on_back(
    hearing: str, n: int, answer: Answer
) -> None:
    """FRCP 6(a)(5); what may be closed is treated as closed on the safe side."""
    assert naive.court_before(date.fromisoformat(hearing), n, CLOSED) == answer


def test_a_state_holiday_moves_a_day_only_forward() -> None:
    """Patriots' Day, Monday 21 April 2025, in Massachusetts."""
    closed = Closed(state=frozenset({date(2025, 4, 21)}))
    assert naive.court_after(date(2025, 4, 7), Period(14), closed) == same("2025-04-22")
    assert naive.court_before(date(2025, 5, 5), 14, closed) == same("2025-04-21")


def test_nobody_relies_on_a_state_holiday_that_an_office_entered() -> None:
    """The same Patriots' Day, verified by nobody: due on the Tuesday, in time by the Monday."""
    closed = Closed(entered=frozenset({date(2025, 4, 21)}))
    found = naive.court_after(date(2025, 4, 7), Period(14), closed)
    assert found == Answer(date(2025, 4, 22), date(2025, 4, 21), date(2025, 4, 22))
    assert naive.court_before(date(2025, 5, 5), 14, closed) == same("2025-04-21")


def test_working_days_leave_out_weekends_and_holidays() -> None:
    """Received Friday 14 June 2024, Juneteenth and Independence Day left out: Tuesday 16 July."""
    assert naive.their_working_days(date(2024, 6, 14), 20, CLOSED) == same("2024-07-16")


def test_on_whose_side_the_later_working_day_is_safe() -> None:
    """Against the government two closings make the safe day later; for us the due day stands."""
    day = date(2025, 12, 15)
    closed = Closed(CLOSED.legal, CLOSED.fridays, CLOSED.closures)
    assert naive.their_working_days(day, 20, closed) == days(
        "2026-01-14", "2026-01-16", "2026-01-16"
    )
    assert naive.working_days(day, 20, closed) == days("2026-01-14", "2026-01-14", "2026-01-16")


@pytest.mark.parametrize(
    ("day", "n", "end", "found"),
    [
        pytest.param("2023-08-31", 6, "clamp", "2024-02-29", id="to a leap day"),
        pytest.param("2024-08-31", 6, "clamp", "2025-02-28", id="to the 28th"),
        pytest.param("2024-08-31", 6, "next", "2025-03-01", id="or on to the 1st"),
        pytest.param("2024-02-29", 12, "clamp", "2025-02-28", id="a year from a leap day"),
        pytest.param("2024-02-29", 12, "next", "2025-03-01", id="a year that opens"),
        pytest.param("2024-02-29", 48, "clamp", "2028-02-29", id="four years from a leap day"),
        pytest.param("2024-03-31", 6, "clamp", "2024-09-30", id="to a short month"),
        pytest.param("2024-11-15", 2, "clamp", "2025-01-15", id="over the year's end"),
        pytest.param("2023-03-15", 12, "clamp", "2024-03-15", id="a year of 366 days"),
    ],
)
def test_months_end_on_the_same_number(day: str, n: int, end: naive.MonthEnd, found: str) -> None:
    """Or on the last day of a month that has no such number."""
    start = date.fromisoformat(day)
    assert naive.months_on(start, n, "after", end) == date.fromisoformat(found)


def test_a_month_without_that_day_can_be_refused() -> None:
    """A rule that does not say what happens gives no day at all."""
    with pytest.raises(naive.NoSuchDay):
        naive.months_on(date(2024, 8, 31), 6, "after", "abort")
    assert naive.months_on(date(2024, 8, 30), 1, "after", "abort") == date(2024, 9, 30)
    assert naive.months_on(date(2024, 3, 31), 1, "before", "clamp") == date(2024, 2, 29)


def test_where_it_is_uncertain_whether_a_day_rolls_the_day_before_is_safe() -> None:
    """Two years from Thursday 6 April 2023 are Sunday 6 April 2025: safe Friday, latest Monday."""
    answer = naive.roll_uncertain(date(2023, 4, 6), Period(2, "years"), CLOSED)
    assert answer == days(None, "2025-04-04", "2025-04-07")


def test_what_never_rolls_stays_on_a_sunday() -> None:
    """Ninety days from Monday 4 March 2024 are Sunday 2 June."""
    assert naive.not_rolled(date(2024, 3, 4), Period(90)) == same("2024-06-02")


def test_voluntary_departure_rolls_for_filings_and_not_for_leaving() -> None:
    """Sixty days from Wednesday 3 April 2024 are Sunday 2 June: leave by then, file on Monday."""
    assert naive.departure(date(2024, 4, 3), 60, CLOSED) == days(
        "2024-06-03", "2024-06-02", "2024-06-03"
    )


def test_a_right_opens_on_the_day_after_a_period_that_must_be_over() -> None:
    """Six months from Friday 1 March 2024; from a leap day the later reading is safe."""
    right = naive.opens(date(2024, 3, 1), Period(6, "months"), once_over=True)
    assert (right.opens, right.safe_opens) == (date(2024, 9, 2), date(2024, 9, 2))
    right = naive.opens(date(2024, 2, 29), Period(12, "months"), once_over=False)
    assert (right.opens, right.safe_opens) == (date(2025, 2, 28), date(2025, 3, 1))


def test_a_window_of_someone_admitted_on_a_leap_day() -> None:
    """Ninety days before 28 February or 1 March 2026, to Saturday the 28th, safe to Friday."""
    found = naive.window(date(2024, 2, 29), 2, 90, 0, CLOSED)
    assert (found.opens, found.safe_opens) == (date(2025, 11, 30), date(2025, 12, 1))
    assert (found.closes, found.safe_closes) == (date(2026, 2, 28), date(2026, 2, 27))


def test_the_day_before_a_birthday() -> None:
    """Born on a leap day of 2004, 21 on 28 February 2025; the day before is a Thursday."""
    assert naive.before_birthday(date(2004, 2, 29), 21, CLOSED) == same("2025-02-27")


def test_days_that_a_petition_was_pending_make_a_child_younger() -> None:
    """Ten days pending put a 21st birthday of 15 May 2025 off to the 25th; the 24th is last."""
    out = naive.aged_out(date(2004, 5, 15), date(2020, 1, 1), date(2020, 1, 11))
    assert out == date(2025, 5, 24)


def test_seventy_two_hours_over_the_november_change_end_an_hour_earlier() -> None:
    """From Friday noon, 1 November 2024, in New York they end on Monday at 11."""
    noon = at("2024-11-01T12:00", "America/New_York")
    assert naive.flat_hours(noon, 72) == at("2024-11-04T11:00", "America/New_York")
    assert naive.court_hours(noon, 72, CLOSED).due == at("2024-11-04T11:00", "America/New_York")


def test_hours_that_end_on_a_closed_day_end_at_the_same_time_of_an_open_one() -> None:
    """Thursday 15:30 + 48 h is a Saturday, so Monday 15:30; on Friday 3 July 2026 none prevails."""
    thursday = at("2024-04-04T15:30", "America/Chicago")
    assert naive.court_hours(thursday, 48, CLOSED).due == at("2024-04-08T15:30", "America/Chicago")
    unsettled = naive.court_hours(at("2026-07-01T09:00", "America/Chicago"), 48, CLOSED)
    assert unsettled.due is None
    assert unsettled.safe == at("2026-07-03T09:00", "America/Chicago")
    assert unsettled.latest == at("2026-07-06T09:00", "America/Chicago")


@pytest.mark.parametrize(
    ("started", "ends"),
    [
        pytest.param("2024-04-02T10:00", "2024-04-04T10:00", id="Tuesday to Thursday"),
        pytest.param("2024-04-05T16:00", "2024-04-09T16:00", id="Friday to Tuesday"),
        pytest.param("2024-04-06T16:00", "2024-04-10T00:00", id="Saturday: begins at midnight"),
        pytest.param(
            "2024-07-03T12:00", "2024-07-08T12:00", id="over Independence Day and weekend"
        ),
        pytest.param("2024-11-01T12:00", "2024-11-05T12:00", id="the clocks change on a Sunday"),
    ],
)
def test_a_detainer_clock_stands_still_on_closed_days(started: str, ends: str) -> None:
    """Forty-eight hours leave out whole Saturdays, Sundays and holidays."""
    zone = "America/Chicago"
    assert naive.hours_without_closed_days(at(started, zone), 48, CLOSED).due == at(ends, zone)


@settings(max_examples=60, deadline=None)
@given(
    st.dates(date(2024, 1, 1), date(2026, 12, 31)),
    st.times(),
    st.integers(1, 72),
    st.sampled_from(["America/Chicago", "America/Phoenix", "Pacific/Guam", "America/New_York"]),
)
def test_hours_by_the_day_and_by_the_minute_agree(day: date, wall: time, n: int, zone: str) -> None:
    """The quick clock and one that ticks each minute end together."""
    started = at(f"{day}T{wall:%H:%M}", zone)
    slow = naive.by_the_minute(started, n, lambda day: naive.is_closed(day, CLOSED.in_offices))
    quick = naive.hours_without_closed_days(started, n, CLOSED).due
    assert quick == slow


@settings(max_examples=300)
@given(st.dates(date(2023, 1, 1), date(2027, 12, 31)), st.integers(0, 200), st.sampled_from([0, 3]))
def test_the_three_days_stand_in_order(day: date, n: int, mail: int) -> None:
    """Safe is never after due nor due after latest, and what is due is open."""
    for answer in (
        naive.office_after(day, Period(n, mail_days=mail), CLOSED),
        naive.court_after(day, Period(n, mail_days=mail, mail_when="after_roll"), CLOSED),
        naive.court_before(day, n, CLOSED),
        naive.working_days(day, n, CLOSED),
    ):
        assert answer.safe <= (answer.due or answer.safe) <= answer.latest
