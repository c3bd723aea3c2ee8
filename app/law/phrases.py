"""Sentences of the law floor, each in English and Spanish, with days written out."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Final

_WEEKDAYS: Final = {
    "en": ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"),
    "es": ("lunes", "martes", "miércoles", "jueves", "viernes", "sábado", "domingo"),
}
_MONTHS: Final = {
    "en": (
        *("January", "February", "March", "April", "May", "June"),
        *("July", "August", "September", "October", "November", "December"),
    ),
    "es": (
        *("enero", "febrero", "marzo", "abril", "mayo", "junio"),
        *("julio", "agosto", "septiembre", "octubre", "noviembre", "diciembre"),
    ),
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
    """Return day as 'Monday 8 February 2027', or 'lunes 8 de febrero de 2027'."""
    between = " de " if locale == "es" else " "
    month = _MONTHS[locale][day.month - 1]
    return f"{_WEEKDAYS[locale][day.weekday()]} {day.day}{between}{month}{between}{day.year}"


def _told(word: object, locale: str) -> str:
    if isinstance(word, Text):
        return word.told_in(locale)
    if isinstance(word, date):
        return day_in_words(word, locale)
    return str(word)
