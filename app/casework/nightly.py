"""Each night's backup: made, taken to the second place, read back from both, and proved.

What the server proves by itself: both files open to the last byte, the database restores and climbs
to the newest schema, its rows are as many as were written, and every seal of the server's rows and
of the record holds. That the custodians' papers open it only people can prove (`proving`).
"""

import logging
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from pathlib import Path
from typing import Final

from sqlalchemy import select

from app.casework import archives, backup, holds, keyrings, secondplace, staff, vaultcopies
from app.casework.archives import CONTENT, OWN_NAME
from app.casework.backupdates import MADE, PROVED, SECOND
from app.casework.backupfaults import (
    DAMAGED,
    FAILED,
    SECOND_AWAY,
)
from app.casework.policy import MANAGING
from app.casework.pulse import beat
from app.casework.reminders.mails import Mailbox
from app.casework.secondplace import Folder
from app.clock import LARGEST_SKEW, instant, local
from app.db.desk import House, NightDesk, night
from app.errors import AmparoError, Damaged
from app.models import Heartbeat

log = logging.getLogger(__name__)

TRIED = "backup-tried"
AT: Final = time(2, 30)  # of the office's night
AGAIN_AFTER: Final = timedelta(hours=1)
LOOK_EVERY: Final = timedelta(hours=1)


# --- the night's round ----------------------------------------------------------------------------


def take(house: House) -> bool:
    """Tell whether this program makes the backup now; no other one does until an hour is over."""
    if house.settings.backup_folder is None:
        return False
    with night(house, writes=False) as desk:
        if not _is_due(desk):
            return False
    with night(house, writes=True) as desk:
        is_ours = _is_due(desk)
        if is_ours:
            beat(desk, TRIED, 1)
    return is_ours


def _is_due(desk: NightDesk) -> bool:
    """Tell whether tonight's is still owed; the first is made at once."""
    zone = desk.house.settings.timezone
    since = instant(datetime.combine(local(desk.now, zone).date(), AT), zone)
    since -= timedelta(days=since > desk.now)
    made, tried = desk.db.get(Heartbeat, MADE), desk.db.get(Heartbeat, TRIED)
    is_made = _is_since(made, since, desk.now) and not (made and made.trouble)
    second = desk.db.get(Heartbeat, SECOND)
    has_second = secondplace.of(desk.house.settings) is not None
    if is_made and (not has_second or _is_since(second, since, desk.now)):
        return False
    return tried is None or not timedelta(0) <= desk.now - tried.at < AGAIN_AFTER


def _is_since(row: Heartbeat | None, since: datetime, now: datetime) -> bool:
    """Tell whether a step was good since then; in a time still to come none was."""
    return row is not None and bool(row.count) and since <= row.at <= now + LARGEST_SKEW


def make(house: House) -> bool:
    """Make a backup and prove it, here and in the second place; tell whether all of it held.

    What fails stands in the database until the next one that holds; nothing is raised.
    """
    folder = house.settings.backup_folder
    if folder is None:
        return False
    _set_right(house)
    with _told(house, MADE, FAILED) as good:
        report = backup.backup(house, folder)
        backup.check(house.keys, report.file)
        good.count = sum(report.counts.values())
    if not good.count:
        return False
    _let_go(house, folder)
    return _take_away(house, folder, good.count)


def _set_right(house: House) -> None:
    """Take back what is said to have been done in a time still to come; when it was, nobody knows.

    The clock ran ahead, or somebody wrote to the database: no backup would ever be sound again.
    """
    ahead = select(Heartbeat).where(Heartbeat.name.in_((MADE, SECOND, PROVED, TRIED)))
    with night(house, writes=True) as desk:
        for row in desk.db.scalars(ahead.where(Heartbeat.at > desk.now + LARGEST_SKEW)):
            log.error("heartbeat %s: a time in the future", row.name)
            row.at, row.count = desk.now, 0


def look(house: House) -> bool:
    """Read the newest backup back, here and from a second folder; tell whether both are as made.

    A command is not asked each hour: it is at the next night.
    """
    folder = house.settings.backup_folder
    if folder is None:
        return False
    with night(house, writes=False) as desk:
        made = desk.db.get(Heartbeat, MADE)
        count = made.count if made is not None and not made.trouble else 0
    if not count:
        return False
    with _told(house, MADE, DAMAGED, keeps=True) as good:
        for each in newest(house, folder):
            _read(house, each)
        good.count = count
    is_whole = bool(good.count)
    place = secondplace.of(house.settings)
    if not is_whole or not isinstance(place, Folder):
        return is_whole
    with _told(house, SECOND, SECOND_AWAY, keeps=True) as there, _scratch() as scratch:
        for each in newest(house, folder):
            place.compare(each, scratch)
        there.count = count
    return bool(there.count)


def newest(house: House, folder: Path) -> list[Path]:
    """Return the files of the newest backup in a folder, with the custodians' file beside them.

    Raises:
        Damaged: One of them does not open.
        Refused: There is none.
    """
    chosen = archives.choose(house.keys, folder)
    beside = folder / backup.BESIDE
    files = {chosen.content.file, chosen.keyring.file}
    return [*sorted(files), *([beside] if beside.exists() else [])]


def _take_away(house: House, folder: Path, count: int) -> bool:
    place = secondplace.of(house.settings)
    if place is None:
        return True
    with _told(house, SECOND, SECOND_AWAY) as there, _scratch() as scratch:
        vaultcopies.take_away(place, folder, scratch)  # first: a content there has its documents
        for each in newest(house, folder):
            place.prove(each, scratch)
        there.count = count
    if there.count and isinstance(place, Folder):
        _let_go(house, place.path)
    return bool(there.count)


def _read(house: House, file: Path) -> None:
    if file.name != backup.BESIDE:
        for _ in archives.lines(house.keys, file):
            pass  # every chunk is authenticated, the last one too


def _let_go(house: House, folder: Path) -> None:
    """Remove the contents that are past their time, never the newest; keyrings have their own."""
    now, lasts = house.clock(), timedelta(days=house.settings.backup_days)
    with night(house, writes=False) as desk:
        if holds.is_office_held(desk):
            return
    try:
        keyrings.let_go(house, folder, now)
        vaultcopies.let_go(house, folder, now)
        *older, _ = archives.of_part(house.keys, folder, CONTENT)
        for each in older:
            if each.made_at + lasts <= now and OWN_NAME.fullmatch(each.file.name):
                each.file.unlink()
    except (OSError, AmparoError, ValueError) as fault:
        log.warning("backups past their time were kept: %s", type(fault).__name__)


@dataclass(slots=True)
class _Good:
    """How many rows a step proved; nothing where it failed."""

    count: int = 0


@contextmanager
def _told(house: House, name: str, trouble: str, *, keeps: bool = False) -> Iterator[_Good]:
    """Write down what became of a step: when it was good, or what is wrong.

    Args:
        house: Where.
        name: Which date it is.
        trouble: What is wrong where it fails.
        keeps: Whether a good one leaves the date as it was: looking is not making.
    """
    good = _Good()
    try:
        yield good
    except (AmparoError, OSError, ValueError) as fault:
        good.count = 0
        trouble = DAMAGED if isinstance(fault, Damaged) else trouble
        log.error("%s: %s %s", name, trouble, type(fault).__name__)  # noqa: TRY400 - a trace may hold values
    with night(house, writes=True) as desk:
        row = desk.db.get(Heartbeat, name)
        if not good.count:
            _tell(desk, trouble)
        if good.count and not (keeps and row is not None):
            beat(desk, name, good.count)
        elif row is None:
            desk.db.add(Heartbeat(name=name, at=desk.now, count=0, trouble=trouble))
        else:
            row.trouble = "" if good.count else trouble


def _tell(desk: NightDesk, trouble: str) -> None:
    """Have it mailed to whoever supervises or administers, once a day."""
    mailbox = Mailbox(desk)
    for each in staff.active(desk, MANAGING):
        mailbox.alarm(each.id, trouble)


@contextmanager
def _scratch() -> Iterator[Path]:
    with tempfile.TemporaryDirectory(prefix="amparo-back-") as folder:
        yield Path(folder)
