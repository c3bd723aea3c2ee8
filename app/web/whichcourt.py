"""Which court a form means: its code, or the city or name that somebody began to type."""

from dataclasses import dataclass
from typing import Any

from app.forums import courts
from app.forums.courts import Court
from app.web.forms import Form

MOST_OFFERED = 20


@dataclass(frozen=True, slots=True)
class Meant:
    """What was typed as a court, and what it may stand for."""

    typed: str
    picked: str
    found: tuple[Court, ...]

    @property
    def code(self) -> str:
        """The court's code; what was typed where none, or more than one, may be meant."""
        if self.picked:
            return self.picked
        return self.found[0].code if len(self.found) == 1 else self.typed

    @property
    def shown(self) -> dict[str, Any]:
        """What the preview says of it: the court that was taken, or those to choose from."""
        is_code = courts.court(self.typed) is not None
        taken = None if is_code else courts.court(self.code)
        offered = self.found if len(self.found) > 1 else ()
        return {"court_taken": taken, "court_offered": offered, "court_typed": self.typed}


def court_of(form: Form) -> Meant:
    """Return the court that a form means; a choice holds for the words it was made for."""
    typed = form.one("court")
    if not typed or courts.court(typed) is not None:
        return Meant(typed, "", ())
    found = tuple(courts.find(typed, MOST_OFFERED))
    chosen = form.one("court_picked")
    picked = next((each.code for each in found if chosen == f"{each.code} {typed}"), "")
    return Meant(typed, picked, found)
