"""Whether all is well, for a person at the console and a watcher elsewhere."""

import shutil
import socket
from collections.abc import Iterator
from contextlib import suppress
from datetime import datetime, timedelta
from typing import Final

from sqlalchemy.exc import SQLAlchemyError

from app.casework import backupdates, custody, staff, vault
from app.casework.pulse import found, pulse
from app.casework.reminders import weekly
from app.casework.reminders.troubles import gravest, sentence_of
from app.clock import local
from app.config import Settings
from app.db import migrations
from app.db.desk import House, night, what_it_means
from app.db.engine import database_now
from app.errors import AmparoError, Unavailable
from app.words import N_

LEAST_FREE_BYTES: Final = 500 * 1024 * 1024
MAIL_PATIENCE_S: Final = 3.0
CLOCKS_APART: Final = timedelta(seconds=5)
DISK_SHORT: Final = N_("Less than 500 MB are free on the disk of the Amparo machine. Make room.")
NO_MAIL: Final = N_(
    "The office's mail server does not answer, so no reminder mail can leave. Check the "
    "AMPARO_SMTP settings and tell whoever runs the mail."
)
NO_SECOND: Final = N_(
    "The second mail server does not answer, so none would stand in for the first. Check the "
    "AMPARO_SMTP_SECOND settings."
)
NOT_WHOLE: Final = N_(
    "What the custodians' papers open was changed outside Amparo, so the office could not be "
    "brought back with them. Run “amparo verify” and put back a backup from before."
)
FILES_MISSING: Final = N_(
    "The files of documents are missing from the data folder. “amparo verify” names them; bring "
    "them back from the folder “documents” beside the newest backup that has them."
)
CLOCK_WRONG: Final = N_(
    "The clock of this machine and that of the database differ by more than 5 "
    "seconds, so reminders could come late. Set the clocks, then start again."
)


def health(house: House, *, asks_mail: bool = False) -> list[str]:
    """Return a sentence for each fault; nothing where all is well.

    Args:
        house: What is looked at.
        asks_mail: Whether to knock at the mail server, up to 3 seconds; for the console, not for
            strangers at the door. What the worker met there is told either way.
    """
    faults = [*_database(house, every=asks_mail), *_disk(house.settings)]
    if asks_mail:
        faults += [*_backups(house), *_documents(house), *_mail(house.settings)]
    return faults


def backups(house: House) -> list[str]:
    """Return a line for each date of the backups, for the console; none where none are made."""
    with night(house, writes=False) as desk:
        kept = backupdates.kept(desk)
    if not kept.is_asked:
        return []
    zone = house.settings.timezone

    def when(at: datetime | None) -> str:
        return f"{local(at, zone):%Y-%m-%d %H:%M}" if at else "never"

    return [text % {"at": when(at)} for text, at in kept.dates]


def tests(house: House) -> list[str]:
    """Return how many colleagues have not answered the week's test mail, where any was sent."""
    with night(house, writes=False) as desk:
        unanswered = weekly.unanswered(desk)
    told = f"Colleagues who have not answered the week's test mail: {unanswered}"
    return [] if unanswered is None else [told]


def _backups(house: House) -> Iterator[str]:
    """Yield what is wrong with backups; a database that cannot be asked was told of already."""
    with suppress(AmparoError, SQLAlchemyError), night(house, writes=False) as desk:
        yield from backupdates.kept(desk).sentences


def _documents(house: House) -> Iterator[str]:
    """Yield that files are missing; a database that cannot be asked was told of already."""
    with suppress(AmparoError, SQLAlchemyError), night(house, writes=False) as desk:
        if vault.missing(desk):
            yield FILES_MISSING


def _database(house: House, *, every: bool) -> Iterator[str]:
    """Yield what is wrong; of cases that are hidden from somebody at the console alone."""
    try:
        migrations.require_newest(house.engine)
        with night(house, writes=False) as desk:
            staff.require_key(desk)
            code = gravest(found(desk)) if every else pulse(desk).code
            founded, whole = custody.is_founded(desk), custody.is_whole(desk)
            there = database_now(desk.db.connection())
        if code:
            yield sentence_of(code)
        if founded and not whole:
            yield NOT_WHOLE
        if there is not None and abs(there - house.clock()) > CLOCKS_APART:
            yield CLOCK_WRONG
    except AmparoError as fault:
        yield str(fault)
    except SQLAlchemyError as fault:
        yield str(what_it_means(fault) or Unavailable())


def _disk(settings: Settings) -> Iterator[str]:
    if settings.data.exists() and shutil.disk_usage(settings.data).free < LEAST_FREE_BYTES:
        yield DISK_SHORT


def _mail(settings: Settings) -> Iterator[str]:
    if not _answers(settings.smtp_host, settings.smtp_port):
        yield NO_MAIL
    second = settings.smtp_second_host
    if second and not _answers(second, settings.smtp_second_port):
        yield NO_SECOND


def _answers(host: str, port: int) -> bool:
    try:
        socket.create_connection((host, port), MAIL_PATIENCE_S).close()
    except OSError:
        return False
    return True
