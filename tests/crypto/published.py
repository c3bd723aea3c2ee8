"""The formats computed a second time, from the published specifications and nothing of app.crypto.

Standard library first; block ciphers straight from `cryptography`.
"""

import hashlib
import hmac
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

VECTORS: dict[str, Any] = json.loads(
    (Path(__file__).parent / "vectors.json").read_text(encoding="utf-8")
)


def flips(blob: bytes) -> Iterator[bytes]:
    """Yield blob with each byte changed, three ways."""
    for at in range(len(blob)):
        for mask in (0x01, 0x80, 0xFF):
            yield blob[:at] + bytes((blob[at] ^ mask,)) + blob[at + 1 :]


def hkdf_extract(salt: bytes, secret: bytes, digest: str = "sha512") -> bytes:
    """RFC 5869, section 2.2."""
    return hmac.digest(salt, secret, digest)


def hkdf_expand(prk: bytes, info: bytes, length: int, digest: str = "sha512") -> bytes:
    """RFC 5869, section 2.3."""
    block, out, count = b"", b"", 0
    while len(out) < length:
        count += 1
        block = hmac.digest(prk, block + info + bytes((count,)), digest)
        out += block
    return out[:length]


def cobblestone_256(key: bytes, context: bytes, salt: bytes, message: bytes) -> bytes:
    """c2sp.org/chunked-encryption with SHA-512 and AEAD_AES_256_GCM, commit 12250326."""
    info = b"c2sp.org/chunked-encryption@v1+" + b"AEAD_AES_256_GCM" + b"\x00" + salt + context
    derived = hkdf_expand(key, info, 32 + 12 + 32)
    cipher, base = AESGCM(derived[:32]), int.from_bytes(derived[32:44], "big")
    out = salt + derived[44:]
    for number in range(len(message) // 16384 + 1):
        nonce = (base ^ number).to_bytes(12, "big")
        out += cipher.encrypt(nonce, message[number * 16384 : (number + 1) * 16384], None)
    return out


class Polyval:
    """RFC 8452, section 3: arithmetic in its field, bit by bit."""

    # x^128 + x^127 + x^126 + x^121 + 1, bit i of the integer being the coefficient of x^i.
    MODULUS = (1 << 128) | (1 << 127) | (1 << 126) | (1 << 121) | 1
    X_TO_MINUS_128 = (1 << 127) | (1 << 124) | (1 << 121) | (1 << 114) | 1

    @classmethod
    def times(cls, left: int, right: int) -> int:
        """Multiply in the field."""
        product = 0
        while right:
            if right & 1:
                product ^= left
            right >>= 1
            left <<= 1
            if left >> 128:
                left ^= cls.MODULUS
        return product

    @classmethod
    def dot(cls, left: int, right: int) -> int:
        """Multiply, then by x^-128."""
        return cls.times(cls.times(left, right), cls.X_TO_MINUS_128)

    @classmethod
    def power(cls, base: int, exponent: int) -> int:
        """Raise by plain multiplication."""
        result = 1
        while exponent:
            if exponent & 1:
                result = cls.times(result, base)
            base = cls.times(base, base)
            exponent >>= 1
        return result

    @classmethod
    def inverse(cls, value: int) -> int:
        """Return 1/value: the field has 2^128 elements."""
        return cls.power(value, (1 << 128) - 2)

    @classmethod
    def over(cls, key: bytes, blocks: list[bytes]) -> int:
        """POLYVAL(H, X_1, ..., X_n)."""
        h, total = int.from_bytes(key, "little"), 0
        for block in blocks:
            total = cls.dot(total ^ int.from_bytes(block, "little"), h)
        return total


def aes_block(key: bytes, block: bytes, *, decrypt: bool = False) -> bytes:
    """One block of AES."""
    cipher = Cipher(algorithms.AES(key), modes.ECB())  # noqa: S305  # one block, to build a mode
    context = cipher.decryptor() if decrypt else cipher.encryptor()
    return context.update(block) + context.finalize()


def gcm_siv_keys(key: bytes, nonce: bytes) -> tuple[bytes, bytes]:
    """RFC 8452, section 4: message-authentication key and message-encryption key."""
    halves = [aes_block(key, number.to_bytes(4, "little") + nonce)[:8] for number in range(6)]
    return halves[0] + halves[1], b"".join(halves[2:])


def gcm_siv_keystream(key: bytes, tag: bytes, blocks: int) -> list[bytes]:
    """RFC 8452, section 4: AES-CTR from the tag, 32-bit little-endian counter in front."""
    start = bytearray(tag)
    start[15] |= 0x80
    first = int.from_bytes(start[:4], "little")
    rest = bytes(start[4:])
    return [
        aes_block(key, ((first + at) & 0xFFFFFFFF).to_bytes(4, "little") + rest)
        for at in range(blocks)
    ]


def sha256(text: bytes) -> bytes:
    """SHA-256."""
    return hashlib.sha256(text).digest()


class Edwards:
    """RFC 8032, sections 5.1 and 6: Ed25519 in affine coordinates, slow and plain."""

    P = 2**255 - 19
    ORDER = 2**252 + 27742317777372353535851937790883648493
    D = -121665 * pow(121666, -1, P) % P
    BASE = (
        15112221349535400772501151409588531511454012693041857206046113283949847762202,
        46316835694926478169428394003475163141307993866256225615783033603165251855960,
    )

    @classmethod
    def add(cls, left: tuple[int, int], right: tuple[int, int]) -> tuple[int, int]:
        """The complete addition law of the twisted Edwards curve."""
        (x1, y1), (x2, y2) = left, right
        turned = cls.D * x1 * x2 * y1 * y2 % cls.P
        x = (x1 * y2 + x2 * y1) * pow(1 + turned, -1, cls.P) % cls.P
        y = (y1 * y2 + x1 * x2) * pow(1 - turned, -1, cls.P) % cls.P
        return x, y

    @classmethod
    def times(cls, number: int, point: tuple[int, int]) -> tuple[int, int]:
        """Double and add."""
        total = (0, 1)
        while number:
            if number & 1:
                total = cls.add(total, point)
            point = cls.add(point, point)
            number >>= 1
        return total

    @classmethod
    def written(cls, point: tuple[int, int]) -> bytes:
        """Section 5.1.2."""
        return (point[1] | (point[0] & 1) << 255).to_bytes(32, "little")

    @classmethod
    def on_line(cls, y: int) -> list[tuple[int, int]]:
        """Return the points of the curve with this y."""
        square = (y * y - 1) * pow(cls.D * y * y + 1, -1, cls.P) % cls.P
        root = pow(square, (cls.P + 3) // 8, cls.P)
        roots = (root, root * pow(2, (cls.P - 1) // 4, cls.P) % cls.P)
        good = {x for each in roots for x in (each, -each % cls.P) if x * x % cls.P == square}
        return [(x, y) for x in sorted(good)]

    @classmethod
    def secret(cls, seed: bytes) -> tuple[int, bytes]:
        """Section 5.1.5."""
        digest = hashlib.sha512(seed).digest()
        scalar = int.from_bytes(digest[:32], "little") & ((1 << 254) - 8) | (1 << 254)
        return scalar, digest[32:]

    @classmethod
    def public(cls, seed: bytes) -> bytes:
        """Section 5.1.5."""
        return cls.written(cls.times(cls.secret(seed)[0], cls.BASE))

    @classmethod
    def sign(cls, seed: bytes, message: bytes) -> bytes:
        """Section 5.1.6."""
        scalar, prefix = cls.secret(seed)
        nonce = int.from_bytes(hashlib.sha512(prefix + message).digest(), "little") % cls.ORDER
        start = cls.written(cls.times(nonce, cls.BASE))
        asked = hashlib.sha512(start + cls.public(seed) + message).digest()
        answer = (nonce + int.from_bytes(asked, "little") * scalar) % cls.ORDER
        return start + answer.to_bytes(32, "little")
