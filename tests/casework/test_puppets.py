"""New keys of an old colleague make nobody two people: not for holds, screens or destroying."""

from uuid import UUID

import pytest

from app.casework import (
    accounts,
    cases,
    holds,
    joining,
    newkeys,
    ownkeys,
    readers,
    renewal,
    screening,
    seats,
    shredding,
    tidings,
)
from app.casework.accounts import NewRole
from app.casework.holds import NewHold
from app.casework.joining import Chosen
from app.casework.lifting import TOO_NEW
from app.casework.longstanding import KEYS_TOO_NEW
from app.casework.readers import NewLead
from app.casework.rechosen import OtherPassphrase
from app.casework.reminders.troubles import SHREDDING_ASKED
from app.casework.screening import NewScreen
from app.casework.seats import Seat
from app.casework.throttle import Throttle
from app.crypto.totp import code_at
from app.errors import Forbidden, Refused
from tests.casework.bringing_back import HERE, NEW, signs_in, sits_down, told, wrong
from tests.casework.covering import id_of
from tests.casework.test_screens import END
from tests.support.office import PASSPHRASE, Office

SUBPOENA = NewHold(source="subpoena", reason="A subpoena came in")


def puppet(office: Office, name: str = "dina") -> Seat:
    """Have Carmen's thief, who reads the link himself, begin and certify new keys of a colleague's.

    The old colleague is certified for the legal staff since the office was founded.
    """
    staff_id = id_of(office, name)
    office.clock.forward(minutes=1)
    with office.writing("carmen") as desk:
        token = renewal.begin(desk, staff_id, sure=True)
    arrived = joining.accept(office.house, token, Chosen(passphrase=NEW, again=NEW))
    with office.writing("carmen") as desk:
        joining.certify(desk, staff_id, arrived.number)
    secret = arrived.welcome.totp_secret
    return sits_down(office, office.people[name].email, NEW, secret)


def lead(office: Office, case_id: UUID, name: str, by: str = "carmen") -> None:
    """Have somebody lead a case."""
    with office.writing(by) as desk:
        version = cases.one(desk, case_id).version
        readers.lead(desk, case_id, NewLead(version=version, lead_id=id_of(office, name)))


def test_she_lifts_no_hold_of_the_office(office: Office) -> None:
    """But those that are put up after her new keys were certified."""
    office.clock.forward(days=1)
    with office.writing("carmen") as desk:
        held = holds.put_up_office(desk, SUBPOENA)
        assert not holds.lift_office(desk, held)
    seat = puppet(office)
    with seats.writing(office.house, seat) as desk, pytest.raises(Refused, match="same keys"):
        holds.lift_office(desk, held)
    with office.writing("bruno") as desk:
        assert holds.lift_office(desk, held)
    office.clock.forward(minutes=1)
    with office.writing("carmen") as desk:
        later = holds.put_up_office(desk, SUBPOENA)
        assert not holds.lift_office(desk, later)
    with seats.writing(office.house, seat) as desk:
        assert holds.lift_office(desk, later)
    assert wrong(office) == []


def test_she_says_no_first_word_either(office: Office) -> None:
    """As the lead of a held case she would be the first, and its supervisor the second."""
    case_id = office.open_case("alma").id
    office.clock.forward(minutes=1)
    with office.writing("carmen") as desk:
        held = holds.put_up(desk, case_id, SUBPOENA)
    lead(office, case_id, "dina")
    seat = puppet(office)
    with seats.writing(office.house, seat) as desk, pytest.raises(Refused) as refused:
        holds.lift(desk, case_id, held)
    assert refused.value.text == TOO_NEW


def test_she_neither_asks_for_a_destruction_nor_agrees_to_one(office: Office) -> None:
    """The lead's new keys, made since the case was opened, are not another person's."""
    case_id = office.open_case("alma", backup_id=id_of(office, "dina")).id
    lead(office, case_id, "dina")
    seat = puppet(office)
    with seats.writing(office.house, seat) as desk, pytest.raises(Refused) as refused:
        shredding.ask(desk, case_id)
    assert refused.value.text == KEYS_TOO_NEW
    with office.writing("carmen") as desk:
        shredding.ask(desk, case_id)
    with seats.reading(office.house, seat) as desk:
        assert not shredding.plan(desk, case_id).may_agree
        assert [each.may_agree for each in shredding.listed(desk)] == [False]
        assert tidings.of(desk).shreddings == []
    assert id_of(office, "dina") not in told(office, SHREDDING_ASKED)
    with seats.writing(office.house, seat) as desk, pytest.raises(Refused) as refused:
        shredding.agree(desk, case_id)
    assert refused.value.text == KEYS_TOO_NEW


def test_she_is_no_second_person_for_a_screen(office: Office) -> None:
    """Neither asks that another supervisor be kept away, nor agrees that a screen be taken down."""
    case_id = office.open_case("alma", backup_id=id_of(office, "dina")).id
    bruno = NewScreen(staff_id=id_of(office, "bruno"), reason="He acted for the landlord")
    with office.writing("carmen") as desk:
        assert screening.put_up(desk, case_id, bruno)
    seat = puppet(office)
    carmen = NewScreen(staff_id=id_of(office, "carmen"), reason="She acted for the landlord")
    with seats.writing(office.house, seat) as desk, pytest.raises(Refused) as refused:
        screening.put_up(desk, case_id, carmen)
    assert refused.value.fields == {"staff_id": KEYS_TOO_NEW}
    with office.writing("alma") as desk:
        assert screening.put_up(desk, case_id, carmen)
        assert not screening.take_down(desk, case_id, bruno.staff_id, END)
    with seats.writing(office.house, seat) as desk, pytest.raises(Forbidden):
        screening.take_down(desk, case_id, bruno.staff_id, END)
    lead(office, case_id, "dina", by="alma")
    signs_in(office, "carmen")  # and signs for the time
    office.clock.forward(days=14)
    with seats.writing(office.house, seat) as desk:
        assert not screening.take_down(desk, case_id, bruno.staff_id, END)
    with office.writing("alma") as desk:
        assert screening.take_down(desk, case_id, bruno.staff_id, END)
    assert wrong(office) == []


def test_a_newcomer_counts_for_cases_that_were_opened_since(office: Office) -> None:
    """And for older ones, two weeks before somebody asks."""
    seat = puppet(office)
    case_id = office.open_case("alma").id
    lead(office, case_id, "dina")
    with office.writing("carmen") as desk:
        shredding.ask(desk, case_id)
    with seats.writing(office.house, seat) as desk:
        assert shredding.agree(desk, case_id) == office.clock() + shredding.GRACE


def test_the_second_person_is_told_and_shown_it(office: Office) -> None:
    """Whose keys are of old: by mail, on Today, in the list, and on the case's own page."""
    case_id = office.open_case("alma").id
    lead(office, case_id, "dina")
    with office.writing("carmen") as desk:
        shredding.ask(desk, case_id)
    assert id_of(office, "dina") in told(office, SHREDDING_ASKED)
    with office.reading("dina") as desk:
        assert shredding.plan(desk, case_id).may_agree
        assert [each.may_agree for each in shredding.listed(desk)] == [True]
        assert [each.case_id for each in tidings.of(desk).shreddings] == [case_id]


def test_keys_confirmed_for_another_role_count_from_the_new_role_on(office: Office) -> None:
    """Ivo, of the intake, makes keys; months later a case opens, and later he is an attorney."""
    ivo, person = id_of(office, "ivo"), office.people["ivo"]
    office.clock.forward(minutes=1)
    code = code_at(person.totp_secret, office.clock())
    typed = OtherPassphrase(password=PASSPHRASE, code=code, passphrase=NEW, again=NEW)
    with office.reading("ivo") as desk:
        who = desk.who
    made = ownkeys.make(office.house, Throttle(), who, typed, HERE)
    with office.writing("carmen") as desk:
        newkeys.confirm(desk, ivo, made.number)
    office.clock.forward(days=60)
    case_id = office.open_case("alma").id
    office.clock.forward(days=30)
    with office.writing("carmen") as desk:
        accounts.give_role(desk, office.calendar, ivo, NewRole(role="attorney"))
    lead(office, case_id, "ivo")
    seat = sits_down(office, person.email, NEW, person.totp_secret)
    with seats.writing(office.house, seat) as desk, pytest.raises(Refused) as refused:
        shredding.ask(desk, case_id)
    assert refused.value.text == KEYS_TOO_NEW
    signs_in(office, "carmen")
    office.clock.forward(days=14)
    with seats.writing(office.house, seat) as desk:
        shredding.ask(desk, case_id)
