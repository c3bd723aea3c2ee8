"""The night shift from a date to the mail server and back."""

import re
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from threading import Event, Thread
from typing import Any

import pytest
from sqlalchemy import event, text

from app.casework.pulse import pulse
from app.casework.reminders.troubles import RELAY_DOWN, sentence_of
from app.clock import local, system_clock
from app.db import engine as engines
from app.db.desk import House
from app.errors import Unavailable
from app.mail.smtp import Fault, NotSentError, Post, Server
from app.worker import Worker
from tests.night.house import SmallOffice, reading
from tests.night.sink import Sink

ZONES = (
    "America/New_York",
    "America/Chicago",
    "America/Denver",
    "America/Los_Angeles",
    "America/Anchorage",
    "Pacific/Honolulu",
    "America/Phoenix",
    "America/Puerto_Rico",
)
CANARY = re.compile(r"canary|hearing|deadline|court|client|case|asylum|rule", re.IGNORECASE)


def forward(office: SmallOffice, **span: float) -> None:
    """Move the office's clock."""
    office.clock.forward(**span)


def sentence(office: SmallOffice) -> str | None:
    """Return what the page says of the reminders."""
    with reading(office) as desk:
        return pulse(desk).sentence


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


def test_an_idle_round_writes_nothing(office: SmallOffice, worker: Worker) -> None:
    """Four short reads, whatever the number of dates; the sign of life is written once a minute."""
    office.hire("ana")
    for _ in range(30):
        office.enter("ana", 50)
    worker.run_once()
    with office.statements() as said:
        assert worker.run_once() == 0
    assert sum(one.startswith("SELECT") for one in said) == 4
    assert not [one for one in said if one.startswith(("INSERT", "UPDATE", "DELETE"))]


def test_one_mail_of_a_kind_an_hour(office: SmallOffice, worker: Worker, sink: Sink) -> None:
    """Dates that come in one by one over three hours make four mails at most, none lost."""
    office.hire("ana")
    for _ in range(36):
        office.enter("ana", 5)
        worker.run_once()
        forward(office, minutes=5)
    forward(office, minutes=60)
    worker.run_once()
    mails = [mail for mail in sink.taken() if "in 5 days" in mail.text]
    assert sum(mail.text.count("in 5 days") for mail in mails) == 36
    hours = [row.accepted_at.hour for row in office.mails(kind="digest") if row.accepted_at]
    assert len(hours) == len(set(hours)) == len(mails) <= 5


def test_a_day_and_a_half_without_a_worker(office: SmallOffice, sink: Sink) -> None:
    """Each date is told once by the worker that comes back, the most urgent slot for all."""
    office.hire("ana")
    office.enter("ana", 4)  # 3 days: tomorrow, moved to Friday from Saturday
    office.enter("ana", 8)  # 7 days: tomorrow
    before = Worker(office.house)
    before.run_once()
    before.close()
    sent = len(sink.taken())
    forward(office, hours=36)
    after = Worker(office.house)
    for _ in range(3):
        after.run_once()
        forward(office, minutes=61)
    after.close()
    texts = [mail.text for mail in sink.taken()[sent:] if "file by" in mail.text]
    assert [text.count("file by") for text in texts] == [1, 1]
    assert {"urgent" in text.splitlines()[2] for text in texts} == {True, False}


def test_a_date_moved_while_mail_is_handed_over(
    office: SmallOffice, worker: Worker, sink: Sink
) -> None:
    """The text is written after the server took the address, from what holds then."""
    office.hire("ana")
    entry = office.enter("ana", 5)
    sink.hold("rcpt")
    done: list[int] = []
    thread = Thread(target=lambda: done.append(worker.run_once()))
    thread.start()
    assert sink.held.wait(20)
    office.change(entry, status="filed")
    sink.release()
    thread.join(20)
    assert done == [0]
    assert sink.taken() == []
    assert [row.state for row in office.mails()] == ["dropped"]


def test_a_date_moved_after_its_mail_left_is_corrected(
    office: SmallOffice, worker: Worker, sink: Sink
) -> None:
    """What was on its way cannot be called back, so a second mail says that the date changed."""
    office.hire("ana")
    entry = office.enter("ana", 5)
    sink.hold("dot")
    thread = Thread(target=worker.run_once)
    thread.start()
    assert sink.held.wait(20)
    later = date(2027, 6, 1)
    office.change(entry, edition=2, due=later, safe=later)
    sink.release()
    thread.join(20)
    worker.run_once()
    first, second = sink.taken()
    assert "file by Mon 15" in first.text
    assert "the date changed · file by Tue 1" in second.text


# --- the mail server's moods ----------------------------------------------------------------------


def test_a_server_that_is_away_is_tried_once_a_minute(
    office: SmallOffice, worker: Worker, sink: Sink
) -> None:
    """The page says so, no attempt is used, and all leaves when the server is back."""
    office.hire("ana")
    office.hire("luis")
    office.enter("ana", 5)
    office.enter("luis", 5)
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


@pytest.mark.parametrize(
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
        ("dot", "554 5.6.0 content", "parked", "refused 554"),
        ("dot", "HANG UP", "ready", "unknown 0"),
        ("ehlo", "500 what", "ready", "relay 500"),
        ("greet", "garbage", "ready", "relay -1"),
    ],
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
    office.hire("ana")
    office.hire("luis")
    office.enter("ana", 5)
    office.enter("luis", 5)
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
    to = {mail.to for mail in sink.taken() if "file by" in mail.text}
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


# --- the database's moods -------------------------------------------------------------------------


def test_what_was_sent_is_written_down_when_the_database_is_back(
    office: SmallOffice, sink: Sink, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Locked right after the server took the mail: the mail is not sent twice."""
    office.hire("ana")
    office.enter("ana", 5)
    with _impatient(office.house, monkeypatch) as house:
        worker = Worker(house)
        sink.hold("dot")
        thread = Thread(target=worker._round)
        thread.start()
        assert sink.held.wait(20)
        with office.writing():  # somebody holds the write lock
            sink.release()
            thread.join(60)
        assert [row.state for row in office.mails()] == ["leased"]
        worker.run_once()
        worker.close()
    assert [row.state for row in office.mails()] == ["accepted"]
    assert list(sink.names().values()) == [1]


@contextmanager
def _impatient(house: House, monkeypatch: pytest.MonkeyPatch) -> Iterator[House]:
    """Open the same database with less patience for locks."""
    monkeypatch.setattr(engines, "BUSY_TIMEOUT_MS", 50)
    monkeypatch.setattr(engines, "PRAGMAS", (*engines.PRAGMAS, "busy_timeout=50"))
    second = replace(house, engine=engines.open_engine(house.settings, house.keys))
    yield second
    second.engine.dispose()


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


# --- what a mail says, and to whom it says nothing ------------------------------------------------


def test_a_mail_names_nobody_and_nothing(office: SmallOffice, worker: Worker, sink: Sink) -> None:
    """No planted name, title or number, no word of court or case, in a full night's mails."""
    for locale in ("en", "es"):
        office.hire(f"ana-{locale}", locale=locale)
        for days in (29, 13, 5, 2, 0, -4):
            office.enter(f"ana-{locale}", days)
        office.enter(f"ana-{locale}", 2, "hearing")
    office.hire("sofia", "supervising_attorney")
    office.hire("otto", "office_admin", locale="es")
    worker.run_once()
    mails = sink.taken()
    assert {mail.to.partition("@")[0] for mail in mails} == {"ana-en", "ana-es", "sofia", "otto"}
    for mail in mails:
        assert not CANARY.search(mail.text)
        assert not CANARY.search(mail.raw.decode())
        assert str(office.case_id) not in mail.raw.decode()


def test_a_mail_has_the_headers_of_a_programs_mail(
    office: SmallOffice, worker: Worker, sink: Sink
) -> None:
    """Plain text, one recipient, no program's or machine's name, and a size that says nothing."""
    office.hire("ana")
    office.hire("otto", "office_admin")
    for days in range(1, 60):
        office.enter("ana", days)
    worker.run_once()
    for mail in sink.taken():
        assert sorted(mail.message.keys()) == [
            "Auto-Submitted",
            "Content-Transfer-Encoding",
            "Content-Type",
            "Date",
            "From",
            "MIME-Version",
            "Message-ID",
            "Subject",
            "To",
        ]
        assert mail.message["Auto-Submitted"] == "auto-generated"
        assert mail.message.get_content_type() == "text/plain"
        assert re.fullmatch(r"<[0-9a-f]{32}@office\.example\.org>", mail.name)
        assert len(mail.raw) % 2048 == 0
        assert re.fullmatch(r"Amparo: items to review \(\d+ urgent\)", mail.message["Subject"])
        assert mail.text.count("http") == 1
        assert mail.text.index("202-555-0100") > mail.text.index("http")
    first = next(mail.text for mail in sink.taken() if "urgent" in mail.text.splitlines()[2])
    assert first.startswith("3 urgent, 0 others. Open Amparo or call the office.")


def test_a_mail_speaks_its_readers_language(
    office: SmallOffice, worker: Worker, sink: Sink
) -> None:
    """Subject and text in Spanish for whoever chose Spanish."""
    office.hire("ana", locale="es")
    office.enter("ana", 5)
    worker.run_once()
    [mail] = sink.taken()
    assert "review" not in str(mail.message["Subject"])
    assert "in 5 days" not in mail.text
    assert "5 días" in mail.text


def test_the_log_names_nobody(
    office: SmallOffice, worker: Worker, sink: Sink, caplog: pytest.LogCaptureFixture
) -> None:
    """Ids and reply classes only, though the server's reply repeats the address."""
    caplog.set_level("DEBUG")
    office.hire("ana")
    office.enter("ana", 5)
    sink.answer = lambda step, to: f"550 5.1.1 <{to}> unknown" if step == "rcpt" else None
    worker.run_once()
    assert "refused 550" in caplog.text
    assert "example.org" not in caplog.text
    assert "anary" not in caplog.text


# --- every day ------------------------------------------------------------------------------------


def test_the_morning_sign_of_life(office: SmallOffice, sink: Sink) -> None:
    """Each morning once: administrators always, attorneys where no other mail shows it."""
    office.hire("ana")
    office.hire("luis")
    office.hire("otto", "office_admin")
    office.enter("ana", 7)
    office.clock.now = datetime(2027, 3, 10, 11, 0, tzinfo=UTC)  # six o'clock in New York
    worker = Worker(office.house)
    for _ in range(28):
        worker.run_once()
        forward(office, hours=1)
    worker.close()
    daily = Counter(mail.to for mail in sink.taken() if "Amparo is awake" in mail.text)
    assert daily["otto@example.org"] == 2
    assert daily["luis@example.org"] == 2
    assert daily["ana@example.org"] == 1  # on the first morning her date rang
    assert any("watches over 1 open date." in mail.text for mail in sink.taken())


def test_each_zone_is_told_at_half_past_seven(office: SmallOffice, sink: Sink) -> None:
    """Across the change of 14 March 2027 each slot is told once, at 7:30 of its own zone."""
    due = date(2027, 3, 17)
    for number, zone in enumerate(ZONES):
        office.hire(f"p{number}", "paralegal")
        office.enter(f"p{number}", 7, due=due, safe=due, tz=zone)
    office.clock.now = datetime(2027, 3, 11, 23, 0, tzinfo=UTC)
    worker = Worker(office.house)
    for _ in range(5):
        worker.run_once()  # what had rung before we look
    before = {row.id for row in office.mails()}
    while office.clock.now < datetime(2027, 3, 17, 20, 0, tzinfo=UTC):
        half = office.clock.now.replace(minute=29, second=59)
        for office.clock.now in (half, half + timedelta(seconds=1)):
            worker.run_once()
        office.clock.now += timedelta(minutes=30)
    worker.close()
    told: dict[int, list[str]] = {number: [] for number in range(len(ZONES))}
    names = {person: int(name[1:]) for name, person in office.people.items()}
    for row in office.mails():
        if row.id not in before:
            number = names[row.recipient_id]
            assert row.accepted_at is not None
            told[number].append(f"{local(row.accepted_at, ZONES[number]):%a %H:%M}")
    expected = ["Fri 07:30", "Tue 07:30", "Wed 07:30"]  # 3 days (from Sunday), 1 day, the day
    assert told == dict.fromkeys(told, expected)


# --- starting and stopping ------------------------------------------------------------------------


def test_a_worker_told_to_stop_finishes_the_mail_in_hand(
    office: SmallOffice, worker: Worker, sink: Sink
) -> None:
    """It settles what is in flight, gives the other leases back and ends."""
    office.clock.now = system_clock()
    for name in ("ana", "luis", "nora"):
        office.hire(name, "paralegal")
        office.enter(name, 5)
    stop = Event()
    sink.hold("dot")
    thread = Thread(target=worker.run, args=[stop])
    thread.start()
    assert sink.held.wait(20)
    stop.set()
    sink.release()
    thread.join(10)
    assert not thread.is_alive()
    assert sorted(row.state for row in office.mails()) == ["accepted", "ready", "ready"]
    assert len(sink.taken()) == 1


def test_a_worker_whose_clock_is_wrong_does_not_start(office: SmallOffice, worker: Worker) -> None:
    """Against a database with a clock of its own, more than five seconds are too much."""
    office.clock.now = system_clock() + timedelta(seconds=8)
    if office.house.engine.dialect.name == "postgresql":
        with pytest.raises(Unavailable, match="clock"):
            worker.check()
        office.clock.now = system_clock()
    worker.check()
    assert worker.run_once() == 0


def test_a_worker_of_another_schema_does_not_start(office: SmallOffice) -> None:
    """Whoever knows the schema may refuse; nothing is sent before that."""

    def refuse(_house: House) -> None:
        raise Unavailable

    with pytest.raises(Unavailable):
        Worker(office.house, schema=refuse).run(Event())


def test_a_round_that_fails_shows_no_sign_of_life(
    office: SmallOffice, worker: Worker, caplog: pytest.LogCaptureFixture
) -> None:
    """A worker that goes round without getting anywhere must look stopped."""
    worker.run_once()
    with office.writing() as desk:
        desk.db.execute(text("ALTER TABLE mail RENAME TO mail_elsewhere"))
    forward(office, minutes=6)
    assert worker._round() == 0
    assert caplog.records
    with office.writing() as desk:
        desk.db.execute(text("ALTER TABLE mail_elsewhere RENAME TO mail"))
    assert "no sign of life" in str(sentence(office))
