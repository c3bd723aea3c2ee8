"""What only the custodians keep has one layout, and never leaves the process by accident."""

import pickle

import pytest

from app.crypto import xwing
from app.crypto.office import OfficeSecrets, print_of_recovery
from app.errors import Damaged
from tests.crypto.published import VECTORS, Edwards, sha256

ROOT, RECOVERY, SERVER = (bytes(range(start, start + 32)) for start in (1, 2, 3))
SECRETS = OfficeSecrets(ROOT, RECOVERY, SERVER)


def test_the_layout_is_the_written_one() -> None:
    """Version, root, recovery, server key."""
    assert SECRETS.packed() == b"\x01" + ROOT + RECOVERY + SERVER
    assert OfficeSecrets.unpacked(SECRETS.packed()) == SECRETS


def test_the_frozen_secrets_unpack() -> None:
    """A payload written by the first build."""
    kept = VECTORS["office secrets 1"]
    secrets = OfficeSecrets.unpacked(bytes.fromhex(kept["payload"]))
    assert secrets.server_key == bytes(range(29, 61))
    assert secrets.root_public.hex() == kept["root"]
    assert print_of_recovery(secrets.recovery_public).hex() == kept["recovery_print"]


def test_public_halves_are_those_of_the_seeds() -> None:
    """Ed25519 by hand, and the print of the recovery key under its label."""
    assert SECRETS.root_public == Edwards.public(ROOT)
    public = xwing.public_bytes(RECOVERY)
    assert SECRETS.recovery_public == public
    assert print_of_recovery(public) == sha256(b"amparo/recovery/v1" + public)


@pytest.mark.parametrize("change", [b"", b"\x00", b"\x02"])
def test_an_unknown_version_or_length_is_refused(change: bytes) -> None:
    """Nothing falls back."""
    with pytest.raises(Damaged):
        OfficeSecrets.unpacked(change + SECRETS.packed()[1:])
    with pytest.raises(Damaged):
        OfficeSecrets.unpacked(SECRETS.packed() + change[:1] + b"\x00")


def test_fresh_secrets_differ_and_stay_here() -> None:
    """The machine's key is the one that it has; neither shown nor written out."""
    one, two = OfficeSecrets.fresh(SERVER), OfficeSecrets.fresh(SERVER)
    assert one.server_key == two.server_key == SERVER
    assert len({one.root_seed, one.recovery_seed, two.root_seed, two.recovery_seed}) == 4
    assert repr(one) == "OfficeSecrets()"
    with pytest.raises(TypeError):
        pickle.dumps(one)
