"""Answers requests of tests as a server does: in one event loop, each handed over once.

The client of Starlette starts a thread with a loop of its own for each request, or hands each step
of one to a loop that is there: ten times from thread to thread, which takes longer than an answer.

A test's own thread answers what it asks by itself, from the first byte to the last: it waits for
the answer anyway, and four times from thread to thread take as long as a page that is refused. What
a test asks from other threads at the same time is answered by threads, as a server answers it.
"""

import asyncio
import contextvars
from collections.abc import Callable, Coroutine, Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from threading import get_ident
from typing import Any, TypeVar

import anyio.to_thread
import pytest
from anyio.from_thread import BlockingPortal, start_blocking_portal
from httpx2 import ASGITransport, BaseTransport, ByteStream, Request, Response
from starlette import testclient
from starlette.testclient import TestClient

T = TypeVar("T")


@contextmanager
def in_one_loop() -> Iterator[None]:
    """Answer whatever a client asks until the block ends."""
    with (
        start_blocking_portal() as portal,
        closing(asyncio.new_event_loop()) as loop,
        pytest.MonkeyPatch.context() as patch,
    ):
        answering = _Answering(portal, loop, get_ident())
        patch.setattr(TestClient, "portal", portal)
        patch.setattr(testclient, "_TestClientTransport", _handed_to(answering))
        patch.setattr(anyio.to_thread, "run_sync", answering.worked)
        yield


@dataclass
class _Answering:
    portal: BlockingPortal
    loop: asyncio.AbstractEventLoop  # of the test's own thread
    thread: int
    in_threads: Callable[..., Coroutine[Any, Any, Any]] = anyio.to_thread.run_sync

    def answered(self, ask: Callable[[Request], Coroutine[Any, Any, T]], request: Request) -> T:
        """Return what a request is answered."""
        # What is asked while another answer is made, as by somebody who comes between; and beside
        # a browser, which keeps a loop of its own running in the test's thread.
        if get_ident() != self.thread or _is_looping():
            answer: T = self.portal.call(ask, request)
            return answer
        return self.loop.run_until_complete(ask(request))

    async def worked(self, work: Callable[..., Any], *given: Any, **how: Any) -> Any:
        """Return what comes of work that must not hold up the loop; nobody waits for a test's."""
        if get_ident() != self.thread:
            return await self.in_threads(work, *given, **how)
        return contextvars.copy_context().run(work, *given)


def _is_looping() -> bool:
    try:
        asyncio.get_running_loop()
    except RuntimeError:
        return False
    return True


def _handed_to(answering: _Answering) -> type[BaseTransport]:
    class HandedOver(BaseTransport):
        """Takes a request to the application and brings back the whole answer."""

        def __init__(self, app: Any, *, client: tuple[str, int], **told: Any) -> None:
            raises = told["raise_server_exceptions"]
            self._within = ASGITransport(app, raises, told["root_path"], client)

        def handle_request(self, request: Request) -> Response:
            return answering.answered(self._answered, request)

        async def _answered(self, request: Request) -> Response:
            request.stream = ByteStream(request.read())  # of a form's parts or a program's chunks
            answer = await self._within.handle_async_request(request)
            whole = ByteStream(await answer.aread())
            return Response(answer.status_code, headers=answer.headers, stream=whole)

    return HandedOver
