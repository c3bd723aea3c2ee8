"""What is to be told besides dates holds no date up. It is Wednesday 10 March 2027."""

from collections.abc import Callable
from datetime import timedelta
from uuid import uuid4

import pytest

from app.casework.reminders.mails import window_of
from app.casework.reminders.troubles import FAULTY
from app.db.columns import KeptRow
from app.models import Absence, Heartbeat, LawChange, Mail, Setting
from app.worker import Worker
from tests.night.house import SmallOffice, reading
from tests.night.sink import Sink
from tests.night.watching import forward
from tests.support.shell import at_the_shell


def absent(office: SmallOffice, name: str, **hours: float) -> None:
    """Have somebody be away from so many hours from now, for a week."""
    at = office.clock() + timedelta(**hours)
    with office.writing() as desk:
        desk.db.add(
            Absence(
                state="open",
                person_id=office.people[name],
                starts=at,
                until=at + timedelta(days=7),
                declared_by=office.people[name],
                word_of=None,
                declared_at=office.clock(),
                ended_at=None,
                begun=False,
            )
        )


def told(sink: Sink, name: str) -> bool:
    """Tell whether a mail reached somebody since the sink was looked at last."""
    return any(mail.to == f"{name}@example.org" for mail in sink.taken())


def trouble_of(office: SmallOffice) -> str:
    """Return the worker's own word of what is wrong."""
    with reading(office) as desk:
        row = desk.db.get(Heartbeat, "worker")
        return "" if row is None else str(row.trouble)


def test_an_absence_of_whose_account_was_changed_begins(
    office: SmallOffice, worker: Worker, sink: Sink
) -> None:
    """At the shell, by herself: another colleague's date rings as ever."""
    office.hire("ana")
    office.hire("bea")
    absent(office, "ana", hours=1)
    worker._round()
    before = len(sink.taken())
    at_the_shell(office, "staff", {"id": office.people["ana"]}, role="auditor")
    office.enter("bea", 1)
    forward(office, hours=2)
    worker._round()
    assert "bea@example.org" in {mail.to for mail in sink.taken()[before:]}


def test_a_record_that_is_broken_holds_up_no_date_while_an_absence_begins(
    office: SmallOffice, worker: Worker, sink: Sink
) -> None:
    """Nothing is saved behind it; reminders go on."""
    office.hire("ana")
    office.hire("bea")
    office.enter("bea", 1)
    absent(office, "ana", hours=1)
    at_the_shell(office, "audit_head", {"id": 1}, hash=bytes(32))
    forward(office, hours=2)
    worker._round()
    assert told(sink, "bea")


def test_what_cannot_be_told_stands_on_every_page(office: SmallOffice, worker: Worker) -> None:
    """Until an hourly check is free of it."""
    office.hire("ana")
    worker.run_once()
    assert trouble_of(office) == ""
    absent(office, "ana", hours=0)
    at_the_shell(office, "audit_head", {"id": 1}, seq=7)
    worker.run_once()
    assert trouble_of(office) == FAULTY
    at_the_shell(office, "audit_head", {"id": 1}, seq=0)
    forward(office, minutes=61)
    worker.run_once()
    assert trouble_of(office) == ""


def _law(office: SmallOffice) -> KeptRow:
    of = {"asked_by": office.people["bea"], "asked_at": office.clock(), "asked_word": ""}
    return LawChange(state="holds", says={}, **of)


def _absence(office: SmallOffice) -> KeptRow:
    at = office.clock()
    of = {"person_id": office.people["bea"], "declared_by": office.people["bea"], "word_of": None}
    row = Absence(state="open", starts=at, until=at, declared_at=at, ended_at=None, **of)
    row.__dict__["_plain"][str(Absence.until.code)] = "never"
    return row


def _setting(_office: SmallOffice) -> KeptRow:
    return Setting(name="hidden_troubles", value=[])


def _edition(_office: SmallOffice) -> KeptRow:
    return Setting(name="office", value=[])


def _mail(told: object, state: str = "ready") -> Callable[[SmallOffice], KeptRow]:
    def row(office: SmallOffice) -> KeptRow:
        at = office.clock()
        window = window_of(office.house, at)
        of = {"recipient_id": office.people["bea"], "kind": "alarm", "window": window}
        of |= {"not_before": at, "lease_until": None, "fence": 0, "attempts": 0, "last_class": ""}
        said = told | {"window": window} if isinstance(told, dict) else told
        return Mail(id=uuid4(), state=state, accepted_at=None, told=said, **of)

    return row


@pytest.mark.parametrize(
    "junk",
    [
        _law,
        _absence,
        _setting,
        _edition,
        pytest.param(_mail([]), id="mail"),
        pytest.param(_mail({"items": [[]]}, "parked"), id="parked"),
        pytest.param(_mail({"items": 7, "troubles": 7, "by": 7}), id="numbers"),
        pytest.param(_mail({"items": [], "troubles": ["record"], "by": 7}), id="by"),
    ],
)
def test_junk_that_was_sealed_holds_up_no_date(
    office: SmallOffice,
    worker: Worker,
    sink: Sink,
    junk: Callable[[SmallOffice], KeptRow],
) -> None:
    """With the server key: rows whose cards open, and say nothing that is known."""
    office.hire("bea", role="supervising_attorney")
    office.hire("ana")
    with office.writing() as desk:
        desk.db.add(junk(office))
    worker._round()
    before = len(sink.taken())
    office.enter("ana", 1)
    at_the_shell(office, "audit_head", {"id": 1}, seq=7)  # so that there is an alarm to mail
    forward(office, minutes=61)
    worker._round()
    assert "ana@example.org" in {mail.to for mail in sink.taken()[before:]}
