"""The server key and the keys made from it, one for each use.

They open no case: schedule, mail, audit and the whole database file are theirs, names, notes
and documents are not.
"""

import base64
import binascii
import hmac
import os
import stat
import unicodedata
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final, Self

from app.crypto import sealedkey
from app.crypto.cells import CellKey
from app.crypto.primitives import KEY_BYTES, StaysHere, expand, random_key
from app.errors import Damaged, KeySealed, Refused, Unavailable
from app.words import N_

TOKEN_BYTES: Final = 16

_OTHERS: Final = stat.S_IRWXG | stat.S_IRWXO
_LONGEST_FILE: Final = 512


@dataclass(frozen=True, slots=True)
class ServerKeys(StaysHere):
    """What the machine itself holds: one key a use, so that none serves two."""

    pepper: bytes = field(repr=False)
    schedule: CellKey = field(repr=False)
    mail: CellKey = field(repr=False)
    audit: CellKey = field(repr=False)
    database: bytes = field(repr=False)
    backup: bytes = field(repr=False)
    _marks: bytes = field(repr=False)
    _links: bytes = field(repr=False)
    _addresses: bytes = field(repr=False)
    _networks: bytes = field(repr=False)
    _numbers: bytes = field(repr=False)

    @classmethod
    def from_secret(cls, secret: bytes) -> Self:
        """Return the keys of a 32-byte server key."""
        if len(secret) != KEY_BYTES:
            raise ValueError("The server key is 32 bytes.")
        return cls(
            pepper=_use(secret, "pepper"),
            schedule=CellKey(_use(secret, "schedule")),
            mail=CellKey(_use(secret, "mail")),
            audit=CellKey(_use(secret, "audit")),
            database=_use(secret, "database"),
            backup=_use(secret, "backup"),
            _marks=_use(secret, "mark"),
            _links=_use(secret, "link"),
            _addresses=_use(secret, "address"),
            _networks=_use(secret, "network"),
            _numbers=_use(secret, "number"),
        )

    def mark(self, *parts: bytes) -> bytes:
        """Return 32 bytes that stand for these parts in this order, and for no others."""
        joined = b"".join(len(part).to_bytes(4, "big") + part for part in parts)
        return hmac.digest(self._marks, joined, "sha256")

    def link_lookup(self, token: str) -> bytes:
        """Return the 32 bytes that a link is found by; only this key makes them."""
        return hmac.digest(self._links, token.encode("utf-8", "surrogatepass"), "sha256")

    def address_token(self, email: str) -> bytes:
        """Return 16 bytes that find a mail address, however it is capitalised."""
        plain = unicodedata.normalize("NFKC", email.strip()).casefold()
        return _token(self._addresses, plain)

    def network_token(self, address: str) -> bytes:
        """Return 16 bytes that tell one network address from another without naming it."""
        return _token(self._networks, address)

    def number_token(self, number: str) -> bytes:
        """Return 16 bytes that find a file number, as it is written in capitals without dashes."""
        return _token(self._numbers, number)


def audit_secret(secret: bytes) -> bytes:
    """Return the bytes of a server key's audit key, for entries that are carried over with it."""
    return _use(secret, "audit")


def load_server_key(path: Path) -> bytes:
    """Return the 32-byte server key in a file that only its owner can read.

    Raises:
        KeySealed: It lies there under a passphrase.
        Unavailable: The file is missing, open to others, or holds no key; the sentence says which.
    """
    text = _text_of(path)
    if sealedkey.from_file(text) is not None:
        raise KeySealed
    try:
        secret = base64.b64decode(text.strip(), validate=True)
    except binascii.Error:
        secret = b""
    if len(secret) != KEY_BYTES:
        raise _no_key(path)
    return secret


def load_sealed_key(path: Path) -> bytes | None:
    """Return the server key as it lies under a passphrase, None where it lies there open.

    Raises:
        Unavailable: As `load_server_key`.
    """
    try:
        return sealedkey.from_file(_text_of(path))
    except Damaged:
        raise _no_key(path) from None


def _text_of(path: Path) -> bytes:
    try:
        with path.open("rb") as file:
            mode = os.fstat(file.fileno()).st_mode
            text = file.read(_LONGEST_FILE)
    except OSError as error:
        raise Unavailable(
            N_(
                "The server key at %(path)s cannot be read. Check that the file is there and "
                "belongs to the account that runs Amparo. A new office begins with “amparo setup”. "
                "The custodians' papers bring back a key that was lost: “amparo recover "
                "--server-key FILE”."
            ),
            path=str(path),
        ) from error
    if mode & _OTHERS:
        raise Unavailable(
            N_(
                "Other accounts of this machine can read the server key at %(path)s. "
                "Run “chmod 600” on it, then start again."
            ),
            path=str(path),
        )
    return text


def _no_key(path: Path) -> Unavailable:
    return Unavailable(
        N_("The file %(path)s holds no server key. Put the right file back from its copy."),
        path=str(path),
    )


def create_server_key(path: Path) -> bytes:
    """Write a fresh server key to a new file that only its owner can read, and return it.

    Raises:
        As `write_server_key`.
    """
    secret = random_key()
    write_server_key(path, secret)
    return secret


def write_server_key(path: Path, secret: bytes) -> None:
    """Write a server key to a new file that only its owner can read.

    Raises:
        Refused: There is a file already; it is left as it was.
        Unavailable: The place cannot be written to.
    """
    write_key_file(path, in_clear(secret))


def write_key_file(path: Path, text: bytes) -> None:
    """Write a new file that only its owner can read.

    Raises:
        As `write_server_key`.
    """
    try:
        _write_new(path, text)
    except FileExistsError as error:
        raise Refused(
            N_("There is a file at %(path)s already; it was left as it is."), path=str(path)
        ) from error
    except OSError as error:
        raise _not_written(path) from error


def exchange_key_file(path: Path, text: bytes) -> None:
    """Put another text in the place of a key's file, whole or not at all; never is there a second.

    What stood there is overwritten as far as the disk allows, since its name alone is not enough.

    Raises:
        Unavailable: The place cannot be written to; what stood there stands.
    """
    path = path.resolve()
    fresh = beside(path)
    try:
        fresh.unlink(missing_ok=True)  # of an exchange that was cut off
        _write_new(fresh, text)
        with path.open("r+b") as former:
            size = os.fstat(former.fileno()).st_size
            fresh.replace(path)
            _sync_folder(path.parent)  # first: a machine that stops now must not find zeros
            former.write(bytes(size))
            former.flush()
            os.fsync(former.fileno())
    except OSError as error:
        raise _not_written(path) from error


def beside(path: Path) -> Path:
    """Return where a key's new file is written before it takes the place of the old one."""
    return path.with_name(f".{path.name}.part")


def next_to(path: Path) -> Path:
    """Return where a new server key lies until the database stands under it."""
    path = path.resolve()
    return path.with_name(f"{path.name}.next")


def in_clear(secret: bytes) -> bytes:
    """Return what an unsealed key's file holds."""
    return base64.b64encode(secret) + b"\n"


def _write_new(path: Path, text: bytes) -> None:
    handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(text)
            file.flush()
            os.fsync(file.fileno())
        _sync_folder(path.parent)
    except OSError:
        path.unlink()
        raise


def _not_written(path: Path) -> Unavailable:
    return Unavailable(
        N_(
            "The server key could not be written to %(path)s. Check that the folder is there "
            "and that there is room on the disk."
        ),
        path=str(path),
    )


def _sync_folder(folder: Path) -> None:
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def _use(secret: bytes, use: str) -> bytes:
    return expand(secret, f"amparo/server/{use}/v1".encode(), KEY_BYTES)


def _token(key: bytes, text: str) -> bytes:
    return hmac.digest(key, text.encode("utf-8", "surrogatepass"), "sha256")[:TOKEN_BYTES]
