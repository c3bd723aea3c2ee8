"""Alien registration numbers and telephone numbers, as typed and as shown.

A-numbers: Immigration Court Practice Manual 1.6(c), read 2026-11: nine digits; an older number of
eight takes a zero in front. No check digit is published, so two numbers that nearly agree are worth
a question.
"""

import re

A_NUMBER_DIGITS = 9
SHORTEST = 7
NOT_AN_A_NUMBER = "An A-number has seven to nine digits. Check it against the notice."
DASHES = "\\-\u2010-\u2015\u2212"
SEPARATORS = re.compile(rf"[\s.#{DASHES}]+")
US_NUMBER = re.compile(r"(?:\+?1)?([2-9]\d{2})(\d{3})(\d{4})|(\d{3})(\d{4})")


class UnreadableNumber(ValueError):
    """What was typed is no A-number; str() is a sentence for the person, without the value."""

    def __init__(self) -> None:
        super().__init__(NOT_AN_A_NUMBER)


def a_number(typed: str) -> str:
    """Return the nine digits of an A-number; keep what was typed beside it.

    Raises:
        UnreadableNumber: Fewer than seven digits, more than nine, or other characters.
    """
    bare = SEPARATORS.sub("", typed)
    digits = bare[1:] if bare[:1] in {"A", "a"} else bare
    if not (digits.isascii() and digits.isdigit() and SHORTEST <= len(digits) <= A_NUMBER_DIGITS):
        raise UnreadableNumber
    return digits.zfill(A_NUMBER_DIGITS)


def shown(digits: str) -> str:
    """Return nine digits as A000-000-000."""
    return f"A{digits[:3]}-{digits[3:6]}-{digits[6:]}"


def masked(digits: str) -> str:
    """Return nine digits with only the last three readable."""
    return f"A•••-•••-{digits[6:]}"


def nearly_same(one: str, other: str) -> bool:
    """True when two different numbers come apart by one digit or one swapped pair of neighbours."""
    apart = [at for at, (a, b) in enumerate(zip(one, other, strict=True)) if a != b]
    if len(apart) == 1:
        return True
    swapped = len(apart) == 2 and apart[1] == apart[0] + 1  # noqa: PLR2004 - a pair
    return swapped and one[apart[0]] == other[apart[1]] and one[apart[1]] == other[apart[0]]


def phone_shown(typed: str) -> str:
    """Return a US telephone number spaced for reading; anything else as it was typed."""
    found = US_NUMBER.fullmatch(re.sub(rf"[\s().{DASHES}]+", "", typed))
    if found is None:
        return typed.strip()
    area, exchange, line, local, end = found.groups()
    return f"({area}) {exchange}-{line}" if area else f"{local}-{end}"
