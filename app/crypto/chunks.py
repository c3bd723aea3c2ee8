"""Sealed files: magic and version 5 | Cobblestone-256 of the C2SP chunked-encryption format.

c2sp.org/chunked-encryption, checked 2026-11-24: salt 24 | commitment 32 | chunks of 16 KiB, each
with its tag; the last is always shorter, so every length of message has one length of file.
"""

from typing import Final

from cryptography.cobblestone import Cobblestone256Decryptor, Cobblestone256Encryptor
from cryptography.exceptions import AlreadyFinalized, InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from app.crypto.primitives import KEY_BYTES, NONCE_BYTES, TAG_BYTES, StaysHere, expand, same
from app.errors import Damaged

MAGIC: Final = b"AMPF\x01"
CHUNK: Final = 16 * 1024
SEALED_CHUNK: Final = CHUNK + TAG_BYTES
_SALT_BYTES: Final = 24
_COMMITMENT_BYTES: Final = 32
HEAD_BYTES: Final = len(MAGIC) + _SALT_BYTES + _COMMITMENT_BYTES
_LABEL: Final = b"c2sp.org/chunked-encryption@v1+AEAD_AES_256_GCM\x00"


def sealed_length(length: int) -> int:
    """Return how many bytes a message of this length has once it is sealed."""
    return HEAD_BYTES + length + TAG_BYTES * (length // CHUNK + 1)


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


class Reader(StaysHere):
    """Opens single chunks of a sealed file, in any order; each is verified at its own place.

    Whoever reads so compares the file's length with `sealed_length` and opens the last chunk first:
    a chunk in the middle does not tell whether others are missing behind it.
    """

    __slots__ = ("_base", "_cipher")

    def __init__(self, key: bytes, context: bytes, head: bytes) -> None:
        """Prove that a file's first bytes are of this key and context.

        Raises:
            Damaged: They are not.
        """
        if len(head) != HEAD_BYTES or not head.startswith(MAGIC):
            raise Damaged
        salt = head[len(MAGIC) : len(MAGIC) + _SALT_BYTES]
        label = _LABEL + salt + context
        derived = expand(key, label, KEY_BYTES + NONCE_BYTES + _COMMITMENT_BYTES)
        if not same(derived[KEY_BYTES + NONCE_BYTES :], head[-_COMMITMENT_BYTES:]):
            raise Damaged
        self._cipher = AESGCM(derived[:KEY_BYTES])
        self._base = int.from_bytes(derived[KEY_BYTES : KEY_BYTES + NONCE_BYTES], "big")

    def open(self, number: int, sealed: bytes | memoryview) -> bytearray:
        """Return the plaintext of successive whole chunks, the first of this number.

        Each is opened where it will stand: nothing is put together afterwards.

        Raises:
            Damaged: One of them was changed, or is not at its place.
        """
        view, chunks = memoryview(sealed), -(-len(sealed) // SEALED_CHUNK)
        if len(sealed) < TAG_BYTES * chunks:
            raise Damaged
        plain = bytearray(len(sealed) - TAG_BYTES * chunks)
        room = memoryview(plain)
        for at in range(chunks):
            nonce = (self._base ^ (number + at)).to_bytes(NONCE_BYTES, "big")
            chunk = view[at * SEALED_CHUNK : (at + 1) * SEALED_CHUNK]
            try:
                self._cipher.decrypt_into(nonce, chunk, None, room[at * CHUNK : (at + 1) * CHUNK])
            except (InvalidTag, ValueError):
                raise Damaged from None
        return plain
