"""The hatch: where documents are handed in and out, byte by byte, while no desk is open.

In: the raw body goes straight into the seal. Who sends, for which document, and whether there is
room is asked before the first byte is read; the row is saved once the last lies sealed on the disk.
Out: as a file to be saved and never as a page, each chunk proved before it leaves.
"""

import logging
import re
from asyncio import create_task, wait
from collections.abc import AsyncIterator, Callable, Coroutine
from contextlib import suppress
from dataclasses import dataclass
from typing import Any, Final, Generic, TypeVar
from urllib.parse import quote, unquote_to_bytes
from uuid import UUID

from fastapi import Request, Response
from fastapi.concurrency import run_in_threadpool
from fastapi.routing import APIRoute
from starlette.requests import ClientDisconnect
from starlette.types import Receive, Scope, Send

from app.casework import documents, seats, templates
from app.casework.arriving import EMPTY, Arrived, Arriving, Expected
from app.casework.documents import Sent
from app.casework.docviews import DocumentView
from app.casework.fetching import Fetched, Leaving, require_length
from app.casework.seats import Seat
from app.casework.templates import TemplateView
from app.casework.tray import files, items
from app.db.desk import Desk
from app.errors import AmparoError, Conflict, Refused, TooLarge, Unavailable, WrongType
from app.gate import Shared, UnopenedDesk, seat, shared
from app.guards import HEAD_ALONE
from app.words import N_

log = logging.getLogger(__name__)
T = TypeVar("T")

AT_ONCE: Final = 256 * 1024  # bytes that are collected before they are sealed and written
HEARD_OUT: Final = 16 * 1024 * 1024  # of what is refused: so that a browser reads the refusal
RAW: Final = N_("Send the file itself as the body, in no form and not packed.")
TEMPLATE_TOO_LARGE: Final = N_(
    "A template is four megabytes long at most. Make its pictures smaller."
)
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


@dataclass(frozen=True, slots=True)
class Way(Generic[T]):
    """Where a file goes: the two deeds around its bytes."""

    expected: Callable[[Desk, Sent], Expected]
    received: Callable[[Desk, Arrived, Sent], T]


def to_document(document_id: UUID) -> Way[DocumentView]:
    """Return the way into a document of a case."""
    return Way(
        lambda desk, sent: documents.expected(desk, document_id, sent),
        lambda desk, arrived, sent: documents.received(desk, arrived, sent.version),
    )


def to_tray(item_id: UUID) -> Way[int]:
    """Return the way to what was handed in for a case that need not open."""
    return Way(
        lambda desk, sent: files.expected(desk, item_id, sent),
        lambda desk, arrived, _: files.received(desk, item_id, arrived),
    )


async def handed_in(request: Request, there: Shared, taken: Seat, way: Way[T]) -> T:
    """Take a file in.

    Raises:
        ClientDisconnect: It was cut off; nothing of it is left.
        AmparoError: As the way's deeds and `Arriving.take`.
    """
    sent = _sent(request)
    before = UnopenedDesk(request, there, taken, writes=False)
    expected = await run_in_threadpool(_expected, before, way, sent)
    arriving = await run_in_threadpool(Arriving, there.house, expected)
    try:
        await _take(request, arriving)
        arrived = await run_in_threadpool(arriving.close)
        after = UnopenedDesk(request, there, taken, writes=True)
        view = await run_in_threadpool(_kept, after, arriving, way, (arrived, sent))
    finally:
        await run_in_threadpool(_ended, arriving)
    return view


def _expected(unopened: UnopenedDesk, way: Way[T], sent: Sent) -> Expected:
    with unopened.opened() as desk:
        return way.expected(desk, sent)


def _kept(unopened: UnopenedDesk, arriving: Arriving, way: Way[T], came: tuple[Arrived, Sent]) -> T:
    arriving.is_left = True
    try:
        with unopened.opened() as desk:
            view = way.received(desk, *came)
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


async def template_in(
    request: Request, there: Shared, taken: Seat, template_id: UUID
) -> TemplateView:
    """Take a template's file in: it is small, of no case, and looked at before it is kept.

    Raises:
        ClientDisconnect: It was cut off; nothing of it is left.
        AmparoError: As `templates.to_receive`, `looked_at` and `received`.
    """
    sent = _sent(request)
    before = UnopenedDesk(request, there, taken, writes=False)
    kind = await run_in_threadpool(_template_kind, before, template_id, sent)
    content = await _whole(request, templates.MOST_BYTES)
    found = await run_in_threadpool(templates.looked_at, kind, content)
    after = UnopenedDesk(request, there, taken, writes=True)
    return await run_in_threadpool(_template_kept, after, template_id, (content, found, sent))


def _template_kind(unopened: UnopenedDesk, template_id: UUID, sent: Sent) -> str:
    with unopened.opened() as desk:
        return templates.to_receive(desk, template_id, sent)


def _template_kept(
    unopened: UnopenedDesk, template_id: UUID, came: tuple[bytes, list[dict[str, Any]], Sent]
) -> TemplateView:
    with unopened.opened() as desk:
        return templates.received(desk, template_id, *came)


async def _whole(request: Request, most: int) -> bytes:
    """Return a body of so many bytes at most.

    Raises:
        TooLarge: It is longer.
        Refused: Nothing came.
    """
    pieces = request.stream()
    held = bytearray()
    async for piece in pieces:
        held += piece
        if len(held) > most:
            await _hear_out(pieces)
            raise TooLarge(TEMPLATE_TOO_LARGE)
    if not held:
        raise Refused(EMPTY)
    return bytes(held)


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
    if HEAD_ALONE in request.scope:
        return _told(of)
    _note(there, taken, of, lambda desk: documents.note_fetched(desk, of))
    return _answered(request, of)


def template_out(request: Request, there: Shared, taken: Seat, template_id: UUID) -> Response:
    """Return a template's file, to be saved and gone on with in Word.

    Raises:
        AmparoError: As `templates.content_of`.
    """
    with UnopenedDesk(request, there, taken, writes=False).opened() as desk:
        template, content = templates.content_of(desk, template_id)
    ending = "pdf" if template.kind == templates.FORM else "docx"
    named = disposition(f"{template.name}.{ending}")
    headers = OUT_HEADERS | {"Content-Disposition": named, "Accept-Ranges": "none"}
    return Response(content, headers=headers)


def shown_before(
    request: Request, there: Shared, taken: Seat, item_id: UUID, file_id: UUID
) -> Response:
    """Return a file of what was handed in, for the people of its case, before they take it.

    Raises:
        AmparoError: As `items.to_fetch`, and where the file is not what was sealed.
    """
    with UnopenedDesk(request, there, taken, writes=False).opened() as desk:
        of = items.to_fetch(desk, item_id, file_id)
    _note(there, taken, of, lambda desk: items.note_fetched(desk, item_id))
    return _answered(request, of)


def _answered(request: Request, of: Fetched) -> Response:
    part = _part(request, of)
    if part is None:
        return Response(status_code=UNSATISFIABLE, headers={"Content-Range": f"bytes */{of.size}"})
    return FileAnswer(of, part)


def _told(of: Fetched) -> Response:
    """Say what a file is without opening it: nothing leaves, so nothing is noted.

    Raises:
        Damaged: It is missing, or of another length than was sealed.
    """
    require_length(of)
    answer = Response(headers=OUT_HEADERS)
    answer.headers.update(_heads(of, of.size))
    return answer


def _note(there: Shared, taken: Seat, of: Fetched, note: Callable[[Desk], None]) -> None:
    """Put on record that it leaves, before it does.

    A full disk or a broken record keeps nobody from a paper: each is an alarm of its own.
    """
    try:
        with seats.writing(there.house, taken) as desk:
            note(desk)
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


def _heads(of: Fetched, length: int) -> dict[str, str]:
    named = disposition(of.name)
    return {"Content-Length": str(length), "Content-Disposition": named, "ETag": _tag(of)}


def as_picture(content: bytes) -> Response:
    """Return a picture that was made here of a page: to be shown, and to be run or kept nowhere."""
    heads = OUT_HEADERS | {"Content-Type": "image/png", "Content-Disposition": "inline"}
    del heads["Accept-Ranges"]
    return Response(content, headers=heads)


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
        self.headers.update(_heads(of, last - first + 1))
        if not is_whole:
            self.headers["Content-Range"] = f"bytes {first}-{last}/{of.size}"

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Send it; where a chunk further on was changed, end before it."""
        del scope, receive
        try:
            head = {"type": "http.response.start", "status": self.status_code}
            await send(head | {"headers": self.raw_headers})
            await self._pass_on(send)
            await send({"type": "http.response.body", "body": b""})
        except AmparoError as damage:
            log.error("document_files %s: %s", self._of.file_id, damage.code)  # noqa: TRY400 - a trace may hold values
            raise
        finally:
            self._leaving.close()

    async def _pass_on(self, send: Send) -> None:
        """Send piece after piece; while one is on its way the next is proved."""
        piece = self._next
        while piece:
            ahead = create_task(run_in_threadpool(next, self._pieces, b""))
            try:
                await send({"type": "http.response.body", "body": piece, "more_body": True})
            except BaseException:
                await wait([ahead])  # the file is read there: it is closed once that is over
                ahead.exception()
                raise
            piece = await ahead


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
