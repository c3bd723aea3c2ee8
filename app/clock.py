"""The only file that reads the clock."""

import time
from collections.abc import Callable
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from functools import cache
from pathlib import Path
from zoneinfo import ZoneInfo, available_timezones

Clock = Callable[[], datetime]
LARGEST_SKEW = timedelta(seconds=5)  # between the clocks of two machines that work together


def system_clock() -> datetime:
    """Return the present instant, aware, in UTC."""
    return datetime.now(UTC)


def monotonic() -> float:
    """Return seconds that only grow, for measuring waits; no calendar meaning."""
    return time.monotonic()


def uptime() -> float:
    """Return the seconds since this machine was started, asleep or not; nobody can set them."""
    return time.clock_gettime(getattr(time, "CLOCK_BOOTTIME", time.CLOCK_MONOTONIC))


def boot() -> str:
    """Return by what this start of the machine is known; nothing where the system does not say."""
    with suppress(OSError):
        return Path("/proc/sys/kernel/random/boot_id").read_text(encoding="ascii").strip()
    return ""


@cache
def zones() -> frozenset[str]:
    """Return the names that mean the same clock on every machine and for every reader."""
    # Debian's database names these too: this machine's own clock, and one that was never set.
    return frozenset(available_timezones()) - {"localtime", "Factory"}


def local(at: datetime, zone: str) -> datetime:
    """Return the same instant on the wall clock of an IANA zone."""
    return at.astimezone(ZoneInfo(zone))


def instant(wall: datetime, zone: str) -> datetime:
    """Return the UTC instant of a naive wall time in an IANA zone.

    A time inside the spring gap becomes the same span after the change; of two equal autumn
    times the first is meant (PEP 495, fold=0).
    """
    return wall.replace(tzinfo=ZoneInfo(zone)).astimezone(UTC)
