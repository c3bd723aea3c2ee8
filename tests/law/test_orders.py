"""Printed dates, outages of electronic filing, the last hour in two zones."""

from datetime import date

import pytest

from app.law import Result, compute, shipped


def appeal(**inputs: object) -> Result:
    """An appeal from Monday 4 March 2024; counted, it is due on Wednesday 3 April."""
    return compute(shipped(), "eoir.bia.appeal", {"trigger_date": "2024-03-04", **inputs})


def warning(result: Result, code: str) -> str:
    """The text of one warning."""
    return next(w.text.en for w in result.warnings if w.id == code)


def test_a_later_date_printed_on_the_order_does_not_make_a_late_appeal_safe() -> None:
    """The printed day is due, the counted one safe, and the difference is told."""
    result = appeal(printed_date="2024-04-10")
    assert (result.due, result.safe, result.latest) == (
        date(2024, 4, 10),
        date(2024, 4, 3),
        date(2024, 4, 10),
    )
    assert "Apr 3, 2024" in warning(result, "counted_is_earlier")


def test_an_earlier_date_printed_on_the_order_is_kept_to() -> None:
    """The printed day is due and safe; the count stays as the latest reading."""
    result = appeal(printed_date="2024-04-01")
    assert (result.due, result.safe, result.latest) == (
        date(2024, 4, 1),
        date(2024, 4, 1),
        date(2024, 4, 3),
    )
    assert all(w.id != "counted_is_earlier" for w in result.warnings)


def test_a_printed_date_that_agrees_changes_nothing() -> None:
    """One reading, the printed one."""
    result = appeal(printed_date="2024-04-03")
    assert [(r.label, r.on) for r in result.readings] == [("printed", date(2024, 4, 3))]


def test_a_printed_appeal_date_alone_is_not_enough() -> None:
    """Without the decision's day it cannot be checked against the law, so the day is asked for."""
    result = compute(shipped(), "eoir.bia.appeal", {"printed_date": "2024-04-03"})
    assert (result.status, result.asks, result.safe) == ("needs_human", ("trigger_date",), None)


def test_an_unplanned_outage_moves_the_last_day_and_not_the_safe_one() -> None:
    """Down on Wednesday 3 April, back on Saturday the 6th: due Monday the 8th."""
    outage = {"kind": "unplanned", "on": "2024-04-03", "available_again": "2024-04-06T09:00"}
    result = appeal(outage=outage)
    assert (result.due, result.safe, result.latest) == (
        date(2024, 4, 8),
        date(2024, 4, 3),
        date(2024, 4, 8),
    )
    assert "declared" in warning(result, "outage")


@pytest.mark.parametrize(
    ("outage", "filing", "says"),
    [
        ({"kind": "planned", "on": "2024-04-03"}, None, "planned"),
        ({"kind": "unplanned", "on": "2024-04-02"}, None, "moves nothing"),
        (
            {"kind": "unplanned", "on": "2024-04-03", "available_again": "2024-04-05T09:00"},
            "paper",
            "moves nothing",
        ),
        (
            {"kind": "unplanned", "on": "2024-04-03", "available_again": "2024-04-03T18:00"},
            None,
            "moves nothing",
        ),
        ({"kind": "unplanned", "on": "2024-04-03"}, "electronic", "was down"),
    ],
)
def test_every_other_outage_moves_nothing(
    outage: dict[str, object], filing: str | None, says: str
) -> None:
    """Planned, on another day, on paper, back the same day, or not yet back."""
    result = appeal(outage=outage, filing=filing)
    assert result.due == date(2024, 4, 3)
    assert says in warning(result, "outage")


def test_the_last_hour_is_told_in_both_zones() -> None:
    """17:00 at the Board on 3 April is 11:00 in Honolulu and 7:00 of the next day on Guam."""
    assert "11:00\u202fAM on Wed, Apr 3, 2024" in warning(
        appeal(attorney_tz="Pacific/Honolulu"), "last_hour"
    )
    assert "7:00\u202fAM on Thu, Apr 4, 2024" in warning(
        appeal(attorney_tz="Pacific/Guam"), "last_hour"
    )


def test_the_courts_own_zone_comes_before_the_boards() -> None:
    """Given alone it is told for itself; the moment to the minute stays unclaimed."""
    result = appeal(court_tz="America/Chicago")
    assert "America/Chicago" in warning(result, "last_hour")
    assert (result.due_at, result.attorney_local) == (None, None)


def test_without_the_courts_zone_no_hour_is_told() -> None:
    """An immigration court may stand in any zone, so the attorney's alone says nothing."""
    result = compute(
        shipped(),
        "eoir.ic.filing.individual.nondetained",
        {"hearing_date": "2027-03-09", "attorney_tz": "America/Chicago"},
    )
    assert all(w.id != "last_hour" for w in result.warnings)
