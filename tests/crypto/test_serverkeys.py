"""One server key, one derived key for each use, in a file for its owner alone."""

import base64
import errno
import hmac
import os
from pathlib import Path
from uuid import UUID

import pytest

from app.crypto.cells import Place, open_, seal
from app.crypto.serverkeys import ServerKeys, create_server_key, load_server_key
from app.errors import Damaged, Refused, Unavailable
from tests.crypto import published
from tests.crypto.published import VECTORS

SECRET = bytes(range(12, 44))
KEYS = ServerKeys.from_secret(SECRET)
PLACE = Place(1, 1, UUID(int=0, version=4), UUID(int=2, version=4), 1, 1)


def _derived(use: str) -> bytes:
    return published.hkdf_expand(SECRET, f"amparo/server/{use}/v1".encode(), 32)


def test_each_use_has_its_own_label() -> None:
    """Keys equal HKDF-Expand-SHA512 computed with hmac alone, and no two are the same."""
    assert KEYS.pepper == _derived("pepper")
    assert KEYS.database == _derived("database")
    assert KEYS.backup == _derived("backup")
    assert (
        KEYS.address_token("ana@example.org")
        == (hmac.digest(_derived("address"), b"ana@example.org", "sha256")[:16])
    )
    assert (
        KEYS.network_token("192.0.2.7")
        == (hmac.digest(_derived("network"), b"192.0.2.7", "sha256")[:16])
    )
    assert KEYS.mark(b"one", b"two") == hmac.digest(
        _derived("mark"), b"\x00\x00\x00\x03one\x00\x00\x00\x03two", "sha256"
    )
    assert (
        KEYS.number_token("K7QX31R") == hmac.digest(_derived("number"), b"K7QX31R", "sha256")[:16]
    )
    assert KEYS.link_lookup("a token") == hmac.digest(_derived("link"), b"a token", "sha256")


def test_a_link_is_found_under_this_key_alone() -> None:
    """Whatever a stranger sends misses; another server's lookup is another."""
    other = ServerKeys.from_secret(bytes(31) + b"1")
    assert KEYS.link_lookup("a token") != other.link_lookup("a token")
    assert len({len(KEYS.link_lookup(sent)) for sent in ("", "\udcff", "x" * 9_999)}) == 1


def test_the_frozen_server_keys_unfold() -> None:
    """The first build's server key gives the same keys today, and its cells open."""
    vector = VECTORS["server keys 1"]
    keys = ServerKeys.from_secret(bytes.fromhex(vector["secret"]))
    assert keys.pepper.hex() == vector["pepper"]
    assert keys.database.hex() == vector["database"]
    assert keys.backup.hex() == vector["backup"]
    assert keys.mark(b"one", b"two").hex() == vector["mark"]
    assert keys.address_token("ana@example.org").hex() == vector["address"]
    assert keys.network_token("192.0.2.7").hex() == vector["network"]
    assert keys.link_lookup("a token").hex() == VECTORS["link key 1"]["link"]
    assert keys.number_token("K7QX31R").hex() == VECTORS["number key 1"]["number"]
    for key, use in ((keys.schedule, "schedule"), (keys.mail, "mail"), (keys.audit, "audit")):
        assert open_(key, PLACE, bytes.fromhex(vector[use])) == use[:1].encode()


def test_one_use_does_not_open_another() -> None:
    """A schedule cell does not open under the mail or audit key."""
    blob = seal(KEYS.schedule, PLACE, b"x")
    for key in (KEYS.mail, KEYS.audit):
        with pytest.raises(Damaged):
            open_(key, PLACE, blob)


def test_a_mark_tells_its_parts_apart() -> None:
    """Where one part ends and the next begins is part of the mark."""
    marks = {
        KEYS.mark(*parts) for parts in ((b"ab", b"c"), (b"a", b"bc"), (b"abc",), (b"abc", b""))
    }
    assert len(marks) == 4
    assert {len(mark) for mark in marks} == {32}


def test_an_address_is_found_however_it_is_capitalised() -> None:
    """Case, spaces around it and width of letters do not make another person."""
    spellings = ("ana@example.org", " Ana@Example.ORG ", "\uff41na@example.org")
    tokens = {KEYS.address_token(email) for email in spellings}
    assert len(tokens) == 1
    assert KEYS.address_token("ana@example.com") not in tokens


def test_keys_show_nothing() -> None:
    """No key in a repr; a secret of another length is none."""
    assert repr(KEYS) == "ServerKeys()"
    with pytest.raises(ValueError, match="32 bytes"):
        ServerKeys.from_secret(bytes(31))


def test_a_created_key_file_is_read_back(tmp_path: Path) -> None:
    """One line of base64, readable by its owner alone."""
    path = tmp_path / "server.key"
    secret = create_server_key(path)
    assert load_server_key(path) == secret
    assert path.stat().st_mode & 0o777 == 0o600
    assert base64.b64decode(path.read_text(encoding="ascii")) == secret
    assert path.read_text(encoding="ascii").count("\n") == 1


def test_a_key_file_is_private_whatever_the_umask(tmp_path: Path) -> None:
    """The file never stands open, not even for a moment."""
    before = os.umask(0)
    try:
        create_server_key(tmp_path / "server.key")
    finally:
        os.umask(before)
    assert (tmp_path / "server.key").stat().st_mode & 0o777 == 0o600


def test_a_key_file_is_never_written_over(tmp_path: Path) -> None:
    """Losing the old key would lose every passphrase; the file is left as it is."""
    path = tmp_path / "server.key"
    path.write_text("something", encoding="ascii")
    with pytest.raises(Refused, match="already"):
        create_server_key(path)
    assert path.read_text(encoding="ascii") == "something"


def test_a_folder_that_is_not_there_is_named(tmp_path: Path) -> None:
    """The sentence tells the path and what to check."""
    with pytest.raises(Unavailable, match="not-there"):
        create_server_key(tmp_path / "not-there" / "server.key")


def test_a_full_disk_leaves_no_half_key(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A key that may not be on the disk is taken away again."""

    def full(_: int) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(Unavailable, match="room on the disk"):
        create_server_key(tmp_path / "server.key")
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("mode", [0o640, 0o604, 0o660, 0o601, 0o620])
def test_a_key_file_open_to_others_is_refused(tmp_path: Path, mode: int) -> None:
    """Any right of group or others is one too many."""
    path = tmp_path / "server.key"
    create_server_key(path)
    path.chmod(mode)
    with pytest.raises(Unavailable, match="chmod 600"):
        load_server_key(path)


def test_a_read_only_key_file_is_taken(tmp_path: Path) -> None:
    """Credentials handed over by the system are often 0400."""
    path = tmp_path / "server.key"
    secret = create_server_key(path)
    path.chmod(0o400)
    assert load_server_key(path) == secret


@pytest.mark.parametrize(
    "text",
    ["", "no key", "AAAA", base64.b64encode(bytes(31)).decode(), "A" * 300, "é" * 20],
)
def test_a_file_without_a_key_is_refused(tmp_path: Path, text: str) -> None:
    """The sentence says so, and does not show what stands there."""
    path = tmp_path / "server.key"
    path.write_text(text, encoding="utf-8")
    path.chmod(0o600)
    with pytest.raises(Unavailable, match="holds no server key") as refused:
        load_server_key(path)
    assert not text or text not in str(refused.value)


def test_a_missing_key_file_is_named(tmp_path: Path) -> None:
    """The sentence tells where the key was looked for, and what brings back one that was lost."""
    with pytest.raises(Unavailable, match=r"gone\.key cannot be read.*amparo recover --server-key"):
        load_server_key(tmp_path / "gone.key")
