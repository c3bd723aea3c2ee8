"""The codes by which a funder wants work counted: the office's own list, each with its days.

LSC's are an example (its CSR Handbook counts immigration as 81); most money asks for others. What a
code means can change with a year: each meaning has the day from which, and until which, it holds,
and work is named by the one that held on its day.
"""

from datetime import date
from typing import Annotated, Final

from pydantic import BaseModel, ConfigDict, Field, StringConstraints, model_validator

from app.casework import audit
from app.casework.sound import is_sound
from app.casework.typed import Short
from app.db.desk import Desk, NightDesk
from app.errors import Conflict, Refused
from app.models import Setting
from app.words import N_

PROBLEMS: Final = "problem_codes"
CLOSINGS: Final = "closing_codes"  # what was done in a case, named when it is closed
MOST: Final = 100
TURNED: Final = N_("It cannot end before it began. Check both days.")
TWICE: Final = N_("This code has two meanings on one day. End the older one the day before.")
UNKNOWN: Final = N_("Choose a code that the office's list has on that day.")

Code = Annotated[str, StringConstraints(strip_whitespace=True, max_length=12)]


class Meaning(BaseModel):
    """What a code means, and on which days."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    code: Annotated[Code, Field(min_length=1)]
    words: Annotated[Short, Field(min_length=1)]
    since: date
    until: date | None = None

    @model_validator(mode="after")
    def _has_days(self) -> "Meaning":
        if self.until is not None and self.until < self.since:
            raise ValueError(TURNED)
        return self

    def holds(self, on: date) -> bool:
        """Tell whether the code means this on a day."""
        return self.since <= on and (self.until is None or on <= self.until)


class Problems(BaseModel):
    """The office's list."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    version: int = 0
    codes: list[Meaning] = Field(default_factory=list, max_length=MOST)

    def on(self, day: date) -> dict[str, str]:
        """Return what each code means on a day."""
        return {each.code: each.words for each in self.codes if each.holds(day)}


def of_office(desk: NightDesk, which: str = PROBLEMS) -> Problems:
    """Return one of the office's lists; none where it was changed outside Amparo."""
    row = desk.db.get(Setting, which)
    if row is None or not is_sound(row):
        return Problems()
    return Problems(version=row.version, codes=row.value["codes"])


def choose(desk: Desk, wanted: Problems, which: str = PROBLEMS) -> Problems:
    """Have the office count by these codes from now on.

    What was written stays as it is: a code that is gone has no meaning on later days.

    Raises:
        Conflict: Somebody changed the list since.
        Refused: A code means two things on one day.
    """
    row = desk.db.get(Setting, which)
    if (row.version if row is not None else 0) != wanted.version:
        raise Conflict(current=of_office(desk, which))
    _require_one_meaning(wanted)
    codes = {"codes": wanted.model_dump(mode="json", include={"codes"})["codes"]}
    if row is None:
        desk.db.add(Setting(name=which, value=codes))
    else:
        row.value = codes
    desk.db.flush()
    audit.note(desk, "office.problems", desk.who.id, codes=len(wanted.codes))
    return of_office(desk, which)


def require(
    desk: Desk, code: str, on: date, which: str = PROBLEMS, *, named: str = "problem"
) -> None:
    """Let a code pass, sent as the named field, that the office's list has on a day.

    Raises:
        Refused: It has none such.
    """
    if code and code not in of_office(desk, which).on(on):
        raise Refused(fields={named: UNKNOWN})


def _require_one_meaning(wanted: Problems) -> None:
    for at, each in enumerate(wanted.codes):
        for other in wanted.codes[:at]:
            if each.code == other.code and (each.holds(other.since) or other.holds(each.since)):
                raise Refused(fields={f"codes.{at}.since": TWICE})
