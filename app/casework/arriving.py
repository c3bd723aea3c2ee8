"""A document on its way in, sealed piece by piece: no byte of it ever lies open on a disk."""

import os
from contextlib import suppress
from dataclasses import dataclass, field
from hashlib import sha256
from io import FileIO
from typing import Final
from uuid import UUID

from app.casework import vault
from app.casework.filetypes import LOOKED_AT, sniffed
from app.casework.scanning import Scan
from app.config import Settings
from app.crypto.chunks import Encryptor
from app.db.desk import House
from app.errors import Conflict, OutOfRoom, Refused, TooLarge
from app.words import N_

ZEROS: Final = bytes(1024 * 1024)
TOO_LARGE: Final = N_(
    "This file is larger than this office takes. Split it, or have whoever runs Amparo raise the "
    "bound (AMPARO_DOCUMENT_MIB)."
)
NO_ROOM: Final = N_(
    "There is not enough room on the disk of the Amparo machine for this file, so nothing of it "
    "was kept. Keep the original, and ask your office to make room."
)
TOO_MUCH: Final = N_(
    "You have handed in more files than wait here at once. Have the case's people take those "
    "before, or give them this one by hand."
)
EMPTY: Final = N_("This file is empty. Look at the original, and send it once more.")


@dataclass(frozen=True, slots=True)
class Expected:
    """What is to arrive, decided before its first byte."""

    case_id: UUID
    document_id: UUID
    file_id: UUID
    number: int
    name: str = field(repr=False)
    key: bytes = field(repr=False)
    most: int = 0  # bytes, where fewer are taken than the office takes at all

    @property
    def context(self) -> bytes:
        """What its seal is bound to."""
        return context_of(self.case_id, self.document_id, self.file_id, self.number)


@dataclass(frozen=True, slots=True)
class Arrived:
    """What lies whole on the disk now."""

    expected: Expected = field(repr=False)
    size: int
    padded: int
    sha256: str = field(repr=False)
    media_type: str
    name: str = field(repr=False)


def context_of(case_id: UUID, document_id: UUID, file_id: UUID, number: int) -> bytes:
    """Return what a file's seal is bound to: its case, its document and which version it is."""
    place = case_id.bytes + document_id.bytes + file_id.bytes + number.to_bytes(4, "big")
    return b"amparo/document/v1" + place


def require_room(
    settings: Settings, length: int, *, written: int = 0, handle: int | None = None
) -> None:
    """Let a file of a length come, of which so many bytes are on the disk already.

    Args:
        settings: What the office takes, and where.
        length: Of the file.
        written: So much of it lies there.
        handle: It itself, once it has begun: then its disk is asked without looking for the place.

    Raises:
        OutOfRoom: The disk would have less room left than the office wants.
        TooLarge: It is longer than this office takes.
    """
    if length > settings.document_bytes:
        raise TooLarge(TOO_LARGE)
    if handle is None:
        vault.incoming(settings).mkdir(parents=True, exist_ok=True, mode=0o700)
        found = os.statvfs(vault.incoming(settings))
    else:
        found = os.fstatvfs(handle)
    left = vault.padded(length) - written
    if found.f_bavail * found.f_frsize - left < settings.documents_leave_bytes:
        raise OutOfRoom(NO_ROOM)


class Arriving:
    """One file while it arrives; it ends kept, or it was never there."""

    def __init__(self, house: House, expected: Expected) -> None:
        self._settings, self.expected = house.settings, expected
        self._path = vault.incoming(self._settings) / str(expected.file_id)
        self._box = Encryptor(expected.key, expected.context)
        self._hash, self._size, self._beginning = sha256(), 0, b""
        self._told: tuple[str, str] | None = None
        self.is_kept = False  # its row was saved
        self.is_left = False  # nobody knows whether it was: the sweep looks again
        self._scan = Scan(house.settings)
        try:
            self._file = self._begun()
        except BaseException:
            self._scan.close()
            raise

    def _begun(self) -> FileIO:
        """Return a new file that no sweep touches while it is open.

        Raises:
            Conflict: A sweep took it away in the instant before it was held.
            OutOfRoom: The disk is full.
        """
        try:
            handle = os.open(self._path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        except OSError:
            raise OutOfRoom(NO_ROOM) from None
        file = FileIO(handle, "wb")
        vault.hold(handle)
        if not os.fstat(handle).st_nlink:
            file.close()
            raise Conflict
        return file

    def take(self, piece: bytes) -> None:
        """Seal a piece and write it.

        Raises:
            OutOfRoom: The disk is full.
            Refused: It cannot be looked through for harmful programs.
            TooLarge: More came than this office takes.
            WrongType: It is not what its name says, or of a kind that is not taken.
        """
        length, handle = self._size + len(piece), self._file.fileno()
        require_room(self._settings, length, written=self._size, handle=handle)
        if self.expected.most and self._size + len(piece) > self.expected.most:
            raise TooLarge(TOO_MUCH)
        self._size += len(piece)
        if self._told is None:
            self._beginning += piece[:LOOKED_AT]
            if len(self._beginning) >= LOOKED_AT:
                self._look()
        self._scan.take(piece)
        self._hash.update(piece)
        self._write(self._box.update(piece))

    def close(self) -> Arrived:
        """Have the whole of it on the disk.

        Raises:
            OutOfRoom: The disk is full.
            Refused: Nothing came, or something that is harmful or nobody looked through.
            WrongType: As `take`.
        """
        if not self._size:
            raise Refused(EMPTY)
        media_type, ending = self._told or self._look()
        self._scan.require_clean()
        whole = vault.padded(self._size)
        for left in range(whole - self._size, 0, -len(ZEROS)):
            self._write(self._box.update(ZEROS[: min(left, len(ZEROS))]))
        self._write(self._box.finalize())
        os.utime(self._file.fileno(), (vault.ALWAYS, vault.ALWAYS))
        os.fsync(self._file.fileno())
        vault.sync(self._path.parent)
        name = self.expected.name
        name = name if name.lower().endswith(f".{ending}") else f"{name}.{ending}"
        return Arrived(self.expected, self._size, whole, self._hash.hexdigest(), media_type, name)

    def settle(self) -> None:
        """Move what is kept to its place; where that fails it is found where it arrived."""
        with suppress(OSError):
            vault.settle(self._settings, self.expected.file_id)

    def abandon(self) -> None:
        """Leave nothing behind of what was not kept."""
        self._scan.close()
        self._file.close()
        if not (self.is_kept or self.is_left):
            self._path.unlink(missing_ok=True)

    def _look(self) -> tuple[str, str]:
        self._told = sniffed(self._beginning[:LOOKED_AT], self.expected.name)
        return self._told

    def _write(self, sealed: bytes) -> None:
        try:
            left = memoryview(sealed)
            while left:
                left = left[self._file.write(left) :]
        except OSError:
            raise OutOfRoom(NO_ROOM) from None
