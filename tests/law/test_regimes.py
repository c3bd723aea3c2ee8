"""Each way of counting, by rules as they are shipped; answers counted by hand."""

import pytest

from app.law import Result, compute, shipped


def ask(rule: str, **inputs: object) -> Result:
    """Ask the shipped pack."""
    return compute(shipped(), rule, inputs)


def days(result: Result) -> tuple[str, ...]:
    """Due, safe and latest as ISO texts."""
    return tuple(str(day) for day in (result.due, result.safe, result.latest))


def warned(result: Result) -> set[str]:
    """The ids of the warnings."""
    return {warning.id for warning in result.warnings}


def test_a_federal_court_rolls_forward_and_says_whose_midnight_it_is() -> None:
    """30 days from Thursday 7 March 2024 are Saturday 6 April, so Monday, in New Orleans."""
    result = ask(
        "fed.pfr", trigger_date="2024-03-07", circuit="ca5", attorney_tz="Pacific/Honolulu"
    )
    assert days(result) == ("2024-04-08", "2024-04-08", "2024-04-08")
    assert str(result.due_at) == "2024-04-08 23:59:59-05:00"
    assert str(result.attorney_local) == "2024-04-08 18:59:59-10:00"
    assert result.zone == "America/Chicago"


def test_on_paper_no_midnight_is_claimed() -> None:
    """A clerk's window closes earlier; the hour is the clerk's."""
    result = ask("fed.pfr", trigger_date="2024-03-07", circuit="ca5", filing="paper")
    assert (result.status, result.due_at) == ("due", None)


def test_a_states_holidays_move_a_federal_day_only_where_somebody_verified_them() -> None:
    """Wednesday 1 April 2026 stands, with a warning; as a state's holiday it moves to Thursday."""
    asked = {"trigger_date": "2026-03-02", "circuit": "ca5"}
    without = ask("fed.pfr", **asked)
    assert days(without) == ("2026-04-01", "2026-04-01", "2026-04-01")
    assert "state_holidays" in warned(without)
    closed = {"date": "2026-04-01", "class": "state", "state": "LA"}
    with_it = ask("fed.pfr", **asked, office={"calendar_add": [closed]})
    assert days(with_it) == ("2026-04-02", "2026-04-01", "2026-04-02")
    assert "state_holidays" not in warned(with_it)
    other = {"date": "2026-04-01", "class": "state", "state": "TX"}
    elsewhere = ask("fed.pfr", **asked, office={"calendar_add": [other]})
    assert days(elsewhere)[0] == "2026-04-01"


def test_a_states_holidays_never_move_a_day_counted_back() -> None:
    """Two weeks before Wednesday 17 June 2026 stay Wednesday 3 June."""
    closed = {"date": "2026-06-03", "class": "state", "state": "LA"}
    result = ask(
        "fed.motion.notice14", hearing_date="2026-06-17", office={"calendar_add": [closed]}
    )
    assert days(result) == ("2026-06-03", "2026-06-03", "2026-06-03")


def test_counting_back_goes_on_back() -> None:
    """Two weeks before 7 January 2026 are Christmas Eve, closed by order: safe is the 23rd."""
    result = ask("fed.motion.notice14", hearing_date="2026-01-07")
    assert days(result) == ("2025-12-24", "2025-12-23", "2025-12-24")


def test_hours_are_real_hours_and_roll_to_the_same_time() -> None:
    """72 hours from Friday 6 March 2026, 9:00: the clocks jump on Sunday, so Monday 10:00."""
    result = ask("fed.order.hours", trigger_at="2026-03-06T09:00", tz="America/Chicago", hours=72)
    assert str(result.due_at) == "2026-03-09 10:00:00-05:00"
    assert "clock_change" in warned(result)
    phoenix = ask("fed.order.hours", trigger_at="2026-03-06T09:00", tz="America/Phoenix", hours=72)
    assert str(phoenix.due_at) == "2026-03-09 09:00:00-07:00"
    assert "clock_change" not in warned(phoenix)


def test_an_hour_that_comes_twice_is_read_both_ways() -> None:
    """1:30 on 1 November 2026 plus 5 hours: 5:30 or 6:30 that day, each moved to Monday."""
    result = ask("fed.order.hours", trigger_at="2026-11-01T01:30", tz="America/Chicago", hours=5)
    assert str(result.safe_at) == "2026-11-02 05:30:00-06:00"
    assert "hour_comes_twice" in warned(result)
    second = next(each for each in result.readings if each.label == "second_hour")
    assert str(second.at) == "2026-11-02 06:30:00-06:00"


def test_certiorari_is_counted_in_days_not_months() -> None:
    """90 days from 24 February 2026 are Memorial Day, so Tuesday 26 May."""
    assert days(ask("fed.cert", trigger_date="2026-02-24"))[0] == "2026-05-26"


@pytest.mark.parametrize(
    ("method", "status", "due", "safe"),
    [
        ("personal", "due", "2026-04-01", "2026-04-01"),
        ("electronic", "due", "2026-04-01", "2026-04-01"),
        ("mail", "due", "2026-04-06", "2026-04-06"),
        ("unknown", "needs_human", "None", "2026-04-01"),
        (None, "needs_human", "None", "2026-04-01"),
    ],
)
def test_mail_adds_three_days_before_the_roll(
    method: str | None, status: str, due: str, safe: str
) -> None:
    """33 days from 2 March 2026 are Saturday 4 April; not knowing how it was served is asked."""
    result = ask("uscis.i290b", trigger_date="2026-03-02", service_method=method, filing="paper")
    assert (result.status, str(result.due), str(result.safe)) == (status, due, safe)
    if method is None:
        assert result.asks == ("service_method",)


def test_a_detainer_before_thanksgiving_shows_friday_and_monday() -> None:
    """Wednesday 17:00: the form's 48 hours run to Friday; the regulation leaves out the holiday."""
    result = ask("dhs.detainer.48h", trigger_at="2026-11-25T17:00", tz="America/Chicago")
    due = {part.part: str(part.due_at) for part in result.parts}
    assert due == {"regulation": "2026-11-30 17:00:00-06:00", "form": "2026-11-27 17:00:00-06:00"}


def test_a_detainer_shows_the_regulations_clock_and_the_forms() -> None:
    """From Friday 3 July 2026, 8:00, kept as a holiday: the regulation starts on Monday."""
    result = ask("dhs.detainer.48h", trigger_at="2026-07-03T08:00", tz="America/New_York")
    regulation, form = result.parts
    assert (regulation.part, str(regulation.due_at)) == ("regulation", "2026-07-08 00:00:00-04:00")
    assert (form.part, str(form.due_at)) == ("form", "2026-07-05 08:00:00-04:00")
    assert (result.due_at, result.safe) == (regulation.due_at, regulation.safe)


def test_flat_hours_leave_nothing_out() -> None:
    """48 hours over Christmas 2026 are 48 hours."""
    result = ask("dhs.custody.48h", trigger_at="2026-12-24T23:15", tz="America/Los_Angeles")
    assert str(result.due_at) == "2026-12-26 23:15:00-08:00"
    assert "from_memory" in warned(result)


def test_a_year_is_the_anniversary_and_a_missing_day_the_last_of_its_month() -> None:
    """2024 has 366 days; 29 February 2024 leads to 28 February 2025."""
    rule = "asylum.i589.one_year"
    assert days(ask(rule, trigger_date="2023-03-15"))[0] == "2024-03-15"
    assert days(ask(rule, trigger_date="2024-02-29"))[:2] == ("2025-02-28", "2025-02-28")


def test_an_unaccompanied_child_has_no_such_deadline() -> None:
    """Nothing is counted, and why is said with its law."""
    result = ask("asylum.i589.one_year", unaccompanied_child=True)
    assert (result.status, result.due, result.safe, result.asks) == ("none", None, None, ())
    assert "1158(a)(2)(E)" in result.steps[0].cite.en


def test_a_right_that_opens_is_never_moved() -> None:
    """180 days after 2 March 2026 are Saturday 29 August, with 20 stopped days 18 September."""
    apply, card = ask("asylum.ead.clock", trigger_date="2026-03-02").parts
    assert (str(apply.opens), str(card.opens)) == ("2026-07-30", "2026-08-29")
    later = ask("asylum.ead.clock", trigger_date="2026-03-02", stopped_days=20)
    assert (later.status, str(later.opens), later.due) == ("opens", "2026-08-19", None)


def test_a_window_closes_safely_on_the_business_day_before() -> None:
    """Ninety days before Saturday 13 June 2026 is 15 March; Friday the 12th is safe."""
    result = ask("uscis.i751.window", trigger_date="2024-06-13")
    said = (result.opens, result.safe_opens, result.closes, result.safe_closes)
    assert [str(day) for day in said] == ["2026-03-15", "2026-03-15", "2026-06-13", "2026-06-12"]
    assert (result.status, result.due, result.safe) == ("window", result.closes, result.safe_closes)


def test_both_clocks_of_an_automatic_stay_are_told() -> None:
    """From Tuesday 22 December 2026: the 23rd; then 24, 28 to 31 Dec, 4 to 7 Jan make ten."""
    first, second = ask("eoir.bond.autostay", trigger_date="2026-12-22").parts
    assert (str(first.due), str(second.due)) == ("2026-12-23", "2027-01-07")
    assert first.government
    assert second.title.en == "DHS files its notice of appeal"


@pytest.mark.parametrize(
    ("on", "status", "due", "safe"),
    [
        ("2024-06-30", "due", "2025-06-30", "2025-06-30"),
        ("2024-07-01", "needs_human", "None", "2025-07-01"),
        ("2024-07-02", "due", "2026-07-02", "2026-07-02"),
    ],
)
def test_louisiana_went_from_one_year_to_two(on: str, status: str, due: str, safe: str) -> None:
    """Act 423 of 2024 reaches what arises after 1 July 2024; for that day a person decides."""
    result = ask("civilrights.s1983", trigger_date=on, state="LA")
    assert (result.status, str(result.due), str(result.safe)) == (status, due, safe)


def test_a_state_that_the_table_does_not_know_is_asked_about() -> None:
    """No number is guessed; nor without a state."""
    assert "not_in_table" in warned(ask("civilrights.s1983", trigger_date="2024-09-10", state="GU"))
    assert ask("civilrights.s1983", trigger_date="2024-09-10").asks == ("state",)


def test_a_roll_that_is_uncertain_is_safe_on_neither_side() -> None:
    """Two years from 12 September 2024 end on a Saturday."""
    result = ask("civilrights.s1983", trigger_date="2024-09-12", state="TX")
    assert days(result) == ("2026-09-12", "2026-09-11", "2026-09-14")
