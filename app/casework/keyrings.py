"""How long the keys of backups last: which keyrings a folder is rid of, and which stay.

A keyring says under its seal when it was made. Once the office has a new server key the seal of an
older one does not open any more, so the record says it too, by the id in the file's head: only
what this office wrote is ever removed.
"""

from collections.abc import Collection
from contextlib import suppress
from datetime import datetime, timedelta
from pathlib import Path
from typing import Final
from uuid import UUID

from sqlalchemy import select

from app.casework import archives, audit, holds
from app.casework.archives import KEYRING, WHOLE
from app.db.desk import House, NightDesk, night
from app.errors import UNREADABLE_ROW, AmparoError
from app.models import Audit

MADE: Final = "backup.make"
NOT_NOTED: Final = (
    "this backup could not be put on record: after a new server key, remove its keyring yourself"
)


def note(house: House, keyring: UUID) -> list[str]:
    """Put on record which keyring is written now; where no deed is taken, say what follows."""
    try:
        with night(house, writes=True) as desk:
            audit.note(desk, MADE, keyring=str(keyring))
    except AmparoError:
        return [NOT_NOTED]
    return []


def let_go(house: House, folder: Path, now: datetime) -> list[str]:
    """Remove the keyrings that are past their time, but never the newest; say what was done."""
    lasts = timedelta(days=house.settings.keyring_days)
    *older, _ = archives.of_part(house.keys, folder, KEYRING)
    shut = archives.closed(house.keys, folder)
    with night(house, writes=False) as desk:
        is_held, known = holds.is_office_held(desk), _on_record(desk, shut)
    due = [each.file for each in older if each.made_at + lasts <= now]
    due += [shut[each] for each, at in known.items() if at + lasts <= now]
    said = [*_whole(house, folder, now - lasts), *_foreign(len(shut) - len(known))]
    if due and is_held:
        return [*said, f"{len(due)} keyrings past their time are kept: the office is held"]
    for each in due:
        each.unlink()
    if due:
        said.append(f"{len(due)} keyrings past their time ({lasts.days} days) were removed")
    return said


def _whole(house: House, folder: Path, before: datetime) -> list[str]:
    found = archives.of_part(house.keys, folder, WHOLE)
    count = sum(each.made_at <= before for each in found)
    told = (
        f"{count} backups of the earlier kind hold keys and content in one file and were not "
        "touched: while you keep them, they can bring back what was destroyed since"
    )
    return [told] if count else []


def _foreign(count: int) -> list[str]:
    told = (
        f"{count} keyrings do not open with this server key, are not on this office's record and "
        "were not touched: they are another office's, or changed, or you remove them yourself"
    )
    return [told] if count else []


def _on_record(desk: NightDesk, keyrings: Collection[UUID]) -> dict[UUID, datetime]:
    """Return when those of these keyrings were made that this office's record knows."""
    found: dict[UUID, datetime] = {}
    if not keyrings:
        return found
    for entry in desk.db.scalars(select(Audit).where(Audit.action == MADE)):
        with suppress(*UNREADABLE_ROW):  # the check of the chain names it
            found[UUID(entry.detail["keyring"])] = entry.at
    return {each: at for each, at in found.items() if each in keyrings}
