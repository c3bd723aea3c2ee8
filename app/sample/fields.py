"""Reading TOML tables strictly: what is unknown, missing or of the wrong kind stops the reader."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any, TypeVar

SATURDAY = 5
T = TypeVar("T")


class UnfitStory(ValueError):
    """A table of the sample office says something that cannot be; names the table and the key."""


class Fields:
    """One table, read key by key; whatever is left at the end was never meant to be there."""

    def __init__(self, table: object, where: str) -> None:
        if not isinstance(table, dict):
            raise UnfitStory(f"{where}: a table is needed, not {table!r}")
        self._left = dict(table)
        self.where = where

    def has(self, name: str) -> bool:
        """Say whether the key stands in the table and was not read yet."""
        return name in self._left

    def text(self, name: str, default: str | None = None) -> str:
        """Return a text without empty ends."""
        value = self._take(name, str, default)
        if value != value.strip():
            raise UnfitStory(f"{self.where}: {name} begins or ends with a blank")
        return value

    def whole(self, name: str, default: int | None = None) -> int:
        """Return a whole number."""
        return self._take(name, int, default)

    def flag(self, name: str, *, default: bool | None = False) -> bool | None:
        """Return true, false or the default."""
        return self._take(name, bool, default) if self.has(name) else default

    def one_of(self, name: str, known: Mapping[str, object] | set[str], default: str = "") -> str:
        """Return a text that stands among the known ones; an empty default makes it needed."""
        value = self.text(name, default or None)
        if value not in known:
            raise UnfitStory(f"{self.where}: {name} = {value!r} is not known")
        return value

    def rows(self, name: str) -> list[Any]:
        """Return a list, empty where the key is missing."""
        return self._take(name, list, [])

    def any(self, name: str, default: object = None) -> object:
        """Return the value as TOML has it."""
        return self._left.pop(name, default)

    def end(self) -> None:
        """Refuse the table when something was never read."""
        if self._left:
            raise UnfitStory(f"{self.where}: unknown {', '.join(sorted(self._left))}")

    def _take(self, name: str, kind: type[T], default: T | None) -> T:
        if name not in self._left:
            if default is None:
                raise UnfitStory(f"{self.where}: {name} is missing")
            return default
        value = self._left.pop(name)
        if not isinstance(value, kind) or isinstance(value, bool) is not (kind is bool):
            raise UnfitStory(f"{self.where}: {name} must be {kind.__name__}, not {value!r}")
        return value


@dataclass(frozen=True, slots=True)
class Days:
    """Turns days counted from the day of planting into dates of the calendar."""

    today: date
    closed: Collection[date] = ()

    def weekday(self, fields: Fields) -> date:
        """Return the day of `in_days`: off a closed day, forward if ahead, back if gone by."""
        in_days = fields.whole("in_days")
        day = self.today + timedelta(days=in_days)
        if fields.flag("exact"):
            return day
        return self._open(day, 1 if in_days >= 0 else -1)

    def due(self, fields: Fields) -> date:
        """Return the day of `in_days`: off a closed day, back, unless it would then be over."""
        in_days = fields.whole("in_days")
        day = self.today + timedelta(days=in_days)
        if fields.flag("exact"):
            return day
        before = self._open(day, -1)
        return before if in_days < 0 or before > self.today else self._open(day, 1)

    def _open(self, day: date, step: int) -> date:
        while day.weekday() >= SATURDAY or day in self.closed:
            day += timedelta(days=step)
        return day

    def ago(self, days: int) -> date:
        """Return the day so many days before today."""
        return self.today - timedelta(days=days)


def wall(fields: Fields, day: date) -> datetime:
    """Return day at the hour of `at`, as a clock on the wall shows it."""
    hour = fields.text("at")
    try:
        return datetime.combine(day, time.fromisoformat(hour))
    except ValueError:
        raise UnfitStory(f"{fields.where}: {hour!r} is no hour") from None
