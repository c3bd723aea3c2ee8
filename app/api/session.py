"""Signing in and out, and who one is."""

from contextlib import suppress
from dataclasses import replace
from uuid import UUID

from fastapi import APIRouter, Request, Response
from pydantic import BaseModel, ConfigDict, Field

from app import gate
from app.api.once import Paper, paper
from app.api.paging import Listed
from app.api.proof import ProvingDep
from app.api.taking import JSONRoute
from app.casework import forgotten, rechosen, seats, sessions, signin, staff
from app.casework.forgotten import NewPassphrase
from app.casework.rechosen import OtherPassphrase
from app.casework.sessions import SessionView
from app.casework.signin import Credentials
from app.db.desk import Colleague
from app.errors import TURNED_BACK
from app.gate import ReadDeskDep, SeatDep, SharedDep, WriteDeskDep, doing, token_of

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


class Locale(BaseModel):
    """A language."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    locale: str = Field(max_length=12)


class SignedIn(Me):
    """Who just signed in."""

    wrong_codes: int = Field(
        description="Typed with the right passphrase in the last days; told at every sign-in "
        "of a week. If that was somebody else, the passphrase is known."
    )


@router.post("/session", **doing("public"))
def sign_in(typed: Credentials, request: Request, response: Response, there: SharedDep) -> SignedIn:
    """Begin a session; the one that this browser had before is over."""
    seat = signin.sign_in(there.house, there.throttle, typed, gate.network_address(request))
    gate.begin(request, response, seat, request.headers.get("user-agent", "")[:LONGEST_DEVICE])
    with seats.reading(there.house, seat) as desk:
        return SignedIn(**_me(desk.who).model_dump(), wrong_codes=seat.wrong_codes)


class LetBackIn(BaseModel):
    """What replaces the printed code that was used up."""

    model_config = ConfigDict(frozen=True)

    codes: list[Paper] = Field(repr=False)


@router.post("/passphrase", **doing("public"))
def choose(typed: NewPassphrase, request: Request, there: SharedDep) -> LetBackIn:
    """Replace a forgotten passphrase by means of a printed code; every session of hers is over."""
    done = forgotten.choose(there.house, there.throttle, typed, gate.network_address(request))
    there.sessions.end_all(done.staff_id)
    return LetBackIn(codes=[paper(each) for each in done.codes])


@router.put("/passphrase", status_code=204, **doing("passphrase.change"))
def change(typed: OtherPassphrase, request: Request, there: SharedDep, seat: SeatDep) -> None:
    """Choose another passphrase, with the one of until now and a fresh code; end other sessions."""
    with seats.reading(there.house, seat) as desk:
        who = desk.who
    rechosen.change(there.house, there.throttle, who, typed, gate.network_address(request))
    # The passphrase is saved, and the others are ended; what could not be noted undoes neither.
    ended = there.sessions.end_others(who.id, token_of(request))
    with suppress(*TURNED_BACK), seats.writing(there.house, seat) as desk:
        sessions.note_end_others(desk, ended)


@router.delete("/session", status_code=204, **doing("session.end"))
def sign_out(request: Request, response: Response, _: SeatDep) -> None:
    """End this session; its keys are gone from memory."""
    gate.end(request, response)


@router.get("/sessions", **doing("session.read"))
def listed(desk: ReadDeskDep, request: Request, there: SharedDep) -> Listed[SessionView]:
    """List one's own sign-ins, newest activity first."""
    return Listed(items=sessions.mine(desk, there.sessions, token_of(request)), next=None)


@router.delete("/sessions", status_code=204, **doing("session.end"))
def end_others(request: Request, proving: ProvingDep) -> None:
    """End all of one's own sign-ins but this one."""
    held, token = proving.there.sessions, token_of(request)
    with proving.again() as desk:
        sessions.note_end_others(desk, held.count_others(desk.who.id, token))
    held.end_others(proving.who.id, token)


@router.delete("/sessions/{session_id}", status_code=204, **doing("session.end"))
def end(session_id: UUID, request: Request, proving: ProvingDep) -> None:
    """End one of one's own sign-ins; its keys are gone from memory."""
    held = proving.there.sessions
    with proving.again() as desk:
        sessions.note_end(desk, held, token_of(request), session_id)
    held.end_one(proving.who.id, session_id)


@router.get("/me", **doing("session.read"))
def me(desk: ReadDeskDep) -> Me:
    """Tell who is signed in."""
    return _me(desk.who)


@router.put("/me/locale", **doing("session.read"))
def speak(wanted: Locale, desk: WriteDeskDep) -> Me:
    """Choose the language of one's own screens and mails."""
    staff.speak(desk, wanted.locale)
    return _me(replace(desk.who, locale=wanted.locale))


def _me(who: Colleague) -> Me:
    return Me(id=who.id, name=who.name, role=who.role, locale=who.locale, zone=who.zone)
