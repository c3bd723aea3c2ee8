"""The appeal to the Board, 8 CFR 1003.38: known answers by hand and the calendar."""

from datetime import date

import pytest

from app.law import Result, compute, shipped

RULE = "eoir.bia.appeal"
TEN_DAYS = {RULE: {"version": 2}}


def appeal(**inputs: object) -> Result:
    """The rule's answer."""
    return compute(shipped(), RULE, inputs)


def warned(result: Result) -> set[str]:
    """The ids of its warnings."""
    return {warning.id for warning in result.warnings}


@pytest.mark.parametrize(
    ("decided", "due"),
    [
        pytest.param("2024-03-04", date(2024, 4, 3), id="thirty days to a Wednesday"),
        pytest.param("2024-03-07", date(2024, 4, 8), id="a Saturday moves to Monday"),
        pytest.param("2024-03-08", date(2024, 4, 8), id="a Sunday moves to Monday"),
        pytest.param("2024-06-04", date(2024, 7, 5), id="Independence Day moves to Friday"),
        pytest.param("2021-05-20", date(2021, 6, 21), id="Juneteenth 2021 was a Saturday"),
        pytest.param("2024-01-30", date(2024, 2, 29), id="across a leap February"),
        pytest.param("2023-12-02", date(2024, 1, 2), id="New Year's Day moves to Tuesday"),
    ],
)
def test_thirty_days_after_the_decision(decided: str, due: date) -> None:
    """The decision day is left out and a closed last day moves forward, as every reading says."""
    result = appeal(trigger_date=decided)
    assert (result.status, result.due, result.safe, result.latest) == ("due", due, due, due)


def test_an_observed_friday_moves_the_day_but_not_the_safe_one() -> None:
    """Friday 24 December 2027 is kept for a Saturday Christmas: due Monday, safe the Friday."""
    result = appeal(trigger_date="2027-11-24")
    assert (result.due, result.safe) == (date(2027, 12, 27), date(2027, 12, 24))
    assert "observed_friday" in warned(result)
    assert [reading.label for reading in result.readings] == ["prevailing", "safe"]


def test_a_day_closed_by_executive_order_does_not_move_our_day() -> None:
    """24 December 2025 stays due; only the latest reading moves, past the 26th too, to the 29th."""
    result = appeal(trigger_date="2025-11-24")
    assert (result.due, result.safe) == (date(2025, 12, 24), date(2025, 12, 24))
    assert result.latest == date(2025, 12, 29)
    assert "executive_order_closing" in warned(result)


def test_inauguration_day_warns_and_moves_nothing() -> None:
    """Thirty days after 21 December 2020 is 20 January 2021, a holiday around Washington only."""
    result = appeal(trigger_date="2020-12-21")
    assert result.due == result.latest == date(2021, 1, 20)
    assert "inauguration_day" in warned(result)


def test_the_vacated_ten_days_are_shown_with_their_date() -> None:
    """For a decision of 9 March 2026 the shadow says 19 March; the law in force says 8 April."""
    result = appeal(trigger_date="2026-03-09")
    shadow = next(w for w in result.warnings if w.id == "shadow_version_2")
    assert result.due == date(2026, 4, 8)
    assert "Mar 19, 2026" in shadow.text.en
    assert "19 mar 2026" in shadow.text.es


def test_the_shadow_keeps_away_where_it_says_nothing_else() -> None:
    """Before its first day, and inside the asylum carve-out, there is no other date to show."""
    assert "shadow_version_2" not in warned(appeal(trigger_date="2026-03-08"))
    assert "shadow_version_2" not in warned(
        appeal(trigger_date="2026-03-09", asylum_carve_out=True)
    )


def test_an_office_can_switch_the_ten_days_on() -> None:
    """From version 2's first day the office's choice counts; before it the law of that time."""
    switched = appeal(trigger_date="2026-03-10", office=TEN_DAYS)
    assert (switched.due, switched.version) == (date(2026, 3, 20), 2)
    assert "office_version" in warned(switched)
    assert appeal(trigger_date="2026-03-08", office=TEN_DAYS).version == 1
    carved = appeal(trigger_date="2026-03-10", asylum_carve_out=True, office=TEN_DAYS)
    assert (carved.due, carved.version) == (date(2026, 4, 9), 2)


def test_an_office_may_name_the_version_in_force() -> None:
    """Naming version 1 changes nothing and warns of nothing."""
    result = appeal(trigger_date="2026-03-10", office={RULE: {"version": 1}})
    assert (result.version, "office_version" in warned(result)) == (1, False)


def test_a_waived_appeal_needs_a_person_and_keeps_the_safe_day() -> None:
    """A waiver may not bind, so the day to be safe by stands while somebody decides."""
    result = appeal(trigger_date="2024-03-04", appeal_waived=True)
    assert (result.status, result.due, result.latest) == ("needs_human", None, None)
    assert result.safe == date(2024, 4, 3)
    assert "appeal_waived" in warned(result)


def test_a_decision_of_dhs_is_not_counted_here() -> None:
    """It goes to DHS by another form; not even a safe day is shown."""
    result = appeal(trigger_date="2024-03-04", decided_by="dhs")
    assert (result.status, result.due, result.safe) == ("needs_human", None, None)


def test_a_missing_decision_date_is_asked_for() -> None:
    """The question stands among the warnings, and no date anywhere."""
    result = appeal(appeal_reserved=True)
    assert (result.status, result.asks, result.safe) == ("needs_human", ("trigger_date",), None)
    assert "missing_trigger_date" in warned(result)


@pytest.mark.parametrize(
    ("given", "warning"),
    [
        ({"decision_form": "oral"}, "written_summary"),
        ({"decision_form": "written_mailed"}, "mailing_counts"),
        ({"decision_form": "written_electronic"}, "e_notice_counts"),
        ({"service_method": "mail"}, "mailing_counts"),
        ({"service_method": "unknown"}, "service_unknown"),
        ({"custody": "detained"}, "no_mailbox_rule"),
        ({"appeal_reserved": False}, "appeal_not_reserved"),
        ({}, "fee_or_waiver"),
    ],
)
def test_each_trap_is_told_where_it_lies(given: dict[str, object], warning: str) -> None:
    """The warning comes with its inputs, and none of them moves the day."""
    result = appeal(trigger_date="2024-03-04", **given)
    assert warning in warned(result)
    assert result.due == date(2024, 4, 3)


def test_a_written_decision_does_not_warn_of_an_oral_ones_summary() -> None:
    """Nor does a person at liberty read of the mailbox rule."""
    result = appeal(
        trigger_date="2024-03-04", decision_form="written_mailed", custody="non_detained"
    )
    assert not {"written_summary", "no_mailbox_rule"} & warned(result)


def test_it_is_fatal_and_carries_its_law() -> None:
    """Consequence, source, confidence and every step's authority come with the date."""
    result = appeal(trigger_date="2024-03-04")
    assert (result.fatal, result.consequence, result.government) == (
        True,
        "claim_processing",
        False,
    )
    assert (result.source, result.confidence, result.reviewed) == ("S", "H", False)
    assert all("read 2026-11-23" in step.cite.en for step in result.steps)
    assert "8 CFR 1003.38" in result.steps[0].cite.en


def test_a_filing_by_computer_counts_from_submission() -> None:
    """On paper the Board must have received it."""
    assert appeal(trigger_date="2024-03-04", filing="electronic").done_means == "submitted"
    assert appeal(trigger_date="2024-03-04", filing="paper").done_means == "received"
    assert appeal(trigger_date="2024-03-04").done_means == "received"
