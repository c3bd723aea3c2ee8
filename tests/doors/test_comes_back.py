"""Whoever's mail comes back reads so on every page, and those who can mend it read whose."""

from datetime import timedelta
from html import unescape

import pytest
from sqlalchemy import update

from app.casework import pulse
from app.casework.reminders.mails import Mailbox
from app.casework.reminders.roster import BOUNCED, PARKED
from app.casework.reminders.troubles import FELL_BACK
from app.models import Mail
from tests.doors.visitors import Doors

HERS = ("Reminder mail to you comes back", "Los correos de recordatorio para usted vuelven")
WHOSE = ("e-mail comes back", "su correo vuelve")


def _says(doors: Doors, name: str, path: str, words: tuple[str, str]) -> bool:
    page = unescape(doors.sits(name).get(path).text)
    return any(each in page for each in words)


@pytest.mark.parametrize("state", [PARKED, BOUNCED])
def test_a_mail_that_was_refused_or_came_back_is_told(doors: Doors, state: str) -> None:
    """Today and the lists say it to her alone; the list of colleagues marks her, for a day."""
    alma = doors.office.people["alma"].id
    with doors.office.night(writes=True) as desk:
        pulse.beat(desk, pulse.WORKER, 1)
        pulse.beat(desk, pulse.SELF_CHECK, 1)
        Mailbox(desk).alarm(alma, FELL_BACK)
        desk.db.flush()
        tomorrow = desk.now + timedelta(days=1)
        hers = update(Mail).where(Mail.recipient_id == alma)
        desk.db.execute(hers.values(state=state, not_before=tomorrow))
    for path in ("/today", "/cases"):
        assert _says(doors, "alma", path, HERS)
        assert not _says(doors, "bruno", path, HERS)
    for name in ("carmen", "olga"):
        assert _says(doors, name, "/colleagues", WHOSE)
        assert not _says(doors, name, "/today", HERS)
    with doors.office.night(writes=True) as desk:
        past = desk.now - timedelta(seconds=1)
        desk.db.execute(
            hers.values(state="accepted" if state == PARKED else state, not_before=past)
        )
    assert not _says(doors, "alma", "/today", HERS)
    assert not _says(doors, "olga", "/colleagues", WHOSE)
