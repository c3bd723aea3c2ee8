"""The facts of the statement after a loss."""

from fastapi import APIRouter

from app.api.taking import JSONRoute
from app.casework import loss
from app.casework.loss import LossView
from app.gate import ReadDeskDep, doing

router = APIRouter(route_class=JSONRoute)


@router.get("/loss", **doing("loss.read"))
def statement(desk: ReadDeskDep) -> LossView:
    """Tell what lay on the machine and which keys were within reach."""
    return loss.statement(desk)
