"""Text as people type and paste it: whatever cannot be seen stays out of every card."""

from typing import Annotated, Any, Final
from unicodedata import category

from pydantic import BeforeValidator, StringConstraints

from app.words import N_

UNSEEN: Final = N_(
    "There is a sign in this that can be neither seen nor printed. Type it by hand instead of "
    "pasting it."
)
# What word processors and PDFs put for the end of a line, a paragraph or a page.
BREAKS: Final = str.maketrans(dict.fromkeys("\r\v\f\x1c\x1d\x1e\x85\u2028\u2029", "\n"))
# Telephones put these around a number that is copied from their contacts; nobody sees them, and
# one of them can make a name read backwards. Marks that Arabic and Hebrew need are others.
TURNS: Final = dict.fromkeys(range(0x202A, 0x202F))
IN_ONE_LINE: Final = str.maketrans("\n\t", "  ")


def _lines(typed: Any) -> Any:  # noqa: ANN401 - what is no text Pydantic refuses itself
    """Return text whose lines end in one manner, and in which nothing turns what stands there.

    Raises:
        ValueError: Something in it cannot be seen.
    """
    if not isinstance(typed, str):
        return typed
    text = typed.replace("\r\n", "\n").translate(BREAKS).translate(TURNS)
    if any(category(sign) == "Cc" and sign not in "\n\t" for sign in text):
        raise ValueError(UNSEEN)
    return text


def _line(typed: Any) -> Any:  # noqa: ANN401 - as above
    text = _lines(typed)
    return text.translate(IN_ONE_LINE) if isinstance(text, str) else text


Short = Annotated[
    str, StringConstraints(strip_whitespace=True, max_length=200), BeforeValidator(_line)
]
Long = Annotated[
    str, StringConstraints(strip_whitespace=True, max_length=2_000), BeforeValidator(_lines)
]
Words = Annotated[
    str, StringConstraints(strip_whitespace=True, max_length=20_000), BeforeValidator(_lines)
]
