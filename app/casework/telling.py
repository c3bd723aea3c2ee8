"""Words in mails and calendars must tell nothing: no number, country, court or kind of case.

Wherever somebody chooses such a word it is asked here; what resembles a name is asked beside, where
the names are open.
"""

import tomllib
import unicodedata
from collections.abc import Iterable
from functools import cache
from pathlib import Path
from typing import Final

from babel import Locale

from app.forums.courts import all_courts
from app.names.fold import fold, plain
from app.names.parts import likeness
from app.words import LOCALES, N_

MARKS: Final = N_("Use letters and spaces only, no signs.")
LATIN: Final = N_("Use Latin letters: others cannot be compared with the names in the case.")
NUMBER: Final = N_("This looks like a number, which may be found out. Leave the digits out.")
COUNTRY: Final = N_("This tells a country. Choose a word that has nothing to do with the case.")
COURT: Final = N_("This tells a court or its city. Choose a word that has nothing to do with it.")
KIND: Final = N_("This tells a kind of case. Choose a word that has nothing to do with the case.")
NAME: Final = N_("This resembles a name in the case. Choose a word that has nothing to do with it.")

_SIGNS: Final = frozenset(" -'")
_MOST_DIGITS: Final = 1
_SHORTEST_PART: Final = 3  # of a name, inside a longer word
_FEWEST_INITIALS: Final = 2
_ALIKE: Final = 4
_TABLE: Final = tomllib.loads(Path(__file__).with_suffix(".toml").read_text())
_PEOPLES, _COURTS, _KINDS = (tuple(_TABLE[each].split()) for each in ("peoples", "courts", "kinds"))
_LETTERS, _STOPS = (frozenset(_TABLE[each].split()) for each in ("letters", "not_countries"))


def why_not(word: str) -> str:
    """Return why a word may not stand in a mail, as a sentence; empty where it may."""
    return _of_signs(word) or _of_words(word)


def _of_signs(word: str) -> str:
    if any(not (sign.isalnum() or sign in _SIGNS) for sign in word):
        return MARKS
    if any(sign.isalpha() and not unicodedata.name(sign, "").startswith("LATIN ") for sign in word):
        return LATIN
    return NUMBER if sum(sign.isdigit() for sign in word) > _MOST_DIGITS else ""


def _of_words(word: str) -> str:
    words = plain(word).split()
    if _begins([*words, "".join(words)], _KINDS) or _LETTERS & set(word.split()):
        return KIND
    if _begins(words, _COURTS) or _holds(words, _cities()):
        return COURT
    if _begins(words, _PEOPLES) or any(_is_country(each) for each in words):
        return COUNTRY
    return ""


def resembles(word: str, names: Iterable[str]) -> bool:
    """Tell whether a word resembles one of these names, a part of one, or its initials."""
    words = fold(word).parts
    squeezed = plain(word).replace(" ", "")
    for name in names:
        parts = fold(name).parts
        if any(_is_like(mine, part) for mine in words for part in parts):
            return True
        if any(len(part) >= _SHORTEST_PART and part in squeezed for part in parts):
            return True
        initials = "".join(part[0] for part in parts)
        if len(initials) >= _FEWEST_INITIALS and squeezed in {initials, initials[::-1]}:
            return True
    return False


def _is_like(one: str, other: str) -> bool:
    """Tell whether two parts are alike, or all but the last letter of the shorter is in both."""
    shared = max(_ALIKE, min(len(one), len(other)) - 1)
    return bool(likeness(one, other).degree) or one[:shared] == other[:shared]


def _begins(words: Iterable[str], stems: Iterable[str]) -> bool:
    return any(word.startswith(stem) for word in words for stem in stems)


def _is_country(word: str) -> bool:
    """Tell whether a word is of a country's name, or of its people's: Honduras, Honduran."""
    return any(word.startswith(known[: max(_ALIKE, len(known) - 1)]) for known in _names())


def _holds(words: list[str], phrases: frozenset[tuple[str, ...]]) -> bool:
    return any(
        tuple(words[start:end]) in phrases
        for start in range(len(words))
        for end in range(start + 1, len(words) + 1)
    )


@cache
def _names() -> frozenset[str]:
    names = [
        plain(name)
        for locale in LOCALES
        for code, name in Locale(locale).territories.items()
        if code.isalpha()
    ]
    words = {word for name in names for word in name.split()}
    return frozenset(word for word in words if len(word) >= _ALIKE) - _STOPS


@cache
def _cities() -> frozenset[tuple[str, ...]]:
    return frozenset(tuple(plain(each.city).split()) for each in all_courts() if each.city)
