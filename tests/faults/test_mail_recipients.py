"""What mail servers say of one recipient or of our pace, and mails that cannot be written."""

from datetime import timedelta

import pytest
from sqlalchemy import text

from app.casework.reminders.troubles import LATE, PLAIN, REFUSES
from app.worker import Worker
from tests.faults.mailing import answering, rounds, silent, told, troubles
from tests.night.house import SmallOffice
from tests.night.sink import Sink
from tests.night.watching import forward

PLAIN_TEXT = "A reminder could not be sent as it is."


@pytest.mark.parametrize("said", ["450 4.2.0 greylisted", "451 4.7.1 greylisted"])
def test_rcpt_450_greylist_5_min_is_sent_on_retry(
    office: SmallOffice, worker: Worker, sink: Sink, said: str
) -> None:
    """Put off for five minutes and taken after: once, and nobody else waited for it."""
    told(office, "ana", "luis")
    began = office.house.clock()

    def greylist(step: str, to: str) -> str | None:
        young = office.house.clock() - began < timedelta(minutes=5)
        return said if step == "rcpt" and to.startswith("ana") and young else None

    sink.answer = greylist
    worker.run_once()
    assert [mail.to for mail in sink.taken()] == ["luis@example.org"]
    rounds(office, worker, 52, minutes=1)  # 1, 5, 15 and 30 minutes at most
    assert [mail.to for mail in sink.taken()[1:]] == ["ana@example.org"]


def test_rcpt_550_parks_and_tells_the_next_person_within_a_minute(
    office: SmallOffice, worker: Worker, sink: Sink
) -> None:
    """The back-up is told in the next round, and the page says that an address refuses."""
    office.hire("ana")
    office.hire("luis")
    office.enter("ana", 12, backup_id=office.people["luis"])
    sink.answer = answering("rcpt", "550 5.1.1 nobody", "ana")
    rounds(office, worker, 3, seconds=15)
    assert [row.state for row in office.mails(kind="digest")].count("parked") == 1
    assert {mail.to for mail in sink.taken() if "a date on" in mail.text} == {"luis@example.org"}
    assert REFUSES in troubles(office)


def test_550_after_the_dot_is_retried_as_generic_text_then_parked(
    office: SmallOffice, worker: Worker, sink: Sink
) -> None:
    """A filter that dislikes the text gets another; one that dislikes both, the next person."""
    told(office, "ana", "luis")
    tried: list[str] = []

    def filtering(step: str, to: str) -> str | None:
        if step == "rcpt":
            tried.append(to)
        is_disliked = to.startswith("ana") or tried.count(to) == 1
        return "554 5.7.1 content" if step == "dot" and is_disliked else None

    sink.answer = filtering
    rounds(office, worker, 4, seconds=5)
    assert sorted(tried) == ["ana@example.org"] * 2 + ["luis@example.org"] * 2
    [mail] = [each for each in sink.taken() if each.to == "luis@example.org"]
    assert PLAIN_TEXT in mail.text
    assert "a date on" not in mail.text
    states = {row.recipient_id: row.state for row in office.mails(kind="digest")}
    assert states[office.people["ana"]] == "parked"
    assert REFUSES in troubles(office)


def test_poison_template_or_row_leaves_as_the_generic_mail(
    office: SmallOffice, worker: Worker, sink: Sink
) -> None:
    """With the table of links away no text can be made: after two tries it leaves without."""
    office.hire("otto", "office_admin")
    told(office, "ana")
    with office.writing() as desk:
        desk.db.execute(text("ALTER TABLE links RENAME TO links_elsewhere"))
    worker.run_once()
    assert {mail.to for mail in sink.taken()} == {"otto@example.org"}  # it holds up nobody
    rounds(office, worker, 4, seconds=61)
    [mail] = [each for each in sink.taken() if each.to == "ana@example.org"]
    assert PLAIN_TEXT in mail.text
    assert "/today" in mail.text
    assert len(mail.raw) % 2048 == 0
    assert PLAIN in troubles(office)
    with office.writing() as desk:
        desk.db.execute(text("ALTER TABLE links_elsewhere RENAME TO links"))
    rounds(office, worker, 4, minutes=61)
    worker.run_once()
    assert PLAIN in troubles(office)  # a day long
    forward(office, days=1)
    rounds(office, worker, 2, minutes=1)
    assert PLAIN not in troubles(office)


@pytest.mark.parametrize("office", ["sqlite"], indirect=True)
@pytest.mark.parametrize("at_step", ["rcpt", "mail"])
def test_throttle_20_mails_a_minute_adapts_urgent_first(
    office: SmallOffice, worker: Worker, sink: Sink, at_step: str
) -> None:
    """Fifty mails leave at the pace that the server takes, the urgent one among the first then."""
    told(office, *(f"p{number}" for number in range(50)))
    taken: list[float] = []
    complaints: list[float] = []

    def throttle(step: str, _to: str) -> str | None:
        at = office.house.clock().timestamp()
        if step == at_step:
            if sum(each > at - 60 for each in taken) >= 20:
                complaints.append(at)
                return "450 4.7.1 too many recipients"
            taken.append(at)
        return None

    sink.answer = throttle
    rounds(office, worker, 4, seconds=2)
    assert len(sink.taken()) == 20
    office.hire("eva", "paralegal")
    office.enter("eva", 1)
    minutes = 0
    while len(sink.taken()) < 51 and minutes < 10:
        rounds(office, worker, 30, seconds=2)
        minutes += 1
    places = [mail.to for mail in sink.taken()]
    assert len(set(places)) == len(places) == 51
    assert places.index("eva@example.org") < 25
    assert minutes <= 4
    assert len(complaints) <= 10
    assert max(row.attempts for row in office.mails()) <= 1


def test_relay_accepts_and_drops_is_seen_by_who_never_acknowledges(
    office: SmallOffice, worker: Worker, sink: Sink
) -> None:
    """Nothing tells that a mail went nowhere but silence: the next slots ring wider."""
    for name, role in (
        ("ana", "attorney"),
        ("luis", "attorney"),
        ("sofia", "supervising_attorney"),
    ):
        office.hire(name, role)
    office.enter("ana", 9, backup_id=office.people["luis"])

    def to() -> set[str]:
        return {mail.to[: mail.to.index("@")] for mail in sink.taken() if "a date on" in mail.text}

    worker.run_once()
    assert to() == {"ana"}
    rounds(office, worker, 3, days=1)
    assert to() == {"ana", "luis"}
    rounds(office, worker, 5, days=1)
    assert to() == {"ana", "luis", "sofia"}
    before = len(sink.taken())
    rounds(office, worker, 5, days=1)  # overdue by now: every morning, until somebody closes it
    assert len(sink.taken()) - before >= 12


@pytest.mark.parametrize("office", ["sqlite"], indirect=True)
def test_nothing_ready_waits_while_all_is_well(
    office: SmallOffice, worker: Worker, sink: Sink
) -> None:
    """While the server takes mails and the worker runs, no mail grows old."""
    told(office, "ana", "luis")
    sink.answer = silent
    rounds(office, worker, 3, minutes=10)
    assert LATE not in troubles(office)
    assert {row.state for row in office.mails(kind="digest")} == {"accepted"}
