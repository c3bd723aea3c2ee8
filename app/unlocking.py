"""The server key under a passphrase: who types it, where it is handed over, who is let in.

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
from getpass import getpass
from pathlib import Path
from threading import Event
from typing import Any, Final

from app.casework.backup import backup
from app.casework.health import health
from app.clock import monotonic
from app.config import Settings
from app.crypto import sealedkey
from app.crypto.serverkeys import (
    beside,
    exchange_key_file,
    in_clear,
    load_sealed_key,
    load_server_key,
    next_to,
)
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

NOBODY_THERE: Final = N_(
    "Amparo is locked and not running here, so no reminder leaves: its server key is under a "
    "passphrase. Start “amparo serve”, then run “amparo unlock”."
)
STILL_LOCKED: Final = N_(
    "Amparo is locked, sending no reminders: nobody has typed the passphrase of the server key "
    "since it was started. Run “amparo unlock” at a terminal of this machine."
)
NOT_SEALED: Final = N_(
    "The server key of this machine is under no passphrase, so there is nothing to unlock. "
    "“amparo seal-key” puts it under one."
)
NO_TERMINAL: Final = N_(
    "The server key is under a passphrase, and there is no terminal to type it at. Run the command "
    "at one, or name a file with it in AMPARO_SERVER_KEY_PASSPHRASE_FILE."
)
TOO_SHORT: Final = N_(
    "Nothing was changed. Choose at least %(count)s characters, such as five words that come from "
    "nowhere: whoever takes the disk can guess at them undisturbed."
)
NOT_TWICE: Final = N_("The two passphrases differ, and nothing was changed. Try again.")
SEALED_ALREADY: Final = N_("The server key is under a passphrase already; nothing was changed.")
OPEN_ALREADY: Final = N_("The server key is under no passphrase; nothing was changed.")
BEGUN: Final = N_(
    "A new server key was begun and is not in its place yet, so nothing was changed. Run “amparo "
    "rotate server-key” to its end first, then try again."
)
STRANGER: Final = N_(
    "Another account of this machine stands behind %(path)s, so the passphrase was not handed over."
)
OTHER_FILE: Final = N_(
    "The passphrase's file %(path)s cannot be read, or other accounts of this machine can read it. "
    "Run “chmod 600” on it."
)
TRY_LATER: Final = N_(
    "That passphrase was wrong several times. Wait %(retry_after)s seconds, then try again."
)
Begin = Callable[[bytes], House]


# --- the key, for a command --------------------------------------------------------------------


def server_key(settings: Settings) -> bytes:
    """Return the server key, asking for its passphrase where it lies under one.

    Raises:
        Refused: There is no terminal.
        Unavailable: The file cannot be read, or holds no key.
        WrongPassphrase: It is another.
    """
    return server_key_and_passphrase(settings)[0]


def server_key_and_passphrase(settings: Settings) -> tuple[bytes, str | None]:
    """Return the server key, and the passphrase that it lies under, None where under none.

    Raises:
        As `server_key`.
    """
    blob = load_sealed_key(settings.server_key_file)
    if blob is None:
        return load_server_key(settings.server_key_file), None
    typed = written_down(settings)
    passphrase = _asked() if typed is None else typed
    return sealedkey.open_server_key(blob, passphrase), passphrase


def is_sealed(settings: Settings) -> bool:
    """Tell whether the key lies under a passphrase that nobody has written down for scripts.

    Raises:
        Unavailable: The file cannot be read, or holds no key.
    """
    return load_sealed_key(settings.server_key_file) is not None and written_down(settings) is None


def written_down(settings: Settings) -> str | None:
    """Return the passphrase of a file for scripts, None where no such file lies there now.

    Raises:
        Unavailable: Other accounts can read it, or this one cannot.
    """
    path = settings.server_key_passphrase_file
    if path is None or not path.exists():
        return None  # in a folder that a restart empties, as /run, it is gone then
    try:
        with path.open(encoding="utf-8") as file:
            mode = os.fstat(file.fileno()).st_mode
            text = file.read(LONGEST_LINE)
    except (OSError, ValueError):
        raise Unavailable(OTHER_FILE, path=str(path)) from None
    if mode & 0o077:
        raise Unavailable(OTHER_FILE, path=str(path))
    return text.rstrip("\r\n")


def _asked(prompt: str = "Passphrase of the server key: ") -> str:
    try:
        return getpass(prompt)
    except EOFError:
        raise Refused(NO_TERMINAL) from None


# --- putting it under a passphrase, and back ----------------------------------------------------


def seal(settings: Settings) -> None:
    """Put the server key under a passphrase that is typed twice; the open file is gone then.

    Raises:
        Refused: It is under one already, a new one was begun, or what was typed is too short or
            not the same twice.
        Unavailable: The file cannot be read or written.
    """
    path = settings.server_key_file
    _sweep(path)
    if load_sealed_key(path) is not None:
        raise Refused(SEALED_ALREADY)
    _require_none_begun(path)
    secret = load_server_key(path)
    passphrase = new_passphrase()
    blob = sealedkey.seal_server_key(secret, passphrase)
    if sealedkey.open_server_key(blob, passphrase) != secret:
        raise Unavailable  # a machine that miscounts must not take the open key's place
    exchange_key_file(path, sealedkey.in_file(blob))
    _say(
        f"The server key is under your passphrase now: {path}.",
        "Write the passphrase on paper and keep it away from this machine: without it, and without "
        "the custodians' papers, nothing opens.",
        "From its next start on “amparo serve” waits locked until somebody runs “amparo unlock”.",
        "A copy of the open key that you kept elsewhere still opens everything, and a disk can "
        "remember what was overwritten.",
    )


def unseal(settings: Settings) -> None:
    """Take the server key out from under its passphrase; it lies open in its file then.

    Raises:
        Refused: It is under none, or a new one was begun.
        WrongPassphrase: It is another.
        Unavailable: The file cannot be read or written.
    """
    path = settings.server_key_file
    _sweep(path)
    if load_sealed_key(path) is None:
        raise Refused(OPEN_ALREADY)
    _require_none_begun(path)
    exchange_key_file(path, in_clear(server_key(settings)))
    _say(
        f"The server key lies open now: {path}. Whoever takes the disk has it.",
        "“amparo serve” no longer waits for “amparo unlock”.",
    )


def new_passphrase() -> str:
    """Return a new passphrase of the server key, typed twice.

    Raises:
        Refused: Too short, or not the same twice.
    """
    first = _asked("New passphrase of the server key: ")
    if len(first) < sealedkey.SHORTEST:
        raise Refused(TOO_SHORT, count=sealedkey.SHORTEST)
    if _asked("The same once more: ") != first:
        raise Refused(NOT_TWICE)
    return first


def _sweep(path: Path) -> None:
    """Take away what an exchange left behind that was cut off."""
    with suppress(OSError):
        beside(path.resolve()).unlink(missing_ok=True)


def _require_none_begun(path: Path) -> None:
    """Let a change of how the key lies pass; the next one would keep lying as it was begun.

    Raises:
        Refused: One lies beside it.
    """
    if next_to(path).exists():
        raise Refused(BEGUN)


def _say(*lines: str) -> None:
    print("\n".join(lines))


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


def unlock(settings: Settings) -> None:
    """Ask for the passphrase and hand it to the process that waits for it.

    Raises:
        Refused: There is nothing to unlock, or nobody waits; or as the process answers.
        Unavailable: Another account's process waits there.
    """
    if load_sealed_key(settings.server_key_file) is None:
        raise Refused(NOT_SEALED)
    state = ask(settings, "state")
    if state is None:
        raise Refused(NOBODY_THERE)
    if state.done:
        _say("Amparo is unlocked already.")
        return
    reply = ask(settings, "unlock", passphrase=_asked())
    if reply is None or not reply.done:
        raise Refused(reply.said[0] if reply and reply.said else NOBODY_THERE)
    _say(
        f"Amparo is unlocked: people can sign in at {settings.base_url}, and reminders leave.",
        "What fell due meanwhile leaves now. In a minute “amparo health” says if all is well.",
        "After each restart it is locked again: whoever reads the alarms must know the passphrase.",
    )


def asked_faults(settings: Settings) -> tuple[str, ...]:
    """Return what is wrong, as the process that serves knows it; nothing where all is well."""
    reply = ask(settings, "health")
    return (NOBODY_THERE,) if reply is None else reply.said


def backed_up(settings: Settings, folder: Path) -> str | None:
    """Have the process that serves write a backup; None where it cannot, being locked or away.

    Raises:
        Refused: It could not be written; the sentence says why.
    """
    state = ask(settings, "state")
    if state is None or not state.done:
        return None
    reply = ask(settings, "backup", folder=str(folder.absolute()))
    if reply is None or not reply.done:
        raise Refused(reply.said[0] if reply and reply.said else NOBODY_THERE)
    return reply.said[0]


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
