"""The sample office's mail server: takes every mail on this machine's loopback, sends none on."""

import threading
from collections import deque
from dataclasses import dataclass
from datetime import datetime
from email import message_from_bytes, policy
from typing import Any
from uuid import uuid4

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, Envelope, Session

from app.clock import Clock

MOST_KEPT = 500
TAKEN = "250 Taken"


@dataclass(frozen=True, slots=True)
class Letter:
    """A mail as it arrived."""

    id: str
    to: str
    subject: str
    received_at: datetime
    raw: str


class _AnyPort(Controller):
    """A mail server on a port that the system chose."""

    def _trigger_server(self) -> None:
        """Greet the server once at the port it really has; aiosmtpd would try port 0."""
        server: Any = self.server
        self.port = int(server.sockets[0].getsockname()[1])
        super()._trigger_server()  # type: ignore[no-untyped-call]


class Mailbox:
    """A real SMTP server with the mails that it took, newest first."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._lock = threading.Lock()
        self._letters: deque[Letter] = deque(maxlen=MOST_KEPT)
        self._controller = _AnyPort(self, hostname="127.0.0.1", port=0)

    def start(self) -> int:
        """Begin to take mail and return the port."""
        self._controller.start()
        return int(self._controller.port)

    def stop(self) -> None:
        """Take no more mail."""
        self._controller.stop()

    def letters(self) -> list[Letter]:
        """Return the mails, newest first."""
        with self._lock:
            return list(self._letters)

    async def handle_DATA(  # noqa: N802 - the name that aiosmtpd calls
        self, server: SMTP, session: Session, envelope: Envelope
    ) -> str:
        """Keep one mail."""
        del server, session
        raw = bytes(envelope.original_content or b"")
        message = message_from_bytes(raw, policy=policy.default)
        letter = Letter(
            id=uuid4().hex,
            to=", ".join(envelope.rcpt_tos),
            subject=str(message["subject"]),
            received_at=self._clock(),
            raw=raw.decode("utf-8", "replace"),
        )
        with self._lock:
            self._letters.appendleft(letter)
        return TAKEN
