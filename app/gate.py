"""What both doors share: the session's cookie, the desk, the named action, and the outer guards.

A route names its action with `doing("case.read")`; `check_routes` refuses to start with a route
that names none. Once the desk is open and has said which role asks, the one policy function is
the first thing asked at it.
"""

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from functools import wraps
from typing import Annotated, Any, Final

from fastapi import APIRouter, Depends, Request, Response
from fastapi.routing import iter_route_contexts
from starlette.routing import BaseRoute, Match, compile_path
from starlette.types import Scope

from app.casework import feeds, policy, seats, sessions, signin
from app.casework.binding import Makings
from app.casework.calendar import Calendar
from app.casework.seats import Seat
from app.casework.sessions import ABSOLUTE, Sessions
from app.casework.throttle import Throttle
from app.config import Settings
from app.db.desk import Desk, House
from app.errors import Damaged, SignedOut

ACTION: Final = "x-action"
# Not "cookies": that would sign a person out of every service under the office's domain
# (w3.org/TR/clear-site-data, 3.1, read 2026-11). Our one cookie is taken back by its name.
LEAVE_NOTHING: Final = '"cache", "storage"'
EVEN: Final = 8_192


class Shared:
    """What the doors of one process share, kept at `app.state.shared`."""

    def __init__(self, house: House, calendar: Calendar) -> None:
        self.house = house
        self.calendar = calendar
        self.sessions = Sessions()
        self.throttle = Throttle()
        self.pace = feeds.Pace()
        self.makings = Makings()


def shared(request: Request) -> Shared:
    """Return what the doors share."""
    found: Shared = request.app.state.shared
    return found


def settings_of(request: Request) -> Settings:
    """Return this machine's settings, which a server has that waits to be unlocked, too."""
    found: Settings = request.app.state.settings
    return found


# FastAPI gives a dependency that is no coroutine a thread of its own, each time. None of ours waits
# for anything: a request is handed to a thread once, for its route's own function.
async def _shared(request: Request) -> Shared:
    return shared(request)


SharedDep = Annotated[Shared, Depends(_shared)]


# --- the cookie -------------------------------------------------------------------------------


def cookie_name(settings: Settings) -> str:
    """Return the session cookie's name; the prefix binds it to this very host."""
    return "__Host-amparo" if settings.secure else "amparo"


def token_of(request: Request) -> str:
    """Return the session token that a browser sent.

    Raises:
        SignedOut: It sent none.
    """
    token = request.cookies.get(cookie_name(shared(request).house.settings))
    if not token:
        raise SignedOut
    return token


def set_cookie(response: Response, settings: Settings, token: str) -> None:
    """Hand a session's token to the browser, to nobody's script and to no other site."""
    response.set_cookie(
        cookie_name(settings),
        token,
        max_age=int(ABSOLUTE.total_seconds()),
        path="/",
        secure=settings.secure,
        httponly=True,
        samesite="strict",
    )


def begin(request: Request, response: Response, seat: Seat, device: str) -> None:
    """Begin a session; the one that this browser had before is over, whoever's it was."""
    there = shared(request)
    before = request.cookies.get(cookie_name(there.house.settings))
    if before:
        sessions.sign_out(there.house, there.sessions, before)
    token = there.sessions.begin(seat.staff_id, seat.keys, device, there.house.clock())
    if before:
        there.sessions.inherit(before, seat.staff_id, token)
    there.sessions.warn(token, signin.warning(seat))
    set_cookie(response, there.house.settings, token)


def end(request: Request, response: Response) -> None:
    """End a browser's session, if it has one, and have it forget all that it kept of Amparo."""
    there = shared(request)
    name = cookie_name(there.house.settings)
    token = request.cookies.get(name)
    if not token:
        return
    sessions.sign_out(there.house, there.sessions, token)
    response.headers["Clear-Site-Data"] = LEAVE_NOTHING
    response.delete_cookie(
        name, path="/", secure=there.house.settings.secure, httponly=True, samesite="strict"
    )


def network_address(request: Request) -> str:
    """Return the address a request came from, as the server was told to believe it."""
    return request.client.host if request.client else ""


# --- the desk ---------------------------------------------------------------------------------


def doing(action: str) -> dict[str, Any]:
    """Return what a route declares to name its action: `@router.get("/today", **doing("…"))`."""
    return {"openapi_extra": {ACTION: action}}


def action_of(route: object) -> str:
    """Return the action that a route names, empty where it names none."""
    extra = getattr(route, "openapi_extra", None) or {}
    return str(extra.get(ACTION, ""))


def seat(request: Request, there: Shared) -> Seat:
    """Return the seat of whoever's cookie this is, opened once a request and gone with it.

    Raises:
        SignedOut: Nobody is signed in, or the session ran out.
    """
    taken: Seat | None = getattr(request.state, "seat", None)
    if taken is None:
        taken = there.sessions.seat(token_of(request), there.house.clock())
        request.state.seat = taken
    return taken


async def _seat(request: Request, there: SharedDep) -> Seat:
    return seat(request, there)


SeatDep = Annotated[Seat, Depends(_seat)]


@dataclass(frozen=True, slots=True)
class UnopenedDesk:
    """A desk that is about to be opened, in the thread that will work at it.

    A desk that a dependency opened would hold its transaction while its request waits for a
    thread. Sixty programs that write at once then hold each other up until the database gives up
    (60 writers, 180 notes: 124 refused in 86 s; opened like this, none in 5 s).
    """

    request: Request
    there: Shared
    seat: Seat
    writes: bool

    @contextmanager
    def opened(self) -> Iterator[Desk]:
        """Open the desk if the role includes the route's action; commit when the block ends."""
        open_at = seats.writing if self.writes else seats.reading
        with open_at(self.there.house, self.seat) as desk:
            self.request.state.who = desk.who
            policy.require(desk.who.role, action_of(self.request.scope.get("route")))
            yield desk


async def _reading(request: Request, there: SharedDep, seat: SeatDep) -> UnopenedDesk:
    return UnopenedDesk(request, there, seat, writes=False)


async def _writing(request: Request, there: SharedDep, seat: SeatDep) -> UnopenedDesk:
    return UnopenedDesk(request, there, seat, writes=True)


# What a route declares; `at_its_desk` opens it around the route's own function.
ReadDeskDep = Annotated[Desk, Depends(_reading)]
WriteDeskDep = Annotated[Desk, Depends(_writing)]


def at_its_desk(endpoint: Callable[..., Any]) -> Callable[..., Any]:
    """Return a route's function with its `desk` opened around it.

    The transaction ends before the answer leaves, so a failed commit is an error that the person
    sees, not a lost change behind an answer that said "saved".
    """

    @wraps(endpoint)
    def served(**given: Any) -> Any:  # noqa: ANN401 - whatever the route takes and answers
        unopened = given.get("desk")
        if not isinstance(unopened, UnopenedDesk):
            return endpoint(**given)
        with unopened.opened() as desk:
            answer = endpoint(**(given | {"desk": desk}))
            if desk.damaged and not unopened.writes and not hasattr(answer, "damaged"):
                raise Damaged  # no program is given a list that lacks an entry in silence
            return answer

    return served


def evenly(answer: Response) -> Response:
    """Return an answer with spaces at its end, so that its length hardly tells what it says."""
    body = bytes(answer.body)
    answer.body = body.ljust(-(-len(body) // EVEN) * EVEN)
    answer.headers["content-length"] = str(len(answer.body))
    return answer


def allowed(request: Request) -> str:
    """Return in which ways an address is opened, as the header Allow tells it."""
    told = {
        method.upper()
        for template, operations in request.app.openapi()["paths"].items()
        if compile_path(template)[0].match(request.scope["path"])
        for method in operations
    } or {"GET"}  # what is served as a file has no route of its own
    return ", ".join(sorted(told | {"HEAD"} if "GET" in told else told))


def check_routes(routes: Sequence[BaseRoute]) -> None:
    """Let the application start.

    Raises:
        RuntimeError: A route names no action, or one that the policy does not know.
    """
    # Not the OpenAPI document, which costs a fifth of a start and lacks what hides from it.
    for route in iter_route_contexts(routes):
        action = action_of(route)
        if action != policy.PUBLIC and action not in policy.ACTIONS:
            message = f"{' '.join(sorted(route.methods or ()))} {route.path} names no action"
            raise RuntimeError(message)


class Wing(APIRouter):
    """The routes of one page or noun, looked through only where an address can be one of theirs.

    Otherwise each request is held against every route that stands before its own, and once more
    against those of its own router: a twelfth of an answer.
    """

    def __init__(self, routes: APIRouter, under: str = "") -> None:
        """Take over what a router has.

        Args:
            routes: All of it must be there by now.
            under: What comes before each of its addresses.
        """
        super().__init__()
        self.routes = routes.routes
        self._under = f"{under}/"
        heads = {_head(getattr(route, "path", "/{any}"), 1) for route in self.routes}
        self._heads = None if any("{" in head for head in heads) else heads

    def matches(self, scope: Scope) -> tuple[Match, Scope]:
        """Say whether one of the routes is meant."""
        path: str = scope["path"]
        if self._heads is not None and (
            not path.startswith(self._under) or _head(path, len(self._under)) not in self._heads
        ):
            return Match.NONE, {}
        return super().matches(scope)


def _head(path: str, begins: int) -> str:
    """Return the part of an address that begins there, to the next slash."""
    ends = path.find("/", begins)
    return path[begins:] if ends < 0 else path[begins:ends]
