"""Since when backups are good: two proofs that say different things, and the second place."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from sqlalchemy import select

from app.casework import secondplace
from app.casework.backupfaults import OLD, SECOND_OLD, SENTENCES
from app.clock import LARGEST_SKEW
from app.db.desk import NightDesk
from app.models import Heartbeat
from app.words import N_

MADE, SECOND, PROVED = "backup", "backup-second", "backup-proved"
OLD_AFTER: Final = timedelta(hours=36)


@dataclass(frozen=True, slots=True)
class Kept:
    """Since when backups are good: two dates that say different things, and the second place's."""

    is_asked: bool  # whether a folder is named
    has_second: bool
    made_at: datetime | None  # made, read back and proved by the server
    second_at: datetime | None  # read back from the second place
    proved_at: datetime | None  # proved by a person with the custodians' papers
    troubles: tuple[str, ...] = ()

    @property
    def dates(self) -> list[tuple[str, datetime | None]]:
        """Since when which proof is good, as mails and the console say it; msgids."""
        return [
            (N_("Backup proved by the server: %(at)s"), self.made_at),
            (N_("Backup read back from its second place: %(at)s"), self.second_at),
            (N_("Backup proved by people with the papers: %(at)s"), self.proved_at),
        ]

    @property
    def sentences(self) -> list[str]:
        """What is wrong, the gravest first; msgids."""
        return [text for code, text in SENTENCES.items() if code in self.troubles]


def kept(desk: NightDesk) -> Kept:
    """Return how backups stand; one statement."""
    settings = desk.house.settings
    query = select(Heartbeat).where(Heartbeat.name.in_((MADE, SECOND, PROVED)))
    rows = {row.name: row for row in desk.db.scalars(query)}
    at = {name: row.at for name, row in rows.items() if row.count}
    is_asked, second = settings.backup_folder is not None, secondplace.of(settings)
    found = {row.trouble for row in rows.values() if row.trouble} if is_asked else set()
    if is_asked and _is_old(at.get(MADE), desk.now):
        found.add(OLD)
    if is_asked and second and _is_old(at.get(SECOND), desk.now):
        found.add(SECOND_OLD)
    return Kept(
        is_asked=is_asked,
        has_second=second is not None,
        made_at=at.get(MADE),
        second_at=at.get(SECOND),
        proved_at=at.get(PROVED),
        troubles=tuple(code for code in SENTENCES if code in found),
    )


def _is_old(at: datetime | None, now: datetime) -> bool:
    """Tell whether it is too long ago; in a time still to come nothing was done."""
    return at is not None and not -LARGEST_SKEW <= now - at <= OLD_AFTER
