"""The lines of a clinic's paper sheet, in two languages and in the order of the form."""

from typing import Final, NamedTuple

from app.web.labels import LABELS
from app.words import N_, translator

Pair = tuple[str, str]
THREEFOLD: Final = (N_("Yes"), N_("No"), N_("Not known"))
SHORT, LONG, A_DATE = 1, 6, 2


class SheetLine(NamedTuple):
    """What is asked, and boxes to tick or empty lines to write on."""

    label: Pair
    choices: list[Pair]
    rows: int


ASKED: Final[tuple[tuple[str, tuple[str, ...], int], ...]] = (
    (N_("Given names"), (), SHORT),
    (N_("Family name"), (), SHORT),
    (N_("Second family name"), (), SHORT),
    (N_("Born about"), (), SHORT),
    (N_("A-number, as given"), (), SHORT),
    (N_("Country"), (), SHORT),
    (N_("Speaks best"), (), SHORT),
    (N_("Safe telephone"), (), SHORT),
    (N_("May we leave a message?"), THREEFOLD, 0),
    (N_("Does the person know of anybody on the other side who came to us too?"), THREEFOLD, 0),
    (N_("Who, and what for"), (), SHORT),
    (N_("What is it about?"), tuple(LABELS["problem"].values()), 0),
    (N_("Ordered removed before?"), THREEFOLD, 0),
    (N_("Court date known?"), THREEFOLD, 0),
    (N_("Court date, as given"), (), SHORT),
    (N_("In their words"), (), LONG),
    (N_("What was done, in words for the sheet"), (), LONG),
    (N_("What has to be done, and by which day"), (), A_DATE),
    (N_("The printed sheet was given"), THREEFOLD[:2], 0),
)


def lines(locale: str, other: str) -> list[SheetLine]:
    """Return the lines of the sheet, each in both languages."""
    one, two = translator(locale), translator(other)
    return [
        SheetLine((one(label), two(label)), [(one(each), two(each)) for each in choices], rows)
        for label, choices, rows in ASKED
    ]
