"""What came first the record says by its order, not by the times that its entries state.

Whoever holds the server key puts entries behind the record with what time he likes. A clock that
was put right leaves the same times, and makes nobody a stranger.
"""

from base64 import b64encode
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import select

from app.casework import audit, custody, heads, holds, joining, readers, seats, shredding
from app.casework.departed import LEFT, NEW_KEYS
from app.casework.holds import NewHold
from app.casework.longstanding import KEYS_TOO_NEW
from app.casework.seats import Seat
from app.casework.supervised import CERTIFIED
from app.crypto import heads as words
from app.crypto.bundle import MemberKeys
from app.errors import NotFound, Refused
from app.models import Audit, Grant, Hold
from tests.casework.bringing_back import seeds, signs_in, wrong
from tests.casework.covering import id_of
from tests.casework.test_own_keys import make
from tests.casework.test_puppets import lead, puppet
from tests.casework.test_witness import chain_anew
from tests.support.office import Office

SUBPOENA = NewHold(source="subpoena", reason="A subpoena came in")
YEAR = timedelta(days=365)


@contextmanager
def at_another_time(office: Office, by: timedelta) -> Iterator[None]:
    """Set the clock for a while."""
    now = office.clock.now
    office.clock.now += by
    yield
    office.clock.now = now


def forge(office: Office, name: str) -> None:
    """Put behind the record, with the server key, that somebody's keys are of a year ago."""
    with at_another_time(office, -YEAR), office.night(writes=True) as desk:
        audit.note(desk, NEW_KEYS, id_of(office, name))
        audit.note(desk, CERTIFIED, id_of(office, name), role="paralegal")


def asks(office: Office, seat: Seat, case_id: UUID) -> bool:
    """Have the puppet ask that a case be destroyed; return whether she may."""
    with suppress(Refused), seats.writing(office.house, seat) as desk:
        shredding.ask(desk, case_id)
        return True
    with seats.writing(office.house, seat) as desk, pytest.raises(Refused) as refused:
        shredding.ask(desk, case_id)
    assert refused.value.text == KEYS_TOO_NEW
    return False


def led_by_a_puppet(office: Office) -> tuple[UUID, Seat]:
    """Return a case, and the seat of its lead, whose new keys are of a minute ago."""
    case_id = office.open_case("alma", backup_id=id_of(office, "dina")).id
    lead(office, case_id, "dina")
    return case_id, puppet(office)


def test_an_entry_behind_the_record_with_a_time_long_past_makes_no_key_old(office: Office) -> None:
    """Neither at once, nor two weeks later; but two weeks after a supervisor signed in upon it."""
    case_id, seat = led_by_a_puppet(office)
    forge(office, "dina")
    assert not asks(office, seat, case_id)
    office.clock.forward(days=20)
    assert not asks(office, seat, case_id)
    signs_in(office, "carmen")
    office.clock.forward(days=13)
    assert not asks(office, seat, case_id)
    office.clock.forward(days=1, minutes=1)
    assert asks(office, seat, case_id)


@pytest.mark.parametrize("how", ["time", "word of another", "word of before", "rewritten"])
def test_no_word_of_a_supervisor_is_older_than_she_signed(office: Office, how: str) -> None:
    """The sign-in that covers the forged entry is changed, sealed as Amparo does."""
    signs_in(office, "carmen")
    before = last_sign_in(office)
    case_id, seat = led_by_a_puppet(office)
    forge(office, "dina")
    signs_in(office, "carmen")
    seq = last_sign_in(office)
    with office.night(writes=True) as desk:
        entry, older = desk.db.get_one(Audit, seq), desk.db.get_one(Audit, before)
        detail: dict[str, Any] = dict(entry.detail)
        if how == "word of another":
            blob = bytearray.fromhex(detail[heads.DATED])
            blob[58:66] = int((desk.now - YEAR).timestamp()).to_bytes(8, "big")
            detail[heads.DATED] = blob.hex()
        elif how == "word of before":
            detail[heads.DATED] = older.detail[heads.DATED]
        elif how == "rewritten":
            older.detail = {"note": "another deed"}
        entry.detail = detail
        if how == "time":
            entry.at = desk.now - YEAR
    office.clock.forward(days=13)
    assert not asks(office, seat, case_id)


def last_sign_in(office: Office) -> int:
    """Return the number of the newest sign-in."""
    with office.night() as desk:
        query = select(Audit.seq).where(Audit.action == heads.SIGNIN).order_by(Audit.seq.desc())
        return desk.db.scalars(query).all()[0]


def test_a_deed_on_record_that_was_rewritten_is_none_that_a_supervisor_saw(office: Office) -> None:
    """An old entry becomes a certification: what Carmen signed for was another."""
    signs_in(office, "carmen")
    case_id, seat = led_by_a_puppet(office)
    with office.night(writes=True) as desk:
        audit.note(desk, NEW_KEYS, id_of(office, "dina"))
        number = audit.note(desk, "note.add", case_id)
    signs_in(office, "carmen")
    office.clock.forward(days=15)
    with office.night(writes=True) as desk:
        entry = desk.db.get_one(Audit, number)
        entry.action, entry.object_id = CERTIFIED, id_of(office, "dina")
        entry.detail = {"role": "paralegal"}
        desk.db.flush()
        before = bytes.fromhex(entry.after)
        entry.hash = audit.link(before, entry)
    assert not asks(office, seat, case_id)


def test_a_clock_that_was_ahead_keeps_nobody_out_for_longer(office: Office) -> None:
    """A year ahead for a day: who was certified then counts two weeks after it was put right."""
    case_id = office.open_case("alma", backup_id=id_of(office, "dina")).id
    lead(office, case_id, "dina")
    with at_another_time(office, YEAR):
        seat = puppet(office)
        with office.writing("carmen") as desk:  # as her sign-in notes it
            audit.note(desk, heads.SIGNIN, desk.who.id, **heads.countersigned(desk))
    office.clock.forward(minutes=30)
    signs_in(office, "carmen")
    office.clock.forward(days=13)
    assert not asks(office, seat, case_id)
    office.clock.forward(days=1, hours=1)
    assert asks(office, seat, case_id)


def test_whose_keys_came_before_the_case_counts_whatever_the_clock_said(office: Office) -> None:
    """It was a year ahead as Dina was certified, and right as the case was opened."""
    with at_another_time(office, YEAR):
        seat = puppet(office)
    office.clock.forward(hours=1)
    case_id = office.open_case("alma", backup_id=id_of(office, "dina")).id
    lead(office, case_id, "dina")
    assert asks(office, seat, case_id)


def test_a_hold_was_put_up_when_the_record_says_so(office: Office) -> None:
    """Set ahead with the server key in its row, it would come after the puppet's keys."""
    with office.writing("carmen") as desk:
        held = holds.put_up_office(desk, SUBPOENA)
        assert not holds.lift_office(desk, held)
    seat = puppet(office)
    with office.night(writes=True) as desk:
        row = desk.db.get_one(Hold, held)
        put_at, row.put_at = row.put_at, desk.now
        audit.note(desk, "hold.put_up", held)
    with seats.writing(office.house, seat) as desk, pytest.raises(Refused, match="same keys"):
        holds.lift_office(desk, held)
    assert f"holds {held}: put up at another time than on record" in wrong(office)
    with office.night(writes=True) as desk:
        desk.db.get_one(Hold, held).put_at = put_at
    assert f"holds {held}: put up at another time than on record" not in wrong(office)


def test_sign_ins_of_before_supervisors_signed_for_the_time_say_nothing(office: Office) -> None:
    """However many there were: two weeks are counted from the first that does."""
    case_id, seat = led_by_a_puppet(office)
    with office.writing("carmen") as desk:
        for _ in range(2 * heads.MOST_ASKED):
            audit.note(desk, heads.SIGNIN, desk.who.id)
    office.clock.forward(days=15)
    assert not asks(office, seat, case_id)
    signs_in(office, "carmen")
    office.clock.forward(days=14, minutes=1)
    assert asks(office, seat, case_id)


def test_the_office_team_and_the_custodians_are_not_taken_off_as_planted(office: Office) -> None:
    """Only a person's row that nobody gave is: a group's key and the custodians' copy stay."""
    case_id = office.open_case("alma").id
    with office.night() as desk:
        groups = set(desk.db.scalars(select(Grant.principal_id).where(Grant.case_id == case_id)))
    assert len(groups) >= 2
    for each in groups:
        with office.writing("alma") as desk, pytest.raises((NotFound, Refused)):
            readers.remove(desk, case_id, each)
    with office.night() as desk:
        rows = desk.db.scalars(select(Grant.principal_id).where(Grant.case_id == case_id))
        assert set(rows) == groups


def signs_for(office: Office, keys: MemberKeys, by: timedelta, *, noted: timedelta) -> None:
    """Note a sign-in of Carmen's with words of another time, by her key and the server key."""
    carmen = id_of(office, "carmen")
    then = office.clock() + by
    with at_another_time(office, noted), office.night(writes=True) as desk:
        head = audit.head(desk)
        assert head is not None
        says = words.Dated(head.number, head.hash, carmen, int(then.timestamp()))
        signed = words.sign(keys.signing_seed, head.number, head.hash, carmen)
        dated = words.date(keys.signing_seed, says).hex()
        told = {heads.SIGNED: b64encode(signed).decode(), heads.DATED: dated}
        number = audit.note(desk, heads.SIGNIN, carmen, **told)
        desk.db.get_one(Audit, number).actor_id = carmen
    chain_anew(office)


@pytest.mark.parametrize("noted", [timedelta(), -YEAR])
def test_a_supervisor_makes_nothing_older_than_what_she_signs_for(
    office: Office, noted: timedelta
) -> None:
    """She signs in first after her puppet is certified, and says that it was a year ago."""
    signs_in(office, "carmen")
    case_id, seat = led_by_a_puppet(office)
    signs_for(office, office.people["carmen"].seat.keys, -YEAR, noted=noted)
    assert not asks(office, seat, case_id)
    signs_in(office, "carmen")
    office.clock.forward(days=13)
    assert not asks(office, seat, case_id)
    office.clock.forward(days=1, minutes=1)
    assert asks(office, seat, case_id)


def test_a_word_of_another_time_than_its_sign_in_is_named(office: Office) -> None:
    """By the check, also where the time alone is hers no more."""
    signs_in(office, "carmen")
    assert not [each for each in wrong(office) if "signed for another time" in each]
    signs_for(office, office.people["carmen"].seat.keys, -YEAR, noted=timedelta())
    said = f"audit {last_sign_in(office)}: the supervisor signed for another time, or for none"
    assert said in wrong(office)


def test_what_was_signed_for_before_bounds_a_word_though_every_entry_is_made_older(
    office: Office,
) -> None:
    """With the server key all times are of a year ago; what Carmen signed before is not."""
    case_id, seat = led_by_a_puppet(office)
    signs_in(office, "carmen")
    with office.night(writes=True) as desk:
        for entry in desk.db.scalars(select(Audit)):
            entry.at -= YEAR
        audit.note(desk, NEW_KEYS, id_of(office, "dina"))
        number = audit.note(desk, CERTIFIED, id_of(office, "dina"), role="paralegal")
        for each in (number, number - 1):
            desk.db.get_one(Audit, each).at -= YEAR
    chain_anew(office)
    signs_for(office, office.people["carmen"].seat.keys, -YEAR, noted=-YEAR)
    assert not asks(office, seat, case_id)


def test_keys_that_a_supervisor_gave_up_sign_for_no_time(office: Office) -> None:
    """A thief of her former keys and of the server key has signed two weeks ago; she has not."""
    case_id = office.open_case("alma", backup_id=id_of(office, "dina")).id
    lead(office, case_id, "dina")
    stolen = office.people["carmen"].seat.keys
    seat = puppet(office)
    made = make(office, "carmen")
    newcomer = joining.awaiting_root(office.house, office.people["carmen"].email)
    custody.certify(office.house, newcomer, made.number, seeds(office, 0, 1))
    forge(office, "dina")
    signs_for(office, stolen, timedelta(), noted=timedelta())
    office.clock.forward(days=15)
    assert not asks(office, seat, case_id)


def test_who_supervised_no_more_signs_for_nothing(office: Office) -> None:
    """Her sign-in with a supervisor's words behind the entry of her leaving is named."""
    signs_in(office, "carmen")
    signs_for(office, office.people["carmen"].seat.keys, timedelta(), noted=timedelta())
    number = last_sign_in(office)
    assert not [each for each in wrong(office) if "no supervisor then" in each]
    with office.night(writes=True) as desk:
        audit.note(desk, LEFT, id_of(office, "carmen"))
    signs_for(office, office.people["carmen"].seat.keys, timedelta(), noted=timedelta())
    named = [each for each in wrong(office) if "no supervisor then" in each]
    assert named == [f"audit {number + 2}: countersigned by who was no supervisor then"]
