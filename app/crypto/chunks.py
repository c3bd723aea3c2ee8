"""Sealed files: magic and version 5 | Cobblestone-256 of the C2SP chunked-encryption format.

c2sp.org/chunked-encryption, checked 2026-11-24: salt 24 | commitment 32 | chunks of 16 KiB, each
with its tag; the last is always shorter, so every length of message has one length of file.
"""

from typing import Final

from cryptography.cobblestone import Cobblestone256Decryptor, Cobblestone256Encryptor
from cryptography.exceptions import AlreadyFinalized, InvalidTag

from app.crypto.primitives import StaysHere
from app.errors import Damaged

MAGIC: Final = b"AMPF\x01"


class Encryptor(StaysHere):
    """Seals one stream under a key and a context; the same context is needed to open it."""

    __slots__ = ("_body", "_owed")

    def __init__(self, key: bytes, context: bytes) -> None:
        self._body = Cobblestone256Encryptor(key, context)
        self._owed = MAGIC

    def update(self, plaintext: bytes) -> bytes:
        """Return what may be written so far."""
        head, self._owed = self._owed, b""
        return head + self._body.update(plaintext)

    def finalize(self) -> bytes:
        """Return the rest; without it the file does not open."""
        head, self._owed = self._owed, b""
        return head + self._body.finalize()


class Decryptor(StaysHere):
    """Opens one stream; every byte it returns has been verified.

    Only `finalize` proves that nothing was cut off: until it returns, be ready to discard.
    """

    __slots__ = ("_body", "_head")

    def __init__(self, key: bytes, context: bytes) -> None:
        self._body = Cobblestone256Decryptor(key, context)
        self._head = b""

    def update(self, ciphertext: bytes) -> bytes:
        """Return the plaintext of the chunks that are complete and verified.

        Raises:
            Damaged: Wrong key or context, or changed, moved, doubled or missing bytes.
        """
        taken = len(MAGIC) - len(self._head)
        self._head += ciphertext[:taken]
        if not MAGIC.startswith(self._head):
            raise Damaged
        try:
            return self._body.update(ciphertext[taken:])
        except (InvalidTag, AlreadyFinalized):
            raise Damaged from None

    def finalize(self) -> bytes:
        """Return the last plaintext; the whole message is now known to be there.

        Raises:
            Damaged: The message was cut off, or its last chunk changed.
        """
        if self._head != MAGIC:
            raise Damaged
        try:
            return self._body.finalize()
        except (InvalidTag, AlreadyFinalized):
            raise Damaged from None
