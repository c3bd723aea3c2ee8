"""The only file that reads the clock."""

import time
from collections.abc import Callable
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

Clock = Callable[[], datetime]


def system_clock() -> datetime:
    """Return the present instant, aware, in UTC."""
    return datetime.now(UTC)


def monotonic() -> float:
    """Return seconds that only grow, for measuring waits; no calendar meaning."""
    return time.monotonic()


def local(at: datetime, zone: str) -> datetime:
    """Return the same instant on the wall clock of an IANA zone."""
    return at.astimezone(ZoneInfo(zone))


def instant(wall: datetime, zone: str) -> datetime:
    """Return the UTC instant of a naive wall time in an IANA zone.

    A time inside the spring gap becomes the same span after the change; of two equal autumn
    times the first is meant (PEP 495, fold=0).
    """
    return wall.replace(tzinfo=ZoneInfo(zone)).astimezone(UTC)
