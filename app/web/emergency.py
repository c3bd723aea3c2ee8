"""Emergency access: opening for some hours what waits for me as a cover."""

from typing import Any

from fastapi import APIRouter
from fastapi.responses import Response

from app import gate
from app.casework import emergency
from app.casework.emergency import NewEmergency
from app.errors import AmparoError
from app.gate import doing
from app.web import proof
from app.web.forms import Form, FormDep, read
from app.web.visit import Visit, VisitDep

router = APIRouter()


@router.get("/emergency", **doing("emergency.open"))
def form(visit: VisitDep) -> Response:
    """Show what waits for me, and what it takes."""
    return _page(visit)


@router.post("/emergency", **doing("emergency.open"))
def open_case(visit: VisitDep, form: FormDep) -> Response:
    """Open one case after passphrase and code, with a reason, for some hours."""
    with visit.read():
        pass  # who this is, and whether her role includes it
    typed = form.filled("case_id", "reason", "hours") | proof.typed(form)
    there, address = visit.there, gate.network_address(visit.request)
    try:
        wanted = read(NewEmergency, typed)
        emergency.open_case(there.house, there.throttle, visit.who, wanted, address)
    except proof.UNPROVED as wrong:
        return _page(visit, form, wrong)
    return visit.did(f"/cases/{wanted.case_id}")


def _page(visit: Visit, form: Form | None = None, wrong: AmparoError | None = None) -> Response:
    with visit.read() as desk:
        waiting = emergency.waiting(desk, visit.calendar)
    context: dict[str, Any] = {
        "section": "account",
        "waiting": waiting,
        "hours": range(1, emergency.MOST_HOURS + 1),
    }
    if form is not None and wrong is not None:
        return visit.again("absences/emergency.html", form, wrong, **context)
    return visit.page("absences/emergency.html", form={}, errors={}, refused=None, **context)
