"""Lifting a hold alone: taking everybody else off first, or making oneself a second person."""

from collections.abc import Callable
from datetime import timedelta
from uuid import UUID

import pytest

from app.casework import audit, cases, holds, joining, readers, sealing, seats
from app.casework.holds import NewHold
from app.casework.holdtidings import CASE_HOLD_ASKED, CASE_HOLD_LIFTED
from app.casework.joining import Chosen, NewInvitation
from app.casework.readers import NewLead, NewReader
from app.casework.sealing import Sealing
from app.crypto import liftings
from app.crypto.liftings import Word
from app.errors import Refused
from app.models import Hold, Staff
from tests.casework.bringing_back import NEW, sits_down, wrong
from tests.casework.covering import alarms
from tests.support.office import Office, id_of

SUBPOENA = NewHold(source="subpoena", reason="A subpoena came in")


def lift(office: Office, case_id: UUID, hold_id: UUID, by: str = "alma") -> bool:
    """Say that a hold of a case is lifted."""
    with office.writing(by) as desk:
        return holds.lift(desk, case_id, hold_id)


def take_everybody_off(office: Office, case_id: UUID) -> None:
    """Have Alma share a case of hers with Vera, who is no legal staff, and seal it from others."""
    with office.writing("alma") as desk:
        readers.add(desk, case_id, NewReader(staff_id=id_of(office, "vera")))
        version = cases.one(desk, case_id).version
        readers.lead(desk, case_id, NewLead(version=version, lead_id=id_of(office, "alma")))
        sealing.seal(desk, case_id, Sealing(why="sealed"))


def test_who_takes_everybody_else_off_waits_two_weeks_from_then_and_they_hear_of_it(
    office: Office,
) -> None:
    """Alma says her first word while others are there; two weeks later she makes herself alone."""
    case_id = office.open_case("alma", backup_id=id_of(office, "dina")).id
    with office.writing("carmen") as desk:
        held = holds.put_up(desk, case_id, SUBPOENA)
    assert not lift(office, case_id, held)
    for name in ("alma", "bruno", "carmen", "dina"):
        assert CASE_HOLD_ASKED in alarms(office, name)
    office.clock.forward(days=14, minutes=1)
    take_everybody_off(office, case_id)
    with office.reading("alma") as desk:
        (shown,) = holds.of(desk, case_id).holds
        assert (shown.may, shown.again, shown.alone_from) == (True, True, None)
    assert not lift(office, case_id, held)
    office.clock.forward(days=13)
    with pytest.raises(Refused, match="two weeks"):
        lift(office, case_id, held)
    with office.writing("alma") as desk:
        readers.add(desk, case_id, NewReader(staff_id=id_of(office, "bruno")))
    office.clock.forward(days=2)
    with pytest.raises(Refused, match="Somebody else"):
        lift(office, case_id, held)
    with office.writing("alma") as desk:
        readers.remove(desk, case_id, id_of(office, "bruno"))
    assert not lift(office, case_id, held)  # he could have been the second, so it begins anew
    office.clock.forward(days=14)
    assert lift(office, case_id, held)
    for name in ("alma", "bruno", "carmen", "dina"):
        assert CASE_HOLD_LIFTED in alarms(office, name)
    assert wrong(office) == []


def test_the_only_supervisor_makes_herself_no_second_person(office: Office) -> None:
    """From her session alone: neither after she asked, nor before, nor for a case."""
    case_id = office.open_case("carmen").id
    office.clock.forward(minutes=1)
    with office.writing("carmen") as desk:
        held, of_case = holds.put_up_office(desk, SUBPOENA), holds.put_up(desk, case_id, SUBPOENA)
    office.clock.forward(minutes=1)
    with office.writing("carmen") as desk:
        invited = NewInvitation(name="P. New", address="puppet@example.org", role="paralegal")
        token = joining.invite(desk, invited)
    arrived = joining.accept(office.house, token, Chosen(passphrase=NEW, again=NEW))
    with office.night() as desk:
        [puppet] = [row.id for row in desk.db.query(Staff) if row.name == "P. New"]
    with office.writing("carmen") as desk:
        joining.certify(desk, puppet, arrived.number)
        assert not holds.lift_office(desk, held)
        assert not holds.lift(desk, case_id, of_case)
    seat = sits_down(office, "puppet@example.org", NEW, arrived.welcome.totp_secret)
    with seats.writing(office.house, seat) as desk:
        with pytest.raises(Refused, match="two weeks before"):
            holds.lift_office(desk, held)
        with pytest.raises(Refused, match="two weeks before"):
            holds.lift(desk, case_id, of_case)
    with office.writing("dina") as desk:
        assert holds.lift_office(desk, held)
        assert holds.lift(desk, case_id, of_case)
    assert wrong(office) == []


def put_by_the_server_key(office: Office, hold_id: UUID, change: Callable[[Hold], None]) -> None:
    """Change a hold's row as whoever holds the server key does."""
    with office.night(writes=True) as desk:
        change(desk.db.get_one(Hold, hold_id))


def test_a_first_word_that_nobody_signed_is_none(office: Office) -> None:
    """Server key and a paralegal: a hold does not end by her word beside one of Carmen's."""
    with office.writing("carmen") as desk:
        held = holds.put_up_office(desk, SUBPOENA)

    def speak(row: Hold) -> None:
        row.asked_by, row.asked_at = id_of(office, "carmen"), office.clock()

    put_by_the_server_key(office, held, speak)
    with office.writing("dina") as desk, pytest.raises(Refused, match="says first"):
        holds.lift_office(desk, held)
    with office.writing("carmen") as desk:
        assert not holds.lift_office(desk, held)
    with office.writing("dina") as desk:
        assert holds.lift_office(desk, held)
    assert wrong(office) == []


def test_two_weeks_that_were_set_back_are_none(office: Office) -> None:
    """Server key and a case's lead: neither an earlier first word nor one alone is hers."""
    case_id = office.open_case("alma", named_only=True).id
    with office.writing("alma") as desk:
        held = holds.put_up(desk, case_id, SUBPOENA)
    assert not lift(office, case_id, held)
    earlier = office.clock() - timedelta(days=15)

    def set_back(row: Hold) -> None:
        row.asked_at = row.alone_since = earlier

    def be_alone(row: Hold) -> None:
        row.alone_since = row.asked_at

    for change in (set_back, be_alone):
        put_by_the_server_key(office, held, change)
        with office.reading("alma") as desk:
            (shown,) = holds.of(desk, case_id).holds
        assert (shown.may, shown.mine, shown.alone_from) == (True, True, None)
        assert not lift(office, case_id, held)  # as one who says so for the first time


@pytest.mark.parametrize("of_whom", ["nobody", "another hold"])
def test_the_check_names_a_hold_that_no_two_lifted(office: Office, of_whom: str) -> None:
    """Row and record made by the server key alone do not pass for two people's deed."""
    with office.writing("carmen") as desk:
        held, other = (holds.put_up_office(desk, SUBPOENA) for _ in range(2))
        assert not holds.lift_office(desk, held)
        assert not holds.lift_office(desk, other)
    with office.writing("dina") as desk:
        assert holds.lift_office(desk, held)
    assert wrong(office) == []
    with office.night(writes=True) as desk:
        row, lifted = desk.db.get_one(Hold, other), desk.db.get_one(Hold, held)
        row.state, row.lifted_by, row.lifted_at = "lifted", lifted.lifted_by, desk.now
        row.lifted_word = "" if of_whom == "nobody" else lifted.lifted_word
        audit.note(desk, "hold.lift", other, asked_by=str(row.asked_by))
    assert wrong(office) == [f"holds {other}: lifted without the words of who does that"]


def alone_with_a_hold(office: Office) -> tuple[UUID, UUID]:
    """Return a case that Alma alone of the legal staff reads, and a hold that she would lift."""
    case_id = office.open_case("alma", backup_id=id_of(office, "dina")).id
    with office.writing("carmen") as desk:
        held = holds.put_up(desk, case_id, SUBPOENA)
    take_everybody_off(office, case_id)
    assert not lift(office, case_id, held)
    return case_id, held


def give_and_take_back(office: Office, case_id: UUID, how: str) -> None:
    """Have somebody read Alma's case for two days."""
    bruno = id_of(office, "bruno")
    with office.writing("alma") as desk:
        if how == "as a reader":
            readers.add(desk, case_id, NewReader(staff_id=bruno))
        else:
            version = cases.one(desk, case_id).version
            wanted = NewLead(version=version, lead_id=id_of(office, "alma"), backup_id=bruno)
            readers.lead(desk, case_id, wanted)
    office.clock.forward(days=2)
    with office.writing("alma") as desk:
        if how != "as a reader":
            version = cases.one(desk, case_id).version
            readers.lead(desk, case_id, NewLead(version=version, lead_id=id_of(office, "alma")))
        readers.remove(desk, case_id, bruno)


def bring_back(row: Hold) -> None:
    """Write her two weeks alone back into the row."""
    row.alone_since = row.asked_at


@pytest.mark.parametrize("how", ["as a reader", "as the back-up"])
def test_two_weeks_that_somebody_ended_are_not_brought_back_by_a_row(
    office: Office, how: str
) -> None:
    """Server key and a case's lead: the record says that Bruno was there meanwhile."""
    case_id, held = alone_with_a_hold(office)
    office.clock.forward(days=13)
    give_and_take_back(office, case_id, how)
    put_by_the_server_key(office, held, bring_back)
    with office.reading("alma") as desk:
        (shown,) = holds.of(desk, case_id).holds
    assert (shown.may, shown.again, shown.alone_from) == (True, True, None)
    assert not lift(office, case_id, held)
    office.clock.forward(days=14)
    assert lift(office, case_id, held)
    assert wrong(office) == []


def test_the_check_names_who_lifted_a_hold_alone_and_was_not(office: Office) -> None:
    """As a changed program would: her two words are true, and Bruno came between them."""
    case_id, held = alone_with_a_hold(office)
    seed, alma = office.people["alma"].seat.keys.signing_seed, id_of(office, "alma")
    give_and_take_back(office, case_id, "as a reader")
    put_by_the_server_key(office, held, bring_back)
    office.clock.forward(days=14)
    with office.night(writes=True) as desk:
        row, now = desk.db.get_one(Hold, held), int(desk.now.timestamp())
        row.state, row.lifted_by, row.lifted_at = "lifted", alma, desk.now
        word = Word(liftings.LIFTED, False, held, alma, now)
        row.lifted_word = liftings.give(word, seed).hex()
        audit.note(desk, "hold.lift", held, asked_by=str(alma))
    assert wrong(office) == [f"holds {held}: lifted without the words of who does that"]
