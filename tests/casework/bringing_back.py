"""What people do on the bad day: custodians type, somebody chooses anew, others look on."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import select

from app.casework import access, adding, joining, notes, renewal, reopening, seats, verify
from app.casework.adding import NewDeadline
from app.casework.joining import Arrived, Chosen
from app.casework.reminders.mails import ALARM
from app.casework.seats import Seat
from app.casework.signin import Credentials, sign_in
from app.casework.throttle import Throttle
from app.crypto import papers
from app.crypto.totp import code_at
from app.models import Mail
from tests.support.office import PASSPHRASE, Office, Person

HERE = "127.0.0.1"
NEW = "seven oars and a paper boat"


def seeds(office: Office, *at: int) -> dict[int, bytes]:
    """Return what custodians typed."""
    return {each: papers.typed(papers.CUSTODIAN_KIT, office.kits[each]) for each in at}


def begin(office: Office, name: str, *, everything: bool = True, number: str = "") -> Any:
    """Have the first two custodians open cases for somebody."""
    whom = reopening.beneficiary(office.house, office.people[name].email)
    return reopening.begin(
        office.house, whom, seeds(office, 0, 1), everything=everything, number=number
    )


def sits_down(office: Office, email: str, passphrase: str, secret: str) -> Seat:
    """Sign in, a minute later than whatever was done before."""
    office.clock.forward(minutes=1)
    typed = Credentials(email=email, password=passphrase, code=code_at(secret, office.clock()))
    return sign_in(office.house, Throttle(), typed, HERE)


def signs_in(office: Office, name: str) -> Seat:
    """Sign in with what she always typed."""
    person: Person = office.people[name]
    return sits_down(office, person.email, PASSPHRASE, person.totp_secret)


def with_new_keys(office: Office, email: str, token: str) -> tuple[Arrived, Callable[[], Seat]]:
    """Choose a new passphrase by a link; return what she was shown, and how she signs in."""
    arrived = joining.accept(office.house, token, Chosen(passphrase=NEW, again=NEW))
    secret = arrived.welcome.totp_secret
    return arrived, lambda: sits_down(office, email, NEW, secret)


def certified_anew(office: Office, by: Seat, name: str) -> Seat:
    """Have a supervisor begin somebody's new keys and confirm them; return her new seat."""
    staff_id = office.people[name].id
    with seats.writing(office.house, by) as desk:
        token = renewal.begin(desk, staff_id, sure=True)
    arrived, sign = with_new_keys(office, office.people[name].email, token)
    with seats.writing(office.house, by) as desk:
        joining.certify(desk, staff_id, arrived.number)
    return sign()


def opens(office: Office, seat: Seat) -> set[UUID]:
    """Return the cases that somebody opens."""
    with seats.reading(office.house, seat) as desk:
        return access.reach(desk)


def words_in(office: Office, seat: Seat, case_id: UUID) -> str:
    """Return the first note of a case."""
    with seats.reading(office.house, seat) as desk:
        access.open_case(desk, case_id)
        return notes.of_case(desk, case_id, {})[0].text


def date_in(office: Office, case_id: UUID, days: int) -> None:
    """Add a deadline to a case."""
    due = office.clock().date() + timedelta(days=days)
    with office.writing() as desk:
        adding.add(
            desk, NewDeadline(case_id=case_id, title="Brief", due=due, tz="America/New_York")
        )


def told(office: Office, trouble: str) -> set[UUID]:
    """Return who was mailed of something."""
    with office.night() as desk:
        rows = desk.db.scalars(select(Mail).where(Mail.kind == ALARM)).all()
        return {row.recipient_id for row in rows if trouble in row.told.get("troubles", [])}


def wrong(office: Office) -> list[str]:
    """Return what the check finds."""
    return verify.verify(office.house).wrong
