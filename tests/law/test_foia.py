"""The agency's answer to a FOIA request: 20 working days that bind the other side."""

from datetime import date

from app.law import Result, compute, shipped


def answer(**inputs: object) -> Result:
    """The rule's answer."""
    return compute(shipped(), "foia.response", inputs)


def warned(result: Result) -> dict[str, str]:
    """Its warnings, by id."""
    return {warning.id: warning.text.en for warning in result.warnings}


def test_twenty_working_days_leave_out_weekends_and_holidays() -> None:
    """Received Friday 14 June 2024; Juneteenth and Independence Day are left out: 16 July."""
    result = answer(trigger_date="2024-06-14")
    assert (result.due, result.safe) == (date(2024, 7, 16), date(2024, 7, 16))


def test_an_extension_is_counted_from_the_same_day() -> None:
    """Thirty working days from Monday 4 March 2024 end on Monday 15 April."""
    assert answer(trigger_date="2024-03-04", days=30).due == date(2024, 4, 15)


def test_against_the_government_the_later_day_is_safe() -> None:
    """Two closings by executive order fall out of the count only in the latest reading."""
    result = answer(trigger_date="2025-12-15")
    assert (result.due, result.safe, result.latest) == (
        date(2026, 1, 14),
        date(2026, 1, 16),
        date(2026, 1, 16),
    )
    assert (result.government, result.fatal, result.consequence) == (True, False, "government")


def test_routing_between_components_may_start_the_clock_ten_days_later() -> None:
    """Received elsewhere on 4 March 2024, the clock may begin on the 14th and end on 11 April."""
    result = answer(trigger_date="2024-03-04")
    late = next(reading for reading in result.readings if reading.label == "late_start")
    assert late.on == date(2024, 4, 11)
    assert "Apr 11, 2024" in warned(result)["late_start"]


def test_the_agency_says_which_appeal_comes_next() -> None:
    """DHS gives 90 working days, EOIR and the FBI 90 calendar days."""
    assert (
        "90 working days"
        in warned(answer(trigger_date="2024-03-04", agency="ice"))["appeal_next_dhs"]
    )
    assert (
        "90 calendar days"
        in warned(answer(trigger_date="2024-03-04", agency="fbi"))["appeal_next_doj"]
    )


def test_an_agency_determines_it_does_not_file() -> None:
    """What must have happened by the day is a determination."""
    assert answer(trigger_date="2024-03-04").done_means == "determined"


def test_it_is_they_who_answer() -> None:
    """Nobody of ours files anything by that day, and it is safe on the later side."""
    result = answer(trigger_date="2025-12-15")
    assert (result.means, result.safe) == ("they_answer_by", result.latest)
