"""What my mails say, and what the office's do."""

from typing import Any

from fastapi import APIRouter
from fastapi.responses import Response

from app.casework import mailways
from app.casework.mailways import OfficeMails, OwnMails
from app.casework.policy import may
from app.errors import TURNED_BACK, AmparoError
from app.gate import doing
from app.web.forms import Form, FormDep, read
from app.web.visit import Visit, VisitDep

router = APIRouter()


@router.get("/mails", **doing("mails.read"))
def ways(visit: VisitDep) -> Response:
    """Show how much mails say."""
    return _page(visit)


@router.post("/mails/own", **doing("mails.own"))
def own(visit: VisitDep, form: FormDep) -> Response:
    """Have my own mails say less, or as much as the office's again."""
    try:
        with visit.write() as desk:
            mailways.choose_own(desk, read(OwnMails, {"level": form.one("own")}))
    except TURNED_BACK as wrong:
        return _page(visit, form, wrong)
    return visit.to("/mails")


@router.post("/mails/office", **doing("mails.office"))
def office(visit: VisitDep, form: FormDep) -> Response:
    """Choose for the office how much mails say."""
    try:
        wanted = read(OfficeMails, form.filled("level", "word"))
        with visit.write() as desk:
            mailways.choose(desk, wanted)
    except TURNED_BACK as wrong:
        return _page(visit, form, wrong)
    return visit.to("/mails")


def _page(visit: Visit, form: Form | None = None, wrong: AmparoError | None = None) -> Response:
    with visit.read() as desk:
        view = mailways.view(desk)
    role = visit.who.role
    context: dict[str, Any] = {"section": "account", "view": view}
    context |= {"may_choose": may(role, "mails.office"), "may_feed": may(role, "feed.read")}
    if form is not None and wrong is not None:
        return visit.again("mails/ways.html", form, wrong, **context)
    return visit.page("mails/ways.html", form={}, errors={}, refused=None, **context)
