"""The second mail server, for when the first has been away for ten minutes."""

import contextlib
from collections.abc import Iterator
from pathlib import Path

import pytest

from app.casework import health
from app.casework.reminders.troubles import RELAY_DOWN, STANDS_IN
from app.config import read_settings
from app.errors import Refused
from app.worker import Worker
from tests.faults.mailing import answering, rounds, set_up, silent, told, troubles
from tests.night.house import SmallOffice
from tests.night.sink import Sink


@pytest.fixture
def second(office: SmallOffice, tmp_path: Path) -> Iterator[Sink]:
    """Another mail server, which the office has named as its second."""
    with Sink(tmp_path / "second") as listening:
        set_up(
            office,
            smtp_second_host="127.0.0.1",
            smtp_second_port=listening.port,
            smtp_second_tls="none",
        )
        yield listening


def test_the_second_relay_carries_after_ten_minutes_and_not_before(
    office: SmallOffice, sink: Sink, second: Sink
) -> None:
    """The first goes on being tried once a minute; when it is back, it carries again."""
    told(office, "ana")
    sink.answer = answering("greet", "421 4.3.2 closing")
    with contextlib.closing(Worker(office.house)) as worker:
        rounds(office, worker, 19, seconds=30)
        assert second.taken() == []
        assert RELAY_DOWN in troubles(office)
        rounds(office, worker, 4, seconds=30)
        assert [mail.to for mail in second.taken()] == ["ana@example.org"]
        worker.run_once()
        assert troubles(office) & {RELAY_DOWN, STANDS_IN} == {STANDS_IN}
        told(office, "luis")
        rounds(office, worker, 4, seconds=30)
        assert len(second.taken()) == 2
        sink.answer = silent
        rounds(office, worker, 2, seconds=61)
        told(office, "nora")
        rounds(office, worker, 2, seconds=61)
        assert [mail.to for mail in sink.taken()] == ["nora@example.org"]
        assert troubles(office) & {RELAY_DOWN, STANDS_IN} == set()


def test_both_relays_away_is_told_as_before(office: SmallOffice, sink: Sink, second: Sink) -> None:
    """Each is tried once a minute, no attempt is used; what waited leaves by whichever is back."""
    told(office, "ana")
    sink.answer = second.answer = answering("mail", "451 4.3.0 later")
    with contextlib.closing(Worker(office.house)) as worker:
        rounds(office, worker, 30, minutes=1)
        assert RELAY_DOWN in troubles(office)
        assert [row.attempts for row in office.mails(kind="digest")] == [0]
        assert sink.sessions + second.sessions <= 55
        second.answer = silent
        rounds(office, worker, 4, seconds=61)
        assert sum(second.names().values()) == 1


@pytest.mark.parametrize("office", ["sqlite"], indirect=True)
def test_health_asks_the_second_too(office: SmallOffice, second: Sink) -> None:
    """A second that would not answer is no second, and that is told before it is needed."""
    assert health.NO_SECOND not in health.health(office.house, asks_mail=True)
    set_up(office, smtp_second_port=1)
    assert health.NO_SECOND in health.health(office.house, asks_mail=True)


def test_the_second_is_spoken_to_in_clear_on_this_machine_only() -> None:
    """A server elsewhere is asked for TLS, as the first is."""
    with pytest.raises(Refused, match="AMPARO_SMTP_SECOND_TLS"):
        read_settings(smtp_second_host="relay.example.org", smtp_second_tls="none")
    assert read_settings(smtp_second_host="relay.example.org").smtp_second_tls == "starttls"
