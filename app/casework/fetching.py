"""A document on its way out: each chunk is proved before a byte of it leaves.

The file's length and its last chunk are proved before the first, so that a file which was cut off
or lengthened gives out nothing at all.
"""

import os
from collections.abc import Iterator
from dataclasses import dataclass, field
from hashlib import sha256
from pathlib import Path
from typing import Final, Self
from uuid import UUID

from app.casework import vault
from app.casework.arriving import context_of
from app.config import Settings
from app.crypto.chunks import CHUNK, HEAD_BYTES, SEALED_CHUNK, Reader, sealed_length
from app.errors import Damaged
from app.models import DocumentFile
from app.words import N_

AT_ONCE: Final = 16  # chunks that are read, proved and sent together: a quarter of a megabyte
MISSING: Final = N_(
    "The file of this document is not where it was put. Tell your supervisor: whoever runs Amparo "
    "can bring it back from a backup."
)


@dataclass(frozen=True, slots=True)
class Fetched:
    """Which file is to leave, decided at a desk that is closed by then."""

    file_id: UUID
    document_id: UUID
    number: int
    size: int
    padded: int
    name: str = field(repr=False)
    path: Path
    key: bytes = field(repr=False)
    context: bytes = field(repr=False)


def fetched(settings: Settings, row: DocumentFile, opens: str = "", name: str = "") -> Fetched:
    """Return what it takes to read a file once its row's desk is closed.

    Args:
        settings: Where it lies.
        row: Which it is.
        opens: What opens it and what it is called, where its own row does not say it.
        name: As above.
    """
    return Fetched(
        file_id=row.id,
        document_id=row.document_id,
        number=row.number,
        size=row.size,
        padded=row.padded,
        name=name or row.name,
        path=vault.path_of(settings, row.id),
        key=bytes.fromhex(opens or row.key),
        context=context_of(row.case_id, row.document_id, row.id, row.number),
    )


def require_length(of: Fetched) -> None:
    """Let a file be told of that lies there, as long as what was sealed; none of it is opened.

    Raises:
        Damaged: It is missing, or of another length.
    """
    try:
        length = of.path.lstat().st_size
    except OSError:
        raise Damaged(MISSING) from None
    if length != sealed_length(of.padded):
        raise Damaged


def is_sound(settings: Settings, row: DocumentFile, opens: str = "") -> bool:
    """Tell whether a file is what arrived, from its first byte to its last."""
    digest = sha256()
    try:
        with Leaving(fetched(settings, row, opens)) as file:
            for piece in file.pieces():
                digest.update(piece)
    except Damaged:
        return False
    return digest.hexdigest() == row.sha256


class Leaving:
    """A sealed file that is open, and proved to be whole at both ends."""

    def __init__(self, of: Fetched) -> None:
        """Open a file.

        Raises:
            Damaged: It is missing, of another length, or not what was sealed.
        """
        self._of, self._room = of, memoryview(bytearray(AT_ONCE * SEALED_CHUNK))
        try:
            self._handle = os.open(of.path, os.O_RDONLY | os.O_NOFOLLOW)
        except OSError:
            raise Damaged(MISSING) from None
        try:
            self._prove()
        except BaseException:
            self.close()
            raise

    def pieces(self, first: int = 0, last: int | None = None) -> Iterator[bytes | bytearray]:
        """Yield the bytes from one place to another, both of them too.

        Raises:
            Damaged: A chunk of them was changed; what was yielded before is right.
        """
        end = self._of.size if last is None else last + 1
        number = first // CHUNK
        while number * CHUNK < end:
            count = min(AT_ONCE, (end - 1) // CHUNK - number + 1)
            plain, begins = self._opened(number, count), number * CHUNK
            if first > begins or end < begins + len(plain):
                plain = plain[max(first - begins, 0) : end - begins]
            yield plain
            number += count

    def close(self) -> None:
        """Let go of the file."""
        if self._handle >= 0:
            os.close(self._handle)
            self._handle = -1

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def _prove(self) -> None:
        if os.fstat(self._handle).st_size != sealed_length(self._of.padded):
            raise Damaged
        head = os.pread(self._handle, HEAD_BYTES, 0)
        self._reader = Reader(self._of.key, self._of.context, head)
        self._opened(self._of.padded // CHUNK, 1)

    def _opened(self, number: int, count: int) -> bytearray:
        at, room = HEAD_BYTES + number * SEALED_CHUNK, self._room[: count * SEALED_CHUNK]
        plain = self._reader.open(number, room[: os.preadv(self._handle, [room], at)])
        if len(plain) != min((number + count) * CHUNK, self._of.padded) - number * CHUNK:
            raise Damaged
        return plain
