"""Legal holds, and destroying a case."""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Query
from pydantic import BaseModel, ConfigDict

from app.api.paging import Listed, Stretch, cut
from app.api.proof import ProvingDep
from app.api.taking import JSONRoute
from app.casework import holds, shredding
from app.casework.holds import Holds, NewHold
from app.casework.shredding import NewShredding, Plan, ShreddingView
from app.casework.signin import Proof
from app.gate import ReadDeskDep, WriteDeskDep, doing

router = APIRouter(route_class=JSONRoute)


class Lifting(BaseModel):
    """Whether a hold is lifted, or waits for a second person."""

    model_config = ConfigDict(frozen=True)

    lifted: bool


@router.get("/cases/{case_id}/holds", **doing("hold.put_up"))
def of_case(case_id: UUID, desk: ReadDeskDep) -> Holds:
    """Tell the holds of a case, those that stand first."""
    return holds.of(desk, case_id)


@router.post("/cases/{case_id}/holds", status_code=201, **doing("hold.put_up"))
def put_up(case_id: UUID, new: NewHold, desk: WriteDeskDep) -> Holds:
    """Hold a case: nothing of it is destroyed until two people lift it."""
    holds.put_up(desk, case_id, new)
    return holds.of(desk, case_id)


@router.post("/cases/{case_id}/holds/{hold_id}/lifting", **doing("hold.lift"))
def lift(case_id: UUID, hold_id: UUID, desk: WriteDeskDep) -> Lifting:
    """Say, as one of two, that a hold is lifted."""
    return Lifting(lifted=holds.lift(desk, case_id, hold_id))


@router.get("/holds", **doing("hold.read_office"))
def of_office(desk: ReadDeskDep) -> Holds:
    """Tell the holds of the whole office."""
    return holds.of_office(desk)


@router.post("/holds", status_code=201, **doing("hold.put_up_office"))
def put_up_office(new: NewHold, desk: WriteDeskDep) -> Holds:
    """Hold the whole office: nothing is destroyed, no key of a backup is let go."""
    holds.put_up_office(desk, new)
    return holds.of_office(desk)


@router.post("/holds/{hold_id}/lifting", **doing("hold.lift_office"))
def lift_office(hold_id: UUID, desk: WriteDeskDep) -> Lifting:
    """Say, as one of two people, that a hold of the office is lifted."""
    return Lifting(lifted=holds.lift_office(desk, hold_id))


@router.get("/cases/{case_id}/destruction", **doing("case.shred"))
def plan(case_id: UUID, desk: ReadDeskDep) -> Plan:
    """Tell what would be destroyed of a case, and what keeps it from that."""
    return shredding.plan(desk, case_id)


@router.post("/cases/{case_id}/destruction", status_code=201, **doing("case.shred"))
def ask(case_id: UUID, wanted: NewShredding, proving: ProvingDep) -> ShreddingView:
    """Ask that a case be destroyed, with passphrase and a fresh code; somebody else agrees."""
    with proving.read() as desk:
        shredding.require_ready(desk, case_id)
        shredding.require_sure(wanted)
    with proving.write(wanted) as desk:
        return shredding.one(desk, shredding.ask(desk, case_id))


@router.post("/cases/{case_id}/destruction/agreement", status_code=204, **doing("case.shred"))
def agree(case_id: UUID, typed: Proof, proving: ProvingDep) -> None:
    """Agree, as another than who asked, with passphrase and a fresh code."""
    with proving.read() as desk:
        shredding.require_asked(desk, case_id)
    with proving.write(typed) as desk:
        shredding.agree(desk, case_id)


@router.get("/destructions", **doing("shredding.read"))
def listed(asked: Annotated[Stretch, Query()], desk: ReadDeskDep) -> Listed[ShreddingView]:
    """List what is going to be destroyed when, the next first, then what was or was stopped."""
    return cut(shredding.listed(desk), asked)


@router.get("/destructions/{shredding_id}", **doing("shredding.read"))
def one(shredding_id: UUID, desk: ReadDeskDep) -> ShreddingView:
    """Tell how far a destruction is; once it is done, what the certificate says."""
    return shredding.one(desk, shredding_id)


@router.delete("/destructions/{shredding_id}", status_code=204, **doing("shredding.stop"))
def stop(shredding_id: UUID, desk: WriteDeskDep) -> None:
    """Stop what is to be destroyed."""
    shredding.stop(desk, shredding_id)
