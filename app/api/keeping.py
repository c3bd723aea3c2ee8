"""What is kept on paper, one's own codes and the custodians' kits; and keys under older wraps."""

from datetime import datetime

from fastapi import APIRouter
from pydantic import BaseModel, ConfigDict, Field

from app.api.once import Paper, paper
from app.api.paging import Listed
from app.api.proof import ProvingDep
from app.api.taking import JSONRoute
from app.casework import codes, custody, rotation
from app.casework.codes import KeptAt
from app.casework.rotation import OldWraps
from app.casework.signin import Proof
from app.db.desk import Desk
from app.gate import ReadDeskDep, WriteDeskDep, doing

router = APIRouter(route_class=JSONRoute)


class Code(BaseModel):
    """Where one of one's own printed codes is; `asks` when that is to be told again."""

    model_config = ConfigDict(frozen=True, from_attributes=True)

    which: int
    place: str = Field(repr=False)
    made_at: datetime
    asks: bool


class NewCode(KeptAt, Proof):
    """Where the new code will be kept, with passphrase and a fresh code of the app or a passkey."""


class Typed(BaseModel):
    """A custodian's paper as she types it back; forgotten at once."""

    model_config = ConfigDict(extra="forbid", frozen=True, hide_input_in_errors=True)

    paper: str = Field(max_length=400, repr=False)


class Kit(BaseModel):
    """One custodian, and when her paper was last typed back."""

    model_config = ConfigDict(frozen=True, from_attributes=True)

    name: str = Field(repr=False)
    outside: bool
    typed_at: datetime | None


class Kits(BaseModel):
    """Who keeps the office's secrets, and how many must act together."""

    model_config = ConfigDict(frozen=True)

    needed: int
    is_whole: bool = Field(description="Whether what the papers open is as it was sealed.")
    custodians: list[Kit]


@router.get("/codes", **doing("code.read"))
def mine(desk: ReadDeskDep) -> Listed[Code]:
    """List where one's own printed codes are kept."""
    return Listed(items=_codes(desk), next=None)


@router.put("/codes/{which}/place", **doing("code.keep"))
def keep(which: int, at: KeptAt, desk: WriteDeskDep) -> Listed[Code]:
    """Write down where one of them is kept, or that it still is there."""
    codes.keep(desk, which, at)
    return Listed(items=_codes(desk), next=None)


@router.post("/codes/{which}", status_code=201, **doing("code.make"))
def make(which: int, new: NewCode, proving: ProvingDep) -> Paper:
    """Make one anew, with passphrase and a fresh code; the old one opens nothing."""
    with proving.read():
        pass  # whether her role includes it
    with proving.write(new) as desk:
        return paper(codes.make_own(desk, which, KeptAt(place=new.place)))


@router.get("/custodians", **doing("kit.read"))
def kits(desk: ReadDeskDep) -> Kits:
    """Tell who keeps a paper, and which were typed back."""
    return _kits(desk)


@router.post("/custodians/{at}/rehearsal", **doing("kit.rehearse"))
def rehearse(at: int, typed: Typed, desk: WriteDeskDep) -> Kits:
    """Try a paper; what was typed is forgotten, the day is kept."""
    custody.rehearse(desk, at, typed.paper)
    return _kits(desk)


@router.get("/rotation", **doing("staff.read"))
def old_wraps(desk: ReadDeskDep) -> OldWraps:
    """Tell how many colleagues' keys stand under a former server key or an older cost still."""
    return rotation.old_wraps(desk)


def _codes(desk: Desk) -> list[Code]:
    return [Code.model_validate(each) for each in codes.of(desk, desk.who.id)]


def _kits(desk: Desk) -> Kits:
    known = custody.view(desk)
    each = [Kit.model_validate(custodian) for custodian in known.custodians]
    return Kits(needed=known.needed, is_whole=custody.is_whole(desk), custodians=each)
