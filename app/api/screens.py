"""Ethical screens of a case, and sealing it."""

from uuid import UUID

from fastapi import APIRouter

from app.api.taking import JSONRoute
from app.casework import screening, sealing
from app.casework.screening import CaseScreens, NewScreen
from app.casework.sealing import Sealing, SealView
from app.gate import ReadDeskDep, WriteDeskDep, doing

router = APIRouter(route_class=JSONRoute)


@router.get("/cases/{case_id}/screens", **doing("case.screen"))
def listed(case_id: UUID, desk: ReadDeskDep) -> CaseScreens:
    """Tell whom screens keep from a case, those that stand first, with those taken down."""
    return screening.of(desk, case_id)


@router.post("/cases/{case_id}/screens", status_code=204, **doing("case.screen"))
def put_up(case_id: UUID, new: NewScreen, desk: WriteDeskDep) -> None:
    """Keep a colleague from a case, whatever she holds or will be given."""
    screening.put_up(desk, case_id, new)


@router.delete("/cases/{case_id}/screens/{staff_id}", status_code=204, **doing("case.unscreen"))
def take_down(case_id: UUID, staff_id: UUID, desk: WriteDeskDep) -> None:
    """Let a colleague be given a case again; she holds nothing of it by that."""
    screening.take_down(desk, case_id, staff_id)


@router.get("/cases/{case_id}/seal", **doing("case.seal"))
def seal_of(case_id: UUID, desk: ReadDeskDep) -> SealView:
    """Tell how a case is sealed, who reads it then and who not any more."""
    return sealing.of(desk, case_id)


@router.put("/cases/{case_id}/seal", **doing("case.seal"))
def seal(case_id: UUID, wanted: Sealing, desk: WriteDeskDep) -> SealView:
    """Seal a case so that only its named people may know of it, or unseal it."""
    sealing.seal(desk, case_id, wanted)
    return sealing.of(desk, case_id)
