"""Handing over to mail servers that are strict, slow or strange."""

import smtplib
import socket
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

import pytest
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import AuthResult

from app.mail.smtp import Fault, NotSentError, Patience, Post, Server
from tests.night.sink import Sink
from tests.night.tls import certificate_in, context

MAIL = b"Subject: one\r\n\r\n.a line that begins with a dot\r\n"
FROM = "amparo@office.example.org"
TO = "ana@example.org"


class Mailbox:
    """What aiosmtpd took."""

    def __init__(self) -> None:
        self.taken: list[tuple[str, bytes]] = []
        self.greetings: list[str] = []

    async def handle_EHLO(  # noqa: N802 - the name aiosmtpd calls
        self, _server: Any, session: Any, _envelope: Any, hostname: str, responses: list[str]
    ) -> list[str]:
        """Remember how the client greets."""
        session.host_name = hostname
        self.greetings.append(hostname)
        return responses

    async def handle_DATA(self, _server: Any, _session: Any, envelope: Any) -> str:  # noqa: N802
        """Take the mail."""
        self.taken.append((envelope.rcpt_tos[0], envelope.content))
        return "250 taken"


@contextmanager
def serving(mailbox: Mailbox, **options: Any) -> Iterator[int]:
    """Run aiosmtpd on a free port of the loopback."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port: int = free.getsockname()[1]
    controller = Controller(mailbox, hostname="127.0.0.1", port=port, **options)
    controller.start()
    try:
        yield port
    finally:
        controller.stop()


@pytest.fixture
def certificate(tmp_path: Path) -> Path:
    """A certificate for 127.0.0.1 with its key, signed by itself."""
    return certificate_in(tmp_path)


def server(port: int, tls: str = "none", user: str = "", password: str = "") -> Server:
    """Return a server on the loopback."""
    return Server("127.0.0.1", port, tls, user, password, FROM)


def fault(post: Post, text: bytes = MAIL) -> Fault:
    """Try to hand a mail over and return whose trouble it was."""
    with pytest.raises(NotSentError) as trouble:
        post.send(TO, lambda: text, lambda: None)
    post.close()
    return trouble.value.fault


def test_many_mails_share_a_connection(sink: Sink) -> None:
    """One greeting for five mails, each whole, dots at the start of a line included."""
    post = Post(server(sink.port))
    for _ in range(5):
        assert post.send(TO, lambda: MAIL, lambda: None)
    post.close()
    assert sink.sessions == 1
    assert [mail.raw for mail in sink.taken()] == [MAIL] * 5


def test_the_final_dot_waits_for_nothing(sink: Sink) -> None:
    """A mail is over as soon as it is there, not when the other side acknowledges what came first.

    A short write after another is held back until then: on most systems for 40 ms.
    """
    post, took = Post(server(sink.port)), []
    for _ in range(12):
        begun = time.monotonic()
        assert post.send(TO, lambda: MAIL, lambda: None)
        took.append(time.monotonic() - begun)
    post.close()
    assert min(took) < 0.02


def test_a_connection_that_the_server_ended_is_made_anew(sink: Sink) -> None:
    """A server that hangs up between two mails costs nothing."""
    post = Post(server(sink.port))
    assert post.send(TO, lambda: MAIL, lambda: None)
    hung_up = [False]

    def once(step: str, _to: str) -> str | None:
        if step == "mail" and not hung_up[0]:
            hung_up[0] = True
            return "HANG UP"
        return None

    sink.answer = once
    assert post.send(TO, lambda: MAIL, lambda: None)
    post.close()
    assert len(sink.taken()) == sink.sessions == 2


def test_nothing_to_say_leaves_nothing_behind(sink: Sink) -> None:
    """A text that fell away after the address was taken is no mail; the next one is."""
    post = Post(server(sink.port))
    assert not post.send(TO, lambda: None, lambda: None)
    assert post.send(TO, lambda: MAIL, lambda: None)
    post.close()
    assert (len(sink.taken()), sink.sessions) == (1, 1)


def test_a_text_that_cannot_be_written_harms_nobody(sink: Sink) -> None:
    """The fault comes through as it is, and the connection serves the next mail."""
    post = Post(server(sink.port))

    def broken() -> bytes:
        raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        post.send(TO, broken, lambda: None)
    assert post.send(TO, lambda: MAIL, lambda: None)
    post.close()
    assert len(sink.taken()) == 1


@pytest.mark.parametrize("address", ["ana\r\nRCPT TO:<x@y.z>@example.org", "añá@example.org"])
def test_an_address_that_cannot_stand_on_the_wire_is_refused(sink: Sink, address: str) -> None:
    """No command can be smuggled in by an address; it counts as refused, nobody else suffers."""
    post = Post(server(sink.port))
    with pytest.raises(NotSentError) as trouble:
        post.send(address, lambda: MAIL, lambda: None)
    assert trouble.value.fault is Fault.REFUSED
    assert post.send(TO, lambda: MAIL, lambda: None)
    post.close()
    assert len(sink.taken()) == 1


def test_a_closed_port_is_the_relays_trouble() -> None:
    """Nobody listens: the way to the server is the trouble."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    assert fault(Post(server(port))) is Fault.RELAY


def test_a_mute_server_is_left(sink: Sink) -> None:
    """A server that never greets costs the time allowed for connecting, and no more."""
    sink.hold("greet")
    begin = time.monotonic()
    assert fault(Post(server(sink.port), Patience(connect=0.5))) is Fault.RELAY
    assert time.monotonic() - begin < 5


def test_a_dripping_server_is_cut(sink: Sink) -> None:
    """A reply that comes a byte at a time never times out by itself; the hand-over does."""
    stop = threading.Event()
    listener = socket.create_server(("127.0.0.1", 0))

    def drip() -> None:
        with listener, suppress(OSError):
            client, _ = listener.accept()
            with client:
                while not stop.wait(0.1):
                    client.send(b"2")

    thread = threading.Thread(target=drip)
    thread.start()
    begin = time.monotonic()
    post = Post(server(listener.getsockname()[1]), Patience(connect=5, reply=5, handover=1))
    assert fault(post) is Fault.RELAY
    assert time.monotonic() - begin < 5
    stop.set()
    thread.join()


def both_at_once(step: str, to: str) -> str | None:
    """Answer as a server that takes commands together, and does not know Bea."""
    if step == "ehlo":
        return "250-sink\r\n250 PIPELINING"
    return "550 5.1.1 nobody" if step == "rcpt" and to.startswith("bea") else None


def test_a_server_that_offers_it_is_told_sender_and_recipient_at_once(
    sink: Sink, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The one answer that she is unknown costs neither the next mail nor the connection."""
    sink.answer, post = both_at_once, Post(server(sink.port))
    assert post.send(TO, lambda: MAIL, lambda: None)
    with pytest.raises(NotSentError) as trouble:
        post.send("bea@example.org", lambda: MAIL, lambda: None)
    with pytest.raises(NotSentError) as odd:
        post.send("bea@example.org\r\ndata", lambda: MAIL, lambda: None)
    wire: list[Any] = []
    send = smtplib.SMTP.send

    def overheard(smtp: smtplib.SMTP, said: Any) -> None:
        wire.append(said)
        send(smtp, said)

    monkeypatch.setattr(smtplib.SMTP, "send", overheard)
    assert post.send(TO, lambda: MAIL, lambda: None)
    post.close()
    assert (trouble.value.fault, odd.value.fault) == (Fault.REFUSED, Fault.REFUSED)
    assert wire[0] == f"mail FROM:<{FROM}>\r\nrcpt TO:<{TO}>\r\n".encode()
    assert ([mail.to for mail in sink.taken()], sink.sessions) == ([TO, TO], 1)


def test_a_slow_verdict_is_awaited(sink: Sink) -> None:
    """After the final dot the hand-over's limit no longer counts; meanwhile the lease is held."""
    post = Post(server(sink.port), Patience(handover=0.5, verdict=30, between=0.2))
    sink.hold("dot")
    renewed: list[float] = []

    def still() -> None:
        renewed.append(time.monotonic())
        if len(renewed) == 5:
            sink.release()

    assert post.send(TO, lambda: MAIL, still)
    post.close()
    assert len(renewed) == 5
    assert len(sink.taken()) == 1


def test_a_verdict_that_never_comes_is_unknown(sink: Sink) -> None:
    """Whether it was taken nobody can say, so it is not called sent."""
    sink.hold("dot")
    assert fault(Post(server(sink.port), Patience(verdict=0.4, between=0.2))) is Fault.UNKNOWN


def test_signing_in_over_tls(certificate: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """With STARTTLS and a certificate that is trusted, the mail leaves; greeted by our domain."""
    monkeypatch.setenv("SSL_CERT_FILE", str(certificate))
    mailbox = Mailbox()
    options = {"tls_context": context(certificate), "require_starttls": True}
    options |= {"authenticator": only("amparo", "right"), "auth_required": True}
    with serving(mailbox, **options) as port:
        post = Post(server(port, "starttls", "amparo", "right"))
        assert post.send(TO, lambda: MAIL, lambda: None)
        post.close()
    assert mailbox.taken == [(TO, MAIL)]
    assert set(mailbox.greetings) == {"office.example.org"}


def test_a_wrong_passphrase_is_the_relays_trouble(
    certificate: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A refused sign-in stops all mail and is tried once, not once for each mail."""
    monkeypatch.setenv("SSL_CERT_FILE", str(certificate))
    mailbox = Mailbox()
    options = {"tls_context": context(certificate), "require_starttls": True}
    options |= {"authenticator": only("amparo", "right"), "auth_required": True}
    with serving(mailbox, **options) as port:
        assert fault(Post(server(port, "starttls", "amparo", "wrong"))) is Fault.RELAY
    assert mailbox.taken == []


def test_a_certificate_that_nobody_vouches_for_is_refused(certificate: Path) -> None:
    """Encrypted to whoever answers is not enough."""
    mailbox = Mailbox()
    with serving(mailbox, tls_context=context(certificate)) as port:
        assert fault(Post(server(port, "starttls"))) is Fault.RELAY
    assert mailbox.taken == []


def test_tls_from_the_first_byte(certificate: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The other way to encrypt: no STARTTLS, the connection itself is TLS."""
    monkeypatch.setenv("SSL_CERT_FILE", str(certificate))
    mailbox = Mailbox()
    with serving(mailbox, ssl_context=context(certificate)) as port:
        post = Post(server(port, "tls"))
        assert post.send(TO, lambda: MAIL, lambda: None)
        post.close()
    assert mailbox.taken == [(TO, MAIL)]


def only(user: str, password: str) -> Any:
    """Return what lets one user in."""

    def check(
        _server: Any, _session: Any, _envelope: Any, _mechanism: str, data: Any
    ) -> AuthResult:
        fits = (data.login, data.password) == (user.encode(), password.encode())
        return AuthResult(success=fits, handled=fits)

    return check
