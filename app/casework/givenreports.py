"""Figures that leave the office: one quarter each, small ones hidden, and never counted again.

Only what happened in a quarter that is over is given, and no case's event stands in two quarters of
one report. The figures are kept as they were given first: whoever asks for the same quarter again,
for whomever, gets the same, so that of two reports nothing is found out by subtracting. How many
cases are open today, and what has a total in common with another report, is never given. A
case that a screen keeps from anybody of those who report is in none: she could subtract her own.
"""

from collections.abc import Sequence
from datetime import datetime
from typing import Annotated, Any, Final, Literal, get_args
from uuid import UUID

from pydantic import BaseModel, ConfigDict, Field
from sqlalchemy import select

from app.casework import audit, counting, groups, reports, screens, smallcells, staff
from app.casework.reportcards import quarter_of
from app.casework.reports import AskedReport, Quarter
from app.casework.sound import is_sound
from app.casework.typed import Short
from app.db.desk import Desk, NightDesk
from app.errors import Damaged, NotFound, Refused
from app.models import GivenReport
from app.words import N_

Givable = Literal["outcomes", "funder", "arrests"]
GIVABLE: Final[tuple[Givable, ...]] = get_args(Givable)
NOT_OVER: Final = N_(
    "This quarter is not over yet. Only what can change no more leaves the office."
)


class NewGift(BaseModel):
    """Which figures are given, of which quarter, and to whom."""

    model_config = ConfigDict(extra="forbid", frozen=True, hide_input_in_errors=True)

    report: Givable
    quarter: Quarter
    to_whom: Annotated[Short, Field(min_length=1)] = Field(repr=False)


class GivenLine(BaseModel):
    """One line as it left the office; None where a figure is hidden."""

    model_config = ConfigDict(frozen=True)

    row: str
    name: str
    counts: list[int | None]
    total: int | None


class Gift(BaseModel):
    """To whom figures went, when and by whom."""

    model_config = ConfigDict(frozen=True)

    to_whom: str = Field(repr=False)
    at: datetime
    by: str


class GivenReportView(BaseModel):
    """A quarter's figures as they left the office."""

    model_config = ConfigDict(frozen=True)

    id: UUID
    report: str
    quarter: str
    at: datetime
    by: str
    columns: list[str]
    names: dict[str, str]
    lines: list[GivenLine]
    total: int | None
    gifts: list[Gift]


def give(desk: Desk, new: NewGift) -> GivenReportView:
    """Give a quarter's figures to somebody outside; the same as before, where they were given.

    Raises:
        Damaged: What was given before was changed outside Amparo.
        Refused: The quarter is not over, or she is not among those who report.
    """
    if new.quarter >= quarter_of(counting.today(desk, desk.who.zone)):
        raise Refused(fields={"quarter": NOT_OVER})
    row = _standing(desk, new)
    if row is None:
        row = GivenReport(
            at=desk.now,
            by=desk.who.id,
            report=new.report,
            quarter=new.quarter,
            figures=_hidden(desk, new),
            given=[],
        )
        desk.db.add(row)
    gift = {"to_whom": new.to_whom, "at": desk.now.isoformat(), "by": str(desk.who.id)}
    row.given = [*row.given, gift]
    desk.db.flush()
    audit.note(desk, "report.give", row.id, report=new.report, quarter=new.quarter)
    return _view(desk, row)


def listed(desk: Desk) -> list[GivenReportView]:
    """Return what was given, the newest first; two statements.

    Raises:
        Refused: Whoever sits here is not among those who report.
    """
    reports.require(desk)
    rows = [row for row in desk.db.scalars(select(GivenReport)) if is_sound(row)]
    names = staff.names(desk)
    rows.sort(key=lambda row: (row.at, row.id), reverse=True)
    return [_view(desk, row, names) for row in rows]


def one(desk: Desk, given_id: UUID) -> GivenReportView:
    """Return what was given once.

    Raises:
        Damaged: It was changed outside Amparo.
        Refused: Whoever sits here is not among those who report.
        NotFound: There is none.
    """
    reports.require(desk)
    row = desk.db.get(GivenReport, given_id)
    if row is None:
        raise NotFound
    return _view(desk, row)


def _standing(desk: NightDesk, new: NewGift) -> GivenReport | None:
    """Return the figures of that quarter as they were given before.

    One that was changed outside Amparo might be it, so nothing is given anew until it is mended.
    """
    for row in desk.db.scalars(select(GivenReport)):
        if not is_sound(row):
            raise Damaged
        if (row.report, row.quarter) == (new.report, new.quarter):
            return row
    return None


def _hidden(desk: Desk, new: NewGift) -> dict[str, Any]:
    """Return the figures with the small ones hidden, as they are kept."""
    asked = AskedReport(report=new.report, quarter=new.quarter)
    whole = reports.of(desk, asked, without=_kept_from_some(desk))
    lines, total = smallcells.table([each.counts for each in whole.lines])
    return {
        "columns": whole.columns,
        "names": {code: words for code, words in whole.names.items() if code in whole.columns},
        "lines": [
            {"row": each.row, "name": each.name, "counts": line.counts, "total": line.total}
            for each, line in zip(whole.lines, lines, strict=True)
        ],
        "total": total,
    }


def _kept_from_some(desk: Desk) -> set[UUID]:
    """Return the cases that a screen keeps from somebody of those who report."""
    group_id = staff.office(desk).reporting_id
    inside = groups.members(desk, group_id) if group_id is not None else set()
    return {case_id for person_id, case_id in screens.pairs(desk) if person_id in inside}


def _view(desk: Desk, row: GivenReport, known: dict[UUID, str] | None = None) -> GivenReportView:
    gifts: Sequence[dict[str, Any]] = row.given
    names = known if known is not None else staff.names(desk)
    return GivenReportView(
        id=row.id,
        report=row.report,
        quarter=row.quarter,
        at=row.at,
        by=names.get(row.by, ""),
        gifts=[Gift(**each | {"by": names.get(UUID(each["by"]), "")}) for each in gifts],
        **row.figures,
    )
