"""A second attorney's word on the law, signed with keys that were made for it."""

from uuid import UUID

from app.casework import access, audit, counting, lawdeeds, ownlaw, seats
from app.casework.editions import HOLDS
from app.casework.seats import Seat
from app.crypto import certificates, lawchanges
from app.crypto.lawchanges import AGREED, Word
from app.models import LawChange, Principal
from tests.casework.bringing_back import wrong
from tests.casework.test_ownlaw import APPEAL, DECIDED, TEN_DAYS
from tests.casework.test_puppets import puppet
from tests.support.office import Office


def asked(office: Office) -> UUID:
    """Have Carmen ask for the version of ten days."""
    with office.writing("carmen") as desk:
        return ownlaw.ask(desk, ownlaw.NewVersion.model_validate(TEN_DAYS))


def version(office: Office) -> int | None:
    """Return by which version an appeal is counted."""
    with office.reading() as desk:
        return counting.propose(desk, APPEAL, DECIDED).version


def _signs_as_second(office: Office, seat: Seat, change_id: UUID, seed: bytes) -> None:
    """Write a second attorney's word and her deed, as who has the server key does."""
    with seats.writing(office.house, seat) as desk:
        row, at = desk.db.get_one(LawChange, change_id), int(desk.now.timestamp())
        word = Word(AGREED, False, row.id, seat.staff_id, at, lawchanges.print_of(row.says))
        row.state, row.agreed_by, row.agreed_at = HOLDS, seat.staff_id, desk.now
        row.agreed_word = lawchanges.give(word, seed).hex()
        audit.note(desk, lawdeeds.AGREE, row.id, asked_by=str(row.asked_by))


def test_keys_that_a_supervisor_made_today_agree_to_nothing(office: Office) -> None:
    """With the server key beside her own: neither without a deed that certifies, nor by one."""
    seat, change_id = office.people["alma"].seat, asked(office)
    fresh = office.people["dina"].seat.keys  # whatever keys are at hand
    with office.writing("carmen") as desk:
        row = desk.db.get_one(Principal, seat.staff_id)
        told = certificates.read(row.word or b"")
        told = told._replace(xwing=fresh.public.xwing, signing=fresh.public.signing)
        row.former = certificates.issue(told, access.own_keys(desk).signing_seed)
    _signs_as_second(office, seat, change_id, fresh.signing_seed)
    assert version(office) == 1
    assert any("without the words" in each for each in wrong(office))
    later, thief = asked(office), puppet(office, "alma")
    _signs_as_second(office, thief, later, thief.keys.signing_seed)
    assert version(office) == 1
