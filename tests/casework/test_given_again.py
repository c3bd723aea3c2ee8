"""What is given once more goes to whom it was given: not by a row that was planted or put back."""

import os
from collections.abc import Callable
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import select

from app.casework import (
    access,
    audit,
    cases,
    enrolled,
    groups,
    joining,
    leaving,
    notes,
    readers,
    renewal,
    seats,
    sharing,
    staff,
    verify,
)
from app.casework.access import REWRAPPED, SEALED
from app.casework.calendar import Calendar
from app.casework.joining import Arrived, Chosen
from app.casework.leaving import Leaving
from app.casework.notes import NewNote
from app.casework.readers import NewReader
from app.casework.seats import Seat
from app.crypto.grants import CASE, GrantTerms, commitment_of, seal_grant
from app.db.desk import Desk
from app.errors import AmparoError
from app.models import Audit, Grant, Principal
from tests.casework.bringing_back import NEW, sits_down, wrong
from tests.casework.covering import id_of, opens, write
from tests.casework.test_own_keys import confirm, make, sits_anew
from tests.support.office import Office
from tests.support.shell import SECRET, at_the_shell, copied, plant

SAID, AFTERWARDS = "Said in confidence", "Written after she was taken off"


@pytest.fixture
def of_two(office: Office) -> UUID:
    """A case of Alma and Carmen by name, which Carmen opened, with a note in it."""
    case_id = office.open_case("alma", named_only=True).id
    write(office, "alma", case_id, SAID)
    assert opens(office, "carmen", case_id)
    return case_id


def alma_sits_anew(office: Office) -> None:
    """Alma signs in for the first time with new keys, which were confirmed."""
    sits_anew(office)


def alma_leaves(office: Office) -> None:
    """Carmen closes Alma's account."""
    with office.writing("carmen") as desk:
        wanted = Leaving(heir_id=id_of(office, "bruno"), sure=True)
        leaving.leave(desk, Calendar(), id_of(office, "alma"), wanted)


def new_keys_for_alma(office: Office) -> None:
    """Carmen begins new keys for Alma."""
    with office.writing("carmen") as desk:
        renewal.begin(desk, id_of(office, "alma"), sure=True)


DEEDS: list[Callable[[Office], None]] = [alma_sits_anew, alma_leaves, new_keys_for_alma]
each_deed = pytest.mark.parametrize("deed", DEEDS)


def ready(office: Office, deed: Callable[[Office], None]) -> None:
    """Have Alma's new keys made and confirmed, where she signs in with them."""
    if deed is alma_sits_anew:
        confirm(office, make(office))


def waits(office: Office, case_id: UUID, **more: Any) -> dict[str, Any]:
    """Return the row of a gift to Dina in Alma's name that nobody took yet."""
    row = {
        "case_id": case_id,
        "principal_id": id_of(office, "dina"),
        "epoch": 1,
        "role": "shared",
        "until": None,
        "grantor_id": id_of(office, "alma"),
        "form": SEALED,
        "body": os.urandom(1250),
    }
    return row | more


@each_deed
def test_a_planted_gift_does_not_become_real(
    office: Office, of_two: UUID, deed: Callable[[Office], None]
) -> None:
    """Nobody signs anew what she to whom it says it was given never had."""
    ready(office, deed)
    with office.night(writes=True) as desk:
        desk.db.add(Grant(**waits(office, of_two), since=desk.now))
    deed(office)
    assert not opens_to_dina(office, of_two)


@each_deed
def test_a_gift_that_waits_is_given_again(
    office: Office, of_two: UUID, deed: Callable[[Office], None]
) -> None:
    """What Alma gave in truth, and Dina did not take yet, opens to her after it as well."""
    with office.writing("alma") as desk:
        readers.add(desk, of_two, NewReader(staff_id=id_of(office, "dina")))
    ready(office, deed)
    deed(office)
    assert opens_to_dina(office, of_two)
    assert wrong(office) == []


def test_a_leavers_own_signature_makes_no_gift(office: Office, of_two: UUID) -> None:
    """Bruno never had the case: what he signs to a colleague in it is given by nobody else."""
    bruno, dina = id_of(office, "bruno"), id_of(office, "dina")
    with office.night() as desk:
        public = desk.db.get_one(Principal, dina).sealing_key
    terms = GrantTerms(CASE, of_two, dina, 1, commitment_of(CASE, SECRET))
    seed = office.people["bruno"].seat.keys.signing_seed
    body = seal_grant(SECRET, terms, public, bruno, seed)
    with office.night(writes=True) as desk:
        desk.db.add(Grant(**waits(office, of_two, grantor_id=bruno, body=body), since=desk.now))
    with office.writing("carmen") as desk:
        renewal.begin(desk, bruno, sure=True)
    assert not opens_to_dina(office, of_two)


@each_deed
def test_a_gift_that_was_taken_back_stays_taken_back(
    office: Office, of_two: UUID, deed: Callable[[Office], None]
) -> None:
    """Without any key: a grant that she never took, put back byte for byte."""
    dina = id_of(office, "dina")
    with office.writing("alma") as desk:
        readers.add(desk, of_two, NewReader(staff_id=dina))
    rows = copied(office, "grants", principal_id=dina)
    office.clock.forward(days=1)
    with office.writing("alma") as desk:
        readers.remove(desk, of_two, dina)
        notes.add(desk, NewNote(case_id=of_two, text=AFTERWARDS))
    ready(office, deed)
    for row in rows:
        plant(office, "grants", **row)
    deed(office)
    assert AFTERWARDS not in (read_by_dina(office, of_two) or [])


@each_deed
def test_a_junk_row_stops_nobody(
    office: Office, of_two: UUID, deed: Callable[[Office], None]
) -> None:
    """Without any key: neither signing in nor leaving; the check names the row."""
    ready(office, deed)
    plant(office, "grants", **waits(office, of_two))
    deed(office)
    told = f"grants {of_two} to {id_of(office, 'dina')}: does not open"
    assert told in wrong(office)
    assert not opens_to_dina(office, of_two)


@pytest.mark.parametrize("whose", ["vera", "bruno"])
def test_a_junk_membership_stops_no_leaving(office: Office, whose: str) -> None:
    """Not of somebody else, nor of the leaver in a group that she is not in; it is gone then."""
    with office.writing("carmen") as desk:
        apart = groups.make(desk, "Removal defense")
    with office.night() as desk:
        team = staff.office(desk).team_id
    junk = {"group_id": team if whose == "vera" else apart, "person_id": id_of(office, whose)}
    more = {"epoch": 1, "grantor_id": id_of(office, "carmen"), "form": 2, "body": os.urandom(62)}
    plant(office, "members", **junk, **more)
    with office.writing("carmen") as desk:
        wanted = Leaving(heir_id=id_of(office, "alma"), sure=True)
        leaving.leave(desk, Calendar(), id_of(office, "bruno"), wanted)
    assert wrong(office) == []


def test_a_damaged_membership_keeps_no_key_with_a_leaver(office: Office) -> None:
    """Bruno's own row was changed: the team has a new key all the same."""
    with office.night() as desk:
        team = staff.office(desk).team_id
    his = {"group_id": team, "person_id": id_of(office, "bruno")}
    at_the_shell(office, "members", his, form=7)
    with office.writing("carmen") as desk:
        wanted = Leaving(heir_id=id_of(office, "alma"), sure=True)
        leaving.leave(desk, Calendar(), id_of(office, "bruno"), wanted)
        assert desk.db.get_one(Principal, team).epoch == 2
    assert wrong(office) == []


def opens_to_dina(office: Office, case_id: UUID) -> bool:
    """Tell whether the case opens to Dina, damaged or not."""
    return read_by_dina(office, case_id) is not None


def read_by_dina(office: Office, case_id: UUID) -> list[str] | None:
    """Return what Dina reads in the case; None where it does not open."""
    with office.reading("dina") as desk:
        return _read(desk, case_id)


def _read(desk: Desk, case_id: UUID) -> list[str] | None:
    try:
        return [each.text for each in cases.one(desk, case_id).notes]
    except AmparoError:
        return None


@pytest.fixture
def put_back(office: Office, of_two: UUID) -> UUID:
    """Dina was taken off the case, and her row is there again as it was; without any key."""
    dina = id_of(office, "dina")
    with office.writing("alma") as desk:
        readers.add(desk, of_two, NewReader(staff_id=dina))
    assert opens_to_dina(office, of_two)
    rows = copied(office, "grants", principal_id=dina)
    office.clock.forward(days=1)
    with office.writing("alma") as desk:
        readers.remove(desk, of_two, dina)
    write(office, "alma", of_two, AFTERWARDS)
    assert opens(office, "carmen", of_two)
    for row in rows:
        plant(office, "grants", **row)
    return of_two


def test_an_offer_that_ends_gives_back_nothing_that_was_taken(
    office: Office, put_back: UUID
) -> None:
    """New keys are begun for Dina and not made; she goes on with what was hers."""
    own = office.open_case("dina", named_only=True, lead_id=id_of(office, "alma")).id
    with office.writing("carmen") as desk:
        renewal.begin(desk, id_of(office, "dina"), sure=True)
    with office.writing("carmen") as desk:
        renewal.end_offer(desk, id_of(office, "dina"))
    assert AFTERWARDS not in (read_by_dina(office, put_back) or [])
    assert opens(office, "dina", own)


def certified(office: Office, arrived: Arrived) -> Seat:
    """Have Dina's new keys confirmed; return her seat with them."""
    with office.writing("carmen") as desk:
        joining.certify(desk, id_of(office, "dina"), arrived.number)
    return sits_down(office, office.people["dina"].email, NEW, arrived.welcome.totp_secret)


def test_new_keys_give_back_nothing_that_was_taken(office: Office, put_back: UUID) -> None:
    """They are made and confirmed; what Dina held and Carmen holds she is given."""
    own = office.open_case("alma", named_only=True, named=[id_of(office, "dina")]).id
    with office.writing("carmen") as desk:
        token = renewal.begin(desk, id_of(office, "dina"), sure=True)
    seat = certified(office, joining.accept(office.house, token, Chosen(passphrase=NEW, again=NEW)))
    with seats.reading(office.house, seat) as desk:
        assert _read(desk, put_back) is None
        assert _read(desk, own) == []


def test_the_record_is_asked_again_as_a_case_is_given_back(office: Office, of_two: UUID) -> None:
    """Taken off while her new keys wait: what she held at the beginning is not hers any more."""
    dina = id_of(office, "dina")
    with office.writing("alma") as desk:
        readers.add(desk, of_two, NewReader(staff_id=dina))
    with office.writing("carmen") as desk:
        token = renewal.begin(desk, dina, sure=True)
    office.clock.forward(hours=1)
    rows = copied(office, "grants", principal_id=dina)
    with office.writing("alma") as desk:
        readers.remove(desk, of_two, dina)
    for row in rows:
        plant(office, "grants", **row)
    seat = certified(office, joining.accept(office.house, token, Chosen(passphrase=NEW, again=NEW)))
    with seats.reading(office.house, seat) as desk:
        assert _read(desk, of_two) is None


def forged_row(office: Office, case_id: UUID) -> None:
    """A grant of hers in a case that she never had, under the server's seal, taken long ago."""
    with office.night(writes=True) as desk:
        desk.db.add(Grant(**waits(office, case_id, form=REWRAPPED), since=desk.now))


def forged_entry(office: Office, case_id: UUID) -> None:
    """Another entry behind hers, which says that she held the case when she let go of her keys."""
    with office.night(writes=True) as desk:
        query = select(Audit).where(Audit.action == renewal.BEGIN).order_by(Audit.seq.desc())
        held = {str(case_id): {"role": "shared", "until": "", "since": desk.now.isoformat()}}
        newest = desk.db.scalars(query).first()
        assert newest is not None
        held |= newest.detail["held"]
        audit.note(desk, renewal.BEGIN, id_of(office, "dina"), held=held, groups=[])


@pytest.mark.parametrize("forged", [forged_row, forged_entry])
def test_new_keys_give_back_nothing_that_she_never_had(
    office: Office, of_two: UUID, forged: Callable[[Office, UUID], None]
) -> None:
    """With the server key: neither a row nor the record says what nobody gave her."""
    own = office.open_case("alma", named_only=True, named=[id_of(office, "dina")]).id
    if forged is forged_row:
        forged(office, of_two)
    with office.writing("carmen") as desk:
        token = renewal.begin(desk, id_of(office, "dina"), sure=True)
    arrived = joining.accept(office.house, token, Chosen(passphrase=NEW, again=NEW))
    if forged is forged_entry:
        forged(office, of_two)
    seat = certified(office, arrived)
    with seats.reading(office.house, seat) as desk:
        assert _read(desk, of_two) is None
        assert _read(desk, own) == []


def off(office: Office, case_id: UUID) -> bytes:
    """Take Dina off a case that she read; return the secret of its first key, which she kept."""
    dina = id_of(office, "dina")
    with office.writing("alma") as desk:
        readers.add(desk, case_id, NewReader(staff_id=dina))
    with office.reading("dina") as desk:
        secret = access.secrets_of(desk, case_id)[1]
    office.clock.forward(days=1)
    with office.writing("alma") as desk:
        readers.remove(desk, case_id, dina)
    write(office, "alma", case_id, AFTERWARDS)
    office.clock.forward(days=30)
    return secret


def enrol_with(office: Office, case_id: UUID, whom: str, secret: bytes) -> None:
    """Plant a grant of the first key, with a word by who kept its secret, and the server key."""
    with office.night(writes=True) as desk:
        more = {"principal_id": id_of(office, whom), "form": REWRAPPED, "since": desk.now}
        row = Grant(**waits(office, case_id, **more))
        row.word = enrolled.word(secret, row)
        desk.db.add(row)


@pytest.mark.parametrize("whom", ["dina", "vera"])
def test_new_keys_give_nothing_by_a_former_key(office: Office, of_two: UUID, whom: str) -> None:
    """Neither to her who kept it nor to somebody whom she enrols by it; and the check names it."""
    own = office.open_case("alma", named_only=True, named=[id_of(office, whom)]).id
    enrol_with(office, of_two, whom, off(office, of_two))
    told = f"grants {of_two} to {id_of(office, whom)}: of a former key, given after the next"
    assert told in verify.verify_as(office.house, office.people["alma"].seat).wrong
    office.clock.forward(days=1)
    with office.writing("carmen") as desk:
        token = renewal.begin(desk, id_of(office, whom), sure=True)
    arrived = joining.accept(office.house, token, Chosen(passphrase=NEW, again=NEW))
    with office.writing("carmen") as desk:
        joining.certify(desk, id_of(office, whom), arrived.number)
    seat = sits_down(office, office.people[whom].email, NEW, arrived.welcome.totp_secret)
    with seats.reading(office.house, seat) as desk:
        assert _read(desk, of_two) is None
        assert _read(desk, own) == []


@pytest.mark.parametrize("is_before", [True, False])
def test_an_offer_that_ends_gives_nothing_by_a_former_key(
    office: Office, of_two: UUID, is_before: bool
) -> None:
    """Planted before new keys are begun for her, or while they wait."""
    secret = off(office, of_two)
    if is_before:
        enrol_with(office, of_two, "dina", secret)
    with office.writing("carmen") as desk:
        renewal.begin(desk, id_of(office, "dina"), sure=True)
    if not is_before:
        enrol_with(office, of_two, "dina", secret)
    office.clock.forward(minutes=5)
    with office.writing("carmen") as desk:
        renewal.end_offer(desk, id_of(office, "dina"))
    assert AFTERWARDS not in (read_by_dina(office, of_two) or [])


@pytest.mark.parametrize("is_used", [True, False])
def test_a_new_key_of_the_case_meanwhile_takes_nothing_from_her(
    office: Office, of_two: UUID, is_used: bool
) -> None:
    """Made while new keys wait for her, which she uses, or which end unused: she has it too."""
    dina = id_of(office, "dina")
    with office.writing("alma") as desk:
        readers.add(desk, of_two, NewReader(staff_id=dina))
        sharing.new_epoch(desk, of_two)
    office.clock.forward(days=1)
    with office.writing("carmen") as desk:
        token = renewal.begin(desk, dina, sure=True)
    with office.writing("alma") as desk:
        sharing.new_epoch(desk, of_two)
        notes.add(desk, NewNote(case_id=of_two, text=AFTERWARDS))
    if not is_used:
        with office.writing("carmen") as desk:
            renewal.end_offer(desk, dina)
        assert set(read_by_dina(office, of_two) or []) == {SAID, AFTERWARDS}
        return
    seat = certified(office, joining.accept(office.house, token, Chosen(passphrase=NEW, again=NEW)))
    with seats.reading(office.house, seat) as desk:
        assert set(_read(desk, of_two) or []) == {SAID, AFTERWARDS}
