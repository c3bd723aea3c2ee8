"""Where the passphrase of the server key is handed over, and who is let in there.

A process that serves without its key listens at a socket beside the data. `amparo unlock` hands it
the passphrase; afterwards it answers there what other commands cannot tell without the key.
"""

import json
import os
import socket
import struct
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from threading import Event
from typing import Any, Final

from app.casework.backup import backup
from app.casework.health import health
from app.clock import monotonic
from app.config import Settings
from app.crypto import sealedkey
from app.crypto.serverkeys import load_sealed_key
from app.db.desk import House
from app.errors import AmparoError, Refused, Throttled, Unavailable, WrongPassphrase
from app.words import N_

SOCKET: Final = "amparo.sock"
LONGEST_LINE: Final = 8192
LONGEST_NAME: Final = 100  # bytes of a socket's address: 108 on Linux, 104 elsewhere
PATIENCE_S: Final = 600.0  # a backup takes a while
SHORT_S: Final = 10.0  # one line
FREE_TRIES: Final = 3
FIRST_WAIT_S: Final = 10
LONGEST_WAIT_S: Final = 300
_PEER: Final = struct.Struct("3i")  # struct ucred of Linux: pid, uid, gid

STILL_LOCKED: Final = N_(
    "Amparo is locked, sending no reminders: nobody has typed the passphrase of the server key "
    "since it was started. Run “amparo unlock” at a terminal of this machine."
)
NOT_SEALED: Final = N_(
    "The server key of this machine is under no passphrase, so there is nothing to unlock. "
    "“amparo seal-key” puts it under one."
)
STRANGER: Final = N_(
    "Another account of this machine stands behind %(path)s, so the passphrase was not handed over."
)
TRY_LATER: Final = N_(
    "That passphrase was wrong several times. Wait %(retry_after)s seconds, then try again."
)
Begin = Callable[[bytes], House]


# --- the process that serves --------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Reply:
    """What the process answers: lines for a person, and whether it did what was asked."""

    done: bool
    said: tuple[str, ...] = ()


class Porter:
    """Waits at the socket for the passphrase, opens the house once, and answers there from then on.

    Only this account of the machine and its root are heard.
    """

    def __init__(self, settings: Settings, begin: Begin) -> None:
        self._settings = settings
        self._begin = begin
        self._misses = 0
        self._not_before = 0.0
        self._opened = Event()
        self._on_open: Callable[[], None] = lambda: None
        self.house: House | None = None
        self._socket = _listening(settings.data)

    def on_open(self, then: Callable[[], None]) -> None:
        """Have something done once the house is open, at once where it is."""
        self._on_open = then
        if self._opened.is_set():
            then()

    def run(self) -> None:
        """Answer one after the other until `close`."""
        while True:
            try:
                line, _ = self._socket.accept()
            except OSError:
                return
            with line, suppress(OSError, ValueError):
                line.settimeout(SHORT_S)
                if _peer(line) not in {None, 0, os.geteuid()}:
                    continue
                asked = json.loads(_line_of(line))
                reply = self._answer(asked)
                line.sendall(json.dumps({"done": reply.done, "said": reply.said}).encode() + b"\n")

    def close(self) -> None:
        """Leave the socket."""
        with suppress(OSError):
            self._socket.shutdown(socket.SHUT_RDWR)
        self._socket.close()
        with suppress(OSError):
            (self._settings.data / SOCKET).unlink()

    def _answer(self, asked: Any) -> Reply:  # noqa: ANN401 - JSON
        try:
            match asked:
                case {"ask": "state"}:
                    return Reply(self.house is not None)
                case {"ask": "unlock", "passphrase": str(passphrase)}:
                    return self._unlock(passphrase)
                case {"ask": "health"}:
                    return self._health()
                case {"ask": "backup", "folder": str(folder)} if self.house is not None:
                    return Reply(True, (str(backup(self.house, Path(folder))),))
                case _:
                    return Reply(False, (STILL_LOCKED,))
        except AmparoError as failure:
            return Reply(False, (str(failure),))

    def _health(self) -> Reply:
        if self.house is None:
            return Reply(False, (STILL_LOCKED,))
        faults = health(self.house, asks_mail=True)
        return Reply(not faults, tuple(faults))

    def _unlock(self, passphrase: str) -> Reply:
        if self.house is not None:
            return Reply(True)
        left = self._not_before - monotonic()
        if left > 0:
            raise Throttled(int(left) + 1, TRY_LATER)
        blob = load_sealed_key(self._settings.server_key_file)
        if blob is None:
            raise Refused(NOT_SEALED)
        try:
            secret = sealedkey.open_server_key(blob, passphrase)
        except WrongPassphrase:
            self._miss()
            raise
        self.house = self._begin(secret)
        self._opened.set()
        self._on_open()
        return Reply(True)

    def _miss(self) -> None:
        self._misses += 1
        over = self._misses - FREE_TRIES
        if over >= 0:
            wait = min(FIRST_WAIT_S * 2 ** min(over, 10), LONGEST_WAIT_S)
            self._not_before = monotonic() + wait


def _listening(folder: Path) -> socket.socket:
    """Return a socket that only this account can reach, in the place of one that was left behind.

    Raises:
        Unavailable: Another process listens there.
    """
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    if _connected(folder) is not None:
        raise Unavailable(
            N_("Another “amparo serve” waits there already. End it first, then start this one.")
        )
    listener = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
    before = os.umask(0o177)
    try:
        with _address(folder) as name:
            (folder / SOCKET).unlink(missing_ok=True)
            listener.bind(name)
    except OSError as fault:
        listener.close()
        raise Unavailable(
            N_("Amparo cannot wait to be unlocked: the data folder cannot be written.")
        ) from fault
    finally:
        os.umask(before)
    listener.listen()
    return listener


# --- whoever asks it ----------------------------------------------------------------------------


def ask(settings: Settings, what: str, **told: str) -> Reply | None:
    """Return what the process that serves answers, None where none does.

    Raises:
        Unavailable: Another account's process stands there.
    """
    line = _connected(settings.data)
    if line is None:
        return None
    with line:
        if _peer(line) not in {None, 0, os.geteuid(), settings.server_key_file.stat().st_uid}:
            raise Unavailable(STRANGER, path=str(settings.data / SOCKET))
        try:
            line.settimeout(PATIENCE_S)
            line.sendall(json.dumps({"ask": what, **told}).encode() + b"\n")
            reply = json.loads(_line_of(line))
            return Reply(bool(reply["done"]), tuple(map(str, reply["said"])))
        except (OSError, ValueError, KeyError):
            return None


def _connected(folder: Path) -> socket.socket | None:
    line = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
    try:
        with _address(folder) as name:
            line.connect(name)
    except OSError:
        line.close()
        return None
    return line


@contextmanager
def _address(folder: Path) -> Iterator[str]:
    """Give the socket's address, in short where a folder lies too deep for one."""
    name = str(folder / SOCKET)
    if len(os.fsencode(name)) <= LONGEST_NAME or not Path("/proc/self/fd").is_dir():
        yield name
        return
    handle = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        yield f"/proc/self/fd/{handle}/{SOCKET}"
    finally:
        os.close(handle)


def _peer(line: socket.socket) -> int | None:
    """Return the account at the other end; None where the system does not say, and 0600 must do."""
    if not hasattr(socket, "SO_PEERCRED"):
        return None
    raw = line.getsockopt(socket.SOL_SOCKET, socket.SO_PEERCRED, _PEER.size)
    return int(_PEER.unpack(raw)[1])


def _line_of(line: socket.socket) -> bytes:
    """Return what the other end says in one line.

    Raises:
        ValueError: It is longer than any that is said here.
    """
    said = b""
    while not said.endswith(b"\n"):
        part = line.recv(LONGEST_LINE)
        said += part
        if not part or len(said) > LONGEST_LINE:
            raise ValueError
    return said
