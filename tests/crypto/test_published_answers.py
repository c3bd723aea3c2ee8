"""The primitives give the answers that their specifications print."""

import hashlib

import pytest
from argon2 import low_level
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.ciphers.aead import AESGCMSIV
from cryptography.hazmat.primitives.kdf.argon2 import Argon2id

from app.crypto import primitives, xwing
from tests.crypto import published

KEY_C2 = "01" + "00" * 31
NONCE_C2 = "03" + "00" * 11


@pytest.mark.parametrize(
    ("bound", "plaintext", "result"),
    [
        ("", "", "07f5f4169bbf55a8400cd47ea6fd400f"),
        ("", "0100000000000000", "c2ef328e5c71c83b843122130f7364b761e0b97427e3df28"),
        ("", "01" + "00" * 11, "9aab2aeb3faa0a34aea8e2b18ca50da9ae6559e48fd10f6e5c9ca17e"),
        ("", "01" + "00" * 15, "85a01b63025ba19b7fd3ddfc033b3e76c9eac6fa700942702e90862383c6c366"),
        (
            "",
            "01" + "00" * 15 + "02" + "00" * 15,
            (
                "4a6a9db4c8c6549201b9edb53006cba821ec9cf850948a7c86c68ac7539d027f"
                "e819e63abcd020b006a976397632eb5d"
            ),
        ),
        ("01", "0200000000000000", "1de22967237a813291213f267e3b452f02d01ae33e4ec854"),
    ],
)
def test_gcm_siv_is_that_of_rfc_8452(bound: str, plaintext: str, result: str) -> None:
    """RFC 8452, appendix C.2: what Box keeps is AES-256-GCM-SIV."""
    box = primitives.Box(bytes.fromhex(KEY_C2))
    nonce = bytes.fromhex(NONCE_C2)
    opened = box.unlock(nonce, bytes.fromhex(result), bytes.fromhex(bound))
    assert opened.hex() == plaintext


@pytest.mark.parametrize(
    ("plaintext", "result"),
    [
        (
            "000000000000000000000000000000004db923dc793ee6497c76dcc03a98e108",
            (
                "f3f80f2cf0cb2dd9c5984fcda908456cc537703b5ba70324a6793a7bf218d3ea"
                "ffffffff000000000000000000000000"
            ),
        ),
        (
            "eb3640277c7ffd1303c7a542d02d3e4c0000000000000000",
            "18ce4f0b8cb4d0cac65fea8f79257b20888e53e72299e56dffffffff000000000000000000000000",
        ),
    ],
)
def test_gcm_siv_counter_wraps_within_its_word(plaintext: str, result: str) -> None:
    """RFC 8452, appendix C.3: the counter of 32 bits wraps without a carry."""
    box = primitives.Box(bytes(32))
    assert box.unlock(bytes(12), bytes.fromhex(result), b"").hex() == plaintext


def test_a_box_locks_what_gcm_siv_opens() -> None:
    """The nonce stands in front, and the plain library opens the rest."""
    locked = primitives.Box(bytes(32)).lock(b"text", b"bound")
    assert AESGCMSIV(bytes(32)).decrypt(locked[:12], locked[12:], b"bound") == b"text"


def test_hkdf_of_the_tests_is_that_of_rfc_5869() -> None:
    """RFC 5869, A.1: what the derivations are compared with is itself right."""
    prk = published.hkdf_extract(
        bytes.fromhex("000102030405060708090a0b0c"), b"\x0b" * 22, "sha256"
    )
    okm = published.hkdf_expand(prk, bytes.fromhex("f0f1f2f3f4f5f6f7f8f9"), 42, "sha256")
    assert prk.hex() == "077709362c2e32df0ddc3f0dc47bba6390b6c73bb50f9c3122ec844ad7c2b3e5"
    assert okm.hex() == (
        "3cb25f25faacd57a90434f64d0362f2a2d2d0a90cf1a5a4c5db02d56ecc4c5bf34007208d5b887185865"
    )


def test_derivations_are_hkdf_sha512() -> None:
    """Both derivations equal HKDF computed with hmac alone, over more than one block."""
    prk = published.hkdf_extract(b"salt", b"secret")
    assert primitives.expand(b"s" * 32, b"label", 96) == published.hkdf_expand(
        b"s" * 32, b"label", 96
    )
    assert primitives.derive(
        b"secret", salt=b"salt", label=b"label", length=96
    ) == published.hkdf_expand(prk, b"label", 96)


def test_argon2id_is_that_of_rfc_9106() -> None:
    """RFC 9106, section 5.3, with its secret and associated data."""
    ffi = low_level.ffi
    out, pwd, salt = (ffi.new("uint8_t[]", 32) for _ in range(3))
    ffi.memmove(pwd, b"\x01" * 32, 32)
    ffi.memmove(salt, b"\x02" * 16, 16)
    secret, ad = ffi.new("uint8_t[]", b"\x03" * 8), ffi.new("uint8_t[]", b"\x04" * 12)
    context = ffi.new(
        "argon2_context *",
        {
            "out": out, "outlen": 32, "version": 0x13, "pwd": pwd, "pwdlen": 32,
            "salt": salt, "saltlen": 16, "secret": secret, "secretlen": 8, "ad": ad, "adlen": 12,
            "t_cost": 3, "m_cost": 32, "lanes": 4, "threads": 4,
            "allocate_cbk": ffi.NULL, "free_cbk": ffi.NULL, "flags": 0,
        },
    )  # fmt: skip
    assert low_level.core(context, low_level.Type.ID.value) == 0
    assert bytes(ffi.buffer(out, 32)).hex() == (
        "0d640df58d78766c08c037a34a8b53c9d01ef0452d75b65eb52520e96b01e659"
    )


def test_two_libraries_agree_on_argon2id() -> None:
    """argon2-cffi and OpenSSL stretch one passphrase to the same bytes."""
    ours = low_level.hash_secret_raw(b"passphrase", b"s" * 16, 3, 1024, 1, 32, low_level.Type.ID)
    theirs = Argon2id(salt=b"s" * 16, length=32, iterations=3, lanes=1, memory_cost=1024)
    assert theirs.derive(b"passphrase") == ours


@pytest.mark.parametrize(
    ("seed", "public", "message", "signature"),
    [
        (
            "9d61b19deffd5a60ba844af492ec2cc44449c5697b326919703bac031cae7f60",
            "d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a",
            "",
            (
                "e5564300c360ac729086e2cc806e828a84877f1eb8e5d974d873e065224901555fb8821590a33bacc61e"
                "39701cf9b46bd25bf5f0595bbe24655141438e7a100b"
            ),
        ),
        (
            "4ccd089b28ff96da9db6c346ec114e0f5b8a319f35aba624da8cf6ed4fb8a6fb",
            "3d4017c3e843895a92b70aa74d1b7ebc9c982ccf2ec4968cc0cd55f12af4660c",
            "72",
            (
                "92a009a9f0d4cab8720e820b5f642540a2b27b5416503f8fb3762223ebdb69da085ac1e43e15996e458f"
                "3613d0f11d8c387b2eaeb4302aeeb00d291612bb0c00"
            ),
        ),
    ],
)
def test_ed25519_is_that_of_rfc_8032(seed: str, public: str, message: str, signature: str) -> None:
    """RFC 8032, section 7.1, tests 1 and 2."""
    key = Ed25519PrivateKey.from_private_bytes(bytes.fromhex(seed))
    assert key.public_key().public_bytes_raw().hex() == public
    assert key.sign(bytes.fromhex(message)).hex() == signature


def test_x_wing_public_key_is_that_of_the_draft() -> None:
    """draft-connolly-cfrg-xwing-kem-09, appendix C, first vector: its ends and its length."""
    seed = hashlib.shake_128(b"").digest(32)
    public = xwing.public_bytes(seed)
    assert seed.hex() == "7f9c2ba4e88f827d616045507605853ed73b8093f6efbc88eb1a6eacfa66ef26"
    assert len(public) == 1216
    assert public[:72].hex() == (
        "e2236b35a8c24b39b10aa1323a96a919a2ced88400633a7b07131713fc14b2b5b19cfc3d"
        "a5fa1a92c49f25513e0fd30d6b1611c9ab9635d7086727a4b7d21d34244e66969cf15b3b"
    )
    assert public[-32:].hex() == "859edb06eff389b27dce59844570216223593d4ba32d9abac8cd049040ef6534"


def test_the_bitwise_gcm_siv_of_the_tests_is_right() -> None:
    """RFC 8452, appendix A and C.2: the arithmetic used to build a two-key ciphertext."""
    blocks = [
        bytes.fromhex("4f4f95668c83dfb6401762bb2d01a262"),
        bytes.fromhex("d1a24ddd2721d006bbe45f20d3c9f362"),
    ]
    polyval = published.Polyval.over(bytes.fromhex("25629347589242761d31f826ba4b757b"), blocks)
    assert polyval.to_bytes(16, "little").hex() == "f7a3b47b846119fae5b7866cf5e5b77e"
    auth, enc = published.gcm_siv_keys(bytes.fromhex(KEY_C2), bytes.fromhex(NONCE_C2))
    assert (auth.hex(), enc.hex()) == (
        "b5d3c529dfafac43136d2d11be284d7f",
        "b914f4742be9e1d7a2f84addbf96dec3456e3c6c05ecc157cdbf0700fedad222",
    )
