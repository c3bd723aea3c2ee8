"""How open a case is: to its named people only, or to groups."""

from typing import Any
from uuid import UUID

from fastapi import APIRouter
from fastapi.responses import Response

from app.casework import forgood, openness
from app.casework.openness import Openness
from app.errors import TURNED_BACK, AmparoError
from app.gate import doing
from app.web.forms import Form, FormDep, read
from app.web.visit import Visit, VisitDep

router = APIRouter(prefix="/cases/{case_id}/openness")


@router.get("", **doing("case.share"))
def form(visit: VisitDep, case_id: UUID) -> Response:
    """Show how open the case is, and who would read it otherwise."""
    return _page(visit, case_id)


@router.post("", **doing("case.share"))
def choose(visit: VisitDep, case_id: UUID, form: FormDep) -> Response:
    """Close the case to all but its named people, or open it to groups."""
    try:
        typed: dict[str, Any] = form.filled("version", "named_only")
        if form.one("named_only") == "false":
            typed["groups"] = form.get("groups", [])
        wanted = read(Openness, typed)
        with visit.write() as desk:
            openness.choose(desk, case_id, wanted)
    except TURNED_BACK as wrong:
        return _page(visit, case_id, form, wrong)
    return visit.to(f"/cases/{case_id}")


def _page(
    visit: Visit, case_id: UUID, form: Form | None = None, wrong: AmparoError | None = None
) -> Response:
    with visit.read() as desk:
        view = openness.of(desk, case_id)
        forgood.require(desk, case_id)
    ticked = [str(each) for each in view.suggested] if form is None else form.get("groups", [])
    context: dict[str, Any] = {"section": "cases", "view": view, "ticked": ticked}
    if form is not None and wrong is not None:
        return visit.again("cases/openness.html", form, wrong, **context)
    return visit.page("cases/openness.html", form={}, errors={}, refused=None, **context)
