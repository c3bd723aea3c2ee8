"""A sign of life to a watcher on another machine, who alarms when it stays away."""

import logging
from threading import Thread
from urllib.request import HTTPRedirectHandler, ProxyHandler, Request, build_opener

log = logging.getLogger(__name__)

PATIENCE_S = 10.0


class _Stay(HTTPRedirectHandler):
    """Goes nowhere but where it was sent."""

    def redirect_request(self, *_: object) -> None:
        """Follow no other address."""


def ping(url: str) -> Thread:
    """Ask for an address with an empty body, beside the work; no answer changes anything."""
    thread = Thread(target=_ping, args=(url,), name="ping", daemon=True)
    thread.start()
    return thread


def _ping(url: str) -> None:
    request = Request(url, data=b"", headers={"User-Agent": "-"}, method="POST")  # noqa: S310 - https or loopback, as the settings require
    try:
        build_opener(_Stay, ProxyHandler({})).open(request, timeout=PATIENCE_S).close()
    except (OSError, ValueError) as fault:
        log.warning("the watcher elsewhere was not reached: %s", type(fault).__name__)
