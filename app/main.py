"""Builds the application: two doors over one casework, the guards before them, errors behind."""

import asyncio
import logging
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from functools import cache
from typing import Any

from fastapi import FastAPI, Request, Response
from fastapi.exceptions import RequestValidationError
from fastapi.telemetry import TelemetryConfig
from starlette.exceptions import HTTPException
from starlette.routing import BaseRoute, Mount
from starlette.staticfiles import StaticFiles

from app.api import door as json_door
from app.casework.calendar import Calendar
from app.config import Settings
from app.db.desk import House
from app.errors import AmparoError
from app.gate import Shared, check_routes
from app.guards import JSON_DOOR, Caught, Guards
from app.web import door as html_door
from app.web import locked
from app.web.pages import STATIC

log = logging.getLogger(__name__)

# FastAPI 0.165 would otherwise look for an exporter of traces at every start.
NO_TELEMETRY: TelemetryConfig = {
    "tracing": False,
    "metrics": False,
    "logs": False,
    "auto_configure": False,
}
SWEEP_SECONDS = 60
FAULTS = (AmparoError, RequestValidationError, HTTPException)


def build(house: House, mailbox: object | None = None) -> FastAPI:
    """Return the application of a house; `mailbox` is the sample office's mail server."""
    app = _doors(demo=house.settings.demo)
    app.state.shared = Shared(house, Calendar())
    app.state.mailbox = mailbox
    app.mount("/static", StaticFiles(directory=STATIC), name="static")
    return _guarded(app, house.settings)


def build_locked(settings: Settings) -> FastAPI:
    """Return what is served while the server key waits for its passphrase: that it does."""
    app = FastAPI(
        title="Amparo",
        telemetry=NO_TELEMETRY,
        docs_url=None,
        redoc_url=None,
        openapi_url=None,
        redirect_slashes=False,
        routes=[Mount("/static", StaticFiles(directory=STATIC)), *locked.routes()],
    )
    return _guarded(app, settings)


def _guarded(app: FastAPI, settings: Settings) -> FastAPI:
    app.state.settings = settings
    for fault in FAULTS:
        app.add_exception_handler(fault, _answer)
    app.add_middleware(Caught, answer=_answer)
    app.add_middleware(Guards, settings=settings, answer=_answer)
    return app


def json_document() -> dict[str, Any]:
    """Return the OpenAPI document of the JSON door alone; the served application gives none."""
    document = dict(_doors(demo=False).openapi())
    document["paths"] = {
        path: operations
        for path, operations in document["paths"].items()
        if path.startswith(JSON_DOOR)
    }
    return document


@asynccontextmanager
async def _sweeping(app: FastAPI) -> AsyncIterator[None]:
    """Have sessions that ran out let go of what they hold open, also while nobody asks."""

    async def sweep() -> None:
        while True:
            await asyncio.sleep(SWEEP_SECONDS)
            there: Shared = app.state.shared
            there.sessions.sweep(there.house.clock())

    task = asyncio.create_task(sweep())
    yield
    task.cancel()


def _doors(*, demo: bool) -> FastAPI:
    return FastAPI(
        lifespan=_sweeping,
        title="Amparo",
        version="1",
        telemetry=NO_TELEMETRY,
        docs_url=None,
        redoc_url=None,
        openapi_url=None,
        redirect_slashes=False,  # an address is one address, and a redirect would repeat the Host
        routes=list(_routes(demo=demo)),
    )


@cache
def _routes(*, demo: bool) -> Sequence[BaseRoute]:
    """Return every route; read and checked once a process, which takes FastAPI a while."""
    # Not by a router around both: FastAPI reads each route anew for each router around it.
    routes = [*json_door.router.routes, *html_door.router.routes]
    if demo:
        routes += html_door.demo_router.routes
    check_routes(routes)
    return routes


def _answer(request: Request, fault: Exception) -> Response:
    """Answer a failure in the manner of the door it happened behind.

    What we did not expect is logged by its kind and route only: its words may hold a client's.
    """
    if not isinstance(fault, (AmparoError, RequestValidationError, HTTPException)):
        route = getattr(request.scope.get("route"), "path", "")
        log.error("fault %s at %s", type(fault).__name__, route, exc_info=None)
    # The path as it was routed: `request.url` is put together from a Host that may be anything.
    door = json_door if request.scope["path"].startswith(JSON_DOOR) else html_door
    answer: Response = door.answer(request, fault)
    return answer
