"""Figures of the office, the cases behind each, and what left the office."""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Query

from app.api.taking import JSONRoute
from app.casework import countedas, givenreports, practice, problems, reports
from app.casework.countedas import CountAs, CountedView
from app.casework.givenreports import GivenReportView, NewGift
from app.casework.practice import GroupView
from app.casework.problems import CLOSINGS, Problems
from app.casework.reports import AskedCases, AskedReport, Behind, Report
from app.gate import ReadDeskDep, WriteDeskDep, doing

router = APIRouter(route_class=JSONRoute)


@router.get("/reports", **doing("report.read"))
def show(asked: Annotated[AskedReport, Query()], desk: ReadDeskDep) -> Report:
    """Return figures of a quarter, or as of today."""
    return reports.of(desk, asked)


@router.post("/reports/cases", **doing("report.look"))
def behind(asked: AskedCases, desk: ReadDeskDep) -> Behind:
    """Return the cases behind one figure that one can open oneself."""
    return reports.cases(desk, asked)


@router.post("/reports/team", status_code=201, **doing("office.reporting"))
def begin(desk: WriteDeskDep) -> GroupView:
    """Make the group that reports."""
    return practice.one(desk, practice.make_reporting(desk))


@router.get("/reports/given", **doing("report.read"))
def given(desk: ReadDeskDep) -> list[GivenReportView]:
    """Return what left the office, the newest first."""
    return givenreports.listed(desk)


@router.post("/reports/given", status_code=201, **doing("report.give"))
def give(new: NewGift, desk: WriteDeskDep) -> GivenReportView:
    """Give a quarter's figures to somebody outside, small ones hidden; once, and then the same."""
    return givenreports.give(desk, new)


@router.get("/reports/given/{given_id}", **doing("report.read"))
def given_one(given_id: UUID, desk: ReadDeskDep) -> GivenReportView:
    """Return one quarter's figures as they left the office."""
    return givenreports.one(desk, given_id)


@router.get("/closing-codes", **doing("time.read"))
def codes(desk: ReadDeskDep) -> Problems:
    """Return the codes by which funders want closed cases counted, each with its days."""
    return problems.of_office(desk, CLOSINGS)


@router.put("/closing-codes", **doing("office.problems"))
def choose(wanted: Problems, desk: WriteDeskDep) -> Problems:
    """Have closed cases counted by these codes, sent whole with the version that stood before."""
    return problems.choose(desk, wanted, CLOSINGS)


@router.get("/cases/{case_id}/counting", **doing("case.count"))
def counted(case_id: UUID, desk: ReadDeskDep) -> CountedView:
    """Return as what a case counts in reports."""
    return countedas.of(desk, case_id)


@router.put("/cases/{case_id}/counting", **doing("case.count"))
def count(case_id: UUID, wanted: CountAs, desk: WriteDeskDep) -> CountedView:
    """Say as what a case counts, or that its lead leaves it out."""
    return countedas.choose(desk, case_id, wanted)
