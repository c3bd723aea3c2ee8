"""Alien registration numbers, as typed and as shown.

Immigration Court Practice Manual 1.6(c), read 2026-11: nine digits; an older number of eight takes
a zero in front. No check digit is published.
"""

import re

A_NUMBER_DIGITS = 9
SHORTEST = 7
NOT_AN_A_NUMBER = "An A-number has seven to nine digits. Check it against the notice."
RECEIPT = re.compile(r"[A-Z]{3}[0-9*]{10}")
OWN_ID = re.compile(r"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}")
SEPARATORS = re.compile(r"[\s.#\-\u2010-\u2015\u2212]+")


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


def receipt(typed: str) -> str:
    """Return a USCIS receipt number, three letters and ten signs; empty where it has another form.

    Older notices have a star among the digits.
    """
    bare = SEPARATORS.sub("", typed).upper()
    return bare if RECEIPT.fullmatch(bare) else ""


def is_id(typed: str) -> bool:
    """Tell whether this is written as an id of Amparo's own."""
    return bool(OWN_ID.fullmatch(typed.lower()))


def file_number(typed: str) -> str:
    """Return a file number as it is looked for: capitals and digits, however it was typed."""
    return "".join(letter for letter in typed.upper() if letter.isalnum())


def shown(digits: str) -> str:
    """Return nine digits as A000-000-000."""
    return f"A{digits[:3]}-{digits[3:6]}-{digits[6:]}"


def masked(digits: str) -> str:
    """Return nine digits with only the last three readable."""
    return f"A•••-•••-{digits[6:]}"
