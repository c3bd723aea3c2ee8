"""Instants that PostgreSQL keeps and Python cannot: `infinity`, five-figure years, years B.C.

One such row must not hide all the others.
"""

from datetime import UTC, datetime
from typing import Any, Final

from psycopg import DataError
from psycopg.types.datetime import TimestamptzLoader

# A year from the ends, so that whoever counts a day or a time zone from them stays within.
FAR_FUTURE: Final = datetime(9999, 1, 1, tzinfo=UTC)
FAR_PAST: Final = datetime(2, 1, 1, tzinfo=UTC)


class _EveryInstant(TimestamptzLoader):
    def load(self, data: Any) -> datetime:  # noqa: ANN401 - the driver's own kind of bytes
        """Return the instant, or one that no deed was ever done at."""
        try:
            return super().load(data)
        except DataError:
            told = bytes(data)
            return FAR_PAST if told.startswith(b"-") or told.endswith(b"BC") else FAR_FUTURE


def load_every_instant(connection: Any, _record: object) -> None:  # noqa: ANN401 - no types
    """Read instants so on a connection that was just made."""
    connection.adapters.register_loader("timestamptz", _EveryInstant)
