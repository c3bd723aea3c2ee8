"""Keys passed off as a colleague's by whoever has the server key too, and can seal as Amparo does.

What refuses them is what the office root and its supervisors signed.
"""

from uuid import UUID, uuid4

import pytest
from sqlalchemy import select

from app.casework import access, cases, notes, sharing, staff, verify
from app.casework.notes import NewNote
from app.casework.sharing import Gift
from app.crypto import charters
from app.crypto.bundle import new_member_keys
from app.crypto.cells import epoch_of
from app.crypto.grants import CASE, GrantTerms, commitment_of, open_grant, rewrap_grant
from app.crypto.keyring import Lock
from app.errors import Damaged
from app.models import CaseKeyRow, Grant, Principal
from tests.support.office import Office
from tests.support.shell import SECRET, plant, planted, stored


@pytest.fixture
def case_id(office: Office) -> UUID:
    """A case that the office team holds."""
    return office.open_case().id


def test_whoever_has_the_server_key_too_passes_off_no_keys_of_his_own(office: Office) -> None:
    """He seals a card over a key of his own: what is granted to Bruno still goes to Bruno.

    The key comes from Bruno's certificate, which takes a supervisor to sign. The check names him.
    """
    thief, bruno = new_member_keys(), office.people["bruno"].id
    with office.night(writes=True) as desk:
        desk.db.get_one(Principal, bruno).sealing_key = thief.public.xwing
    case_id = office.open_case(named_only=True, named=[bruno]).id
    with office.night() as desk:
        [body] = desk.db.scalars(select(Grant.body).where(Grant.principal_id == bruno))
        [commitment] = desk.db.scalars(select(CaseKeyRow.commitment))
    with office.reading("bruno") as desk:
        assert cases.one(desk, case_id).id == case_id
    terms = GrantTerms(CASE, case_id, bruno, 1, commitment)
    signing_key = office.people["alma"].seat.keys.public.signing
    with pytest.raises(Damaged):
        open_grant(body, terms, thief.xwing_seed, signing_key)
    hers = office.people["bruno"].seat.keys.xwing_seed
    assert len(open_grant(body, terms, hers, signing_key)) == 32
    told = f"principals {bruno}: other keys than those that were certified"
    assert verify.verify(office.house).wrong == [told]


def test_a_signing_key_under_the_servers_seal_signs_nothing(office: Office, case_id: UUID) -> None:
    """Alma's row says the thief's signing key, card and all; her certificate does not."""
    thief, alma = new_member_keys(), office.people["alma"].id
    with office.night(writes=True) as desk:
        desk.db.get_one(Principal, alma).signing_key = thief.public.signing
    planted(office, case_id, "olga", alma, thief.signing_seed, epoch=1, by_key=True)
    with office.reading("olga") as desk, pytest.raises(Damaged):
        access.open_case(desk, case_id)
    assert verify.verify(office.house).wrong == [
        f"principals {alma}: other keys than those that were certified",
        f"grants {case_id} to {office.people['olga'].id}: signed by nobody of the office",
    ]


def test_a_colleague_made_up_with_the_server_key_is_nobody(office: Office, case_id: UUID) -> None:
    """An account's row and keys of his own, sealed as Amparo seals: nothing is granted to it."""
    thief, nobody = new_member_keys(), uuid4()
    with office.night(writes=True) as desk:
        made_up = Principal(
            id=nobody,
            kind="person",
            sealing_key=thief.public.xwing,
            signing_key=thief.public.signing,
            commitment=None,
            epoch=1,
            name="Nobody",
            word=None,
        )
        desk.db.add(made_up)
    with office.writing() as desk:
        gift = Gift(desk.db.get_one(Principal, nobody), "named")
        with pytest.raises(Damaged):
            sharing.give(desk, case_id, gift)
    planted(office, case_id, "olga", nobody, thief.signing_seed, epoch=1, by_key=True)
    with office.reading("olga") as desk, pytest.raises(Damaged):
        access.open_case(desk, case_id)
    told = f"grants {case_id} to {office.people['olga'].id}: signed by nobody of the office"
    assert verify.verify(office.house).wrong == [told]


@pytest.mark.parametrize("charter", ["none", "hers"])
def test_a_key_wrapped_by_somebody_of_the_group_is_not_written_under(
    office: Office, charter: str
) -> None:
    """Bruno is of the team and not on Alma's case: he grants the team a newer key of it.

    He needs no signature for that, as a group's own key wraps what it was granted; but no charter
    of his follows from the key before, which he never had.
    """
    case_id = office.open_case(named_only=True).id
    bruno, commitment = office.people["bruno"], commitment_of(CASE, SECRET)
    with office.reading("bruno") as desk:
        team_id = staff.office(desk).team_id
        symmetric = desk.keys.groups[team_id].symmetric
    seed = bruno.seat.keys.signing_seed
    word = charters.draw_up((CASE, case_id), (2, SECRET, bytes(32)), bruno.id, seed)
    key = {"commitment": commitment, "charter": word if charter == "hers" else None}
    plant(office, "case_keys", case_id=case_id, epoch=2, **key)
    with office.night(writes=True) as desk:
        desk.db.add(
            Grant(
                case_id=case_id,
                principal_id=team_id,
                epoch=2,
                role="team",
                until=None,
                grantor_id=bruno.id,
                form=access.REWRAPPED,
                body=rewrap_grant(
                    SECRET, GrantTerms(CASE, case_id, team_id, 2, commitment), symmetric
                ),
            )
        )
    with office.writing() as desk:
        note = notes.add(desk, NewNote(case_id=case_id, text="Where she sleeps"))
        assert desk.keys.writing_epoch(Lock.CASE, case_id) == 1
    assert epoch_of(bytes(stored(office, "notes", note.id).card)) == 1
    with office.reading("bruno") as desk, pytest.raises(Damaged):
        access.open_case(desk, case_id)
