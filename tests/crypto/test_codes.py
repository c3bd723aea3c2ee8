"""A printed code opens its member's own keys, without passphrase and without server key."""

from uuid import UUID, uuid4

import pytest

from app.crypto import bundle, codes
from app.crypto.bundle import new_member_keys
from app.crypto.primitives import Box
from app.errors import Damaged, WrongPassphrase
from tests.crypto.published import VECTORS, flips, hkdf_expand, hkdf_extract

KEYS = new_member_keys(office_root=bytes(32), recovery_print=bytes(32), certificate_serial=9)
CODE, MEMBER = bytes(range(16)), uuid4()
BLOB = codes.wrap_under_code(KEYS, CODE, MEMBER)
BOUND = b"amparo/code/v1\x02" + MEMBER.bytes


def _payload(keys: bundle.MemberKeys) -> bytes:
    anchors = (keys.office_root or b"") + (keys.recovery_print or b"")
    own = keys.xwing_seed + keys.signing_seed + keys.symmetric
    return b"\x01\x03" + own + anchors + keys.certificate_serial.to_bytes(8, "big")


def test_the_format_is_the_written_one() -> None:
    """HKDF and GCM-SIV alone open it; the commitment is the second half of what HKDF gives."""
    both = hkdf_expand(hkdf_extract(BLOB[2:18], CODE), BOUND, 64)
    assert BLOB[:2] == b"\x01\x02"
    assert BLOB[18:50] == both[32:]
    assert Box(both[:32]).unlock(BLOB[50:62], BLOB[62:], BOUND) == _payload(KEYS)
    assert len(BLOB) == 62 + 170 + 16


def test_a_code_opens() -> None:
    """And so does one that was put together by hand."""
    assert codes.open_with_code(BLOB, CODE, MEMBER) == KEYS
    both = hkdf_expand(hkdf_extract(bytes(16), CODE), BOUND, 64)
    by_hand = b"\x01\x02" + bytes(16) + both[32:] + Box(both[:32]).lock(_payload(KEYS), BOUND)
    assert codes.open_with_code(by_hand, CODE, MEMBER) == KEYS


def test_the_frozen_code_opens() -> None:
    """A wrap written by the first build."""
    kept = VECTORS["code 1"]
    keys = codes.open_with_code(
        bytes.fromhex(kept["blob"]), bytes.fromhex(kept["code"]), UUID(int=6, version=4)
    )
    assert (keys.xwing_seed, keys.certificate_serial) == (bytes(range(3, 35)), 8)


def test_every_flipped_byte_is_refused() -> None:
    """Salt and commitment read as another code's, everything else as damage."""
    for number, flipped in enumerate(flips(BLOB)):
        expected = WrongPassphrase if 2 <= number // 3 < 50 else Damaged
        with pytest.raises(expected):
            codes.open_with_code(flipped, CODE, MEMBER)


@pytest.mark.parametrize("code", [bytes(16), CODE[:15], CODE + b"\x00", b""])
def test_another_code_is_refused(code: bytes) -> None:
    """Sixteen bytes, each of them."""
    with pytest.raises(WrongPassphrase):
        codes.open_with_code(BLOB, code, MEMBER)


def test_another_members_wrap_is_refused() -> None:
    """The commitment is of code and member: put into another's row, it is another's code."""
    with pytest.raises(WrongPassphrase):
        codes.open_with_code(BLOB, CODE, uuid4())


@pytest.mark.parametrize("head", [b"\x00\x02", b"\x02\x02", b"\x01\x01", b"\x01\x00", b"\x01\x03"])
def test_an_unknown_version_or_kind_is_refused(head: bytes) -> None:
    """Nothing falls back."""
    with pytest.raises(Damaged):
        codes.open_with_code(head + BLOB[2:], CODE, MEMBER)


def test_every_other_length_is_refused() -> None:
    """Cut anywhere, or longer."""
    for length in range(len(BLOB)):
        with pytest.raises((Damaged, WrongPassphrase)):
            codes.open_with_code(BLOB[:length], CODE, MEMBER)
    with pytest.raises(Damaged):
        codes.open_with_code(BLOB + b"\x00", CODE, MEMBER)


def test_a_bundle_is_no_code_and_a_code_no_bundle() -> None:
    """The two wraps of the same keys do not stand in for each other."""
    wrapped = bundle.wrap_bundle(KEYS, "a passphrase", pepper=bytes(32), member_id=MEMBER)
    with pytest.raises(Damaged):
        codes.open_with_code(wrapped, CODE, MEMBER)
    with pytest.raises(Damaged):
        bundle.unwrap_bundle(BLOB, "a passphrase", pepper=bytes(32), member_id=MEMBER)


def test_nothing_is_wrapped_under_what_can_be_guessed() -> None:
    """A code is 16 random bytes, never fewer."""
    for code in (b"", b"1234", bytes(15), bytes(17)):
        with pytest.raises(ValueError, match="16 bytes"):
            codes.wrap_under_code(KEYS, code, MEMBER)


def test_two_wraps_differ() -> None:
    """Salt and nonce are fresh."""
    assert codes.wrap_under_code(KEYS, CODE, MEMBER)[2:] != BLOB[2:]
    assert repr(BLOB) == f"<Sealed {len(BLOB)} bytes>"
