"""Invented contexts for the pages of reports."""

from collections.abc import Iterator
from datetime import UTC, date, datetime
from typing import Any

from app.casework.countedas import CountedView
from app.casework.givenreports import GIVABLE, Gift, GivenLine, GivenReportView
from app.casework.reports import AskedCases, Behind, CaseBehind, Report, ReportLine
from tests.house.page_views import ID, ME
from tests.house.sample import FORM, SENTENCE, Sample

AT = datetime(2026, 11, 20, 15, 0, tzinfo=UTC)
QUARTERS = [("2026-Q3", "2026-Q3"), ("2026-Q2", "2026-Q2")]
OUTCOMES = Report(
    report="outcomes",
    quarter="2026-Q3",
    before="2026-Q2",
    after="2026-Q4",
    columns=["denied", "terminated"],
    names={},
    lines=[ReportLine(row="removal", name="", counts=[3, 1_240], total=1_243)],
    totals=[3, 1_240],
    total=1_243,
    is_over=True,
)
FUNDER = {
    "report": "funder",
    "columns": ["", "A"],
    "names": {"A": "Advice"},
    "lines": [
        ReportLine(row="", name="", counts=[0, 2], total=2),
        ReportLine(row="81", name="Immigration", counts=[2, 0], total=2),
    ],
    "totals": [2, 2],
    "total": 4,
}
GIVEN = GivenReportView(
    id=ID,
    report="funder",
    quarter="2026-Q3",
    at=AT,
    by="Ana Robles",
    columns=["", "A", "B"],
    names={"A": "Advice"},
    lines=[GivenLine(row="81", name="Immigration", counts=[None, 40, None], total=68)],
    total=68,
    gifts=[Gift(to_whom="The Foundation", at=AT, by="Ana Robles")],
)
COUNTED = CountedView(
    id=ID,
    number="K7QX-31",
    version=2,
    closed_on=date(2026, 11, 20),
    problem="80",
    closed_as="A",
    counted="no",
    reason="She asked for it.",
    left_out_by="Ana Robles",
    sealed=False,
    lead=True,
    problems={"81": "Immigration"},
    closings={"A": "Advice"},
)


def samples() -> Iterator[Sample]:
    """Yield each page of reports with something on it, with nothing, and refused."""
    here: dict[str, Any] = {"me": ME, "section": "reports", "is_begun": True, "tz": "UTC", **FORM}
    shown = here | {"quarters": QUARTERS, "most": 1_243, "standing": False, "givable": True}
    yield "reports", "reports/show.html", shown | {"view": OUTCOMES}
    for report, row, name in (("decisions", "bond", ""), ("caseload", str(ID), "Ana Robles")):
        lines = [ReportLine(row=row, name=name, counts=[2], total=2)]
        column = "90" if report == "decisions" else "open"
        update = {"report": report, "columns": [column], "lines": lines, "totals": [2]}
        view = OUTCOMES.model_copy(update=update)
        yield f"reports-{report}", "reports/show.html", shown | {"view": view, "standing": name}
    funder = OUTCOMES.model_copy(update=FUNDER)
    yield "reports-funder", "reports/show.html", shown | {"view": funder}
    ahead = [ReportLine(row="2026-12", name="", counts=[4], total=4)]
    months = OUTCOMES.model_copy(
        update={"report": "hearings", "columns": ["set"], "lines": ahead, "totals": [4]}
    )
    yield "reports-hearings", "reports/show.html", shown | {"view": months, "standing": True}
    places = [ReportLine(row=str(ID), name="South Louisiana, Basile", counts=[0, 3], total=3)]
    places.append(ReportLine(row="", name="", counts=[1, 0], total=1))
    taken = {"report": "arrests", "columns": ["", "ice"], "lines": places, "totals": [1, 3]}
    arrests = OUTCOMES.model_copy(update=taken)
    yield "reports-arrests", "reports/show.html", shown | {"view": arrests}
    empty = OUTCOMES.model_copy(update={"lines": [], "columns": [], "totals": [], "total": 0})
    yield "reports-none", "reports/show.html", shown | {"view": empty}
    yield "reports-of-others", "reports/show.html", shown | {"view": None}
    nobody = shown | {"view": None, "is_begun": False}
    yield "reports-nobody", "reports/show.html", nobody
    yield from _behind(here)
    yield from _given(here)
    yield from _counting(here)


def _behind(here: dict[str, Any]) -> Iterator[Sample]:
    asked = AskedCases(report="outcomes", quarter="2026-Q3", row="removal", column="denied")
    one = CaseBehind(id=ID, number="K7QX-31", client_name="Xicay Tuj, Marisol")
    silent = one.model_copy(update={"client_name": ""})
    behind = here | {"behind": Behind(cases=[one, silent], others=2), "asked": asked}
    yield "behind", "reports/behind.html", behind
    yield "behind-none", "reports/behind.html", behind | {"behind": Behind(cases=[], others=1)}


def _given(here: dict[str, Any]) -> Iterator[Sample]:
    given = here | {"given": [GIVEN], "quarters": QUARTERS, "names": GIVABLE}
    yield "given", "reports/given.html", given
    wrong = {"errors": {"quarter": SENTENCE}, "refused": SENTENCE}
    yield "given-none", "reports/given.html", given | {"given": []} | wrong
    yield "given-one", "reports/given_one.html", here | {"view": GIVEN}
    bare = GIVEN.model_copy(update={"lines": [], "total": 0})
    yield "given-one-none", "reports/given_one.html", here | {"view": bare}


def _counting(here: dict[str, Any]) -> Iterator[Sample]:
    counting = here | {"section": "cases", "form": {"problem": "80", "counted": "no"}}
    yield "counting", "cases/counting.html", counting | {"view": COUNTED}
    sealed = COUNTED.model_copy(update={"sealed": True, "lead": False, "closed_on": None})
    refused = {"errors": {"problem": SENTENCE}, "refused": SENTENCE}
    yield "counting-refused", "cases/counting.html", counting | {"view": sealed} | refused
