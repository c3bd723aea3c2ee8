"""Whose keys are whose: what somebody with the database's shell and a colleague's account gets."""

from base64 import b64decode
from itertools import combinations
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import select

from app.casework import access, chains, directory, founding, groups, notes, sharing, staff
from app.casework.founding import CUSTODY
from app.casework.notes import NewNote
from app.casework.sharing import Gift
from app.crypto import certificates, charters, custodians, papers, xwing
from app.crypto.bundle import new_member_keys
from app.crypto.casekeys import CaseKey
from app.crypto.cells import epoch_of, open_
from app.crypto.grants import CASE, GrantTerms, commitment_of, seal_grant
from app.crypto.office import OfficeSecrets, print_of_recovery
from app.db.columns import Base
from app.db.desk import night
from app.errors import AmparoError, Damaged, Forbidden, NotFound
from app.models import Grant, Note, Principal, Setting
from tests.support.office import PLAN, ROLES, SERVER_SECRET, Office, _newcomer
from tests.support.shell import at_the_shell, plant, stored

TABLES = Base.metadata.tables


def principal(office: Office, name: str) -> Any:
    """Return a colleague's principal as it stands in the database."""
    return stored(office, "principals", office.people[name].id)


def may_open(office: Office, name: str, case_id: UUID) -> bool:
    """Tell whether a colleague opens a case."""
    with office.reading(name) as desk:
        return case_id in access.reach(desk, [case_id])


def share(office: Office, case_id: UUID, to: str, by: str = "alma") -> None:
    """Give a case to a colleague by name."""
    with office.writing(by) as desk:
        row = desk.db.get_one(Principal, office.people[to].id)
        sharing.give(desk, case_id, Gift(row, "named"))


@pytest.fixture
def case_id(office: Office) -> UUID:
    """A case that only Alma and her back-up Carmen hold."""
    return office.open_case(named_only=True, note="She waits by the lighthouse").id


# --- who is certified -------------------------------------------------------------------------


def test_everybody_is_certified_from_the_first_day(office: Office) -> None:
    """Supervisors by the root, everyone else by a supervisor."""
    with office.reading() as desk:
        held = directory.certified(desk, [each.id for each in office.people.values()])
    assert held.keys() == {each.id for each in office.people.values()}
    ranks = {name: held[each.id].rank for name, each in office.people.items()}
    assert {name for name, rank in ranks.items() if rank == certificates.SUPERVISOR} == {"carmen"}


@pytest.mark.parametrize("name", ["bruno", "carmen"])
def test_a_swapped_public_key_is_granted_nothing(office: Office, case_id: UUID, name: str) -> None:
    """The thief's key in a colleague's or supervisor's row is never sealed to."""
    thief = new_member_keys()
    row = {"id": office.people[name].id}
    at_the_shell(office, "principals", row, sealing_key=thief.public.xwing)
    share_fails_or_seals_to_her(office, case_id, name, thief.xwing_seed)


def share_fails_or_seals_to_her(office: Office, case_id: UUID, name: str, seed: bytes) -> None:
    """Share, and see that the thief's seed opens nothing of what was granted."""
    with office.writing() as desk:
        sharing.take_back(desk, case_id, [office.people[name].id])
    try:
        share(office, case_id, name)
    except AmparoError:
        return
    with office.night() as desk:
        rows = desk.db.scalars(
            select(Grant).where(
                Grant.case_id == case_id, Grant.principal_id == office.people[name].id
            )
        )
        for row in rows:
            with pytest.raises(Damaged):
                xwing.open_(row.body[2 : 2 + xwing.ENCAPSULATED_BYTES + 48], seed, b"")


def test_a_certificate_signed_by_a_member_is_refused(office: Office, case_id: UUID) -> None:
    """Bruno certifies a key of his own under Dina's name; it counts for nothing."""
    bruno, dina, thief = office.people["bruno"], office.people["dina"], new_member_keys()
    says = certificates.Certificate(
        certificates.MEMBER, 2, dina.id, thief.public.xwing, thief.public.signing, 99, 0, bruno.id
    )
    forged = certificates.issue(says, bruno.seat.keys.signing_seed)
    at_the_shell(office, "principals", {"id": dina.id}, word=forged)
    with pytest.raises(Damaged):
        share(office, case_id, "dina")


def test_a_second_certificate_of_a_true_supervisor_is_refused(
    office: Office, case_id: UUID
) -> None:
    """Who once could certify makes another word for Dina; the roster names the first."""
    carmen, dina, thief = office.people["carmen"], office.people["dina"], new_member_keys()
    true = certificates.read(principal(office, "dina").word)
    says = true._replace(xwing=thief.public.xwing, signing=thief.public.signing)
    forged = certificates.issue(says, carmen.seat.keys.signing_seed)
    at_the_shell(office, "principals", {"id": dina.id}, word=forged)
    with pytest.raises(Damaged):
        share(office, case_id, "dina")


def test_who_was_struck_off_signs_nothing_more(office: Office, case_id: UUID) -> None:
    """Her certificate is still in its row, and is refused."""
    share(office, case_id, "bruno")
    with office.writing("carmen") as desk:
        directory.strike(desk, office.people["bruno"].id)
    with office.reading() as desk, pytest.raises(Damaged):
        directory.certificate(desk, office.people["bruno"].id)
    share(office, case_id, "dina", by="bruno")
    with office.reading("dina") as desk, pytest.raises(Damaged):
        access.open_case(desk, case_id)


def test_an_old_roster_put_back_needs_the_servers_key(office: Office) -> None:
    """Its row is sealed with its version; yesterday's card alone does not open."""
    where = {"name": chains.ROSTER}
    with office.house.engine.connect() as connection:
        settings = TABLES["settings"]
        query = select(settings).where(settings.c.name == chains.ROSTER)
        before = connection.execute(query).one()
    with office.writing("carmen") as desk:
        directory.strike(desk, office.people["bruno"].id)
    at_the_shell(office, "settings", where, card=bytes(before.card))
    with pytest.raises(Damaged), office.reading() as desk:
        directory.certified(desk, [office.people["bruno"].id])


@pytest.mark.parametrize("name", ["alma", "olga"])
def test_only_a_supervisor_certifies_and_strikes(office: Office, name: str) -> None:
    """Neither an attorney nor the administrator says whose keys are whose."""
    with office.writing(name) as desk:
        row = desk.db.get_one(Principal, office.people["vera"].id)
        with pytest.raises(Forbidden):
            directory.certify(desk, row, "volunteer")
        with pytest.raises(Forbidden):
            directory.strike(desk, row.id)


def test_a_supervisor_makes_no_other_supervisor(office: Office) -> None:
    """That takes the root, which only the custodians have together."""
    with office.writing("carmen") as desk:
        row = desk.db.get_one(Principal, office.people["alma"].id)
        with pytest.raises(Forbidden):
            directory.certify(desk, row, "supervising_attorney")


# --- planted keys -----------------------------------------------------------------------------


def with_a_planted_key(
    office: Office, case_id: UUID, epoch: int, by: str, charter: bytes | None
) -> bytes:
    """Insert a case key of one's own with a grant to Alma, signed by a true colleague.

    The grant is sealed as the server seals: whoever does this has its key too.
    """
    secret, signer, alma = bytes(range(32)), office.people[by], office.people["alma"]
    commitment = commitment_of(CASE, secret)
    terms = GrantTerms(CASE, case_id, alma.id, epoch, commitment)
    body = seal_grant(
        secret, terms, alma.seat.keys.public.xwing, signer.id, signer.seat.keys.signing_seed
    )
    key = {"epoch": epoch, "commitment": commitment, "charter": charter}
    plant(office, "case_keys", case_id=case_id, **key)
    with office.night(writes=True) as desk:
        desk.db.add(
            Grant(
                case_id=case_id,
                principal_id=alma.id,
                epoch=epoch,
                role="named",
                until=None,
                grantor_id=signer.id,
                form=access.SEALED,
                body=body,
            )
        )
    return secret


def _charter(office: Office, case_id: UUID, by: str, before: bytes | None) -> bytes:
    signer = office.people[by]
    epoch = 1 if before is None else 2
    return charters.draw_up(
        (CASE, case_id),
        (epoch, bytes(range(32)), before),
        signer.id,
        signer.seat.keys.signing_seed,
    )


@pytest.mark.parametrize("with_charter", [False, True], ids=["bare", "chartered"])
def test_a_planted_epoch_is_never_written_under(
    office: Office, case_id: UUID, *, with_charter: bool
) -> None:
    """Bruno, certified but not on the case, plants a key; nothing is sealed under it."""
    charter = _charter(office, case_id, "bruno", bytes(32)) if with_charter else None
    secret = with_a_planted_key(office, case_id, 2, "bruno", charter)
    try:
        with office.writing() as desk:
            notes.add(desk, NewNote(case_id=case_id, text="Where she sleeps"))
    except AmparoError:
        pass
    with office.night() as desk:
        keys = CaseKey.derive(secret)
        assert not any(_opens(keys, row) for row in desk.db.scalars(select(Note)))


def _opens(keys: CaseKey, row: Note) -> bool:
    try:
        open_(keys.cell, row.cell_place(epoch_of(row.card)), row.card)
    except AmparoError:
        return False
    return True


def test_a_grant_by_somebody_struck_off_is_refused(office: Office, case_id: UUID) -> None:
    """Bruno granted while he was here, nobody opened it, he left: it opens no more."""
    share(office, case_id, "bruno")
    share(office, case_id, "dina", by="bruno")
    with office.writing("carmen") as desk:
        directory.strike(desk, office.people["bruno"].id)
    with office.reading("dina") as desk, pytest.raises(Damaged):
        access.secrets_of(desk, case_id)


# --- giving and taking back -------------------------------------------------------------------


def test_what_was_given_opens_and_what_was_taken_back_does_not(
    office: Office, case_id: UUID
) -> None:
    """Dina reads while she holds the case, and not after."""
    assert not may_open(office, "dina", case_id)
    share(office, case_id, "dina")
    assert may_open(office, "dina", case_id)
    with office.writing() as desk:
        sharing.take_back(desk, case_id, [office.people["dina"].id])
    assert not may_open(office, "dina", case_id)
    assert may_open(office, "alma", case_id)
    assert may_open(office, "carmen", case_id)


def test_what_is_written_after_taking_back_is_under_a_new_key(
    office: Office, case_id: UUID
) -> None:
    """With the database of today, the secret that Dina kept opens no later note."""
    share(office, case_id, "dina")
    with office.reading("dina") as desk:
        kept = access.secrets_of(desk, case_id)
    with office.writing() as desk:
        sharing.take_back(desk, case_id, [office.people["dina"].id])
        notes.add(desk, NewNote(case_id=case_id, text="Written after she left"))
    keys = [CaseKey.derive(secret) for secret in kept.values()]
    with office.night() as desk:
        opened = [
            row.id for row in desk.db.scalars(select(Note)) if any(_opens(k, row) for k in keys)
        ]
    with office.reading() as desk:
        access.open_case(desk, case_id)
        texts = {row.id: row.text for row in desk.db.scalars(select(Note))}
    assert {texts[each] for each in opened} == {"She waits by the lighthouse"}
    assert "Written after she left" in texts.values()


def test_a_newcomer_reads_what_was_written_in_every_epoch(office: Office, case_id: UUID) -> None:
    """She is given each epoch's key, and the later follows from the earlier."""
    with office.writing() as desk:
        sharing.new_epoch(desk, case_id)
        notes.add(desk, NewNote(case_id=case_id, text="Second epoch"))
    share(office, case_id, "dina")
    with office.reading("dina") as desk:
        access.open_case(desk, case_id)
        assert {row.text for row in desk.db.scalars(select(Note))} == {
            "She waits by the lighthouse",
            "Second epoch",
        }


def test_whoever_does_not_hold_a_case_gives_nothing(office: Office, case_id: UUID) -> None:
    """Bruno knows the case's id and nothing else."""
    with pytest.raises(NotFound):
        share(office, case_id, "dina", by="bruno")


# --- the custodians ---------------------------------------------------------------------------


@pytest.fixture
def bare_office(office: Office) -> Office:
    """An office whose database is emptied of everything that was founded."""
    with office.house.engine.begin() as connection:
        for name in ("members", "printed_codes", "settings", "principals", "staff"):
            connection.execute(TABLES[name].delete())
    return office


def test_two_custodians_of_three_have_the_office_and_one_has_nothing(bare_office: Office) -> None:
    """The root, the recovery key and the server key come back from any two kits."""
    with night(bare_office.house, writes=True) as desk:
        founded = founding.found(desk, PLAN, [_newcomer("carmen", ROLES["carmen"])], SERVER_SECRET)
        custody = desk.db.get_one(Setting, CUSTODY).value
    blob = b64decode(custody["envelopes"])
    publics = [b64decode(each["public"]) for each in custody["custodians"]]
    seeds = [papers.typed(papers.CUSTODIAN_KIT, kit.paper) for kit in founded.kits]
    for pair in combinations(range(3), 2):
        opened = custodians.open_with(blob, publics, {at: seeds[at] for at in pair})
        secrets = OfficeSecrets.unpacked(opened)
        assert secrets.server_key == SERVER_SECRET
        keys = founded.people[0].keys
        assert keys.office_root == secrets.root_public
        assert keys.recovery_print == print_of_recovery(secrets.recovery_public)
    for at in range(3):
        with pytest.raises(Damaged):
            custodians.open_with(blob, publics, {at: seeds[at]})


def test_the_recovery_key_opens_every_case_and_its_row_is_not_believed(
    office: Office, case_id: UUID
) -> None:
    """Put another key into the recovery row, and no new case is granted to it."""
    with office.night() as desk:
        row = desk.db.scalars(select(Principal).where(Principal.kind == "recovery")).one()
        granted = desk.db.scalars(select(Grant).where(Grant.principal_id == row.id)).all()
        assert [each.case_id for each in granted] == [case_id]
        recovery_id = row.id
    thief = new_member_keys().public.xwing
    at_the_shell(office, "principals", {"id": recovery_id}, sealing_key=thief)
    with pytest.raises(AmparoError):
        office.open_case()


# --- groups -----------------------------------------------------------------------------------


@pytest.fixture
def team_id(office: Office) -> UUID:
    """The office team, which holds what Alma opens for everybody."""
    with office.night() as desk:
        return staff.office(desk).team_id


def test_who_joins_the_team_opens_all_its_cases(office: Office, team_id: UUID) -> None:
    """One membership, however many cases."""
    case_ids = {office.open_case().id for _ in range(3)}
    with office.reading("ivo") as desk:
        assert access.reach(desk) == set()
    with office.writing("carmen") as desk:
        groups.join(desk, team_id, office.people["ivo"].id)
    with office.reading("ivo") as desk:
        assert access.reach(desk) == case_ids


def test_who_leaves_the_team_opens_none_and_the_others_all(office: Office, team_id: UUID) -> None:
    """The group's key changes; what it was granted is wrapped anew for those who stay."""
    case_ids = {office.open_case().id for _ in range(3)}
    with office.writing("carmen") as desk:
        groups.leave(desk, team_id, office.people["bruno"].id)
    with office.reading("bruno") as desk:
        assert access.reach(desk) == set()
    for name in ("alma", "carmen", "dina"):
        with office.reading(name) as desk:
            assert access.reach(desk) == case_ids


def test_a_membership_put_back_opens_nothing(office: Office, team_id: UUID) -> None:
    """Yesterday's row of a leaver is of an epoch that the group has left."""
    office.open_case()
    members = TABLES["members"]
    with office.house.engine.connect() as connection:
        bruno = members.c.person_id == office.people["bruno"].id
        before = connection.execute(select(members).where(bruno)).one()._mapping
    with office.writing("carmen") as desk:
        groups.leave(desk, team_id, office.people["bruno"].id)
    plant(office, "members", **before)
    with office.reading("bruno") as desk:
        assert access.reach(desk) == set()


@pytest.mark.parametrize("name", ["alma", "olga"])
def test_only_a_supervisor_lets_in_and_out(office: Office, team_id: UUID, name: str) -> None:
    """An attorney who holds the group's key cannot pass it on; the administrator has none."""
    with office.writing(name) as desk:
        with pytest.raises(Forbidden):
            groups.join(desk, team_id, office.people["vera"].id)
        with pytest.raises(Forbidden):
            groups.leave(desk, team_id, office.people["bruno"].id)


def test_a_group_key_in_its_row_is_not_believed(office: Office, team_id: UUID) -> None:
    """A thief's key in the team's row is sealed to by nobody."""
    thief = new_member_keys().public.xwing
    at_the_shell(office, "principals", {"id": team_id}, sealing_key=thief)
    try:
        opened = office.open_case()
    except AmparoError:
        return
    assert may_open(office, "bruno", opened.id)


def test_after_somebody_left_the_next_word_is_under_a_new_key(
    office: Office, team_id: UUID
) -> None:
    """Bruno keeps the team's secret of yesterday; what Alma writes today stays shut to him."""
    case_id = office.open_case(note="Before").id
    with office.reading("bruno") as desk:
        kept = [CaseKey.derive(secret) for secret in access.secrets_of(desk, case_id).values()]
    with office.writing("carmen") as desk:
        groups.leave(desk, team_id, office.people["bruno"].id)
    with office.reading() as desk:
        assert sharing.due(desk) == [case_id]
    with office.writing() as desk:
        notes.add(desk, NewNote(case_id=case_id, text="After"))
    with office.reading() as desk:
        assert sharing.due(desk) == []
        access.open_case(desk, case_id)
        texts = {row.text: row for row in desk.db.scalars(select(Note))}
        assert texts.keys() == {"Before", "After"}
        assert [text for text, row in texts.items() if any(_opens(k, row) for k in kept)] == [
            "Before"
        ]
