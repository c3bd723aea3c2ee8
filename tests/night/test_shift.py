"""The night shift from a date to the mail server and back."""

from app.worker import Worker
from tests.night.house import SmallOffice
from tests.night.sink import Sink


def test_a_date_inside_its_reminders_is_told_at_once(
    office: SmallOffice, worker: Worker, sink: Sink
) -> None:
    """A deadline five days away, entered just now, is told to whoever is responsible."""
    office.hire("ana")
    office.enter("ana", 5)
    assert worker.run_once() == 1
    [mail] = sink.taken()
    assert mail.to == "ana@example.org"
    assert "file by Mon 15 · in 5 days" in mail.text
    [row] = office.mails()
    assert (row.state, row.kind) == ("accepted", "digest")
