"""The outer guards: host, origin, size and headers, before any door reads a byte of the body."""

import re
from collections.abc import Callable, Iterable, Mapping
from http import HTTPStatus
from typing import Any, Final
from urllib.parse import urlsplit

from starlette.datastructures import Headers, MutableHeaders
from starlette.exceptions import HTTPException
from starlette.requests import ClientDisconnect, Request
from starlette.responses import JSONResponse, Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from app.config import LOOPBACK, Settings
from app.errors import AmparoError, OtherSite, TooLarge, WrongHost
from app.words import LOCALES, SOURCE

MOST_BYTES: Final = 256 * 1024  # the longest form is a note of 20,000 characters
# Here alone comes more: what it says of itself is asked about before its first byte is read.
DOCUMENT: Final = re.compile(
    r"/api/v1/(documents/[0-9a-fA-F-]{32,36}/content|handed-in/[0-9a-fA-F-]{32,36}/files)", re.ASCII
)
HEAD_ALONE: Final = "amparo.head_alone"  # in the scope of a request whose answer loses its body
SAFE_METHODS: Final = frozenset({"GET", "HEAD", "OPTIONS"})
JSON_DOOR: Final = "/api/"
POLICY: Final = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; "
    "font-src 'self'; connect-src 'self'; form-action 'self'; frame-ancestors 'none'; "
    "base-uri 'none'"
)
HEADERS: Final = {
    "Content-Security-Policy": POLICY,
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=(), payment=(), usb=()",
    "X-Frame-Options": "DENY",
}
TWO_YEARS: Final = "max-age=63072000; includeSubDomains"
FOR_A_YEAR: Final = "public, max-age=31536000, immutable"  # static addresses change with content
BAD: Final = 400
LONGEST_LENGTH: Final = 12  # digits of a Content-Length that are worth reading
Answer = Callable[[Request, Exception], Response]


def problem(
    status: int,
    code: str,
    detail: str,
    *,
    more: Mapping[str, Any] | None = None,
    headers: Mapping[str, str] | None = None,
) -> Response:
    """Return a failure as a program reads it (RFC 9457, read 2026-11)."""
    document = {
        "type": "about:blank",
        "title": HTTPStatus(status).phrase,
        "status": status,
        "detail": detail,
        "code": code,
        "errors": [],
    }
    return JSONResponse(
        document | dict(more or {}), status, headers, media_type="application/problem+json"
    )


def asked_locale(headers: Headers) -> str:
    """Return the language a browser asks for first among those that Amparo speaks."""
    wanted: list[tuple[float, str]] = []
    for part in headers.get("accept-language", "")[:200].split(","):
        tag, _, rest = part.strip().partition(";")
        weight = rest.strip().removeprefix("q=") or "1"
        try:
            wanted.append((-float(weight), tag.lower().partition("-")[0]))
        except ValueError:
            continue
    return next((name for _, name in sorted(wanted, key=lambda w: w[0]) if name in LOCALES), SOURCE)


class Guards:
    """Has a request answered that must not reach the application; adds headers to every answer.

    A HEAD passes as the GET that it asks about, and loses its body on the way out: no route takes
    HEAD itself, so it can neither do nor show what a GET does not.
    """

    def __init__(self, app: ASGIApp, settings: Settings, answer: Answer) -> None:
        self._app = app
        self._answer = answer
        self._secure = settings.secure
        self._longest_document = settings.document_bytes
        self._hosts = _hosts(settings)
        self._origins = frozenset(
            f"{'https' if settings.secure else 'http'}://{host}" for host in self._hosts
        )

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Guard one request."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        if scope["method"] == "HEAD":
            scope, send = {**scope, "method": "GET", HEAD_ALONE: True}, _without_body(send)
        headed = self._with_headers(scope, send)
        refusal = self._refusal(scope)
        if refusal is not None:
            await self._answer(Request(scope), refusal)(scope, receive, headed)
            return
        await self._app(scope, _Measured(receive, self._most(scope)), headed)

    def _refusal(self, scope: Scope) -> AmparoError | None:
        headers = Headers(scope=scope)
        if headers.get("host", "").lower() not in self._hosts:
            return WrongHost()
        if scope["method"] not in SAFE_METHODS and not self._same_site(scope, headers):
            return OtherSite()
        length = headers.get("content-length", "0")
        if not (length.isascii() and length.isdigit()):
            return TooLarge()
        if len(length) > LONGEST_LENGTH or int(length) > self._most(scope):
            return TooLarge()
        return None

    def _most(self, scope: Scope) -> int:
        """Return how long a body may be."""
        is_document = scope["method"] == "PUT" and DOCUMENT.fullmatch(scope["path"])
        return self._longest_document if is_document else MOST_BYTES

    def _same_site(self, scope: Scope, headers: Headers) -> bool:
        """Tell whether an unsafe request comes from our own pages, or from no browser at all."""
        origin, fetched_from = headers.get("origin"), headers.get("sec-fetch-site")
        if fetched_from not in {None, "same-origin", "none"}:
            return False
        if fetched_from is not None and origin == "null":
            return True  # under no-referrer a browser hides the origin of our own forms as well
        if origin is not None:
            return origin in self._origins
        return fetched_from is not None or scope["path"].startswith(JSON_DOOR)

    def _with_headers(self, scope: Scope, send: Send) -> Send:
        async def headed(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                for name, value in HEADERS.items():
                    headers.setdefault(name, value)
                if self._secure:
                    headers["Strict-Transport-Security"] = TWO_YEARS
                is_static = scope["path"].startswith("/static/") and message["status"] < BAD
                headers["Cache-Control"] = FOR_A_YEAR if is_static else "no-store"
            await send(message)

        return headed


class _Measured:
    """A body that ends with an error once it is longer than any door takes.

    FastAPI lets an HTTPException of the body's reading pass as it is, so it reaches the door.
    """

    def __init__(self, receive: Receive, most: int) -> None:
        self._receive = receive
        self._left = most

    async def __call__(self) -> Message:
        message = await self._receive()
        self._left -= len(message.get("body", b""))
        if self._left < 0:
            raise HTTPException(413)
        return message


class Caught:
    """Answers for what nobody expected, inside the guards, so that it bears their headers too.

    The framework's own last resort stands outside them and hands the fault on to the server's
    log, whose traceback may hold a client's words.
    """

    def __init__(self, app: ASGIApp, answer: Answer) -> None:
        self._app = app
        self._answer = answer

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass a request on; answer where that failed before an answer began."""
        begun = False

        async def watched(message: Message) -> None:
            nonlocal begun
            begun = True
            await send(message)

        try:
            await self._app(scope, receive, watched)
        except ClientDisconnect:  # she left the page: nobody is there to be answered
            return
        except Exception as fault:
            if scope["type"] != "http" or begun:
                raise
            await self._answer(Request(scope), fault)(scope, receive, send)


def _without_body(send: Send) -> Send:
    async def bare(message: Message) -> None:
        if message["type"] == "http.response.body":
            message = {**message, "body": b""}
        await send(message)

    return bare


def _hosts(settings: Settings) -> frozenset[str]:
    """Return the Host values we are reached by; on this machine its names are one."""
    url = urlsplit(settings.base_url)
    names: Iterable[str] = LOOPBACK if url.hostname in LOOPBACK else {url.hostname or ""}
    port = url.port
    standard = port is None or port == (443 if settings.secure else 80)
    bracketed = {f"[{name}]" if ":" in name else name for name in names}
    return frozenset(
        {f"{name}:{port}" for name in bracketed if port is not None}
        | (set(bracketed) if standard else set())
    )
