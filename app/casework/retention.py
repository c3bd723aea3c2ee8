"""How long closed files are kept: which may be destroyed now, and which nobody gave a last day.

Nothing is destroyed by that. Whoever supervises looks through the list, and what may go is asked
for, agreed to and certified as every destruction is.
"""

from collections.abc import Mapping
from datetime import date
from typing import Any, Final
from uuid import UUID

from pydantic import BaseModel, ConfigDict, Field
from sqlalchemy import select

from app.casework import counting, holds, shredding
from app.casework.casefiles import sound
from app.casework.lifting import LIFT, PUT_UP
from app.casework.register import Listed, register
from app.db.desk import Desk
from app.models import Audit, Case

MOST: Final = 200
USUAL: Final = "usual"  # the one class whose years the office sets; the others name their last day


class KeptFile(BaseModel):
    """A closed case, and until when it is kept."""

    model_config = ConfigDict(frozen=True)

    case_id: UUID
    number: str
    client_name: str = Field(repr=False)
    closed_on: date
    retention: str
    keep_until: date | None
    held: bool = Field(description="A legal hold keeps it, whatever its last day.")
    asked: bool = Field(description="Its destruction is asked for already.")


class KeptFiles(BaseModel):
    """What may be destroyed now, the longest over first, and what has no last day."""

    model_config = ConfigDict(frozen=True)

    run_out: list[KeptFile]
    unsaid: list[KeptFile]
    more: int = Field(description="How many stand in neither list, since it is full.")
    later: int = Field(description="How many closed cases are still to be kept.")
    office_held: bool
    years: int = Field(description="For how many years a file of the usual class is kept.")


def of_office(desk: Desk) -> KeptFiles:
    """Return the closed cases that one reads, by what may become of them; fixed statements."""
    known = {each: row for each, row in register(desk).items() if row.plain["closed"]}
    years, today = desk.house.settings.keep_closed_years, counting.today(desk, desk.who.zone)
    query = select(Audit).where(Audit.action.in_((PUT_UP, LIFT))).order_by(Audit.seq)
    recorded, is_whole = holds.recorded_in(desk.db.scalars(query))
    office_held = not is_whole or None in recorded.values()
    asked = {row.case_id for row in shredding.live(desk)}
    rows = sound(desk, desk.db.scalars(select(Case).where(Case.id.in_(known)))) if known else []
    found = [
        _file(
            case,
            known[case.id],
            years=years,
            held=office_held or case.id in recorded.values(),
            asked=case.id in asked,
        )
        for case in rows
        if case.closed_on is not None
    ]
    over = sorted(
        (each for each in found if each.keep_until and each.keep_until < today),
        key=lambda each: (each.held, each.keep_until, each.number),
    )
    unsaid = sorted(
        (each for each in found if each.keep_until is None),
        key=lambda each: (each.closed_on, each.number),
    )
    return KeptFiles(
        run_out=over[:MOST],
        unsaid=unsaid[:MOST],
        more=max(0, len(over) - MOST) + max(0, len(unsaid) - MOST),
        later=len(found) - len(over) - len(unsaid),
        office_held=office_held,
        years=years,
    )


def _file(case: Case, listed: Listed, *, years: int, held: bool, asked: bool) -> KeptFile:
    last: Mapping[str, Any] = (case.closings or [{}])[-1]
    closed_on = case.closed_on or date.max
    label = listed.label
    return KeptFile(
        case_id=case.id,
        number=label.number,
        client_name=label.client_name,
        closed_on=closed_on,
        retention=last.get("retention", ""),
        keep_until=_until(closed_on, last, years),
        held=held or any(not each["until"] for each in case.holds or []),
        asked=asked,
    )


def _until(closed_on: date, last: Mapping[str, Any], years: int) -> date | None:
    """Return the last day on which a file is kept, None where nobody can tell."""
    if last.get("keep_until"):
        return date.fromisoformat(last["keep_until"])
    if last.get("retention") != USUAL:
        return None
    try:
        return closed_on.replace(year=closed_on.year + years)
    except ValueError:  # the twenty-ninth of February
        return date(closed_on.year + years, 3, 1)
