"""A certificate: whose public keys these are and in which role, signed by who may say so.

ver 1 | suite 1 | rank 1 | role 1 | subject 16 | X-Wing public 1,216 | Ed25519 public 32 |
serial 8 | until 8 (its last UTC second, 0 for none) | issuer 16 | signature 64 (`signatures`) over
all before it.
The office root (issuer zero) signs supervisors, a supervisor signs members, and nobody else signs.
The root's public half lies in each member's own bundle, never in a row that can be written to.
"""

import struct
from typing import Final, NamedTuple
from uuid import UUID

from app.crypto import signatures, xwing
from app.crypto.primitives import KEY_BYTES
from app.errors import Damaged

VERSION: Final = 1
SUPERVISOR: Final = 1
MEMBER: Final = 2
OFFICE_ROOT: Final = UUID(int=0)

_FIELDS: Final = f"BB16s{xwing.PUBLIC_BYTES}s{KEY_BYTES}sQQ16s"
_FORM: Final = signatures.Form(b"amparo/certificate/v1", VERSION, _FIELDS)
CERTIFICATE_BYTES: Final = _FORM.size


class Certificate(NamedTuple):
    """What a certificate says; `role` is a number that the office's policy knows."""

    rank: int
    role: int
    subject: UUID
    xwing: bytes
    signing: bytes
    serial: int
    until: int
    issuer: UUID


def issue(says: Certificate, signing_seed: bytes) -> bytes:
    """Return the certificate signed with the issuer's seed.

    Raises:
        ValueError: A key or number is not of its width, or the rank has another issuer.
    """
    if len(says.xwing) != xwing.PUBLIC_BYTES or not signatures.is_key(says.signing):
        # struct would pad or cut a key of another length.
        raise ValueError("A public key is none.")
    if not _may_issue(says):
        raise ValueError("This rank is certified by another.")
    try:
        return _FORM.sign(
            signing_seed,
            says.rank,
            says.role,
            says.subject.bytes,
            says.xwing,
            says.signing,
            says.serial,
            says.until,
            says.issuer.bytes,
        )
    except struct.error:
        raise ValueError("A number in the certificate is out of its width.") from None


def read(blob: bytes) -> Certificate:
    """Return what a certificate says of itself; believed only once `verify` returned.

    Raises:
        Damaged: This is no certificate of a known version, suite and rank, its issuer signs no
            such rank, or its signing key is none.
    """
    rank, role, subject, sealing, signing, serial, until, issuer = _FORM.read(blob)
    if not signatures.is_key(signing):
        raise Damaged
    says = Certificate(
        rank, role, UUID(bytes=subject), sealing, signing, serial, until, UUID(bytes=issuer)
    )
    if not _may_issue(says):
        raise Damaged
    return says


def verify(blob: bytes, *, root: bytes, issuer: bytes | None, at: int) -> Certificate:
    """Return what a certificate says, its chain to the office root having held.

    Args:
        blob: The certificate.
        root: The office root's public key, from the reader's own bundle.
        issuer: The certificate of whoever signed a member's; None for a supervisor's.
        at: The present, in UTC seconds.

    Raises:
        Damaged: A signature does not hold, a certificate lapsed, or somebody signed who may not.
    """
    says = read(blob)
    if says.until and says.until < at:
        raise Damaged
    _FORM.verify(blob, _key_of_issuer(says, root, issuer, at))
    return says


def _key_of_issuer(says: Certificate, root: bytes, issuer: bytes | None, at: int) -> bytes:
    if says.rank == SUPERVISOR:
        return root
    if issuer is None:
        raise Damaged
    supervisor = verify(issuer, root=root, issuer=None, at=at)
    if supervisor.rank != SUPERVISOR or supervisor.subject != says.issuer:
        raise Damaged
    return supervisor.signing


def _may_issue(says: Certificate) -> bool:
    """A root signs no member, a supervisor neither another nor herself, and nobody the root."""
    if says.rank not in (SUPERVISOR, MEMBER) or says.subject in (OFFICE_ROOT, says.issuer):
        return False
    return (says.issuer == OFFICE_ROOT) == (says.rank == SUPERVISOR)
