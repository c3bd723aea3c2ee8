"""Former keys within new ones: only these, and only their owner's, open them."""

from uuid import UUID

import pytest

from app.crypto import formerkeys
from app.crypto.bundle import MemberKeys, new_member_keys
from app.errors import Damaged
from tests.crypto.published import VECTORS

HER, ANOTHER = UUID(int=6, version=4), UUID(int=7, version=4)


def test_only_her_new_keys_open_them_and_any_change_is_seen() -> None:
    """Another's place, other keys, a changed byte or a missing one: nothing opens."""
    former, new = new_member_keys(office_root=bytes(32)), new_member_keys()
    blob = formerkeys.put_within(former, new, HER)
    assert formerkeys.taken_out(blob, new, HER) == former
    for keys, whose in ((new, ANOTHER), (former, HER), (new_member_keys(), HER)):
        with pytest.raises(Damaged):
            formerkeys.taken_out(blob, keys, whose)
    for at in range(len(blob)):
        with pytest.raises(Damaged):
            formerkeys.taken_out(blob[:at] + bytes((blob[at] ^ 1,)) + blob[at + 1 :], new, HER)
    with pytest.raises(Damaged):
        formerkeys.taken_out(blob[:10], new, HER)


def test_the_frozen_ones_open() -> None:
    """What an office holds today is opened by every later build."""
    vector = VECTORS["former keys 1"]
    new = MemberKeys(bytes(32), bytes(32), bytes.fromhex(vector["symmetric"]))
    former = formerkeys.taken_out(bytes.fromhex(vector["blob"]), new, HER)
    assert former.certificate_serial == 8
