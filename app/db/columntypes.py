"""How sealed bytes and instants stand in both engines."""

from datetime import UTC, datetime

from sqlalchemy import DateTime, LargeBinary
from sqlalchemy.engine import Dialect
from sqlalchemy.types import TypeDecorator

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
