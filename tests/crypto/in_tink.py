"""Our X-Wing seeds in Tink, another implementation of HPKE."""

import io

import tink
from tink import cleartext_keyset_handle, hybrid
from tink.proto import hpke_pb2, tink_pb2

from app.crypto import xwing


def handle(seed: bytes) -> tink.KeysetHandle:
    """Tink's private key for one of our seeds; raw, so that it adds no prefix of its own."""
    hybrid.register()
    template = hybrid.hybrid_key_templates.X_WING_HKDF_SHA256_HKDF_SHA256_AES_256_GCM_RAW
    written = io.BytesIO()
    cleartext_keyset_handle.write(
        tink.BinaryKeysetWriter(written), tink.new_keyset_handle(template)
    )
    keyset = tink_pb2.Keyset.FromString(written.getvalue())
    private = hpke_pb2.HpkePrivateKey.FromString(keyset.key[0].key_data.value)
    assert xwing.public_bytes(private.private_key) == private.public_key.public_key
    private.private_key = seed
    private.public_key.public_key = xwing.public_bytes(seed)
    keyset.key[0].key_data.value = private.SerializeToString()
    return cleartext_keyset_handle.from_keyset(keyset)


def opened(seed: bytes, hybrid_bytes: bytes, info: bytes) -> bytes:
    """What Tink opens with our seed."""
    return bytes(handle(seed).primitive(hybrid.HybridDecrypt).decrypt(hybrid_bytes, info))


def sealed(seed: bytes, plaintext: bytes, info: bytes) -> bytes:
    """What Tink seals to our seed's public key."""
    public = handle(seed).public_keyset_handle()
    return bytes(public.primitive(hybrid.HybridEncrypt).encrypt(plaintext, info))
