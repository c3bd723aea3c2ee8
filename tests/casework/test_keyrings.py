"""Backups under a former server key: their keys end in their time, and they hinder no restore."""

from pathlib import Path
from uuid import uuid4

import pytest
from sqlalchemy import select

from app import rotating
from app.casework import audit, backup, keyrings, verify
from app.casework.archives import MAGIC
from app.crypto.serverkeys import ServerKeys, load_server_key
from app.db.desk import House
from app.errors import Damaged, Refused
from app.models import Hold
from tests.casework.test_backup import keyring_of
from tests.casework.test_two_sets import hold_office
from tests.support.engines import opened
from tests.support.office import Office, write_server_key


def rotated(office: Office) -> Office:
    """Give the office a new server key, as the command does."""
    settings = office.house.settings
    settings.server_key_file.parent.mkdir(parents=True, exist_ok=True)
    write_server_key(office.house)
    office.house.engine.dispose()
    rotating.rotate(settings, lambda _: office.people["carmen"].seat)
    keys = ServerKeys.from_secret(load_server_key(settings.server_key_file))
    house = House(opened(settings, keys), keys, office.clock, settings)
    return office.at(house)


def of_nobody(folder: Path) -> Path:
    """Put a keyring there that this office never wrote."""
    file = folder / "amparo-20270101-000000.keyring.backup"
    file.write_bytes(MAGIC + b"\x02" + uuid4().bytes + bytes(300))
    return file


def test_they_end_in_their_time_unless_the_office_is_held(office: Office, tmp_path: Path) -> None:
    """What the record does not know stays, and is said; contents stay."""
    folder = tmp_path / "backups"
    first = backup.backup(office.house, folder)
    foreign = of_nobody(folder)
    new = rotated(office)
    office.clock.forward(days=31)
    hold_office(new)
    told = str(backup.backup(new.house, folder))
    assert "1 keyrings do not open with this server key, are not on this office's record" in told
    assert "1 keyrings past their time are kept: the office is held" in told
    with new.writing("carmen") as desk:
        [hold] = desk.db.scalars(select(Hold))
        hold.state = "lifted"  # as if two had lifted it; the check misses their words
        desk.db.flush()
        audit.note(desk, "hold.lift", hold.id)
    office.clock.forward(seconds=1)
    told = str(backup.backup(new.house, folder))
    assert "1 keyrings past their time (30 days) were removed" in told
    assert not keyring_of(first.file).exists()
    assert first.file.exists()
    assert foreign.exists()
    unsaid = f"holds {hold.id}: lifted without the words of who does that"
    assert verify.verify(new.house).wrong == [unsaid]
    new.house.engine.dispose()


def test_restore_passes_them_by_and_says_so(office: Office, tmp_path: Path) -> None:
    """By the folder, and by a content; the older one alone opens with the former key only."""
    first = backup.backup(office.house, tmp_path)
    new = rotated(office)
    office.clock.forward(days=1)
    second = backup.backup(new.house, tmp_path)
    told = str(backup.check(new.house.keys, tmp_path))
    assert "2 older files there do not open with this server key and were left" in told
    assert second.file.name in told
    assert f"the newest {keyring_of(first.file).name}" in told
    assert "1 older files there" in str(backup.check(new.house.keys, second.file))
    with pytest.raises(Damaged):
        backup.check(new.house.keys, first.file)
    new.house.engine.dispose()


def test_one_that_may_be_newer_stops_a_restore(office: Office, tmp_path: Path) -> None:
    """By its name, or by none of ours: nobody knows what was exchanged or cut short."""
    written = backup.backup(office.house, tmp_path).file
    shut = of_nobody(tmp_path)
    assert f"the newest {shut.name}" in str(backup.check(office.house.keys, tmp_path))
    for name in (keyring_of(written).name.replace("2027", "2028"), "mine.backup"):
        shut = shut.rename(tmp_path / name)
        with pytest.raises(Refused, match=f"{name} in that folder does not open"):
            backup.check(office.house.keys, tmp_path)


def test_a_database_that_takes_no_deed_is_backed_up(office: Office, tmp_path: Path) -> None:
    """The record is broken: the backup is written all the same, and says what follows."""
    with office.house.engine.begin() as connection:
        connection.exec_driver_sql("UPDATE audit_head SET seq = seq + 7")
    report = backup.backup(office.house, tmp_path)
    assert keyrings.NOT_NOTED in str(report)
    assert report.file.exists()
