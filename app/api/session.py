"""Signing in and out, and who one is."""

from uuid import UUID

from fastapi import APIRouter, Request, Response
from pydantic import BaseModel, ConfigDict, Field

from app.api.taking import JSONRoute
from app.casework import seats, signin
from app.casework.signin import Credentials
from app.db.desk import Colleague
from app.gate import (
    ReadDesk,
    SeatDep,
    SharedDep,
    clear_cookie,
    cookie_name,
    doing,
    set_cookie,
    token_of,
)

LONGEST_DEVICE = 120

router = APIRouter(route_class=JSONRoute)


class Me(BaseModel):
    """Who is signed in."""

    model_config = ConfigDict(frozen=True)

    id: UUID
    name: str = Field(repr=False)
    role: str
    locale: str
    zone: str


@router.post("/session", **doing("public"))
def sign_in(typed: Credentials, request: Request, response: Response, there: SharedDep) -> Me:
    """Begin a session; the one that this browser had before is over."""
    network = request.client.host if request.client else ""
    seat = signin.sign_in(there.house, there.throttle, typed, network)
    before = request.cookies.get(cookie_name(there.house.settings))
    if before:
        there.sessions.end(before)
    device = request.headers.get("user-agent", "")[:LONGEST_DEVICE]
    token = there.sessions.begin(seat.staff_id, seat.keys, device, there.house.clock())
    set_cookie(response, there.house.settings, token)
    with seats.reading(there.house, seat) as desk:
        return _me(desk.who)


@router.delete("/session", status_code=204, **doing("session.end"))
def sign_out(request: Request, response: Response, there: SharedDep, _: SeatDep) -> None:
    """End this session; its keys are gone from memory."""
    there.sessions.end(token_of(request))
    clear_cookie(response, there.house.settings)


@router.get("/me", **doing("session.read"))
def me(desk: ReadDesk) -> Me:
    """Tell who is signed in."""
    return _me(desk.who)


def _me(who: Colleague) -> Me:
    return Me(id=who.id, name=who.name, role=who.role, locale=who.locale, zone=who.zone)
