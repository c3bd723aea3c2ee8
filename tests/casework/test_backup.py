"""Backups restore on either engine, and a changed one is refused."""

from pathlib import Path

import pytest

from app.casework import access, backup, cases, verify
from app.casework.adding import NewDeadline, add
from app.casework.calendar import Calendar
from app.crypto.serverkeys import ServerKeys
from app.db import dump, migrations
from app.errors import AmparoError, Damaged, Refused
from tests.support.office import HandClock, Office, house_in


def keyring_of(content: Path) -> Path:
    """Return the keyring that was written with a content."""
    return content.with_name(content.name.replace(".content.", ".keyring."))


OTHER_KEYS = ServerKeys.from_secret(bytes(32))


@pytest.fixture
def written(office: Office, tmp_path: Path) -> Path:
    """The file of a backup of an office with one case and one date."""
    opened = office.open_case(note="Canary of the lighthouse")
    with office.writing() as desk:
        add(desk, NewDeadline.model_validate(_typed(opened.id)))
    return backup.backup(office.house, tmp_path / "backups").file


def test_a_backup_restores_into_a_new_file(office: Office, written: Path, tmp_path: Path) -> None:
    """Alma reads her case from a backup restored into a new SQLite file."""
    _restored(office, written, tmp_path / "new", None)


def test_a_backup_restores_into_postgresql(
    office: Office, written: Path, tmp_path: Path, postgresql_url: str
) -> None:
    """Alma reads her case from a backup restored into an empty PostgreSQL."""
    _restored(office, written, tmp_path / "new", postgresql_url)


def _restored(office: Office, written: Path, folder: Path, url: str | None) -> None:
    house = house_in(folder, HandClock(), url)
    backup.restore(house.settings, house.keys, written)
    moved = Office(house, office.clock, office.people, Calendar())
    with office.reading() as desk:
        (case_id,) = access.reach(desk)
    with moved.reading() as desk:
        assert cases.one(desk, case_id).notes[0].text == "Canary of the lighthouse"
        assert len(cases.one(desk, case_id).deadlines) == 1
    with office.house.engine.connect() as before, house.engine.connect() as after:
        assert dump.counts(before) | {"audit": dump.head(before) + 1} == dump.counts(after)
    house.engine.dispose()


def test_a_backup_proves_that_it_restores(office: Office, written: Path) -> None:
    """The check restores for real, follows the audit, and leaves nothing behind."""
    report = backup.check(office.house.keys, written.parent)
    assert report.counts["cases"] == 1
    assert "proved that it restores" in str(report)


def test_a_backup_shows_nothing(written: Path) -> None:
    """The file holds no word of a note, and only its owner may read it."""
    assert b"lighthouse" not in written.read_bytes()
    assert written.stat().st_mode & 0o077 == 0


@pytest.mark.parametrize("at", [0, 8, 9, 30, 60, -1])
def test_a_changed_byte_is_refused(office: Office, written: Path, at: int) -> None:
    """One flipped bit anywhere, and the backup does not restore."""
    content = bytearray(written.read_bytes())
    content[at] ^= 1
    written.write_bytes(bytes(content))
    with pytest.raises(Damaged):
        backup.check(office.house.keys, written)


@pytest.mark.parametrize("at", [0, 8, 9, 30, 60, -1])
def test_a_changed_byte_of_the_keyring_is_refused(office: Office, written: Path, at: int) -> None:
    """Nothing restores then, neither by the folder nor by the content beside it."""
    keyring = keyring_of(written)
    content = bytearray(keyring.read_bytes())
    content[at] ^= 1
    keyring.write_bytes(bytes(content))
    for source in (written, written.parent):
        with pytest.raises((Damaged, Refused)):
            backup.check(office.house.keys, source)


def test_a_cut_backup_is_refused(office: Office, written: Path) -> None:
    """A backup without its end does not restore."""
    written.write_bytes(written.read_bytes()[:-40])
    with pytest.raises(Damaged):
        backup.check(office.house.keys, written)


def test_another_servers_key_opens_nothing(written: Path) -> None:
    """Without the server key a backup is noise."""
    with pytest.raises(AmparoError):
        backup.check(OTHER_KEYS, written)


def test_a_database_in_use_is_not_overwritten(office: Office, written: Path) -> None:
    """Restoring goes into an empty database only."""
    with pytest.raises(Refused):
        backup.restore(office.house.settings, office.house.keys, written)


def test_a_sound_office_verifies(office: Office, written: Path) -> None:
    """Nothing is wrong in an office that nobody touched, with and without a person's keys."""
    assert written.exists()
    assert verify.verify(office.house).wrong == []
    as_alma = verify.verify_as(office.house, office.people["alma"].seat)
    assert as_alma.wrong == []
    assert as_alma.not_opened == 0


def _typed(case_id: object) -> dict[str, object]:
    return {"case_id": case_id, "title": "Brief", "due": "2027-06-01"}


def test_a_failed_restore_leaves_an_empty_database(
    office: Office, written: Path, tmp_path: Path
) -> None:
    """A backup that breaks off half-way leaves no row, and a whole one restores after it."""
    broken = written.with_name("broken.backup")
    broken.write_bytes(written.read_bytes()[:-40])
    house = house_in(tmp_path / "new", HandClock())
    with pytest.raises(Damaged):
        backup.restore(house.settings, house.keys, broken)
    assert migrations.current(house.engine) == ""
    assert backup.restore(house.settings, house.keys, written).counts["cases"] == 1
    assert office.house.engine is not house.engine
    house.engine.dispose()


def test_the_check_says_how_many_cards_stayed_closed(office: Office, written: Path) -> None:
    """No case key is there, so the cards of cases are restored and counted, not read."""
    report = backup.check(office.house.keys, written)
    assert report.not_opened == verify.verify(office.house).not_opened > 0
    assert "sealed entries of cases not opened" in str(report)


def test_a_backup_is_never_overwritten(office: Office, written: Path) -> None:
    """Two in one second: the first stays, and no part of the second is left behind."""
    first = written.read_bytes()
    with pytest.raises(Refused):
        backup.backup(office.house, written.parent)
    assert written.read_bytes() == first
    beside = {keyring_of(written), written.parent / backup.BESIDE}
    assert set(written.parent.iterdir()) == {written, *beside}


def test_a_folder_that_is_a_file_is_refused(office: Office, written: Path) -> None:
    """A place that cannot be written says so in a sentence."""
    with pytest.raises(Refused):
        backup.backup(office.house, written)


def test_a_folder_without_a_backup_is_refused(office: Office, tmp_path: Path) -> None:
    """Nothing there to restore."""
    with pytest.raises(Refused):
        backup.check(office.house.keys, tmp_path)
