"""How sealed bytes and instants stand in both engines."""

from datetime import UTC, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, DateTime, LargeBinary, type_coerce
from sqlalchemy.engine import Dialect
from sqlalchemy.types import NullType, TypeDecorator

from app.crypto.cells import Sealed


class SealedBytes(TypeDecorator[bytes]):
    """Bytes that only the sealing floor made; anything else is refused when bound."""

    impl = LargeBinary
    cache_ok = True

    def process_bind_param(self, value: bytes | None, dialect: Dialect) -> bytes | None:
        """Let sealed bytes through.

        Raises:
            TypeError: The value was not sealed.
        """
        del dialect
        if value is not None and not isinstance(value, Sealed):
            msg = "only sealed bytes may be stored in a card"
            raise TypeError(msg)
        return value


class Instant(TypeDecorator[datetime]):
    """A program's instant: aware UTC in Python on both engines."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """Store UTC; SQLite keeps no zone."""
        if value is None:
            return None
        utc = value.astimezone(UTC)
        return utc.replace(tzinfo=None) if dialect.name == "sqlite" else utc

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """Return UTC, aware."""
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if dialect.name == "sqlite" else value.astimezone(UTC)


def plainly(column: ColumnElement[Any]) -> ColumnElement[Any]:
    """Return a column whose values come as the driver gives them, for what is only hashed.

    Of tens of thousands of rows most of the time goes into ids and instants that nobody reads.
    """
    return type_coerce(column, NullType())


def hex_of(plain: str | UUID) -> str:
    """Return an id that was read plainly as 32 hex digits: SQLite has text, PostgreSQL an id."""
    return plain if isinstance(plain, str) else plain.hex
