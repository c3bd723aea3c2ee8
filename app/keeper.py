"""The keeper of backups: makes the night's backup where a folder is named, and looks after it.

In a thread beside the reminders, which it holds up in nothing; of several programs of one office
one makes it. A restored copy that waits makes none: the folder is that of the office.
"""

import logging
from datetime import datetime, timedelta
from threading import Event, Thread

from app.casework import nightly, restored
from app.db.desk import House, night
from app.errors import AmparoError

log = logging.getLogger(__name__)

LOOK_SECONDS = 60.0


class Keeper:
    """Looks once a minute whether a backup is owed; `look` looks once."""

    def __init__(self, house: House) -> None:
        self._house = house
        self._stop = Event()
        self._looked_at: datetime | None = None
        self._thread = Thread(target=self._run, name="keeper", daemon=True)

    def __enter__(self) -> None:
        if self._house.settings.backup_folder is not None:
            self._thread.start()

    def __exit__(self, *_: object) -> None:
        self._stop.set()
        if self._thread.ident is not None:
            self._thread.join(timeout=10)  # one that is cut off leaves no half file behind

    def look(self) -> None:
        """Make the night's backup if it is owed; else read the newest back, once an hour."""
        with night(self._house, writes=False) as desk:
            if restored.waits(desk):
                return
        now = self._house.clock()
        if nightly.take(self._house):
            nightly.make(self._house)
            self._looked_at = now
        elif self._looked_at is None or not (
            timedelta(0) <= now - self._looked_at < nightly.LOOK_EVERY
        ):
            nightly.look(self._house)
            self._looked_at = now

    def _run(self) -> None:
        while not self._stop.is_set():
            try:
                self.look()
            except AmparoError as trouble:
                log.warning("backup not looked after: %s", trouble.code)
            except Exception as fault:  # noqa: BLE001 - the next look must come whatever happened
                log.error("keeper failed: %s", type(fault).__name__)  # noqa: TRY400 - a trace may hold values
            self._stop.wait(LOOK_SECONDS)
