"""The outer guards: host, origin, size and headers, before any door reads a byte of the body."""

from collections.abc import Iterable
from typing import Final
from urllib.parse import urlsplit

from starlette.datastructures import Headers, MutableHeaders
from starlette.responses import PlainTextResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from app.config import LOOPBACK, Settings

MOST_BYTES: Final = 256 * 1024  # the longest form is a note of 20,000 characters
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


class Guards:
    """Answers for the application when a request must not reach it; adds headers to the rest."""

    def __init__(self, app: ASGIApp, settings: Settings) -> None:
        self._app = app
        self._secure = settings.secure
        self._hosts = _hosts(settings)
        self._origins = frozenset(
            f"{'https' if settings.secure else 'http'}://{host}" for host in self._hosts
        )

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Guard one request."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        headed = self._with_headers(scope, send)
        refusal = self._refusal(scope)
        if refusal is not None:
            await refusal(scope, receive, headed)
            return
        await self._app(scope, _Measured(receive), headed)

    def _refusal(self, scope: Scope) -> PlainTextResponse | None:
        headers = Headers(scope=scope)
        if headers.get("host", "").lower() not in self._hosts:
            return PlainTextResponse("This address is not served here.", 400)
        if scope["method"] not in SAFE_METHODS and not self._same_site(scope, headers):
            return PlainTextResponse("This came from another site and was not done.", 403)
        length = headers.get("content-length", "0")
        if not length.isdigit() or int(length) > MOST_BYTES:
            return PlainTextResponse("This is larger than Amparo takes here.", 413)
        return None

    def _same_site(self, scope: Scope, headers: Headers) -> bool:
        """Tell whether an unsafe request comes from our own pages, or from no browser at all."""
        origin, fetched_from = headers.get("origin"), headers.get("sec-fetch-site")
        if fetched_from not in {None, "same-origin", "none"}:
            return False
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
                if not scope["path"].startswith("/static/"):
                    headers["Cache-Control"] = "no-store"
            await send(message)

        return headed


class _Measured:
    """A body that ends with an error once it is longer than any door takes."""

    def __init__(self, receive: Receive) -> None:
        self._receive = receive
        self._left = MOST_BYTES

    async def __call__(self) -> Message:
        message = await self._receive()
        self._left -= len(message.get("body", b""))
        if self._left < 0:
            return {"type": "http.disconnect"}
        return message


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
