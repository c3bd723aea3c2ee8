"""The check of the signed words: sound after every deed, and naming what somebody put there.

Most of these need the server key: the cards are sealed as Amparo seals them, so that only the
signatures are left to tell.
"""

from base64 import b64decode, b64encode
from uuid import UUID

import pytest
from sqlalchemy import select

from app.casework import access, directory, groups, sharing, staff, verify
from app.casework.chains import ROSTER
from app.casework.founding import CUSTODY
from app.crypto import charters, rosters
from app.crypto.bundle import new_member_keys
from app.crypto.grants import CASE
from app.crypto.signatures import public_of
from app.errors import Damaged
from app.models import CaseKeyRow, Principal, Setting, Staff
from tests.support.office import Office
from tests.support.shell import TABLES, at_the_shell


@pytest.fixture
def case_id(office: Office) -> UUID:
    """A case that the office team holds."""
    return office.open_case().id


def wrong(office: Office) -> list[str]:
    """Return what the check finds without anybody's keys."""
    return verify.verify(office.house).wrong


def changed(office: Office, name: str, **values: str) -> None:
    """Write into a choice of the office as whoever has the server key."""
    with office.night(writes=True) as desk:
        row = desk.db.get_one(Setting, name)
        row.value = {**row.value, **values}


# --- sound ------------------------------------------------------------------------------------


def test_it_is_sound_after_new_keys_and_a_leaver(office: Office, case_id: UUID) -> None:
    """A second epoch, a group's new key, a new roster: all of it as Amparo does it."""
    bruno = office.people["bruno"].id
    with office.night() as desk:
        team_id = staff.office(desk).team_id
    with office.writing("carmen") as desk:
        groups.leave(desk, team_id, bruno)
        directory.strike(desk, bruno)
    with office.night(writes=True) as desk:
        desk.db.get_one(Staff, bruno).state = "closed"
    with office.writing() as desk:
        sharing.new_epoch(desk, case_id)
    assert wrong(office) == []
    assert verify.verify_as(office.house, office.people["alma"].seat).wrong == []


# --- charters ---------------------------------------------------------------------------------


def test_a_missing_epoch_is_named(office: Office, case_id: UUID) -> None:
    """The first key's row taken away; the second is there and holds."""
    with office.writing() as desk:
        sharing.new_epoch(desk, case_id)
    keys = TABLES["case_keys"]
    with office.house.engine.begin() as connection:
        first = (keys.c.case_id == case_id) & (keys.c.epoch == 1)
        connection.execute(keys.delete().where(first))
    assert f"case_keys {case_id}: an epoch is missing, or was never made" in wrong(office)


@pytest.mark.parametrize("whose", ["none", "changed", "of another case", "by a stranger"])
def test_a_charter_that_does_not_hold_is_named(office: Office, case_id: UUID, whose: str) -> None:
    """Whatever stands there that nobody of the office signed for this key."""
    other = office.open_case().id
    alma = office.people["alma"]
    with office.reading() as desk:
        secret = access.secrets_of(desk, case_id)[1]
        true = desk.db.get_one(CaseKeyRow, (case_id, 1)).charter or b""
        theirs = desk.db.get_one(CaseKeyRow, (other, 1)).charter
    stranger = new_member_keys().signing_seed
    put = {
        "none": None,
        "changed": true[:-1] + bytes([true[-1] ^ 1]),
        "of another case": theirs,
        "by a stranger": charters.draw_up((CASE, case_id), (1, secret, None), alma.id, stranger),
    }[whose]
    at_the_shell(office, "case_keys", {"case_id": case_id}, charter=put)
    assert wrong(office) == [f"case_keys {case_id} of epoch 1: its charter does not hold"]


@pytest.mark.parametrize("whose", ["team", "recovery"])
def test_another_key_of_a_group_or_of_the_custodians_is_named(office: Office, whose: str) -> None:
    """Sealed as Amparo seals, and still not what was signed."""
    with office.night(writes=True) as desk:
        known = staff.office(desk)
        principal_id = known.team_id if whose == "team" else known.recovery_id
        desk.db.get_one(Principal, principal_id).sealing_key = new_member_keys().public.xwing
    told = f"principals {principal_id}: its keys are vouched for by nobody of the office"
    assert wrong(office) == [told]


# --- the roster and who works here ------------------------------------------------------------


def test_an_older_roster_is_named(office: Office) -> None:
    """Signed and in order, but the audit knows that a newer one was called."""
    with office.night() as desk:
        before = desk.db.get_one(Setting, ROSTER).value
    with office.writing("carmen") as desk:
        directory.strike(desk, office.people["vera"].id)
    changed(office, ROSTER, **before)
    assert wrong(office) == ["roster: not the newest that was called"]


@pytest.mark.parametrize("caller", ["bruno", "carmen"])
def test_a_roster_by_somebody_who_may_not_is_named(office: Office, caller: str) -> None:
    """Bruno is no supervisor; another key in Carmen's name is not hers."""
    with office.night() as desk:
        last = b64decode(desk.db.get_one(Setting, ROSTER).value["roster"])
    seed = office.people["bruno"].seat.keys.signing_seed
    roster = rosters.read(last)
    after = roster._replace(
        number=2, before=rosters.print_of(last), issuer=office.people[caller].id
    )
    called = b64encode(rosters.call(after, seed)).decode()
    changed(office, ROSTER, roster=called, before=b64encode(last).decode())
    assert wrong(office) == ["roster: does not hold"]


def test_a_role_that_nobody_certified_is_named(office: Office) -> None:
    """Olga's account made an attorney's with the server key; her certificate says otherwise."""
    olga = office.people["olga"].id
    with office.night(writes=True) as desk:
        desk.db.get_one(Staff, olga).role = "attorney"
    assert wrong(office) == [f"staff {olga}: certified for another role"]


def test_who_works_here_without_being_certified_is_named(office: Office) -> None:
    """Bruno's certificate taken away: he is in the roster and has none."""
    bruno = office.people["bruno"].id
    with office.night(writes=True) as desk:
        desk.db.get_one(Principal, bruno).word = None
    told = f"staff {bruno}: its certificate is not the one that the roster names"
    assert wrong(office) == [told]


# --- the root ---------------------------------------------------------------------------------


def test_another_root_is_named_by_what_it_did_not_sign(office: Office, case_id: UUID) -> None:
    """And each person's own bundle knows the true one."""
    seed = new_member_keys().signing_seed
    changed(office, CUSTODY, root=b64encode(public_of(seed)).decode())
    found = wrong(office)
    assert "custody: what the custodians keep was changed" in found
    assert "roster: does not hold" in found
    assert f"case_keys {case_id} of epoch 1: its charter does not hold" in found
    hers = verify.verify_as(office.house, office.people["alma"].seat).wrong
    assert "custody: another root or recovery key than in this person's own keys" in hers


def test_another_recovery_key_is_told_apart_by_a_persons_own_keys(office: Office) -> None:
    """In both places where the database has it, with the server key: only her bundle can tell."""
    thief = new_member_keys().public.xwing
    changed(office, CUSTODY, recovery=b64encode(thief).decode())
    with office.night(writes=True) as desk:
        desk.db.get_one(Principal, staff.office(desk).recovery_id).sealing_key = thief
    hers = verify.verify_as(office.house, office.people["alma"].seat).wrong
    assert hers == ["custody: another root or recovery key than in this person's own keys"]
    with pytest.raises(Damaged):
        office.open_case()


def test_a_root_taken_away_is_named(office: Office) -> None:
    """Without it nothing can be followed anywhere, and the check says so."""
    settings = TABLES["settings"]
    with office.house.engine.begin() as connection:
        connection.execute(settings.delete().where(settings.c.name == CUSTODY))
    assert "custody: the office root is not there or does not open" in wrong(office)


def test_nothing_a_client_said_is_in_what_it_tells(office: Office) -> None:
    """Tables, rows and nothing else, also when everything is wrong."""
    office.open_case(title="By the lighthouse")
    with office.night(writes=True) as desk:
        for row in desk.db.scalars(select(Principal)):
            row.word = None
    told = "\n".join(wrong(office))
    assert told
    assert not any(word in told for word in ("lighthouse", "Alma", "example.org", "Quiñones"))
