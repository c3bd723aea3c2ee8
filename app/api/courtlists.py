"""The court's own lists of codes."""

from fastapi import APIRouter

from app.api.taking import JSONRoute
from app.casework import courtlists
from app.casework.courtlists import CodeView
from app.forums.lists import Name
from app.gate import ReadDeskDep, doing

router = APIRouter(prefix="/court-lists", route_class=JSONRoute)


@router.get("/{name}", **doing("courtlist.read"))
def one(name: Name, desk: ReadDeskDep) -> list[CodeView]:
    """Return motions, charges, nationalities or languages as the court codes them."""
    return courtlists.of(desk, name)
