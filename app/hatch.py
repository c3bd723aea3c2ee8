"""The hatch: where documents are handed in and out, byte by byte, while no desk is open.

In: the raw body goes straight into the seal. Who sends, for which document, and whether there is
room is asked before the first byte is read; the row is saved once the last lies sealed on the disk.
Out: as a file to be saved and never as a page, each chunk proved before it leaves.
"""

import logging
import re
from collections.abc import AsyncIterator, Callable, Coroutine
from contextlib import suppress
from typing import Any, Final
from urllib.parse import quote, unquote_to_bytes
from uuid import UUID

from fastapi import Request, Response
from fastapi.concurrency import run_in_threadpool
from fastapi.routing import APIRoute
from starlette.requests import ClientDisconnect
from starlette.types import Receive, Scope, Send

from app.casework import documents, seats
from app.casework.arriving import Arrived, Arriving, Expected
from app.casework.documents import DocumentView, Sent
from app.casework.fetching import Fetched, Leaving
from app.casework.seats import Seat
from app.errors import AmparoError, Conflict, Unavailable, WrongType
from app.gate import Shared, UnopenedDesk, seat, shared
from app.words import N_

log = logging.getLogger(__name__)

AT_ONCE: Final = 256 * 1024  # bytes that are collected before they are sealed and written
HEARD_OUT: Final = 16 * 1024 * 1024  # of what is refused: so that a browser reads the refusal
RAW: Final = N_("Send the file itself as the body, in no form and not packed.")
RANGE: Final = re.compile(r"bytes=(\d{0,15})-(\d{0,15})", re.ASCII)
VERSION: Final = re.compile(r"\d{1,18}", re.ASCII)
FILENAME: Final = re.compile(r"filename\*=UTF-8''([A-Za-z0-9%._~!#$&+^`|-]+)", re.IGNORECASE)
OUT_HEADERS: Final = {
    "Content-Security-Policy": "default-src 'none'; sandbox",
    "Content-Type": "application/octet-stream",
    "Accept-Ranges": "bytes",
}
# What would move a name to another folder, end its line, or turn its letters round.
UNSAFE: Final = re.compile(
    r'[\x00-\x1f\x7f-\x9f<>:"/\\|?*\u061c\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff]'
)
DEVICES: Final = re.compile(r"(con|prn|aux|nul|com\d|lpt\d)(\..*)?", re.IGNORECASE)
LONGEST_NAME: Final = 150
PARTIAL, UNSATISFIABLE, WHOLE = 206, 416, 200


class BodyRoute(APIRoute):
    """A route whose body is read by itself; no stranger's is."""

    def get_route_handler(self) -> Callable[[Request], Coroutine[Any, Any, Response]]:
        """Return the route's handler behind the look at the cookie."""
        inner = super().get_route_handler()

        async def checked(request: Request) -> Response:
            seat(request, shared(request))
            return await inner(request)

        return checked


# --- in -------------------------------------------------------------------------------------------


async def handed_in(
    request: Request, there: Shared, taken: Seat, document_id: UUID
) -> DocumentView:
    """Take a document's file in.

    Raises:
        ClientDisconnect: It was cut off; nothing of it is left.
        AmparoError: As `documents.expected`, `Arriving.take` and `documents.received`.
    """
    sent = _sent(request)
    before = UnopenedDesk(request, there, taken, writes=False)
    expected = await run_in_threadpool(_expected, before, document_id, sent)
    arriving = await run_in_threadpool(Arriving, there.house, expected)
    try:
        await _take(request, arriving)
        arrived = await run_in_threadpool(arriving.close)
        after = UnopenedDesk(request, there, taken, writes=True)
        view = await run_in_threadpool(_kept, after, arriving, arrived, sent)
    finally:
        await run_in_threadpool(_ended, arriving)
    return view


def _expected(unopened: UnopenedDesk, document_id: UUID, sent: Sent) -> Expected:
    with unopened.opened() as desk:
        return documents.expected(desk, document_id, sent)


def _kept(unopened: UnopenedDesk, arriving: Arriving, arrived: Arrived, sent: Sent) -> DocumentView:
    arriving.is_left = True
    try:
        with unopened.opened() as desk:
            view = documents.received(desk, arrived, sent.version)
    except AmparoError as failure:
        # A database that went away while it saved may have saved it: the sweep looks again.
        arriving.is_left = isinstance(failure, Unavailable)
        raise
    arriving.is_kept = True
    return view


def _ended(arriving: Arriving) -> None:
    arriving.abandon()
    if arriving.is_kept:
        arriving.settle()


async def _take(request: Request, arriving: Arriving) -> None:
    pieces = request.stream()
    try:
        async for batch in _batches(pieces):
            await run_in_threadpool(arriving.take, batch)
    except AmparoError:
        await _hear_out(pieces)
        raise


async def _batches(pieces: AsyncIterator[bytes]) -> AsyncIterator[bytes]:
    """Yield what comes in larger pieces: each is a way to a thread and back."""
    waiting: list[bytes] = []
    size = 0
    async for piece in pieces:
        waiting.append(piece)
        size += len(piece)
        if size >= AT_ONCE:
            yield b"".join(waiting)
            waiting, size = [], 0
    if size:
        yield b"".join(waiting)


async def _hear_out(pieces: AsyncIterator[bytes]) -> None:
    """Read on a while: a browser that is cut off in its sending shows no answer."""
    left = HEARD_OUT
    with suppress(ClientDisconnect):
        async for piece in pieces:
            left -= len(piece)
            if left < 0:
                return


def _sent(request: Request) -> Sent:
    """Return what the headers say of a file.

    Raises:
        Conflict: The version that is named is none.
        WrongType: The body is a form, or packed.
    """
    headers = request.headers
    kind = headers.get("content-type", "").lower()
    packed = headers.get("content-encoding", "identity").lower() != "identity"
    if packed or kind.startswith(("multipart/", "application/x-www-form-urlencoded")):
        raise WrongType(RAW)
    found = FILENAME.search(headers.get("content-disposition", ""))
    name = unquote_to_bytes(found[1]).decode("utf-8", "replace")[-200:] if found else ""
    version = headers.get("if-match", "").strip('" ')
    if version and not VERSION.fullmatch(version):
        raise Conflict
    return Sent(
        length=int(headers.get("content-length", "0")),
        name=UNSAFE.sub("", name),
        version=int(version) if version else None,
    )


# --- out ------------------------------------------------------------------------------------------


def handed_out(
    request: Request, there: Shared, taken: Seat, document_id: UUID, number: int | None
) -> Response:
    """Return a document's file, or the part of it that was asked for.

    Raises:
        AmparoError: As `documents.to_fetch`, and where the file is not what was sealed.
    """
    with UnopenedDesk(request, there, taken, writes=False).opened() as desk:
        of = documents.to_fetch(desk, document_id, number)
    _note(there, taken, of)
    part = _part(request, of)
    if part is None:
        return Response(status_code=UNSATISFIABLE, headers={"Content-Range": f"bytes */{of.size}"})
    return FileAnswer(of, part)


def _note(there: Shared, taken: Seat, of: Fetched) -> None:
    """Put on record that it leaves, before it does.

    A full disk or a broken record keeps nobody from a paper: each is an alarm of its own.
    """
    try:
        with seats.writing(there.house, taken) as desk:
            documents.note_fetched(desk, of)
    except AmparoError as failure:
        log.warning("documents %s: not noted that it left: %s", of.document_id, failure.code)


def _part(request: Request, of: Fetched) -> tuple[int, int] | None:
    """Return the first and last byte that are wanted; None where there are none such.

    Several parts at once, and what is no range, are answered with the whole (RFC 9110, 14.2).
    """
    whole = (0, of.size - 1)
    fresh = request.headers.get("if-range", _tag(of)) == _tag(of)
    asked = RANGE.fullmatch(request.headers.get("range", "").replace(" ", ""))
    if asked is None or not fresh or not (asked[1] or asked[2]):
        return whole
    if not asked[1]:
        last = min(int(asked[2]), of.size)
        return (of.size - last, of.size - 1) if last else None
    first, last = int(asked[1]), min(int(asked[2] or of.size), of.size - 1)
    if asked[2] and int(asked[2]) < first:
        return whole
    return (first, last) if first < of.size else None


def _tag(of: Fetched) -> str:
    return f'"{of.file_id}"'


class FileAnswer(Response):
    """A file that is read, proved and sent piece by piece; its first piece is proved by now."""

    def __init__(self, of: Fetched, part: tuple[int, int]) -> None:
        first, last = part
        self._of, self._leaving = of, Leaving(of)
        self._pieces = self._leaving.pieces(first, last)
        try:
            self._next = next(self._pieces, b"")
        except BaseException:
            self._leaving.close()
            raise
        is_whole = (first, last) == (0, of.size - 1)
        super().__init__(status_code=WHOLE if is_whole else PARTIAL, headers=OUT_HEADERS)
        self.headers["Content-Length"] = str(last - first + 1)
        self.headers["Content-Disposition"] = disposition(of.name)
        self.headers["ETag"] = _tag(of)
        if not is_whole:
            self.headers["Content-Range"] = f"bytes {first}-{last}/{of.size}"

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Send it; where a chunk further on was changed, end before it."""
        del scope, receive
        try:
            head = {"type": "http.response.start", "status": self.status_code}
            await send(head | {"headers": self.raw_headers})
            piece = self._next
            while piece:
                await send({"type": "http.response.body", "body": piece, "more_body": True})
                piece = await run_in_threadpool(next, self._pieces, b"")
            await send({"type": "http.response.body", "body": b""})
        except AmparoError as damage:
            log.error("document_files %s: %s", self._of.file_id, damage.code)  # noqa: TRY400 - a trace may hold values
            raise
        finally:
            self._leaving.close()


def disposition(name: str) -> str:
    """Return how a file is named to whoever saves it (RFC 6266 and RFC 8187).

    Nothing in it leaves its folder, breaks a line, turns letters round or names a device.
    """
    safe = UNSAFE.sub("", name).strip(" .")
    stem, dot, ending = safe.rpartition(".")
    safe = f"{stem[:LONGEST_NAME]}{dot}{ending[:10]}" if dot else safe[:LONGEST_NAME]
    if not safe or DEVICES.fullmatch(safe):
        safe = f"document-{safe}" if safe else "document"
    plain = safe.encode("ascii", "replace").decode().replace("?", "_")
    return f"attachment; filename=\"{plain}\"; filename*=UTF-8''{quote(safe, safe='')}"
