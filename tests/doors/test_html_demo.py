"""The sample office's own pages: its people on the sign-in page, and its mailbox."""

import re
import smtplib
from collections.abc import Iterator
from dataclasses import replace
from email.message import EmailMessage
from types import SimpleNamespace

import pytest
from fastapi import FastAPI
from starlette.testclient import TestClient

from app.crypto.totp import code_at
from app.main import build
from app.sample.mailbox import Mailbox
from tests.doors.visitors import OF_A_FORM, OURS
from tests.support.office import PASSPHRASE, Office
from tests.support.one_engine import engine_name  # noqa: F401 - a fixture


@pytest.fixture
def sample(office: Office) -> Iterator[FastAPI]:
    """The doors of a sample office whose mail server has taken one mail."""
    settings = office.house.settings.model_copy(update={"demo": True})
    mailbox = Mailbox(office.clock)
    port = mailbox.start()
    mail = EmailMessage()
    mail["From"], mail["To"] = "amparo@example.org", "alma@example.org"
    mail["Subject"] = "Amparo: items to review"
    mail.set_content(f"2 urgent.\n\n{OURS}/r/abc\n")
    with smtplib.SMTP("127.0.0.1", port) as server:
        server.send_message(mail)
    app = build(replace(office.house, settings=settings), mailbox)
    alma = office.people["alma"]
    app.state.people = [
        SimpleNamespace(name="Alma", role=alma.role, email=alma.email, passphrase=PASSPHRASE)
    ]
    app.state.code_of = lambda _person: code_at(alma.totp_secret, office.clock())
    yield app
    mailbox.stop()


def visitor(app: FastAPI, host: str = "127.0.0.1") -> TestClient:
    """Return a browser on a machine of this address."""
    return TestClient(app, OURS, client=(host, 50_000), follow_redirects=False)


def test_a_press_signs_in_as_a_sample_person(sample: FastAPI, office: Office) -> None:
    """The sign-in page holds what the person would type, and that opens Today."""
    browser = visitor(sample)
    page = browser.get("/sign-in").text
    alma = office.people["alma"]
    code = code_at(alma.totp_secret, office.clock())
    for value in (alma.email, PASSPHRASE, code):
        assert f'value="{value}"' in page
    typed = {"email": alma.email, "password": PASSPHRASE, "code": code}
    answer = browser.post("/sign-in", data=typed, headers=OF_A_FORM)
    assert (answer.status_code, answer.headers["location"]) == (303, "/today")
    assert "Sample office" in browser.get("/today").text


def test_the_mailbox_shows_mail_as_it_arrived(sample: FastAPI, office: Office) -> None:
    """For people as pages with the link to press, for programs as JSON."""
    browser = visitor(sample)
    [mail] = browser.get("/demo/mailbox.json").json()
    assert set(mail) == {"id", "to", "subject", "received_at", "raw"}
    assert (mail["to"], mail["subject"]) == ("alma@example.org", "Amparo: items to review")
    assert mail["received_at"] == "2027-04-14T14:00:00Z"
    assert "/r/abc" in mail["raw"]
    assert f'href="/demo/mailbox/{mail["id"]}"' in browser.get("/demo/mailbox").text
    assert f'href="{OURS}/r/abc"' in browser.get(f"/demo/mailbox/{mail['id']}").text
    assert browser.get("/demo/mailbox/none").status_code == 404


def test_what_pages_are_made_of_stands_there_in_every_scheme(sample: FastAPI) -> None:
    """Each with the ground of its own, in an order by which the later token holds."""
    browser = visitor(sample)
    page, sheet = browser.get("/demo/design").text, browser.get("/demo/schemes.css")
    assert sheet.headers["content-type"].startswith("text/css")
    grounds = ("light", "#f8f6f1"), ("dark", "#161412"), ("contrast", "#fff")
    for name, ground in (*grounds, ("dark-contrast", "#000"), ("paper", "#fff")):
        assert f'<section class="as-{name} stack"' in page
        [rule] = re.findall(rf"^\.as-{name} {{ (.*) }}$", sheet.text, re.MULTILINE)
        assert re.findall(r"--ground: ([^;]+);", rule)[-1] == ground
        assert "--leaf-wash: " in rule


@pytest.mark.parametrize("path", ["/demo/mailbox", "/demo/mailbox.json", "/demo/design"])
def test_the_mailbox_is_for_this_machine(sample: FastAPI, path: str) -> None:
    """A visitor from elsewhere is told that nothing is there."""
    assert visitor(sample, "192.0.2.7").get(path).status_code == 404
