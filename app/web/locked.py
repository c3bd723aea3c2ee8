"""What strangers see while the server key waits for its passphrase; there is no house yet."""

from collections.abc import Sequence
from typing import NoReturn

from fastapi import Request
from fastapi.responses import PlainTextResponse, Response
from starlette.routing import BaseRoute, Route

from app.errors import KeySealed

METHODS = ["GET", "POST", "PUT", "PATCH", "DELETE"]


def routes() -> Sequence[BaseRoute]:
    """Return every route of a locked server: it lives, it is not ready, all else is locked."""
    return [
        Route("/health/live", _live),
        Route("/health/ready", _not_ready),
        Route("/{path:path}", _locked, methods=METHODS),
    ]


def _live(_: Request) -> Response:
    return PlainTextResponse("live")


def _not_ready(_: Request) -> Response:
    return PlainTextResponse("locked", 503)


def _locked(_: Request) -> NoReturn:
    raise KeySealed
