"""A document that only some of a case's people read: its own key, sealed to each of them.

box: ver 1 | suite 1 | enc 1,120 | ciphertext: one HPKE message to a reader's X-Wing key, 32 bytes.
`info`: label | case 16 | document 16 | reader 16. No signature: it stands in a row under the key of
the case, and the record has the key's print.

words: nonce 12 | ciphertext, AES-256-GCM-SIV under the document's key.
Bound: label | case 16 | row 16; the row is the document, or one of its versions.

print: SHA-256 of label | document 16 | key: what the record keeps, so that a key which another of
the case's people put there is known as none that a deed gave.
"""

from hashlib import sha256
from typing import Final, NamedTuple
from uuid import UUID

from app.crypto import xwing
from app.crypto.primitives import NONCE_BYTES, TAG_BYTES, Box, Sealed, sealed
from app.errors import Damaged

_HEAD: Final = bytes((1, 1))
_BOX: Final = b"amparo/document-reader/v1"
_WORDS: Final = b"amparo/document-words/v1"
_PRINT: Final = b"amparo/document-key/v1"
_LEAST: Final = len(_HEAD) + xwing.ENCAPSULATED_BYTES + TAG_BYTES


class ReaderPlace(NamedTuple):
    """Of which document in which case, to whom."""

    case_id: UUID
    document_id: UUID
    reader_id: UUID


def give(key: bytes, reader_public: bytes, place: ReaderPlace) -> Sealed:
    """Return a document's key sealed to one reader.

    The caller has checked the certificate that `reader_public` is from.

    Raises:
        Damaged: The public key is none.
    """
    return sealed(_HEAD + xwing.seal(key, reader_public, _joined(_BOX, *place)))


def take(blob: bytes, reader_seed: bytes, place: ReaderPlace) -> bytes:
    """Return the document's key.

    Raises:
        Damaged: Changed bytes, another document, reader, or keys that she has no longer.
    """
    if len(blob) < _LEAST or blob[: len(_HEAD)] != _HEAD:
        raise Damaged
    return xwing.open_(blob[len(_HEAD) :], reader_seed, _joined(_BOX, *place))


def print_of(key: bytes, document_id: UUID) -> str:
    """Return by what a document's key is known again; nothing of it is told."""
    return sha256(_joined(_PRINT, document_id) + key).hexdigest()


def lock(plaintext: bytes, key: bytes, case_id: UUID, row_id: UUID) -> Sealed:
    """Return what only the document's readers read of one row."""
    return sealed(Box(key).lock(plaintext, _joined(_WORDS, case_id, row_id)))


def unlock(blob: bytes, key: bytes, case_id: UUID, row_id: UUID) -> bytes:
    """Return it opened.

    Raises:
        Damaged: Changed bytes, another row, or another key.
    """
    bound = _joined(_WORDS, case_id, row_id)
    return Box(key).unlock(blob[:NONCE_BYTES], blob[NONCE_BYTES:], bound)


def _joined(label: bytes, *ids: UUID) -> bytes:
    return label + b"".join(each.bytes for each in ids)
