"""Mails closed, emptied or taken away at a shell without keys: they leave all the same."""

from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import LargeBinary, Uuid, column, delete, select, table, update

from app.casework import reminders, verify
from app.casework.calendar import Calendar
from app.casework.pulse import WORKER, beat, found, self_check
from app.casework.reminders.mails import Mailbox
from app.casework.reminders.troubles import ALARMING, SILENCED
from app.models import Mail
from tests.casework.reminders.telling import claim, forward, plan, text, told
from tests.night.house import SmallOffice, reading

BARE = table("mail", column("id", Uuid()), column("card", LargeBinary()))


def check(office: SmallOffice, calendar: Calendar) -> None:
    """Check as the hourly check does, and have rung again what it found untold."""
    with office.writing() as desk:
        coverage = self_check(desk, calendar)
        beat(desk, WORKER, 1)
    calendar.ring(coverage.untold)


def leave(office: SmallOffice) -> dict[str, int]:
    """Have all mails leave that may, and count them by kind."""
    left: dict[str, int] = {}
    with office.writing() as desk:
        for held in reminders.claim(desk):
            reminders.settle(desk, held)
            left[held.kind] = left.get(held.kind, 0) + 1
    return left


def wrong_mails(office: SmallOffice) -> list[str]:
    """Return what `amparo verify` says of mails and of what they told."""
    return [each for each in verify.verify(office.house).wrong if "mail" in each]


@pytest.mark.parametrize("state", ["sent", "accepted"])
def test_a_mail_closed_in_clear_leaves_all_the_same(
    office: SmallOffice, calendar: Calendar, state: str
) -> None:
    """Whether it has left stands under its seal; supervisors read that somebody closed it."""
    entry = office.enter("ana", 5)
    plan(office, calendar)
    with office.writing() as desk:
        closed = {"state": state, "accepted_at": desk.now}
        desk.db.execute(update(Mail).where(Mail.kind == "digest").values(closed))
    assert len(wrong_mails(office)) == 1
    check(office, calendar)
    with reading(office) as desk:
        assert SILENCED in found(desk) & ALARMING
    said_of_it = text(office, claim(office, "alarm", "sofia"))
    assert said_of_it is not None
    assert "closed, changed" in said_of_it
    forward(office, minutes=6)
    assert leave(office)["digest"] == 1
    assert told(office, "digest") == {"ana": [entry]}
    check(office, calendar)
    forward(office, minutes=60)
    assert "digest" not in leave(office)
    assert wrong_mails(office) == []


def test_that_a_date_changed_is_told_anew_where_its_mail_was_taken_away(
    office: SmallOffice, calendar: Calendar
) -> None:
    """Set so far away that no reminder of the new day has rung: the news alone is lost."""
    entry = office.enter("ana", 5)
    plan(office, calendar)
    leave(office)
    later = office.clock.now.date() + timedelta(days=50)
    office.change(entry, edition=2, due=later, safe=later)
    forward(office, minutes=60)
    plan(office, calendar)
    with office.writing() as desk:
        desk.db.execute(delete(Mail).where(Mail.kind == "urgent"))
    check(office, calendar)
    plan(office, calendar)
    assert leave(office)["urgent"] == 1
    assert told(office, "urgent") == {"ana": [entry]}
    check(office, calendar)
    forward(office, minutes=60)
    plan(office, calendar)
    assert "urgent" not in leave(office)


@pytest.mark.parametrize("how", ["taken away", "as it was before", "emptied"])
def test_what_a_mail_told_that_is_gone_is_told_anew(
    office: SmallOffice, calendar: Calendar, how: str
) -> None:
    """The marks say that it was told, and no mail tells it."""
    first = office.enter("ana", 5)
    plan(office, calendar)
    with reading(office) as desk:
        before = bytes(desk.db.execute(select(Mail.card).where(Mail.kind == "digest")).scalar_one())
    second = office.enter("ana", 6)
    plan(office, calendar)
    with office.writing() as desk:
        if how == "taken away":
            desk.db.execute(delete(Mail).where(Mail.kind == "digest"))
        else:
            [mail] = desk.db.scalars(select(Mail.id).where(Mail.kind == "digest"))
            card = before if how == "as it was before" else bytes(512)
            desk.db.execute(update(BARE).where(BARE.c.id == mail).values(card=card))
    assert wrong_mails(office) != []
    check(office, calendar)
    with reading(office) as desk:
        assert SILENCED in found(desk)
    plan(office, calendar)
    lost = {second} if how == "as it was before" else {first, second}
    with reading(office) as desk:
        mails = desk.db.scalars(select(Mail).where(Mail.kind == "digest")).all()
        items = [each[0] for mail in mails if _opens(mail) for each in mail.told["items"]]
    assert {str(each) for each in lost} <= set(items)
    check(office, calendar)
    assert plan(office, calendar) == set()


def _opens(mail: Mail) -> bool:
    try:
        mail.open_card()
    except Exception:  # noqa: BLE001 - whatever is wrong with it
        return False
    return True


def test_a_mail_is_of_the_kind_that_its_seal_says(office: SmallOffice, calendar: Calendar) -> None:
    """As an invitation it would go to nobody, and Amparo itself would put it away."""
    office.enter("ana", 5)
    plan(office, calendar)
    with office.writing() as desk:
        desk.db.execute(update(Mail).where(Mail.kind == "digest").values(kind="invitation"))
    assert len(wrong_mails(office)) == 1
    said = text(office, claim(office, "digest", "ana"))
    assert said is not None
    assert "in 5 days" in said


def test_an_alarm_closed_and_dated_back_leaves_all_the_same(
    office: SmallOffice, calendar: Calendar
) -> None:
    """No mark leads to it, and in clear it is of years ago: the day's first check finds it."""
    check(office, calendar)
    with office.writing() as desk:
        Mailbox(desk).alarm(office.people["sofia"], "shredding_asked", each=True)
        old = {"state": "accepted", "window": 1, "accepted_at": datetime(2020, 1, 1, tzinfo=UTC)}
        desk.db.flush()
        desk.db.execute(update(Mail).where(Mail.kind == "alarm").values(old))
    forward(office, minutes=24 * 60)
    check(office, calendar)
    with reading(office) as desk:
        assert set(desk.db.scalars(select(Mail.state).where(Mail.kind == "alarm"))) == {"ready"}
    forward(office, minutes=60)
    assert leave(office)["alarm"] >= 1
