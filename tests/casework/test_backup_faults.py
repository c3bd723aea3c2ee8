"""Backups and restores that are killed, or run out of room."""

import base64
import secrets
import tempfile
import time
from collections.abc import Iterator
from contextlib import AbstractContextManager
from pathlib import Path

import pytest
from sqlalchemy import Engine, inspect

from app.casework import backup
from app.db import dump
from app.errors import AmparoError, OutOfRoom
from app.models import Mark
from tests.casework.restoring import restorers
from tests.support import postgres
from tests.support.office import HandClock, Office, house_in
from tests.support.room import limited, small_disk

DEATHS = 6
ROWS = 6_000


@pytest.fixture
def many(office: Office, tmp_path: Path) -> Path:
    """The file of a backup whose restore takes a while."""
    marks = dump.tables()[[table.name for table in dump.tables()].index(Mark.__tablename__)]
    with office.house.engine.begin() as connection:
        dump.put_rows(connection, marks, (_mark() for _ in range(ROWS)))
    return backup.backup(office.house, tmp_path / "backups").file


def _mark() -> dict[str, object]:
    def some(length: int) -> str:
        return base64.b64encode(secrets.token_bytes(length)).decode()

    return {"once": some(32), "card": some(256)}


@pytest.mark.parametrize("target", ["sqlite", "postgresql"])
@pytest.mark.parametrize("engine_name", ["sqlite"], indirect=True)
def test_a_killed_restore_leaves_all_or_nothing(
    target: str, many: Path, tmp_path: Path, request: pytest.FixtureRequest
) -> None:
    """Killed at a moment of chance the database is empty or whole, and takes the next restore."""
    server = request.getfixturevalue("postgresql_server") if target == "postgresql" else None
    places = _places(tmp_path, server)
    with restorers() as program:
        began = time.monotonic()
        assert program.restore(many, *next(places)) == 0
        whole_s = time.monotonic() - began
        killed, place = 0, next(places)
        # One at the very beginning: the others may all come after a restore that was quicker.
        for percent in (0, *(secrets.randbelow(100) for _ in range(DEATHS - 1))):
            after_s = whole_s * percent / 100
            ending = program.restore(many, *place, killed_after_s=after_s)
            restored = _restored(*place)
            assert restored == (ROWS if ending == 0 else restored)
            assert restored in {None, ROWS}, "half of it stands"
            killed += restored is None
            place = place if restored is None else next(places)
        assert program.restore(many, *place) == 0
    assert killed > 0
    assert _restored(*place) == ROWS


def _places(folder: Path, server: str | None) -> Iterator[tuple[Path, str | None]]:
    number = 0
    while True:
        number += 1
        yield folder / f"to{number}", postgres.fresh_database(server) if server else None


def _restored(folder: Path, url: str | None) -> int | None:
    """Return how many marks stand there, or None where there is not even a table."""
    house = house_in(folder, HandClock(), url)
    try:
        if url is not None:
            _alone(house.engine)
        if not inspect(house.engine).get_table_names():
            return None
        with house.engine.connect() as connection:
            return dump.counts(connection)[Mark.__tablename__]
    finally:
        house.engine.dispose()


def _alone(engine: Engine) -> None:
    """Wait until PostgreSQL has noticed that the killed one is gone: it may have said COMMIT."""
    others = (
        "SELECT count(*) FROM pg_stat_activity"
        " WHERE datname = current_database() AND pid <> pg_backend_pid()"
    )
    until = time.monotonic() + 20
    while time.monotonic() < until:
        with engine.connect() as connection:
            if not connection.exec_driver_sql(others).scalar_one():
                return
        time.sleep(0.05)


# --- no room --------------------------------------------------------------------------------------


def refused(folder: Path) -> AbstractContextManager[object]:
    """Expect the sentence; SQLite cannot tell a limit of its process from a broken disk."""
    if folder.is_mount():
        return pytest.raises(OutOfRoom, match="not enough room")
    return pytest.raises(AmparoError)


@pytest.mark.parametrize("room", [limited, small_disk])
def test_a_backup_onto_a_full_disk_leaves_nothing(
    office: Office, tmp_path: Path, room: object
) -> None:
    """It says so in a sentence, and no file is there, least of all one that looks like a backup."""
    office.open_case(note="x" * 4000)
    assert callable(room)
    # The limit is the whole process's, and SQLite's map of its log is larger: have it there before.
    with office.house.engine.connect(), room(tmp_path / "disk") as folder:
        with pytest.raises(OutOfRoom, match="not enough room"):
            backup.backup(office.house, folder)
        assert list(folder.iterdir()) == []
    assert backup.backup(office.house, tmp_path / "disk").counts["cases"] == 1


def test_a_check_without_room_proves_nothing_and_leaves_nothing(
    office: Office, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The temporary folder is full: a sentence, not a proof, and the folder is empty again."""
    office.open_case()
    written = backup.backup(office.house, tmp_path / "backups").file
    with small_disk(tmp_path / "disk") as folder:
        monkeypatch.setattr(tempfile, "tempdir", str(folder))
        with refused(folder):
            backup.check(office.house.keys, written)
        assert list(folder.iterdir()) == []
    assert backup.check(office.house.keys, written).counts["cases"] == 1


@pytest.mark.parametrize("engine_name", ["sqlite"], indirect=True)
def test_a_restore_onto_a_full_disk_can_be_done_again(office: Office, tmp_path: Path) -> None:
    """The database is as empty as before, and with room again the same restore goes through."""
    office.open_case()
    written = backup.backup(office.house, tmp_path / "backups").file
    with small_disk(tmp_path / "disk") as folder:
        house = house_in(folder, HandClock())
        with refused(folder):
            backup.restore(house.settings, house.keys, written)
        house.engine.dispose()
    house = house_in(tmp_path / "disk", HandClock())
    assert backup.restore(house.settings, house.keys, written).counts["cases"] == 1
    house.engine.dispose()
