"""What passkeys were asked lately: each question has one answer, soon, from whom it was put to."""

import threading
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Final

from app.crypto.passkeys import challenge_in, new_challenge, require_ours
from app.crypto.primitives import random_key
from app.errors import Damaged, Refused
from app.words import N_

LASTS: Final = timedelta(minutes=3)  # to find the security key, plug it in and type its number
STALE: Final = N_(
    "The passkey answered too late, or a second time. Press the button for the passkey once more."
)


@dataclass(slots=True)
class Asked:
    """The questions of one process; only those that were answered are remembered."""

    _secret: bytes = field(default_factory=random_key, repr=False)
    _taken: dict[bytes, datetime] = field(default_factory=dict)
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def ask(self, of: bytes, now: datetime) -> bytes:
        """Return a fresh question to whoever these bytes stand for, and what it is asked for."""
        return new_challenge(self._secret, of, int((now + LASTS).timestamp()))

    def take(self, client_data: bytes, of: bytes, now: datetime) -> None:
        """Use a question up, whatever becomes of its answer.

        Raises:
            Refused: It was put to somebody else, too long ago, or answered before.
        """
        try:
            challenge = challenge_in(client_data)
            require_ours(self._secret, of, challenge, int(now.timestamp()))
        except Damaged:
            raise Refused(STALE) from None
        with self._lock:
            self._taken = {each: at for each, at in self._taken.items() if now - at <= LASTS}
            if challenge in self._taken:
                raise Refused(STALE)
            self._taken[challenge] = now
