"""Mails that come back hours later, and forged reports of it."""

import io
import os
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor, wait
from email.message import Message
from email.mime.message import MIMEMessage
from email.mime.multipart import MIMEMultipart
from email.mime.text import MIMEText
from pathlib import Path

import pytest

from app import cli
from app.casework.pulse import pulse
from app.casework.reminders.bounces import NAME
from app.casework.reminders.troubles import REFUSES
from app.db.desk import night
from app.mail import bouncebox, dsn
from app.mail.bouncebox import BounceBox
from app.models import Heartbeat
from app.worker import Worker
from tests.faults.mailing import rounds, set_up, told, troubles
from tests.night.house import SmallOffice
from tests.night.sink import Sink
from tests.night.watching import forward

DOMAIN = "bounces.example.org"
ROOT = Path(__file__).parents[2]


@pytest.fixture
def office(office: SmallOffice) -> SmallOffice:
    """The same office, whose mails have senders of their own."""
    set_up(office, bounce_domain=DOMAIN)
    return office


def senders(sink: Sink) -> dict[str, str]:
    """Return from whom the envelopes came, by whom they went to."""
    froms = [each.partition("<")[2].rstrip(">") for each in sink.heard if each.startswith("mail ")]
    to = [each.partition("<")[2].rstrip(">") for each in sink.heard if each.startswith("rcpt ")]
    return dict(zip(to, froms, strict=True))


def report(to: str, action: str = "failed", kind: str = "delivery-status") -> bytes:
    """Return what a mail server writes about a mail (RFC 3464, after its appendix E)."""
    made = MIMEMultipart("report")
    made.set_param("report-type", kind)
    made["From"], made["To"] = "Mail Delivery <postmaster@relay.example.org>", to
    made["Subject"] = "Undelivered Mail Returned to Sender"
    made.attach(MIMEText("The mail could not be delivered."))
    status = Message()
    status.set_type("message/delivery-status")
    per_mail, per_recipient = Message(), Message()
    per_mail["Reporting-MTA"] = "dns; relay.example.org"
    per_recipient["Final-Recipient"] = "rfc822; ana@example.org"
    per_recipient["Action"], per_recipient["Status"] = action, "5.1.1"
    status.set_payload([per_mail, per_recipient])
    made.attach(status)
    made.attach(MIMEMessage(Message()))
    return made.as_bytes()


def came(office: SmallOffice, raw: bytes) -> None:
    """Let a mail server pipe a mail into the office."""
    BounceBox(office.house.settings.bounces).put(raw)


def comes_back(office: SmallOffice, name: str) -> bool:
    """Tell whether a page says so to somebody."""
    with office.desk_of(name) as desk:
        return pulse(desk).comes_back


def disbelieved(office: SmallOffice) -> int:
    """Return how many bounces were not believed."""
    with night(office.house, writes=False) as desk:
        row = desk.db.get(Heartbeat, NAME)
        return row.count if row is not None else 0


def test_late_bounce_tells_the_next_person_within_a_minute(
    office: SmallOffice, worker: Worker, sink: Sink
) -> None:
    """The back-up is told, the person and all others read why, and she goes on being mailed."""
    worker = Worker(office.house)
    for name, role in (("ana", "attorney"), ("luis", "attorney"), ("otto", "office_admin")):
        office.hire(name, role)
    office.enter("ana", 12, backup_id=office.people["luis"])
    worker.run_once()
    assert not comes_back(office, "ana")
    forward(office, hours=5)
    worker.run_once()
    came(office, report(senders(sink)["ana@example.org"]))
    rounds(office, worker, 4, seconds=15)
    told_of = {mail.to for mail in sink.taken() if "a date on" in mail.text}
    assert told_of == {"ana@example.org", "luis@example.org"}
    assert REFUSES in troubles(office)
    assert [comes_back(office, name) for name in ("ana", "luis", "otto")] == [True, False, False]
    [alarm] = office.mails(kind="alarm", recipient_id=office.people["otto"])
    assert REFUSES in alarm.told["troubles"]
    office.enter("ana", 6)
    forward(office, hours=1)
    worker.run_once()
    taken = [mail for mail in sink.taken() if mail.to == "ana@example.org"]
    mails = [mail for mail in taken if "a date on" in mail.text]
    assert len(mails) == 2  # never muted
    forward(office, days=1)
    rounds(office, worker, 2, minutes=1)
    assert not comes_back(office, "ana")
    assert not list(BounceBox(office.house.settings.bounces).waiting())
    worker.close()


def test_senders_of_their_own_tell_nothing(office: SmallOffice, sink: Sink) -> None:
    """Each mail has another, the same at every attempt; neither person nor mail stands in it."""
    told(office, "ana", "luis")
    sink.answer = lambda step, _to: "451 4.2.0 later" if step == "rcpt" else None
    worker = Worker(office.house)
    worker.run_once()
    first = senders(sink)
    sink.answer = lambda _step, _to: None
    rounds(office, worker, 3, seconds=61)
    worker.close()
    assert senders(sink) == first
    assert len(set(first.values())) == 2
    ids = [each.hex for row in office.mails() for each in (row.id, row.recipient_id)]
    assert not [one for one in ids for sender in first.values() if one in sender]
    assert {mail.message["From"] for mail in sink.taken()} == {"Amparo <amparo@office.example.org>"}


def test_forged_bounce_is_ignored_and_counted(office: SmallOffice, sink: Sink) -> None:
    """With a token that no mail has, in the wrong form, or none: nobody counts as out of reach."""
    told(office, "ana")
    worker = Worker(office.house)
    worker.run_once()
    real = senders(sink)["ana@example.org"]
    forged = f"b+{'0' * 32}@{DOMAIN}"
    letters = [
        report(forged),
        report(real.replace(DOMAIN, "elsewhere.example.org")),
        report("amparo@office.example.org"),
        report(real, kind="disposition-notification"),
        MIMEText("I am on holiday.").as_bytes().replace(b"\n\n", f"\nTo: {real}\n\n".encode(), 1),
        b"",
        b"\xff\x00" * 5000,
        b"Content-Type: multipart/report; boundary=x\n\n" + b"--x\n" * 5000,
    ]
    for raw in letters:
        came(office, raw)
    rounds(office, worker, 2, seconds=5)
    assert disbelieved(office) == len(letters)
    assert [row.state for row in office.mails(kind="digest")] == ["accepted"]
    assert REFUSES not in troubles(office)
    came(office, report(real, action="delayed"))
    came(office, report(real, action="delivered"))
    rounds(office, worker, 2, seconds=5)
    assert disbelieved(office) == len(letters)
    assert REFUSES not in troubles(office)
    worker.close()


def test_without_a_domain_nothing_is_read(office: SmallOffice, sink: Sink) -> None:
    """An office that set none up has one sender, and a file that lies there changes nothing."""
    set_up(office, bounce_domain="")
    told(office, "ana")
    came(office, report(f"b+{'0' * 32}@{DOMAIN}"))
    worker = Worker(office.house)
    worker.run_once()
    worker.close()
    assert senders(sink) == {"ana@example.org": "amparo@office.example.org"}
    assert disbelieved(office) == 0


def test_a_report_is_read_as_the_standard_has_it() -> None:
    """The address counts as the mail server was given it; the returned mail inside it does not."""
    token = "0123456789abcdef" * 2
    found = dsn.read(report(f"<b+{token}@{DOMAIN}>"), DOMAIN)
    assert found == dsn.Report(frozenset({token}), is_report=True, has_failed=True)
    inside = report("postmaster@example.org").replace(b"could not", f"b+{token}@{DOMAIN}".encode())
    assert dsn.read(inside, DOMAIN).tokens == set()
    assert dsn.read(report(f"b+{token}@{DOMAIN}.evil.example.org"), DOMAIN).tokens == set()


# As exim writes one: after bounces of 4.86 and 4.89 that stand in public archives, read
# 2026-11-27; all names are invented.
EXIM = """\
Return-path: <>
Envelope-to: b+{token}@{domain}
Received: from Debian-exim by relay.example.org with local (Exim 4.96)
\tid 1vOabc-0001Xy-2K
\tfor b+{token}@{domain};
\tFri, 27 Nov 2026 10:00:00 +0000
X-Failed-Recipients: ana@example.org
Auto-Submitted: auto-replied
From: Mail Delivery System <Mailer-Daemon@relay.example.org>
To: b+{token}@{domain}
References: <0123456789abcdef@office.example.org>
Content-Type: multipart/report; report-type=delivery-status; boundary=1795773600-eximdsn-1804289383
MIME-Version: 1.0
Subject: Mail delivery failed: returning message to sender
Message-Id: <E1vOabc-0001Xy-2K@relay.example.org>
Date: Fri, 27 Nov 2026 10:00:00 +0000

--1795773600-eximdsn-1804289383
Content-type: text/plain; charset=us-ascii

This message was created automatically by mail delivery software.

A message that you sent could not be delivered to one or more of its
recipients. This is a permanent error. The following address(es) failed:

  ana@example.org
    host mx.example.org [192.0.2.25]
    SMTP error from remote mail server after RCPT TO:<ana@example.org>:
    550 5.1.1 no such mailbox

--1795773600-eximdsn-1804289383
Content-type: message/delivery-status

Reporting-MTA: dns; relay.example.org

Action: {action}
Final-Recipient: rfc822;ana@example.org
Status: 5.0.0
Remote-MTA: dns; mx.example.org
Diagnostic-Code: smtp; 550 5.1.1 no such mailbox

--1795773600-eximdsn-1804289383
Content-type: message/rfc822

Return-path: <b+{token}@{domain}>
From: Amparo <amparo@office.example.org>
To: ana@example.org
Subject: Amparo: items to review


--1795773600-eximdsn-1804289383--
"""


@pytest.mark.parametrize("action", ["failed", "delayed"])
def test_a_report_is_read_as_exim_writes_it(action: str) -> None:
    """Its headers are in lower case in places, and the address stands in two of them."""
    token = "fedcba9876543210" * 2
    for raw in (
        text := EXIM.format(token=token, domain=DOMAIN, action=action),
        text.replace("\n", "\r\n"),
    ):
        found = dsn.read(raw.encode(), DOMAIN)
        assert found == dsn.Report(
            frozenset({token}), is_report=True, has_failed=action == "failed"
        )


def test_the_command_keeps_a_bounce_without_any_key(tmp_path: Path) -> None:
    """A mail server pipes it in; neither the server key nor the database is asked for."""
    told = {**os.environ, "AMPARO_DATA": str(tmp_path / "data"), "PYTHONPATH": str(ROOT)}
    told |= {"AMPARO_SERVER_KEY_FILE": str(tmp_path / "none.key")}
    raw = report("b+x@" + DOMAIN) + b"x" * bouncebox.LONGEST * 3
    command = [sys.executable, "-P", "-m", "app.cli", "bounce", "b+seen@" + DOMAIN]
    run = subprocess.run(command, cwd=ROOT, env=told, input=raw, capture_output=True, check=False)
    assert (run.returncode, run.stdout, run.stderr) == (0, b"", b"")
    [(_, kept)] = BounceBox(tmp_path / "data" / "bounces").waiting()
    assert kept.startswith(f"Delivered-To: b+seen@{DOMAIN}\r\n".encode())
    assert len(kept) == bouncebox.LONGEST


def test_a_bounce_that_cannot_be_kept_is_brought_again(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """The mail server is told to try later (75), as its own manual has it, and nothing is lost."""
    tmp_path.joinpath("bounces").write_text("a file where the folder should be")
    monkeypatch.setenv("AMPARO_DATA", str(tmp_path))
    monkeypatch.setenv("AMPARO_SERVER_KEY_FILE", "/nowhere/server.key")
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(b"x")))
    assert cli.main(["bounce"]) == cli.TRY_AGAIN == 75
    assert "Send it again later" in capsys.readouterr().err


def test_what_is_no_file_holds_up_no_bounce(tmp_path: Path) -> None:
    """A hundred folders and a pipe without an end lie before it; it is read all the same."""
    box = BounceBox(tmp_path)
    box.put(b"came back")
    for number in range(100):
        (tmp_path / "new" / f"..{number}").mkdir()
    os.mkfifo(tmp_path / "new" / "..pipe")
    with ThreadPoolExecutor() as apart:
        reading = apart.submit(lambda: [raw for _, raw in box.waiting()])
        done, _ = wait([reading], timeout=5)
        if not done:  # let the one that hangs at the pipe go on
            (tmp_path / "new" / "..pipe").write_bytes(b"")
    assert done
    assert reading.result() == [b"came back"]
