"""What reminders hang on changes under them: the rules of a zone, the list of closed days."""

import zoneinfo
from collections import Counter
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

from app.casework.calendar import Calendar
from app.casework.reminders.troubles import CLOSED_DAYS
from app.casework.slots import SlotPlan
from app.law import Text
from app.law.calendar import ClosedDay, calendar_of
from app.worker import Worker
from tests.casework.reminders.telling import forward, plan, told
from tests.casework.test_slots import entry
from tests.faults.mailing import troubles
from tests.night.house import SmallOffice, reading
from tests.night.sink import Sink

YEARS = (date(2026, 1, 1), date(2036, 12, 31))


def test_a_zone_that_moves_is_followed_by_the_next_worker(
    office: SmallOffice, tmp_path: Path
) -> None:
    """New rules for New York come with an update: the slot rings by them, and once."""
    office.hire("ana", "paralegal")
    first_date = office.enter("ana", 9)
    before = Calendar()
    plan(office, before)
    [first] = [slot.at for slot in before.plan.before(before.open_entries()[0]) if slot.number == 7]
    halifax = tmp_path / "zones" / "America" / "New_York"
    halifax.parent.mkdir(parents=True)
    halifax.write_bytes(_rules_of("America/Halifax"))
    try:
        zoneinfo.reset_tzpath([str(tmp_path / "zones"), *zoneinfo.TZPATH])
        zoneinfo.ZoneInfo.clear_cache()
        after = Calendar(SlotPlan(calendar_of(*YEARS, [])))
        with reading(office) as desk:
            after.follow(desk)
        [moved] = [
            slot.at for slot in after.plan.before(after.open_entries()[0]) if slot.number == 7
        ]
        assert moved == first - timedelta(hours=1)
        office.clock.now = moved
        plan(office, after)
        assert set(told(office, "digest")["ana"]) == {first_date}
        plan(office, after)
        assert Counter(told(office, "digest")["ana"])[first_date] <= 2
    finally:
        zoneinfo.reset_tzpath()
        zoneinfo.ZoneInfo.clear_cache()


def _rules_of(name: str) -> bytes:
    for folder in zoneinfo.TZPATH:
        if (path := Path(folder, name)).exists():
            return path.read_bytes()
    raise AssertionError(name)


def test_that_the_closed_days_end_is_said_sixty_days_before(
    office: SmallOffice, sink: Sink
) -> None:
    """On every page from then on; by mail to who can have a newer version installed, on its day."""
    office.hire("otto", "office_admin")
    said: dict[int, tuple[bool, bool]] = {}
    for days in (61, 59, 60):
        worker, before = Worker(office.house), len(sink.taken())
        last = office.clock.now.date() + timedelta(days=days)
        worker.calendar.plan = SlotPlan(calendar_of(YEARS[0], last, []))
        worker.run_once()
        worker.close()
        mailed = any("closed days" in mail.text for mail in sink.taken()[before:])
        said[days] = (CLOSED_DAYS in troubles(office), mailed)
    assert said == {61: (False, False), 59: (True, False), 60: (True, True)}


def test_that_the_closed_days_end_is_mailed_once_a_week_and_daily_at_last() -> None:
    """Sixty days before, then each week; from a fortnight before every day, and afterwards."""
    now = datetime(2027, 3, 10, 15, 0, tzinfo=UTC)
    left = [
        days
        for days in range(60, -3, -1)
        if SlotPlan(calendar_of(YEARS[0], now.date() + timedelta(days=days), [])).is_ending_told(
            now
        )
    ]
    assert left == [60, 53, 46, 39, 32, 25, 18, *range(14, -3, -1)]


def test_where_closed_days_are_not_known_slots_keep_their_days() -> None:
    """Past the last year of the list only weekends move one: a reminder has a day even then."""
    bare = SlotPlan(calendar_of(*YEARS, []))
    christmas = date(2040, 12, 28)
    slots = {slot.number: slot.at.date() for slot in bare.before(entry(christmas))}
    assert slots[3] == date(2040, 12, 25)


def test_a_new_closed_day_moves_what_has_not_rung_and_tells_nothing_twice(
    office: SmallOffice,
) -> None:
    """Nothing is stored of the plan, so a thousand dates follow a new list in the next process."""
    office.hire("ana", "paralegal")
    office.enter_many("ana", [9, 16, 40] * 100)
    plan(office, Calendar())
    marks = len(office.marks())
    closed = (office.clock.now + timedelta(days=2)).date()
    newer = Calendar(
        SlotPlan(
            calendar_of(
                *YEARS, [ClosedDay(closed, "legal", Text("closed", "cerrado"), "order", None)]
            )
        )
    )
    plan(office, newer)
    assert len(office.marks()) == marks
    forward(office, days=1)
    plan(office, newer)
    assert len(office.marks()) > marks
