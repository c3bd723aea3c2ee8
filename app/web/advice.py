"""Limited advice in an inquiry or a case: what was told, and the sheet to take along."""

from typing import Any
from uuid import UUID

from fastapi import APIRouter
from fastapi.responses import Response

from app.casework import advice, people
from app.casework.advice import NewAdvice
from app.errors import TURNED_BACK, AmparoError
from app.gate import doing
from app.web.forms import Form, FormDep, read
from app.web.visit import Visit, VisitDep
from app.words import LOCALES

router = APIRouter()
OF_A_CASE = "/cases/{case_id}/advice"


@router.get(OF_A_CASE, **doing("advice.read"))
def of_case(visit: VisitDep, case_id: UUID) -> Response:
    """Show what was advised, which dates are the person's own, and the form of new advice."""
    return _page(visit, case_id)


@router.post(OF_A_CASE, **doing("advice.give"))
def give(visit: VisitDep, case_id: UUID, form: FormDep) -> Response:
    """Write down what somebody was told."""
    try:
        new = read(NewAdvice, form.filled(*NewAdvice.model_fields))
        with visit.write() as desk:
            advice.give(desk, case_id, new)
    except TURNED_BACK as wrong:
        return _page(visit, case_id, form, wrong)
    return visit.to(f"/cases/{case_id}/advice")


@router.get(OF_A_CASE + "/sheet", **doing("advice.read"))
def sheet(visit: VisitDep, case_id: UUID, lang: str = "") -> Response:
    """Show the sheet that somebody takes along, in her language where Amparo speaks it."""
    with visit.read() as desk:
        view = advice.of_case(desk, case_id)
    hers = lang or view.language
    return visit.page(
        "advice/sheet.html",
        section="cases",
        view=view,
        in_locale=hers if hers in LOCALES else visit.who.locale,
        is_hers=hers in LOCALES,
        for_others=True,
    )


def _page(
    visit: Visit, case_id: UUID, form: Form | None = None, wrong: AmparoError | None = None
) -> Response:
    with visit.read() as desk:
        view = advice.of_case(desk, case_id)
        told = [(str(each.id), each.name) for each in people.of_case(desk, case_id)]
    context: dict[str, Any] = {
        "section": "cases",
        "view": view,
        "people": told,
        "tz": visit.who.zone,
    }
    if form is not None and wrong is not None:
        return visit.again("advice/of_case.html", form, wrong, **context)
    return visit.page("advice/of_case.html", form={}, errors={}, refused=None, **context)
