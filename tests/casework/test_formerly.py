"""Who had a case before: what the page says of them is what they could read, and when."""

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from uuid import UUID, uuid4

import pytest

from app.casework import (
    access,
    accounts,
    audit,
    formerly,
    joining,
    leaving,
    readers,
    renewal,
    screening,
)
from app.casework.accounts import NewRole
from app.casework.calendar import Calendar
from app.casework.joining import Chosen
from app.casework.leaving import Leaving
from app.casework.readers import NewLead, NewReader
from app.casework.screening import NewScreen
from app.models import Case, Staff
from tests.casework.covering import TODAY
from tests.support.office import Office, id_of, opens

NEW = "a new and long enough passphrase"
Told = tuple[str, datetime | None, bool, datetime]


@pytest.fixture
def case_id(office: Office) -> UUID:
    """Return a case of named people: Alma, who leads it, Bruno, who backs her up, and Dina."""
    bruno, dina = id_of(office, "bruno"), id_of(office, "dina")
    case_id = office.open_case("alma", named_only=True, backup_id=bruno, named=[dina]).id
    for name in ("bruno", "dina"):
        with office.writing(name) as desk:
            access.rewrap(desk)
    return case_id


def before(office: Office, case_id: UUID, by: str = "carmen") -> list[Told]:
    """Return who had a case before, by name: since when, whether from its opening, until when."""
    with office.reading(by) as desk:
        found = formerly.of(desk, case_id)
    return [(each.name, each.since, each.from_opening, each.until) for each in found]


def give(office: Office, case_id: UUID, name: str, until: date | None = None) -> None:
    """Give a case to somebody, for good or until a day."""
    with office.writing("alma") as desk:
        readers.add(desk, case_id, NewReader(staff_id=id_of(office, name), until=until))


def take(office: Office, case_id: UUID, name: str, by: str = "alma") -> None:
    """Take a case from somebody."""
    with office.writing(by) as desk:
        readers.remove(desk, case_id, id_of(office, name))


def lead(office: Office, case_id: UUID, name: str, backup: str | None = None) -> None:
    """Choose who leads a case and who backs it up."""
    backup_id = id_of(office, backup) if backup else None
    with office.writing("alma") as desk:
        version = desk.db.get_one(Case, case_id).version
        wanted = NewLead(version=version, lead_id=id_of(office, name), backup_id=backup_id)
        readers.lead(desk, case_id, wanted)


def after(office: Office, days: int) -> datetime:
    """Let days go by; return when it is then."""
    office.clock.forward(days=days)
    return office.clock()


def leave(office: Office, name: str, heir: str) -> None:
    """Close somebody's account."""
    with office.writing("carmen") as desk:
        wanted = Leaving(heir_id=id_of(office, heir), sure=True)
        leaving.leave(desk, Calendar(), id_of(office, name), wanted)


def test_a_back_up_had_it_since_chosen(office: Office, case_id: UUID) -> None:
    """Carmen backs it up from day 30 and is taken off on day 60: not from its opening."""
    chosen = after(office, 30)
    lead(office, case_id, "alma", "carmen")
    lead(office, case_id, "alma", "bruno")
    gone = after(office, 30)
    take(office, case_id, "carmen")
    assert before(office, case_id, "alma") == [("Carmen", chosen, False, gone)]


def test_a_guest_who_backs_it_up_is_no_former_one(office: Office, case_id: UUID) -> None:
    """Carmen, a guest until day 5, made back-up on day 2, reads it on day 6 and is not listed."""
    came = office.clock()
    give(office, case_id, "carmen", TODAY + timedelta(days=5))
    after(office, 2)
    lead(office, case_id, "alma", "carmen")
    after(office, 4)
    assert opens(office, "carmen", case_id)
    assert before(office, case_id) == []
    lead(office, case_id, "alma")
    gone = after(office, 1)
    take(office, case_id, "carmen")
    assert before(office, case_id, "alma") == [("Carmen", came, False, gone)]


def to_the_auditors(office: Office, name: str) -> None:
    """Make somebody an auditor, whose keys are taken with that."""
    with office.writing("carmen") as desk:
        wanted = NewRole(role="auditor", heir_id=id_of(office, "bruno"), sure=True)
        accounts.give_role(desk, Calendar(), id_of(office, name), wanted)


def to_bruno(office: Office, name: str) -> None:
    """Let somebody leave; Bruno takes over."""
    leave(office, name, "bruno")


@pytest.mark.parametrize("name", ["alma", "dina"])
@pytest.mark.parametrize("deed", [to_bruno, to_the_auditors])
def test_who_was_there_at_its_opening_had_it_from_then_on(
    office: Office, case_id: UUID, name: str, deed: Callable[[Office, str], None]
) -> None:
    """Alma, who opened it, and Dina, who was named then: until they left, or audit."""
    opened = office.clock()
    gone = after(office, 10)
    deed(office, name)
    assert before(office, case_id, "bruno") == [(name.title(), opened, True, gone)]


def test_a_screen_before_somebody_named_at_the_opening_is_told(
    office: Office, case_id: UUID
) -> None:
    """Dina is kept from it on day 3; Vera, who never read it, is not listed."""
    opened, gone = office.clock(), after(office, 3)
    for name in ("dina", "vera"):
        with office.writing("alma") as desk:
            new = NewScreen(staff_id=id_of(office, name), reason="Related to the other side")
            screening.put_up(desk, case_id, new)
    assert before(office, case_id, "alma") == [("Dina", opened, True, gone)]


def test_an_heir_of_a_case_had_it_since_then(office: Office, case_id: UUID) -> None:
    """Carmen takes over what Bruno backed up, and is taken off later."""
    opened, left = office.clock(), after(office, 5)
    give(office, case_id, "carmen")
    take(office, case_id, "carmen")
    came = after(office, 1)
    with office.writing("alma") as desk:
        leaving.hand_over(desk, case_id, id_of(office, "bruno"), id_of(office, "carmen"))
    lead(office, case_id, "alma", "bruno")
    gone = after(office, 1)
    take(office, case_id, "carmen")
    assert opened < left
    assert before(office, case_id, "alma") == [
        ("Carmen", came, False, gone),
        ("Carmen", left, False, left),
    ]


def test_two_stays_of_a_guest_are_two(office: Office, case_id: UUID) -> None:
    """A day that ran out, and another one weeks later."""
    spans = []
    for _ in range(2):
        came = office.clock()
        give(office, case_id, "vera", came.date())
        after(office, 20)
        spans.append(came)
    found = before(office, case_id, "alma")
    assert [(name, since) for name, since, _, _ in found] == [
        ("Vera", spans[1]),
        ("Vera", spans[0]),
    ]
    assert all(until - since < timedelta(days=1) for _, since, _, until in found if since)


def test_a_last_day_counts_by_the_clock_of_whoever_named_it(office: Office, case_id: UUID) -> None:
    """The midnight of Alma's zone, New York, also for Bruno, who reads the page in Honolulu."""
    with office.night(writes=True) as desk:
        desk.db.get_one(Staff, id_of(office, "bruno")).zone = "Pacific/Honolulu"
    came = office.clock()
    give(office, case_id, "carmen", date(2027, 4, 20))
    after(office, 10)
    ended = datetime(2027, 4, 21, 4, tzinfo=UTC)
    assert before(office, case_id, "bruno") == [("Carmen", came, False, ended)]


def test_new_keys_end_it_until_it_is_given_back(office: Office) -> None:
    """Dina has it again since Carmen confirmed her new keys, and is taken off it later."""
    dina, opened = id_of(office, "dina"), office.clock()
    case_id = office.open_case("alma", named_only=True, named=[dina]).id
    gone = after(office, 4)
    with office.writing("carmen") as desk:
        token = renewal.begin(desk, dina, sure=True)
    arrived = joining.accept(office.house, token, Chosen(passphrase=NEW, again=NEW))
    again = after(office, 1)
    with office.writing("carmen") as desk:
        joining.certify(desk, dina, arrived.number)
    assert before(office, case_id) == [("Dina", opened, True, gone)]
    taken = after(office, 2)
    take(office, case_id, "dina")
    assert before(office, case_id) == [
        ("Dina", again, False, taken),
        ("Dina", opened, True, gone),
    ]


def test_a_day_with_another_role_ends_it(office: Office, case_id: UUID) -> None:
    """Dina becomes a volunteer, and reads what is hers until a day."""
    opened = office.clock()
    with office.writing("carmen") as desk:
        heir, until = id_of(office, "bruno"), TODAY + timedelta(days=6)
        wanted = NewRole(role="volunteer", heir_id=heir, until=until, sure=True)
        accounts.give_role(desk, Calendar(), id_of(office, "dina"), wanted)
    after(office, 3)
    assert before(office, case_id, "alma") == []
    after(office, 30)
    ended = datetime(2027, 4, 21, 4, tzinfo=UTC)
    assert before(office, case_id, "alma") == [("Dina", opened, True, ended)]


def test_since_when_is_said_of_nobody_whom_the_record_names_too_late(
    office: Office, case_id: UUID
) -> None:
    """Carmen was given it by a deed of before that noted nobody: only the end is on record."""
    with office.writing("alma") as desk:
        audit.note(desk, "case.unshare", case_id, reader=str(id_of(office, "carmen")))
    assert before(office, case_id, "alma") == [("Carmen", None, False, office.clock())]


def test_an_opening_of_before_says_who_opened_it_alone(office: Office) -> None:
    """Its entry names nobody else; what is told of such a case begins with her."""
    opened, case_id = office.clock(), uuid4()
    with office.writing("alma") as desk:
        audit.note(desk, "case.open", case_id, rows={})
    gone = after(office, 3)
    for name in ("alma", "dina"):
        with office.writing("bruno") as desk:
            audit.note(desk, "case.unshare", case_id, reader=str(id_of(office, name)))
    assert sorted(before(office, case_id)) == [
        ("Alma", opened, True, gone),
        ("Dina", None, False, gone),
    ]
