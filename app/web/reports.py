"""Figures of the office, the cases behind each, and what left the office."""

from typing import Any
from urllib.parse import parse_qsl
from uuid import UUID

from fastapi import APIRouter
from fastapi.responses import Response

from app.casework import givenreports, practice, reports
from app.casework.givenreports import GIVABLE, GivenReportView, NewGift
from app.casework.reportcards import quarter_of
from app.casework.reports import AS_OF_NOW, AskedCases, AskedReport, Report
from app.errors import TURNED_BACK, AmparoError
from app.gate import doing
from app.web.forms import Form, FormDep, read
from app.web.labels import label_of
from app.web.tables import as_csv
from app.web.visit import Visit, VisitDep
from app.words import Words, translator

router = APIRouter(prefix="/reports")
QUARTERS = 12  # so many a form offers
TABLE_OF = {"outcomes": "outcome_of", "decisions": "took"}


@router.get("", **doing("report.read"))
def show(visit: VisitDep, report: str = "", quarter: str = "") -> Response:
    """Show figures of a quarter, or as of today."""
    return _page(visit, report, quarter)


@router.get("/table.csv", **doing("report.read"))
def as_file(visit: VisitDep, report: str = "", quarter: str = "") -> Response:
    """Give the same to a spreadsheet, for use inside the office."""
    with visit.read() as desk:
        view = reports.of(desk, _asked(report, quarter))
    words = translator(visit.who.locale)
    rows = [
        (_row(words, view.report, each.row, each.name), *each.counts, each.total)
        for each in view.lines
    ]
    name = f"{view.report}-{view.quarter}" if view.quarter else view.report
    return as_csv(name, _columns(words, view.report, view.columns, view.names), rows)


@router.post("/cases", **doing("report.look"))
def behind(visit: VisitDep, form: FormDep) -> Response:
    """Show the cases behind one figure that whoever asks can open."""
    cell = dict(parse_qsl(form.one("cell"), keep_blank_values=True))
    with visit.read() as desk:
        asked = read(AskedCases, {**form.filled("report", "quarter"), **cell})
        found = reports.cases(desk, asked)
    return visit.page("reports/behind.html", section="reports", behind=found, asked=asked)


@router.post("/team", **doing("office.reporting"))
def begin(visit: VisitDep, form: FormDep) -> Response:
    """Make the group that reports."""
    try:
        with visit.write() as desk:
            practice.make_reporting(desk)
    except TURNED_BACK as wrong:
        return _page(visit, form=form, wrong=wrong)
    return visit.to("/reports")


@router.get("/given", **doing("report.read"))
def given(visit: VisitDep) -> Response:
    """Show what left the office."""
    return _given(visit)


@router.post("/given", **doing("report.give"))
def give(visit: VisitDep, form: FormDep) -> Response:
    """Give a quarter's figures to somebody outside, small ones hidden."""
    try:
        new = read(NewGift, form.filled("report", "quarter", "to_whom"))
        with visit.write() as desk:
            view = givenreports.give(desk, new)
    except TURNED_BACK as wrong:
        return _given(visit, form, wrong)
    return visit.to(f"/reports/given/{view.id}")


@router.get("/given/{given_id}", **doing("report.read"))
def given_one(visit: VisitDep, given_id: UUID) -> Response:
    """Show one quarter's figures as they left the office."""
    with visit.read() as desk:
        view = givenreports.one(desk, given_id)
    return visit.page("reports/given_one.html", section="reports", view=view, tz=visit.who.zone)


@router.get("/given/{given_id}/table.csv", **doing("report.read"))
def given_as_file(visit: VisitDep, given_id: UUID) -> Response:
    """Give the same to a spreadsheet; a hidden figure is an asterisk."""
    with visit.read() as desk:
        view = givenreports.one(desk, given_id)
    words = translator(visit.who.locale)
    columns = _columns(words, view.report, view.columns, view.names)
    return as_csv(f"{view.report}-{view.quarter}", columns, _given_rows(words, view))


def _given_rows(words: Words, view: GivenReportView) -> list[tuple[object, ...]]:
    return [
        (
            _row(words, view.report, each.row, each.name),
            *("*" if count is None else count for count in (*each.counts, each.total)),
        )
        for each in view.lines
    ]


def _page(
    visit: Visit,
    report: str = "",
    quarter: str = "",
    *,
    form: Form | None = None,
    wrong: AmparoError | None = None,
) -> Response:
    with visit.read() as desk:
        asked = _asked(report, quarter)
        view = reports.of(desk, asked) if reports.is_mine(desk) else None
        is_begun, today = reports.is_asked_for(desk), desk.local_now(visit.who.zone).date()
    context: dict[str, Any] = {
        "section": "reports",
        "view": view,
        "is_begun": is_begun,
        "quarters": _quarters(quarter_of(today), view.quarter if view else ""),
        "most": _most(view),
        "standing": asked.report in AS_OF_NOW,
        "givable": asked.report in GIVABLE,
    }
    if form is not None and wrong is not None:
        return visit.again("reports/show.html", form, wrong, **context)
    typed = {"report": asked.report, "quarter": view.quarter if view else ""}
    return visit.page("reports/show.html", form=typed, errors={}, refused=None, **context)


def _given(visit: Visit, form: Form | None = None, wrong: AmparoError | None = None) -> Response:
    with visit.read() as desk:
        shown = givenreports.listed(desk)
        ended = reports.moved_on(quarter_of(desk.local_now(visit.who.zone).date()), -1)
    context: dict[str, Any] = {
        "section": "reports",
        "given": shown,
        "quarters": _quarters(ended, ""),
        "names": GIVABLE,
        "tz": visit.who.zone,
    }
    if form is not None and wrong is not None:
        return visit.again("reports/given.html", form, wrong, **context)
    return visit.page("reports/given.html", form={}, errors={}, refused=None, **context)


def _asked(report: str, quarter: str) -> AskedReport:
    typed = {"report": report, "quarter": quarter}
    return read(AskedReport, {name: value for name, value in typed.items() if value})


def _quarters(newest: str, shown: str) -> list[tuple[str, str]]:
    """Return the quarters that a form offers, the one that is shown among them."""
    offered = [reports.moved_on(newest, -by) for by in range(QUARTERS)]
    older = [shown] if shown and shown not in offered else []
    return [(each, each) for each in offered + older]


def _most(view: Report | None) -> int:
    return max((each.total for each in view.lines), default=1) if view else 1


def _columns(
    words: Words, report: str, columns: list[str], names: dict[str, str]
) -> tuple[str, ...]:
    def called(code: str) -> str:
        if report in TABLE_OF:
            return words.gettext(label_of(TABLE_OF[report], code))
        if report == "arrests":
            return words.gettext(label_of("authority", code)) if code else ""
        return f"{code} {names.get(code, '')}".strip() or code

    return ("", *(called(each) for each in columns), "total")


def _row(words: Words, report: str, row: str, name: str) -> str:
    if report in TABLE_OF:
        return words.gettext(label_of("proceeding", row))
    if report in {"caseload", "arrests"}:
        return name
    return f"{row} {name}".strip()
