"""What people read, in their own language: English in the source, Spanish in the catalogue.

`N_` marks a sentence where it is written; `translator` turns it into a person's language at
the door. The catalogue is the text file translators edit, compiled in memory at first use.
"""

import datetime as dt
import gettext
import io
import sys
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Self
from zoneinfo import ZoneInfo

from babel import Locale
from babel.dates import (
    format_date,
    format_skeleton,
    format_time,
    get_month_names,
    get_timezone_name,
)
from babel.messages.catalog import Catalog
from babel.messages.extract import extract_from_dir
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po
from babel.numbers import format_decimal

APP = Path(__file__).parent
CATALOGUES = APP / "locale"
SOURCE = "en"
LOCALES = (SOURCE, "es")
# Dates and hours as courts in the United States write them, in either language.
_REGIONS = {"en": "en_US", "es": "es_US"}
_DAYS = {"en": "EEE, MMM d, y", "es": "EEE d MMM y"}
_NEAR_DAYS = {"en": "EEE MMM d", "es": "EEE d MMM"}
_KEYWORDS: dict[str, tuple[int | tuple[int, str], ...] | None] = {
    "_": None,
    "N_": None,
    "gettext": None,
    "ngettext": (1, 2),
    "pgettext": ((1, "c"), 2),
}
_METHODS = [("**.py", "python"), ("web/templates/**", "jinja2")]


def N_(text: str) -> str:  # noqa: N802 - the name gettext's tools know
    """Return text unchanged; it is now among the sentences that must be translated."""
    return text


class Filled(str):
    """A sentence with values that are put in once it is in a person's language."""

    __slots__ = ("params",)
    params: dict[str, str | int]

    def __new__(cls, text: str, **params: str | int) -> Self:
        """Keep the values beside the sentence."""
        filled = super().__new__(cls, text)
        filled.params = params
        return filled


class Words:
    """One language: its sentences, and how it writes days, hours and numbers."""

    def __init__(self, locale: str, sentences: gettext.NullTranslations) -> None:
        self.locale = locale
        self._sentences = sentences
        self._region = Locale.parse(_REGIONS[locale])

    def __call__(self, text: str) -> str:
        """Return the sentence in this language, or as written where none is known."""
        return self.gettext(text, **(text.params if isinstance(text, Filled) else {}))

    def gettext(self, text: str, **params: object) -> str:
        """Return the sentence with its parameters filled in."""
        said = self._sentences.gettext(text) if text else ""
        return said % params if params else said

    def months(self) -> list[tuple[int, str]]:
        """Return the months of a year, each with its name."""
        return sorted(get_month_names("wide", "stand-alone", locale=self._region).items())

    def ngettext(self, one: str, many: str, count: int) -> str:
        """Return the form of the sentence that fits count."""
        return self._sentences.ngettext(one, many, count)

    def pgettext(self, context: str, text: str) -> str:
        """Return a word whose meaning the context settles."""
        return self._sentences.pgettext(context, text)

    def language(self, code: str) -> str:
        """Return what a language is called, or its code where that is none."""
        return str(self._region.languages.get(code, code))

    def number(self, count: float) -> str:
        """Return 1204 as 1,204."""
        return str(format_decimal(count, locale=self._region))

    def date(self, day: dt.date) -> str:
        """Return a day without its weekday, for months and birthdays."""
        return str(format_skeleton("yMMMd", day, locale=self._region))

    def weekday_date(self, day: dt.date) -> str:
        """Return a day as every deadline and hearing shows it."""
        return str(format_date(day, _DAYS[self.locale], locale=self._region))

    def long_date(self, day: dt.date) -> str:
        """Return a day in full words, for papers that people take along."""
        return str(format_date(day, "full", locale=self._region))

    def short_weekday(self, day: dt.date) -> str:
        """Return weekday and day of the month, for a strip of days."""
        return str(format_date(day, "EEE d", locale=self._region))

    def near_day(self, day: dt.date) -> str:
        """Return weekday, day and month, for what is near enough to need no year."""
        return str(format_date(day, _NEAR_DAYS[self.locale], locale=self._region))

    def time(self, at: dt.time | dt.datetime) -> str:
        """Return hour and minute."""
        return str(format_time(at, "short", locale=self._region))

    def zone(self, at: dt.date | dt.datetime, tz: str) -> str:
        """Return the zone's short name on that day, such as CST or CDT."""
        there = ZoneInfo(tz)
        if not isinstance(at, dt.datetime):
            at = dt.datetime.combine(at, dt.time(23, 59))
        wall = at.replace(tzinfo=there) if at.tzinfo is None else at.astimezone(there)
        return str(get_timezone_name(wall, width="short", locale=Locale("en", "US")))

    def moment(self, at: dt.datetime, tz: str) -> str:
        """Return weekday, day, hour and zone of a wall time (or an instant) in tz."""
        wall = at if at.tzinfo is None else at.astimezone(ZoneInfo(tz))
        return f"{self.weekday_date(wall.date())}, {self.time(wall.time())} {self.zone(at, tz)}"


def translator(locale: str) -> Words:
    """Return the words of a locale; English for one Amparo does not speak."""
    return _words(locale if locale in LOCALES else SOURCE)


@cache
def _words(locale: str) -> Words:
    if locale == SOURCE:
        return Words(locale, gettext.NullTranslations())
    compiled = io.BytesIO()
    write_mo(compiled, catalogue(locale))
    compiled.seek(0)
    return Words(locale, gettext.GNUTranslations(compiled))


def catalogue_file(locale: str) -> Path:
    """Return where the sentences of a locale are kept."""
    return CATALOGUES / locale / "LC_MESSAGES" / "amparo.po"


def catalogue(locale: str) -> Catalog:
    """Return the sentences of a locale as translators left them."""
    with catalogue_file(locale).open(encoding="utf-8") as lines:
        return read_po(lines, locale=locale, domain="amparo", abort_invalid=True)


@cache
def sentences() -> Catalog:
    """Return every sentence marked in the code and the templates."""
    found = Catalog(project="Amparo", charset="utf-8")
    options = {"web/templates/**": {"trimmed": "true", "silent": "false", "newstyle_gettext": "1"}}
    for name, line, text, notes, context in extract_from_dir(
        APP, _METHODS, options, _KEYWORDS, comment_tags=("Translators:",), strip_comment_tags=True
    ):
        place = Path("app", name).as_posix()
        found.add(text, None, [(place, line)], auto_comments=notes, context=context)
    return found


def missing(locale: str) -> Iterator[str]:
    """Yield each sentence the locale has no finished translation for."""
    known = catalogue(locale)
    for message in sentences():
        if not message.id:
            continue
        mine = known.get(message.id, message.context)
        said = mine.string if mine else ""
        parts = said if isinstance(said, tuple | list) else (said,)
        if mine is None or mine.fuzzy or not all(parts):
            yield message.id if isinstance(message.id, str) else message.id[0]


def extract(locale: str) -> int:
    """Bring the locale's file up to date with the source; return how many sentences wait."""
    kept = catalogue(locale)
    kept.update(sentences(), no_fuzzy_matching=True, update_creation_date=False)
    kept.obsolete.clear()
    kept.version, kept.msgid_bugs_address = "1", "(see CONTRIBUTING)"
    with catalogue_file(locale).open("wb") as out:
        write_po(out, kept, width=100, sort_output=True, include_lineno=False)
    return sum(1 for _ in missing(locale))


def main(deed: str) -> int:
    """Do what `python -m app.words extract` or `missing` asks, for every translated locale."""
    waiting = 0
    for locale in LOCALES[1:]:
        if deed == "extract":
            waiting += extract(locale)
        for text in missing(locale):
            sys.stdout.write(f"{locale}: {text}\n")
            waiting += deed != "extract"
    return int(waiting > 0)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1] if len(sys.argv) > 1 else "missing"))
