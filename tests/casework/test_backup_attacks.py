"""Backups that somebody swapped, renamed or left half; disks that are not like this one."""

import errno
import os
import shutil
from datetime import timedelta
from pathlib import Path
from secrets import token_hex

import pytest

from app.casework import backup
from app.casework.archives import MAGIC, SUFFIX
from app.errors import AmparoError, Damaged, Refused
from tests.casework.test_backup import keyring_of
from tests.support.office import Office
from tests.support.shell import at_the_shell

HEAD = len(MAGIC) + 1 + 16

pytestmark = pytest.mark.parametrize("engine_name", ["sqlite"], indirect=True)


@pytest.fixture
def two(office: Office, tmp_path: Path) -> tuple[Path, Path]:
    """An older backup of one case and a newer one of two, in one folder."""
    files = []
    for _ in range(2):
        office.open_case()
        files.append(backup.backup(office.house, tmp_path / "backups").file)
        office.clock.forward(hours=1)
    return files[0], files[1]


def test_an_older_backup_under_a_newer_name_is_not_taken_for_the_newest(
    office: Office, two: tuple[Path, Path]
) -> None:
    """When it was made stands under its seal, and is told whichever is restored."""
    older, _ = two
    copy = older.with_name(f"amparo-20990101-000000.content{SUFFIX}")
    shutil.copy(older, copy)
    with pytest.raises(Refused, match="amparo-20990101-000000"):
        backup.check(office.house.keys, older.parent)
    copy.rename(older.with_name(f"copy{SUFFIX}"))
    report = backup.check(office.house.keys, older.parent)
    assert report.counts["cases"] == 2
    assert "made 2027-04-14 15:00 UTC" in str(report)
    assert "made 2027-04-14 14:00 UTC" in str(backup.check(office.house.keys, older))


def test_one_that_does_not_open_in_a_folder_is_named(
    office: Office, two: tuple[Path, Path]
) -> None:
    """Which is the newest cannot be told then, so none is restored in its place in silence."""
    older, newer = two
    newer.write_bytes(newer.read_bytes()[:HEAD])
    with pytest.raises(Refused, match=f"{newer.name} in that folder does not open"):
        backup.check(office.house.keys, newer.parent)
    assert backup.check(office.house.keys, older).counts["cases"] == 1


def test_no_part_of_one_backup_passes_in_another(office: Office, two: tuple[Path, Path]) -> None:
    """Neither the head, with the id that its key is made from, nor the manifest behind it."""
    older, newer = (each.read_bytes() for each in two)
    swapped = two[1]
    for content in (older[:HEAD] + newer[HEAD:], older[:2000] + newer[2000:], newer + older):
        swapped.write_bytes(content)
        with pytest.raises(AmparoError):
            backup.check(office.house.keys, swapped)


@pytest.mark.parametrize("cut", [0, 1, HEAD - 1, HEAD, HEAD + 1, 200, -16, -1])
def test_a_backup_cut_anywhere_is_refused(office: Office, two: tuple[Path, Path], cut: int) -> None:
    """An empty file, half a head, a head alone, no end: each is one sentence."""
    two[0].write_bytes(two[0].read_bytes()[:cut])
    with pytest.raises(Damaged, match="does not open"):
        backup.check(office.house.keys, two[0])


@pytest.mark.parametrize("place", ["loop", "long", "pipe", "nothing", "/dev/zero"])
def test_what_is_no_file_is_refused(
    office: Office, tmp_path: Path, place: str, two: tuple[Path, Path]
) -> None:
    """Links in a circle, names that cannot be, pipes and devices: a sentence, and no waiting."""
    source = tmp_path / place
    if place == "loop":
        source.symlink_to(source)
    elif place == "pipe":
        os.mkfifo(source)
    elif place == "long":
        source = tmp_path / ("x" * 300)
    with pytest.raises(Refused):
        backup.check(office.house.keys, source)
    (two[0].parent / f"amparo-20990101-000000{SUFFIX}").symlink_to(tmp_path / "elsewhere")
    assert backup.check(office.house.keys, two[0].parent).counts["cases"] == 2


def test_a_check_of_an_office_that_was_changed_says_so(office: Office, tmp_path: Path) -> None:
    """The sentence speaks of the backup, not of a case's file."""
    office.open_case()
    at_the_shell(office, "audit_head", {"id": 1}, seq=7)
    file = backup.backup(office.house, tmp_path / "backups").file
    with pytest.raises(Damaged, match="changed outside Amparo before it was made"):
        backup.check(office.house.keys, file)


def test_what_a_killed_backup_left_is_swept_by_the_next(office: Office, tmp_path: Path) -> None:
    """Ours, once it is old; never what another program put there, nor one that still runs."""
    folder = tmp_path / "backups"
    folder.mkdir()
    old, young = (folder / f".{token_hex(16)}.part" for _ in range(2))
    foreign, plain = folder / ".notes.part", folder / f"{token_hex(16)}.part"
    kept = {young, foreign, plain}
    for each in (old, *kept):
        each.write_bytes(b"half")
        age = timedelta(hours=1) if each == young else timedelta(days=2)
        at = (office.clock() - age).timestamp()
        os.utime(each, (at, at))
    written = backup.backup(office.house, folder).file
    assert set(folder.iterdir()) == {written, keyring_of(written), folder / backup.BESIDE, *kept}


@pytest.mark.parametrize("number", [errno.EPERM, errno.EOPNOTSUPP, errno.ENOSYS])
def test_a_disk_without_links_takes_a_backup_too(
    office: Office, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, number: int
) -> None:
    """FAT, as on USB sticks, knows no second name for a file and no sync of a folder."""

    def refuse(*_: object, **__: object) -> None:
        raise OSError(number, os.strerror(number))

    real = os.fsync

    def of_files_only(handle: int) -> None:
        if Path(f"/proc/self/fd/{handle}").is_dir():
            refuse()
        real(handle)

    monkeypatch.setattr(os, "link", refuse)
    monkeypatch.setattr(os, "fsync", of_files_only)
    office.open_case()
    folder = tmp_path / "stick"
    written = backup.backup(office.house, folder).file
    assert set(folder.iterdir()) == {written, keyring_of(written), folder / backup.BESIDE}
    assert backup.check(office.house.keys, folder).counts["cases"] == 1
    with pytest.raises(Refused, match="this very second"):
        backup.backup(office.house, folder)
    assert set(folder.iterdir()) == {written, keyring_of(written), folder / backup.BESIDE}


@pytest.mark.parametrize("named_alone", [False, True])
def test_an_older_backup_under_the_newest_name_is_refused(
    office: Office, tmp_path: Path, *, named_alone: bool
) -> None:
    """It opens and is sound; that it is of another day, only its seal and its name can tell."""
    folder = tmp_path / "backups"
    older = backup.backup(office.house, folder).file
    office.clock.forward(days=40)
    newest = backup.backup(office.house, folder).file
    newest.write_bytes(older.read_bytes())
    with pytest.raises(Refused, match=f"{newest.name} says by its name"):
        backup.check(office.house.keys, newest if named_alone else folder)
    keyring_of(newest).rename(tmp_path / "kept.keyring.backup")
    newest.rename(tmp_path / "kept.backup")
    told = str(backup.check(office.house.keys, tmp_path / "kept.backup"))
    assert "made 2027-04-14" in told
    assert "record up to number" in told
