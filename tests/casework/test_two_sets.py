"""Content and keyring are two files: what each lasts, and what comes back of a destroyed case."""

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from uuid import UUID

import pytest
from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes
from sqlalchemy import NullPool, create_engine, event, select

from app.casework import backup, cases, holds, notes, screening, verify
from app.casework.calendar import Calendar
from app.casework.holds import NewHold
from app.casework.notes import NewNote
from app.casework.screening import NewScreen
from app.db import engine
from app.db.desk import House
from app.errors import NotFound, Refused
from app.models import Grant
from tests.casework import old_backups
from tests.casework.destroying_cases import (
    agree,
    ask,
    both,
    destroyed,
    swept,
    two_weeks_later,
    view,
)
from tests.casework.test_backup import keyring_of
from tests.support.office import HandClock, Office, house_in, id_of, opens

CANARY = "Canary of the lighthouse"


@contextmanager
def restored(
    office: Office, source: Path, folder: Path, url: str | None = None
) -> Iterator[tuple[Office, str]]:
    """Restore into a new place; give the office there, and what the report says."""
    house = house_in(folder, HandClock(office.clock.now), url)
    told = str(backup.restore(house.settings, house.keys, source))
    try:
        yield Office(house, office.clock, office.people, Calendar()), told
    finally:
        house.engine.dispose()


def hold_office(office: Office) -> None:
    """Put up a hold on the whole office."""
    with office.writing("carmen") as desk:
        holds.put_up_office(desk, NewHold(source="litigation", reason="We were sued."))


def test_25_a_destroyed_case_is_gone_from_database_and_backups_when_the_certificate_says(
    office: Office, tmp_path: Path
) -> None:
    """Before the day a backup of then brings it back; after it nothing that is kept does."""
    opened = office.open_case(note=CANARY)
    office.open_case(client={"given_names": "Otra", "family_name": "Persona"})
    folder = tmp_path / "backups"
    written = backup.backup(office.house, folder)
    pair = Path(shutil.copytree(folder, tmp_path / "pair"))
    keys = _keys_of(office, opened.id)
    asked = destroyed(office, opened.id)
    day = view(office, asked).backups_until
    assert day is not None
    # the live database, its file and its log
    assert not opens(office, "alma", opened.id)
    assert not _stands(office, keys)
    # a backup of before, within its time
    assert (day - office.clock().date()).days == office.house.settings.keyring_days
    with restored(office, pair, tmp_path / "early") as (early, _), early.reading() as desk:
        assert cases.one(desk, opened.id).notes[0].text == CANARY
    # the day comes: the keys of then are removed, the content is not
    office.clock.forward(days=office.house.settings.keyring_days)
    assert office.clock().date() == day
    later = backup.backup(office.house, folder)
    assert "1 keyrings past their time (30 days) were removed" in str(later)
    assert (written.file.exists(), keyring_of(written.file).exists()) == (True, False)
    for source in (written.file, folder):
        with restored(office, source, tmp_path / source.name) as (there, told):
            assert not any(opens(there, name, opened.id) for name in ("alma", "bruno", "carmen"))
            assert verify.verify(there.house).wrong == []
            does_not_come_back = "1 cases that two people destroyed since do not come back"
            assert (does_not_come_back in told) == (source == written.file)
    alone = tmp_path / "alone"
    alone.mkdir()
    shutil.copy(written.file, alone)
    with pytest.raises(Refused, match="lies no keyring"):
        backup.check(office.house.keys, alone)


def _keys_of(office: Office, case_id: UUID) -> list[bytes]:
    """Return the last bytes of every key that anybody was given of a case."""
    with office.night() as desk:
        bodies = desk.db.scalars(select(Grant.body).where(Grant.case_id == case_id)).all()
    assert bodies
    return [bytes(each)[-32:] for each in bodies]


def _stands(office: Office, keys: list[bytes]) -> bool:
    """Tell whether such bytes stand anywhere in the database's files, in room given up too."""
    is_sqlite = office.house.engine.dialect.name == "sqlite"
    pages = _sqlite_pages(office) if is_sqlite else _postgresql_files(office)
    return any(key in page for page in pages for key in keys)


def _sqlite_pages(office: Office) -> Iterator[bytes]:
    """Give each page of file and log, opened as SQLCipher 4 seals it: AES-256-CBC."""
    file = office.house.settings.database_file
    log = file.with_name("amparo.db-wal")
    for sealed, first, each in ((file, 0, 4096), (log, 32 + 24, 24 + 4096)):
        content = sealed.read_bytes() if sealed.exists() else b""
        for at in range(first, len(content), each):
            page = content[at : at + 4096]
            cipher = Cipher(algorithms.AES(office.house.keys.database), modes.CBC(page[4016:4032]))
            is_first = int(page.startswith(file.read_bytes()[:16]))  # which begins with a salt
            yield cipher.decryptor().update(page[16 * is_first : 4016])


def _postgresql_files(office: Office) -> Iterator[bytes]:
    engine = office.house.engine.execution_options(isolation_level="AUTOCOMMIT")
    with engine.connect() as connection:
        connection.exec_driver_sql("CHECKPOINT")
        folder = connection.exec_driver_sql("SHOW data_directory").scalar_one()
        name = "SELECT oid FROM pg_database WHERE datname = current_database()"
        database = connection.exec_driver_sql(name).scalar_one()
    for each in (Path(folder) / "base" / str(database)).iterdir():
        yield each.read_bytes()


def test_no_key_of_it_stands_in_the_databases_files(office: Office) -> None:
    """Nor in room that was given up, nor in what PostgreSQL keeps of it as statistics.

    Before, the same search finds them.
    """
    case_id = office.open_case(note=CANARY).id
    keys = _keys_of(office, case_id)
    with office.house.engine.connect() as connection:
        connection.exec_driver_sql("ANALYZE")
        connection.commit()
    assert engine.sweep(office.house.engine, [], [])
    assert _stands(office, keys)
    asked = destroyed(office, case_id)
    assert not _stands(office, keys)
    assert view(office, asked).swept_at == office.clock()


def test_who_begins_to_read_while_room_is_given_up_keeps_samples_of_keys(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It is said that the room was not given up, and the next time it is.

    PostgreSQL keeps a row of its statistics for whoever began before that row was replaced.
    """
    if office.house.engine.dialect.name == "sqlite":
        return  # has no statistics of what stands in rows
    monkeypatch.setattr(engine, "LOOKS", 2)
    case_id = office.open_case(note=CANARY).id
    office.open_case(note="Two")  # samples are taken of two and more
    keys = _keys_of(office, case_id)
    with office.house.engine.connect() as connection:
        connection.exec_driver_sql("ANALYZE")
        connection.commit()
    asked = both(office, case_id)
    with beginning_at(office.house, "VACUUM (FULL, ANALYZE)"):
        assert two_weeks_later(office) == 1
        assert view(office, asked).swept_at is None
        assert _stands(office, keys)
    assert swept(office, asked)
    assert not _stands(office, keys)


def test_a_deed_in_another_database_of_the_server_keeps_deleted_keys(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It is waited for as one in this database is: PostgreSQL copies the rows along for both."""
    if office.house.engine.dialect.name == "sqlite":
        return  # has no server that holds other databases
    monkeypatch.setattr(engine, "LOOKS", 2)
    case_id = office.open_case(note=CANARY).id
    keys = _keys_of(office, case_id)
    asked = both(office, case_id)
    server = create_engine(office.house.engine.url.set(database="postgres"), poolclass=NullPool)
    with server.begin() as elsewhere:
        elsewhere.exec_driver_sql("SELECT pg_current_xact_id()")
        assert two_weeks_later(office) == 1
        assert view(office, asked).swept_at is None
    assert swept(office, asked)
    assert not _stands(office, keys)


@contextmanager
def beginning_at(house: House, statement: str) -> Iterator[None]:
    """Have somebody begin to read when such a statement is first run, until the block ends."""
    reader = engine.reading(house.engine).connect()

    def begin(_connection: object, _cursor: object, said: str, *_rest: object) -> None:
        if said.startswith(statement) and not reader.in_transaction():
            reader.exec_driver_sql("SELECT 1 FROM staff").all()

    event.listen(house.engine, "before_cursor_execute", begin)
    try:
        yield
    finally:
        event.remove(house.engine, "before_cursor_execute", begin)
        reader.close()


def test_a_hold_on_the_office_keeps_old_keyrings(office: Office, tmp_path: Path) -> None:
    """The backup says so, and the certificate names no day before it is lifted."""
    asked = destroyed(office, office.open_case().id)
    folder = tmp_path / "backups"
    first = backup.backup(office.house, folder)
    hold_office(office)
    assert view(office, asked).backups_until is None
    office.clock.forward(days=31)
    told = str(backup.backup(office.house, folder))
    assert "1 keyrings past their time are kept: the office is held" in told
    assert keyring_of(first.file).exists()


def test_the_newest_keyring_is_never_removed(office: Office, tmp_path: Path) -> None:
    """Also where nobody made a backup for a year: it is removed when the next one is there."""
    first = backup.backup(office.house, tmp_path)
    office.clock.forward(days=400)
    second = backup.backup(office.house, tmp_path)
    assert not keyring_of(first.file).exists()
    assert backup.check(office.house.keys, second.file).keyring == keyring_of(second.file)


def test_an_older_content_comes_back_under_newer_keys(office: Office, tmp_path: Path) -> None:
    """What was lost is counted out loud, the check finds nothing wrong, and work goes on."""
    kept = office.open_case(note=CANARY)
    gone = office.open_case(note="Two")
    first = backup.backup(office.house, tmp_path / "backups")
    with office.writing() as desk:
        notes.add(desk, NewNote(case_id=kept.id, text="Later."))
    destroyed(office, gone.id)
    newer = office.open_case(note="Three")
    with office.writing() as desk:
        new = NewScreen(staff_id=id_of(office, "bruno"), reason="A cousin.")
        screening.put_up(desk, newer.id, new)
    backup.backup(office.house, tmp_path / "backups")
    assert backup.check(office.house.keys, first.file).counts["cases"] == 2
    with restored(office, first.file, tmp_path / "new") as (there, told):
        assert "the keyring is newer" in told
        assert "1 cases that two people destroyed since do not come back" in told
        assert "1 cases that were opened since are not in this content" in told
        with there.reading() as desk:
            assert [each.text for each in cases.one(desk, kept.id).notes] == [CANARY]
        assert not opens(there, "alma", gone.id)
        with there.writing() as desk:
            notes.add(desk, NewNote(case_id=kept.id, text="It goes on."))
        there.open_case(note="Four")
        assert verify.verify(there.house).wrong == []
        assert verify.verify_as(there.house, there.people["alma"].seat).wrong == []


def test_a_keyring_alone_is_no_backup(office: Office, tmp_path: Path) -> None:
    """A sentence says what to name; nor does an older keyring open a newer content."""
    first = backup.backup(office.house, tmp_path / "backups")
    with pytest.raises(Refused, match="This is a keyring"):
        backup.check(office.house.keys, keyring_of(first.file))
    office.clock.forward(days=1)
    second = backup.backup(office.house, tmp_path / "backups")
    keyring_of(second.file).unlink()
    with pytest.raises(Refused, match="lies no keyring"):
        backup.check(office.house.keys, second.file)
    assert backup.check(office.house.keys, tmp_path / "backups").file == first.file


@pytest.mark.parametrize("is_older", [False, True])
def test_a_backup_of_the_earlier_kind_restores(
    office: Office, tmp_path: Path, *, is_older: bool
) -> None:
    """Keys and content in one file, also of before there were holds; and it is never removed."""
    opened = office.open_case(note=CANARY)
    left_out = (
        frozenset({"shreddings", "holds", "handings", "passkeys"}) if is_older else frozenset[str]()
    )
    at = office.clock()
    file = old_backups.write(office, tmp_path / f"amparo-{at:%Y%m%d-%H%M%S}.backup", left_out)
    assert backup.check(office.house.keys, file).counts["cases"] == 1
    with restored(office, tmp_path, tmp_path / "new") as (there, _), there.reading() as desk:
        assert cases.one(desk, opened.id).notes[0].text == CANARY
    office.clock.forward(days=31)
    told = str(backup.backup(office.house, tmp_path))
    assert "1 backups of the earlier kind hold keys and content in one file" in told
    assert file.exists()


def test_a_case_behind_a_screen_is_destroyed_and_the_check_stays_sound(office: Office) -> None:
    """The screen goes with it; whoever it kept away is told of no destruction either."""
    case_id = office.open_case("alma", backup_id=id_of(office, "dina")).id
    with office.writing() as desk:
        screening.put_up(
            desk, case_id, NewScreen(staff_id=id_of(office, "carmen"), reason="An aunt.")
        )
    asked = ask(office, case_id, "dina")
    agree(office, case_id, "alma")
    assert two_weeks_later(office) == 1
    assert verify.verify(office.house).wrong == []
    assert view(office, asked, "alma").counts["screens"] == 1
    with pytest.raises(NotFound):
        view(office, asked, "carmen")
