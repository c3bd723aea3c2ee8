"""What every route of the JSON door checks before it reads a body."""

from collections.abc import Callable, Coroutine
from email.message import Message
from typing import Any

from fastapi import Request, Response
from fastapi.routing import APIRoute

from app.casework import policy
from app.errors import WrongType
from app.gate import action_of, shared, token_of

Handler = Callable[[Request], Coroutine[Any, Any, Response]]


class JSONRoute(APIRoute):
    """A route that hears no stranger out, and reads no body but JSON."""

    def get_route_handler(self) -> Handler:
        """Return the route's handler behind both checks."""
        inner = super().get_route_handler()
        is_public = action_of(self) == policy.PUBLIC

        async def checked(request: Request) -> Response:
            if not is_public:
                there = shared(request)
                there.sessions.seat(token_of(request), there.house.clock())
            _require_json(request)
            return await inner(request)

        return checked


def _require_json(request: Request) -> None:
    """Let a body pass that says it is JSON, or that is not there.

    Raises:
        WrongType: It is, or says it is, something else.
    """
    headers = request.headers
    has_body = headers.get("content-length", "0") != "0" or "transfer-encoding" in headers
    if not has_body:
        return
    kind = Message()
    kind["content-type"] = headers.get("content-type", "")
    charset = (kind.get_content_charset() or "utf-8").replace("_", "-")
    if kind.get_content_type() != "application/json" or charset not in {"utf-8", "us-ascii"}:
        raise WrongType
