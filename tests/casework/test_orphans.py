"""Rows of others that are not there: the check names them, and a restore says so in words."""

from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest

from app.casework import backup, verify
from app.config import read_settings
from app.errors import Refused
from tests.support.office import Office
from tests.support.shell import plant_unchecked

NOBODY, SOMEBODY = uuid4(), uuid4()
CARD = {"version": 1, "card": bytes(290)}
ORPHANS: dict[str, dict[str, Any]] = {
    "notes": {"id": NOBODY, "case_id": SOMEBODY, **CARD},
    "persons": {"id": NOBODY, "case_id": SOMEBODY, **CARD},
    "case_keys": {"case_id": NOBODY, "epoch": 1, "commitment": bytes(32)},
}


@pytest.mark.parametrize("table", ORPHANS)
def test_a_row_without_its_case_is_named(office: Office, table: str) -> None:
    """The check goes on to its end, and says which."""
    office.open_case()
    plant_unchecked(office, table, **ORPHANS[table])
    [told] = [each for each in verify.verify(office.house).wrong if "is not there" in each]
    assert told.startswith(f"{table} {NOBODY}")
    assert told.endswith(": its case_id is not there")


@pytest.mark.parametrize("table", ORPHANS)
def test_a_backup_that_holds_one_says_so(office: Office, table: str, tmp_path: Path) -> None:
    """Nothing is restored, and whoever restores reads why; nothing says that it is the key."""
    office.open_case()
    plant_unchecked(office, table, **ORPHANS[table])
    made = backup.backup(office.house, tmp_path / "backups")
    fresh = read_settings(
        data=tmp_path / "fresh", database_url=None, server_key_file=tmp_path / "server.key"
    )
    words = "changed outside Amparo before it was made"
    with pytest.raises(Refused, match=words):
        backup.restore(fresh, office.house.keys, made.file)
    with pytest.raises(Refused, match=words):
        backup.check(office.house.keys, made.file)


def test_a_sound_office_has_none(office: Office) -> None:
    """Whatever an office writes names what is there."""
    office.open_case(note="She waits by the lighthouse")
    assert verify.verify(office.house).wrong == []
