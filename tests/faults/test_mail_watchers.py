"""Each of those who watch tells by itself, whatever became of the others."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest

from app.casework.reminders.troubles import RELAY_DOWN, STOPPED, sentence_of
from app.watch import Watch
from app.worker import Worker
from tests.faults.mailing import answering, set_up, told, troubles
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
