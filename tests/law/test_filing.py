"""Filings before an individual hearing: the roll forward, the safe side, four changes of law."""

from datetime import date

import pytest

from app.law import Result, compute, shipped

RULE = "eoir.ic.filing.individual.nondetained"


def filing(**inputs: object) -> Result:
    """The rule's answer."""
    return compute(shipped(), RULE, inputs)


def warned(result: Result) -> set[str]:
    """The ids of its warnings."""
    return {warning.id for warning in result.warnings}


def test_a_day_counted_back_onto_sunday_moves_forward() -> None:
    """Thirty days before Tuesday 9 March 2027 is Sunday 7 February: due the 8th, safe the 5th."""
    result = filing(hearing_date="2027-03-09", custody="non_detained", hearing_type="individual")
    assert (result.due, result.safe, result.latest) == (
        date(2027, 2, 8),
        date(2027, 2, 5),
        date(2027, 2, 8),
    )


def test_a_holiday_moves_forward_too() -> None:
    """Thirty days before 4 August 2027 is Monday 5 July, kept for Sunday the 4th."""
    result = filing(hearing_date="2027-08-04")
    assert (result.due, result.safe) == (date(2027, 7, 6), date(2027, 7, 2))


def test_the_safe_side_steps_back_over_closed_days() -> None:
    """Thirty days before 25 January 2026 is 26 December, closed; so are the 25th and 24th."""
    result = filing(hearing_date="2026-01-25")
    assert (result.due, result.safe, result.latest) == (
        date(2025, 12, 26),
        date(2025, 12, 23),
        date(2025, 12, 29),
    )


def test_the_safe_side_steps_back_over_inauguration_day() -> None:
    """Thirty days before 19 February 2021 is 20 January, closed in Washington."""
    result = filing(hearing_date="2021-02-19")
    assert (result.due, result.safe) == (date(2021, 1, 20), date(2021, 1, 19))
    assert "inauguration_day" in warned(result)


@pytest.mark.parametrize(
    ("hearing", "version", "days"),
    [
        pytest.param("2019-06-12", 1, 15, id="the first manual"),
        pytest.param("2021-06-16", 2, 30, id="the manual of 23 December 2020"),
        pytest.param("2023-06-14", 3, 15, id="Director's Memorandum 22-04"),
        pytest.param("2026-06-10", 4, 30, id="Policy Memorandum 25-21"),
    ],
)
def test_the_law_of_the_time_governs(hearing: str, version: int, days: int) -> None:
    """Fifteen, thirty, fifteen, thirty days before; all these days are open ones."""
    result = filing(hearing_date=hearing)
    assert result.version == version
    assert result.due is not None
    assert (date.fromisoformat(hearing) - result.due).days == days


@pytest.mark.parametrize("hearing", ["2020-12-30", "2021-12-15", "2025-02-10", "2025-03-10"])
def test_around_a_change_a_person_decides(hearing: str) -> None:
    """Both readings are shown and only the earlier one's safe day stands."""
    result = filing(hearing_date=hearing)
    days_before = (date.fromisoformat(hearing) - (result.safe or date.max)).days
    assert (result.status, result.due, result.version) == ("needs_human", None, None)
    assert len(result.readings) == 2
    assert 30 <= days_before <= 33
    assert "transition" in warned(result)


def test_for_a_detained_person_there_is_no_default() -> None:
    """The rule asks what the court ordered and shows no date at all."""
    result = filing(hearing_date="2027-03-09", custody="detained")
    assert (result.status, result.due, result.safe, result.readings) == (
        "needs_human",
        None,
        None,
        (),
    )
    assert "What did the court order?" in result.warnings[0].text.en


def test_what_the_court_ordered_answers_for_a_detained_person() -> None:
    """The ordered date counts, and the default of others is not shown beside it."""
    result = filing(hearing_date="2027-03-09", custody="detained", printed_date="2027-02-26")
    assert (result.status, result.due, result.version) == ("due", date(2027, 2, 26), 4)
    assert [reading.label for reading in result.readings] == ["printed"]


def test_unknown_custody_is_asked_and_the_safe_day_stands() -> None:
    """Custody not stated at all is counted with a warning; custody unknown is a question."""
    assert filing(hearing_date="2027-03-09", custody="unknown").status == "needs_human"
    assert filing(hearing_date="2027-03-09", custody="unknown").safe == date(2027, 2, 5)
    unstated = filing(hearing_date="2027-03-09")
    assert (unstated.status, "custody_not_stated" in warned(unstated)) == ("due", True)


@pytest.mark.parametrize("kind", ["master", "bond", "other"])
def test_it_is_only_for_individual_hearings(kind: str) -> None:
    """Another hearing has other days, even if an order names one."""
    result = filing(hearing_date="2027-03-09", hearing_type=kind, printed_date="2027-02-19")
    assert (result.status, result.due, result.safe) == ("needs_human", None, None)


def test_a_judges_date_beats_the_default() -> None:
    """An earlier count of the rule's own is told, never put in its place."""
    result = filing(hearing_date="2027-03-09", printed_date="2027-02-19")
    assert (result.due, result.safe, result.latest) == (date(2027, 2, 19),) * 3
    assert "counted_is_earlier" in warned(result)
    assert "judge_set_date" not in warned(result)


def test_a_judges_earlier_date_hides_the_default() -> None:
    """The count ends later, so there is nothing to warn of."""
    result = filing(hearing_date="2027-03-09", printed_date="2027-01-29")
    assert (result.due, "counted_is_earlier" in warned(result)) == (date(2027, 1, 29), False)


def test_a_judges_date_needs_no_hearing_date_and_ends_every_doubt() -> None:
    """With an order in hand neither the hearing's day nor a change of law matters."""
    assert filing(printed_date="2027-02-19").due == date(2027, 2, 19)
    assert filing(hearing_date="2025-03-10", printed_date="2025-02-19").status == "due"
    assert filing(hearing_date="2005-03-10", printed_date="2005-02-18").status == "due"


def test_a_judges_date_on_a_sunday_moves_forward_and_is_safe_before() -> None:
    """Sunday 28 February 2027: due Monday 1 March, safe Friday 26 February."""
    result = filing(printed_date="2027-02-28")
    assert (result.due, result.safe) == (date(2027, 3, 1), date(2027, 2, 26))
    assert [(reading.label, reading.on) for reading in result.readings] == [
        ("printed", date(2027, 3, 1)),
        ("safe", date(2027, 2, 26)),
    ]


def test_a_missing_hearing_date_is_asked_for() -> None:
    """Neither hearing nor order: the question is named."""
    assert filing(custody="non_detained").asks == ("hearing_date",)


def test_an_office_can_keep_an_older_version() -> None:
    """An office that is told its court stays with fifteen days may say so; it is warned."""
    result = filing(hearing_date="2027-03-09", office={RULE: {"version": 3}})
    assert (result.due, result.version) == (date(2027, 2, 22), 3)
    assert "office_version" in warned(result)
