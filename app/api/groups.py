"""Groups, to whom new cases go, and how open one case is."""

from uuid import UUID

from fastapi import APIRouter

from app.api.proof import ProvingDep
from app.api.taking import JSONRoute
from app.casework import openness, practice
from app.casework.openness import Openness, OpennessView
from app.casework.practice import GroupsView, GroupView, NewGroup, NewMember, NewProfile
from app.casework.signin import Proof
from app.gate import ReadDeskDep, SharedDep, WriteDeskDep, doing

router = APIRouter(route_class=JSONRoute)


class ProvedMember(NewMember, Proof):
    """Who is let into a group; with the passphrase and a fresh code."""


@router.get("/groups", **doing("group.read"))
def listed(desk: ReadDeskDep) -> GroupsView:
    """List the groups with their people, and to whom new cases go."""
    return practice.listed(desk)


@router.post("/groups", status_code=201, **doing("group.keep"))
def make(new: NewGroup, desk: WriteDeskDep) -> GroupView:
    """Make a practice group, with oneself in it."""
    return practice.one(desk, practice.make(desk, new))


@router.post("/groups/intake", status_code=201, **doing("office.intake"))
def make_intake(desk: WriteDeskDep) -> GroupView:
    """Make the intake team, whose people read every open inquiry."""
    return practice.one(desk, practice.make_intake(desk))


@router.put("/groups/profile", **doing("office.profile"))
def choose(new: NewProfile, desk: WriteDeskDep) -> GroupsView:
    """Choose to whom new cases go; what stands stays as it is."""
    practice.choose(desk, new)
    return practice.listed(desk)


@router.get("/groups/{group_id}", **doing("group.read"))
def one(group_id: UUID, desk: ReadDeskDep) -> GroupView:
    """Tell of one group: its people, since when, and who let them in."""
    return practice.one(desk, group_id)


@router.post("/groups/{group_id}/people", status_code=201, **doing("group.keep"))
def let_in(group_id: UUID, new: ProvedMember, proving: ProvingDep) -> GroupView:
    """Let somebody into a group, with passphrase and a fresh code."""
    with proving.read() as desk:
        practice.require_to_let_in(desk, group_id, new)
    with proving.write(new) as desk:
        practice.let_in(desk, group_id, new)
        return practice.one(desk, group_id)


@router.delete("/groups/{group_id}/people/{staff_id}", status_code=204, **doing("group.keep"))
def take_out(group_id: UUID, staff_id: UUID, desk: WriteDeskDep, there: SharedDep) -> None:
    """Take somebody out of a group, which has a new key at once."""
    practice.take_out(desk, there.calendar, group_id, staff_id)


@router.delete("/groups/{group_id}", status_code=204, **doing("group.keep"))
def close(group_id: UUID, desk: WriteDeskDep) -> None:
    """Close a practice group; its people keep what it reads."""
    practice.close(desk, group_id)


@router.get("/cases/{case_id}/openness", **doing("case.share"))
def openness_of(case_id: UUID, desk: ReadDeskDep) -> OpennessView:
    """Tell how open a case is, and who would read it otherwise."""
    return openness.of(desk, case_id)


@router.put("/cases/{case_id}/openness", **doing("case.share"))
def open_to(case_id: UUID, wanted: Openness, desk: WriteDeskDep) -> OpennessView:
    """Close a case to all but its named people, or open it to groups."""
    openness.choose(desk, case_id, wanted)
    return openness.of(desk, case_id)
