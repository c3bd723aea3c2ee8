"""Looking through a file for harmful programs while it arrives: clamd over its socket, if there is.

The protocol is `INSTREAM` of clamd(8), read 2026-11: each piece goes behind its length in four
bytes, nought ends it, and one line comes back. clamd itself may write what it looks at into its
TemporaryDirectory, which therefore has to lie in memory; the setting says so.
"""

import socket
from pathlib import Path
from typing import Final

from app.clock import monotonic
from app.config import Settings
from app.errors import Refused
from app.words import N_

WAITS_SECONDS: Final = 60.0
LONGEST_ANSWER: Final = 4_096
CLEAN, FOUND, TOO_LONG = b"stream: OK", b" FOUND", b"size limit exceeded"
HARMFUL: Final = N_(
    "A search for harmful programs found one in this file, so it was not taken. Do not open it; "
    "tell whoever sent it, and ask for a copy that they know is clean."
)
AWAY: Final = N_(
    "The search for harmful programs cannot be reached, so nothing was taken. Keep the original, "
    "tell whoever runs Amparo, and send it once more."
)
LARGER: Final = N_(
    "This file is larger than the search for harmful programs looks through, so it was not taken. "
    "Split it, or have whoever runs Amparo raise its bound (StreamMaxLength)."
)


class Scan:
    """One file on its way through the search; without a setting there is none, and all passes."""

    def __init__(self, settings: Settings) -> None:
        """Reach the search before the first byte.

        Raises:
            Refused: It is set, and cannot be reached.
        """
        self._line = _reached(settings.clamav_socket) if settings.clamav_socket else None
        self._say(b"zINSTREAM\0")

    def take(self, piece: bytes) -> None:
        """Have a piece looked at.

        Raises:
            Refused: The search broke off.
        """
        if piece:
            self._say(len(piece).to_bytes(4, "big") + piece)

    def require_clean(self) -> None:
        """Let a file pass that was looked through to its end.

        Raises:
            Refused: Something was found, it is too large for the search, or that broke off.
        """
        if self._line is None:
            return
        self._say(bytes(4))
        answer = self._heard()
        if answer != CLEAN:
            raise Refused(_sentence(answer))

    def close(self) -> None:
        """Let go of the search."""
        if self._line is not None:
            self._line.close()
            self._line = None

    def _say(self, words: bytes) -> None:
        if self._line is None:
            return
        try:
            self._line.sendall(words)
        except OSError:  # what is too long for it, it says and hangs up
            raise Refused(_sentence(self._heard())) from None

    def _heard(self) -> bytes:
        """Return the one line that comes back; nothing where it breaks off or comes too late."""
        answer, until = b"", monotonic() + WAITS_SECONDS
        try:
            while self._line is not None and len(answer) < LONGEST_ANSWER:
                self._line.settimeout(max(until - monotonic(), 0.001))
                part = self._line.recv(LONGEST_ANSWER)
                answer += part
                if b"\0" in part:
                    return answer.partition(b"\0")[0]
                if not part:
                    break
        except OSError:
            pass
        return b""


def _sentence(answer: bytes) -> str:
    if answer.endswith(FOUND):
        return HARMFUL
    return LARGER if TOO_LONG in answer else AWAY


def _reached(path: Path) -> socket.socket:
    line = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
    line.settimeout(WAITS_SECONDS)
    try:
        line.connect(str(path))
    except OSError:
        line.close()
        raise Refused(AWAY) from None
    return line
