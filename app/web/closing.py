"""The end of a case, opening it again, and its line of time."""

from typing import Any
from uuid import UUID

from fastapi import APIRouter
from fastapi.responses import Response

from app.casework import closing, forgood, timeline
from app.casework.closing import Closing, Reopening
from app.errors import AmparoError, Conflict, OutOfRoom, Refused
from app.gate import doing
from app.web.errors import conflict_page
from app.web.forms import Form, FormDep, read
from app.web.visit import Visit, VisitDep

router = APIRouter(prefix="/cases/{case_id}")


@router.get("/timeline", **doing("case.read"))
def line(visit: VisitDep, case_id: UUID, of: UUID | None = None) -> Response:
    """Show everything of a case on one line of time, of one proceeding or of all."""
    with visit.read() as desk:
        shown = timeline.of_case(desk, case_id, of)
    return visit.page("cases/timeline.html", section="cases", line=shown)


@router.get("/closing", **doing("case.close"))
def form(visit: VisitDep, case_id: UUID) -> Response:
    """Show what must be said to close a case, or how it was closed."""
    return _page(visit, case_id)


@router.post("/closing", **doing("case.close"))
def close(visit: VisitDep, case_id: UUID, form: FormDep) -> Response:
    """Close a case."""
    typed = form.filled("originals", "originals_note", "retention", "keep_until", "note")
    told = {name: form.one(name) for name in form if name.startswith("outcome.")}
    ends = [
        {"proceeding_id": name.removeprefix("outcome."), "outcome": value}
        for name, value in told.items()
        if value
    ]
    try:
        wanted = read(Closing, {**typed, "outcomes": ends, **form.filled("version")})
        with visit.write() as desk:
            closing.close(desk, case_id, wanted)
    except Conflict as wrong:
        address = f"/cases/{case_id}/closing"
        return conflict_page(visit, wrong, "closing", address, {**typed, **told})
    except (Refused, OutOfRoom) as wrong:
        return _page(visit, case_id, form, wrong)
    return visit.to(f"/cases/{case_id}")


@router.post("/reopening", **doing("case.close"))
def reopen(visit: VisitDep, case_id: UUID, form: FormDep) -> Response:
    """Open a closed case again."""
    typed = form.filled("reason")
    try:
        wanted = read(Reopening, {**typed, **form.filled("version")})
        with visit.write() as desk:
            closing.reopen(desk, case_id, wanted)
    except Conflict as wrong:
        return conflict_page(visit, wrong, "closing", f"/cases/{case_id}/reopening", typed)
    except (Refused, OutOfRoom) as wrong:
        return _page(visit, case_id, form, wrong)
    return visit.to(f"/cases/{case_id}")


def _page(
    visit: Visit, case_id: UUID, form: Form | None = None, wrong: AmparoError | None = None
) -> Response:
    with visit.read() as desk:
        end = closing.of(desk, case_id)
        forgood.require(desk, case_id)
    context: dict[str, Any] = {"section": "cases", "end": end}
    if form is not None and wrong is not None:
        return visit.again("cases/closing.html", form, wrong, **context)
    kept = {f"outcome.{each.id}": each.outcome for each in end.proceedings}
    return visit.page("cases/closing.html", form=kept, **context)
