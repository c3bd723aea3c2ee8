"""Whether a person who is looked for may be one that is known: a rank, and the reasons for it.

Numbers weigh more than names, names are compared part by part in any order, and a birth date that
differs lowers the rank without ever hiding a name that agrees.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from typing import Final

from rapidfuzz.distance import OSA

from app.names.fold import SERVANT, Folded, fold
from app.names.parts import INITIAL, SAME, likeness

SAME_A_NUMBER: Final = "same_a_number"
NEAR_A_NUMBER: Final = "near_a_number"
SAME_PHONE: Final = "same_phone"
ALIAS: Final = "alias"
PART_OF_NAME: Final = "part_of_name"
SAME_BIRTH: Final = "same_birth_date"
SWAPPED_BIRTH: Final = "swapped_birth_date"
OTHER_BIRTH: Final = "birth_date_differs"

POSSIBLE: Final = 0.7  # from here on two names may be one person's
BIRTH: Final = {SAME_BIRTH: 0.1, SWAPPED_BIRTH: 0.05, OTHER_BIRTH: -0.15}
A_NUMBER_ALONE, NEAR_ALONE, PHONE_ALONE = 1.0, 0.72, 0.9
SHORT_SIDE, LONG_SIDE = 0.7, 0.3  # what it counts that either name is found in the other
PHONE_DIGITS: Final = 7  # a local number, written without its area


@dataclass(frozen=True, slots=True)
class Facts:
    """What two people are compared by; `names` begins with the one she goes by."""

    names: tuple[str, ...] = field(default=(), repr=False)
    a_number: str = field(default="", repr=False)
    phone: str = field(default="", repr=False)
    birth_date: date | None = field(default=None, repr=False)
    more_numbers: tuple[str, ...] = field(default=(), repr=False)
    more_phones: tuple[str, ...] = field(default=(), repr=False)

    @property
    def a_numbers(self) -> tuple[str, ...]:
        """Every A-number of the person."""
        return tuple(each for each in (self.a_number, *self.more_numbers) if each)

    @property
    def phones(self) -> tuple[str, ...]:
        """Every telephone of the person."""
        return tuple(each for each in (self.phone, *self.more_phones) if each)


@dataclass(frozen=True, slots=True)
class Match:
    """How well two agree, from 0 to 1, and why, the strongest reason first."""

    rank: float
    reasons: tuple[str, ...]


def match(sought: Facts, known: Facts) -> Match | None:
    """Return how well they agree, or None where nothing says that they may be one person."""
    numbers = list(_numbers(sought, known))
    named, why = _best_name(sought, known)
    rank = max([named, *(rank for rank, _ in numbers)])
    if rank < POSSIBLE:
        return None
    reasons = [reason for _, reason in numbers] + (list(why) if named >= POSSIBLE else [])
    birth = _birth(sought.birth_date, known.birth_date)
    if birth:
        rank = min(1.0, max(POSSIBLE, rank + BIRTH[birth]))
        reasons.append(birth)
    return Match(round(rank, 3), tuple(reasons))


def compare(one: Folded, other: Folded) -> Match | None:
    """Return how well two folded names agree, or None.

    Of two names with several parts each, more than one part must agree: half of an office is
    called María, and half of a city García.
    """
    mine = theirs = 0
    total, reasons = 0.0, set()
    for weight, covers, over, reason in sorted(_likely(one, other), reverse=True):
        if not (covers & mine or over & theirs):
            mine, theirs = mine | covers, theirs | over
            total += weight
            reasons.add(reason)
    found, over = mine.bit_count(), theirs.bit_count()
    if not found or _is_too_little(one, other, min(found, over), reasons):
        return None
    shares = sorted((found / len(one.parts), over / len(other.parts)), reverse=True)
    rank = total / (found + over) * (SHORT_SIDE * shares[0] + LONG_SIDE * shares[1])
    if rank < POSSIBLE:
        return None
    whole = shares[1] == 1
    why = sorted(reasons - {SAME}) or ([SAME] if whole else [])
    return Match(rank, tuple(why if whole else [*why, PART_OF_NAME]))


def _likely(one: Folded, other: Folded) -> Iterator[tuple[float, int, int, str]]:
    """Yield what agrees: how much it weighs, what it covers of either name, and why."""
    for mine in one.forms:
        for theirs in other.forms:
            if mine.is_joined and theirs.is_joined and not mine.text.startswith(SERVANT):
                continue  # their parts are compared by themselves
            degree, reason = likeness(mine.text, theirs.text)
            if degree:
                parts = mine.covers.bit_count() + theirs.covers.bit_count()
                yield degree * parts, mine.covers, theirs.covers, reason


def _is_too_little(one: Folded, other: Folded, found: int, reasons: set[str]) -> bool:
    if reasons == {INITIAL}:
        return True
    return found == 1 and len(one.parts) > 1 and len(other.parts) > 1


def _best_name(sought: Facts, known: Facts) -> tuple[float, tuple[str, ...]]:
    best: tuple[float, tuple[str, ...]] = (0.0, ())
    for mine, name in enumerate(sought.names):
        for theirs, other in enumerate(known.names):
            found = compare(fold(name), fold(other))
            if found is not None and found.rank > best[0]:
                alias = (ALIAS,) if mine or theirs else ()
                best = (found.rank, found.reasons + alias)
    return best


def _numbers(sought: Facts, known: Facts) -> Iterator[tuple[float, str]]:
    apart = [
        OSA.distance(mine, theirs, score_cutoff=1)
        for mine in sought.a_numbers
        for theirs in known.a_numbers
    ]
    if 0 in apart:
        yield A_NUMBER_ALONE, SAME_A_NUMBER
    elif 1 in apart:
        yield NEAR_ALONE, NEAR_A_NUMBER
    theirs = [digits(each) for each in known.phones]
    if any(_same_phone(digits(mine), each) for mine in sought.phones for each in theirs):
        yield PHONE_ALONE, SAME_PHONE


def digits(text: str) -> str:
    """Return the digits of what was typed."""
    return "".join(letter for letter in text if letter in "0123456789")


def _same_phone(one: str, other: str) -> bool:
    if min(len(one), len(other)) < PHONE_DIGITS:
        return False
    length = min(len(one), len(other), 10)
    return one[-length:] == other[-length:]


def _birth(one: date | None, other: date | None) -> str:
    if one is None or other is None:
        return ""
    if one == other:
        return SAME_BIRTH
    is_swapped = one.year == other.year and (one.month, one.day) == (other.day, other.month)
    return SWAPPED_BIRTH if is_swapped else OTHER_BIRTH
