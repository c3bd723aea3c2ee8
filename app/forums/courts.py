"""The courts an office appears before, each with the clock it keeps.

The rows are data made by `app.forums.from_eoir` and reviewed by hand. A court that is not here was
left out for want of a sure place or clock (`data/left_out.txt`); people type it with its zone.
"""

import csv
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from types import MappingProxyType

DATA = Path(__file__).parent / "data"
WORDS_ONLY = str.maketrans(dict.fromkeys(".,;:()-/'\u2019", " "))


@dataclass(frozen=True, slots=True)
class Court:
    """One place of hearings; city and base_city are empty where the source does not tell."""

    code: str
    name: str
    city: str
    state: str
    zone: str
    base_city: str

    @property
    def is_base(self) -> bool:
        """True of a court that keeps the files, not of a room or jail it also sits in."""
        return self.code == self.base_city


def court(code: str) -> Court | None:
    """Return the court of a three-letter code, in either case."""
    return _courts().get(code.strip().upper())


def all_courts() -> tuple[Court, ...]:
    """Return every court by code."""
    return tuple(_courts().values())


def find(text: str, limit: int = 10) -> list[Court]:
    """Return the courts that a person may mean, the likeliest first.

    Every typed word must begin a word of code, name, city or state; accents and case count for
    nothing. Order: the code itself, then cities, then names; a base court before its other rooms.
    """
    typed = fold(text)
    if not typed:
        return []
    ranked = [(rank, each) for each, words in _index() if (rank := _rank(each, words, typed))]
    ranked.sort(key=lambda pair: pair[0])
    return [each for _, each in ranked[:limit]]


def fold(text: str) -> str:
    """Return text without case, accents and punctuation, for comparing."""
    plain = unicodedata.normalize("NFKD", text)
    bare = "".join(letter for letter in plain if not unicodedata.combining(letter))
    return " ".join(bare.translate(WORDS_ONLY).casefold().split())


def _rank(each: Court, words: str, typed: str) -> tuple[int, bool, bool, str, str] | None:
    parts = words.split()
    if not all(any(part.startswith(word) for part in parts) for word in typed.split()):
        return None
    if each.code.casefold() == typed:
        closeness = 0
    elif fold(each.city).startswith(typed):
        closeness = 1
    elif fold(each.name).startswith(typed):
        closeness = 2
    else:
        closeness = 3
    return closeness, not each.is_base, "Docket" in each.name, each.name, each.code


@cache
def _index() -> tuple[tuple[Court, str], ...]:
    return tuple((c, fold(f"{c.code} {c.name} {c.city} {c.state}")) for c in all_courts())


@cache
def _courts() -> Mapping[str, Court]:
    """Read both files; where a code is in both, the base city's place and name hold."""
    found = {row.code: row for row in _read("hearing_locations.csv")}
    found.update({row.code: row for row in _read("base_cities.csv")})
    return MappingProxyType({code: found[code] for code in sorted(found)})


def _read(name: str) -> list[Court]:
    lines = (DATA / name).read_text(encoding="utf-8").splitlines()
    return [
        Court(r["code"], r["name"], r["city"], r["state"], r["zone"], r["base_city"])
        for r in csv.DictReader(line for line in lines if not line.startswith("#"))
    ]
