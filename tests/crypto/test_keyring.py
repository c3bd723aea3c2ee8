"""A desk opens with the keys that lie on it and no others."""

from uuid import UUID, uuid4

import pytest

from app.crypto.bundle import new_member_keys
from app.crypto.casekeys import CaseKey, new_case_key
from app.crypto.keyring import Keyring, Lock
from app.crypto.serverkeys import ServerKeys
from app.errors import Damaged, Locked

CASE = uuid4()
NOWHERE = UUID(int=0)
SERVER = ServerKeys.from_secret(bytes(32))
KEPT = [Lock.SCHEDULE, Lock.MAIL, Lock.AUDIT]


def test_an_epoch_has_one_key_and_follows_from_the_one_before() -> None:
    """No second key of an epoch is taken, none beyond the next, and no epoch that never was."""
    ring = Keyring(SERVER)
    first, second, other = (CaseKey.derive(new_case_key()) for _ in range(3))
    for epoch in (2, 0, -1, 2**31 - 1):
        with pytest.raises(Damaged):
            ring.take(CASE, epoch, other)
        assert not ring.holds(CASE, epoch)
    ring.take(CASE, 1, first)
    ring.take(CASE, 1, first)
    for epoch in (1, 3, 0):
        with pytest.raises(Damaged):
            ring.take(CASE, epoch, other)
    assert ring.writing_epoch(Lock.CASE, CASE) == 1
    ring.take(CASE, 2, second)
    for epoch in (1, 2, 4):
        with pytest.raises(Damaged):
            ring.take(CASE, epoch, other)
    ring.take(CASE, 1, first)
    assert ring.writing_epoch(Lock.CASE, CASE) == 2
    assert [ring.cell(Lock.CASE, CASE, at) for at in (1, 2)] == [first.cell, second.cell]
    assert [ring.holds(CASE, at) for at in (0, 1, 2, 3)] == [False, True, True, False]


def test_a_case_without_its_key_is_locked() -> None:
    """Another case does not open, and a cell of an epoch that never was is not genuine."""
    ring = Keyring(SERVER)
    ring.take(CASE, 1, CaseKey.derive(new_case_key()))
    with pytest.raises(Locked):
        ring.cell(Lock.CASE, uuid4(), 1)
    with pytest.raises(Damaged):
        ring.cell(Lock.CASE, CASE, 2)
    with pytest.raises(Locked):
        ring.writing_epoch(Lock.CASE, uuid4())


def test_the_server_opens_what_it_keeps() -> None:
    """Each kept table has its own key, without epochs."""
    ring = Keyring(SERVER)
    cells = [ring.cell(lock, NOWHERE, 0) for lock in KEPT]
    assert cells == [SERVER.schedule, SERVER.mail, SERVER.audit]
    assert {ring.writing_epoch(lock, NOWHERE) for lock in KEPT} == {0}


@pytest.mark.parametrize("lock", list(Lock))
def test_without_the_server_key_nothing_opens(lock: Lock) -> None:
    """A process that was given no key is locked everywhere."""
    with pytest.raises(Locked):
        Keyring(None).cell(lock, NOWHERE, 0)


def test_a_keyring_shows_nothing() -> None:
    """No key in a repr."""
    ring = Keyring(SERVER, new_member_keys())
    ring.take(CASE, 1, CaseKey.derive(new_case_key()))
    assert repr(ring) == "Keyring()"
