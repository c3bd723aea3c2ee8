"""The kinds of value that a card can hold, each with how it stands in JSON."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Generic, TypeVar
from uuid import UUID

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Kind(Generic[T]):
    """How a value stands in JSON."""

    dump: Callable[[T], Any]
    load: Callable[[Any], T]
    optional: bool = False


def _same(value: Any) -> Any:  # noqa: ANN401 - JSON goes through unchanged
    return value


TEXT: Kind[str] = Kind(str, str)
FLAG: Kind[bool] = Kind(bool, bool)
NUMBER: Kind[int] = Kind(int, int)
DAY: Kind[date] = Kind(date.isoformat, date.fromisoformat)
WALL: Kind[datetime] = Kind(lambda at: at.strftime("%Y-%m-%dT%H:%M"), datetime.fromisoformat)
INSTANT: Kind[datetime] = Kind(lambda at: at.isoformat(), datetime.fromisoformat)
ID: Kind[UUID] = Kind(str, UUID)
JSON: Kind[Any] = Kind(_same, _same)


def maybe(kind: Kind[T]) -> Kind[T | None]:
    """Return the same kind, which may also be missing."""
    return Kind(
        lambda value: None if value is None else kind.dump(value),
        lambda value: None if value is None else kind.load(value),
        optional=True,
    )


def many(kind: Kind[T]) -> Kind[list[T]]:
    """Return a list of the kind."""
    return Kind(
        lambda values: [kind.dump(value) for value in values],
        lambda values: [kind.load(value) for value in values],
    )
