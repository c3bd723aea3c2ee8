"""A certificate says whose keys these are; only the root and supervisors can say it."""

import struct
from uuid import UUID, uuid4

import pytest

from app.crypto import certificates, signatures
from app.crypto.bundle import new_member_keys
from app.crypto.certificates import MEMBER, OFFICE_ROOT, SUPERVISOR, Certificate
from app.errors import Damaged
from tests.crypto.published import VECTORS, Edwards, flips

ROOT_SEED = bytes(range(32))
ROOT = signatures.public_of(ROOT_SEED)
BOSS, ANA = new_member_keys(), new_member_keys()
BOSS_ID, ANA_ID = uuid4(), uuid4()
NOW = 1_800_000_000


def _says(rank: int = MEMBER, **changes: object) -> Certificate:
    keys, subject, issuer = (
        (BOSS, BOSS_ID, OFFICE_ROOT) if rank == SUPERVISOR else (ANA, ANA_ID, BOSS_ID)
    )
    public = keys.public
    plain = Certificate(rank, 3, subject, public.xwing, public.signing, 7, NOW + 10, issuer)
    return plain._replace(**changes)  # type: ignore[arg-type]


BOSS_SAYS, ANA_SAYS = _says(SUPERVISOR), _says()
BOSS_BLOB = certificates.issue(BOSS_SAYS, ROOT_SEED)
ANA_BLOB = certificates.issue(ANA_SAYS, BOSS.signing_seed)


def _written(says: Certificate, seed: bytes, head: bytes = b"\x01\x01") -> bytes:
    """The certificate as the paper writes it, whatever it says."""
    body = head + bytes((says.rank, says.role)) + says.subject.bytes + says.xwing + says.signing
    body += struct.pack(">QQ", says.serial, says.until) + says.issuer.bytes
    return body + Edwards.sign(seed, b"amparo/certificate/v1\x00" + body)


def _verified(blob: bytes, issuer: bytes | None = BOSS_BLOB, at: int = NOW) -> Certificate:
    return certificates.verify(blob, root=ROOT, issuer=issuer, at=at)


def test_the_format_is_the_written_one() -> None:
    """Signatures are deterministic: the same bytes come from the paper alone."""
    assert _written(BOSS_SAYS, ROOT_SEED) == BOSS_BLOB
    assert _written(ANA_SAYS, BOSS.signing_seed) == ANA_BLOB
    assert len(ANA_BLOB) == 1364 == certificates.CERTIFICATE_BYTES


def test_a_chain_holds() -> None:
    """Root to supervisor to member."""
    assert _verified(BOSS_BLOB, None) == BOSS_SAYS == certificates.read(BOSS_BLOB)
    assert _verified(ANA_BLOB) == ANA_SAYS


def test_the_frozen_certificates_hold() -> None:
    """Certificates written by the first build."""
    kept = VECTORS["certificate 1"]
    says = certificates.verify(
        bytes.fromhex(kept["member"]),
        root=Edwards.public(bytes.fromhex(kept["root"])),
        issuer=bytes.fromhex(kept["supervisor"]),
        at=NOW,
    )
    assert (says.rank, says.role, says.serial, says.until) == (2, 4, 8, 0)
    assert (says.subject, says.issuer) == (UUID(int=5, version=4), UUID(int=4, version=4))


def test_every_flipped_byte_is_refused() -> None:
    """In the certificate and in its issuer's."""
    for flipped in flips(ANA_BLOB):
        with pytest.raises(Damaged):
            _verified(flipped)
    for flipped in flips(BOSS_BLOB):
        with pytest.raises(Damaged):
            _verified(ANA_BLOB, flipped)


@pytest.mark.parametrize("head", [b"\x00\x01", b"\x02\x01", b"\x01\x00", b"\x01\x02"])
def test_an_unknown_version_or_suite_is_refused_though_signed(head: bytes) -> None:
    """Nothing falls back."""
    with pytest.raises(Damaged):
        _verified(_written(ANA_SAYS, BOSS.signing_seed, head))


@pytest.mark.parametrize("blob", [b"", ANA_BLOB[:-1], ANA_BLOB[1:], ANA_BLOB + b"\x00"])
def test_another_length_is_refused(blob: bytes) -> None:
    """1,364 bytes."""
    with pytest.raises(Damaged):
        _verified(blob)


@pytest.mark.parametrize(
    "says",
    [
        ANA_SAYS._replace(rank=0),
        ANA_SAYS._replace(rank=3),
        ANA_SAYS._replace(rank=SUPERVISOR),
        ANA_SAYS._replace(issuer=OFFICE_ROOT),
        ANA_SAYS._replace(subject=OFFICE_ROOT),
        ANA_SAYS._replace(issuer=ANA_ID),
        ANA_SAYS._replace(rank=SUPERVISOR, subject=OFFICE_ROOT, issuer=OFFICE_ROOT),
        ANA_SAYS._replace(signing=(1).to_bytes(32, "little")),
    ],
)
def test_what_nobody_may_say_is_refused_whoever_signs(says: Certificate) -> None:
    """Unknown ranks, a supervisor's supervisor, the root's member, oneself, a key that is none."""
    with pytest.raises(ValueError, match=r"certified by another|public key is none"):
        certificates.issue(says, ROOT_SEED)
    for seed in (ROOT_SEED, BOSS.signing_seed, ANA.signing_seed):
        for issuer in (None, BOSS_BLOB, ANA_BLOB):
            with pytest.raises(Damaged):
                _verified(_written(says, seed), issuer)


def test_a_member_certifies_nobody() -> None:
    """A stolen member's key makes no further people, and no supervisor."""
    planted = _says(subject=uuid4(), issuer=ANA_ID)
    with pytest.raises(Damaged):
        _verified(_written(planted, ANA.signing_seed), ANA_BLOB)
    promoted = _says(SUPERVISOR, subject=ANA_ID)
    for issuer in (None, BOSS_BLOB, ANA_BLOB):
        with pytest.raises(Damaged):
            _verified(_written(promoted, ANA.signing_seed), issuer)


def test_another_supervisor_cannot_stand_in() -> None:
    """The issuer named is the issuer who signed; another office's root certifies nobody here."""
    other = new_member_keys()
    says = Certificate(
        SUPERVISOR, 3, uuid4(), other.public.xwing, other.public.signing, 9, 0, OFFICE_ROOT
    )
    with pytest.raises(Damaged):
        _verified(ANA_BLOB, certificates.issue(says, ROOT_SEED))
    with pytest.raises(Damaged):
        _verified(ANA_BLOB, None)
    foreign = certificates.issue(BOSS_SAYS, other.signing_seed)
    with pytest.raises(Damaged):
        _verified(ANA_BLOB, foreign)
    with pytest.raises(Damaged):
        _verified(foreign, None)


def test_until_is_the_last_second_and_the_issuers_counts_too() -> None:
    """A supervisor's lapse takes with it those whom she certified; zero lapses never."""
    assert _verified(ANA_BLOB, at=NOW + 10) == ANA_SAYS
    with pytest.raises(Damaged):
        _verified(ANA_BLOB, at=NOW + 11)
    forever = certificates.issue(ANA_SAYS._replace(until=0), BOSS.signing_seed)
    with pytest.raises(Damaged):
        _verified(forever, at=NOW + 11)
    boss = certificates.issue(BOSS_SAYS._replace(until=0), ROOT_SEED)
    assert _verified(forever, boss, at=2**63).until == 0


@pytest.mark.parametrize(
    "changes",
    [
        {"role": 256},
        {"role": -1},
        {"serial": 2**64},
        {"serial": -1},
        {"until": 2**64},
        {"xwing": bytes(1215)},
        {"xwing": bytes(1217)},
        {"signing": ANA.public.signing[:31]},
        {"signing": ANA.public.signing + b"\x00"},
    ],
)
def test_nothing_is_cut_or_padded_to_fit(changes: dict[str, object]) -> None:
    """A number or key out of its width stops the certificate before it is signed."""
    with pytest.raises(ValueError, match=r"out of its width|public key is none"):
        certificates.issue(ANA_SAYS._replace(**changes), BOSS.signing_seed)  # type: ignore[arg-type]
