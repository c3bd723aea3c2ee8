"""Mail servers and databases that are away, full, locked or choosy."""

import time
from datetime import timedelta
from threading import Thread
from typing import Any

import pytest
from sqlalchemy import event, select, text

from app.casework.reminders.troubles import RELAY_DOWN, sentence_of
from app.db.desk import House
from app.mail.smtp import Fault, NotSentError, Patience, Post, Server
from app.models import Mail
from app.worker import Worker
from tests.night.house import SmallOffice
from tests.night.sink import Sink
from tests.night.watching import forward, sentence
from tests.support.one_engine import first_on_both


def _two_with_a_date(office: SmallOffice) -> None:
    for name in ("ana", "luis"):
        office.hire(name)
        office.enter(name, 5)


def test_a_server_that_is_away_is_tried_once_a_minute(
    office: SmallOffice, worker: Worker, sink: Sink
) -> None:
    """The page says so, no attempt is used, and all leaves when the server is back."""
    _two_with_a_date(office)
    sink.answer = lambda step, _to: "421 closing" if step == "greet" else None
    for _ in range(23):  # two minutes of rounds
        worker.run_once()
        forward(office, seconds=5)
    assert sink.sessions == 2
    assert sentence(office) == sentence_of(RELAY_DOWN)
    assert {(row.state, row.attempts) for row in office.mails()} == {("ready", 0)}
    sink.answer = lambda _step, _to: None
    forward(office, seconds=60)
    worker.run_once()
    worker.run_once()
    assert len(sink.taken()) == 2
    forward(office, seconds=60)
    worker.run_once()
    assert sentence(office) is None


@first_on_both(
    ("step", "reply", "state", "last"),
    [
        ("mail", "550 5.7.1 not you", "ready", "relay 550"),
        ("rcpt", "450 4.2.0 greylisted", "ready", "later 450"),
        ("rcpt", "452 4.3.1 no room", "ready", "relay 452"),
        ("rcpt", "550 5.1.1 nobody", "parked", "refused 550"),
        ("rcpt", "530 5.7.0 sign in first", "ready", "relay 530"),
        ("data", "451 4.2.0 later", "ready", "later 451"),
        ("data", "HANG UP", "ready", "relay 0"),
        ("dot", "451 4.2.0 later", "ready", "later 451"),
        ("dot", "554 5.6.0 content", "ready", "unfit 554 plain"),
        ("dot", "HANG UP", "ready", "unknown 0"),
        ("ehlo", "500 what", "ready", "relay 500"),
        ("greet", "garbage", "ready", "relay -1"),
    ],
    engine="office",
)
def test_whose_trouble_it_is(
    office: SmallOffice, worker: Worker, sink: Sink, *, step: str, reply: str, state: str, last: str
) -> None:
    """The server's, the recipient's for now, hers for good, or unknown: nothing is called sent."""
    office.hire("ana")
    office.enter("ana", 5)
    steps = {"ehlo", "helo"} if step == "ehlo" else {step}
    sink.answer = lambda here, _to: reply if here in steps else None
    assert worker.run_once() == 0
    [row] = office.mails(kind="digest")
    assert (row.state, row.last_class) == (state, last)
    assert sink.taken() == []


def test_a_greylisted_mail_leaves_on_the_retry(
    office: SmallOffice, worker: Worker, sink: Sink
) -> None:
    """Refused for five minutes, taken after: once, under the same name, and nobody else waited."""
    _two_with_a_date(office)
    begin = office.house.clock()

    def greylist(step: str, to: str) -> str | None:
        young = office.house.clock() - begin < timedelta(minutes=5)
        return "451 4.7.1 greylisted" if step == "rcpt" and to.startswith("ana") and young else None

    sink.answer = greylist
    worker.run_once()
    assert [mail.to for mail in sink.taken()] == ["luis@example.org"]
    for _ in range(30):  # 1, 5 and 15 minutes at most
        forward(office, minutes=1)
        worker.run_once()
    assert sorted(mail.to for mail in sink.taken()) == ["ana@example.org", "luis@example.org"]


def test_a_mail_whose_fate_is_unknown_leaves_again_under_its_name(
    office: SmallOffice, worker: Worker, sink: Sink
) -> None:
    """The server kept it and hung up: one copy more, which mail programs can tell by its name."""
    office.hire("ana")
    office.enter("ana", 5)
    sink.answer = lambda step, _to: "KEEP AND HANG UP" if step == "dot" else None
    worker.run_once()
    sink.answer = lambda _step, _to: None
    forward(office, minutes=2)
    worker.run_once()
    assert list(sink.names().values()) == [2]


def test_a_refused_address_brings_in_the_back_up(
    office: SmallOffice, worker: Worker, sink: Sink
) -> None:
    """Within the next round the back-up and the supervisors are told, and the page says why."""
    office.hire("ana")
    office.hire("luis")
    office.hire("sofia", "supervising_attorney")
    office.enter("ana", 12, backup_id=office.people["luis"])
    refused = ("rcpt", "ana@example.org")
    sink.answer = lambda step, to: "550 5.1.1 no" if (step, to) == refused else None
    for _ in range(3):
        worker.run_once()
        forward(office, seconds=5)
    to = {mail.to for mail in sink.taken() if "a date on" in mail.text}
    assert to == {"luis@example.org"}
    assert "sofia@example.org" in {mail.to for mail in sink.taken()}
    assert "refuses reminders" in str(sentence(office))


def test_no_mail_leaves_without_tls(sink: Sink) -> None:
    """Where STARTTLS is asked for and not offered, nothing is handed over."""
    server = Server("127.0.0.1", sink.port, "starttls", "", "", "amparo@office.example.org")
    post = Post(server)
    with pytest.raises(NotSentError) as trouble:
        post.send("ana@example.org", lambda: b"text\r\n", lambda: None)
    assert trouble.value.fault is Fault.RELAY
    assert sink.taken() == []


def test_what_was_sent_is_written_down_when_the_database_is_back(
    office: SmallOffice, sink: Sink, impatient: House
) -> None:
    """Locked right after the server took the mail, its row too: the mail is not sent twice."""
    office.hire("ana")
    office.enter("ana", 5)
    worker = Worker(impatient)
    sink.hold("dot")
    thread = Thread(target=worker._round)
    thread.start()
    assert sink.held.wait(20)
    with office.writing() as desk:  # somebody holds the write lock
        desk.db.execute(select(Mail.id).with_for_update())
        sink.release()
        thread.join(60)
    assert [row.state for row in office.mails()] == ["leased"]
    worker.run_once()
    worker.close()
    assert [row.state for row in office.mails()] == ["accepted"]
    assert list(sink.names().values()) == [1]


@pytest.mark.parametrize("office", ["sqlite"], indirect=True)
def test_a_full_disk_stops_sending_and_not_for_ever(
    office: SmallOffice, worker: Worker, sink: Sink
) -> None:
    """Nothing leaves that could not be written down; with room again it goes on by itself."""
    engine = office.house.engine
    office.hire("ana")
    for _ in range(60):
        office.enter("ana", 5)
    with engine.connect() as connection:
        limit = [connection.exec_driver_sql("PRAGMA page_count").scalar_one()]

    def small_disk(connection: Any, *_: object) -> None:
        connection.execute(f"PRAGMA max_page_count = {limit[0]}")

    event.listen(engine, "checkout", small_disk)
    for _ in range(3):
        assert worker._round() == 0
    assert sink.taken() == []
    limit[0] = 100_000
    assert worker._round() == 1
    [mail] = sink.taken()
    assert mail.text.count("in 5 days") == 60


def test_a_mail_that_cannot_be_written_holds_up_nobody(
    office: SmallOffice, worker: Worker, sink: Sink
) -> None:
    """With the table of links away only mails without a link leave; then the others do."""
    office.hire("ana", "paralegal")
    office.hire("otto", "office_admin")
    office.enter("ana", 5)
    with office.writing() as desk:
        desk.db.execute(text("ALTER TABLE links RENAME TO links_elsewhere"))
    worker.run_once()
    assert [mail.to for mail in sink.taken()] == ["otto@example.org"]
    assert "met a fault" in str(sentence(office))
    with office.writing() as desk:
        desk.db.execute(text("ALTER TABLE links_elsewhere RENAME TO links"))
    forward(office, minutes=2)
    worker.run_once()
    assert "ana@example.org" in {mail.to for mail in sink.taken()}


def test_the_lease_is_held_while_the_server_thinks(office: SmallOffice, sink: Sink) -> None:
    """Four minutes after the final dot the lease still has its full length."""
    office.hire("ana", "paralegal")
    office.enter("ana", 5)
    post = Post(Server.of(office.house.settings), Patience(between=0.1))
    worker = Worker(office.house, post=post)
    sink.hold("dot")
    thread = Thread(target=worker.run_once)
    thread.start()
    assert sink.held.wait(20)
    forward(office, minutes=4)
    until = office.clock.now + timedelta(seconds=300)
    last = time.monotonic() + 20
    while office.mails()[0].lease_until != until and time.monotonic() < last:
        time.sleep(0.1)
    held_until = office.mails()[0].lease_until
    sink.release()
    thread.join(20)
    worker.close()
    assert held_until == until
    assert len(sink.taken()) == 1
