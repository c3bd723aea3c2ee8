"""Which cases of the register are meant by what somebody types: names with slips, numbers.

Every word must be there: in the letters in which it was typed, or as a part of a name that sounds
or is spelt alike. The search is over the cases that open to whoever asks and over no others, so
that neither what is found nor how many or how long tells of a colleague's.
"""

from bisect import bisect_left
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from typing import Final, NamedTuple

from rapidfuzz import process
from rapidfuzz.distance import OSA

from app.casework.register import Listed
from app.forums.courts import fold
from app.forums.formats import A_NUMBER_DIGITS, file_number
from app.names.families import other_forms
from app.names.fold import SERVANT, Folded, Spelt
from app.names.fold import fold as taken_apart
from app.names.parts import INITIAL, SWAPPED, TWO_EDITS, likeness
from app.names.register import keys_of, off_by_one

SHORTEST_NUMBER: Final = 4  # signs typed before they are looked for inside numbers
SHORTEST_BEGINNING: Final = 4  # letters from which a word may be the beginning of a longer one
BEGINNING: Final = 0.6  # what it counts beside a whole part
MOST_WORDS: Final = 8
WITH_COUNTRY: Final = 11  # digits of a telephone number with its 1 in front
NEAR_NUMBER: Final = 0.95


class Hit(NamedTuple):
    """A case that was found, how, and how surely: 1 where all stands in it as it was typed."""

    case_id: str
    row: Listed
    degree: float
    begins: bool

    @property
    def order(self) -> tuple[bool, float, str, str]:
        """First what begins a word of the client's name; what is only alike comes last."""
        return (not self.begins, -self.degree, self.row.name, self.case_id)


def find(known: Mapping[str, Listed], typed: str, enough: int | None = None) -> list[Hit]:
    """Return the cases that are meant, the likeliest first.

    Args:
        known: The register, by ids in hex.
        typed: Names, numbers or words of a title; case, accents and dashes do not matter.
        enough: Where more than so many stand as typed, no others are looked for.
    """
    words = fold(typed).split()[:MOST_WORDS]
    if not words:
        return []
    number = file_number(typed).casefold()
    numbers = _numbers(number)
    found = [
        Hit(case_id, row, 1.0, _begins(words, row.name))
        for case_id, row in known.items()
        if all(word in row.text for word in words) or any(each in row.text for each in numbers)
    ]
    if enough is None or len(found) <= enough:
        exact = {each.case_id for each in found}
        others = {each: row for each, row in known.items() if each not in exact}
        found += _misread(others, number)
        found += _alike(others, words, taken_apart(typed))
    return sorted(found, key=lambda each: each.order)


def _numbers(number: str) -> set[str]:
    """Return how a number that was typed may stand: A-numbers with their noughts and without."""
    digits = number.removeprefix("a")
    if not digits.isdigit():
        is_number = len(number) >= SHORTEST_NUMBER and any(sign.isdigit() for sign in number)
        return {number} if is_number else set()
    abroad = digits[1:] if len(digits) == WITH_COUNTRY and digits[0] == "1" else digits
    found = {digits, digits.lstrip("0"), abroad}
    return {each for each in found if len(each) >= SHORTEST_NUMBER}


def _begins(words: Iterable[str], name: str) -> bool:
    """Tell whether a part of the client's name begins with each word."""
    return all(f" {word}" in f" {name}" for word in words)


def _misread(known: Mapping[str, Listed], number: str) -> list[Hit]:
    """Return the cases whose A-number differs by one digit, or by two that changed places."""
    digits = number.removeprefix("a").zfill(A_NUMBER_DIGITS)
    if not digits.isdigit() or len(digits) > A_NUMBER_DIGITS or len(number) < A_NUMBER_DIGITS - 1:
        return []
    near = {f"#{each}" for each in off_by_one(digits)}
    return [
        Hit(case_id, row, NEAR_NUMBER, begins=False)
        for case_id, row in known.items()
        if not near.isdisjoint(row.parts.split(" "))
    ]


def _alike(known: Mapping[str, Listed], words: list[str], name: Folded) -> list[Hit]:
    """Return the cases with names like these; words with a digit must stand as they were typed."""
    if not name.parts or len(name.parts) > MOST_WORDS:
        return []
    written = [word for word in words if any(sign.isdigit() for sign in word)]
    vocabulary = Vocabulary(set().union(*(row.parts.split(" ") for row in known.values())))
    like = [(form.covers, vocabulary.like(form)) for form in name.forms]
    anything = frozenset[str]().union(*(each for _, each in like))
    found = []
    for case_id, row in known.items():
        parts = anything.intersection(row.parts.split(" "))
        if parts and all(word in row.text for word in written):
            covered = [(_best(parts, each), covers) for covers, each in like]
            covered += [(1.0, 1 << at) for at, part in enumerate(name.parts) if part in row.text]
            degree = _degree(covered, len(name.parts))
            if degree:
                found.append(Hit(case_id, row, degree * NEAR_NUMBER, begins=False))
    return found


def _best(parts: Iterable[str], like: Mapping[str, float]) -> float:
    return max((like.get(part, 0.0) for part in parts), default=0.0)


def _degree(covered: list[tuple[float, int]], parts: int) -> float:
    """Return how surely a name of so many parts is meant; 0 where too few of them agree.

    Where two agree, one more may be missing: a file knows the name that somebody goes by.
    """
    done, total = 0, 0.0
    for degree, covers in sorted(covered, reverse=True):
        if degree and covers & ~done:
            total += degree * (covers & ~done).bit_count()
            done |= covers
    missing = parts - done.bit_count()
    return total / parts if missing <= (done.bit_count() > 1) else 0.0


class Vocabulary:
    """The parts of all names that one can find, by their letters and by what they sound like."""

    def __init__(self, words: Iterable[str]) -> None:
        self._words: dict[str, str] = {}  # by the part that each begins with
        self._by_key: dict[str, list[str]] = defaultdict(list)
        for word in words:
            part, *keys = word.split("/")
            if keys:
                self._words[part] = word
                for key in keys:
                    self._by_key[key].append(part)
        self._parts, self._keys = list(self._words), sorted(self._by_key)

    def like(self, form: Spelt) -> dict[str, float]:
        """Return the words that are like a part of a name, or like two as one, with how much."""
        text = form.text
        only_parts = form.is_joined and not text.startswith(SERVANT)
        found: dict[str, float] = {}
        for part in self._likely(text):
            same = likeness(text, part.removeprefix("+"))
            if same.degree and (same.reason != INITIAL or len(part) == 1):
                found[self._words[part]] = same.degree
        for part in self._begun(text):
            begun = likeness(text, part.removeprefix("+")[: len(text)])
            if begun.degree:
                found.setdefault(self._words[part], begun.degree * BEGINNING)
        return {
            word: degree for word, degree in found.items() if not (only_parts and word[0] == "+")
        }

    def _likely(self, text: str) -> set[str]:
        found = {part for key in keys_of(text) for part in self._by_key.get(key, ())}
        found |= {part for part in (text, *other_forms(text)) if part in self._words}
        if len(text) >= SWAPPED:
            slips = 2 if len(text) >= TWO_EDITS - 2 else 1
            near = process.extract(
                text, self._parts, scorer=OSA.distance, score_cutoff=slips, limit=None
            )
            found |= {part for part, _, _ in near}
        return found

    def _begun(self, text: str) -> Iterator[str]:
        """Yield the parts that sound at their beginning as this does, and are longer."""
        if len(text) < SHORTEST_BEGINNING:
            return
        for key in keys_of(text):
            start, end = (bisect_left(self._keys, each) for each in (key, f"{key}~"))
            for longer in self._keys[start:end]:
                yield from (part for part in self._by_key[longer] if len(part) > len(text))
