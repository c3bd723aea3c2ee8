"""A conversation with a mail server in which no reply is without end, and none takes for ever."""

import select
import smtplib
import socket
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from threading import Timer
from typing import BinaryIO

LONGEST_REPLY = 64 * 1024


class Plain(smtplib.SMTP):
    """A conversation in which no reply is longer than a reply can sensibly be."""

    def getreply(self) -> tuple[int, bytes]:
        """Return code and text; a reply without an end counts as a connection that was lost."""
        if self.file is None and self.sock is not None:
            self.file = _Ear(self.sock.makefile("rb"))
        if isinstance(self.file, _Ear):
            self.file.left = LONGEST_REPLY
        return super().getreply()


class Encrypted(Plain, smtplib.SMTP_SSL):
    """The same over TLS from the first byte."""


class _Ear:
    """Reads the lines of one reply, up to a limit."""

    def __init__(self, file: BinaryIO) -> None:
        self._file = file
        self.left = LONGEST_REPLY

    def readline(self, size: int) -> bytes:
        """Return the next line."""
        line = self._file.readline(size)
        self.left -= len(line)
        if self.left < 0:
            raise OSError
        return line

    def close(self) -> None:
        """Close the file."""
        self._file.close()


@contextmanager
def time_limit(seconds: float, talking: Callable[[], smtplib.SMTP | None]) -> Iterator[None]:
    """Cut the connection when the time is over: of a server that drips no reply is ever late."""

    def cut() -> None:
        smtp = talking()
        if smtp is not None and smtp.sock is not None:
            with suppress(OSError):
                smtp.sock.shutdown(socket.SHUT_RDWR)

    timer = Timer(seconds, cut)
    timer.daemon = True
    timer.start()
    try:
        yield
    finally:
        timer.cancel()


def has_spoken(smtp: smtplib.SMTP, within: float) -> bool:
    """Tell whether the server says something within so many seconds."""
    return smtp.sock is not None and bool(select.select([smtp.sock], [], [], within)[0])
