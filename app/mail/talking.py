"""A conversation with a mail server in which no reply is without end, and none takes for ever."""

import select
import smtplib
import socket
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from threading import Condition, Thread
from typing import BinaryIO, TypeAlias

from app.clock import monotonic

LONGEST_REPLY = 64 * 1024
LINGERS = 10.0  # seconds for which nothing is watched before the thread ends

_Talking: TypeAlias = Callable[[], smtplib.SMTP | None]


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


class Limits:
    """Cuts connections whose time is over: of a server that drips no reply is ever late.

    One thread watches over all of them and ends when there was nothing to watch for a while; a
    thread for each took a tenth of what a mail took.
    """

    def __init__(self) -> None:
        self._news = Condition()
        self._running: dict[object, tuple[float, _Talking]] = {}
        self._wakes_at = 0.0
        self._thread: Thread | None = None

    @contextmanager
    def within(self, seconds: float, talking: _Talking) -> Iterator[None]:
        """Cut the connection where the block takes longer."""
        key, until = object(), monotonic() + seconds
        with self._news:
            self._running[key] = (until, talking)
            if self._thread is None or not self._thread.is_alive():
                self._thread = Thread(target=self._watch, name="limits", daemon=True)
                self._thread.start()
            elif until < self._wakes_at:
                self._news.notify()
        try:
            yield
        finally:
            with self._news:
                self._running.pop(key, None)

    def _watch(self) -> None:
        with self._news:
            idle = False
            while self._running or not idle:
                idle, now = not self._running, monotonic()
                for key, (until, talking) in list(self._running.items()):
                    if until <= now:
                        del self._running[key]
                        _cut(talking())
                ends = [until for until, _ in self._running.values()]
                self._wakes_at = min(ends, default=now + LINGERS)
                self._news.wait(self._wakes_at - now)
            self._thread = None


def _cut(smtp: smtplib.SMTP | None) -> None:
    if smtp is not None and smtp.sock is not None:
        with suppress(OSError):
            smtp.sock.shutdown(socket.SHUT_RDWR)


def has_spoken(smtp: smtplib.SMTP, within: float) -> bool:
    """Tell whether the server says something within so many seconds."""
    return smtp.sock is not None and bool(select.select([smtp.sock], [], [], within)[0])
