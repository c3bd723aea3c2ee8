"""A grant gives one secret to one principal on its terms, from a grantor who signed."""

from uuid import UUID, uuid4

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from tink import hybrid

from app.crypto import grants, xwing
from app.crypto.bundle import new_member_keys
from app.crypto.casekeys import CaseKey, GroupKeys, new_case_key
from app.crypto.cells import CellKey, Place, open_
from app.crypto.grants import GrantTerms
from app.crypto.primitives import Box
from app.errors import Damaged
from tests.crypto import published
from tests.crypto.in_tink import handle
from tests.crypto.published import VECTORS, flips

SECRET = new_case_key()
RECIPIENT = new_member_keys()
GRANTOR = new_member_keys()
GRANTOR_ID = uuid4()
TERMS = GrantTerms(grants.CASE, uuid4(), uuid4(), 3, grants.commitment_of(grants.CASE, SECRET))
PUBLIC = RECIPIENT.public
GRANTOR_PUBLIC = GRANTOR.public.signing
GRANT = grants.seal_grant(SECRET, TERMS, PUBLIC.xwing, GRANTOR_ID, GRANTOR.signing_seed)
REWRAPPED = grants.rewrap_grant(SECRET, TERMS, RECIPIENT.symmetric)

OTHER_TERMS = [
    TERMS._replace(kind=grants.GROUP),
    TERMS._replace(kind=9),
    TERMS._replace(subject=uuid4()),
    TERMS._replace(principal=uuid4()),
    TERMS._replace(subject=TERMS.principal, principal=TERMS.subject),
    TERMS._replace(epoch=2),
    TERMS._replace(epoch=-1),
    TERMS._replace(commitment=bytes(32)),
    TERMS._replace(commitment=TERMS.commitment[:31]),
    TERMS._replace(commitment=TERMS.commitment + b"\x00"),
]


def _id(number: int) -> UUID:
    return UUID(int=number, version=4)


def _opened(blob: bytes, terms: GrantTerms = TERMS) -> bytes:
    return grants.open_grant(blob, terms, RECIPIENT.xwing_seed, GRANTOR_PUBLIC)


def _written_info(terms: GrantTerms, grantor: UUID) -> bytes:
    """The bound terms as the paper writes them, without app.crypto's packer."""
    return (
        b"amparo/grant/v1"
        + bytes((terms.kind,))
        + terms.subject.bytes
        + terms.principal.bytes
        + terms.epoch.to_bytes(4, "big")
        + terms.commitment
        + grantor.bytes
    )


def _signed_by_hand(hybrid_bytes: bytes, terms: GrantTerms) -> bytes:
    """A grant with a good signature over whatever stands in its sealed part."""
    info = _written_info(terms, GRANTOR_ID)
    digest = published.sha256(hybrid_bytes)
    signature = Ed25519PrivateKey.from_private_bytes(GRANTOR.signing_seed).sign(info + digest)
    return b"\x01\x01" + hybrid_bytes + GRANTOR_ID.bytes + signature


def test_a_grant_opens_for_its_recipient() -> None:
    """The secret comes back; 1,250 bytes; the grantor can be read before opening."""
    assert _opened(GRANT) == SECRET
    assert len(GRANT) == 1250 == grants.GRANT_BYTES
    assert grants.grantor_of(GRANT) == GRANTOR_ID


def test_a_rewrapped_grant_opens_for_its_principal() -> None:
    """The secret comes back from 62 bytes."""
    assert grants.open_rewrapped(REWRAPPED, TERMS, RECIPIENT.symmetric) == SECRET
    assert len(REWRAPPED) == 62 == grants.REWRAPPED_BYTES


def test_a_group_is_granted_and_grants_on() -> None:
    """A member opens the group's secret with her keys, and with it the group's case grant."""
    group_secret = new_case_key()
    group = GroupKeys.derive(group_secret)
    membership = GrantTerms(grants.GROUP, uuid4(), uuid4(), 1, group.commitment)
    to_member = grants.seal_grant(
        group_secret, membership, PUBLIC.xwing, GRANTOR_ID, GRANTOR.signing_seed
    )
    to_group = grants.seal_grant(
        SECRET, TERMS, group.xwing_public, GRANTOR_ID, GRANTOR.signing_seed
    )
    opened = GroupKeys.derive(_opened(to_member, membership))
    assert opened == group
    assert grants.open_grant(to_group, TERMS, opened.xwing_seed, GRANTOR_PUBLIC) == SECRET
    kept = grants.rewrap_grant(SECRET, TERMS, opened.symmetric)
    assert grants.open_rewrapped(kept, TERMS, group.symmetric) == SECRET


def test_our_grant_opens_in_tink() -> None:
    """Another implementation, given our seed, opens the sealed part of a grant."""
    primitive = handle(RECIPIENT.xwing_seed).primitive(hybrid.HybridDecrypt)
    assert primitive.decrypt(GRANT[2:1170], _written_info(TERMS, GRANTOR_ID)) == SECRET


def test_tinks_grant_opens_here() -> None:
    """What Tink seals to our public key, signed, is a grant."""
    public = handle(RECIPIENT.xwing_seed).public_keyset_handle()
    sealed = public.primitive(hybrid.HybridEncrypt).encrypt(
        SECRET, _written_info(TERMS, GRANTOR_ID)
    )
    assert _opened(_signed_by_hand(sealed, TERMS)) == SECRET


def test_the_frozen_grants_open() -> None:
    """Grants written by the first build."""
    sealed, kept = VECTORS["grant 1"], VECTORS["rewrapped 1"]
    secret = bytes.fromhex(sealed["secret"])
    commitment = published.hkdf_expand(secret, b"amparo/case/v1", 64)[32:]
    terms = GrantTerms(1, _id(3), _id(4), 6, commitment)
    seed, symmetric = bytes(range(3, 35)), bytes(range(5, 37))
    signer = bytes.fromhex(sealed["signer"])
    assert grants.open_grant(bytes.fromhex(sealed["blob"]), terms, seed, signer) == secret
    assert grants.grantor_of(bytes.fromhex(sealed["blob"])) == _id(5)
    assert grants.open_rewrapped(bytes.fromhex(kept["blob"]), terms, symmetric) == secret


def test_the_rewrapped_format_is_the_written_one() -> None:
    """GCM-SIV alone, with the terms bound in as the paper writes them, opens it."""
    bound = b"amparo/rewrap/v1" + _written_info(TERMS, GRANTOR_ID)[15:-16]
    box = Box(RECIPIENT.symmetric)
    assert REWRAPPED[:2] == b"\x01\x01"
    assert box.unlock(REWRAPPED[2:14], REWRAPPED[14:], bound) == SECRET


def test_every_flipped_byte_of_a_grant_is_refused() -> None:
    """No byte of a sealed grant can change."""
    for flipped in flips(GRANT):
        with pytest.raises(Damaged):
            _opened(flipped)


def test_every_flipped_byte_is_refused_even_when_signed_again() -> None:
    """HPKE itself holds each byte, without help from the signature."""
    sealed = GRANT[2:1170]
    for at in range(len(sealed)):
        changed = sealed[:at] + bytes((sealed[at] ^ 0x80,)) + sealed[at + 1 :]
        with pytest.raises(Damaged):
            _opened(_signed_by_hand(changed, TERMS))


def test_every_flipped_byte_of_a_rewrapped_grant_is_refused() -> None:
    """No byte of a re-wrapped grant can change."""
    for flipped in flips(REWRAPPED):
        with pytest.raises(Damaged):
            grants.open_rewrapped(flipped, TERMS, RECIPIENT.symmetric)


@pytest.mark.parametrize("terms", OTHER_TERMS)
def test_other_terms_are_refused(terms: GrantTerms) -> None:
    """Kind, subject, principal, epoch and commitment each hold a grant in its place."""
    with pytest.raises(Damaged):
        _opened(GRANT, terms)
    with pytest.raises(Damaged):
        grants.open_rewrapped(REWRAPPED, terms, RECIPIENT.symmetric)


@pytest.mark.parametrize(
    "terms", [OTHER_TERMS[0], OTHER_TERMS[1], OTHER_TERMS[6], *OTHER_TERMS[7:]]
)
def test_nothing_is_granted_on_terms_that_are_not_its_own(terms: GrantTerms) -> None:
    """A changed commitment or kind in the database stops the grant before it is written."""
    with pytest.raises(Damaged):
        grants.seal_grant(SECRET, terms, PUBLIC.xwing, GRANTOR_ID, GRANTOR.signing_seed)
    with pytest.raises(Damaged):
        grants.rewrap_grant(SECRET, terms, RECIPIENT.symmetric)


def test_a_planted_secret_is_refused() -> None:
    """Whoever knows the public key and writes the database still cannot sign for a colleague."""
    planted = new_case_key()
    terms = TERMS._replace(commitment=grants.commitment_of(grants.CASE, planted))
    attacker = new_member_keys()
    forged = grants.seal_grant(planted, terms, PUBLIC.xwing, GRANTOR_ID, attacker.signing_seed)
    with pytest.raises(Damaged):
        _opened(forged, terms)


def test_a_grant_signed_in_another_name_is_refused() -> None:
    """The grantor's id is bound in: a colleague's grant cannot be given to someone else's name."""
    renamed = GRANT[:1170] + uuid4().bytes + GRANT[1186:]
    with pytest.raises(Damaged):
        _opened(renamed)


def test_another_recipient_cannot_open() -> None:
    """A grant opens with one X-Wing key, a re-wrapped one with one symmetric key."""
    with pytest.raises(Damaged):
        grants.open_grant(GRANT, TERMS, GRANTOR.xwing_seed, GRANTOR_PUBLIC)
    with pytest.raises(Damaged):
        grants.open_rewrapped(REWRAPPED, TERMS, GRANTOR.symmetric)


@pytest.mark.parametrize("head", [b"\x00\x01", b"\x02\x01", b"\x01\x00", b"\x01\x02"])
def test_an_unknown_version_or_suite_is_refused(head: bytes) -> None:
    """There is no falling back to a classical suite."""
    with pytest.raises(Damaged):
        grants.grantor_of(head + GRANT[2:])
    with pytest.raises(Damaged):
        _opened(head + GRANT[2:])
    with pytest.raises(Damaged):
        grants.open_rewrapped(head + REWRAPPED[2:], TERMS, RECIPIENT.symmetric)


@pytest.mark.parametrize("change", [slice(0, -1), slice(0, 0), slice(1, None)])
def test_another_length_is_refused(change: slice) -> None:
    """A grant has one length."""
    with pytest.raises(Damaged):
        grants.grantor_of(GRANT[change])
    with pytest.raises(Damaged):
        grants.open_rewrapped(REWRAPPED[change], TERMS, RECIPIENT.symmetric)
    with pytest.raises(Damaged):
        grants.open_rewrapped(REWRAPPED + b"\x00", TERMS, RECIPIENT.symmetric)


@pytest.mark.parametrize("raw", [b"", bytes(1215), bytes(1217), b"\xff" * 1216])
def test_a_public_key_that_is_none_is_refused(raw: bytes) -> None:
    """Nothing is sealed to bytes that are no X-Wing key."""
    with pytest.raises(Damaged):
        grants.seal_grant(SECRET, TERMS, raw, GRANTOR_ID, GRANTOR.signing_seed)


def test_a_public_key_of_low_order_is_refused() -> None:
    """An all-zero X25519 half, with a good ML-KEM half, is not sealed to."""
    with pytest.raises(Damaged):
        grants.seal_grant(
            SECRET, TERMS, PUBLIC.xwing[:1184] + bytes(32), GRANTOR_ID, GRANTOR.signing_seed
        )


def test_a_verifying_key_that_is_none_is_refused() -> None:
    """A certificate with a key of another length opens nothing."""
    with pytest.raises(Damaged):
        grants.open_grant(GRANT, TERMS, RECIPIENT.xwing_seed, b"short")


def test_keys_unfold_as_written() -> None:
    """Case and group secrets unfold by HKDF-Expand-SHA512 under their own labels."""
    case = published.hkdf_expand(SECRET, b"amparo/case/v1", 64)
    group = published.hkdf_expand(SECRET, b"amparo/group/v1", 96)
    assert CaseKey.derive(SECRET).commitment == case[32:] == grants.commitment_of(1, SECRET)
    keys = GroupKeys.derive(SECRET)
    assert keys.xwing_seed + keys.symmetric + keys.commitment == group
    assert grants.commitment_of(2, SECRET) == group[64:]
    assert repr(keys) == "GroupKeys()"
    assert repr(CaseKey.derive(SECRET)) == "CaseKey()"


def test_the_frozen_case_and_group_keys_unfold() -> None:
    """Secrets of the first build unfold to the same keys."""
    case, group = VECTORS["case key 1"], VECTORS["group key 1"]
    key = CaseKey.derive(bytes.fromhex(case["secret"]))
    keys = GroupKeys.derive(bytes.fromhex(group["secret"]))
    assert key.commitment.hex() == case["commitment"]
    assert open_(key.cell, Place(1, 1, _id(1), _id(2), 1, 1), bytes.fromhex(case["cell"])) == b"x"
    assert [keys.xwing_seed.hex(), keys.symmetric.hex(), keys.commitment.hex()] == [
        group["xwing_seed"],
        group["symmetric"],
        group["commitment"],
    ]


def _cell_under_two_keys(first: bytes, second: bytes, place: Place) -> bytes:
    """One cell that opens under two field keys: GCM-SIV promises no commitment (RFC 8452, §9).

    For a chosen tag each key fixes what POLYVAL must give; that is linear in the ciphertext, so
    two free blocks satisfy two keys. The nonce is zero and drops out.
    """
    nonce = bytes(12)
    bound = (
        b"AMP1\x01\x01"
        + place.epoch.to_bytes(4, "big")
        + place.table.to_bytes(2, "big")
        + place.field.to_bytes(2, "big")
        + place.scope.bytes
        + place.row.bytes
        + place.version.to_bytes(4, "big")
    )
    poly = published.Polyval
    padded = bound + bytes(-len(bound) % 16)
    length = (len(bound) * 8).to_bytes(8, "little") + (32 * 8).to_bytes(8, "little")
    ahead = [padded[at : at + 16] for at in range(0, 64, 16)]
    keys = [published.gcm_siv_keys(key, nonce) for key in (first, second)]
    # The top bit of what a tag encrypts is always clear; one guess in four has it so for both.
    tag = next(
        guess
        for guess in (number.to_bytes(16, "big") for number in range(1000))
        if not any(published.aes_block(enc, guess, decrypt=True)[15] & 0x80 for _, enc in keys)
    )
    rows = []
    for auth, enc in keys:
        wanted = int.from_bytes(published.aes_block(enc, tag, decrypt=True), "little")
        fixed = poly.over(auth, [*ahead, *published.gcm_siv_keystream(enc, tag, 2), length])
        h = poly.times(int.from_bytes(auth, "little"), poly.X_TO_MINUS_128)
        rows.append((poly.power(h, 3), poly.power(h, 2), wanted ^ fixed))
    (a, b, e), (c, d, f) = rows
    scale = poly.inverse(poly.times(a, d) ^ poly.times(b, c))
    one = poly.times(poly.times(e, d) ^ poly.times(b, f), scale)
    two = poly.times(poly.times(a, f) ^ poly.times(e, c), scale)
    text = one.to_bytes(16, "little") + two.to_bytes(16, "little")
    return b"\x01\x01" + place.epoch.to_bytes(4, "big") + nonce + text + tag


def test_a_cell_for_two_keys_needs_a_second_secret_that_no_grant_carries() -> None:
    """A cell can be built to open under two keys; the commitment admits only one secret."""
    planted = new_case_key()
    place = Place(1, 1, TERMS.subject, uuid4(), 1, 3)
    first, second = (
        published.hkdf_expand(secret, b"amparo/case/v1", 64)[:32] for secret in (SECRET, planted)
    )
    crafted = _cell_under_two_keys(first, second, place)
    assert open_(CellKey(first), place, crafted) != open_(CellKey(second), place, crafted)

    bound = b"amparo/rewrap/v1" + _written_info(TERMS, GRANTOR_ID)[15:-16]
    rewrapped = b"\x01\x01" + Box(RECIPIENT.symmetric).lock(planted, bound)
    with pytest.raises(Damaged):
        grants.open_rewrapped(rewrapped, TERMS, RECIPIENT.symmetric)
    sealed = xwing.seal(planted, PUBLIC.xwing, _written_info(TERMS, GRANTOR_ID))
    with pytest.raises(Damaged):
        _opened(_signed_by_hand(sealed, TERMS))
