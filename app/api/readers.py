"""Who can read a case, who leads it, and a colleague who leaves."""

from uuid import UUID

from fastapi import APIRouter

from app.api.paging import Listed
from app.api.proof import ProvingDep
from app.api.taking import JSONRoute
from app.casework import cases, formerly, guests, leaving, readers
from app.casework.cases import CaseView
from app.casework.formerly import Formerly
from app.casework.guests import GuestsView, Stay
from app.casework.leaving import Leaving, LeavingView
from app.casework.readers import NewLead, NewReader, ReaderView
from app.casework.signin import Proof
from app.gate import ReadDeskDep, SharedDep, WriteDeskDep, doing


class ProvedLeaving(Leaving, Proof):
    """Who takes over from somebody who leaves; with the passphrase and a fresh code."""


class NowAndBefore(Listed[ReaderView]):
    """Who can read a case, and who had it before."""

    formerly: list[Formerly]


router = APIRouter(route_class=JSONRoute)


@router.get("/cases/{case_id}/readers", **doing("case.read"))
def listed(case_id: UUID, desk: ReadDeskDep) -> NowAndBefore:
    """List who can read a case, by name, and who had it before, the newest first."""
    now = readers.of(desk, case_id).readers
    return NowAndBefore(items=now, next=None, formerly=formerly.of(desk, case_id))


@router.post("/cases/{case_id}/readers", status_code=201, **doing("case.share"))
def add(case_id: UUID, new: NewReader, desk: WriteDeskDep) -> Listed[ReaderView]:
    """Give a colleague a case; answers with everybody who can read it now."""
    readers.add(desk, case_id, new)
    return Listed(items=readers.of(desk, case_id).readers, next=None)


@router.delete("/cases/{case_id}/readers/{staff_id}", status_code=204, **doing("case.share"))
def remove(case_id: UUID, staff_id: UUID, desk: WriteDeskDep) -> None:
    """Take a case from a colleague; what is written next is under a new key."""
    readers.remove(desk, case_id, staff_id)


@router.put("/cases/{case_id}/readers/{staff_id}/stay", **doing("case.share"))
def prolong(case_id: UUID, staff_id: UUID, wanted: Stay, desk: WriteDeskDep) -> Listed[ReaderView]:
    """Let a guest read a case until another day, or for good; answers with all who can read it."""
    guests.prolong(desk, case_id, staff_id, wanted)
    return Listed(items=readers.of(desk, case_id).readers, next=None)


@router.get("/guests", **doing("guest.read"))
def guests_of_mine(desk: ReadDeskDep, there: SharedDep) -> GuestsView:
    """List the guests of the cases that one can open, whoever goes first on top."""
    return guests.listed(desk, there.calendar)


@router.put("/cases/{case_id}/lead", **doing("case.share"))
def lead(case_id: UUID, wanted: NewLead, desk: WriteDeskDep) -> CaseView:
    """Choose who leads a case and who backs her up; both can read it afterwards."""
    readers.lead(desk, case_id, wanted)
    return cases.one(desk, case_id)


@router.get("/colleagues/{staff_id}/leaving", **doing("staff.leave"))
def plan(staff_id: UUID, desk: ReadDeskDep, there: SharedDep) -> LeavingView:
    """Tell what stands to be handed over before a colleague leaves."""
    return leaving.plan(desk, there.calendar, staff_id)


@router.post("/colleagues/{staff_id}/leaving", status_code=204, **doing("staff.leave"))
def leave(staff_id: UUID, wanted: ProvedLeaving, proving: ProvingDep, there: SharedDep) -> None:
    """Hand over what a colleague held, with passphrase and a fresh code, and close her account."""
    with proving.read() as desk:
        leaving.require_ready(desk, there.calendar, staff_id, wanted)
    with proving.write(wanted) as desk:
        leaving.leave(desk, there.calendar, staff_id, wanted)
    there.sessions.end_all(staff_id)
