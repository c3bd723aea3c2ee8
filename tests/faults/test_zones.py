"""Every change of the clocks in the United States until 2036, in eight zones (15 USC 260a)."""

from collections import Counter
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from app.casework.slots import shipped_plan
from tests.casework.test_slots import ZONES, entry
from tests.faults.oracle import Book, Entry

BEGUN = datetime(2026, 1, 1, tzinfo=UTC)


def changes() -> Iterator[date]:
    """Yield the second Sunday of March and the first of November of each year."""
    for year in range(2026, 2037):
        for month, number in ((3, 2), (11, 1)):
            first = date(year, month, 1)
            yield first + timedelta(days=(6 - first.weekday()) % 7 + 7 * (number - 1))


@pytest.mark.parametrize("zone", ZONES)
def test_each_slot_rings_once_at_half_past_seven(zone: str) -> None:
    """Of each date within a month after a change, and on the days that the oracle says."""
    plan, book = shipped_plan(), Book()
    for change in changes():
        for ahead in range(-1, 32):
            day = change + timedelta(days=ahead)
            slots = plan.before(entry(day, tz=zone))
            paper = Entry("", "deadline", day, zone, "", None, BEGUN, BEGUN)
            until = datetime.combine(day, datetime.max.time(), ZoneInfo(zone)).astimezone(UTC)
            assert Counter((slot.at, slot.number) for slot in slots) == Counter(
                book.slots(paper, until)
            )
            assert {f"{slot.at.astimezone(ZoneInfo(zone)):%H:%M:%S}" for slot in slots} == {
                "07:30:00"
            }
            assert max(Counter(slot.code for slot in slots).values()) == 1
