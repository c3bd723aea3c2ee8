"""Sealing a case, and unsealing it."""

from typing import Any
from uuid import UUID

from fastapi import APIRouter
from fastapi.responses import Response

from app.casework import forgood, sealing
from app.casework.sealing import Sealing
from app.errors import TURNED_BACK, AmparoError
from app.gate import doing
from app.web.forms import Form, FormDep, read
from app.web.visit import Visit, VisitDep

router = APIRouter(prefix="/cases/{case_id}/seal")


@router.get("", **doing("case.seal"))
def form(visit: VisitDep, case_id: UUID) -> Response:
    """Show whether the case is sealed, and who would read it then."""
    return _page(visit, case_id)


@router.post("", **doing("case.seal"))
def seal(visit: VisitDep, case_id: UUID, form: FormDep) -> Response:
    """Seal the case, or unseal it."""
    try:
        wanted = read(Sealing, {"why": form.one("why")})
        with visit.write() as desk:
            sealing.seal(desk, case_id, wanted)
    except TURNED_BACK as wrong:
        return _page(visit, case_id, form, wrong)
    return visit.to(f"/cases/{case_id}")


def _page(
    visit: Visit, case_id: UUID, form: Form | None = None, wrong: AmparoError | None = None
) -> Response:
    with visit.read() as desk:
        view = sealing.of(desk, case_id)
        forgood.require(desk, case_id)
    context: dict[str, Any] = {"section": "cases", "view": view}
    if form is not None and wrong is not None:
        return visit.again("cases/seal.html", form, wrong, **context)
    return visit.page("cases/seal.html", **context)
