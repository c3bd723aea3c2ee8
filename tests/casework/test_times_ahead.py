"""No time of two people's deed is another than the first signed for, and none is still to come."""

from datetime import datetime, timedelta
from uuid import UUID

import pytest
from sqlalchemy import select

from app.casework import destroying, holds, seats, seconding, shredding, tidings
from app.casework.casefiles import open_file
from app.casework.seats import Seat
from app.crypto import liftings
from app.crypto.liftings import Word
from app.errors import Damaged, Forbidden, NotFound, Refused
from app.models import Hold, Shredding
from tests.casework.bringing_back import wrong
from tests.casework.covering import id_of
from tests.casework.test_puppets import SUBPOENA, lead, puppet
from tests.casework.test_screening_supervisors import answer, ask, take_down, waiting
from tests.support.office import Office

AHEAD = timedelta(days=20)


def led_by_a_puppet(office: Office) -> tuple[UUID, Seat]:
    """Return a case, and the seat of its lead, whose new keys are of an hour ago."""
    case_id = office.open_case("alma", backup_id=id_of(office, "dina")).id
    lead(office, case_id, "dina")
    return case_id, puppet(office)


def set_asked(office: Office, at: datetime) -> None:
    """Write, with the server key, that somebody asked at another time."""
    with office.night(writes=True) as desk:
        desk.db.scalars(select(Shredding)).one().asked_at = at


def test_nobody_agrees_by_a_time_that_was_set_ahead(office: Office) -> None:
    """The puppet would have worked here for two weeks by then; the check names the row."""
    case_id, seat = led_by_a_puppet(office)
    with office.writing("carmen") as desk:
        row_id, asked_at = shredding.ask(desk, case_id), desk.now
    assert wrong(office) == []
    set_asked(office, asked_at + AHEAD)
    said = f"shreddings {row_id}: asked or agreed to otherwise than by its words"
    assert wrong(office) == [said]
    with seats.reading(office.house, seat) as desk:
        assert not shredding.plan(desk, case_id).may_agree
        assert [each.may_agree for each in shredding.listed(desk)] == [False]
        assert tidings.of(desk).shreddings == []
    with seats.writing(office.house, seat) as desk, pytest.raises(Damaged):
        shredding.agree(desk, case_id)
    set_asked(office, asked_at)
    with seats.writing(office.house, seat) as desk, pytest.raises(Refused):
        shredding.agree(desk, case_id)
    assert wrong(office) == []


@pytest.mark.parametrize("which", ["asked_at", "agreed_at", "destroys_at"])
def test_the_check_names_another_time_of_what_two_signed(office: Office, which: str) -> None:
    """Two weeks that were cut short are none, and the night shift destroys nothing."""
    case_id = office.open_case("alma").id
    lead(office, case_id, "alma")
    with office.writing("alma") as desk:
        row_id = shredding.ask(desk, case_id)
    office.clock.forward(minutes=1)
    with office.writing("carmen") as desk:
        shredding.agree(desk, case_id)
    assert wrong(office) == []
    with office.night(writes=True) as desk:
        row = desk.db.get_one(Shredding, row_id)
        setattr(row, which, getattr(row, which) - timedelta(days=14, hours=1))
    assert wrong(office) == [f"shreddings {row_id}: asked or agreed to otherwise than by its words"]
    office.clock.forward(days=15)
    assert destroying.settle(office.house) == 0


def test_a_first_word_for_a_day_to_come_lifts_no_hold(office: Office) -> None:
    """Carmen's thief signs for it with her keys, and seals the row with the server's."""
    office.clock.forward(days=1)
    with office.writing("carmen") as desk:
        held = holds.put_up_office(desk, SUBPOENA)
        holds.lift_office(desk, held)
    seat = puppet(office)
    keys, carmen = office.people["carmen"].seat.keys, id_of(office, "carmen")
    with office.night(writes=True) as desk:
        row = desk.db.get_one(Hold, held)
        row.asked_at = desk.now + AHEAD
        word = Word(liftings.ASKED, False, held, carmen, int(row.asked_at.timestamp()))
        row.asked_word = liftings.give(word, keys.signing_seed).hex()
    with seats.writing(office.house, seat) as desk, pytest.raises(Refused):
        holds.lift_office(desk, held)


def put_ahead(office: Office, case_id: UUID, which: str) -> None:
    """Write another time into the case's card, as whoever holds its key can."""
    with office.writing("alma") as desk:
        case = open_file(desk, case_id)
        ahead = (desk.now + AHEAD).isoformat()
        case.screens = [{**each, which: ahead} for each in case.screens or []]


def test_a_screen_that_was_asked_for_on_a_day_to_come_is_not_asked_for(office: Office) -> None:
    """Alma agrees to what Dina asked today, and to nothing that she will have asked."""
    case_id = office.open_case("alma", backup_id=id_of(office, "dina")).id
    assert not ask(office, case_id, "dina")
    assert waiting(office, case_id) == (["Carmen"], True)
    put_ahead(office, case_id, "since")
    assert waiting(office, case_id) == ([], False)
    with pytest.raises(NotFound):
        answer(office, case_id, "alma", agrees=True)


def test_a_screen_is_not_taken_down_by_what_was_asked_on_a_day_to_come(office: Office) -> None:
    """Bruno is the second to what Alma asked today alone."""
    case_id = office.open_case("alma", backup_id=id_of(office, "dina")).id
    assert ask(office, case_id, "alma")
    assert not take_down(office, case_id, "alma")
    put_ahead(office, case_id, seconding.DOWN_AT)
    with pytest.raises(Forbidden):
        take_down(office, case_id, "bruno")
    assert not take_down(office, case_id, "alma")
    assert take_down(office, case_id, "bruno")
