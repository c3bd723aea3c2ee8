"""Keys, grants and accounts that somebody plants or changes at the database's own shell.

`by_key` are attacks of whoever holds the server key too and can make cards: what is refused then
is refused by the keys of the cases themselves.
"""

import logging
from datetime import timedelta
from uuid import UUID, uuid4

import pytest
from sqlalchemy import select

from app.casework import access, cases, notes, staff, verify
from app.casework.calendar import Calendar
from app.casework.cases import NewCase
from app.casework.notes import NewNote
from app.casework.seats import Seat
from app.casework.signin import Credentials, sign_in
from app.casework.throttle import Throttle
from app.crypto.bundle import new_member_keys
from app.crypto.casekeys import CaseKey
from app.crypto.cells import epoch_of, open_
from app.crypto.grants import CASE, commitment_of
from app.crypto.keyring import Lock
from app.crypto.totp import code_at
from app.errors import AmparoError, Damaged, NotFound, SignedOut, WrongPassphrase
from app.models import Grant, Member, Note, Staff
from tests.support.office import PASSPHRASE, Office
from tests.support.shell import SECRET, TABLES, at_the_shell, plant, planted, stored


@pytest.fixture
def case_id(office: Office) -> UUID:
    """A case with a note, held by the office team."""
    return office.open_case(note="She waits by the lighthouse").id


def read(office: Office, case_id: UUID, who: str = "alma") -> cases.CaseView:
    """Open the case as somebody does."""
    with office.reading(who) as desk:
        return cases.one(desk, case_id)


def wrong(office: Office, who: str = "alma") -> list[str]:
    """Return what the check finds with a person's keys."""
    return verify.verify_as(office.house, office.people[who].seat).wrong


def signs_in(office: Office, who: str) -> Seat:
    """Sign somebody in with her true passphrase and code."""
    person = office.people[who]
    code = code_at(person.totp_secret, office.clock())
    typed = Credentials(email=person.email, password=PASSPHRASE, code=code)
    return sign_in(office.house, Throttle(), typed, "here")


def with_a_second_epoch(office: Office, case_id: UUID) -> None:
    """Tell the database that the case's key was changed to one that the planter knows."""
    commitment = commitment_of(CASE, SECRET)
    plant(office, "case_keys", case_id=case_id, epoch=2, commitment=commitment)


# --- a key of an epoch that never was ---------------------------------------------------------


@pytest.mark.parametrize("signer", ["planted account", "colleague"])
@pytest.mark.parametrize("by_key", [False, True])
def test_nothing_is_ever_sealed_under_a_planted_epoch(
    office: Office, case_id: UUID, signer: str, *, by_key: bool
) -> None:
    """A newer key of an existing case is refused, and what is written next stays closed to it."""
    if signer == "colleague":
        grantor, seed = office.people["olga"].id, office.people["olga"].seat.keys.signing_seed
    else:
        keys, grantor = new_member_keys(), uuid4()
        seed = keys.signing_seed
        public = {"sealing_key": keys.public.xwing, "signing_key": keys.public.signing}
        given = {"kind": "person", "commitment": None, "epoch": 1, **public}
        plant(office, "principals", id=grantor, **given)
    with_a_second_epoch(office, case_id)
    planted(office, case_id, "alma", grantor, seed, epoch=2, by_key=by_key)
    with office.writing() as desk:
        typed = NewNote.model_validate({"case_id": case_id, "text": "Written afterwards"})
        note = notes.add(desk, typed)
        assert desk.keys.writing_epoch(Lock.CASE, case_id) == 1
    card = bytes(stored(office, "notes", note.id).card)
    assert epoch_of(card) == 1
    with office.reading("bruno") as desk:
        access.open_case(desk, case_id)
        row = desk.db.get_one(Note, note.id)
        with pytest.raises(Damaged):
            open_(CaseKey.derive(SECRET).cell, row.cell_place(1), card)
        assert row.text == "Written afterwards"
    found = wrong(office)
    assert f"case_keys {case_id} of epoch 2: its charter does not hold" in found
    assert (f"principals {grantor}: does not open" in found) == (signer != "colleague")
    planted_row = f"grants {case_id} to {office.people['alma'].id}: does not open"
    assert (planted_row in found) != by_key


@pytest.mark.parametrize("by_key", [False, True])
def test_a_case_that_is_held_by_a_planted_epoch_alone_is_damaged(
    office: Office, case_id: UUID, *, by_key: bool
) -> None:
    """Without a true grant the planted one opens nothing."""
    bruno = office.people["bruno"]
    with_a_second_epoch(office, case_id)
    seed = bruno.seat.keys.signing_seed
    planted(office, case_id, "ivo", bruno.id, seed, epoch=2, by_key=by_key)
    with office.reading("ivo") as desk, pytest.raises(Damaged):
        access.open_case(desk, case_id)


def test_several_keys_or_none_are_named(office: Office, case_id: UUID) -> None:
    """The check without anybody's keys counts the keys of each case."""
    other = office.open_case().id
    for epoch in (2, 0):
        commitment = commitment_of(CASE, SECRET)
        plant(office, "case_keys", case_id=case_id, epoch=epoch, commitment=commitment)
    keys = TABLES["case_keys"]
    with office.house.engine.begin() as connection:
        connection.execute(keys.delete().where(keys.c.case_id == other))
    found = [each for each in verify.verify(office.house).wrong if each.startswith("case_keys")]
    assert sorted(found) == sorted(
        [
            f"case_keys {case_id}: an epoch is missing, or was never made",
            f"case_keys {case_id} of epoch 0: its charter does not hold",
            f"case_keys {case_id} of epoch 2: its charter does not hold",
            f"case_keys {other}: no key",
        ]
    )


# --- grants -----------------------------------------------------------------------------------


@pytest.mark.parametrize("by_key", [False, True])
def test_a_grant_by_nobody_of_the_office_is_refused(
    office: Office, case_id: UUID, *, by_key: bool
) -> None:
    """A stranger's signature grants nothing."""
    stranger = new_member_keys()
    planted(office, case_id, "olga", uuid4(), stranger.signing_seed, epoch=1, by_key=by_key)
    with office.reading("olga") as desk, pytest.raises(Damaged):
        access.open_case(desk, case_id)


@pytest.mark.parametrize("by_key", [False, True])
def test_a_grant_under_a_colleagues_name_by_another_key_is_refused(
    office: Office, case_id: UUID, *, by_key: bool
) -> None:
    """Naming Alma as the grantor does not sign as Alma."""
    seed, alma = new_member_keys().signing_seed, office.people["alma"].id
    planted(office, case_id, "olga", alma, seed, epoch=1, by_key=by_key)
    with office.reading("olga") as desk, pytest.raises(Damaged):
        access.open_case(desk, case_id)


@pytest.mark.parametrize("by_key", [False, True])
def test_a_true_signature_over_another_key_is_refused(
    office: Office, case_id: UUID, *, by_key: bool
) -> None:
    """Even a colleague cannot have a second key taken for the case's: its commitment differs."""
    bruno = office.people["bruno"]
    seed = bruno.seat.keys.signing_seed
    planted(office, case_id, "olga", bruno.id, seed, epoch=1, by_key=by_key)
    with office.reading("olga") as desk, pytest.raises(Damaged):
        access.open_case(desk, case_id)


@pytest.mark.parametrize("by_key", [False, True])
def test_a_second_grant_does_not_replace_the_key_that_a_person_holds(
    office: Office, case_id: UUID, *, by_key: bool
) -> None:
    """Alma holds the case through the team; a planted grant to herself changes nothing."""
    olga = office.people["olga"]
    seed = olga.seat.keys.signing_seed
    planted(office, case_id, "alma", olga.id, seed, epoch=1, by_key=by_key)
    assert read(office, case_id).notes[0].text == "She waits by the lighthouse"
    signs_in(office, "alma")
    assert read(office, case_id).notes[0].text == "She waits by the lighthouse"


def test_a_changed_commitment_opens_nothing(office: Office, case_id: UUID) -> None:
    """Whoever changes the commitment closes the case, and does not get in."""
    at_the_shell(office, "case_keys", {"case_id": case_id}, commitment=bytes(32))
    with pytest.raises(Damaged):
        read(office, case_id)
    assert wrong(office) != []


def test_a_grant_copied_to_another_case_opens_nothing(office: Office, case_id: UUID) -> None:
    """The case is part of what the grantor signed."""
    other = office.open_case().id
    team = _team(office)
    with office.night() as desk:
        body = desk.db.get_one(Grant, (case_id, team, 1)).body
    at_the_shell(office, "grants", {"case_id": other, "principal_id": team}, body=body)
    with office.reading() as desk, pytest.raises(Damaged):
        access.open_case(desk, other)


@pytest.mark.parametrize("form", [0, 1, 2, 3])
def test_a_grant_of_another_form_is_refused_cleanly(
    office: Office, case_id: UUID, form: int
) -> None:
    """The form says how a grant is opened; a false one never leads to a stray exception."""
    ours = {"case_id": case_id, "principal_id": _team(office)}
    at_the_shell(office, "grants", ours, form=form)
    if form == access.REWRAPPED:
        assert read(office, case_id).id == case_id
        return
    with pytest.raises(AmparoError):
        read(office, case_id)


def test_a_guest_grant_is_not_made_by_the_clear_columns(office: Office, case_id: UUID) -> None:
    """Renaming the principal of a grant gives nobody the key that it was sealed to."""
    ours = {"case_id": case_id, "principal_id": _team(office)}
    at_the_shell(office, "grants", ours, principal_id=office.people["olga"].id)
    with office.reading("olga") as desk, pytest.raises(Damaged):
        access.open_case(desk, case_id)


@pytest.mark.parametrize("column", ["until", "role", "grantor_id", "epoch", "form", "body"])
def test_each_readable_column_of_a_grant_is_bound(
    office: Office, case_id: UUID, column: str
) -> None:
    """Whatever of a grant is changed at the shell, it opens nothing, and the check names it."""
    team = _team(office)
    later = office.clock() + timedelta(days=9)
    other: dict[str, object] = {
        "until": later,
        "role": "lead",
        "grantor_id": office.people["bruno"].id,
        "epoch": 2,
        "form": access.SEALED + access.REWRAPPED,
        "body": bytes(62),
    }
    ours = {"case_id": case_id, "principal_id": team}
    at_the_shell(office, "grants", ours, **{column: other[column]})
    with pytest.raises(AmparoError):
        read(office, case_id)
    told = f"grants {case_id} to {team}: changed in clear: {column}"
    assert told in verify.verify(office.house).wrong


def test_a_guest_does_not_prolong_her_own_grant(office: Office) -> None:
    """The day on which a grant lapses stands under its seal."""
    case_id = office.open_case(named_only=True, named=[office.people["vera"].id]).id
    vera = office.people["vera"].id
    with office.night(writes=True) as desk:
        grant = desk.db.scalars(select(Grant).where(Grant.principal_id == vera)).one()
        grant.until = office.clock() + timedelta(days=1)
    assert read(office, case_id, "vera").id == case_id
    office.clock.forward(days=2)
    with pytest.raises(NotFound):
        read(office, case_id, "vera")
    at_the_shell(office, "grants", {"principal_id": vera}, until=None)
    with pytest.raises(Damaged):
        read(office, case_id, "vera")


def test_a_membership_is_not_prolonged_either(office: Office, case_id: UUID) -> None:
    """Nor does a lapsed member of the team stay in it."""
    bruno = office.people["bruno"].id
    with office.night(writes=True) as desk:
        member = desk.db.scalars(select(Member).where(Member.person_id == bruno)).one()
        member.until = office.clock() + timedelta(days=1)
    assert read(office, case_id, "bruno").id == case_id
    office.clock.forward(days=2)
    at_the_shell(office, "members", {"person_id": bruno}, until=None)
    with pytest.raises(NotFound):
        read(office, case_id, "bruno")
    assert any(each.startswith("members") for each in wrong(office, "bruno"))


# --- one damaged row closes nothing else ------------------------------------------------------


@pytest.mark.parametrize("by_key", [False, True])
def test_a_damaged_grant_hides_no_other_case_and_lets_one_sign_in(
    office: Office, case_id: UUID, caplog: pytest.LogCaptureFixture, *, by_key: bool
) -> None:
    """It is skipped, logged by its ids, and told to whoever opens just that case."""
    mine = office.open_case(named_only=True, named=[office.people["ivo"].id]).id
    seed, signer = new_member_keys().signing_seed, office.people["alma"].id
    planted(office, case_id, "ivo", signer, seed, epoch=1, by_key=by_key)
    with caplog.at_level(logging.ERROR):
        assert signs_in(office, "ivo").staff_id == office.people["ivo"].id
    assert f"grants {case_id} to {office.people['ivo'].id}" in caplog.text
    with office.reading("ivo") as desk:
        page = cases.page(desk, Calendar(), mine=False, start=0, size=10)
        assert [row.id for row in page.rows] == [mine]
        with pytest.raises(Damaged):
            cases.one(desk, case_id)
    found = wrong(office, "ivo")
    assert f"grants {case_id}: what this person was granted does not open" in found


def test_a_damaged_membership_closes_the_group_alone(office: Office, case_id: UUID) -> None:
    """Bruno signs in, and reads what was given to him by name."""
    bruno = office.people["bruno"].id
    mine = office.open_case(named_only=True, named=[bruno]).id
    at_the_shell(office, "members", {"person_id": bruno}, body=bytes(62))
    assert signs_in(office, "bruno").staff_id == bruno
    assert read(office, mine, "bruno").id == mine
    with pytest.raises(NotFound):
        read(office, case_id, "bruno")
    assert any(f"of {bruno}: changed in clear: body" in each for each in wrong(office, "bruno"))


# --- accounts and public keys -----------------------------------------------------------------


@pytest.mark.parametrize(
    ("column", "value"),
    [("role", "attorney"), ("state", "closed"), ("address_token", bytes(16)), ("bundle", b"x")],
)
def test_each_readable_column_of_an_account_is_bound(
    office: Office, column: str, value: object
) -> None:
    """A role written at the shell opens no door: nobody works with that account any more."""
    olga = office.people["olga"].id
    at_the_shell(office, "staff", {"id": olga}, **{column: value})
    with pytest.raises(Damaged, match="changed outside Amparo"), office.reading("olga"):
        pass
    told = f"staff {olga}: changed in clear: {column}"
    assert told in verify.verify(office.house).wrong


def test_a_role_written_at_the_shell_makes_nobody_a_back_up(office: Office) -> None:
    """Abel, the auditor, would be the first supervisor by name; he is chosen for nothing."""
    abel, carmen = office.people["abel"].id, office.people["carmen"].id
    at_the_shell(office, "staff", {"id": abel}, role="supervising_attorney")
    opened = office.open_case(named_only=True)
    with office.night() as desk:
        held = set(desk.db.scalars(select(Grant.principal_id)))
        recovery = staff.office(desk).recovery_id
    assert held == {office.people["alma"].id, carmen, recovery}
    assert read(office, opened.id).backup_id == carmen


def test_an_altered_account_cannot_be_named_and_breaks_no_page(office: Office) -> None:
    """Pages go on without its name; choosing it is refused."""
    bruno = office.people["bruno"].id
    opened = office.open_case(lead_id=bruno)
    at_the_shell(office, "staff", {"id": bruno}, role="supervising_attorney")
    assert read(office, opened.id).lead_name == ""
    with office.writing() as desk, pytest.raises(AmparoError):
        cases.open_new(desk, NewCase.model_validate({"title": "x", "lead_id": bruno}))


def test_an_altered_account_is_not_made_sound_by_saving_it(office: Office) -> None:
    """Whatever is changed of it next, its card is not sealed over the false role."""
    olga = office.people["olga"].id
    at_the_shell(office, "staff", {"id": olga}, role="attorney")
    for name, value in (("phone", "555-0100"), ("state", "closed"), ("role", "intake")):
        with office.night(writes=True) as desk, pytest.raises(Damaged):
            setattr(desk.db.get_one(Staff, olga), name, value)
    assert any(each.startswith(f"staff {olga}") for each in verify.verify(office.house).wrong)


def test_a_closed_account_reopened_at_the_shell_stays_closed(office: Office) -> None:
    """Its keys still fit its passphrase, so only the seal over its state keeps it out."""
    bruno = office.people["bruno"].id
    with office.night(writes=True) as desk:
        desk.db.get_one(Staff, bruno).state = "closed"
    with pytest.raises(WrongPassphrase):
        signs_in(office, "bruno")
    with pytest.raises(SignedOut), office.reading("bruno"):
        pass
    at_the_shell(office, "staff", {"id": bruno}, state=staff.ACTIVE)
    with pytest.raises(Damaged):
        signs_in(office, "bruno")
    with pytest.raises(Damaged), office.reading("bruno"):
        pass


def test_yesterdays_passphrase_does_not_come_back(office: Office) -> None:
    """An older bundle of the same person fits her id, but not the seal of her account."""
    bruno = office.people["bruno"].id
    before = stored(office, "staff", bruno).bundle
    with office.night(writes=True) as desk:
        account = desk.db.get_one(Staff, bruno)
        account.bundle = bytes(len(before))
    at_the_shell(office, "staff", {"id": bruno}, bundle=before)
    with pytest.raises(Damaged):
        signs_in(office, "bruno")


@pytest.mark.parametrize("column", ["sealing_key", "signing_key", "kind", "epoch"])
def test_each_readable_column_of_a_principal_is_bound(office: Office, column: str) -> None:
    """Nothing is granted to a public key that somebody put in a colleague's place."""
    thief, bruno = new_member_keys(), office.people["bruno"].id
    other = {
        "sealing_key": thief.public.xwing,
        "signing_key": thief.public.signing,
        "kind": "group",
        "epoch": 2,
    }
    at_the_shell(office, "principals", {"id": bruno}, **{column: other[column]})
    with pytest.raises(Damaged):
        office.open_case(named_only=True, named=[bruno])
    with office.night() as desk:
        assert desk.db.scalars(select(Grant.case_id)).all() == []
    told = f"principals {bruno}: changed in clear: {column}"
    assert told in verify.verify(office.house).wrong


def test_a_swapped_signing_key_opens_no_planted_grant(office: Office, case_id: UUID) -> None:
    """Alma's signature is checked against the key that was sealed as hers."""
    thief, alma = new_member_keys(), office.people["alma"].id
    planted(office, case_id, "olga", alma, thief.signing_seed, epoch=1, by_key=True)
    at_the_shell(office, "principals", {"id": alma}, signing_key=thief.public.signing)
    with office.reading("olga") as desk, pytest.raises(Damaged):
        access.open_case(desk, case_id)


def _team(office: Office) -> UUID:
    """Return the office team; the custodians hold each case beside it."""
    with office.night() as desk:
        return staff.office(desk).team_id
