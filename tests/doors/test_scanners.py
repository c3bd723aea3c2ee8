"""A mail scanner opens every link of every mail, again and again, and nothing comes of it."""

import re
from email import message_from_bytes
from urllib.parse import urlsplit

from sqlalchemy import func, select

from app.casework import reminders
from app.casework.calendar import Calendar
from app.models import Audit, Mail, Mark
from tests.doors.test_reminded import dated
from tests.doors.visitors import Doors
from tests.support.one_engine import engine_name  # noqa: F401 - a fixture

METHODS = ("GET", "HEAD", "OPTIONS", "PUT", "PATCH", "DELETE")
TAILS = ("", "?deed=seen", "?deed=pass&item=BBBB", "/items", "/others", "/others?deed=escalate")
AS_SCANNERS_DO = {"user-agent": "Mozilla/5.0 (compatible; SafeLinks)", "purpose": "prefetch"}


def mails(doors: Doors) -> list[str]:
    """Return every mail that waits, as it leaves, and have it count as taken."""
    written = []
    with doors.office.night(writes=True) as desk:
        reminders.plan(desk, Calendar())
    with doors.office.night(writes=True) as desk:
        claims = reminders.claim(desk, limit=100)
        for held in claims:
            raw = reminders.text_of(desk, held, watched=1)
            if raw is not None:
                part = message_from_bytes(raw).get_payload(decode=True)
                assert isinstance(part, bytes)
                written.append(part.decode())
                reminders.settle(desk, held)
    return written


def stands(doors: Doors) -> dict[str, int]:
    """Return how many rows each table has, and how many entries the record."""
    with doors.office.night() as desk:
        return {
            model.__tablename__: desk.db.scalar(select(func.count()).select_from(model)) or 0
            for model in (Mark, Mail, Audit)
        }


def test_no_link_of_any_mail_acknowledges_passes_or_files_when_it_is_opened(doors: Doors) -> None:
    """By any method but POST, with what scanners send along, also with a deed in the address."""
    dated(doors)
    dated(doors, "bruno")
    written = mails(doors)
    links = {link for text in written for link in re.findall(r"https?://\S+", text)}
    assert len(written) >= 4
    assert any("/r/" in link for link in links)
    before = stands(doors)
    scanner = doors.stranger()
    for link in links:
        path = urlsplit(link).path or "/"
        for tail in TAILS:
            for method in METHODS:
                answer = scanner.client.request(method, path + tail, headers=AS_SCANNERS_DO)
                assert answer.status_code < 500
    assert stands(doors) == before


def test_a_persons_press_on_the_same_link_does(doors: Doors) -> None:
    """The page's own form: seen, passed to the back-up, escalated; each says what was done."""
    dated(doors)
    texts = mails(doors)
    tokens = {token for text in texts for token in re.findall(r"/r/([\w-]{43})", text)}
    codes = {code for text in texts for code in re.findall(r"- (\w{4}) ·", text)}
    token, code = min(tokens), min(codes)
    assert f'href="/r/{token}/others"' in doors.stranger().get(f"/r/{token}").text
    page = doors.stranger().get(f"/r/{token}/others").text
    assert page.count('value="pass"') == page.count('value="escalate"') == 1
    before = stands(doors)
    done = doors.stranger().posts(f"/r/{token}/others", {"deed": "escalate", "item": code})
    assert done.status_code == 200
    assert 'role="status"' in done.text
    assert stands(doors)["audit"] > before["audit"]
    odd = doors.stranger().posts(f"/r/{token}/others", {"deed": "file", "item": code})
    assert odd.status_code == 422
    made_up = doors.stranger().posts("/r/" + "x" * 43 + "/others", {"deed": "pass", "item": code})
    assert made_up.status_code == 404
