"""What a rule takes, what it refuses, and what lies outside its calendar."""

from datetime import UTC, date, datetime

import pytest

from app.law import (
    BadValue,
    LawError,
    Result,
    UnknownInput,
    UnknownRule,
    compute,
    following,
    shipped,
)

APPEAL = "eoir.bia.appeal"
DATED = [
    rule.id
    for rule in shipped().rules
    if [entry.kind for entry in rule.inputs if entry.needed] == ["date"]
]


BORN = "uscis.sij.age_21"  # a birth long before the calendar gives a day within it


def appeal(**inputs: object) -> Result:
    """The rule's answer for a decision of 4 March 2024, or of the day given."""
    return compute(shipped(), APPEAL, {"trigger_date": "2024-03-04", **inputs})


def test_a_rule_that_does_not_exist_is_refused() -> None:
    """With a code that programs read."""
    with pytest.raises(UnknownRule) as refused:
        compute(shipped(), "eoir.nothing", {})
    assert refused.value.code == "unknown_rule"


@pytest.mark.parametrize("name", ["renewal_filed", "Trigger_Date", "hearing_date", "tz", "x" * 50])
def test_an_input_the_rule_does_not_declare_is_refused(name: str) -> None:
    """However well known elsewhere; only a plain name is repeated in the sentence."""
    with pytest.raises(UnknownInput) as refused:
        appeal(**{name: "2024-03-04"})
    assert refused.value.code == "unknown_input"
    assert ("x" * 50) not in str(refused.value)


def test_an_input_that_is_null_counts_as_not_given() -> None:
    """Forms and JSON send null for what was left empty."""
    assert appeal(printed_date=None, custody=None) == appeal()
    with pytest.raises(UnknownInput):
        appeal(renewal_filed=None)


def test_a_date_may_be_a_date() -> None:
    """Programs of ours need not write it out."""
    assert appeal(trigger_date=date(2024, 3, 4)) == appeal()


@pytest.mark.parametrize(
    "value",
    [
        *(
            "2024-02-30",
            "20240304",
            "2024-W10-1",
            "2024-3-4",
            "4 March 2024",
            "",
            "\uff12\uff10\uff12\uff14-03-04",
        ),
        *(20240305, True, 1.5, [], {}, datetime(2024, 3, 4, tzinfo=UTC)),
    ],
)
def test_what_is_no_day_of_the_calendar_is_refused(value: object) -> None:
    """Only YYYY-MM-DD, and only days that exist."""
    with pytest.raises(BadValue):
        appeal(trigger_date=value)


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("appeal_waived", "true"),
        ("appeal_waived", 1),
        ("custody", "DETAINED"),
        ("custody", True),
        ("custody", ["detained"]),
        ("court_tz", "Mars/Olympus"),
        ("court_tz", "../etc/passwd"),
        ("court_tz", "America"),
        ("court_tz", ""),
        ("attorney_tz", 5),
        ("outage", "unplanned"),
        ("outage", {"kind": "unplanned"}),
        ("outage", {"kind": "other", "on": "2024-04-03"}),
        ("outage", {"kind": ["planned"], "on": "2024-04-03"}),
        ("outage", {"kind": {}, "on": "2024-04-03"}),
        ("outage", {"kind": "planned", "on": "2024-04-03", "why": "x"}),
        ("outage", {"kind": "planned", "on": "2024-04-33"}),
        ("outage", {"kind": "unplanned", "on": "2024-04-03", "available_again": "soon"}),
        ("outage", {"kind": "unplanned", "on": "2024-04-03", "available_again": "2024-04-03T99"}),
        ("outage", {"kind": "unplanned", "on": "2024-04-03", "available_again": 5}),
        ("office", []),
        ("office", {"no.rule": {"version": 1}}),
        ("office", {APPEAL: {"version": 3}}),
        ("office", {APPEAL: {"version": 2.0}}),
        ("office", {APPEAL: {"version": True}}),
        ("office", {APPEAL: {"version": 2, "why": "x"}}),
        ("office", {APPEAL: 2}),
        ("office", {"calendar_add": {}}),
        ("office", {"calendar_add": ["2024-04-03"]}),
        ("office", {"calendar_add": [{"date": "2024-04-03", "class": "snow"}]}),
        ("office", {"calendar_add": [{"date": "2024-04-03", "class": "legal", "cite": 1}]}),
        ("office", {"calendar_add": [{"class": "legal"}]}),
    ],
)
def test_a_value_of_the_wrong_form_is_refused_without_repeating_it(
    name: str, value: object
) -> None:
    """Each with the code bad_value; the sentence says what is wanted."""
    with pytest.raises(BadValue) as refused:
        appeal(**{name: value})
    assert refused.value.code == "bad_value"
    assert refused.value.field == name
    assert name in str(refused.value)
    assert "passwd" not in str(refused.value)


@pytest.mark.parametrize(
    ("inputs", "field", "wants"),
    [
        ({"trigger_date": "4 March"}, "trigger_date", "day"),
        ({"appeal_waived": "yes"}, "appeal_waived", "truth"),
        ({"custody": "DETAINED"}, "custody", "choice"),
        ({"court_tz": "Mars/Olympus"}, "court_tz", "zone"),
        ({"outage": {"kind": "planned", "on": "2024-04-33"}}, "outage", "outage"),
        ({"office": {"calendar_add": [{"class": "legal"}]}}, "office", "office"),
    ],
)
def test_a_refusal_names_its_input_and_what_it_wants(
    inputs: dict[str, object], field: str, wants: str
) -> None:
    """In codes: whoever speaks to a person finds the words."""
    with pytest.raises(BadValue) as refused:
        appeal(**inputs)
    assert (refused.value.field, refused.value.wants) == (field, wants)


def test_a_refused_number_tells_its_range() -> None:
    """Twenty to thirty, as values and not only in an English sentence."""
    with pytest.raises(BadValue) as refused:
        compute(shipped(), "foia.response", {"trigger_date": "2024-03-04", "days": 31})
    assert (refused.value.field, refused.value.wants) == ("days", "number")
    assert refused.value.values == {"lowest": 20, "highest": 30}


@pytest.mark.parametrize("days", [19, 31, 10, True, "20", 20.0])
def test_the_agencys_days_are_twenty_to_thirty(days: object) -> None:
    """5 USC 552(a)(6)(B) lets a notice add ten working days at most."""
    with pytest.raises(BadValue):
        compute(shipped(), "foia.response", {"trigger_date": "2024-03-04", "days": days})


@pytest.mark.parametrize("day", ["0001-01-01", "1995-12-31", "2037-01-01", "9999-12-31"])
@pytest.mark.parametrize("rule", [each for each in DATED if each != BORN])
def test_outside_the_calendar_a_person_counts(rule: str, day: str) -> None:
    """No date is made of closed days that nobody has entered."""
    result = compute(shipped(), rule, {str(shipped().rule(rule).trigger): day})
    assert (result.status, result.due, result.safe, result.latest) == (
        "needs_human",
        None,
        None,
        None,
    )
    assert {w.id for w in result.warnings} & {"outside_calendar", "before_first_version"}


@pytest.mark.parametrize("wall", ["0001-01-01T00:00", "9999-12-31T23:59"])
@pytest.mark.parametrize("zone", ["America/New_York", "Pacific/Guam"])
def test_hours_at_the_ends_of_time_are_a_persons(wall: str, zone: str) -> None:
    """No instant in UTC belongs to some of these; all are far beyond the calendar."""
    asked = {"trigger_at": wall, "tz": zone, "hours": 72}
    result = compute(shipped(), "fed.order.hours", asked)
    assert (result.status, result.due_at, result.safe_at) == ("needs_human", None, None)
    assert {w.id for w in result.warnings} & {"outside_calendar", "before_first_version"}


def test_a_count_that_runs_off_the_calendar_is_refused_too() -> None:
    """A decision of 15 December 2036 would be due in 2037; no reading of it is shown."""
    result = appeal(trigger_date="2036-12-15")
    assert (result.status, result.due, result.readings) == ("needs_human", None, ())
    assert any(w.id == "outside_calendar" for w in result.warnings)


def test_an_office_adds_a_closed_day() -> None:
    """A new executive order warns and moves only the latest reading; a legal holiday moves all."""
    closed = {"date": "2024-04-03", "class": "closure", "cite": "EO 99999"}
    ordered = appeal(office={"calendar_add": [closed]})
    assert (ordered.due, ordered.safe, ordered.latest) == (
        date(2024, 4, 3),
        date(2024, 4, 3),
        date(2024, 4, 4),
    )
    legal = appeal(office={"calendar_add": [{**closed, "class": "legal"}]})
    assert (legal.due, legal.safe) == (date(2024, 4, 4), date(2024, 4, 4))
    assert appeal().due == date(2024, 4, 3)


def test_each_rule_is_offered_after_its_event() -> None:
    """A hearing, a decision, a request lead to the rules that follow from them, in order."""
    after = {
        event: [rule.id for rule in following(shipped(), event)]
        for event in ("hearing", "decision", "request")
    }
    assert "eoir.ic.filing.individual.nondetained" in after["hearing"]
    assert APPEAL in after["decision"]
    assert "foia.response" in after["request"]
    assert all(ids == sorted(ids) for ids in after.values())
    assert following(shipped(), "birthday") == ()


def test_a_form_can_be_drawn_from_a_rules_inputs() -> None:
    """Every input has a kind and a question in both languages; every choice its words."""
    for rule in shipped().rules:
        for entry in rule.inputs:
            assert entry.kind in {"date", "moment", "zone", "choice", "boolean", "number"}
            assert entry.question.told_in("en") == str(entry.question)
            assert entry.question.told_in("es") != entry.question.told_in("en")
            assert bool(entry.choices) == (entry.kind == "choice")
            assert (entry.highest is not None) == (entry.kind == "number")


def test_every_refusal_is_one_family() -> None:
    """A door catches LawError and reads its code."""
    assert all(issubclass(kind, LawError) for kind in (UnknownRule, UnknownInput, BadValue))
