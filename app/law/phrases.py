"""Sentences of the law floor, each in English and Spanish, with days written out."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Final

_WEEKDAYS: Final = {
    "en": ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"),
    "es": ("lun", "mar", "mié", "jue", "vie", "sáb", "dom"),
}
_MONTHS: Final = {
    "en": "Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec".split(),
    "es": "ene feb mar abr may jun jul ago sep oct nov dic".split(),
}


@dataclass(frozen=True, slots=True)
class Text:
    """One sentence in each language of the house."""

    en: str
    es: str

    def __str__(self) -> str:
        """Return the English sentence."""
        return self.en

    def told_in(self, locale: str) -> str:
        """Return the sentence in locale; English for a locale the house does not speak."""
        return self.es if locale == "es" else self.en

    def fill(self, **words: object) -> Text:
        """Return the sentence with its {names} filled; days and texts in each one's language."""
        return Text(
            self.en.format(**{name: _told(word, "en") for name, word in words.items()}),
            self.es.format(**{name: _told(word, "es") for name, word in words.items()}),
        )


def day_in_words(day: date, locale: str) -> str:
    """Return day as 'Mon 8 Feb 2027', or 'lun 8 feb 2027'."""
    return (
        f"{_WEEKDAYS[locale][day.weekday()]} {day.day} {_MONTHS[locale][day.month - 1]} {day.year}"
    )


def _told(word: object, locale: str) -> str:
    if isinstance(word, Text):
        return word.told_in(locale)
    if isinstance(word, date):
        return day_in_words(word, locale)
    return str(word)
