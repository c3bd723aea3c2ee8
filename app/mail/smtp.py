"""Handing a mail to the office's mail server, and telling apart what can go wrong.

The text is asked for at the last moment, between the recipient's address and the DATA command, so
that what leaves is what still holds. Nothing a server says is kept but its reply code.
"""

import logging
import re
import smtplib
import socket
import ssl
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from enum import StrEnum
from typing import NoReturn, Self
from urllib.parse import unquote, urlsplit

from app.config import LOOPBACK, Settings
from app.mail.talking import Encrypted, Limits, Plain, has_spoken

log = logging.getLogger(__name__)

SMTP, SMTPS = 25, 465  # ports
PIPELINING = "pipelining"  # as a server offers it
GREETING, OK, BEGIN = 220, 250, 354
TEMPORARY, PERMANENT = 400, 500
# Replies to RCPT or DATA that speak of the connection or the account and of no recipient.
ABOUT_US = frozenset({421, 500, 502, 503, 530, 534, 535, 538})
# RFC 3463: X.3.X mail system status; 4.7.X security or policy, which is how servers ask us to send
# more slowly, and how they put off a sender whom they do not know yet.
_SYSTEM_STATUS = re.compile(rb"^[45]\.3\.\d")
_POLICY_STATUS = re.compile(rb"^4\.7\.\d")
_DOT_AT_START = re.compile(rb"^\.", re.MULTILINE)


class Fault(StrEnum):
    """Whose trouble it is, which decides what happens next."""

    RELAY = "relay"  # the mail server or the way to it: nobody's mail leaves
    LATER = "later"  # this recipient, for now
    REFUSED = "refused"  # this recipient, for good
    UNFIT = "unfit"  # the text, by the server's judgement
    UNWRITTEN = "unwritten"  # the text could not be made
    SLOWER = "slower"  # the server takes no more for now, from us or for this recipient
    UNKNOWN = "unknown"  # the server may have taken it


# After these the same connection serves the next mail.
KEEPS_CONNECTION = frozenset({Fault.LATER, Fault.REFUSED, Fault.UNFIT, Fault.SLOWER})


class NotSentError(Exception):
    """The mail server did not say that it took the mail."""

    def __init__(self, fault: Fault, code: int = 0, *, is_ours: bool = False) -> None:
        super().__init__(f"{fault} {code}")
        self.fault = fault
        self.code = code
        self.is_ours = is_ours  # said before any recipient was named


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
    def second(cls, settings: Settings) -> Self | None:
        """Return the mail server that stands in for the office's, where one was named."""
        if not settings.smtp_second_host:
            return None
        secret = settings.smtp_second_password
        return cls(
            host=settings.smtp_second_host,
            port=settings.smtp_second_port,
            tls=settings.smtp_second_tls,
            user=settings.smtp_second_user,
            password=secret.get_secret_value() if secret else "",
            sender=settings.mail_from,
        )

    @classmethod
    def of_alarms(cls, settings: Settings) -> Self | None:
        """Return the mail server that alarms try first, where one was named."""
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
    aside: float = 10  # from when on the next mail need not wait for that answer


class Verdict:
    """What the server will say to a final dot; until then the mail may have been taken or not."""

    def __init__(self, post: "Post", smtp: smtplib.SMTP, patience: Patience) -> None:
        self._post = post
        self._smtp = smtp
        self._patience = patience
        self._is_aside = False

    def is_near(self) -> bool:
        """Tell whether the server speaks soon."""
        return has_spoken(self._smtp, self._patience.aside)

    def set_aside(self) -> None:
        """Take the connection along; the next mail gets another."""
        self._is_aside = True
        self._post.leave(self._smtp)

    def wait(self, still: Callable[[], None]) -> None:
        """Return when the server has said that it took the mail.

        Args:
            still: Called now and then meanwhile.

        Raises:
            NotSentError: It did not say so.
        """
        patience, waited = self._patience, 0.0
        with self._post.blamed_on(Fault.UNKNOWN, self._smtp):
            while not has_spoken(self._smtp, min(patience.between, patience.verdict)):
                waited += patience.between
                if waited >= patience.verdict:
                    raise TimeoutError
                still()
            with self._post.limits.within(patience.handover, lambda: self._smtp):  # it may drip
                code, said = self._smtp.getreply()
        if code != OK:
            fault = fault_of(code, said, Fault.UNKNOWN)
            self._post.not_sent(Fault.UNFIT if fault is Fault.REFUSED else fault, code, self._smtp)
        if self._is_aside:
            self._smtp.close()


class Post:
    """One connection to the mail server, kept while there is mail; one mail in flight."""

    def __init__(self, server: Server, patience: Patience | None = None) -> None:
        self._server = server
        self._patience = patience or Patience()
        self._smtp: smtplib.SMTP | None = None
        self.limits = Limits()

    def send(self, to: str, text: Callable[[], bytes | None], still: Callable[[], None]) -> bool:
        """Hand one mail over and wait for the verdict; return whether there was anything to say.

        Raises:
            NotSentError: As `hand_over` and `Verdict.wait`.
        """
        verdict = self.hand_over(to, text)
        if verdict is not None:
            verdict.wait(still)
        return verdict is not None

    def hand_over(
        self, to: str, text: Callable[[], bytes | None], sender: str = ""
    ) -> Verdict | None:
        """Hand one mail over, final dot included, and return the verdict to wait for.

        Args:
            to: The one recipient.
            text: Called just before DATA; None means that nothing is left to say.
            sender: The address that a bounce goes to, where it is not the office's own.

        Raises:
            NotSentError: It got less far; anything `text` raises comes through.
        """
        with self.limits.within(self._patience.handover, lambda: self._smtp):
            smtp = self._envelope(to, sender or self._server.sender)
            try:
                mail = text()
            except BaseException:
                self._start_over()
                raise
            if mail is None:
                self._start_over()
                return None
            self._answered(smtp, "data", expect=BEGIN)
            with self.blamed_on(Fault.RELAY):
                smtp.send(_DOT_AT_START.sub(b"..", mail))
        with self.blamed_on(Fault.UNKNOWN):
            smtp.send(b".\r\n")
        return Verdict(self, smtp, self._patience)

    def greet(self) -> None:
        """Find that the server can be spoken to, without a mail.

        Raises:
            NotSentError: It, or the way to it, is away.
        """
        with self.limits.within(self._patience.handover, lambda: self._smtp):
            self._answered(self._open(), "noop", expect=OK)

    def close(self) -> None:
        """Take leave of the server; nothing is lost if it does not answer."""
        smtp, self._smtp = self._smtp, None
        if smtp is not None:
            with suppress(OSError, smtplib.SMTPException):
                smtp.quit()
            smtp.close()

    def _open(self) -> smtplib.SMTP:
        if self._smtp is not None:
            return self._smtp
        with self.blamed_on(Fault.RELAY):
            return self._connect()

    def _connect(self) -> smtplib.SMTP:
        server, patience = self._server, self._patience
        if server.tls == "tls":
            smtp: smtplib.SMTP = Encrypted(
                local_hostname=server.domain,
                timeout=patience.connect,
                context=ssl.create_default_context(),
            )
        else:
            smtp = Plain(local_hostname=server.domain, timeout=patience.connect)
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

    def _envelope(self, to: str, sender: str) -> smtplib.SMTP:
        is_fresh = self._smtp is None
        try:
            smtp = self._begun(sender, to)
        except NotSentError:
            if is_fresh:
                raise
            smtp = self._begun(sender, to)  # a server may end a kept connection at any time
        if not smtp.has_extn(PIPELINING):
            self._answered(smtp, "rcpt", f"TO:<{to}>", expect=OK)
            return smtp
        with self.blamed_on(Fault.RELAY):
            code, said = smtp.getreply()
        self._as_expected(smtp, code, said, expect=OK)
        return smtp

    def _begun(self, sender: str, to: str) -> smtplib.SMTP:
        """Name the sender, and with her the recipient where both may come at once (RFC 2920)."""
        smtp = self._open()
        with self.blamed_on(Fault.RELAY):
            if smtp.has_extn(PIPELINING):
                smtp.send(_on_the_wire(f"mail FROM:{smtplib.quoteaddr(sender)}", f"rcpt TO:<{to}>"))
                code, said = smtp.getreply()
            else:
                code, said = smtp.mail(sender)
        if code != OK:
            self._drop()
            fault = fault_of(code, said, Fault.RELAY)
            raise NotSentError(fault if fault is Fault.SLOWER else Fault.RELAY, code, is_ours=True)
        return smtp

    def _answered(self, smtp: smtplib.SMTP, command: str, rest: str = "", *, expect: int) -> None:
        with self.blamed_on(Fault.RELAY):
            code, said = smtp.docmd(command, rest)
        self._as_expected(smtp, code, said, expect=expect)

    def _as_expected(self, smtp: smtplib.SMTP, code: int, said: bytes, *, expect: int) -> None:
        if code != expect:
            self.not_sent(fault_of(code, said, Fault.RELAY), code, smtp)

    def _start_over(self) -> None:
        """Leave the half-made mail; the connection stays if the server agrees."""
        smtp = self._smtp
        try:
            if smtp is None or smtp.rset()[0] != OK:
                self._drop()
        except (OSError, smtplib.SMTPException):
            self._drop()

    def _drop(self, which: smtplib.SMTP | None = None) -> None:
        smtp = which or self._smtp
        if smtp is not None:
            self.leave(smtp)
            smtp.close()

    def leave(self, smtp: smtplib.SMTP) -> None:
        """Know a connection no more."""
        if self._smtp is smtp:
            self._smtp = None

    def not_sent(self, fault: Fault, code: int, smtp: smtplib.SMTP) -> NoReturn:
        """End a mail that was not taken; the connection stays where it can be used again.

        Raises:
            NotSentError: Always.
        """
        if fault in KEEPS_CONNECTION and self._smtp is smtp:
            self._start_over()
        else:
            self._drop(smtp)
        raise NotSentError(fault, code)

    @contextmanager
    def blamed_on(self, fault: Fault, smtp: smtplib.SMTP | None = None) -> Iterator[None]:
        """Lay what the connection raises at somebody's door, and end the connection."""
        try:
            yield
        except (OSError, smtplib.SMTPException) as trouble:
            self._drop(smtp)
            code = getattr(trouble, "smtp_code", 0)
            raise NotSentError(fault, code if isinstance(code, int) else 0) from None
        except ValueError:  # an address that cannot be written on the wire
            self._start_over()
            raise NotSentError(Fault.REFUSED) from None


def _on_the_wire(*commands: str) -> bytes:
    """Return commands that are sent together.

    Raises:
        ValueError: One of them would be two.
    """
    if any(each in command for command in commands for each in "\r\n"):
        raise ValueError
    return "".join(f"{command}\r\n" for command in commands).encode("ascii")


def fault_of(code: int, said: bytes, otherwise: Fault) -> Fault:
    """Return whose trouble a reply tells of; `otherwise` where it is no reply at all."""
    if code in ABOUT_US or (code >= TEMPORARY and _SYSTEM_STATUS.match(said)):
        return Fault.RELAY
    if TEMPORARY <= code < PERMANENT:
        return Fault.SLOWER if _POLICY_STATUS.match(said) else Fault.LATER
    if PERMANENT <= code < PERMANENT + 100:
        return Fault.REFUSED
    return otherwise
