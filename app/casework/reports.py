"""Figures of the office: counted from what each case counts as, without opening a case.

They are for whoever reports, inside the office: each is whole, however small. What leaves the
office is `givenreports`. Behind each figure stand the cases of it that she can open herself.
"""

import re
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Annotated, Final, Literal, get_args
from uuid import UUID

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, StringConstraints

from app.casework import access, counting, facilities, problems, reportcards, staff
from app.casework.casefiles import labels
from app.casework.reportcards import Counts, quarter_of
from app.db.desk import Desk
from app.errors import Refused
from app.words import N_

Name = Literal["outcomes", "decisions", "funder", "arrests", "caseload", "hearings"]
NAMES: Final[tuple[Name, ...]] = get_args(Name)
AS_OF_NOW: Final = frozenset({"caseload", "hearings"})  # of these no quarter is asked
QUARTER: Final = re.compile(r"(19|20|21)\d\d-Q[1-4]")
NO_QUARTER: Final = N_("Write the quarter as 2027-Q2.")


def _a_quarter(typed: str) -> str:
    if not QUARTER.fullmatch(typed):
        raise ValueError(NO_QUARTER)
    return typed


Quarter = Annotated[str, AfterValidator(_a_quarter)]
MaybeQuarter = Annotated[str, AfterValidator(lambda typed: typed and _a_quarter(typed))]
MOST_CASES: Final = 500
# Up to how many days a decision took, by the name of the column.
TOOK: Final = (("90", 90), ("180", 180), ("365", 365), ("730", 730))
LONGER, UNKNOWN = "longer", "unknown"


class AskedReport(BaseModel):
    """Which figures, of which quarter; of the present one where none is said."""

    model_config = ConfigDict(extra="forbid", frozen=True, hide_input_in_errors=True)

    report: Name = "outcomes"
    quarter: MaybeQuarter = Field(default="", description="As 2027-Q2.")


class AskedCases(AskedReport):
    """Behind which figure: of which line, and of which column, or of all."""

    row: Annotated[str, StringConstraints(max_length=40)]
    column: Annotated[str, StringConstraints(max_length=40)] | None = None


class ReportLine(BaseModel):
    """One line: what it is of, and its figures in the order of the columns."""

    model_config = ConfigDict(frozen=True)

    row: str
    name: str = Field(description="A colleague's name, or what a funder's code means; else empty.")
    counts: list[int]
    total: int


class Report(BaseModel):
    """Figures of a quarter, or as of today."""

    model_config = ConfigDict(frozen=True)

    report: Name
    quarter: str
    before: str
    after: str
    columns: list[str]
    names: dict[str, str] = Field(description="What a column's code means, where it is a funder's.")
    lines: list[ReportLine]
    totals: list[int]
    total: int
    is_over: bool = Field(description="Whether the quarter has ended, so that it can be given.")


class CaseBehind(BaseModel):
    """A case behind a figure, which whoever asks can open."""

    model_config = ConfigDict(frozen=True)

    id: UUID
    number: str
    client_name: str = Field(repr=False)


class Behind(BaseModel):
    """The cases behind a figure that whoever asks can open, and how many others there are."""

    model_config = ConfigDict(frozen=True)

    cases: list[CaseBehind] = Field(repr=False)
    others: int = Field(description="Further ones, most of which are not hers to open.")


@dataclass(frozen=True, slots=True)
class Fact:
    """One thing that is counted, of which case."""

    row: str
    column: str
    case_id: UUID


def is_mine(desk: Desk) -> bool:
    """Tell whether whoever sits here holds the key of those who report."""
    return staff.office(desk).reporting_id in desk.keys.groups


def is_asked_for(desk: Desk) -> bool:
    """Tell whether somebody reports in this office at all."""
    return staff.office(desk).reporting_id is not None


def require(desk: Desk) -> None:
    """Let pass whoever is among those who report.

    Raises:
        Refused: She is not.
    """
    if not is_mine(desk):
        raise Refused(reportcards.NOT_IN_GROUP)


def of(desk: Desk, asked: AskedReport, without: Collection[UUID] = ()) -> Report:
    """Return figures; a fixed number of statements.

    Args:
        desk: Of whoever reports.
        asked: Which figures.
        without: Cases that are not counted.

    Raises:
        Refused: She is not among those who report.
    """
    quarter, today = _quarter(desk, asked), counting.today(desk, desk.who.zone)
    facts = list(_facts(desk, asked.report, quarter, without))
    cells = {(each.row, each.column) for each in facts}
    columns = _in_order(asked.report, {column for _, column in cells})
    tally = _counted(facts)
    rows = sorted({row for row, _ in cells})
    names = _names(desk, asked.report, rows, quarter)
    lines = [
        ReportLine(
            row=row,
            name=names.get(row, ""),
            counts=[tally.get((row, column), 0) for column in columns],
            total=sum(tally.get((row, column), 0) for column in columns),
        )
        for row in rows
    ]
    if asked.report == "caseload":
        lines.sort(key=lambda each: each.name.casefold())
    return Report(
        report=asked.report,
        quarter="" if asked.report in AS_OF_NOW else quarter,
        before=moved_on(quarter, -1),
        after=moved_on(quarter, 1),
        columns=columns,
        names=_closing_names(desk, quarter) if asked.report == "funder" else {},
        lines=lines,
        totals=[sum(each.counts[at] for each in lines) for at in range(len(columns))],
        total=sum(each.total for each in lines),
        is_over=quarter < quarter_of(today),
    )


def cases(desk: Desk, asked: AskedCases) -> Behind:
    """Return the cases behind one figure.

    Raises:
        Refused: She is not among those who report.
    """
    facts = _facts(desk, asked.report, _quarter(desk, asked))
    wanted = {
        each.case_id
        for each in facts
        if each.row == asked.row and asked.column in {None, each.column}
    }
    here = sorted(access.reach(desk, wanted))[:MOST_CASES]
    known = labels(desk, set(here)) if here else {}
    shown = [
        CaseBehind(id=each.case_id, number=each.number, client_name=each.client_name)
        for each in known.values()
    ]
    shown.sort(key=lambda each: (each.client_name.casefold(), each.number))
    return Behind(cases=shown, others=len(wanted) - len(shown))


def _counted(facts: Iterable[Fact]) -> Mapping[tuple[str, str], int]:
    """Return how many facts stand in each cell."""
    tally: dict[tuple[str, str], int] = {}
    for each in facts:
        tally[each.row, each.column] = tally.get((each.row, each.column), 0) + 1
    return tally


def moved_on(quarter: str, by: int) -> str:
    """Return the quarter that many quarters later."""
    year, number = quarter.split("-Q")
    at = int(year) * 4 + int(number) - 1 + by
    return f"{at // 4}-Q{at % 4 + 1}"


def _last_day(quarter: str) -> date:
    """Return a quarter's last day."""
    year, number = (int(each) for each in moved_on(quarter, 1).split("-Q"))
    return date(year, number * 3 - 2, 1) - timedelta(days=1)


def _closing_names(desk: Desk, quarter: str) -> dict[str, str]:
    """Return what each code by which a case was closed meant at a quarter's end."""
    return problems.of_office(desk, problems.CLOSINGS).on(_last_day(quarter))


def _quarter(desk: Desk, asked: AskedReport) -> str:
    return asked.quarter or quarter_of(counting.today(desk, desk.who.zone))


def _facts(
    desk: Desk, report: Name, quarter: str, without: Collection[UUID] = ()
) -> Iterator[Fact]:
    month = f"{counting.today(desk, desk.who.zone):%Y-%m}"
    for case_id, counts in reportcards.opened(desk, without).items():
        for row, column in _of_case(report, counts, quarter, month):
            yield Fact(row, column, case_id)


def _of_case(report: Name, counts: Counts, quarter: str, month: str) -> Iterator[tuple[str, str]]:
    """Yield where one case is counted in a report."""
    if report == "outcomes":
        yield from ((each.kind, each.outcome) for each in counts.ended if each.quarter == quarter)
    elif report == "decisions":
        yield from (
            (each.kind, _took(each.days)) for each in counts.ended if each.quarter == quarter
        )
    elif report == "funder" and counts.closed == quarter:
        yield counts.problem, counts.closed_as
    elif report == "arrests":
        yield from ((each.at, each.by) for each in counts.taken if each.quarter == quarter)
    elif report == "caseload" and not counts.closed:
        yield counts.lead, "open"
    elif report == "hearings":
        for at, number in counts.hearings.items():
            yield from ((at, "set") for _ in range(number) if at >= month)


def _took(days: int | None) -> str:
    """Return the column for how long a decision took."""
    if days is None:
        return UNKNOWN
    return next((name for name, most in TOOK if days <= most), LONGER)


def _in_order(report: Name, columns: set[str]) -> list[str]:
    if report == "decisions":
        return [name for name in (*(each for each, _ in TOOK), LONGER, UNKNOWN) if name in columns]
    return sorted(columns)


def _names(desk: Desk, report: Name, rows: list[str], quarter: str) -> dict[str, str]:
    if report == "caseload":
        known = staff.names(desk, {UUID(each) for each in rows})
        return {str(person): name for person, name in known.items()}
    if report == "arrests":
        places = facilities.by_ids(desk, {UUID(each) for each in rows if each})
        return {str(each): place.name for each, place in places.items()}
    if report == "funder":
        return problems.of_office(desk).on(_last_day(quarter))
    return {}
