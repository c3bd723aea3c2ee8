"""Alien registration numbers, as typed and as shown.

Immigration Court Practice Manual 1.6(c), read 2026-11: nine digits; an older number of eight takes
a zero in front. No check digit is published.
"""

import re

A_NUMBER_DIGITS = 9
SHORTEST = 7
NOT_AN_A_NUMBER = "An A-number has seven to nine digits. Check it against the notice."
RECEIPT = re.compile(r"[A-Z]{3}[0-9*]{10}")
RECEIPT_SIGNS = 13
# Service centres and systems whose letters begin receipts: Vermont, California, Nebraska, Texas,
# the National Benefits Center (two), Potomac, and filings online.
RECEIPT_BEGINS = frozenset({"EAC", "WAC", "LIN", "SRC", "MSC", "NBC", "YSC", "IOE"})
# Letters that are read or typed for the digits they look like.
FOR_DIGITS = str.maketrans({"O": "0", "Q": "0", "I": "1", "L": "1", "S": "5", "B": "8", "Z": "2"})
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


def receipt_slip(typed: str) -> str:
    """Return by what a number may be a slip of a receipt number, as a code; empty where it is fine.

    `letters`: it is one once letters among its digits are read as the digits that they look like.
    `short`, `long`: it has the letters, and fewer or more than ten digits. `begins`: its letters
    are none that USCIS is known to use. `form`: it has another form altogether.
    """
    bare = SEPARATORS.sub("", typed).upper()
    if RECEIPT.fullmatch(bare):
        return "" if bare[:3] in RECEIPT_BEGINS else "begins"
    if bare[:3].isascii() and bare[:3].isalpha() and len(bare) >= A_NUMBER_DIGITS:
        read = bare[:3] + bare[3:].translate(FOR_DIGITS)
        if RECEIPT.fullmatch(read):
            return "letters"
        if read[3:].isascii() and read[3:].isdigit():
            return "short" if len(read) < RECEIPT_SIGNS else "long"
    return "form"


def is_near(one: str, other: str) -> bool:
    """Tell whether two numbers differ by one sign, or by two neighbours that changed places."""
    first, second = (SEPARATORS.sub("", each).upper() for each in (one, other))
    if len(first) != len(second) or first == second:
        return False
    apart = [at for at, signs in enumerate(zip(first, second, strict=True)) if len({*signs}) > 1]
    if len(apart) == 1:
        return True
    left, right = apart[0], apart[-1]
    is_pair = len(apart) == 2 and right == left + 1  # noqa: PLR2004 - two neighbours
    return is_pair and first[left] == second[right] and first[right] == second[left]


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
