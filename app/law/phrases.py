"""Sentences of the law, each in English and Spanish; days and hours as the pages write them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, time
from functools import lru_cache
from typing import Final

# As the pages write days (CLDR's short names), so that a count and the date above it look alike;
# a test compares them.
_WEEKDAYS: Final = {
    "en": ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"),
    "es": ("lun", "mar", "mié", "jue", "vie", "sáb", "dom"),
}
_MONTHS: Final = {
    "en": (
        *("Jan", "Feb", "Mar", "Apr", "May", "Jun"),
        *("Jul", "Aug", "Sep", "Oct", "Nov", "Dec"),
    ),
    "es": (
        *("ene", "feb", "mar", "abr", "may", "jun"),
        *("jul", "ago", "sept", "oct", "nov", "dic"),
    ),
}


@dataclass(frozen=True, slots=True, eq=False)
class Text:
    """One sentence in each language of the house."""

    en: str
    es: str

    def __eq__(self, other: object) -> bool:
        """Return whether both say the same, however they came to it."""
        return isinstance(other, Text) and (self.en, self.es) == (other.en, other.es)

    def __hash__(self) -> int:
        """Return the same for what says the same."""
        return hash((self.en, self.es))

    def __str__(self) -> str:
        """Return the English sentence."""
        return self.en

    def told_in(self, locale: str) -> str:
        """Return the sentence in locale; English for a locale the house does not speak."""
        return self.es if locale == "es" else self.en

    def fill(self, **words: object) -> Text:
        """Return the sentence with its {names} filled; days and texts in each one's language."""
        return _Filled(self, words)


class _Filled(Text):
    """A sentence that is filled when it is read: of two languages, most are read in one."""

    __slots__ = ("_shape", "_words")
    _shape: Text
    _words: Mapping[str, object]

    def __init__(self, shape: Text, words: Mapping[str, object]) -> None:
        object.__setattr__(self, "_shape", shape)
        object.__setattr__(self, "_words", words)

    @property
    def en(self) -> str:
        return self._told_in("en")

    @property
    def es(self) -> str:
        return self._told_in("es")

    def _told_in(self, locale: str) -> str:
        words = {name: _told(word, locale) for name, word in self._words.items()}
        return self._shape.told_in(locale).format(**words)


@lru_cache(maxsize=8192)
def day_in_words(day: date, locale: str) -> str:
    """Return day as 'Mon, Feb 8, 2027', or 'lun 8 feb 2027'."""
    weekday, month = _WEEKDAYS[locale][day.weekday()], _MONTHS[locale][day.month - 1]
    if locale == "es":
        return f"{weekday} {day.day} {month} {day.year}"
    return f"{weekday}, {month} {day.day}, {day.year}"


def hour_in_words(at: time, locale: str) -> str:
    """Return an hour as '4:00 PM', or '4:00 p.m.'."""
    halves = ("a.m.", "p.m.") if locale == "es" else ("AM", "PM")
    return f"{at.hour % 12 or 12}:{at:%M}\u202f{halves[at.hour >= 12]}"  # noqa: PLR2004 - noon


def _told(word: object, locale: str) -> str:
    if isinstance(word, Text):
        return word.told_in(locale)
    if isinstance(word, date):
        return day_in_words(word, locale)
    if isinstance(word, time):
        return hour_in_words(word, locale)
    return str(word)
