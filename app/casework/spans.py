"""Until when something was given, as a signed or sealed word says it: in whole microseconds."""

from datetime import UTC, datetime, timedelta

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


def micros(at: datetime | None) -> int:
    """Return an instant in microseconds since 1970; 0 where there is none."""
    return 0 if at is None else (at - _EPOCH) // timedelta(microseconds=1)


def within(until: datetime | None, said: int) -> bool:
    """Tell whether something ends no later than was said; 0 said that it does not end."""
    return said == 0 or (until is not None and micros(until) <= said)
