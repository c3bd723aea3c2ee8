"""Attempts to make keys old by what the record seems not to say, or to say before its beginning."""

from uuid import UUID

import pytest
from sqlalchemy import delete, select

from app.casework import audit, endings, holds, joining, lawdeeds, seats, unneeded
from app.casework.audit import GENESIS
from app.casework.departed import NEW_KEYS
from app.casework.joining import Chosen, NewInvitation
from app.casework.seats import Seat
from app.casework.supervised import CERTIFIED
from app.errors import Refused
from app.models import Audit
from tests.casework.briefs import add
from tests.casework.bringing_back import NEW, signs_in, sits_down
from tests.casework.test_order_on_record import SUBPOENA, asks, led_by_a_puppet
from tests.casework.test_puppets import puppet
from tests.casework.test_two_of_one import DONE, _says
from tests.support.office import Office, id_of
from tests.support.shell import at_the_shell

HERS = "eve@office.example.org"


def newcomer(office: Office) -> tuple[UUID, Seat]:
    """Have Carmen's thief invite and certify a paralegal of his own."""
    office.clock.forward(minutes=1)
    with office.writing("carmen") as desk:
        token = joining.invite(desk, NewInvitation(name="Eve", address=HERS, role="paralegal"))
    arrived = joining.accept(office.house, token, Chosen(passphrase=NEW, again=NEW))
    with office.night() as desk:
        accepted = desk.db.scalars(select(Audit).where(Audit.action == "staff.accept"))
        staff_id = list(accepted)[-1].object_id
    assert staff_id is not None
    with office.writing("carmen") as desk:
        joining.certify(desk, staff_id, arrived.number)
    return staff_id, sits_down(office, HERS, NEW, arrived.welcome.totp_secret)


def test_an_entry_before_the_first_makes_no_newcomer_old(office: Office) -> None:
    """With the server key, of number nought, behind which each case was opened."""
    case_id = office.open_case("alma").id
    eve, seat = newcomer(office)
    assert not asks(office, seat, case_id)
    with office.night(writes=True) as desk:
        detail = {"role": "paralegal"}
        desk.db.add(
            Audit(
                seq=0,
                at=desk.now,
                actor_id=id_of(office, "carmen"),
                action=CERTIFIED,
                object_id=eve,
                hash=GENESIS,
                detail=detail,
                after=GENESIS.hex(),
            )
        )
    assert not asks(office, seat, case_id)


@pytest.mark.parametrize("how", ["hidden", "taken away"])
def test_a_deed_that_the_record_does_not_show_makes_no_puppet_old(office: Office, how: str) -> None:
    """Without any key: that her colleague's new keys were begun, for as long as it takes."""
    case_id, seat = led_by_a_puppet(office)
    assert not asks(office, seat, case_id)
    if how == "hidden":
        at_the_shell(office, "audit", {"action": NEW_KEYS}, action="note.add")
    else:
        with office.house.engine.begin() as connection:
            connection.execute(delete(Audit).where(Audit.action == NEW_KEYS))
    assert not asks(office, seat, case_id)


def written_over(office: Office, action: str, object_id: UUID, newest: int) -> None:
    """Hide a deed by its readable columns, and call the newest entry that deed: without any key."""
    at_the_shell(office, "audit", {"action": action, "object_id": object_id}, action="note.add")
    at_the_shell(office, "audit", {"seq": newest}, action=action, object_id=object_id)


def newest(office: Office) -> int:
    """Return the number of an entry that was the newest before another colleague signed in."""
    with office.night() as desk:
        number = audit.newest(desk) or 0
    signs_in(office, "alma")
    return number


def test_a_case_that_seems_opened_later_makes_no_puppet_old(office: Office) -> None:
    """What the readable columns of an entry say is no deed."""
    case_id, seat = led_by_a_puppet(office)
    written_over(office, "case.open", case_id, newest(office))
    assert not asks(office, seat, case_id)


def test_a_date_that_seems_entered_later_makes_no_puppet_old(office: Office) -> None:
    """Nor does it make her the second of two for a date that asking cannot cure."""
    row = add(office, office.open_case("alma").id, fatal=True).id
    assert _says(office, row, "carmen").status == "open"
    seat = puppet(office)
    written_over(office, "deadline.add", row, newest(office))
    with seats.writing(office.house, seat) as desk, pytest.raises(Refused) as refused:
        endings.complete(desk, row, DONE)
    assert refused.value.text == unneeded.TOO_NEW


def test_a_hold_that_seems_put_up_later_is_lifted_by_no_puppet(office: Office) -> None:
    """The office's: she is neither the first nor the second."""
    with office.writing("carmen") as desk:
        held = holds.put_up_office(desk, SUBPOENA)
        assert not holds.lift_office(desk, held)
    seat = puppet(office)
    written_over(office, "hold.put_up", held, newest(office))
    with seats.writing(office.house, seat) as desk, pytest.raises(Refused, match="same keys"):
        holds.lift_office(desk, held)


def test_an_office_that_seems_founded_later_knows_no_puppet(office: Office) -> None:
    """As an attorney who agrees to a change of its law."""
    puppet(office, "bruno")
    founded = {"action": "office.found"}
    at_the_shell(office, "audit", founded, action="note.add")
    at_the_shell(office, "audit", {"seq": newest(office)}, **founded)
    with office.reading("carmen") as desk:
        assert not lawdeeds.is_known(desk, id_of(office, "bruno"))
