"""The custodians' papers: who keeps one, and typing one back."""

from fastapi import APIRouter
from fastapi.responses import Response

from app.casework import custody
from app.errors import AmparoError, Refused
from app.gate import doing
from app.web.forms import FormDep
from app.web.visit import Visit, VisitDep

router = APIRouter()


@router.get("/custodians", **doing("kit.read"))
def papers(visit: VisitDep) -> Response:
    """Show who keeps a paper, and which were typed back."""
    return _list(visit)


@router.post("/custodians/{at}", **doing("kit.rehearse"))
def rehearse(visit: VisitDep, at: int, form: FormDep) -> Response:
    """Try a paper; what was typed is forgotten, the day is kept."""
    try:
        with visit.write() as desk:
            name = custody.rehearse(desk, at, form.one("paper"))
    except Refused as wrong:
        return _list(visit, wrong=wrong, at=at)
    return _list(visit, name=name)


def _list(
    visit: Visit, *, wrong: AmparoError | None = None, at: int = -1, name: str = ""
) -> Response:
    with visit.read() as desk:
        known, owed, is_whole = custody.view(desk), custody.debt(desk), custody.is_whole(desk)
    return visit.page(
        "custody/list.html",
        status=wrong.status if wrong else 200,
        section="office",
        custody=known,
        debt=owed,
        is_whole=is_whole,
        refused=wrong,
        at=at,
        tried=name,
        tz=visit.who.zone,
    )
