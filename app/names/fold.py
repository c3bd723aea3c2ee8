"""A name in the letters that are compared: parts without case, accents, dashes and particles.

Arabic and Cyrillic letters become Latin ones, so that a name as it stands in a passport meets the
one that was heard. Cyrillic follows BGN/PCGN 1947 without its apostrophes.
"""

import re
import unicodedata
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise
from typing import Final

CYRILLIC: Final = {
    "а": "a", "б": "b", "в": "v", "г": "g", "д": "d", "е": "e", "з": "z", "и": "i", "й": "y",
    "к": "k", "л": "l", "м": "m", "н": "n", "о": "o", "п": "p", "р": "r", "с": "s", "т": "t",
    "у": "u", "ф": "f", "ы": "y", "э": "e", "і": "i", "ж": "zh", "х": "kh", "ц": "ts", "ч": "ch",
    "ш": "sh", "щ": "shch", "ю": "yu", "я": "ya", "ъ": "", "ь": "", "є": "ye", "ґ": "g", "ў": "w",
}  # fmt: skip
ARABIC: Final = {
    "ا": "a", "أ": "a", "إ": "i", "آ": "a", "ى": "a", "ء": "", "ئ": "", "ؤ": "u", "ب": "b",
    "ت": "t", "ة": "a", "ث": "th", "ج": "j", "ح": "h", "خ": "kh", "د": "d", "ذ": "dh", "ر": "r",
    "ز": "z", "س": "s", "ش": "sh", "ص": "s", "ض": "d", "ط": "t", "ظ": "z", "ع": "a", "غ": "gh",
    "ف": "f", "ق": "q", "ك": "k", "ل": "l", "م": "m", "ن": "n", "ه": "h", "و": "u", "ي": "i",
    "پ": "p", "چ": "ch", "ژ": "zh", "ک": "k", "گ": "g", "ی": "i",
}  # fmt: skip
OTHERS: Final = {
    "ß": "ss", "ø": "o", "æ": "ae", "œ": "oe", "ł": "l", "đ": "d", "ð": "d", "þ": "th", "ı": "i",
    "č": "ch", "š": "sh", "ž": "zh",
}  # fmt: skip
LETTERS: Final = str.maketrans(CYRILLIC | ARABIC | OTHERS)

# Left out of a name as often as written: of Spanish, Portuguese, French, Dutch, Arabic names.
PARTICLES: Final = frozenset(
    {"de", "del", "la", "las", "los", "lo", "y", "e", "i"}
    | {"da", "das", "do", "dos", "di", "du", "van", "von", "der", "den"}
    | {"al", "el", "ul", "bin", "ben", "ibn", "bint", "binti", "bt", "ould", "ag"}
)
SILENT: Final = re.compile(r"['’‘`´ʼʻʾʿ′\u02bb\u02bc·]")
APART: Final = re.compile(r"[^a-z]+")
GLUED: Final = re.compile(r"(?:dela|delas|delos)(?=[a-z]{4})")
SHORT: Final = 4
FEWEST: Final = 2
SERVANT: Final = "abd"  # of Abd al-Rahman and his like, which is written in every way


@dataclass(frozen=True, slots=True)
class Spelt:
    """A form under which some parts of a name may be written; `covers` has a bit for each part."""

    text: str
    covers: int

    @property
    def is_joined(self) -> bool:
        """Whether several parts are written as one."""
        return self.covers.bit_count() > 1


@dataclass(frozen=True, slots=True)
class Folded:
    """A name taken apart; the order of its parts is kept and does not matter."""

    parts: tuple[str, ...]
    forms: tuple[Spelt, ...]


def plain(text: str) -> str:
    """Return text in lower-case Latin letters without marks; all else is a space."""
    lower = unicodedata.normalize("NFKD", text.casefold().translate(LETTERS))
    bare = "".join(letter for letter in lower if not unicodedata.combining(letter))
    # Twice: letters such as й come apart only now.
    return APART.sub(" ", SILENT.sub("", bare).translate(LETTERS)).strip()


@lru_cache(maxsize=4_096)
def fold(text: str) -> Folded:
    """Return a name taken apart, with the forms in which its parts are written together."""
    words = plain(text).split()
    kept = [at for at, word in enumerate(words) if word not in PARTICLES]
    if not kept:  # somebody may be called Los, or Al
        kept = list(range(len(words)))
    parts = tuple(words[at] for at in kept)
    forms = [Spelt(part, 1 << number) for number, part in enumerate(parts)]
    forms += _with_particles(words, kept)
    forms += [
        Spelt(one + other, 0b11 << number)
        for number, (one, other) in enumerate(pairwise(parts))
        if FEWEST <= min(len(one), len(other)) <= SHORT or one.startswith(SERVANT)
    ]
    forms += [
        Spelt(GLUED.sub("", form.text, count=1), form.covers)
        for form in forms
        if GLUED.match(form.text)
    ]
    return Folded(parts, tuple(dict.fromkeys(forms)))


def _with_particles(words: list[str], kept: list[int]) -> list[Spelt]:
    """Return parts together with the particles before them: delacruz, alhassan, binladen."""
    found = []
    for number, at in enumerate(kept):
        before = at
        while before and words[before - 1] in PARTICLES:
            before -= 1
        if before < at:
            found.append(Spelt("".join(words[before : at + 1]), 1 << number))
            if number and before == kept[number - 1] + 1:  # abd al rahman
                start = kept[number - 1]
                found.append(Spelt("".join(words[start : at + 1]), 0b11 << (number - 1)))
    return found
