"""Backups: every row as it is stored, once more sealed in two files, and proof that they restore.

`archives` says what stands in which and why there are two, `putback` how they come back. A backup
from SQLite restores into PostgreSQL and the other way round. The server key is never in it; without
it a backup is noise.
"""

import errno
import os
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any, BinaryIO, Final
from uuid import UUID, uuid4

from sqlalchemy import Connection
from sqlalchemy.exc import SQLAlchemyError

from app.casework import custody, keyrings, putback, shredded, vaultcopies, verify
from app.casework.archives import (
    CONTENT,
    FORMATS,
    KEYRING,
    WHOLE,
    Chosen,
    Writer,
    choose,
    lines,
    named,
)
from app.casework.putback import NOT_SOUND, Lost
from app.casework.verify import Findings
from app.config import Settings, read_settings
from app.crypto.serverkeys import ServerKeys
from app.db import dump, migrations
from app.db.desk import House, night, what_it_means
from app.db.engine import open_engine, reading
from app.errors import Damaged, OutOfRoom, Refused
from app.words import N_

BESIDE: Final = "custodians.json"
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


@dataclass(frozen=True, slots=True)
class Report:
    """What a backup holds."""

    file: Path
    counts: dict[str, int]
    deed: str
    made_at: str
    not_opened: int = 0
    keyring: Path | None = None
    said: list[str] = field(default_factory=list)  # what was let go, kept, or does not come back

    def __str__(self) -> str:
        dates = self.counts.get("schedule", 0)
        rows = sum(self.counts.values())
        cases = self.counts.get("cases", 0)
        closed = (
            f", {self.not_opened} sealed entries of cases not opened" if self.not_opened else ""
        )
        told = f"{cases} cases, {dates} dates, {rows} rows in all{closed}"
        made = f"made {datetime.fromisoformat(self.made_at):%Y-%m-%d %H:%M} UTC"
        newest = f"record up to number {self.counts.get('audit', 0)}"
        beside = f" with {self.keyring.name}" if self.keyring else ""
        line = f"{self.deed}: {self.file.name}{beside}, {made}, {newest}, {told}"
        return "\n".join([line, *self.said])


def backup(house: House, folder: Path) -> Report:
    """Write a backup's two files into a folder, read them back, and only then name them.

    Keyrings in the folder that are past their time are removed, unless the office is held; of
    those under a former server key the record says when they were made.

    Raises:
        OutOfRoom: The disk is full; nothing is left behind.
        Refused: The folder cannot be written.
    """
    migrations.require_newest(house.engine)
    now = house.clock()
    # The keyring is named first: a content without one would pass for a backup.
    targets = {part: folder / named(now, part) for part in (KEYRING, CONTENT)}
    fresh = {part: folder / f".{uuid4().hex}.part" for part in targets}
    ids = {part: uuid4() for part in targets}
    said = keyrings.note(
        house, ids[KEYRING]
    )  # before the snapshot: whoever restores it knows it too
    with ExitStack() as at_last:
        at_last.enter_context(_in_words(CANNOT_WRITE, folder))
        for each in fresh.values():
            at_last.enter_context(_removed_at_last(each))
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        _sweep(folder, now)
        counts = _write(house, fresh, ids, now)
        for each in fresh.values():
            for _ in lines(house.keys, each):
                pass  # every chunk is authenticated, the last one too
        said += vaultcopies.copy(house, folder)  # before the names: a content has its documents
        _put_beside(house, folder)
        for part, target in targets.items():
            _name(fresh[part], target)
        _sync(folder)
        said += keyrings.let_go(house, folder, now)
        said += vaultcopies.let_go(house, folder, now)
        _sync(folder)
    deed, made_at = "written and read back", now.isoformat()
    return Report(targets[CONTENT], counts, deed, made_at, 0, targets[KEYRING], said)


def _put_beside(house: House, folder: Path) -> None:
    """Put beside the backup what custodians need to give a lost server key back."""
    with night(house, writes=False) as desk:
        told = custody.for_outside(desk) if custody.is_founded(desk) else b""
    fresh = folder / f".{uuid4().hex}.part"
    with _removed_at_last(fresh):
        if told:
            with _new(fresh) as at:
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


def restore(
    settings: Settings, keys: ServerKeys, source: Path, *, only_prove: bool = False
) -> Report:
    """Restore a backup into an empty database, all of it or nothing, in one transaction.

    Beside an older content the newest keyring of its folder is taken: what was destroyed since
    does not come back. The documents come back from beside it; to prove that they would, they are
    read there and not copied.

    Raises:
        Damaged: The backup was changed, cut off, or is under another server key.
        OutOfRoom: The database's disk is full; the database is as empty as before.
        Refused: There is no backup, the database is not empty, or a row is of one that is not in
            the backup.
    """
    try:
        with _in_words(CANNOT_READ, settings.data):
            chosen = choose(keys, source)
            report = _restored(settings, keys, chosen)
    except Damaged:
        raise Damaged(
            N_(
                "This backup does not open: it was made under another server key, or was changed "
                "or cut short. Put the key back that it was made with, or take another backup."
            )
        ) from None
    with _in_words(CANNOT_READ, settings.data):
        made_at = chosen.keyring.made_at
        house = House(open_engine(settings, keys), keys, lambda: made_at, settings)
        try:
            folder = chosen.content.file.parent
            report.said.extend(vaultcopies.bring_back(house, folder, only_prove=only_prove))
        finally:
            house.engine.dispose()
    return report


def _restored(settings: Settings, keys: ServerKeys, chosen: Chosen) -> Report:
    for each in (chosen.content, chosen.keyring):
        known = each.manifest["format"] in FORMATS.values()
        if not known or not migrations.knows(each.manifest["revision"]):
            raise Refused(
                N_("This backup is from another version of Amparo. Restore it with that version.")
            )
    made_at = chosen.keyring.made_at
    lost = putback.fill(settings, keys, chosen, lambda: made_at)
    counts = chosen.content.manifest["counts"] | chosen.keyring.manifest["counts"]
    keyring = None if chosen.content.part == WHOLE else chosen.keyring.file
    said = [] if chosen.is_of_one else _said(chosen, lost)
    said += _left(chosen)
    content = chosen.content
    return Report(content.file, counts, "restored", content.made_at.isoformat(), 0, keyring, said)


def _said(chosen: Chosen, lost: Lost) -> list[str]:
    """Return, in a line each, what an older content under newer keys means."""
    made = f"{chosen.keyring.made_at:%Y-%m-%d %H:%M} UTC"
    said = [f"the keyring is newer, of {made}: accounts, keys and reminders are as they were then"]
    counted = (
        (lost.destroyed, "cases that two people destroyed since do not come back"),
        (lost.keyless, "cases do not come back, since the keyring has no key of them"),
        (lost.cases, "cases that were opened since are not in this content"),
        (lost.dates, "dates that were entered since are not in it: enter them from the papers"),
    )
    return [*said, *(f"{count} {what}" for count, what in counted if count)]


def _left(chosen: Chosen) -> list[str]:
    """Return what to say of the files that do not open and are older, if there are any."""
    if not chosen.left:
        return []
    told = (
        f"{len(chosen.left)} older files there do not open with this server key and were left, the "
        f"newest {max(chosen.left)}: a former server key opens them, or they were changed"
    )
    return [told]


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
    report = restore(settings, keys, source, only_prove=True)
    made_at = choose(keys, source).keyring.made_at  # what was still to come then is found
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


def _write(
    house: House, fresh: dict[str, Path], ids: dict[str, UUID], now: datetime
) -> dict[str, int]:
    """Write both parts from one snapshot of the database; return how many rows of which table."""
    set_id, revision = str(uuid4()), migrations.current(house.engine)
    with reading(house.engine).connect() as connection, ExitStack() as files:
        counts, head = dump.counts(connection), dump.head(connection)
        for part, path in fresh.items():
            file = files.enter_context(_new(path))
            tables = [each for each in dump.tables() if _part_of(each.name) == part]
            writer = Writer(house.keys, file, part, ids[part])
            writer.line(
                {
                    "format": 2,
                    "part": part,
                    "set": set_id,
                    "revision": revision,
                    "made_at": now.isoformat(),
                    "counts": {each.name: counts[each.name] for each in tables},
                    "head": head,
                }
            )
            _tables(connection, tables, writer)
            writer.close()
            file.flush()
            os.fsync(file.fileno())
    return counts


def _part_of(table: str) -> str:
    """Return in which part a table stands: cards under a key of their case are content."""
    return CONTENT if table in shredded.models() else KEYRING


def _new(path: Path) -> BinaryIO:
    return os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb")


def _tables(connection: Connection, tables: list[Any], writer: Writer) -> None:
    for table in tables:
        for row in dump.rows_of(connection, table):
            writer.line([table.name, row])


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
