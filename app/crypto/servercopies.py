"""A newer server key for the custodians: sealed to the key that only they have together.

ver 1 | suite 1 | enc 1,120 | ciphertext 48 (HPKE). Info: label | SHA-256 print of the recovery key
32. Their papers open the recovery key's seed, that opens this; nobody has to type a paper when the
server key is changed. HPKE has no sender: what is given back is tried on a backup before it counts.
"""

from typing import Final

from app.crypto import xwing
from app.crypto.office import print_of_recovery
from app.crypto.primitives import KEY_BYTES, TAG_BYTES, Sealed, sealed
from app.errors import Damaged

VERSION: Final = 1
X_WING: Final = 1
BYTES: Final = 2 + xwing.ENCAPSULATED_BYTES + KEY_BYTES + TAG_BYTES

_LABEL: Final = b"amparo/server-copy/v1"


def seal_copy(secret: bytes, recovery_public: bytes) -> Sealed:
    """Return a server key sealed to the custodians.

    Raises:
        ValueError: The secret is not 32 bytes.
        Damaged: The public key is none.
    """
    if len(secret) != KEY_BYTES:
        raise ValueError("The server key is 32 bytes.")
    body = xwing.seal(secret, recovery_public, _info(recovery_public))
    return sealed(bytes((VERSION, X_WING)) + body)


def open_copy(blob: bytes, recovery_seed: bytes) -> bytes:
    """Return the server key that custodians kept.

    Raises:
        Damaged: It was changed, or sealed to other custodians.
    """
    if len(blob) != BYTES or blob[:2] != bytes((VERSION, X_WING)):
        raise Damaged
    return xwing.open_(blob[2:], recovery_seed, _info(xwing.public_bytes(recovery_seed)))


def _info(recovery_public: bytes) -> bytes:
    return _LABEL + print_of_recovery(recovery_public)
