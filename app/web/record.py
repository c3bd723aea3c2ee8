"""The record of who did what: how far it goes, and comparing it with a mail that was kept."""

from typing import Any

from fastapi import APIRouter
from fastapi.responses import Response

from app.casework import heads
from app.casework.heads import Compared, MailedHead
from app.casework.policy import may
from app.errors import Refused
from app.gate import doing
from app.web.forms import Form, FormDep, read
from app.web.visit import Visit, VisitDep

router = APIRouter()


@router.get("/record", **doing("record.read"))
def newest(visit: VisitDep) -> Response:
    """Show how far the record goes."""
    return _page(visit)


@router.post("/record", **doing("record.compare"))
def compare(visit: VisitDep, form: FormDep) -> Response:
    """Compare the record with number and code of a mail."""
    typed = form.filled("number", "code")
    number = "".join(each for each in typed.get("number", "") if each.isdigit())
    try:
        told = read(MailedHead, typed | ({"number": number} if number else {}))
    except Refused as wrong:
        return _page(visit, form=form, wrong=wrong)
    with visit.read() as desk:
        compared = heads.compare(desk, told)
    return _page(visit, compared, form)


def _page(
    visit: Visit,
    compared: Compared | None = None,
    form: Form | None = None,
    wrong: Refused | None = None,
) -> Response:
    with visit.read() as desk:
        view = heads.newest(desk)
    context: dict[str, Any] = {
        "section": "office",
        "record": view,
        "compared": compared,
        "is_witnessed": visit.there.house.settings.witness_file is not None,
        "may_search": may(visit.who.role, "record.search"),
        "tz": visit.who.zone,
    }
    if form is not None and wrong is not None:
        return visit.again("record/one.html", form, wrong, **context)
    return visit.page("record/one.html", form=form.typed() if form else {}, **context)
