"""Many cases of a colleague at once."""

from uuid import UUID

from fastapi import APIRouter

from app.api.taking import JSONRoute
from app.casework import handing
from app.casework.handing import HandingPreview, HandingView, NewHanding
from app.gate import ReadDeskDep, SharedDep, WriteDeskDep, doing

router = APIRouter(route_class=JSONRoute)


@router.post("/colleagues/{staff_id}/handing/preview", **doing("case.reassign"))
def preview(
    staff_id: UUID, wanted: NewHanding, there: SharedDep, desk: ReadDeskDep
) -> HandingPreview:
    """Tell who can read what before and after; nothing is done."""
    return handing.preview(desk, there.calendar, staff_id, wanted)


@router.post("/colleagues/{staff_id}/handing", status_code=201, **doing("case.reassign"))
def begin(staff_id: UUID, wanted: NewHanding, there: SharedDep, desk: WriteDeskDep) -> HandingView:
    """Begin; ask for steps until none waits."""
    return handing.one(desk, handing.begin(desk, there.calendar, staff_id, wanted))


@router.get("/handings/{handing_id}", **doing("case.reassign"))
def progress(handing_id: UUID, desk: ReadDeskDep) -> HandingView:
    """Tell how far it is."""
    return handing.one(desk, handing_id)


@router.post("/handings/{handing_id}/step", **doing("case.reassign"))
def step(handing_id: UUID, desk: WriteDeskDep) -> HandingView:
    """Do the next few cases."""
    handing.go_on(desk, handing_id)
    return handing.one(desk, handing_id)


@router.post("/handings/{handing_id}/undo", status_code=201, **doing("case.reassign"))
def undo(handing_id: UUID, desk: WriteDeskDep) -> HandingView:
    """Hand back what was done, by steps of its own."""
    return handing.one(desk, handing.undo(desk, handing_id))
