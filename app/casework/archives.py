"""The files of a backup: what stands in each, which belong together, which is the newest.

Files under a former server key do not open any more. `choose` leaves them where their names say
that they are older than what it takes, and `closed` finds those that the record knows.

A backup is two files. The *content* has the cards of cases, each under its case's key, and may be
kept for years. The *keyring* has everything else, the keys above all, and the dates that the server
key opens: it lasts a few weeks. Without a keyring the content is noise for everybody, so a case
that was destroyed ends with the last keyring of before.

Format 2, both engines: magic | part 1 | id 16 | a sealed stream of JSON lines, the manifest first,
then table by table. Format 1, one file for both, is read and no more written.
"""

import json
import re
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any, BinaryIO, Final
from uuid import UUID

from app.crypto.chunks import Decryptor, Encryptor
from app.crypto.serverkeys import ServerKeys
from app.errors import Damaged, Refused
from app.words import N_

MAGIC: Final = b"AMPBACK2"
MAGIC_OF_ONE: Final = b"AMPBACK1"
WHOLE, CONTENT, KEYRING = "whole", "content", "keyring"
PARTS: Final = {1: CONTENT, 2: KEYRING}
NUMBERS: Final = {part: number for number, part in PARTS.items()}
FORMATS: Final = {MAGIC: 2, MAGIC_OF_ONE: 1}
SUFFIX: Final = ".backup"
OWN_NAME: Final = re.compile(r"amparo-(\d{8}-\d{6})(\.content|\.keyring)?\.backup", re.ASCII)
READ_BYTES: Final = 64 * 1024
DOES_NOT_OPEN: Final = N_(
    "%(name)s in that folder does not open: it was made under another server key, or was changed "
    "or cut short. Move it elsewhere, or name the backup that you mean."
)
MISNAMED: Final = N_(
    "%(name)s says by its name that it was made at another time than it was: somebody may have put "
    "an older backup in the place of a newer one. Nothing was restored. If you mean this very "
    "file, give it a name of your own and name it alone."
)
NO_KEYRING: Final = N_(
    "Beside this content lies no keyring of then or later, and without one it opens for nobody. "
    "Put the newest file that ends in “.keyring.backup” beside it, then try again."
)
NAME_CONTENT: Final = N_(
    "This is a keyring: it opens contents and has none. Name the folder, or the file that ends in "
    "“.content.backup” and lies beside it."
)


@dataclass(frozen=True, slots=True)
class Archive:
    """One file of a backup, and what its manifest says."""

    file: Path
    part: str
    made_at: datetime
    manifest: dict[str, Any]

    @property
    def set_id(self) -> str:
        """What the two files of one backup share; a whole one has none."""
        return str(self.manifest.get("set", ""))


@dataclass(frozen=True, slots=True)
class Chosen:
    """What is to be restored: a content and a keyring, or a whole backup that is both.

    `left` are the names of files beside them that do not open with this server key.
    """

    content: Archive
    keyring: Archive
    left: tuple[str, ...] = ()

    @property
    def is_of_one(self) -> bool:
        """Whether both were made at once."""
        return self.content.file == self.keyring.file or (
            self.content.set_id == self.keyring.set_id
        )


class Writer:
    """Writes one part into an open file, line by line."""

    def __init__(self, keys: ServerKeys, file: BinaryIO, part: str, archive_id: UUID) -> None:
        self._file = file
        self._box = Encryptor(keys.backup, _context(NUMBERS[part], archive_id))
        file.write(MAGIC + bytes([NUMBERS[part]]) + archive_id.bytes)

    def line(self, value: object) -> None:
        """Write one line."""
        text = json.dumps(value, separators=(",", ":")).encode() + b"\n"
        self._file.write(self._box.update(text))

    def close(self) -> None:
        """Write the end, without which the file is refused."""
        self._file.write(self._box.finalize())


def lines(keys: ServerKeys, path: Path) -> Iterator[Any]:
    """Give the lines of a file, each verified before it is given.

    Raises:
        Damaged: The file is no backup of this server, or was changed.
    """
    with path.open("rb") as file:
        part, context = _head(file)
        del part
        box = Decryptor(keys.backup, context)
        rest = b""
        while piece := file.read(READ_BYTES):
            *whole, rest = (rest + box.update(piece)).split(b"\n")
            yield from map(json.loads, whole)
        *whole, rest = (rest + box.finalize()).split(b"\n")
        yield from map(json.loads, whole)
    if rest:
        raise Damaged


def opened(keys: ServerKeys, file: Path) -> Archive:
    """Return what a file is: its seal says when it was made, and a name of Amparo's own too.

    Raises:
        Damaged: It does not open, or its manifest is of another part than its head.
        Refused: Its name says otherwise.
    """
    with file.open("rb") as readable:
        part, _ = _head(readable)
    manifest = next(lines(keys, file))
    if manifest.get("part", WHOLE) != part:
        raise Damaged
    made_at = datetime.fromisoformat(manifest["made_at"])
    if OWN_NAME.fullmatch(file.name) and file.name != named(made_at, part):
        raise Refused(MISNAMED, name=file.name)
    return Archive(file, part, made_at, manifest)


def id_of(file: Path) -> UUID:
    """Return the id that a file says it has.

    Raises:
        Damaged: It begins as no backup does.
    """
    with file.open("rb") as readable:
        return _begins(readable)[1]


def named(made_at: datetime, part: str) -> str:
    """Return the name that Amparo gives a file."""
    between = "" if part == WHOLE else f".{part}"
    return f"amparo-{made_at:%Y%m%d-%H%M%S}{between}{SUFFIX}"


def choose(keys: ServerKeys, source: Path) -> Chosen:
    """Return the backup that is meant; of a folder the newest by what stands in it, not by name.

    The keyring is always the newest there, also beside an older content: what was destroyed since
    is not brought back. A file that does not open is left where its name says that it is older
    than what is taken, as backups under a former server key are.

    Raises:
        Damaged: The one file that was named does not open.
        Refused: There is none, one in the folder does not open that may be newer, or no keyring
            fits.
    """
    if source.is_dir():
        found, shut = _in(keys, source)
        contents, keyring = _of(found, CONTENT), _newest(_of(found, KEYRING))
        fitting = [each for each in contents if keyring and each.made_at <= keyring.made_at]
        newest = _newest([*_of(found, WHOLE), *fitting])
        if newest is not None:
            beside = newest if newest.part == WHOLE else keyring or newest
            return Chosen(newest, beside, _left(shut, newest, beside))
        _left(shut, None, None)
        if contents:
            raise Refused(NO_KEYRING)
    if not source.is_file():
        raise Refused(N_("There is no backup there. Give its file, or the folder it lies in."))
    archive = opened(keys, source)
    if archive.part == KEYRING:
        raise Refused(NAME_CONTENT)
    if archive.part == WHOLE:
        return Chosen(archive, archive)
    found, shut = _in(keys, source.parent, KEYRING)
    keyring = _newest(_of(found, KEYRING))
    left = _left(shut, archive, keyring)
    if keyring is None or keyring.made_at < archive.made_at:
        raise Refused(NO_KEYRING)
    return Chosen(archive, keyring, left)


def of_part(keys: ServerKeys, folder: Path, part: str) -> list[Archive]:
    """Return the files of one part in a folder that open, the oldest first."""
    found = []
    for file in sorted(folder.glob(f"*{SUFFIX}")):
        with suppress(Damaged, Refused, OSError):
            archive = opened(keys, file)
            if archive.part == part:
                found.append(archive)
    return sorted(found, key=lambda each: each.made_at)


def closed(keys: ServerKeys, folder: Path) -> dict[UUID, Path]:
    """Return the keyrings in a folder that do not open with this server key, by their ids."""
    found: dict[UUID, Path] = {}
    for file in sorted(folder.glob(f"*{SUFFIX}")):
        with suppress(Damaged, OSError), file.open("rb") as readable:
            part, archive_id = _begins(readable)
            if part == KEYRING and not _opens(keys, file):
                found[archive_id] = file
    return found


def _opens(keys: ServerKeys, file: Path) -> bool:
    try:
        next(lines(keys, file))
    except Damaged:
        return False
    return True


def _in(keys: ServerKeys, folder: Path, part: str = "") -> tuple[list[Archive], list[Path]]:
    """Return the files of a folder, or those that say they are of a part, and which do not open."""
    found, shut = [], []
    for file in sorted(each for each in folder.glob(f"*{SUFFIX}") if each.is_file()):
        try:
            if part and _part_of(file) != part:
                continue
            found.append(opened(keys, file))
        except Damaged:
            shut.append(file)
    return found, shut


def _left(shut: list[Path], content: Archive | None, keyring: Archive | None) -> tuple[str, ...]:
    """Return the names of files that do not open and are older than what is taken, by their names.

    Raises:
        Refused: One may be newer: nobody knows whether it was exchanged or cut short.
    """
    for file in shut:
        taken = keyring if _part_of(file) == KEYRING else content
        made = OWN_NAME.fullmatch(file.name)
        if made is None or taken is None or made[1] >= f"{taken.made_at:%Y%m%d-%H%M%S}":
            raise Refused(DOES_NOT_OPEN, name=file.name)
    return tuple(file.name for file in shut)


def _part_of(file: Path) -> str:
    with file.open("rb") as readable:
        try:
            return _begins(readable)[0]
        except Damaged:
            return ""


def _of(archives: list[Archive], part: str) -> list[Archive]:
    return [each for each in archives if each.part == part]


def _newest(archives: list[Archive]) -> Archive | None:
    return max(archives, key=lambda each: (each.made_at, each.file.name), default=None)


def _head(file: BinaryIO) -> tuple[str, bytes]:
    """Return which part a file is, and what its key is bound to.

    Raises:
        Damaged: It begins as no backup does.
    """
    part, archive_id = _begins(file)
    if part == WHOLE:
        return part, b"amparo/backup/v1" + archive_id.bytes
    return part, _context(NUMBERS[part], archive_id)


def _begins(file: BinaryIO) -> tuple[str, UUID]:
    """Return which part a file says it is, and its id, unproved.

    Raises:
        Damaged: It begins as no backup does.
    """
    magic = file.read(len(MAGIC))
    if magic == MAGIC_OF_ONE:
        return WHOLE, _id(file)
    number = file.read(1)
    if magic != MAGIC or not number or number[0] not in PARTS:
        raise Damaged
    return PARTS[number[0]], _id(file)


def _id(file: BinaryIO) -> UUID:
    found = file.read(16)
    if len(found) != 16:  # noqa: PLR2004 - an id has so many bytes
        raise Damaged
    return UUID(bytes=found)


def _context(part: int, archive_id: UUID) -> bytes:
    return b"amparo/backup/v2" + bytes([part]) + archive_id.bytes
