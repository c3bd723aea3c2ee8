"""Handing a mail to the office's mail server, and telling apart what can go wrong.

The text is asked for at the last moment, between the recipient's address and the DATA command, so
that what leaves is what still holds. Nothing a server says is kept but its reply code.
"""

import logging
import re
import select
import smtplib
import socket
import ssl
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from enum import StrEnum
from threading import Timer
from typing import NoReturn, Self
from urllib.parse import unquote, urlsplit

from app.config import LOOPBACK, Settings

log = logging.getLogger(__name__)

SMTP, SMTPS = 25, 465  # ports
GREETING, OK, BEGIN = 220, 250, 354
TEMPORARY, PERMANENT = 400, 500
# Replies to RCPT or DATA that speak of the connection or the account and of no recipient.
ABOUT_US = frozenset({421, 500, 502, 503, 530, 534, 535, 538})
# RFC 3463: X.3.X mail system status.
_SYSTEM_STATUS = re.compile(rb"^[45]\.3\.\d")
_DOT_AT_START = re.compile(rb"^\.", re.MULTILINE)


class Fault(StrEnum):
    """Whose trouble it is, which decides what happens next."""

    RELAY = "relay"  # the mail server or the way to it: nobody's mail leaves
    LATER = "later"  # this recipient, for now
    REFUSED = "refused"  # this recipient, for good
    UNKNOWN = "unknown"  # the server may have taken it


class NotSentError(Exception):
    """The mail server did not say that it took the mail."""

    def __init__(self, fault: Fault, code: int = 0) -> None:
        super().__init__(f"{fault} {code}")
        self.fault = fault
        self.code = code


@dataclass(frozen=True, slots=True)
class Server:
    """Where mail is handed over, and as whom."""

    host: str
    port: int
    tls: str
    user: str
    password: str = field(repr=False)
    sender: str

    @classmethod
    def of(cls, settings: Settings) -> Self:
        """Return the office's mail server."""
        secret = settings.smtp_password
        return cls(
            host=settings.smtp_host,
            port=settings.smtp_port,
            tls=settings.smtp_tls,
            user=settings.smtp_user,
            password=secret.get_secret_value() if secret else "",
            sender=settings.mail_from,
        )

    @classmethod
    def of_alarms(cls, settings: Settings) -> Self | None:
        """Return the second mail server, where the office named one for alarms."""
        if settings.alarm_smtp is None:
            return None
        told = urlsplit(settings.alarm_smtp.get_secret_value())
        host, safely = told.hostname or "", told.scheme == "smtps"
        here = "none" if host in LOOPBACK else "starttls"
        return cls(
            host=host,
            port=told.port or (SMTPS if safely else SMTP),
            tls="tls" if safely else here,
            user=unquote(told.username or ""),
            password=unquote(told.password or ""),
            sender=settings.mail_from,
        )

    @property
    def domain(self) -> str:
        """The name we greet with: that of the sender's address, never this machine's."""
        return self.sender.rpartition("@")[2]


@dataclass(frozen=True, slots=True)
class Patience:
    """How long each step may take, in seconds."""

    connect: float = 15
    reply: float = 60
    handover: float = 180  # everything up to the final dot
    verdict: float = 600  # RFC 5321 4.5.3.2.6: ten minutes for the answer to the final dot
    between: float = 60  # how often `still` is called meanwhile


class Post:
    """One connection to the mail server, kept while there is mail; one mail in flight."""

    def __init__(self, server: Server, patience: Patience | None = None) -> None:
        self._server = server
        self._patience = patience or Patience()
        self._smtp: smtplib.SMTP | None = None

    def send(self, to: str, text: Callable[[], bytes | None], still: Callable[[], None]) -> bool:
        """Hand one mail over; return whether the server took it.

        Args:
            to: The one recipient.
            text: Called just before DATA; None means that nothing is left to say.
            still: Called now and then while the server's verdict is awaited.

        Raises:
            NotSentError: It did not say so; anything `text` raises comes through.
        """
        with self._time_limit() as stop_limit:
            smtp = self._envelope(to)
            try:
                mail = text()
            except BaseException:
                self._start_over()
                raise
            if mail is None:
                self._start_over()
                return False
            self._answered(smtp, "data", expect=BEGIN)
            with self._blamed_on(Fault.RELAY):
                smtp.send(_DOT_AT_START.sub(b"..", mail))
            stop_limit()
            self._final_dot(smtp, still)
        return True

    def close(self) -> None:
        """Take leave of the server; nothing is lost if it does not answer."""
        smtp, self._smtp = self._smtp, None
        if smtp is not None:
            with suppress(OSError, smtplib.SMTPException):
                smtp.quit()
            smtp.close()

    # --- one mail, step by step ---------------------------------------------------------------

    def _open(self) -> smtplib.SMTP:
        if self._smtp is not None:
            return self._smtp
        with self._blamed_on(Fault.RELAY):
            return self._connect()

    def _connect(self) -> smtplib.SMTP:
        server, patience = self._server, self._patience
        if server.tls == "tls":
            smtp: smtplib.SMTP = smtplib.SMTP_SSL(
                local_hostname=server.domain,
                timeout=patience.connect,
                context=ssl.create_default_context(),
            )
        else:
            smtp = smtplib.SMTP(local_hostname=server.domain, timeout=patience.connect)
        self._smtp = smtp  # before connecting, so that the time limit reaches the greeting too
        smtp._host = server.host  # type: ignore[attr-defined]  # noqa: SLF001 - the name TLS checks; connect() does not set it
        code, _ = smtp.connect(server.host, server.port)
        if code != GREETING:
            raise smtplib.SMTPConnectError(code, "")
        if smtp.sock is not None:
            smtp.sock.settimeout(patience.reply)
            # Else the final dot, a short write after another, waits 40 ms for the server's late
            # acknowledgement of what came before it (RFC 9293 3.7.4 and 3.8.6.3).
            smtp.sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        if server.tls == "starttls":
            smtp.starttls(context=ssl.create_default_context())
        smtp.ehlo_or_helo_if_needed()
        if server.user:
            smtp.login(server.user, server.password)
        return smtp

    def _envelope(self, to: str) -> smtplib.SMTP:
        is_fresh = self._smtp is None
        try:
            smtp = self._sender()
        except NotSentError:
            if is_fresh:
                raise
            smtp = self._sender()  # a server may end a kept connection at any time
        self._answered(smtp, "rcpt", f"TO:<{to}>", expect=OK)
        return smtp

    def _sender(self) -> smtplib.SMTP:
        smtp = self._open()
        with self._blamed_on(Fault.RELAY):
            code, _ = smtp.mail(self._server.sender)
        if code != OK:
            self._drop()
            raise NotSentError(Fault.RELAY, code)
        return smtp

    def _answered(self, smtp: smtplib.SMTP, command: str, rest: str = "", *, expect: int) -> None:
        with self._blamed_on(Fault.RELAY):
            code, said = smtp.docmd(command, rest)
        if code != expect:
            self._not_sent(code, said, Fault.RELAY)

    def _final_dot(self, smtp: smtplib.SMTP, still: Callable[[], None]) -> None:
        patience, waited = self._patience, 0.0
        with self._blamed_on(Fault.UNKNOWN):
            smtp.send(b".\r\n")
            while not _has_spoken(smtp, patience.between):
                waited += patience.between
                if waited >= patience.verdict:
                    raise TimeoutError
                still()
            code, said = smtp.getreply()
        if code != OK:
            self._not_sent(code, said, Fault.UNKNOWN)

    def _not_sent(self, code: int, said: bytes, otherwise: Fault) -> NoReturn:
        fault = fault_of(code, said, otherwise)
        if fault in {Fault.LATER, Fault.REFUSED}:
            self._start_over()
        else:
            self._drop()
        raise NotSentError(fault, code)

    def _start_over(self) -> None:
        """Leave the half-made mail; the connection stays if the server agrees."""
        smtp = self._smtp
        try:
            if smtp is None or smtp.rset()[0] != OK:
                self._drop()
        except (OSError, smtplib.SMTPException):
            self._drop()

    def _drop(self) -> None:
        smtp, self._smtp = self._smtp, None
        if smtp is not None:
            smtp.close()

    @contextmanager
    def _blamed_on(self, fault: Fault) -> Iterator[None]:
        try:
            yield
        except (OSError, smtplib.SMTPException) as trouble:
            self._drop()
            code = getattr(trouble, "smtp_code", 0)
            raise NotSentError(fault, code if isinstance(code, int) else 0) from None
        except ValueError:  # an address that cannot be written on the wire
            self._start_over()
            raise NotSentError(Fault.REFUSED) from None

    @contextmanager
    def _time_limit(self) -> Iterator[Callable[[], None]]:
        """Cut the connection when the time up to the final dot is over (a server may drip)."""
        timer = Timer(self._patience.handover, self._cut)
        timer.daemon = True
        timer.start()
        try:
            yield timer.cancel
        finally:
            timer.cancel()

    def _cut(self) -> None:
        smtp = self._smtp
        if smtp is not None and smtp.sock is not None:
            with suppress(OSError):
                smtp.sock.shutdown(socket.SHUT_RDWR)


def _has_spoken(smtp: smtplib.SMTP, within: float) -> bool:
    return smtp.sock is not None and bool(select.select([smtp.sock], [], [], within)[0])


def fault_of(code: int, said: bytes, otherwise: Fault) -> Fault:
    """Return whose trouble a reply tells of; `otherwise` where it is no reply at all."""
    if code in ABOUT_US or (code >= TEMPORARY and _SYSTEM_STATUS.match(said)):
        return Fault.RELAY
    if TEMPORARY <= code < PERMANENT:
        return Fault.LATER
    if PERMANENT <= code < PERMANENT + 100:
        return Fault.REFUSED
    return otherwise
