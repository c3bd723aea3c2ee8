"""A proxy before a server on a unix socket that cuts a connection right after a word has passed.

What was said reaches the server, which does it; no answer comes back. So whoever said it cannot
know whether it was done.
"""

import socket
import threading
from contextlib import suppress
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Self

SHORT = "/tmp"  # noqa: S108 - a socket's path may hold 107 bytes, and TMPDIR can be long
CHUNK = 65_536


class Cutter:
    """A listener in a folder of its own; `arm` has the next connection that says so cut."""

    def __init__(self, server: Path) -> None:
        self._server = server
        self._folder = TemporaryDirectory(prefix="amparo-cut-", dir=SHORT)
        self.folder = Path(self._folder.name)
        self._door = socket.socket(socket.AF_UNIX)
        self._door.bind(str(self.folder / server.name))
        self._door.listen(32)
        self._word, self._after = b"", 0
        self._lines: list[socket.socket] = []
        self._threads: list[threading.Thread] = []
        self.cuts = 0

    def __enter__(self) -> Self:
        """Listen."""
        self._run(self._accept)
        return self

    def __exit__(self, *_: object) -> None:
        """End every connection."""
        for line in (self._door, *self._lines):
            with suppress(OSError):
                line.shutdown(socket.SHUT_RDWR)
            line.close()
        for thread in self._threads:
            thread.join(10)
        self._folder.cleanup()

    def arm(self, word: bytes, after: int = 0) -> None:
        """Cut where this passes on its way to the server, after so many others."""
        self._word, self._after = word, after

    def _run(self, deed: object, *given: object) -> None:
        thread = threading.Thread(target=deed, args=given, daemon=True)  # type: ignore[arg-type]
        self._threads.append(thread)
        thread.start()

    def _accept(self) -> None:
        with suppress(OSError):
            while True:
                client, _ = self._door.accept()
                server = socket.socket(socket.AF_UNIX)
                server.connect(str(self._server))
                self._lines += [client, server]
                self._run(self._pass_on, client, server, True)
                self._run(self._pass_on, server, client, False)

    def _pass_on(self, come: socket.socket, go: socket.socket, to_server: bool) -> None:
        with suppress(OSError):
            while said := come.recv(CHUNK):
                if to_server and self._cuts(said):
                    come.shutdown(socket.SHUT_RDWR)  # nothing comes back
                    go.sendall(said)
                    go.shutdown(socket.SHUT_WR)
                    return
                go.sendall(said)
        with suppress(OSError):
            go.shutdown(socket.SHUT_WR)

    def _cuts(self, said: bytes) -> bool:
        if not self._word or self._word not in said:
            return False
        if self._after:
            self._after -= 1
            return False
        self._word = b""
        self.cuts += 1
        return True
