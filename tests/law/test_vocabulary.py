"""What a rule file can say, each word in a small rule of its own; answers counted by hand."""

from pathlib import Path

import pytest

from app.law import Result, check, compute, load
from tests.law.own_rules import WHY, pack_of, rule_written


class Own:
    """A pack of one rule."""

    def __init__(self, folder: Path) -> None:
        self.folder = pack_of(folder / "pack", {})

    def rule(self, clock: str, *inputs: str, trigger: str = "trigger_date", **words: str) -> None:
        """Write the rule; an input's name may end with ! where it is needed."""
        text = rule_written(clock, *inputs, trigger=trigger, **words)
        pack_of(self.folder, {"own.rule": text})

    def ask(self, **inputs: object) -> Result:
        """Ask the rule."""
        return compute(load(self.folder), "own.rule", inputs)

    def faults(self) -> list[str]:
        """What the check says of the rule."""
        return [fault for fault in check(self.folder) if "own.rule" in fault]


@pytest.fixture
def own(tmp_path: Path) -> Own:
    """A pack of one's own."""
    return Own(tmp_path)


def days(result: Result) -> tuple[str, ...]:
    """Due, safe and latest as ISO texts."""
    return tuple(str(day) for day in (result.due, result.safe, result.latest))


def warned(result: Result) -> set[str]:
    """The ids of the warnings."""
    return {warning.id for warning in result.warnings}


def test_another_number_may_be_the_safe_one(own: Own) -> None:
    """Five working days from Monday 1 June 2026 are the 8th; five calendar days the 6th."""
    own.rule(
        'regime = "WORKING_DAYS"\nperiod = { n = 5, unit = "working_days", direction = "after" }\n'
        'other_readings = [{ label = "calendar", regime = "EOIR_AFTER", n = 5, roll = "none",'
        f' unit = "calendar_days", text = {WHY} }}]'
    )
    result = own.ask(trigger_date="2026-06-01")
    assert days(result) == ("2026-06-08", "2026-06-06", "2026-06-08")
    assert [reading.label for reading in result.readings] == ["prevailing", "calendar"]


def test_acts_roll_and_leaving_does_not(own: Own) -> None:
    """Sixty days from 6 April 2026 are Friday 5 June; from the 7th Saturday, safe unrolled."""
    own.rule(
        'regime = "EOIR_AFTER"\n'
        'period = { unit = "calendar_days", direction = "after", input = "days" }\n'
        f'other_readings = [{{ label = "be_outside_by", roll = "none", text = {WHY} }}]',
        "days!",
        forum="immigration_court",
        means="do_by",
    )
    assert days(own.ask(trigger_date="2026-04-06", days=60))[:2] == ("2026-06-05", "2026-06-05")
    assert days(own.ask(trigger_date="2026-04-07", days=60))[:2] == ("2026-06-08", "2026-06-06")
    assert own.ask(trigger_date="2026-04-07").asks == ("days",)


def test_the_day_before_a_birthday_and_the_days_a_petition_waited(own: Own) -> None:
    """Born 10 June 2005: 9 June 2026; ten days pending more: the 19th, which is Juneteenth."""
    own.rule(
        'regime = "ANNIVERSARY"\nroll = "uncertain"\nroll_by = "USCIS"\n'
        'period = { n = 21, unit = "years", direction = "after", plus_days = -1,'
        ' add_between = ["petition_filed", "petition_approved"] }',
        "petition_filed",
        "petition_approved",
    )
    waited = {"petition_filed": "2020-01-01", "petition_approved": "2020-01-11"}
    assert days(own.ask(trigger_date="2005-06-10", **waited)) == (
        *("2026-06-19", "2026-06-18", "2026-06-22"),
    )
    same = {"petition_filed": "2020-01-01", "petition_approved": "2020-01-01"}
    assert days(own.ask(trigger_date="2005-06-10", **same))[0] == "2026-06-09"
    assert own.ask(trigger_date="2005-06-10").asks == ("petition_filed",)
    wrong = {"petition_filed": "2020-01-02", "petition_approved": "2020-01-01"}
    assert "days_out_of_order" in warned(own.ask(trigger_date="2005-06-10", **wrong))


@pytest.mark.parametrize(
    ("means", "month_end", "due", "safe"),
    [
        ("file_by", "clamp", "2026-02-28", "2026-02-28"),
        ("file_by", "next", "2026-03-01", "2026-03-01"),
        ("file_by", "abort", "None", "2026-02-28"),
        ("they_answer_by", "clamp", "2026-02-28", "2026-03-01"),
    ],
)
def test_a_month_without_the_day(own: Own, means: str, month_end: str, due: str, safe: str) -> None:
    """Six months from 31 August 2025: February 2026 has 28 days."""
    own.rule(
        f'regime = "ANNIVERSARY"\nmonth_end = "{month_end}"\n'
        'period = { n = 6, unit = "months", direction = "after" }',
        means=means,
    )
    result = own.ask(trigger_date="2025-08-31")
    assert days(result)[:2] == (due, safe)
    assert "month_end" in warned(result)


def test_a_federal_period_rolls_before_the_days_for_mail_and_after(own: Own) -> None:
    """14 days from Friday 20 March 2026 are 3 April; with mail Monday the 6th.

    From Saturday the 21st: Saturday 4 April rolls to Monday, three more days are Thursday the 9th.
    """
    own.rule(
        'regime = "FED_AFTER"\nmail = { n = 3 }\n'
        'period = { n = 14, unit = "calendar_days", direction = "after" }',
        "service_method!",
        forum="district_court",
    )
    assert days(own.ask(trigger_date="2026-03-20", service_method="mail"))[0] == "2026-04-06"
    assert days(own.ask(trigger_date="2026-03-21", service_method="mail"))[0] == "2026-04-09"
    assert days(own.ask(trigger_date="2026-03-21", service_method="personal"))[0] == "2026-04-06"
    asked = own.ask(trigger_date="2026-03-21", service_method="unknown")
    assert (asked.status, str(asked.safe)) == ("needs_human", "2026-04-06")


def test_the_other_sides_days_for_mail_count_for_safe(own: Own) -> None:
    """Not knowing how it was served, we rely on the later day: Monday 6 April 2026."""
    own.rule(
        'regime = "USCIS"\nmail = { n = 3 }\n'
        'period = { n = 30, unit = "calendar_days", direction = "after" }',
        "service_method!",
        means="they_answer_by",
    )
    assert str(own.ask(trigger_date="2026-03-02").safe) == "2026-04-06"


@pytest.mark.parametrize(
    ("filing", "due", "safe"),
    [
        ("paper", "2026-04-06", "2026-04-06"),
        ("electronic", "2026-04-04", "2026-04-04"),
        (None, "2026-04-06", "2026-04-03"),
    ],
)
def test_online_nothing_rolls(own: Own, filing: str | None, due: str, safe: str) -> None:
    """30 days from 5 March 2026 are Saturday 4 April."""
    own.rule(
        'regime = "USCIS"\nperiod = { n = 30, unit = "calendar_days", direction = "after" }',
        "filing",
    )
    assert days(own.ask(trigger_date="2026-03-05", filing=filing))[:2] == (due, safe)


def test_a_printed_date_governs_up_to_the_ceiling(own: Own) -> None:
    """84 days from 10 August 2026 are 2 November; a later printed day is due, and not safe."""
    own.rule(
        'regime = "PRINTED"\nceiling = { from = "notice_date", n = 84, unit = "calendar_days",'
        " mail = 3 }",
        "notice_date",
        "service_method",
        trigger="printed_date",
    )
    assert days(own.ask(printed_date="2026-10-30", notice_date="2026-08-10"))[:2] == (
        *("2026-10-30", "2026-10-30"),
    )
    late = own.ask(printed_date="2026-11-04", notice_date="2026-08-10")
    assert days(late)[:2] == ("2026-11-04", "2026-11-02")
    assert "printed_after_ceiling" in warned(late)
    mailed = own.ask(printed_date="2026-11-04", notice_date="2026-08-10", service_method="mail")
    assert days(mailed)[:2] == ("2026-11-04", "2026-11-04")
    assert own.ask(notice_date="2026-08-10").asks == ("printed_date",)


def test_in_an_hour_that_comes_twice_the_second_is_the_later(own: Own) -> None:
    """At 1:00 on 4 November 2035 in Anchorage, at once: the other side may mean the second."""
    own.rule(
        'regime = "HOURS_FLAT"\nperiod = { unit = "hours", input = "hours" }',
        *("tz!", "hours!"),
        trigger="trigger_at",
        means="they_answer_by",
    )
    asked = own.ask(trigger_at="2035-11-04T01:00", tz="America/Anchorage", hours=0)
    assert str(asked.due_at) == "2035-11-04 01:00:00-08:00"
    assert str(asked.safe_at) == "2035-11-04 01:00:00-09:00"


@pytest.mark.parametrize(
    ("clock", "trigger", "day"),
    [
        pytest.param(
            'regime = "EOIR_BEFORE"\n'
            'period = { n = 30, unit = "calendar_days", direction = "before" }',
            "hearing_date",
            "1996-01-31",
            id="counted back",
        ),
        pytest.param(
            'regime = "ANNIVERSARY"\nroll = "uncertain"\nroll_by = "USCIS"\n'
            'period = { n = 1, unit = "years" }',
            "trigger_date",
            "1995-01-01",
            id="perhaps rolled",
        ),
    ],
)
def test_where_one_reading_leaves_the_calendar_none_stands(
    own: Own, clock: str, trigger: str, day: str
) -> None:
    """New Year's Day 1996 is closed, and the business day before it lies in 1995."""
    own.rule(clock, trigger=trigger, means="they_answer_by")
    result = own.ask(**{trigger: day})
    assert (result.status, days(result)) == ("needs_human", ("None", "None", "None"))
    assert "outside_calendar" in warned(result)


def test_a_day_that_a_judge_set_stands_though_the_count_beside_it_cannot(own: Own) -> None:
    """Saturday 6 January 1996 moves to Monday; 15 days from December 1995 nobody counts."""
    own.rule(
        'regime = "EOIR_AFTER"\nperiod = { n = 15, unit = "calendar_days" }',
        "printed_date",
        forum="immigration_court",
        printed="governs",
    )
    result = own.ask(trigger_date="1995-12-17", printed_date="1996-01-06")
    assert days(result) == ("1996-01-08", "1996-01-05", "1996-01-08")


def test_days_for_mail_may_lead_into_the_calendar(own: Own) -> None:
    """Three years from 31 December 1992 and three days more: Wednesday 3 January 1996."""
    own.rule(
        'regime = "USCIS"\nmail = { n = 3 }\nperiod = { n = 3, unit = "years" }', "service_method"
    )
    assert days(own.ask(trigger_date="1992-12-31", service_method="mail"))[0] == "1996-01-03"


def test_no_deadline_and_always_a_person(own: Own) -> None:
    """Neither counts; a date that a judge set answers the second."""
    own.rule(f'regime = "NO_DEADLINE"\ntext = {WHY}', trigger="")
    nothing = own.ask()
    assert (nothing.status, nothing.due, warned(nothing)) == (
        *("none", None, {"no_deadline", "from_memory"}),
    )
    own.rule(
        f'regime = "ASK_A_PERSON"\ntext = {WHY}',
        "printed_date",
        trigger="",
        forum="immigration_court",
        printed="governs",
    )
    asked = own.ask()
    assert (asked.status, asked.warnings[0].id) == ("needs_human", "ask_a_person")
    assert days(own.ask(printed_date="2027-02-28"))[:2] == ("2027-03-01", "2027-02-26")


def test_a_rule_may_always_need_a_person_and_keep_its_safe_day(own: Own) -> None:
    """Ninety days from 2 March 2026 are 31 May, a Sunday; nothing moves it."""
    own.rule(
        'regime = "FED_AFTER"\nroll = "none"\n'
        'period = { n = 90, unit = "calendar_days", direction = "after" }',
        means="they_answer_by",
        forum="district_court",
        more=f'[[stops]]\nid = "later_history"\nsafe_stands = true\ntext = {WHY}\n'
        'cite = [{ text = "1 USC 2" }]',
    )
    result = own.ask(trigger_date="2026-03-02")
    assert (result.status, result.due, str(result.safe)) == ("needs_human", None, "2026-05-31")
    assert result.warnings[0].id == "later_history"


def test_whether_a_time_has_lapsed_is_said_only_when_today_is_known(own: Own) -> None:
    """A year from 1 June 2025 has passed on 2 June 2026, not on the 1st."""
    own.rule(
        'regime = "WINDOW"\nopens = { n = 150, unit = "calendar_days", direction = "before" }\n'
        'closes = { n = 120, unit = "calendar_days", direction = "before" }',
        more='[[lapses]]\nid = "over_a_year"\nfrom = "trigger_date"\ngives = "needs_human"\n'
        f'period = {{ n = 1, unit = "years" }}\ntext = {WHY}\ncite = [{{ text = "1 USC 3" }}]',
    )
    within = own.ask(trigger_date="2025-06-01", today="2026-06-01")
    assert (within.status, str(within.opens), str(within.closes)) == (
        *("window", "2025-01-02", "2025-02-01"),
    )
    after = own.ask(trigger_date="2025-06-01", today="2026-06-02")
    assert (after.status, after.warnings[0].id) == ("needs_human", "over_a_year")
    assert own.ask(trigger_date="2025-06-01").status == "window"


def test_an_anniversary_comes_again(own: Own) -> None:
    """Of a filing on 20 March 2024, seen on 21 March 2026, the third anniversary is next."""
    own.rule(
        'regime = "ANNIVERSARY"\n'
        'period = { n = 1, unit = "years", direction = "after", repeats = true }'
    )
    assert days(own.ask(trigger_date="2024-03-20", today="2026-03-20"))[0] == "2026-03-20"
    assert days(own.ask(trigger_date="2024-03-20", today="2026-03-21"))[0] == "2027-03-20"
    assert days(own.ask(trigger_date="2024-03-20"))[0] == "2025-03-20"


def test_a_part_without_its_day_asks_and_the_other_answers(own: Own) -> None:
    """The notice's printed day is not known; the anniversary is."""
    own.rule(
        f'[[versions.parts]]\nid = "notice"\ntitle = {WHY}\nregime = "PRINTED"\n'
        f'trigger = "printed_date"\n[[versions.parts]]\nid = "look"\ntitle = {WHY}\n'
        'regime = "ANNIVERSARY"\nperiod = { n = 1, unit = "years", direction = "after" }',
        "printed_date",
    )
    result = own.ask(trigger_date="2025-06-10")
    assert [part.status for part in result.parts] == ["needs_human", "due"]
    assert (result.status, result.asks) == ("needs_human", ("printed_date",))
    assert str(result.parts[1].due) == "2026-06-10"


def test_a_right_that_opens_after_the_period_has_run(own: Own) -> None:
    """120 days after 2 March 2026 are 30 June; after the 120 days it is 1 July."""
    own.rule(
        'regime = "EARLIEST"\nperiod = { n = 120, unit = "calendar_days",'
        ' direction = "opens_after" }\n'
        f'other_readings = [{{ label = "whole", plus_days = 1, text = {WHY} }}]',
        means="not_before",
    )
    result = own.ask(trigger_date="2026-03-02")
    assert (str(result.opens), str(result.safe_opens)) == ("2026-06-30", "2026-07-01")


def test_the_readings_of_an_opening_month_end(own: Own) -> None:
    """Six months after 31 August 2025: open on 28 February 2026, safe from 1 March."""
    own.rule(
        'regime = "EARLIEST"\nperiod = { n = 6, unit = "months", direction = "opens_after" }',
        means="not_before",
    )
    result = own.ask(trigger_date="2025-08-31")
    assert (str(result.opens), str(result.safe_opens)) == ("2026-02-28", "2026-03-01")


@pytest.mark.parametrize(
    ("clock", "inputs", "words", "says"),
    [
        ('regime = "FED_AFTER"', [], {}, "`period` is missing"),
        (
            'regime = "PRINTED"\nperiod = { n = 1, unit = "years" }',
            [],
            {},
            "`period` is not a key known here",
        ),
        (
            'regime = "ANNIVERSARY"\nperiod = { n = 1, unit = "calendar_days" }',
            [],
            {},
            "counts calendar_days by ANNIVERSARY",
        ),
        (
            'regime = "HOURS_FLAT"\nperiod = { n = 48, unit = "hours" }',
            [],
            {},
            "starts from trigger_at",
        ),
        (
            'regime = "ANNIVERSARY"\nroll = "next"\nperiod = { n = 1, unit = "years" }',
            [],
            {},
            "roll_by must say",
        ),
        (
            'regime = "EOIR_AFTER"\nmail = { n = 3 }\nperiod = { n = 1, unit = "calendar_days" }',
            ["service_method"],
            {},
            "which knows none",
        ),
        (
            'regime = "USCIS"\nmail = { n = 3 }\nperiod = { n = 1, unit = "calendar_days" }',
            [],
            {},
            "service_method is not declared",
        ),
        (
            'regime = "USCIS"\nperiod = { unit = "calendar_days" }',
            [],
            {},
            "a period without a number",
        ),
        (
            'regime = "USCIS"\nperiod = { unit = "calendar_days", input = "days" }',
            ["days"],
            {},
            "which must then be needed",
        ),
        (
            (
                'regime = "USCIS"\nperiod = { unit = "calendar_days" }\n'
                'table = { input = "state", rows = { ZZ = 1 } }'
            ),
            ["state!"],
            {},
            "a row for `ZZ`",
        ),
        (
            'regime = "EARLIEST"\nperiod = { n = 1, unit = "years", direction = "opens_after" }',
            [],
            {},
            "must mean not_before",
        ),
        ('regime = "WINDOW"', [], {}, "neither opens nor closes"),
        (
            (
                'regime = "USCIS"\nperiod = { n = 1, unit = "calendar_days" }\n'
                f'other_readings = [{{ label = "safe", n = 2, text = {WHY} }}]'
            ),
            [],
            {},
            "whose label the count itself uses",
        ),
        (
            f'regime = "NO_DEADLINE"\ntext = {WHY}',
            [],
            {
                "more": '[[stops]]\nid = "x"\ngives = "none"\nsafe_stands = true\n'
                f'text = {WHY}\ncite = [{{ text = "1 USC 1" }}]'
            },
            "no safe day can stand",
        ),
    ],
)
def test_a_clock_that_cannot_be_counted_is_told(
    own: Own, clock: str, inputs: list[str], words: dict[str, str], says: str
) -> None:
    """In a sentence, with the rule's file."""
    own.rule(clock, *inputs, **words)
    faults = own.faults()
    assert any(says in fault for fault in faults), faults
