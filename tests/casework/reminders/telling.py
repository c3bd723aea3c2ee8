"""What the tests of reminders do again and again."""

from uuid import UUID

from app.casework import reminders
from app.casework.calendar import Calendar
from app.casework.reminders import Claim
from app.casework.reminders.mails import items_of
from tests.night.house import SmallOffice


def forward(office: SmallOffice, **span: float) -> None:
    """Move the office's clock."""
    office.clock.forward(**span)


def plan(office: SmallOffice, calendar: Calendar) -> set[str]:
    """Plan once, and return the troubles met."""
    with office.writing() as desk:
        done = reminders.plan(desk, calendar)
    calendar.planned(done.ids, office.house.clock())
    return done.troubles


def told(office: SmallOffice, kind: str) -> dict[str, list[UUID]]:
    """Return which dates the mails of a kind tell, by name of the recipient."""
    names = {person: name for name, person in office.people.items()}
    return {
        names[mail.recipient_id]: [item.entry_id for item in items_of(mail)]
        for mail in office.mails(kind=kind)
    }


def claim(office: SmallOffice, kind: str, name: str) -> Claim:
    """Lease the mails that may leave and return one of them."""
    with office.writing() as desk:
        claims = reminders.claim(desk)
    [one] = [c for c in claims if c.kind == kind and c.recipient_id == office.people[name]]
    return one


def text(office: SmallOffice, held: Claim) -> str | None:
    """Write a leased mail."""
    with office.writing() as desk:
        mail = reminders.text_of(desk, held, watched=1)
    return None if mail is None else mail.decode()


def token_in(said: str | None) -> str:
    """Return the token of the link in a mail."""
    assert said is not None
    return said.partition("/r/")[2].split()[0]


def waiting(office: SmallOffice, name: str) -> set[UUID]:
    """Return what waits for somebody's word."""
    calendar = Calendar()
    with office.desk_of(name) as desk:
        calendar.follow(desk)
        return reminders.waiting(desk, calendar.open_entries())
