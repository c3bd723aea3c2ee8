"""TOML read strictly: each key asked for, each of its kind, and every key left over is a fault."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time
from pathlib import Path
from typing import Final

from app.law.phrases import Text

_NO_DAY: Final = date(1, 1, 1)


@dataclass(slots=True)
class Source:
    """One file of a pack and the faults found in it."""

    name: str
    text: str
    faults: list[str] = field(default_factory=list)

    def fault(self, sentence: str, *, key: str | None = None) -> None:
        """Note what is wrong, with the line where the key stands if it stands there alone."""
        lines = [] if key is None else self._lines(key)
        place = f"{self.name}, line {lines[0]}" if len(lines) == 1 else self.name
        self.faults.append(f"{place}: {sentence}")

    def _lines(self, key: str) -> list[int]:
        shape = re.compile(rf'(?:^|[{{,\[.])\s*"?{re.escape(key)}"?\s*[=\]]')
        return [n for n, line in enumerate(self.text.splitlines(), 1) if shape.search(line)]


class Table:
    """One TOML table being read; `close` reports the keys nobody asked for."""

    def __init__(self, content: Mapping[str, object], where: str, source: Source) -> None:
        self._content = content
        self._where = where
        self._asked: set[str] = set()
        self.source = source

    def has(self, key: str) -> bool:
        """Return whether the key is written."""
        return key in self._content

    def text(self, key: str, default: str | None = None) -> str:
        """Return a text."""
        value = self._take(key, default)
        if isinstance(value, str):
            return value
        self._wrong(key, "a text")
        return ""

    def one_of(self, key: str, known: Collection[str], default: str | None = None) -> str:
        """Return a word of a closed vocabulary."""
        value = self._take(key, default)
        if isinstance(value, str) and value in known:
            return value
        self._wrong(key, f"one of {', '.join(sorted(known))}")
        return next(iter(known))

    def some_of(
        self, key: str, known: Collection[str], default: Sequence[str] | None = None
    ) -> list[str]:
        """Return several of the known words, each once; where none may lack, at least one."""
        value = self._take(key, default)
        found = [each for each in value if each in known] if isinstance(value, list) else []
        if found == value and len(set(found)) == len(found) and (found or default is not None):
            return found
        self._wrong(key, f"a list of some of {', '.join(sorted(known))}, each once")
        return []

    def whole(self, key: str, default: int | None = None) -> int:
        """Return a whole number."""
        value = self._take(key, default)
        if type(value) is int:
            return value
        self._wrong(key, "a whole number")
        return 0

    def flag(self, key: str, default: bool | None = None) -> bool:
        """Return true or false."""
        value = self._take(key, default)
        if isinstance(value, bool):
            return value
        self._wrong(key, "true or false")
        return False

    def day(self, key: str) -> date:
        """Return a date."""
        value = self._take(key, None)
        if isinstance(value, date) and not isinstance(value, datetime):
            return value
        self._wrong(key, "a date")
        return _NO_DAY

    def day_or_none(self, key: str) -> date | None:
        """Return a date, or None where the key is not written."""
        return self.day(key) if self.has(key) else None

    def hour_or_none(self, key: str) -> time | None:
        """Return a time of day, or None where the key is not written."""
        value = self._take(key, None)
        if value is None or isinstance(value, time):
            return value
        self._wrong(key, "a time of day, such as 23:59:59")
        return None

    def moment(self, key: str) -> datetime | None:
        """Return an instant written as text with its offset."""
        value = self._take(key, None)
        try:
            moment = datetime.fromisoformat(str(value))
        except ValueError:
            moment = None
        if moment is None or moment.tzinfo is None:
            self._wrong(key, 'a moment such as "2026-11-04T09:00:00-06:00"')
        return moment

    def words(self, key: str) -> Text:
        """Return a sentence in English and Spanish."""
        table = self.table(key)
        words = Text(table.text("en"), table.text("es"))
        table.close()
        return words

    def table(self, key: str) -> Table:
        """Return the table under key; an empty one where it is missing."""
        value = self._take(key, None)
        if not isinstance(value, Mapping):
            self._wrong(key, "a table")
            value = {}
        return Table(value, f"{self._where}.{key}", self.source)

    def tables(self, key: str, *, least: int = 0) -> list[Table]:
        """Return the tables of a list, at least so many."""
        value = self._take(key, [] if least == 0 else None)
        if (
            not isinstance(value, Sequence)
            or len(value) < least
            or not all(isinstance(entry, Mapping) for entry in value)
        ):
            self._wrong(key, f"a list of tables, at least {least}")
            return []
        return [
            Table(entry, f"{self._where}.{key}[{n}]", self.source) for n, entry in enumerate(value)
        ]

    def list_of(
        self, key: str, kind: type, default: Sequence[object] | None = None
    ) -> list[object]:
        """Return a list of texts, or of whole numbers."""
        value = self._take(key, default)
        if isinstance(value, list | tuple) and all(type(entry) is kind for entry in value):
            return list(value)
        self._wrong(key, "a list of one kind of value")
        return []

    def mapping(self, key: str) -> Mapping[str, object]:
        """Return a table as it is written; its keys are checked elsewhere."""
        value = self._take(key, None)
        if isinstance(value, Mapping):
            return value
        self._wrong(key, "a table")
        return {}

    def written(self) -> list[str]:
        """Return every key written here; each must then be asked for."""
        return list(self._content)

    def raw(self, key: str) -> object:
        """Return a value of any kind."""
        return self._take(key, None)

    def fault(self, sentence: str, *, key: str | None = None) -> None:
        """Note what is wrong in this table."""
        self.source.fault(f"{self._where}: {sentence}", key=key)

    def close(self) -> None:
        """Report each key that nobody asked for."""
        for key in self._content:
            if key not in self._asked:
                self.fault(f"`{key}` is not a key known here.", key=key)

    def _take(self, key: str, default: object) -> object:
        self._asked.add(key)
        return self._content.get(key, default)

    def _wrong(self, key: str, wanted: str) -> None:
        if self.has(key):
            self.fault(f"`{key}` must be {wanted}.", key=key)
        else:
            self.fault(f"`{key}` is missing; it must be {wanted}.")


def read_toml(folder: Path, name: str) -> tuple[Table, Source]:
    """Return the file's top table; unreadable TOML is a fault and an empty table."""
    source = Source(name, "")
    try:
        source.text = (folder / name).read_bytes().decode()
        content = tomllib.loads(source.text)
    except OSError:
        source.fault("The file is missing or cannot be read.")
        content = {}
    except ValueError as wrong:
        # tomllib tells the line and column, and calls a doubled key an overwritten value.
        source.fault(f"This is not TOML: {wrong}.")
        content = {}
    return Table(content, Path(name).stem, source), source
