"""My dates of the next weeks on paper."""

from typing import Annotated

from fastapi import APIRouter, Query
from fastapi.responses import Response

from app.casework import docket
from app.gate import doing
from app.web.visit import VisitDep

router = APIRouter()


@router.get("/docket", **doing("docket.print"))
def printed(
    visit: VisitDep,
    weeks: Annotated[int, Query(ge=2, le=4)] = 2,
    names: Annotated[bool, Query()] = False,
) -> Response:
    """Show my dates of two weeks or of a month, to be printed; with names only where I ask."""
    with visit.read() as desk:
        view = docket.docket(desk, visit.calendar, days=14 if weeks == 2 else 31, names=names)  # noqa: PLR2004 - two weeks or a month
    return visit.page("today/docket.html", section="today", docket=view, weeks=weeks)


@router.get("/docket/holders", **doing("docket.print"))
def holders(visit: VisitDep) -> Response:
    """Show who has which case by file number, to be printed and kept with the papers."""
    with visit.read() as desk:
        view = docket.holders(desk)
    return visit.page("today/holders.html", section="today", view=view)
