"""Backups: every row as it is stored, once more sealed as a whole, and proof that they restore.

One format for both engines: magic | backup id 16 | a sealed stream of JSON lines, the manifest
first, then table by table. A backup from SQLite restores into PostgreSQL and the other way round.
The server key is never in it; without it a backup is noise.
"""

import errno
import json
import os
import re
import shutil
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any, BinaryIO, Final
from uuid import UUID, uuid4

from sqlalchemy import Connection, Engine
from sqlalchemy.exc import IntegrityError, SQLAlchemyError

from app.casework import custody, verify
from app.casework.verify import Findings
from app.config import Settings, read_settings
from app.crypto.chunks import Decryptor, Encryptor
from app.crypto.serverkeys import ServerKeys
from app.db import dump, migrations
from app.db.desk import House, night, what_it_means
from app.db.engine import filling, open_engine, reading
from app.errors import Damaged, OutOfRoom, Refused
from app.words import N_

MAGIC: Final = b"AMPBACK1"
FORMAT: Final = 1
SUFFIX: Final = ".backup"
BESIDE: Final = "custodians.json"
OWN_NAME: Final = re.compile(r"amparo-\d{8}-\d{6}\.backup", re.ASCII)
READ_BYTES: Final = 64 * 1024
LEAST_ROOM_BYTES: Final = 1024 * 1024
LEFT_BEHIND: Final = timedelta(days=1)  # no backup takes so long
# What a file system says that has no second names for a file, as those of USB sticks do.
_NO_LINKS: Final = {errno.EPERM, errno.EOPNOTSUPP, errno.ENOSYS, errno.EINVAL, errno.EMLINK}
_NO_ROOM: Final = {errno.ENOSPC, errno.EDQUOT, errno.EFBIG}
NO_ROOM: Final = N_(
    "There is not enough room on that disk. Nothing half is left behind. Make room, or choose "
    "another folder, then try again."
)
CANNOT_WRITE: Final = N_("The backup's folder cannot be written. Choose another.")
CANNOT_READ: Final = N_(
    "The backup cannot be read, or the folder that it is restored into cannot be written. Look at "
    "who may read and write them."
)
NOT_SOUND: Final = N_(
    "The backup opens, but a row in it was changed outside Amparo before it was made. "
    "Keep it, run “amparo verify” on the office's own database, and check an older backup too."
)
DOES_NOT_OPEN: Final = N_(
    "%(name)s in that folder does not open: it was made under another server key, or was changed "
    "or cut short. Move it elsewhere, or name the backup that you mean."
)
MISNAMED: Final = N_(
    "%(name)s says by its name that it was made at another time than it was: somebody may have put "
    "an older backup in the place of a newer one. Nothing was restored. If you mean this very "
    "file, give it a name of your own and name it alone."
)
NOT_EMPTY: Final = N_("This database is not empty. Restore into a new one: nothing is overwritten.")


@dataclass(frozen=True, slots=True)
class Report:
    """What a backup holds."""

    file: Path
    counts: dict[str, int]
    deed: str
    made_at: str
    not_opened: int = 0

    def __str__(self) -> str:
        dates = self.counts.get("schedule", 0)
        rows = sum(self.counts.values())
        cases = self.counts.get("cases", 0)
        closed = f", {self.not_opened} cards not opened" if self.not_opened else ""
        told = f"{cases} cases, {dates} dates, {rows} rows in all{closed}"
        made = f"made {datetime.fromisoformat(self.made_at):%Y-%m-%d %H:%M} UTC"
        newest = f"record up to number {self.counts.get('audit', 0)}"
        return f"{self.deed}: {self.file.name}, {made}, {newest}, {told}"


def backup(house: House, folder: Path) -> Report:
    """Write a backup into a folder, read it back, and only then give it its name.

    Raises:
        OutOfRoom: The disk is full; nothing is left behind.
        Refused: The folder cannot be written.
    """
    migrations.require_newest(house.engine)
    now = house.clock()
    target = folder / _named(now)
    fresh = folder / f".{uuid4().hex}.part"
    with _in_words(CANNOT_WRITE, folder), _removed_at_last(fresh):
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        _sweep(folder, now)
        with os.fdopen(os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
            counts = _write(house, file, now)
            file.flush()
            os.fsync(file.fileno())
        for _ in _lines(house.keys, fresh):
            pass  # every chunk is authenticated, the last one too
        _put_beside(house, folder)
        _name(fresh, target)
        _sync(folder)
    return Report(target, counts, "written and read back", now.isoformat())


def _put_beside(house: House, folder: Path) -> None:
    """Put beside the backup what custodians need to give a lost server key back."""
    with night(house, writes=False) as desk:
        told = custody.for_outside(desk) if custody.is_founded(desk) else b""
    fresh = folder / f".{uuid4().hex}.part"
    with _removed_at_last(fresh):
        if told:
            with os.fdopen(os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as at:
                at.write(told)
                at.flush()
                os.fsync(at.fileno())
            _set_aside(folder / BESIDE, told)
            fresh.rename(folder / BESIDE)


def _set_aside(standing: Path, told: bytes) -> None:
    """Keep what older backups open with, where a changed server key gave the custodians another."""
    if standing.exists() and standing.read_bytes() != told:
        made = datetime.fromtimestamp(standing.stat().st_mtime, UTC)
        standing.rename(standing.with_name(f"custodians-until-{made:%Y%m%d-%H%M%S}.json"))


def restore(settings: Settings, keys: ServerKeys, source: Path) -> Report:
    """Restore a backup into an empty database, all of it or nothing, in one transaction.

    Raises:
        Damaged: The backup was changed, cut off, or is under another server key.
        OutOfRoom: The database's disk is full; the database is as empty as before.
        Refused: There is no backup, the database is not empty, or a row is of one that is not in
            the backup.
    """
    with _in_words(CANNOT_READ, settings.data):
        file = _file(keys, source)
    try:
        return _restored(settings, keys, file)
    except Damaged:
        raise Damaged(
            N_(
                "This backup does not open: it was made under another server key, or was changed "
                "or cut short. Put the key back that it was made with, or take another backup."
            )
        ) from None


def _restored(settings: Settings, keys: ServerKeys, file: Path) -> Report:
    with _in_words(CANNOT_READ, settings.data):
        manifest = next(_lines(keys, file))
    if manifest["format"] != FORMAT or not migrations.knows(manifest["revision"]):
        raise Refused(
            N_("This backup is from another version of Amparo. Restore it with that version.")
        )
    with _in_words(CANNOT_READ, settings.data):
        engine = open_engine(settings, keys)
    try:
        with _in_words(CANNOT_READ, settings.data):
            _fill(engine, keys, file, str(manifest["revision"]))
    finally:
        engine.dispose()
    return Report(file, manifest["counts"], "restored", manifest["made_at"])


def _fill(engine: Engine, keys: ServerKeys, file: Path, revision: str) -> None:
    """Load a backup at the revision it was made at, then bring it to the newest."""
    with filling(engine).begin() as connection:
        if migrations.standing(connection):
            raise Refused(NOT_EMPTY)
        migrations.climb(connection, revision)
        try:
            _load(connection, _lines(keys, file))
        except IntegrityError:
            raise Refused(NOT_SOUND) from None
        migrations.climb(connection)


def check(keys: ServerKeys, source: Path) -> Report:
    """Prove that a backup restores: into a fresh database, checked, and thrown away again.

    Raises:
        Damaged: It does not restore, or what was restored is not sound.
        OutOfRoom: The temporary folder's disk is full; nothing is proved and nothing left there.
        Refused: There is no backup.
    """
    with (
        _in_words(CANNOT_READ, source),
        tempfile.TemporaryDirectory(prefix="amparo-check-") as folder,
    ):
        report, findings = _tried(keys, source, Path(folder))
    if findings.wrong:
        raise Damaged(NOT_SOUND)
    return replace(report, deed="proved that it restores", not_opened=findings.not_opened)


def _tried(keys: ServerKeys, source: Path, folder: Path) -> tuple[Report, Findings]:
    """Restore into a folder, and return what was restored and what is wrong with it."""
    settings = read_settings(
        data=folder / "data", database_url=None, server_key_file=folder / "server.key"
    )
    report = restore(settings, keys, source)
    made_at = datetime.fromisoformat(report.made_at)  # what was still to come then is found
    house = House(open_engine(settings, keys), keys, lambda: made_at, settings)
    try:
        return report, verify.verify(house)
    finally:
        house.engine.dispose()


@contextmanager
def _in_words(otherwise: str, place: Path) -> Iterator[None]:
    """Turn what the disk under a place, or the database on it, refuses into a sentence."""
    try:
        yield
    except OSError as fault:
        if fault.errno in _NO_ROOM:
            raise OutOfRoom(NO_ROOM) from None
        raise Refused(otherwise) from None
    except SQLAlchemyError as fault:
        meaning = what_it_means(fault)
        if meaning is None:
            raise
        # SQLite says only that the disk refused where its index of the log found no room.
        is_full = isinstance(meaning, OutOfRoom) or _free_bytes(place) < LEAST_ROOM_BYTES
        raise OutOfRoom(NO_ROOM) if is_full else meaning from None


def _free_bytes(place: Path) -> int:
    there = next(each for each in (place, *place.absolute().parents) if each.exists())
    return shutil.disk_usage(there).free


@contextmanager
def _removed_at_last(path: Path) -> Iterator[None]:
    try:
        yield
    finally:
        with suppress(OSError):  # what could not be written is not there to be removed
            path.unlink()


def _sweep(folder: Path, now: datetime) -> None:
    """Remove what backups of ours left behind that were killed on the way."""
    for each in folder.glob(".*.part"):
        is_ours = len(each.stem) == len(f".{uuid4().hex}")
        with suppress(OSError):
            if is_ours and now.timestamp() - each.lstat().st_mtime > LEFT_BEHIND.total_seconds():
                each.unlink()


def _write(house: House, file: BinaryIO, now: datetime) -> dict[str, int]:
    backup_id = uuid4()
    box = Encryptor(house.keys.backup, _context(backup_id))
    file.write(MAGIC + backup_id.bytes)

    def line(value: object) -> None:
        file.write(box.update(json.dumps(value, separators=(",", ":")).encode() + b"\n"))

    with reading(house.engine).connect() as connection:
        counts = dump.counts(connection)
        line(
            {
                "format": FORMAT,
                "revision": migrations.current(house.engine),
                "made_at": now.isoformat(),
                "counts": counts,
            }
        )
        _tables(connection, line)
    file.write(box.finalize())
    return counts


def _tables(connection: Connection, line: Callable[[object], None]) -> None:
    for table in dump.tables():
        for row in dump.rows_of(connection, table):
            line([table.name, row])


def _load(connection: Connection, lines: Iterator[Any]) -> None:
    manifest = next(lines)
    dump.empty(connection)
    by_name = {table.name: table for table in dump.tables()}
    pending: list[tuple[str, dict[str, Any]]] = []
    for name, row in lines:
        if pending and (pending[0][0] != name or len(pending) == dump.ROWS_AT_ONCE):
            _put(connection, by_name, pending)
        pending.append((name, row))
    _put(connection, by_name, pending)
    if dump.counts(connection) != manifest["counts"]:
        raise Damaged


def _put(
    connection: Connection,
    by_name: dict[str, Any],
    pending: list[tuple[str, dict[str, Any]]],
) -> None:
    if pending:
        dump.put_rows(connection, by_name[pending[0][0]], [row for _, row in pending])
        pending.clear()


def _lines(keys: ServerKeys, path: Path) -> Iterator[Any]:
    """Give the lines of a backup, each verified before it is given.

    Raises:
        Damaged: The file is no backup of this server, or was changed.
    """
    with path.open("rb") as file:
        head = file.read(len(MAGIC) + 16)
        if len(head) != len(MAGIC) + 16 or not head.startswith(MAGIC):
            raise Damaged
        box = Decryptor(keys.backup, _context(UUID(bytes=head[len(MAGIC) :])))
        rest = b""
        while part := file.read(READ_BYTES):
            *whole, rest = (rest + box.update(part)).split(b"\n")
            yield from map(json.loads, whole)
        *whole, rest = (rest + box.finalize()).split(b"\n")
        yield from map(json.loads, whole)
    if rest:
        raise Damaged


def _file(keys: ServerKeys, source: Path) -> Path:
    """Return the backup that is meant; of a folder the newest by what stands in it, not by name.

    Raises:
        Refused: There is none, or one in the folder does not open: which is the newest cannot be
            told then.
    """
    if source.is_dir():
        found = [each for each in sorted(source.glob(f"*{SUFFIX}")) if each.is_file()]
        if found:
            return max(found, key=lambda each: (_made_at(keys, each), each.name))
    if not source.is_file():
        raise Refused(N_("There is no backup there. Give its file, or the folder it lies in."))
    with suppress(Damaged):  # whoever reads it to its end says so
        _stamped(keys, source)
    return source


def _made_at(keys: ServerKeys, file: Path) -> datetime:
    try:
        return _stamped(keys, file)
    except Damaged:
        raise Refused(DOES_NOT_OPEN, name=file.name) from None


def _stamped(keys: ServerKeys, file: Path) -> datetime:
    """Return when a backup was made, which its seal says, and a name of Amparo's own too.

    Raises:
        Damaged: It does not open.
        Refused: Its name says otherwise.
    """
    made_at = datetime.fromisoformat(next(_lines(keys, file))["made_at"])
    if OWN_NAME.fullmatch(file.name) and file.name != _named(made_at):
        raise Refused(MISNAMED, name=file.name)
    return made_at


def _named(made_at: datetime) -> str:
    return f"amparo-{made_at:%Y%m%d-%H%M%S}{SUFFIX}"


def _name(fresh: Path, target: Path) -> None:
    """Give a backup its name, which no other has; where files have one name only, by renaming."""
    there = Refused(N_("A backup of this very second is there already. Try again."))
    try:
        os.link(fresh, target)
    except FileExistsError:
        raise there from None
    except OSError as fault:
        if fault.errno not in _NO_LINKS:
            raise
        if target.exists():
            raise there from None
        fresh.rename(target)


def _sync(folder: Path) -> None:
    """Have the name written too; where a folder cannot be told to, its file was."""
    handle = os.open(folder, os.O_RDONLY)
    try:
        with suppress(OSError):
            os.fsync(handle)
    finally:
        os.close(handle)


def _context(backup_id: UUID) -> bytes:
    return b"amparo/backup/v1" + backup_id.bytes
