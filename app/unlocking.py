"""The server key under a passphrase: who types it, and what commands do that need the key."""

import os
from contextlib import suppress
from getpass import getpass
from pathlib import Path
from typing import Final

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
from app.errors import Refused, Unavailable
from app.porter import NOT_SEALED, ask
from app.words import N_

LONGEST_LINE: Final = 8192

NOBODY_THERE: Final = N_(
    "Amparo is locked and not running here, so no reminder leaves: its server key is under a "
    "passphrase. Start “amparo serve”, then run “amparo unlock”."
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
OTHER_FILE: Final = N_(
    "The passphrase's file %(path)s cannot be read, or other accounts of this machine can read it. "
    "Run “chmod 600” on it."
)


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
