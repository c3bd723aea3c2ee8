"""The way to the mail server, and the server itself: nobody's mail is blamed, none is lost."""

import socket
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from aiosmtpd.smtp import AuthResult
from sqlalchemy import update

from app.casework.reminders.troubles import RELAY_DOWN
from app.models import Mail
from app.worker import Worker
from tests.faults.mailing import answering, rounds, set_up, shift, silent, told, troubles
from tests.night.house import SmallOffice
from tests.night.sink import Sink
from tests.night.test_post import Mailbox, serving
from tests.night.tls import certificate_in, context
from tests.night.watching import forward


def waits_unblamed(office: SmallOffice) -> bool:
    """Tell whether the mail waits, no attempt of its own counted, and a page says why."""
    [row] = office.mails(kind="digest")
    return (row.state, row.attempts) == ("ready", 0) and RELAY_DOWN in troubles(office)


def leaves_once_after(office: SmallOffice, worker: Worker, sink: Sink) -> bool:
    """Tell whether the mail leaves once now that nothing is wrong any more."""
    forward(office, minutes=2)
    worker.run_once()
    return list(sink.names().values()) == [1] and RELAY_DOWN not in troubles(office)


def test_connect_refused_opens_the_breaker(office: SmallOffice, sink: Sink) -> None:
    """Nobody listens: tried once a minute, no attempt used, the page says it."""
    told(office, "ana")
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        set_up(office, smtp_port=free.getsockname()[1])
    worker = Worker(office.house)
    assert worker.run_once() == 0
    assert waits_unblamed(office)
    set_up(office, smtp_port=sink.port)
    worker = Worker(office.house)
    assert leaves_once_after(office, worker, sink)
    worker.close()


def test_a_server_that_is_back_is_known_while_a_mail_only_waits(
    office: SmallOffice, sink: Sink
) -> None:
    """What was put off for an hour must not keep the page saying that none can leave."""
    told(office, "ana")
    sink.answer = answering("greet", "421 not now")
    worker = Worker(office.house)
    worker.run_once()
    assert waits_unblamed(office)
    with office.writing() as desk:
        desk.db.execute(update(Mail).values(not_before=desk.now + timedelta(minutes=50)))
    forward(office, minutes=2)
    worker.run_once()
    assert RELAY_DOWN in troubles(office)
    sink.answer = silent
    forward(office, minutes=2)
    worker.run_once()
    assert RELAY_DOWN not in troubles(office)
    assert sink.taken() == []
    worker.close()


@contextmanager
def black_hole() -> Iterator[int]:
    """Listen at a port whose queue is full, so that nobody who connects is ever answered."""
    with socket.create_server(("127.0.0.1", 0), backlog=0) as door:
        place, waiting = door.getsockname(), []
        for _ in range(3):
            one = socket.socket()
            one.setblocking(False)
            with suppress(BlockingIOError):
                one.connect(place)
            waiting.append(one)
        yield place[1]
        for one in waiting:
            one.close()


def test_connect_black_hole_times_out(office: SmallOffice) -> None:
    """What is never answered costs the time for connecting, then the breaker is open."""
    told(office, "ana")
    with black_hole() as port:
        set_up(office, smtp_port=port)
        worker = shift(office, connect=0.4)
        began = time.monotonic()
        assert worker.run_once() == worker.run_once() == 0
        assert time.monotonic() - began < 4
        worker.close()
    assert waits_unblamed(office)


def test_banner_never_comes(office: SmallOffice, sink: Sink) -> None:
    """A server that takes the connection and says nothing is left likewise."""
    told(office, "ana")
    sink.hold("greet")
    worker = shift(office, connect=0.4)
    assert worker.run_once() == 0
    assert waits_unblamed(office)
    sink.release()
    assert leaves_once_after(office, worker, sink)
    worker.close()


@pytest.mark.parametrize(
    ("step", "said"),
    [
        pytest.param("greet", "421 4.3.2 closing", id="421 at greeting"),
        pytest.param("ehlo", "550 what", id="EHLO 5xx"),
        pytest.param("mail", "451 4.3.0 later", id="MAIL 4xx"),
        pytest.param("mail", "550 5.7.1 not you", id="MAIL 5xx"),
        pytest.param("data", "HANG UP", id="DATA then disconnect"),
        pytest.param("rcpt", "?!" * 40, id="garbage reply"),
        pytest.param("rcpt", "250-" + "x" * 9000, id="oversized reply"),
    ],
)
def test_relay_fault_uses_no_attempt(
    office: SmallOffice, worker: Worker, sink: Sink, step: str, said: str
) -> None:
    """421 at greeting, EHLO 5xx, MAIL 4xx/5xx, 354 then disconnect, garbage/oversized reply."""
    told(office, "ana")
    also = "helo" if step == "ehlo" else step
    sink.answer = lambda here, _to: said if here in {step, also} else None
    assert rounds(office, worker, 10, seconds=10) == 0
    assert waits_unblamed(office)
    assert sink.sessions <= 4  # a minute and a half; a connection that was lost is made anew once
    sink.answer = silent
    assert leaves_once_after(office, worker, sink)


@pytest.mark.parametrize(
    "offered", [pytest.param(False, id="stripped"), pytest.param(True, id="refused")]
)
def test_starttls_refused_or_stripped_sends_no_plain_mail(
    office: SmallOffice, sink: Sink, *, offered: bool
) -> None:
    """Not offered, or offered and refused: neither an address nor a line of text leaves."""
    told(office, "ana")
    set_up(office, smtp_tls="starttls")
    answers = {"ehlo": "250-sink\r\n250 STARTTLS", "star": "454 4.7.0 not now"}
    sink.answer = lambda here, _to: answers.get(here) if offered else None
    worker = Worker(office.house)
    assert rounds(office, worker, 5, seconds=61) == 0
    worker.close()
    assert waits_unblamed(office)
    said = {line.split()[0].upper() for line in sink.heard}
    assert said <= {"EHLO", "HELO", "STARTTLS", "QUIT"}
    assert ("STARTTLS" in said) is offered
    assert sink.taken() == []


@pytest.mark.parametrize(
    ("days_left", "trusted"),
    [pytest.param(-1, True, id="expired"), pytest.param(1, False, id="bad")],
)
def test_bad_or_expired_certificate_is_a_relay_fault(
    office: SmallOffice,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    *,
    days_left: int,
    trusted: bool,
) -> None:
    """One that ran out, and one that nobody vouches for: nothing is handed over."""
    told(office, "ana")
    certificate, mailbox = certificate_in(tmp_path, days_left=days_left), Mailbox()
    if trusted:
        monkeypatch.setenv("SSL_CERT_FILE", str(certificate))
    with serving(mailbox, tls_context=context(certificate), require_starttls=True) as port:
        set_up(office, smtp_tls="starttls", smtp_port=port)
        worker = Worker(office.house)
        assert worker.run_once() == 0
        worker.close()
    assert waits_unblamed(office)
    assert mailbox.taken == []


def test_auth_535_shows_at_once_and_locks_nobody_out(office: SmallOffice) -> None:
    """A wrong passphrase is tried once a minute, whatever waits, and the page says it at once."""
    told(office, *(f"p{number}" for number in range(8)))
    tried: list[object] = []

    def refuse(*_given: Any) -> AuthResult:
        tried.append(_given)
        return AuthResult(success=False, handled=False)

    options = {"authenticator": refuse, "auth_require_tls": False}
    with serving(Mailbox(), **options) as port:
        set_up(office, smtp_port=port, smtp_user="amparo")
        worker = Worker(office.house)
        worker.run_once()
        assert RELAY_DOWN in troubles(office)
        once = len(tried)  # the program tries each way of signing in that is offered
        rounds(office, worker, 60, seconds=5)
        worker.close()
    assert len(tried) <= 6 * once
    assert {row.attempts for row in office.mails(kind="digest")} == {0}


def test_451_and_452_after_the_dot_are_retried(
    office: SmallOffice, worker: Worker, sink: Sink
) -> None:
    """Put off after its text came, each mail leaves later, once."""
    told(office, "ana", "luis")
    said = {"ana@example.org": "451 4.2.0 later", "luis@example.org": "452 4.3.1 no room"}
    sink.answer = lambda here, to: said.get(to) if here == "dot" else None
    rounds(office, worker, 4, seconds=30)
    assert sink.taken() == []
    sink.answer = silent
    rounds(office, worker, 40, minutes=1)
    assert sorted(sink.names().values()) == [1, 1]


def test_disconnect_after_the_dot_mail_kept_duplicates_once(
    office: SmallOffice, worker: Worker, sink: Sink
) -> None:
    """Nobody can know that the server kept it: it leaves once more, under the same name."""
    told(office, "ana")
    sink.answer = answering("dot", "KEEP AND HANG UP")
    worker.run_once()
    sink.answer = silent
    rounds(office, worker, 5, minutes=1)
    assert list(sink.names().values()) == [2]


def test_slow_sink_is_cut_before_the_dot(office: SmallOffice) -> None:
    """A byte now and then never times out by itself; the time up to the final dot does."""
    told(office, "ana")
    stop, listener = threading.Event(), socket.create_server(("127.0.0.1", 0))

    def drip() -> None:
        with listener, suppress(OSError):
            client, _ = listener.accept()
            with client:
                while not stop.wait(0.1):
                    client.send(b"2")

    thread = threading.Thread(target=drip)
    thread.start()
    set_up(office, smtp_port=listener.getsockname()[1])
    worker, began = shift(office, handover=0.6), time.monotonic()
    assert worker.run_once() == 0
    assert time.monotonic() - began < 5
    worker.close()
    stop.set()
    thread.join()
    assert waits_unblamed(office)


def _held(office: SmallOffice) -> Mail:
    [row] = [row for row in office.mails(kind="digest") if row.state == "leased"]
    return row


def test_250_held_nine_minutes_lets_the_others_proceed(office: SmallOffice, sink: Sink) -> None:
    """The verdict on one mail is awaited aside, its lease held; it counts when it comes, once."""
    told(office, "ana", "luis", "nora")
    worker = shift(office, aside=0.2, between=0.1)
    sink.hold("dot")
    done: list[int] = []
    thread = threading.Thread(target=lambda: done.append(worker.run_once()))
    thread.start()
    assert sink.held.wait(20)
    sink.hold("after", after=99)  # whoever comes now is not held; the first still is
    thread.join(60)
    assert done == [2]
    forward(office, minutes=9)
    until, last = office.clock.now + timedelta(seconds=300), time.monotonic() + 20
    while _held(office).lease_until != until and time.monotonic() < last:
        time.sleep(0.1)
    assert _held(office).lease_until == until
    sink.release()
    worker.close()
    assert {row.state for row in office.mails(kind="digest")} == {"accepted"}
    assert sorted(sink.names().values()) == [1, 1, 1]
