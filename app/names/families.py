"""Spellings that belong together for a reason no sound tells: short names, other romanisations.

English short names: the package `nicknames` 1.0.1 (Apache-2.0), read 2026-11-25, for names that
stand among the 300 most frequent of the US census of 1990. Spanish ones: as the pages named in
`nicknames.txt` list them. Forms
of Muhammad: the article "Arabic name" of Wikipedia, and the list that the file names.
"""

import re
from collections import defaultdict
from functools import cache, lru_cache
from pathlib import Path
from typing import Final

HERE: Final = Path(__file__).parent

# Syllables of Mandarin, in Hanyu Pinyin or in Wade-Giles without its apostrophes.
_INITIAL: Final = "zh|ch|sh|hs|ts|tz|ss|[bpmfdtnlgkhjqxrzcsyw]"
_FINAL: Final = (
    "iang|iong|uang|ueng|ang|eng|ing|ong|ung|iao|ian|ien|uai|uan|uei|ueh|ieh|uen|ai|ao|an|ei|en|er|erh|eh"
    "|ia|ie|iu|in|ou|ua|ui|un|uo|ue|ih|a|e|i|o|u"
)
_SYLLABLE: Final = re.compile(rf"({_INITIAL})?({_FINAL})")
LONGEST: Final = 3  # syllables; no part of a Mandarin name has more
_INITIALS: Final = {
    "b": "P", "p": "P", "d": "T", "t": "T", "g": "K", "k": "K", "j": "C", "q": "C", "zh": "C",
    "ch": "C", "x": "X", "hs": "X", "z": "Z", "c": "Z", "ts": "Z", "tz": "Z", "ss": "S", "r": "R",
}  # fmt: skip
_FINALS: Final = {
    "ian": "ien", "ong": "ung", "iong": "iung", "ui": "uei", "ie": "ieh", "ue": "ueh", "o": "uo",
    "ih": "i", "erh": "er", "e": "eh", "iu": "iou", "un": "uen", "ing": "ing",
}  # fmt: skip


@cache
def _other_forms() -> dict[str, frozenset[str]]:
    """Return, for each name, those that may stand for it; both ways."""
    found: dict[str, set[str]] = defaultdict(set)
    for line in (HERE / "nicknames.txt").read_text(encoding="utf-8").splitlines():
        name, _, shorts = line.partition(":")
        if not line.startswith("#"):
            for short in shorts.split():
                found[name].add(short)
                found[short].add(name)
    return {name: frozenset(others) for name, others in found.items()}


def other_forms(part: str) -> frozenset[str]:
    """Return the folded names that stand for the same: short ones, and those of other tongues."""
    return _other_forms().get(part, frozenset())


@lru_cache(maxsize=65_536)
def romanised(part: str) -> frozenset[str]:
    """Return what Pinyin and Wade-Giles spellings of the same Mandarin share, if it may be any."""
    return frozenset("zh:" + read for read in _readings(part, LONGEST))


def _readings(text: str, most: int) -> list[str]:
    """Return the ways in which text falls into syllables, so many at most."""
    if not text:
        return [""]
    if not most:
        return []
    found = []
    for end in range(1, min(len(text), 7) + 1):
        match = _SYLLABLE.fullmatch(text, 0, end)
        if match:
            syllable = _syllable(match[1] or "", match[2])
            found += [syllable + rest for rest in _readings(text[end:], most - 1)]
    return found


def _syllable(initial: str, final: str) -> str:
    if (initial, final) == ("y", "ou"):  # Wade-Giles writes yu for it, and yü for Pinyin's yu
        return "Yu"
    return _INITIALS.get(initial, initial.upper()) + _FINALS.get(final, final)
