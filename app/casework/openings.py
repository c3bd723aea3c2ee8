"""Who looked into which case: what one session owes the record, once a case and hour."""

import threading
from collections.abc import Collection
from datetime import datetime, timedelta
from uuid import UUID

READ = "case.read"
CASES = "cases"  # in the entry's detail, sealed: which were looked into
AN_HOUR = timedelta(hours=1)


class Openings:
    """The cases that one session looked into, and when each was noted last."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._noted: dict[UUID, datetime] = {}
        self._owed: set[UUID] = set()

    def owe(self, case_ids: Collection[UUID], now: datetime) -> list[UUID]:
        """Return what is to be noted now, with what could not be noted before."""
        with self._lock:
            fresh = {each for each in case_ids if not self._is_fresh(each, now)}
            owed, self._owed = fresh | self._owed, set()
            self._noted |= dict.fromkeys(owed, now)
        return sorted(owed)

    def put_back(self, case_ids: Collection[UUID]) -> None:
        """Owe again what could not be noted."""
        with self._lock:
            self._owed.update(case_ids)

    def _is_fresh(self, case_id: UUID, now: datetime) -> bool:
        return now - self._noted.get(case_id, now - AN_HOUR) < AN_HOUR
