"""How much falls on a day: what is heard, what is due, and what of it cannot be cured."""

from collections.abc import Iterable
from datetime import date

from pydantic import BaseModel, ConfigDict, Field

from app.casework.slots import Entry


class Load(BaseModel):
    """A day and how many dates fall on it."""

    model_config = ConfigDict(frozen=True)

    on: date
    hearings: int = 0
    deadlines: int = Field(default=0, description="Those that are fatal among them.")
    fatal: int = 0

    @property
    def all(self) -> int:
        """How many dates fall on this day."""
        return self.hearings + self.deadlines


def load(on: date, entries: Iterable[Entry]) -> Load:
    """Return the load of a day on which these dates fall."""
    known = list(entries)
    due = [entry for entry in known if entry.kind == "deadline"]
    fatal = sum(entry.fatal for entry in due)
    return Load(on=on, hearings=len(known) - len(due), deadlines=len(due), fatal=fatal)
