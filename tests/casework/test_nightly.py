"""The night's backup: proved here and in a second place, watched after, and loud about one byte."""

import sys
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest

from app.casework import (
    archives,
    backup,
    backupdates,
    custody,
    health,
    nightly,
    proving,
    restored,
    secondplace,
)
from app.casework.archives import CONTENT, KEYRING
from app.casework.backupdates import Kept
from app.casework.backupfaults import (
    DAMAGED,
    FAILED,
    OLD,
    SECOND_AWAY,
    SECOND_OLD,
    SENTENCES,
)
from app.casework.proving import BackupCode
from app.config import read_settings
from app.db.desk import House, night
from app.errors import Damaged, Refused
from app.keeper import Keeper
from app.models import Audit, Heartbeat
from tests.casework.covering import alarms
from tests.support.console import ROOT
from tests.support.engines import opened
from tests.support.office import Office

DISKS = (Path("/dev/shm"), Path("/tmp"), ROOT)  # noqa: S108 - a folder of a random name in one


@pytest.fixture
def elsewhere(tmp_path: Path) -> Iterator[Path]:
    """A folder on another disk than the data, as a mounted one is."""
    here = tmp_path.stat().st_dev
    others = [each for each in DISKS if each.is_dir() and each.stat().st_dev != here]
    if not others:
        pytest.skip("All folders of this machine lie on one file system.")
    with TemporaryDirectory(prefix="amparo-second-", dir=others[0]) as folder:
        yield Path(folder)


@pytest.fixture
def house(office: Office, tmp_path: Path, elsewhere: Path) -> House:
    """The office's house, with a folder for backups and a second place."""
    office.open_case(note="Canary of the lighthouse")
    return told(office, backup_folder=tmp_path / "backups", backup_second=elsewhere)


def told(office: Office, **settings: object) -> House:
    """Return the house with other settings, as a program has it that was started with them."""
    office.house = replace(office.house, settings=office.house.settings.model_copy(update=settings))
    return office.house


def kept(house: House) -> Kept:
    """Return how backups stand."""
    with night(house, writes=False) as desk:
        return backupdates.kept(desk)


def files(folder: Path, part: str = CONTENT) -> list[Path]:
    """Return the files of one part in a folder."""
    return sorted(folder.glob(f"*.{part}.backup"))


def flip(file: Path, at: int) -> None:
    """Flip one bit of one byte."""
    content = bytearray(file.read_bytes())
    content[at] ^= 1
    file.write_bytes(bytes(content))


def test_a_night_makes_proves_takes_away_and_reads_back(house: House, elsewhere: Path) -> None:
    """Both dates are of this minute; the second place has both files and the custodians' one."""
    assert nightly.take(house)
    assert nightly.make(house)
    found = kept(house)
    assert (found.made_at, found.second_at) == (house.clock(), house.clock())
    assert (found.proved_at, found.troubles) == (None, ())
    here = house.settings.backup_folder
    assert here is not None
    for name in (files(here)[0].name, files(here, KEYRING)[0].name, backup.BESIDE):
        assert (elsewhere / name).read_bytes() == (here / name).read_bytes()


def test_one_makes_it_once_a_night_and_again_each_hour_while_it_fails(
    office: Office, house: House
) -> None:
    """Of two programs one; not before the next night; but soon where it went wrong."""
    assert (nightly.take(house), nightly.take(house)) == (True, False)
    assert nightly.make(house)
    office.clock.forward(hours=2)
    assert not nightly.take(house)
    office.clock.forward(hours=22)
    assert nightly.take(house)
    broken = told(office, backup_folder=Path("/proc/no-such-place"))
    assert not nightly.make(broken)
    assert kept(broken).troubles == (FAILED,)
    assert not nightly.take(broken)
    office.clock.forward(hours=1)
    assert nightly.take(broken)


@pytest.mark.parametrize("part", [CONTENT, KEYRING])
@pytest.mark.parametrize("where", ["here", "second"])
def test_one_flipped_byte_is_found_within_the_hour(
    office: Office, house: House, elsewhere: Path, part: str, where: str
) -> None:
    """Wherever it lies: said on the page, at the console, and mailed to who runs the office."""
    assert nightly.make(house)
    here = house.settings.backup_folder
    assert here is not None
    (file,) = files(here if where == "here" else elsewhere, part)
    trouble = DAMAGED if where == "here" else SECOND_AWAY
    for at in (0, len(file.read_bytes()) // 2, -1):
        whole = file.read_bytes()
        flip(file, at)
        assert not nightly.look(house)
        assert trouble in kept(house).troubles
        assert SENTENCES[trouble] in health.health(house, asks_mail=True)
        file.write_bytes(whole)
        assert nightly.look(house) or where == "here"
    for name in ("carmen", "olga"):
        assert trouble in alarms(office, name)
    assert trouble not in alarms(office, "alma")


def test_a_damaged_one_is_followed_by_a_fresh_one(office: Office, house: House) -> None:
    """Found in the morning, another is made within the hour, and the trouble is over."""
    assert nightly.make(house)
    here = house.settings.backup_folder
    assert here is not None
    flip(files(here)[0], 100)
    assert not nightly.look(house)
    files(here)[0].unlink()
    office.clock.forward(hours=1)
    Keeper(house).look()
    assert kept(house).troubles == ()


def test_a_second_place_that_is_gone_or_the_same_disk_is_said(
    office: Office, house: House, tmp_path: Path, elsewhere: Path
) -> None:
    """A disk that was taken out, and a folder where the disk should be mounted."""
    gone = told(office, backup_second=elsewhere / "no-such-disk")
    assert not nightly.make(gone)
    assert kept(gone).troubles == (SECOND_AWAY,)
    with pytest.raises(Refused, match="cannot be reached"):
        secondplace.try_out(gone.settings)
    unmounted = tmp_path / "mount"
    unmounted.mkdir()
    same = told(office, backup_second=unmounted)
    with pytest.raises(Refused, match="disk of the data"):
        secondplace.try_out(same.settings)
    office.clock.forward(hours=1)
    assert not nightly.make(same)
    assert files(unmounted) == []


def test_a_second_place_may_be_a_command(office: Office, house: House, elsewhere: Path) -> None:
    """Called with put and get, as one over ssh; what it gives back is compared."""
    program = elsewhere / "carry.py"
    program.write_text(
        "import shutil, sys, pathlib\n"
        "at = pathlib.Path(__file__).parent / 'far' / sys.argv[2]\n"
        "at.parent.mkdir(exist_ok=True)\n"
        "if sys.argv[1] == 'put':\n"
        "    shutil.copyfileobj(sys.stdin.buffer, at.open('wb'))\n"
        "else:\n"
        "    shutil.copyfileobj(at.open('rb'), sys.stdout.buffer)\n",
        encoding="ascii",
    )
    line = f"{sys.executable} {program}"
    by_command = told(office, backup_second=None, backup_second_command=line)
    assert nightly.make(by_command)
    assert len(files(elsewhere / "far")) == 1
    assert kept(by_command).second_at == office.clock()
    lying = told(office, backup_second_command=f"{line} false")
    office.clock.forward(days=1)
    assert not nightly.make(lying)
    assert kept(lying).troubles == (SECOND_AWAY,)


def test_of_two_second_places_none_is_passed_over_in_silence(tmp_path: Path) -> None:
    """Where a folder and a command are named, no program starts and leaves one of them empty."""
    both = {"backup_second": tmp_path, "backup_second_command": "rclone-office"}
    with pytest.raises(Refused, match="only one is used"):
        read_settings(backup_folder=tmp_path, **both)


def test_nights_without_one_are_said_after_a_day_and_a_half(office: Office, house: House) -> None:
    """Both dates grow old, each with its own sentence."""
    assert nightly.make(house)
    office.clock.forward(hours=37)
    assert kept(house).troubles == (OLD, SECOND_OLD)


def test_contents_past_their_time_go_and_the_newest_stays(
    office: Office, house: House, elsewhere: Path
) -> None:
    """In both folders; files with names of their own stay."""
    house = told(office, backup_days=3)
    here = house.settings.backup_folder
    assert here is not None
    own = here / "kept-for-ever.backup"
    for _ in range(5):
        assert nightly.make(house)
        if not own.exists():
            own.write_bytes(files(here)[0].read_bytes())
        office.clock.forward(days=1)
    assert len(files(here)) == len(files(elsewhere)) == 3
    assert own.exists()
    office.clock.forward(days=30)
    assert nightly.make(house)
    assert len(files(here)) == 1


def test_people_prove_with_the_papers_and_the_office_notes_the_day(
    office: Office, house: House
) -> None:
    """The code comes of the server key and this backup; another's, or a slip, is refused."""
    assert nightly.make(house)
    here = house.settings.backup_folder
    assert here is not None
    code = proving.code_of(house.keys, archives.id_of(files(here, KEYRING)[0]))
    with office.writing("olga") as desk:
        with pytest.raises(Refused) as wrong:
            proving.told(desk, BackupCode(code=code[:-1] + ("A" if code[-1] != "A" else "B")))
        assert set(wrong.value.fields) == {"code"}
    assert kept(house).proved_at is None
    office.clock.forward(hours=1)
    with office.writing("olga") as desk:
        proving.told(desk, BackupCode(code=code.lower().replace("-", " ")))
    found = kept(house)
    assert (found.made_at, found.proved_at) == (office.clock() - timedelta(hours=1), office.clock())
    with office.night() as desk:
        assert desk.db.query(Audit).filter_by(action=proving.PROVE).count() == 1


def test_the_console_says_the_dates_apart(house: House) -> None:
    """Three lines, where a folder is named."""
    assert nightly.make(house)
    lines = health.backups(house)
    assert [line.partition(":")[2].strip() != "never" for line in lines] == [True, True, False]


def test_a_restored_copy_makes_no_backup(house: House, tmp_path: Path) -> None:
    """The folder is that of the office it is a copy of."""
    assert nightly.make(house)
    here = house.settings.backup_folder
    assert here is not None
    before = len(files(here))
    settings = house.settings.model_copy(update={"data": tmp_path / "copy", "database_url": None})
    backup.restore(settings, house.keys, here)
    engine = opened(settings, house.keys)
    copy = House(engine, house.keys, lambda: house.clock() + timedelta(days=2), settings)
    Keeper(copy).look()
    assert len(files(here)) == before
    with night(copy, writes=False) as desk:
        assert restored.waits(desk)
    engine.dispose()


def test_the_papers_alone_prove_a_backup_on_any_machine(office: Office, house: House) -> None:
    """As many as are needed, the folder of backups, and nothing else; too few prove nothing."""
    assert nightly.make(house)
    here = house.settings.backup_folder
    assert here is not None
    outside = custody.read_outside(proving.beside(here))
    seeds = dict(custody.whose(outside.view, each) for each in office.kits)
    few = dict(list(seeds.items())[: outside.view.needed - 1])
    with pytest.raises(Damaged):
        proving.prove(here, few)
    report, code = proving.prove(here, dict(list(seeds.items())[: outside.view.needed]))
    assert "proved that it restores" in str(report)
    with office.writing("carmen") as desk:
        proving.told(desk, BackupCode(code=code))
    assert kept(house).proved_at == office.clock()


@pytest.mark.parametrize("name", [backupdates.MADE, backupdates.SECOND])
def test_a_date_still_to_come_holds_no_backup_up(office: Office, house: House, name: str) -> None:
    """A clock that ran ahead, or a row written into the database: said as old, and made anew."""
    assert nightly.take(house)
    assert nightly.make(house)
    with night(house, writes=True) as desk:
        desk.db.get_one(Heartbeat, name).at = desk.now + timedelta(days=3650)
    assert kept(house).troubles == (OLD if name == backupdates.MADE else SECOND_OLD,)
    office.clock.forward(hours=2)
    assert nightly.take(house)
    assert nightly.make(house)
    assert kept(house).troubles == ()


def test_a_clock_set_back_has_the_newest_read_at_once(office: Office, house: House) -> None:
    """The keeper looked in a time still to come; it does not wait for that to come again."""
    keeper = Keeper(house)
    keeper.look()
    office.clock.forward(days=-30)
    here = house.settings.backup_folder
    assert here is not None
    with night(house, writes=True) as desk:
        for name in (backupdates.MADE, backupdates.SECOND):
            desk.db.get_one(Heartbeat, name).at = desk.now
    flip(files(here)[0], -1)
    keeper.look()
    assert kept(house).troubles == (DAMAGED,)
