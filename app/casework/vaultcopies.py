"""Copies of documents beside a backup: each sealed file once, however many backups there are.

A sealed file never changes, so it is copied the first night and never again. Its copy is named by
its id and the SHA-256 of its bytes: whether it is still what was copied, anybody can tell without
a key. What opens it stands in the backup's content, under the key of its case.
"""

import hashlib
import os
import re
from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path
from typing import Final
from uuid import UUID, uuid4

from app.casework import holds, vault
from app.casework.secondplace import Folder, SecondPlace, digest
from app.db.desk import House, night
from app.errors import Damaged
from app.words import N_

DOCUMENTS: Final = "documents"
TAKEN: Final = "taken-away.txt"  # names of what the second place has, a line each
NAMED: Final = re.compile(r"([0-9a-f-]{36})\.([0-9a-f]{64})", re.ASCII)
READ_BYTES: Final = 1024 * 1024
CHANGED: Final = N_(
    "The copy of a document beside this backup is not what was copied: its disk may be failing. "
    "Take the copy from the second place, or keep the original safe."
)
NOT_BESIDE: Final = N_(
    "Not all documents lie beside this backup. Run “amparo verify” where it was made: it names "
    "those whose files are missing there. Otherwise bring the folder “documents” to the backup."
)


def copy(house: House, folder: Path) -> list[str]:
    """Copy what is not there yet, and read it back; say what could not be copied.

    Raises:
        Damaged: What was read back is not what was written.
        OSError: The disk is full, or cannot be written.
    """
    with night(house, writes=False) as desk:
        wanted = vault.rows(desk)
    there, missing = copies(folder), 0
    for each in sorted(wanted - there.keys()):
        source = vault.path_of(house.settings, each)
        if not source.is_file():
            missing += 1
            continue
        _copy(source, folder / DOCUMENTS / each.hex[:2], each)
    told = f"{missing} documents have no file any more and are not in it: run “amparo verify”"
    return [told] if missing else []


def copies(folder: Path) -> dict[UUID, Path]:
    """Return the copies in a folder; in a second place they lie side by side."""
    found: dict[UUID, Path] = {}
    for pattern in ("*", f"{DOCUMENTS}/*", f"{DOCUMENTS}/??/*"):
        for path in folder.glob(pattern):
            named = NAMED.fullmatch(path.name)
            if named is not None:
                found[UUID(named[1])] = path
    return found


def bring_back(house: House, folder: Path, *, only_prove: bool = False) -> list[str]:
    """Put the files of all rows back to their places; say how many are not there.

    Args:
        house: The restored office.
        folder: Where its backup lies.
        only_prove: Lead to the copies instead of copying them again, once each is proved.

    Raises:
        Damaged: A copy is not what was copied, or one is missing where all is to be proved.
    """
    there = copies(folder)
    with night(house, writes=False) as desk:
        wanted = vault.rows(desk)
    for each in sorted(wanted & there.keys()):
        place = vault.place_of(house.settings, each)
        place.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        if only_prove:
            _prove(there[each])
            place.symlink_to(there[each].absolute())
        else:
            _put_back(there[each], place)
    missing = len(wanted - there.keys())
    if missing and only_prove:
        raise Damaged(NOT_BESIDE)
    told = f"{missing} documents lie not beside this backup: their files do not come back"
    return [told] if missing else []


def take_away(place: SecondPlace, folder: Path, scratch: Path) -> None:
    """Have every copy lie in the second place too, read back from there the first time.

    Raises:
        Refused: It cannot be reached, or gives back something else.
    """
    known = folder / DOCUMENTS / TAKEN
    taken = set(known.read_text(encoding="ascii").split()) if known.exists() else set()
    for path in sorted(copies(folder).values()):
        is_there = not isinstance(place, Folder) or (place.path / path.name).exists()
        if path.name not in taken or not is_there:
            place.prove(path, scratch)
            with known.open("a", encoding="ascii") as names:
                names.write(f"{path.name}\n")


def let_go(house: House, folder: Path, now: datetime) -> list[str]:
    """Remove the copies of documents of destroyed cases once no keyring of then is kept."""
    lasts = timedelta(days=house.settings.keyring_days)
    with night(house, writes=False) as desk:
        if holds.is_office_held(desk):
            return []
        known = vault.rows(desk)
        due = {each for each, at in vault.destroyed(desk).items() if at + lasts <= now} - known
    gone = 0
    for each, path in copies(folder).items():
        if each in due:
            path.unlink(missing_ok=True)
            gone += 1
    return [f"{gone} documents of destroyed cases were removed"] if gone else []


def _copy(source: Path, room: Path, file_id: UUID) -> None:
    room.mkdir(parents=True, exist_ok=True, mode=0o700)
    fresh = room / f".{uuid4().hex}.part"
    try:
        told = _written(source, fresh)
        target = room / f"{file_id}.{told}"
        if digest(fresh).hex() != told:
            raise Damaged(CHANGED)
        fresh.rename(target)
        vault.sync(room)
    finally:
        fresh.unlink(missing_ok=True)


def _put_back(copied: Path, place: Path) -> None:
    fresh = place.with_name(f".{uuid4().hex}.part")
    try:
        if _written(copied, fresh) != copied.name.rpartition(".")[2]:
            raise Damaged(CHANGED)
        os.utime(fresh, (vault.ALWAYS, vault.ALWAYS))
        fresh.rename(place)
    finally:
        fresh.unlink(missing_ok=True)


def _prove(copied: Path) -> None:
    if digest(copied).hex() != copied.name.rpartition(".")[2]:
        raise Damaged(CHANGED)


def _written(source: Path, fresh: Path) -> str:
    handle = os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    hashed = hashlib.sha256()
    with os.fdopen(handle, "wb") as target:
        for piece in _pieces(source):
            hashed.update(piece)
            target.write(piece)
        target.flush()
        os.fsync(target.fileno())
    return hashed.hexdigest()


def _pieces(path: Path) -> Iterator[bytes]:
    with path.open("rb") as file:
        while piece := file.read(READ_BYTES):
            yield piece
