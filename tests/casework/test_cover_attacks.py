"""What an attacker gets of covers and absences: nothing, alone.

`by_key` are attacks of whoever holds the server key too and can make cards.
"""

from collections.abc import Iterator
from contextlib import contextmanager, suppress
from datetime import timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest
from sqlalchemy import select

from app.casework import (
    absences,
    access,
    adding,
    covers,
    emergency,
    envelopes,
    readers,
    screening,
    sealing,
)
from app.casework.adding import NewDeadline
from app.casework.emergency import NewEmergency
from app.casework.readers import NewReader
from app.casework.reminders.roster import read_roster
from app.casework.screening import NewScreen
from app.casework.sealing import Sealing
from app.casework.throttle import Throttle
from app.crypto.covers import CoverPlace, close_envelope, open_envelope
from app.crypto.covers import name_cover as name_word
from app.crypto.grants import CASE, GRANT_BYTES, GrantTerms, commitment_of, open_grant, seal_grant
from app.crypto.totp import code_at
from app.errors import Damaged, Forbidden, Locked, NotFound, Refused
from app.models import Case, CaseKeyRow, CoverEnvelope, Grant, Note, Principal, Staff
from tests.casework.covering import (
    declare,
    end,
    id_of,
    name_cover,
    opens,
    settle,
    waiting,
    write,
    wrong,
)
from tests.support.office import PASSPHRASE, Office
from tests.support.shell import SECRET, TABLES, at_the_shell, copied, plant


@contextmanager
def held_back(office: Office, case_id: UUID) -> Iterator[CoverEnvelope]:
    """Give the newest envelope of a case as the server itself reads it."""
    with office.night() as desk:
        query = select(CoverEnvelope).where(CoverEnvelope.case_id == case_id)
        yield desk.db.scalars(query.order_by(CoverEnvelope.epoch.desc())).all()[0]


def test_the_cover_with_the_database_opens_no_envelope(office: Office, case_id: UUID) -> None:
    """Bruno has his keys and every byte of the row; the half stands in a card shut to him."""
    name_cover(office, "dina", "bruno")
    keys = office.people["bruno"].seat.keys
    rows = copied(office, "cover_envelopes", case_id=case_id)
    with office.night() as desk:
        row = desk.db.get_one(CaseKeyRow, (case_id, rows[0]["epoch"]))
        commitment, public = (
            row.commitment,
            desk.db.get_one(Principal, id_of(office, "dina")).signing_key,
        )
    assert public is not None
    terms = GrantTerms(CASE, case_id, id_of(office, "bruno"), rows[0]["epoch"], commitment)
    for guess in (keys.symmetric, keys.xwing_seed[:32], bytes(32), rows[0]["card"][-32:]):
        place = CoverPlace(case_id, rows[0]["cover_id"], rows[0]["epoch"], rows[0]["id"])
        with pytest.raises(Damaged):
            open_envelope(rows[0]["body"], guess, place)
    for start in range(len(rows[0]["body"]) - GRANT_BYTES + 1):
        piece = rows[0]["body"][start : start + GRANT_BYTES]
        with pytest.raises(Damaged):
            open_grant(piece, terms, keys.xwing_seed, public)
    with office.reading("bruno") as desk:
        desk.keys.server = None
        envelope = desk.db.get_one(CoverEnvelope, rows[0]["id"])
        with pytest.raises(Locked):
            _ = envelope.half


def test_the_server_without_the_cover_opens_no_envelope(office: Office, case_id: UUID) -> None:
    """It has the half and finds a grant to Bruno, which nobody else's keys open."""
    name_cover(office, "dina", "bruno")
    with held_back(office, case_id) as row:
        place = CoverPlace(case_id, row.cover_id, row.epoch, row.id)
        inner = open_envelope(row.body, bytes.fromhex(row.half), place)
        epoch, half = row.epoch, bytes.fromhex(row.half)
    with office.night() as desk:
        commitment = desk.db.get_one(CaseKeyRow, (case_id, epoch)).commitment
        signing = desk.db.get_one(Principal, id_of(office, "dina")).signing_key
        assert signing is not None
    terms = GrantTerms(CASE, case_id, id_of(office, "bruno"), epoch, commitment)
    with pytest.raises(Damaged):
        open_grant(inner, terms, half, signing)
    for name in ("carmen", "olga", "alma"):
        with pytest.raises(Damaged):
            open_grant(inner, terms, office.people[name].seat.keys.xwing_seed, signing)
    seed = office.people["bruno"].seat.keys.xwing_seed
    assert commitment_of(CASE, open_grant(inner, terms, seed, signing)) == commitment


def test_the_night_shift_opens_envelopes_and_no_case(office: Office, case_id: UUID) -> None:
    """It hands Bruno's grant out; what stands in the case stays locked to it."""
    name_cover(office, "dina", "bruno")
    with office.night(writes=True) as desk:
        person, until = id_of(office, "dina"), desk.now + timedelta(days=1)
        rows = envelopes.waiting(desk, [person])
        assert envelopes.release(desk, rows, until, "cover") == {id_of(office, "bruno"): {case_id}}
        with pytest.raises(Locked):
            _ = desk.db.get_one(Case, case_id).number


def test_an_envelope_of_an_earlier_key_opens_nothing_written_since(
    office: Office, case_id: UUID
) -> None:
    """The newest envelope is taken away: Bruno reads what is old, and can write nothing."""
    name_cover(office, "dina", "bruno")
    with office.writing("alma") as desk:
        readers.add(desk, case_id, NewReader(staff_id=id_of(office, "vera")))
    with office.writing("alma") as desk:
        readers.remove(desk, case_id, id_of(office, "vera"))
    note = write(office, "alma", case_id, "Under the newest key")
    newest = max(row[2] for row in waiting(office, case_id))
    with office.house.engine.begin() as connection:
        rows = TABLES["cover_envelopes"]
        connection.execute(rows.delete().where(rows.c.epoch == newest))
    declare(office, "dina")
    with office.reading("bruno") as desk:
        access.open_case(desk, case_id)
        with pytest.raises(Damaged):
            _ = desk.db.get_one(Note, note).text
    with pytest.raises(Damaged):
        write(office, "bruno", case_id, "Under an old key")


@pytest.mark.parametrize("by_key", [False, True])
def test_a_planted_half_and_envelope_give_nothing(
    office: Office, case_id: UUID, *, by_key: bool
) -> None:
    """A key that the planter knows, signed by a colleague who is not on the case, is refused."""
    name_cover(office, "dina", "bruno")
    vera, bruno = office.people["vera"], id_of(office, "bruno")
    with held_back(office, case_id) as row:
        epoch = row.epoch
    with office.house.engine.begin() as connection:
        connection.execute(TABLES["cover_envelopes"].delete())
    with office.night() as desk:
        sealing_key = desk.db.get_one(Principal, bruno).sealing_key
    terms = GrantTerms(CASE, case_id, bruno, epoch, commitment_of(CASE, SECRET))
    inner = seal_grant(SECRET, terms, sealing_key, vera.id, vera.seat.keys.signing_seed)
    half, place = bytes(32), CoverPlace(case_id, bruno, epoch, uuid4())
    planted: dict[str, Any] = {
        "id": place.envelope_id,
        "case_id": case_id,
        "holder_id": id_of(office, "dina"),
        "cover_id": bruno,
        "epoch": epoch,
        "grantor_id": vera.id,
        "body": close_envelope(inner, half, place),
    }
    if by_key:
        with office.night(writes=True) as desk:
            desk.db.add(CoverEnvelope(**planted, half=half.hex(), made_at=desk.now))
    else:
        plant(office, "cover_envelopes", **planted)
        assert f"cover_envelopes {place.envelope_id}: does not open" in wrong(office)
    declare(office, "dina")
    with office.reading("bruno") as desk, pytest.raises((Damaged, NotFound)):
        access.open_case(desk, case_id)


@pytest.mark.parametrize("signer", ["nobody", "vera", "another holder"])
def test_a_cover_that_the_server_key_named_gets_nothing(
    office: Office, case_id: UUID, signer: str
) -> None:
    """Who holds the server key writes Vera into Dina's account; Dina's own signature is missing."""
    dina, vera = office.people["dina"], office.people["vera"]
    word = {
        "nobody": b"",
        "vera": name_word(dina.id, vera.id, 0, vera.seat.keys.signing_seed),
        "another holder": name_word(
            office.people["alma"].id, vera.id, 0, office.people["alma"].seat.keys.signing_seed
        ),
    }[signer]
    with office.night(writes=True) as desk:
        row = desk.db.get_one(Staff, dina.id)
        row.cover_id, row.cover_word = vera.id, word.hex()
    with office.writing("dina") as desk:
        assert envelopes.keep_mine(desk) == 0
    with office.writing("alma") as desk:  # a new key, and with it what it brings for covers
        readers.add(desk, case_id, NewReader(staff_id=office.people["ivo"].id))
    with office.writing("alma") as desk:
        readers.remove(desk, case_id, office.people["ivo"].id)
    assert waiting(office, case_id) == []
    declare(office, "dina")
    assert not opens(office, "vera", case_id)


def test_an_absence_that_a_database_writer_forged_opens_nothing(
    office: Office, case_id: UUID
) -> None:
    """Its card opens under no key; the check names it, and reminders do not go by it."""
    name_cover(office, "dina", "bruno")
    forged = uuid4()
    plant(office, "absences", id=forged, state="open")
    settle(office)
    assert not opens(office, "bruno", case_id)
    assert f"absences {forged}: does not open" in wrong(office)
    with office.night() as desk:
        assert read_roster(desk).covers == {}


def test_an_absence_taken_away_is_named_and_one_called_open_again_opens_nothing(
    office: Office, case_id: UUID
) -> None:
    """The state in clear is repeated in the card; the record knows each absence."""
    name_cover(office, "dina", "bruno")
    absence_id = declare(office, "dina")
    end(office, absence_id)
    at_the_shell(office, "absences", {"id": absence_id}, state="open")
    settle(office)
    assert not opens(office, "bruno", case_id)
    assert f"absences {absence_id}: changed in clear: state" in wrong(office)
    with office.house.engine.begin() as connection:
        connection.execute(TABLES["absences"].delete())
    assert f"absences {absence_id}: on record, and taken away" in wrong(office)


# What is bound is opened by us: that each engine gives back what was put there is asked once.
@pytest.mark.parametrize(
    ("engine_name", "moved"),
    [("sqlite", each) for each in ("case_id", "cover_id", "holder_id", "epoch", "id")]
    + [("postgresql", "case_id")],
    indirect=["engine_name"],
)
@pytest.mark.parametrize("by_key", [False, True])
def test_an_envelope_moved_to_another_case_cover_holder_or_key_opens_nothing(
    office: Office, moved: str, *, by_key: bool
) -> None:
    """In clear it is found out by its card; with a new card, by what is bound inside.

    Whose absence lets it be opened is the server's own word: the threat model says so.
    """
    first, other = (
        office.open_case("alma", named_only=True, named=[id_of(office, name)]).id
        for name in ("dina", "vera")
    )
    name_cover(office, "dina", "bruno")
    with held_back(office, first) as row:
        known = {
            name: getattr(row, name)
            for name in ("id", "holder_id", "cover_id", "epoch", "grantor_id", "body", "half")
        }
    to = {
        "case_id": other,
        "cover_id": id_of(office, "vera"),
        "holder_id": id_of(office, "alma"),
        "epoch": 2,
        "id": uuid4(),
    }[moved]
    if by_key:
        with office.house.engine.begin() as connection:
            connection.execute(TABLES["cover_envelopes"].delete())
        with office.night(writes=True) as desk:
            made = {"case_id": first, **known, moved: to}
            desk.db.add(CoverEnvelope(**made, made_at=desk.now))
    else:
        at_the_shell(office, "cover_envelopes", {"id": known["id"]}, **{moved: to})
    named = any("cover_envelopes" in each for each in wrong(office))
    assert named == (not (by_key and moved == "holder_id"))
    declare(office, "dina")
    assert not any(_reads(office, "bruno", each) for each in (first, other))
    assert not _reads(office, "vera", first)


@pytest.mark.parametrize("how", ["absence", "emergency", "handed to it"])
def test_an_envelope_put_back_opens_nothing_for_a_former_cover(
    office: Office, case_id: UUID, how: str
) -> None:
    """Dina named Carmen since; from an old copy comes the row that waited for Bruno."""
    name_cover(office, "dina", "bruno")
    old = copied(office, "cover_envelopes", case_id=case_id)
    name_cover(office, "dina", "carmen")
    for row in old:
        plant(office, "cover_envelopes", **row)
    if how == "absence":
        declare(office, "dina")
        assert opens(office, "carmen", case_id)
    elif how == "emergency":
        with pytest.raises(NotFound):
            emergency_of(office, "bruno", case_id)
    else:
        with office.night(writes=True) as desk:
            waits = desk.db.get_one(CoverEnvelope, old[0]["id"])
            assert envelopes.release(desk, [waits], desk.now + timedelta(days=1), "cover") == {}
    settle(office)
    assert not opens(office, "bruno", case_id)


def _reads(office: Office, name: str, case_id: UUID) -> bool:
    with suppress(Damaged):
        return opens(office, name, case_id)
    return False


# --- screens and sealed cases ------------------------------------------------------------------


def keep_from(office: Office, case_id: UUID, name: str) -> None:
    """Put up an ethical screen, by Alma's hand."""
    new = NewScreen(staff_id=office.people[name].id, reason="His cousin is a witness.")
    with office.writing("alma") as desk:
        screening.put_up(desk, case_id, new)


def emergency_of(office: Office, name: str, case_id: UUID) -> None:
    """Take emergency access with true passphrase and code."""
    person = office.people[name]
    with office.reading(name) as desk:
        who = desk.who
    wanted = NewEmergency(
        case_id=case_id,
        reason="The hearing is in an hour.",
        password=PASSPHRASE,
        code=code_at(person.totp_secret, office.clock()),
    )
    emergency.open_case(office.house, Throttle(), who, wanted, "here")


@pytest.mark.parametrize("put_back", [False, True])
def test_no_envelope_opens_across_an_ethical_screen(
    office: Office, case_id: UUID, *, put_back: bool
) -> None:
    """Neither by an absence nor in an emergency; not one put back from an old copy either."""
    name_cover(office, "dina", "bruno")
    old = copied(office, "cover_envelopes", case_id=case_id)
    keep_from(office, case_id, "bruno")
    assert waiting(office, case_id) == []
    if put_back:
        for row in old:
            plant(office, "cover_envelopes", **row)
    with pytest.raises(NotFound):
        emergency_of(office, "bruno", case_id)
    declare(office, "dina")
    settle(office)
    assert not opens(office, "bruno", case_id)
    with office.night() as desk:
        assert desk.db.scalars(select(Grant).where(Grant.role == "cover")).all() == []
        assert not absences.is_due(desk)
    with office.writing("dina") as desk:
        assert envelopes.keep_mine(desk) == 0


def test_a_sealed_case_waits_for_nobody_and_is_counted_by_no_supervisor(
    office: Office, case_id: UUID
) -> None:
    """Sealing it takes its envelopes away; with a date in it Carmen's count passes it by."""
    name_cover(office, "dina", "bruno")
    with office.writing("alma") as desk:
        due = {"case_id": case_id, "title": "Brief", "due": "2027-04-26"}
        adding.add(desk, NewDeadline.model_validate(due))
        sealing.seal(desk, case_id, Sealing(why="sealed"))
    assert waiting(office, case_id) == []
    with office.writing("dina") as desk:
        assert envelopes.keep_mine(desk) == 0
    declare(office, "dina")
    assert not opens(office, "bruno", case_id)
    with office.house.engine.begin() as connection:
        rows = TABLES["grants"]
        connection.execute(rows.delete().where(rows.c.principal_id == office.people["dina"].id))
    with office.reading("carmen") as desk:
        assert not covers.thin(desk)
    with office.reading("alma") as desk:
        assert covers.alone(desk) == 1


def ended_by_alma(office: Office) -> UUID:
    """Return a case of Alma's, whose cover took emergency access to it that Alma ended."""
    opened = office.open_case("alma", named_only=True).id
    for holder in ("alma", "carmen"):
        name_cover(office, holder, "bruno")
    emergency_of(office, "bruno", opened)
    with office.writing("alma") as desk:
        readers.remove(desk, opened, id_of(office, "bruno"))
    office.clock.forward(minutes=1)
    return opened


def test_whose_emergency_access_was_ended_does_not_take_it_again_that_day(office: Office) -> None:
    """Neither by Alma's envelope nor by Carmen's, who holds the case too; the day after, he may."""
    opened, other = ended_by_alma(office), office.open_case("alma", named_only=True).id
    emergency_of(office, "bruno", other)  # of another case nobody ended anything
    for hours in (0, 12, 11):
        office.clock.forward(hours=hours, minutes=1)
        with pytest.raises(Refused) as refused:
            emergency_of(office, "bruno", opened)
        assert refused.value.fields == {"case_id": emergency.ENDED}
        assert not opens(office, "bruno", opened)
    office.clock.forward(hours=1)
    emergency_of(office, "bruno", opened)
    assert opens(office, "bruno", opened)


def test_a_supervisor_gives_the_case_to_whose_emergency_access_was_ended(office: Office) -> None:
    """Carmen shares it with him, or declares Alma absent; Bruno alone does neither."""
    opened = ended_by_alma(office)
    with pytest.raises(Forbidden):
        declare(office, "alma", by="bruno")
    absence = declare(office, "alma", by="carmen")
    assert opens(office, "bruno", opened)
    end(office, absence)
    assert not opens(office, "bruno", opened)
    with office.writing("carmen") as desk:
        readers.add(desk, opened, NewReader(staff_id=id_of(office, "bruno")))
    assert opens(office, "bruno", opened)


def test_a_supervisor_whose_own_emergency_access_was_ended_declares_nobody_away_for_it(
    office: Office,
) -> None:
    """Carmen covers for Alma; what she declares herself opens everything but this case to her."""
    opened, other = (
        office.open_case("alma", named_only=True, backup_id=id_of(office, "dina")).id
        for _ in range(2)
    )
    name_cover(office, "alma", "carmen")
    emergency_of(office, "carmen", opened)
    with office.writing("alma") as desk:
        readers.remove(desk, opened, id_of(office, "carmen"))
    absence = declare(office, "alma", by="carmen")
    office.clock.forward(hours=25)
    settle(office)
    assert (opens(office, "carmen", opened), opens(office, "carmen", other)) == (False, True)
    with office.night() as desk:
        assert not absences.is_due(desk)
    end(office, absence)
    declare(office, "alma", by="alma")
    assert opens(office, "carmen", opened)
