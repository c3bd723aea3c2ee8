"""Who is of record in a case, and the steps by which a court lets somebody go."""

from typing import Any
from uuid import UUID

from fastapi import APIRouter
from fastapi.responses import Response

from app.casework import proceedings, representation
from app.casework.casefiles import label_of
from app.casework.representation import StepDone
from app.errors import TURNED_BACK, AmparoError
from app.gate import doing
from app.web.forms import Form, FormDep, read
from app.web.visit import Visit, VisitDep

router = APIRouter()


@router.get("/cases/{case_id}/representation", **doing("proceeding.read"))
def of_case(visit: VisitDep, case_id: UUID) -> Response:
    """Show who stands of record, those who must be let go first, each with its steps."""
    return _page(visit, case_id)


@router.post("/proceedings/{proceeding_id}/representation", **doing("proceeding.change"))
def done(visit: VisitDep, proceeding_id: UUID, form: FormDep) -> Response:
    """Note that a step was done, on which day."""
    with visit.read() as desk:
        case_id = proceedings.one(desk, proceeding_id).case_id
    try:
        step = read(StepDone, form.filled(*StepDone.model_fields))
        with visit.write() as desk:
            representation.done(desk, proceeding_id, step)
    except TURNED_BACK as wrong:
        return _page(visit, case_id, form, wrong)
    return visit.to(f"/cases/{case_id}/representation")


def _page(
    visit: Visit, case_id: UUID, form: Form | None = None, wrong: AmparoError | None = None
) -> Response:
    with visit.read() as desk:
        context: dict[str, Any] = {
            "section": "cases",
            "appearances": representation.of_case(desk, case_id),
            "label": label_of(desk, case_id),
        }
    if form is not None and wrong is not None:
        return visit.again("proceedings/representation.html", form, wrong, **context)
    return visit.page("proceedings/representation.html", form={}, **context)
