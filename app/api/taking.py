"""What every route of the JSON door checks before it reads a body."""

from collections.abc import Callable, Coroutine
from email.message import Message
from functools import wraps
from typing import Any

from fastapi import Request, Response
from fastapi.concurrency import run_in_threadpool
from fastapi.exceptions import RequestValidationError
from fastapi.routing import APIRoute

from app.casework import policy
from app.db.desk import Desk
from app.errors import WrongType
from app.gate import UnopenedDesk, action_of, at_its_desk, seat, shared
from app.words import translator

Handler = Callable[[Request], Coroutine[Any, Any, Response]]


class JSONRoute(APIRoute):
    """A route that hears no stranger out, reads no body but JSON, and works in one thread."""

    def __init__(self, path: str, endpoint: Callable[..., Any], **options: Any) -> None:  # noqa: ANN401 - FastAPI's own
        super().__init__(path, at_its_desk(_telling(endpoint)), **options)

    def get_route_handler(self) -> Handler:
        """Return the route's handler behind both checks."""
        inner = super().get_route_handler()
        is_public = action_of(self) == policy.PUBLIC

        async def checked(request: Request) -> Response:
            there = shared(request)
            taken = None if is_public else seat(request, there)
            _require_json(request)
            try:
                return await inner(request)
            except RequestValidationError:
                if taken is not None:  # whose role does not include it, is told that and no more
                    await run_in_threadpool(
                        _require_role, UnopenedDesk(request, there, taken, writes=False)
                    )
                raise

        return checked


def _telling(endpoint: Callable[..., Any]) -> Callable[..., Any]:
    """Return a route's function that asks nothing and tells what it took for all that.

    Nobody is there to be asked: what may be a slip is taken at the program's word.
    """

    @wraps(endpoint)
    def answered(**given: Any) -> Any:  # noqa: ANN401 - whatever the route takes and answers
        desk = given.get("desk")
        if not isinstance(desk, Desk):
            return endpoint(**given)
        desk.asks = False
        answer = endpoint(**given)
        if not desk.doubted:
            return answer
        words = translator(desk.who.locale)
        return answer.model_copy(update={"doubts": [words(each) for each in desk.doubted]})

    return answered


def _require_role(unopened: UnopenedDesk) -> None:
    with unopened.opened():
        pass


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
