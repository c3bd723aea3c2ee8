"""Ethical screens of a case, and sealing it."""

from uuid import UUID

from fastapi import APIRouter, Request
from fastapi.responses import JSONResponse, Response

from app.api.errors import answer
from app.api.proof import ProvingDep
from app.api.taking import JSONRoute
from app.casework import screening, sealing, seconding
from app.casework.screening import CaseScreens, NewScreen, ScreenEnd
from app.casework.sealing import Sealing, SealView
from app.casework.signin import Proof
from app.casework.tray import asking
from app.casework.tray.asking import NewAsk
from app.casework.tray.handing import GivenView
from app.errors import Refused
from app.gate import ReadDeskDep, WriteDeskDep, doing

router = APIRouter(route_class=JSONRoute)


class ProvedEnd(Proof, ScreenEnd):
    """Why a screen comes down, and that it is oneself who says so."""

    @property
    def end(self) -> ScreenEnd:
        """The same without the proof."""
        return ScreenEnd(why=self.why, asked_by=self.asked_by)


@router.post("/screens", status_code=201, response_model=GivenView, **doing("screen.ask"))
def ask(request: Request, new: NewAsk, desk: WriteDeskDep) -> Response:
    """Ask the people of a case, by its number, to keep a colleague away; a miss is noted too."""
    given = asking.ask(desk, new)
    if given is None:
        return answer(request, Refused(asking.NOWHERE))
    return JSONResponse(given.model_dump(mode="json"), status_code=201)


@router.get("/cases/{case_id}/screens", **doing("case.screen"))
def listed(case_id: UUID, desk: ReadDeskDep) -> CaseScreens:
    """Tell whom screens keep from a case, those that stand first, with those taken down."""
    return screening.of(desk, case_id)


@router.post("/cases/{case_id}/screens", status_code=204, **doing("case.screen"))
def put_up(case_id: UUID, new: NewScreen, desk: WriteDeskDep) -> None:
    """Keep a colleague from a case, whatever she holds or will be given.

    Before a supervising attorney somebody else has to agree first; the list of screens says so.
    """
    screening.put_up(desk, case_id, new)


@router.post(
    "/cases/{case_id}/screens/{staff_id}/agreement", status_code=204, **doing("case.screen")
)
def agree(case_id: UUID, staff_id: UUID, desk: WriteDeskDep) -> None:
    """Agree, as the second of two, that a supervising attorney is kept from a case."""
    screening.agree(desk, case_id, staff_id)


@router.post(
    "/cases/{case_id}/screens/{staff_id}/turning-down", status_code=204, **doing("case.screen")
)
def turn_down(case_id: UUID, staff_id: UUID, desk: WriteDeskDep) -> None:
    """Turn down, or withdraw, what was asked: nobody is kept from the case by it."""
    seconding.turn_down(desk, case_id, staff_id)


@router.post("/cases/{case_id}/screens/{staff_id}/end", status_code=204, **doing("case.unscreen"))
def take_down(case_id: UUID, staff_id: UUID, typed: ProvedEnd, proving: ProvingDep) -> None:
    """Let a colleague be given a case again: why, with passphrase and a fresh code.

    She holds nothing of it by that. Where no supervising attorney reads the case it stands until a
    second person sends the same; the list of screens says so.
    """
    with proving.read() as desk:
        screening.require_end(desk, case_id, staff_id, typed.end)
    with proving.write(typed) as desk:
        screening.take_down(desk, case_id, staff_id, typed.end)


@router.get("/cases/{case_id}/seal", **doing("case.seal"))
def seal_of(case_id: UUID, desk: ReadDeskDep) -> SealView:
    """Tell how a case is sealed, who reads it then and who not any more."""
    return sealing.of(desk, case_id)


@router.put("/cases/{case_id}/seal", **doing("case.seal"))
def seal(case_id: UUID, wanted: Sealing, desk: WriteDeskDep) -> SealView:
    """Seal a case so that only its named people may know of it, or unseal it."""
    sealing.seal(desk, case_id, wanted)
    return sealing.of(desk, case_id)
