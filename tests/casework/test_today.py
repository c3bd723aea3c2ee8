"""What a day shows to whom, in which order, and each date in one place only."""

from collections.abc import Iterable
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

import pytest

from app.casework import access, adding, agreeing, calendar, moving, reminders, scheduling, today
from app.casework.adding import NewDeadline
from app.casework.calendar import Calendar, Entry
from app.casework.concerns import MOST
from app.casework.moving import DeadlineChange
from app.casework.scheduling import NewHearing
from app.casework.today import TodayView
from app.models import Case, Deadline, Schedule
from tests.support.office import Office

FIRST = date(2027, 4, 14)  # the small office's Wednesday
PLACES = ("urgent", "ahead", "new", "soon")


def put(office: Office, case_id: UUID, title: str, days: int, **more: Any) -> UUID:
    """Type a deadline so many days from the first day; by default hers who leads the case."""
    due = FIRST + timedelta(days=days)
    new = NewDeadline.model_validate(
        {"case_id": case_id, "title": title, "due": due, "sure": due, **more}
    )
    with office.writing() as desk:
        return adding.add(desk, new).id


def shown(office: Office, name: str = "alma") -> TodayView:
    """Return somebody's Today."""
    with office.reading(name) as desk:
        return today.today(desk, office.calendar)


def titles(view: TodayView) -> dict[str, list[str]]:
    """Return what stands in each place that is not empty."""
    places = {name: [row.title for row in getattr(view, name).shown] for name in PLACES}
    return {name: found for name, found in places.items() if found}


def tell(office: Office) -> None:
    """Have the night shift plan, so that what has rung waits for a word."""
    with office.night(writes=True) as desk:
        reminders.plan(desk, Calendar())


def test_the_lead_sees_what_can_hurt_her_client(office: Office) -> None:
    """Bruno answers for four dates of Alma's case: overdue, today, fatal; one can wait."""
    case = office.open_case(backup_id=office.people["carmen"].id)
    bruno = {"responsible_id": office.people["bruno"].id}
    put(office, case.id, "fatal in 10 days", 10, fatal=True, **bruno)
    put(office, case.id, "in 3 days", 3, **bruno)
    put(office, case.id, "today", 1, **bruno)
    put(office, case.id, "overdue", 0, **bruno)
    office.clock.forward(days=1)
    view = shown(office)
    assert titles(view) == {"urgent": ["overdue", "today"], "ahead": ["fatal in 10 days"]}
    assert {row.responsible_name for row in view.urgent.shown} == {"Bruno"}
    assert view.open_dates == 0  # covered dates that are hers to act on: none of these
    assert titles(shown(office, "bruno"))["soon"] == ["in 3 days"]
    assert titles(shown(office, "dina")) == {}


def test_the_lead_sees_the_hearings_of_her_case(office: Office) -> None:
    """Bruno answers for one of them in her place; it stands on her Today, marked as his."""
    case = office.open_case()
    new = {"case_id": case.id, "kind": "master", "follows": []}
    for day in ("2027-04-15", "2027-04-22"):
        with office.writing() as desk:
            wanted = NewHearing.model_validate(new | {"starts": f"{day}T09:00"})
            row_id = scheduling.schedule_hearing(desk, wanted).id
        with office.night(writes=True) as night:
            kept = night.db.get_one(Schedule, row_id)
            kept.responsible_id, kept.backup_id = office.people["bruno"].id, None
    office.calendar = Calendar()
    view = shown(office)
    assert [row.starts.day for row in (*view.hearings, *view.coming)] == [15, 22]
    assert set(view.heard_by.values()) == {"Bruno"}
    assert len(view.heard_by) == 2
    assert shown(office, "bruno").heard_by == {}


def test_a_handed_over_date_leaves_the_leads_later_rows(office: Office) -> None:
    """The calendar follows the change by its number: the date is Bruno's now."""
    case = office.open_case()
    row = put(office, case.id, "in 3 days", 3)
    assert titles(shown(office)) == {"soon": ["in 3 days"]}
    change = {"version": 1, "responsible_id": office.people["bruno"].id}
    with office.writing() as desk:
        moving.change(desk, row, DeadlineChange.model_validate(change))
    assert titles(shown(office)) == {}
    assert titles(shown(office, "bruno")) == {"soon": ["in 3 days"]}


def test_a_day_is_ordered_by_hour_then_by_gravity(office: Office) -> None:
    """16:30 in Los Angeles is later than 17:00 in New York; no hour is the day's end."""
    case = office.open_case()
    put(office, case.id, "no hour", 0)
    put(office, case.id, "no hour, fatal", 0, fatal=True)
    put(office, case.id, "17:00 New York", 0, at="17:00")
    put(office, case.id, "16:30 Los Angeles", 0, at="16:30", tz="America/Los_Angeles")
    put(office, case.id, "09:00", 0, at="09:00")
    put(office, case.id, "09:00, fatal", 0, at="09:00", fatal=True)
    put(office, case.id, "tomorrow, fatal", 1, fatal=True)
    assert titles(shown(office))["urgent"] == [
        "09:00, fatal",
        "09:00",
        "17:00 New York",
        "16:30 Los Angeles",
        "no hour, fatal",
        "no hour",
        "tomorrow, fatal",
    ]


def test_at_the_same_hour_mine_comes_first_and_never_before_a_graver_one(office: Office) -> None:
    """A colleague's fatal date of my case stands before my own that can be cured."""
    case = office.open_case()
    bruno = {"responsible_id": office.people["bruno"].id}
    put(office, case.id, "his", 0, **bruno)
    put(office, case.id, "mine", 0)
    put(office, case.id, "his, fatal", 0, fatal=True, **bruno)
    assert titles(shown(office))["urgent"] == ["his, fatal", "mine", "his"]


def test_each_date_stands_once_in_its_most_urgent_place(office: Office) -> None:
    """Told dates keep their word in the red box; only the others are new; a fatal one is red."""
    case = office.open_case()
    for title, days, fatal in [
        ("fatal 7", 7, True),
        ("fatal 8", 8, True),
        ("fatal 14", 14, True),
        ("fatal 15", 15, True),
        ("plain today", 0, False),
        ("plain 3", 3, False),
        ("plain 14", 14, False),
        ("plain 15", 15, False),
    ]:
        put(office, case.id, title, days, fatal=fatal)
    assert titles(shown(office)) == {
        "urgent": ["plain today", "fatal 7"],
        "ahead": ["fatal 8", "fatal 14"],
        "soon": ["plain 3", "plain 14"],
    }
    assert shown(office).quiet == 2
    tell(office)
    view = shown(office)
    assert titles(view) == {
        "urgent": ["plain today", "fatal 7"],
        "ahead": ["fatal 8", "fatal 14"],
        "new": ["plain 3", "plain 14", "fatal 15", "plain 15"],
    }
    assert all(row.waiting_ack for name in PLACES for row in getattr(view, name).shown)


def test_what_had_passed_when_we_learned_of_it_comes_last(office: Office) -> None:
    """Overtaken is not overdue, and stays in sight."""
    case = office.open_case()
    put(office, case.id, "overtaken", -20)
    put(office, case.id, "overdue tomorrow", 0)
    office.clock.forward(days=1)
    view = shown(office)
    assert titles(view) == {"urgent": ["overdue tomorrow", "overtaken"]}


def test_a_deadline_of_today_is_overdue_after_its_hour(office: Office) -> None:
    """Red before and after; a program finds it among the overdue from 16:01 on in its zone."""
    case = office.open_case()
    put(office, case.id, "by four", 0, at="16:00", tz="America/New_York")
    put(office, case.id, "by four in Los Angeles", 0, at="16:00", tz="America/Los_Angeles")
    for now, overdue in [("19:59", []), ("20:01", ["by four"])]:
        office.clock.now = datetime.fromisoformat(f"2027-04-14T{now}+00:00")
        rows = shown(office).urgent.shown
        assert [row.title for row in rows] == ["by four", "by four in Los Angeles"]
        assert [row.title for row in rows if row.overdue] == overdue
        with office.reading() as desk:
            agenda = today.agenda(desk, office.calendar)
        assert [row.title for row in agenda.deadlines.overdue] == overdue


def test_the_governments_clock_is_never_red(office: Office) -> None:
    """An agency that is late misses its own date, not ours; the row stays where it can be seen."""
    case = office.open_case()
    new = {
        "case_id": case.id,
        "rule": "foia.response",
        "inputs": {"trigger_date": "2027-03-22"},
    }
    with office.writing() as desk:
        added = adding.add(desk, NewDeadline.model_validate(new))
    assert added.government
    with office.writing() as desk:
        kept = desk.db.get_one(Schedule, added.id)
        assert kept.routine
        kept.routine = False  # as a row that was saved before this was kept
    with office.reading() as desk:
        access.open_case(desk, case.id)
        row, case_row = desk.db.get_one(Deadline, added.id), desk.db.get_one(Case, case.id)
        assert agreeing.otherwise(row, desk.db.get_one(Schedule, row.id), case_row) == []
    office.clock.forward(days=60)
    view = shown(office)
    assert view.urgent.shown == []
    assert [row.id for row in view.soon.shown] == [added.id]


def test_a_supervisor_sees_what_was_told_to_her_until_she_says_so(office: Office) -> None:
    """Two days off, the ladder tells the supervisors; it is new to her and nobody else's news."""
    case = office.open_case(backup_id=office.people["bruno"].id)
    row = put(office, case.id, "in 2 days", 2)
    assert titles(shown(office, "carmen")) == {}
    tell(office)
    assert titles(shown(office, "carmen")) == {"new": ["in 2 days"]}
    assert titles(shown(office, "dina")) == {}
    with office.writing("carmen") as desk:
        today.acknowledge(desk, row)
    assert titles(shown(office, "carmen")) == {}
    named = office.open_case(named_only=True, backup_id=office.people["bruno"].id)
    put(office, named.id, "named", 0)
    tell(office)
    assert titles(shown(office, "carmen")) == {}
    assert shown(office, "carmen").cannot_open == 0


@pytest.mark.parametrize("engine_name", ["sqlite"], indirect=True)
def test_what_is_overdue_or_due_by_tomorrow_is_never_cut(office: Office) -> None:
    """Twenty fatal dates of today, one nonfatal six days late, fifteen filings of tomorrow: all."""
    case = office.open_case()
    put(office, case.id, "six days late", 0)
    office.clock.forward(days=6)
    for number in range(20):
        put(office, case.id, f"today {number:02}", 6, fatal=True)
    for number in range(15):
        put(office, case.id, f"tomorrow {number:02}", 7)
    for number in range(14):
        put(office, case.id, f"fatal later {number:02}", 9, fatal=True)
    view = shown(office)
    found = [row.title for row in view.urgent.shown]
    assert found[0] == "six days late"
    assert len([each for each in found if each.startswith("today")]) == 20
    assert len([each for each in found if each.startswith("tomorrow")]) == 15
    assert len([each for each in found if each.startswith("fatal later")]) == MOST["urgent"]
    assert (view.urgent.more, view.urgent.overdue, view.urgent.tomorrow) == (2, 0, 0)


@pytest.mark.parametrize("engine_name", ["sqlite"], indirect=True)
def test_what_is_opened_is_bounded_and_the_rest_is_counted(office: Office) -> None:
    """Seventy overdue and fifty to come: as many as there is room for, the fatal one among them."""
    case = office.open_case()
    for number in range(70):
        put(office, case.id, f"late {number:02}", 0, at=f"{number % 24:02}:15")
    put(office, case.id, "fatal in a week", 8, fatal=True)
    for number in range(50):
        put(office, case.id, f"soon {number:02}", 5)
    office.clock.forward(days=1)
    view = shown(office)
    assert len(view.urgent.shown) == 60 + 1
    assert view.urgent.shown[-1].title == "fatal in a week"
    assert view.urgent.more == 10
    assert (view.urgent.overdue, view.urgent.oldest) == (10, date(2027, 4, 14))
    assert (len(view.soon.shown), view.soon.more) == (MOST["soon"], 50 - MOST["soon"])
    assert view.open_dates == 121


def test_all_dates_come_in_stretches_and_none_is_left_out(office: Office) -> None:
    """Every open date of mine is on exactly one page, by day; hearings stand among deadlines."""
    case = office.open_case()
    for days in (40, 2, 90, 15):
        put(office, case.id, f"in {days}", days)
    hearing = {"case_id": case.id, "starts": "2027-06-01T09:00", "kind": "master"}
    with office.writing() as desk:
        scheduling.schedule_hearing(desk, NewHearing.model_validate(hearing))
    with office.reading() as desk:
        pages = [
            today.all_dates(desk, office.calendar, start=start, size=2) for start in (0, 2, 4, 6)
        ]
    assert [view.total for view in pages] == [5, 5, 5, 5]
    rows = [getattr(row, "title", "hearing") for view in pages for row in view.rows]
    assert rows == ["in 2", "in 15", "in 40", "hearing", "in 90"]


@pytest.mark.parametrize(
    ("now", "until", "near"),
    [
        pytest.param("2026-11-25T15:00+00:00", "2026-11-27", ["2026-11-27"], id="Thanksgiving"),
        pytest.param(
            "2026-11-27T15:00+00:00", "2026-11-30", ["2026-11-27", "2026-11-30"], id="Friday"
        ),
        pytest.param("2026-11-23T15:00+00:00", "2026-11-24", [], id="Monday"),
    ],
)
def test_hearings_stand_until_the_end_of_the_next_working_day(
    office: Office, now: str, until: str, near: list[str]
) -> None:
    """What comes first after a closed day is among the next; later ones are lines of two weeks."""
    office.clock.now = datetime.fromisoformat("2026-11-20T15:00+00:00")
    days = ("2026-11-27", "2026-11-30", "2026-12-04")
    for day in days:
        case = office.open_case()
        new = {"case_id": case.id, "starts": f"{day}T09:00", "kind": "master", "follows": []}
        with office.writing() as desk:
            scheduling.schedule_hearing(desk, NewHearing.model_validate(new))
    office.clock.now = datetime.fromisoformat(now)
    view = shown(office)
    assert view.hearings_until == date.fromisoformat(until)
    assert [row.starts.date().isoformat() for row in view.hearings] == near
    later = [row.starts.date().isoformat() for row in view.coming]
    assert later == [day for day in days if day not in near]


def test_tomorrow_is_not_to_be_missed_and_what_was_seen_keeps_its_day(office: Office) -> None:
    """Fatal or not; a nearer date that was seen comes before a later one that was not told."""
    case = office.open_case()
    put(office, case.id, "tomorrow", 1)
    near = put(office, case.id, "in 3 days", 3)
    fatal = put(office, case.id, "fatal in 6 days", 6, fatal=True)
    put(office, case.id, "in 10 days", 10)
    tell(office)
    heard = {"case_id": case.id, "kind": "master", "follows": [], "starts": "2027-04-22T09:00"}
    with office.writing() as desk:
        scheduling.schedule_hearing(desk, NewHearing.model_validate(heard))
        for row in (near, fatal):
            today.acknowledge(desk, row)
    places = titles(shown(office))
    assert places["urgent"] == ["tomorrow", "fatal in 6 days"]
    assert places["soon"][0] == "in 3 days"
    fortnight = [getattr(row, "title", "heard") for row in shown(office).fortnight]
    assert fortnight[:2] == ["in 3 days", "heard"]


def test_today_goes_through_no_date_that_is_nothing_to_her(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Of twenty thousand open dates of the office an attorney's page looks at hers alone."""
    looked = list[Entry]()

    def in_order(entries: Iterable[Entry]) -> list[Entry]:
        looked.extend(entries)
        return sorted(looked, key=lambda entry: entry.safe)

    case = office.open_case(lead_id=office.people["bruno"].id)
    put(office, case.id, "in 3 days", 3)
    assert titles(shown(office, "bruno")) == {"soon": ["in 3 days"]}
    monkeypatch.setattr(calendar, "_in_order", in_order)
    assert titles(shown(office)) == titles(shown(office, "dina")) == {}
    assert looked == []
