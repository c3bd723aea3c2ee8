"""That somebody typed the passphrase of the server key, and Amparo works from then on."""

from typing import Final

from app.casework import audit, custody
from app.db.desk import NightDesk

UNLOCKED: Final = "server.unlock"


def unlock(desk: NightDesk) -> bool:
    """Note that Amparo was unlocked, and return whether an office was founded here."""
    audit.note(desk, UNLOCKED)
    return custody.is_founded(desk)
