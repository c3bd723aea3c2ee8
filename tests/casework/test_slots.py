"""When a date rings."""

from datetime import UTC, date, datetime, timedelta
from typing import Any
from uuid import UUID

import pytest

from app.casework.slots import AHEAD, OVERTAKEN, Entry, SlotPlan, rings, shipped_plan
from app.law import Calendar, previous_business_day, shipped

NEW_YORK = "America/New_York"
SOMEBODY = UUID(int=7)
# The changes of the clocks in the United States, 15 USC 260a: second Sunday in March, first
# Sunday in November.
SUMMER = (
    (date(2026, 3, 8), date(2026, 11, 1)),
    (date(2027, 3, 14), date(2027, 11, 7)),
    (date(2028, 3, 12), date(2028, 11, 5)),
)
# Half past seven as UTC, in winter and in summer.
ZONES = {
    "America/New_York": ("12:30", "11:30"),
    "America/Chicago": ("13:30", "12:30"),
    "America/Denver": ("14:30", "13:30"),
    "America/Los_Angeles": ("15:30", "14:30"),
    "America/Anchorage": ("16:30", "15:30"),
    "Pacific/Honolulu": ("17:30", "17:30"),
    "America/Phoenix": ("14:30", "14:30"),
    "America/Puerto_Rico": ("11:30", "11:30"),
}


@pytest.fixture
def plan() -> SlotPlan:
    """The plan by the closed days that come with the house."""
    return shipped_plan()


def entry(day: date, kind: str = "deadline", **values: Any) -> Entry:
    """Return an open date."""
    given: dict[str, Any] = {
        "id": UUID(int=1),
        "case_id": UUID(int=2),
        "kind": kind,
        "due": day,
        "safe": day,
        "latest": None,
        "at": "",
        "tz": NEW_YORK,
        "fatal": False,
        "whose": "ours",
        "edition": 1,
        "status": "open",
        "responsible_id": SOMEBODY,
        "backup_id": None,
        "overtaken": False,
        "open": True,
        "entered_at": "2027-03-01T15:00:00+00:00",
        **values,
    }
    return Entry(**given)


def days(plan: SlotPlan, one: Entry) -> list[tuple[int, date]]:
    """Return number and UTC day of each slot up to the day to act by."""
    return [(slot.number, slot.at.date()) for slot in plan.before(one)]


def test_a_deadline_rings_six_times(plan: SlotPlan) -> None:
    """Thirty, fourteen, seven, three and one days before the day to file by, and on it."""
    assert days(plan, entry(date(2027, 3, 18))) == [
        (30, date(2027, 2, 16)),
        (14, date(2027, 3, 4)),
        (7, date(2027, 3, 11)),
        (3, date(2027, 3, 15)),
        (1, date(2027, 3, 17)),
        (0, date(2027, 3, 18)),
    ]


def test_a_hearing_rings_from_thirty_days_before(plan: SlotPlan) -> None:
    """By the same ladder as a deadline, counted from its own day: 30/14/7/3/1 and the morning."""
    held = entry(date(2027, 3, 18), kind="hearing", safe=date(2027, 1, 1), status="set")
    assert [number for number, _ in days(plan, held)] == [30, 14, 7, 3, 1, 0]


@pytest.mark.parametrize(
    ("due", "number", "rung_on"),
    [
        pytest.param(date(2027, 3, 16), 3, date(2027, 3, 12), id="Saturday to Friday"),
        pytest.param(date(2027, 3, 17), 3, date(2027, 3, 12), id="Sunday to Friday"),
        pytest.param(date(2026, 12, 3), 7, date(2026, 11, 25), id="Thanksgiving to Wednesday"),
        pytest.param(date(2027, 2, 1), 14, date(2027, 1, 15), id="Dr. King's Monday to Friday"),
    ],
)
def test_a_slot_on_a_closed_day_rings_earlier(
    plan: SlotPlan, due: date, number: int, rung_on: date
) -> None:
    """Never later: a reminder that waits for Monday may come too late."""
    assert dict(days(plan, entry(due)))[number] == rung_on


def test_the_last_two_slots_keep_their_day(plan: SlotPlan) -> None:
    """Due on a Monday: told on Friday, and on Sunday all the same."""
    told = [(slot.code, slot.at.date()) for slot in plan.before(entry(date(2027, 3, 15)))]
    assert told[-3:] == [
        (1 + AHEAD, date(2027, 3, 12)),
        (1, date(2027, 3, 14)),
        (0, date(2027, 3, 15)),
    ]


def test_every_slot_is_on_or_before_its_own_day(plan: SlotPlan) -> None:
    """Over three years no slot rings later than its number says, nor on a closed day if movable."""
    closed = shipped().calendar
    for ahead in range(1095):
        due = date(2026, 1, 5) + timedelta(days=ahead)
        for slot in plan.before(entry(due)):
            rung, own = slot.at.date(), due - timedelta(days=slot.number)
            assert rung <= own
            if slot.number > 1:
                after = rung + timedelta(days=1)
                assert rung == own or previous_business_day(closed, own) == rung
                assert previous_business_day(closed, after) == rung


@pytest.mark.parametrize("zone", ZONES)
def test_half_past_seven_on_the_tribunals_wall(zone: str) -> None:
    """Every day of three years, through six changes of the clocks."""
    winter, summer = ZONES[zone]
    for ahead in range(1096):
        day = date(2026, 1, 1) + timedelta(days=ahead)
        is_summer = any(begins <= day < ends for begins, ends in SUMMER)
        expected = summer if is_summer else winter
        assert rings(day, zone) == datetime.fromisoformat(f"{day}T{expected}+00:00")


def test_a_morning_that_the_clocks_skip() -> None:
    """Samoa had no 30 December 2011: the first instant after the gap is meant."""
    assert rings(date(2011, 12, 30), "Pacific/Apia") == datetime(2011, 12, 30, 10, 0, tzinfo=UTC)


def test_overdue_rings_every_morning_for_ever(plan: SlotPlan) -> None:
    """A year later the newest morning alone stands for all of them."""
    late = entry(date(2027, 3, 18))
    now = datetime(2028, 3, 17, 16, 0, tzinfo=UTC)
    rung = plan.past(late, now)
    assert [slot.number for slot in rung] == [30, 14, 7, 3, 1, 0, -365]
    assert plan.next(late, now) == datetime(2028, 3, 18, 11, 30, tzinfo=UTC)


def test_before_the_morning_yesterdays_stands(plan: SlotPlan) -> None:
    """At six in the morning of the third day after, the second morning is the newest."""
    late = entry(date(2027, 3, 18))
    assert plan.past(late, datetime(2027, 3, 21, 10, 0, tzinfo=UTC))[-1].number == -2


def test_the_day_to_file_by_counts_and_not_the_day_due(plan: SlotPlan) -> None:
    """File by Friday, due on Monday: Saturday morning is already after."""
    early = entry(date(2027, 3, 15), safe=date(2027, 3, 12))
    assert plan.past(early, datetime(2027, 3, 13, 15, 0, tzinfo=UTC))[-1].number == -1


def test_overtaken_rings_once_when_entered(plan: SlotPlan) -> None:
    """It had passed when it became known: told once, never called overdue."""
    passed = entry(date(2027, 1, 4), overtaken=True)
    now = datetime(2028, 1, 1, tzinfo=UTC)
    assert [slot.code for slot in plan.past(passed, now)] == [OVERTAKEN]
    assert plan.next(passed, now) is None


@pytest.mark.parametrize(
    "values", [{"whose": "told"}, {"open": False, "status": "filed"}], ids=["told", "filed"]
)
def test_what_is_not_ours_to_do_is_silent(plan: SlotPlan, values: dict[str, Any]) -> None:
    """A date that the client was told of, or that was filed, never rings."""
    quiet = entry(date(2027, 3, 18), **values)
    assert plan.past(quiet, datetime(2028, 1, 1, tzinfo=UTC)) == []
    assert plan.next(quiet, datetime(2026, 1, 1, tzinfo=UTC)) is None


@pytest.mark.parametrize(
    ("number", "roles"),
    [
        (30, ("responsible",)),
        (14, ("responsible",)),
        (7, ("responsible", "backup")),
        (3, ("responsible", "backup", "supervisor")),
        (0, ("responsible", "backup", "supervisor")),
    ],
)
def test_the_nearer_the_more_are_told(plan: SlotPlan, number: int, roles: tuple[str, ...]) -> None:
    """The back-up from seven days, supervising attorneys from three."""
    [slot] = [slot for slot in plan.before(entry(date(2027, 3, 18))) if slot.number == number]
    assert slot.roles == roles


def test_a_hearing_that_is_over_is_not_urgent(plan: SlotPlan) -> None:
    """Until somebody notes how it ended, its people are asked every morning, and nobody else."""
    held = entry(date(2027, 3, 18), kind="hearing", status="set")
    over = plan.past(held, datetime(2027, 3, 20, 16, 0, tzinfo=UTC))[-1]
    assert (over.number, over.is_urgent, over.roles) == (-2, False, ("responsible", "backup"))


def test_without_closed_days_only_weekends_move() -> None:
    """The closed days are given: an empty calendar knows no Thanksgiving."""
    bare = SlotPlan(Calendar(date(2026, 1, 1), date(2028, 1, 1), {}))
    assert dict(days(bare, entry(date(2026, 12, 3))))[7] == date(2026, 11, 26)


@pytest.mark.parametrize(
    ("today", "due", "fatal", "urgent"),
    [
        pytest.param("2026-11-25", "2026-11-30", True, True, id="fatal, in 5 days"),
        pytest.param("2027-03-10", "2027-03-17", True, True, id="fatal, in 7 days"),
        pytest.param("2027-03-10", "2027-03-18", True, False, id="fatal, in 8 days"),
        pytest.param("2027-03-10", "2027-03-13", False, True, id="in 3 days"),
        pytest.param("2026-11-25", "2026-11-30", False, True, id="over Thanksgiving"),
        pytest.param("2027-03-12", "2027-03-17", False, True, id="over a weekend"),
        pytest.param("2027-03-10", "2027-03-16", False, False, id="in 4 business days"),
        pytest.param("2027-03-10", "2027-03-01", False, True, id="overdue"),
        pytest.param("2027-03-10", "2099-03-10", False, False, id="past the closed days known"),
    ],
)
def test_closed_days_hide_no_urgent_date(
    plan: SlotPlan, today: str, due: str, *, fatal: bool, urgent: bool
) -> None:
    """A fatal date is urgent for a week, as on Today; any other for three days of work."""
    noon = datetime.fromisoformat(f"{today}T17:00+00:00")
    assert plan.is_urgent(entry(date.fromisoformat(due), fatal=fatal), noon) is urgent
