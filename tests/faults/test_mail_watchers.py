"""Each of those who watch tells by itself, whatever became of the others."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread

import pytest
from pydantic import SecretStr

from app.casework.reminders.troubles import RELAY_DOWN, STOPPED, sentence_of
from app.config import read_settings
from app.errors import Refused
from app.watch import Watch
from app.worker import Worker
from tests.faults.mailing import answering, set_up, silent, told, troubles
from tests.night.house import SmallOffice
from tests.night.sink import Sink
from tests.night.watching import forward, sentence

TO = "eva@alarms.example.org"


@pytest.fixture
def watch(office: SmallOffice) -> Iterator[Watch]:
    """What looks for whoever runs Amparo."""
    set_up(office, alarm_to=TO)
    made = Watch(office.house)
    yield made
    made.close()


def alarms(sink: Sink) -> list[str]:
    """Return the texts of the alarms that a mail server took."""
    return [mail.text for mail in sink.taken() if mail.to == TO]


def test_the_page_tells_alone_where_no_worker_ever_ran(office: SmallOffice, sink: Sink) -> None:
    """No mail leaves and nobody watches: within five minutes every page says it."""
    told(office, "ana")
    assert sentence(office) == sentence_of(STOPPED)
    worker = Worker(office.house)
    worker.run_once()
    worker.close()
    assert STOPPED not in troubles(office)
    forward(office, minutes=5, seconds=1)
    assert sentence(office) == sentence_of(STOPPED)
    assert len(sink.taken()) == 1


def test_the_watch_tells_alone_where_nobody_opens_a_page(
    office: SmallOffice, sink: Sink, watch: Watch
) -> None:
    """The worker is dead; a quarter of an hour later whoever runs Amparo has a mail."""
    worker = Worker(office.house)
    worker.run_once()
    worker.close()
    for _ in range(17):
        forward(office, minutes=1)
        watch.look()
    [text] = alarms(sink)
    assert sentence_of(STOPPED) in text


def test_the_watch_tells_by_the_second_relay_where_the_first_is_away(
    office: SmallOffice, sink: Sink, tmp_path: Path
) -> None:
    """The alarm shares no mail server with what failed, also where none was named for alarms."""
    told(office, "ana")
    sink.answer = answering("greet", "421 4.3.2 closing")
    worker = Worker(office.house)  # of an office that has no second yet
    with Sink(tmp_path / "second") as second:
        known: dict[str, object] = {"smtp_second_port": second.port, "alarm_to": TO}
        known |= {"smtp_second_host": "127.0.0.1", "smtp_second_tls": "none"}
        settings = office.house.settings.model_copy(update=known)
        watch = Watch(replace(office.house, settings=settings))
        for _ in range(17):
            worker.run_once()
            forward(office, minutes=1)
            watch.look()
        watch.close()
        [text] = alarms(second)
    worker.close()
    assert sentence_of(RELAY_DOWN) in text


@contextmanager
def elsewhere(asked: list[bytes]) -> Iterator[str]:
    """Run a watcher of another machine and yield its address; what it was asked is added."""

    class Watcher(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            """Note a sign of life."""
            asked.append(self.rfile.read(int(self.headers["Content-Length"])))
            self.send_response(200)
            self.end_headers()

        def log_message(self, *_: object) -> None:
            """Say nothing."""

    with ThreadingHTTPServer(("127.0.0.1", 0), Watcher) as server:
        Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}/a-secret-path"
        server.shutdown()


def test_the_watcher_elsewhere_tells_by_the_absence_of_a_ping(
    office: SmallOffice, sink: Sink
) -> None:
    """Once an hour, empty, while the check is green and mail leaves; else nothing comes."""
    office.hire("otto", "office_admin")
    asked: list[bytes] = []
    with elsewhere(asked) as url:
        set_up(office, ping_url=SecretStr(url))
        worker = Worker(office.house)
        _hours(office, worker, 3)
        assert asked == [b""] * 3
        sink.answer = answering("mail", "421 4.3.2 closing")
        told(office, "ana")
        _hours(office, worker, 3)
        assert len(asked) == 3
        sink.answer = silent
        worker.run_once()
        _hours(office, worker, 2)
        worker.close()
    assert len(asked) >= 4
    assert set(asked) == {b""}


def _hours(office: SmallOffice, worker: Worker, count: int) -> None:
    for _ in range(count):
        worker.run_once()
        for thread in threading.enumerate():
            if thread.name == "ping":
                thread.join(5)
        forward(office, hours=1)


@pytest.mark.parametrize("url", ["http://watch.example.org/x", "ftp://127.0.0.1/x", "https:///x"])
def test_a_watcher_elsewhere_is_asked_over_tls(url: str) -> None:
    """Its address is a secret; in clear it goes nowhere but to this machine."""
    with pytest.raises(Refused, match="AMPARO_PING_URL: must begin with https"):
        read_settings(ping_url=url)


def test_the_morning_mail_tells_by_its_absence(office: SmallOffice, sink: Sink) -> None:
    """It comes every morning though nothing is due; on the morning without a worker it does not."""
    office.hire("otto", "office_admin")
    office.clock.now = datetime(2027, 3, 10, 12, 0, tzinfo=UTC)  # 7:00 in New York
    for day in range(3):
        worker = Worker(office.house)
        for _ in range(4):
            if day != 1:
                worker.run_once()
            forward(office, minutes=15)
        worker.close()
        forward(office, hours=23)
    came = [str(mail.message["Date"])[5:11] for mail in sink.taken()]
    assert came == ["10 Mar", "12 Mar"]
    assert "If it is missing at 9:00" in sink.taken()[0].text
