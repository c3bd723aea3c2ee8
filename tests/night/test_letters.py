"""What a mail says, and to whom it says nothing."""

import re
from datetime import UTC, date, datetime
from email import message_from_bytes, policy
from email.message import EmailMessage

import pytest

from app.mail.letters import Letter, Line, composed, said, write
from app.worker import Worker
from tests.night.house import SmallOffice
from tests.night.sink import Sink

CANARY = re.compile(r"canary|hearing|deadline|court|client|case|asylum|rule", re.IGNORECASE)


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
        assert re.fullmatch(
            r"Amparo: items to review( \([1-9]\d* urgent\))?", mail.message["Subject"]
        )
        assert mail.text.count("http") == 1
        assert mail.text.index("202-555-0100") > mail.text.index("http")
    first = next(mail.text for mail in sink.taken() if "urgent" in mail.text.splitlines()[2])
    assert first.startswith("3 urgent dates. Open Amparo or call the office.")


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


def test_a_hearing_that_is_over_asks_how_it_ended(
    office: SmallOffice, worker: Worker, sink: Sink
) -> None:
    """The morning after, and without alarm: nothing can be missed any more."""
    office.hire("ana", "paralegal")
    office.enter("ana", -1, "hearing")
    worker.run_once()
    [mail] = sink.taken()
    assert "note how Tue Mar 9 ended · passed 1 day ago" in mail.text
    assert mail.message["Subject"] == "Amparo: items to review"


def test_a_fatal_date_of_this_week_is_urgent_in_its_mail(
    office: SmallOffice, worker: Worker, sink: Sink
) -> None:
    """On the day before Thanksgiving, Monday is two business days off: the subject says so."""
    office.clock.now = datetime(2026, 11, 25, 15, 0, tzinfo=UTC)
    office.hire("ana", locale="es")
    office.hire("luis")
    office.enter("ana", 5, fatal=True)
    office.enter("luis", 5, fatal=True)
    worker.run_once()
    english, spanish = (
        next(mail for mail in sink.taken() if mail.to.startswith(name)) for name in ("luis", "ana")
    )
    assert english.message["Subject"] == "Amparo: items to review (1 urgent)"
    assert "a date on Mon Nov 30 · in 5 days · urgent" in english.text
    assert "lun 30 nov" in spanish.text


@pytest.mark.parametrize(
    ("day", "days", "says"),
    [
        (date(2025, 3, 5), -631, "a date on Wed, Mar 5, 2025 · passed 631 days ago"),
        (date(2026, 12, 1), 5, "a date on Tue Dec 1 · in 5 days"),
        (date(2027, 1, 4), 39, "a date on Mon, Jan 4, 2027 · in 39 days"),
    ],
)
def test_a_day_of_another_year_is_told_with_its_year(day: date, days: int, says: str) -> None:
    """And says of no date that one acts by it: a right that opens is told in the same words."""
    line = Line("R8WF", "deadline", day, days, urgent=False)
    assert said(line, "en") == says


@pytest.mark.parametrize(
    ("locale", "subject"),
    [("en", "Amparo: a message for you"), ("es", "Amparo: un mensaje para usted")],
)
def test_a_mail_that_tells_no_date_counts_none_in_its_subject(locale: str, subject: str) -> None:
    """“Your absence is over” is no item to review, and not “0 urgent”."""
    letter = Letter(
        to="ana@office.example.org",
        sender="amparo@office.example.org",
        message_id="<0@office.example.org>",
        at=datetime(2027, 3, 9, 12, 0, tzinfo=UTC),
        locale=locale,
        kind="alarm",
        lines=(),
        link="https://amparo.example.org/r/x",
        phone="",
        alarms=("Your absence in Amparo is over.",),
    )
    assert message_from_bytes(write(letter), policy=policy.default)["Subject"] == subject


def test_a_mail_is_composed_as_the_library_does() -> None:
    """To the byte, whatever stands in a header or a line: the standard library is asked."""
    texts = ["a\n", "ñ · “x”\n", f"{'largo ' * 40}\n\n. \nFrom me\t\n=20 \n", f"{'x' * 200}\ny", ""]
    values = [
        ("To", "ana@example.org"),
        ("To", f"{'a' * 60}@{'b' * 50}.example.org"),
        ("To", '"a b"@example.org'),
        ("To", "ana..x@example.org"),
        ("To", "a_b.c+d@x-y.example.org"),
        ("From", "Amparo <reminders@office.example.org>"),
        ("From", f"Amparo <{'r' * 70}@office.example.org>"),
        ("Date", "Wed, 10 Mar 2027 15:00:00 +0000"),
        ("Message-ID", f"<{'0' * 32}@office.example.org>"),
        ("Message-ID", f"<{'0' * 32}@{'office.' * 8}example.org>"),
        ("Subject", "Amparo: items to review (3 urgent)"),
        ("Subject", "Amparo: puntos por revisar (3 urgentes), también mañana " * 2),
        ("Subject", "Amparo: alarm / alarma"),
    ]
    for name, value in values:
        for text in texts:
            message = EmailMessage(policy=policy.SMTP)
            message[name] = value
            message.set_content(text, cte="quoted-printable")
            assert composed([(name, value)], text) == message.as_bytes(), (name, value, text)
