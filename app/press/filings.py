"""Making filings and letters to clients, which are set in type."""

from collections.abc import Callable
from typing import Any

from app.press.bundle import LETTER_SHEET, Bound, Volume, bind, set_in_type
from app.press.warm import warm as load


def warm(_order: dict[str, Any]) -> None:
    """Load all that making one needs."""
    load()


def make(
    order: dict[str, Any], contents: list[bytes], far: Callable[[int, int], None]
) -> tuple[list[bytes], dict[str, Any]]:
    """Return the papers of an order, and what is to be known of them.

    Raises:
        Unusable: A document cannot be put in; its place is told too.
    """
    if "letter" in order:
        bound = Bound([Volume(set_in_type(LETTER_SHEET, order["letter"]), 1, 1)], {})
    else:
        bound = bind(order, contents, far)
    told = {
        "volumes": [[each.first, each.last] for each in bound.volumes],
        "stands": bound.stands,
    }
    return [each.content for each in bound.volumes], told
