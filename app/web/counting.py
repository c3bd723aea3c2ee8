"""As what one case counts in reports, or that its lead leaves it out."""

from typing import Any
from uuid import UUID

from fastapi import APIRouter
from fastapi.responses import Response

from app.casework import countedas
from app.casework.countedas import CountAs
from app.errors import AmparoError, Conflict, OutOfRoom, Refused
from app.gate import doing
from app.web.errors import conflict_page
from app.web.forms import Form, FormDep, as_sent, read
from app.web.visit import Visit, VisitDep

router = APIRouter(prefix="/cases/{case_id}/counting")


@router.get("", **doing("case.count"))
def show(visit: VisitDep, case_id: UUID) -> Response:
    """Show as what a case counts in reports."""
    return _page(visit, case_id)


@router.post("", **doing("case.count"))
def choose(visit: VisitDep, case_id: UUID, form: FormDep) -> Response:
    """Say as what a case counts, or that its lead leaves it out."""
    typed = form.filled("problem", "closed_as", "counted", "reason")
    try:
        wanted = read(CountAs, {**typed, **form.filled("version")})
        with visit.write() as desk:
            countedas.choose(desk, case_id, wanted)
    except Conflict as wrong:
        return conflict_page(visit, wrong, "counting", f"/cases/{case_id}/counting", typed)
    except (Refused, OutOfRoom) as wrong:
        return _page(visit, case_id, form, wrong)
    return visit.to(f"/cases/{case_id}/counting")


def _page(
    visit: Visit, case_id: UUID, form: Form | None = None, wrong: AmparoError | None = None
) -> Response:
    with visit.read() as desk:
        view = countedas.of(desk, case_id)
    context: dict[str, Any] = {"section": "cases", "view": view}
    if form is not None and wrong is not None:
        return visit.again("cases/counting.html", form, wrong, **context)
    standing = view.model_dump(include={"problem", "closed_as", "reason", "counted"})
    known = {name: as_sent(value) for name, value in standing.items()}
    return visit.page("cases/counting.html", form=known, errors={}, refused=None, **context)
