"""Where the sealed files of documents lie: `documents/<2>/<id>` in the folder of the data.

A file has the random name of the row that it is for, always the same time, and a length that tells
about how large the document is. While it arrives it lies in `incoming`. There it is whole and on
the disk before its row is saved, and moves to its place after that: whatever dies on the way, a
row that was saved has its file in one of both. What lies in `incoming` without a row never became
a document.
"""

import fcntl
import os
from collections.abc import Collection, Iterable, Iterator
from contextlib import ExitStack, suppress
from datetime import datetime
from pathlib import Path
from typing import Final
from uuid import UUID

from sqlalchemy import select

from app.casework.onrecord import SWEEP, TAKES_FILES
from app.config import Settings
from app.db.desk import House, NightDesk, night
from app.errors import UNREADABLE_ROW
from app.models import Audit, DocumentFile, TrayFile

ALWAYS: Final = 946_684_800  # the time of every file, the first second of 2000: none tells when
LEAST_SEALED: Final = 4_096
TABLE: Final = DocumentFile.__tablename__


def folder(settings: Settings) -> Path:
    """Return the folder of all documents."""
    return settings.data / "documents"


def incoming(settings: Settings) -> Path:
    """Return the folder in which they arrive."""
    return settings.data / "incoming"


def place_of(settings: Settings, file_id: UUID) -> Path:
    """Return where a file belongs."""
    return folder(settings) / file_id.hex[:2] / str(file_id)


def path_of(settings: Settings, file_id: UUID) -> Path:
    """Return where a file lies: at its place, or where it arrived."""
    place = place_of(settings, file_id)
    return place if place.exists() else incoming(settings) / str(file_id)


def padded(size: int) -> int:
    """Return how many bytes are sealed for a document of a size.

    Padmé of Nikitin and others, PoPETS 2019, 4: at most 12 % more, and log log of a size is told.
    """
    exponent = max(size, 2).bit_length() - 1
    mask = (1 << exponent - exponent.bit_length()) - 1
    return max((size + mask) & ~mask, LEAST_SEALED)


def settle(settings: Settings, file_id: UUID) -> None:
    """Move a file whose row is saved to its place."""
    arrived, place = incoming(settings) / str(file_id), place_of(settings, file_id)
    place.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    arrived.rename(place)
    sync(place.parent)


def remove(settings: Settings, file_ids: Iterable[UUID]) -> int:
    """Remove files whose rows are gone; return how many were there."""
    count = 0
    for each in file_ids:
        for path in (place_of(settings, each), incoming(settings) / str(each)):
            with suppress(FileNotFoundError):
                path.unlink()
                count += 1
    return count


def stored(settings: Settings) -> Iterator[UUID]:
    """Yield the ids by which files lie at their places."""
    for path in folder(settings).glob("??/*"):
        with suppress(ValueError):
            yield UUID(path.name)


def rows(desk: NightDesk) -> set[UUID]:
    """Return the files that there must be."""
    found = set(desk.db.scalars(select(DocumentFile.id))) - _gone(desk, {SWEEP}).keys()
    return found | set(desk.db.scalars(select(TrayFile.id)))


def wrong(desk: NightDesk) -> list[str]:
    """Return what lies otherwise than the database says: files that are missing, or too many."""
    many = set(stored(desk.house.settings)) - rows(desk)
    found = [f"{TABLE} {each}: its file is missing" for each in missing(desk)]
    return found + [f"{TABLE} {each}: a file that no document has" for each in sorted(many)]


def missing(desk: NightDesk) -> list[UUID]:
    """Return the files that must be there and are not; each is looked for by its name."""
    settings = desk.house.settings
    return sorted(each for each in rows(desk) if not path_of(settings, each).is_file())


def sweep(house: House) -> int:
    """Bring files to their places that a sudden end kept from it, and remove what nobody has.

    Of files at their places only those go that a deed on record took away, with their case or
    alone: where the database is another than the one they belong to, nothing else is touched.
    Return how many files went.
    """
    count = 0
    with ExitStack() as held:
        # Only what no program holds any more, and the rows are read after that: whatever was
        # saved before it was let go is known then.
        arrived = [path for path in incoming(house.settings).glob("*") if _let_go(path, held)]
        with night(house, writes=False) as desk:
            known, gone = rows(desk), destroyed(desk).keys()
        for path in arrived:
            with suppress(OSError, ValueError):
                if UUID(path.name) in known:
                    settle(house.settings, UUID(path.name))
                else:
                    path.unlink()
                    count += 1
    return count + remove(house.settings, gone - known)


def hold(handle: int) -> None:
    """Have no sweep touch a file while it is open here; one that looks at it is waited for."""
    fcntl.flock(handle, fcntl.LOCK_EX)


def _let_go(path: Path, held: ExitStack) -> bool:
    """Tell whether no program holds a file any more; it is held here from then on."""
    try:
        handle = os.open(path, os.O_RDONLY | os.O_NOFOLLOW)
        held.callback(os.close, handle)
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        return False
    return True


def destroyed(desk: NightDesk) -> dict[UUID, datetime]:
    """Return the files that were destroyed on record, with their case or alone, and since when."""
    return _gone(desk, TAKES_FILES)


def _gone(desk: NightDesk, actions: Collection[str]) -> dict[UUID, datetime]:
    found: dict[UUID, datetime] = {}
    for entry in desk.db.scalars(select(Audit).where(Audit.action.in_(actions))):
        with suppress(*UNREADABLE_ROW):  # the check of the chain names it
            gone = entry.detail.get("gone", {}).get(TABLE, [])
            found |= dict.fromkeys((UUID(each) for each in gone), entry.at)
    return found


def sync(path: Path) -> None:
    """Have the names in a folder written too; where a folder cannot be told to, its files were."""
    handle = os.open(path, os.O_RDONLY)
    try:
        with suppress(OSError):
            os.fsync(handle)
    finally:
        os.close(handle)
