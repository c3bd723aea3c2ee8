"""A whole office at work on the loopback, by the real clock: pages, worker, mail server."""

import socket
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import timedelta

import uvicorn

from app.clock import system_clock
from app.crypto.totp import STEP_S, code_at
from app.db.desk import House
from app.main import build
from app.sample.mailbox import Letter, Mailbox
from app.worker import Worker
from tests.support.office import PASSPHRASE, Office

PATIENCE_S = 30.0


@dataclass
class Running:
    """Where it is reached, and what it sent."""

    url: str
    office: Office
    mailbox: Mailbox
    given: list[str] = field(default_factory=list)  # to whom a code was given, in turn

    def credentials(self, name: str) -> tuple[str, str, str]:
        """Return address, passphrase and a code not given yet: of now, then of the next step."""
        person, early = self.office.people[name], STEP_S * self.given.count(name)
        self.given.append(name)
        at = system_clock() + timedelta(seconds=early)
        return person.email, PASSPHRASE, code_at(person.totp_secret, at)

    def mail_to(self, name: str, *, about: str = "") -> Letter:
        """Return the newest mail to a person, or of such a subject, waiting for it."""
        return self.mail_to_address(self.office.people[name].email, about=about)

    def mail_to_address(self, address: str, *, about: str = "") -> Letter:
        """Return the newest mail to an address, or of such a subject, waiting for it."""
        end = time.monotonic() + PATIENCE_S
        while time.monotonic() < end:
            for letter in self.mailbox.letters():
                if letter.to == address and about in letter.subject:
                    return letter
            time.sleep(0.1)
        message = "no mail came in time"
        raise AssertionError(message)


@contextmanager
def running(office: Office) -> Iterator[Running]:
    """Run the office until the block ends."""
    mailbox = Mailbox(system_clock)
    smtp_port = mailbox.start()
    with socket.socket() as door:
        door.bind(("127.0.0.1", 0))
        door.listen()  # whoever knocks before the server is up waits
        url = f"http://127.0.0.1:{door.getsockname()[1]}"
        house = _by_the_real_clock(office.house, url, smtp_port)
        server = uvicorn.Server(
            uvicorn.Config(build(house, mailbox), log_level="warning", access_log=False)
        )
        stop = threading.Event()
        worker = Worker(house, tick_seconds=0.2)
        threads = [
            threading.Thread(target=server.run, kwargs={"sockets": [door]}),
            threading.Thread(target=worker.run, args=(stop,)),
        ]
        for thread in threads:
            thread.start()
        try:
            yield Running(url, office.at(house), mailbox)
        finally:
            stop.set()
            server.should_exit = True
            for thread in threads:
                thread.join(timeout=PATIENCE_S)
            mailbox.stop()


def _by_the_real_clock(house: House, url: str, smtp_port: int) -> House:
    settings = house.settings.model_copy(
        update={"base_url": url, "smtp_port": smtp_port, "mail_window_minutes": 1}
    )
    return replace(house, clock=system_clock, settings=settings)
