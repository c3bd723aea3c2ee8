"""The only file that draws what nobody needs to guess: how long to wait, so that few wait alike."""

import secrets
from collections.abc import Callable

Chance = Callable[[int], int]  # a whole number from nought up to one below


def system_chance(below: int) -> int:
    """Return a number by the machine's chance."""
    return secrets.randbelow(below)
