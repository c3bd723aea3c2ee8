"""The statement after a loss, to be printed."""

from fastapi import APIRouter
from fastapi.responses import Response

from app.casework import loss
from app.gate import doing
from app.web.visit import VisitDep

router = APIRouter()


@router.get("/loss", **doing("loss.read"))
def statement(visit: VisitDep) -> Response:
    """Show what lay on the machine and which keys were within reach."""
    with visit.read() as desk:
        view = loss.statement(desk)
    return visit.page(
        "loss/statement.html", section="office", loss=view, tz=visit.who.zone, for_others=True
    )
