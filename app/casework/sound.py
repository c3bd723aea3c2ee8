"""Rows as they were sealed: one that was changed outside Amparo counts for nothing here.

It hides no other row. `amparo verify` names it, and whoever meets it where it matters raises.
"""

import logging
from collections.abc import Iterable
from typing import Protocol, TypeVar

from sqlalchemy import delete

from app.db.desk import NightDesk
from app.errors import UNREADABLE_ROW
from app.models import Setting

log = logging.getLogger(__name__)


class Sealed(Protocol):
    """A row with a card, of a case or of the server."""

    @property
    def named(self) -> str:
        """Return its table and id."""

    def open_card(self) -> None:
        """Raise where it was changed."""


R = TypeVar("R", bound=Sealed)


def is_sound(row: Sealed) -> bool:
    """Tell whether a row's card opens and says the same as its columns."""
    try:
        row.open_card()
    except UNREADABLE_ROW:
        return False
    return True


def sound(rows: Iterable[R]) -> list[R]:
    """Return the rows that are as they were sealed; each other is logged."""
    found = []
    for row in rows:
        if is_sound(row):
            found.append(row)
        else:
            log.error("%s was changed outside Amparo", row.named)
    return found


def without_changed(desk: NightDesk, name: str) -> Setting | None:
    """Return what Amparo itself keeps under a name; a changed or senseless row goes first.

    For what a later round finds again by itself: no round fails for the row of before.
    """
    row = desk.db.get(Setting, name)
    if row is None or (is_sound(row) and isinstance(row.value, dict)):
        return row
    desk.db.execute(delete(Setting).where(Setting.name == name))
    desk.db.expunge(row)
    return None
